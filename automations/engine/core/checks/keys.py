"""What must be there, and only once: keys, unique columns, and columns unique together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from automations.engine.core.cells import as_text, fold
from automations.engine.core.checks.codes import NextCode
from automations.engine.core.checks.remarks import Remark, Row, Sheet, is_secret, shown
from automations.engine.core.checks.sheet import has_blank_key, is_empty
from automations.engine.core.findings import Message, Severity
from automations.engine.core.register import KEY_SEPARATOR
from automations.engine.core.schema import SameRule, Schema

Groups = Sequence[tuple[Row, ...]]
Claims = tuple[tuple[str, ...], ...]

_ROWS_TOLD = 5  # rows that a message names; a whole column may hold the same


def key_text(row: Row, schema: Schema) -> str | None:
    """Return a row's key as text; None when any part of it is blank or cannot be read at all.

    A part that is wrong in itself still counts as typed: such a row can be referred to.
    """
    parts = []
    for name in schema.primary_key:
        value = row.values[name]
        part = row.typed.get(name, "") if is_empty(value) else _text(value)
        if not part:
            return None
        parts.append(part)
    return KEY_SEPARATOR.join(parts)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def check_keys(sheet: Sheet, year: int) -> Sheet:
    """Report rows without a key, and what is there twice, at every row that shares it.

    What is there twice becomes a fault in those rows. Columns that are unique together are reported
    at the first of them. `year` is that of today, for the codes that are suggested.
    """
    schema = sheet.schema
    codes = NextCode(schema, sheet.rows, year)
    remarks: list[Remark] = []
    faults: dict[int, set[str]] = {}
    for columns, groups in _claims(sheet):
        for group in groups:
            is_key = columns == schema.primary_key
            suggestion = _next_code(codes, group[-1], schema) if is_key else None
            for row in group:
                remarks.append(_doubled(schema, columns, row, group, suggestion))
                faults.setdefault(row.number, set()).add(columns[0])
    remarks.extend(_blank_keys(sheet, codes))
    if not remarks:
        return sheet
    rows = tuple(with_faults(row, schema, faults.get(row.number, ())) for row in sheet.rows)
    return replace(sheet, rows=rows, remarks=(*sheet.remarks, *remarks))


def _blank_keys(sheet: Sheet, codes: NextCode) -> Iterator[Remark]:
    schema = sheet.schema
    column = schema[schema.primary_key[0]]
    for row in sheet.rows:
        if has_blank_key(row, schema):
            yield Remark(
                "blank-key",
                Message("findings.blank-key", {"column": column.title}),
                _next_code(codes, row, schema),
                row=row.number,
                field=column.name,
            )


def _next_code(codes: NextCode, row: Row, schema: Schema) -> Message | None:
    """Suggest a free code, where a code may be named."""
    if is_secret(schema, schema[schema.primary_key[0]]):
        return None
    code = codes.take(row)
    return None if code is None else Message("findings.next-code", {"code": code})


def with_faults(row: Row, schema: Schema, names: set[str] | tuple[()]) -> Row:
    """Return the row with more faulty columns; what stood in them is kept as typed."""
    if not names:
        return row
    empty = {name: () if schema[name].many else None for name in names}
    typed = {
        name: row.typed.get(name, "") if is_empty(row.values[name]) else _text(row.values[name])
        for name in names
    }
    return replace(
        row,
        values={**row.values, **empty},
        faults=row.faults | names,
        typed={**row.typed, **typed},
    )


def _claims(sheet: Sheet) -> Iterator[tuple[tuple[str, ...], Groups]]:
    """Yield what must be unique, with the groups of rows that share it."""
    schema = sheet.schema
    yield schema.primary_key, _groups(sheet.rows, partial(_key, schema))
    alone: Claims = tuple((column.name,) for column in schema.fields if column.unique)
    for columns in (*alone, *schema.unique_together):
        if columns != schema.primary_key:
            yield columns, _groups(sheet.rows, partial(_together, columns))


def _key(schema: Schema, row: Row) -> Hashable:
    key = key_text(row, schema)
    return None if key is None else fold(key)


def _together(names: Sequence[str], row: Row) -> Hashable:
    values = [row.values[name] for name in names]
    return None if any(map(is_empty, values)) else tuple(fold(_text(value)) for value in values)


def _groups(rows: Sequence[Row], by: Callable[[Row], Hashable]) -> Groups:
    found: dict[Hashable, list[Row]] = {}
    for row in rows:
        claim = by(row)
        if claim is not None:
            found.setdefault(claim, []).append(row)
    return [tuple(group) for group in found.values() if len(group) > 1]


def _doubled(
    schema: Schema,
    columns: Sequence[str],
    row: Row,
    group: Sequence[Row],
    suggestion: Message | None,
) -> Remark:
    others = [str(other.number) for other in group[: _ROWS_TOLD + 1] if other is not row]
    column = schema[columns[0]]
    rows = ", ".join(others[:_ROWS_TOLD]) + (", …" if len(group) - 1 > _ROWS_TOLD else "")
    values: Mapping[str, object] = {"rows": rows}
    entry = "findings.unique-together"
    if len(columns) == 1:
        entry = "findings.unique"
        text = row.typed.get(column.name) or as_text(_cell(row.values[column.name]))
        values = {**values, "value": shown(schema, column, text)}
    return Remark(
        "unique",
        Message(entry, values, count=len(group) - 1),
        suggestion,
        row=row.number,
        field=column.name,
    )


def _cell(value: object) -> str:
    return "" if value is None else _text(value)


def check_same(sheet: Sheet) -> Iterator[Remark]:
    """Report rows that agree in some columns and differ in another where they should not."""
    for rule in sheet.schema.same:
        for group in _groups(sheet.rows, partial(_together, rule.same)):
            yield from _differing(rule, group)


def _differing(rule: SameRule, group: Sequence[Row]) -> Iterator[Remark]:
    told = [row for row in group if not is_empty(row.values[rule.agree])]
    for row in told[1:]:
        if _together((rule.agree,), row) != _together((rule.agree,), told[0]):
            message = Message("", {"row": str(told[0].number)}, rule.says)
            yield Remark(
                "rule", message, severity=Severity(rule.severity), row=row.number, field=rule.agree
            )
