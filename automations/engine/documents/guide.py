"""The network guide in Word."""

from __future__ import annotations

import phonenumbers

from automations.engine.core.guide import Group, Guide, Person
from automations.engine.documents.filling import Paper, fill, one_line
from automations.engine.documents.wording import capital
from automations.engine.words import Words

TEMPLATE = "netwerkgids.docx"
_HOME = 31  # the country whose numbers are written without its code


def network_guide(guide: Guide, paper: Paper) -> bytes:
    """Fill in the guide; raises TemplateMissingError."""
    words = paper.words
    shown = {
        "made_on": words.value(guide.on),
        "kinds": [_group(group, words) for group in guide.groups],
    }
    return fill(TEMPLATE, shown, words("documents.guide-title"), paper)


def guide_name(guide: Guide) -> str:
    """Name the file by the day on which it stood so."""
    return f"netwerkgids-{guide.on}.docx"


def _group(group: Group, words: Words) -> dict[str, object]:
    kind = one_line(group.kind)
    return {
        "name": capital(kind),
        "told": words("documents.guide-table", kind=kind),
        "people": [_person(person, words) for person in group.people],
    }


def _person(person: Person, words: Words) -> dict[str, str]:
    return {
        "organisation": one_line(person.organisation),
        "name": one_line(person.name),
        "job": one_line(person.job),
        "phone": spoken(person.phone) or words("documents.guide-no-phone"),
        "sounding_board": words.value(person.sounding_board),
    }


def spoken(phone: str) -> str:
    """Write a number as people dial it: 078 770 8585, or +32 2 555 12 12 from abroad."""
    if not phone:
        return ""
    number = phonenumbers.parse(phone)
    form = phonenumbers.PhoneNumberFormat
    at_home = number.country_code == _HOME
    return phonenumbers.format_number(number, form.NATIONAL if at_home else form.INTERNATIONAL)
