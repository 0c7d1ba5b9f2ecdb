"""The notation of rules, and laying their offsets out over the calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.rules import Offset, Repeat, parse_every, parse_offset, schedule
from automations.engine.core.workdays import Calendar

CALENDAR = Calendar()
OFFSETS = st.builds(Offset, st.integers(-40, 40), st.booleans())


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("-3 days", Offset(-3)),
        ("1 day", Offset(1)),
        ("0", Offset(0)),
        ("0 days", Offset(0)),
        ("+7 days", Offset(7)),
        ("5 working days", Offset(5, working=True)),
        ("-1 working day", Offset(-1, working=True)),
    ],
)
def test_offsets_are_read(text: str, offset: Offset) -> None:
    """Days or working days, before or after."""
    assert parse_offset(text) == offset


@pytest.mark.parametrize("text", ["3", "three days", "3 weeks", "", "every 7 days", "- 3 days"])
def test_what_is_no_offset_is_refused(text: str) -> None:
    """A bare number other than 0 could mean anything."""
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_offset(text)


def test_repeats_are_read() -> None:
    """`every working day` is every one of them; every zero days is nothing."""
    assert parse_every("every 7 days") == Offset(7)
    assert parse_every("every working day") == Offset(1, working=True)
    assert parse_every("every 2 working days") == Offset(2, working=True)
    assert parse_every("7 days") is None
    assert parse_every("every 0 days") is None


@given(OFFSETS)
def test_an_offset_is_always_written_in_the_same_way(offset: Offset) -> None:
    """The text is part of an item's identity, so spelling must not make a new item."""
    same = parse_offset(f"  {offset.text.replace(' ', '  ')} ")
    assert same.text == offset.text or offset.count == 0


def days(send: list[str], anchor: date, repeat: Repeat | None = None) -> list[tuple[str, date]]:
    """Lay offsets out."""
    steps = schedule([parse_offset(one) for one in send], repeat, anchor, CALENDAR)
    return [(step.offset, step.day) for step in steps]


def test_what_falls_in_a_weekend_waits_for_monday() -> None:
    """1 October 2016 is a Saturday."""
    assert days(["0 days"], date(2016, 10, 1)) == [("0 days", date(2016, 10, 3))]


def test_a_before_that_would_wait_past_its_use_goes_out_earlier() -> None:
    """One day before Monday is Sunday: Friday, then. Three days before Tuesday can wait a day."""
    assert days(["-1 day"], date(2016, 10, 10)) == [("-1 day", date(2016, 10, 7))]
    assert days(["-3 days"], date(2016, 10, 11)) == [("-3 days", date(2016, 10, 10))]


def test_a_public_holiday_is_no_day_to_send() -> None:
    """Easter Monday 2016 moves on to Tuesday."""
    assert days(["0 days"], date(2016, 3, 28)) == [("0 days", date(2016, 3, 29))]


def test_a_repeat_follows_the_last_offset_four_times() -> None:
    """Written as the offset it comes to, so that adding that offset to the rule repeats nothing."""
    assert days(["0 days", "7 days"], date(2016, 10, 3), Repeat(Offset(7))) == [
        ("0 days", date(2016, 10, 3)),
        ("7 days", date(2016, 10, 10)),
        ("14 days", date(2016, 10, 17)),
        ("21 days", date(2016, 10, 24)),
        ("28 days", date(2016, 10, 31)),
        ("35 days", date(2016, 11, 7)),
    ]


def test_a_repeat_in_days_may_follow_working_days() -> None:
    """The units are not mixed in one number."""
    assert days(["5 working days"], date(2016, 10, 3), Repeat(Offset(7), 2)) == [
        ("5 working days", date(2016, 10, 10)),
        ("5 working days + 7 days", date(2016, 10, 17)),
        ("5 working days + 14 days", date(2016, 10, 24)),
    ]


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.lists(OFFSETS, min_size=1, max_size=4))
def test_no_step_falls_on_a_free_day_and_no_before_on_its_own_day(
    anchor: date, send: list[Offset]
) -> None:
    """Each step is a working day; what is before stays before."""
    for step in schedule(send, Repeat(Offset(7)), anchor, CALENDAR):
        assert CALENDAR.is_working(step.day)
        if step.before:
            assert step.day < anchor
        assert abs(step.day - anchor) < timedelta(days=120)
