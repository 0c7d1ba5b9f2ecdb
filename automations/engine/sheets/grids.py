"""From plain data to tabs: what the reading process sent becomes cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import zip_longest
from typing import Any, Protocol

from automations.engine.core.grid import Cell, Columns, ErrorValue, NoStoredValue, Tab
from automations.engine.sheets.limits import COLUMNS, LOOSE, LOOSE_FROM, ROWS
from automations.engine.sheets.plain import (
    DAYS,
    ERROR,
    EXACT_UP_TO,
    MIXED,
    MOMENT,
    NUMBERS,
    TIME,
    plain_number,
)

_NOTHING: Any = (MIXED, (), {})


class Ahead(Protocol):
    """What reads the columns of a tab while they grow."""

    def take(self, columns: Sequence[Sequence[Cell]]) -> None:
        """Read on: these are the columns so far, with rows that are new."""


class _Days(dict[int, date]):
    """Days by their ordinal: the same few come by again and again."""

    def __missing__(self, ordinal: int) -> date:
        day = self[ordinal] = date.fromordinal(ordinal)
        return day


class _Growing:
    """A large tab, put together of its bands as they come; rows between them are blank."""

    def __init__(self, ahead: Ahead | None) -> None:
        self._ahead = ahead
        self._columns: list[list[Cell]] = []
        self._height = self._filled = 0
        self._days = _Days()
        self._known: dict[Any, Cell] = {}

    def add(self, first: int, band: Sequence[tuple[str, list[Any], Mapping[int, Any]]]) -> None:
        """Add a band; raises ValueError where it cannot be the next."""
        if not band:
            return
        columns, height = self._columns, self._height
        columns += [[None] * height for _ in range(len(band) - len(columns))]
        last = first + len(band[0][1])
        self._filled += (last - first) * len(band)
        if not height <= first <= last <= ROWS or len(columns) > COLUMNS:
            msg = "rows in no order, or too far away"
            raise ValueError(msg)
        if last * len(columns) > max(LOOSE_FROM, LOOSE * self._filled):
            msg = "hardly any cells"
            raise ValueError(msg)
        for column, (kind, values, odd) in zip_longest(columns, band, fillvalue=_NOTHING):
            column.extend([None] * (first - height))
            column.extend(self._cells(kind, values))
            column.extend([None] * (last - len(column)))
            for at, cell in odd.items():
                column[first + at] = _cell(cell, self._known) if type(cell) is tuple else cell
        self._height = last
        if any(len(column) != last for column in columns):
            msg = "columns of unequal length"
            raise ValueError(msg)
        if self._ahead is not None:
            try:
                self._ahead.take(columns)
            except Exception:  # noqa: BLE001 - the check meets it too, and can say where it was
                self._ahead = None

    def _cells(self, kind: str, values: list[Any]) -> Iterable[Cell]:
        if kind == DAYS:
            return map(self._days.__getitem__, values)
        return _whole(values) if kind == NUMBERS else values

    def rows(self) -> Columns:
        """Return the rows; there are no blank ones behind the last that is filled."""
        height = self._height
        while height and all(column[height - 1] is None for column in self._columns):
            height -= 1
        for column in self._columns:
            del column[height:]
        rows = Columns(self._columns)
        rows.ahead = self._ahead
        return rows


class Grids:
    """The tabs of one workbook. Large ones come in bands, before the workbook is read whole."""

    def __init__(self, ahead: Callable[[str], Ahead | None] = lambda _: None) -> None:
        """Take what reads a tab ahead, by its title."""
        self._ahead = ahead
        self._growing: dict[int, tuple[_Growing, list[int]]] = {}
        self._bands = 0

    def take(self, tab: int, title: str, band: Sequence[Any]) -> None:
        """Take a band; raises ValueError or TypeError when it is none."""
        if tab not in self._growing:
            self._growing[tab] = (_Growing(self._ahead(title)), [])
        growing, numbers = self._growing[tab]
        numbers.append(self._bands)
        self._bands += 1
        growing.add(*band)

    def tabs(self, plain: Sequence[Sequence[Any]]) -> tuple[Tab, ...]:
        """Return tabs; raises ValueError, TypeError or OverflowError when it is no such data."""
        known: dict[Any, Cell] = {}
        tabs = []
        for number, (title, rows, hidden, notes, boxes) in enumerate(plain):
            cells = self._rows(number, rows) if type(rows) is tuple else _rows(rows, known)
            tabs.append(Tab(str(title), cells, bool(hidden), tuple(map(str, notes)), int(boxes)))
        return tuple(tabs)

    def _rows(self, tab: int, bands: tuple[Any, ...]) -> Columns:
        """Return the rows of a tab whose bands came before, or stand here themselves."""
        growing, numbers = self._growing.get(tab, (_Growing(None), []))
        if numbers and numbers != list(bands):
            msg = "other bands than there were"
            raise ValueError(msg)
        for band in () if numbers else bands:
            growing.add(*band)
        return growing.rows()


def _whole(numbers: Sequence[float]) -> Sequence[float]:
    """Return numbers as `plain_number` makes them: whole ones are whole, not `31612345678.0`."""
    if not numbers:
        return numbers
    if set(map(type, numbers)) != {float}:
        msg = "no numbers"
        raise TypeError(msg)
    try:
        whole = list(map(int, numbers))
    except (OverflowError, ValueError):  # what is no number
        return list(map(plain_number, numbers))
    if not -EXACT_UP_TO < min(whole) <= max(whole) < EXACT_UP_TO:
        return list(map(plain_number, numbers))
    if whole == numbers:
        return whole
    return [one if one == number else number for one, number in zip(whole, numbers, strict=True)]


def _rows(rows: Sequence[Sequence[Any]], known: dict[Any, Cell]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple([_cell(cell, known) if type(cell) is tuple else cell for cell in row]) for row in rows
    )


def _cell(plain: tuple[Any, ...], known: dict[Any, Cell]) -> Cell:
    cell = known.get(plain)
    if cell is None:
        cell = known[plain] = _made(plain)
    return cell


def _made(plain: tuple[Any, ...]) -> Cell:
    if len(plain) == 1:
        return date.fromordinal(plain[0])
    kind, text = plain
    if kind == MOMENT:
        return datetime.fromisoformat(text)
    if kind == TIME:
        return time.fromisoformat(text)
    return ErrorValue(str(text)) if kind == ERROR else NoStoredValue()
