"""Which rows a rule has to look at on a day: those whose date is near, and those that are unsure.

A large network has tens of thousands of rows, and for most of them nothing is due for months. What
is worked out here once holds for every day on which the register is the same one, as when looking
ahead. It may call a row near that is not; it never leaves out one that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from automations.engine.core.cannot_tell import CannotTellError
from automations.engine.core.conditions import Condition
from automations.engine.core.expressions import Expression, Path
from automations.engine.core.intents import Skipped
from automations.engine.core.register import Record
from automations.engine.core.rows import Asked, Day
from automations.engine.core.rules import Rule, schedule
from automations.engine.core.today import NEVER
from automations.engine.core.workdays import Calendar, add_months

SOON = timedelta(days=31)  # what lies further away did not almost qualify
YEARS = range(1900, 2200)  # a date outside these is a slip of the keyboard
_EVER, _NEVER = date.min, date.max
UNSURE = object()


@dataclass(slots=True)
class Near:
    """A row of a rule with the first and last day on which it is looked at.

    What no day changes is worked out already: how many parts of the condition hold, the part after
    these where it fails, and the date that the rule hangs on. `told` is what was said of it last:
    from which day until which that holds, what it hangs on beside the day, and what was said.
    """

    first: date
    last: date
    row: Record
    holding: int = 0
    failed: Condition | None = None
    anchor: date | None = None
    told: tuple[date, date, object, tuple[Skipped, ...]] | None = None

    def still(self, today: date, basis: object) -> tuple[Skipped, ...] | None:
        """Return what was said of the row, where it still holds."""
        if self.told is None:
            return None
        since, until, before, skipped = self.told
        if not since <= today < until or before != basis:
            return None
        return tuple(Skipped(today, one.rule, one.sheet, one.row, one.reason) for one in skipped)

    def keep(self, today: date, turn: date, basis: object, found: Sequence[object]) -> None:
        """Keep what is said of the row until something else may be; what goes out goes once."""
        skipped = tuple(one for one in found if isinstance(one, Skipped))
        self.told = (today, turn, basis, skipped) if len(skipped) == len(found) else None


@dataclass(frozen=True)
class Spans:
    """The rows of one rule, what they were worked out from, and the first day that it holds for."""

    rule: Rule
    basis: tuple[object, ...]
    since: date
    rows: Sequence[Near]
    weeks: dict[date, Sequence[Near]] = field(default_factory=dict)  # by Monday, the last one asked

    def hold(self, rule: Rule, basis: tuple[object, ...], today: date) -> bool:
        """Tell whether they are right for a rule on a day; of earlier days they know nothing."""
        return self.rule is rule and self.basis == basis and self.since <= today

    def on(self, today: date, remembered: Iterable[str]) -> Iterator[Near]:
        """Return the rows to look at, in the order of the sheet.

        Of `remembered` keys something is known that may have to be forgotten.
        """
        held = set(remembered)
        if held:
            return (r for r in self.rows if r.first <= today <= r.last or r.row.key in held)
        monday = today - timedelta(days=today.weekday())
        if monday not in self.weeks:
            sunday = monday + timedelta(days=6)
            self.weeks.clear()
            self.weeks[monday] = [r for r in self.rows if r.first <= sunday and r.last >= monday]
        return (r for r in self.weeks[monday] if r.first <= today <= r.last)


def spans_of(rule: Rule, rows: Sequence[Record], day: Day) -> Spans:
    """Work out when each row of a rule is near; it is kept with the register."""
    basis = (day.calendar, day.settings, len(rows))
    known = day.register.memo.get(("spans", id(rule)))
    today = day.today.plain
    if isinstance(known, Spans) and known.hold(rule, basis, today):
        return known
    spans = Spans(rule, basis, today, tuple(_laid_out(rule, rows, day)))
    day.register.memo["spans", id(rule)] = spans
    return spans


def _laid_out(rule: Rule, rows: Iterable[Record], day: Day) -> Iterator[Near]:
    paths = [path for part in rule.when for path in part.expression.paths]
    if rule.anchor is not None:
        paths += rule.anchor.paths
    links = {path[:end] for path in paths for end in range(1, len(path))}
    parts = [(part, _Once(part.expression, rule.about, day)) for part in rule.when]
    anchor_of = _Once(rule.anchor, rule.about, day) if rule.anchor is not None else None
    reach = _Reach(rule, day)
    for row in rows:
        near = Near(_EVER, _NEVER, row)
        if not row.faults and not any(_is_faulty(row, link) for link in links):
            near.holding, near.failed = _judged(row, parts)
            is_failed = near.failed is not None
            anchor, turn = anchor_of(row) if anchor_of is not None else (None, NEVER)
            if turn is NEVER and isinstance(anchor, date) and anchor.year in YEARS:
                near.anchor = anchor
                near.first, near.last = reach(anchor, failed=is_failed)
            elif turn is NEVER and is_failed:
                near.first, near.last = _NEVER, _EVER  # no date either: there is nothing to say
        yield near


def _judged(row: Record, parts: Iterable[tuple[Condition, _Once]]) -> tuple[int, Condition | None]:
    """Count the parts in front that hold on every day; name the next where it never does."""
    holding = 0
    for part, answer_of in parts:
        answer, turn = answer_of(row)
        if turn is not NEVER or answer is UNSURE:
            break
        if not answer:
            return holding, part
        holding += 1
    return holding, None


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
        self._found: dict[date, tuple[date, date]] = {}

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

    def __init__(self, expression: Expression, about: str, day: Day) -> None:
        self._expression, self._day = expression, day
        schema, links = day.register[about].schema, day.register.schemas.links[about]
        of_all = day.names.keys() - schema.by_name.keys() - links.keys()  # functions and roles
        paths = [path for path in expression.paths if path[0] not in of_all]
        roots = {path[0] for path in paths}
        self._root = roots.pop() if len(roots) == 1 and min(map(len, paths)) > 1 else None
        self._found: dict[int, tuple[object, date]] = {}

    def __call__(self, row: Record) -> tuple[object, date]:
        """Return its value, `UNSURE` where it cannot be told, and when it may be another one."""
        linked = getattr(row, self._root) if self._root else None
        if not isinstance(linked, Record):
            return self._asked(row)
        known = self._found.get(id(linked))
        if known is None:
            known = self._found[id(linked)] = self._asked(row)
        return known

    def _asked(self, row: Record) -> tuple[object, date]:
        return self._day.today.asked(lambda: self._value(row))

    def _value(self, row: Record) -> object:
        try:
            return Asked(row, self._day).value(self._expression)
        except CannotTellError:
            return UNSURE
