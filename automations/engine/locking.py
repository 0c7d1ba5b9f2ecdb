"""One service in a workspace: a lock of the operating system, and a name that is kept fresh.

The lock ends with its process, however that ends, so a crash never blocks a restart. Between two
machines on a network share such a lock may not hold: there the note in the store decides, which a
service writes at each tick and which counts for three of them.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Protocol

NAME = "service.lock"
NOTE = "service"
FRESH = timedelta(seconds=90)  # how long a note of another machine counts
_FAR = 1 << 30  # Windows' locks keep others from reading too, so ours lies behind the text


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs the service in a workspace; `seen` is when it last ticked. Machine's clock."""

    holder: str
    host: str
    pid: int
    since: datetime
    seen: datetime

    def written(self) -> str:
        """Write it down."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat())


class HeldError(Exception):
    """Another service runs in the workspace; `by` is who, as far as can be read."""

    def __init__(self, by: Holder | None) -> None:
        """Carry who it is."""
        super().__init__("held")
        self.by = by


class Notes(Protocol):
    """Single facts by name, in the store."""

    def get(self, name: str) -> str | None:
        """Return a note, or None."""

    def put(self, name: str, value: str) -> None:
        """Write a note, over what was there."""


def read_holder(text: str | None) -> Holder | None:
    """Read what was written down; None where nothing of use was."""
    try:
        kept = json.loads(text or "")
        moments = {name: datetime.fromisoformat(kept[name]) for name in ("since", "seen")}
        return Holder(str(kept["holder"]), str(kept["host"]), int(kept["pid"]), **moments)
    except (ValueError, TypeError, KeyError):
        return None


class Lock:
    """The lock on a workspace's folder; it ends with `close`, or with the process."""

    def __init__(self, folder: Path) -> None:
        """Lock `folder`; raises HeldError, or OSError where no file can be written there."""
        self._path = folder / NAME
        self._file = self._path.open("a+", encoding="utf-8")
        try:
            _take(self._file)
        except BlockingIOError:
            self._file.seek(0)
            by = read_holder(self._file.read())
            self._file.close()
            raise HeldError(by) from None

    def write(self, holder: Holder | None) -> None:
        """Write who holds it, for whoever comes second."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(holder.written() if holder else "")
        self._file.flush()

    def close(self) -> None:
        """Let others have it. The file stays: who deletes a lock may delete somebody else's."""
        with suppress(OSError, ValueError):
            self.write(None)
        self._file.close()


class Presence:
    """The service's own name in a workspace, kept fresh from tick to tick."""

    def __init__(
        self, lock: Lock, notes: Notes, holder: str, machine: Callable[[], datetime]
    ) -> None:
        """Take the workspace; raises HeldError while another machine's service ticks in it."""
        self._lock, self._notes, self._machine = lock, notes, machine
        moment = machine()
        self.me = Holder(holder, socket.gethostname(), os.getpid(), moment, moment)
        there = read_holder(notes.get(NOTE))
        if there and there.host != self.me.host and abs(moment - there.seen) < FRESH:
            raise HeldError(there)
        lock.write(self.me)
        notes.put(NOTE, self.me.written())

    def keep(self) -> None:
        """Say that the service lives; raises HeldError when another one took the workspace."""
        there = read_holder(self._notes.get(NOTE))
        if there and there.holder != self.me.holder:
            raise HeldError(there)
        self.me = replace(self.me, seen=self._machine())
        self._notes.put(NOTE, self.me.written())

    def leave(self) -> None:
        """Say that the service has left."""
        there = read_holder(self._notes.get(NOTE))
        if there and there.holder == self.me.holder:
            self._notes.put(NOTE, "")


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[str]) -> None:
        """Lock a file; raises BlockingIOError when another process has it."""
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
        file.seek(0)

else:
    import fcntl

    def _take(file: IO[str]) -> None:
        """Lock a file; raises BlockingIOError when another process has it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except PermissionError as error:  # some network shares say it so
            raise BlockingIOError from error
