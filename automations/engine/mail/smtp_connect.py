"""Connecting to a mail server: yagmail opens the connection and logs in, and nothing more.

Errors of the connection are `OSError`; one that carries an answer of the server has `smtp_code` and
`smtp_error`.
"""

from __future__ import annotations

import base64
import socket
import ssl
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from automations.engine.core.findings import Message
from automations.engine.mail.login import Password, Token
from automations.engine.mail.smtp_answers import CLOSING, is_final, is_no
from automations.engine.mail.tls import tls_trouble
from automations.engine.mail_config import Server
from automations.engine.ports import UnavailableError

if TYPE_CHECKING:
    import yagmail

LONGEST = 300  # characters of what a server said
_CHALLENGE, _WELCOME, _UNKNOWN_WAY = 334, 235, 504  # RFC 4954, 4 and 6


def connected(
    server: Server,
    secret: Password | Token | None,
    *,
    context: ssl.SSLContext | None,
    sender: str,
    timeout: float,
) -> yagmail.SMTP:
    """Open a connection and log in; raises UnavailableError that says what to do.

    `context` is None where there is no TLS. `timeout` is in seconds, for each answer. `sender`
    stands in where nobody logs in.
    """
    import yagmail  # noqa: PLC0415 - brings premailer and lxml

    password = secret.text if isinstance(secret, Password) else ""
    by_yagmail = isinstance(secret, Password) and (server.user + password).isascii()
    more: dict[str, Any] = {"timeout": timeout, "local_hostname": _own_name()}
    if server.scheme == "smtps":
        more["context"] = context
    client = yagmail.SMTP(
        server.user or sender,
        password,
        server.host,
        server.port,
        smtp_ssl=server.scheme == "smtps",
        smtp_starttls={"context": context} if server.scheme == "smtp" else False,
        smtp_skip_login=not by_yagmail,
        soft_email_validation=False,
        **more,
    )
    client.set_logging(None)
    client.user = server.user  # yagmail takes a name without @ for one of Gmail
    client.handle_password = partial(_password_for_one_try, client)
    try:
        client.login()
        client.smtp.ehlo_or_helo_if_needed()
        if not by_yagmail and secret is not None:
            _log_in(client.smtp, server.user, secret)
    except (OSError, ValueError) as error:  # ValueError: a challenge that is no base64
        trouble = _trouble(error, client, server, password)
        drop(client)
        raise trouble from error
    except BaseException:  # no token was to be had, or Ctrl-C
        drop(client)
        raise
    return client


def drop(client: yagmail.SMTP) -> None:
    """Close a connection without a word; yagmail's destructor would say QUIT, and wait."""
    client.is_closed = True
    if client.smtp is not None:
        client.smtp.close()


def place(server: Server) -> str:
    """Name a server by host and port."""
    return f"{server.host}:{server.port}"


def as_text(said: bytes | str) -> str:
    """Make one line of what a server said."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(shown.split())[:LONGEST]


def _password_for_one_try(client: yagmail.SMTP, _user: str, password: str) -> str:
    """Give yagmail the password, and leave it one way to log in.

    smtplib would try each way that the server offers; a wrong password would fail as often, and a
    server locks out who fails too often.
    """
    smtp = client.smtp
    smtp.ehlo_or_helo_if_needed()
    offered = _offered(smtp)
    ways = [way for way in ("PLAIN", "LOGIN", "CRAM-MD5") if way in offered]
    if ways:
        smtp.esmtp_features["auth"] = ways[0]
    return password


def _offered(smtp: Any) -> list[str]:  # noqa: ANN401 - smtplib's own class
    return str(smtp.esmtp_features.get("auth", "")).upper().split()


def _log_in(smtp: Any, user: str, secret: Password | Token) -> None:  # noqa: ANN401 - smtplib's own class
    """Log in as smtplib cannot: with a token, or in letters that are not ASCII (RFC 4616)."""
    mechanism = "XOAUTH2" if isinstance(secret, Token) else "PLAIN"
    if mechanism not in _offered(smtp):
        raise _LoginError(None)
    hidden = secret.get() if isinstance(secret, Token) else secret.text
    text = f"\0{user}\0{hidden}"
    if isinstance(secret, Token):
        text = f"user={user}\x01auth=Bearer {hidden}\x01\x01"
    code, said = smtp.docmd("AUTH", f"{mechanism} {_base64(text)}")
    if code == _CHALLENGE:  # it says why it refuses a token, and wants an empty answer to that
        code, said = smtp.docmd("")
    if code != _WELCOME:
        raise _LoginError(code, _without(said, text, hidden))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _without(said: bytes, *secrets: str) -> bytes:
    """Leave out secrets; some servers repeat a command that they do not take."""
    for secret in filter(None, secrets):
        for form in (secret, _base64(secret)):
            said = said.replace(form.encode(), b"***")
    return said


class _LoginError(OSError):
    """A login that the server does not know, or did not take; shaped as smtplib's own errors."""

    def __init__(self, code: int | None, said: bytes = b"") -> None:
        super().__init__(said)
        self.smtp_code = code
        self.smtp_error = said


def _trouble(
    error: OSError | ValueError, client: yagmail.SMTP, server: Server, password: str
) -> UnavailableError:
    """Say why no mail can go to a server, and whether only a person can mend it."""
    for one in (error, error.__context__):  # smtplib wraps what breaks while it reads
        if isinstance(one, ssl.SSLError):
            return tls_trouble(one, server)
    code, answer = _answer(error)
    entry = _entry(error, client, code)
    if entry == "transport.turned-away" and code is None:  # at EHLO: smtplib keeps only the words
        answer = client.smtp.ehlo_resp
    said = as_text(_without(answer, f"\0{server.user}\0{password}", password)) or _why(error)
    values = {"server": place(server), "user": server.user, "said": said}
    by_hand = entry in _FOR_A_PERSON or is_final(code or 0)
    return UnavailableError(Message(entry, values), by_hand=by_hand)


_CUT = (ConnectionError, TimeoutError)
_FOR_A_PERSON = ("transport.no-starttls", "transport.login-none", "transport.not-smtp")


def _answer(error: OSError | ValueError) -> tuple[int | None, bytes]:
    """Return what the server answered, where it did; -1 for what is no answer."""
    said = getattr(error, "smtp_error", b"")
    if not isinstance(said, bytes):  # smtplib's own words, about a line without an end
        return -1, b""
    return getattr(error, "smtp_code", None), said


def _entry(error: OSError | ValueError, client: yagmail.SMTP, code: int | None) -> str:
    """Tell what an error is about by how far the connection had come."""
    kind = type(error).__name__
    if client.smtp is None and kind != "SMTPServerDisconnected":
        return _entry_of_greeting(code)
    is_rubbish = code is not None and not is_no(code)
    if is_rubbish or kind == "SMTPServerDisconnected" or isinstance(error, _CUT):
        return "transport.broke"
    if code == CLOSING or kind == "SMTPHeloError":
        return "transport.turned-away"
    if client.is_closed is None:  # yagmail sets it once the connection is as it should be
        return _entry_of_starttls(code, client)
    return _entry_of_login(code)


def _entry_of_greeting(code: int | None) -> str:
    if code is None:
        return "transport.unreachable"
    return "transport.turned-away" if is_no(code) else "transport.not-smtp"


def _entry_of_starttls(code: int | None, client: yagmail.SMTP) -> str:
    if code is not None:
        return "transport.starttls-refused"
    return "transport.no-starttls" if client.smtp.does_esmtp else "transport.turned-away"


def _entry_of_login(code: int | None) -> str:
    if code is None or code == _UNKNOWN_WAY:
        return "transport.login-none"
    return "transport.login-refused" if is_final(code) else "transport.login-later"


def _why(error: OSError | ValueError) -> str:
    """Say what went wrong on the way, without what a library makes of it."""
    if isinstance(error, TimeoutError):
        return "timeout"
    return getattr(error, "strerror", None) or type(error).__name__


@lru_cache(maxsize=1)
def _own_name() -> str:
    """Return this computer's name for EHLO; asked once, because a dead DNS takes its time."""
    name = socket.getfqdn()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
