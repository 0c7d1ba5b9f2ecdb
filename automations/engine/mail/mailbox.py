"""The service's own mailbox, over IMAP: did this mail leave? It is looked in and never changed."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.parser import BytesHeaderParser

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from automations.engine.core.findings import Message
from automations.engine.mail.login import Password, Token
from automations.engine.mail.tls import describe_tls
from automations.engine.mail_config import Server
from automations.engine.ports import Found, UnavailableError

TIMEOUT = 30.0  # seconds, for the connection and for each answer
INBOX = "INBOX"
SENT = rb"\Sent"  # the flag of the folder for sent mail (RFC 6154)
GIVEN = b"BODY[HEADER.FIELDS (MESSAGE-ID X-GOOGLE-ORIGINAL-MESSAGE-ID)]"
ASKED = GIVEN.replace(b"BODY", b"BODY.PEEK").decode()  # PEEK leaves a mail as unread as it was


class Mailbox:
    """A mailbox on a server; fulfils ports.Mailbox. Each question opens a connection of its own."""

    def __init__(
        self,
        server: Server,
        secret: Callable[[], Password | Token | None],
        context: ssl.SSLContext,
        timeout: float = TIMEOUT,
    ) -> None:
        """Look in the folder that `server.path` names (else the inbox) and in that for sent mail.

        `secret` is asked for at each connection; `context` verifies the server's certificate.
        """
        self._server = server
        self._secret = secret
        self._context = context
        self._timeout = timeout

    def folders(self) -> Sequence[str]:
        """Return the folders that are looked in; raises UnavailableError, also when one is gone."""
        with self._logged_in() as client:
            folders = self._folders(client)
            for folder in folders:
                self._open(client, folder)
            return folders

    def find(self, message_ids: Sequence[str]) -> Mapping[str, Found | None]:
        """Look for mails by their Message-ID; all of them over one connection."""
        found: dict[str, Found | None] = dict.fromkeys(message_ids)
        if not found:
            return found
        with self._logged_in() as client:
            for folder in self._folders(client):
                self._open(client, folder)
                for identity in message_ids:
                    if found[identity] is None and (at := _look(client, identity)):
                        found[identity] = Found(folder, at)
        return found

    def _folders(self, client: IMAPClient) -> Sequence[str]:
        """Return the configured folder, else the inbox; and where servers keep what was sent."""
        first = self._server.path or INBOX
        sent = [name for flags, _, name in client.list_folders() if SENT in flags]
        return list(dict.fromkeys([first, *sent]))

    def _open(self, client: IMAPClient, folder: str) -> None:
        try:
            client.select_folder(folder, readonly=True)  # EXAMINE
        except IMAPClientError as error:
            raise self._trouble("mailbox.no-folder", error, folder=folder) from error

    @contextmanager
    def _logged_in(self) -> Iterator[IMAPClient]:
        secret = self._secret()
        try:
            with self._connect() as client:
                self._login(client, secret)
                yield client
        except ssl.SSLError as error:
            raise UnavailableError(describe_tls(error, self._server), by_hand=True) from error
        except OSError as error:
            raise self._trouble("mailbox.unreachable", error, by_hand=False) from error
        except IMAPClientError as error:  # what the server said no to, or a line that went dead
            raise self._trouble("mailbox.failed", error, by_hand=False) from error

    def _connect(self) -> IMAPClient:
        client = IMAPClient(
            self._server.host,
            self._server.port,
            ssl_context=self._context,
            timeout=self._timeout,
        )
        client.normalise_times = False  # moments keep their zone
        return client

    def _login(self, client: IMAPClient, secret: Password | Token | None) -> None:
        user = self._server.user
        try:
            if isinstance(secret, Token):
                client.sasl_login("XOAUTH2", _bearer(user, secret.get()))
            elif secret is not None and client.has_capability("AUTH=PLAIN"):
                client.plain_login(user, secret.text)  # LOGIN would take ASCII only
            elif secret is not None:
                client.login(user, secret.text)
        except (LoginError, UnicodeEncodeError) as error:
            raise self._trouble("mailbox.login", error, user=user) from error

    def _trouble(
        self, entry: str, error: Exception, *, by_hand: bool = True, **values: object
    ) -> UnavailableError:
        server = self._server
        said = _said(error)
        values |= {"host": server.host, "port": str(server.port), "said": said}
        return UnavailableError(Message(entry, values), by_hand=by_hand)


def _bearer(user: str, token: str) -> Callable[[bytes], str]:
    """Answer with the token; a server that refuses it explains why and wants an empty answer."""

    def answer(challenge: bytes) -> str:
        return "" if challenge else f"user={user}\x01auth=Bearer {token}\x01\x01"

    return answer


def _look(client: IMAPClient, identity: str) -> datetime | None:
    """Return since when the mail lies in the open folder.

    A server may match a part of the header only (RFC 3501, 6.4.4), so the header itself is read.
    Gmail puts an identity of its own over one that it does not like, and keeps the first.
    """
    hits = client.search(["HEADER", "Message-ID", identity])
    for fields in client.fetch(hits, [ASKED, "INTERNALDATE"]).values() if hits else ():
        parsed = BytesHeaderParser().parsebytes(fields.get(GIVEN, b""))
        if identity in {"".join(str(value).split()) for value in parsed.values()}:
            at = fields[b"INTERNALDATE"]
            return at if isinstance(at, datetime) else None
    return None


def _said(error: Exception) -> str:
    """Return the server's own words, which the libraries below wrap in bytes and brackets."""
    words = error.args[0] if error.args else error
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return text.removeprefix("b'").removesuffix("'") or type(error).__name__
