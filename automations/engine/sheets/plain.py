"""Cells as plain data, which is all that the reading process sends back: no pickles.

What plain data does not know is a tuple, as no cell is one: `(ordinal,)` is a day, and
`(kind, text)` a moment, a time, an error value or a formula without a stored outcome.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache

MOMENT, TIME, ERROR = "m", "t", "e"
UNSTORED = ("u", "")


@lru_cache(maxsize=4096)  # one tuple per day: it is sent once, and known again by its identity
def plain_day(day: date) -> tuple[int]:
    """Return a day as plain data."""
    return (day.toordinal(),)


def plain_moment(moment: datetime) -> tuple[str, str]:
    """Return a moment as plain data."""
    return (MOMENT, moment.isoformat())


def plain_time(moment: time) -> tuple[str, str]:
    """Return a time of day as plain data."""
    return (TIME, moment.isoformat())


def plain_error(text: str) -> tuple[str, str]:
    """Return an error value as plain data."""
    return (ERROR, text)
