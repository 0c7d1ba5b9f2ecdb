"""When the half-yearly report is due, and about which half year (chapter 7 of the plan)."""

from __future__ import annotations

from datetime import date

from automations.engine.core.periods import Period, half_year_of, last_half_year
from automations.engine.core.register import Register
from automations.engine.core.workdays import Calendar

REPORT_DUE = "report-due"  # under which it is remembered that it is, and since when
BOARD = "CPO"  # the meeting that the report goes to
BEFORE_IT = 10  # working days
AFTER_START = 20  # working days into January and July, where no such meeting is planned


def report_due(register: Register, today: date, calendar: Calendar) -> tuple[Period, date]:
    """Return the half year that is accounted for next, and the day on which its report is due.

    That is ten working days before the next CPO that stands in Overleggen, until it has been held.
    Without one it is twenty working days after the first one of January or July.
    """
    meetings = [
        meeting.held_on
        for meeting in register.consultations
        if meeting.kind == BOARD
        and meeting.status == "gepland"
        and "held_on" not in meeting.faults
        and meeting.held_on is not None
        and meeting.held_on >= today
    ]
    if meetings:
        held_on = min(meetings)
        return last_half_year(held_on), calendar.add_working_days(held_on, -BEFORE_IT)
    half = half_year_of(today)
    due = _after_start(half, calendar)
    if due < today:
        half = half.following()
        due = _after_start(half, calendar)
    return half.previous(), due


def _after_start(half: Period, calendar: Calendar) -> date:
    return calendar.add_working_days(calendar.next_working(half.start), AFTER_START)
