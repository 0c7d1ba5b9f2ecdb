"""What every reader of cells needs: clean text, and how a cell that cannot be read is described."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from automations.engine.core.findings import Message
from automations.engine.core.grid import Cell, ErrorValue, NoStoredValue

_BLANKS = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u202f\u2009\u3000", " "),  # no-break and odd-width blanks
        **dict.fromkeys("\u200b\u2060\ufeff\u00ad"),  # zero-width blanks, soft hyphen
    }
)
_OUTER = " \t\r\n\x0b\x0c\u200c\u200d\u200e\u200f"
_QUOTE_AT_MOST = 40  # characters of a cell that a message repeats


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a cell cannot be used.

    `id` is an entry of the catalogues. `known` are its values that give nothing of the cell away,
    `told` those that do, with code `type` only: where a cell must not be repeated, the general
    entry of its kind is used then. The suggestion is made from the cell: it is kept back there too,
    and the advice, which is not, is given where there is no suggestion.
    """

    code: str
    id: str
    told: Mapping[str, object] = field(default_factory=dict)
    known: Mapping[str, object] = field(default_factory=dict)
    suggestion: Message | None = None
    advice: Message | None = None
    month_first: bool = False  # a date that only exists when the month is taken first


def clean(text: str) -> str:
    """Return `text` without outer, no-break and zero-width blanks."""
    return text.translate(_BLANKS).replace("\r\n", "\n").strip(_OUTER)


def squeeze(text: str) -> str:
    """Return `text` cleaned, with every run of blanks inside it as one blank."""
    return " ".join(clean(text).split())


def fold(text: str) -> str:
    """Return `text` as it is compared: cleaned, squeezed, and without case."""
    return squeeze(text).casefold()


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing but blanks."""
    return cell is None or (isinstance(cell, str) and not clean(cell))


def as_text(cell: Cell) -> str:  # noqa: PLR0911 - one return for each kind of cell
    """Return a cell as the text that somebody would have typed; never raises."""
    match cell:
        case None:
            return ""
        case str():
            return clean(cell)
        case bool():
            return "WAAR" if cell else "ONWAAR"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if (cell.hour, cell.minute) != (0, 0):
            return f"{cell:%d-%m-}{cell.year:04} {cell:%H:%M}"
        case date():
            return f"{cell:%d-%m-}{cell.year:04}"
        case time():
            return f"{cell:%H:%M}"
        case ErrorValue():
            return cell.text
        case NoStoredValue():
            return ""
        case _:
            return str(cell).replace(".", ",")


def quotation(text: str) -> str:
    """Return what a message repeats of a cell: on one line, and not too much."""
    line = re.sub(r"[\x00-\x1f\x7f]", "", squeeze(text))
    return line if len(line) <= _QUOTE_AT_MOST else line[: _QUOTE_AT_MOST - 1].rstrip() + "…"
