"""Where somebody lives: a postcode, with or without the number of the house."""

from __future__ import annotations

import re

from automations.engine.core.privacy.word_lists import words_in

# No postcode begins with 0, and none ends in SA, SD or SS (PostNL).
_NEVER = "(?!S[ADS])"
_LIKE_ONE = re.compile(
    rf"(?<![\w.,€-])(?<!€ )([1-9]\d{{3}})( ?){_NEVER}([A-Z]{{2}})(?![^\W_]|-[A-Z])"
    r"([ ,]{1,3}\d{1,4}\b)?",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"\b(?:postcode|adres|woont|wonend|woonachtig)\b|\w{2}(?:straat|laan|weg|plein|hof|singel|kade|pad"
    r"|gracht|dreef|plantsoen)\b ?\d",
    re.IGNORECASE,
)
_YEARS = range(1990, 2040)
_UNITS = words_in("EU MB KB GB TB NL BE UK US VS")
# words of two letters that follow a year or an amount
SHORT_WORDS = words_in(
    """
    af al as au be bo da de do dr ds en eo er ex ga ha ho ik in ja je kg km ks la ma me mg ml mm
    mo na ne nl nr nu of om op os pa pk re st te ti tj to tv ui uk ur us va ve vg vo wc we wo ze
    zn zo zs
    """
)


def has_postcode(text: str) -> bool:
    """Tell whether a Dutch postcode stands in `text`.

    A year with two capitals behind it, as in `2016 MO`, counts only where the text speaks of an
    address; small letters after a blank only there, or with the number of a house behind them.
    """
    doubtful = False
    for digits, blank, letters, house in _LIKE_ONE.findall(text):
        capitals = letters.isupper()
        if not capitals and (not letters.islower() or letters in SHORT_WORDS):
            continue
        year = int(digits) in _YEARS
        if not blank or (house and not year) or (capitals and not year and letters not in _UNITS):
            return True
        doubtful = True
    return doubtful and _CONTEXT.search(text) is not None
