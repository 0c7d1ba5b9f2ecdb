"""At most so many automatic mails a month to a partner: what exceeds it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from automations.engine.core.decision import Inputs, after, decide
from automations.engine.core.digest import digest
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.intents import Alert, History, Item, Mail
from automations.engine.core.register import Register
from automations.engine.core.rules import Rule
from automations.reminders import reminders
from tests.registers import register_of
from tests.reminding import CALENDAR, SETTINGS, WORDS, rules_from

BO = "bo@partner.example"
AFTER = """
evaluation:
  about: participants
  anchor: training.held_on
  send: [{send}]
  to: email
  {extra}
  says: "Hoe was het?"
"""
FULL = History(capped=frozenset((BO, str(one), date(2016, 10, 4)) for one in range(4)))


def trained(held_on: date, email: str = BO) -> Register:
    """Return a register with one training and one person who took part."""
    return register_of(
        organisations=[{"organisation_id": "ORG-01", "name": "MEE"}],
        contacts=[],
        trainings=[{"training_id": "T2016-01", "title": "Training", "held_on": held_on}],
        participants=[
            {
                "training_id": "T2016-01",
                "name": "Functie",
                "email": email,
                "organisation_id": "ORG-01",
                "status": "aanwezig",
            }
        ],
    )


def sent(
    rules: tuple[Rule, ...], register: Register, start: date, days: int, history: History = FULL
) -> tuple[list[date], Mapping[date, str]]:
    """Go through days as `plan` does: when mail left, and why nothing did on the other days."""
    left, why = [], {}
    for ahead in range(days):
        today = start + timedelta(days=ahead)
        inputs = Inputs(register, (), today, history, rules, CALENDAR, SETTINGS)
        decision = decide([reminders], inputs)
        history = after(history, decision)
        left += [mail.on for mail in decision.mails]
        why |= {one.on: WORDS.message(one.reason) for one in decision.skipped}
    return left, why


def test_what_exceeds_the_month_leaves_on_the_first_working_day_of_the_next() -> None:
    """However long that is; each day in between says why it waits."""
    rules = rules_from(AFTER.format(send="1 working day", extra=""))
    left, why = sent(rules, trained(date(2016, 10, 10)), date(2016, 10, 10), 40)
    assert left == [date(2016, 11, 1)]
    reason = (
        "Wacht tot 1 november 2016: een partner krijgt hoogstens 4 automatische berichten in een "
        "maand."
    )
    assert (why[date(2016, 10, 11)], why[date(2016, 10, 31)]) == (reason, reason)


def test_it_waits_no_longer_than_anything_else_may_be_late() -> None:
    """The service was off in the first week of the next month: then it stays with it."""
    rules = rules_from(AFTER.format(send="1 working day", extra=""))
    left, _ = sent(rules, trained(date(2016, 10, 10)), date(2016, 11, 8), 1)
    assert left == [date(2016, 11, 8)]
    late, why = sent(rules, trained(date(2016, 10, 10)), date(2016, 11, 9), 1)
    assert late == []
    assert why[date(2016, 11, 9)].startswith("Had op 11 oktober 2016 gemoeten.")


def test_what_came_while_there_was_room_did_not_wait_for_the_cap() -> None:
    """A service that was off for weeks does not send it in the next month."""
    rules = rules_from(AFTER.format(send="1 working day", extra=""))
    some = History(capped=frozenset((BO, str(one), date(2016, 10, 4)) for one in range(3)))
    left, _ = sent(rules, trained(date(2016, 10, 10)), date(2016, 11, 1), 3, some)
    assert left == []


def test_what_would_be_too_late_then_is_dropped_with_that_reason() -> None:
    """A "before" is of no use after its day."""
    rules = rules_from(AFTER.format(send="-3 days", extra=""))
    left, why = sent(rules, trained(date(2016, 10, 20)), date(2016, 10, 17), 30)
    assert left == []
    assert why[date(2016, 10, 17)] == (
        "Gaat niet uit: een partner krijgt hoogstens 4 automatische berichten in een maand, en "
        "volgende maand is het te laat."
    )


def test_what_cannot_wait_is_not_counted() -> None:
    """Urgent mail leaves whatever the month was."""
    rules = rules_from(AFTER.format(send="1 working day", extra="urgent: true"))
    left, _ = sent(rules, trained(date(2016, 10, 10)), date(2016, 10, 10), 3)
    assert left == [date(2016, 10, 11)]


def test_a_colleague_has_no_cap() -> None:
    """Whoever has an address of the coordinator's own domain works here."""
    rules = rules_from(AFTER.format(send="1 working day", extra=""))
    colleague = "an@city.example"
    full = History(capped=frozenset((colleague, str(one), date(2016, 10, 4)) for one in range(9)))
    left, _ = sent(rules, trained(date(2016, 10, 10), colleague), date(2016, 10, 10), 3, full)
    assert left == [date(2016, 10, 11)]


def test_the_most_urgent_of_one_day_go_first() -> None:
    """Where there is room for one more mail, the one for the earliest date has it."""
    rules = rules_from(AFTER.format(send="1 working day", extra="template: training_reminder"))
    both = register_of(
        organisations=[],
        contacts=[],
        trainings=[
            {"training_id": f"T2016-0{day}", "title": "Training", "held_on": date(2016, 10, day)}
            for day in (7, 6)
        ],
        participants=[
            {"training_id": f"T2016-0{day}", "name": "Functie", "email": BO, "status": "aanwezig"}
            for day in (7, 6)
        ],
    )
    three = replace(FULL, capped=frozenset(list(FULL.capped)[:3]))
    inputs = Inputs(both, (), date(2016, 10, 10), three, rules, CALENDAR, SETTINGS)
    decision = decide([reminders], inputs)
    assert [mail.items[0].anchor for mail in decision.mails] == [date(2016, 10, 6)]
    waits = [one for one in decision.skipped if one.reason.id == "rules.waits-cap"]
    assert [(one.sheet, one.row) for one in waits] == [("participants", 2)]


def test_a_finding_for_somebody_outside_is_named_too_when_it_waits() -> None:
    """An owner at a partner is a partner."""
    item = Item("check", "A-01", None, "0", BO)
    message = Message("findings.type-date")
    finding = Finding("programme", "type", Severity.ERROR, message, sheet="actions", row=4)
    (waits,) = digest([], [Alert(item, finding)], date(2016, 10, 10), FULL, SETTINGS)
    assert not isinstance(waits, Mail)
    assert (waits.sheet, waits.row, waits.reason.id) == ("actions", 4, "rules.waits-cap")
