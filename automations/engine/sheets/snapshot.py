"""The bytes of a file as they were at one moment, while others may be saving it."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from automations.engine.sheets import limits

FRESH = 2.0  # seconds in which a file that was just written may be written again
_AGAIN = 0.02  # seconds between two readings of a fresh file
_BUSY = 60.0  # seconds; the clock of a network drive may be another one
_PAUSE = 0.05
_TRIES = 5

Signature = tuple[int, int, int, int]  # size, moments of content and of file, and which file

_KINDS = frozenset({".xlsx", ".xlsm", ".ods"})
# Behind the name of the original: OneDrive, Dropbox, Nextcloud, Google Drive, Syncthing.
_CONFLICT = re.compile(
    r" ?\(\d{1,2}\)"
    r"| ?\([^()]*conflict[^()]*\)"
    r"|[ _-]+(?:conflicted copy|conflicterend exemplaar|conflicterende kopie|conflict copy).*"
    r"| ?\[conflict\].*"
    r"|\.sync-conflict-.*",
    re.IGNORECASE,
)
# OneDrive adds the name of the computer, in capitals.
_MACHINE = re.compile(
    r"-(?!(?:DEF|DEFINITIEF|CONCEPT|OUD|NIEUW|KOPIE|COPY|BACKUP)$)(?=[A-Z]{2}|[A-Z]\d{3})"
    r"[A-Z0-9-]{4,18}"
)


class UntakenError(Exception):
    """There are no bytes to take; `reason` is the end of a catalogue entry."""

    def __init__(self, reason: str) -> None:
        """Carry the reason."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Bytes, what the file looked like when they were taken, and whether it was just written."""

    content: bytes
    signature: Signature
    fresh: bool


def signature(found: os.stat_result) -> Signature:
    """Return what tells whether a file changed."""
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def look(path: Path) -> Signature | None:
    """Return what a file looks like now; None where it cannot be seen."""
    try:
        return signature(path.stat())
    except (OSError, ValueError):
        return None


def take(path: Path) -> Snapshot:
    """Take the bytes of a file as they were at one moment; raises UntakenError.

    A file that was written a moment ago is read twice: some programs write it in pieces.
    """
    if path.name.startswith("~$"):
        raise UntakenError("owner-file")
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE)
        try:
            taken, reason = _read(path), "saving"
        except (FileNotFoundError, NotADirectoryError):
            taken, reason = None, "missing"
        except (OSError, ValueError):
            taken, reason = None, "locked"
        if taken is not None:
            return taken
        if reason == "missing" and not _is_busy(path.parent):
            break
    raise UntakenError(reason)


def _is_busy(folder: Path) -> bool:
    """Tell whether a file was put or taken away there not long ago, as some programs save."""
    try:
        return abs(time.time() - folder.stat().st_mtime) < _BUSY
    except (OSError, ValueError):
        return False


def _read(path: Path) -> Snapshot | None:
    """Read a file; None where it changed meanwhile."""
    kind = path.stat()
    if stat.S_ISDIR(kind.st_mode):
        raise UntakenError("folder")
    if not stat.S_ISREG(kind.st_mode):
        raise UntakenError("other")
    if kind.st_size > limits.FILE:
        raise UntakenError("large")
    with path.open("rb") as file:
        before = signature(os.fstat(file.fileno()))
        content = file.read(limits.FILE + 1)
        fresh = abs(time.time() - before[1] / 1e9) < FRESH
        if fresh:
            time.sleep(_AGAIN)
            file.seek(0)
            if file.read(limits.FILE + 1) != content:
                return None
        after = signature(os.fstat(file.fileno()))
    # Renaming another file over it changes its moment, and which file it is, but not these bytes.
    if before[:2] != after[:2] or len(content) != after[0]:
        return None
    return Snapshot(content, before, fresh)


def conflict_copies(path: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names beside a workbook that synchronising made of it, in order."""
    stem, kind = path.stem.casefold(), path.suffix.casefold()
    found = []
    for name in names:
        other, dot, suffix = name.rpartition(".")
        if name.startswith("~$") or not dot or f".{suffix.casefold()}" not in {kind, *_KINDS}:
            continue
        if other.casefold().startswith(stem) and len(other) > len(stem):
            rest = other[len(stem) :]
            if _CONFLICT.fullmatch(rest) or _MACHINE.fullmatch(rest):
                found.append(name)
    return tuple(sorted(found))
