"""Looking again and again: what did not change is not checked again."""

from __future__ import annotations

from collections.abc import Mapping

from automations.engine.core.checks.again import Again, kept_where_same
from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.ports import WorkbookSource
from automations.engine.workspace import Workspace


def read_workbooks(
    workspace: Workspace, source: WorkbookSource
) -> Mapping[str, Workbook | Unreadable]:
    """Take every workbook as it stands now."""
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
