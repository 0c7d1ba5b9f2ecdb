"""Registers made of rows as tests write them, with the shipped schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from automations.engine.core.register import Record, Register, Table
from automations.engine.core.schema import Schemas
from automations.engine.schemas import load_schemas

Row = Mapping[str, object]
ROOT = Path(__file__).parents[1]


@cache
def shipped_schemas() -> Schemas:
    """Return the schemas that ship."""
    return load_schemas([ROOT / "sheets_schema"])


def register_of(schemas: Schemas | None = None, **sheets: Sequence[Row]) -> Register:
    """Build a register; a column that a row does not name is empty, or has its default.

    `faults` in a row names the columns that hold an error.
    """
    chosen = schemas or shipped_schemas()
    tables = {name: _table(chosen, name, rows) for name, rows in sheets.items()}
    return Register(chosen, tables)


def _table(schemas: Schemas, name: str, rows: Sequence[Row]) -> Table:
    schema = schemas[name]
    records = []
    for number, row in enumerate(rows, start=2):
        values = {
            column.name: row.get(column.name, () if column.many else column.default)
            for column in schema.fields
        }
        key = " / ".join(str(values[part]) for part in schema.primary_key)
        faults = frozenset(row.get("faults", ()))  # type: ignore[call-overload]
        values |= dict.fromkeys(faults)
        records.append(Record(name, number, key, values, faults))
    by_key = MappingProxyType({record.key: record for record in records})
    return Table(schema, tuple(records), by_key=by_key)
