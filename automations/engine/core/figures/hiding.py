"""What a period must hide: small counts, and what would give one of them away.

The reader is taken to have the reports of everything in the year that was decided before: what was
published, and the half years and the year where they have ended. Periods are decided one by one,
in a fixed order, so that each report makes the same choice for a period as the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from automations.engine.core.disclosure import Count, Mark, decide
from automations.engine.core.figures.registry import (
    FigureSpec,
    Lines,
    Number,
    Outcome,
    TableSpec,
    share,
)
from automations.engine.core.periods import Period
from automations.engine.core.published import Facts, Place, Published
from automations.engine.core.register import Register
from automations.engine.core.suppression import AVERAGE_ROWS, Hide, is_hidden, is_small
from automations.engine.core.whole_numbers import Row

_DECIDED = frozenset({Hide.COUNT, Hide.SHARE})  # the other rules look at one figure alone
_ORDER = ("H1", "H2", "J", "Q1", "Q2", "Q3", "Q4")
_PARTS = {"J": ("H1", "H2"), "H1": ("Q1", "Q2"), "H2": ("Q3", "Q4")}
_MANY = 10**6
_REST = "rest of "  # rows that stand in no line of a table, or are no part: never a figure's id


@dataclass(frozen=True, slots=True)
class _Family:
    """A count, the tables that divide its rows, and the figures that are a part of it."""

    whole: FigureSpec
    tables: tuple[TableSpec, ...] = ()
    parts: tuple[FigureSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class _View:
    """The counts of a family in one period, by place."""

    period: Period
    counts: Mapping[Place, Count]


class Hiding:
    """Decides what stays hidden, with all tables and reports in view; each period once."""

    def __init__(
        self,
        figures: Iterable[FigureSpec],
        tables: Iterable[TableSpec],
        register: Register,
        published: Sequence[Published] = (),
    ) -> None:
        """Take what a report shows, and what earlier ones have shown."""
        self._register = register
        self._facts = Facts(tuple(published))
        self._families = _families(tuple(figures), tuple(tables))
        self._outcomes: dict[tuple[str, Period], Outcome] = {}
        self._lines: dict[tuple[str, Period], Lines] = {}
        self._decided: dict[tuple[str, Period], Mapping[Place, Mark]] = {}

    def outcome(self, spec: FigureSpec, period: Period) -> Outcome:
        """Compute a figure, once."""
        at = (spec.id, period)
        if at not in self._outcomes:
            self._outcomes[at] = spec.compute(self._register, period)
        return self._outcomes[at]

    def lines(self, spec: TableSpec, period: Period) -> Lines:
        """Compute a table, once."""
        at = (spec.id, period)
        if at not in self._lines:
            self._lines[at] = spec.compute(self._register, period)
        return self._lines[at]

    def cell(self, spec: TableSpec, label: str, period: Period) -> Mark:
        """Say what a reader sees of a line of a table in a period."""
        if spec.divides is None:
            return Mark.SHOWN
        return self._marks(spec.divides.id, period).get((spec.id, label), Mark.SHOWN)

    def figure(self, spec: FigureSpec, outcome: Outcome, period: Period) -> Hide | None:
        """Say how a figure of a period is hidden; None where it is shown.

        Only a count that hides for its own sake may be written as "<5": in any other case that
        would tell more than that it is hidden.
        """
        if spec.hide not in _DECIDED:
            hidden = is_hidden(spec.hide, part=outcome.part, whole=outcome.whole)
            return spec.hide if hidden else None
        match self._marks((spec.part_of or spec).id, period)[spec.id, ""]:
            case Mark.SHOWN:
                return None
            case Mark.SMALL:
                return Hide.COUNT
            case _:
                return Hide.SHARE if spec.hide is Hide.SHARE else Hide.AVERAGE

    def as_published(self, place: Place, period: Period, value: Number) -> Number:
        """Give a count of a period as a report of it gave it; else as it is now.

        Beside the number that was published another one would tell how many rows came later.
        """
        shown = self._facts.number(period, place)
        return value if shown is None or shown.value is None else shown.value

    def _marks(self, name: str, period: Period) -> Mapping[Place, Mark]:
        at = (name, period)
        if at not in self._decided:
            self._decided[at] = self._decide(self._families[name], period)
        return self._decided[at]

    def _decide(self, family: _Family, period: Period) -> Mapping[Place, Mark]:
        own = self._own(family, period)
        views = self._around(family, period, own)
        if not any(count.secret for view in views for count in view.counts.values()):
            return {place: count.mark or Mark.SHOWN for place, count in own.counts.items()}
        places = {
            (view.period.code, place): number
            for number, (view, place) in enumerate(
                (view, place) for view in views for place in view.counts
            )
        }
        counts = [count for view in views for count in view.counts.values()]
        linked = _Links(family, views, places)
        marks = decide(counts, linked.rows(), linked.supposed(), mute=len(views) > 1)
        return {place: marks[places[period.code, place]] for place in own.counts}

    def _own(self, family: _Family, period: Period) -> _View:
        """Take the counts of the period itself; what a report of it hid stays hidden."""
        view = self._view(family, period)
        known = {place: self._facts.number(period, place) for place in view.counts}
        same = self._facts.about(period) and all(
            shown is None or shown.value is None or shown.value == view.counts[place].value
            for place, shown in known.items()
            if view.counts[place].mark is None and not view.counts[place].reads
        )
        counts = {}
        for place, count in view.counts.items():
            shown = known[place]
            if count.mark is None and shown is not None and shown.hidden and not count.secret:
                counts[place] = replace(count, mark=Mark.HIDDEN)
            elif count.mark is None and same and shown is not None:
                small = shown.small and count.may_say and count.secret
                counts[place] = replace(count, mark=_seen(shown.value, small=small))
            else:
                counts[place] = count
        return replace(view, counts=counts)

    def _around(self, family: _Family, period: Period, own: _View) -> list[_View]:
        """Give the period's counts beside those of every period that adds up with it."""
        views = {period.part: own}
        for part in _ORDER:
            other = replace(period, part=part)
            if part == period.part:
                continue
            if self._facts.about(other):
                views[part] = self._as_published(family, other)
            elif _ORDER.index(part) < _ORDER.index(period.part) and _is_over(other):
                views[part] = self._as_decided(family, other)
        for part in _between(views):
            views[part] = self._unseen(family, replace(period, part=part))
        linked = _linked(period.part, views)
        return [view for part, view in views.items() if part in linked]

    def _as_published(self, family: _Family, period: Period) -> _View:
        view = self._view(family, period)
        counts = {}
        for place, count in view.counts.items():
            shown = self._facts.number(period, place)
            if _is_rest(place) or (count.mark is not None and count.reads and shown is not None):
                counts[place] = count
            elif shown is None or (shown.value is None and not shown.hidden):
                counts[place] = replace(count, mark=Mark.UNSEEN)
            else:
                small = shown.small and count.may_say and count.secret
                counts[place] = replace(count, mark=_seen(shown.value, small=small))
        return replace(view, counts=counts)

    def _as_decided(self, family: _Family, period: Period) -> _View:
        marks = self._marks(family.whole.id, period)
        view = self._view(family, period)
        counts = {place: replace(count, mark=marks[place]) for place, count in view.counts.items()}
        return replace(view, counts=counts)

    def _unseen(self, family: _Family, period: Period) -> _View:
        view = self._view(family, period)
        counts = {
            place: count if _is_rest(place) else replace(count, mark=Mark.UNSEEN)
            for place, count in view.counts.items()
        }
        return replace(view, counts=counts)

    def _view(self, family: _Family, period: Period) -> _View:
        whole = self.outcome(family.whole, period)
        if family.whole.hide is Hide.SHARE:
            return _View(period, {(family.whole.id, ""): _share(whole)})
        counts: dict[Place, Count] = {}
        hides = is_small(whole.part)
        for table in family.tables:
            lines = self.lines(table, period).lines
            rest = whole.part - sum(int(line.values[0]) for line in lines)
            hides |= is_small(rest) or any(is_small(int(line.values[0])) for line in lines)
            for line in lines:
                column = (table.id, period.code)
                counts[table.id, line.label] = Count(int(line.values[0]), column)
            counts[_REST + table.id, ""] = _rest(
                rest if is_small(rest) or not table.overlapping else 0
            )
        for part in family.parts:
            number = self.outcome(part, period).part
            if part.hide is Hide.AVERAGE:
                counts[part.id, ""] = _averaged(number)
                continue
            counts[part.id, ""] = Count(number, may_say=False)
            left = whole.part - number
            least = 0 if left >= 0 else 2 * left
            counts[_REST + part.id, ""] = Count(left, mark=Mark.UNSEEN, least=least)
        total = (
            Count(whole.part, mark=Mark.HIDDEN if hides else None, may_say=False)
            if family.tables
            else Count(whole.part)
        )
        return _View(period, {(family.whole.id, ""): total} | counts)


class _Links:
    """What a reader knows of the counts of a family: which add up to which."""

    def __init__(
        self, family: _Family, views: Sequence[_View], places: Mapping[tuple[str, Place], int]
    ) -> None:
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
            if _is_rest(place) and count.mark is not Mark.UNSEEN
        ):
            whole = list(self._between_periods())
            for view in views:
                whole += self._within(view)
                whole += [self._sum(view, table, rest=False) for table in self._family.tables]
            supposed.append(whole)
        return supposed

    def _within(self, view: _View) -> Iterator[Row]:
        total = self._at(view, (self._family.whole.id, ""))
        for part in self._family.parts:
            own = self._at(view, (part.id, ""))
            if part.hide is Hide.AVERAGE:
                yield Row(((total, 1), (own, -1)), 0, inf)
            else:
                left = self._at(view, (_REST + part.id, ""))
                yield Row(((total, -1), (own, 1), (left, 1)))
        for table in self._family.tables:
            if table.overlapping:
                among = self._at(view, (table.among.id, "")) if table.among else total
                for cell in self._cells(view, table):
                    yield Row(((among, 1), (cell, -1)), 0, inf)

    def _divided(self, view: _View) -> Iterator[Row]:
        for table in self._family.tables:
            if not table.overlapping:
                yield self._sum(view, table)

    def _sum(self, view: _View, table: TableSpec, *, rest: bool = True) -> Row:
        total = self._at(view, (self._family.whole.id, ""))
        cells = self._cells(view, table)
        if rest:
            cells.append(self._at(view, (_REST + table.id, "")))
        return Row(((total, -1), *((cell, 1) for cell in cells)))

    def _between_periods(self) -> Iterator[Row]:
        for whole, parts in _PARTS.items():
            if not {whole, *parts} <= self._views.keys():
                continue
            first, *others = (self._views[part] for part in (whole, *parts))
            for place in first.counts:
                if _is_rest(place):
                    continue
                terms = [
                    (self._at(first, place), 1),
                    *((self._at(each, place), -1) for each in others),
                ]
                more = first.counts[place].value - sum(each.counts[place].value for each in others)
                if more >= 0:  # what comes in late counts in the longer period only
                    yield Row(tuple(terms), 0, inf if more else 0)

    def _cells(self, view: _View, table: TableSpec) -> list[int]:
        return [self._at(view, place) for place in view.counts if place[0] == table.id]

    def _at(self, view: _View, place: Place) -> int:
        return self._places[view.period.code, place]


def _families(figures: Sequence[FigureSpec], tables: Sequence[TableSpec]) -> Mapping[str, _Family]:
    return {
        spec.id: _Family(
            spec,
            tuple(table for table in tables if table.divides is spec),
            tuple(part for part in figures if part.part_of is spec),
        )
        for spec in figures
        if spec.hide in _DECIDED and spec.part_of is None
    }


def _share(outcome: Outcome) -> Count:
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


def _averaged(number: int) -> Count:
    """Take how many an average is about: that it is shown, hidden or not there tells something."""
    reads = (AVERAGE_ROWS, _MANY) if number >= AVERAGE_ROWS else (1, AVERAGE_ROWS - 1)
    return Count(number, mark=Mark.SHOWN, reads=reads if number else (0, 0))


def _rest(value: int) -> Count:
    """Take the rows in no line: the appendix tells how many, and "<5" where they are few."""
    return Count(value, mark=Mark.SMALL if is_small(value) else Mark.SHOWN)


def _is_rest(place: Place) -> bool:
    return place[0].startswith(_REST)


def _seen(value: Number | None, *, small: bool) -> Mark:
    if value is not None:
        return Mark.SHOWN
    return Mark.SMALL if small else Mark.HIDDEN


def _is_over(period: Period) -> bool:
    return period.today is None or period.end <= period.today


def _between(parts: Iterable[str]) -> list[str]:
    """Name the periods that are not there and stand between some that are."""
    known = set(parts)
    for whole, halves in _PARTS.items():
        below = {each for half in halves for each in (half, *_PARTS.get(half, ()))}
        if whole in known and known & below:
            known |= set(halves)
    for half in ("H1", "H2"):
        if half in known and known & set(_PARTS[half]):
            known |= set(_PARTS[half])
    return [part for part in _ORDER if part in known and part not in set(parts)]


def _linked(part: str, parts: Iterable[str]) -> set[str]:
    """Name the periods that add up with `part`, by way of others too."""
    known, linked = set(parts), {part}
    groups = [{whole, *halves} for whole, halves in _PARTS.items() if {whole, *halves} <= known]
    for _ in groups:
        for group in groups:
            if group & linked:
                linked |= group
    return linked
