"""Today, as conditions ask it: whoever has an answer knows on which day it may be another one.

Most of what is asked of a day compares it with a date: what is due on the 20th is not due before.
So an answer of one day is that of many, and nobody has to tell of a rule when it turns.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")
NEVER = date.max
_DAY = timedelta(days=1)


class Today(date):
    """A day that notes what is asked of it.

    Compared with a date it gives the same answer until that date comes, or is over. Anything else
    (its year, a sum, a text) may be another one tomorrow. What is made of it is a plain date.
    """

    plain: date
    _turn: date

    @classmethod
    def of(cls, day: date) -> Today:
        """Return `day` as one that notes."""
        today = cls(day.year, day.month, day.day)
        today.plain, today._turn = date(day.year, day.month, day.day), NEVER
        return today

    def asked(self, answer: Callable[[], T]) -> tuple[T, date]:
        """Return an answer, and the first day after this one on which it may be another."""
        before, self._turn = self._turn, NEVER
        try:
            return answer(), self._turn
        finally:
            self.note(before)  # what is asked within another question counts for that one too

    def note(self, turn: date) -> None:
        """Note that what is being answered may have another answer from `turn` on."""
        self._turn = min(self._turn, turn)

    def note_any(self) -> None:
        """Note that what is being answered may have another answer tomorrow."""
        self.note(self.plain + _DAY)


def _compared(name: str) -> Callable[[Today, object], object]:
    compare = getattr(date, name)

    def compared(self: Today, other: object) -> object:
        if isinstance(other, date):
            if self.plain < other:
                self.note(other)
            elif self.plain == other:
                self.note_any()
        return compare(self, other)

    return compared


def _told(name: str) -> Callable[..., object]:
    def told(self: Today, *given: object, **named: object) -> object:
        self.note_any()
        return getattr(self.plain, name)(*given, **named)

    return told


def _part(name: str) -> property:
    def part(self: Today) -> object:
        self.note_any()
        return getattr(self.plain, name)

    return property(part)


# Named, so that whatever a later Python adds to a date fails a test and is not missed in silence.
COMPARED = ("__eq__", "__ge__", "__gt__", "__le__", "__lt__", "__ne__")
PARTS = ("day", "month", "year")
TOLD = (
    *("__add__", "__format__", "__hash__", "__radd__", "__reduce__", "__replace__", "__repr__"),
    *(
        "__rsub__",
        "__str__",
        "__sub__",
        "ctime",
        "isocalendar",
        "isoformat",
        "isoweekday",
        "replace",
    ),
    *("strftime", "timetuple", "toordinal", "weekday"),
)
for _names, _makes in ((COMPARED, _compared), (PARTS, _part), (TOLD, _told)):
    for _name in _names:
        setattr(Today, _name, _makes(_name))
