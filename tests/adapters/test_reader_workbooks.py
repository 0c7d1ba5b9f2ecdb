"""Workbooks from files: every kind of cell, and every kind of file that is none."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from automations.engine.core.grid import ErrorValue, NoStoredValue, Tab, Unreadable, Workbook
from automations.engine.sheets import guarded, snapshot
from automations.engine.sheets.guarded import GuardedSource
from automations.engine.words import Words

Book = Callable[[openpyxl.Workbook], object]


def _read(path: Path) -> Workbook:
    found = GuardedSource().read("partners", str(path))
    assert isinstance(found, Workbook)
    return found


def _made(tmp_path: Path, fill: Book) -> Workbook:
    """Save what `fill` does to a new workbook, and read it."""
    book = openpyxl.Workbook()
    fill(book)
    book.save(tmp_path / "partnerregister.xlsx")
    return _read(tmp_path / "partnerregister.xlsx")


def _blank(_: openpyxl.Workbook) -> None:
    """Leave a workbook as it is: one tab without a cell."""


def _written(
    tmp_path: Path, fill: Callable[[xlsxwriter.Workbook], object], **options: object
) -> Tab:
    """Return the first tab of what XlsxWriter wrote, which stores outcomes of formulas."""
    path = tmp_path / "partnerregister.xlsx"
    with xlsxwriter.Workbook(str(path), options) as book:
        fill(book)
    return _read(path).tabs[0]


def _edited(path: Path, part: str, change: Callable[[str], str]) -> Workbook:
    """Change one part of a workbook's XML, and read it."""
    other = path.with_name("edited.xlsx")
    with ZipFile(path) as old, ZipFile(other, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name == part else content)
    return _read(other)


def test_cells_keep_their_kind_and_their_place(tmp_path: Path) -> None:
    """Leading blank rows and columns count; rows are as long as they must be."""

    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.title = "Organisaties"
        sheet["B3"], sheet["C3"], sheet["D3"], sheet["E3"] = "ORG-01", 12, 12.5, True
        sheet["A4"], sheet["B4"] = datetime.fromisoformat("2016-10-03 13:30"), time(13)
        sheet["C4"], sheet["D4"] = timedelta(hours=36), date(2016, 10, 3)
        sheet["D4"].number_format = "dd-mm-yyyy"

    (tab,) = _made(tmp_path, fill).tabs
    assert tab == Tab(
        "Organisaties",
        (
            (),
            (),
            (None, "ORG-01", 12, 12.5, True),
            (
                datetime.fromisoformat("2016-10-03 13:30"),
                time(13),
                1.5,
                date(2016, 10, 3),
            ),
        ),
    )


def test_a_workbook_carries_its_name_file_and_fingerprint(tmp_path: Path) -> None:
    """The fingerprint is of the very bytes that were read."""
    book = _made(tmp_path, _blank)
    path = tmp_path / "partnerregister.xlsx"
    assert (book.name, book.file) == ("partners", "partnerregister.xlsx")
    assert book.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()
    assert book.tabs[0].rows == ()


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    """Old Macs made such workbooks; the day is the same."""

    def fill(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book.active["A1"] = datetime.fromisoformat("2016-10-03")

    assert _made(tmp_path, fill).tabs[0].rows == ((date(2016, 10, 3),),)


def test_error_values_are_told_from_text(tmp_path: Path) -> None:
    """Also where a date is out of Excel's range."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=NA()", None, "#N/A")
        sheet.write_string("B1", "#N/A is een foutwaarde")

    tab = _written(tmp_path, fill)
    assert tab.rows == ((ErrorValue("#N/A"), "#N/A is een foutwaarde"),)


def test_a_formula_without_stored_outcome_is_told_from_a_blank(tmp_path: Path) -> None:
    """Programs that write files do not calculate; an outcome that is an empty text is stored."""

    def fill(book: openpyxl.Workbook) -> None:
        book.active["B2"], book.active["C2"] = "=1+1", "x"

    assert _made(tmp_path, fill).tabs[0].rows == ((), (None, NoStoredValue(), "x"))

    def stored(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("B1", '=""', None, "")

    _written(tmp_path, stored)
    book = _edited(
        tmp_path / "partnerregister.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace('<c r="B1">', '<c r="B1" t="str">'),  # as Excel writes it
    )
    assert book.tabs[0].rows == ((2,),)


def test_formulas_are_found_where_cells_have_no_address(tmp_path: Path) -> None:
    """The standard lets a writer leave addresses out."""

    def fill(book: openpyxl.Workbook) -> None:
        book.active["A1"], book.active["B1"], book.active["B2"] = "x", "=1", "=2"

    _made(tmp_path, fill)
    book = _edited(
        tmp_path / "partnerregister.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(r'(<c) r="B1"|(<row) r="2"', r"\1\2", xml),
    )
    assert book.tabs[0].rows == (("x", NoStoredValue()), (None, NoStoredValue()))


def test_hidden_tabs_notes_and_drawings_are_seen(tmp_path: Path) -> None:
    """A closed workbook may not have them."""

    def fill(book: openpyxl.Workbook) -> None:
        book.active["A1"] = "Code"
        book.active["A1"].comment = Comment("uitleg", "dienst")
        book.active["C9"].comment = Comment("Jan", "iemand")
        book.create_sheet("Verborgen").sheet_state = "veryHidden"

    visible, hidden = _made(tmp_path, fill).tabs
    assert (visible.hidden, visible.notes, visible.boxes) == (False, ("A1", "C9"), 0)
    assert (hidden.hidden, hidden.rows) == (True, ())

    def draw(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.insert_textbox("B2", "Jan Jansen")
        sheet.insert_textbox("B9", "Piet")

    assert _written(tmp_path, draw).boxes == 2


def test_a_chart_sheet_is_a_tab_without_rows(tmp_path: Path) -> None:
    """It stands in its place among the others, and can hold text."""

    def fill(book: xlsxwriter.Workbook) -> None:
        chart = book.add_chart({"type": "bar"})
        book.add_chartsheet("Grafiek").set_chart(chart)
        book.add_worksheet("Data").write("A1", 1)
        chart.add_series({"values": "=Data!$A$1:$A$1"})

    tab = _written(tmp_path, fill)
    assert (tab.title, tab.rows, tab.boxes) == ("Grafiek", (), 1)


def test_merged_hidden_and_filtered_rows_are_there(tmp_path: Path) -> None:
    """They count; a merged title stands in its first cell."""

    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet["A1"], sheet["A2"], sheet["A3"] = "Overzicht", "Code", "ORG-01"
        sheet.merge_cells("A1:D1")
        sheet.row_dimensions[3].hidden = True
        sheet.auto_filter.ref = "A2:A3"

    assert _made(tmp_path, fill).tabs[0].rows == (("Overzicht",), ("Code",), ("ORG-01",))


def test_a_stray_cell_far_away_costs_its_own_row_only(tmp_path: Path) -> None:
    """Not the whole rectangle up to it."""

    def fill(book: openpyxl.Workbook) -> None:
        book.active["A1"], book.active["ZZ9000"] = "Code", "x"

    rows = _made(tmp_path, fill).tabs[0].rows
    assert (len(rows), sum(map(len, rows))) == (9000, 1 + 702)


def test_rich_and_inline_text_is_text(tmp_path: Path) -> None:
    """However a program stores it."""

    def fill(book: xlsxwriter.Workbook) -> None:
        bold = book.add_format({"bold": True})
        book.add_worksheet().write_rich_string("A1", "Jonger", bold, "enwerk")

    assert _written(tmp_path, fill).rows == (("Jongerenwerk",),)
    assert _written(tmp_path, fill, in_memory=True).rows == (("Jongerenwerk",),)


def _wrong(path: Path) -> tuple[str, str]:
    """Read what lies there since long, so that nobody can be saving it any more."""
    if path.is_file():
        os.utime(path, (1e9, 1e9))
    found = GuardedSource().read("partners", str(path))
    assert isinstance(found, Unreadable)
    assert (found.name, found.file) == ("partners", path.name)
    for language in ("nl", "en"):
        assert path.name in Words(language)(found.reason, **found.values)
    return found.code, found.reason.removeprefix("findings.")


def test_a_missing_file_is_a_value(tmp_path: Path) -> None:
    """And so is a folder in its place."""
    assert _wrong(tmp_path / "weg.xlsx") == ("missing-workbook", "missing-workbook")
    assert _wrong(tmp_path) == ("unreadable-workbook", "unreadable-folder")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "unreadable-empty"),
        (b"\0" * 5000, "unreadable-empty"),
        (b"<html><table></table></html>", "unreadable-html"),
        (b"Code;Naam\nORG-01;MEE\n", "unreadable-csv"),
        (b"zomaar wat", "unreadable-other"),
        (b"%PDF-1.7\n\x00\x01", "unreadable-other"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 500, "unreadable-xls"),
    ],
)
def test_a_file_that_is_no_workbook_is_a_value(tmp_path: Path, content: bytes, reason: str) -> None:
    """Empty, never filled by the synchronising program, another kind of file, an old .xls."""
    path = tmp_path / "partnerregister.xlsx"
    path.write_bytes(content)
    assert _wrong(path) == ("unreadable-workbook", reason)


def test_a_damaged_workbook_is_a_value(tmp_path: Path) -> None:
    """Cut off, or with a part that is no XML, or a zip that holds something else."""
    _made(tmp_path, _blank)
    path = tmp_path / "partnerregister.xlsx"
    half = tmp_path / "half.xlsx"
    half.write_bytes(path.read_bytes()[:2000])
    assert _wrong(half) == ("unreadable-workbook", "unreadable-half")
    for name, part, reason in (
        ("zonder.xlsx", "iets", "unreadable-other"),
        ("kapot.xlsx", "xl/workbook.xml", "unreadable-damaged"),
    ):
        with ZipFile(path) as old, ZipFile(tmp_path / name, "w") as new:
            new.writestr(part, "<kapot")
            if name == "kapot.xlsx":
                for other in old.namelist():
                    if other != part:
                        new.writestr(other, old.read(other))
        assert _wrong(tmp_path / name) == ("unreadable-workbook", reason)


def test_a_file_that_may_not_be_read_is_a_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel on Windows locks what it has open."""
    _made(tmp_path, _blank)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(snapshot, "_PAUSE", 0)
    monkeypatch.setattr(Path, "open", refuse)
    assert _wrong(tmp_path / "partnerregister.xlsx")[1] == "unreadable-locked"


def test_a_file_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the old and half of the new is never taken; when it goes on it is given up."""
    _made(tmp_path, _blank)
    path = tmp_path / "partnerregister.xlsx"
    monkeypatch.setattr(snapshot, "_PAUSE", 0)
    monkeypatch.setattr(guarded, "PATIENCE", 0.2)
    saves = count()
    look = snapshot.signature

    def saving(until: int) -> Callable[[os.stat_result], snapshot.Signature]:
        def during(found: os.stat_result) -> snapshot.Signature:
            number = next(saves)
            return (number, *look(found)[1:]) if number < until else look(found)

        return during

    monkeypatch.setattr(snapshot, "signature", saving(4))
    assert _read(path).tabs
    monkeypatch.setattr(snapshot, "signature", saving(10**9))
    assert _wrong(path)[1] == "unreadable-saving"


def test_reading_leaves_no_file_open(tmp_path: Path) -> None:
    """The file can be replaced at once, and the workbook read again."""
    _made(tmp_path, _blank)
    path = tmp_path / "partnerregister.xlsx"
    shutil.move(path, tmp_path / "anders.xlsx")
    assert _read(tmp_path / "anders.xlsx").tabs[0].title == "Sheet"


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("een_x000D_\ntwee", "een\r\ntwee"),
        ("a_x001B_b", "a\x1bb"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D__xDE00_", "\N{GRINNING FACE}"),
        ("a_xD83D_b", "a\ufffdb"),
        ("a_x2028_b_x00e9_", "a\u2028b\xe9"),
        ("a_xFFFE_b_xfeff_", "a\ufffeb\ufeff"),
        ("max_x en _x12_", "max_x en _x12_"),
    ],
)
@pytest.mark.parametrize("shared", [True, False])
def test_what_xml_cannot_hold_is_read_as_it_was_typed(
    tmp_path: Path, stored: str, read: str, *, shared: bool
) -> None:
    """Excel escapes it, beginning with the end of a line that was pasted from elsewhere."""
    path = tmp_path / "partnerregister.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": not shared}) as book:
        book.add_worksheet().write_string(0, 0, "TEKST")
    part = "xl/sharedStrings.xml" if shared else "xl/worksheets/sheet1.xml"
    found = _edited(path, part, lambda xml: xml.replace("TEKST", stored))
    assert found.tabs[0].rows == ((read,),)
