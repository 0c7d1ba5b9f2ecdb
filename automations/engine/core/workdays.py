"""Working days: weekends, Dutch public holidays and the city's own free days count as free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Return the Dutch public holidays of a year."""
    import holidays  # noqa: PLC0415 - what only looks at workbooks asks for no day

    return frozenset(holidays.country_holidays("NL", years=year))


@dataclass(frozen=True)
class Calendar:
    """Which days are worked; `free_days` come beside weekends and public holidays.

    In `holidays` nobody is there for weeks: what should come before a date comes before them.
    """

    free_days: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Tell whether `day` is worked."""
        return (
            day.weekday() < _SATURDAY
            and day not in self.free_days
            and day not in self.holidays
            and day not in public_holidays(day.year)
        )

    def next_working(self, day: date) -> date:
        """Return the first working day on or after `day`."""
        return next(filter(self.is_working, _days(day, _DAY)))

    def previous_working(self, day: date) -> date:
        """Return the last working day on or before `day`."""
        return next(filter(self.is_working, _days(day, -_DAY)))

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`th working day after `day`, or before it when negative.

        The day itself does not count, so that 0 gives it back, worked or not.
        """
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day = next(filter(self.is_working, _days(day + step, step)))
        return day


def add_months(day: date, count: int) -> date:
    """Return the same day of the month `count` months on, or that month's last day."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004 - December
    last = (first_of_next - _DAY).day
    return date(year, month + 1, min(day.day, last))


def _days(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step
