"""A workbook as it was read: cells in a grid, nothing interpreted yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from operator import eq
from types import MappingProxyType
from typing import overload


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell that shows an error, such as `#N/A`."""

    text: str


@dataclass(frozen=True, slots=True)
class NoStoredValue:
    """A formula whose outcome was never stored, because no spreadsheet program opened the file."""


Cell = str | int | float | bool | datetime | date | time | ErrorValue | NoStoredValue | None


class Columns(Sequence[Sequence[Cell]]):
    """The rows of a large tab, kept as columns: a row is made when somebody asks for it.

    It ends at its last filled cell, as any row does.
    """

    def __init__(self, columns: Sequence[Sequence[Cell]], rows: range | None = None) -> None:
        """Take columns of equal length, and which of their rows are meant."""
        self.ahead: object = None  # what was read of it while it came in, for whoever did
        self._columns = columns
        self._rows = range(len(columns[0]) if columns else 0) if rows is None else rows

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Sequence[Cell]: ...
    @overload
    def __getitem__(self, index: slice) -> Columns: ...
    def __getitem__(self, index: int | slice) -> Sequence[Cell] | Columns:
        """Make a row, or take some of them; those are no copy."""
        if isinstance(index, slice):
            return Columns(self._columns, self._rows[index])
        at = self._rows[index]
        return _row([column[at] for column in self._columns])

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        """Make every row in turn."""
        columns, rows = self._columns, self._rows
        if rows.step == 1:  # without a copy
            made = zip(*(islice(one, rows.start, rows.stop) for one in columns), strict=True)
        else:
            made = zip(*self.columns, strict=True)
        return made if columns and None not in columns[-1] else map(_row, made)

    def __eq__(self, other: object) -> bool:
        """Tell whether these are the same rows, however the others are kept."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as any list of rows

    @property
    def columns(self) -> Sequence[Sequence[Cell]]:
        """The columns, as far as their rows are meant."""
        rows = self._rows
        if len(rows) == (len(self._columns[0]) if self._columns else 0):
            return self._columns
        return [column[rows.start : rows.stop : rows.step] for column in self._columns]


def _row(cells: Sequence[Cell]) -> Sequence[Cell]:
    last = len(cells)
    while last and cells[last - 1] is None:
        last -= 1
    return tuple(cells[:last])


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. `rows[0][0]` is cell A1; rows may differ in length; blanks are None.

    `notes` are the addresses of cells that carry a note or comment; `boxes` counts text boxes and
    drawings that can hold text.
    """

    title: str
    rows: Sequence[Sequence[Cell]]
    hidden: bool = False
    notes: tuple[str, ...] = ()
    boxes: int = 0


@dataclass(frozen=True, slots=True)
class Workbook:
    """One workbook: its key in config.yaml, its file name and its tabs in order."""

    name: str
    file: str
    tabs: tuple[Tab, ...]
    fingerprint: str = ""  # sha256 of the bytes that were read, hexadecimal
    copies: tuple[str, ...] = ()  # files beside it that synchronising made of it


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A workbook that could not be read: which finding code, and why in a catalogue entry."""

    name: str
    file: str
    code: str
    reason: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    copies: tuple[str, ...] = ()  # as in Workbook


def column_letter(index: int) -> str:
    """Name a column as spreadsheets do; `index` counts from 0, so 0 is A and 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Name a cell as spreadsheets do; `row` counts from 1 as shown, `column` from 0."""
    return f"{column_letter(column)}{row}"
