"""Dates and times as people type them: always day-month-year, and never guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from automations.engine.core.cells import Failure, as_text, squeeze
from automations.engine.core.findings import Message
from automations.engine.core.grid import Cell

_MONTHS = (
    ("januari", "jan"),
    ("februari", "feb", "febr"),
    ("maart", "mrt", "maa"),
    ("april", "apr"),
    ("mei",),
    ("juni", "jun"),
    ("juli", "jul"),
    ("augustus", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "okt", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_CLOCK = r"(?:[ t]00?:00(?::00(?:\.0+)?)?)?"  # midnight, as exports put behind a date
_DAY_FIRST = re.compile(
    rf"([0-9]{{1,2}}) ?[-/. ] ?([0-9]{{1,2}}) ?[-/. ] ?([0-9]{{4}}|[0-9]{{2}}){_CLOCK}"
)
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){_CLOCK}")
_NAMED = re.compile(r"([0-9]{1,2})[-/. ]? ?([a-z]+)\.?[-/ ]? ?([0-9]{4}|[0-9]{2})")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.hu]([0-9]{2})(?::([0-9]{2}))?)? ?(u|uur|h)?")
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, past its leap-year mistake
_PLAUSIBLE = (date(1990, 1, 1), date(2100, 1, 1))
_YEARS = (1900, 2199)
_MONTHS_IN_YEAR = 12
_CENTURY_TURNS = 70  # 69 is 2069, 70 is 1970
_MINUTES_IN_DAY = 24 * 60


def read_date(cell: Cell) -> date | Failure:
    """Read a calendar date from an Excel date or a text in Dutch or ISO order."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        return _text_date(squeeze(cell).lower())
    return Failure("type", "findings.type-date", suggestion=_serial(cell))


def _text_date(text: str) -> date | Failure:
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        return _numbers(day, month, _full_year(year, match[3]))
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return _made(day, month, year)
    if (match := _NAMED.fullmatch(text)) and match[2] in _MONTH_NUMBERS:
        year = _full_year(int(match[3]), match[3])
        return _made(int(match[1]), _MONTH_NUMBERS[match[2]], year)
    return Failure("type", "findings.type-date")


def _numbers(day: int, month: int, year: int) -> date | Failure:
    """Make a day-first date; one that only exists month-first is told apart."""
    if month > _MONTHS_IN_YEAR and 1 <= day <= _MONTHS_IN_YEAR:
        turned = _made(month, day, year)
        if isinstance(turned, date):
            return Failure(
                "type",
                "findings.type-date-month-first",
                {"month": str(month)},
                suggestion=meant(f"{turned:%d-%m-%Y}"),
                month_first=True,
            )
    return _made(day, month, year)


def _made(day: int, month: int, year: int) -> date | Failure:
    if not _YEARS[0] <= year <= _YEARS[1]:
        return Failure("type", "findings.type-date-year", {"year": str(year)})
    if not 1 <= month <= _MONTHS_IN_YEAR:
        return Failure("type", "findings.type-date-month", {"month": str(month)})
    days = monthrange(year, month)[1]
    if 1 <= day <= days:
        return date(year, month, day)
    if month == 2:  # noqa: PLR2004 - February, whose length depends on the year
        told = {"days": str(days), "year": str(year)}
        return Failure("type", "findings.type-date-february", told)
    name = Message(f"values.month-{month}")
    return Failure("type", "findings.type-date-day", {"month": name, "days": str(days)})


def two_ways(cell: Cell) -> tuple[date, date] | None:
    """Return both readings of a text date that also exists month-first, else None."""
    if not isinstance(cell, str) or not (match := _DAY_FIRST.fullmatch(squeeze(cell).lower())):
        return None
    first, second, year = int(match[1]), int(match[2]), _full_year(int(match[3]), match[3])
    if first == second or not (1 <= first <= _MONTHS_IN_YEAR and 1 <= second <= _MONTHS_IN_YEAR):
        return None
    if not _YEARS[0] <= year <= _YEARS[1]:
        return None
    return date(year, second, first), date(year, first, second)


def _full_year(year: int, typed: str) -> int:
    if len(typed) > 2:  # noqa: PLR2004 - four digits are a full year
        return year
    return year + (1900 if year >= _CENTURY_TURNS else 2000)


def _serial(cell: Cell) -> Message | None:
    """Suggest the date that a bare number stands for, where the cell lost its date format."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    if not 1 <= cell <= (_PLAUSIBLE[1] - _EPOCH).days:
        return None
    day = _EPOCH + timedelta(days=int(cell))
    return meant(f"{day:%d-%m-%Y}") if day >= _PLAUSIBLE[0] else None


def read_time(cell: Cell) -> time | Failure:
    """Read a time of day, to the minute, from an Excel time or a text such as `13.00 uur`."""
    if isinstance(cell, datetime):
        return _to_minute(cell.time())
    if isinstance(cell, time):
        return _to_minute(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _fraction(cell)
    match = _TIME.fullmatch(as_text(cell).lower())
    if match is None or (match[2] is None and match[4] is None):
        return Failure("type", "findings.type-time")
    hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3))
    if max(hour - 23, minute - 59, second - 59) > 0:
        return Failure("type", "findings.type-time-range", {"hour": str(hour)})
    return time(hour, minute)


def _fraction(part: float) -> time | Failure:
    """Read a part of a day, as a cell holds it that lost its time format."""
    if not 0 <= part < 1:
        return Failure("type", "findings.type-time")
    minutes = round(part * _MINUTES_IN_DAY) % _MINUTES_IN_DAY
    return time(minutes // 60, minutes % 60)


def _to_minute(moment: time) -> time:
    """Round to the minute: Excel's fractions are off by parts of a second."""
    parts = moment.second + moment.microsecond / 1_000_000
    seconds = moment.hour * 3600 + moment.minute * 60 + parts
    minutes = round(seconds / 60) % _MINUTES_IN_DAY
    return time(minutes // 60, minutes % 60)


def meant(value: object) -> Message:
    """Suggest a value that was probably meant."""
    return Message("findings.did-you-mean", {"value": value})
