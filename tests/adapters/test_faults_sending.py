"""Whatever a mail server does while a mail goes, and after its final dot."""

from __future__ import annotations

from pathlib import Path

import pytest

from automations.engine.mail import smtp
from tests.faults import (
    CONTENT,
    CUT,
    DOUBT,
    DOWN,
    LOGIN_WANTED,
    PLAIN,
    SENDER_WRONG,
    SHUT,
    SILENT,
    UNKNOWN,
    Case,
    check,
    cut,
    wrong,
)

FIRST = "partner0@"

SENDING = [
    Case(
        "451 at DATA is tried again",
        wrong("DATA", "451 4.3.0 Try later"),
        "retry 0, retry 0",
        "De mailserver zei: 4.3.0 Try later",
        logins=1,
    ),
    Case(
        "554 at DATA is refused, and blames no address",
        wrong("DATA", "554 5.6.0 No thanks", to=FIRST),
        "refused 0, sent 1",
        CONTENT,
        fault="content",
    ),
    Case(
        "421 at DATA puts two off, and the rest waits",
        cut("DATA", "421 4.3.2 Closing"),
        "retry 0, retry 0, waiting 0",
        (SHUT, "4.3.2 Closing"),
        logins=2,
    ),
    Case(
        "530 at DATA leaves no doubt",
        wrong("DATA", "530 5.7.0 Log in first"),
        "retry 0, retry 0, waiting 0",
        LOGIN_WANTED,
        by_hand=True,
    ),
    Case("a drop at DATA leaves no doubt", cut("DATA"), "retry 0, retry 0, waiting 0", (DOWN, CUT)),
    Case(
        "silence at DATA leaves no doubt",
        wrong("DATA"),
        "retry 0, retry 0, waiting 0",
        (DOWN, CUT),
        form=PLAIN,
        patience=0.3,
    ),
    Case(
        "a yes to DATA is rubbish, and leaves no doubt",
        wrong("DATA", "250 2.0.0 OK"),
        "retry 0, retry 0, waiting 0",
        (DOWN, "gaf een antwoord dat niet te lezen is"),
    ),
    Case(
        "a drop in the middle of a mail leaves no doubt",
        cut("BODY", to=FIRST),
        "retry 0, sent 1",
        "brak af tijdens het versturen",
        size=16_000_000,
        form=PLAIN,
    ),
    Case(
        "a drop after a mail that was on its way whole leaves a doubt",
        cut("BODY", to=FIRST),
        "in-doubt 0, waiting 0",
        (DOUBT, SILENT),
        form=PLAIN,
    ),
    Case(
        "a mail above the size that is offered is not tried",
        (),
        "refused 0, refused 0",
        ("neemt hoogstens 10 kB aan", "Maak de mail korter"),
        server={"size": 10_000},
        size=20_000,
        fault="content",
    ),
]
AFTER_DOT = [
    Case(
        "451 after the dot is tried again",
        wrong("DOT", "451 4.3.0 Queue file write error"),
        "retry 0, retry 0",
        "4.3.0 Queue file write error",
        logins=1,
    ),
    Case(
        "452 after the dot is tried again",
        wrong("DOT", "452 4.3.1 Disk full", to=FIRST),
        "retry 0, sent 1",
        "4.3.1 Disk full",
    ),
    Case(
        "421 after the dot leaves no doubt",
        cut("DOT", "421 4.3.2 Closing"),
        "retry 0, retry 0, waiting 0",
        (SHUT, "4.3.2 Closing"),
        logins=2,
    ),
    Case(
        "554 after the dot blames the content",
        wrong("DOT", "554 5.6.0 Looks like a virus", to=FIRST),
        "refused 0, sent 1",
        CONTENT,
        fault="content",
    ),
    Case(
        "spam blames the content",
        wrong("DOT", "550 5.7.1 Looks like spam", to=FIRST),
        "refused 0, sent 1",
        CONTENT,
        fault="content",
    ),
    Case(
        "552 after the dot blames the content",
        wrong("DOT", "552 Too much mail data", to=FIRST),
        "refused 0, sent 1",
        CONTENT,
        fault="content",
    ),
    Case(
        "a mailbox that is full only now is the receiver's",
        wrong("DOT", "552 5.2.2 Mailbox full", to=FIRST),
        "refused 0, sent 1",
        "De mailbox van de ontvanger is vol",
        fault="address",
    ),
    Case(
        "a user that is unknown only now is the receiver's",
        wrong("DOT", "550 5.1.1 No such user", to=FIRST),
        "refused 0, sent 1",
        UNKNOWN,
        fault="address",
    ),
    Case(
        "a sender that may not send as that blames no mail",
        wrong("DOT", "554 5.2.252 SendAsDenied; netwerk not allowed to send as koning"),
        "retry 0, retry 0, waiting 0",
        SENDER_WRONG,
        by_hand=True,
    ),
    Case(
        "a drop before the mail was kept leaves a doubt",
        cut("DOT", to=FIRST),
        "in-doubt 0, waiting 0",
        (DOUBT, "helemaal verstuurd", SILENT),
        logins=1,
    ),
    Case(
        "a drop after the mail was kept leaves a doubt",
        cut("DOT", took=True, to=FIRST),
        "in-doubt 1, waiting 0",
        (DOUBT, "helemaal verstuurd", SILENT),
    ),
    Case(
        "silence after the dot leaves a doubt",
        wrong("DOT", took=True, to=FIRST),
        "in-doubt 1, waiting 0",
        (DOUBT, "er kwam geen antwoord", SILENT),
    ),
    Case(
        "rubbish after the dot leaves a doubt",
        wrong("DOT", "thanks!", took=True, to=FIRST),
        "in-doubt 1, waiting 0",
        (DOUBT, "dat niet te lezen is"),
    ),
    Case(
        "an answer of another kind after the dot leaves a doubt",
        wrong("DOT", "354 go on", took=True, to=FIRST),
        "in-doubt 1, waiting 0",
        DOUBT,
    ),
    Case(
        "an answer without an end after the dot leaves a doubt",
        wrong("DOT", "250 " + "x" * 9000, took=True, to=FIRST),
        "in-doubt 1, waiting 0",
        DOUBT,
    ),
    Case(
        "a yes that is late is a yes", wrong("DOT", late=0.2, to=FIRST), "sent 1, sent 1", logins=1
    ),
    Case(
        "a yes in several lines is a yes",
        wrong("DOT", "250-2.0.0 Taken\r\n250 2.0.0 as 42", took=True),
        "sent 1, sent 1",
    ),
    Case(
        "a yes and then a drop is a yes",
        cut("DOT", "250 2.0.0 Taken", took=True),
        "sent 1, sent 1, sent 1",
        logins=3,
    ),
    Case("silence at QUIT does no harm", wrong("QUIT"), "sent 1, sent 1"),
    Case("a drop at QUIT does no harm", cut("QUIT"), "sent 1, sent 1"),
    Case("421 at QUIT does no harm", cut("QUIT", "421 4.3.0 Whatever"), "sent 1, sent 1"),
]


@pytest.mark.parametrize("case", [*SENDING, *AFTER_DOT], ids=lambda case: case.name)
def test_an_answer_to_the_bytes_has_a_state(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a mail that was sent whole, and had no answer, is in doubt."""
    monkeypatch.setattr(smtp, "GOODBYE", 0.2)
    check(case, tmp_path)
