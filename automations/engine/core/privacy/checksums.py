"""Numbers that prove themselves: citizen service numbers and bank accounts."""

from __future__ import annotations

import re

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_RUN = re.compile(r"\d(?:[ .\-]{0,3}\d){7,}(?!,?\d)")  # digits with what people put between them
_GROUPS = re.compile(r"\d+")
_PLAIN = re.compile(r"(?<!\d)\d{8,9}(?!\d)")
_SAYS_SO = re.compile(r"\b(?:bsn|burgerservice\w*|sofi)", re.IGNORECASE)
# another kind of number, or an amount: what stands before it says so
_OTHER = re.compile(r"(?:kvk|rsin|€|eur|euro|isbn|btw)\W*(?:nr|nummer)?\W*$", re.IGNORECASE)
_DAY = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d"
)
_CASE = re.compile(r"(?:19|20)\d\d-\d{5}")  # a year and a serial number
_SHAPES = frozenset(
    {(9,), (3, 3, 3), (4, 2, 3), (4, 5), (2, 3, 4), (1, 4, 4), (2, 2, 2, 3), (8,), (2, 3, 3)}
    | {(4, 2, 2), (1, 2, 2, 2, 2), (5, 4), (6, 3)}
)
_LEAST = 10_000_000

# How long an IBAN is, by country (ISO 13616).
_IBAN_LENGTHS = {
    country: length
    for length, countries in (
        (15, "NO"),
        (16, "BE"),
        (18, "DK FI FO GL NL SD"),
        (19, "MK SI"),
        (20, "AT BA EE KZ LT LU MN XK"),
        (21, "CH HR LI LV"),
        (22, "BG BH CR DE GB GE IE ME RS VA"),
        (23, "AE GI IL IQ OM SO TL"),
        (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
        (25, "LY PT ST"),
        (26, "IS TR"),
        (27, "BI DJ FR GR IT MC MR SM"),
        (28, "AL AZ BY CY DO GT HU LB NI PL SV"),
        (29, "BR EG PS QA UA"),
        (30, "JO KW MU YE"),
        (31, "MT SC"),
        (32, "LC"),
        (33, "RU"),
    )
    for country in countries.split()
}
_IBAN = re.compile(
    r"(?<![^\W_])[A-Z]{2}[ .\-]?\d[ .\-]?\d(?:[ .\-]{0,2}[A-Z0-9]){11,29}", re.IGNORECASE | re.ASCII
)
_BETWEEN = re.compile(r"[ .\-]")


def is_bsn(digits: str) -> bool:
    """Apply the eleven test to nine digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return int(digits) >= _LEAST and total % 11 == 0


def has_bsn(text: str) -> bool:
    """Tell whether a citizen service number stands in `text`, with or without signs between.

    One of eight digits is taken for one whose leading zero was lost, unless it is a day such as
    20161003. A longer number holds none, a year with a serial number is none, nor is an amount or
    what is called a KvK number. Where the text itself says BSN, none of that excuses it.
    """
    sure = _SAYS_SO.search(text) is not None
    return any(_is_run(text, run, sure=sure) for run in _RUN.finditer(text))


def _is_run(text: str, run: re.Match[str], *, sure: bool) -> bool:
    if not sure and _OTHER.search(text[max(0, run.start() - 24) : run.start()]):
        return False
    found = run.group()
    groups = _GROUPS.findall(found)
    if sure:
        return any(
            _is_number("".join(groups[first:last]))
            for first in range(len(groups))
            for last in range(first + 1, min(len(groups), first + 9) + 1)
        )
    if tuple(map(len, groups)) in _SHAPES and not _CASE.fullmatch(found):
        digits = "".join(groups)
        return not _DAY.fullmatch(digits) and _is_number(digits)
    return any(
        not _DAY.fullmatch(plain.group()) and _is_number(plain.group())
        for plain in _PLAIN.finditer(found)
        if not _joined(found, plain)
    )


def _joined(found: str, plain: re.Match[str]) -> bool:
    """Tell whether a hyphen or full stop ties a number to more digits."""
    before, after = found[: plain.start()][-1:], found[plain.end() :][:1]
    return before in {".", "-"} or after in {".", "-"}


def _is_number(digits: str) -> bool:
    return len(digits) in {8, 9} and is_bsn(digits.zfill(9))


def without_ibans(text: str) -> str:
    """Return `text` without the bank accounts in it: the country's length, and ISO 7064 mod 97."""
    return _IBAN.sub(lambda found: " | " if _is_iban(found.group()) else found.group(), text)


def _is_iban(found: str) -> bool:
    bare = _BETWEEN.sub("", found).upper()
    account = bare[: _IBAN_LENGTHS.get(bare[:2], 0)]
    if not account or len(account) < _IBAN_LENGTHS[account[:2]]:
        return False
    turned = account[4:] + account[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
