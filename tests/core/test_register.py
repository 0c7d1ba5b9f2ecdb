"""The register: rows that are linked to each other, read-only, and that never show their cells."""

from __future__ import annotations

from datetime import date

import pytest

from automations.engine.core.register import Record, Register
from automations.engine.core.settings import Settings
from tests.registers import register_of, shipped_schemas

TODAY = date(2016, 10, 3)


@pytest.fixture
def register() -> Register:
    """Give two organisations with three contacts."""
    return register_of(
        organisations=[
            {"organisation_id": "ORG-01", "name": "MEE", "kind": "zorg", "status": "aangesloten"},
            {"organisation_id": "ORG-02", "name": "GGZ", "kind": "zorg", "status": "benaderd"},
        ],
        contacts=[
            _contact("CP-001", "ORG-01", "aandachtsfunctionaris"),
            _contact("CP-002", "ORG-01", "overig"),
            _contact("CP-003", "ORG-02", "aandachtsfunctionaris"),
        ],
        dialogues=[{"dialogue_id": "D2016-01", "organisers": ("ORG-01", "ORG-99")}],
    )


def _contact(code: str, organisation: str, role: str) -> dict[str, object]:
    return {
        "contact_id": code,
        "organisation_id": organisation,
        "role": (role,),
        "active_from": date(2016, 1, 1),
    }


def test_a_row_reaches_the_rows_it_refers_to_and_they_reach_back(register: Register) -> None:
    """By the names that the schema gives; what a reference names that is not there is left out."""
    assert register.contacts[0].organisation.name == "MEE"
    assert [one.contact_id for one in register.organisations[0].contacts] == ["CP-001", "CP-002"]
    assert [one.name for one in register.dialogues[0].organising_partners] == ["MEE"]
    assert register.dialogues[0].contact is None


def test_what_is_neither_a_column_nor_a_link_is_no_attribute(register: Register) -> None:
    """Private names included, so that templates cannot reach into a record."""
    for name in ("colour", "_private"):
        assert not hasattr(register.organisations[0], name)
        assert not hasattr(register, name)
    assert not hasattr(Record("organisations", 2, "ORG-01", {}), "contacts")  # linked by nobody yet


def test_a_table_can_be_sliced_and_asked_for_rows(register: Register) -> None:
    """The order is that of the sheet."""
    assert register["organisations"] is register.organisations
    assert [one.key for one in register.organisations[:1]] == ["ORG-01"]
    assert [one.key for one in register.organisations.where(status="benaderd")] == ["ORG-02"]
    assert register.organisations[0].values["name"] == "MEE"
    assert register.schemas is shipped_schemas()


def test_a_sheet_that_was_not_read_is_an_empty_unreadable_table(register: Register) -> None:
    """Whoever needs it can tell that from an empty sheet."""
    assert len(register.trainings) == 0
    assert not register.trainings.readable
    assert register.organisations.readable


def test_active_contacts_are_those_of_organisations_that_joined(register: Register) -> None:
    """SHEETS: active contact; narrowed by kind of organisation and by role."""
    assert [one.key for one in register.active_contacts(TODAY)] == ["CP-001", "CP-002"]
    assert [one.key for one in register.active_contacts(TODAY, role="overig")] == ["CP-002"]
    assert register.active_contacts(TODAY, kinds=["onderwijs"]) == ()
    assert register.active_contacts(date(2015, 12, 31)) == ()


def test_a_record_shows_its_place_and_nothing_of_its_cells(register: Register) -> None:
    """A log or a traceback may print it."""
    assert repr(register.contacts[0]) == "<contacts row 2>"


def test_a_role_gives_its_addresses() -> None:
    """Roles are those of config.yaml."""
    settings = Settings("G", "N", {"coordinator": ("c@x.example",), "board": ()})
    assert settings.addresses("coordinator") == ("c@x.example",)
    assert settings.coordinator == "c@x.example"
    with pytest.raises(KeyError):
        settings.addresses("council")
