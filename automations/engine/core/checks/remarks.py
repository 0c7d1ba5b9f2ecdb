"""Remarks of the checkers about a sheet, and how each becomes a finding with a place.

Here alone it is decided what a finding may repeat of a cell: nothing, where the column says
something about a person or the sheet is sensitive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from automations.engine.core.cells import Failure, as_text, quotation
from automations.engine.core.checks.belonging import tells_of_somebody
from automations.engine.core.checks.columns import Rows
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.grid import Cell, address
from automations.engine.core.schema import Field, Schema

_HIDDEN = Message("findings.hidden-value")


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark about a sheet: at a cell of a known column, at `position`, or at the whole tab.

    `row` is numbered as the spreadsheet does, `position` counts columns from 0 and is only there
    where the cell belongs to no known column.
    """

    code: str
    message: Message
    suggestion: Message | None = None
    severity: Severity = Severity.ERROR
    row: int | None = None
    field: str | None = None
    position: int | None = None
    header: str | None = None  # of an unknown column, where it may be repeated


@dataclass(frozen=True)
class Sheet:
    """One tab as read: where its columns are, its rows, and what is wrong with it by itself."""

    schema: Schema
    tab: str
    readable: bool = True
    positions: Mapping[str, int] = field(default_factory=dict)  # columns by name, from 0
    headers: Mapping[str, str] = field(default_factory=dict)  # as typed, by name
    rows: Rows = field(default_factory=Rows)
    remarks: tuple[Remark, ...] = ()


def is_secret(schema: Schema, column: Field) -> bool:
    """Tell whether a finding must not repeat what stands in a column."""
    return schema.sensitive or column.sensitive or column.personal


def shown(schema: Schema, column: Field, text: str) -> Message:
    """Return how a message names what stands in a cell: in quotes, or not at all."""
    if is_secret(schema, column) or tells_of_somebody(column, text):
        return _HIDDEN
    return Message("findings.quoted", {"value": quotation(text)})


def failed(schema: Schema, column: Field, row: int, cell: Cell, failure: Failure) -> Remark:
    """Make the remark about a cell that cannot be used."""
    text = as_text(cell) if failure.part is None else failure.part
    secret = is_secret(schema, column) or tells_of_somebody(column, text)
    # a message that tells something of the cell gives way to the general one of its kind
    entry = f"findings.type-{column.kind.value}" if secret and failure.told else failure.id
    values = {
        "value": _HIDDEN if secret else Message("findings.quoted", {"value": quotation(text)}),
        "column": column.title,
        **failure.known,
        **({} if secret else failure.told),
    }
    return Remark(
        failure.code,
        Message(entry, values),
        (None if secret else failure.suggestion) or failure.advice,
        row=row,
        field=column.name,
    )


def finding(remark: Remark, sheet: Sheet, owner: str | None, key: str | None) -> Finding:
    """Place a remark."""
    position = remark.position
    header = remark.header
    if remark.field is not None and position is None:
        position = sheet.positions.get(remark.field)
        header = sheet.headers.get(remark.field)
    cell = None
    if remark.row is not None and position is not None:
        cell = address(remark.row, position)
    return Finding(
        workbook=sheet.schema.workbook,
        code=remark.code,
        severity=remark.severity,
        message=remark.message,
        suggestion=remark.suggestion,
        sheet=sheet.schema.name,
        tab=sheet.tab,
        row=remark.row,
        column=header,
        cell=cell,
        owner=owner,
        field=remark.field,
        key=key,
    )
