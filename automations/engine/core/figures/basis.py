"""From which rows a value comes, and how: what lets a reader follow it back.

A basis is plain data without names, addresses, codes or free text: of each row that was counted,
the month, the group it counts in, and the amount where one is added up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Amount = int | float | Decimal


class How(StrEnum):
    """What is done with rows: how many there are, what their amounts add up to, or the median."""

    COUNT = "count"
    SUM = "sum"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Term:
    """Something done with the rows of one key: all of them, or those of one group.

    `of` names the figure whose rows they are; empty, they are its own. `group` None takes every
    row; `measure` takes those that tell that of a group.
    """

    how: How = How.COUNT
    group: str | None = None
    measure: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One term divided by another, `times` as much; where there is nothing to divide by, nought."""

    part: Term
    whole: Term
    times: int = 100


Expression = Term | Ratio


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One row that was counted: in which month as 2016-03, in which group, and how much it adds.

    `group`: an entry `report.label-…`, or text from a cell. `measure`, where a row tells several
    things: an entry `report.measure-…`.
    """

    month: str = ""
    group: str = ""
    from_cell: bool = False
    amount: Amount = 1
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """How a value comes from rows, and the rows, which are made only when somebody asks."""

    expression: Expression
    rows: Callable[[], Iterable[CountedRow]]


@dataclass(frozen=True, slots=True)
class LinesBasis:
    """How each measure of a table comes from rows; `expressions` makes one for a line's label."""

    expressions: tuple[Callable[[str], Expression], ...]
    rows: Callable[[], Iterable[CountedRow]]


def nothing() -> Iterable[CountedRow]:
    """Have no rows of one's own: every term takes those of another figure."""
    return ()
