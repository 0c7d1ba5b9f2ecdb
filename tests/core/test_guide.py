"""Who stands in the network guide, and who never does."""

from __future__ import annotations

from datetime import date

import pytest

from automations.engine.core.guide import guide, half_year, unclear
from automations.engine.core.register import Register
from tests.registers import Row, register_of

TODAY = date(2016, 10, 3)
YOUTH = {
    "organisation_id": "ORG-01",
    "name": "Jongerenwerk",
    "kind": "jongerenwerk",
    "status": "aangesloten",
}
CARE = {"organisation_id": "ORG-02", "name": "Zorg", "kind": "zorg", "status": "aangesloten"}


def contact(name: str = "An", **more: object) -> Row:
    """Make an active contact who agreed to stand in the guide."""
    return {
        "contact_id": "CP-001",
        "organisation_id": "ORG-01",
        "name": name,
        "email": "an@jw.example",
        "active_from": date(2016, 1, 1),
        "shareable": True,
        **more,
    }


def register(*contacts: Row, organisations: tuple[Row, ...] = (YOUTH, CARE)) -> Register:
    """Make a register of two organisations."""
    return register_of(organisations=organisations, contacts=contacts)


def names(*contacts: Row, organisations: tuple[Row, ...] = (YOUTH, CARE)) -> list[str]:
    """Return who stands in the guide."""
    made = guide(register(*contacts, organisations=organisations), TODAY)
    return [person.name for group in made.groups for person in group.people]


def test_who_agreed_stands_in_it_with_what_is_needed_to_call() -> None:
    """Organisation, name, function, number, and whether somebody thinks along; no address."""
    made = guide(register(contact(job="Coach", phone="+31781110001", sounding_board=True)), TODAY)
    (group,) = made.groups
    (person,) = group.people
    assert (made.on, group.kind) == (TODAY, "jongerenwerk")
    assert (person.organisation, person.name, person.job) == ("Jongerenwerk", "An", "Coach")
    assert (person.phone, person.sounding_board) == ("+31781110001", True)
    assert "an@jw.example" not in str(made)


@pytest.mark.parametrize(
    "more",
    [
        {"shareable": False},
        {"shareable": None},
        {"active_from": date(2016, 10, 4)},
        {"active_from": None},
        {"active_until": date(2016, 10, 2)},
        {"organisation_id": "ORG-99"},
        *({"faults": [name]} for name in ("shareable", "name", "active_from", "active_until")),
    ],
)
def test_who_did_not_agree_or_is_not_active_never_does(more: Row) -> None:
    """Nor does somebody in whose row an error hides whether it is so."""
    assert names(contact(**more)) == []


def test_a_partner_that_left_is_not_in_it() -> None:
    """Nor one of which the name or kind is faulty."""
    assert names(contact(), organisations=({**YOUTH, "status": "gestopt"},)) == []
    assert names(contact(), organisations=({**YOUTH, "faults": ["kind"]},)) == []


def test_kinds_come_in_the_order_of_the_list_and_people_by_organisation_and_name() -> None:
    """So that two guides can be laid side by side."""
    found = guide(
        register(
            contact("Zoë", organisation_id="ORG-02"),
            contact("bert"),
            contact("An", organisation_id="ORG-02"),
            contact("An"),
        ),
        TODAY,
    )
    assert [(group.kind, [one.name for one in group.people]) for group in found.groups] == [
        ("jongerenwerk", ["An", "bert"]),
        ("zorg", ["An", "Zoë"]),
    ]


def test_only_who_an_error_keeps_out_is_named() -> None:
    """Not who did not agree, nor who left."""
    rows = [
        contact(contact_id="CP-001", faults=["name"]),
        contact(contact_id="CP-002", faults=["shareable"]),
        contact(contact_id="CP-003", shareable=False, faults=["name"]),
        contact(contact_id="CP-004", active_until=date(2016, 10, 2), faults=["name"]),
        contact(contact_id="CP-005"),
        contact(contact_id="CP-006", organisation_id="ORG-03"),
    ]
    odd = {**YOUTH, "organisation_id": "ORG-03", "faults": ["kind"]}
    found = unclear(register(*rows, organisations=(YOUTH, odd)), TODAY)
    assert [one.key for one in found] == ["CP-001", "CP-002", "CP-006"]


@pytest.mark.parametrize(
    ("day", "half"),
    [
        (date(2016, 3, 31), "2015-10"),
        (date(2016, 4, 1), "2016-04"),
        (date(2016, 9, 30), "2016-04"),
        (date(2016, 10, 1), "2016-10"),
        (date(2017, 1, 1), "2016-10"),
    ],
)
def test_a_half_year_begins_in_april_and_in_october(day: date, half: str) -> None:
    """It is named after its first month."""
    assert half_year(day) == half
