"""When a job is due: `working day 08:00`, `monday 08:00`, `day 07:30`, as moments in UTC.

What is made only when somebody asks for it is due `on request`, and so never.

A slot is a local time of day, and both nights of summer time behave: a time that a clock change
skips is due once, at the first moment after it, and a time that comes twice is due the first time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = timedelta(days=1)
ON_REQUEST = "on request"
NOTATION = re.compile(
    rf"(?P<days>working day|day|{'|'.join(WEEKDAYS)}) (?P<hour>\d\d):(?P<minute>\d\d)"
)


@dataclass(frozen=True, slots=True)
class Every:
    """Which days, `day`, `working day` or a weekday's name, and at which local time."""

    days: str
    at: time

    def includes(self, day: date, is_working: Callable[[date], bool]) -> bool:
        """Tell whether there is a slot on this day."""
        if self.days == ON_REQUEST:
            return False
        if self.days == "working day":
            return is_working(day)
        return self.days == "day" or WEEKDAYS[day.weekday()] == self.days


def parse_every(text: str) -> Every:
    """Read the notation; raises ValueError, with the notations that there are."""
    if text == ON_REQUEST:
        return Every(ON_REQUEST, time())
    found = NOTATION.fullmatch(text)
    try:
        if found:
            return Every(found["days"], time(int(found["hour"]), int(found["minute"])))
    except ValueError:  # 25:00
        pass
    msg = f"no such schedule: {text!r}; as in 'working day 08:00', 'monday 08:00' or 'day 07:30'"
    raise ValueError(msg)


def slots_between(
    every: Every,
    after: datetime,
    until: datetime,
    zone: ZoneInfo,
    is_working: Callable[[date], bool],
) -> tuple[datetime, ...]:
    """Return the slots later than `after` and not later than `until`, in UTC and in order."""
    first, last = after.astimezone(zone).date(), until.astimezone(zone).date()
    moments = (
        moment_of(day, every.at, zone)
        for day in _days(first, last)
        if every.includes(day, is_working)
    )
    return tuple(moment for moment in moments if moment is not None and after < moment <= until)


def next_slot(
    every: str, after: datetime, zone: ZoneInfo, is_working: Callable[[date], bool]
) -> datetime | None:
    """Return the first slot after a moment, in the zone's time; None where none comes in a year."""
    for days in (1, 8, 40, 366):  # nearly always it is near
        if found := slots_between(parse_every(every), after, after + days * DAY, zone, is_working):
            return found[0].astimezone(zone)
    return None


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """Return the moment at which a local time comes on a day, in UTC.

    None where the zone skipped what was left of the day, as Samoa did with 30 December 2011.
    """
    wall = datetime.combine(day, at, zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    moment = _clock_change(wall)
    return moment if moment.astimezone(zone).date() == day else None


def _clock_change(skipped: datetime) -> datetime:
    """Return the moment at which the clock jumped over a local time.

    Read with the offset of after the jump the time lies before it, read with that of before it
    lies after it; the jump is halved in.
    """
    zone = skipped.tzinfo
    early = skipped.replace(fold=1).astimezone(UTC)
    late = skipped.replace(fold=0).astimezone(UTC)
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY
