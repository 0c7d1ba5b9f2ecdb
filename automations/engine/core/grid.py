"""A workbook as it was read: cells in a grid, nothing interpreted yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell that shows an error, such as `#N/A`."""

    text: str


@dataclass(frozen=True, slots=True)
class NoStoredValue:
    """A formula whose outcome was never stored, because no spreadsheet program opened the file."""


Cell = str | int | float | bool | datetime | date | time | ErrorValue | NoStoredValue | None


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
