"""What is due on a day: once ever, on working days, and why everything else is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from automations.engine.core.intents import History, Item, Noticed
from automations.engine.core.register import Register
from automations.engine.core.rules import Rule
from tests.registers import register_of
from tests.reminding import CALENDAR, COORDINATOR, SETTINGS, ask, each_day, rules_from

AN, BO = "an@city.example", "bo@city.example"
ACTION_DUE = """
    action-due:
      about: actions
      when: status in ["gepland", "loopt"]
      anchor: due_on
      send: [-14 days, 0 days, 7 days, every 7 days]
      to: owner
      escalate: {after: 14 days, to: coordinator}
      headline: "{action_id}: {late}"
      says: "{title} moet op {due_on} klaar zijn."
    """
RULES = rules_from(ACTION_DUE)


def action(due_on: str | None, status: str = "loopt", **more: object) -> dict[str, object]:
    """Return one action."""
    day = None if due_on is None else date.fromisoformat(due_on)
    row = {"action_id": "A-01", "title": "Persmap", "owner": AN, "status": status, "due_on": day}
    return {**row, **more}


def actions(*rows: dict[str, object]) -> Register:
    """Return a register of actions."""
    return register_of(actions=rows, organisations=[])


def test_a_reminder_goes_out_on_its_day_with_its_sentence() -> None:
    """The identity of the item is rule, row, date, offset and person."""
    asked = ask(RULES, actions(action("2016-10-03")), "2016-10-03")
    (reminder,) = asked.reminders
    assert reminder.item == Item("action-due", "A-01", date(2016, 10, 3), "0 days", AN)
    assert reminder.sentence == "Persmap moet op 3 oktober 2016 klaar zijn."
    assert reminder.headline == "A-01: vandaag"
    assert (reminder.sheet, reminder.row, reminder.family) == ("actions", 2, "programme")
    assert reminder.reply_to == COORDINATOR  # an answer to oneself helps nobody
    assert not asked.skipped


def test_an_item_goes_out_once_ever() -> None:
    """Asked again on the same day, and the next day, it says when it was said."""
    register = actions(action("2016-10-03"))
    first = ask(RULES, register, "2016-10-03")
    again = ask(RULES, register, "2016-10-03", first.history)
    later = ask(RULES, register, "2016-10-04", first.history)
    assert not again.reminders
    assert not later.reminders
    assert again.reasons == ["Pas op 10 oktober 2016."]


def test_a_whole_course_of_reminders_goes_out_as_the_rule_says() -> None:
    """Before, on the day, a week later, four repeats; the coordinator once, after two weeks."""
    sent = each_day(RULES, actions(action("2016-10-03")), "2016-09-01", 120)
    assert [(day.isoformat(), one.item.offset, one.item.recipient) for day, one in sent] == [
        ("2016-09-19", "-14 days", AN),
        ("2016-10-03", "0 days", AN),
        ("2016-10-10", "7 days", AN),
        ("2016-10-17", "14 days", AN),
        ("2016-10-17", "14 days", COORDINATOR),
        ("2016-10-24", "21 days", AN),
        ("2016-10-31", "28 days", AN),
        ("2016-11-07", "35 days", AN),
    ]


def test_who_hears_it_later_hears_who_heard_it_before() -> None:
    """An escalation names the first recipients, unless the rule has words of its own for it."""
    asked = ask(RULES, actions(action("2016-09-19")), "2016-10-03")
    told = {one.item.recipient: one.sentence for one in asked.reminders}
    assert told[AN] == "Persmap moet op 19 september 2016 klaar zijn."
    assert told[COORDINATOR].endswith("Dit bericht ging ook naar an@city.example. Wilt u helpen?")


def test_who_never_heard_it_is_not_said_to_have_heard_it() -> None:
    """The owner's only reminder was due before the service ran; the coordinator's is not."""
    once = rules_from(ACTION_DUE.replace(", 7 days, every 7 days", ""))
    (reminder,) = ask(once, actions(action("2016-09-19")), "2016-10-03").reminders
    assert reminder.item.recipient == COORDINATOR
    assert "ging ook naar" not in reminder.sentence


def test_an_escalation_may_have_its_own_words() -> None:
    """Where the sentence speaks to the first recipient it does not fit the second."""
    own = ACTION_DUE.replace("to: coordinator}", 'to: coordinator, says: "{action_id} ligt stil."}')
    asked = ask(rules_from(own), actions(action("2016-09-19")), "2016-10-03")
    assert [one.sentence for one in asked.reminders if one.item.recipient == COORDINATOR] == [
        "A-01 ligt stil."
    ]


def test_an_escalation_may_have_its_own_headline() -> None:
    """The subject then fits whoever it is escalated to; without one it is the rule's."""
    ending = 'to: coordinator, headline: "Ligt stil: {action_id}"}'
    own = rules_from(ACTION_DUE.replace("to: coordinator}", ending))
    asked = ask(own, actions(action("2016-09-19")), "2016-10-03")
    told = {one.item.recipient: one.headline for one in asked.reminders}
    assert told == {AN: "A-01: 14 dagen te laat", COORDINATOR: "Ligt stil: A-01"}


def test_who_is_owner_and_coordinator_hears_it_once() -> None:
    """The escalation is then the same item as the repeat of that day."""
    asked = ask(RULES, actions(action("2016-09-19", owner=COORDINATOR)), "2016-10-03")
    assert asked.recipients == [COORDINATOR]


def test_who_is_owner_and_coordinator_is_not_escalated_to_on_another_day_either() -> None:
    """They heard it as the owner; the escalation of three days later tells them nothing."""
    later = rules_from(ACTION_DUE.replace("after: 14 days", "after: 17 days"))
    mine = actions(action("2016-09-19", owner=COORDINATOR))
    offsets = [one.item.offset for _, one in each_day(later, mine, "2016-10-03", 7)]
    assert offsets == ["14 days"]
    others = each_day(later, actions(action("2016-09-19")), "2016-10-03", 7)
    assert [one.item.offset for _, one in others] == ["14 days", "17 days"]


def test_what_was_missed_goes_out_within_a_week_and_only_the_latest() -> None:
    """Off from 19 September: on 10 October "0 days" is superseded by "7 days"."""
    register = actions(action("2016-10-03"))
    assert [one.item.offset for one in ask(RULES, register, "2016-10-10").reminders] == ["7 days"]
    assert [one.item.offset for one in ask(RULES, register, "2016-10-06").reminders] == ["0 days"]


def test_what_was_missed_longer_ago_is_held() -> None:
    """Weeks off are too many; the row is named with the day and the limit."""
    once = rules_from(ACTION_DUE.replace(", 7 days, every 7 days", "").replace("-14 days, ", ""))
    asked = ask(once, actions(action("2016-09-08")), "2016-10-03")
    assert not asked.reminders
    assert asked.reasons == [
        "Had op 8 september 2016 gemoeten. Wat ouder is dan 7 dagen, gaat niet vanzelf uit."
    ]


def test_a_before_never_goes_out_after_its_day() -> None:
    """Missed over the date itself, it is dropped and said to be over."""
    before = rules_from(
        """
        soon:
          about: dialogues
          when: status == "gepland"
          anchor: held_on
          send: [-3 days]
          to: coordinator
          says: "{district}"
        """
    )
    dialogue = {"dialogue_id": "D2016-01", "district": "Crabbehof", "status": "gepland"}
    register = register_of(dialogues=[{**dialogue, "held_on": date(2016, 10, 5)}])
    (reminder,) = ask(before, register, "2016-10-05").reminders
    assert reminder.expires == date(2016, 10, 5)
    late = ask(before, register, "2016-10-06")
    assert not late.reminders
    assert late.reasons == ["De datum 5 oktober 2016 is voorbij."]


def test_nothing_goes_out_on_a_free_day() -> None:
    """A due date on Saturday waits for Monday; Saturday itself gives nothing at all."""
    register = actions(action("2016-10-01"))
    assert ask(RULES, register, "2016-10-01").reminders == ()
    assert [one.on for one in ask(RULES, register, "2016-10-03").reminders] == [date(2016, 10, 3)]


def test_a_moved_date_is_a_new_item_that_says_so() -> None:
    """Whoever heard the first date hears both; whoever did not hears only the new one."""
    first = ask(RULES, actions(action("2016-10-03")), "2016-10-03")
    moved = ask(RULES, actions(action("2016-10-17")), "2016-10-04", first.history)
    (reminder,) = moved.reminders
    assert reminder.item.anchor == date(2016, 10, 17)
    assert reminder.sentence.endswith(
        "Let op: de datum is veranderd. Eerst was het 3 oktober 2016, nu 17 oktober 2016."
    )
    other = ask(RULES, actions(action("2016-10-17", owner=BO)), "2016-10-04", first.history)
    assert "veranderd" not in other.reminders[0].sentence
    again = ask(RULES, actions(action("2016-10-17")), "2016-10-17", moved.history)
    assert "veranderd" not in again.reminders[0].sentence


def test_the_same_thing_a_year_later_is_no_moved_date() -> None:
    """A date that lies more than half a year from the last one is another occasion."""
    first = ask(RULES, actions(action("2016-10-03")), "2016-10-03")
    next_year = ask(RULES, actions(action("2017-10-03")), "2017-10-03", first.history)
    assert "veranderd" not in next_year.reminders[0].sentence


MISSING = rules_from(
    """
    focal-point-missing:
      about: organisations
      when: status == "aangesloten" and not active(contacts, "aandachtsfunctionaris")
      anchor: noticed
      send: [0 days, 5 working days]
      to: owner
      says: "{name} heeft niemand. {late}."
    """
)


def network(*contacts: dict[str, object], status: str = "aangesloten") -> Register:
    """Return one organisation with contacts."""
    organisation = {"organisation_id": "ORG-01", "name": "MEE", "status": status, "owner": AN}
    person = {"organisation_id": "ORG-01", "role": ("aandachtsfunctionaris",), "email": BO}
    rows = [
        {"contact_id": f"CP-00{number}", "active_from": date(2016, 1, 1), **person, **contact}
        for number, contact in enumerate(contacts, 1)
    ]
    return register_of(organisations=[organisation], contacts=rows)


def test_a_condition_without_a_date_counts_from_the_day_it_is_noticed() -> None:
    """The day is remembered once, and the offsets follow it."""
    register = network()
    first = ask(MISSING, register, "2016-10-03")
    assert first.noticed == (Noticed("focal-point-missing", "ORG-01", date(2016, 10, 3)),)
    assert [one.item.offset for one in first.reminders] == ["0 days"]
    second = ask(MISSING, register, "2016-10-10", first.history)
    assert second.noticed == ()
    assert [one.sentence for one in second.reminders] == ["MEE heeft niemand. 7 dagen te laat."]


def test_a_condition_that_lapses_and_returns_is_a_new_occurrence() -> None:
    """Mended on Tuesday, broken again on Wednesday: said again, of Wednesday."""
    first = ask(MISSING, network(), "2016-10-03")
    mended = ask(MISSING, network({}), "2016-10-04", first.history)
    assert mended.noticed == (Noticed("focal-point-missing", "ORG-01", None),)
    again = ask(MISSING, network(), "2016-10-05", mended.history)
    assert [one.item.anchor for one in again.reminders] == [date(2016, 10, 5)]
    assert "veranderd" not in again.reminders[0].sentence


def test_a_condition_lapses_when_its_row_is_gone() -> None:
    """Otherwise a row of the same name would inherit its day."""
    first = ask(MISSING, network(), "2016-10-03")
    gone = ask(MISSING, register_of(organisations=[], contacts=[]), "2016-10-04", first.history)
    assert gone.noticed == (Noticed("focal-point-missing", "ORG-01", None),)


def test_a_condition_is_noticed_on_a_free_day_and_said_on_a_working_one() -> None:
    """Noticed on Saturday, said on Monday, counted from Saturday."""
    saturday = ask(MISSING, network(), "2016-10-01")
    assert not saturday.reminders
    monday = ask(MISSING, network(), "2016-10-03", saturday.history)
    assert [one.item.anchor for one in monday.reminders] == [date(2016, 10, 1)]


def test_a_contact_with_an_error_is_not_taken_for_a_missing_one() -> None:
    """Whether the only contact is active cannot be told; the row says which cell to mend."""
    asked = ask(MISSING, network({"faults": ("active_until",)}), "2016-10-03")
    assert asked.noticed == ()
    assert asked.reasons == [
        'In Aandachtsfunctionarissen rij 2 staat een fout in kolom "Actief tot".'
    ]


def test_a_row_with_an_error_in_a_column_of_the_rule_is_skipped_by_name() -> None:
    """In the condition, the date, the recipient, or the sentence."""
    for column, title in (
        ("status", "Status"),
        ("due_on", "Einddatum"),
        ("owner", "Eigenaar"),
        ("title", "Actie"),
        ("action_id", "Code"),
    ):
        asked = ask(RULES, actions(action("2016-10-03", faults=(column,))), "2016-10-03")
        assert not asked.reminders
        assert asked.reasons == [f'In kolom "{title}" staat een fout.']


def test_an_error_in_a_column_that_the_rule_does_not_use_changes_nothing() -> None:
    """The rest of the row is as good as ever."""
    asked = ask(RULES, actions(action("2016-10-03", faults=("progress",))), "2016-10-03")
    assert len(asked.reminders) == 1


def test_emptiness_that_a_rule_looks_for_does_not_skip_the_row() -> None:
    """The question without an answer is the one to remind of."""
    rules = rules_from(
        """
        question-unanswered:
          about: questions
          when: answered_on is none
          anchor: answer_before or working_days(received_on, 3)
          send: [0 days]
          to: owner
          says: "{question_id}"
        """
    )
    question = {"question_id": "Q2016-001", "owner": AN, "received_on": date(2016, 9, 28)}
    asked = ask(rules, register_of(questions=[question]), "2016-10-03")
    assert [one.item.anchor for one in asked.reminders] == [date(2016, 10, 3)]


def test_an_empty_date_is_a_reason() -> None:
    """Nothing is guessed."""
    asked = ask(RULES, actions(action(None)), "2016-10-03")
    assert asked.reasons == ['Kolom "Einddatum" is leeg.']


def test_a_recipient_that_is_empty_is_a_reason_and_the_others_hear_it() -> None:
    """One of two addresses is missing."""
    rules = rules_from(
        """
        talk:
          about: dialogues
          when: status == "gepland"
          anchor: held_on
          send: [0 days]
          to: [contact.email, coordinator]
          says: "{district}"
        """
    )
    dialogue = {"dialogue_id": "D2016-01", "district": "Crabbehof", "status": "gepland"}
    register = register_of(
        dialogues=[{**dialogue, "held_on": date(2016, 10, 3)}], contacts=[], organisations=[]
    )
    asked = ask(rules, register, "2016-10-03")
    assert asked.recipients == [COORDINATOR]
    assert asked.reasons == ['Kolom "Contactpersoon" is leeg.']


def test_a_role_without_an_address_is_a_reason() -> None:
    """A city may leave a role empty; the row then says where to fill it in."""
    rules = rules_from(
        """
        meeting:
          about: consultations
          anchor: held_on
          send: [0 days]
          to: mayor_office
          says: "{kind}"
        """
    )
    meeting = {"consultation_id": "V2016-001", "held_on": date(2016, 10, 3), "kind": "CPO"}
    for roles in ({"mayor_office": ()}, {}):
        nobody = replace(SETTINGS, roles={"coordinator": (COORDINATOR,), **roles})
        asked = ask(rules, register_of(consultations=[meeting]), "2016-10-03", settings=nobody)
        assert asked.reasons == ["In config.yaml staat geen adres bij mayor_office."]


def test_an_unreadable_tab_stops_its_rules_with_one_reason() -> None:
    """Also when the tab is only linked to: nobody is said to be missing."""
    only_organisations = register_of(
        organisations=[
            {"organisation_id": "ORG-01", "name": "MEE", "status": "aangesloten", "owner": AN}
        ]
    )
    asked = ask(MISSING, only_organisations, "2016-10-03")
    assert (asked.reminders, asked.noticed) == ((), ())
    assert [(one.sheet, one.row) for one in asked.skipped] == [("organisations", 0)]
    assert asked.reasons[0].startswith("Het tabblad Aandachtsfunctionarissen is niet te lezen")


def test_a_row_whose_day_came_but_whose_condition_fails_says_which_part() -> None:
    """Finished in time: the status is named, because a choice from a list tells nothing private."""
    asked = ask(RULES, actions(action("2016-10-03", status="afgerond")), "2016-10-03")
    assert asked.reasons == ['"Status" is afgerond.']


def test_a_row_that_is_far_from_its_day_and_its_condition_is_not_named() -> None:
    """It did not almost qualify."""
    assert ask(RULES, actions(action("2017-10-03", status="afgerond")), "2016-10-03").skipped == ()


def test_a_row_that_was_said_and_then_mended_is_not_named() -> None:
    """It is done, and nobody needs to know why nothing comes."""
    first = ask(RULES, actions(action("2016-10-03")), "2016-10-03")
    done = actions(action("2016-10-03", status="afgerond"))
    assert ask(RULES, done, "2016-10-04", first.history).skipped == ()


def test_an_anchor_may_be_a_linked_column() -> None:
    """A participant is reminded of the date of the training."""
    rules = rules_from(
        """
        coming:
          about: participants
          when: status == "aangemeld" and training.status == "open"
          anchor: training.held_on
          send: [-3 days]
          to: email
          says: "{training.title} is {late}."
        """
    )
    training = {"training_id": "T2016-01", "title": "Basis", "status": "open"}
    person = {"training_id": "T2016-01", "name": "Lid", "email": BO, "status": "aangemeld"}
    register = register_of(
        trainings=[{**training, "held_on": date(2016, 10, 6)}], participants=[person]
    )
    (reminder,) = ask(rules, register, "2016-10-03").reminders
    assert reminder.sentence == "Basis is over 3 dagen."
    faulty = register_of(trainings=[{**training, "faults": ("held_on",)}], participants=[person])
    assert ask(rules, faulty, "2016-10-03").reasons == [
        'In Trainingen rij 2 staat een fout in kolom "Datum".'
    ]


def test_every_active_focal_person_of_an_organisation_can_be_told() -> None:
    """Those who left are not."""
    rules = rules_from(
        """
        step:
          about: contact_moments
          anchor: follow_up_on
          send: [0 days]
          to: focal_points(organisation)
          says: "{moment_id}"
        """
    )
    organisation = {"organisation_id": "ORG-01", "name": "MEE", "status": "aangesloten"}
    person = {"organisation_id": "ORG-01", "role": ("aandachtsfunctionaris",)}
    register = register_of(
        organisations=[organisation],
        contact_moments=[
            {
                "moment_id": "C2016-001",
                "organisation_id": "ORG-01",
                "follow_up_on": date(2016, 10, 3),
            }
        ],
        contacts=[
            {**person, "contact_id": "CP-001", "email": AN, "active_from": date(2016, 1, 1)},
            {**person, "contact_id": "CP-002", "email": BO, "active_from": date(2016, 12, 1)},
        ],
    )
    assert ask(rules, register, "2016-10-03").recipients == [AN]


@pytest.mark.parametrize(
    ("when", "row", "reason"),
    [
        ("completed_on", {}, '"Afgerond op" is leeg.'),
        ('sector == "zorg"', {"sector": "wonen"}, '"Sector" is anders.'),
        ("not completed_on", {"completed_on": date(2016, 9, 1)}, '"Afgerond op" is 1 september'),
        ("partners", {}, '"Partners" is leeg.'),
        ('status == "loopt" and 1 > 2', {}, 'Dit geldt niet: "1 > 2".'),
        ("not active(dialogues, 'x') and false", {}, 'Dit geldt niet: "false".'),
        ('dialogues|selectattr("status", "eq", "gehouden")|list', {}, "Dit geldt niet: in Dialoog"),
    ],
)
def test_the_part_that_failed_is_said_in_words_where_it_is_simple(
    when: str, row: dict[str, object], reason: str
) -> None:
    """Only choices, dates and numbers are repeated; what is not simple is quoted."""
    rules = rules_from(ACTION_DUE.replace('status in ["gepland", "loopt"]', when))
    register = register_of(
        actions=[action("2016-10-03", **row)], organisations=[], dialogues=[], contacts=[]
    )
    (found,) = ask(rules, register, "2016-10-03").reasons
    assert found.startswith(reason)


@pytest.mark.parametrize("year", [1016, 9999])
def test_a_date_in_an_impossible_year_is_a_reason(year: int) -> None:
    """Counting on from the last of all days would end nowhere."""
    asked = ask(RULES, actions(action(f"{year}-12-31")), "2016-10-03")
    assert asked.reasons == [f"De datum 31 december {year} kan niet kloppen."]


def test_an_expression_that_fails_over_a_row_skips_the_row_alone() -> None:
    """The others are judged as ever."""
    rules = rules_from(
        ACTION_DUE.replace("anchor: due_on", "anchor: date(starts_on, 1, 1) or due_on")
    )
    asked = ask(rules, actions(action("2016-10-03")), "2016-10-03")
    assert asked.reasons == ['Kolom "Start" is leeg.']
    whole = rules_from(ACTION_DUE.replace("anchor: due_on", "anchor: date(2016, 13, 1)"))
    asked = ask(whole, actions(action("2016-10-03")), "2016-10-03")
    assert asked.reasons == ['"date(2016, 13, 1)" levert niets op.']


def test_a_sentence_over_a_missing_row_skips_the_row() -> None:
    """A name that is not there is no sentence."""
    rules = rules_from(
        """
        talk:
          about: dialogues
          anchor: held_on
          send: [0 days]
          to: coordinator
          says: "{contact.name}"
        """
    )
    dialogue = {"dialogue_id": "D2016-01", "held_on": date(2016, 10, 3)}
    register = register_of(dialogues=[dialogue], contacts=[])
    assert ask(rules, register, "2016-10-03").reasons == ['Kolom "Contactpersoon" is leeg.']


def test_a_recipient_whose_address_has_an_error_is_a_reason() -> None:
    """The linked row is named."""
    rules = rules_from(
        """
        talk:
          about: dialogues
          anchor: held_on
          send: [0 days]
          to: [contact]
          says: "{district}"
        """
    )
    dialogue = {"dialogue_id": "D2016-01", "held_on": date(2016, 10, 3), "contact_id": "CP-001"}
    contact = {
        "contact_id": "CP-001",
        "organisation_id": "ORG-01",
        "active_from": date(2016, 1, 1),
    }
    register = register_of(
        dialogues=[dialogue],
        contacts=[{**contact, "faults": ("email",)}],
        organisations=[{"organisation_id": "ORG-01", "status": "aangesloten"}],
    )
    assert ask(rules, register, "2016-10-03").reasons == [
        'In Aandachtsfunctionarissen rij 2 staat een fout in kolom "E-mail".'
    ]
    well = register_of(
        dialogues=[dialogue],
        contacts=[{**contact, "email": BO}],
        organisations=[{"organisation_id": "ORG-01", "status": "aangesloten"}],
    )
    assert ask(rules, well, "2016-10-03").recipients == [BO]


def test_linked_rows_with_an_address_may_be_written_to() -> None:
    """Each of them; a row whose address has an error is named, and one without is passed over."""
    rules = rules_from(
        """
        all:
          about: trainings
          anchor: held_on
          send: [0 days]
          to: participants
          says: "Vandaag."
        """
    )

    def listed(*people: dict[str, object]) -> Register:
        return register_of(
            trainings=[{"training_id": "T2016-01", "held_on": date(2016, 10, 3)}],
            organisations=[],
            participants=[{"training_id": "T2016-01", "name": "x", **one} for one in people],
        )

    assert ask(rules, listed({"email": AN}, {"email": BO}), "2016-10-03").recipients == [AN, BO]
    assert ask(rules, listed({"email": AN}, {}), "2016-10-03").recipients == [AN]
    assert ask(rules, listed({"faults": ("email",)}), "2016-10-03").reasons == [
        'In Deelnemers rij 2 staat een fout in kolom "E-mail".'
    ]


def test_a_row_without_an_owner_answers_to_the_role_of_its_sheet() -> None:
    """And to the coordinator where even that cannot be told."""
    rules = rules_from(
        """
        talk:
          about: dialogues
          anchor: held_on
          send: [0 days]
          to: [owner]
          says: "{district}"
        """
    )
    dialogue = {"dialogue_id": "D2016-01", "held_on": date(2016, 10, 3)}
    register = register_of(dialogues=[dialogue], contacts=[], organisations=[])
    assert ask(rules, register, "2016-10-03").recipients == [COORDINATOR]


def test_an_answer_goes_to_the_coordinator_when_the_owner_cannot_be_told() -> None:
    """The owner's cell has an error; the reminder to somebody else goes out all the same."""
    rules = rules_from(ACTION_DUE.replace("to: owner", "to: mayor_office"))
    asked = ask(rules, actions(action("2016-10-03", faults=("owner",))), "2016-10-03")
    assert [one.reply_to for one in asked.reminders] == [COORDINATOR]


def test_a_date_that_a_computation_leaves_empty_is_a_reason() -> None:
    """`completed_on and due_on` is nothing where the first is."""
    rules = rules_from(ACTION_DUE.replace("anchor: due_on", "anchor: completed_on and due_on"))
    asked = ask(rules, actions(action("2016-10-03")), "2016-10-03")
    assert asked.reasons == ['Kolom "Afgerond op" is leeg.']


def test_answers_about_signals_never_go_to_the_coordinator() -> None:
    """Not even where no case handler is configured: then to whoever was written to."""
    rules = rules_from(
        """
        talk:
          about: signals
          anchor: next_step_on
          send: [0 days]
          to: mayor_office
          says: "{signal_id}"
        """
    )
    signal = {"signal_id": "S2016-001", "next_step_on": date(2016, 10, 3)}
    no_handlers = replace(SETTINGS, roles={**SETTINGS.roles, "case_handlers": ()})
    asked = ask(rules, register_of(signals=[signal]), "2016-10-03", settings=no_handlers)
    assert [one.reply_to for one in asked.reminders] == ["mayor@city.example"]


def test_a_recipient_that_came_too_long_ago_is_no_trouble() -> None:
    """Nobody needs to mend a cell for a mail that does not go out any more."""
    rules = rules_from(
        """
        talk:
          about: dialogues
          anchor: held_on
          send: [0 days, 100 days]
          to: contact.email
          says: "{district}"
        """
    )
    dialogue = {"dialogue_id": "D2016-01", "held_on": date(2016, 9, 1)}
    register = register_of(dialogues=[dialogue], contacts=[], organisations=[])
    assert ask(rules, register, "2016-10-03").reasons == []


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Draw some actions and organisations, faults and blanks included."""
    day = st.none() | st.dates(date(2016, 9, 1), date(2016, 11, 30))
    status = st.sampled_from(["gepland", "loopt", "afgerond"])
    faults = st.sets(st.sampled_from(["due_on", "owner", "status", "title", "progress"]))
    rows = draw(st.lists(st.tuples(day, status, faults, st.sampled_from([AN, BO])), max_size=5))
    return actions(
        *(
            action(
                due_on and due_on.isoformat(),
                now,
                action_id=f"A-{number:02}",
                owner=owner,
                faults=wrong if len(wrong) == 1 else (),
            )
            for number, (due_on, now, wrong, owner) in enumerate(rows)
        )
    )


@effort(deadline=None, max_examples=20)
@given(registers(), st.dates(date(2016, 9, 1), date(2016, 10, 15)))
def test_an_item_never_repeats_and_nothing_goes_out_on_a_free_day(
    register: Register, start: date
) -> None:
    """Day after day, whatever the rows and whenever it starts."""
    sent = each_day(RULES, register, start, 40)
    items = [reminder.item for _, reminder in sent]
    assert len(items) == len(set(items))
    for today, reminder in sent:
        assert CALENDAR.is_working(today)
        assert CALENDAR.is_working(reminder.on)
        assert today - timedelta(days=SETTINGS.catch_up_days) <= reminder.on <= today


@effort(deadline=None, max_examples=60)
@given(registers(), st.dates(date(2016, 9, 1), date(2016, 11, 15)), st.sampled_from([RULES]))
def test_a_row_whose_condition_holds_is_reminded_of_or_has_a_reason(
    register: Register, today: date, rules: tuple[Rule, ...]
) -> None:
    """Nothing that is near disappears in silence on a working day."""
    today = CALENDAR.next_working(today)
    asked = ask(rules, register, today, History())
    named = {one.row for one in asked.reminders} | {one.row for one in asked.skipped}
    for row in register.actions:
        near = row.due_on is None or abs(row.due_on - today) <= timedelta(days=28)
        if "status" in row.faults or (row.status in {"gepland", "loopt"} and near):
            assert row.row in named
    assert all(asked.reasons)


@pytest.mark.parametrize("unit", ["days", "working days"])
def test_removing_a_row_changes_nothing_for_the_others(unit: str) -> None:
    """Rows are judged by themselves."""
    rules = rules_from(ACTION_DUE.replace("7 days, every", f"7 {unit}, every"))
    one, other = action("2016-10-03"), action("2016-10-10", action_id="A-02", owner=BO)
    both = each_day(rules, actions(one, other), "2016-09-01", 90)
    alone = each_day(rules, actions(other), "2016-09-01", 90)
    assert [(day, r.item) for day, r in both if r.item.key == "A-02"] == [
        (day, r.item) for day, r in alone
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "again"),
    [
        ("7 days", "5 days", False),
        ("7 days", "5 working days", False),
        ("0 days, every 7 days", "5 days", False),
        ("0 days", "7 days", True),
        ("5 days", "7 days", True),
    ],
)
def test_a_rule_that_is_edited_says_no_earlier_moment_after_a_later_one(
    was: str, becomes: str, *, again: bool
) -> None:
    """What was said at the old moment stands for a new one before it; a later one goes out."""
    rule = """
    due:
      about: actions
      anchor: due_on
      send: [{send}]
      to: owner
      says: "Klaar?"
    """
    due_on = date(2016, 9, 26)
    row = {"action_id": "A-01", "due_on": due_on, "owner": "an@city.example"}
    register = register_of(actions=[row])
    first = ask(rules_from(rule.format(send=was)), register, "2016-10-03")
    assert first.recipients == ["an@city.example"]
    edited = rules_from(rule.format(send=becomes))
    second = ask(edited, register, "2016-10-03", first.history)
    assert second.recipients == (["an@city.example"] if again else [])
    if not again:
        assert second.reasons[0].startswith("Is al gemeld")
