"""A large tab is checked while it comes in: the outcome is that of checking it afterwards."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import pytest

from automations.engine.core.checks import check
from automations.engine.core.checks.again import same_cells
from automations.engine.core.checks.ahead import Ahead, ahead_of
from automations.engine.core.grid import Cell, Columns, Tab, Workbook
from automations.engine.core.schema import Kind
from tests.text_tables import column, context, schemas, things

SCHEMA = things(column("name"), column("held_on", Kind.DATE, required=True))
CELLS: Sequence[Cell] = ("x", None, "", date(2016, 5, 1), "3/14/16", "12-3-2016", 7, "31-6-2016")


def grid(rows: int, *, above: int = 0) -> list[list[Cell]]:
    """Return columns with mistakes in them, below a header."""
    chance = random.Random(rows)  # noqa: S311 - data, not secrets
    columns: list[list[Cell]] = [
        [None] * above + ["Code"] + [f"A-{number % 900:03}" for number in range(rows)],
        [None] * above + ["Name"] + [f"Naam {number}" for number in range(rows)],
        [None] * above + ["Held_on"] + [date(2016, 5, 1)] * rows,
    ]
    for _ in range(rows // 5):
        place = chance.randrange(rows) + above + 1
        chance.choice(columns)[place] = chance.choice(CELLS)
    return columns


def looked(columns: Sequence[Sequence[Cell]], ahead: Ahead | None) -> object:
    """Check a tab; return all that it gives."""
    rows = Columns(columns)
    rows.ahead = ahead
    book = Workbook("programme", "things.xlsx", (Tab(SCHEMA.title, rows),))
    checked = check({"programme": book}, schemas(SCHEMA), context())
    records = [(one.row, one.key, one.values, one.faults) for one in checked.register["things"]]
    return checked.findings, checked.sheets, records


@pytest.mark.parametrize("above", [0, 3])
@pytest.mark.parametrize("step", [7, 100, 5000])
def test_what_is_read_ahead_changes_no_outcome(step: int, above: int) -> None:
    """Findings, records and faults are the same, wherever a part of the rows ended."""
    columns = grid(600, above=above)
    ahead = Ahead(SCHEMA)
    for end in range(above + 1, above + 602 + step, step):
        ahead.take([one[:end] for one in columns])
    assert looked(columns, ahead) == looked(columns, None)


def test_what_is_read_ahead_is_used_once() -> None:
    """The check changes what it takes, and may come by again with other roles."""
    columns = grid(50)
    ahead = Ahead(SCHEMA)
    ahead.take(columns)
    name = SCHEMA["name"]
    assert ahead.give(name, 1, 1, 50) is not None
    assert ahead.give(name, 1, 1, 50) is None
    assert looked(columns, ahead) == looked(columns, None) == looked(columns, ahead)


@pytest.mark.parametrize(("place", "row", "height"), [(0, 1, 50), (1, 2, 49), (1, 1, 49)])
def test_what_turns_out_to_be_elsewhere_is_not_used(place: int, row: int, height: int) -> None:
    """Another column, another header, or another number of rows."""
    ahead = Ahead(SCHEMA)
    ahead.take(grid(50))
    assert ahead.give(SCHEMA["name"], place, row, height) is None


def test_a_tab_without_a_header_yet_is_waited_for() -> None:
    """It may be in the next rows, or in none."""
    ahead = Ahead(SCHEMA)
    ahead.take([[None, "Verslag"], [None, None]])
    ahead.take([[]])
    assert ahead.give(SCHEMA["name"], 1, 1, 1) is None


def test_a_tab_is_known_by_its_workbook_and_its_title() -> None:
    """As the check finds it: by title or English name, in any case."""
    begin = ahead_of(schemas(SCHEMA))
    assert begin("programme", SCHEMA.title.upper()) is not None
    assert begin("programme", SCHEMA.name) is not None
    assert begin("programme", "Anders") is None
    assert begin("partners", SCHEMA.title) is None


def test_columns_are_rows_like_any_other() -> None:
    """They end at their last filled cell, in a part of them too."""
    rows = Columns([["a", 1, None], [None, 2, None], [None, None, None]])
    assert list(rows) == [("a",), (1, 2), ()] == [rows[0], rows[1], rows[-1]]
    assert rows == [("a",), (1, 2), ()]
    assert rows != [("a",)]
    assert rows != 1
    assert rows[1:] == [(1, 2), ()]
    assert list(rows[::2]) == [("a",), ()]
    assert len(rows[1:2]) == 1
    assert list(Columns([[1, 2]])) == [(1,), (2,)]
    assert len(Columns([])) == 0
    assert list(Columns([])) == []
    with pytest.raises(IndexError):
        _ = rows[3]


def test_columns_are_compared_in_kind() -> None:
    """As rows are: 1 and 1.0 are not the same cells."""
    assert same_cells(Columns([[1, "a"]]), Columns([[1, "a"]]))
    assert not same_cells(Columns([[1, "a"]]), Columns([[1.0, "a"]]))
    assert not same_cells(Columns([[1]]), Columns([[1], [None]]))
    assert same_cells(Columns([[1]]), [(1,)])
