"""Looking at the workbooks, again and again: what did not change is not checked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from automations.engine.collector import collector_paused
from automations.engine.core.checked import Checked, Context, SheetLook, SignalLook
from automations.engine.core.checks import check
from automations.engine.core.checks.again import Again, kept_where_same
from automations.engine.core.checks.ahead import Ahead, ahead_of
from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.core.refusals import Refused
from automations.engine.workspace import Workspace

if TYPE_CHECKING:
    from automations.engine.ports import WorkbookSource


@runtime_checkable
class ChecksAhead(Protocol):
    """A source that lets the check begin while it reads."""

    def check_ahead(self, begin: Callable[[str, str], Ahead | None]) -> None:
        """Let `begin` say what reads a tab, by the name of its workbook and its title."""


def read_workbooks(
    workspace: Workspace, source: WorkbookSource
) -> Mapping[str, Workbook | Unreadable]:
    """Take every workbook as it stands now; large tabs are checked while they are read."""
    if isinstance(source, ChecksAhead):
        source.check_ahead(ahead_of(workspace.schemas))
    return {
        name: source.read(name, str(workspace.folder / location))
        for name, location in workspace.workbooks.items()
    }


class Looker:
    """Looks at the workbooks again and again, and checks only what changed since its last look.

    What it keeps is this process's own, changes no outcome, and is never stored; a process that
    looks once has no use for it. Whether a file has to be read at all is for the source to know. It
    is not for several threads at a time.
    """

    def __init__(self) -> None:
        """Begin without having looked."""
        self.again = Again()
        self._before: Mapping[str, Workbook | Unreadable] = {}

    def read(
        self, workspace: Workspace, source: WorkbookSource
    ) -> Mapping[str, Workbook | Unreadable]:
        """Take every workbook as it stands now; what is as it was is the very same object."""
        read = read_workbooks(workspace, source)
        self._before = {
            name: kept_where_same(self._before.get(name), book) for name, book in read.items()
        }
        return self._before


class Before(Protocol):
    """What the service remembers, as a look at the workbooks needs it."""

    def signals_before(self) -> Mapping[str, SignalLook]:
        """Return the signals as they stood at the last look."""

    def rows_before(self) -> Mapping[str, int]:
        """Return how many rows each tab had when it was last read and nobody needed to look."""

    def looks_before(self) -> Mapping[str, SheetLook]:
        """Return where the columns of each tab stood then, and which rows it had."""

    def refused(self, zone: ZoneInfo) -> Mapping[str, Refused]:
        """Return the addresses whose last mail was refused for good; days are those of `zone`."""


def look(
    workspace: Workspace,
    source: WorkbookSource,
    today: date,
    memory: Before,
    looker: Looker | None = None,
) -> Checked:
    """Read every workbook and check it, as far as either is another than at the looker's last."""
    looker = looker or Looker()
    context = context_of(workspace, today, memory)
    with collector_paused():
        read = looker.read(workspace, source)
        return check(read, workspace.schemas, context, looker.again)


def context_of(workspace: Workspace, today: date, memory: Before) -> Context:
    """Gather what a check compares with."""
    return Context(
        today,
        workspace.settings,
        memory.signals_before(),
        workspace.rule_names,
        memory.refused(workspace.config.zone),
        memory.looks_before(),
        memory.rows_before(),
    )
