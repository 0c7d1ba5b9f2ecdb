"""What lies in `snapshots/`: a folder per day, with a manifest that names every file in it.

The manifest is what counts. A file is named there before it is written, a copy is listed only when
it is whole, and nothing is ever deleted that no manifest names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

FOLDER = "snapshots"
MANIFEST = "manifest.json"
VERSION = 1
STORE = "service.db"  # the name of the store among the copies
PRIVATE = 0o600
_PART = ".part"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy in a day's folder."""

    name: str  # the workbook's key in config.yaml
    file: str  # the name of the original
    stored: str  # the name in the folder
    size: int  # bytes of the original
    fingerprint: str  # of the original's content; with the key where it is encrypted
    sha256: str  # of the bytes that are stored
    encrypted: bool
    days: int  # for how many it is kept, its own included


@dataclass(frozen=True)
class Day:
    """One day's folder; a day that is not `complete` was cut off, and is made again."""

    folder: Path
    on: date
    complete: bool = False
    copies: tuple[Copy, ...] = ()
    files: frozenset[str] = field(default_factory=frozenset)  # every name that may lie there

    def path(self, copy: Copy) -> Path:
        """Say where a copy lies."""
        return self.folder / copy.stored

    def intact(self, copy: Copy) -> bytes | None:
        """Return the bytes of a copy; None when they are gone or are others."""
        try:
            content = self.path(copy).read_bytes()
        except OSError:
            return None
        return content if sha256(content).hexdigest() == copy.sha256 else None


def is_kept(copy: Copy, on: date, today: date) -> bool:
    """Tell whether a copy of a day is still to be kept."""
    return (today - on).days < copy.days


def read_days(root: Path) -> tuple[Day, ...]:
    """Return every day that has a manifest, the oldest first; what cannot be read is left alone."""
    return tuple(sorted(_days(root), key=lambda day: day.on))


def _days(root: Path) -> Iterator[Day]:
    with suppress(OSError):
        for folder in root.iterdir():
            if folder.is_dir() and not folder.is_symlink():
                with suppress(OSError, ValueError, TypeError, KeyError):
                    yield _read(folder)


def _read(folder: Path) -> Day:
    """Read a manifest; raises whatever a file that is none gives."""
    kept: Any = json.loads((folder / MANIFEST).read_text("utf-8"))
    day = Day(
        folder,
        date.fromisoformat(folder.name),
        kept["complete"] is True,
        tuple(Copy(**copy) for copy in kept["copies"]),
        frozenset(kept["files"]),
    )
    names = {*day.files, *(copy.stored for copy in day.copies)}
    if kept["version"] != VERSION or not all(map(_is_plain, names)):
        msg = "not a manifest of ours"
        raise ValueError(msg)
    return day


def _is_plain(name: str) -> bool:
    """Tell whether it names a file in the folder itself, so that nothing elsewhere is touched."""
    return Path(name).name == name and "\\" not in name and name not in {"", ".", "..", MANIFEST}


def write_day(day: Day) -> None:
    """Write a day's manifest; raises OSError."""
    kept = {
        "version": VERSION,
        "complete": day.complete,
        "copies": [asdict(copy) for copy in day.copies],
        "files": sorted(day.files),
    }
    write_whole(day.folder / MANIFEST, json.dumps(kept, indent=1).encode())


def delete(day: Day, names: Iterable[str]) -> None:
    """Delete files of a day that its manifest names, and what a kill left of them."""
    for name in names:
        for file in (name, name + _PART):
            (day.folder / file).unlink(missing_ok=True)


def write_whole(path: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Put `content` at `path` whole or not at all; raises OSError.

    What a kill leaves of it has a name that can be told from the file's own.
    """
    part = _part_of(path)
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def link_whole(there: Path, path: Path) -> bool:
    """Let `path` be the same file as `there`; False where the disk cannot do that."""
    part = _part_of(path)
    try:
        part.unlink(missing_ok=True)
        os.link(there, part)
        part.replace(path)
        part.unlink(missing_ok=True)  # it stays where both were the same file already
        _sync_folder(path.parent)
    except OSError:
        return False
    return True


def _part_of(path: Path) -> Path:
    return path.with_name(path.name + _PART)


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` last; Windows has no such thing and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
