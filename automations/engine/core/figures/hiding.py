"""What a period must hide: small counts, and what would give one of them away.

The reader is taken to have the reports of everything in the year that was decided before: what was
published, and the half years and the year where they have ended. Periods are decided one by one,
in a fixed order, so that each report makes the same choice for a period as the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from automations.engine.core.disclosure import Count, Mark, decide
from automations.engine.core.figures.families import (
    DECIDED,
    PARTS,
    REST,
    Family,
    Links,
    View,
    averaged,
    families,
    is_rest,
    rest_of,
    share_of,
)
from automations.engine.core.figures.registry import (
    FigureSpec,
    Lines,
    Number,
    Outcome,
    TableSpec,
)
from automations.engine.core.periods import Period
from automations.engine.core.published import Facts, Place, Published
from automations.engine.core.register import Register
from automations.engine.core.suppression import Hide, is_hidden, is_small

_ORDER = ("H1", "H2", "J", "Q1", "Q2", "Q3", "Q4")


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
        self._families = families(tuple(figures), tuple(tables))
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
        if spec.hide not in DECIDED:
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

    def _decide(self, family: Family, period: Period) -> Mapping[Place, Mark]:
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
        linked = Links(family, views, places)
        marks = decide(counts, linked.rows(), linked.supposed(), mute=len(views) > 1)
        return {place: marks[places[period.code, place]] for place in own.counts}

    def _own(self, family: Family, period: Period) -> View:
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

    def _around(self, family: Family, period: Period, own: View) -> list[View]:
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

    def _as_published(self, family: Family, period: Period) -> View:
        view = self._view(family, period)
        counts = {}
        for place, count in view.counts.items():
            shown = self._facts.number(period, place)
            if is_rest(place) or (count.mark is not None and count.reads and shown is not None):
                counts[place] = count
            elif shown is None or (shown.value is None and not shown.hidden):
                counts[place] = replace(count, mark=Mark.UNSEEN)
            else:
                small = shown.small and count.may_say and count.secret
                counts[place] = replace(count, mark=_seen(shown.value, small=small))
        return replace(view, counts=counts)

    def _as_decided(self, family: Family, period: Period) -> View:
        marks = self._marks(family.whole.id, period)
        view = self._view(family, period)
        counts = {place: replace(count, mark=marks[place]) for place, count in view.counts.items()}
        return replace(view, counts=counts)

    def _unseen(self, family: Family, period: Period) -> View:
        view = self._view(family, period)
        counts = {
            place: count if is_rest(place) else replace(count, mark=Mark.UNSEEN)
            for place, count in view.counts.items()
        }
        return replace(view, counts=counts)

    def _view(self, family: Family, period: Period) -> View:
        whole = self.outcome(family.whole, period)
        if family.whole.hide is Hide.SHARE:
            return View(period, {(family.whole.id, ""): share_of(whole)})
        counts: dict[Place, Count] = {}
        hides = is_small(whole.part)
        for table in family.tables:
            lines = self.lines(table, period).lines
            rest = whole.part - sum(int(line.values[0]) for line in lines)
            hides |= is_small(rest) or any(is_small(int(line.values[0])) for line in lines)
            for line in lines:
                column = (table.id, period.code)
                counts[table.id, line.label] = Count(int(line.values[0]), column)
            counts[REST + table.id, ""] = rest_of(
                rest if is_small(rest) or not table.overlapping else 0
            )
        for part in family.parts:
            number = self.outcome(part, period).part
            if part.hide is Hide.AVERAGE:
                counts[part.id, ""] = averaged(number)
                continue
            counts[part.id, ""] = Count(number, may_say=False)
            left = whole.part - number
            least = 0 if left >= 0 else 2 * left
            counts[REST + part.id, ""] = Count(left, mark=Mark.UNSEEN, least=least)
        total = (
            Count(whole.part, mark=Mark.HIDDEN if hides else None, may_say=False)
            if family.tables
            else Count(whole.part)
        )
        return View(period, {(family.whole.id, ""): total} | counts)


def _seen(value: Number | None, *, small: bool) -> Mark:
    if value is not None:
        return Mark.SHOWN
    return Mark.SMALL if small else Mark.HIDDEN


def _is_over(period: Period) -> bool:
    return period.today is None or period.end <= period.today


def _between(parts: Iterable[str]) -> list[str]:
    """Name the periods that are not there and stand between some that are."""
    known = set(parts)
    for whole, halves in PARTS.items():
        below = {each for half in halves for each in (half, *PARTS.get(half, ()))}
        if whole in known and known & below:
            known |= set(halves)
    for half in ("H1", "H2"):
        if half in known and known & set(PARTS[half]):
            known |= set(PARTS[half])
    return [part for part in _ORDER if part in known and part not in set(parts)]


def _linked(part: str, parts: Iterable[str]) -> set[str]:
    """Name the periods that add up with `part`, by way of others too."""
    known, linked = set(parts), {part}
    groups = [{whole, *halves} for whole, halves in PARTS.items() if {whole, *halves} <= known]
    for _ in groups:
        for group in groups:
            if group & linked:
                linked |= group
    return linked
