"""Which numbers of a report hang together, and what a reader knows of them: rows for the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from automations.engine.core.disclosure import Count, Mark
from automations.engine.core.figures.registry import FigureSpec, Outcome, TableSpec, share
from automations.engine.core.periods import Period
from automations.engine.core.published import Place
from automations.engine.core.suppression import AVERAGE_ROWS, Hide, is_hidden, is_small
from automations.engine.core.whole_numbers import Row

DECIDED = frozenset({Hide.COUNT, Hide.SHARE})  # the other rules look at one figure alone
_MANY = 10**6
REST = "rest of "  # rows that stand in no line of a table, or are no part: never a figure's id
PARTS = {"J": ("H1", "H2"), "H1": ("Q1", "Q2"), "H2": ("Q3", "Q4")}


@dataclass(frozen=True, slots=True)
class Family:
    """A count, the tables that divide its rows, and the figures that are a part of it."""

    whole: FigureSpec
    tables: tuple[TableSpec, ...] = ()
    parts: tuple[FigureSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The counts of a family in one period, by place."""

    period: Period
    counts: Mapping[Place, Count]


class Links:
    """What a reader knows of the counts of a family: which add up to which."""

    def __init__(
        self, family: Family, views: Sequence[View], places: Mapping[tuple[str, Place], int]
    ) -> None:
        """Take the periods that hang together, and the place of each of their numbers."""
        self._family = family
        self._views = {view.period.part: view for view in views}
        self._places = places

    def rows(self) -> list[Row]:
        """Give what holds."""
        rows = list(self._between_periods())
        for view in self._views.values():
            rows += [*self._within(view), *self._divided(view)]
        return rows

    def supposed(self) -> list[list[Row]]:
        """Give what may be supposed: that each row stands in one line of every table."""
        overlapping = [table for table in self._family.tables if table.overlapping]
        if not overlapping:
            return []
        views = list(self._views.values())
        sets = [views, views[:1]] if len(views) > 1 else [views]  # in all periods, or in its own
        rows = self.rows()
        supposed = [
            [*rows, *(self._sum(view, table) for view in each for table in overlapping)]
            for each in sets
        ]
        if any(
            count.value
            for view in views
            for place, count in view.counts.items()
            if is_rest(place) and count.mark is not Mark.UNSEEN
        ):
            whole = list(self._between_periods())
            for view in views:
                whole += self._within(view)
                whole += [self._sum(view, table, rest=False) for table in self._family.tables]
            supposed.append(whole)
        return supposed

    def _within(self, view: View) -> Iterator[Row]:
        total = self._at(view, (self._family.whole.id, ""))
        for part in self._family.parts:
            own = self._at(view, (part.id, ""))
            if part.hide is Hide.AVERAGE:
                yield Row(((total, 1), (own, -1)), 0, inf)
            else:
                left = self._at(view, (REST + part.id, ""))
                yield Row(((total, -1), (own, 1), (left, 1)))
        for table in self._family.tables:
            if table.overlapping:
                among = self._at(view, (table.among.id, "")) if table.among else total
                for cell in self._cells(view, table):
                    yield Row(((among, 1), (cell, -1)), 0, inf)

    def _divided(self, view: View) -> Iterator[Row]:
        for table in self._family.tables:
            if not table.overlapping:
                yield self._sum(view, table)

    def _sum(self, view: View, table: TableSpec, *, rest: bool = True) -> Row:
        total = self._at(view, (self._family.whole.id, ""))
        cells = self._cells(view, table)
        if rest:
            cells.append(self._at(view, (REST + table.id, "")))
        return Row(((total, -1), *((cell, 1) for cell in cells)))

    def _between_periods(self) -> Iterator[Row]:
        for whole, parts in PARTS.items():
            if not {whole, *parts} <= self._views.keys():
                continue
            first, *others = (self._views[part] for part in (whole, *parts))
            for place in first.counts:
                if is_rest(place):
                    continue
                terms = [
                    (self._at(first, place), 1),
                    *((self._at(each, place), -1) for each in others),
                ]
                more = first.counts[place].value - sum(each.counts[place].value for each in others)
                if more >= 0:  # what comes in late counts in the longer period only
                    yield Row(tuple(terms), 0, inf if more else 0)

    def _cells(self, view: View, table: TableSpec) -> list[int]:
        return [self._at(view, place) for place in view.counts if place[0] == table.id]

    def _at(self, view: View, place: Place) -> int:
        return self._places[view.period.code, place]


def families(figures: Sequence[FigureSpec], tables: Sequence[TableSpec]) -> Mapping[str, Family]:
    """Put each count beside what divides it and what is a part of it, by its id."""
    return {
        spec.id: Family(
            spec,
            tuple(table for table in tables if table.divides is spec),
            tuple(part for part in figures if part.part_of is spec),
        )
        for spec in figures
        if spec.hide in DECIDED and spec.part_of is None
    }


def share_of(outcome: Outcome) -> Count:
    """Take the part of a share; who sees the share, and knows the others, can count back.

    A share that hides for the sake of the others alone is hidden from the start.
    """
    part, others = outcome.part, outcome.whole - outcome.part
    hidden = is_hidden(Hide.SHARE, part=part, whole=outcome.whole)
    if hidden:
        return Count(part, mark=Mark.HIDDEN, may_say=False)
    shown = share(part, outcome.whole)
    least = most = part
    while least and share(least - 1, least - 1 + others) == shown:
        least -= 1
    while others and share(most + 1, most + 1 + others) == shown:
        most += 1
    return Count(part, may_say=False, reads=(least, most))


def averaged(number: int) -> Count:
    """Take how many an average is about: that it is shown, hidden or not there tells something."""
    reads = (AVERAGE_ROWS, _MANY) if number >= AVERAGE_ROWS else (1, AVERAGE_ROWS - 1)
    return Count(number, mark=Mark.SHOWN, reads=reads if number else (0, 0))


def rest_of(value: int) -> Count:
    """Take the rows in no line: the appendix tells how many, and "<5" where they are few."""
    return Count(value, mark=Mark.SMALL if is_small(value) else Mark.SHOWN)


def is_rest(place: Place) -> bool:
    """Tell whether a number is what others leave: it stands in no figure and no table."""
    return place[0].startswith(REST)
