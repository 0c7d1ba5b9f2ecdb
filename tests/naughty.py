"""Naughty strings in the example's workbooks, and what a reader sees of them in what came out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from automations.engine.core.schema import Field, Kind, Schema
from tests.registers import shipped_schemas

LEADS = ("=cmd|' /C calc'!A0", "+1+cmd", "-2+3", "@SUM(1)")  # what makes a formula, in front
EVIL = "https://kwaad.example"
# Some of the strings are links and addresses, which free text may not hold; with this in every one
# of its cells, harmless and naughty texts have the same findings.
FINDABLE = "dief@kwaad.example"
STRINGS = (
    "{{7*7}}{%if 1%}${7*7}#{7*7}",
    "{0.__class__}%s%(x)s",
    "<script>x()</script>",
    "<img src=//kwaad.example onerror=x>",
    "\r\nBcc: dief@kwaad.example\r\n\r\n",
    "\u202egnp.exe\u200f\u05e2\u05d1\u05e8",
    f"**vet** [x]({EVIL})",
    '[k](javascript:a()) <a href="javascript:a()">',
    "=?utf-8?q?Bcc=3A?=",
    "👩\u200d👩\u200d👧 café & <b>\"c\" 'd'",
    "--=_0\n.\nFrom x",
    "{_{x}_}",
)
CONTROLS = ("\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\x9b2J", "\u2028", "\ufffe")
TOO_LONG = 10_000
# What a terminal obeys: controls, separators of lines, changes of direction, halves of pairs.
OBEYED = re.compile(
    r"[^\t\n -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
RAW = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
MARKER = re.compile(r"zq\d{5}")
MARKER_LENGTH = 8  # with the blank before it


@dataclass(frozen=True)
class Place:
    """A cell that was written to."""

    schema: Schema
    column: Field
    row: int
    cell: str
    nth: int  # among the written cells of its column

    @property
    def name(self) -> str:
        """Name the column."""
        return f"{self.schema.name}.{self.column.name}"


@dataclass(frozen=True)
class Planted:
    """What stands in a cell now; `used` are the strings of which it is made."""

    place: Place
    text: str
    used: frozenset[str] = frozenset()


Write = Callable[[Place], Planted | None]


def is_text(column: Field) -> bool:
    """Tell whether a column holds whatever somebody types."""
    chosen = column.enum or column.pattern or column.reference or column.offers
    return column.kind in {Kind.TEXT, Kind.MARKDOWN} and not chosen


def plant(workspace: Path, write: Write, wanted: Callable[[Schema, Field], bool]) -> list[Planted]:
    """Write into every filled cell of every wanted column; references become bare codes."""
    planted: list[Planted] = []
    for path in sorted((workspace / "workbooks").glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for schema in shipped_schemas().sheets.values():
            if schema.title in book.sheetnames and f"{schema.file}" == path.name:
                planted += _plant(book[schema.title], schema, write, wanted)
        book.save(path)
    return planted


def _plant(
    sheet: Worksheet, schema: Schema, write: Write, wanted: Callable[[Schema, Field], bool]
) -> Iterator[Planted]:
    places = {cell.value: cell.column for cell in sheet[1]}
    for column in schema.fields:
        if (index := places.get(column.title)) is None:
            continue  # one of the example's mistakes
        filled = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, index).value]
        for nth, row in enumerate(filled):
            cell = sheet.cell(row, index)
            if column.reference is not None:
                parts = str(cell.value).split(column.delimiter if column.many else "\n")
                cell.value = column.delimiter.join(part.split(" – ")[0].strip() for part in parts)
            if not wanted(schema, column):
                continue
            place = Place(schema, column, row, f"{get_column_letter(index)}{row}", nth)
            if done := write(place):
                cell.value = escaped(done.text)
                cell.data_type = "s"  # else openpyxl makes a formula of it
                yield done


def escaped(text: str) -> str:
    """Write what XML cannot hold as Excel does: `_x001B_`."""
    return re.sub(r"\r|" + RAW.pattern, lambda sign: f"_x{ord(sign[0]):04X}_", text)


def naughty(offset: int, markers: Iterator[str]) -> Write:
    """Fill cells with as many strings as fit, beginning with another one in each cell.

    Each ends in a marker of its own; every second cell is as long as its column allows.
    """

    def write(place: Place) -> Planted:
        marker = next(markers)
        room = (place.column.max_length or 200) - MARKER_LENGTH
        turn = place.nth * 2 + offset
        lead = LEADS[turn % len(LEADS)]
        parts = [lead, FINDABLE] if place.column.free_text else [lead]
        for step in range(len(STRINGS)):
            one = STRINGS[(turn * 5 + step) % len(STRINGS)]
            if len(" ".join([*parts, one])) <= room:
                parts.append(one)
        text = " ".join(parts)
        if place.nth % 2:
            text += " " + "lang " * ((room - len(text) - 1) // 5)
        return Planted(place, f"{text.rstrip(' ')} {marker}", frozenset(parts) - {FINDABLE})

    return write


def harmless(markers: Iterator[str]) -> Write:
    """Fill the same cells with plain words, and the same markers."""
    plain = {False: "Tekst", True: f"Tekst {FINDABLE}"}
    return lambda place: Planted(place, f"{plain[place.column.free_text]} {next(markers)}")


def markers_in(text: str) -> frozenset[str]:
    """Return the markers in a text."""
    return frozenset(MARKER.findall(text))


def squeezed(text: str) -> str:
    """Leave out blanks, which layout may change."""
    return re.sub(r"\s+", "", text)


def letters(text: str) -> str:
    """Keep letters and figures: Markdown takes the other signs for its own."""
    return re.sub(r"[\W_]", "", text)


def is_whole(planted: Planted, text: str) -> bool:
    """Tell whether all that stands in a cell can be read in `text`."""
    form = letters if planted.place.column.kind is Kind.MARKDOWN else squeezed
    return form(planted.text) in form(text)


Element = tuple[str, tuple[tuple[str, str | None], ...]]


class Page(HTMLParser):
    """What a browser sees: elements in order with their attributes, and text.

    The address of a link stands in the text behind its words.
    """

    def __init__(self, html: str) -> None:
        """Read `html`."""
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.text = ""
        self._links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.elements.append((tag, tuple(attrs)))
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        """Write the address of a link behind it."""
        if tag == "a":
            self.text += f" ({self._links.pop()})"

    def handle_comment(self, data: str) -> None:
        """Remember a comment as an element."""
        self.elements.append((f"<!--{data}", ()))

    def handle_decl(self, decl: str) -> None:
        """Remember a declaration as an element."""
        self.elements.append((f"<!{decl}", ()))

    def handle_pi(self, data: str) -> None:
        """Remember an instruction as an element."""
        self.elements.append((f"<?{data}", ()))

    def handle_data(self, data: str) -> None:
        """Remember text."""
        self.text += data


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Document:
    """A document taken apart: its text, and what in it is more than text."""

    text: str
    active: tuple[str, ...]  # instructions, links and formulas
    parts: str  # all XML in one


def word(path: Path) -> Document:
    """Take a Word document apart."""
    text, active, whole = "", list[str](), ""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            raw = archive.read(name)
            if name.endswith(".xlsx"):  # the numbers of a chart
                beside = excel(io.BytesIO(raw))
                active += beside.active
                whole += beside.parts
            if not name.endswith((".xml", ".rels")):
                continue
            tree = etree.fromstring(raw)
            whole += raw.decode()
            for one in tree.iter(f"{W}instrText", f"{W}fldSimple", f"{W}hyperlink", f"{W}object"):
                active.append(etree.tostring(one, encoding="unicode"))
            active += [
                str(one.get("Target")) for one in tree.iter() if one.get("TargetMode") == "External"
            ]
            if name == "word/document.xml":
                text = " ".join(
                    "".join(str(one.text or "") for one in line.iter(f"{W}t"))
                    for line in tree.iter(f"{W}p")
                )
    return Document(text, tuple(active), whole)


def excel(path: Path | io.BytesIO) -> Document:
    """Take a workbook apart."""
    text, active, whole = "", list[str](), ""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            raw = archive.read(name)
            tree = etree.fromstring(raw)
            whole += raw.decode()
            formulas = tree.iter(f"{S}f", f"{S}hyperlink", f"{S}definedName", f"{S}oleObject")
            active += [etree.tostring(one, encoding="unicode") for one in formulas]
            active += [
                str(one.get("Target")) for one in tree.iter() if one.get("TargetMode") == "External"
            ]
            if name == "xl/sharedStrings.xml":
                text = "\n".join("".join(one.itertext()) for one in tree.iter(f"{S}si"))
    return Document(text, tuple(active), whole)
