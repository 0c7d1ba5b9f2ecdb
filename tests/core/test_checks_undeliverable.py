"""Addresses at which mail was refused for good: a finding at their cell, that quotes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from automations.engine.core.checked import Checked
from automations.engine.core.refusals import Refusal, Refused
from tests.text_tables import context, look, places, said

ORGANISATIONS = """
    Code | Organisatie | Soort | Status | Relatiebeheerder
    ORG-01 | Veilig Thuis | zorg | benaderd | an@dordrecht.example
    """
CONTACTS = """
    Code | Organisatie | Naam | Rol | E-mail | Actief vanaf
    CP-001 | ORG-01 | Balie | overig | Balie@Thuis.example | 1-1-2016
    CP-002 | ORG-01 | Loket | overig | loket@thuis.example | 1-1-2016
    """


def checked(**refused: Refusal) -> Checked:
    """Check two contacts, where mail to an address was refused as said."""
    known = {
        f"{name}@{'dordrecht' if name == 'an' else 'thuis'}.example": Refused(
            kind, date(2016, 9, 30), 31
        )
        for name, kind in refused.items()
    }
    on = replace(context(), refused=known)
    tables = {"Organisaties": ORGANISATIONS, "Aandachtsfunctionarissen": CONTACTS}
    return look(tables, on=on)


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        ("unknown", "error"),
        ("full", "warning"),
        ("policy", "warning"),
        ("given-up", "warning"),
        ("other", "warning"),
        ("content", "notice"),
    ],
)
def test_a_final_refusal_is_a_finding_at_the_cell_of_the_address(
    kind: Refusal, severity: str
) -> None:
    """An address that does not exist is an error; what may mend by itself, or is no fault, less."""
    assert places(checked(balie=kind), "undeliverable") == [("E2", "undeliverable", severity)]


def test_every_kind_of_refusal_has_its_words_and_none_quotes_the_address() -> None:
    """E-mail is a personal column: the finding says where, when and what to do, never the value."""
    for kind in get_args(Refusal):
        for language in ("nl", "en"):
            (text,) = said(
                [f for f in checked(balie=kind).findings if f.code == "undeliverable"], language
            )
            assert "balie" not in text.lower()
            assert "run.py outbox" in text
            assert "31" in text


def test_a_row_with_an_address_that_does_not_exist_is_not_used_for_mail() -> None:
    """The column counts as faulty, so rules skip the row with a reason; a full mailbox does not."""
    assert "email" in checked(balie="unknown").register.contacts[0].faults
    assert "email" not in checked(balie="full").register.contacts[0].faults
    assert "email" not in checked(balie="unknown").register.contacts[1].faults


def test_an_address_that_is_part_of_a_key_still_names_its_row() -> None:
    """A participant is training, name and address; the row is skipped for mail, not forgotten."""
    trainings = "Code | Titel | Soort | Status\nT2016-01 | Basis | basistraining | concept"
    participants = (
        "Training | Naam | E-mail | Organisatie | Status\n"
        "T2016-01 | Medewerker loket | balie@thuis.example | ORG-01 | uitgenodigd"
    )
    refused = {"balie@thuis.example": Refused("unknown", date(2016, 9, 30), 31)}
    tables = {"Organisaties": ORGANISATIONS, "Trainingen": trainings, "Deelnemers": participants}
    found = look(tables, on=replace(context(), refused=refused))
    assert places(found, "undeliverable") == [("C2", "undeliverable", "error")]
    (record,) = found.register.participants
    assert "email" in record.faults
    assert record.email == "balie@thuis.example"


def test_who_gets_no_mail_is_not_told_by_mail() -> None:
    """The coordinator hears of it instead, and of every other finding of that owner."""
    owners = {f.code: f.owner for f in checked(an="unknown", balie="full").findings}
    assert owners["undeliverable"] == "coordinator@dordrecht.example"
    assert "an@dordrecht.example" not in owners.values()


def test_nothing_was_refused_and_nothing_is_found() -> None:
    """No memory, no finding."""
    assert places(checked(), "undeliverable") == []
