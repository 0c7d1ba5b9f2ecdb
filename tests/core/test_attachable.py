"""A rule that sends a document along: what it may name, and when the row is left out."""

from __future__ import annotations

from datetime import date

import pytest

from automations.engine.core.attachable import ATTACHABLE
from automations.engine.core.schema import Schemas
from automations.engine.documents.kinds import Documents
from automations.engine.yaml_files import FileError
from tests.documents import documents
from tests.registers import Row, register_of, shipped_schemas
from tests.reminding import Asked, ask, rules_from, shipped

THANKS = """
    thanks:
      about: {about}
      anchor: {anchor}
      send: [1 day]
      to: coordinator
      says: "Dank"
      {more}
"""


def mistakes(
    about: str = "participants", anchor: str = "training.held_on", **more: str
) -> set[str]:
    """Return the entries of what is wrong in a rule."""
    lines = "\n      ".join(f"{key}: {value}" for key, value in more.items())
    with pytest.raises(FileError) as caught:
        rules_from(THANKS.format(about=about, anchor=anchor, more=lines))
    return {one.message.id for one in caught.value.mistakes}


def test_a_document_belongs_to_a_mail_of_its_own() -> None:
    """A digest about many things brings none."""
    assert mistakes(attach="proof_of_attendance") == {"rules.file-attach"}


def test_a_misspelt_document_is_a_mistake_at_the_start() -> None:
    """And not a mail without its document, half a year later."""
    assert mistakes(attach="proof", template="training_thanks") == {"rules.file-attach-unknown"}


def test_a_document_about_another_sheet_is_a_mistake() -> None:
    """A proof is about somebody who took part."""
    more = {"attach": "proof_of_attendance", "template": "training_roster"}
    assert mistakes("trainings", "held_on", **more) == {"rules.file-attach-about"}


def test_every_document_that_a_rule_may_name_can_be_made() -> None:
    """From a row of the sheet that it is about; and it shows columns that there are."""
    schemas: Schemas = shipped_schemas()
    for kind, known in ATTACHABLE.items():
        maker: Documents = documents()
        row = attended().participants[0]
        assert known.about == row.sheet
        assert maker.make(kind, {"row": row})[2]
        for *links, column in known.shows:
            sheet = known.about
            for link in links:
                sheet = schemas.links[sheet][link][0]
            assert column in schemas[sheet].by_name


def attended(training: Row | None = None, organiser: Row | None = None, **participant: object):  # noqa: ANN201 - a Register
    """Make a register with somebody who was at a training the day before yesterday."""
    return register_of(
        organisations=[
            {
                "organisation_id": "ORG-01",
                "name": "MEE",
                "status": "aangesloten",
                **(organiser or {}),
            }
        ],
        contacts=[],
        trainings=[
            {
                "training_id": "T2016-03",
                "title": "Basistraining",
                "kind": "basistraining",
                "status": "gehouden",
                "held_on": date(2016, 9, 30),
                "organiser_id": "ORG-01",
                "valid_months": 24,
                **(training or {}),
            }
        ],
        participants=[
            {
                "training_id": "T2016-03",
                "name": "Bo",
                "email": "bo@jw.example",
                "status": "aanwezig",
                **participant,
            }
        ],
    )


def thanked(**more: object) -> Asked:
    """Ask the shipped rule on the working day after the training."""
    return ask(shipped("training-thanks"), attended(**more), "2016-10-03")  # type: ignore[arg-type]


def test_who_was_there_is_thanked_with_a_proof() -> None:
    """In a mail of its own."""
    (reminder,) = thanked().reminders
    assert (reminder.template, reminder.attach) == ("training_thanks", "proof_of_attendance")


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"training": {"faults": ["valid_months"]}}, "Geldig (maanden)"),
        ({"training": {"faults": ["ends_at"]}}, "Eindtijd"),
        ({"organiser": {"faults": ["name"]}}, "Organisatie"),
    ],
)
def test_an_error_in_what_the_proof_shows_gives_no_proof(more: dict[str, Row], column: str) -> None:
    """Else a cell that cannot be read would make a proof that never expires. The cell is named."""
    asked = thanked(**more)
    assert asked.reminders == ()
    assert column in " ".join(asked.reasons)


def test_an_empty_validity_is_a_choice_and_no_error() -> None:
    """Then the proof does not expire."""
    assert thanked(training={"valid_months": None}).reminders
