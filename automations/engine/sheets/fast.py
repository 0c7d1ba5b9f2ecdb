"""The fast way to read a workbook: calamine's grid, with what it shows as blank laid over it.

It answers None for a workbook or sheet that is not written as usual; the exact way serves then.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from threading import Thread

import python_calamine as calamine

from automations.engine.sheets import overlay
from automations.engine.sheets.exact import OUT_OF_RANGE
from automations.engine.sheets.plain import plain_day, plain_moment, plain_number, plain_time

TYPE_CHECKING = False  # the reading process must start fast
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

_THREAD_FROM = 1 << 18  # bytes from which a second thread is worth its start
_DAY = timedelta(days=1)
_PLAIN: dict[type, Callable[[Any], Any]] = {
    float: plain_number,
    int: int,
    bool: bool,
    date: plain_day,
    datetime: plain_moment,
    time: plain_time,
    timedelta: lambda span: span / _DAY,
}


class FastBook:
    """A workbook opened with calamine, as far as it can be."""

    def __init__(self, content: bytes, titles: Sequence[str]) -> None:
        """Open it; `titles` are those that the workbook lists."""
        self._book: Any = None

        def load() -> None:
            book = calamine.load_workbook(BytesIO(content))
            if book.sheet_names == list(titles):
                self._book = book

        self._loading = _begin(load, len(content))

    def rows(self, index: int, xml: bytes) -> list[list[Any]] | None:
        """Return the rows of a sheet whose part is `xml` as plain data."""
        if not overlay.is_plain(xml):
            return None
        self._loading()
        if self._book is None:
            return None
        sheets: list[Any] = []
        wait = _begin(lambda: sheets.append(self._book.get_sheet_by_index(index)), len(xml))
        usual = overlay.is_usual(xml)
        specials = dict(overlay.specials(xml))
        negatives = list(overlay.negatives(xml))
        wait()
        if not (sheets and usual):
            return None
        rows = _rows(sheets[0])
        for row, column in negatives:
            if row < len(rows) and column < len(rows[row]) and type(rows[row][column]) is tuple:
                rows[row][column] = OUT_OF_RANGE
        for (row, column), value in specials.items():
            _lay(rows, row, column, value)
        return rows


def _begin(work: Callable[[], None], size: int) -> Callable[[], None]:
    """Begin `work`, in a thread when it is large; what is returned waits for its end.

    What calamine raises, panics of its own included, means no more than that it cannot read this.
    """

    def safely() -> None:
        try:
            work()
        except MemoryError:
            raise
        except BaseException:  # noqa: BLE001 - a panic in Rust is no Exception
            return

    if size < _THREAD_FROM:
        safely()
        return lambda: None
    thread = Thread(target=safely)
    thread.start()
    return thread.join


def _rows(sheet: Any) -> list[list[Any]]:  # noqa: ANN401 - calamine's sheet
    """Return calamine's rows from A1 on: blanks are None, whole numbers whole, nothing trailing."""
    if sheet.start is None:
        return []
    plain = _PLAIN
    left = [None] * sheet.start[1]
    rows: list[list[Any]] = []
    for cells in sheet.iter_rows():
        row = [(cell or None) if type(cell) is str else plain[type(cell)](cell) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        rows.append(left + row if left and row else row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _lay(rows: list[list[Any]], row: int, column: int, value: Any) -> None:  # noqa: ANN401 - plain
    """Put a value at its place, where the grid may not reach yet."""
    while len(rows) <= row:
        rows.append([])
    cells = rows[row]
    if len(cells) <= column:
        cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = value
