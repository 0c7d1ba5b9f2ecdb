"""The fast way, the exact way and another program's reader see the same cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automations.engine.core.grid import Cell, ErrorValue, NoStoredValue, Tab
from automations.engine.example import build_example
from automations.engine.sheets import overlay, parse
from automations.engine.sheets.grids import Grids
from automations.engine.words import Words
from tests.text_tables import shipped

Rows = Sequence[Sequence[Cell]]

# Signs that XML may hold, beginning with those that are something else there.
SIGNS = st.characters(
    codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"
)
TEXTS = st.text(SIGNS, max_size=12) | st.sampled_from(
    ["<&>\"'", "_x000D_", "_x005F_", "a\nb", "#N/A", "=1+1", "31-2-2016", " t='e'", "]]>", "<c r="]
)
DAYS = st.dates(date(1900, 3, 1), date(2199, 12, 31))
CELLS = st.one_of(
    st.none(),
    st.none(),
    TEXTS,
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 3)),
    DAYS,
    st.datetimes(datetime(1900, 3, 1), datetime(2199, 12, 31)).map(  # noqa: DTZ001 - no zones here
        lambda moment: moment.replace(microsecond=0)
    ),
    st.times().map(lambda moment: moment.replace(microsecond=0)),
)
SHEETS = st.lists(st.lists(CELLS, max_size=30), max_size=12)


def written(rows: Rows, *, left: int, above: int, shared: bool, from_1904: bool = False) -> bytes:
    """Write rows as XlsxWriter does, some way from the first cell."""
    content = BytesIO()
    options = {"constant_memory": not shared, "date_1904": from_1904, "strings_to_formulas": False}
    with xlsxwriter.Workbook(content, {**options, "strings_to_urls": False}) as book:
        formats = {
            date: book.add_format({"num_format": "dd-mm-yyyy"}),
            datetime: book.add_format({"num_format": "[$-413]d mmm yyyy hh:mm:ss"}),
            time: book.add_format({"num_format": "hh:mm:ss"}),
        }
        sheet = book.add_worksheet("Things")
        for at, cells in enumerate(rows, above):
            for column, cell in enumerate(cells, left):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif isinstance(cell, date | time):
                    sheet.write_datetime(at, column, cell, formats[type(cell)])
                elif cell is not None:
                    sheet.write(at, column, cell)
    return content.getvalue()


def fast(content: bytes) -> tuple[Tab, ...]:
    """Read as always."""
    return Grids().tabs(parse.read(content))


def exact(content: bytes) -> tuple[Tab, ...]:
    """Read every sheet element by element."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overlay, "is_plain", lambda *_, **__: False)
        return Grids().tabs(parse.read(content))


def trimmed(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Leave out trailing blanks; a moment at midnight is a day."""
    found = []
    for cells in rows:
        row = [None if cell == "" else cell for cell in cells]
        while row and row[-1] is None:
            row.pop()
        found.append([_day(cell) for cell in row])
    while found and not found[-1]:
        found.pop()
    return found


def _day(cell: object) -> object:
    return cell.date() if isinstance(cell, datetime) and cell.time() == time() else cell


def _plain(cell: Cell) -> object:
    """Return a cell as openpyxl shows it: an error as text, and what has no outcome as blank."""
    if isinstance(cell, NoStoredValue):
        return None
    return cell.text if isinstance(cell, ErrorValue) else cell


def _is_before(cell: object) -> bool:
    """Tell whether a day cannot be written in a workbook that counts from 1904."""
    return isinstance(cell, date) and cell.year < 1905


def same(one: object, other: object) -> bool:
    """Compare cells with their kind; a float may differ in its last digit."""
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) < 1e-6
    return type(one) is type(other) and one == other


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=SHEETS,
    left=st.integers(0, 40),
    above=st.integers(0, 5),
    shared=st.booleans(),
    from_1904=st.booleans(),
)
def test_what_was_written_is_read_both_ways(
    rows: Rows, left: int, above: int, *, shared: bool, from_1904: bool
) -> None:
    """Any cells, anywhere, with texts in either place, and days from 1900 or 1904."""
    if from_1904:
        rows = [[None if _is_before(cell) else cell for cell in cells] for cells in rows]
    content = written(rows, left=left, above=above, shared=shared, from_1904=from_1904)
    (one,), (other,) = fast(content), exact(content)
    assert one == other
    assert [[type(cell) for cell in row] for row in one.rows] == [
        [type(cell) for cell in row] for row in other.rows
    ]
    expected = trimmed([*[[]] * above, *([*[None] * left, *cells] for cells in rows)])
    found = [list(cells) for cells in one.rows]
    assert len(found) == len(expected)
    for mine, theirs in zip(found, expected, strict=True):
        assert len(mine) == len(theirs)
        assert all(map(same, theirs, mine)), (mine, theirs)


def test_the_example_is_read_the_same_in_three_ways(tmp_path: Path) -> None:
    """By us, by us exactly, and by openpyxl: cells, hiding and notes."""
    build_example(tmp_path, shipped(), Words("nl"))
    for path in sorted((tmp_path / "workbooks").glob("*.xlsx")):
        content = path.read_bytes()
        tabs = fast(content)
        assert tabs == exact(content)
        book = openpyxl.load_workbook(path, data_only=True)
        assert [tab.title for tab in tabs] == book.sheetnames
        for tab in tabs:
            sheet = book[tab.title]
            theirs = trimmed([[cell.value for cell in row] for row in sheet.iter_rows()])
            ours = trimmed([[_plain(cell) for cell in row] for row in tab.rows])
            assert ours == theirs, (path.name, tab.title)
            assert tab.hidden == (sheet.sheet_state != "visible")
            notes = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
            assert sorted(tab.notes) == sorted(notes)
