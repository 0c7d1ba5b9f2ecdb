"""When a rule of the coordinator's own is sent, as people type it in "Versturen".

`14 dagen ervoor; op de dag; 5 werkdagen erna; daarna elke 7 dagen`
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from automations.engine.core.cells import fold
from automations.engine.core.rules import Offset

DELIMITER = ";"
_UNIT = r"(?P<unit>werkdag(?:en)?|dag(?:en)?)"
_FIXED = re.compile(rf"(?P<count>[0-9]{{1,3}}) {_UNIT} (?P<side>ervoor|erna)")
_EVERY = re.compile(rf"daarna elke (?:(?P<count>[1-9][0-9]{{0,2}}) )?{_UNIT}")
_ON_THE_DAY = "op de dag"

_LOOSE = re.compile(
    r"(?P<every>(?:en )?(?:daarna |dan |vervolgens )?(?:elke|iedere|om de) )?"
    r"(?:(?P<count>[0-9]{1,3}|een|één|twee|drie|vier|vijf|zes|zeven) ?)?"
    r"(?P<unit>werkdag(?:en)?|dag(?:en)?|week|weken)"
    r"(?: (?P<side>[a-zéó ]+))?"
)
_NUMBERS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven")
_BEFORE = frozenset({"ervoor", "ervóór", "voor", "vóór", "vooraf", "van tevoren", "eerder"})
_AFTER = frozenset({"erna", "na", "daarna", "achteraf", "later"})
_ON = frozenset({"op de dag zelf", "op die dag", "de dag zelf", "dezelfde dag", "vandaag"})
_DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class Moments:
    """The offsets that were typed and, where it repeats, what lies between."""

    send: tuple[Offset, ...]
    every: Offset | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read: the part, and what was probably meant, empty where nobody knows.

    Without a part it is the order: `daarna elke …` comes last, once, and after another moment.
    """

    part: str = ""
    better: str = ""


def read_moments(text: str) -> Moments | Unread:
    """Read the moments at which a rule is sent, with `;` between them."""
    parts = [part for part in map(fold, text.split(DELIMITER)) if part]
    send: list[Offset] = []
    every: Offset | None = None
    for part in parts:
        fixed, again = _fixed(part), _every(part)
        if fixed is None and again is None:
            return Unread(part, _mended(part) or "")
        if every is not None or (again is not None and not send):
            return Unread()
        if fixed is not None:
            send.append(fixed)
        every = again
    return Moments(tuple(send), every) if send else Unread()


def _fixed(part: str) -> Offset | None:
    if part == _ON_THE_DAY:
        return Offset(0)
    match = _FIXED.fullmatch(part)
    if match is None:
        return None
    count = int(match["count"])
    sign = -1 if match["side"] == "ervoor" else 1
    return Offset(sign * count, working=count > 0 and match["unit"].startswith("werk"))


def _every(part: str) -> Offset | None:
    match = _EVERY.fullmatch(part)
    if match is None:
        return None
    return Offset(int(match["count"] or 1), working=match["unit"].startswith("werk"))


def _mended(part: str) -> str | None:
    """Write a part as it can be read, where it can only mean one thing."""
    if part in _ON:
        return _ON_THE_DAY
    match = _LOOSE.fullmatch(part)
    if match is None:
        return None
    count = _count(match["count"] or "1")
    unit = "werkdag" if match["unit"].startswith("werk") else "dag"
    if match["unit"].startswith("we") and unit == "dag":
        count *= _DAYS_IN_WEEK
    days = f"{count} {unit}{'' if count == 1 else 'en'}"
    side = (match["side"] or "").strip()
    better = None
    if match["every"]:
        better = None if side else f"daarna elke {days}"
    elif match["count"] and side in _BEFORE | _AFTER:
        better = f"{days} {'ervoor' if side in _BEFORE else 'erna'}"
    return better if better and (_fixed(better) or _every(better)) else None


def _count(typed: str) -> int:
    return int(typed) if typed.isdigit() else 1 + _NUMBERS.index(typed.replace("é", "e"))
