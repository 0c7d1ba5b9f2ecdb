"""Reporting periods: half years, quarters and years, as closed-open local dates."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from automations.engine.core.findings import Message

_CODE = re.compile(r"(\d{4})-(H[12]|Q[1-4]|J)")
_DAY = timedelta(days=1)


class PeriodError(ValueError):
    """A period that cannot be read; write 2016-H1, 2016-Q3 or 2016-J."""


@dataclass(frozen=True, slots=True)
class Period:
    """A half year (`H1`), quarter (`Q1`) or year (`J`).

    `today` is the day on which it is looked at: of a period that still runs, standings are taken
    on that day and never on a day to come.
    """

    year: int
    part: str
    today: date | None = None

    @property
    def code(self) -> str:
        """Write the period as workbooks and file names do: 2016-H1."""
        return f"{self.year:04}-{self.part}"

    @property
    def months(self) -> int:
        """Return how many months the period lasts."""
        return {"H": 6, "Q": 3, "J": 12}[self.part[0]]

    @property
    def start(self) -> date:
        """Return the first day."""
        number = int(self.part[1:] or 1)
        return date(self.year, (number - 1) * self.months + 1, 1)

    @property
    def end(self) -> date:
        """Return the first day that no longer belongs to the period."""
        return add_months(self.start, self.months)

    @property
    def stop(self) -> date:
        """Return the day before which standings count: the end, or tomorrow while it runs."""
        return self.end if self.today is None else min(self.end, self.today + _DAY)

    @property
    def last_day(self) -> date:
        """Return the day of the standings."""
        return self.stop - _DAY

    def contains(self, day: date) -> bool:
        """Tell whether `day` lies in the period."""
        return self.start <= day < self.end

    def previous(self) -> Period:
        """Return the period of the same length just before."""
        return _starting(add_months(self.start, -self.months), self)

    def following(self) -> Period:
        """Return the period of the same length just after."""
        return _starting(self.end, self)

    def halves(self) -> tuple[Period, ...]:
        """Return the half years of a year; a shorter period has none."""
        return tuple(replace(self, part=part) for part in ("H1", "H2")) if self.part == "J" else ()

    def year_earlier(self) -> Period:
        """Return the same period of the year before."""
        return replace(self, year=self.year - 1)

    @property
    def label(self) -> Message:
        """Name the period in words: eerste halfjaar 2016."""
        return Message(f"report.period-{self.part}", {"year": str(self.year)})


def parse_period(code: str) -> Period:
    """Read a period such as 2016-H1, 2016-Q3 or 2016-J; raises PeriodError."""
    found = _CODE.fullmatch(code.strip().upper())
    if found is None or not 1900 <= int(found[1]) < 9999:  # noqa: PLR2004 - what a date can hold
        raise PeriodError(code)
    return Period(int(found[1]), found[2])


def last_half_year(today: date) -> Period:
    """Return the last half year that had ended on `today`."""
    return half_year_of(today).previous()


def half_year_of(day: date) -> Period:
    """Return the half year in which `day` lies."""
    return Period(day.year, "H1" if day < date(day.year, 7, 1) else "H2")


def add_months(day: date, months: int) -> date:
    """Return the day so many months later; 31 January and one month is the end of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _starting(start: date, like: Period) -> Period:
    kind = like.part[0]
    part = kind if kind == "J" else f"{kind}{(start.month - 1) // like.months + 1}"
    return replace(like, year=start.year, part=part)
