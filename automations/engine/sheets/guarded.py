"""Workbooks from files, read as untrusted input: whatever lies there becomes tabs or a reason."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from automations.engine.collector import collector_paused
from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.secret_store import keep_command
from automations.engine.sheets import snapshot
from automations.engine.sheets.grids import Ahead, Grids
from automations.engine.sheets.process import DiedError, ReadingProcess, shared
from automations.engine.sheets.snapshot import Signature, Snapshot, UntakenError

PATIENCE = 3.0  # seconds that a file gets which is being saved
QUIET = 0.5  # seconds without a change after which it is not being saved any more
_PAUSE = 0.05
_SOON = frozenset({"empty", "half", "damaged", "other"})  # reasons that pass when saving is done
_PASSWORD = frozenset({"password", "wrong-password"})

# What plain data gives that is none: the process said what is no workbook.
_NO_WORKBOOK = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

Result = Workbook | Unreadable
Password = Callable[[str], str | None]
BeginAhead = Callable[[str, str], Ahead | None]  # by the name of a workbook and the title of a tab


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a file, and what it looked like then; None when nothing may be kept."""

    result: Result
    reason: str = ""  # why it could not be read
    signature: Signature | None = None
    fingerprint: str = ""


class GuardedSource:
    """Reads workbooks from paths; bad content is a value that says why, never an exception.

    What was read is kept: an unchanged file costs one look at it, and one at its folder.
    """

    def __init__(
        self, password: Password = lambda _: None, process: ReadingProcess | None = None
    ) -> None:
        """Take where passwords come from, by the workbook's name in config.yaml."""
        self._password = password
        self._process = process or shared()
        self._known: dict[tuple[str, str], _Known] = {}
        self._beside: dict[Path, tuple[int, tuple[str, ...]]] = {}
        self._ahead: threading.Thread | None = None
        self._begin_ahead: BeginAhead = lambda _, __: None

    def start(self) -> None:
        """Start the reading process, while the rest of the program gets ready."""
        self._process.start()

    def check_ahead(self, begin: BeginAhead) -> None:
        """Let `begin` say what reads a large tab, while its rows come in."""
        self._begin_ahead = begin

    def read_ahead(self, workbooks: Mapping[str, str]) -> None:
        """Begin to read workbooks, by name and path; the first `read` waits until that is done.

        The reading process works while this one gets ready.
        """
        self._ahead = threading.Thread(target=self._read_all, args=(workbooks,), daemon=True)
        self._ahead.start()

    def _read_all(self, workbooks: Mapping[str, str]) -> None:
        for name, location in workbooks.items():
            self._read(name, location)

    def read(self, name: str, location: str) -> Result:
        """Take the workbook `name` as it stands now at the path `location`."""
        if self._ahead is not None:
            self._ahead.join()
            self._ahead = None
        return self._read(name, location)

    def _read(self, name: str, location: str) -> Result:
        path = Path(location)
        known = self._known.get((name, location))
        if known is None or known.signature is None or snapshot.look(path) != known.signature:
            known = self._taken(name, path, known)
        if (copies := self._copies(path)) != known.result.copies:
            known = replace(known, result=replace(known.result, copies=copies))
        self._known[name, location] = known
        return known.result

    def _taken(self, name: str, path: Path, before: _Known | None) -> _Known:
        """Read a file, and again while it is being saved."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                taken = snapshot.take(path)
            except UntakenError as error:
                if error.reason != "saving":
                    return _failed(name, path, error.reason)
            else:
                known = self._parsed(name, path, taken, before)
                if not taken.fresh or known.reason not in _SOON:
                    return known
                if self._quiet(path, taken.signature, until):
                    return known
            if time.monotonic() > until:
                return _failed(name, path, "saving")

    def _quiet(self, path: Path, before: Signature, until: float) -> bool:
        """Wait; tell whether the file stayed as it was, so that nobody is saving it."""
        quiet = min(time.monotonic() + QUIET, until)
        while time.monotonic() < quiet:
            time.sleep(_PAUSE)
            if snapshot.look(path) != before:
                return False
        return time.monotonic() <= until

    def _parsed(self, name: str, path: Path, taken: Snapshot, before: _Known | None) -> _Known:
        """Parse what was taken, unless the same bytes were parsed before."""
        fingerprint = hashlib.sha256(taken.content).hexdigest()
        if before is not None and before.fingerprint == fingerprint:
            known = before
        else:
            try:
                grids = Grids(lambda title: self._begin_ahead(name, title))
                with collector_paused():
                    tabs = grids.tabs(self._plain(name, taken.content, grids))
                known = _Known(Workbook(name, path.name, tabs, fingerprint))
            except DiedError as error:
                known = _failed(name, path, error.reason)
            except _NO_WORKBOOK:
                known = _failed(name, path, "crash")
        if known.reason in _PASSWORD:  # which may be there at the next look
            return known
        signature = None if taken.fresh else taken.signature
        return replace(known, signature=signature, fingerprint=fingerprint)

    def _plain(self, name: str, content: bytes, grids: Grids) -> Any:  # noqa: ANN401 - plain data
        try:
            return self._process.read(content, take=grids.take)
        except DiedError as error:
            if error.reason != "password" or (secret := self._password(name)) is None:
                raise
            return self._process.read(content, secret, take=grids.take)

    def _copies(self, path: Path) -> tuple[str, ...]:
        """Return the conflict copies beside a file; the folder is listed when it changed."""
        try:
            changed = path.parent.stat().st_mtime_ns
            known = self._beside.get(path)
            if known is not None and known[0] == changed:
                return known[1]
            with os.scandir(path.parent) as entries:
                copies = snapshot.conflict_copies(path, [entry.name for entry in entries])
        except (OSError, ValueError):
            return ()
        if time.time() - changed / 1e9 > snapshot.FRESH:
            self._beside[path] = (changed, copies)
        return copies


def _failed(name: str, path: Path, reason: str) -> _Known:
    """Say why a workbook was not read."""
    values: dict[str, object] = {"file": path.name}
    if reason in _PASSWORD:
        values["command"] = keep_command(name)
    code = "missing-workbook" if reason == "missing" else "unreadable-workbook"
    entry = "findings.missing-workbook" if reason == "missing" else f"findings.unreadable-{reason}"
    return _Known(Unreadable(name, path.name, code, entry, values), reason)
