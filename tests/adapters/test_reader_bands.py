"""Large sheets are read in bands of rows, and nothing that stands in one tells so."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automations.engine.core.grid import Columns, ErrorValue, NoStoredValue, Tab
from automations.engine.sheets import ooxml, parse
from automations.engine.sheets.grids import Grids
from automations.engine.sheets.guarded import GuardedSource
from automations.engine.sheets.package import RefusedError
from automations.engine.sheets.plain import DAYS, MIXED, NUMBERS
from tests.adapters.test_reader_agreement import SHEETS, Rows, exact, written
from tests.raw_workbooks import (
    DATE,
    number,
    parts_of,
    relations,
    row,
    save,
    save_sheet,
    sheet,
    strings,
    text,
)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a band be a few rows."""
    monkeypatch.setattr(parse, "BAND", 200)
    monkeypatch.setattr(parse, "AROUND", 0)


def banded(content: bytes) -> tuple[Tab, ...]:
    """Read with bands that come before the tabs, as the reading process sends them."""
    grids, numbers = Grids(), iter(range(10**6))

    def send(tab: int, title: str, band: Any) -> int:  # noqa: ANN401 - plain data
        grids.take(tab, title, band)
        return next(numbers)

    return grids.tabs(parse.read(content, send=send))


def read(folder: Path, content: str) -> Tab:
    """Read a sheet that is written part by part."""
    path = folder / "things.xlsx"
    save_sheet(path, content)
    (tab,) = banded(path.read_bytes())
    assert tab.rows == exact(path.read_bytes())[0].rows
    return tab


@pytest.mark.usefixtures("narrow")
@settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    rows=SHEETS,
    left=st.integers(0, 40),
    above=st.integers(0, 5),
    shared=st.booleans(),
    from_1904=st.booleans(),
)
def test_cells_in_bands_are_those_of_the_exact_way(
    rows: Rows, left: int, above: int, *, shared: bool, from_1904: bool
) -> None:
    """Any cells, anywhere, in kind too, wherever a band ends."""
    content = written(rows, left=left, above=above, shared=shared, from_1904=from_1904)
    (one,), (other,) = banded(content), exact(content)
    assert one.rows == other.rows
    assert [list(map(type, cells)) for cells in one.rows] == [
        list(map(type, cells)) for cells in other.rows
    ]


def lines(count: int) -> Iterator[str]:
    """Yield rows with a header above them."""
    yield row(text("A1", "Code"), text("B1", "Aantal"))
    for at in range(2, count + 2):
        yield row(text(f"A{at}", f"A-{at:03}"), number(f"B{at}", str(at)))


@pytest.mark.usefixtures("narrow")
def test_a_large_sheet_is_kept_as_columns(tmp_path: Path) -> None:
    """A row is made when somebody asks for it."""
    tab = read(tmp_path, sheet(*lines(40)))
    assert isinstance(tab.rows, Columns)
    assert tab.rows[40] == ("A-041", 41)


@pytest.mark.usefixtures("narrow")
def test_errors_formulas_and_numbers_that_are_no_dates_are_seen_in_every_band(
    tmp_path: Path,
) -> None:
    """What calamine shows as blank or as midnight, also at the edges of what it shows."""
    odd = [
        row('<c r="A30" t="e"><v>#N/A</v></c>', number("B30", "-3", DATE)),
        row('<c r="D50" t="e"/>'),
        row('<c r="A60"><f>B1</f></c>', number("B60", "3.5")),
        row('<c r="F90"><f>B1</f></c>'),
    ]
    tab = read(tmp_path, sheet(*lines(20), *odd))
    assert tab.rows[29] == (ErrorValue("#N/A"), ErrorValue("#VALUE!"))
    assert tab.rows[49] == (None, None, None, ErrorValue("#VALUE!"))
    assert tab.rows[59] == (NoStoredValue(), 3.5)
    assert tab.rows[89] == (None, None, None, None, None, NoStoredValue())


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(
    "last",
    [
        row(text("A5", "too high"), text("B5", "x")),
        row(text("XFD1048576", "far away")),
        '<row r="70"><c t="inlineStr" r="A70"><is><t>x</t></is></c></row>',
        '<row r="70"><!-- a remark --><c r="A70"><v>1</v></c></row>',
        row(text("A70", "_x2028_")),
        "<row r='70'><c r='A70'><v>1</v></c></row>",
    ],
    ids=["order", "far", "address", "comment", "escape", "quotes"],
)
def test_a_last_row_that_is_written_otherwise_is_read_exactly(tmp_path: Path, last: str) -> None:
    """Then all of the sheet is, whatever was read in bands before."""
    assert not isinstance(read(tmp_path, sheet(*lines(50), last)).rows, Columns)


def shared_text(at: str, number: str, more: str = "") -> str:
    """Return a cell that refers to a shared text."""
    return f'<c r="{at}" t="s"{more}><v>{number}</v></c>'


def with_texts(folder: Path, cell: str, *items: str) -> bytes:
    """Return a workbook with shared texts, of which two cells refer to the first, and `cell`."""
    path = folder / "things.xlsx"
    first = row(shared_text("A68", "0"), shared_text("B68", "0"))
    to = relations(
        *(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        ("sharedStrings", "sharedStrings.xml"),
    )
    parts = {"xl/_rels/workbook.xml.rels": to, "xl/sharedStrings.xml": strings(*items)}
    save(path, {**parts_of(sheet(*lines(40), first, row(cell))), **parts})
    return path.read_bytes()


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(
    ("cell", "means"),
    [
        (shared_text("A70", "1"), "tweede & derde"),
        (shared_text("A70", "01"), "tweede & derde"),
        (shared_text("A70", " 1 "), "tweede & derde"),
        (shared_text("A70", "0", ' cm="0"'), "eerste"),
        (text("A70", "\ue0001"), "\ue0001"),
        ('<c r="A70" t="inlineStr"><is><t>&#xE000;1</t></is></c>', "\ue0001"),
        ('<c r="A70" t="str"><f>B1</f><v>1</v></c>', "1"),
        (text("A70", ' t="s"'), ' t="s"'),
    ],
)
def test_the_number_of_a_shared_text_is_told_from_any_text(
    tmp_path: Path, cell: str, means: object
) -> None:
    """Bands are read without the shared texts; what stands for one is no text of a cell."""
    content = with_texts(tmp_path, cell, "<t>eerste</t>", "<t>tweede &amp; derde</t>")
    (tab,) = banded(content)
    assert tab.rows == exact(content)[0].rows
    assert (tab.rows[67], tab.rows[69]) == (("eerste", "eerste"), (means,))


@pytest.mark.usefixtures("narrow")
def test_the_number_of_no_shared_text_is_damage(tmp_path: Path) -> None:
    """In a band as in a sheet that is read whole."""
    with pytest.raises(RefusedError, match="damaged"):
        banded(with_texts(tmp_path, shared_text("A70", "2"), "<t>a</t>", "<t>b</t>"))


XML_SIGNS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.lists(st.text(XML_SIGNS | st.sampled_from("&<>'\"] \n\t_x0D")), max_size=9)


@given(texts=TEXTS, kept=st.booleans())
def test_shared_texts_in_one_go_are_those_of_a_parser(texts: list[str], *, kept: bool) -> None:
    """Whatever they hold, escapes of both kinds too."""
    begin = '<t xml:space="preserve">' if kept else "<t>"
    content = strings(*(f"{begin}{escape(one)}</t>" for one in texts)).encode()
    usual = ooxml.usual_texts(content)
    assert usual is None or usual == ooxml.parsed_texts(content)
    assert (usual is None) == (not texts or any("]]>" in one for one in texts))


@pytest.mark.parametrize(
    "items",
    [
        ("<t>a</t>", "<r><t>b</t></r><r><t>c</t></r>"),
        ("<t>a</t><rPh><t>b</t></rPh>",),
        ("<t>a</t>", ""),
        ("<t>a</t>", "<t/>"),
        ("<t>a</t>", "<!-- b --><t>c</t>"),
        ("<t><![CDATA[b]]></t>",),
        ("<t>a&#10;b</t>",),
        ("<t>a\rb</t>",),
        ("<t>a</t>\n",),
        ("<t>a</t><t>b</t>",),
        ("<t>a</t></si></sst><!--<si><t>b</t>",),
    ],
)
def test_shared_texts_that_are_written_otherwise_are_parsed(items: Sequence[str]) -> None:
    """What is not exactly as most programs write it."""
    assert ooxml.usual_texts(strings(*items).encode()) is None


@pytest.mark.parametrize("wrong", ["&nbsp;", "&", "\x01", "]]>", "\ufffe", "\udc80"])
def test_shared_texts_that_are_no_xml_are_damage(wrong: str) -> None:
    """As a parser says."""
    content = strings("<t>a</t>", f"<t>{wrong}</t>").encode("utf-8", "surrogatepass")
    with pytest.raises(RefusedError, match="damaged"):
        ooxml.read_texts(content)


@pytest.mark.parametrize("size", [3 << 20, 6 << 20])
def test_no_dtd_hides_in_a_large_part(tmp_path: Path, size: int) -> None:
    """Not in a sheet that is read piece by piece, nor in a large part that nobody asks for."""
    path, filler = tmp_path / "things.xlsx", "<x/>" * (size // 4)
    save_sheet(path, sheet(*lines(2), after=f'{filler}<!DOCTYPE x [<!ENTITY e "e">]>'))
    with pytest.raises(RefusedError, match="dtd"):
        banded(path.read_bytes())
    hidden = f"<!DOCTYPE x><x>{random.Random(1).randbytes(size // 2).hex()}</x>"  # noqa: S311 - filler
    save(path, {**parts_of(sheet(*lines(2))), "xl/other.xml": hidden})
    with pytest.raises(RefusedError, match="dtd"):
        banded(path.read_bytes())


@pytest.mark.usefixtures("narrow")
def test_a_damaged_byte_in_a_late_band_is_damage() -> None:
    """What was read before it is not used."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as file:
        for name, part in parts_of(sheet(*lines(50))).items():
            file.writestr(name, part)
    damaged = content.getvalue().replace(b"A-049", b"A-049"[::-1])
    with pytest.raises(RefusedError, match="damaged"):
        banded(damaged)


def test_the_service_reads_a_large_sheet_in_bands(tmp_path: Path) -> None:
    """From the process that reads to the tab, and again after that."""
    path = tmp_path / "things.xlsx"
    save_sheet(path, sheet(*lines(60_000)))
    source = GuardedSource()
    for _ in range(2):
        tab = source.read("things", str(path)).tabs[0]  # type: ignore[union-attr]
        assert isinstance(tab.rows, Columns)
        assert (len(tab.rows), tab.rows[60_000]) == (60_001, ("A-60001", 60_001))


ONE = (MIXED, ["a"], {})


@pytest.mark.parametrize(
    "bands",
    [
        [(0, [ONE]), (0, [ONE])],
        [(-1, [ONE])],
        [(10**7, [ONE])],
        [(900_000, [ONE, ONE])],
        [(0, [ONE, (MIXED, ["a", "b"], {})])],
        [(0, [(DAYS, [0], {})])],
        [(0, [(NUMBERS, ["a"], {})])],
        [(0, [ONE] * 20_000)],
    ],
)
def test_what_is_no_band_is_no_tab(bands: list[Any]) -> None:
    """Should a workbook ever take the parser over, what it says is looked at."""
    with pytest.raises((ValueError, TypeError)):
        Grids().tabs([("Things", tuple(bands), False, [], 0)])


def test_a_tab_names_the_bands_that_came_for_it() -> None:
    """Others than those, or in another order, are not its rows."""
    for named in ((1, 0), (0,), (0, 1, 2)):
        grids = Grids()
        for first in range(2):
            grids.take(0, "Things", (first, [ONE]))
        with pytest.raises(ValueError, match="other bands"):
            grids.tabs([("Things", named, False, [], 0)])


def test_numbers_keep_their_kind() -> None:
    """Whole ones are whole as far as a float holds them, what is no number stays as it is."""
    given = [1.0, -0.0, 2.5, 1e15, float("inf"), -1e14]
    (tab,) = Grids().tabs([("Things", ((0, [(NUMBERS, given, {})]),), False, [], 0)])
    assert [(type(cell), cell) for (cell,) in tab.rows] == [
        *((int, 1), (int, 0), (float, 2.5), (float, 1e15), (float, float("inf"))),
        (int, -(10**14)),
    ]
    (tab,) = Grids().tabs([("Things", ((0, [(NUMBERS, [1e300, 2.0], {})]),), False, [], 0)])
    assert [(type(cell), cell) for (cell,) in tab.rows] == [(float, 1e300), (int, 2)]
