"""Cells as plain data, which is all that the reading process sends back: no pickles.

What plain data does not know is a tuple, as no cell is one: `(ordinal,)` is a day, and
`(kind, text)` a moment, a time, an error value or a formula without a stored outcome.

The cells of a tab come as a list of rows, or as a tuple of bands. A band is the number of its first
row, from 0, and its columns; a column is a kind, a value for each row, and by place what is of
another kind. Of the kind DAYS the values are ordinals, of the kind NUMBERS floats.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache

MOMENT, TIME, ERROR = "m", "t", "e"
UNSTORED = ("u", "")
EXACT_UP_TO = 1e15  # whole numbers that a float holds
DAYS, NUMBERS, MIXED = "days", "numbers", "mixed"  # kinds of columns


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


def plain_number(number: float) -> int | float:
    """Return a whole number as one, so that a phone number never reads `31612345678.0`."""
    return int(number) if number.is_integer() and abs(number) < EXACT_UP_TO else number
