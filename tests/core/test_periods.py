"""Periods are half years, quarters and years, closed at the front and open at the end."""

from __future__ import annotations

from datetime import date

import pytest

from automations.engine.core.periods import (
    Period,
    PeriodError,
    add_months,
    last_half_year,
    parse_period,
)
from automations.engine.words import Words


@pytest.mark.parametrize(
    ("code", "start", "end", "previous", "following"),
    [
        ("2016-H1", date(2016, 1, 1), date(2016, 7, 1), "2015-H2", "2016-H2"),
        ("2016-H2", date(2016, 7, 1), date(2017, 1, 1), "2016-H1", "2017-H1"),
        ("2016-Q1", date(2016, 1, 1), date(2016, 4, 1), "2015-Q4", "2016-Q2"),
        ("2016-Q4", date(2016, 10, 1), date(2017, 1, 1), "2016-Q3", "2017-Q1"),
        ("2016-J", date(2016, 1, 1), date(2017, 1, 1), "2015-J", "2017-J"),
    ],
)
def test_a_period_knows_its_days_and_its_neighbours(
    code: str, start: date, end: date, previous: str, following: str
) -> None:
    """The end is the first day that no longer belongs to it."""
    period = parse_period(code)
    assert (period.start, period.end, period.code) == (start, end, code)
    assert (period.previous().code, period.following().code) == (previous, following)
    assert period.contains(start)
    assert not period.contains(end)


def test_the_same_period_of_the_year_before_keeps_its_part() -> None:
    """A half year is also compared with the same season."""
    assert parse_period("2016-H1").year_earlier() == Period(2015, "H1")


@pytest.mark.parametrize("code", ["2016", "2016-H3", "2016-Q5", "16-H1", "2016-h", "0001-H1", ""])
def test_what_is_no_period_is_refused(code: str) -> None:
    """Only the notations of the workbooks are read."""
    with pytest.raises(PeriodError):
        parse_period(code)


def test_small_letters_and_blanks_are_forgiven() -> None:
    """Who types a period is not punished for a small letter."""
    assert parse_period(" 2016-h2 ") == Period(2016, "H2")


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2016, 10, 3), "2016-H1"),
        (date(2016, 7, 1), "2016-H1"),
        (date(2016, 6, 30), "2015-H2"),
        (date(2017, 1, 1), "2016-H2"),
    ],
)
def test_the_report_is_about_the_last_half_year_that_ended(today: date, code: str) -> None:
    """On the first day of a half year the one before has ended."""
    assert last_half_year(today).code == code


def test_standings_of_a_running_period_are_those_of_today() -> None:
    """Nothing that lies ahead counts as if it had happened."""
    running = Period(2016, "H2", today=date(2016, 10, 3))
    ended = Period(2016, "H1", today=date(2016, 10, 3))
    assert (running.stop, running.last_day) == (date(2016, 10, 4), date(2016, 10, 3))
    assert (ended.stop, ended.last_day) == (date(2016, 7, 1), date(2016, 6, 30))


def test_months_end_where_the_calendar_ends() -> None:
    """A month after 31 January is the last day of February."""
    assert add_months(date(2016, 1, 31), 1) == date(2016, 2, 29)
    assert add_months(date(2016, 3, 31), -1) == date(2016, 2, 29)
    assert add_months(date(2015, 12, 10), 24) == date(2017, 12, 10)


def test_a_period_has_a_name_in_words() -> None:
    """The board reads a name, not a code."""
    assert Words("nl").message(parse_period("2016-H1").label) == "eerste halfjaar 2016"
    assert Words("en").message(parse_period("2016-Q3").label) == "third quarter of 2016"
