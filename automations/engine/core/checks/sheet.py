"""One tab by itself: header, cells, blank keys. Pure, and without the other sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from automations.engine.core.cells import Failure, as_text, is_blank
from automations.engine.core.checks.binding import Binding, bind
from automations.engine.core.checks.closed import closed_remarks
from automations.engine.core.checks.remarks import Remark, Row, Sheet, failed
from automations.engine.core.findings import Message
from automations.engine.core.grid import Cell, Tab
from automations.engine.core.moments import two_ways
from automations.engine.core.schema import Field, Kind, Schema
from automations.engine.core.values import Reader, reader

Roles = Mapping[str, Sequence[str]]


def check_sheet(tab: Tab, schema: Schema, roles: Roles) -> Sheet:
    """Read one tab against its schema; `roles` are the addresses by role of config.yaml.

    References are still as typed, and nothing has been looked at yet that needs another sheet.
    """
    binding = bind(tab.rows, schema)
    if binding is None:
        remark = Remark("missing-column", Message("findings.no-header", {"tab": schema.title}))
        closed = closed_remarks(tab, schema, None)
        return Sheet(schema, tab.title, readable=False, remarks=(remark, *closed))
    lines = list(_lines(tab, schema, binding))
    columns = [
        _read_column(column, schema, binding, lines, roles)
        for column in schema.fields
        if column.name not in binding.unusable
    ]
    rows = tuple(_rows(lines, columns, schema, binding))
    remarks = chain(
        binding.remarks,
        closed_remarks(tab, schema, binding),
        chain.from_iterable(column.remarks for column in columns),
        _required(rows, schema, binding),
    )
    return Sheet(
        schema,
        tab.title,
        positions=binding.positions,
        headers=binding.headers,
        rows=rows,
        remarks=tuple(remarks),
    )


Line = tuple[int, Sequence[Cell]]


def _lines(tab: Tab, schema: Schema, binding: Binding) -> Iterator[Line]:
    """Yield the rows below the header that hold anything in a known column."""
    places = [binding.positions[c.name] for c in schema.fields if c.name in binding.positions]
    for number, cells in enumerate(tab.rows[binding.row :], binding.row + 1):
        width = len(cells)
        if any(place < width and not is_blank(cells[place]) for place in places):
            yield number, cells


class _Column:
    """One column read: a value, or a Failure, for each line."""

    __slots__ = ("cells", "field", "remarks", "values")

    def __init__(self, column: Field, cells: list[Cell], read: Reader) -> None:
        self.field = column
        self.cells = cells
        self.values: list[Any] = [read(cell) for cell in cells]
        self.remarks: list[Remark] = []


def _read_column(
    column: Field, schema: Schema, binding: Binding, lines: Sequence[Line], roles: Roles
) -> _Column:
    place = binding.positions[column.name]
    cells = [cells[place] if place < len(cells) else None for _, cells in lines]
    read = _Column(column, cells, reader(column))
    if column.kind == Kind.DATE:
        _doubt_two_ways(read)
    if column.one_of_role is not None:
        _only_of_role(read, roles)
    read.remarks = [
        failed(schema, column, number, cell, value)
        for (number, _), cell, value in zip(lines, cells, read.values, strict=True)
        if isinstance(value, Failure)
    ]
    return read


def _doubt_two_ways(column: _Column) -> None:
    """Doubt every text date with two readings where another one in the column is month-first."""
    if not any(isinstance(value, Failure) and value.month_first for value in column.values):
        return
    for index, cell in enumerate(column.cells):
        both = two_ways(cell)
        if both is not None:
            values = {"first": both[0], "second": both[1]}
            column.values[index] = Failure(
                "ambiguous-date",
                "findings.ambiguous-date",
                suggestion=Message("findings.did-you-mean-either", values),
            )


# roles that colleagues know by a word of their own
_ROLE_ENTRIES = {"case_handlers": "findings.not-a-case-handler"}


def _only_of_role(column: _Column, roles: Roles) -> None:
    role = column.field.one_of_role or ""
    allowed = {address.lower() for address in roles.get(role, ())}
    entry = _ROLE_ENTRIES.get(role, "findings.not-in-role")
    for index, value in enumerate(column.values):
        if isinstance(value, str) and value not in allowed:
            column.values[index] = Failure("list", entry)


def _rows(
    lines: Sequence[Line], columns: Sequence[_Column], schema: Schema, binding: Binding
) -> Iterator[Row]:
    """Turn columns into rows; a column with a failure, or none at all, is None and a fault."""
    absent: dict[str, Any] = {
        column.name: () if column.many else None
        for column in schema.fields
        if column.name in binding.unusable
    }
    for index, (number, _) in enumerate(lines):
        values = dict(absent)
        typed: dict[str, str] = {}
        for column in columns:
            value = column.values[index]
            if isinstance(value, Failure):
                typed[column.field.name] = as_text(column.cells[index])
                value = () if column.field.many else None
            values[column.field.name] = value
        yield Row(number, values, frozenset((*absent, *typed)), typed)


def is_empty(value: object) -> bool:
    """Tell whether a column's value is an empty one."""
    return value is None or value in ((), "")


def _required(rows: Sequence[Row], schema: Schema, binding: Binding) -> Iterator[Remark]:
    """Report what every row must have; a key that is blank as a whole is reported by itself."""
    columns = [
        column
        for column in schema.fields
        if (column.required or column.name in schema.primary_key)
        and column.name not in binding.unusable
    ]
    for row in rows:
        keyless = has_blank_key(row, schema)
        for column in columns:
            if keyless and column.name in schema.primary_key:
                continue
            if is_empty(row.values[column.name]) and column.name not in row.faults:
                message = Message("findings.required", {"column": column.title})
                yield Remark("required", message, row=row.number, field=column.name)


def has_blank_key(row: Row, schema: Schema) -> bool:
    """Tell whether every column of a row's key is empty."""
    return all(is_empty(row.values[name]) and name not in row.faults for name in schema.primary_key)
