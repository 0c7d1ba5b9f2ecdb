"""The rows of the example: one file per sheet in `sheets/`.

Most are a table with bars between the cells; texts of several lines are written as rows. A cell is
typed as its column says; one that starts with an apostrophe stays text, as in a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import yaml

from automations.engine.core.schema import Field, Kind, Schema, Schemas

HERE = Path(__file__).parent
SHEETS = HERE / "sheets"

Row = dict[str, object]
Rows = Mapping[str, Sequence[Row]]

_TYPED: Mapping[Kind, Callable[[str], object]] = {
    Kind.INTEGER: int,
    Kind.DECIMAL: float,
    Kind.MONEY: Decimal,
    Kind.DATE: date.fromisoformat,
    Kind.TIME: time.fromisoformat,
}


def read_rows(schemas: Schemas) -> dict[str, list[Row]]:
    """Return the rows of every sheet of the example, by the English names of its columns."""
    return {
        name: list(_rows(schema))
        for name, schema in schemas.sheets.items()
        if (SHEETS / f"{name}.yaml").is_file()
    }


def _rows(schema: Schema) -> Iterator[Row]:
    data = yaml.safe_load((SHEETS / f"{schema.name}.yaml").read_text("utf-8"))
    if "rows" in data:
        yield from data["rows"]
        return
    header, *lines = [_cells(line) for line in data["table"].splitlines()]
    columns = [schema[name] for name in header]
    for cells in lines:
        typed = zip(columns, cells, strict=True)
        yield {column.name: _typed(column, cell) for column, cell in typed if cell}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _typed(column: Field, cell: str) -> object:
    if cell.startswith("'"):
        return cell[1:]
    return _TYPED.get(column.kind, str)(cell)
