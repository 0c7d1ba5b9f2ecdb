"""Reading the columns of a large tab while its rows are still coming in.

What is read so is no more than what `check_sheet` would read by itself afterwards: it is used where
the tab turns out to begin as it seemed to, and only once, as the check changes what it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from automations.engine.core.cells import fold
from automations.engine.core.checks.binding import bind
from automations.engine.core.chunks import ColumnReader, Read
from automations.engine.core.grid import Cell, Columns
from automations.engine.core.schema import Field, Schema, Schemas


class Ahead:
    """The columns of one tab, read as far as its rows are there."""

    def __init__(self, schema: Schema) -> None:
        """Begin without rows."""
        self._schema = schema
        self._row: int | None = None  # the header's, as `Binding` has it
        self._at = 0  # rows that were read, the header included
        self._columns: dict[str, tuple[int, ColumnReader, Read]] = {}

    def take(self, columns: Sequence[Sequence[Cell]]) -> None:
        """Read on: `columns` are those of the whole tab so far, with rows that are new."""
        height = len(columns[0]) if columns else 0
        if self._row is None:
            self._begin(columns)
        for place, read_column, read in self._columns.values():
            read_column.read_on(columns[place][self._at : height], read)
        self._at = max(height, self._at)

    def _begin(self, columns: Sequence[Sequence[Cell]]) -> None:
        """Find the header among the first rows."""
        binding = bind(Columns(columns), self._schema)
        if binding is None:
            return
        self._row = self._at = binding.row
        for name, place in binding.positions.items():
            if name not in binding.unusable:
                self._columns[name] = (place, ColumnReader(self._schema[name]), Read())

    def give(self, column: Field, place: int, row: int, height: int) -> Read | None:
        """Give away what was read of a column at `place` in the rows below `row`, if it was."""
        if self._row != row or column is not self._schema.by_name.get(column.name):
            return None
        at, _, read = self._columns.pop(column.name, (-1, None, Read()))
        return read if at == place and len(read.values) == height else None


def ahead_of(schemas: Schemas) -> Callable[[str, str], Ahead | None]:
    """Return what reads a tab ahead, by the name of its workbook and its title."""

    def begin(workbook: str, title: str) -> Ahead | None:
        for schema in schemas.of_workbook(workbook):
            if fold(title) in {fold(schema.title), fold(schema.name)}:
                return Ahead(schema)
        return None

    return begin
