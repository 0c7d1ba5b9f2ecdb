"""How the service is: one small file, replaced at each tick, for people and for monitoring.

It is written without the store, so that it also tells when the store is what fails; and by a thread
of its own when the thread that ticks is held up.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from automations.engine.events import tell

NAME = "service.health"
LATE_TICKS = 3  # a service that misses so many is held up, or gone
LATEST = timedelta(seconds=90)  # the same, where its ticks are short


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the service: a code for scripts, words for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the file says, and what that means now.

    `state` is `never`, `stopped`, `well`, `troubled`, or `silent`: it should tick, and does not.
    """

    state: str
    data: Mapping[str, Any]
    ticked: datetime | None = None

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Return what is wrong."""
        return tuple(
            Trouble(str(one.get("code", "")), str(one.get("text", "")))
            for one in self.data.get("why", ())
            if isinstance(one, dict)
        )


def late_after(tick_seconds: float) -> timedelta:
    """Return after how long without a tick a service counts as held up."""
    return max(LATE_TICKS * timedelta(seconds=tick_seconds), LATEST)


def write_health(folder: Path, data: Mapping[str, object]) -> None:
    """Replace the file in one go; raises OSError."""
    path = folder / NAME
    part = path.with_name(f"{NAME}.{os.getpid()}.part")
    part.write_text(json.dumps(data, ensure_ascii=False, indent=1, default=_plain), "utf-8")
    part.replace(path)


def read_health(folder: Path, machine: datetime) -> Seen:
    """Read how the service is, as of `machine`, the time of the machine's clock."""
    try:
        data = json.loads((folder / NAME).read_text("utf-8"))
        ticked = datetime.fromisoformat(data["tick"])
        late = late_after(float(data["tick_seconds"]))
        state = str(data["state"])
    except (OSError, ValueError, TypeError, KeyError):
        return Seen("never", {})
    if state != "stopped" and machine - ticked > late:
        state = "silent"
    return Seen(state, data, ticked)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(type(value).__name__)


class Guard:
    """Tells when the thread that ticks is held up, because it cannot tell so itself."""

    def __init__(self, tick_seconds: float, late: Callable[[float], None]) -> None:
        """Call `late` with the seconds since the last tick, once a tick, while it is held up."""
        self._late_after = late_after(tick_seconds).total_seconds()
        self._pause = max(tick_seconds, 1.0)
        self._late = late
        self._ticked = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._ticked = time.monotonic()
        self._thread.start()

    def tick(self) -> None:
        """Note a tick."""
        self._ticked = time.monotonic()

    def stop(self) -> None:
        """Watch no longer."""
        self._ended.set()

    def _watch(self) -> None:
        again = 0.0  # told when it began, and each time that it has lasted twice as long
        while not self._ended.wait(self._pause):
            seconds = time.monotonic() - self._ticked
            if seconds <= self._late_after:
                again = 0.0
                continue
            if seconds > again:
                again = 2 * seconds
                tell("late", seconds=round(seconds))
            with suppress(OSError):
                self._late(seconds)
