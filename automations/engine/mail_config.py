"""The part of config.yaml about mail: who it comes from, where it goes, and how to log in there.

Nothing here is secret: passwords and tokens come from the environment or the system's keyring.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from automations.engine.yaml_files import MessageError

FOLDER = "folder"
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25, "imaps": 993}
FORMS = ("smtp", "smtps", "smtp+plain")
_HOST = re.compile(r"[\w.-]+|[0-9a-fA-F:.]+")  # a name or an address
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


@dataclass(frozen=True, slots=True)
class Server:
    """A server and who logs in there; `user` is empty where nobody does."""

    scheme: str
    host: str
    port: int
    user: str = ""
    path: str = ""

    @property
    def has_tls(self) -> bool:
        """Tell whether the connection is encrypted, always or after STARTTLS."""
        return self.scheme != "smtp+plain"


def email(value: str) -> str:
    """Check the shape of an address; raises MessageError."""
    if not _EMAIL.fullmatch(value):
        raise MessageError("files.email", value=value)
    return value


def _sender(value: str) -> str:
    address = parseaddr(value)[1]
    if not address or "\n" in value or "\r" in value:
        raise MessageError("files.sender", value=value)
    try:
        email(address)
    except MessageError:
        raise MessageError("files.sender", value=value) from None
    return value


def server(value: str, wrong: str = "files.via") -> Server:
    """Read `scheme://user@host:port/path`; raises MessageError with the entry `wrong`."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
        parts = urlsplit("")
    user = unquote(parts.username or "")
    is_right = host and _HOST.fullmatch(host) and user.isprintable() and parts.scheme in PORTS
    if not host or not is_right or parts.query or parts.fragment:
        raise MessageError(wrong, value=value)
    return Server(
        scheme=parts.scheme,
        host=host,
        port=port or PORTS[parts.scheme],
        user=user,
        path=unquote(parts.path.strip("/")),
    )


def _via(value: str) -> str:
    if value == FOLDER:
        return value
    found = server(value)
    if found.scheme not in FORMS or found.path:
        raise MessageError("files.via", value=value)
    if found.scheme == "smtp+plain" and found.user:
        raise MessageError("files.via-plain-login", value=value)
    if found.scheme != "smtp+plain" and not found.user:
        raise MessageError("files.via-no-user", value=value)
    return value


def _mailbox(value: str) -> str:
    found = server(value, "files.mailbox")
    if found.scheme != "imaps" or not found.user:
        raise MessageError("files.mailbox", value=value)
    return value


def _authority(value: str) -> str:
    """Take only a place that the secret can go to encrypted."""
    try:
        parts = urlsplit(value)
        is_right = parts.scheme == "https" and parts.hostname and (parts.port or 1)
    except ValueError:
        is_right = False
    if not is_right or parts.query or parts.fragment:
        raise MessageError("files.authority", value=value)
    return value


Address = Annotated[str, AfterValidator(email)]
Filled = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Microsoft(_Strict):
    """An application that Microsoft 365 gives tokens to; its secret stands in the environment."""

    tenant: Filled
    client: Filled
    authority: Annotated[str, AfterValidator(_authority)] = "https://login.microsoftonline.com"


class Google(_Strict):
    """A service account of Google Workspace that may act for the mailbox."""

    key_file: Filled


class Login(_Strict):
    """How to log in: one of these; without any, with a password."""

    command: Annotated[list[Filled], Field(min_length=1)] | None = None  # prints a token
    microsoft: Microsoft | None = None
    google: Google | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Login:
        if sum(way is not None for way in (self.command, self.microsoft, self.google)) != 1:
            raise MessageError("files.login")
        return self


class Mail(_Strict):
    """Who mail comes from, where it goes, and how fast."""

    sender: Annotated[str, AfterValidator(_sender)]
    via: Annotated[str, AfterValidator(_via)] = FOLDER
    login: Login | None = None  # with a password
    tls_ca: Filled | None = None
    connections: Annotated[int, Field(ge=1, le=20)] = 2
    per_minute: Annotated[int, Field(ge=1)] | None = None
    per_domain: Annotated[int, Field(ge=1)] | None = None
    copy_to: Address | None = None
    mailbox: Annotated[str, AfterValidator(_mailbox)] | None = None

    @property
    def server(self) -> Server | None:
        """Return the mail server; None while mail goes to a folder."""
        return None if self.via == FOLDER else server(self.via)

    def ca(self, folder: Path) -> Path | None:
        """Return the file of the own CA, where one is configured; `folder` is the workspace."""
        return folder / Path(self.tls_ca).expanduser() if self.tls_ca else None

    @property
    def mailbox_server(self) -> Server | None:
        """Return the server of the service's own mailbox, where one is configured."""
        return server(self.mailbox) if self.mailbox else None
