"""The mistakes of the example: planted in its workbooks, listed in `mistakes.yaml`.

The checker knows nothing of them. Each says what is planted where, and every finding it causes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import yaml

from automations.engine.core.grid import ErrorValue
from automations.engine.core.schema import Field, Kind, Schema, Schemas
from automations.engine.example.data import HERE, Row, Rows
from automations.engine.sheets.builder import Formula

FILE = HERE / "mistakes.yaml"


@dataclass(frozen=True)
class Expected:
    """A finding that a mistake causes; `cell` is None where it is about a whole tab."""

    sheet: str
    cell: str | None
    code: str
    severity: str


@dataclass(frozen=True)
class Planted:
    """One mistake.

    `row` holds what picks the row; `plant` is one of `put: value`, `empty: true`, `error: text`,
    `formula: text` (without a stored value), `extra_column: title` and `drop_column: true`.
    """

    about: str
    sheet: str
    column: str
    row: Mapping[str, object]
    plant: Mapping[str, object]
    expect: tuple[Expected, ...]


def read_mistakes() -> tuple[Planted, ...]:
    """Read the list."""
    listed = yaml.safe_load(FILE.read_text("utf-8"))
    return tuple(_planted(entry) for entry in listed)


def _planted(entry: Mapping[str, object]) -> Planted:
    sheet, expect = str(entry["sheet"]), entry["expect"]
    row, plant = entry.get("row", {}), entry["plant"]
    assert isinstance(expect, list)  # noqa: S101 - our own file, which a test reads
    assert isinstance(row, dict)  # noqa: S101 - as above
    assert isinstance(plant, dict)  # noqa: S101 - as above
    return Planted(
        about=str(entry["about"]),
        sheet=sheet,
        column=str(entry["column"]),
        row=row,
        plant=plant,
        expect=tuple(Expected(**{"sheet": sheet, **finding}) for finding in expect),
    )


def plant(
    mistakes: Sequence[Planted], rows: Rows, schemas: Schemas
) -> tuple[dict[str, list[Row]], Schemas]:
    """Return the rows and schemas to build from, with every mistake in them.

    Columns too many or too few are planted in the schema that the workbook is built from.
    """
    planted = {name: [dict(row) for row in sheet] for name, sheet in rows.items()}
    sheets = dict(schemas.sheets)
    places = [_find(mistake, planted) if mistake.row else None for mistake in mistakes]
    for mistake, place in zip(mistakes, places, strict=True):
        if "drop_column" in mistake.plant:
            sheets[mistake.sheet] = _without(sheets[mistake.sheet], mistake.column)
            for row in planted[mistake.sheet]:
                row.pop(mistake.column, None)
            continue
        if "extra_column" in mistake.plant:
            title = str(mistake.plant["extra_column"])
            sheets[mistake.sheet] = _with_extra(sheets[mistake.sheet], mistake.column, title)
        if place is not None:
            _put(mistake, place)
    return planted, Schemas(sheets)


def _find(mistake: Planted, rows: Rows) -> Row:
    """Find the one row that a mistake is planted in; raises LookupError where it is not one."""
    found = [
        row
        for row in rows[mistake.sheet]
        if all(row.get(name) == value for name, value in mistake.row.items())
    ]
    if len(found) != 1:
        msg = f"{len(found)} rows for: {mistake.about}"
        raise LookupError(msg)
    return found[0]


def _put(mistake: Planted, row: Row) -> None:
    match mistake.plant:
        case {"put": value}:
            row[mistake.column] = value
        case {"empty": True}:
            del row[mistake.column]
        case {"error": text}:
            row[mistake.column] = ErrorValue(str(text))
        case {"formula": text}:
            row[mistake.column] = Formula(str(text))
        case _:
            msg = f"nothing to plant: {mistake.about}"
            raise ValueError(msg)


def _without(schema: Schema, name: str) -> Schema:
    return replace(schema, fields=tuple(column for column in schema.fields if column.name != name))


def _with_extra(schema: Schema, name: str, title: str) -> Schema:
    extra = Field(name=name, title=title, kind=Kind.TEXT, description=title)
    return replace(schema, fields=(*schema.fields, extra))
