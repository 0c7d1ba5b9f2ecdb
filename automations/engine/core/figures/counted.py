"""The rows behind the figures, as far as a reader may see them, and how each value comes from them.

What is hidden where it is small never has rows: signals, talks with schools, case conferences, who
stayed away, who came to a dialogue, and averages over few. Rows stand in the order of what they
tell, not in that of the sheet, so that none can be told apart by its place, nor two laid together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from statistics import median

from automations.engine.core.figures.basis import (
    Amount,
    CountedRow,
    Expression,
    How,
    Ratio,
    Term,
)
from automations.engine.core.figures.compute import (
    Figure,
    TableData,
    compared_with,
    lines_of,
    outcome_of,
)
from automations.engine.core.figures.registry import (
    Chapter,
    FigureSpec,
    Number,
    TableSpec,
    Unit,
    rounded,
)
from automations.engine.core.periods import Period
from automations.engine.core.register import Register
from automations.engine.core.suppression import Hide

MOST = 1_000_000  # rows that one sheet holds, with some to spare
_NEVER = frozenset({"signals", "school_talks"})  # tabs of which no row is shown anywhere
_PLACES = {Unit.EURO: 2, Unit.DAYS: 1, Unit.RATING: 1}

Key = tuple[str, str]  # the figure or table whose rows they are, and the code of their period
Place = tuple[str, str]  # the group and the measure that a row tells of
Where = tuple[str, int, int]  # a figure with line 0, or a table with its line; and the column


@dataclass(frozen=True, slots=True)
class Live:
    """How one number comes from the rows of a period, and to how many places it is rounded."""

    expression: Expression
    period: str
    places: int


@dataclass(frozen=True)
class Counted:
    """The rows behind a report, and the numbers that are made of them.

    `rows`: in the order of what they tell. `live`: of a figure, at line 0, the value and what
    stands beside it; of a table each cell. A number that is not among them stays a value.
    """

    rows: Mapping[Key, tuple[CountedRow, ...]]
    live: Mapping[Where, Live]

    @cached_property
    def places(self) -> Mapping[str, tuple[Place, ...]]:
        """Give the groups that a figure's rows tell of, in order: formulas call them by number."""
        found: dict[str, set[Place]] = defaultdict(set)
        for (name, _), rows in self.rows.items():
            found[name].update((row.group, row.measure) for row in rows)
        for live in self.live.values():
            for term in terms(live.expression):
                if term.group is not None:
                    found[term.of].add((term.group, term.measure))
        return {name: tuple(sorted(each - {("", "")})) for name, each in found.items()}


def counted(
    specs: tuple[Iterable[FigureSpec], Iterable[TableSpec]],
    figures: Iterable[Figure],
    tables: Iterable[TableData],
    register: Register,
    period: Period,
) -> Counted:
    """Find the rows behind `figures` and `tables` of `period`, as `specs` declare them.

    A number of which the rows give another value, such as one from an approved report, gets none.
    """
    found = _Found(register, period)
    figure_specs = {spec.id: spec for spec in specs[0]}
    table_specs = {spec.id: spec for spec in specs[1]}
    for figure in figures:
        found.figure(figure_specs[figure.id], figure)
    for table in tables:
        found.table(table_specs[table.id], table)
    return found.counted()


def may_count(spec: FigureSpec | TableSpec) -> bool:
    """Tell whether the rows of a figure or table may be shown at all."""
    if _NEVER.intersection(spec.sources):
        return False
    if isinstance(spec, TableSpec):
        return spec.divides is None
    return spec.hide is Hide.NOTHING and spec.part_of is None and not spec.rows_hidden


def terms(expression: Expression) -> tuple[Term, ...]:
    """Return what an expression is made of."""
    return (expression,) if isinstance(expression, Term) else (expression.part, expression.whole)


class _Found:
    """Gathers rows, and the numbers that they must give."""

    def __init__(self, register: Register, period: Period) -> None:
        self._register, self._period = register, period
        self._rows: dict[Key, tuple[CountedRow, ...]] = {}
        self._live: list[tuple[Where, Live, Number]] = []
        self._secret: set[str] = set()  # whose rows would tell what is hidden

    def figure(self, spec: FigureSpec, shown: Figure) -> None:
        hides = shown.suppressed or shown.previous_suppressed or not may_count(spec)
        beside = ((self._period, shown.value), (compared_with(spec, self._period), shown.previous))
        for column, (period, value) in enumerate(beside):
            if period is None:
                continue
            basis = None if hides else outcome_of(spec, self._register, period).basis
            if basis is None:
                self._secret.add(spec.id)
                continue
            code = _about(spec, period)
            self._rows[spec.id, code] = tuple(basis.rows())
            if value is not None:
                live = Live(_named(basis.expression, spec.id), code, _PLACES.get(spec.unit, 0))
                self._live.append(((spec.id, 0, column), live, value))

    def table(self, spec: TableSpec, shown: TableData) -> None:
        hides = shown.hides or not may_count(spec)
        beside = (self._period, self._period.previous()) if spec.compares else (self._period,)
        for number, period in enumerate(beside):
            basis = lines_of(spec, self._register, period).basis
            if basis is None:
                continue
            code = _about(spec, period)
            self._rows[spec.id, code] = tuple(basis.rows())
            for measure, (make, (_, unit)) in enumerate(
                zip(basis.expressions, spec.measures, strict=True)
            ):
                column = number if spec.compares else measure
                for place, line in enumerate(shown.lines):
                    expression = _named(make(line.label), spec.id)
                    value = line.cells[column].value
                    if hides:
                        self._secret |= {term.of for term in terms(expression)}
                    elif value is not None:
                        live = Live(expression, code, _PLACES.get(unit, 0))
                        self._live.append(((spec.id, place, column), live, value))

    def counted(self) -> Counted:
        """Keep what may be shown and agrees, and of the rows only what is needed for it."""
        sums = {key: _Sums(rows) for key, rows in self._rows.items() if key[0] not in self._secret}
        live = {
            where: each
            for where, each, value in self._live
            if all((term.of, each.period) in sums for term in terms(each.expression))
            and _recounted(each, sums) == _exact(value)
        }
        used: dict[Key, bool] = {}
        for each in live.values():
            for term in terms(each.expression):
                key = (term.of, each.period)
                used[key] = used.get(key, False) or term.group is not None
        rows = {key: _in_order(self._rows[key], grouped=grouped) for key, grouped in used.items()}
        return Counted(rows, live) if sum(map(len, rows.values())) <= MOST else Counted({}, {})


def _about(spec: FigureSpec | TableSpec, period: Period) -> str:
    """Say which period the rows are of: money is of the whole year, the outlook of the next one."""
    match spec.chapter:
        case Chapter.FINANCE:
            return Period(period.year, "J").code
        case Chapter.OUTLOOK:
            return period.following().code
        case _:
            return period.code


def _in_order(rows: Iterable[CountedRow], *, grouped: bool) -> tuple[CountedRow, ...]:
    """Put rows in the order of what they tell; a group that no number needs is not told."""
    if not grouped:
        rows = (CountedRow(row.month, amount=row.amount) for row in rows)
    return tuple(sorted(rows, key=lambda row: (row.group, row.measure, row.month, row.amount)))


def _named(expression: Expression, name: str) -> Expression:
    """Say whose rows a term counts, where it did not."""
    if isinstance(expression, Term):
        return replace(expression, of=expression.of or name)
    part, whole = (replace(term, of=term.of or name) for term in terms(expression))
    return replace(expression, part=part, whole=whole)


class _Sums:
    """The amounts of rows, in all and by what they tell of; each taken once."""

    def __init__(self, rows: Iterable[CountedRow]) -> None:
        self._amounts: dict[Place | None, list[Amount]] = defaultdict(list)
        for row in rows:
            self._amounts[None].append(row.amount)
            self._amounts[row.group, row.measure].append(row.amount)

    def of(self, term: Term) -> Decimal | None:
        place = None if term.group is None else (term.group, term.measure)
        amounts = self._amounts.get(place, [])
        match term.how:
            case How.COUNT:
                return Decimal(len(amounts))
            case How.SUM:
                return sum(map(_exact, amounts), Decimal(0))
            case How.MEDIAN:
                return _exact(median(map(_exact, amounts))) if amounts else None


def _recounted(live: Live, sums: Mapping[Key, _Sums]) -> Decimal | None:
    """Work a number out of the rows again."""
    found = [sums[term.of, live.period].of(term) for term in terms(live.expression)]
    if isinstance(live.expression, Ratio):
        part, whole = found
        if part is None or whole is None:
            return None
        value: Decimal | None = live.expression.times * part / whole if whole else Decimal(0)
    else:
        (value,) = found
    return None if value is None else _exact(rounded(value, live.places))


def _exact(value: Number) -> Decimal:
    return Decimal(str(value))
