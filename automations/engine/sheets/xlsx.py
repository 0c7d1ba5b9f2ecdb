"""Workbooks from files in Excel's format: bytes taken once, then grids of cells."""

from __future__ import annotations

import hashlib
import re
import time as clock
import warnings
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl.cell.text import Text
from openpyxl.chartsheet import Chartsheet
from openpyxl.packaging.relationship import get_dependents
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, iterparse

from automations.engine.core.grid import Cell, ErrorValue, NoStoredValue, Tab, Unreadable, Workbook

_TRIES = 5
_PAUSE = 0.05  # seconds between tries, while somebody saves
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")  # old .xls, and every password-protected workbook
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ANCHOR = re.compile(rb"<(?:\w+:)?(?:twoCellAnchor|oneCellAnchor|absoluteAnchor)[\s>]")
_DRAWING = "/drawing"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how XML holds a character that it cannot hold


class XlsxSource:
    """Reads workbooks from paths; bad content is a value that says why, never an exception."""

    def read(self, name: str, location: str) -> Workbook | Unreadable:
        """Take the workbook `name` as it stands now at the path `location`."""
        path = Path(location)
        content = _content(path)
        if isinstance(content, str):
            code = content if content == "missing-workbook" else "unreadable-workbook"
            return _unreadable(name, path, code, f"findings.{content}")
        if content.startswith(_COMPOUND):
            return _unreadable(name, path, "unreadable-workbook", "findings.unreadable-protected")
        try:
            tabs = _tabs(content)
        except Exception as error:  # noqa: BLE001 - a damaged file makes openpyxl raise anything
            kind = "other" if isinstance(error, BadZipFile) else "damaged"
            return _unreadable(name, path, "unreadable-workbook", f"findings.unreadable-{kind}")
        return Workbook(name, path.name, tabs, hashlib.sha256(content).hexdigest())


def _unreadable(name: str, path: Path, code: str, reason: str) -> Unreadable:
    return Unreadable(name, path.name, code, reason, {"file": path.name})


def _content(path: Path) -> bytes | str:
    """Return the file's bytes, or the name of the reason why there are none."""
    try:
        return _snapshot(path)
    except FileNotFoundError:
        return "missing-workbook"
    except IsADirectoryError:
        return "unreadable-folder"
    except OSError:
        return "unreadable-locked"


def _snapshot(path: Path) -> bytes:
    """Return the file's bytes as they were at one moment; tries again while they change."""
    if path.is_dir():
        raise IsADirectoryError
    for _ in range(_TRIES):
        before = path.stat()
        content = path.read_bytes()
        after = path.stat()
        same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        if same and len(content) == after.st_size:
            return content
        clock.sleep(_PAUSE)
    raise OSError(path)


def _tabs(content: bytes) -> tuple[Tab, ...]:
    with warnings.catch_warnings(), ZipFile(BytesIO(content)) as archive:
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out; we only read
        reader = _Reader(BytesIO(content), data_only=True)
        try:
            reader.read()
            parts = {sheet.name: str(part.target) for sheet, part in reader.parser.find_sheets()}
        finally:
            reader.archive.close()
        return tuple(
            _tab(sheet, archive, parts[sheet.title])
            for sheet in (reader.wb[title] for title in reader.wb.sheetnames)
        )


class _Reader(ExcelReader):
    def read_strings(self) -> None:
        """Keep texts as the file holds them; openpyxl would take away half of what escapes."""
        package: Any = self.package
        found = package.find(SHARED_STRINGS)
        if found is None:
            return
        tag = f"{{{SHEET_MAIN_NS}}}si"
        with self.archive.open(found.PartName[1:]) as part:
            for _, node in iterparse(part):
                if node.tag == tag:
                    text: Any = Text.from_tree(node)
                    self.shared_strings.append(text.content)
                    node.clear()


def _tab(sheet: Worksheet | Chartsheet, archive: ZipFile, part: str) -> Tab:
    hidden = sheet.sheet_state != "visible"
    boxes = _boxes(archive, part)
    if not isinstance(sheet, Worksheet):
        return Tab(sheet.title, (), hidden, boxes=boxes)
    # Going through its rows would make every cell up to a stray one at XFD1048576.
    made = sheet._cells  # noqa: SLF001 - openpyxl has no public way to what is there
    filled = {place: cell for place, cell in made.items() if _counts(cell)}
    unstored = _unstored(archive.read(part))
    return Tab(
        sheet.title,
        _grid(filled, unstored),
        hidden,
        tuple(cell.coordinate for cell in filled.values() if cell.comment is not None),
        boxes,
    )


def _counts(cell: Any) -> bool:  # noqa: ANN401 - openpyxl's cells and merged cells
    return cell.value is not None or getattr(cell, "comment", None) is not None


def _grid(
    filled: dict[tuple[int, int], Any], unstored: frozenset[tuple[int, int]]
) -> tuple[tuple[Cell, ...], ...]:
    """Lay cells out in rows, each as long as it must be; a stray far cell costs its own row only.

    openpyxl's own iteration would fill the whole rectangle.
    """
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in filled.items():
        rows.setdefault(row, {})[column] = _value(cell)
    for row, column in unstored:
        rows.setdefault(row, {})[column] = NoStoredValue()
    return tuple(
        tuple(cells.get(column) for column in range(1, max(cells) + 1)) if cells else ()
        for cells in (rows.get(row, {}) for row in range(1, max(rows, default=0) + 1))
    )


def _value(cell: Any) -> Cell:  # noqa: ANN401 - as above
    value = cell.value
    if cell.data_type == "e":
        return ErrorValue(str(value))
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, str):
        return _unescaped(value)
    return value if value is None or isinstance(value, Cell) else str(value)


def _unescaped(text: str) -> str:
    """Read `_x000D_` as the character that it stands for (ISO/IEC 29500-1, 22.9.2.19).

    Half of a pair is no character: it becomes the sign for one that could not be read.
    """
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unstored(xml: bytes) -> frozenset[tuple[int, int]]:
    """Find the formulas whose outcome is not in the file; openpyxl shows them as blank."""
    if _FORMULA.search(xml) is None:
        return frozenset()
    return frozenset(_formulas_without_value(fromstring(xml)))


def _formulas_without_value(root: Any) -> Iterator[tuple[int, int]]:  # noqa: ANN401 - an element
    tag = f"{{{SHEET_MAIN_NS}}}"
    row_number = 0
    for row in root.iter(f"{tag}row"):
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in row.iter(f"{tag}c"):
            column = _column(cell.get("r"), column + 1)
            stored = cell.find(f"{tag}v")
            empty_text = cell.get("t") == "str" and stored is not None
            blank = stored is None or not stored.text
            if blank and not empty_text and cell.find(f"{tag}f") is not None:
                yield row_number, column


def _column(place: str | None, following: int) -> int:
    """Return the number of a cell's column; a cell without an address follows the one before."""
    if place is None:
        return following
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def _boxes(archive: ZipFile, part: str) -> int:
    """Count the drawings on a sheet: any of them can hold text."""
    folder, _, file = part.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels"
    if rels not in archive.namelist():
        return 0
    return sum(
        len(_ANCHOR.findall(archive.read(str(related.target))))
        for related in get_dependents(archive, rels)
        if str(related.Type).endswith(_DRAWING)
    )
