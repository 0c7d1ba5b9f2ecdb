"""The same cells as frictionless: what Table Schema knows of, we judge as its own library does."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from automations.engine.core.schema import Field, Kind
from tests.text_tables import context, schemas, things

frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")

ROWS = 60
LISTS = (("open", "dicht"), ("a", "b", "c"), ("laag", "midden", "hoog", "onbekend"))
FIRST = date(2016, 1, 1)

# Only what both understand in one way: no blanks around, no other case, no Dutch notations.
Make = Callable[[random.Random], tuple[Field, dict[str, Any], Callable[[], Any]]]


def text(chance: random.Random, name: str) -> tuple[Field, dict[str, Any], Callable[[], Any]]:
    """Return a text column with a length, its descriptor, and what makes its cells."""
    longest = chance.randrange(3, 12)
    column = Field(name, name, Kind.TEXT, "", max_length=longest)
    described = {"name": name, "type": "string", "constraints": {"maxLength": longest}}
    return column, described, lambda: "x" * chance.randrange(1, 15)


def pattern(chance: random.Random, name: str) -> tuple[Field, dict[str, Any], Callable[[], Any]]:
    """Return a column of codes."""
    digits = chance.randrange(1, 4)
    shape = rf"^B-\d{{{digits}}}$"
    column = Field(name, name, Kind.TEXT, "", pattern=shape, example="B-1")
    described = {"name": name, "type": "string", "constraints": {"pattern": shape}}
    return column, described, lambda: f"B-{chance.randrange(10 ** chance.randrange(1, 5))}"


def listed(chance: random.Random, name: str) -> tuple[Field, dict[str, Any], Callable[[], Any]]:
    """Return a column with a list."""
    values = chance.choice(LISTS)
    column = Field(name, name, Kind.TEXT, "", enum=values)
    described = {"name": name, "type": "string", "constraints": {"enum": list(values)}}
    return column, described, lambda: chance.choice([*values, *values, "iets anders"])


def whole(chance: random.Random, name: str) -> tuple[Field, dict[str, Any], Callable[[], Any]]:
    """Return a column of whole numbers between bounds."""
    low, high = chance.randrange(5), chance.randrange(5, 20)
    column = Field(name, name, Kind.INTEGER, "", minimum=low, maximum=high)
    described = {
        "name": name,
        "type": "integer",
        "constraints": {"minimum": low, "maximum": high},
    }
    return column, described, lambda: chance.choice([chance.randrange(-3, 25), "veel", 2])


def decimal(chance: random.Random, name: str) -> tuple[Field, dict[str, Any], Callable[[], Any]]:
    """Return a column of numbers between bounds."""
    column = Field(name, name, Kind.DECIMAL, "", minimum=1, maximum=5)
    described = {"name": name, "type": "number", "constraints": {"minimum": 1, "maximum": 5}}
    return column, described, lambda: chance.choice([chance.randrange(0, 12) / 2, "goed"])


def day(chance: random.Random, name: str) -> tuple[Field, dict[str, Any], Callable[[], Any]]:
    """Return a column of dates."""
    column = Field(name, name, Kind.DATE, "")
    described = {"name": name, "type": "date"}
    return (
        column,
        described,
        lambda: chance.choice([FIRST + timedelta(days=chance.randrange(400)), "morgen"]),
    )


COLUMNS = (text, pattern, listed, whole, decimal, day)


@pytest.mark.parametrize("seed", range(50))
def test_frictionless_and_we_report_the_same_cells(seed: int) -> None:
    """Required, unique, length, pattern, list, bounds and type, in any mixture, on 50 sheets."""
    chance = random.Random(seed)  # noqa: S311 - data, not secrets
    made = [
        chance.choice(COLUMNS)(chance, f"c{number}") for number in range(chance.randrange(2, 7))
    ]
    required = {column.name for column, _, _ in made if chance.random() < 0.4}
    fields = [_required(column, column.name in required) for column, _, _ in made]
    rows = [_row(number, made, chance) for number in range(ROWS)]
    assert _ours(fields, rows) == _theirs([one for _, one, _ in made], required, rows)


def _required(column: Field, required: bool) -> Field:  # noqa: FBT001 - of a column
    return Field(
        column.name,
        column.title,
        column.kind,
        "",
        required=required,
        enum=column.enum,
        pattern=column.pattern,
        example=column.example,
        minimum=column.minimum,
        maximum=column.maximum,
        max_length=column.max_length,
    )


def _row(number: int, made: list[Any], chance: random.Random) -> list[Any]:
    key = f"A-{number:02}" if chance.random() > 0.05 else "A-01"
    return [key, *(None if chance.random() < 0.15 else make() for _, _, make in made)]


def _ours(fields: list[Field], rows: list[list[Any]]) -> set[tuple[int, str]]:
    from automations.engine.core.checks import check  # noqa: PLC0415 - beside what it is compared with
    from automations.engine.core.grid import Tab, Workbook  # noqa: PLC0415 - as above

    known = schemas(things(*fields))
    grid = [["Code", *(column.title for column in fields)], *rows]
    workbook = Workbook("programme", "things.xlsx", (Tab("Things", grid),))
    found = check({"programme": workbook}, known, context()).findings
    return {(one.row or 0, one.field or "") for one in found}


def _theirs(
    described: list[dict[str, Any]], required: set[str], rows: list[list[Any]]
) -> set[tuple[int, str]]:
    code = {"name": "code", "type": "string", "constraints": {"required": True, "unique": True}}
    columns = [code]
    for one in described:
        constraints = {**one.get("constraints", {}), "required": one["name"] in required}
        columns.append({**one, "constraints": constraints})
    schema = frictionless.Schema.from_descriptor({"fields": columns})
    data = [[one["name"] for one in columns], *rows]
    report = frictionless.Resource(data=data, schema=schema).validate(limit_errors=10_000)
    found = {(error.row_number, error.field_name) for error in report.tasks[0].errors}
    keys = [row[0] for row in rows]  # it reports the second of two; we report both
    doubled = {(number + 2, "code") for number, key in enumerate(keys) if keys.count(key) > 1}
    return {one for one in found if one[1] != "code"} | doubled
