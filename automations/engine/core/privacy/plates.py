"""Number plates of Dutch vehicles, by the series that the RDW has given out."""

from __future__ import annotations

import re

# Signs of each series: X a letter, 9 a digit. From the fourth on there are no vowels, C or Q, so
# that plates spell no words.
_FIRST = ("XX-99-99", "99-99-XX", "99-XX-99")
_LATER = (
    *("XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9", "9-XXX-99", "XX-999-X", "X-999-XX"),
    *("XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9", "XXX-9-XX", "XX-9-XXX"),
)
_LETTER, _CONSONANT = "A-Z", "BDFGHJKLMNPRSTVWXYZ"
_NOT_BESIDE = (r"(?<![\w-])", r"(?![\w-])")


def _pattern(series: tuple[str, ...], letters: str, between: str) -> str:
    signs = {"X": f"[{letters}]", "9": r"\d", "-": between}
    return "|".join("".join(signs[sign] for sign in one) for one in series)


def _compiled(*parts: str) -> re.Pattern[str]:
    before, after = _NOT_BESIDE
    return re.compile(f"{before}(?:{'|'.join(parts)}){after}")


def _in_any_case(between: str) -> re.Pattern[str]:
    """Compile every series; both cases are written out, as IGNORECASE compiles much longer."""
    first, later = (letters + letters.lower() for letters in (_LETTER, _CONSONANT))
    return _compiled(_pattern(_FIRST, first, between), _pattern(_LATER, later, between))


_HYPHENS = _in_any_case("-")
_TOGETHER = _compiled(_pattern(_LATER, _CONSONANT, ""))
_LOOSE = _in_any_case("[ -]?")
VEHICLES = (
    "kenteken",
    "nummerplaat",
    "nummerbord",
    "auto",
    "scooter",
    "brommer",
    "motor",
    "busje",
)
_DAY = re.compile(r"\d{1,2}-mrt-\d{1,2}", re.IGNORECASE)
_BESIDE = re.compile(r"[A-Z]\d|\d[A-Z]")


def has_plate(text: str) -> bool:
    """Tell whether a number plate stands in `text`.

    With hyphens every series counts, in any case. Without them the series without vowels count
    where they are written together in capitals, and all of them where the text speaks of a vehicle.
    """
    if text.count("-") > 1 and any(not _DAY.fullmatch(one) for one in _HYPHENS.findall(text)):
        return True
    if _BESIDE.search(text) and _TOGETHER.search(text):
        return True
    lower = text.lower()
    return any(word in lower for word in VEHICLES) and _LOOSE.search(text) is not None
