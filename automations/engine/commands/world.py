"""What commands need from outside; `app.py` fills it in."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from automations.engine.cli import CannotRunError
from automations.engine.core.checked import Checked
from automations.engine.core.findings import Message
from automations.engine.core.register import Record
from automations.engine.looker import Before
from automations.engine.words import Words
from automations.engine.workspace import SHIPPED, Workspace, open_workspace
from automations.engine.yaml_files import FileError, Mistake

if TYPE_CHECKING:
    from automations.engine.carrying import MakeDocument
    from automations.engine.config import Config
    from automations.engine.core.approved_reports import ApprovedReport, Origin
    from automations.engine.core.intents import Snapshot
    from automations.engine.ports import Mailbox, Renderer, Transport, WorkbookSource
    from automations.engine.runner import Memory, Shell
    from automations.engine.snapshots.keeping import Kept

T = TypeVar("T")


@dataclass(frozen=True)
class Preview:
    """A newsletter as it was written for looking at; addresses with the items of each."""

    file: Path
    receivers: tuple[tuple[str, tuple[int, ...]], ...]
    left_out: tuple[tuple[str, int, Message], ...]  # tab, row and why


@dataclass(frozen=True)
class World:
    """The adapters, as functions of a workspace; `words` is the language of the command line."""

    words: Words
    source: WorkbookSource
    read_ahead: Callable[[Mapping[str, str]], None]  # workbooks, by name and path
    open_store: Callable[[Path], Any]
    glance: Callable[[Path], Before | None]  # None where only the store itself can tell
    glance_at_reports: Callable[[Path], Sequence[ApprovedReport] | None]  # the same
    renderer: Callable[[Workspace, datetime], Renderer]
    documents: Callable[[Workspace, datetime], Mapping[str, MakeDocument]]  # by their kind
    transport: Callable[[Workspace], Transport]
    mailbox: Callable[[Workspace], Mailbox | None]  # None where none is configured
    check_templates: Callable[[Workspace], tuple[Mistake, ...]]
    build_empty: Callable[[Workspace, str, Path], None]
    build_example: Callable[[Path], None]
    preview: Callable[[Workspace, Record, Checked, datetime], Preview]
    report: Callable[..., Any]
    check_report_template: Callable[[Workspace, Path], Sequence[Any]]
    origin: Callable[[Workspace, str], Origin]  # fingerprints of what reports are made from, now
    read_seal: Callable[[Path], Any]  # what a report's file says of itself; None where nothing
    fetch: Callable[[Workspace], Callable[[str], None]]  # asks for an address over verified https
    keep: Callable[[Workspace, Snapshot], Kept]  # makes a day's copies

    def workspace(self, args: Namespace, *, decides: bool = True) -> Workspace:
        """Open the workspace that was asked for; raises CannotRunError with every mistake.

        Without `decides` its rules are not read, beside their names.
        """
        return self.open(folder_of(args), decides=decides)

    def open(self, folder: Path, *, decides: bool = True) -> Workspace:
        """Open the workspace in `folder`; raises CannotRunError with every mistake."""

        def ahead(config: Config) -> None:
            if not decides:  # then the workbooks are all that comes
                places = config.workbooks.items()
                self.read_ahead({name: str(folder / location) for name, location in places})

        try:
            return open_workspace(folder, decides=decides, configured=ahead)
        except FileError as error:
            raise CannotRunError(*self.mistakes(error.mistakes)) from error

    def mistakes(self, mistakes: tuple[Mistake, ...]) -> tuple[str, ...]:
        """Put mistakes in files into words, a line each: file, line, key, what and remedy."""
        return tuple(self._mistake(mistake) for mistake in mistakes)

    def _mistake(self, mistake: Mistake) -> str:
        entry = "commands.mistake-at-line" if mistake.line else "commands.mistake"
        if not mistake.key:
            entry = (
                "commands.mistake-in-file-at-line" if mistake.line else "commands.mistake-in-file"
            )
        return self.words(
            entry,
            file=mistake.file,
            line=mistake.line,
            key=mistake.place,
            message=mistake.message,
        )

    def now(self, args: Namespace, workspace: Workspace) -> datetime:
        """Return the moment that was asked for, else that of config.yaml, else this one."""
        zone = workspace.config.zone
        given: str | None = getattr(args, "now", None)
        if given:
            moment = _read(datetime.fromisoformat, given, "commands.bad-now", self.words)
            return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
        given = getattr(args, "today", None)
        if given:
            return workspace.now(_read(date.fromisoformat, given, "commands.bad-today", self.words))
        return workspace.now()

    def is_set(self, args: Namespace, workspace: Workspace) -> bool:
        """Tell whether the time was set, by the command or by config.yaml."""
        given = getattr(args, "now", None) or getattr(args, "today", None)
        return bool(given or workspace.config.today)

    @contextmanager
    def memory(self, workspace: Workspace) -> Iterator[Memory]:
        """Open the workspace's memory for looking only: where there is none, none is made."""
        if not workspace.store.exists():
            from automations.engine.runner import NothingYet  # noqa: PLC0415 - a check needs none of it

            yield NothingYet()
            return
        with self.open_store(workspace.store) as store:
            yield store

    @contextmanager
    def before(self, workspace: Workspace) -> Iterator[Before]:
        """Give what a look compares with, by a glance at the store where that is enough."""
        if workspace.store.exists() and (seen := self.glance(workspace.store)):
            yield seen
            return
        with self.memory(workspace) as memory:
            yield memory

    def approved(self, workspace: Workspace) -> Sequence[ApprovedReport]:
        """Return every approved report, the oldest first, without the bytes of its files."""
        if not workspace.store.exists():
            return ()
        seen = self.glance_at_reports(workspace.store)
        if seen is not None:
            return seen
        with self.open_store(workspace.store) as store:
            found: Sequence[ApprovedReport] = store.reports.all()
            return found

    def shell(self, workspace: Workspace, now: datetime) -> Shell:
        """Gather what a run or a plan needs from outside."""
        from automations.engine.runner import Shell  # noqa: PLC0415 - a check needs none of it

        return Shell(
            self.source,
            self.renderer(workspace, now),
            documents=self.documents(workspace, now),
            keep=self.keep,
        )


def folder_of(args: Namespace) -> Path:
    """Return `-C`, else this folder when it is a workspace, else the program's own."""
    if (given := getattr(args, "workspace", None)) is not None:
        return Path(given).resolve()
    here = Path.cwd()
    return here if (here / "config.yaml").is_file() else SHIPPED


def _read(read: Callable[[str], T], text: str, entry: str, words: Words) -> T:
    try:
        return read(text)
    except ValueError:
        raise CannotRunError(words(entry, value=text)) from None
