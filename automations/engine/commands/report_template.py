"""`report template`: a fresh template of the report, and what is wrong with an edited one."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from automations.engine.cli import DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.world import World
from automations.engine.words import Words
from automations.engine.workspace import Workspace

NAME, SUBJECT = "voortgangsrapportage.docx", "deelrapportage.docx"
OWN = ""  # what `--check` or `--write` without a file stands for: the workspace's own


def template(args: Namespace, world: World) -> Answer:
    """Write a fresh template, or check one: that of the workspace where no file is named."""
    if args.check is not None and args.write is not None:
        raise CannotRunError(world.words("template.both"))
    workspace = world.workspace(args, decides=False)
    if args.write is not None:
        return _write(args.write, workspace, world.words)
    return _check(args.check or OWN, workspace, world)


def no_template(args: Namespace, words: Words) -> None:
    """Refuse what belongs to `report template` with another action; raises CannotRunError."""
    if args.check is not None or args.write is not None:
        raise CannotRunError(words("template.only-template"))


def own_trouble(workspace: Workspace, world: World) -> str:
    """Return what is wrong with a template of the workspace's own, in one line; else nothing."""
    for path in (_used(workspace, name) for name in (NAME, SUBJECT)):
        if not path.is_relative_to(workspace.folder):
            continue  # the shipped one
        wrong = sum(remark.wrong for remark in world.check_report_template(workspace, path))
        if wrong:
            return world.words("template.wrong", count=wrong, file=_shown(path, workspace))
    return ""


def _write(given: str, workspace: Workspace, words: Words) -> Answer:
    """Put the shipped template where no file is yet."""
    path = Path(given) if given else workspace.folder / "templates" / "word" / NAME
    if not given:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.parent.is_dir():
        raise CannotRunError(words("template.no-folder", folder=str(path.parent)))
    content = (workspace.templates("word")[0] / NAME).read_bytes()
    shown = _shown(path, workspace)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise CannotRunError(words("template.exists", file=shown)) from error
    entry = "template.written" if given else "template.written-own"
    return Answer({"file": shown}, [words(entry, file=shown)])


def _check(given: str, workspace: Workspace, world: World) -> Answer:
    words = world.words
    path = Path(given) if given else _used(workspace)
    shown = _shown(path, workspace)
    if not path.is_file():
        raise CannotRunError(words("template.not-there", file=shown))
    remarks = world.check_report_template(workspace, path)
    wrong = sum(remark.wrong for remark in remarks)
    data = {
        "file": shown,
        "usable": not wrong,
        "remarks": [
            {
                "wrong": remark.wrong,
                "message": words.message(remark.message),
                "place": words.message(remark.place.message) if remark.place else "",
            }
            for remark in remarks
        ],
    }
    if wrong:
        head = words("template.wrong", count=wrong, file=shown)
    else:
        head = words("template.usable" if remarks else "template.well", file=shown)
    return Answer(data, [head, *_lines(remarks, words)], NEEDS_A_PERSON if wrong else DONE)


def _lines(remarks: Sequence[Any], words: Words) -> Iterator[str]:
    """Say what is wrong first, then what is worth a look."""
    for remark in sorted(remarks, key=lambda remark: not remark.wrong):
        entry = "template.line-wrong" if remark.wrong else "template.line-note"
        yield words(entry, message=words.message(remark.message))
        if remark.place:
            yield words("template.line-place", place=words.message(remark.place.message))


def _shown(path: Path, workspace: Workspace) -> str:
    """Write a path as it was given, or from the workspace where it lies in it."""
    return workspace.relative(path) if path.is_relative_to(workspace.folder) else str(path)


def _used(workspace: Workspace, name: str = NAME) -> Path:
    """Return the template that a report is made with: that of the last folder that has one."""
    folders = reversed(workspace.templates("word"))
    return next(folder / name for folder in folders if (folder / name).is_file())
