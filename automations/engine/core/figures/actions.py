"""How the plan's actions stood at the end of a period, from their dates.

What staff call delayed has no date. Their word counts while it can still be about the period:
until the next one has ended. After that a past period is made again from the dates alone.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from automations.engine.core.figures.select import Selection, maybe, select, when, where
from automations.engine.core.periods import Period
from automations.engine.core.register import Record, Register

_IN_PLAN = ("gepland", "loopt", "doorlopend", "afgerond", "vertraagd")  # what lapsed is not


class Standing(StrEnum):
    """How an action stood on a day."""

    PLANNED = "planned"  # not started yet
    RUNNING = "running"
    DELAYED = "delayed"  # past its end date, or delayed in the owner's own word
    COMPLETED = "completed"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"  # a date that decides holds an error


def standing_at(action: Record, period: Period) -> Standing:
    """Return how `action` stood at the end of the period."""
    stop = period.stop
    if action.status == "vervallen":
        return Standing.LAPSED
    if action.faults & {"starts_on", "due_on", "completed_on", "status"}:
        return Standing.UNKNOWN
    if action.completed_on is not None and action.completed_on < stop:
        return Standing.COMPLETED
    if action.starts_on is None or action.starts_on >= stop:
        return Standing.PLANNED
    past = action.due_on is not None and action.due_on < stop
    said = action.status == "vertraagd" and _is_latest(period)
    return Standing.DELAYED if past or said else Standing.RUNNING


def _is_latest(period: Period) -> bool:
    return period.today is None or period.today < period.following().end


def started(register: Register, period: Period) -> Selection:
    """Choose the actions of the plan that had started at the end of the period."""
    return select(
        register,
        "actions",
        where("status", *_IN_PLAN),
        when("starts_on", lambda day: day < period.stop),
        maybe("due_on", lambda _: True),
        maybe("completed_on", lambda _: True),
    )


def due_in(register: Register, period: Period, *, unfinished_before: date) -> Selection:
    """Choose the actions that are to be finished in `period` and were not before it."""
    return select(
        register,
        "actions",
        where("status", *_IN_PLAN),
        when("due_on", period.contains),
        maybe("completed_on", lambda day: day is None or day >= unfinished_before),
    )
