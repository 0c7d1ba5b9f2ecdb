"""Putting a copy beside the original: what there is, what is in it, and where it goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from stat import S_IMODE

from automations.engine.core.findings import Message
from automations.engine.snapshots.days import PRIVATE, Copy, Day, read_days, write_whole
from automations.engine.snapshots.sealing import Key, SnapshotError

WIDELY = 0o666  # as far as the system's own mask allows


@dataclass(frozen=True, slots=True)
class Found:
    """A copy that can be put back, and its day."""

    day: Day
    copy: Copy


def found_in(root: Path) -> Mapping[str, tuple[Found, ...]]:
    """Return the copies of each workbook, the newest first; a day that was cut off has none."""
    found: dict[str, list[Found]] = {}
    for day in reversed(read_days(root)):
        for copy in day.copies if day.complete else ():
            found.setdefault(copy.name, []).append(Found(day, copy))
    return {name: tuple(found[name]) for name in sorted(found)}


def content_of(found: Found, key: Callable[[], Key]) -> bytes:
    """Return the original's bytes; `key` is asked for where they are encrypted.

    Raises SnapshotError when they are gone or damaged, or the key is another one.
    """
    raw = found.day.intact(found.copy)
    if raw is None:
        raise SnapshotError(Message("snapshots.damaged"))
    return key().open(found.copy.name, raw) if found.copy.encrypted else raw


def put_beside(original: Path, label: str, content: bytes, *, private: bool) -> Path:
    """Write `<stem> (<label>)<suffix>` beside the original, over nothing; raises OSError.

    A number is added where a file of that name is there already.
    """
    mode = PRIVATE if private else WIDELY
    for path in _names(original, label):
        with suppress(FileExistsError):
            _write_new(path, content, mode)
            return path
    raise AssertionError  # pragma: no cover - the names do not end


def _names(original: Path, label: str) -> Iterator[Path]:
    for number in count(1):
        more = f" {number}" if number > 1 else ""
        yield original.with_name(f"{original.stem} ({label}){more}{original.suffix}")


def _write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is not there yet; raises FileExistsError, and leaves no half of it."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))  # the name is ours now
    try:
        write_whole(path, content, S_IMODE(path.stat().st_mode))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
