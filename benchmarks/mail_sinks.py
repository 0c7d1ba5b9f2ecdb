"""Mail servers that throw everything away, each a process of its own on loopback.

`smtp-sink` is Postfix's own, in C; `aiosmtpd` is in Python, and here on every machine. `slow` takes
its time over each mail: it answers to the final dot after so many seconds, as a server does that
looks at a mail or stores it. Each ends when the process that started it ends, however that ends.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

HOST = "127.0.0.1"
START = 20.0  # seconds
BACKLOG = 1000
NOBODY = "nobody"  # who smtp-sink is when it would be root


def smtp_sink() -> str | None:
    """Return where smtp-sink is; system folders are not on everybody's path."""
    return shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")


def installed() -> tuple[str, ...]:
    """Return the servers to compare against, the fastest first."""
    return ("smtp-sink", "aiosmtpd") if smtp_sink() else ("aiosmtpd",)


@contextmanager
def running(kind: str, delay: float = 0.0) -> Iterator[int]:
    """Run a server of one kind and give its port; `slow` answers to a mail after `delay` s."""
    command = [sys.executable, __file__, kind, str(delay)]
    with subprocess.Popen(  # noqa: S603 - this very file
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()  # its sign to end


def _serve_smtp_sink() -> None:
    with socket.create_server((HOST, 0)) as free:
        port: int = free.getsockname()[1]
    user = ("-u", NOBODY) if os.geteuid() == 0 else ()
    command = [smtp_sink() or "smtp-sink", *user, f"{HOST}:{port}", str(BACKLOG)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:  # noqa: S603 - Postfix's own
        try:
            _wait_for(port)
            _tell(port)
            sys.stdin.read()
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + START
    while True:
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _serve_aiosmtpd() -> None:
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415 - only where it serves

    class Takes:
        async def handle_DATA(self, *_: object) -> str:  # noqa: N802 - aiosmtpd's name
            return "250 OK"

    asyncio.run(_serve(lambda: SMTP(Takes(), hostname="localhost")))


def _serve_slow(delay: float) -> None:
    asyncio.run(_serve(lambda: _Slow(delay)))


class _Slow(asyncio.Protocol):
    """As much of SMTP as a client needs whose mail is always taken."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._read = b""
        self._in_mail = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
        self._say(b"220 localhost ESMTP")

    def data_received(self, data: bytes) -> None:
        self._read += data
        while True:
            end = b"\r\n.\r\n" if self._in_mail else b"\r\n"
            said, found, rest = self._read.partition(end)
            if not found:
                return
            self._read = rest
            self._answer(said)

    def _answer(self, said: bytes) -> None:
        if self._in_mail:
            self._in_mail = False
            asyncio.get_running_loop().call_later(self._delay, self._say, b"250 OK")
        elif said.upper() == b"DATA":
            self._in_mail = True
            self._say(b"354 Go on")
        elif said.upper() == b"QUIT":
            self._say(b"221 Bye")
            if self._transport:
                self._transport.close()
        else:
            self._say(b"250 OK")

    def _say(self, answer: bytes) -> None:
        if self._transport:
            self._transport.write(answer + b"\r\n")


async def _serve(protocol: Callable[[], asyncio.BaseProtocol]) -> None:
    """Serve until our input ends."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def wait_for_end() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    server = await loop.create_server(protocol, HOST, 0, backlog=BACKLOG)
    threading.Thread(target=wait_for_end, daemon=True).start()
    _tell(server.sockets[0].getsockname()[1])
    await ended.wait()


def _tell(port: int) -> None:
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # Ctrl-C goes to every process of a terminal
        match sys.argv[1]:
            case "smtp-sink":
                _serve_smtp_sink()
            case "aiosmtpd":
                _serve_aiosmtpd()
            case _:
                _serve_slow(float(sys.argv[2]))
