"""What is copied every evening, and for how long."""

from __future__ import annotations

from datetime import date

from automations.engine.core.decision import Decision, Inputs, decide
from automations.engine.core.intents import History, Snapshot
from automations.engine.core.workdays import Calendar
from automations.snapshot import snapshot
from tests.registers import register_of
from tests.reminding import SETTINGS


def test_each_day_asks_for_one_copy_and_mails_nobody() -> None:
    """Thirty days of workbooks, seven of what is sensitive and of the store."""
    assert snapshot.every == "day 19:00"
    decision = decided(date(2016, 10, 3))
    (outcome,) = decision.outcomes
    assert outcome.snapshots == (Snapshot(date(2016, 10, 3), 30, 7, 7),)
    assert (decision.mails, decision.skipped, decision.noticed) == ((), (), ())


def decided(today: date) -> Decision:
    """Decide with empty sheets."""
    register = register_of()
    return decide([snapshot], Inputs(register, (), today, History(), (), Calendar(), SETTINGS))
