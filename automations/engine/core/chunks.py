"""Reading a whole column: chunks of valid cells at the speed of C, anything else cell by cell.

Most cells of most sheets are right as they stand. A fast path looks at a chunk with a few built-in
calls and either returns what the column's reader would, or None when it is not sure; then the chunk
is halved, so that one bad cell costs its neighbours only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from automations.engine.core.addresses import read_email
from automations.engine.core.cells import Failure, is_blank
from automations.engine.core.grid import Cell
from automations.engine.core.moments import FIRST_DAY, LAST_DAY
from automations.engine.core.numbers import LARGEST
from automations.engine.core.schema import Field, Kind
from automations.engine.core.values import Reader, default, reader

CHUNK = 128  # cells that are looked at together
_SMALL = 4  # a chunk that is not halved any more
_REMEMBERED = 4096  # values of one column that are read once

Chunk = list[Any]
Kinds = set[type]  # of the cells of a chunk
FastPath = Callable[[Chunk, Kinds], "Chunk | None"]

_NONE = type(None)
_LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
_PLAIN_SIGNS = b"abcdefghijklmnopqrstuvwxyz0123456789._+-@\n"
_SEPARATORS = bytes.maketrans(b"_+-", b"...")


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
        for start in range(0, len(cells), CHUNK):
            self._chunk(list(cells[start : start + CHUNK]), start, read)
        return read

    def _chunk(self, chunk: Chunk, start: int, read: Read) -> None:
        kinds = set(map(type, chunk))
        if _NONE in kinds or (str in kinds and "" in chunk):
            self._with_blanks(chunk, start, read)
        elif (values := self._fast(chunk, kinds)) is not None:
            read.values += values
        else:
            self._halves(chunk, start, read)

    def _halves(self, chunk: Chunk, start: int, read: Read) -> None:
        """Look again at each half of a chunk that is not all right."""
        if len(chunk) <= _SMALL:
            self._one_by_one(chunk, start, read)
            return
        half = len(chunk) // 2
        self._chunk(chunk[:half], start, read)
        self._chunk(chunk[half:], start + half, read)

    def _with_blanks(self, chunk: Chunk, start: int, read: Read) -> None:
        filled = [cell for cell in chunk if cell is not None and cell != ""]
        values = self._fast(filled, set(map(type, filled))) if filled else []
        if values is None:
            self._halves(chunk, start, read)
            return
        rest = iter(values)
        empty = self._empty
        read.values += [empty if cell is None or cell == "" else next(rest) for cell in chunk]
        read.blanks.update(
            [place for place, cell in enumerate(chunk, start) if cell is None or cell == ""]
        )

    def _one_by_one(self, chunk: Chunk, start: int, read: Read) -> None:
        for place, cell in enumerate(chunk, start):
            value = self._read(cell)
            if isinstance(value, Failure):
                read.failures[place] = value
                value = self._nothing
            elif is_blank(cell):
                read.blanks.add(place)
            read.values.append(value)


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


def _unsure(_: Chunk, __: Kinds) -> Chunk | None:
    return None


def _remembered(read: Reader) -> FastPath:
    """Read what was not seen before, once; for columns that hold the same few values.

    By type, because 1 and TRUE are one key and not one value.
    """
    by_type: dict[type, dict[Any, Any]] = {}

    def fast(chunk: Chunk, kinds: Kinds) -> Chunk | None:
        if len(kinds) > 1 and kinds != {int, float}:
            return None
        known = by_type.setdefault(float if int in kinds else next(iter(kinds)), {})
        if len(known) > _REMEMBERED:
            known.clear()
        for cell in set(chunk).difference(known):
            value = read(cell)
            if isinstance(value, Failure) or is_blank(cell):
                return None
            known[cell] = value
        return list(map(known.__getitem__, chunk))

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
    def fast(chunk: Chunk, kinds: Kinds) -> Chunk | None:
        if kinds != {str} or not _is_tidy(chunk):
            return None
        if pattern is not None and not all(map(pattern.fullmatch, chunk)):
            return None
        if longest is not None and max(map(len, chunk)) > longest:
            return None
        return chunk

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


def _email(chunk: Chunk, kinds: Kinds) -> Chunk | None:
    """Take addresses of small letters, digits and single signs between them, as most are."""
    if kinds != {str} or max(map(len, chunk)) > _LONGEST_LOCAL:
        return None
    together = "\n".join(chunk)
    if not together.isascii():
        return None
    written = together.encode("ascii")
    if written.translate(None, _PLAIN_SIGNS) or written.count(b"\n") != len(chunk) - 1:
        return None
    dotted = b"\n" + written.translate(_SEPARATORS)
    if b".." in dotted or b".@" in dotted or b"\n." in dotted or b"\n@" in dotted:
        return None
    domains = {address.partition("@")[2] for address in chunk}
    return chunk if all(map(_is_domain, domains)) else None


def _dates(chunk: Chunk, kinds: Kinds) -> Chunk | None:
    if not kinds <= {date, datetime}:
        return None
    days = chunk
    if datetime in kinds:
        days = [day.date() if type(day) is datetime else day for day in chunk]
    return days if min(days) >= FIRST_DAY and max(days) <= LAST_DAY else None


def _numbers(column: Field) -> FastPath:
    """Return the fast path for numbers; a chunk of booleans or texts is read one by one."""
    low = -LARGEST if column.minimum is None else max(column.minimum, -LARGEST)
    high = LARGEST if column.maximum is None else min(column.maximum, LARGEST)
    turn = int if column.kind == Kind.INTEGER else float

    def fast(chunk: Chunk, kinds: Kinds) -> Chunk | None:
        if not kinds <= {int, float} or not math.isfinite(sum(chunk)):
            return None
        values: Chunk = list(map(turn, chunk))
        is_right = values == chunk and min(values) >= low and max(values) <= high
        return values if is_right else None

    return fast
