"""Texts as words, with what matters about each for finding names: capitals, and what is between."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from automations.engine.core.privacy.word_lists import words_in

TITLES = words_in("dhr fam hr juffrouw mej meneer mevr mevrouw mevrouws mijnheer mw")
# titles too, though what follows them is more often no name
OFFICES = words_in(
    """
    agent burgemeester collega directeur docent dokter dominee dr drs ds familie gezin imam ir juf
    meester minister mr oma oom opa pastoor prof professor rechter tante trainer wethouder
    wijkagent
    """
)
_RARE_LETTERS = str.maketrans(
    {
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ß": "ss",
        "æ": "ae",
        "ŋ": "n",
    }
)
_WORD = re.compile(r"[^\W\d_¹²³⁰-⁹]+")
_TIE = re.compile(r"[ \t]?['’\-–]?[ \t]?|\. ?")  # what may stand between the parts of a name
_ENDS_SENTENCE = re.compile(r"[.!?\n•|]")


def fold_name(text: str) -> str:
    """Return `text` in lower case and without accents, as names are compared."""
    lower = text.lower()
    if lower.isascii():
        return lower
    plain = unicodedata.normalize("NFKD", lower.translate(_RARE_LETTERS))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words_of(folded: str) -> list[str]:
    """Return the words of a text that was folded."""
    return _WORD.findall(folded)


class Token(NamedTuple):
    """One word of a text. Its representation does not show it."""

    word: str  # folded
    capital: bool
    shouted: bool  # in capitals altogether
    first: bool  # of a sentence
    tied: bool  # to the word before: a blank, hyphen or apostrophe between them
    dotted: bool  # with a full stop right behind it
    apostrophe: bool  # with an apostrophe right before it

    def __repr__(self) -> str:
        """Show nothing of the text."""
        return "<word>"


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text in order."""
    found: list[Token] = []
    end, abbreviated = 0, False
    for match in _WORD.finditer(text):
        start, stop = match.span()
        word, capital, shouted, short = _shape(match.group())
        gap = text[end:start]
        dotted = text[stop : stop + 1] == "."
        if gap == " " and found:  # nearly always
            found.append(Token(word, capital, shouted, False, True, dotted, False))  # noqa: FBT003
        else:
            boundary = not found or (_ENDS_SENTENCE.search(gap) is not None and not abbreviated)
            tied = not boundary and _TIE.fullmatch(gap) is not None
            apostrophe = gap[-1:] in {"'", "’"}
            found.append(Token(word, capital, shouted, boundary, tied, dotted, apostrophe))
        end, abbreviated = stop, short
    return found


@lru_cache(maxsize=1 << 15)
def _shape(typed: str) -> tuple[str, bool, bool, bool]:
    """Return a word folded, and whether it has a capital, is in capitals, or may be abbreviated."""
    word = fold_name(typed)
    short = len(word) == 1 or word in TITLES or word in OFFICES
    return word, typed[0].isupper(), len(typed) > 1 and typed.isupper(), short
