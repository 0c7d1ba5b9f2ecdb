"""Searching a text for personal data: a cheap look first, for most texts are innocent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from automations.engine.core.privacy.births import has_birth
from automations.engine.core.privacy.checksums import has_bsn, without_ibans
from automations.engine.core.privacy.family_names import ENDINGS
from automations.engine.core.privacy.kinds import PersonalKind
from automations.engine.core.privacy.known import NOBODY, KnownNames
from automations.engine.core.privacy.names import NAMES_WITH_A_CAPITAL, TRIGGERS, has_name
from automations.engine.core.privacy.places import has_postcode
from automations.engine.core.privacy.plates import has_plate
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
_SUFFIXES = ("", "account", "naam", "profiel", "pagina", "id")
_REACH = words_in(
    "http https www nl com org net eu info at apenstaartje example be me ly tv gg"
) | {platform + suffix for platform in PLATFORMS for suffix in _SUFFIXES}


_DIGIT = re.compile(r"[0-9]")
_LONG = 8  # digits of the shortest number that says who somebody is
_REMEMBERED = 50_000  # words that are known to be harmless
_OF_DIGITS = {PersonalKind.PLATE: has_plate, PersonalKind.POSTCODE: has_postcode}


@dataclass(frozen=True)
class Searcher:
    """Finds the kinds of personal data in a text; it never returns the text.

    Words that occurred before and are harmless are remembered for as long as the searcher lives:
    in a sheet the same ones come back all the time.
    """

    names: KnownNames = NOBODY
    today: date | None = None
    _known: frozenset[str] = field(init=False, repr=False, compare=False)
    _harmless: set[str] = field(init=False, repr=False, compare=False, default_factory=set)

    def __post_init__(self) -> None:
        """Gather the words that make a text worth a closer look."""
        object.__setattr__(self, "_known", TRIGGERS | _REACH | self.names.words)

    def __call__(self, text: str) -> frozenset[PersonalKind]:
        """Return every kind that stands in `text`."""
        pieces = text.split()
        paired = _PAIR.search(text) is not None
        if not paired and self._harmless.issuperset(pieces):
            return NOTHING
        suspect = [piece for piece in pieces if not self._is_harmless(piece)]
        if not paired and not suspect:
            return NOTHING
        words = words_of(fold_name(" ".join(suspect)))
        known = self._known.intersection(words)
        named = paired or known or _may_name(" ".join(suspect), words)
        return frozenset(self._closely(text.translate(_BLANKS), known, named=bool(named)))

    def _is_harmless(self, piece: str) -> bool:
        """Tell whether a word, with the signs around it, cannot be part of personal data."""
        if piece in self._harmless:
            return True
        words = words_of(fold_name(piece))
        if _SIGNS.search(piece) or not self._known.isdisjoint(words) or _may_name(piece, words):
            return False
        if len(self._harmless) < _REMEMBERED:
            self._harmless.add(piece)
        return True

    def _closely(self, text: str, known: frozenset[str], *, named: bool) -> Iterator[PersonalKind]:
        digits = len(_DIGIT.findall(text))
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
