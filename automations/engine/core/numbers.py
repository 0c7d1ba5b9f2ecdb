"""Numbers, amounts and ja/nee as people type them, with Dutch separators, and never guessed.

A text is read when it is written in one of the accepted ways, in ordinary digits, from its first
character to its last. Of anything else it is only suggested what it probably was.
"""

from __future__ import annotations

import re
from decimal import Decimal

from automations.engine.core.cells import Failure, as_text, fold, squeeze
from automations.engine.core.findings import Message
from automations.engine.core.grid import Cell
from automations.engine.core.moments import meant

_SIGN = r"[-+−]"  # noqa: RUF001 - the last is the mathematical minus
_NUMBER = re.compile(rf"(?P<sign>{_SIGN} ?)?(?P<digits>[0-9](?:[0-9., ]*[0-9])?)")
_EURO = r"(?:€|euro?)"
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN} ?)?(?P<euro>{_EURO} ?)?(?P<inner>{_SIGN} ?)?"
    r"(?P<digits>[0-9](?:[0-9., ]*[0-9])?)"
    rf"(?P<round>[,.] ?[-–—=]{{1,2}})?(?(euro)| ?{_EURO}?)"
)
_DUTCH = re.compile(
    r"([0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3}){1,4}|[0-9]{1,3}(?: [0-9]{3}){1,4})(?:,([0-9]{1,12}))?"
)
_POINT = re.compile(r"([0-9]{1,15})\.([0-9]{1,2}|[0-9]{4,12})")
_ENGLISH = re.compile(r"([0-9]{1,3}(?:,[0-9]{3}){1,4})(\.[0-9]{1,2})?")
_GROUPED = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
_MINUS = ("-", "−")  # noqa: RUF001 - the second is the mathematical one
_CENT = Decimal("0.01")
LARGEST = 10**15
_LONGEST = 40  # characters of the longest text that is still read as a number
_YES = frozenset({"ja", "j", "x", "waar", "1", "true"})
_NO = frozenset({"nee", "n", "onwaar", "0", "false"})
_LIKE_YES = re.compile(r"\W*(?:ja+|jawel|yes|y|ok|v)\b|[✓✔☑✅]")
_LIKE_NO = re.compile(r"\b(?:nee+|neen|no|geen|niet)\b|[✗✘☒❌]")


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
    number = _number(cell, "decimal")
    return number if isinstance(number, Failure) else float(number)


def read_money(cell: Cell) -> Decimal | Failure:
    """Read an amount in euros, to the cent; what was calculated is rounded, what was typed not."""
    number = _amount(squeeze(cell).lower()) if isinstance(cell, str) else _number(cell, "money")
    return number if isinstance(number, Failure) else number.quantize(_CENT)


def read_yes_no(cell: Cell) -> bool | Failure:
    """Read ja or nee in any of its notations."""
    if isinstance(cell, bool):
        return cell
    word = fold(as_text(cell))
    if word in _YES or word in _NO:
        return word in _YES
    like = [bool(_LIKE_YES.match(word[:_LONGEST])), bool(_LIKE_NO.search(word[:_LONGEST]))]
    suggestion = meant("ja" if like[0] else "nee") if sum(like) == 1 else None
    return Failure("type", "findings.type-yes-no", suggestion=suggestion)


def _number(cell: Cell, kind: str) -> Decimal | Failure:
    if isinstance(cell, str):
        text = squeeze(cell)
        match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
        if match is None:
            return Failure("type", f"findings.type-{kind}")
        return _signed(match["sign"], match["digits"], kind)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        finite = -LARGEST <= cell <= LARGEST  # which "not a number" is not
        return Decimal(repr(cell)) + 0 if finite else Failure("type", f"findings.type-{kind}")
    return Failure("type", f"findings.type-{kind}")


def _amount(text: str) -> Decimal | Failure:
    """Read an amount with one sign and one euro sign at most, before or behind, and `,-`."""
    match = _AMOUNT.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None or (match["sign"] and match["inner"]):
        return Failure("type", "findings.type-money")
    if match["round"] and not match["digits"].replace(".", "").replace(" ", "").isdigit():
        return Failure("type", "findings.type-money")
    number = _signed(match["sign"] or match["inner"], match["digits"], "money")
    if isinstance(number, Decimal) and number != number.quantize(_CENT):
        return Failure("type", "findings.type-money")
    return number


def _signed(sign: str | None, digits: str, kind: str) -> Decimal | Failure:
    """Read digits with their separators, of which a suggestion keeps the sign."""
    minus = "-" if sign is not None and sign.startswith(_MINUS) else ""
    grouped = _ENGLISH.fullmatch(digits)
    if kind == "decimal" and _GROUPED.fullmatch(digits):
        return _either(minus + digits.replace(".", ""), minus + digits.replace(".", ","), kind)
    if grouped and not grouped[2] and kind != "decimal":
        return _either(minus + digits.replace(",", "."), minus + digits, kind)
    if match := _DUTCH.fullmatch(digits):
        whole = match[1].replace(".", "").replace(" ", "")
        return Decimal(f"{minus}{whole}.{match[2] or '0'}") + 0  # 0 has no sign
    if match := _POINT.fullmatch(digits):
        return Decimal(f"{minus}{digits}") + 0
    suggestion = None
    if grouped:
        dutch = grouped[1].replace(",", ".") + (grouped[2] or "").replace(".", ",")
        suggestion = meant(minus + dutch)
    return Failure("type", f"findings.type-{kind}", suggestion=suggestion)


def _either(first: str, second: str, kind: str) -> Failure:
    """Report a number that can be read in two ways."""
    choice = Message("findings.did-you-mean-either", {"first": first, "second": second})
    return Failure("type", f"findings.type-{kind}", suggestion=choice)
