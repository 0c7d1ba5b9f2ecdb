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
        # no-break blanks, and those of an odd width
        **dict.fromkeys(["\u00a0", "\u1680", "\u202f", "\u205f", "\u3000"], " "),
        **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
        **dict.fromkeys("\u200b\u2060\ufeff\u00ad"),  # zero-width blanks, soft hyphen
    }
)
_OUTER = " \t\r\n\x0b\x0c\u200c\u200d\u200e\u200f"
_QUOTE_AT_MOST = 40  # characters of a cell that a message repeats

# Characters that are no text: controls, line and paragraph separators, halves of pairs.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_CLOSED_BY = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", _POP),  # embeddings and overrides
    **dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE),
}
_TURN = re.compile(f"[{''.join(_CLOSED_BY)}{_POP}{_POP_ISOLATE}]")


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
    part: str | None = None  # of a cell with several values, the one that it is about


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


def balanced(text: str) -> str:
    """End every change of writing direction in `text`, so that it reorders nothing behind it.

    The characters for that are invisible; what was typed stays as it is (Unicode, UAX 9).
    """
    ends: list[str] = []
    for sign in _TURN.findall(text):
        if sign in _CLOSED_BY:
            ends.append(_CLOSED_BY[sign])
        elif sign == _POP_ISOLATE and sign in ends:  # ends what was begun within the isolate too
            while ends.pop() != sign:
                pass
        elif sign == _POP and ends[-1:] == [sign]:
            ends.pop()
    return text + "".join(reversed(ends))


def quotation(text: str) -> str:
    """Return what a message repeats of a cell: on one line, and not too much."""
    line = CONTROL.sub("", squeeze(text))
    short = line if len(line) <= _QUOTE_AT_MOST else line[: _QUOTE_AT_MOST - 1].rstrip() + "…"
    return balanced(short)
