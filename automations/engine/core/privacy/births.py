"""Dates of birth: a day near a word that says so."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_DAY = re.compile(
    r"""(?<!\d)(?:
        (?P<day>\d{1,2})
        (?: [-/.\ ] (?P<month>\d{1,2}) [-/.\ ]
          | (?:e|ste|de)? [-\ ]? (?P<name>jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec)
            [a-z]{0,7} \.? [-\ ]? '? )
        (?P<year>\d{4}|\d\d)
      | (?P<y>\d{4}) [-/] (?P<m>\d{1,2}) [-/] (?P<d>\d{1,2})
    )(?!\d)""",
    re.IGNORECASE | re.VERBOSE,
)
SAYS_SO = re.compile(r"\bgeb(?:\b|oren|oorte)|\bg\.d\.|\bd\.o\.b|\bdob\b|\bjarig\b", re.IGNORECASE)
_NEAR = 40  # characters between the word and the day
_OLDEST = 110
_CENTURY = 100


def has_birth(text: str, today: date | None = None) -> bool:
    """Tell whether a date of birth stands in `text`: it makes a person of 0 to 110 years old today.

    A day by itself is innocent, and so are an age and a year alone.
    """
    words = [word.span() for word in SAYS_SO.finditer(text)]
    return any(
        max(day.start() - end, start - day.end()) <= _NEAR and _is_birth(day, today)
        for day in (_DAY.finditer(text) if words else ())
        for start, end in words
    )


def _is_birth(found: re.Match[str], today: date | None) -> bool:
    part = found.groupdict()
    year = int(part["y"] or part["year"])
    day = int(part["d"] or part["day"])
    short = (part["name"] or "").lower()[:3].replace("maa", "mrt")
    month = _MONTHS.index(short) + 1 if short else int(part["m"] or part["month"])
    latest = today or date(2099, 12, 31)
    if len(part["year"] or part["y"]) < len("2016"):
        year += latest.year // _CENTURY * _CENTURY
        year -= _CENTURY if year > latest.year else 0
    try:
        born = date(year, month, day)
    except ValueError:
        return False
    oldest = 1900 if today is None else today.year - _OLDEST
    return born.year >= oldest and born <= latest
