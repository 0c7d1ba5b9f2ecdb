"""From the bytes of a workbook to plain data. Only the reading process does this.

Whatever the bytes are, the answer is tabs or a reason why not; the process may die of them, which
is why it is one.
"""

from __future__ import annotations

import re
from io import BytesIO

from automations.engine.sheets.bands import AROUND, BAND, Bands, Texts
from automations.engine.sheets.exact import read_sheet
from automations.engine.sheets.fast import FastBook
from automations.engine.sheets.ooxml import Book, read_book, read_formats, read_texts
from automations.engine.sheets.overlay import has_wide_escapes
from automations.engine.sheets.package import Package, RefusedError

TYPE_CHECKING = False  # the reading process must start fast
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Send = Callable[[int, str, Any], Any]

_ZIP = b"PK"
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")  # old .xls, and password-protected workbooks
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|table|meta|script)\b", re.IGNORECASE)
_OLD_XML = b"urn:schemas-microsoft-com:office:spreadsheet"


def read(
    content: bytes,
    password: str | None = None,
    send: Send = lambda _, __, band: band,
) -> list[Any]:
    """Return the tabs of a workbook as plain data; raises RefusedError with the reason.

    A band of a large tab is given to `send`, with the tab's number and title, and what that returns
    stands in its place.
    """
    if content.startswith(_COMPOUND):
        if _ENCRYPTED not in content:
            raise RefusedError("xls")
        content = _decrypted(content, password)
    if not content.startswith(_ZIP):
        raise RefusedError(_other(content))
    package = Package(content)
    package.check_all()
    if "content.xml" in package and "xl/workbook.xml" not in package:
        return _ods(package)
    tabs = _tabs(content, package, read_book(package), send)
    package.check_rest()
    return tabs


def _other(content: bytes) -> str:
    """Tell what a file is that is no workbook at all."""
    if not content.strip(b"\0"):
        return "empty"
    head = content[:4000]
    if _HTML.search(head):
        return "html"
    if _OLD_XML in head:
        return "xls"
    try:
        text = head.decode("utf-8", "ignore" if len(content) > len(head) else "strict")
    except ValueError:
        text = head.decode("latin-1")
    if re.search(r"[\x00-\x08\x0e-\x1f]", text):
        return "other"
    return "csv" if re.search(r"[;,\t].*\n", text) else "other"


def _decrypted(content: bytes, password: str | None) -> bytes:
    if password is None:
        raise RefusedError("password")
    import msoffcrypto  # type: ignore[import-untyped]  # noqa: PLC0415 - only for such workbooks

    try:
        file = msoffcrypto.OfficeFile(BytesIO(content))
        file.load_key(password=password, verify_password=True)
        plain = BytesIO()
        file.decrypt(plain)
    except msoffcrypto.exceptions.InvalidKeyError as error:
        raise RefusedError("wrong-password") from error
    except MemoryError:
        raise
    except Exception as error:
        raise RefusedError("damaged") from error
    return plain.getvalue()


def _ods(package: Package) -> list[Any]:
    from automations.engine.sheets.ods import read_ods  # noqa: PLC0415 - only for such workbooks

    return read_ods(package)


def _tabs(content: bytes, package: Package, book: Book, send: Send) -> list[Any]:
    titles = [sheet.title for sheet in book.sheets]
    strings = package.part(book.strings) if book.strings else b""
    is_usual = not has_wide_escapes(strings) and (not book.strings or package.is_bare(book.strings))
    fast: FastBook | None = None
    exact: tuple[list[str], list[str]] | None = None
    texts: Texts | None = None
    tabs = []
    for index, sheet in enumerate(book.sheets):
        rows: Any = []
        if sheet.part is not None:
            rows = None
            if is_usual and package.size(sheet.part) > BAND:
                texts = texts or Texts(read_texts(strings) if strings else [])
                rows = _banded(package, book, index, texts, send)
            elif is_usual:
                fast = fast or FastBook(content, titles)
                xml = package.part(sheet.part)
                rows = fast.rows(index, xml) if package.is_bare(sheet.part) else None
            if rows is None:
                exact = exact or _texts_and_formats(strings, package, book)
                rows = read_sheet(package.part(sheet.part), *exact, from_1904=book.from_1904)
        tabs.append((sheet.title, rows, sheet.hidden, list(sheet.notes), sheet.boxes))
    return tabs


def _banded(
    package: Package, book: Book, index: int, texts: Texts, send: Send
) -> tuple[Any, ...] | None:
    """Read a large sheet in bands; None where it is not written as usual."""
    sheet = book.sheets[index]
    part = sheet.part or ""
    apart = [book.strings or "", *(one.part or "" for one in book.sheets)]
    around = list(package.around(apart))
    size = max(BAND, AROUND * sum(len(content) for _, content in around))
    bands = Bands(around, texts, package.written(part), [one.title for one in book.sheets], index)
    made = []
    for band in bands.read(package.pieces(part, size)):
        if band is None or not package.is_bare(part):
            return None
        made.append(send(index, sheet.title, band))
    return tuple(made)


def _texts_and_formats(strings: bytes, package: Package, book: Book) -> tuple[list[str], list[str]]:
    texts = read_texts(strings) if strings else []
    return texts, read_formats(package.part(book.styles)) if book.styles else []
