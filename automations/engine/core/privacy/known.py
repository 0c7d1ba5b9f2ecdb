"""The names of people in the register itself, and the words that name none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from automations.engine.core.privacy.family_names import FAMILY, FAMILY_OR_WORD
from automations.engine.core.privacy.innocent_words import BUILDING_ENDS, BUILDINGS, INNOCENT
from automations.engine.core.privacy.tokens import fold_name, words_of
from automations.engine.core.privacy.word_lists import words_in

PARTICLES = words_in(
    """
    a abu ait al ben bin bint bou da de den der di dos du el het ibn in la le o op s t te ten ter
    van von
    """
)
SHORTEST = 3  # letters of a name


@dataclass(frozen=True)
class KnownNames:
    """The names that stand in the register itself, as the words that they consist of.

    Its representation names nobody.
    """

    full: frozenset[tuple[str, ...]] = frozenset()
    words: frozenset[str] = frozenset()  # those that stand in a name of somebody, but for particles
    not_names: frozenset[str] = frozenset()  # words for work and organisations in this register

    @classmethod
    def of(cls, names: Iterable[str], not_names: frozenset[str] = frozenset()) -> KnownNames:
        """Take the names of people; those with a word that names no person are left out.

        A register often holds functions where it asks for names: "Teamleider wijkteam West".
        `not_names` are words that the register itself uses for work and organisations.
        """
        full = set()
        for name in names:
            words = tuple(words_of(fold_name(name)))
            strange = [word for word in words if word in not_names or is_no_name(word)]
            if len(words) > 1 and not strange:
                full.add(words)
        alone = {word for words in full for word in words if word not in PARTICLES}
        words_alone = frozenset(word for word in alone if len(word) >= SHORTEST)
        return cls(frozenset(full), words_alone, not_names)

    def __repr__(self) -> str:
        """Count the names."""
        return f"<{len(self.full)} names>"


NOBODY = KnownNames()


def no_names_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts that name organisations, work or places."""
    words = {word for text in texts for word in words_of(fold_name(text))}
    return frozenset(word for word in words - PARTICLES if len(word) >= SHORTEST)


def is_no_name(word: str) -> bool:
    """Tell whether a folded word belongs to work, places or sentences."""
    return word in INNOCENT or word in BUILDINGS or is_building(word)


def is_building(word: str) -> bool:
    """Tell whether a folded word ends as streets, schools and buildings do."""
    return word.endswith(BUILDING_ENDS) and word not in FAMILY and word not in FAMILY_OR_WORD
