"""Whatever a mail server says of a sender, a receiver or a copy, before any bytes go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults import (
    CONTENT,
    CUT,
    DOWN,
    LOGIN_WANTED,
    PLAIN,
    SENDER_WRONG,
    SHUT,
    UNKNOWN,
    Case,
    check,
    cut,
    wrong,
)

FIRST = "partner0@"
WITH_COPY = {"copy_to": "kopie@dordrecht.example"}
LETTERS_TO = ("jörg@dordrecht.example", "an@dordrecht.example")

NAMING_SENDER = [
    Case(
        "421 at MAIL puts two off, and the rest waits",
        cut("MAIL", "421 4.7.0 Try again later"),
        "retry 0, retry 0, waiting 0",
        (SHUT, "De mailserver zei: 4.7.0 Try again later"),
        logins=2,
    ),
    Case(
        "421 at the next MAIL is a goodbye: log in again",
        cut("MAIL", "421 4.4.2 Enough", after=1, times=1),
        "sent 1, sent 1, sent 1",
        logins=2,
    ),
    Case(
        "451 at MAIL is tried again",
        wrong("MAIL", "451 4.3.0 Try later"),
        "retry 0, retry 0",
        ("Eén poging gedaan; de volgende na", "De mailserver zei: 4.3.0 Try later"),
        logins=1,
    ),
    Case(
        "452 for want of room is tried again",
        wrong("MAIL", "452 4.3.1 Insufficient system storage"),
        "retry 0, retry 0",
        "4.3.1 Insufficient system storage",
    ),
    Case(
        "450 without more is tried again",
        wrong("MAIL", "450"),
        "retry 0, retry 0",
        "De mailserver zei: 450",
    ),
    Case(
        "a sender that is refused refuses no mail",
        wrong("MAIL", "550 5.7.1 Not allowed to send as this address"),
        "waiting 0, waiting 0",
        (*SENDER_WRONG, "5.7.1 Not allowed"),
        by_hand=True,
    ),
    Case(
        "501 at MAIL is about the sender",
        wrong("MAIL", "501 5.1.7 Bad sender address syntax"),
        "waiting 0, waiting 0",
        SENDER_WRONG,
        by_hand=True,
    ),
    Case(
        "530 wants a login",
        wrong("MAIL", "530 5.7.0 Authentication required"),
        "waiting 0, waiting 0",
        LOGIN_WANTED,
        by_hand=True,
        form=PLAIN,
    ),
    Case(
        "552 at MAIL is about the one mail",
        wrong("MAIL", "552 5.3.4 Message too big", times=1),
        "refused 0, sent 1",
        (CONTENT, "5.3.4 Message too big"),
        fault="content",
    ),
    Case(
        "a drop at MAIL puts two off, and the rest waits",
        cut("MAIL"),
        "retry 0, retry 0, waiting 0",
        (DOWN, CUT),
        logins=2,
    ),
    Case(
        "a drop between mails logs in again",
        cut("MAIL", after=1, times=1),
        "sent 1, sent 1, sent 1",
        logins=2,
    ),
    Case(
        "rubbish at MAIL puts two off, and the rest waits",
        wrong("MAIL", "hello there"),
        "retry 0, retry 0, waiting 0",
        (DOWN, CUT),
    ),
    Case(
        "silence at MAIL puts two off, and the rest waits",
        wrong("MAIL"),
        "retry 0, retry 0, waiting 0",
        (DOWN, CUT),
        form=PLAIN,
        patience=0.3,
    ),
    Case(
        "a line without an end at MAIL is rubbish",
        wrong("MAIL", "250 " + "x" * 9000),
        "retry 0, retry 0, waiting 0",
        (DOWN, CUT),
    ),
]
NAMING_RECEIVER = [
    Case(
        "greylisting is tried again, and then taken",
        wrong("RCPT", "450 4.2.0 Greylisted, see you in 5 minutes", times=2),
        "retry 0, retry 0, sent 1",
        "De mailserver zei: 4.2.0 Greylisted, see you in 5 minutes",
        logins=1,
    ),
    Case(
        "a greylisting that says 451 too",
        wrong("RCPT", "451 4.7.1 Greylisting in action", to=FIRST),
        "retry 0, sent 1",
        "4.7.1 Greylisting in action",
    ),
    Case(
        "a full mailbox that may empty is tried again",
        wrong("RCPT", "452 4.2.2 Over quota", to=FIRST),
        "retry 0, sent 1",
        "4.2.2 Over quota",
    ),
    Case(
        "an unknown user is refused",
        wrong("RCPT", "550 5.1.1 No such user", to=FIRST),
        "refused 0, sent 1",
        f"{UNKNOWN} 5.1.1 No such user",
        fault="address",
        logins=1,
    ),
    Case(
        "an unknown user in several lines",
        wrong("RCPT", "550-5.1.1 The account\r\n550-does not\r\n550 exist", to=FIRST),
        "refused 0, sent 1",
        f"{UNKNOWN} 5.1.1 The account does not exist",
        fault="address",
    ),
    Case(
        "an unknown user without an enhanced code",
        wrong("RCPT", "550 Unknown", to=FIRST),
        "refused 0, sent 1",
        f"{UNKNOWN} Unknown",
        fault="address",
    ),
    Case(
        "a refusal without any word",
        wrong("RCPT", "550", to=FIRST),
        "refused 0, sent 1",
        f"{UNKNOWN} 550",
        fault="address",
    ),
    Case(
        "an address of a wrong form is refused",
        wrong("RCPT", "553 5.1.3 Bad address", to=FIRST),
        "refused 0, sent 1",
        UNKNOWN,
        fault="address",
    ),
    Case(
        "a full mailbox is refused",
        wrong("RCPT", "552 5.2.2 Mailbox full", to=FIRST),
        "refused 0, sent 1",
        "De mailbox van de ontvanger is vol",
        fault="address",
    ),
    Case(
        "a mailbox that takes no such size blames the mail",
        wrong("RCPT", "552 5.2.3 Message too long for this mailbox", to=FIRST),
        "refused 0, sent 1",
        "met het adres is niets mis",
        fault="content",
    ),
    Case(
        "a policy is refused",
        wrong("RCPT", "550 5.7.1 Not from you", to=FIRST),
        "refused 0, sent 1",
        "De mailserver wil deze mail niet doorlaten. De mailserver zei: 5.7.1 Not from you",
        fault="address",
    ),
    Case(
        "a relay that is denied refuses no mail",
        wrong("RCPT", "554 5.7.1 <partner@dordrecht.example>: Relay access denied"),
        "retry 0, retry 0, waiting 0",
        ("stuurt onze mail niet door naar anderen", "Schrijf bij mail.via wie inlogt"),
        by_hand=True,
    ),
    Case(
        "a relay that is denied for one lets the others go",
        wrong("RCPT", "550 5.7.54 Unable to relay recipient in non-accepted domain", to=FIRST),
        "retry 0, sent 1, sent 1",
        "Unable to relay",
    ),
    Case(
        "a receiver unknown to a relay is unknown",
        wrong("RCPT", "550 5.1.1 No such user, and we do not relay", to=FIRST),
        "refused 0, sent 1",
        UNKNOWN,
        fault="address",
    ),
    Case(
        "a sender that is refused only now refuses no mail",
        wrong(
            "RCPT",
            "553 5.7.1 <netwerk@dordrecht.example>: Sender address rejected: not owned by user",
        ),
        "retry 0, retry 0, waiting 0",
        SENDER_WRONG,
        by_hand=True,
    ),
    Case(
        "a sender without a domain blames no receiver",
        wrong("RCPT", "550 5.1.8 Domain of sender not found"),
        "retry 0, retry 0, waiting 0",
        SENDER_WRONG,
        by_hand=True,
    ),
    Case(
        "a computer that is refused only now refuses no mail",
        wrong("RCPT", "554 5.7.1 Client host [192.0.2.1] blocked using a list"),
        "retry 0, retry 0, waiting 0",
        (SHUT, "vraag dan de beheerder"),
        by_hand=True,
    ),
    Case(
        "530 at RCPT wants a login",
        wrong("RCPT", "530 5.7.57 Client was not authenticated"),
        "waiting 0, waiting 0",
        LOGIN_WANTED,
        by_hand=True,
        form=PLAIN,
    ),
    Case(
        "421 at one receiver puts off that one",
        cut("RCPT", "421 4.7.0 Not that one", to=FIRST),
        "retry 0, sent 1",
        "De mailserver zei: 4.7.0 Not that one",
        logins=2,
    ),
    Case(
        "an answer in between shows that the server is not away",
        (
            *cut("RCPT", to=FIRST),
            *wrong("RCPT", "550 5.1.1 No such user", to="partner1@"),
            *cut("RCPT", to="partner2@"),
        ),
        "retry 0, refused 0, retry 0, sent 1",
        (CUT, UNKNOWN),
        fault="address",
    ),
    Case(
        "a drop at one receiver puts off that one",
        cut("RCPT", to=FIRST),
        "retry 0, sent 1",
        CUT,
        logins=2,
    ),
    Case(
        "silence at one receiver puts off that one",
        wrong("RCPT", to=FIRST),
        "retry 0, sent 1",
        CUT,
        form=PLAIN,
        patience=0.8,
    ),
    Case(
        "rubbish at one receiver puts off that one",
        wrong("RCPT", "999 huh", to=FIRST),
        "retry 0, sent 1",
        CUT,
    ),
    Case(
        "a refused RSET begins a new connection",
        (*wrong("RCPT", "550 5.1.1 No", to=FIRST), *wrong("RSET", "502 5.5.1 What?")),
        "refused 0, sent 1",
        UNKNOWN,
        fault="address",
        logins=2,
    ),
    Case(
        "a drop at RSET begins a new connection",
        (*wrong("RCPT", "550 5.1.1 No", to=FIRST), *cut("RSET")),
        "refused 0, sent 1",
        UNKNOWN,
        fault="address",
        logins=2,
    ),
    Case(
        "silence at RSET begins a new connection",
        (*wrong("RCPT", "550 5.1.1 No", to=FIRST), *wrong("RSET")),
        "refused 0, sent 1",
        UNKNOWN,
        fault="address",
        form=PLAIN,
        patience=0.8,
    ),
]
COPYING = [
    Case(
        "a copy that is refused does no harm",
        wrong("RCPT", "550 5.1.1 No such copy", to="kopie@"),
        "sent 1, sent 1",
        mail=WITH_COPY,
        logins=1,
    ),
    Case(
        "a copy at which the server hangs up does no harm",
        cut("RCPT", "421 4.3.0 Not that one", to="kopie@"),
        "sent 1, sent 1",
        mail=WITH_COPY,
        logins=2,
    ),
    Case(
        "a copy at which the connection breaks does no harm",
        cut("RCPT", to="kopie@"),
        "sent 1, sent 1",
        mail=WITH_COPY,
        logins=2,
    ),
    Case(
        "a receiver that is refused sends no copy either",
        wrong("RCPT", "550 5.1.1 No", to=FIRST),
        "refused 0, sent 1",
        UNKNOWN,
        mail=WITH_COPY,
        fault="address",
    ),
    Case(
        "a copy to an address with other letters is left out",
        (),
        "sent 1, sent 1",
        mail={"copy_to": "jörg@dordrecht.example"},
    ),
]
LETTERS = [
    Case(
        "SMTPUTF8 that is offered is used",
        (),
        "sent 1, sent 1",
        server={"utf8": True},
        to=LETTERS_TO,
    ),
    Case(
        "SMTPUTF8 that is not offered is said with the remedy",
        (),
        "refused 0, sent 1",
        ("geen SMTPUTF8", "Vraag de ontvanger om een adres met gewone letters"),
        to=LETTERS_TO,
        fault="address",
    ),
    Case(
        "SMTPUTF8 that is offered and refused blames one mail",
        wrong("MAIL", "555 5.5.4 Unsupported option", times=1),
        "refused 0, sent 1",
        CONTENT,
        server={"utf8": True},
        to=LETTERS_TO,
        fault="content",
    ),
    Case(
        "a domain with other letters needs no SMTPUTF8",
        (),
        "sent 1, sent 1",
        to=("an@münchen.example", "an@dordrecht.example"),
    ),
]


@pytest.mark.parametrize("pipelines", [False, True], ids=["one by one", "in one breath"])
@pytest.mark.parametrize(
    "case", [*NAMING_SENDER, *NAMING_RECEIVER, *COPYING, *LETTERS], ids=lambda case: case.name
)
def test_an_answer_before_the_bytes_has_a_state(
    case: Case, tmp_path: Path, *, pipelines: bool
) -> None:
    """What is about one mail ends that mail; what is about us or the server ends none.

    A server that takes sender and receiver in one breath changes nothing of that.
    """
    check(replace(case, server={**case.server, "pipelines": pipelines}), tmp_path)
