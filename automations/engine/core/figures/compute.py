"""From declarations to data: every figure and table of a period, after suppression."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from automations.engine.core.figures.registry import (
    Chapter,
    Compare,
    FigureSpec,
    LeftOut,
    Lines,
    Number,
    Outcome,
    Sort,
    TableSpec,
    Unit,
)
from automations.engine.core.periods import Period
from automations.engine.core.register import Register
from automations.engine.core.suppression import Hide, any_small, is_hidden, is_small


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as every document shows it.

    Suppressed: value, previous and rows are None. A previous value that must itself be hidden is
    None with `previous_suppressed`. `hide` tells how a hidden value is written.
    """

    id: str
    chapter: Chapter
    unit: Unit
    sort: Sort
    sources: tuple[str, ...]
    compare: Compare
    value: Number | None
    previous: Number | None
    rows: int | None
    suppressed: bool
    previous_suppressed: bool
    hide: Hide
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table; hidden when it is too small to show."""

    value: Number | None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of a table: an entry of the catalogue, or text from a cell, with its numbers."""

    label: str
    cells: tuple[Cell, ...]
    from_cell: bool = False


@dataclass(frozen=True, slots=True)
class TableData:
    """One table as every document shows it; it never has a line of totals."""

    id: str
    chapter: Chapter
    measures: tuple[tuple[str, Unit], ...]
    compares: bool
    lines: tuple[TableLine, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def hides(self) -> bool:
        """Tell whether a cell of it is hidden."""
        return any(cell.suppressed for line in self.lines for cell in line.cells)


def compute_figures(
    specs: Iterable[FigureSpec],
    tables: Iterable[TableSpec],
    register: Register,
    period: Period,
) -> tuple[Figure, ...]:
    """Compute every figure for the period, beside what it is compared with."""
    by_id = {table.id: table for table in tables}
    return tuple(_figure(spec, by_id, register, period) for spec in specs)


def compute_tables(
    specs: Iterable[TableSpec], register: Register, period: Period
) -> tuple[TableData, ...]:
    """Compute every table for the period."""
    return tuple(_table(spec, register, period) for spec in specs)


def _figure(
    spec: FigureSpec, tables: Mapping[str, TableSpec], register: Register, period: Period
) -> Figure:
    now = spec.compute(register, period)
    hidden = _hidden(spec, now, tables, register, period)
    earlier = _compared_with(spec, period)
    then = None if earlier is None else spec.compute(register, earlier)
    then_hidden = (
        then is not None and earlier is not None and _hidden(spec, then, tables, register, earlier)
    )
    return Figure(
        id=spec.id,
        chapter=spec.chapter,
        unit=spec.unit,
        sort=spec.sort,
        sources=spec.sources,
        compare=spec.compare,
        value=None if hidden else now.value,
        previous=None if hidden or then_hidden or then is None else then.value,
        rows=None if hidden or spec.rows_hidden else now.rows,
        suppressed=hidden,
        previous_suppressed=then_hidden,
        hide=Hide.AVERAGE if hidden and not _is_small_count(spec, now) else spec.hide,
        left_out=tuple(sorted({*now.left_out, *(then.left_out if then else ())})),
    )


def _compared_with(spec: FigureSpec, period: Period) -> Period | None:
    match spec.compare:
        case Compare.PREVIOUS:
            return period.previous()
        case Compare.YEAR:
            return Period(period.year - 1, "J", period.today)
        case Compare.NOTHING:
            return None


def _hidden(
    spec: FigureSpec,
    outcome: Outcome,
    tables: Mapping[str, TableSpec],
    register: Register,
    period: Period,
) -> bool:
    if is_hidden(spec.hide, part=outcome.part, whole=outcome.whole):
        return True
    parts = (tables[name].compute(register, period) for name in spec.total_of)
    return any(any_small(int(line.values[0]) for line in lines.lines) for lines in parts)


def _is_small_count(spec: FigureSpec, outcome: Outcome) -> bool:
    return spec.hide is Hide.COUNT and is_small(outcome.part)


def _table(spec: TableSpec, register: Register, period: Period) -> TableData:
    now = spec.compute(register, period)
    left_out = now.left_out
    if spec.compares:
        then = spec.compute(register, period.previous())
        lines = _beside(now, then, hide_small=spec.hide_small)
        left_out = tuple(sorted({*left_out, *then.left_out}))
    else:
        lines = tuple(
            TableLine(line.label, tuple(map(Cell, line.values)), line.from_cell)
            for line in now.lines
        )
    return TableData(spec.id, spec.chapter, spec.measures, spec.compares, lines, left_out)


def _beside(now: Lines, then: Lines, *, hide_small: bool) -> tuple[TableLine, ...]:
    """Put two periods side by side; a line that one of them lacks counts nought there."""
    values = [{line.label: line.values[0] for line in lines.lines} for lines in (now, then)]
    from_cell = {line.label: line.from_cell for line in (*now.lines, *then.lines)}
    labels = list(from_cell)
    if any(from_cell.values()):
        labels.sort()
    return tuple(
        TableLine(
            label,
            tuple(_cell(column.get(label, 0), hide_small=hide_small) for column in values),
            from_cell[label],
        )
        for label in labels
    )


def _cell(value: Number, *, hide_small: bool) -> Cell:
    hidden = hide_small and is_small(int(value))
    return Cell(None if hidden else value, hidden)
