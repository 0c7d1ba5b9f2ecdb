"""A real mail server (aiosmtpd) that goes wrong where a test says so."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from base64 import b64decode
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Thread

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.handing_over import SENDER

PASSWORD = "hunter2-en-meer"  # noqa: S105 - of these tests
TOKEN = "ya29.een-token-van-deze-tests"  # noqa: S105 - of these tests


@dataclass(frozen=True)
class Fault:
    """What goes wrong at a verb: another answer, a cut connection, or neither: silence.

    `at` is CONNECT, DOT (the mail is there whole), BODY (its first line is there) or a verb.
    """

    at: str
    answer: str = ""  # in place of the server's own; {arg} is what the client said
    hang_up: bool = False
    mute: bool = False  # after the answer: nothing more is said
    late: float = 0.0  # seconds after which all goes well
    took: bool = False  # at DOT: the receiver has the mail all the same
    to: str = ""  # only at RCPT of this receiver, and after it
    after: int = 0  # not the first so many times
    times: int = 1_000_000  # and then so many times

    def is_at(self, verb: str, receivers: str) -> bool:
        """Tell whether this is the place, whatever the number of times."""
        return verb == self.at and self.to in receivers


@dataclass
class FaultServer:
    """Takes every mail with the right login, but for its faults."""

    faults: Sequence[Fault] = ()
    context: ssl.SSLContext | None = None
    hides: Sequence[str] = ()  # keywords that EHLO does not have
    mechanisms: str = "LOGIN PLAIN XOAUTH2"
    password: str = PASSWORD
    size: int | None = None
    utf8: bool = False
    pipelines: bool = False  # takes several commands in one breath
    most: int = 100  # connections at a time
    port: int = 0
    received: list[tuple[str, tuple[str, ...], bytes]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)  # the mechanism of each try
    verbs: list[str] = field(default_factory=list)
    open: int = 0
    _met: Counter[Fault] = field(default_factory=Counter)

    @property
    def copies(self) -> Counter[str]:
        """Count what a receiver has, by Message-ID."""
        return Counter(identity for identity, _, _ in self.received)

    def fault(self, verb: str, receivers: str = "") -> Fault | None:
        """Return what goes wrong now."""
        for fault in self.faults:
            if fault.is_at(verb, receivers):
                self._met[fault] += 1
                if fault.after < self._met[fault] <= fault.after + fault.times:
                    return fault
        return None

    def keep(self, envelope: Envelope) -> None:
        """Have a mail: from here on it is delivered."""
        content = envelope.original_content or b""
        found = re.search(rb"(?im)^Message-ID: (\S+)", content)
        identity = found[1].decode() if found else "?"
        self.received.append((identity, tuple(envelope.rcpt_tos), content))

    def log_in(self, mechanism: str, user: bytes, password: bytes) -> AuthResult:
        """Let in who has the right password, or the right token."""
        right = TOKEN if mechanism == "XOAUTH2" else self.password
        is_right = (user.decode(), password.decode()) == (SENDER, right)
        return AuthResult(success=is_right, handled=False)

    # The names that aiosmtpd looks for.

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        """Offer only what a test wants."""
        session.host_name = name
        shown = [line for line in lines if line[4:].split(" ")[0] not in self.hides]
        shown = ["250-PIPELINING"] * self.pipelines + shown
        return [
            f"{line[:4]}AUTH {self.mechanisms}" if line[4:].startswith("AUTH ") else line
            for line in shown
        ]

    async def handle_DATA(  # noqa: N802
        self, server: Talk, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail whole, unless something goes wrong."""
        fault = self.fault("DOT", " ".join(envelope.rcpt_tos))
        if fault is None or fault.took or fault.late:
            self.keep(envelope)
        if fault and fault.answer and not fault.hang_up:
            return fault.answer
        if fault:
            await server.go_wrong(fault)
        return "250 2.0.0 Taken"


class Talk(SMTP):
    """One connection with the server."""

    def __init__(self, server: FaultServer) -> None:
        """Belong to a server."""
        self.served = server
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            tls_context=server.context,
            data_size_limit=server.size,
            enable_SMTPUTF8=server.utf8,
            authenticator=self._judge,
            auth_required=server.context is not None,
            hostname="fault.example",
        )
        self._smtp_methods = {
            verb: self._meddled(verb, method) for verb, method in self._smtp_methods.items()
        }

    async def _handle_client(self) -> None:
        self.served.open += 1
        try:
            fault = self.served.fault("CONNECT")
            if self.served.open > self.served.most:
                fault = Fault("CONNECT", "421 4.7.0 Too many connections", hang_up=True)
            if fault:
                await self.go_wrong(fault)
                await for_ever()
            await super()._handle_client()
        finally:
            self.served.open -= 1
            if self.transport is not None:
                self.transport.abort()

    def _meddled(
        self, verb: str, method: Callable[[str | None], Awaitable[None]]
    ) -> Callable[[str | None], Awaitable[None]]:
        async def meddled(arg: str | None) -> None:
            self.served.verbs.append(verb)
            if verb == "AUTH":
                self.served.logins.append((arg or "").split(" ")[0])
            receivers = " ".join(self.envelope.rcpt_tos if self.envelope else [])
            if verb == "RCPT":
                receivers = arg or ""
            if fault := self.served.fault(verb, receivers):
                await self.go_wrong(fault, arg)
                if not fault.late:
                    return
            if verb == "DATA" and (cut := self.served.fault("BODY", receivers)):
                await self.push("354 go ahead")
                await self._reader.readline()
                await self.go_wrong(cut)
            await method(arg)

        return meddled

    async def go_wrong(self, fault: Fault, arg: str | None = None) -> None:
        """Do what a fault says; comes back only when the talk goes on."""
        if fault.late:
            await asyncio.sleep(fault.late)
            return
        if fault.answer:
            await self.push(fault.answer.replace("{arg}", arg or ""))
        assert self.transport is not None
        if fault.hang_up and fault.answer:
            self.transport.close()
        elif fault.hang_up:
            self.transport.abort()
        if fault.hang_up or fault.mute or not fault.answer:
            await for_ever()

    async def auth_XOAUTH2(  # noqa: N802 - aiosmtpd's name
        self, _: SMTP, args: list[str]
    ) -> AuthResult:
        """Take a token; refuse one as Google does, which says why and waits for an empty line."""
        user, bearer = b64decode(args[1]).split(b"\x01")[:2]
        token = bearer.removeprefix(b"auth=Bearer ")
        result = self.served.log_in("XOAUTH2", user.removeprefix(b"user="), token)
        if not result.success:
            await self.push("334 eyJzdGF0dXMiOiI0MDAifQ==")
            await self._reader.readline()
        return result

    @staticmethod
    def _judge(
        server: Talk, _session: Session, _envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return server.served.log_in(mechanism, data.login, data.password)


async def for_ever() -> None:
    """Say nothing more; who waits is cancelled when the connection ends."""
    await asyncio.Event().wait()


@contextlib.contextmanager
def running(server: FaultServer) -> Iterator[FaultServer]:
    """Run the server on loopback."""
    loop = asyncio.new_event_loop()
    listener = loop.run_until_complete(loop.create_server(lambda: Talk(server), "127.0.0.1", 0))
    server.port = listener.sockets[0].getsockname()[1]
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_stop(listener), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(listener: asyncio.Server) -> None:
    listener.close()
    mine = asyncio.current_task()
    talks = [task for task in asyncio.all_tasks() if task is not mine]
    for talk in talks:
        talk.cancel()
    await asyncio.gather(*talks, return_exceptions=True)
    await asyncio.sleep(0)
