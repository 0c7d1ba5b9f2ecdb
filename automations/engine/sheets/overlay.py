"""What calamine shows as blank, found in a sheet's XML: error values, and formulas without outcome.

One pass looks whether every cell is written as the spreadsheet programs write it, address first.
Where one is not, the sheet is read the exact way instead. Every look back is bounded, else a
hostile sheet would cost the square of its size.
"""

from __future__ import annotations

import re
from html import unescape

from automations.engine.sheets import limits
from automations.engine.sheets.plain import UNSTORED, plain_error

TYPE_CHECKING = False  # the reading process must start fast
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# Rows up to 1,048,576.
_UP_TO_LAST = (
    rb"(?:[1-9][0-9]{0,5}|10(?:[0-3][0-9]{4}|4(?:[0-7][0-9]{3}|8(?:[0-4][0-9]{2}|5"
    rb"(?:[0-6][0-9]|7[0-6])))))"
)
# Cells and rows that do not begin with an address: of the first kind up to Z999999, for most are
# and that is looked at faster, of the second up to ZZZ1048576.
_NOT_NEAR, _ODD = (
    re.compile(rb'<(?:c(?! r="%b%b"[ />])|row(?! r="%b"[ />]))(?=[\s/>])' % (letters, row, row))
    for letters, row in ((rb"[A-Z]", rb"[1-9][0-9]{0,5}"), (rb"[A-Z]{1,3}", _UP_TO_LAST))
)
_LETTERS_OF = re.compile(rb'<c r="([A-Z]{2,3})')
_NUMBER_OF = re.compile(rb'<c r="[A-Z]{1,3}([0-9]+)')
_WIDE_ESCAPE = re.compile(rb"_x(?!00)[0-9a-fA-F]{4}_")
_ROW = re.compile(rb'<row r="([0-9]+)')
_NO_OUTCOME = re.compile(
    rb"<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(<v(?:\s[^<>]*)?(?:/>|>\s*</v>))?\s*</c>"
)
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']*)""")
_TAG = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*)>')
_VALUE = re.compile(rb"<v(?:\s[^<>]*)?>([^<]*)</v>")
_TAG_AT_MOST = 300  # bytes of the tag that opens a cell
_CELL_AT_MOST = 70_000  # bytes of a cell with a formula: 8,192 signs, escaped, and its outcome
_LETTERS = 26

Place = tuple[int, int]  # row and column, both from 0


def is_plain(xml: bytes, *, band: bool = False) -> bool:
    """Tell whether a sheet is written in the way that the fast reader reads, and not too loosely.

    It makes the whole rectangle around the cells, which may be far more than there are. Of a `band`
    of its rows that does not begin above the first.
    """
    head = xml[:4000].lstrip(b"\xef\xbb\xbf \r\n\t")
    declared = _ENCODING.match(head)
    if not (
        (declared is None or declared[1].lower() in {b"utf-8", b"us-ascii"})
        and head.startswith((b"<?xml", b"<worksheet"))
        and b"<worksheet" in head
    ):
        return False
    columns = _LETTERS
    last = xml.rfind(b'<row r="')
    row = _ROW.match(xml, last) if last >= 0 else None
    rows = above = int(row[1]) if row else 0
    if band and (row := _ROW.search(xml)) is not None:
        above = int(row[1])
    if _NOT_NEAR.search(xml) is not None:
        if _ODD.search(xml) is not None:
            return False
        columns = max(map(_column, set(_LETTERS_OF.findall(xml))), default=columns)
        numbers = set(map(int, set(_NUMBER_OF.findall(xml)))) or {rows}
        rows, above = max(numbers), min(numbers)
        if columns > limits.COLUMNS:
            return False
    area = columns * (rows - above + 1 if band else rows)
    return area <= limits.LOOSE_FROM or area <= limits.LOOSE * xml.count(b"<c ")


def is_usual(xml: bytes) -> bool:
    """Tell whether nothing else in a plain sheet is written in an unusual way."""
    # One sign is looked for much faster than two or more.
    quoted = b"'" in xml and b" t='" in xml
    return not quoted and xml.count(b"<sheetData") == 1 and not has_wide_escapes(xml)


def has_wide_escapes(xml: bytes) -> bool:
    """Tell whether a part escapes what calamine leaves so: it knows `_x000D_`, not `_x2028_`."""
    return b"_" in xml and b"_x" in xml and _WIDE_ESCAPE.search(xml) is not None


def specials(xml: bytes) -> Iterator[tuple[Place, Any]]:
    """Yield error values and formulas without outcome of a plain sheet, with their place."""
    at = xml.find(b' t="e"')
    while at >= 0:
        tag = _tag_around(xml, at)
        if tag is not None:
            end = xml.find(b"</c>", tag.end(), tag.end() + _CELL_AT_MOST)
            value = _VALUE.search(xml, tag.end(), max(end, tag.end()))
            empty = tag[3].endswith(b"/")
            text = "" if value is None or empty else unescape(value[1].decode("utf-8", "replace"))
            yield _place(tag), plain_error(text or "#VALUE!")
        at = xml.find(b' t="e"', at + 6)
    for found in _NO_OUTCOME.finditer(xml):
        tag = _tag_around(xml, found.start())
        if tag is None or b' t="e"' in tag[3]:
            continue
        if b' t="str"' in tag[3] and found[1] is not None:
            continue  # an empty text, which is stored
        yield _place(tag), UNSTORED


def negatives(xml: bytes) -> Iterator[Place]:
    """Yield the places of numbers below zero, which are no dates whatever their format."""
    at = xml.find(b"<v>-")
    while at >= 0:
        start = xml.rfind(b'<c r="', max(0, at - _CELL_AT_MOST), at)
        tag = _TAG.match(xml, start) if start >= 0 else None
        if tag is not None:
            yield _place(tag)
        at = xml.find(b"<v>-", at + 4)


def _tag_around(xml: bytes, at: int) -> re.Match[bytes] | None:
    """Return the opening tag of the cell that `at` lies in or directly behind."""
    start = xml.rfind(b'<c r="', max(0, at - _TAG_AT_MOST), at)
    tag = _TAG.match(xml, start) if start >= 0 else None
    return tag if tag is not None and tag.end() >= at else None


def _place(tag: re.Match[bytes]) -> Place:
    return int(tag[2]) - 1, _column(tag[1]) - 1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - 64
    return number
