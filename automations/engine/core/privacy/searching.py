"""Searching a text for personal data: a cheap look first, for most texts are innocent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from automations.engine.core.privacy.births import SAYS_SO, has_birth
from automations.engine.core.privacy.checksums import has_bsn, without_ibans
from automations.engine.core.privacy.family_names import ENDINGS
from automations.engine.core.privacy.kinds import PersonalKind
from automations.engine.core.privacy.known import NOBODY, KnownNames
from automations.engine.core.privacy.names import (
    NAMES_WITH_A_CAPITAL,
    REACH_OF_A_TRIGGER,
    TRIGGERS,
    WEAK_TRIGGERS,
    could_be_named,
    has_name,
)
from automations.engine.core.privacy.places import SHORT_WORDS, has_postcode
from automations.engine.core.privacy.plates import VEHICLES, has_plate
from automations.engine.core.privacy.reach import (
    PLATFORMS,
    has_link,
    without_emails,
    without_phones,
)
from automations.engine.core.privacy.tokens import fold_name, words_of
from automations.engine.core.privacy.word_lists import words_in

NOTHING: frozenset[PersonalKind] = frozenset()
_SIGNS = re.compile(r"[0-9@+\uff10-\uff19]")
_CAPITAL = "[A-Z\u00c0-\u017f]"
_PAIR = re.compile(  # two words with a capital, particles between them or not
    rf"{_CAPITAL}[^\W\d_]+[ -](?:(?:van|de|den|der|ter|ten|el|al|ben|di|da|dos) ){{0,2}}{_CAPITAL}"
)
_BLANKS = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u202f\u2009\u3000\t", " "),
        **dict.fromkeys("\u200b\u2060\ufeff\u00ad\u200c\u200d\u200e\u200f"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    }
)
_SPEAKS_OF = re.compile(rf"{SAYS_SO.pattern}|{'|'.join(VEHICLES)}", re.IGNORECASE)
_SUFFIXES = ("", "account", "naam", "profiel", "pagina", "id")
_REACH = words_in(
    "http https www nl com org net eu info at apenstaartje example be me ly tv gg"
) | {platform + suffix for platform in PLATFORMS for suffix in _SUFFIXES}


_DIGIT = re.compile(r"[0-9]")
_LONG = 8  # digits of the shortest number that says who somebody is
_REMEMBERED = 50_000  # words, with what they can be
_TEXTS = 20_000  # texts whose outcome is remembered
_TEXT = 200  # characters of the longest one
# A day or an hour by itself: only a word beside it could make it a date of birth.
_DAY = re.compile(
    r"\W{0,3}(?:(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.](?:(?:19|20)\d\d|\d\d)"
    r"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|(?:[01]?\d|2[0-3]):[0-5]\d)\W{0,3}"
)
# A number so short that it says something only with others behind it.
_SHORT = re.compile(r"[(€]{0,2}(?:\d{1,4}(?:[.,]\d{1,3})?|\d{5,7})%?[),;:.]{0,2}")
# Eight digits in numbers behind each other, as far as days and hours are not among them.
_LONG_RUN = re.compile(rf"(?<!\S)((?:{_SHORT.pattern}(?: |$)(?:[-/.]{{1,2}} )?){{2,}})")
_MAYBE_POSTCODE = re.compile(
    rf"[1-9]\d{{3}}[ \u00a0]?(?!(?:{'|'.join(sorted(SHORT_WORDS))})\b)[A-Za-z]{{2}}(?![^\W_])"
)
_OF_DIGITS = {PersonalKind.PLATE: has_plate, PersonalKind.POSTCODE: has_postcode}


class _Sort(Enum):
    """What a word can be to a search."""

    HARMLESS = 1
    NUMBER = 2  # a short one, that says something only with others
    WEAK = 3  # a word such as a title, that asks for a name behind it
    TELLING = 4


@dataclass(frozen=True)
class Searcher:
    """Finds the kinds of personal data in a text; it never returns the text.

    Words that occurred before and are harmless are remembered for as long as the searcher lives:
    in a sheet the same ones come back all the time.
    """

    names: KnownNames = NOBODY
    today: date | None = None
    _known: frozenset[str] = field(init=False, repr=False, compare=False)
    _sorts: dict[str, _Sort] = field(init=False, repr=False, compare=False, default_factory=dict)
    _harmless: set[str] = field(init=False, repr=False, compare=False, default_factory=set)
    _dull: set[str] = field(init=False, repr=False, compare=False, default_factory=set)
    _texts: dict[str, frozenset[PersonalKind]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Gather the words that make a text worth a closer look."""
        object.__setattr__(self, "_known", TRIGGERS | _REACH | self.names.words)

    def __call__(self, text: str) -> frozenset[PersonalKind]:
        """Return every kind that stands in `text`."""
        kinds = self._texts.get(text)
        if kinds is None:
            kinds = self._search(text)
            if len(text) <= _TEXT and len(self._texts) < _TEXTS:
                self._texts[text] = kinds
        return kinds

    def _search(self, text: str) -> frozenset[PersonalKind]:
        pieces, harmless, sorts = text.split(), self._harmless, self._sorts
        paired = not text[1:].islower() and _PAIR.search(text) is not None
        telling, numbers = list[str](), list[str]()
        for place in [place for place, piece in enumerate(pieces) if piece not in harmless]:
            piece = pieces[place]
            sort = sorts.get(piece) or self._sort(piece)
            if sort is _Sort.NUMBER:
                numbers.append(piece)
            elif sort is _Sort.TELLING or (
                sort is _Sort.WEAK and not self._is_dull_behind(pieces, place)
            ):
                telling.append(piece)
        if numbers and not self._are_short(numbers, pieces, text):
            telling += numbers
        if not paired and not telling:
            return NOTHING
        joined = " ".join(telling)
        words = words_of(fold_name(joined))
        known = self._known.intersection(words)
        named = paired or known or _may_name(joined, words)
        plain = text if text.isascii() else text.translate(_BLANKS)
        numeric = _SIGNS.search(joined) or (_SPEAKS_OF.search(joined) and _DIGIT.search(plain))
        return frozenset(self._closely(plain, known, named=bool(named), numeric=bool(numeric)))

    def _sort(self, piece: str) -> _Sort:
        """Sort a word, with the signs around it, and remember how."""
        words = words_of(fold_name(piece))
        known = self._known.intersection(words)
        speaks = _SPEAKS_OF.search(piece) or _may_name(piece, words)
        sort = _Sort.TELLING
        if _SHORT.fullmatch(piece):
            sort = _Sort.NUMBER
        elif piece.isalpha() and known and not speaks and WEAK_TRIGGERS.issuperset(known):
            sort = _Sort.WEAK
        elif not known and not speaks and (not _SIGNS.search(piece) or _DAY.fullmatch(piece)):
            sort = _Sort.HARMLESS
        if len(self._sorts) + len(self._harmless) < _REMEMBERED:
            if sort is _Sort.HARMLESS:
                self._harmless.add(piece)
            else:
                self._sorts[piece] = sort
        return sort

    def _is_dull_behind(self, pieces: Sequence[str], place: int) -> bool:
        """Tell whether nothing behind a word could be the name that it asks for."""
        behind = pieces[place + 1 : place + REACH_OF_A_TRIGGER]
        return self._dull.issuperset(behind) or all(map(self._is_dull, behind))

    def _is_dull(self, piece: str) -> bool:
        """Tell whether a word, with the signs around it, can be no part of a name."""
        if piece in self._dull:
            return True
        if piece.lower() != piece or any(map(could_be_named, words_of(fold_name(piece)))):
            return False
        if len(self._dull) < _REMEMBERED:
            self._dull.add(piece)
        return True

    def _are_short(self, numbers: Sequence[str], pieces: Sequence[str], text: str) -> bool:
        """Tell whether the short numbers in a text say nothing together.

        Several behind each other may be one long number, and one before two letters a postcode.
        """
        if sum(map(len, numbers)) >= _LONG:
            runs = _LONG_RUN.findall(" ".join(pieces))
            if any(sum(map(str.isdigit, run)) >= _LONG for run in runs):
                return False
        return not _MAYBE_POSTCODE.search(text) or not has_postcode(text.translate(_BLANKS))

    def _closely(
        self, text: str, known: frozenset[str], *, named: bool, numeric: bool
    ) -> Iterator[PersonalKind]:
        digits = len(_DIGIT.findall(text)) if numeric else 0
        if digits:
            yield from self._of_digits(text, digits)
        if "@" in text or not _REACH.isdisjoint(known):
            rest = without_emails(text)
            if rest != text:
                yield PersonalKind.EMAIL
            if has_link(rest):
                yield PersonalKind.LINK
        if named and has_name(text, self.names):
            yield PersonalKind.NAME

    def _of_digits(self, text: str, digits: int) -> Iterator[PersonalKind]:
        """Find numbers; what is one kind is not looked at for another."""
        if digits >= _LONG:
            rest = without_ibans(text)
            if rest != text:
                yield PersonalKind.IBAN
            phoneless = without_phones(rest)
            if phoneless != rest:
                yield PersonalKind.PHONE
            if has_bsn(phoneless):
                yield PersonalKind.BSN
        yield from (kind for kind, has in _OF_DIGITS.items() if has(text))
        if has_birth(text, self.today):
            yield PersonalKind.BIRTH


def _may_name(piece: str, words: Sequence[str]) -> bool:
    """Tell whether a word may be a name by its end, or by its capital behind a particle."""
    if not ENDINGS.isdisjoint([word[-4:] for word in words]):
        return True
    return not (piece.islower() or NAMES_WITH_A_CAPITAL.isdisjoint(words))
