"""Ways to reach somebody: e-mail addresses, phone numbers, links and accounts."""

from __future__ import annotations

import re

import phonenumbers

from automations.engine.core.privacy.word_lists import words_in

_AT = r"(?:@|[(\[{] ?(?:at|apenstaart(?:je)?) ?[)\]}])"
_DOT = r"(?: ?(?:\.|[(\[{] ?(?:punt|dot|\.) ?[)\]}]) ?| (?:punt|dot) )"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+'-]{{1,64}}(?: ?{_AT} ?[\w-]{{1,63}}{_DOT}[\w-]{{2}}|@[\w-]{{2}})"
    r"|\b[\w.+-]{1,64} (?:at|apenstaartje) [\w-]{1,63}(?: (?:punt|dot) |\.)[a-z]{2,6}\b",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"(?<![\w.,€-])(?:\+|\(?0)[\d ()./\-]{5,24}\d(?!\d)")
_DATE = re.compile(
    r"(?<![-/.\d])\d{1,2}(?:[-/.]\d{1,2}[-/.](?:19|20)?| \d{1,2} (?:19|20))\d\d(?![-/.]?\d)"
    r"|(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)"
)
# The areas of the Dutch numbering plan (ACM); 088 is for firms, 0800 and 0900 for their public.
_THREE = words_in(
    """
    010 013 015 020 023 024 026 030 033 035 036 038 040 043 045 046 050 053 055 058 070 071 072 073
    074 075 076 077 078 079 084 085 087 091
    """
)
_FOUR = re.compile(r"0(?:1[1-8]|2[2-9]|3[1-4]|41|4[7-9]|48|49|5[1246-9]|59)\d")
_MOBILE = re.compile(r"06[1-9]\d{7}")
_FIRMS = re.compile(r"0(?:800|90[069]|88)")
_NATIONAL = 10

_SCHEME = re.compile(r"\bhttps?:/?/?\S|\bwww\.\S", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<=[\w-]{2})\.(?:nl|com|org|net|eu|info|be/|me/|ly/|tv/|gg/|example)(?![\w-])", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w@./])@[^\W\d][\w.]{2,}(?![\w.]|\()")
PLATFORMS = words_in(
    """
    insta instagram snap snapchat tiktok telegram facebook fb twitter whatsapp discord linkedin
    youtube twitch signal
    """
)
_PLATFORM = rf"\b(?:{'|'.join(sorted(PLATFORMS, reverse=True))})"
_QUOTE = "[\"'\u201c\u2018]?"
_NO_ACCOUNT = "|".join(
    sorted(
        words_in(
            """
            aan bij dat de die een en gebruiken gebruikt gemaakt heeft heet het in is kan maar mag
            met moet niet nog of om onder op staat te van via voor waar waarop werd wordt
            """
        )
    )
)
# insta jan_010, snapchat: dordt.boy99, op tiktok als dordtboy78
_ODD_ACCOUNT = re.compile(
    rf"{_PLATFORM}(?:[- ]?(?:account|naam|profiel|pagina|id))?"
    r"(?:\W{0,3}\b(?:is|heet|als|onder|de|het|naam|genaamd|account|gebruikersnaam|van)\b){0,3}"
    r"\W{1,3}"
    r"(?=[a-z])[\w.]{0,40}(?:[a-z]\d|\d[a-z]|_|[a-z]\.[a-z])",
    re.IGNORECASE,
)
# Instagramaccount dordtboy; snap: dordtboy
_PLAIN_ACCOUNT = re.compile(
    rf"{_PLATFORM}(?:[- ]?(?:account|naam|profiel|id)(?:: ?| is | heet | | onder de naam )"
    rf"{_QUOTE}(?!(?:{_NO_ACCOUNT})\b)[a-z]\w{{3,}}|: ?{_QUOTE}[a-z]\w{{3,}}\W?(?=[.,;)]|$))",
    re.IGNORECASE,
)


def without_emails(text: str) -> str:
    """Return `text` without the e-mail addresses in it, also those like `naam (at) domein.nl`."""
    return _EMAIL.sub(" | ", text)


def without_phones(text: str) -> str:
    """Return `text` without the phone numbers in it, Dutch or with their country's code.

    What everybody may call is nobody's: 112, 0800, 0900 and the like, 14 078, and 088 of firms.
    """
    dateless = _DATE.sub(" | ", text)
    numbers = [found for found in _NUMBER.findall(dateless) if _is_phone(found)]
    if not numbers:
        return text
    for number in numbers:
        dateless = dateless.replace(number, " | ")
    return dateless


def _is_phone(found: str) -> bool:
    digits = "".join(sign for sign in found if sign.isdigit())
    if found.startswith("+") or digits.startswith("00"):
        return _is_abroad(digits if found.startswith("+") else digits[2:])
    national, first = digits[:_NATIONAL], re.split(r"[ ()./\-]+", found.lstrip("("))[0]
    if len(digits) < _NATIONAL or not _ends(found) or _FIRMS.match(national):
        return False
    if _MOBILE.fullmatch(national):
        return first.startswith("06")
    known = national[:3] in _THREE or _FOUR.match(national) is not None
    return known and len(first) in {3, 4, _NATIONAL}


def _ends(found: str) -> bool:
    """Tell whether no other digit stands right behind the tenth."""
    places = [place for place, sign in enumerate(found) if sign.isdigit()]
    return not found[places[_NATIONAL - 1] + 1 :][:1].isdigit()


def _is_abroad(digits: str) -> bool:
    if digits.startswith("310"):  # +31 (0)6
        digits = "31" + digits[3:]
    if digits.startswith("31"):
        national = "0" + digits[2:11]
        return len(national) == _NATIONAL and not _FIRMS.match(national)
    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)


def has_link(text: str) -> bool:
    """Tell whether a URL, a domain or the name of an account stands in `text`."""
    dotted = "." in text and _DOMAIN.search(text)
    if dotted or ("@" in text and _HANDLE.search(text)) or _SCHEME.search(text):
        return True
    return any(kind.search(text) is not None for kind in (_ODD_ACCOUNT, _PLAIN_ACCOUNT))
