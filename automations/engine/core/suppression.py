"""Small numbers stay hidden, in one place for every document.

A count from 1 to 4 is shown as "<5". Averages over fewer than five and 90th percentiles over
fewer than ten are hidden whole. A total is shown only where none of its parts is hidden, because
a hidden part can be worked out from its total. Tables that divide the same rows tell each other's
totals, so where that would give a hidden count away, more cells are hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

THRESHOLD = 5
AVERAGE_ROWS = 5
P90_ROWS = 10
_MOST = THRESHOLD - 1  # the largest small count


class Hide(StrEnum):
    """What makes a figure too small to show."""

    NOTHING = "nothing"
    COUNT = "count"  # a count from 1 to 4
    SHARE = "share"  # a share whose part, or whose rest, is a count from 1 to 4
    AVERAGE = "average"  # an average or median over fewer than five
    P90 = "p90"  # a 90th percentile over fewer than ten


def is_small(count: int) -> bool:
    """Tell whether a count is too small to show; nobody is recognised in a nought."""
    return 0 < count < THRESHOLD


def is_hidden(rule: Hide, *, part: int, whole: int) -> bool:
    """Tell whether a figure must be hidden.

    `whole` is how many rows or people it is about, `part` how many of them it counts; for a plain
    count both are the same. What is about nobody has no value and hides nothing.
    """
    match rule:
        case Hide.COUNT:
            return is_small(part)
        case Hide.SHARE:
            return is_small(whole) or is_small(part) or is_small(whole - part)
        case Hide.AVERAGE:
            return 0 < whole < AVERAGE_ROWS
        case Hide.P90:
            return 0 < whole < P90_ROWS
        case Hide.NOTHING:
            return False


@dataclass(frozen=True, slots=True)
class Division:
    """How one table divides the rows of a period.

    `rest`: rows that stand in no cell, as their column holds an error or is not filled yet.
    `exact`: a row never stands in two cells.
    """

    counts: tuple[int, ...]
    rest: int = 0
    exact: bool = True

    @property
    def has_small(self) -> bool:
        """Tell whether a count in it, or the rest that its total would give, is too small."""
        return is_small(self.rest) or any(map(is_small, self.counts))


def hidden_cells(divisions: Sequence[Division]) -> tuple[frozenset[int], ...]:
    """Choose the cells to hide of tables that divide the same rows, as places in their counts.

    Every small count, and as many other cells as it takes, the smallest first, until no small
    count can be worked out by somebody who sees all the tables, knows that the smallest go first,
    and supposes that every row stands in each of them once.
    """
    hidden = [
        {place for place, count in enumerate(division.counts) if is_small(count)}
        for division in divisions
    ]
    while (exposed := _exposed(divisions, hidden)) is not None:
        more = _to_hide(divisions, hidden, exposed)
        if more is None:
            break
        hidden[more[0]].add(more[1])
    return tuple(map(frozenset, hidden))


def _exposed(divisions: Sequence[Division], hidden: Sequence[set[int]]) -> int | None:
    """Return the first table that gives away something about a small count.

    A reader may know that rows stand in no cell, or suppose that there are none; and may take
    what is hidden for another's sake to be five or more, or to be nought.
    """
    whole = [replace(division, rest=0) for division in divisions]
    for supposed in (divisions, whole):
        for least in (THRESHOLD, 0):
            found = _given_away(supposed, hidden, least)
            if found is not None:
                return found
    return None


def _given_away(
    divisions: Sequence[Division], hidden: Sequence[set[int]], least: int
) -> int | None:
    ranges = [_total(*pair, least) for pair in zip(divisions, hidden, strict=True)]
    largest = max(
        count
        for division, places in zip(divisions, hidden, strict=True)
        for place, count in enumerate((0, *division.counts), start=-1)
        if place not in places
    )
    for number, division in enumerate(divisions):
        if not division.has_small:
            continue
        known = [total for other, total in enumerate(ranges) if other != number]
        low = max((each[0] for each in known), default=0)
        high = min((each[1] for each in known), default=inf)
        if division.exact and _narrows(ranges[number], (largest, inf)):
            return number
        if _meet(ranges[number], (low, high)) and _narrows(ranges[number], (low, high)):
            return number
    return None


def _total(division: Division, hidden: set[int], least: int) -> tuple[float, float]:
    """Return the least and the most that a reader can take for a table's total.

    `least` is the least of a cell that is hidden for another's sake; the most that it can be is
    the next one that is shown.
    """
    shown = [count for place, count in enumerate(division.counts) if place not in hidden]
    small = sum(is_small(division.counts[place]) for place in hidden) + is_small(division.rest)
    more = len(hidden) + is_small(division.rest) - small
    most = min((count for count in shown if count >= THRESHOLD), default=inf)
    low = sum(shown) + small + least * more
    high = sum(shown) + _MOST * small + (most * more if more else 0)
    return low, high


def _narrows(total: tuple[float, float], known: tuple[float, float]) -> bool:
    """Tell whether a total within `known` leaves a small count less than 1 to 4."""
    low, high = total
    return not all(_meet((low - 1 + count, high - _MOST + count), known) for count in (1, _MOST))


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return max(one[0], other[0]) <= min(one[1], other[1])


def _to_hide(
    divisions: Sequence[Division], hidden: Sequence[set[int]], exposed: int
) -> tuple[int, int] | None:
    """Choose one more cell: one that is enough if there is, of the exposed table if there is not.

    A nought is hidden only when nothing else is left.
    """
    numbers = [exposed, *(number for number in range(len(divisions)) if number != exposed)]
    for wanted in (True, False):
        choices = [
            (number, min(left, key=divisions[number].counts.__getitem__))
            for number in numbers
            if (left := _left(divisions[number], hidden[number], positive=wanted))
        ]
        for choice in choices:
            tried = [set(places) for places in hidden]
            tried[choice[0]].add(choice[1])
            if _exposed(divisions, tried) is None:
                return choice
        if choices:
            return choices[0]
    return None


def _left(division: Division, hidden: set[int], *, positive: bool) -> list[int]:
    return [
        place
        for place, count in enumerate(division.counts)
        if place not in hidden and (count > 0) is positive
    ]
