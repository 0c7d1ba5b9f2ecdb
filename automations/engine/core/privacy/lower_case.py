"""Names in lower case that stand in no list, known by what is said around them.

A word in lower case that no list has cannot be told from any other word. It counts as a name where
hardly anything else would stand: behind a title, initials or a particle of names alone, behind
"genaamd" and the like after a person, as somebody's relative, and as one of two such words behind
"gesproken met".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from automations.engine.core.privacy.common_words import is_common
from automations.engine.core.privacy.family_names import FAMILY, FAMILY_OR_WORD
from automations.engine.core.privacy.given_names import GIVEN_OR_WORD
from automations.engine.core.privacy.innocent_words import TAKES_A_LETTER, WORD_ENDS
from automations.engine.core.privacy.known import PARTICLES, is_no_name
from automations.engine.core.privacy.tokens import TITLES, Token
from automations.engine.core.privacy.word_lists import words_in

_SHORTEST = 3
_SHORTEST_SURE = 4  # letters of a name behind an initial
_MOST = 3  # initials, or particles
_TITLES = TITLES - {"fam"}
_SPEAKS = words_in(
    """
    afgesproken afspraak belafspraak belde contact gebeld geappt gemaild gesprek
    gesproken huisbezoek kennisgemaakt namens ontmoeting overleg overlegd sprak teruggebeld
    terugbellen volgens
    """
)
_WITH = words_in("aan bij door met namens van")
_NAMED = words_in("genaamd heet heette")
PEOPLE = words_in(
    """
    broer broertje buurman buurvrouw client cliente dochter echtgenoot echtgenote jongen jongere
    kind leerling man meisje moeder neef neefje nicht nichtje oma oom opa student studente tante
    vader verdachte vriend vriendin vrouw zoon zus zusje
    """
)
_FAMILY = words_in(
    """
    broer broertje dochter echtgenoot echtgenote moeder neef neefje nicht nichtje oma oom opa tante
    vader zoon zus zusje
    """
)
_ALONE = frozenset({"el", "ait", "bint", "ibn"})
# what is written with full stops, and is no initials
_ABBREVIATIONS = words_in("ad bv ca cq dd eo jl ns oa og pd pp qq sp sv")

LOWER_TRIGGERS = _SPEAKS | PEOPLE


def has_lower_name(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a name in lower case is spoken of from a word on."""
    token = tokens[at]
    word = token.word
    if len(word) == 1:
        return _behind_initials(tokens, at)
    return (
        (word in _TITLES and _titled(tokens, at))
        or (word == "heer" and at > 0 and tokens[at - 1].word == "de" and _titled(tokens, at))
        or (word in PEOPLE and (_called(tokens, at) or _relative(tokens, at)))
        or (word in _SPEAKS and _spoken_to(tokens, at))
        or (word == "van" and _with_particle(tokens, at))
        or (word in _ALONE and not token.shouted and _is_strange(tokens, at + 1))
    )


def is_spoken_of(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word that is a name in the register stands where one would: met wagenvoort."""
    before = tokens[at - 1].word if at and tokens[at].tied else ""
    return (before in _WITH or before in _SPEAKS) and _is_strange(tokens, at)


def _is_strange(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word belongs to the one before, and is in lower case and no common one."""
    if at >= len(tokens) or not tokens[at].tied:
        return False
    return not tokens[at].capital and could_be_strange(tokens[at].word)


@lru_cache(maxsize=1 << 15)
def could_be_strange(word: str) -> bool:
    """Tell whether a folded word is no common one, nor a particle, nor one of work and places."""
    return (
        len(word) >= _SHORTEST
        and word not in PARTICLES
        and not word.endswith(WORD_ENDS)
        and not is_no_name(word)
        and not is_common(word)
    )


def _titled(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a strange word follows a title, with initials and particles between or not."""
    place = at + 1
    while place < min(len(tokens), at + 1 + _MOST) and _is_letter(tokens[place]):
        place += 1
    return _is_strange(tokens, _behind_particles(tokens, place))


def _is_letter(token: Token) -> bool:
    return token.tied and len(token.word) == 1 and token.dotted


def _behind_particles(tokens: Sequence[Token], at: int) -> int:
    end = min(len(tokens), at + _MOST)
    while at < end and tokens[at].tied and tokens[at].word in PARTICLES:
        at += 1
    return at


def _behind_initials(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a strange word follows one or two initials: q. smitsma, not t.a.v. iets."""
    token = tokens[at]
    before = tokens[at - 1] if at and token.tied else None
    if not token.dotted or token.first or token.apostrophe:
        return False
    if before is not None and (len(before.word) == 1 or before.word in TAKES_A_LETTER):
        return False
    place, letters = at + 1, token.word
    while place < len(tokens) and _is_letter(tokens[place]):
        letters += tokens[place].word
        place += 1
    if len(letters) >= _MOST or letters in _ABBREVIATIONS:
        return False
    place = _behind_particles(tokens, place)
    return _is_strange(tokens, place) and len(tokens[place].word) >= _SHORTEST_SURE


def _called(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a person is said to be called so: een jongen genaamd, met de naam."""
    for place in range(at + 1, min(len(tokens), at + _MOST + 2)):
        if not tokens[place].tied:
            return False
        named = tokens[place].word in _NAMED
        if named or (tokens[place].word == "naam" and tokens[place - 1].word == "de"):
            return _is_strange(tokens, place + 1)
    return False


def _relative(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a relative is spoken of: de moeder van with a strange word, or with two."""
    if _is_strange(tokens, at + 1) and _is_strange(tokens, at + 2):
        return True
    van = at + 1
    if tokens[at].word not in _FAMILY or van >= len(tokens) or tokens[van].word != "van":
        return False
    whose = van + 1
    plural = whose < len(tokens) and tokens[whose].word.endswith(("en", "s"))
    return _is_strange(tokens, whose) and not plural


def _with_particle(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "van der" goes before a strange word; nobody writes so any more but in names."""
    der = at + 1
    if der >= len(tokens) or not tokens[der].tied or tokens[der].word != "der":
        return False
    return _is_strange(tokens, der + 1)


def _spoken_to(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether two words name whom somebody spoke to, and one of them at least is strange."""
    place = at + 1
    if place < len(tokens) and tokens[place].word in _WITH:
        place += 1
    last = _behind_particles(tokens, place + 1)
    if last >= len(tokens) or not tokens[last].tied:
        return False
    strange = _is_strange(tokens, place), _is_strange(tokens, last)
    given, family = tokens[place].word, tokens[last].word
    known = given in GIVEN_OR_WORD, family in FAMILY_OR_WORD or family in FAMILY
    return any(strange) and all(map(max, strange, known))
