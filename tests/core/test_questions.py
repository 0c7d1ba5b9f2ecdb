"""What rules ask of a row beyond its columns, and the cells that stand in the way of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest

from automations.engine.core.cannot_tell import CannotTellError
from automations.engine.core.intents import History
from automations.engine.core.questions import (
    ABOUT,
    LOOKS_AT,
    attended_later,
    latest,
    other_training,
    quiet,
    retained_until,
    trainer_contacts,
)
from automations.engine.core.register import Register
from automations.engine.core.rows import Day
from automations.engine.core.settings import Settings
from automations.engine.core.today import Today
from tests.registers import register_of, shipped_schemas
from tests.reminding import CALENDAR, SETTINGS, WORDS

TODAY = Today.of(date(2016, 10, 3))
Row = Mapping[str, object]


def on(register: Register, settings: Settings = SETTINGS) -> Day:
    """Return a Monday with those sheets."""
    return Day(TODAY, register, History(), settings, CALENDAR)


def refusal(ask: Callable[[], object]) -> str:
    """Return the cell that an answer could not be given for."""
    with pytest.raises(CannotTellError) as caught:
        ask()
    return WORDS.message(caught.value.reason)


def test_every_question_says_what_it_looks_at_and_of_which_sheet() -> None:
    """All of them are about a row, but for the day on which the report is due."""
    assert ABOUT.keys() == LOOKS_AT.keys() - {"report_due"}
    known = shipped_schemas().sheets.keys()
    assert {sheet for sheets in LOOKS_AT.values() for sheet in sheets} | set(
        ABOUT.values()
    ) <= known


@pytest.mark.parametrize(
    ("joined_on", "moments", "expected"),
    [
        (date(2016, 4, 3), [], True),
        (date(2016, 4, 4), [], False),
        (date(2016, 1, 1), [{"held_on": date(2016, 4, 3)}], True),
        (date(2016, 1, 1), [{"held_on": date(2016, 4, 4)}], False),
        (date(2016, 1, 1), [{"faults": ("held_on",)}, {"held_on": TODAY}], False),
    ],
)
def test_a_partner_is_quiet_after_half_a_year(
    joined_on: date,
    moments: Sequence[Row],
    expected: bool,  # noqa: FBT001 - a case
) -> None:
    """Counted from the last contact, and not before it has been a partner for so long."""
    rows = [
        {"moment_id": f"C-{n}", "organisation_id": "ORG-01", **row} for n, row in enumerate(moments)
    ]
    register = register_of(
        organisations=[{"organisation_id": "ORG-01", "joined_on": joined_on}], contact_moments=rows
    )
    assert quiet(on(register), register.organisations[0], 6) is expected


def test_a_partner_of_whom_it_is_not_known_since_when_is_not_called_quiet() -> None:
    """The empty cell is named."""
    register = register_of(organisations=[{"organisation_id": "ORG-01"}], contact_moments=[])
    assert refusal(lambda: quiet(on(register), register.organisations[0], 6)) == (
        'Kolom "Aangesloten op" is leeg.'
    )


def trained(*rows: Row, **second: object) -> Register:
    """Return one person on the lists of a training of 2015 and of one of 2016."""
    training = {"title": "Basistraining", "kind": "basistraining", "status": "gehouden"}
    return register_of(
        organisations=[],
        trainings=[
            {**training, "training_id": "T2015-01", "held_on": date(2015, 12, 2)},
            {**training, "training_id": "T2016-01", "held_on": date(2016, 4, 14), **second},
        ],
        participants=[
            {
                "training_id": f"T{2015 + n}-01",
                "name": "Functie",
                "email": "bo@partner.example",
                "status": "aanwezig",
                **row,
            }
            for n, row in enumerate(rows)
        ],
    )


@pytest.mark.parametrize(
    ("second", "training", "expected"),
    [
        ({}, {}, True),
        ({"status": "afwezig"}, {}, False),
        ({}, {"kind": "verdieping"}, False),
        ({}, {"held_on": date(2014, 1, 1)}, False),
        ({"email": "cy@partner.example"}, {}, False),
    ],
)
def test_who_attended_a_later_one_of_the_kind(
    second: Row,
    training: Row,
    expected: bool,  # noqa: FBT001 - a case
) -> None:
    """One person is one address."""
    register = trained({}, second, **training)
    assert attended_later(on(register), register.participants[0]) is expected


@pytest.mark.parametrize(
    ("second", "training", "cell"),
    [
        ({"faults": ("status",)}, {}, 'In Deelnemers rij 3 staat een fout in kolom "Status".'),
        (
            {"faults": ("training_id",)},
            {},
            'In Deelnemers rij 3 staat een fout in kolom "Training".',
        ),
        ({}, {"faults": ("held_on",)}, 'In Trainingen rij 3 staat een fout in kolom "Datum".'),
        ({}, {"faults": ("kind",)}, 'In Trainingen rij 3 staat een fout in kolom "Soort".'),
    ],
)
def test_a_later_attendance_that_cannot_be_read_is_named(
    second: Row, training: Row, cell: str
) -> None:
    """Nobody is told that their training expires because of a typing mistake."""
    register = trained({}, second, **training)
    assert refusal(lambda: attended_later(on(register), register.participants[0])) == cell


def test_another_training_needs_the_kind_of_this_one() -> None:
    """What cannot be read is not compared."""
    register = trained({"training_id": "T2016-01"}, faults=("kind",))
    assert refusal(lambda: other_training(on(register), register.participants[0])) == (
        'In Trainingen rij 3 staat een fout in kolom "Soort".'
    )


def editions(*rows: Row) -> Register:
    """Return editions that were approved and sent, one a month from June, with changes."""
    return register_of(
        editions=[
            {
                "edition_id": f"N2016-{n:02}",
                "send_on": date(2016, n, 1),
                "status": "goedgekeurd",
                **row,
            }
            for n, row in enumerate(rows, 6)
        ]
    )


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({}, [False, True]),
        ({"status": "concept"}, [True, False]),
        ({"status": "vervallen"}, [True, False]),
        ({"send_on": date(2016, 10, 4)}, [True, False]),
    ],
)
def test_the_latest_newsletter_is_the_last_that_was_approved_and_whose_day_came(
    second: Row, expected: list[bool]
) -> None:
    """A concept was not sent, and tomorrow's has not been yet."""
    register = editions({}, second)
    day = on(register)
    assert [latest(day, one) for one in register.editions] == expected


@pytest.mark.parametrize(("column", "title"), [("status", "Status"), ("send_on", "Verzenden op")])
def test_a_newsletter_that_may_have_been_sent_since_is_named(column: str, title: str) -> None:
    """Both for itself and for the one before it."""
    register = editions({}, {"faults": (column,)})
    first, second = register.editions
    cell = f'In Edities rij 3 staat een fout in kolom "{title}".'
    assert refusal(lambda: latest(on(register), first)) == cell
    assert refusal(lambda: latest(on(register), second)) == cell


def test_without_a_retention_in_the_configuration_no_signal_is_over_it() -> None:
    """The configuration is named, and nothing is guessed."""
    register = register_of(
        signals=[
            {"signal_id": "S2016-001", "status": "afgesloten", "closed_on": date(2015, 1, 1)},
            {"signal_id": "S2016-002", "status": "ingetrokken", "closed_on": date(2016, 9, 3)},
        ]
    )
    bare = Settings("City", "Network", {"coordinator": ("c@city.example",)})
    closed, withdrawn = register.signals
    assert refusal(lambda: retained_until(on(register, bare), closed)) == (
        "In config.yaml staat geen bewaartermijn voor signalen."
    )
    assert retained_until(on(register, bare), withdrawn) == TODAY
    assert retained_until(on(register), closed) == date(2016, 1, 1)


def test_the_contacts_of_a_trainer_without_an_organisation_are_nobody() -> None:
    """Then the coordinator gets the roster; one that cannot be read is named."""
    register = register_of(
        organisations=[],
        contacts=[],
        trainings=[
            {"training_id": "T2016-01"},
            {"training_id": "T2016-02", "faults": ("trainer_organisation_id",)},
        ],
    )
    none, unreadable = register.trainings
    assert list(trainer_contacts(on(register), none)) == []
    assert refusal(lambda: trainer_contacts(on(register), unreadable)) == (
        'In Trainingen rij 3 staat een fout in kolom "Organisatie trainer".'
    )
