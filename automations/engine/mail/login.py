"""What to log in with at a server: a password, or a token that is fetched when it is needed.

No secret stands in config.yaml, and none in a message, a log or the store.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from automations.engine.core.findings import Message
from automations.engine.mail.tokens import google_token, microsoft_token, token_of_command
from automations.engine.mail_config import Mail, Microsoft, Server
from automations.engine.ports import UnavailableError
from automations.engine.secret_store import find_secret, keep_command

PASSWORD = "WERKBLAD_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
MAILBOX = "WERKBLAD_MAILBOX_PASSWORD"
SECRET = "WERKBLAD_MICROSOFT_SECRET"  # noqa: S105 - as above

# Google shows an app password in four groups; the blanks are no part of it, and may be no-break.
_GOOGLE = re.compile(r"(?:[a-z]+\.)?(?:gmail|google|googlemail)\.com", re.IGNORECASE)
_GROUPS = re.compile(r"[a-z]{4}(?:[ \u00a0][a-z]{4}){3}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, repr=False)
class Password:
    """A password, or an app password."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A bearer token; `get` returns one that is valid now, or raises UnavailableError."""

    get: Callable[[], str]


def secret_for(
    mail: Mail, server: Server, folder: Path, environ: Mapping[str, str]
) -> Password | Token | None:
    """Return what to log in with at `server`; None where nobody logs in.

    To be asked at each login: a password that was mended meanwhile is found then, and a token that
    is still valid is used again. `folder` is the workspace, where relative paths begin.
    Raises UnavailableError when there is none.
    """
    if not server.user:
        return None
    if mail.login is None:
        return Password(_password(mail, server, environ))
    if mail.login.command:
        return Token(partial(token_of_command, tuple(mail.login.command), folder, dict(environ)))
    ca = mail.ca(folder)
    if mail.login.google:
        key = folder / Path(mail.login.google.key_file).expanduser()
        return Token(partial(google_token, key, server.user, ca))
    assert mail.login.microsoft is not None  # noqa: S101 - Login has exactly one
    microsoft = mail.login.microsoft
    return Token(partial(microsoft_token, microsoft, _secret(microsoft, environ), ca))


def _password(mail: Mail, server: Server, environ: Mapping[str, str]) -> str:
    """Find a password; that of the mailbox may be another than that of the mail server."""
    own = server.scheme == "imaps"
    same = mail.server is None or server.user == mail.server.user
    names = [MAILBOX] * own + [PASSWORD] * (same or not own)
    account = f"{server.user}@{server.host}"
    found = find_secret(names, account, environ)
    if found is None:
        raise _missing("transport.login-no-password", names[0], account)
    if _CONTROL.search(found):
        raise UnavailableError(Message("transport.login-signs", {"account": account}), by_hand=True)
    if _GOOGLE.fullmatch(server.host) and _GROUPS.fullmatch(found):
        return re.sub(r"\s", "", found)
    return found


def _secret(microsoft: Microsoft, environ: Mapping[str, str]) -> str:
    found = find_secret([SECRET], microsoft.client, environ)
    if found is None:
        raise _missing("transport.login-no-secret", SECRET, microsoft.client)
    return found


def _missing(entry: str, variable: str, account: str) -> UnavailableError:
    values = {"account": account, "variable": variable, "command": keep_command(account)}
    return UnavailableError(Message(entry, values), by_hand=True)
