"""Workbooks of LibreOffice's own kind (.ods), read element by element."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from automations.engine.sheets import limits
from automations.engine.sheets.exact import Grid, address
from automations.engine.sheets.package import Package, RefusedError, elements, parse_xml
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
    from typing import Any

_CELL = frozenset({"table-cell", "covered-table-cell"})
_BOXES = frozenset(
    {"frame", "custom-shape", "rect", "ellipse", "circle", "line", "caption", "control", "polygon"}
)
_DURATION = re.compile(r"(-)?P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.,]+)S)?")
_ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d+|#[\w/!?]+")


def read_ods(package: Package) -> list[Any]:
    """Return the tabs as plain data; raises RefusedError."""
    if "META-INF/manifest.xml" in package and any(
        name == "encryption-data" for name, _ in elements(package.part("META-INF/manifest.xml"))
    ):
        raise RefusedError("ods-password")
    reading = _Reading()
    parse_xml(package.part("content.xml"), reading.start, reading.end, reading.text)
    if not reading.tabs:
        raise RefusedError("damaged")
    return reading.tabs


class _Reading:
    """Where the reader is, and what it found so far."""

    def __init__(self) -> None:
        self.tabs: list[Any] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = 0  # of tables; one may stand inside a drawing, and is no tab
        self._title, self._hidden = "", False
        self._grid = Grid()
        self._notes: list[str] = []
        self._boxes = self._in_box = self._in_note = 0
        self._row = self._column = 0
        self._row_times = 1
        self._cell: dict[str, str] | None = None
        self._lines: list[list[str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        own = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if self._in_note:
            self._in_note += 1
        elif name == "annotation":
            self._in_note = 1
            self._notes.append(address(self._row, self._column))
        elif name in _BOXES:
            self._boxes += not self._in_box
            self._in_box += 1
        elif not self._in_box:
            self._in_table(name, own, attributes)

    def _in_table(self, name: str, own: dict[str, str], attributes: dict[str, str]) -> None:
        if name == "style":
            self._style = own.get("name", "")
        elif name == "table-properties" and own.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table":
            self._begin_table(own)
        elif name == "table-row":
            self._row += 1
            self._row_times, self._column = _times(own, "number-rows-repeated"), 0
        elif name in _CELL:
            self._cell, self._lines = attributes, []
            self._column += 1
        elif self._cell is not None:
            self._in_text(name, own)

    def _begin_table(self, own: dict[str, str]) -> None:
        self._title, self._hidden = (
            own.get("name", ""),
            own.get("style-name") in self._hidden_styles,
        )
        self._grid, self._notes, self._boxes, self._row = Grid(), [], 0, 0
        if len(self.tabs) >= limits.TABS:
            raise RefusedError("large")

    def _in_text(self, name: str, own: dict[str, str]) -> None:
        if name == "p":
            self._lines.append([])
        elif self._lines and name == "s":
            self._lines[-1].append(" " * min(_times(own, "c"), 1000))
        elif self._lines and name == "tab":
            self._lines[-1].append("\t")
        elif self._lines and name == "line-break":
            self._lines[-1].append("\n")

    def text(self, data: str) -> None:
        if self._cell is not None and self._lines and not self._in_note and not self._in_box:
            self._lines[-1].append(data)

    def end(self, name: str) -> None:
        if self._in_note:
            self._in_note -= 1
        elif name in _BOXES:
            self._in_box -= 1
        elif self._in_box:
            return
        elif name in _CELL and self._cell is not None:
            self._end_cell(self._cell)
        elif name == "table-row":
            if self._row_times > 1:
                self._grid.repeat(self._row, self._row_times)
            self._row += self._row_times - 1
        elif name == "table":
            self.tabs.append(
                (self._title, self._grid.rows(), self._hidden, self._notes, self._boxes)
            )

    def _end_cell(self, cell: dict[str, str]) -> None:
        times = _times(
            {key.rpartition("}")[2]: value for key, value in cell.items()},
            "number-columns-repeated",
        )
        value = _value(cell, "\n".join(map("".join, self._lines)))
        if value is not None:
            self._grid.put(self._row, self._column, value, times)
        self._column += times - 1
        self._cell = None


def _times(own: dict[str, str], name: str) -> int:
    given = own.get(name, "1")
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(limits.ROWS))):
        raise RefusedError("damaged")
    return max(int(given), 1)


def _value(cell: dict[str, str], text: str) -> Any:  # noqa: ANN401, PLR0911 - plain; a kind per return
    own = {
        ("calc:" if "calcext" in key else "") + key.rpartition("}")[2]: value
        for key, value in cell.items()
    }
    kind = own.get("value-type")
    has_formula = "formula" in own
    if own.get("calc:value-type") == "error" or (has_formula and _ERROR.fullmatch(text)):
        return plain_error(text or "#VALUE!")
    match kind:
        case None:
            return text or (UNSTORED if has_formula else None)
        case "float" | "percentage" | "currency":
            return _number(own.get("value", ""), text)
        case "boolean":
            return own.get("boolean-value") == "true"
        case "date":
            return _date(own.get("date-value", ""), text)
        case "time":
            return _time(own.get("time-value", ""), text)
        case _:
            return text or own.get("string-value") or None


def _number(stored: str, text: str) -> Any:  # noqa: ANN401 - plain
    try:
        return plain_number(float(stored))
    except ValueError:
        return text or None


def _date(stored: str, text: str) -> Any:  # noqa: ANN401 - plain
    try:
        moment = datetime.fromisoformat(stored)
        return (
            plain_day(date.fromisoformat(stored[:10]))
            if moment.time() == time()
            else (plain_moment(moment))
        )
    except ValueError:
        return text or None


def _time(stored: str, text: str) -> Any:  # noqa: ANN401 - plain
    """Read a duration: a time of day below 24 hours, else a number of days."""
    found = _DURATION.fullmatch(stored)
    if found is None:
        return text or None
    sign, days, hours, minutes, seconds = found.groups()
    try:
        span = timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=float((seconds or "0").replace(",", ".")),
        )
    except (OverflowError, ValueError):
        return text or None
    if sign:
        return plain_error("#VALUE!")
    if span < timedelta(days=1):
        return plain_time((datetime(1900, 1, 1) + span).time())  # noqa: DTZ001 - no zones here
    return span / timedelta(days=1)
