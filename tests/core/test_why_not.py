"""Whoever asks why nothing came is told: no row that was due goes without a mail and a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from automations.engine.core.decision import Decision, Inputs, after, decide
from automations.engine.core.intents import History
from automations.engine.core.register import Record, Register
from automations.engine.core.rules import schedule
from automations.engine.core.school_holidays import days_of
from automations.engine.core.workdays import Calendar
from automations.engine.words import Words
from automations.reminders import reminders
from tests.registers import register_of
from tests.reminding import CALENDAR, SETTINGS, ask, rules_from, shipped

MONDAY = date(2016, 10, 3)
DAYS = st.integers(-20, 40).map(lambda ahead: MONDAY + timedelta(days=ahead))
# Around the autumn holiday of STRICT, where a school's days are others than everybody's.
HELD = DAYS | st.integers(13, 20).map(lambda day: date(2016, 10, day))
LANGUAGES = Words("nl"), Words("en")
# One mail a month, so that most of them wait, and a school with its autumn holiday.
STRICT = replace(
    SETTINGS,
    monthly_cap=1,
    school_holidays=days_of([(date(2016, 10, 15), date(2016, 10, 23))]),
    roles=MappingProxyType({**SETTINGS.roles, "board": ("board@city.example",)}),
)
CALENDARS = CALENDAR, Calendar(CALENDAR.free_days, STRICT.school_holidays)
RULES = rules_from(
    """
    dialogue:
      about: dialogues
      when: status == "gepland"
      anchor: held_on
      send: [-3 days, 2 working days]
      to: contact
      says: "Dialoog."
    """
)
DIALOGUES = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["gepland", "gepland", "gehouden"]),
        "held_on": HELD,
        "contact_id": st.sampled_from(["CP-001", "CP-002", "CP-003", None]),
        "faults": st.sampled_from([(), (), (), ("held_on",), ("status",), ("contact_id",)]),
    }
)
CONTACTS = st.fixed_dictionaries(
    {
        "organisation_id": st.sampled_from(["ORG-01", "ORG-02"]),
        "role": st.sampled_from(
            [("aandachtsfunctionaris",), ("vervangend aandachtsfunctionaris",)]
        ),
        "active_until": DAYS | st.none(),
        "absent_from": DAYS | st.none(),
        "absent_until": DAYS | st.none(),
        "faults": st.sampled_from([(), (), (), ("email",), ("absent_from",), ("role",)]),
    }
)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Draw dialogues whose contacts come and go, at a school and at another partner."""
    dialogues = draw(st.lists(DIALOGUES, min_size=1, max_size=4))
    contacts = draw(st.lists(CONTACTS, min_size=3, max_size=3))
    joined = {"status": "aangesloten", "owner": "an@city.example"}
    return register_of(
        organisations=[
            {"organisation_id": "ORG-01", "name": "Dalton", "kind": "onderwijs", **joined},
            {"organisation_id": "ORG-02", "name": "MEE", "kind": "zorg", **joined},
        ],
        contacts=[
            {
                "contact_id": f"CP-{number:03}",
                "email": f"{number}@partner.example",
                "active_from": date(2016, 1, 1),
                **row,
            }
            for number, row in enumerate(contacts, 1)
        ],
        dialogues=[
            {"dialogue_id": f"D2016-{number:02}", "district": "Crabbehof", **row}
            for number, row in enumerate(dialogues, 1)
        ],
    )


def days(register: Register) -> list[tuple[date, Decision]]:
    """Decide on seven weeks, day by day."""
    history, found = History(), []
    for ahead in range(49):
        today = MONDAY + timedelta(days=ahead)
        inputs = Inputs(register, (), today, history, RULES, CALENDAR, STRICT)
        decision = decide([reminders], inputs)
        for one in decision.outcomes:
            assert one.error is None, repr(one.error)
        history = after(history, decision)
        found.append((today, decision))
    return found


@given(registers())
@settings(max_examples=150)
def test_a_row_whose_moment_came_is_mailed_about_or_named_each_day_of_the_week_after(
    register: Register,
) -> None:
    """Whatever stands in the way: a cell, somebody's absence, a holiday, a full month."""
    found = days(register)
    for row in register.dialogues:
        anchor = None if "held_on" in row.faults else row.held_on
        unknown = anchor is None and row.status != "gehouden"
        for today, decision in found:
            is_due = anchor is not None and any(
                came(anchor, calendar, today) for calendar in calendars(row)
            )
            if (is_due or unknown) and CALENDAR.is_working(today):
                told = {item.key for mail in decision.mails for item in mail.items}
                named = {one.row for one in decision.skipped}
                assert row.key in told or row.row in named, (dict(row.values), row.faults, today)


def came(anchor: date, calendar: Calendar, today: date) -> bool:
    """Tell whether a moment of the rule came in the week before, by one calendar."""
    return any(
        step.day <= today <= step.day + timedelta(days=7) and not (step.before and today > anchor)
        for step in schedule(RULES[0].send, None, anchor, calendar)
    )


def calendars(row: Record) -> tuple[Calendar, ...]:
    """Return by whose days a row is due: everybody's, and those of whoever is there at a school.

    A working day after the autumn holiday is a later one for a school. Where a condition does not
    hold nobody was to hear of it, so only everybody's days tell when to say so.
    """
    contact = row.contact
    if (
        row.faults
        or row.status != "gepland"
        or not isinstance(contact, Record)
        or contact.organisation.kind != "onderwijs"
    ):
        return (CALENDAR,)
    is_there = contact.active_until is None and contact.absent_from is None
    return CALENDARS if is_there and not contact.faults else (CALENDAR,)


def test_a_moment_that_a_school_holiday_moves_is_named_until_it_comes() -> None:
    """Two working days after the day before the holiday are its second day, for a school."""
    contact = {
        "contact_id": "CP-001",
        "organisation_id": "ORG-01",
        "role": ("aandachtsfunctionaris",),
        "email": "bo@school.example",
        "active_from": date(2016, 1, 1),
    }
    dialogue = {
        "dialogue_id": "D2016-01",
        "district": "Crabbehof",
        "status": "gepland",
        "held_on": date(2016, 10, 14),
        "contact_id": "CP-001",
    }
    school = {"organisation_id": "ORG-01", "kind": "onderwijs", "status": "aangesloten"}
    register = register_of(
        organisations=[{**school, "status": "aangesloten"}],
        contacts=[contact],
        dialogues=[dialogue],
    )
    for day in (18, 19, 20, 21, 24):
        waits = ask(RULES, register, date(2016, 10, day), settings=STRICT)
        assert waits.reasons == ["Wacht vanwege de schoolvakantie tot 25 oktober 2016."]
        assert waits.recipients == []
    assert ask(RULES, register, date(2016, 10, 25), settings=STRICT).recipients == [
        "bo@school.example"
    ]


@given(registers())
@settings(max_examples=20)
def test_every_reason_is_a_sentence_in_each_language(register: Register) -> None:
    """And says nothing of who it was for."""
    for _, decision in days(register):
        for one in decision.skipped:
            for words in LANGUAGES:
                text = words.message(one.reason)
                assert text.endswith(".")
                assert not {"{", "}", "@"} & set(text)


@given(registers())
@settings(max_examples=20)
def test_nobody_outside_gets_more_than_the_month_allows(register: Register) -> None:
    """Nor anything in the holidays of their school."""
    got: dict[tuple[str, int], int] = {}
    for today, decision in days(register):
        for mail in decision.mails:
            if not STRICT.is_colleague(mail.to):
                got[mail.to, today.month] = got.get((mail.to, today.month), 0) + 1
                at = {
                    contact.organisation.kind
                    for contact in register.contacts
                    if contact.email == mail.to
                }
                assert at != {"onderwijs"} or today not in STRICT.school_holidays
    assert all(number <= 1 for number in got.values())


def test_a_condition_that_is_noticed_and_lapses_is_named_on_that_day() -> None:
    """Five working days were to pass; a focal person was found on the third."""
    rules = shipped("focal-point-missing")
    partner = {"organisation_id": "ORG-01", "name": "MEE", "status": "aangesloten"}
    contact = {
        "contact_id": "CP-001",
        "organisation_id": "ORG-01",
        "role": ("aandachtsfunctionaris",),
        "email": "bo@partner.example",
        "active_from": date(2016, 10, 5),
    }
    register = register_of(organisations=[partner], contacts=[contact])
    noticed = ask(rules, register, MONDAY)
    assert noticed.reasons == ["Pas op 10 oktober 2016."]
    lapsed = ask(rules, register, date(2016, 10, 5), noticed.history)
    assert lapsed.reasons == ["Dit geldt niet: er is geen actieve aandachtsfunctionaris."]
    assert ask(rules, register, date(2016, 10, 6), lapsed.history).reasons == []
