"""Names of people: known names together with how a name is built.

A given name that is no word is enough. Whatever may be a word or a place too needs company: a
title, initials, a given or family name beside it, or the particle that makes it a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from automations.engine.core.privacy.family_names import (
    AFTER_DE,
    AFTER_VAN,
    ENDINGS,
    ENDINGS_OF_WORDS,
    FAMILY,
    FAMILY_OR_WORD,
)
from automations.engine.core.privacy.given_names import GIVEN, GIVEN_OR_WORD
from automations.engine.core.privacy.innocent_words import (
    BEFORE_BUILDINGS,
    BUILDINGS,
    TAKES_A_LETTER,
    WORD_ENDS,
)
from automations.engine.core.privacy.known import (
    NOBODY,
    PARTICLES,
    SHORTEST,
    KnownNames,
    is_building,
    is_no_name,
)
from automations.engine.core.privacy.lower_case import (
    LOWER_TRIGGERS,
    could_be_strange,
    has_lower_name,
    is_spoken_of,
)
from automations.engine.core.privacy.tokens import OFFICES, TITLES, Token, tokens_of
from automations.engine.core.privacy.word_lists import words_in

_AFTER_ARTICLE = frozenset({"heer", "heren", "dames"})  # titles after "de" alone
_RELATIVES = words_in(
    """
    betrokkene bewoner bewoonster broer broertje buurman buurvrouw client cliente dochter
    echtgenoot echtgenote ene genaamd jongen jongere kind leerling man meisje moeder neef neefje
    nicht nichtje student studente vader verdachte vriend vriendin vrouw zoon zus zusje
    """
)
_RELATED = frozenset({"familie", "tante", "oom"})  # what follows them with a capital is a name
_CALLED = words_in("de genaamd heet heette is met naam van")
_SHOUTED = words_in("van de der den el")  # particles in a name in capitals, not abbreviations
_ALWAYS = words_in("ait bint der el ibn von")  # particles of names alone
# words so common that a surname that is a word too makes no name of them, without a capital
_COMMON = words_in(
    """
    an april art august beer ben bent boy dag dan else greet gul juni lot mark mart max mees mei
    mina mine mira pim roos saar said sari ster sterre tel til ton toon vos wil wilde will winter
    wolf zoon
    """
)
_LETTERS = "abcdefghijklmnopqrstvwxyz"  # "u" is a word
_FULL_ENDING = 6  # letters of a name that is known by its end
_MOST_INITIALS = 6
_MOST_PARTICLES = 3


# particles that a name may begin with
_FIRST = frozenset({"van", "de", "el", "ait", "ibn", "von", "der", "den"})


class _Sure(IntEnum):
    """How sure it is that a word is a family name."""

    NO = 0
    CAPITAL = 1  # it could be one
    WORD = 2  # it is one, and a word too
    KNOWN = 3


# Words that are names behind a particle, where they have a capital.
NAMES_WITH_A_CAPITAL = AFTER_DE | AFTER_VAN
TRIGGERS = (
    GIVEN
    | GIVEN_OR_WORD
    | FAMILY
    | TITLES
    | _AFTER_ARTICLE
    | OFFICES
    | _RELATIVES
    | _ALWAYS
    | LOWER_TRIGGERS
    | frozenset({*_LETTERS, "den", "ten"})
)
# Triggers that make no name without a word behind them that could be part of one.
WEAK_TRIGGERS = (
    (TITLES | _AFTER_ARTICLE | OFFICES | _RELATIVES | LOWER_TRIGGERS | GIVEN_OR_WORD)
    | frozenset({"den", "ten", "der", "el"})
) - (GIVEN | FAMILY)
REACH_OF_A_TRIGGER = 7  # words behind it that may be part of the name
_BEGINNINGS = TRIGGERS | _FIRST | {"u"}


def has_name(text: str, known: KnownNames = NOBODY) -> bool:
    """Tell whether the name of a person stands in `text`, in whatever case."""
    tokens = tokens_of(text)
    return any(
        _begins(tokens, place, known)
        for place, token in enumerate(tokens)
        if token.capital or token.word in _BEGINNINGS or token.word in known.words
    )


def _begins(tokens: Sequence[Token], at: int, known: KnownNames) -> bool:
    """Tell whether a name begins at a word."""
    token = tokens[at]
    if known.full and _of_register(tokens, at, known):
        return True
    word = token.word
    if not token.shouted and has_lower_name(tokens, at):
        return True
    if len(word) == 1:
        return _initials(tokens, at)
    return (
        ((word in TITLES or word in OFFICES or word in _AFTER_ARTICLE) and _titled(tokens, at))
        or (word in _RELATIVES and _related(tokens, at))
        or ((word in GIVEN or word in GIVEN_OR_WORD) and _given(tokens, at))
        or _family(tokens, at)
        or _pair(tokens, at, known.not_names)
    )


def _of_register(tokens: Sequence[Token], at: int, known: KnownNames) -> bool:
    """Find a name of the register: the whole of it, or one word where a name would stand."""
    token = tokens[at]
    if token.word not in known.words:
        return False
    for name in known.full:
        if name[0] == token.word and tuple(t.word for t in tokens[at : at + len(name)]) == name:
            return True
    weak = token.word in FAMILY_OR_WORD or token.word in GIVEN_OR_WORD or is_no_name(token.word)
    if weak or token.first or _is_in_building(tokens, at):
        return False
    return token.capital or is_spoken_of(tokens, at)


def could_be_named(word: str) -> bool:
    """Tell whether a folded word in lower case can be part of a name behind a weak trigger."""
    if word in FAMILY or word in FAMILY_OR_WORD or word in GIVEN or word in GIVEN_OR_WORD:
        return True
    if len(word) < SHORTEST or word in PARTICLES:
        return len(word) == 1
    return _has_ending(word) or could_be_strange(word)


def _surname(tokens: Sequence[Token], at: int) -> tuple[_Sure, int, bool]:
    """Look for a family name from a word on: how sure, where it stands, and after a particle."""
    start = at
    end = min(len(tokens), start + _MOST_PARTICLES)
    while at < end and _is_particle(tokens[at]) and (at == start or tokens[at].tied):
        at += 1
    if at >= len(tokens) or (at > start and not tokens[at].tied):
        return _Sure.NO, at, False
    return _sure(tokens[at]), at, at > start


def _is_particle(token: Token) -> bool:
    return token.word in PARTICLES and (not token.shouted or token.word in _SHOUTED)


def _sure(token: Token) -> _Sure:
    word = token.word
    if word in FAMILY or _has_ending(word):
        return _Sure.KNOWN
    if word in FAMILY_OR_WORD:
        return _Sure.WORD
    likely = token.capital and not token.shouted and len(word) > 1
    if likely and not is_no_name(word):
        return _Sure.CAPITAL
    return _Sure.NO


def _has_ending(word: str) -> bool:
    return len(word) >= _FULL_ENDING and word[-4:] in ENDINGS and word not in ENDINGS_OF_WORDS


def _is_in_building(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether the name is that of a street, school or firm: Albert Schweitzer ziekenhuis."""
    if at and tokens[at].tied and tokens[at - 1].word in BEFORE_BUILDINGS:
        return True
    for token in tokens[at + 1 : at + 4]:
        if not token.tied:
            return False
        if token.word in BUILDINGS or is_building(token.word):
            return True
        if not (token.capital or token.word in {"de", "der", "den", "van", "dei"}):
            return False
    return False


def _titled(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a name follows a title: dhr. Jansen, mevrouw de Vries, wethouder J. Smit."""
    title = tokens[at].word
    before = tokens[at - 1].word if at else ""
    if title in _AFTER_ARTICLE and before not in {"de", "geachte", "beste"}:
        return False
    after = _behind_initials(tokens, at + 1)
    if after >= len(tokens) or not tokens[after].tied:
        return after > at + 1 and tokens[after - 1].capital and title in TITLES
    token = tokens[after]
    if token.word in GIVEN or (token.word in GIVEN_OR_WORD and token.capital):
        return not _is_in_building(tokens, after)
    if title in _RELATED and token.capital and _is_unknown(token, frozenset()):
        return not _is_in_building(tokens, after)
    return _titled_family(tokens, after, office=title in OFFICES, initials=after > at + 1)


def _titled_family(tokens: Sequence[Token], at: int, *, office: bool, initials: bool) -> bool:
    sure, place, particle = _surname(tokens, at)
    if sure == _Sure.NO or _is_in_building(tokens, place):
        return False
    capital, word = tokens[place].capital, sure == _Sure.WORD
    if office:
        return sure == _Sure.KNOWN or initials or (word and capital)
    return sure == _Sure.KNOWN or capital or (word and (particle or _is_rare(tokens[place])))


def _is_rare(token: Token) -> bool:
    return token.word not in _COMMON


def _behind_initials(tokens: Sequence[Token], at: int) -> int:
    end = min(len(tokens), at + _MOST_INITIALS)
    while at < end and tokens[at].tied and _is_initial(tokens[at]):
        at += 1
    return at


def _is_initial(token: Token) -> bool:
    return len(token.word) == 1 and (token.dotted or token.capital) and not token.apostrophe


def _related(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether somebody is named by what he is to others: leerling Soraya, broer van Yassir."""
    place = at + 1
    while place < len(tokens) and place <= at + 4 and tokens[place].tied:
        token = tokens[place]
        if token.word not in _CALLED:
            return (
                _sure(token) >= _Sure.CAPITAL
                and token.capital
                and not token.word.endswith(("se", "sche", "aan"))
                and not _is_in_building(tokens, place)
            )
        place += 1
    return False


def _given(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a given name stands for a person: alone if it is no word, else with company."""
    token = tokens[at]
    if _is_in_building(tokens, at):
        return False
    if token.word in GIVEN:
        return True
    after = at + 1
    return after < len(tokens) and tokens[after].tied and _has_company(tokens, token, after)


def _has_company(tokens: Sequence[Token], given: Token, at: int) -> bool:
    """Tell whether an initial or a family name follows a given name that may be a word."""
    behind = tokens[at]
    if len(behind.word) == 1 and not behind.apostrophe:
        return given.capital and behind.capital
    sure, place, particle = _surname(tokens, at)
    if sure == _Sure.KNOWN:
        return True
    if given.capital:
        return sure != _Sure.NO and tokens[place].capital
    return sure == _Sure.WORD and particle and _is_rare(given)


def _initials(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether initials and a family name stand here: J. de Vries, A.B. el Amrani, j jansen."""
    token = tokens[at]
    before = tokens[at - 1].word if at and token.tied else "the start"
    if token.apostrophe or len(before) == 1 or before in TAKES_A_LETTER:
        return False
    after = _behind_initials(tokens, at + 1)
    if after >= len(tokens) or not tokens[after].tied:
        return False
    sure, place, particle = _surname(tokens, after)
    if sure == _Sure.NO or _is_in_building(tokens, place):
        return False
    return _fit(token, sure, tokens[place], particle=particle, alone=after == at + 1)


def _fit(initial: Token, sure: _Sure, family: Token, *, particle: bool, alone: bool) -> bool:
    """Tell whether an initial goes with a family name: not in "u de boer", nor "o.a. klein"."""
    if sure == _Sure.KNOWN:
        return initial.dotted or initial.word != "u"
    if sure == _Sure.CAPITAL:
        return initial.capital and (initial.dotted or particle)
    if initial.capital:
        return family.capital or (particle and initial.dotted)
    return initial.word != "u" and (particle or (initial.dotted and alone and _is_rare(family)))


def _family(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a family name stands alone: Yilmaz, van der Meer, De Boer."""
    token = tokens[at]
    if _is_in_building(tokens, at):
        return False
    if token.word in FAMILY or (token.capital and _has_ending(token.word)):
        return True
    if token.word not in _FIRST:
        return False
    sure, place, _ = _surname(tokens, at)
    if sure == _Sure.NO or place == at or _is_in_building(tokens, place):
        return False
    family, last = tokens[place], tokens[place - 1].word
    if last in _ALWAYS or (last == "den" and tokens[place - 2 : place - 1] and place - 2 >= at):
        return sure >= _Sure.WORD or family.capital
    allowed = {"de": AFTER_DE, "van": AFTER_VAN}.get(last, frozenset())
    return family.capital and not family.shouted and family.word in allowed


def _pair(tokens: Sequence[Token], at: int, not_names: frozenset[str]) -> bool:
    """Tell whether two words have a capital within a sentence, and are no firm or place."""
    token = tokens[at]
    if token.first or not _is_unknown(token, not_names) or (token.tied and tokens[at - 1].capital):
        return False
    _, place, _ = _surname(tokens, at + 1)
    return (
        place > at
        and place < len(tokens)
        and tokens[at + 1].tied
        and _is_unknown(tokens[place], not_names)
        and not _is_in_building(tokens, at)
        and not _is_in_building(tokens, place)
    )


def _is_unknown(token: Token, not_names: frozenset[str]) -> bool:
    """Tell whether a word has a capital that only a name would give it."""
    return (
        token.capital
        and not token.shouted
        and len(token.word) >= SHORTEST
        and not token.word.endswith(WORD_ENDS)
        and not is_no_name(token.word)
        and token.word not in not_names
    )
