"""One tab by itself: header, cells, blank keys. Pure, and without the other sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from automations.engine.core.cells import Failure, as_text, is_blank
from automations.engine.core.checks.ahead import Ahead
from automations.engine.core.checks.binding import Binding, bind
from automations.engine.core.checks.closed import closed_remarks
from automations.engine.core.checks.columns import Rows, empty_places, is_empty
from automations.engine.core.checks.remarks import Remark, Sheet, failed
from automations.engine.core.checks.repeats import repeat_remarks, repeated_headers
from automations.engine.core.chunks import ColumnReader, Read
from automations.engine.core.findings import Message
from automations.engine.core.grid import Cell, Columns, Tab
from automations.engine.core.moments import two_ways
from automations.engine.core.schema import Field, Kind, Schema

Roles = Mapping[str, Sequence[str]]
Grid = Sequence[Sequence[Cell]]
ByPlace = Mapping[int, Sequence[Cell]]


def check_sheet(tab: Tab, schema: Schema, roles: Roles) -> Sheet:
    """Read one tab against its schema; `roles` are the addresses by role of config.yaml.

    References are still as typed, and nothing has been looked at yet that needs another sheet.
    """
    binding = bind(tab.rows, schema)
    if binding is None:
        remark = Remark("missing-column", Message("findings.no-header", {"tab": schema.title}))
        closed = closed_remarks(tab, schema, None)
        return Sheet(schema, tab.title, readable=False, remarks=(remark, *closed))
    below = _columns(tab.rows[binding.row :], binding)
    columns = [
        _read_column(column, below, tab.rows, binding, roles)
        for column in schema.fields
        if column.name in binding.positions and column.name not in binding.unusable
    ]
    blank = set.intersection(
        *(column.blanks for column in columns),
        *(_blanks(below[place]) for place in _doubled_places(schema, binding)),
    )
    doubtful = ((binding.positions[one.field.name], one.failures.keys()) for one in columns)
    again = repeated_headers(below, doubtful, schema, binding)
    rows, kept = _rows(columns, blank | again, schema, binding)
    remarks = chain(
        binding.remarks,
        closed_remarks(tab, schema, binding),
        chain.from_iterable(_failures(column, schema, binding, kept) for column in columns),
        _required(rows, schema, binding),
        repeat_remarks(again, binding),
    )
    return Sheet(
        schema,
        tab.title,
        positions=binding.positions,
        headers=binding.headers,
        rows=rows,
        remarks=tuple(remarks),
    )


def _columns(rows: Sequence[Sequence[Cell]], binding: Binding) -> ByPlace:
    """Turn rows into the columns that are known, by their place; short rows are blank there."""
    places = sorted(set(binding.positions.values()))
    width = max(places, default=-1) + 1
    if isinstance(rows, Columns):
        columns = rows.columns
        short: Sequence[Cell] = [None] * len(rows) if width > len(columns) else ()
        return {place: columns[place] if place < len(columns) else short for place in places}
    if all(len(cells) >= width for cells in rows):
        together: Sequence[Sequence[Cell]] = list(
            zip(*(cells[:width] for cells in rows), strict=True)
        )
        return {place: together[place] if together else () for place in places}
    return {
        place: [cells[place] if place < len(cells) else None for cells in rows] for place in places
    }


def _doubled_places(schema: Schema, binding: Binding) -> Iterator[int]:
    """Yield where columns are that cannot be used, and still fill a row."""
    for column in schema.fields:
        if column.name in binding.unusable and column.name in binding.positions:
            yield binding.positions[column.name]


def _blanks(cells: Sequence[Cell]) -> set[int]:
    return {number for number, cell in enumerate(cells) if is_blank(cell)}


class _Column:
    """One column read."""

    __slots__ = ("blanks", "cells", "failures", "field", "values")

    def __init__(self, column: Field, cells: Sequence[Cell], read: Read) -> None:
        self.field = column
        self.cells = cells
        self.values, self.failures, self.blanks = read.values, read.failures, read.blanks

    def fail(self, place: int, failure: Failure) -> None:
        """Take a value back."""
        self.failures[place] = failure
        self.values[place] = () if self.field.many else None


def _read_column(
    column: Field, below: ByPlace, rows: Grid, binding: Binding, roles: Roles
) -> _Column:
    place = binding.positions[column.name]
    cells, ahead = below[place], rows.ahead if isinstance(rows, Columns) else None
    known = ahead.give(column, place, binding.row, len(cells)) if isinstance(ahead, Ahead) else None
    read = _Column(column, cells, ColumnReader(column)(cells) if known is None else known)
    if column.kind == Kind.DATE:
        _doubt_two_ways(read)
    if column.one_of_role is not None:
        _only_of_role(read, roles)
    return read


def _failures(
    column: _Column, schema: Schema, binding: Binding, kept: Sequence[int]
) -> Iterator[Remark]:
    """Report the cells that cannot be used, in rows that are not blank as a whole."""
    whole = len(kept) == len(column.values)
    there = None if whole else frozenset(kept)
    for place, failure in sorted(column.failures.items()):
        if there is None or place in there:
            number = binding.row + 1 + place
            yield failed(schema, column.field, number, column.cells[place], failure)


def _doubt_two_ways(column: _Column) -> None:
    """Doubt every text date with two readings where another one in the column is month-first."""
    if not any(failure.month_first for failure in column.failures.values()):
        return
    for place, cell in enumerate(column.cells):
        both = two_ways(cell)
        if both is not None:
            values = {"first": both[0], "second": both[1]}
            suggestion = Message("findings.did-you-mean-either", values)
            entry = "findings.ambiguous-date"
            column.fail(place, Failure("ambiguous-date", entry, suggestion=suggestion))


# roles that colleagues know by a word of their own
_ROLE_ENTRIES = {"case_handlers": "findings.not-a-case-handler"}


def _only_of_role(column: _Column, roles: Roles) -> None:
    role = column.field.one_of_role or ""
    allowed = {address.lower() for address in roles.get(role, ())}
    entry = _ROLE_ENTRIES.get(role, "findings.not-in-role")
    for place, value in enumerate(column.values):
        if isinstance(value, str) and value not in allowed:
            column.fail(place, Failure("list", entry))


def _rows(
    columns: Sequence[_Column], blank: set[int], schema: Schema, binding: Binding
) -> tuple[Rows, Sequence[int]]:
    """Put columns together; rows that are blank in every known column are left out.

    Returns the places of the rows that are kept too. A cell that failed is None and a fault.
    """
    absent: dict[str, Any] = {
        column.name: () if column.many else None
        for column in schema.fields
        if column.name in binding.unusable
    }
    number = len(columns[0].values) if columns else 0
    kept: Sequence[int] = range(number)
    numbers: Sequence[int] = range(binding.row + 1, binding.row + 1 + number)
    values = {column.field.name: column.values for column in columns}
    for column in schema.fields:
        if column.name not in binding.positions and column.name not in binding.unusable:
            values[column.name] = [() if column.many else column.default] * number
    if blank:
        kept = [place for place in range(number) if place not in blank]
        numbers = [binding.row + 1 + place for place in kept]
        values = {name: [whole[place] for place in kept] for name, whole in values.items()}
    typed = _typed(columns, kept, whole=not blank)
    faults = {place: frozenset(names) for place, names in typed.items()}
    return Rows(numbers, values, absent, faults, typed), kept


def _typed(
    columns: Sequence[_Column], kept: Sequence[int], *, whole: bool
) -> dict[int, dict[str, str]]:
    """Return what stood in the cells that failed, by the place of their row among the kept."""
    places = None if whole else {place: index for index, place in enumerate(kept)}
    typed: dict[int, dict[str, str]] = {}
    for column in columns:
        for place in column.failures:
            index = place if places is None else places.get(place)
            if index is not None:
                typed.setdefault(index, {})[column.field.name] = as_text(column.cells[place])
    return typed


def _required(rows: Rows, schema: Schema, binding: Binding) -> Iterator[Remark]:
    """Report what every row must have; a key that is blank as a whole is reported by itself."""
    blank_keys = {place for place, _ in blank_key_rows(rows, schema)}
    for column in schema.fields:
        is_key = column.name in schema.primary_key
        if not (column.required or is_key) or column.name in binding.unusable:
            continue
        message = Message("findings.required", {"column": column.title})
        for place in empty_places(rows.values(column.name)):
            if column.name in rows.faults_at(place) or (is_key and place in blank_keys):
                continue
            yield Remark("required", message, row=rows.numbers[place], field=column.name)


def blank_key_rows(rows: Rows, schema: Schema) -> Iterator[tuple[int, int]]:
    """Yield place and number of the rows in which every column of the key is empty."""
    columns = {name: rows.values(name) for name in schema.primary_key}
    for place in empty_places(columns[schema.primary_key[0]]):
        faults = rows.faults_at(place)
        if all(is_empty(values[place]) and name not in faults for name, values in columns.items()):
            yield place, rows.numbers[place]
