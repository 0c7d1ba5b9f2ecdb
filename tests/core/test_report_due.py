"""When the half-yearly report is due, and about which half year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from automations.engine.core.report_due import report_due
from automations.engine.core.workdays import Calendar
from tests.registers import register_of

Row = Mapping[str, object]


def due(today: date, *meetings: Row) -> tuple[str, date]:
    """Return the half year and the day, with those meetings in Overleggen."""
    register = register_of(
        consultations=[
            {"consultation_id": f"V2016-{n:03}", "kind": "CPO", "status": "gepland", **row}
            for n, row in enumerate(meetings)
        ]
    )
    period, day = report_due(register, today, Calendar())
    return period.code, day


NOVEMBER: Row = {"held_on": date(2016, 11, 14)}


def test_it_is_ten_working_days_before_the_next_meeting_of_the_board() -> None:
    """About the last half year that is over then; until the meeting was held."""
    assert due(date(2016, 9, 1), NOVEMBER) == ("2016-H1", date(2016, 10, 31))
    assert due(date(2016, 11, 14), NOVEMBER) == ("2016-H1", date(2016, 10, 31))
    spring: Row = {"held_on": date(2017, 5, 22)}
    assert due(date(2016, 9, 1), spring, NOVEMBER) == ("2016-H1", date(2016, 10, 31))
    assert due(date(2016, 11, 15), spring, NOVEMBER) == ("2016-H2", date(2017, 5, 8))


@pytest.mark.parametrize(
    "meeting",
    [
        {"status": "vervallen"},
        {"status": "gehouden"},
        {"kind": "college"},
        {"held_on": None},
        {"faults": ("held_on",)},
        {"held_on": date(2016, 8, 1)},
    ],
)
def test_a_meeting_that_says_nothing_does_not_count(meeting: Row) -> None:
    """One that was called off, of others, without a day, or over."""
    alone = due(date(2016, 9, 1), {**NOVEMBER, **meeting})
    assert alone == due(date(2016, 9, 1))


@pytest.mark.parametrize(
    ("today", "period", "day"),
    [
        (date(2016, 1, 1), "2015-H2", date(2016, 2, 1)),
        (date(2016, 2, 1), "2015-H2", date(2016, 2, 1)),
        (date(2016, 2, 2), "2016-H1", date(2016, 7, 29)),
        (date(2016, 7, 29), "2016-H1", date(2016, 7, 29)),
        (date(2016, 7, 30), "2016-H2", date(2017, 1, 30)),
    ],
)
def test_without_a_meeting_it_is_twenty_working_days_into_the_next_half_year(
    today: date, period: str, day: date
) -> None:
    """Counted from the first working day of January or July."""
    assert due(today) == (period, day)
