"""Who is told that the service lives: systemd, and a dead man's switch somewhere on the web."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from automations.engine.events import tell

PING_EVERY = 300.0  # seconds between two pings while nothing is done
RETRIES = (2.0, 10.0)  # seconds before each further attempt

Fetch = Callable[[str], None]  # raises when it does not come off


class Systemd:
    """Speaks sd_notify(3): a datagram to the socket that the environment names; else silence."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        """Find the socket; the service's children are not told of it."""
        self._address = environ.get("NOTIFY_SOCKET", "")

    def ready(self) -> None:
        """Say that the service has proved itself."""
        self._send("READY=1")

    def alive(self, status: str) -> None:
        """Feed the watchdog, and say how things are."""
        self._send(f"WATCHDOG=1\nSTATUS={status}")

    def stopping(self) -> None:
        """Say that the service is leaving."""
        self._send("STOPPING=1")

    def _send(self, state: str) -> None:
        if not self._address or not hasattr(socket, "AF_UNIX"):
            return
        address = self._address
        if address.startswith("@"):  # Linux's abstract namespace
            address = f"\0{address[1:]}"
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.settimeout(1.0)
            out.connect(address)
            out.send(state.encode())


@dataclass
class Pinger:
    """Tells a dead man's switch that all is well; its silence, or `trouble`, raises the alarm.

    A ping never holds up the service: it has a thread of its own, one at a time, and gives up by
    itself. It sends nothing but the request.
    """

    fetch: Fetch
    url: str | None = None
    trouble_url: str | None = None
    last: datetime | None = None  # when it last came off, on the machine's clock
    error: str | None = None  # why the last one did not, by kind only
    _told: tuple[bool, int] | None = None
    _at: float = field(default=0.0)
    _thread: threading.Thread | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    def tick(self, *, well: bool, ran: int) -> None:
        """Ping when something changed, jobs ended, or it has been long enough."""
        url = self.url if well else self.trouble_url
        if not url or self.is_busy:
            return
        now = time.monotonic()
        if self._told == (well, ran) and now - self._at < PING_EVERY:
            return
        self._told, self._at = (well, ran), now
        self._thread = threading.Thread(target=self._ping, args=(url,), daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Tell whether a ping is under way."""
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """Begin no further attempt."""
        self._ended.set()

    def _ping(self, url: str) -> None:
        host = urlsplit(url).hostname or ""  # the rest of the address is what others must not know
        for wait in (*RETRIES, None):
            try:
                self.fetch(url)
            except Exception as error:  # noqa: BLE001 - a library may raise anything
                self.error = type(error).__name__
            else:
                self.last, self.error = datetime.now(UTC), None
                tell("pinged", host=host)
                return
            if wait is None or self._ended.wait(wait):
                break
        tell("ping-failed", host=host, error=self.error)
