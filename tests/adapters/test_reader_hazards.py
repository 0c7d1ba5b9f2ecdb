"""What real and hostile workbooks do to a reader: each is one file, with all that `check` says."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from automations.engine.core.checks import check
from automations.engine.core.findings import Finding
from automations.engine.core.schema import Kind
from automations.engine.sheets.guarded import GuardedSource
from automations.engine.words import Words
from tests.raw_workbooks import (
    DATE,
    HEAD,
    MAIN,
    SPAN,
    TIME,
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
from tests.text_tables import column, context, schemas, things

SCHEMA = things(
    column("due", Kind.DATE),
    column("count", Kind.INTEGER),
    column("phone", Kind.PHONE),
    column("at", Kind.TIME),
    column("remark", max_length=200),
)
KNOWN = schemas(SCHEMA)
TITLES = ("Code", "Due", "Count", "Phone", "At", "Remark")

# A workbook in which nothing is wrong but the due date of its third row.
HEADER = row(*(text(f"{letter}1", title) for letter, title in zip("ABCDEF", TITLES, strict=True)))
GOOD = row(text("A2", "A-01"), number("B2", "42646", DATE), number("C2", "5"))
BAD = row(text("A3", "A-02"), text("B3", "31-2-2016"))
PLAIN = sheet(HEADER, GOOD, BAD)
WRONG_DATE = [("B3", "type")]

Expected = Iterable[tuple[str | None, str]]
Make = Callable[[Path], object]


@dataclass(frozen=True)
class Hazard:
    """One file, what `check` says of it, and why it cannot be read, where that is so."""

    name: str
    make: Make
    expected: Expected = ()
    reason: str = ""
    file: str = "things.xlsx"


def unreadable(name: str, make: Make, reason: str, file: str = "things.xlsx") -> Hazard:
    """Return a hazard of which all is said by one finding about the file."""
    return Hazard(name, make, [(None, "unreadable-workbook")], reason, file)


def raw(*rows: str, **parts: str | bytes | None) -> Make:
    """Write a header, rows, and other parts than usual."""
    return lambda path: save_sheet(path, sheet(HEADER, *rows), **parts)


def content(content: str | bytes, **parts: str | bytes | None) -> Make:
    """Write a sheet's whole part, which may be of any kind, and other parts than usual."""
    return lambda path: save(path, {**_parts(content), **_named(parts)})


def _parts(content: str | bytes) -> dict[str, str | bytes | None]:
    return {**parts_of(""), "xl/worksheets/sheet1.xml": content}


def _named(parts: dict[str, str | bytes | None]) -> dict[str, str | bytes | None]:
    names = {name.rpartition("/")[2].partition(".")[0]: name for name in parts_of("")}
    return {names.get(short, short): given for short, given in parts.items()}


def more(**parts: str | bytes | None) -> Make:
    """Write the plain workbook with parts of which `__` stands for a slash."""

    def make(path: Path) -> None:
        given = {name.replace("__", "/"): part for name, part in parts.items()}
        save(path, {**parts_of(PLAIN), **given})

    return make


def flipped(found: bytes) -> bytes:
    """Turn over the bits of one byte of the packed sheet."""
    at = found.index(b"xl/worksheets/sheet1.xml") + 60
    return found[:at] + bytes([found[at] ^ 0xFF]) + found[at + 1 :]


def data(content: bytes) -> Make:
    """Write a file that is no workbook."""
    return lambda path: path.write_bytes(content)


def beside(*names: str) -> Make:
    """Write the plain workbook with other files beside it."""

    def make(path: Path) -> None:
        save_sheet(path, PLAIN)
        for name in names:
            path.with_name(name).write_bytes(b"x")

    return make


def changed(change: Callable[[bytes], bytes]) -> Make:
    """Write the plain workbook and change its bytes."""

    def make(path: Path) -> None:
        save_sheet(path, PLAIN)
        path.write_bytes(change(path.read_bytes()))

    return make


def with_openpyxl(fill: Callable[[openpyxl.Workbook], object]) -> Make:
    """Write a workbook as openpyxl does."""

    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.title = "Things"
        book.active.append(TITLES)
        fill(book)
        book.save(path)

    return make


def with_xlsxwriter(fill: Callable[[xlsxwriter.Workbook], object]) -> Make:
    """Write a workbook as XlsxWriter does, which is nearest to Excel."""

    def make(path: Path) -> None:
        with xlsxwriter.Workbook(str(path)) as book:
            fill(book)

    return make


def encrypted(path: Path) -> None:
    """Write the plain workbook with the password "geheim"."""
    save_sheet(path, PLAIN)
    plain = BytesIO(path.read_bytes())
    with path.open("wb") as file:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("geheim", file)


def with_libreoffice(kind: str) -> Make:
    """Let LibreOffice open the plain workbook, with an error value, and save it again."""

    def make(path: Path) -> None:
        program = shutil.which("soffice")
        if program is None:
            if os.environ.get("WERKBLAD_REQUIRE_TOOLS"):
                pytest.fail("LibreOffice (soffice) is not installed")
            pytest.skip("LibreOffice (soffice) is not installed")
        made = path.with_name("from") / "things.xlsx"
        made.parent.mkdir()
        late = row(text("A4", "A-03"), '<c r="C4"><f>NA()</f></c>', number("E4", "0.5625", TIME))
        save_sheet(made, sheet(HEADER, GOOD, BAD, late))
        profile = f"-env:UserInstallation=file://{quote(str(path.with_name('profile')))}"
        convert = [program, profile, "--headless", "--convert-to", kind, "--outdir"]
        subprocess.run(
            [*convert, str(path.parent), str(made)], check=True, capture_output=True, timeout=120
        )

    return make


def error_values(book: xlsxwriter.Workbook) -> None:
    """Put each error value that there is in a column of numbers."""
    tab = book.add_worksheet("Things")
    tab.write_row(0, 0, TITLES)
    for at, error in enumerate(("#N/A", "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"), 1):
        tab.write(at, 0, f"A-0{at}")
        tab.write_formula(at, 2, "=1/0", None, error)
        tab.write(at, 5, "#N/A")  # text that looks like one


def many_tabs(book: xlsxwriter.Workbook) -> None:
    """Make two hundred tabs; the one that is asked for is the last."""
    for at in range(199):
        book.add_worksheet(f"Blad {at}").write(0, 0, "Code")
    tab = book.add_worksheet("Things")
    tab.write_row(0, 0, TITLES)
    tab.write_row(1, 0, ("A-01", "31-2-2016"))


def chart_first(book: xlsxwriter.Workbook) -> None:
    """Put a chart sheet before the data, and a hidden tab."""
    chart = book.add_chart({"type": "bar"})
    book.add_chartsheet("Grafiek").set_chart(chart)
    hidden = book.add_worksheet("Verborgen")
    hidden.hide()
    hidden.write(0, 0, "Code")
    tab = book.add_worksheet("Things")
    tab.write_row(0, 0, TITLES)
    tab.write_row(1, 0, ("A-01", "31-2-2016"))
    chart.add_series({"values": "=Things!$A$1:$A$1"})


def old_mac(book: openpyxl.Workbook) -> None:
    """Count days from 1904; the second one is read and found to lie before 1900 never."""
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["A-01", datetime.fromisoformat("2016-10-03"), "x"])


def hidden_rows(book: openpyxl.Workbook) -> None:
    """Hide the row with the mistake, and filter."""
    book.active.append(["A-01", datetime.fromisoformat("2016-10-03")])
    book.active.append(["A-02", "31-2-2016"])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.active.auto_filter.ref = "A1:F3"


def merged_title(book: openpyxl.Workbook) -> None:
    """Put a merged title above the header, and merge over the whole sheet's width below."""
    tab = book.active
    tab.delete_rows(1)
    tab["A1"] = "Overzicht van dingen"
    tab.merge_cells("A1:F2")
    for at, title in enumerate(TITLES, 1):
        tab.cell(3, at, title)
    tab["A4"], tab["B4"] = "A-01", "31-2-2016"


def no_outcome(book: openpyxl.Workbook) -> None:
    """Leave formulas as a program does that does not calculate."""
    book.active.append(["A-01", "=TODAY()", "=1+1", None, None, '=IF(A1<>"",1,2)'])


def far(place: str) -> Make:
    """Put one stray cell far away."""
    return raw(GOOD, BAD, row(text(place, "Total")))


def shared(*items: str) -> Make:
    """Put shared texts in the remarks, and one too many in the last row's due date."""
    rows = [
        f'<row r="{at}">{text(f"A{at}", f"A-{at:02}")}<c r="B{at}" t="s"><v>{at - 2}</v></c></row>'
        for at in range(2, len(items) + 2)
    ]
    to = relations(
        ("worksheet", "worksheets/sheet1.xml"),
        ("styles", "styles.xml"),
        ("sharedStrings", "sharedStrings.xml"),
    )
    parts = {"xl/sharedStrings.xml": strings(*items), "xl/_rels/workbook.xml.rels": to}
    return lambda path: save(path, {**parts_of(sheet(HEADER, *rows)), **parts})


def bomb(path: Path) -> None:
    """Pack 200 MB of nothing into a part of a few hundred kilobytes."""
    empty = b"<row/>" * 1000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts_of("").items():
            if name != "xl/worksheets/sheet1.xml":
                file.writestr(name, part)
        with file.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(sheet()[: -len("</sheetData></worksheet>")].encode())
            for _ in range(200_000_000 // len(empty)):
                part.write(empty)
            part.write(b"</sheetData></worksheet>")


def lying_size(path: Path) -> None:
    """Say in the zip's directory that the sheet is ten bytes long."""
    save_sheet(path, PLAIN)
    size = len(PLAIN.encode()).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (10).to_bytes(4, "little")))


def many_parts(path: Path) -> None:
    """Put twenty thousand empty files in the zip."""
    save(path, {**parts_of(PLAIN), **{f"xl/media/{at}.png": b"" for at in range(20_000)}})


def twice(path: Path) -> None:
    """Put two parts with one name in the zip: which one counts, nobody can know."""
    save_sheet(path, PLAIN)
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("xl/worksheets/sheet1.xml", sheet(HEADER))


def ods(table: str, before: str = "", manifest: str = "") -> Make:
    """Write a workbook of LibreOffice's kind with one tab."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(
        f'xmlns:{short}="{office}:{short}:1.0"'
        for short in ("office", "table", "text", "style", "manifest")
    )
    names += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    header = "".join(_ods_text(title) for title in TITLES)
    body = (
        f"{HEAD}<office:document-content {names}>{before}<office:body><office:spreadsheet>"
        f'<table:table table:name="Things"><table:table-row>{header}</table:table-row>{table}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": body}
    if manifest:
        listed = f"<manifest:manifest {names}>{manifest}</manifest:manifest>"
        parts["META-INF/manifest.xml"] = HEAD + listed
    return lambda path: save(path, parts)


def _ods_text(words: str, more: str = "") -> str:
    inside = f"<text:p>{words}</text:p>"
    return f'<table:table-cell office:value-type="string"{more}>{inside}</table:table-cell>'


ODS_BAD = f"<table:table-row>{_ods_text('A-02')}{_ods_text('31-2-2016')}</table:table-row>"
MANY = ' table:number-rows-repeated="1048000"'
ODS_ENCRYPTED = (
    '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
    "</manifest:file-entry>"
)
DTD = '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + (
    "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
INSIDE = PLAIN.removeprefix(HEAD)

OTHERS = (
    *("things-2015.xlsx", "things-2016Q1.xlsx", "things-Q1-2016.xlsx", "things-DEFINITIEF.xlsx"),
    *("things over conflicten.xlsx", "things oud.xlsx", "x (1).xlsx", "things (1).docx"),
)

HAZARDS = (
    # The file itself.
    Hazard("missing", lambda path: path, [(None, "missing-workbook")], "missing-workbook"),
    unreadable("folder", lambda path: path.mkdir(), "folder"),
    unreadable("owner-file", data(b"\x05Jan" + b"\0" * 160), "owner-file", "~$things.xlsx"),
    Hazard("owner-file-beside", beside("~$things.xlsx", "things.xlsx.bak"), WRONG_DATE),
    *(
        Hazard(f"copy{name}", beside(f"things{name}.xlsx"), [(None, "conflict-copy"), *WRONG_DATE])
        for name in (
            " - Conflicted copy",
            " (1)",
            "-DESKTOP-4QK2",
            "-PCNAME",
            " (conflicted copy 2016-10-03 101500)",
            " (conflict 2016-10-03-10-15-00)",
            " (Jans conflicterend exemplaar 2016-10-03)",
            " - Conflicterend exemplaar",
            ".sync-conflict-20161003-101500-ABCDEFG",
            " [Conflict]",
        )
    ),
    Hazard("no-copies", beside(*OTHERS), WRONG_DATE),
    unreadable("empty", data(b""), "empty"),
    unreadable("only-nul", data(b"\0" * 70_000), "empty"),
    unreadable("cut-off", changed(lambda found: found[: len(found) // 2]), "half"),
    unreadable("half-nul", changed(lambda found: found[:900].ljust(len(found), b"\0")), "half"),
    unreadable("flipped", changed(flipped), "damaged"),
    unreadable("html", data(b"\n<!DOCTYPE html><html><body>log in</body></html>"), "html"),
    unreadable("html-table", data(b"<meta charset=utf-8><table><tr><td>Code</table>"), "html"),
    unreadable("csv", data("Code;Naam\nA-01;Zoë\n".encode("latin-1")), "csv"),
    unreadable("tab-separated", data(b"Code\tNaam\r\nA-01\tMEE\r\n"), "csv"),
    unreadable("old-xls", data(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 2000), "xls"),
    unreadable(
        "excel-2003-xml",
        data(
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:'
            b'spreadsheet"></Workbook>'
        ),
        "xls",
    ),
    unreadable("picture", data(b"\x89PNG\r\n\x1a\n\0\0"), "other"),
    unreadable("word", lambda path: save(path, {"word/document.xml": "<w/>"}), "other"),
    unreadable("xlsb", lambda path: save(path, {"xl/workbook.bin": b"\0"}), "other"),
    unreadable("password", encrypted, "password"),
    unreadable("ods-password", ods("", manifest=ODS_ENCRYPTED), "ods-password", "things.ods"),
    # The zip.
    unreadable("zip-bomb", bomb, "bomb"),
    unreadable("zip-of-20000-files", many_parts, "bomb"),
    unreadable("lying-size", lying_size, "damaged"),
    unreadable("doubled-part", twice, "damaged"),
    unreadable(
        "no-sheet-part",
        more(xl__worksheets__sheet1=None, **{"xl/worksheets/sheet1.xml": None}),
        "damaged",
    ),
    Hazard(
        "other-case",
        more(**{"xl/worksheets/sheet1.xml": None, "xl/worksheets/Sheet1.XML": PLAIN}),
        WRONG_DATE,
    ),
    Hazard(
        "backslashes",
        more(**{"xl/worksheets/sheet1.xml": None, "xl\\worksheets\\sheet1.xml": PLAIN}),
        WRONG_DATE,
    ),
    Hazard(
        "absolute-target",
        more(
            **{
                "xl/_rels/workbook.xml.rels": relations(
                    ("worksheet", "/xl/worksheets/sheet1.xml"), ("styles", "/xl/styles.xml")
                )
            }
        ),
        WRONG_DATE,
    ),
    # The XML.
    unreadable("xxe", content(DTD + INSIDE), "dtd"),
    unreadable("entity-bomb", content(LAUGHS + INSIDE.replace("A-02", "&i;")), "dtd"),
    unreadable("wide-entity-bomb", content((LAUGHS + INSIDE).encode("utf-16")), "dtd"),
    unreadable("dtd-elsewhere", more(**{"docProps/app.xml": DTD + "<x/>"}), "dtd"),
    unreadable("unknown-entity", content(PLAIN.replace("A-02", "&xxe;")), "damaged"),
    unreadable("broken-xml", content(PLAIN[:-30]), "damaged"),
    Hazard("utf-16", content(PLAIN.replace("UTF-8", "UTF-16").encode("utf-16")), WRONG_DATE),
    Hazard(
        "comment-and-cdata",
        content(
            PLAIN.replace("<sheetData>", "<!-- <c r='Z9'/> --><sheetData>").replace(
                "31-2-2016", "<![CDATA[31-2-2016]]>"
            )
        ),
        WRONG_DATE,
    ),
    Hazard(
        "prefixed",
        content(
            PLAIN.replace("<", "<x:")
            .replace("<x:/", "</x:")
            .replace("<x:?", "<?")
            .replace("xmlns=", "xmlns:x=")
        ),
        WRONG_DATE,
    ),
    Hazard("single-quotes", content(PLAIN.replace('"', "'")), WRONG_DATE),
    Hazard(
        "strict",
        content(PLAIN.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")),
        WRONG_DATE,
    ),
    # Places.
    Hazard("far-cell", far("XFD1048576"), WRONG_DATE),
    Hazard("far-row", far("F1048576"), [("A1048576", "blank-key"), *WRONG_DATE]),
    Hazard(
        "whole-sheet-merged",
        content(
            sheet(
                HEADER, GOOD, BAD, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
            )
        ),
        WRONG_DATE,
    ),
    Hazard(
        "lying-dimension",
        content(sheet(HEADER, GOOD, BAD, before='<dimension ref="A1:XFD1048576"/>')),
        WRONG_DATE,
    ),
    Hazard(
        "small-dimension",
        content(sheet(HEADER, GOOD, BAD, before='<dimension ref="A1"/>')),
        WRONG_DATE,
    ),
    *(
        unreadable(f"address {place}", content(PLAIN.replace('r="B3"', f'r="{place}"')), "damaged")
        for place in ("3B", "B0", "B", "", "B3:C3", "XFE3", "B1048577", "AAAAAA3", "B-3")
    ),
    Hazard(
        "no-addresses",
        content(PLAIN.replace('<row r="3"', "<row").replace(' r="A3"', "").replace(' r="B3"', "")),
        WRONG_DATE,
    ),
    Hazard("rows-in-disorder", content(sheet(BAD, HEADER, GOOD)), WRONG_DATE),
    Hazard(
        "leading-blanks",
        content(
            sheet(
                row(
                    *(
                        text(f"{letter}5", title)
                        for letter, title in zip("CDEFGH", TITLES, strict=True)
                    )
                ),
                row(text("C7", "A-01"), text("D7", "31-2-2016")),
            )
        ),
        [("D7", "type")],
    ),
    Hazard(
        "styled-blanks",
        raw(
            GOOD,
            BAD,
            *(
                f'<row r="{at}"><c r="A{at}" s="1"/><c r="F{at}" s="1"/></row>'
                for at in range(4, 400)
            ),
        ),
        WRONG_DATE,
    ),
    Hazard("200-tabs", with_xlsxwriter(many_tabs), [("B2", "type")]),
    Hazard("chart-and-hidden-tab-first", with_xlsxwriter(chart_first), [("B2", "type")]),
    Hazard("merged-title", with_openpyxl(merged_title), [("B4", "type")]),
    Hazard("hidden-and-filtered", with_openpyxl(hidden_rows), [("B3", "type")]),
    # Values.
    Hazard(
        "error-values",
        with_xlsxwriter(error_values),
        [(f"C{at}", "error-value") for at in range(2, 8)],
    ),
    Hazard(
        "error-without-text",
        raw(row(text("A2", "A-01"), '<c r="C2" t="e"/>')),
        [("C2", "error-value")],
    ),
    Hazard(
        "no-outcome",
        with_openpyxl(no_outcome),
        [("B2", "no-stored-value"), ("C2", "no-stored-value"), ("F2", "no-stored-value")],
    ),
    Hazard(
        "empty-outcomes",
        raw(
            row(
                text("A2", "A-01"),
                '<c r="B2"><f>B9</f><v></v></c>',
                '<c r="C2"><f t="shared" si="0"/></c>',
                '<c r="D2"><f>D9</f><v/></c>',
                '<c r="F2" t="str"><f>F9</f><v></v></c>',
            )
        ),
        [("B2", "no-stored-value"), ("C2", "no-stored-value"), ("D2", "no-stored-value")],
    ),
    Hazard(
        "outcomes",
        raw(
            row(
                text("A2", "A-01"),
                '<c r="B2" s="1"><f>B9</f><v>42646</v></c>',
                '<c r="C2"><f>C9</f><v>4.5</v></c>',
            )
        ),
        [("C2", "type")],
    ),
    Hazard("1904", with_openpyxl(old_mac), [("C2", "type")]),
    Hazard(
        "numbers-as-codes",
        raw(row(text("A2", "A-01"), number("D2", "31612345678"), number("C2", "12.0"))),
        (),
    ),
    Hazard("long-number", raw(row(text("A2", "A-01"), number("D2", "3.1612345678E10"))), ()),
    Hazard(
        "times",
        raw(
            row(text("A2", "A-01"), number("E2", "0.5416666666666666", TIME)),
            row(text("A3", "A-02"), number("E3", "1.5", SPAN)),
        ),
        [("E3", "type")],
    ),
    Hazard(
        "before-the-first-day",
        raw(row(text("A2", "A-01"), number("B2", "-1", DATE), number("E2", "-0.5", TIME))),
        [("B2", "error-value"), ("E2", "error-value")],
    ),
    Hazard(
        "after-the-last-day",
        raw(row(text("A2", "A-01"), number("B2", "2958466", DATE))),
        [("B2", "type")],
    ),
    Hazard(
        "iso-dates",
        raw(
            row(
                text("A2", "A-01"),
                '<c r="B2" t="d"><v>2016-10-03</v></c>',
                '<c r="E2" t="d"><v>13:30:00</v></c>',
                '<c r="C2" t="b"><v>1</v></c>',
            )
        ),
        [("C2", "type")],
    ),
    Hazard(
        "rich-text",
        shared(
            "<r><t>3-10</t></r><r><rPr><b/></rPr><t>-2016</t></r>",
            "<t>3-10-2016</t><rPh sb='0' eb='1'><t>DRIE</t></rPh>",
            "<t>3-10_x002D_2016</t>",
            '<t xml:space="preserve"> 3-10-2016\n</t>',
            "<t>31-2-2016</t>",
        ),
        [("B6", "type")],
    ),
    Hazard("half-pair-in-text", shared("<t>a_xD83D_b</t>"), [("B2", "type")]),
    unreadable(
        "text-that-is-not-there", raw('<row r="2"><c r="A2" t="s"><v>7</v></c></row>'), "damaged"
    ),
    unreadable("unknown-kind", raw('<row r="2"><c r="A2" t="zz"><v>7</v></c></row>'), "damaged"),
    Hazard(
        "32767-signs", raw(row(text("A2", "A-01"), text("F2", "x" * 32_767))), [("F2", "length")]
    ),
    # Programs.
    Hazard(
        "google",
        lambda path: save(
            path,
            {
                **parts_of(sheet(HEADER, BAD)),
                "xl/styles.xml": None,
                "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
            },
        ),
        [*WRONG_DATE],
    ),
    Hazard("macro-workbook", raw(GOOD, BAD), WRONG_DATE, file="things.xlsm"),
    Hazard("libreoffice-xlsx", with_libreoffice("xlsx"), [*WRONG_DATE, ("C4", "error-value")]),
    Hazard(
        "libreoffice-ods",
        with_libreoffice("ods"),
        [*WRONG_DATE, ("C4", "error-value")],
        file="things.ods",
    ),
    Hazard(
        "ods-repeated",
        ods(
            ODS_BAD.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="2">')
            + f'<table:table-row{MANY}><table:table-cell table:number-columns-repeated="16384"/>'
            "</table:table-row>"
        ),
        [("A2", "unique"), ("B2", "type"), ("A3", "unique"), ("B3", "type")],
        file="things.ods",
    ),
    unreadable(
        "ods-repeated-bomb",
        ods(
            f"<table:table-row{MANY}>"
            + _ods_text("x", ' table:number-columns-repeated="16384"')
            + "</table:table-row>"
        ),
        "large",
        "things.ods",
    ),
    Hazard(
        "ods-no-outcome",
        ods(
            f"<table:table-row>{_ods_text('A-01')}"
            '<table:table-cell office:value-type="date" office:date-value="2016-10-03"/>'
            '<table:table-cell table:formula="of:=1+1"/></table:table-row>'
        ),
        [("C2", "no-stored-value")],
        file="things.ods",
    ),
)


def findings(path: Path, source: GuardedSource | None = None) -> tuple[Finding, ...]:
    """Check the workbook that lies at a path, as the service would at its next look."""
    read = (source or GuardedSource()).read("programme", str(path))
    return check({"programme": read}, KNOWN, context()).findings


def seen(found: Iterable[Finding]) -> list[tuple[str | None, str]]:
    """Return cell and code of each finding."""
    return [(one.cell, one.code) for one in found]


def aged(folder: Path) -> None:
    """Make all files old, so that nobody can be saving them."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (1e9, 1e9))


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.name)
def test_a_hazard_gives_exactly_its_findings(tmp_path: Path, hazard: Hazard) -> None:
    """Every finding at its cell and no other; a file that cannot be read gives one, in words."""
    path = tmp_path / hazard.file
    hazard.make(path)
    aged(tmp_path)
    found = findings(path)
    assert sorted(seen(found), key=str) == sorted(hazard.expected, key=str)
    if hazard.reason:
        assert found[0].message.id.removeprefix("findings.").removeprefix("unreadable-") == (
            hazard.reason
        )
    for language in ("nl", "en"):
        for one in found:
            assert 0 < len(Words(language).message(one.message)) <= 200


def test_the_table_holds_what_real_workbooks_do() -> None:
    """At least sixty hazards of reading, each with a name of its own."""
    assert len({hazard.name for hazard in HAZARDS}) == len(HAZARDS) >= 60
