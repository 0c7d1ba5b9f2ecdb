"""Reminders: the rules of `rules/*.yaml`, each item once, to the people whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from automations.engine.api import (
    History,
    Noticed,
    Register,
    Reminder,
    Settings,
    Skipped,
    automation,
)
from automations.engine.core.due import due
from automations.engine.core.own_rules import not_running
from automations.engine.core.rules import Rule
from automations.engine.core.workdays import Calendar


@automation(every="working day 08:00")
def reminders(  # noqa: PLR0913, PLR0917 - what reminders depend on, by name
    register: Register,
    rules: tuple[Rule, ...],
    today: date,
    history: History,
    settings: Settings,
    calendar: Calendar,
) -> Iterator[Reminder | Skipped | Noticed]:
    """Remind people of what is due, by the rules, and say of every row that almost was why not.

    The rules are those of files, and those of the tab Herinneringsregels that have no mistake.

    Each rule looks at one sheet. A reminder goes out once, ever, for a row, a date, a moment and a
    person; what one person should hear on one day is joined into one mail. A row with an error in a
    column that the rule uses is left out and named.
    """
    yield from due(rules, register, today, history, settings, calendar)
    yield from not_running(register, settings, today)
