"""From a cell to a value: one reader per kind of column, compiled once per column.

What Dutch hands type is understood in silence; what can be read in two ways is a failure and never
a choice. A reader never raises, whatever the cell holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from automations.engine.core.addresses import read_email, read_phone, read_url
from automations.engine.core.cells import (
    CONTROL,
    Failure,
    as_text,
    balanced,
    clean,
    fold,
    is_blank,
)
from automations.engine.core.findings import Message
from automations.engine.core.grid import Cell, ErrorValue, NoStoredValue
from automations.engine.core.moments import meant, read_date, read_time
from automations.engine.core.numbers import read_decimal, read_integer, read_money, read_yes_no
from automations.engine.core.schema import Field, Kind

Reader = Callable[[Cell], Any]

_DASHES = str.maketrans(dict.fromkeys("–—‐‑−_", "-"))  # noqa: RUF001 - Word makes these of a hyphen
_ERRORS = {
    "#N/A": "na",
    "#DIV/0!": "div",
    "#NAME?": "name",
    "#VALUE!": "value",
    "#REF!": "ref",
    "#NUM!": "num",
    "#NULL!": "null",
}
_NEAR_ENOUGH = 0.6
_LIST_AT_MOST = 90  # characters of a list that a message repeats


def read_text(cell: Cell) -> str | Failure:
    """Read text; control characters are refused."""
    text = as_text(cell)
    if CONTROL.search(text):
        return Failure("type", "findings.type-control")
    return text


_READERS: dict[Kind, Reader] = {
    Kind.TEXT: read_text,
    Kind.MARKDOWN: read_text,
    Kind.EMAIL: read_email,
    Kind.PHONE: read_phone,
    Kind.URL: read_url,
    Kind.INTEGER: read_integer,
    Kind.DECIMAL: read_decimal,
    Kind.MONEY: read_money,
    Kind.DATE: read_date,
    Kind.TIME: read_time,
    Kind.YES_NO: read_yes_no,
}


def reader(column: Field) -> Reader:
    """Compile the reader of a column: a cell to its value, None when empty, or a Failure.

    A default is filled in. A reference is read as the text that was typed; what it refers to is
    found out when all sheets are there.
    """
    one = _with_limits(_one(column), column)
    whole = _several(one, column) if column.many else one
    empty = default(column)

    def read(cell: Cell) -> Any:  # noqa: ANN401 - a column holds any of the cell types
        if is_blank(cell):
            return empty
        if isinstance(cell, ErrorValue):
            known = {"error": _shown(cell)}
            return Failure("error-value", "findings.error-value", known=known)
        if isinstance(cell, NoStoredValue):
            return Failure("no-stored-value", "findings.no-stored-value")
        value = whole(cell)
        return balanced(value) if isinstance(value, str) else value

    return read


def _shown(error: ErrorValue) -> Message | str:
    """Name an error as the spreadsheet shows it, which is in the language of its user."""
    name = _ERRORS.get(error.text)
    return error.text[:10] if name is None else Message(f"values.error-{name}")


def default(column: Field) -> Any:  # noqa: ANN401 - as above
    """Return what an empty cell of a column stands for."""
    if column.default is None:
        return () if column.many else None
    if isinstance(column.default, str):
        value = _with_limits(_one(column), column)(column.default)
        return (value,) if column.many else value
    return column.default


def _one(column: Field) -> Reader:
    if column.reference is not None:
        return read_text
    if column.enum:
        return _listed(column)
    if column.pattern is not None and column.kind == Kind.TEXT:
        return _code(column, re.compile(column.pattern, re.ASCII))
    return _READERS[column.kind]


def _with_limits(read: Reader, column: Field) -> Reader:
    """Add the bounds that a schema sets on every value."""
    low, high, longest = column.minimum, column.maximum, column.max_length
    if low is None and high is None and longest is None:
        return read

    def limited(cell: Cell) -> Any:  # noqa: ANN401 - as above
        value = read(cell)
        if isinstance(value, Failure):
            return value
        if longest is not None and len(value) > longest:
            known = {"limit": longest, "length": len(value)}
            return Failure("length", "findings.length", known=known)
        if low is not None and value < low:
            return Failure("minimum", "findings.minimum", known={"limit": _plain(low)})
        if high is not None and value > high:
            return Failure("maximum", "findings.maximum", known={"limit": _plain(high)})
        return value

    return limited


def _plain(limit: float) -> str:
    return as_text(limit)


def _listed(column: Field) -> Reader:
    """Read a value of a list, ignoring case and blanks."""
    known = {fold(value): value for value in column.enum}
    choices = ", ".join(column.enum)
    entry = "findings.list" if len(choices) <= _LIST_AT_MOST else "findings.list-long"

    @lru_cache(maxsize=256)  # the same mistake is often made in many rows
    def nearest(word: str) -> list[str]:
        return get_close_matches(word, known, n=1, cutoff=_NEAR_ENOUGH)

    def read(cell: Cell) -> str | Failure:
        word = fold(as_text(cell))
        if word in known:
            return known[word]
        near = nearest(word[:100])
        return Failure(
            "list",
            entry,
            known={"values": choices},
            suggestion=meant(known[near[0]]) if near else None,
        )

    return read


def _code(column: Field, pattern: re.Pattern[str]) -> Reader:
    """Read a code, ignoring case and blanks; anything further off is suggested, not assumed."""
    shape = {"example": column.example} if column.example else {}
    entry = "findings.pattern" if column.example else "findings.pattern-no-example"

    def read(cell: Cell) -> str | Failure:
        typed = as_text(cell)
        bare = "".join(typed.split())
        for form in (typed, bare, bare.upper(), bare.lower()):
            if pattern.fullmatch(form):
                return form
        better = _mended(bare, pattern)
        suggestion = None if better is None else meant(better)
        return Failure("pattern", entry, known=shape, suggestion=suggestion)

    return read


def _mended(typed: str, pattern: re.Pattern[str]) -> str | None:
    """Find the code that was probably meant: a hyphen, a zero or a century too few or too many."""
    base = typed.translate(_DASHES).upper()[:40]
    match = re.fullmatch(r"(.*?)-*([0-9O]+)", base)
    if match is None:
        return None
    front, digits = match[1], match[2].replace("O", "0")
    number = int(digits)
    for start in (front, re.sub(r"^([A-Z]+)([0-9]{2})$", r"\g<1>20\2", front)):
        ends = (digits, *(f"{number:0{width}}" for width in (2, 3, 4)))
        for form in (base, *(f"{start}-{end}" for end in ends)):
            if pattern.fullmatch(form):
                return form
    return None


def _several(one: Reader, column: Field) -> Reader:
    """Read several values with a delimiter between them; doubled ones count once."""

    def read(cell: Cell) -> tuple[Any, ...] | Failure:
        parts = [part for part in map(clean, as_text(cell).split(column.delimiter)) if part]
        values = [one(part) for part in parts]
        for part, value in zip(parts, values, strict=True):
            if isinstance(value, Failure):
                return _with_delimiter(part, value, one, column)
        return tuple(dict.fromkeys(values))

    return read


def _with_delimiter(part: str, failure: Failure, one: Reader, column: Field) -> Failure:
    """Suggest the right delimiter where a comma or a new line was typed for it."""
    pieces = [clean(piece) for piece in re.split(r"[,\n/]| en ", part) if clean(piece)]
    if len(pieces) > 1 and not any(isinstance(one(piece), Failure) for piece in pieces):
        suggestion = meant(f"{column.delimiter} ".join(pieces))
        return replace(failure, suggestion=suggestion, part=part)
    return replace(failure, part=part)
