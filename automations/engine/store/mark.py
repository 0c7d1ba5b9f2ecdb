"""The mark beside the store: how far the hand-overs came, for when the store itself is put back.

The store counts the commits after which bytes may go, and the mark follows each. A store that
counts less than its mark is older than what left. The mark is a ring of lines of one length, each
written in one go at a place of its own, so that several processes need no lock; the line with the
highest number counts. It survives a process that is killed at any moment. It is not forced to the
disk at each line: after a power cut it may lag, and then it never cries wolf.
"""

from __future__ import annotations

import errno
import os
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from automations.engine.core.findings import Message
from automations.engine.store.records import StoreError

LINE = 64  # bytes
LINES = 64  # all of them in one block of a disk, so that only the first one needs room
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the mark: a commit by its number, and when it was, on the machine's clock."""

    number: int
    at: datetime  # in UTC


def write_line(line: Line) -> bytes:
    """Write a line, with a checksum that tells a torn one."""
    moment = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = f"{line.number:019d}  {moment}  "
    return f"{text}{zlib.crc32(text.encode()):08x}\n".encode()


def read_lines(ring: bytes) -> Iterator[Line]:
    """Read the lines that are whole; whatever else stands there is passed over."""
    for start in range(0, len(ring), LINE):
        with suppress(ValueError):
            number, moment, _ = ring[start : start + LINE].decode("ascii").split("  ")
            line = Line(int(number), datetime.fromisoformat(moment))
            if write_line(line) == ring[start : start + LINE]:
                yield line


class Mark:
    """The mark of the store at a path; its file is made at the first hand-over."""

    def __init__(self, store: Path) -> None:
        """Name the file after the store; nothing is opened yet."""
        self.path = store.with_name(f"{store.name}.mark")
        self._lock = threading.Lock()
        self._file: int | None = None
        self._written = False  # something that is not forced to the disk yet

    def last(self) -> Line | None:
        """Return the line with the highest number; None without a file or a whole line in it."""
        with self._in_words():
            try:
                ring = self.path.read_bytes()
            except FileNotFoundError:
                return None
        return max(read_lines(ring), key=lambda line: line.number, default=None)

    def make_ready(self) -> None:
        """Open the file, made and as long as it will be, so that a line can be written later.

        Raises StoreError when that cannot be.
        """
        if self._file is not None:
            return
        with self._lock, self._in_words():
            if self._file is None:
                file = os.open(self.path, _FLAGS, 0o600)
                try:
                    if os.fstat(file).st_size < LINE * LINES:
                        # The end of the last line, which is the same whoever writes it.
                        _write_at(file, b"\n", LINE * LINES - 1)
                except BaseException:
                    os.close(file)
                    raise
                self._file = file

    def put(self, line: Line) -> None:
        """Write a line; raises StoreError when it cannot be."""
        self.make_ready()
        with self._in_words():
            if self._file is not None:
                self._written = True
                _write_at(self._file, write_line(line), line.number % LINES * LINE)

    def force(self) -> None:
        """Force what was written to the disk; raises StoreError when it cannot be.

        A file that was taken away or replaced meanwhile is left, and opened anew at the next line.
        """
        with self._lock, self._in_words():
            if self._file is None:
                return
            if self._written:
                self._written = False
                os.fsync(self._file)
            if not self._is_ours(self._file):
                file, self._file = self._file, None
                os.close(file)

    def close(self) -> None:
        """Force what was written to the disk and close; never raises."""
        with suppress(StoreError):
            self.force()
        with self._lock, suppress(OSError):
            file, self._file = self._file, None
            if file is not None:
                os.close(file)

    def _is_ours(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self.path.stat())
        except FileNotFoundError:
            return False

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            values = {"path": self.path, "said": os.strerror(error.errno or errno.EIO)}
            raise StoreError(Message("store.mark", values)) from error


_in_turn = threading.Lock()


def _write_at(file: int, text: bytes, place: int) -> None:
    """Write all of `text` at a place; where the system cannot do that in one go, in two."""
    if hasattr(os, "pwrite"):
        written = os.pwrite(file, text, place)
    else:
        with _in_turn:
            os.lseek(file, place, os.SEEK_SET)
            written = os.write(file, text)
    if written != len(text):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
