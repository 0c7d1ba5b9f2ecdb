"""Dates and times as people type them: always day-month-year, and never guessed.

A text is read when it is written in one of the accepted ways, in ordinary digits, from its first
character to its last. Of anything else it is only suggested what it probably was.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches

from automations.engine.core.cells import Failure, squeeze
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
_LIKE_A_MONTH = 0.75  # how much a word must look like a month to be taken for one in a suggestion
_CLOCK = r"(?:[ t]00?:00(?::00(?:\.0+)?)?)?"  # midnight, as exports put behind a date
_DAY_FIRST = re.compile(
    r"(?P<day>[0-9]{1,2})(?: ?(?P<sign>[-/.]) ?| )(?P<month>[0-9]{1,2})"
    rf"(?(sign) ?(?P=sign) ?(?P<year>[0-9]{{4}}|[0-9]{{2}})| (?P<full>[0-9]{{4}})){_CLOCK}"
)
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_CLOCK}")
_NAMED = re.compile(r"([0-9]{1,2})[-/. ]? ?([a-z]+)\.?[-/ ]? ?([0-9]{4}|[0-9]{2})")
_INSIDE = re.compile(
    r"(?<![\w/.-])(?:[0-9]{1,2} ?[-/.] ?[0-9]{1,2} ?[-/.] ?[0-9]{2,4}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"|[0-9]{1,2}[-/. ]{0,2}[a-z]{3,9}\.?[-/ ]{0,2}(?:[0-9]{4}|[0-9]{2}))(?![\w/-])"
)
_ORDINAL = re.compile(r"(?<=[0-9])(?:ste|de|e)(?= )")
_RUN_ON = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}")
_LONGEST = 60  # characters in which a date or time is looked for
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, past its leap-year mistake
_PLAUSIBLE = (date(1990, 1, 1), date(2100, 1, 1))
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_MONTHS_IN_YEAR = 12
_CENTURY_TURNS = 70  # 69 is 2069, 70 is 1970

_TIME = re.compile(r"([0-9]{1,2})(?:[:.hu]([0-9]{2})(?::([0-9]{2})(?:\.0+)?)?)? ?(u|uur|h)?")
_DIGITS = re.compile(r"([0-9]{1,2}?)([0-9]{2})?")
_HALVES = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(?::00)? ?([ap])\.?m\.?")
_NO_DAYS = frozenset({date(1899, 12, 30), date(1899, 12, 31), date(1904, 1, 1)})
_MINUTES_IN_DAY = 24 * 60
_SECONDS_IN_DAY = 60 * _MINUTES_IN_DAY
_HOURS = 24


def read_date(cell: Cell) -> date | Failure:
    """Read a calendar date from an Excel date or a text in Dutch or ISO order."""
    if isinstance(cell, datetime):
        return _sensible(cell.date())
    if isinstance(cell, date):
        return _sensible(cell)
    if isinstance(cell, str):
        text = squeeze(cell).lower()
        found = _text_date(text)
        return _no_date(text) if found is None else found
    return Failure("type", "findings.type-date", suggestion=_serial(cell))


def _sensible(day: date) -> date | Failure:
    """Refuse what a number becomes that somebody formatted as a date."""
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    return Failure("type", "findings.type-date-year", {"year": str(day.year)})


def _text_date(text: str) -> date | Failure | None:
    """Read a date, or say why it cannot exist; None where the text is no date at all."""
    if match := _DAY_FIRST.fullmatch(text):
        year = _full_year(match["year"] or match["full"])
        return _numbers(int(match["day"]), int(match["month"]), year)
    if match := _YEAR_FIRST.fullmatch(text):
        return _made(int(match[4]), int(match[3]), int(match[1]))
    if (match := _NAMED.fullmatch(text)) and match[2] in _MONTH_NUMBERS:
        return _made(int(match[1]), _MONTH_NUMBERS[match[2]], _full_year(match[3]))
    return None


def _numbers(day: int, month: int, year: int) -> date | Failure:
    """Make a day-first date; one that only exists month-first is told apart."""
    if month > _MONTHS_IN_YEAR and 1 <= day <= _MONTHS_IN_YEAR:
        turned = _made(month, day, year)
        if isinstance(turned, date):
            return Failure(
                "type",
                "findings.type-date-month-first",
                {"month": str(month)},
                suggestion=_meant_day(turned),
                month_first=True,
            )
    return _made(day, month, year)


def _made(day: int, month: int, year: int) -> date | Failure:
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
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
    first, second = int(match["day"]), int(match["month"])
    year = _full_year(match["year"] or match["full"])
    if first == second or not (1 <= first <= _MONTHS_IN_YEAR and 1 <= second <= _MONTHS_IN_YEAR):
        return None
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        return None
    return date(year, second, first), date(year, first, second)


def _full_year(typed: str) -> int:
    year = int(typed)
    if len(typed) > 2:  # noqa: PLR2004 - four digits are a full year
        return year
    return year + (1900 if year >= _CENTURY_TURNS else 2000)


def _no_date(text: str) -> Failure:
    """Refuse a text, with the one date that can be found in it."""
    tidy = _ORDINAL.sub("", text[:_LONGEST].replace("'", "").replace("’", ""))
    found = {_loose_date(part) for part in _INSIDE.findall(tidy)}
    suggestion = None
    if len(found) == 1 and len(text) <= _LONGEST:
        day = found.pop()
        suggestion = None if day is None else _meant_day(day)
    elif match := _RUN_ON.fullmatch(text):
        suggestion = _run_on(match)
    elif _SERIAL.fullmatch(text):
        suggestion = _serial(int(text))
    return Failure("type", "findings.type-date", suggestion=suggestion)


def _loose_date(text: str) -> date | None:
    """Read a date for a suggestion: its month may have a typing mistake."""
    found = _text_date(text)
    if found is None and (match := _NAMED.fullmatch(text)):
        near = get_close_matches(match[2], _MONTH_NUMBERS, n=1, cutoff=_LIKE_A_MONTH)
        found = _text_date(text.replace(match[2], near[0])) if near else None
    return found if isinstance(found, date) else None


def _serial(cell: Cell) -> Message | None:
    """Suggest the date that a bare number stands for, where the cell lost its date format."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    if abs(cell) < 10**8 and (match := _RUN_ON.fullmatch(str(int(cell)))):
        return _run_on(match)
    if not 1 <= cell <= (_PLAUSIBLE[1] - _EPOCH).days:
        return None
    day = _EPOCH + timedelta(days=int(cell))
    return _meant_day(day) if day >= _PLAUSIBLE[0] else None


def _run_on(match: re.Match[str]) -> Message | None:
    """Suggest the date of year, month and day without anything between."""
    day = _made(int(match[3]), int(match[2]), int(match[1]))
    return _meant_day(day) if isinstance(day, date) else None


def _meant_day(day: date) -> Message:
    """Suggest a day as it is typed."""
    return meant(f"{day.day:02}-{day.month:02}-{day.year:04}")


def read_time(cell: Cell) -> time | Failure:
    """Read a time of day, to the minute, from an Excel time or a text such as `13.00 uur`."""
    if isinstance(cell, datetime):
        return _clock(cell)
    if isinstance(cell, time):
        return _to_minute(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _fraction(cell)
    text = squeeze(cell).lower() if isinstance(cell, str) else ""
    match = _TIME.fullmatch(text)
    if match is None or (match[2] is None and match[4] is None):
        return _no_time(text)
    hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3))
    if max(hour - 23, minute - 59, second - 59) > 0:
        return Failure("type", "findings.type-time-range", {"hour": str(hour)})
    return time(hour, minute)


def _clock(moment: datetime) -> time | Failure:
    """Read the time that stands with a day; a day by itself is none, and not midnight."""
    if moment.time() == time(0) and moment.date() not in _NO_DAYS:
        return Failure("type", "findings.type-time")
    return _to_minute(moment.time())


def _fraction(part: float) -> time | Failure:
    """Read a part of a day, as a cell holds it that lost its time format."""
    if not 0 <= part < 1:
        whole = 1 <= part < 10_000 and part == int(part)  # noqa: PLR2004 - four digits at most
        return _no_time(str(int(part))) if whole else Failure("type", "findings.type-time")
    seconds = min(round(part * _SECONDS_IN_DAY), _SECONDS_IN_DAY - 1)
    return time(seconds // 3600, seconds // 60 % 60)


def _to_minute(moment: time) -> time:
    """Leave seconds out, once Excel's fractions, which are off by parts of one, are rounded."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    seconds += round(moment.microsecond / 1_000_000)
    seconds = min(seconds, _SECONDS_IN_DAY - 1)
    return time(seconds // 3600, seconds // 60 % 60)


def _no_time(text: str) -> Failure:
    """Refuse a text, with the time that bare digits or an English notation stand for."""
    hour, minute = -1, 0
    if match := _DIGITS.fullmatch(text):
        hour, minute = int(match[1]), int(match[2] or 0)
    elif (match := _HALVES.fullmatch(text)) and 1 <= int(match[1]) <= _HOURS // 2:
        hour = int(match[1]) % 12 + (12 if match[3] == "p" else 0)
        minute = int(match[2] or 0)
    fits = 0 <= hour < _HOURS and minute < 60  # noqa: PLR2004 - minutes in an hour
    suggestion = meant(f"{hour:02}:{minute:02}") if fits else None
    return Failure("type", "findings.type-time", suggestion=suggestion)


def meant(value: object) -> Message:
    """Suggest a value that was probably meant."""
    return Message("findings.did-you-mean", {"value": value})
