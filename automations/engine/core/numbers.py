"""Numbers, amounts and ja/nee as people type them, with Dutch separators."""

from __future__ import annotations

import re
from decimal import Decimal

from automations.engine.core.cells import Failure, as_text, fold, squeeze
from automations.engine.core.findings import Message
from automations.engine.core.grid import Cell
from automations.engine.core.moments import meant

_DUTCH = re.compile(r"([0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3}){1,4})(?:,([0-9]{1,12}))?")
_POINT = re.compile(r"([0-9]{1,15})\.([0-9]{1,2}|[0-9]{4,12})")
_ENGLISH = re.compile(r"([0-9]{1,3}(?:,[0-9]{3}){1,4})(\.[0-9]{1,2})?")
_GROUPED = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
_ROUND_AMOUNT = re.compile(r"[,.] ?[-–—]{1,2}$")
_MINUS = ("-", "−")  # noqa: RUF001 - the second is the mathematical one
_CENT = Decimal("0.01")
_LARGEST = 10**15
_YES = frozenset({"ja", "j", "x", "waar", "1", "true"})
_NO = frozenset({"nee", "n", "onwaar", "0", "false"})


def read_integer(cell: Cell) -> int | Failure:
    """Read a whole number; `12.0` and `12,0` are whole, `12,5` is not."""
    number = _number(cell, "integer")
    if isinstance(number, Failure):
        return number
    if number != int(number):
        return Failure("type", "findings.type-integer")
    return int(number)


def read_decimal(cell: Cell) -> float | Failure:
    """Read a number with decimals; `1.250` could be two numbers, so it is neither."""
    if isinstance(cell, str) and _GROUPED.fullmatch(squeeze(cell)):
        text = squeeze(cell)
        return _either(text.replace(".", ""), text.replace(".", ","), "decimal")
    number = _number(cell, "decimal")
    return number if isinstance(number, Failure) else float(number)


def read_money(cell: Cell) -> Decimal | Failure:
    """Read an amount in euros, to the cent."""
    number = _number(_without_euro(cell), "money")
    return number if isinstance(number, Failure) else number.quantize(_CENT)


def read_yes_no(cell: Cell) -> bool | Failure:
    """Read ja or nee in any of its notations."""
    if isinstance(cell, bool):
        return cell
    word = fold(as_text(cell))
    if word in _YES or word in _NO:
        return word in _YES
    return Failure("type", "findings.type-yes-no")


def _number(cell: Cell, kind: str) -> Decimal | Failure:
    if isinstance(cell, str):
        return _text_number(squeeze(cell).replace(" ", ""), kind)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        finite = -_LARGEST <= cell <= _LARGEST  # which "not a number" is not
        return Decimal(repr(cell)) if finite else Failure("type", f"findings.type-{kind}")
    return Failure("type", f"findings.type-{kind}")


def _text_number(text: str, kind: str) -> Decimal | Failure:
    sign = -1 if text.startswith(_MINUS) else 1
    text = text.removeprefix("+").lstrip("".join(_MINUS))
    grouped = _ENGLISH.fullmatch(text)
    if grouped and not grouped[2] and kind != "decimal":
        return _either(text.replace(",", "."), text, kind)
    if match := _DUTCH.fullmatch(text):
        return sign * Decimal(match[1].replace(".", "") + "." + (match[2] or "0"))
    if match := _POINT.fullmatch(text):
        return sign * Decimal(f"{match[1]}.{match[2]}")
    suggestion = None
    if grouped:
        dutch = grouped[1].replace(",", ".") + (grouped[2] or "").replace(".", ",")
        suggestion = meant(dutch)
    return Failure("type", f"findings.type-{kind}", suggestion=suggestion)


def _either(first: str, second: str, kind: str) -> Failure:
    """Report a number that can be read in two ways."""
    choice = Message("findings.did-you-mean-either", {"first": first, "second": second})
    return Failure("type", f"findings.type-{kind}", suggestion=choice)


def _without_euro(cell: Cell) -> Cell:
    """Take the euro sign, its name and `,-` from an amount."""
    if not isinstance(cell, str):
        return cell
    text = squeeze(cell).lower()
    sign = "-" if text.startswith(_MINUS) else ""
    text = text.lstrip("".join(_MINUS) + " ")
    for euro in ("€", "eur", "euro"):
        text = text.removeprefix(euro).removesuffix(euro).strip()
    return sign + _ROUND_AMOUNT.sub("", text)
