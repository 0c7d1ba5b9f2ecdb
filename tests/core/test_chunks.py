"""Columns read in chunks: whatever the cells, the same as one by one."""

from __future__ import annotations

import random
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.cells import Failure, is_blank
from automations.engine.core.chunks import CHUNK, ColumnReader
from automations.engine.core.grid import Cell, ErrorValue, NoStoredValue
from automations.engine.core.schema import Field, Kind, Reference
from automations.engine.core.values import default, reader
from tests.text_tables import column

COLUMNS = {
    "text": column("text"),
    "short": column("short", max_length=5),
    "markdown": column("markdown", Kind.MARKDOWN, max_length=40),
    "code": column("code", pattern=r"^A-\d{2,4}$", example="A-01"),
    "list": column("list", enum=("open", "1", "gesloten"), default="open"),
    "several": column("several", enum=("a", "b", "c"), many=True, delimiter=";"),
    "email": column("email", Kind.EMAIL),
    "phone": column("phone", Kind.PHONE),
    "url": column("url", Kind.URL),
    "integer": column("integer", Kind.INTEGER, minimum=0, maximum=1000),
    "decimal": column("decimal", Kind.DECIMAL, minimum=1, maximum=5),
    "money": column("money", Kind.MONEY, minimum=0),
    "date": column("date", Kind.DATE),
    "time": column("time", Kind.TIME),
    "yes-no": column("yes-no", Kind.YES_NO, default=False),
    "reference": column("reference", reference=Reference("things", "code", "thing", "things")),
}

CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(
        [
            *(
                "",
                " ",
                "\u00a0",
                "\u200b",
                " x",
                "x ",
                "x  y",
                "a|b",
                "a |b",
                "\u202ex",
                "A-01",
                "a-01",
            ),
            *("A-0001 ", "open", "OPEN", "1", "a; b", "a;a", "b;d", "an@dordrecht.example"),
            *(
                "AN@Dordrecht.example",
                "a..b@x.nl",
                ".a@x.nl",
                "a@x",
                "a@b@x.nl",
                "a.@x.nl",
                "a@-x.nl",
            ),
            *("a@x.test", "a@xn--mnchen-3ya.example", "é@x.nl", "a\n@x.nl", "a b@x.nl", "@x.nl"),
            *("06-12345678", "31-06-2016", "12-3-2016", "3/14/16", "€ 1.250,00", "1.250", "12,5"),
            *("9.30 uur", "ja", "x", "nee", "https://dordrecht.example", "x" * 70),
            *(True, False, 0, 1, 1.0, 0.0, -1, 2, 12.5, 1e300, -1e300, 10**16, 1e15),
            *(float("nan"), float("inf"), float("-inf"), 0.1, 4.999, 5.0, 5.01),
            *(date(2016, 1, 1), date(1, 1, 1), date(9999, 12, 31), datetime(2016, 1, 1, 9, 30)),  # noqa: DTZ001 - as cells have them
            *(time(9, 30), time(23, 59, 59, 999999), ErrorValue("#N/A"), NoStoredValue()),
        ]
    ),
    st.integers(-(10**17), 10**17),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.booleans(),
)


def one_by_one(field: Field, cells: list[Cell]) -> tuple[list[Any], dict[int, Failure], set[int]]:
    """Read cells as the column's reader defines it."""
    read, nothing = reader(field), () if field.many else None
    values = [read(cell) for cell in cells]
    failures = {place: v for place, v in enumerate(values) if isinstance(v, Failure)}
    blanks = {place for place, cell in enumerate(cells) if is_blank(cell)}
    return [nothing if place in failures else v for place, v in enumerate(values)], failures, blanks


def typed(values: list[Any]) -> list[tuple[type, Any]]:
    """Return values with their types: 1, 1.0 and True are not the same."""
    return [(type(value), value) for value in values]


@pytest.mark.parametrize("name", COLUMNS)
@given(cells=st.lists(CELLS, max_size=40))
def test_a_chunk_is_read_as_its_cells_are(name: str, cells: list[Cell]) -> None:
    """Values, failures and blanks are those of the reader, in any mixture."""
    field = COLUMNS[name]
    column_reader = ColumnReader(field)
    for _ in range(2):  # what was remembered from the first time is the same
        read = column_reader(cells)
        values, failures, blanks = one_by_one(field, cells)
        assert typed(read.values) == typed(values)
        assert read.failures == failures
        assert read.blanks == blanks


RIGHT: dict[str, list[Cell]] = {
    "text": ["Netwerk van sleutelfiguren", "Persmap"],
    "code": ["A-01", "A-0002"],
    "list": ["open", "gesloten"],
    "email": ["an@dordrecht.example", "wijk.zuid@stad.example"],
    "integer": [1.0, 0.0, 1000.0],
    "decimal": [1.0, 4.5],
    "money": [1250.0, 0.1],
    "date": [date(2016, 1, 1), datetime(2016, 2, 1)],  # noqa: DTZ001 - as cells have them
    "yes-no": ["ja", "nee"],
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_cells_are_not_read_one_by_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the fast path would be slow, and nobody would notice."""
    field = COLUMNS[name]
    cells = (RIGHT[name] * CHUNK)[: 2 * CHUNK]
    expected = one_by_one(field, cells)[0]
    column_reader = ColumnReader(field)
    monkeypatch.setattr(ColumnReader, "_one", None)
    assert typed(column_reader(cells).values) == typed(expected)


def test_one_bad_cell_costs_its_neighbours_only() -> None:
    """Of a long column with one mistake hardly any cell is read one by one."""
    field, cells = COLUMNS["code"], [f"A-{number:04}" for number in range(5000)]
    cells[4321] = "B-1"
    column_reader, seen = ColumnReader(field), list[str]()
    read = column_reader._read  # noqa: SLF001 - to count
    column_reader._read = lambda cell: (seen.append(str(cell)), read(cell))[1]  # noqa: SLF001 - as above
    assert set(column_reader(cells).failures) == {4321}
    assert len(seen) <= 4


def test_a_column_of_any_length_is_read_whole() -> None:
    """No cell falls between two chunks."""
    chance = random.Random(2016)  # noqa: S311 - lengths, not secrets
    for length in (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + chance.randrange(CHUNK)):
        cells: list[Cell] = [f"A-{number % 90 + 10}" for number in range(length)]
        assert ColumnReader(COLUMNS["code"])(cells).values == cells


def test_a_blank_cell_has_its_default() -> None:
    """In the fast path as in the slow one."""
    assert ColumnReader(COLUMNS["yes-no"])([None, "ja", ""]).values == [False, True, False]
    assert default(COLUMNS["several"]) == ()
