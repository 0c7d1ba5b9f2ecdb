"""From declarations to data: every figure and table of a period, after suppression."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from automations.engine.core.disclosure import Mark
from automations.engine.core.figures.hiding import Hiding
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
from automations.engine.core.suppression import Hide


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
    unknown: bool = False  # rows were left out, and not one could be counted: no nought
    previous_unknown: bool = False

    @property
    def complete(self) -> bool:
        """Tell whether every row could be counted, now and in what it is compared with."""
        return not self.left_out


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table; None where it is hidden, or where nothing could be counted.

    `small`: it is hidden for being small itself, and not because it would give another away.
    """

    value: Number | None
    suppressed: bool = False
    small: bool = False


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

    @property
    def complete(self) -> bool:
        """Tell whether every row could be counted, in both columns."""
        return not self.left_out


def compute_figures(
    specs: Iterable[FigureSpec], hiding: Hiding, register: Register, period: Period
) -> tuple[Figure, ...]:
    """Compute every figure for the period, beside what it is compared with."""
    return tuple(_figure(spec, hiding, register, period) for spec in specs)


def compute_tables(
    specs: Iterable[TableSpec], hiding: Hiding, register: Register, period: Period
) -> tuple[TableData, ...]:
    """Compute every table for the period."""
    return tuple(_table(spec, hiding, register, period) for spec in specs)


def _figure(spec: FigureSpec, hiding: Hiding, register: Register, period: Period) -> Figure:
    now = _outcome(spec, hiding, register, period)
    hidden = hiding.figure(spec, now, period)
    earlier = compared_with(spec, period)
    then = None if earlier is None else _outcome(spec, hiding, register, earlier)
    then_hidden = (
        then is not None and earlier is not None and hiding.figure(spec, then, earlier) is not None
    )
    unknown, then_unknown = _is_unknown(now), then is not None and _is_unknown(then)
    previous = None if hidden or then_hidden or then is None or then_unknown else then.value
    if previous is not None and earlier is not None and spec.hide is Hide.COUNT:
        previous = hiding.as_published((spec.id, ""), earlier, previous)
    return Figure(
        id=spec.id,
        chapter=spec.chapter,
        unit=spec.unit,
        sort=spec.sort,
        sources=spec.sources,
        compare=spec.compare,
        value=None if hidden or unknown else now.value,
        previous=previous,
        rows=None if hidden or spec.rows_hidden else now.rows,
        suppressed=hidden is not None,
        previous_suppressed=then_hidden,
        hide=hidden or spec.hide,
        left_out=tuple(sorted({*now.left_out, *(then.left_out if then else ())})),
        unknown=unknown and hidden is None,
        previous_unknown=then_unknown and hidden is None and not then_hidden,
    )


def _is_unknown(outcome: Outcome) -> bool:
    """Tell whether not one row was counted where some were left out: that is no nought."""
    return bool(outcome.left_out) and not outcome.rows


def _outcome(spec: FigureSpec, hiding: Hiding, register: Register, period: Period) -> Outcome:
    """Compute a figure; where a tab that it needs could not be read, nothing is known."""
    missing = _unreadable(spec.sources, register)
    if missing:
        return Outcome(None, 0, missing)
    return hiding.outcome(spec, period)


def outcome_of(spec: FigureSpec, register: Register, period: Period) -> Outcome:
    """Compute a figure of a period, once for a register."""
    return register.once(("figure", spec, period), lambda: spec.compute(register, period))


def lines_of(spec: TableSpec, register: Register, period: Period) -> Lines:
    """Compute a table of a period, once for a register."""
    return register.once(("table", spec, period), lambda: spec.compute(register, period))


def _unreadable(sources: Iterable[str], register: Register) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(name, 0, "", "unreadable") for name in sources if not register[name].readable
    )


def compared_with(spec: FigureSpec, period: Period) -> Period | None:
    """Return the period that stands beside a figure's; None where nothing does."""
    match spec.compare:
        case Compare.PREVIOUS:
            return period.previous()
        case Compare.YEAR:
            return Period(period.year - 1, "J", period.today)
        case Compare.NOTHING:
            return None


def _table(spec: TableSpec, hiding: Hiding, register: Register, period: Period) -> TableData:
    missing = _unreadable(spec.sources, register)
    now = hiding.lines(spec, period)
    left_out = {*missing, *now.left_out}
    if spec.compares:
        then = hiding.lines(spec, period.previous())
        lines = _beside(spec, hiding, period, now, then)
        unknown = [_is_nothing(each) for each in (now, then)]
        lines = tuple(_without(line, unknown) for line in lines)
        left_out |= set(then.left_out)
    else:
        lines = tuple(
            TableLine(line.label, tuple(map(Cell, line.values)), line.from_cell)
            for line in now.lines
        )
    if missing:
        lines = tuple(_unknown(line) for line in lines if not line.from_cell)
        left_out = set(missing)
    return TableData(
        spec.id, spec.chapter, spec.measures, spec.compares, lines, tuple(sorted(left_out))
    )


def _is_nothing(lines: Lines) -> bool:
    """Tell whether a table counted not one row where some were left out."""
    return bool(lines.left_out) and not any(line.values[0] for line in lines.lines)


def _without(line: TableLine, unknown: Sequence[bool]) -> TableLine:
    """Take away the noughts of a column in which nothing could be counted."""
    cells = tuple(
        Cell(None) if is_unknown else cell
        for cell, is_unknown in zip(line.cells, unknown, strict=True)
    )
    return replace(line, cells=cells)


def _unknown(line: TableLine) -> TableLine:
    return TableLine(line.label, tuple(Cell(None) for _ in line.cells))


def _beside(
    spec: TableSpec, hiding: Hiding, period: Period, now: Lines, then: Lines
) -> tuple[TableLine, ...]:
    """Put two periods side by side; a line that one of them lacks counts nought there."""
    earlier = period.previous()
    current = {line.label: line.values[0] for line in now.lines}
    former = {line.label: line.values[0] for line in then.lines}
    from_cell = {line.label: line.from_cell for line in (*now.lines, *then.lines)}
    labels = list(from_cell)

    def kept(label: str, value: Number) -> Number:
        return hiding.as_published((spec.id, label), earlier, value) if spec.divides else value

    if any(from_cell.values()):
        labels.sort()
    return tuple(
        TableLine(
            label,
            (
                _cell(spec, hiding, label, period, current.get(label, 0)),
                _cell(spec, hiding, label, earlier, kept(label, former.get(label, 0))),
            ),
            from_cell[label],
        )
        for label in labels
    )


def _cell(spec: TableSpec, hiding: Hiding, label: str, period: Period, value: Number) -> Cell:
    mark = hiding.cell(spec, label, period)
    if mark is not Mark.SHOWN:
        return Cell(None, suppressed=True, small=mark is Mark.SMALL)
    return Cell(value)
