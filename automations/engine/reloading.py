"""Reading the workspace's files anew when they change, and keeping the old while they are wrong.

What is watched costs one look at each file at each tick. A change counts once the files look the
same at two ticks in a row, so that a half-saved one is never read. Templates are read from a copy
that is made when they are taken, so that what was checked is what is used.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from automations.engine.workspace import SHIPPED, Workspace, open_workspace
from automations.engine.yaml_files import FileError, Mistake

COPIES = "service.templates"  # the folder with the copies of the templates in use
_FOLDERS = ("sheets_schema", "rules", "templates")
_SHIPPED = ("sheets_schema", "automations/rules", "templates")

ATTEMPTS = 3  # at files that are saved all the time

Stat = tuple[int, int, int]
Look = Mapping[str, Stat]


class UnreadableError(Exception):
    """A file cannot be read; `file` is which, and `why` is what the system says."""

    def __init__(self, file: str, why: str) -> None:
        """Carry both."""
        super().__init__(file)
        self.file, self.why = file, why


@dataclass
class Reloader:
    """Takes a workspace, and takes it anew when its files changed and are right.

    `check` says what is wrong with the templates of a workspace.
    """

    folder: Path
    check: Callable[[Workspace], Sequence[Mistake]]
    tried: Look = field(default_factory=dict)  # as of the last attempt, well or not
    _seen: Look = field(default_factory=dict)  # at the last tick
    _number: int = 0

    def load(self) -> Workspace:
        """Take the workspace as it stands; raises FileError with every mistake, or UnreadableError.

        The files are looked at before and after, and taken again when somebody saved meanwhile.
        """
        for _ in range(ATTEMPTS):
            self.tried = self._seen = look_at(self.folder)
            try:
                workspace = self._taken()
            except OSError as error:
                name = str(error.filename or self.folder)
                raise UnreadableError(name, error.strerror or type(error).__name__) from error
            if look_at(self.folder) == self.tried:
                break
        return workspace

    def changed(self) -> tuple[str, ...]:
        """Return which files are other ones than at the last attempt, once they are settled."""
        now = look_at(self.folder)
        settled, self._seen = now == self._seen, now
        if not settled or now == self.tried:
            return ()
        names = now.keys() | self.tried.keys()
        return tuple(sorted(name for name in names if now.get(name) != self.tried.get(name)))

    def clear(self, *keep: Workspace) -> None:
        """Remove the copies of templates, but for those that these workspaces use."""
        used = {one.templates_at.name for one in keep if one.templates_at}
        with suppress(OSError):
            for path in (self.folder / COPIES).iterdir():
                if path.name not in used:
                    shutil.rmtree(path, ignore_errors=True)
        if not used:
            with suppress(OSError):
                (self.folder / COPIES).rmdir()

    def _taken(self) -> Workspace:
        self._number += 1
        copy = self.folder / COPIES / f"{os.getpid()}-{self._number}"
        shutil.rmtree(copy, ignore_errors=True)
        _copy(SHIPPED / "templates", copy / "shipped")
        own = self.folder / "templates"
        if own.is_dir() and own != SHIPPED / "templates":
            _copy(own, copy / "own")
        try:
            workspace = replace(open_workspace(self.folder), templates_at=copy)
            self._check(workspace)
        except BaseException:
            shutil.rmtree(copy, ignore_errors=True)
            raise
        return workspace

    def _check(self, workspace: Workspace) -> None:
        if mistakes := self.check(workspace):
            raise FileError(mistakes)


def look_at(folder: Path) -> Look:
    """Look at every file that a workspace is made of: when it changed, its size and its number."""
    found: dict[str, Stat] = {}
    places = [folder / name for name in _FOLDERS]
    places += [SHIPPED / name for name in _SHIPPED]
    for path in (folder / "config.yaml", *(one for place in places for one in _files(place))):
        with suppress(OSError):
            stat = path.stat()
            found[_name(path, folder)] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return found


def _files(folder: Path) -> Iterator[Path]:
    """Find the files of a folder and those below, but for what programs leave beside them."""
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        yield from (Path(at) / name for name in names if not name.startswith((".", "~")))


def _name(path: Path, folder: Path) -> str:
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    return f"program:{path.relative_to(SHIPPED).as_posix()}"


def _copy(source: Path, target: Path) -> None:
    """Copy the templates as they stand; a file that cannot be read raises OSError."""
    for path in _files(source):
        at = target / path.relative_to(source)
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(path.read_bytes())
    target.mkdir(parents=True, exist_ok=True)
