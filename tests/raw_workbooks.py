"""Workbooks written part by part, so that a test decides every byte that it is about."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'

TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
DATE, TIME, SPAN = 1, 2, 3  # cell formats, as STYLES lists them
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/></numFmts>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="20"/>'
    '<xf numFmtId="46"/></cellXfs></styleSheet>'
)


def relations(*given: tuple[str, str]) -> str:
    """Return a part that says what another refers to: kind and target of each, `rId1` first."""
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(given, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def workbook(*titles: str, before: str = "", state: Mapping[str, str] | None = None) -> str:
    """Return the part that lists the tabs; the first one is `rId1`."""
    listed = "".join(
        f'<sheet name="{title}" sheetId="{number}" r:id="rId{number}"'
        + (f' state="{state[title]}"' if state and title in state else "")
        + "/>"
        for number, title in enumerate(titles, 1)
    )
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}'
        f"<sheets>{listed}</sheets></workbook>"
    )


def text(at: str, words: str) -> str:
    """Return a cell with text in it."""
    kept = f'<t xml:space="preserve">{escape(words)}</t>'
    return f'<c r="{at}" t="inlineStr"><is>{kept}</is></c>'


def number(at: str, value: str, style: int = 0) -> str:
    """Return a cell with a number in it."""
    return f'<c r="{at}" s="{style}"><v>{value}</v></c>'


def row(*cells: str) -> str:
    """Return a row, whose number is that of its first cell."""
    found = re.search(r'r="[A-Z]+([0-9]+)"', cells[0])
    assert found is not None
    return f'<row r="{found[1]}">{"".join(cells)}</row>'


def sheet(*rows: str, before: str = "", after: str = "") -> str:
    """Return the part of a sheet."""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{''.join(rows)}</sheetData>{after}</worksheet>"
    )


def strings(*items: str) -> str:
    """Return the part with the shared texts; each item is what stands inside its `<si>`."""
    return f'{HEAD}<sst xmlns="{MAIN}">{"".join(f"<si>{one}</si>" for one in items)}</sst>'


def parts_of(content: str, title: str = "Things") -> dict[str, str | bytes]:
    """Return the parts of a workbook with one tab."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(title),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
        ),
        "xl/styles.xml": STYLES,
        "xl/worksheets/sheet1.xml": content,
    }


def save(path: Path, parts: Mapping[str, str | bytes | None]) -> None:
    """Write a workbook; a part that is None is left out."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            if content is not None:
                file.writestr(name, content)


def save_sheet(path: Path, content: str, **changed: str | bytes | None) -> None:
    """Write a workbook with one tab; `changed` parts are named without folder and ending."""
    parts: dict[str, str | bytes | None] = dict(parts_of(content))
    for name in list(parts):
        short = name.rpartition("/")[2].partition(".")[0]
        if short in changed:
            parts[name] = changed[short]
    save(path, parts)
