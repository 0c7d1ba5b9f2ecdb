"""Leaving out rows that are far from their day changes nothing of what is said on any day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automations.engine.core.due import Found, due
from automations.engine.core.intents import History, Noticed, Reminder, Skipped
from automations.engine.core.register import Register
from automations.engine.core.school_holidays import days_of
from tests.registers import register_of
from tests.reminding import CALENDAR, SETTINGS, rules_from, shipped_rules

AN = "an@city.example"
MONDAY = date(2016, 10, 3)
DAYS = st.integers(-80, 80).map(lambda ahead: MONDAY + timedelta(days=ahead))
HOLIDAYS = replace(SETTINGS, school_holidays=days_of([(date(2016, 10, 15), date(2016, 10, 23))]))
ROWS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["gepland", "loopt", "afgerond", "vertraagd"]),
        "due_on": DAYS | st.none(),
        "faults": st.sampled_from([(), (), (), ("due_on",), ("status",), ("title",)]),
    }
)
Rows = Sequence[Mapping[str, object]]
STATES = ["uitgenodigd", "aangemeld", "wachtlijst", "aanwezig", "afwezig"]
PEOPLE = st.fixed_dictionaries(
    {
        "status": st.sampled_from(
            ["uitgenodigd", "aangemeld", "wachtlijst", "aanwezig", "afwezig"]
        ),
        "email": st.sampled_from(["bo@partner.example", "cy@partner.example"]),
        "training_id": st.sampled_from(["T2016-01", "T2016-02", "T2016-09"]),
        "faults": st.sampled_from([(), (), (), ("status",), ("email",)]),
    }
)
TRAININGS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["open", "volgeboekt", "gehouden", "geannuleerd"]),
        "held_on": DAYS | st.none(),
        "kind": st.just("basistraining"),
        "capacity": st.sampled_from([1, 2, None]),
        "valid_months": st.sampled_from([1, 2, None]),
        "faults": st.sampled_from([(), (), ("held_on",), ("status",)]),
    }
)
CONTACTS = st.fixed_dictionaries(
    {
        "organisation_id": st.sampled_from(["ORG-01", "ORG-02"]),
        "role": st.sampled_from(
            [("aandachtsfunctionaris",), ("vervangend aandachtsfunctionaris",), ("overig",)]
        ),
        "active_from": DAYS,
        "active_until": DAYS | st.none(),
        "absent_from": DAYS | st.none(),
        "absent_until": DAYS | st.none(),
        "confirmed_on": DAYS.map(lambda day: day.replace(year=2015)) | st.none(),
        "faults": st.sampled_from([(), (), (), ("active_until",), ("absent_from",), ("role",)]),
    }
)
DATED = {"held_on": DAYS | st.none(), "faults": st.sampled_from([(), (), (), ("held_on",)])}
MOMENTS = st.fixed_dictionaries(DATED)
MEETINGS = st.fixed_dictionaries({**DATED, "status": st.sampled_from(["gepland", "gehouden"])})


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Draw a register of actions, and of trainings with people of a school and of another."""
    actions = draw(st.lists(ROWS, max_size=4))
    trainings = draw(st.lists(TRAININGS, min_size=2, max_size=2))
    people = draw(st.lists(PEOPLE, max_size=5))
    contacts = draw(st.lists(CONTACTS, max_size=4))
    moments = draw(st.lists(MOMENTS, max_size=2))
    meetings = draw(st.lists(MEETINGS, max_size=2))
    return of_people(people, trainings, actions, contacts, moments, meetings)


def of_people(
    people: Rows,
    trainings: Rows,
    actions: Rows = (),
    contacts: Rows = (),
    moments: Rows = (),
    meetings: Rows = (),
) -> Register:
    """Return a register; the first of the people, and each second one, belongs to a school."""
    return register_of(
        organisations=[
            {
                "organisation_id": "ORG-01",
                "kind": "onderwijs",
                "status": "aangesloten",
                "joined_on": date(2016, 4, 20),
                "owner": AN,
            },
            {"organisation_id": "ORG-02", "kind": "zorg", "status": "aangesloten", "owner": AN},
        ],
        contacts=[
            {"contact_id": f"CP-{n}", "name": f"Wie {n}", "email": f"c{n}@partner.example", **row}
            for n, row in enumerate(contacts)
        ],
        contact_moments=[
            {"moment_id": f"C2016-{n:03}", "organisation_id": "ORG-01", **row}
            for n, row in enumerate(moments)
        ],
        consultations=[
            {"consultation_id": f"OV-{n:02}", "kind": "CPO", **row}
            for n, row in enumerate(meetings)
        ],
        actions=[
            {"action_id": f"A-{n:02}", "title": "Persmap", "owner": AN, **row}
            for n, row in enumerate(actions)
        ],
        trainings=[
            {
                "training_id": f"T2016-{n:02}",
                "title": "Training",
                "trainer_organisation_id": "ORG-02",
                **row,
            }
            for n, row in enumerate(trainings, 1)
        ],
        participants=[
            {"name": f"Wie {n}", "organisation_id": f"ORG-0{n % 2 + 1}", **row}
            for n, row in enumerate(people)
        ],
    )


def told(found: list[Found]) -> set[tuple[object, ...]]:
    """Return what matters: everything but rows that are not judged because their day is far off."""
    return {
        (type(one).__name__, one.item if isinstance(one, Reminder) else one)
        if not isinstance(one, Skipped)
        else ("Skipped", one.rule, one.row, one.reason.id, str(one.reason.values), one.on)
        for one in found
    }


def lived(register: Register, *, anew: bool, school: bool) -> list[set[tuple[object, ...]]]:
    """Go through five weeks; with `anew` nothing that was worked out is used on a later day."""
    history, days = History(), []
    rules = [rule for rule in shipped_rules() if register[rule.about].readable]
    for ahead in range(36):
        if anew:
            register.memo.clear()
        today = MONDAY + timedelta(days=ahead)
        found = list(
            due(rules, register, today, history, HOLIDAYS if school else SETTINGS, CALENDAR)
        )
        noticed = dict(history.noticed)
        for one in found:
            if isinstance(one, Noticed):
                noticed.pop((one.rule, one.key), None)
                if one.since is not None:
                    noticed[one.rule, one.key] = one.since
        items = {one.item for one in found if isinstance(one, Reminder)}
        history = History(history.items | items, noticed)
        days.append(told(found))
    return days


@given(registers(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_was_worked_out_for_one_day_holds_on_the_next(
    register: Register,
    school: bool,  # noqa: FBT001 - drawn
) -> None:
    """Five weeks with one register give what they give with everything worked out each day."""
    again = lived(register, anew=True, school=school)
    assert lived(register, anew=False, school=school) == again


def test_what_is_said_of_a_school_changes_where_its_holiday_begins_and_ends() -> None:
    """Thanks that somebody had are told as said, in the holiday as waiting, and then as said."""
    register = of_people(
        [{"training_id": "T2016-01", "email": "bo@school.example", "status": "aanwezig"}],
        [{"held_on": date(2016, 10, 3), "kind": "basistraining", "status": "gehouden"}],
    )
    days = lived(register, anew=False, school=True)
    assert days == lived(register, anew=True, school=True)
    reasons = [[one[3] for one in day if one[1] == "training-thanks"] for day in days]
    assert reasons[11] == ["rules.said"]
    assert reasons[14] == ["rules.waits-holiday"]
    assert reasons[21] == ["rules.said"]


@pytest.mark.parametrize(
    ("due_on", "today", "expected"),
    [
        (date(2016, 10, 20), MONDAY, 1),  # fourteen days before is the first reminder: Thursday
        (date(2016, 12, 31), MONDAY, 0),  # nothing for two months
        (date(2016, 3, 1), MONDAY, 0),  # over for more than half a year
    ],
)
def test_only_rows_whose_day_is_near_are_looked_at(
    due_on: date, today: date, expected: int
) -> None:
    """The rest costs a comparison of two days."""
    rules = rules_from(
        """
        action-due:
          about: actions
          when: status == "loopt"
          anchor: due_on
          send: [-14 days]
          to: owner
          says: "{title}"
        """
    )
    row = {"action_id": "A-01", "title": "Persmap", "owner": AN, "status": "loopt"}
    register = register_of(organisations=[], actions=[{**row, "due_on": due_on}])
    assert len(list(due(rules, register, today, History(), SETTINGS, CALENDAR))) == expected
