"""Reading a whole column: chunks of valid cells at the speed of C, anything else cell by cell.

Most cells of most sheets are right as they stand. A fast path looks at a chunk with a few built-in
calls. It returns what the column's reader would, and the places of the few cells that it is not
sure of; those are read one by one. Where it is sure of none it returns nothing, and the chunk is
halved, so that one bad cell costs its neighbours only.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import repeat
from operator import itemgetter
from typing import Any

from automations.engine.core.addresses import read_email
from automations.engine.core.cells import Failure, is_blank
from automations.engine.core.grid import Cell
from automations.engine.core.moments import FIRST_DAY, LAST_DAY
from automations.engine.core.numbers import LARGEST
from automations.engine.core.schema import Field, Kind
from automations.engine.core.values import Reader, default, reader

CHUNK = 256  # cells that are looked at together
_SMALL = 4  # a chunk that is not halved any more
_REMEMBERED = 4096  # values of one column that are read once

Chunk = list[Any]
Kinds = set[type]  # of the cells of a chunk
Sure = tuple[Chunk, Collection[int]]  # values, and the places of cells that they do not hold for
FastPath = Callable[[Chunk, Kinds], "Sure | None"]

_NONE = type(None)
_NUMBERS: Kinds = {int, float}
_DAYS: Kinds = {date, datetime}
_TEXTS: Kinds = {str}
_LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
_PLAIN_SIGNS = b"abcdefghijklmnopqrstuvwxyz0123456789._+-@\n"
_SEPARATORS = bytes.maketrans(b"_+-", b"...")
_USUAL = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9._+@-]*", re.ASCII)
_SOME_ADDRESS = "a@a.nl"


@dataclass(slots=True)
class Read:
    """One column as read: a value for each cell, the failures among them, and where it is blank."""

    values: list[Any] = field(default_factory=list)
    failures: dict[int, Failure] = field(default_factory=dict)
    blanks: set[int] = field(default_factory=set)


class ColumnReader:
    """Reads a column as its `reader` does, which stays the definition of what a cell means."""

    def __init__(self, column: Field) -> None:
        """Compile both ways for a column."""
        self._read = reader(column)
        self._empty = default(column)
        self._nothing = () if column.many else None  # what stands where a cell cannot be used
        self._fast = _fast_path(column, self._read)

    def __call__(self, cells: Sequence[Cell]) -> Read:
        """Read cells; a failure's value is an empty one."""
        read = Read()
        self.read_on(cells, read)
        return read

    def read_on(self, cells: Sequence[Cell], read: Read) -> None:
        """Read the cells that come after those which were read."""
        known = len(read.values)
        for start in range(0, len(cells), CHUNK):
            self._chunk(list(cells[start : start + CHUNK]), known + start, read)

    def _chunk(self, chunk: Chunk, start: int, read: Read) -> None:
        kinds = set(map(type, chunk))
        if _NONE in kinds or (str in kinds and "" in chunk):
            self._with_blanks(chunk, start, read)
        elif (sure := self._fast(chunk, kinds)) is not None:
            values, unsure = sure
            first = len(read.values)
            read.values += values
            for place in unsure:
                read.values[first + place] = self._one(chunk[place], start + place, read)
        else:
            self._halves(chunk, start, read)

    def _halves(self, chunk: Chunk, start: int, read: Read) -> None:
        """Look again at each half of a chunk that is not all right."""
        if len(chunk) <= _SMALL:
            read.values += [self._one(cell, place, read) for place, cell in enumerate(chunk, start)]
            return
        half = len(chunk) // 2
        self._chunk(chunk[:half], start, read)
        self._chunk(chunk[half:], start + half, read)

    def _with_blanks(self, chunk: Chunk, start: int, read: Read) -> None:
        places = [place for place, cell in enumerate(chunk) if cell is not None and cell != ""]
        filled = [chunk[place] for place in places]
        sure = self._fast(filled, set(map(type, filled))) if filled else ([], ())
        if sure is None:
            self._halves(chunk, start, read)
            return
        values = [self._empty] * len(chunk)
        for place, value in zip(places, sure[0], strict=True):
            values[place] = value
        for index in sure[1]:
            place = places[index]
            values[place] = self._one(chunk[place], start + place, read)
        read.values += values
        read.blanks.update(
            set(range(start, start + len(chunk))).difference(map(start.__add__, places))
        )

    def _one(self, cell: Cell, place: int, read: Read) -> Any:  # noqa: ANN401 - what a cell holds
        """Read one cell; a failure is kept, and an empty value stands in its place."""
        value = self._read(cell)
        if isinstance(value, Failure):
            read.failures[place] = value
            return self._nothing
        if is_blank(cell):
            read.blanks.add(place)
        return value


def _fast_path(column: Field, read: Reader) -> FastPath:
    """Return the fast path of a column; none of its cells is blank."""
    few = (Kind.YES_NO, Kind.PHONE, Kind.TIME, Kind.MONEY)
    if column.many or column.enum or column.kind in few:
        return _remembered(read)
    if column.reference is not None or column.kind in (Kind.TEXT, Kind.MARKDOWN):
        pattern = column.pattern if column.reference is None else None
        return _text(None if pattern is None else re.compile(pattern, re.ASCII), column.max_length)
    if column.kind in (Kind.INTEGER, Kind.DECIMAL):
        return _numbers(column)
    if column.max_length is not None:
        return _unsure
    return {Kind.EMAIL: _email, Kind.DATE: _dates}.get(column.kind, _unsure)


def _unsure(_: Chunk, __: Kinds) -> Sure | None:
    return None


def _of_kinds(chunk: Chunk, kinds: Kinds, filler: object) -> Sure | None:
    """Leave out the few cells that are of another kind; None where they are most of them."""
    odd = [place for place, cell in enumerate(chunk) if type(cell) not in kinds]
    if len(odd) * 2 > len(chunk):
        return None
    rest = list(chunk)
    for place in odd:
        rest[place] = filler
    return rest, odd


def _remembered(read: Reader) -> FastPath:
    """Read what was not seen before, once; for columns that hold the same few values.

    By type, because 1 and TRUE are one key and not one value.
    """
    by_type: dict[type, dict[Any, Any]] = {}

    def fast(chunk: Chunk, kinds: Kinds) -> Sure | None:
        odd: Collection[int] = ()
        if len(kinds) > 1 and kinds != _NUMBERS:
            most, _ = Counter(map(type, chunk)).most_common(1)[0]
            same = _NUMBERS if most in _NUMBERS else {most}
            filler = next(cell for cell in chunk if type(cell) is most)
            if (sure := _of_kinds(chunk, same, filler)) is None:
                return None
            (chunk, odd), kinds = sure, same
        known = by_type.setdefault(float if int in kinds else next(iter(kinds)), {})
        if len(known) > _REMEMBERED:
            known.clear()
        wrong = set()
        for cell in set(chunk).difference(known):
            value = read(cell)
            if isinstance(value, Failure) or is_blank(cell):
                wrong.add(cell)
            else:
                known[cell] = value
        if wrong:
            if len(wrong) * 2 > len(chunk):
                return None
            doubtful = (place for place, cell in enumerate(chunk) if cell in wrong)
            return list(map(known.get, chunk)), {*odd, *doubtful}
        return list(map(known.__getitem__, chunk)), odd

    return fast


def _is_tidy(chunk: Chunk) -> bool:
    """Tell whether texts hold nothing that reading would take away or refuse.

    What is printable has no control character, no odd blank, and no change of direction.
    """
    together = "|".join(chunk)
    return (
        together.isprintable()
        and " |" not in together
        and "| " not in together
        and together[0] != " " != together[-1]
    )


def _text(pattern: re.Pattern[str] | None, longest: int | None) -> FastPath:
    def fast(chunk: Chunk, kinds: Kinds) -> Sure | None:
        unsure: set[int] = set()
        if kinds != _TEXTS:
            if (sure := _of_kinds(chunk, _TEXTS, "x")) is None:
                return None
            chunk = sure[0]
            unsure.update(sure[1])
        if not _is_tidy(chunk):
            unsure.update(place for place, text in enumerate(chunk) if not _is_tidy([text]))
        if pattern is not None and not all(map(pattern.fullmatch, chunk)):
            fits = pattern.fullmatch
            unsure.update(place for place, text in enumerate(chunk) if not fits(text))
        if longest is not None and max(map(len, chunk)) > longest:
            unsure.update(place for place, text in enumerate(chunk) if len(text) > longest)
        return chunk, unsure

    return fast


_domains: dict[str, bool] = {}


def _is_domain(domain: str) -> bool:
    """Tell whether an address may end so, and is kept as it is written then."""
    known = _domains.get(domain)
    if known is None:
        if len(_domains) > _REMEMBERED:
            _domains.clear()
        known = _domains[domain] = read_email(f"a@{domain}") == f"a@{domain}"
    return known


def _email(chunk: Chunk, kinds: Kinds) -> Sure | None:
    """Take addresses of small letters, digits and single signs between them, as most are."""
    unsure: set[int] = set()
    if kinds != _TEXTS:
        if (sure := _of_kinds(chunk, _TEXTS, _SOME_ADDRESS)) is None:
            return None
        chunk = sure[0]
        unsure.update(sure[1])
    if not _are_usual(chunk):
        fits = _USUAL.fullmatch
        unsure.update(
            place
            for place, text in enumerate(chunk)
            if len(text) > _LONGEST_LOCAL or not fits(text)
        )
    domains = set(map(itemgetter(2), map(str.partition, chunk, repeat("@"))))
    if wrong := {domain for domain in domains if not _is_domain(domain)}:
        parts = (text.partition("@")[2] for text in chunk)
        unsure.update(place for place, domain in enumerate(parts) if domain in wrong)
    return chunk, unsure


def _are_usual(chunk: Chunk) -> bool:
    """Tell whether every address fits `_USUAL`, at the cost of a few calls for all of them."""
    together = "\n".join(chunk)
    if not together.isascii() or max(map(len, chunk)) > _LONGEST_LOCAL:
        return False
    written = together.encode("ascii")
    if written.translate(None, _PLAIN_SIGNS) or written.count(b"\n") != len(chunk) - 1:
        return False
    dotted = b"\n" + written.translate(_SEPARATORS)
    return not (b".." in dotted or b".@" in dotted or b"\n." in dotted or b"\n@" in dotted)


def _dates(chunk: Chunk, kinds: Kinds) -> Sure | None:
    odd: Collection[int] = ()
    if not kinds <= _DAYS:
        if (sure := _of_kinds(chunk, _DAYS, FIRST_DAY)) is None:
            return None
        chunk, odd = sure
    if datetime in kinds:
        chunk = [day.date() if type(day) is datetime else day for day in chunk]
    if min(chunk) < FIRST_DAY or max(chunk) > LAST_DAY:
        outside = (at for at, day in enumerate(chunk) if not FIRST_DAY <= day <= LAST_DAY)
        odd = {*odd, *outside}
    return chunk, odd


def _numbers(column: Field) -> FastPath:
    """Return the fast path for numbers; booleans and texts among them are read one by one."""
    low = -LARGEST if column.minimum is None else max(column.minimum, -LARGEST)
    high = LARGEST if column.maximum is None else min(column.maximum, LARGEST)
    turn = int if column.kind == Kind.INTEGER else float

    def fast(chunk: Chunk, kinds: Kinds) -> Sure | None:
        odd: Collection[int] = ()
        if not kinds <= _NUMBERS:
            if (sure := _of_kinds(chunk, _NUMBERS, low)) is None:
                return None
            chunk, odd = sure
        if not math.isfinite(sum(chunk)):
            return None
        values: Chunk = list(map(turn, chunk))
        if values == chunk and min(values) >= low and max(values) <= high:
            return values, odd
        odd = set(odd)
        for place, (value, cell) in enumerate(zip(values, chunk, strict=True)):
            if value != cell or not low <= value <= high:
                odd.add(place)
        return values, odd

    return fast
