"""The kinds of personal data that a text is searched for."""

from __future__ import annotations

from enum import StrEnum


class PersonalKind(StrEnum):
    """What a piece of text says about a person."""

    BSN = "bsn"  # citizen service number
    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    PLATE = "plate"  # of a Dutch vehicle
    POSTCODE = "postcode"
    BIRTH = "birth"  # date of birth
    LINK = "link"  # a URL, or the name of an account
    NAME = "name"
