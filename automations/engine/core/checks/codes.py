"""The next free code of a sheet, for rows that have none or have somebody else's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from automations.engine.core.checks.remarks import Row
from automations.engine.core.schema import Schema

_CODE = re.compile(r"(.*?)([0-9]+)")
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?=[^0-9]*$)")


class NextCode:
    """Hands out codes that are free: past the highest in use, so that no old one returns.

    Where codes carry a year, it is that of the row's first date, else the current one.
    """

    def __init__(self, schema: Schema, rows: Sequence[Row], year: int) -> None:
        """Look at the codes in use; a key that is not one patterned column has no next code."""
        self._schema = schema
        self._column = schema[schema.primary_key[0]]
        self._year = year
        self._highest: dict[str, int] = {}
        self._width = 0
        self._front: str | None = None
        if len(schema.primary_key) == 1 and self._column.pattern is not None:
            used = [row.values[self._column.name] for row in rows]
            for code in [code for code in used if code] or [self._example()]:
                self._count(code)

    def _example(self) -> str:
        """Return the code before the one that the schema gives as an example."""
        match = _CODE.fullmatch(self._column.example)
        if match is None:
            return ""
        return f"{match[1]}{max(int(match[2]) - 1, 0):0{len(match[2])}}"

    def _count(self, code: str) -> None:
        match = _CODE.fullmatch(code)
        if match is not None:
            front, digits = match[1], match[2]
            self._highest[front] = max(int(digits), self._highest.get(front, 0))
            self._width = max(self._width, len(digits))
            self._front = front if self._front is None else max(front, self._front)

    def take(self, row: Row | None = None) -> str | None:
        """Return the next free code and count it as taken; None when there is none."""
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
