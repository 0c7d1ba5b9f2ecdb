"""What an answer of a mail server means, and what it is about: the mail, its receiver, or us.

Reply codes: RFC 5321, 4.2; enhanced status codes: RFC 3463. Texts are read only where servers say
the same thing under many codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from automations.engine.core.refusals import enhanced_status
from automations.engine.ports import Fault

CLOSING = 421  # the server is about to hang up, at whatever verb
GO_AHEAD = 354
_LOGIN_WANTED = (530, 534, 535, 538)  # RFC 4954, 6
_NO_ROOM = 552  # exceeded storage allocation; servers say it of a mail that is too large too
_NO_PARAMETER = 555  # MAIL FROM parameters not recognized
_NO_UTF8 = "6.7"  # RFC 6531: non-ASCII addresses not permitted
_TOO_LARGE = ("2.3", "3.4")  # message length exceeds limit, message too big
_ABOUT_RECEIVER = ("1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "2.2")
_ABOUT_SENDER = ("1.7", "1.8")  # bad address of the sender

# What servers say of us, many of them not before RCPT or even the final dot.
_SAID_OF_US = {
    "transport.relay-denied": re.compile(
        r"relay(?:ing)?(?: access)? (?:denied|prohibited|not (?:permitted|allowed))"
        r"|(?:not|unable to|cannot|can't) relay",
        re.IGNORECASE,
    ),
    "transport.turned-away": re.compile(r"client host", re.IGNORECASE),
    "transport.sender-refused": re.compile(
        r"sender address rejected|not owned by user|send ?as ?denied|send as this sender",
        re.IGNORECASE,
    ),
}


def is_yes(code: int) -> bool:
    """Tell whether a server did what it was asked."""
    return 200 <= code < 300  # noqa: PLR2004 - RFC 5321, 4.2.1


def is_no(code: int) -> bool:
    """Tell whether a server refused, for now or for good; what is neither yes nor no is rubbish."""
    return 400 <= code < 600  # noqa: PLR2004 - RFC 5321, 4.2.1


def is_final(code: int) -> bool:
    """Tell whether a server refused for good."""
    return 500 <= code < 600  # noqa: PLR2004 - RFC 5321, 4.2.1


def wants_login(code: int) -> bool:
    """Tell whether a server wants a login before it takes anything."""
    return code in _LOGIN_WANTED


def about_us(code: int, text: str) -> str | None:
    """Return the catalogue's entry for a final answer that is about us; no mail is to blame."""
    if wants_login(code):
        return "transport.login-wanted"
    status = enhanced_status(text)
    if not is_final(code) or status in _ABOUT_RECEIVER:  # "no such user, and we do not relay"
        return None
    if status in _ABOUT_SENDER:
        return "transport.sender-refused"
    return next((entry for entry, says in _SAID_OF_US.items() if says.search(text)), None)


def is_about_mail(code: int, text: str, options: Sequence[str]) -> bool:
    """Tell whether a refused MAIL FROM is about this one mail, and not about who sends."""
    status = enhanced_status(text)
    if "SMTPUTF8" in options and (code == _NO_PARAMETER or status == _NO_UTF8):
        return True
    return code == _NO_ROOM or status in _TOO_LARGE


def fault_of(text: str, otherwise: Fault) -> Fault:
    """Tell whose fault a refusal is, where its enhanced status says so."""
    status = enhanced_status(text)
    if status in _TOO_LARGE:
        return "content"
    return "address" if status in _ABOUT_RECEIVER else otherwise
