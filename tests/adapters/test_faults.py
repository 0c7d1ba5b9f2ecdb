"""Whatever a mail server does until it lets us in: all mail waits, and a person reads why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fault_server import TOKEN
from tests.faults import (
    DOWN,
    LOGIN_WRONG,
    NO_WAY_IN,
    NOT_SENT,
    PLAIN,
    SHUT,
    Case,
    check,
    cut,
    wrong,
)

WITH_TOKEN = {"login": {"command": ["echo", TOKEN]}}

CONNECTING = [
    Case(
        "a greeting of 421 is the server's, and passes",
        cut("CONNECT", "421 4.3.2 Not now"),
        "waiting 0, waiting 0",
        (SHUT, "4.3.2 Not now", NOT_SENT),
    ),
    Case(
        "a greeting of 554 needs a person",
        wrong("CONNECT", "554 5.7.1 Your address is listed"),
        "waiting 0, waiting 0",
        (SHUT, "5.7.1 Your address is listed", "vraag dan de beheerder"),
        by_hand=True,
    ),
    Case(
        "a greeting in several lines is read whole",
        cut("CONNECT", "421-4.3.2 Not now\r\n421 4.3.2 Come back at nine"),
        "waiting 0, waiting 0",
        (SHUT, "Not now 4.3.2 Come back at nine"),
    ),
    Case(
        "another kind of server is told from a mail server",
        wrong("CONNECT", "HTTP/1.1 400 Bad Request"),
        "waiting 0, waiting 0",
        ("antwoordt niet als een mailserver", "mail.via", "poort"),
        by_hand=True,
    ),
    Case(
        "a greeting without an end is no mail server's",
        wrong("CONNECT", "220 " + "x" * 9000),
        "waiting 0, waiting 0",
        "antwoordt niet als een mailserver",
        by_hand=True,
    ),
    Case(
        "a server that hangs up at once is away",
        cut("CONNECT"),
        "waiting 0, waiting 0",
        (DOWN, "probeert het later opnieuw"),
    ),
    Case(
        "a server that does not greet is away",
        wrong("CONNECT"),
        "waiting 0, waiting 0",
        DOWN,
        patience=0.3,
    ),
    Case(
        "421 to EHLO is not taken for a lack of STARTTLS",
        cut("EHLO", "421 4.3.2 Closing"),
        "waiting 0, waiting 0",
        (SHUT, "4.3.2 Closing"),
    ),
    Case(
        "554 to EHLO and HELO is not taken for a wrong password",
        (*wrong("EHLO", "554 5.7.1 Not you"), *wrong("HELO", "554 5.7.1 Not you")),
        "waiting 0, waiting 0",
        (SHUT, "Not you"),
        by_hand=True,
        form=PLAIN,
    ),
    Case("a drop at EHLO is away", cut("EHLO"), "waiting 0, waiting 0", DOWN),
    Case("silence at EHLO is away", wrong("EHLO"), "waiting 0, waiting 0", DOWN, patience=0.3),
    Case(
        "a server that knows HELO only takes mail too",
        wrong("EHLO", "502 5.5.1 What?"),
        "sent 1, sent 1",
        form=PLAIN,
    ),
    Case(
        "STARTTLS that is not offered sends nothing",
        (),
        "waiting 0, waiting 0",
        ("biedt geen versleuteling aan", NOT_SENT, "geen wachtwoord"),
        by_hand=True,
        server={"hides": ("STARTTLS",)},
        logins=0,
    ),
    Case(
        "STARTTLS that fails for now sends nothing",
        wrong("STARTTLS", "454 4.7.0 TLS not available"),
        "waiting 0, waiting 0",
        ("weigert haar dan: 4.7.0 TLS not available", NOT_SENT),
        logins=0,
    ),
    Case(
        "STARTTLS that is refused sends nothing",
        wrong("STARTTLS", "502 5.5.1 No"),
        "waiting 0, waiting 0",
        "weigert haar dan",
        by_hand=True,
        logins=0,
    ),
    Case(
        "a drop in the middle of TLS is not taken for a lack of it",
        cut("STARTTLS", "220 2.0.0 Go on"),
        "waiting 0, waiting 0",
        "verbr",
        logins=0,
    ),
    Case(
        "silence in the middle of TLS is not taken for a lack of it",
        wrong("STARTTLS", "220 2.0.0 Go on", mute=True),
        "waiting 0, waiting 0",
        DOWN,
        logins=0,
        patience=0.3,
    ),
]
LOGGING_IN = [
    Case(
        "a wrong password needs a person, and is tried once",
        (),
        "waiting 0, waiting 0",
        LOGIN_WRONG,
        by_hand=True,
        password="hunter3",  # noqa: S106 - wrong
        logins=1,
    ),
    Case(
        "a server that hangs up on a wrong password is not away",
        cut("AUTH", "535 5.7.8 Wrong"),
        "waiting 0, waiting 0",
        (*LOGIN_WRONG, "5.7.8 Wrong"),
        by_hand=True,
        logins=1,
    ),
    Case(
        "534 tells of an app password",
        wrong(
            "AUTH", "534-5.7.9 Application-specific password required.\r\n534 5.7.9 See the help"
        ),
        "waiting 0, waiting 0",
        (*LOGIN_WRONG, "Application-specific password required"),
        by_hand=True,
        logins=1,
    ),
    Case(
        "454 passes",
        wrong("AUTH", "454 4.7.0 Temporary authentication failure"),
        "waiting 0, waiting 0",
        ("kan nu niet nakijken wie", "probeert het later opnieuw"),
        logins=1,
    ),
    Case(
        "421 at the login is not about the password",
        cut("AUTH", "421 4.7.0 Too many errors"),
        "waiting 0, waiting 0",
        (SHUT, "Too many errors"),
        logins=1,
    ),
    Case(
        "504 is about the way in and not about the password",
        wrong("AUTH", "504 5.5.4 Unrecognized authentication type"),
        "waiting 0, waiting 0",
        NO_WAY_IN,
        by_hand=True,
        logins=1,
    ),
    Case("a drop at the login is away", cut("AUTH"), "waiting 0, waiting 0", DOWN, logins=1),
    Case(
        "rubbish at the login is away",
        wrong("AUTH", "welcome!"),
        "waiting 0, waiting 0",
        DOWN,
        logins=1,
    ),
    Case("silence at the login is away", wrong("AUTH"), "waiting 0, waiting 0", DOWN, patience=1.0),
    Case(
        "a challenge that is none is no mistake of ours",
        wrong("AUTH", "334 x"),
        "waiting 0, waiting 0",
        NO_WAY_IN,
        by_hand=True,
        server={"mechanisms": "LOGIN"},
    ),
    Case(
        "a login that is not offered needs a person",
        (),
        "waiting 0, waiting 0",
        NO_WAY_IN,
        by_hand=True,
        server={"hides": ("AUTH",)},
        logins=0,
    ),
    Case(
        "ways in that we do not know need a person",
        (),
        "waiting 0, waiting 0",
        NO_WAY_IN,
        by_hand=True,
        server={"mechanisms": "GSSAPI NTLM"},
        logins=0,
    ),
    Case(
        "names of ways in may be written small",
        (),
        "sent 1, sent 1",
        server={"mechanisms": "login plain"},
        logins=1,
    ),
    Case(
        "LOGIN does where PLAIN is not offered",
        (),
        "sent 1, sent 1",
        server={"mechanisms": "LOGIN XOAUTH2"},
        logins=1,
    ),
    Case(
        "an app password goes as it is",
        (),
        "sent 1, sent 1",
        server={"password": "abcd efgh ijkl mnop"},
        password="abcd efgh ijkl mnop",  # noqa: S106 - of this test
        logins=1,
    ),
    Case(
        "a password may have any letter",
        (),
        "sent 1, sent 1",
        server={"password": "wachtwöord€"},
        password="wachtwöord€",  # noqa: S106 - of this test
        logins=1,
    ),
    Case("a token logs in", (), "sent 1, sent 1", mail=WITH_TOKEN, logins=1),
    Case(
        "a token that is not taken needs a person",
        (),
        "waiting 0, waiting 0",
        LOGIN_WRONG[:1],
        by_hand=True,
        mail={"login": {"command": ["echo", "oud"]}},
        logins=1,
    ),
    Case(
        "a server that takes no tokens gets none",
        (),
        "waiting 0, waiting 0",
        NO_WAY_IN,
        by_hand=True,
        server={"mechanisms": "PLAIN LOGIN"},
        mail=WITH_TOKEN,
        logins=0,
    ),
    Case(
        "a password that the server repeats is not shown",
        wrong("AUTH", "500 5.5.1 Unknown command: AUTH {arg}"),
        "waiting 0, waiting 0",
        ("5.5.1 Unknown command: AUTH PLAIN ***",),
        by_hand=True,
        logins=1,
    ),
    Case(
        "a token that the server repeats is not shown",
        wrong("AUTH", "500 5.5.1 Unknown command: AUTH {arg}"),
        "waiting 0, waiting 0",
        ("5.5.1 Unknown command: AUTH XOAUTH2 ***",),
        by_hand=True,
        mail=WITH_TOKEN,
        logins=1,
    ),
]


@pytest.mark.parametrize("case", [*CONNECTING, *LOGGING_IN], ids=lambda case: case.name)
def test_whatever_keeps_us_out_every_mail_waits(case: Case, tmp_path: Path) -> None:
    """No mail is refused, tried or in doubt; a secret is shown to nobody."""
    check(case, tmp_path)
