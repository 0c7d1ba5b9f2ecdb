"""Which rows a rule has to look at on a day: those whose date is near, and those that are unsure.

A large network has tens of thousands of rows, and for most of them nothing is due for months. What
is worked out here once holds for every day on which the register is the same one, as when looking
ahead. It may call a row near that is not; it never leaves out one that is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from automations.engine.core.absence import CONTACTS
from automations.engine.core.cannot_tell import CannotTellError
from automations.engine.core.expressions import Expression, Path
from automations.engine.core.intents import Item, Skipped
from automations.engine.core.questions import NAMES
from automations.engine.core.register import Record
from automations.engine.core.rows import Asked, Day, sheets_used
from automations.engine.core.rules import Rule, schedule
from automations.engine.core.workdays import Calendar, add_months

SOON = timedelta(days=31)  # what lies further away did not almost qualify
# What has another answer on another day, though no row changed.
OF_THE_DAY = NAMES | {"today", "active", "focal_points"}
YEARS = range(1900, 2200)  # a date outside these is a slip of the keyboard
_EVER, _NEVER = date.min, date.max
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Near:
    """A row of a rule with the first and last day on which it is looked at.

    `turns` are the days on which something else may be said of it; where that is not known, None.
    `told` is what was said of it last: from which day until which that holds, what people had been
    told of the row by then, and what was said.
    """

    first: date
    last: date
    row: Record
    turns: Sequence[date] | None = None
    told: tuple[date, date, tuple[Item, ...], tuple[Skipped, ...]] | None = None

    def still(self, today: date, said: tuple[Item, ...]) -> tuple[Skipped, ...] | None:
        """Return what was said of the row, where it still holds."""
        if self.told is None:
            return None
        since, until, before, skipped = self.told
        if not since <= today < until or before != said:
            return None
        return tuple(replace(one, on=today) for one in skipped)

    def keep(self, today: date, said: tuple[Item, ...], found: Sequence[object]) -> None:
        """Keep what is said of the row until something else may be."""
        self.told = None
        if self.turns is None or not all(isinstance(one, Skipped) for one in found):
            return
        place = bisect_right(self.turns, today)
        until = self.turns[place] if place < len(self.turns) else date.max
        skipped = tuple(one for one in found if isinstance(one, Skipped))
        self.told = (today, until, said, skipped)


@dataclass(frozen=True)
class Spans:
    """The rows of one rule, and what they were worked out from."""

    rule: Rule
    basis: tuple[object, ...]
    rows: Sequence[Near]

    def on(self, today: date, remembered: Iterable[str]) -> Iterator[Near]:
        """Return the rows to look at, in the order of the sheet.

        Of `remembered` keys something is known that may have to be forgotten.
        """
        held = set(remembered)
        if held:
            return (r for r in self.rows if r.first <= today <= r.last or r.row.key in held)
        return (r for r in self.rows if r.first <= today <= r.last)


def spans_of(rule: Rule, rows: Sequence[Record], day: Day) -> Spans:
    """Work out when each row of a rule is near; it is kept with the register."""
    basis = (day.calendar, day.settings.catch_up_days, day.settings.school_holidays, len(rows))
    known = day.register.memo.get(("spans", id(rule)))
    if isinstance(known, Spans) and known.rule is rule and known.basis == basis:
        return known
    spans = Spans(rule, basis, tuple(_laid_out(rule, rows, day)))
    day.register.memo["spans", id(rule)] = spans
    return spans


def _laid_out(rule: Rule, rows: Iterable[Record], day: Day) -> Iterator[Near]:
    paths = [path for part in rule.when for path in part.expression.paths]
    if rule.anchor is not None:
        paths += rule.anchor.paths
    links = {path[:end] for path in paths for end in range(1, len(path))}
    fails = _Fails(rule, day)
    finds = _Dates(rule.anchor, day) if rule.anchor and not changes(rule.anchor) else None
    reach = _Reach(rule, day)
    is_steady = _is_steady(rule, day)
    for row in rows:
        near = Near(_EVER, _NEVER, row)
        if not row.faults and not any(_is_faulty(row, link) for link in links):
            failed = fails(row)
            anchor = finds(row) if finds is not None else None
            if failed and anchor is None and (rule.anchor is None or finds is not None):
                near.first, near.last = _NEVER, _EVER  # no date either: there is nothing to say
            elif anchor is not None:
                near.first, near.last = reach(anchor, failed=failed)
                # Where a condition fails on every day nothing else is asked.
                near.turns = reach.turns(anchor) if is_steady or failed else None
        yield near


def _is_steady(rule: Rule, day: Day) -> bool:
    """Tell whether only the passing of its own days changes what a rule says of a row.

    Contacts come and go: whether they are away is another question each day.
    """
    to = [*rule.to, *(rule.escalate.to if rule.escalate is not None else ())]
    paths = frozenset[Path]().union(*(one.paths for one in to))
    if CONTACTS in sheets_used(paths, rule.about, day.register.schemas):
        return False
    return not any(map(changes, [*(part.expression for part in rule.when), *to]))


def changes(expression: Expression) -> bool:
    """Tell whether an expression may have another value on another day."""
    return any(path[0] in OF_THE_DAY for path in expression.paths)


def _is_faulty(row: Record, link: Path) -> bool:
    """Tell whether a row that a path goes through has any error."""
    here: object = row
    for name in link:
        here = getattr(here, name, None)
        if not isinstance(here, Record):
            return False
    return isinstance(here, Record) and bool(here.faults)


class _Reach:
    """Between which days a rule has anything to say about a date, worked out once for each date."""

    def __init__(self, rule: Rule, day: Day) -> None:
        self._rule = rule
        self._late = timedelta(days=day.settings.catch_up_days)
        holidays = day.settings.school_holidays
        own = Calendar(day.calendar.free_days, holidays) if holidays else None
        self._calendars = [one for one in (day.calendar, own) if one is not None]
        # Where a school's holiday begins or ends, something else is said of what it was told.
        self._edges = {
            edge
            for one in holidays
            for edge, beside in ((one, one - _DAY), (one + _DAY, one + _DAY))
            if beside not in holidays
        }
        self._found: dict[date, tuple[date, date]] = {}
        self._turns: dict[date, Sequence[date]] = {}

    def turns(self, anchor: date) -> Sequence[date]:
        """Return the days on which something else may be said of a date, in order."""
        known = self._turns.get(anchor)
        if known is None:
            days = self._days(anchor)
            known = self._turns[anchor] = sorted(
                {
                    day + ahead
                    for day in (*days, anchor)
                    for ahead in (timedelta(0), _DAY, self._late + _DAY, -SOON, SOON + _DAY)
                }
                | self._edges
            )
        return known

    def __call__(self, anchor: date, *, failed: bool) -> tuple[date, date]:
        """Return the first and last day; a row whose condition fails is told of its days only."""
        known = self._found.get(anchor)
        if known is None:
            days = self._days(anchor) or [anchor]
            known = self._found[anchor] = (min(days), max(days))
        first, last = known
        if failed:
            return first, last + self._late
        return first - SOON, max(max(last, anchor) + SOON, self._next_month(last)) + self._late

    def _next_month(self, last: date) -> date:
        """Return the day on which what came on `last` comes when that month was full."""
        following = add_months(last.replace(day=1), 1)
        return max(calendar.next_working(following) for calendar in self._calendars)

    def _days(self, anchor: date) -> list[date]:
        more = [self._rule.escalate.after] if self._rule.escalate else []
        return [
            step.day
            for calendar in self._calendars
            for step in chain(
                schedule(self._rule.send, self._rule.repeat, anchor, calendar),
                schedule(more, None, anchor, calendar),
            )
        ]


class _Once:
    """An expression over rows, worked out once for all rows that have it from one linked row."""

    def __init__(self, expression: Expression, day: Day) -> None:
        self._expression, self._day = expression, day
        roots = {path[0] for path in expression.paths}
        is_linked = len(roots) == 1 and min(map(len, expression.paths)) > 1
        self._root = roots.pop() if is_linked else None
        self._found: dict[int, tuple[Record, object]] = {}

    def __call__(self, row: Record) -> object:
        """Return its value; raises CannotTellError."""
        linked = getattr(row, self._root) if self._root else None
        if not isinstance(linked, Record):
            return Asked(row, self._day).value(self._expression)
        known = self._found.get(id(linked))
        if known is None:
            value = Asked(row, self._day).value(self._expression)
            known = self._found[id(linked)] = (linked, value)
        return known[1]


class _Dates:
    """The dates that a rule hangs on."""

    def __init__(self, anchor: Expression, day: Day) -> None:
        self._value = _Once(anchor, day)

    def __call__(self, row: Record) -> date | None:
        """Return the date, or None where it cannot be told."""
        try:
            value = self._value(row)
        except CannotTellError:
            return None
        return value if isinstance(value, date) and value.year in YEARS else None


class _Fails:
    """Tells of rows whether a part of the condition fails that no day changes."""

    def __init__(self, rule: Rule, day: Day) -> None:
        self._parts = []
        for part in rule.when:  # those in front: a later one is not asked where one of them fails
            if changes(part.expression):
                break
            self._parts.append(_Once(part.expression, day))

    def __call__(self, row: Record) -> bool:
        """Tell whether one fails; where that cannot be told the answer is no."""
        try:
            return any(not part(row) for part in self._parts)
        except CannotTellError:
            return False
