"""From plain data to tabs: what the reading process sent becomes cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from automations.engine.core.grid import Cell, ErrorValue, NoStoredValue, Tab
from automations.engine.sheets.plain import ERROR, MOMENT, TIME


def tabs_of(plain: Sequence[Sequence[Any]]) -> tuple[Tab, ...]:
    """Return tabs; raises ValueError, TypeError or OverflowError when it is no such data."""
    known: dict[Any, Cell] = {}
    return tuple(
        Tab(str(title), _rows(rows, known), bool(hidden), tuple(map(str, notes)), int(boxes))
        for title, rows, hidden, notes, boxes in plain
    )


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
