"""Contacts who are away: who hears it in their place, and what waits until they are back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pytest

from automations.engine.core.intents import History
from automations.engine.core.register import Register
from tests.registers import register_of
from tests.reminding import COORDINATOR, SETTINGS, Asked, ask, each_day, rules_from, shipped

BO, DEPUTY, OTHER = "bo@partner.example", "deputy@partner.example", "other@partner.example"
TODAY = date(2016, 10, 3)
TALK = """
talk:
  about: dialogues
  anchor: held_on
  send: [0 days]
  to: {to}
  says: "Dialoog in {{district}}."
"""
MEE: Mapping[str, object] = {
    "organisation_id": "ORG-01",
    "name": "MEE",
    "kind": "welzijn",
    "status": "aangesloten",
}
CONTACT: Mapping[str, object] = {
    "contact_id": "CP-001",
    "organisation_id": "ORG-01",
    "role": ("aandachtsfunctionaris",),
    "email": BO,
    "active_from": date(2016, 1, 1),
}
AS_DEPUTY: Mapping[str, object] = {**CONTACT, "role": ("vervangend aandachtsfunctionaris",)}


def deputy(number: int, email: str, **more: object) -> Mapping[str, object]:
    """Return a deputy of the same organisation."""
    return {**AS_DEPUTY, "contact_id": f"CP-{number:03}", "email": email, **more}


def city(*contacts: Mapping[str, object], status: str = "aangesloten") -> Register:
    """Return a register with a dialogue of today whose contact is the first of those."""
    dialogue = {
        "dialogue_id": "D2016-01",
        "district": "Crabbehof",
        "held_on": TODAY,
        "contact_id": "CP-001",
    }
    return register_of(
        dialogues=[dialogue],
        contacts=list(contacts),
        organisations=[{**MEE, "status": status}],
    )


def talk(
    *contacts: Mapping[str, object], on: date = TODAY, history: History | None = None
) -> Asked:
    """Ask the contact of the dialogue, or whoever hears it instead."""
    return ask(rules_from(TALK.format(to="contact")), city(*contacts), on, history)


@pytest.mark.parametrize(
    ("away", "recipients"),
    [
        ({}, [BO]),
        ({"absent_from": TODAY}, [DEPUTY]),
        ({"absent_from": date(2016, 10, 4)}, [BO]),
        ({"absent_until": TODAY}, [DEPUTY]),
        ({"absent_until": date(2016, 10, 2)}, [BO]),
        ({"absent_from": date(2016, 9, 1), "absent_until": TODAY}, [DEPUTY]),
        ({"absent_from": date(2016, 9, 1), "absent_until": date(2016, 10, 2)}, [BO]),
        ({"active_until": TODAY}, [BO]),
        ({"active_until": date(2016, 10, 2)}, [DEPUTY]),
    ],
)
def test_a_contact_is_away_from_the_first_day_to_the_last(
    away: Mapping[str, object], recipients: list[str]
) -> None:
    """Either may be left open; who left is away for good."""
    assert talk({**CONTACT, **away}, deputy(2, DEPUTY)).recipients == recipients


def test_every_deputy_who_is_there_hears_it_and_for_whom() -> None:
    """By role and organisation; nobody is named, and a deputy who is away hears nothing."""
    away = {**CONTACT, "name": "Bo", "absent_from": TODAY}
    gone = deputy(4, "gone@partner.example", absent_from=TODAY)
    asked = talk(away, deputy(2, DEPUTY), deputy(3, OTHER), gone)
    assert asked.recipients == [DEPUTY, OTHER]
    assert asked.reminders[0].sentence == (
        "Dialoog in Crabbehof. "
        "U krijgt dit in plaats van uw collega (aandachtsfunctionaris van MEE), die er nu niet is."
    )


def test_without_a_deputy_the_owner_of_the_row_hears_it() -> None:
    """Nothing is sent to somebody who is not there."""
    asked = talk({**CONTACT, "absent_from": TODAY, "role": ("overig",)})
    assert asked.recipients == [COORDINATOR]
    assert asked.reminders[0].sentence == (
        "Dialoog in Crabbehof. Dit is bedoeld voor iemand die er nu niet is "
        "(contactpersoon van MEE). Niemand neemt het over."
    )


@pytest.mark.parametrize(
    ("away", "reason"),
    [
        (
            {"absent_until": date(2016, 10, 9)},
            "Degene voor wie dit is, is er niet. Wacht tot 10 oktober 2016.",
        ),
        (
            {"absent_from": TODAY},
            "Degene voor wie dit is, is er niet, en niemand neemt het over.",
        ),
    ],
)
def test_without_an_owner_either_it_waits_and_says_so(
    away: Mapping[str, object], reason: str
) -> None:
    """A city without a coordinator would have nobody else."""
    nobody = {**dict(SETTINGS.roles), "coordinator": ()}
    settings = type(SETTINGS)("City", "Network", MappingProxyType(nobody))
    rules = rules_from(TALK.format(to="contact"))
    asked = ask(rules, city({**CONTACT, **away}), TODAY, settings=settings)
    assert (asked.recipients, asked.reasons) == ([], [reason])


def test_who_is_away_by_a_date_that_cannot_be_read_is_not_guessed() -> None:
    """The cell is named; nobody hears it until it is mended."""
    asked = talk({**CONTACT, "faults": ("absent_until",)}, deputy(2, DEPUTY))
    assert asked.reasons == [
        'In Aandachtsfunctionarissen rij 2 staat een fout in kolom "Afwezig tot en met".'
    ]


def test_what_a_deputy_heard_is_not_told_again_to_whom_it_was_for() -> None:
    """Nor the other way about: a contact who goes on leave has read it."""
    away = {**CONTACT, "absent_until": TODAY}
    told = talk(away, deputy(2, DEPUTY))
    assert told.recipients == [DEPUTY]
    tomorrow = date(2016, 10, 4)
    back = talk(away, deputy(2, DEPUTY), on=tomorrow, history=told.history)
    assert (back.recipients, back.reasons) == (
        [],
        ["Is al gemeld; was aan de beurt op 3 oktober 2016."],
    )
    leaves = {**CONTACT, "absent_from": tomorrow}
    there = talk(leaves, deputy(2, DEPUTY))
    assert there.recipients == [BO]
    gone = talk(leaves, deputy(2, DEPUTY), on=tomorrow, history=there.history)
    assert gone.recipients == []


def test_of_several_focal_persons_one_who_is_there_is_enough() -> None:
    """A deputy only hears it when none of them is."""
    rules = rules_from(TALK.format(to="focal_points(contact.organisation)"))
    away = {**CONTACT, "absent_from": TODAY}
    second = {**CONTACT, "contact_id": "CP-003", "email": OTHER}
    both = city(away, deputy(2, DEPUTY), second)
    assert ask(rules, both, TODAY).recipients == [OTHER]
    none = city(away, deputy(2, DEPUTY), {**second, "absent_from": TODAY})
    assert ask(rules, none, TODAY).recipients == [DEPUTY]


def test_what_is_about_a_contact_themselves_waits_until_they_are_back() -> None:
    """No deputy is asked whether the name and number of somebody else are right."""
    joined = {**CONTACT, "active_from": date(2015, 10, 3)}
    rules = shipped("confirm-details")
    asked = ask(
        rules, city({**joined, "absent_until": date(2016, 10, 5)}, deputy(2, DEPUTY)), TODAY
    )
    assert asked.recipients == []
    assert "Degene voor wie dit is, is er niet. Wacht tot 6 oktober 2016." in asked.reasons
    back = ask(
        rules,
        city({**joined, "absent_until": date(2016, 10, 5)}, deputy(2, DEPUTY)),
        date(2016, 10, 6),
    )
    assert back.recipients == [BO]


def test_the_contacts_of_a_partner_that_stopped_are_gone_with_it() -> None:
    """And those of one that has not joined yet are there."""
    rules = rules_from(TALK.format(to="contact"))
    assert ask(rules, city(CONTACT, status="gestopt"), TODAY).recipients == [COORDINATOR]
    assert ask(rules, city(CONTACT, status="in gesprek"), TODAY).recipients == [BO]


def test_what_was_worked_out_while_somebody_was_away_does_not_hold_when_they_are_back() -> None:
    """What is about themselves still comes on the first day back, a week later."""
    rules = rules_from(
        """
        welcome:
          about: contacts
          anchor: active_from
          send: [0 days]
          to: email
          says: "Welkom."
        """
    )
    begins = {**CONTACT, "active_from": TODAY, "absent_until": date(2016, 10, 9)}
    left = each_day(rules, city(begins), TODAY, 12)
    assert [(day, one.item.recipient) for day, one in left] == [(date(2016, 10, 10), BO)]
