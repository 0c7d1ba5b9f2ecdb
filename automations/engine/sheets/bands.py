"""A large sheet, read band by band: some rows at a time, as a small workbook of their own.

calamine lets the interpreter go while it reads. So one band is read by it while the next is
unpacked and looked through and the last is turned into columns, and no more than a few bands take
memory at a time. What is not written as usual is answered with None; the exact way serves then.
"""

from __future__ import annotations

from collections import Counter, deque
from datetime import date, datetime, time, timedelta
from io import BytesIO
from threading import Thread
from zipfile import ZIP_STORED, ZipFile

import python_calamine as calamine

from automations.engine.sheets import limits, overlay
from automations.engine.sheets.exact import OUT_OF_RANGE
from automations.engine.sheets.plain import (
    DAYS,
    MIXED,
    NUMBERS,
    plain_day,
    plain_moment,
    plain_number,
    plain_time,
)

TYPE_CHECKING = False  # the reading process must start fast
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    Column = tuple[str, list[Any], dict[int, Any]]
    Band = tuple[int, list[Column]]

BAND = 2 << 20  # bytes of XML in a band, and of a sheet from which it is read in bands
AROUND = 8  # times what stands around the sheets, as formats, which each band has again
_HEAD = 1 << 16  # bytes before the first row at most
_OPENED, _CLOSED = b"<sheetData>", b"</sheetData></worksheet>"
_SHARED, _SHARED_TEXT = b' t="s"', b' t="s"><v>'
_MARK = "\ue000"  # of private use: in a band it stands before the number of a shared text
_MARKED_TEXT = b' t="str"><v>' + _MARK.encode()
_AHEAD = 2  # bands that calamine reads while others are turned into columns
_DAY = timedelta(days=1)
_FILLERS: dict[type, Any] = {float: 0.0, date: date.min}  # where a cell of another kind stands

# How each kind of cell that calamine gives is sent, blanks first.
PLAIN: dict[type, Callable[[Any], Any]] = {
    str: lambda text: text or None,
    float: plain_number,
    int: int,
    bool: bool,
    date: plain_day,
    datetime: plain_moment,
    time: plain_time,
    timedelta: lambda span: span / _DAY,
    tuple: lambda laid: laid,  # plain already
    type(None): lambda nothing: nothing,
}
_AS_TUPLES = frozenset({datetime, time, tuple})  # kinds that are sent as tuples, beside days


class Texts(dict[str, str]):
    """The shared texts of a workbook, by what stands for each in a band.

    They may be most of a workbook, and a reader goes through all of them each time. So the bands
    are read without, and each cell is looked up here: one that is no shared text is itself.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the texts by their numbers."""
        super().__init__(zip(map((_MARK + "{}").format, range(len(texts))), texts, strict=True))
        self[""] = ""

    def __missing__(self, cell: Any) -> Any:  # noqa: ANN401 - what a cell holds
        """Return what is no shared text; raises LookupError for a number that is none of them."""
        if type(cell) is str and cell.startswith(_MARK):
            raise LookupError(cell)
        return cell


class Bands:
    """A sheet of a workbook, of which the parts `around` are given by name, the texts apart."""

    def __init__(
        self,
        around: Iterable[tuple[str, bytes]],
        texts: Texts,
        part: str,
        titles: Sequence[str],
        index: int,
    ) -> None:
        """Take what each of the small workbooks holds beside its rows."""
        self._around, self._texts, self._part = list(around), texts, part
        self._titles, self._index = list(titles), index

    def read(self, pieces: Iterable[tuple[bytes, bool]]) -> Iterator[Band | None]:
        """Yield bands from pieces of the part, each with whether it is the last.

        Ends with None where the sheet is not written as usual.
        """
        begun: deque[_Begun] = deque()
        head, extent = b"", _Extent()
        for piece, is_last in pieces:
            rows = piece
            if not head:
                at = piece.find(_OPENED, 0, _HEAD) + len(_OPENED)
                if at < len(_OPENED):
                    yield None
                    return
                head, rows = piece[:at], piece[at:]
            xml = head + rows if is_last else head + rows + _CLOSED
            marked = _marked(xml) if overlay.is_plain(xml, band=True) else None
            if marked is None:
                yield None
                return
            workbook = self._workbook(marked)
            begun.append(_Begun(xml, workbook, self._texts, self._titles, self._index))
            while len(begun) > (0 if is_last else _AHEAD):
                band = begun.popleft().band()
                if band is not None and not extent.takes(band):
                    band = None
                yield band
                if band is None:
                    return

    def _workbook(self, xml: bytes) -> bytes:
        """Make a workbook of some rows."""
        content = BytesIO()
        with ZipFile(content, "w", ZIP_STORED) as file:
            for name, part in self._around:
                file.writestr(name, part)
            file.writestr(self._part, xml)
        return content.getvalue()


def _marked(xml: bytes) -> bytes | None:
    """Let cells that hold the number of a shared text hold it as a text; None where some cannot.

    Nothing else may begin with the mark then, written out or by its number.
    """
    shared = xml.count(_SHARED)
    if not shared:
        return xml
    if shared != xml.count(_SHARED_TEXT) or _MARK.encode() in xml or b"&#" in xml:
        return None
    return xml.replace(_SHARED_TEXT, _MARKED_TEXT)


class _Extent:
    """How far the bands of a sheet reach, which may not be much more than what they hold."""

    def __init__(self) -> None:
        self._height = self._width = self._filled = 0

    def takes(self, band: Band) -> bool:
        """Tell whether a band can come behind the others."""
        first, columns = band
        if not columns:
            return True
        size = len(columns[0][1])
        above, self._height = self._height, first + size
        self._width = max(self._width, len(columns))
        self._filled += size * len(columns)
        area = self._height * self._width
        return first >= above and area <= max(limits.LOOSE_FROM, limits.LOOSE * self._filled)


class _Begun:
    """A band that calamine is reading, and what the XML says meanwhile of what it leaves out."""

    def __init__(
        self, xml: bytes, content: bytes, texts: Texts, titles: Sequence[str], index: int
    ) -> None:
        self._xml, self._content = xml, content
        self._texts = texts if _SHARED in xml else None
        self._titles, self._index = titles, index
        self._sheet: Any = None
        self._reading = Thread(target=self._read)
        self._reading.start()
        self._usual = overlay.is_usual(xml)
        self._specials = dict(overlay.specials(xml))

    def _read(self) -> None:
        """Read; what calamine raises, panics too, means only that it cannot read this."""
        try:
            book = calamine.load_workbook(BytesIO(self._content))
            if book.sheet_names == self._titles:
                self._sheet = book.get_sheet_by_index(self._index)
        except BaseException:  # noqa: BLE001 - a panic in Rust is no Exception
            return

    def band(self) -> Band | None:
        """Return the band; None where it is not as usual."""
        self._reading.join()
        if self._sheet is None or not self._usual:
            return None
        try:
            first, columns = self._columns()
        except MemoryError:
            raise
        except BaseException:  # noqa: BLE001 - as when it reads
            return None
        kinds = [set(map(type, cells)) for cells in columns]
        if any(time in some for some in kinds):
            self._without_negatives(first, columns, kinds)
        if self._specials:
            first = _laid(first, columns, self._specials)
            kinds = [set(map(type, cells)) for cells in columns]
        return first, list(map(_column, columns, kinds))

    def _without_negatives(
        self, first: int, columns: list[list[Any]], kinds: list[set[type]]
    ) -> None:
        """Put an error for numbers below zero in a date format, which calamine has as times."""
        height = len(columns[0])
        for row, place in overlay.negatives(self._xml):
            inside = first <= row < first + height and place < len(columns)
            if inside and type(columns[place][row - first]) is time:
                columns[place][row - first] = OUT_OF_RANGE
                kinds[place].add(tuple)

    def _columns(self) -> tuple[int, list[list[Any]]]:
        """Return calamine's cells by column from A on, and the first of their rows."""
        if self._sheet.start is None:
            return 0, []
        first, left = self._sheet.start
        columns = list(map(list, zip(*self._sheet.to_python(), strict=True)))
        if self._texts is not None:
            columns = [
                list(map(self._texts.__getitem__, cells)) if str in set(map(type, cells)) else cells
                for cells in columns
            ]
        height = len(columns[0]) if columns else 0
        return first, [[None] * height for _ in range(left)] + columns


def _laid(first: int, columns: list[list[Any]], specials: dict[tuple[int, int], Any]) -> int:
    """Put values at their places, also where the columns do not reach; return the first row."""
    rows = [row for row, _ in specials]
    height = len(columns[0]) if columns else 0
    if not height:
        first = min(rows)
    above = max(0, first - min(rows))
    beneath = max(0, max(rows) + 1 - first - height)
    width = max(place for _, place in specials) + 1
    columns += [[None] * height for _ in range(width - len(columns))]
    if above or beneath:
        columns[:] = [[None] * above + cells + [None] * beneath for cells in columns]
    first -= above
    for (row, place), value in specials.items():
        columns[place][row - first] = value
    return first


def _column(cells: list[Any], kinds: set[type]) -> Column:
    """Return a column of plain data: its kind, its values, and what is of another kind.

    Most columns hold cells of one kind, with few of another: those are told by their places.
    """
    odd: dict[int, Any] = {}
    if kinds == {str}:
        return MIXED, cells if "" not in cells else [cell or None for cell in cells], odd
    most = next(iter(kinds))
    if len(kinds) > 1:
        most = Counter(map(type, cells)).most_common(1)[0][0]
        others = [place for place, cell in enumerate(cells) if type(cell) is not most]
        odd = {place: PLAIN[type(cells[place])](cells[place]) for place in others}
        filler = _FILLERS.get(most)
        for place in others:
            cells[place] = filler
    if most is date:
        return DAYS, list(map(date.toordinal, cells)), odd
    if most is float:
        return NUMBERS, cells, odd
    plain = PLAIN[most]
    values = [None if cell is None else plain(cell) for cell in cells]
    if most in _AS_TUPLES:
        odd |= {place: value for place, value in enumerate(values) if value is not None}
        values = [None] * len(cells)
    return MIXED, values, odd
