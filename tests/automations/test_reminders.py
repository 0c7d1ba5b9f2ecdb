"""The reminder rules that ship, each from the row to the sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from automations.engine.core.intents import Reminder
from automations.engine.core.register import Register
from automations.reminders import reminders
from tests.registers import register_of, shipped_schemas
from tests.reminding import (
    CALENDAR,
    COORDINATOR,
    SETTINGS,
    Asked,
    ask,
    each_day,
    rules_from,
    shipped,
    shipped_rules,
)

AN, BO = "an@city.example", "bo@partner.example"
HANDLER = "handler@city.example"
TODAY = date(2016, 10, 3)
ORGANISATION = {
    "organisation_id": "ORG-01",
    "name": "MEE",
    "status": "aangesloten",
    "kind": "zorg",
    "owner": AN,
}
CONTACT = {
    "contact_id": "CP-001",
    "organisation_id": "ORG-01",
    "name": "Aandachtsfunctionaris MEE",
    "role": ("aandachtsfunctionaris",),
    "email": BO,
    "active_from": date(2016, 1, 1),
}
TRAINING = {
    "training_id": "T2016-02",
    "title": "Basistraining",
    "kind": "basistraining",
    "status": "open",
    "held_on": date(2016, 10, 6),
}
PARTICIPANT = {
    "training_id": "T2016-02",
    "name": "Jongerenwerker",
    "email": BO,
    "organisation_id": "ORG-01",
    "status": "aangemeld",
}
SIGNAL = {
    "signal_id": "S2016-001",
    "received_on": date(2016, 9, 28),
    "source": "inwoner",
    "handler": HANDLER,
    "status": "nieuw",
    "next_step_on": date(2016, 12, 1),
}
ACTION = {
    "action_id": "A-03",
    "title": "Afspraken dialoog",
    "owner": AN,
    "status": "loopt",
    "due_on": date(2016, 9, 30),
}
DIALOGUE = {
    "dialogue_id": "D2016-04",
    "district": "Crabbehof",
    "status": "gepland",
    "held_on": date(2016, 9, 28),
}

Changes = Mapping[str, Mapping[str, object]]
ROWS: Changes = {
    "organisations": ORGANISATION,
    "contacts": {**CONTACT, "confirmed_on": date(2016, 6, 1)},
    "contact_moments": {
        "moment_id": "C2016-001",
        "held_on": date(2016, 9, 1),
        "organisation_id": "ORG-01",
    },
    "trainings": TRAINING,
    "participants": PARTICIPANT,
    "actions": ACTION,
    "dialogues": DIALOGUE,
    "school_talks": {
        "talk_id": "O2016-01",
        "organisation_id": "ORG-01",
        "held_on": date(2016, 9, 1),
        "status": "gehouden",
    },
    "consultations": {
        "consultation_id": "V2016-001",
        "held_on": date(2016, 9, 1),
        "kind": "CPO",
        "status": "gehouden",
    },
    "questions": {
        "question_id": "Q2016-001",
        "received_on": date(2016, 9, 28),
        "owner": AN,
    },
    "editions": {"edition_id": "N2016-10", "send_on": date(2016, 10, 10), "status": "concept"},
    "budget": {
        "post_id": "B2015-01",
        "year": 2015,
        "description": "Training",
        "source": "gemeente",
        "budgeted": Decimal(1000),
        "spent": Decimal("900.50"),
    },
    "signals": SIGNAL,
}


def city(**changes: Mapping[str, object]) -> Register:
    """Return one row on each sheet, with those changes to it."""
    rows = {name: [{**row, **changes.get(name, {})}] for name, row in ROWS.items()}
    return register_of(shipped_schemas(), **rows)


def remind(rule: str, today: date = TODAY, **changes: Mapping[str, object]) -> Asked:
    """Ask one shipped rule on a Monday."""
    return ask(shipped(rule), city(**changes), today)


CASES: list[tuple[str, Changes, list[str], str]] = [
    (
        "focal-point-leaving",
        {"contacts": {"active_until": date(2016, 11, 2)}},
        [AN],
        "De aandachtsfunctionaris van MEE stopt op 2 november 2016",
    ),
    (
        "confirm-details",
        {"contacts": {"confirmed_on": date(2015, 10, 3)}},
        [BO],
        "U staat in ons netwerk als contactpersoon van MEE.",
    ),
    (
        "onboarding-step",
        {"organisations": {"status": "benaderd", "next_step_on": TODAY, "next_step": "Bellen"}},
        [AN],
        "De volgende stap met MEE stond op 3 oktober 2016: Bellen.",
    ),
    (
        "contact-follow-up",
        {"contact_moments": {"agreement": "Bellen", "done": False, "follow_up_on": TODAY}},
        [AN],
        "Op 1 september 2016 is met MEE een afspraak gemaakt (C2016-001).",
    ),
    (
        "training-no-answer",
        {
            "participants": {"status": "uitgenodigd"},
            "trainings": {"held_on": date(2016, 10, 24)},
        },
        [BO],
        "Antwoord vóór 10 oktober 2016 op dit bericht met ja of nee.",
    ),
    ("training-coming-up", {}, [BO], "over 3 dagen is de training"),
    (
        "training-attendance",
        {"trainings": {"held_on": date(2016, 9, 30)}},
        [COORDINATOR],
        "Op 30 september 2016 was Basistraining (T2016-02)",
    ),
    (
        "training-cancelled",
        {"trainings": {"status": "geannuleerd"}},
        [BO],
        "Basistraining op 6 oktober 2016 gaat niet door.",
    ),
    (
        "action-due",
        {},
        [AN],
        'De actie "Afspraken dialoog" (A-03) moest op 30 september 2016 klaar zijn.',
    ),
    (
        "action-due",
        {"actions": {"due_on": TODAY}},
        [AN],
        'De actie "Afspraken dialoog" (A-03) moet vandaag klaar zijn.',
    ),
    (
        "action-due",
        {"actions": {"due_on": date(2016, 10, 17)}},
        [AN],
        "moet op 17 oktober 2016 klaar zijn. Haalt u dat?",
    ),
    ("dialogue-attendance", {}, [COORDINATOR], "Het dialooggesprek in Crabbehof (D2016-04) was op"),
    (
        "dialogue-attendance",
        {"dialogues": {"contact_id": "CP-001"}},
        [BO],
        "Hoeveel mensen waren er?",
    ),
    (
        "school-support-due",
        {"school_talks": {"support_requested": "trainingsaanbod", "follow_up_on": TODAY}},
        [AN],
        "MEE vroeg om ondersteuning (trainingsaanbod, O2016-01).",
    ),
    (
        "consultation-follow-up",
        {"consultations": {"follow_up_on": TODAY, "done": False}},
        [COORDINATOR],
        "Uit het overleg CPO van 1 september 2016 (V2016-001)",
    ),
    ("question-unanswered", {}, [AN], "die vóór 3 oktober 2016 beantwoord moet zijn."),
    ("edition-not-approved", {}, [COORDINATOR], "Nieuwsbrief N2016-10 staat klaar voor"),
    (
        "budget-overspent",
        {"budget": {"spent": Decimal("1001.50")}},
        [COORDINATOR],
        "is € 1.001,50 besteed, en € 1.000 begroot.",
    ),
    ("signal-assess", {}, [HANDLER], "Kenmerk S2016-001, ontvangen op 28 september 2016"),
    ("signal-next-step", {"signals": {"next_step_on": TODAY}}, [HANDLER], "volgende stap op"),
    (
        "signal-official",
        {"signals": {"source": "ambtsbericht"}},
        [HANDLER, "second@city.example", "mayor@city.example"],
        "staat een stap open die niet kan wachten.",
    ),
    (
        "signal-mayor",
        {"signals": {"assessed_on": TODAY, "inform_mayor": True, "status": "in behandeling"}},
        [HANDLER],
        "er moet nog iemand geïnformeerd worden.",
    ),
    (
        "signal-reporter",
        {"signals": {"assessed_on": date(2016, 9, 26), "status": "in behandeling"}},
        [HANDLER],
        "de terugkoppeling staat nog open.",
    ),
    (
        "contact-quiet",
        {
            "organisations": {"joined_on": date(2016, 1, 1)},
            "contact_moments": {"held_on": date(2016, 4, 3)},
        },
        [AN],
        "Met MEE was er al een half jaar geen contact.",
    ),
    (
        "training-roster",
        {"trainings": {"held_on": date(2016, 10, 4), "trainer_organisation_id": "ORG-01"}},
        [BO],
        "de deelnemerslijst van Basistraining op 4 oktober 2016.",
    ),
    (
        "training-roster",
        {"trainings": {"held_on": date(2016, 10, 4)}},
        [COORDINATOR],
        "de deelnemerslijst van Basistraining",
    ),
    (
        "training-thanks",
        {
            "trainings": {"held_on": date(2016, 9, 30), "status": "gehouden"},
            "participants": {"status": "aanwezig"},
        },
        [BO],
        "Bedankt dat u meedeed aan Basistraining op 30 september 2016.",
    ),
    (
        "training-expiring",
        {
            "trainings": {"held_on": date(2015, 12, 2), "status": "gehouden", "valid_months": 12},
            "participants": {"status": "aanwezig", "email": "jong@partner.example"},
        },
        ["jong@partner.example", BO],
        "van 2 december 2015 is geldig tot 2 december 2016.",
    ),
    (
        "waiting-list",
        {"trainings": {"capacity": 1}, "participants": {"status": "wachtlijst"}},
        [BO, COORDINATOR],
        "U staat op de wachtlijst voor Basistraining op 6 oktober 2016",
    ),
    (
        "action-progress-missing",
        {"consultations": {"held_on": date(2016, 11, 14), "status": "gepland"}},
        [AN],
        "Op 31 oktober 2016 moet de voortgangsrapportage klaar zijn",
    ),
    (
        "edition-due",
        {"editions": {"status": "goedgekeurd", "send_on": date(2016, 8, 4)}},
        [COORDINATOR],
        "De laatste nieuwsbrief (N2016-10) ging uit op 4 augustus 2016.",
    ),
    (
        "budget-almost-spent",
        {"budget": {"year": 2016}},
        [COORDINATOR],
        "is € 900,50 van de € 1.000 besteed, meer dan 90 procent.",
    ),
    (
        "signal-retention",
        {"signals": {"status": "afgesloten", "closed_on": date(2015, 10, 3)}},
        [HANDLER],
        "De bewaartermijn van kenmerk S2016-001 is voorbij sinds 3 oktober 2016.",
    ),
    (
        "signal-retention",
        {"signals": {"status": "ingetrokken", "closed_on": date(2016, 9, 3)}},
        [HANDLER],
        "Verwijder de regel uit de lijst.",
    ),
]


@pytest.mark.parametrize(("rule", "changes", "to", "sentence"), CASES)
def test_a_row_becomes_a_sentence_for_the_right_person(
    rule: str, changes: Changes, to: list[str], sentence: str
) -> None:
    """Each rule that ships, on the day that its table names."""
    asked = remind(rule, **changes)
    assert asked.recipients == to
    assert sentence in asked.reminders[0].sentence
    assert asked.reminders[0].headline


def test_every_shipped_rule_has_a_case_here() -> None:
    """Some of them begin later or want more rows, and have tests of their own."""
    later = {"focal-point-missing", "budget-account", "training-missed", "narrative-missing"}
    assert {case[0] for case in CASES} | later == {rule.name for rule in shipped_rules()}


def trained(*rows: Mapping[str, object], **training: object) -> Register:
    """Return a register with the training of Friday and one of the next month."""
    before = {**TRAINING, "held_on": date(2016, 9, 29), "status": "gehouden", **training}
    after = {**TRAINING, "training_id": "T2016-03", "held_on": date(2016, 11, 3)}
    people = [{**PARTICIPANT, **row} for row in rows]
    return register_of(
        shipped_schemas(),
        organisations=[ORGANISATION],
        contacts=[],
        trainings=[before, after],
        participants=people,
    )


def test_who_missed_a_training_is_offered_the_next_one() -> None:
    """By its title and its day; who is on its list already is not, nor when it is another kind."""
    missed: dict[str, object] = {"status": "afwezig"}
    asked = ask(shipped("training-missed"), trained(missed), TODAY)
    assert asked.recipients == [BO]
    assert "Er komt een nieuwe kans: Basistraining op 3 november 2016." in (
        asked.reminders[0].sentence
    )
    listed: dict[str, object] = {"training_id": "T2016-03", "status": "aangemeld"}
    assert ask(shipped("training-missed"), trained(missed, listed), TODAY).recipients == []
    other = ask(shipped("training-missed"), trained(missed, kind="verdieping"), TODAY)
    assert other.recipients == []
    assert other.reasons == ["Dit geldt niet: er is een andere training van die soort open."]


def test_a_training_does_not_expire_for_who_attended_a_later_one() -> None:
    """Whoever refreshed what they learned is not bothered."""
    first: dict[str, object] = {"status": "aanwezig"}
    again: dict[str, object] = {"training_id": "T2016-03", "status": "aanwezig"}
    day = date(2017, 8, 1)  # 59 days before it ends
    assert ask(shipped("training-expiring"), trained(first, valid_months=12), day).recipients == [
        BO
    ]
    found = ask(shipped("training-expiring"), trained(first, again, valid_months=12), day)
    assert found.recipients == []


def waiting(*statuses: tuple[str, str | None], capacity: int = 2) -> list[str]:
    """Return who on the list of a training is offered a place; each with status and sign-up day."""
    people = [
        {
            **PARTICIPANT,
            "email": f"wie{number}@partner.example",
            "status": status,
            "enrolled_on": day and date.fromisoformat(day),
        }
        for number, (status, day) in enumerate(statuses)
    ]
    register = register_of(
        shipped_schemas(),
        organisations=[ORGANISATION],
        trainings=[{**TRAINING, "capacity": capacity}],
        participants=people,
    )
    found = ask(shipped("waiting-list"), register, TODAY).recipients
    return [address.partition("@")[0] for address in found if address != COORDINATOR]


def test_as_many_people_are_offered_a_place_as_there_are_places() -> None:
    """In the order of signing up; without a day one comes last, and then by the order of rows."""
    late, early, none = ("wachtlijst", "2016-09-20"), ("wachtlijst", "2016-09-01"), "wachtlijst"
    assert waiting(late, early) == ["wie0", "wie1"]
    assert waiting(late, early, capacity=1) == ["wie1"]
    assert waiting((none, None), late, capacity=1) == ["wie1"]
    assert waiting((none, None), (none, None), capacity=1) == ["wie0"]
    assert waiting(("aangemeld", None), late, early) == ["wie2"]
    assert waiting(("aangemeld", None), ("aangemeld", None), early) == []


def chapters(*rows: Mapping[str, object], today: date) -> Asked:
    """Ask for the texts of a report that is due on 31 October: the board meets on 14 November."""
    board = {**ROWS["consultations"], "held_on": date(2016, 11, 14), "status": "gepland"}
    register = register_of(shipped_schemas(), consultations=[board], narratives=rows)
    return ask(shipped("narrative-missing"), register, today)


def test_a_chapter_without_text_is_asked_of_its_author_and_without_a_row_of_the_coordinator() -> (
    None
):
    """For the half year that is accounted for; a text that is there is left alone."""
    empty = {"period": "2016-H1", "chapter": "samenvatting", "author": AN}
    written = {"period": "2016-H1", "chapter": "financiën", "text": "Alles ging goed."}
    old = {"period": "2015-H2", "chapter": "vooruitblik", "text": "Alles ging goed."}
    asked = chapters(empty, written, old, today=date(2016, 10, 10))
    told = {one.item.key: (one.item.recipient, one.row) for one in asked.reminders}
    assert told["2016-H1 / samenvatting"] == (AN, 2)
    assert told["2016-H1 / vooruitblik"] == (COORDINATOR, 0)
    assert "2016-H1 / financiën" not in told
    column = shipped_schemas()["narratives"]["chapter"]
    assert set(told) == {f"2016-H1 / {one}" for one in column.enum} - {"2016-H1 / financiën"}


def test_a_missing_focal_person_is_reported_after_five_working_days() -> None:
    """The coordinator hears it after three weeks."""
    register = city(contacts={"active_until": date(2016, 10, 2)})
    sent = each_day(shipped("focal-point-missing"), register, TODAY, 30)
    assert [(day.isoformat(), one.item.recipient) for day, one in sent] == [
        ("2016-10-10", AN),
        ("2016-10-17", AN),
        ("2016-10-24", AN),
        ("2016-10-24", COORDINATOR),
        ("2016-10-31", AN),
    ]


def test_money_from_the_state_is_accounted_for_in_january() -> None:
    """On the 15th, or the first working day after it; four times more when nothing happens."""
    register = city(budget={"source": "rijk"})
    sent = each_day(shipped("budget-account"), register, date(2016, 1, 4), 90)
    assert [day.isoformat() for day, _ in sent] == [
        "2016-01-15",
        "2016-01-29",
        "2016-02-12",
        "2016-02-26",
        "2016-03-11",
    ]


def test_a_participant_who_answered_is_left_alone() -> None:
    """And the reason is in the list of what almost went out."""
    asked = remind("training-coming-up", participants={"status": "afgemeld"})
    assert asked.reminders == ()
    assert asked.reasons == ['"Status" is afgemeld.']


def test_a_reason_repeats_nothing_about_a_person() -> None:
    """Of a column that says something about somebody it only says that it is different."""
    rules = rules_from(
        """
        own:
          about: contacts
          when: name == "Iemand anders"
          anchor: confirmed_on
          send: [0 days]
          to: coordinator
          says: "{contact_id}"
        """
    )
    asked = ask(rules, city(contacts={"confirmed_on": TODAY}), TODAY)
    assert asked.reasons == ['"Naam" is anders.']


def test_reminders_about_signals_hold_no_source_and_are_sensitive() -> None:
    """Whatever the source is called, it is in no sentence, headline or reason."""
    schema = shipped_schemas()["signals"]
    for rule, changes, _, _ in CASES:
        if not rule.startswith("signal-"):
            continue
        for source in schema["source"].enum:
            row = {**changes.get("signals", {}), "source": source}
            for one in remind(rule, signals=row).reminders:
                assert one.sensitive
                assert one.reply_to == HANDLER
                assert source not in f"{one.sentence} {one.headline}"


def test_the_automation_asks_every_rule_and_nothing_goes_out_on_sunday() -> None:
    """It passes on what the rules find."""
    asked = [
        list(
            reminders.function(
                register=city(),
                rules=shipped_rules(),
                today=day,
                history=ask((), city(), day).history,
                settings=SETTINGS,
                calendar=CALENDAR,
            )
        )
        for day in (TODAY, TODAY - timedelta(days=1))
    ]
    rules = {one.item.rule for one in asked[0] if isinstance(one, Reminder)}
    assert rules >= {"action-due", "training-coming-up", "signal-assess", "dialogue-attendance"}
    assert not [one for one in asked[1] if isinstance(one, Reminder)]
    assert reminders.every == "working day 08:00"


def test_sentences_are_short_and_end_as_sentences_do() -> None:
    """At most sixty words, and no sentence of more than twenty-five."""
    for rule, changes, _, _ in CASES:
        for one in remind(rule, **changes).reminders:
            assert one.sentence.endswith((".", "?"))
            assert len(one.sentence.split()) <= 60, one.sentence
            for part in re.split(r"[.?!] ", one.sentence):
                assert len(part.split()) <= 25, part
