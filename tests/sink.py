"""A mail server on loopback that takes everything, and keeps who got what."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.dovecot import free_port


class Sink:
    """What arrived, in the order in which it did."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.port = free_port()
        self.envelopes: list[tuple[tuple[str, ...], EmailMessage]] = []
        self.contents: list[bytes] = []  # of the same mails, as they came over the wire
        self.answers: dict[str, str] = {}  # to receivers who are not taken
        self.silent = False  # hangs up instead of saying that it took a mail

    @property
    def via(self) -> str:
        """Return what `mail.via` says to send here."""
        return f"smtp+plain://127.0.0.1:{self.port}"

    @property
    def identities(self) -> list[str]:
        """Return the Message-ID of all that arrived."""
        return [message["Message-ID"] for _, message in self.envelopes]

    @property
    def receivers(self) -> list[str]:
        """Return the first receiver of all that arrived."""
        return [to[0] for to, _ in self.envelopes]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a receiver, unless a test has another answer."""
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail."""
        content = envelope.original_content or b""
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.envelopes.append((tuple(map(str, envelope.rcpt_tos)), parsed))
        self.contents.append(content)
        if self.silent and server.transport is not None:
            server.transport.abort()
        return "250 OK"


@contextlib.contextmanager
def running() -> Iterator[Sink]:
    """Run a sink."""
    sink = Sink()
    controller = Controller(sink, "127.0.0.1", sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
