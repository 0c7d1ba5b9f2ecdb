"""When a mail may leave."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from automations.engine.core.windows import is_open, send_moment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def leaves(on: str, now: str, *, urgent: bool = False) -> str:
    """Say when a mail due `on` leaves, as the clock on the wall shows it."""
    moment = send_moment(
        date.fromisoformat(on),
        datetime.fromisoformat(now).replace(tzinfo=AMSTERDAM),
        window=(time(8), time(18)),
        zone="Europe/Amsterdam",
        is_working=lambda day: day.isoweekday() < 6 and day != date(2016, 5, 5),
        urgent=urgent,
    )
    assert moment.tzinfo is UTC
    return moment.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M")


def test_inside_the_window_it_leaves_at_once() -> None:
    """Due today, and now lies in 08:00-18:00 on a working day: now."""
    assert leaves("2016-10-03", "2016-10-03 09:00") == "2016-10-03 09:00"


def test_what_was_due_earlier_leaves_today() -> None:
    """A run that catches up does not wait for anything."""
    assert leaves("2016-09-30", "2016-10-03 09:00") == "2016-10-03 09:00"


def test_before_the_window_it_waits_for_the_opening() -> None:
    """Nobody is mailed at six in the morning."""
    assert leaves("2016-10-03", "2016-10-03 06:00") == "2016-10-03 08:00"


def test_after_the_window_it_waits_for_the_next_day() -> None:
    """At 18:00 the window is closed."""
    assert leaves("2016-10-03", "2016-10-03 18:00") == "2016-10-04 08:00"


def test_a_weekend_is_waited_out() -> None:
    """Friday evening and Saturday wait for Monday."""
    assert leaves("2016-09-30", "2016-09-30 19:00") == "2016-10-03 08:00"
    assert leaves("2016-10-01", "2016-10-01 10:00") == "2016-10-03 08:00"


def test_a_free_day_is_waited_out() -> None:
    """Ascension Day 2016 is a Thursday; the mail goes on Friday."""
    assert leaves("2016-05-05", "2016-05-04 18:30") == "2016-05-06 08:00"


def test_what_is_due_later_leaves_when_that_day_opens() -> None:
    """The hour of now says nothing about another day."""
    assert leaves("2016-10-06", "2016-10-03 15:00") == "2016-10-06 08:00"


def test_the_opening_is_local_time_on_both_sides_of_summer_time() -> None:
    """08:00 in Dordrecht is 06:00 UTC in summer and 07:00 UTC in winter."""
    window, zone = (time(8), time(18)), "Europe/Amsterdam"
    now = datetime(2016, 10, 1, tzinfo=UTC)
    hours = [
        send_moment(day, now, window=window, zone=zone, is_working=lambda _: True).hour
        for day in (date(2016, 10, 28), date(2016, 10, 31))
    ]
    assert hours == [6, 7]


def test_what_is_urgent_and_due_waits_for_nothing() -> None:
    """A training that is cancelled on Sunday evening is not told on Monday morning."""
    assert leaves("2016-10-02", "2016-10-02 20:15", urgent=True) == "2016-10-02 20:15"


def test_what_is_urgent_but_due_later_keeps_the_window() -> None:
    """Urgent is about today only."""
    assert leaves("2016-10-04", "2016-10-03 20:15", urgent=True) == "2016-10-04 08:00"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2016-10-03 07:59", False),
        ("2016-10-03 08:00", True),
        ("2016-10-03 17:59", True),
        ("2016-10-03 18:00", False),
        ("2016-10-08 12:00", False),
    ],
)
def test_the_window_is_open_in_its_hours_on_a_working_day(moment: str, *, expected: bool) -> None:
    """Monday from 08:00 up to 18:00, whatever zone the moment is given in; never a Saturday."""
    local = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
    for given in (local, local.astimezone(UTC)):
        found = is_open(
            given,
            window=(time(8), time(18)),
            zone="Europe/Amsterdam",
            is_working=lambda day: day.isoweekday() < 6,
        )
        assert found is expected
