"""Making the copies of a day, and forgetting those whose time is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from automations.engine.core.findings import Message
from automations.engine.core.intents import Snapshot
from automations.engine.locking import HeldError, Lock
from automations.engine.secret_store import keep_command
from automations.engine.snapshots.days import (
    FOLDER,
    MANIFEST,
    STORE,
    Copy,
    Day,
    delete,
    is_kept,
    link_whole,
    read_days,
    write_day,
    write_whole,
)
from automations.engine.snapshots.sealing import ACCOUNT, VARIABLE, Key, SnapshotError, find_key
from automations.engine.workspace import Workspace

log = logging.getLogger("werkblad")


class NotTakenError(Exception):
    """The bytes of one file could not be taken; `message` says why."""

    def __init__(self, message: Message) -> None:
        """Carry the message."""
        super().__init__(message.id)
        self.message = message


@dataclass(frozen=True)
class Means:
    """How bytes are taken as they are at one moment; both raise NotTakenError."""

    workbook: Callable[[Path], bytes]
    store: Callable[[Path], bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    """How it went: how many were left out for want of a key, and why others were not copied."""

    left_out: int = 0
    errors: tuple[SnapshotError, ...] = ()


@dataclass(frozen=True)
class _Source:
    """Something that is copied every day."""

    name: str
    path: Path
    take: Callable[[Path], bytes]
    days: int
    sealed: bool  # only encrypted


def keep(workspace: Workspace, wanted: Snapshot, means: Means) -> Kept:
    """Make the copies of a day, and forget what is over.

    What is sensitive is left out while there is no key. A file that cannot be read keeps no other
    from being copied.
    """
    root = workspace.folder / FOLDER
    try:
        root.mkdir(mode=0o700, exist_ok=True)
        with closing(Lock(root)):
            return _keep(root, workspace, wanted, list(_sources(workspace, wanted, means)))
    except HeldError:
        message = Message("snapshots.busy")
    except OSError as error:
        values = {"folder": FOLDER, "why": error.strerror or type(error).__name__}
        message = Message("snapshots.cannot-write", values)
    return Kept(errors=(SnapshotError(message),))


def snapshot_trouble(workspace: Workspace) -> Message | None:
    """Say why part of the workspace is not copied, and what to do; None where all of it is."""
    try:
        key = find_key()
    except SnapshotError as error:
        return error.message
    if key is not None:
        return None
    files = [Path(workspace.workbooks[name]).name for name in _sensitive(workspace)]
    values = {
        "files": [*files, STORE],
        "variable": VARIABLE,
        "command": keep_command(ACCOUNT),
    }
    return Message("snapshots.no-key", values)


def _sensitive(workspace: Workspace) -> tuple[str, ...]:
    """Name the workbooks with a sensitive sheet."""
    return tuple(name for name in workspace.workbooks if is_sensitive(workspace, name))


def is_sensitive(workspace: Workspace, name: str) -> bool:
    """Tell whether copies of it may only lie about encrypted; the store holds signals' keys."""
    return name == STORE or any(one.sensitive for one in workspace.schemas.of_workbook(name))


def _sources(workspace: Workspace, wanted: Snapshot, means: Means) -> Iterator[_Source]:
    for name, location in workspace.workbooks.items():
        sealed = is_sensitive(workspace, name)
        days = wanted.sensitive_days if sealed else wanted.workbook_days
        yield _Source(name, workspace.folder / location, means.workbook, days, sealed)
    if workspace.store.exists():
        yield _Source(STORE, workspace.store, means.store, wanted.store_days, sealed=True)


def _keep(root: Path, workspace: Workspace, wanted: Snapshot, sources: Sequence[_Source]) -> Kept:
    key, errors = _key()
    left_out = [] if key else [source for source in sources if source.sealed]
    if left_out:
        names = ", ".join(source.path.name for source in left_out)
        log.warning("snapshot: no copy of %s: there is no key in %s", names, VARIABLE)
    failed = set[str]()
    days = read_days(root)
    day = _opened(root, days, wanted.on)
    for source in sources:
        if source in left_out:
            continue
        try:
            content = source.take(source.path)
        except NotTakenError as error:
            failed.add(source.name)
            errors.append(SnapshotError(Message("snapshots.not-copied", {"why": error.message})))
            continue
        day = _with(day, days, source, content, key if source.sealed else None)
    write_day(replace(day, complete=True))
    # A day that was only played, with --today, must not cost the copies of the real ones.
    today = min(wanted.on, datetime.now(workspace.config.zone).date())
    spared = {one.name for one in sources if one.name in failed and not one.sealed}
    sealed = {one.name for one in sources if one.sealed}
    _forget(read_days(root), wanted.on, today, spared, sealed)
    return Kept(len(left_out), tuple(errors))


def _key() -> tuple[Key | None, list[SnapshotError]]:
    try:
        return find_key(), []
    except SnapshotError as error:
        return None, [error]


def _opened(root: Path, days: Sequence[Day], on: date) -> Day:
    """Return the day as it is so far; its folder is there afterwards."""
    folder = root / on.isoformat()
    folder.mkdir(mode=0o700, exist_ok=True)
    return next((day for day in days if day.on == on), Day(folder, on))


def _with(day: Day, days: Sequence[Day], source: _Source, content: bytes, key: Key | None) -> Day:
    """Return the day with a copy of `content`; bytes that an earlier day has are not stored again.

    Its name holds part of the fingerprint, so that a copy is never replaced by another one.
    """
    fingerprint = key.fingerprint(content) if key else sha256(content).hexdigest()
    kind = (source.path.suffix or ".bin") + (".sealed" if key else "")
    stored = f"{quote(source.name, safe='')}-{fingerprint[:16]}{kind}"
    if stored not in day.files:
        day = replace(day, files=day.files | {stored})
        write_day(day)
    raw = _linked(day, days, source.name, fingerprint, stored)
    if raw is None:
        raw = key.seal(source.name, content) if key else content
        write_whole(day.folder / stored, raw)
    copy = Copy(
        source.name,
        source.path.name,
        stored,
        len(content),
        fingerprint,
        sha256(raw).hexdigest(),
        encrypted=key is not None,
        days=source.days,
    )
    others = (one for one in day.copies if one.name != source.name)
    return replace(day, copies=(*others, copy))


def _linked(
    day: Day, days: Sequence[Day], name: str, fingerprint: str, stored: str
) -> bytes | None:
    """Let a whole copy of the same content be this day's too, and return its bytes."""
    for other in (day, *reversed(days)):
        for copy in other.copies:
            if (copy.name, copy.fingerprint, copy.stored) != (name, fingerprint, stored):
                continue
            if (raw := other.intact(copy)) is None:
                continue
            if other.folder == day.folder or link_whole(other.path(copy), day.folder / stored):
                return raw
            write_whole(day.folder / stored, raw)
            return raw
    return None


def _forget(
    days: Sequence[Day],
    on: date,
    today: date,
    spared: Collection[str],
    sealed: Collection[str],
) -> None:
    """Delete what is over, days that were cut off, and open copies of what is sensitive now.

    Of a workbook that could not be copied now (`spared`) the last copy stays, however old it is.
    """
    last = {copy.name: day.on for day in days if day.complete for copy in day.copies}
    for day in days:
        kept = tuple(
            copy
            for copy in day.copies
            if (is_kept(copy, day.on, today) or (copy.name in spared and last[copy.name] == day.on))
            and (copy.encrypted or copy.name not in sealed)
        )
        if not day.complete and day.on != on:
            kept = ()
        if kept != day.copies:  # first, so that nothing is listed that is not there
            write_day(replace(day, copies=kept))
        delete(day, day.files - {copy.stored for copy in kept})
        if not kept and day.on != on:
            delete(day, [MANIFEST])
            _drop(day.folder)


def _drop(folder: Path) -> None:
    """Take away a day's folder, unless somebody put something in it."""
    if not any(folder.iterdir()):
        folder.rmdir()
