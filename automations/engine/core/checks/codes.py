"""The next free code of a sheet, for rows that have none or have somebody else's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from automations.engine.core.checks.columns import Row, Rows
from automations.engine.core.schema import Schema

_CODE = re.compile(r"(.*?)([0-9]+)")
_DIGITS = "0123456789"
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?=[^0-9]*$)")


class NextCode:
    """Hands out codes that are free: past the highest in use, so that no old one returns.

    Where codes carry a year, it is that of the row's first date, else the current one.
    """

    def __init__(self, schema: Schema, rows: Rows, year: int) -> None:
        """Look at the codes in use, when the first is asked for.

        A key that is not one patterned column has no next code.
        """
        self._schema = schema
        self._column = schema[schema.primary_key[0]]
        self._year = year
        self._highest: dict[str, int] = {}
        self._width = 0
        self._front: str | None = None
        self._rows: Rows | None = rows

    def _look(self) -> None:
        rows, self._rows = self._rows, None
        if rows is None or len(self._schema.primary_key) != 1 or self._column.pattern is None:
            return
        codes = [code for code in rows.values(self._column.name) if code] or [self._example()]
        # There may be very many, and a pattern takes its time.
        front = codes[0].rstrip(_DIGITS)
        if digits := _all_digits(codes, front):
            self._count_all(front, digits)
            return
        fronts = [code.rstrip(_DIGITS) for code in codes]
        by_front = defaultdict(list)
        for code, front in zip(codes, fronts, strict=True):
            by_front[front].append(code)
        for front, alike in by_front.items():
            start = len(front)
            self._count_all(front, [code[start:] for code in alike if len(code) > start])

    def _example(self) -> str:
        """Return the code before the one that the schema gives as an example."""
        match = _CODE.fullmatch(self._column.example)
        if match is None:
            return ""
        return f"{match[1]}{max(int(match[2]) - 1, 0):0{len(match[2])}}"

    def _count_all(self, front: str, digits: Sequence[str]) -> None:
        if digits:
            self._highest[front] = max(*map(int, digits), self._highest.get(front, 0))
            self._width = max(*map(len, digits), self._width)
            self._front = front if self._front is None else max(front, self._front)

    def _count(self, code: str) -> None:
        front = code.rstrip(_DIGITS)
        self._count_all(front, [code[len(front) :]] if len(code) > len(front) else [])

    def keep(self, code: str) -> None:
        """Leave a code to the row that is meant to have it."""
        self._look()
        self._count(code)

    def take(self, row: Row | None = None) -> str | None:
        """Return the next free code and count it as taken; None when there is none."""
        self._look()
        if self._front is None:
            return None
        front = _YEAR.sub(str(self._year_of(row)), self._front)
        number = self._highest.get(front, 0) + 1
        code = f"{front}{number:0{self._width}}"
        if re.fullmatch(self._column.pattern or "", code) is None:
            return None
        self._highest[front] = number
        return code

    def _year_of(self, row: Row | None) -> int:
        dates = (value for value in (row.values.values() if row else ()) if isinstance(value, date))
        return next((day.year for day in dates), self._year)


def _all_digits(codes: Sequence[str], front: str) -> Sequence[str]:
    """Return the digits behind `front`, where every code is that and digits; else nothing.

    All of them at once: there may be very many.
    """
    together = "\n" + "\n".join(codes)
    if together.count("\n" + front) != len(codes):
        return ()
    digits = together.replace("\n" + front, "\n").split("\n")[1:]
    all_digits = "".join(digits)
    is_all = all_digits.isascii() and all_digits.isdigit() and all(digits)
    return digits if is_all and len(digits) == len(codes) else ()
