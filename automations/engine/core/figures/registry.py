"""What a figure and a table are: declared once, computed by a pure function, shown everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from automations.engine.core.figures.basis import Basis, LinesBasis
from automations.engine.core.periods import Period
from automations.engine.core.register import Register
from automations.engine.core.suppression import Hide

Number = int | float | Decimal


class Chapter(StrEnum):
    """The chapters, in the order of the report."""

    SUMMARY = "summary"
    STABILITY = "stability"
    EXPERTISE = "expertise"
    CASEWORK = "casework"
    GOVERNANCE = "governance"
    COMMUNICATION = "communication"
    FINANCE = "finance"
    OUTLOOK = "outlook"


class Unit(StrEnum):
    """What a figure is counted in; it decides how the value and its change are written."""

    COUNT = "count"
    PERCENT = "percent"
    DAYS = "days"
    EURO = "euro"
    RATING = "rating"


class Sort(StrEnum):
    """Whether a figure says what was done, or what came of it."""

    OUTPUT = "output"
    OUTCOME = "outcome"


class Compare(StrEnum):
    """What the figure is put beside."""

    PREVIOUS = "previous"  # the period before
    YEAR = "year"  # a year earlier: for what is kept per year
    NOTHING = "nothing"  # the workbooks hold only how it stands now


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """A row that a figure could not count, and why; `row` 0 stands for the whole tab.

    `reason`: fault (the cell holds an error), key (the row cannot be told apart), empty,
    reference (what it refers to is not there), unreadable, nameless (a head count without names).
    """

    sheet: str
    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a figure's function gives for one period, before suppression.

    `value` None: there is nothing to measure. `rows`: the spreadsheet rows that were counted.
    `part` and `whole`: the numbers of people or rows that suppression looks at. `basis`: the rows
    behind it, where they may be shown; None where it stays a value.
    """

    value: Number | None
    rows: int
    left_out: tuple[LeftOut, ...] = ()
    part: int = 0
    whole: int = 0
    basis: Basis | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """One figure as declared. Its words are `report.figure-ID` and `report.definition-ID`."""

    id: str
    chapter: Chapter
    unit: Unit
    sort: Sort
    sources: tuple[str, ...]
    compute: Callable[[Register, Period], Outcome]
    hide: Hide = Hide.NOTHING
    compare: Compare = Compare.PREVIOUS
    part_of: FigureSpec | None = None  # the count of which it counts, or averages, a part
    rows_hidden: bool = False  # how many rows it counted would itself be a total


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: `label` is an entry `report.label-…`, or text from a cell."""

    label: str
    values: tuple[Number, ...]
    from_cell: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """What a table's function gives for one period, before suppression."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...] = ()
    basis: LinesBasis | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table as declared. Its title is `report.table-ID`, its columns `report.measure-…`.

    A table with one measure shows the period and the one before; one with several does not compare.
    `divides` names the count whose rows it divides: small numbers are hidden in it, and the count
    where a part of it is. `overlapping`: a row may stand in several lines. `among`: the average
    that is about the rows which can stand in a line.
    """

    id: str
    chapter: Chapter
    measures: tuple[tuple[str, Unit], ...]
    sources: tuple[str, ...]
    compute: Callable[[Register, Period], Lines]
    divides: FigureSpec | None = None
    overlapping: bool = False
    among: FigureSpec | None = None

    @property
    def compares(self) -> bool:
        """Tell whether the previous period stands beside it."""
        return len(self.measures) == 1


def figure(  # noqa: PLR0913 - a declaration names everything about a figure, by keyword
    name: str,
    chapter: Chapter,
    *,
    sources: Iterable[str],
    unit: Unit = Unit.COUNT,
    sort: Sort = Sort.OUTPUT,
    hide: Hide = Hide.NOTHING,
    compare: Compare = Compare.PREVIOUS,
    part_of: FigureSpec | None = None,
    rows_hidden: bool = False,
) -> Callable[[Callable[[Register, Period], Outcome]], FigureSpec]:
    """Declare a figure; the function below it computes it for one period."""

    def declare(compute: Callable[[Register, Period], Outcome]) -> FigureSpec:
        return FigureSpec(
            name,
            chapter,
            unit,
            sort,
            tuple(sources),
            compute,
            hide,
            compare,
            part_of,
            rows_hidden,
        )

    return declare


def table(  # noqa: PLR0913 - as for a figure
    name: str,
    chapter: Chapter,
    *,
    sources: Iterable[str],
    measures: Iterable[tuple[str, Unit]],
    divides: FigureSpec | None = None,
    overlapping: bool = False,
    among: FigureSpec | None = None,
) -> Callable[[Callable[[Register, Period], Lines]], TableSpec]:
    """Declare a table; the function below it computes its lines for one period."""

    def declare(compute: Callable[[Register, Period], Lines]) -> TableSpec:
        return TableSpec(
            name, chapter, tuple(measures), tuple(sources), compute, divides, overlapping, among
        )

    return declare


def rounded(value: Number, places: int = 0) -> int | float:
    """Round as people do, half away from nought; without places the result is whole."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return float(exact) if places else int(exact)


def share(part: int, whole: int) -> int | None:
    """Return a share in whole percents; None where there is nothing to take a share of."""
    return int(rounded(Decimal(100 * part) / whole)) if whole else None
