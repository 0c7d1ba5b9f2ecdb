"""A sheet read element by element: slower, and right about everything that the fast way is not.

It keeps filled cells only, so that a stray cell at XFD1048576 costs its own row and no more.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from automations.engine.sheets import limits
from automations.engine.sheets.ooxml import unescaped
from automations.engine.sheets.package import RefusedError, parse_xml
from automations.engine.sheets.plain import (
    UNSTORED,
    plain_day,
    plain_error,
    plain_moment,
    plain_number,
    plain_time,
)

TYPE_CHECKING = False  # the reading process must start fast
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

OUT_OF_RANGE = plain_error("#VALUE!")
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_FIRST_MARCH = 60  # Excel counts 29 February 1900, a day that never was


class Grid:
    """Filled cells by row and column, both from 1, within limits."""

    def __init__(self) -> None:
        """Begin without a cell."""
        self._rows: dict[int, dict[int, Any]] = {}
        self._cells = self._characters = 0

    def put(self, row: int, column: int, value: Any, times: int = 1) -> None:  # noqa: ANN401 - plain
        """Fill a cell, or `times` of them in a row; raises RefusedError beyond the limits."""
        if row > limits.ROWS or column + times - 1 > limits.COLUMNS:
            raise RefusedError("damaged")
        self._cells += times
        if isinstance(value, str):
            self._characters += times * len(value)
        if self._cells > limits.CELLS or self._characters > limits.TEXT:
            raise RefusedError("large")
        cells = self._rows.setdefault(row, {})
        for place in range(column, column + times):
            cells[place] = value

    def repeat(self, row: int, times: int) -> None:
        """Put the cells of a row in the rows after it too."""
        cells = dict(self._rows.get(row, {}))
        if self._cells + len(cells) * times > limits.CELLS:
            raise RefusedError("large")
        for column, value in cells.items():
            for other in range(row + 1, row + times):
                self.put(other, column, value)

    def rows(self) -> list[list[Any]]:
        """Lay the cells out in rows, each as long as it must be."""
        last = max(self._rows, default=0)
        found: list[list[Any]] = [[]] * last
        for row, cells in self._rows.items():
            found[row - 1] = [cells.get(column) for column in range(1, max(cells) + 1)]
        return found


def place(address: str) -> tuple[int, int]:
    """Return row and column of an address, both from 1; raises RefusedError where it is none."""
    found = _PLACE.fullmatch(address)
    if found is None:
        raise RefusedError("damaged")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    if row > limits.ROWS or column > limits.COLUMNS:
        raise RefusedError("damaged")
    return row, column


def address(row: int, column: int) -> str:
    """Name a cell; both count from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def read_sheet(
    content: bytes, texts: Sequence[str], formats: Sequence[str], *, from_1904: bool
) -> list[list[Any]]:
    """Return the rows of a sheet part as plain data; raises RefusedError."""
    reading = _Reading(texts, formats, from_1904=from_1904)
    parse_xml(content, reading.start, reading.end, reading.text)
    return reading.grid.rows()


class _Reading:
    """Where the reader is: in which row and cell, and what that cell has said so far."""

    def __init__(self, texts: Sequence[str], formats: Sequence[str], *, from_1904: bool) -> None:
        self.grid = Grid()
        self._texts, self._formats, self._from_1904 = texts, formats, from_1904
        self._row = self._column = 0
        self._cell: dict[str, str] | None = None
        self._sheet_data = False
        self._into: list[str] | None = None  # where text goes: a value, or nowhere
        self._value: list[str] | None = None
        self._inline: list[str] = []
        self._formula = False
        self._spoken = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            self._inside(name)
        elif name == "c" and self._sheet_data:
            self._begin(attributes)
        elif name == "row" and self._sheet_data:
            given = attributes.get("r")
            self._row = self._row + 1 if given is None else place(f"A{given}")[0]
            self._column = 0
        elif name == "sheetData":
            self._sheet_data = True

    def _begin(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        given = attributes.get("r")
        if given is None:
            self._column += 1
        else:
            self._row, self._column = place(given)
        self._value, self._inline, self._formula = None, [], False

    def _inside(self, name: str) -> None:
        if name == "v":
            self._into = self._value = []
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._spoken += 1
        elif name == "t" and not self._spoken:
            self._into = self._inline

    def text(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._into = None
        elif name == "rPh":
            self._spoken = max(self._spoken - 1, 0)
        elif name == "sheetData":
            self._sheet_data = False
        elif name == "c" and self._cell is not None:
            value = self._read(self._cell)
            if value is not None:
                self.grid.put(self._row, self._column, value)
            self._cell = None

    def _read(self, cell: dict[str, str]) -> Any:  # noqa: ANN401, PLR0911 - plain; a kind per return
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return unescaped("".join(self._inline)) or None
        stored = None if self._value is None else "".join(self._value)
        if kind == "e":
            return plain_error(stored or "#VALUE!")
        if not stored:
            empty_text = kind == "str" and stored is not None
            return UNSTORED if self._formula and not empty_text else None
        match kind:
            case "s":
                return self._shared(stored)
            case "str":
                return unescaped(stored)
            case "b":
                return stored.strip() not in {"0", "false"}
            case "d":
                return _moment(stored)
            case "n":
                return self._number(stored, cell.get("s", "0"))
            case _:
                raise RefusedError("damaged")

    def _shared(self, stored: str) -> str | None:
        number = stored.strip()
        if not (number.isascii() and number.isdigit() and int(number) < len(self._texts)):
            raise RefusedError("damaged")
        return self._texts[int(number)] or None

    def _number(self, stored: str, style: str) -> Any:  # noqa: ANN401 - plain
        try:
            number = float(stored)
        except ValueError:
            return unescaped(stored)
        index = int(style) if style.isascii() and style.isdigit() else -1
        kind = self._formats[index] if 0 <= index < len(self._formats) else ""
        if kind == "date":
            return serial(number, from_1904=self._from_1904)
        return plain_number(number)


def serial(number: float, *, from_1904: bool) -> Any:  # noqa: ANN401 - plain
    """Return what a number in a date format shows: a day, a moment, or a time of day."""
    if not number >= 0:  # spreadsheets show a row of # for what was before their first day
        return OUT_OF_RANGE
    if from_1904:
        begin = datetime(1904, 1, 1)  # noqa: DTZ001 - workbooks know no zones
    else:
        begin = datetime(1899, 12, 31 if number < _FIRST_MARCH else 30)  # noqa: DTZ001 - as above
    try:
        moment = begin + timedelta(milliseconds=round(number * 86_400_000))
    except (OverflowError, ValueError):
        return plain_number(number)
    if number < 1:
        return plain_time(moment.time())
    return plain_day(moment.date()) if moment.time() == time() else plain_moment(moment)


def _moment(text: str) -> Any:  # noqa: ANN401 - plain
    """Read a date or time as ISO 8601 writes it; what is none stays text."""
    written = text.strip().removesuffix("Z")
    try:
        if ":" not in written:
            return plain_day(date.fromisoformat(written))
        if "-" not in written:
            return plain_time(time.fromisoformat(written))
        return plain_moment(datetime.fromisoformat(written))
    except ValueError:
        return text
