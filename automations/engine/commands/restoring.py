"""`restore`: a copy of an earlier day, beside the original."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from textwrap import wrap

from automations.engine.cli import Answer, CannotRunError
from automations.engine.commands.world import World, folder_of
from automations.engine.snapshots.days import FOLDER, STORE
from automations.engine.snapshots.keeping import is_sensitive
from automations.engine.snapshots.putting_back import Found, content_of, found_in, put_beside
from automations.engine.snapshots.sealing import SnapshotError, needed_key
from automations.engine.words import Words
from automations.engine.workspace import Workspace, open_workspace
from automations.engine.yaml_files import FileError

Copies = Mapping[str, Sequence[Found]]
WIDTH = 96  # of the lines with dates


def restore(args: Namespace, world: World) -> Answer:
    """Put a copy beside its original, or say which there are."""
    workspace, words = _opened(args, world), world.words
    copies = found_in(workspace.folder / FOLDER)
    if args.workbook is None:
        if args.date is not None:
            raise CannotRunError(words("snapshots.date-alone"))
        return Answer(_listed_json(copies), list(_listed(copies, words)))
    found = _chosen(args.workbook, _day(args.date, words), copies, words)
    path = _put(workspace, found, words)
    name, on, sealed = found.copy.name, found.day.on, found.copy.encrypted
    file = _shown(path, workspace)
    data = {"workbook": name, "date": on.isoformat(), "file": file, "encrypted": sealed}
    lines = [words("snapshots.put", date=on, file=file)]
    return Answer(data, [*lines, words("snapshots.put-sealed")] if sealed else lines)


def _opened(args: Namespace, world: World) -> Workspace:
    """Open the workspace without reading its workbooks: they may be what is wrong."""
    try:
        return open_workspace(folder_of(args), decides=False)
    except FileError as error:
        raise CannotRunError(*world.mistakes(error.mistakes)) from error


def _day(text: str | None, words: Words) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CannotRunError(words("snapshots.bad-date", value=text)) from None


def _chosen(name: str, on: date | None, copies: Copies, words: Words) -> Found:
    """Find the copy that is meant; a workbook goes by its key, its file, or that without an end."""
    if not copies:
        raise CannotRunError(words("snapshots.none"))
    meant = [key for key, found in copies.items() if name.casefold() in _names(key, found)]
    if not meant:
        known = ", ".join(copies)
        raise CannotRunError(words("snapshots.unknown", name=name, known=known))
    found = copies[name if name in meant else meant[0]]
    for one in found:
        if on in (None, one.day.on):
            return one
    dates = ", ".join(_dates(found))
    file = found[0].copy.file
    raise CannotRunError(words("snapshots.no-such-date", file=file, date=on, dates=dates))


def _names(key: str, found: Sequence[Found]) -> frozenset[str]:
    file = Path(found[0].copy.file)
    return frozenset(name.casefold() for name in (key, file.name, file.stem))


def _put(workspace: Workspace, found: Found, words: Words) -> Path:
    copy, original = found.copy, _original(workspace, found)
    label = workspace.words("snapshots.label", date=found.day.on.isoformat())
    private = copy.encrypted or is_sensitive(workspace, copy.name)
    try:
        return put_beside(original, label, content_of(found, needed_key), private=private)
    except SnapshotError as error:
        raise CannotRunError(words.message(error.message)) from error
    except OSError as error:
        folder, why = str(original.parent), error.strerror or type(error).__name__
        raise CannotRunError(words("snapshots.cannot-put", folder=folder, why=why)) from error


def _original(workspace: Workspace, found: Found) -> Path:
    """Say where the original is; of a workbook that is not used any more, the workspace itself."""
    if found.copy.name == STORE:
        return workspace.store
    location = workspace.workbooks.get(found.copy.name, Path(found.copy.file).name)
    return workspace.folder / location


def _shown(path: Path, workspace: Workspace) -> str:
    inside = path.is_relative_to(workspace.folder)
    return workspace.relative(path) if inside else str(path)


def _dates(found: Sequence[Found]) -> list[str]:
    return [one.day.on.isoformat() for one in found]


def _listed_json(copies: Copies) -> dict[str, object]:
    return {
        "snapshots": [
            {
                "workbook": name,
                "file": found[0].copy.file,
                "copies": [
                    {
                        "date": one.day.on.isoformat(),
                        "size": one.copy.size,
                        "encrypted": one.copy.encrypted,
                    }
                    for one in found
                ],
            }
            for name, found in copies.items()
        ]
    }


def _listed(copies: Copies, words: Words) -> Iterator[str]:
    if not copies:
        yield words("snapshots.none")
        return
    for name, found in copies.items():
        entry = "snapshots.listed-sealed" if found[0].copy.encrypted else "snapshots.listed"
        yield words(entry, count=len(found), name=name, file=found[0].copy.file)
        yield from wrap(
            ", ".join(_dates(found)), WIDTH, initial_indent="  ", subsequent_indent="  "
        )
    name, found = next(iter(copies.items()))
    yield words("snapshots.how", name=name, date=found[0].day.on.isoformat())
