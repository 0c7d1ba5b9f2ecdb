"""Which days are worked, and counting in them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.workdays import Calendar, add_months, public_holidays

CALENDAR = Calendar(frozenset({date(2016, 12, 27)}))
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2016, 10, 3), True),  # a Monday
        (date(2016, 10, 8), False),  # a Saturday
        (date(2016, 10, 9), False),  # a Sunday
        (date(2016, 4, 27), False),  # King's Day
        (date(2016, 12, 26), False),  # the second day of Christmas, a Monday
        (date(2016, 12, 27), False),  # the city's own free day
        (date(2016, 12, 28), True),
    ],
)
def test_weekends_public_holidays_and_own_free_days_are_free(day: date, *, worked: bool) -> None:
    """Everything else is worked."""
    assert CALENDAR.is_working(day) is worked


def test_counting_working_days_leaves_out_the_day_itself_and_what_is_free() -> None:
    """Friday plus one is Monday; over Christmas and the own free day it is Wednesday."""
    assert CALENDAR.add_working_days(date(2016, 10, 7), 1) == date(2016, 10, 10)
    assert CALENDAR.add_working_days(date(2016, 12, 23), 1) == date(2016, 12, 28)
    assert CALENDAR.add_working_days(date(2016, 10, 10), -1) == date(2016, 10, 7)
    assert CALENDAR.add_working_days(date(2016, 10, 8), 0) == date(2016, 10, 8)


@given(DAYS, st.integers(-30, 30))
def test_counting_back_gives_the_same_working_day(day: date, count: int) -> None:
    """From a working day, so many on and as many back is where one started."""
    start = CALENDAR.next_working(day)
    there = CALENDAR.add_working_days(start, count)
    assert CALENDAR.is_working(there)
    assert CALENDAR.add_working_days(there, -count) == start


@given(DAYS)
def test_the_nearest_working_days_lie_around_every_day(day: date) -> None:
    """The next is never earlier, the previous never later, and both are worked."""
    after, before = CALENDAR.next_working(day), CALENDAR.previous_working(day)
    assert before <= day <= after
    assert CALENDAR.is_working(before)
    assert CALENDAR.is_working(after)
    assert (before == after) == CALENDAR.is_working(day)


def test_easter_moves_with_the_year() -> None:
    """Easter Monday of two years."""
    assert date(2016, 3, 28) in public_holidays(2016)
    assert date(2017, 4, 17) in public_holidays(2017)


def test_a_month_on_from_the_last_day_is_the_last_day() -> None:
    """Months differ in length; years are crossed both ways."""
    assert add_months(date(2016, 1, 31), 1) == date(2016, 2, 29)
    assert add_months(date(2015, 11, 30), 3) == date(2016, 2, 29)
    assert add_months(date(2016, 11, 15), 1) == date(2016, 12, 15)
    assert add_months(date(2016, 12, 15), 1) == date(2017, 1, 15)
    assert add_months(date(2016, 1, 15), -1) == date(2015, 12, 15)
    assert add_months(date(2015, 10, 3), 12) == date(2016, 10, 3)
