"""When a job is due, in both nights of summer time too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.slots import (
    Every,
    moment_of,
    next_slot,
    parse_every,
    slots_between,
)

DORDRECHT = ZoneInfo("Europe/Amsterdam")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Amsterdam",
        "America/Sao_Paulo",  # skipped midnight
        "Australia/Lord_Howe",  # changes by half an hour
        "Pacific/Apia",  # skipped a whole day
        "Africa/Casablanca",  # goes back for one month
        "UTC",
    )
]


def on_weekdays(day: date) -> bool:
    """Call Monday to Friday working days."""
    return day.isoweekday() <= 5


def local(text: str, zone: ZoneInfo = DORDRECHT) -> datetime:
    """Read a local time."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def slots(every: str, after: str, until: str) -> list[str]:
    """List the slots in Dordrecht, in local time with its offset."""
    found = slots_between(parse_every(every), local(after), local(until), DORDRECHT, on_weekdays)
    assert all(slot.tzinfo is UTC for slot in found)
    return [slot.astimezone(DORDRECHT).strftime("%a %d %H:%M %z") for slot in found]


def test_a_working_day_slot_leaves_out_the_weekend() -> None:
    """Saturday and Sunday are not worked, so nothing is due on them."""
    assert slots("working day 08:00", "2016-09-30 08:00", "2016-10-04 08:00") == [
        "Mon 03 08:00 +0200",
        "Tue 04 08:00 +0200",
    ]


def test_a_weekday_slot_comes_once_a_week() -> None:
    """`monday 08:00` is due on Mondays, worked or not."""
    assert slots("monday 08:00", "2016-10-01 00:00", "2016-10-15 00:00") == [
        "Mon 03 08:00 +0200",
        "Mon 10 08:00 +0200",
    ]


def test_a_slot_belongs_to_the_moment_before_it_and_not_to_the_moment_after() -> None:
    """The border is later than `after` and not later than `until`, so that none counts twice."""
    assert slots("day 07:30", "2016-10-03 07:29", "2016-10-03 07:30") == ["Mon 03 07:30 +0200"]
    assert slots("day 07:30", "2016-10-03 07:30", "2016-10-04 07:29") == []


@pytest.mark.parametrize(
    ("every", "comes"),
    [
        ("working day 08:00", "Mon 03 Oct 08:00"),
        ("day 07:30", "Sat 01 Oct 07:30"),
        ("friday 12:00", "Fri 07 Oct 12:00"),
    ],
)
def test_the_next_slot_is_found_over_weekends(every: str, comes: str) -> None:
    """In the zone's own time, for people to read."""
    found = next_slot(every, local("2016-09-30 12:00"), DORDRECHT, on_weekdays)
    assert found is not None
    assert found.strftime("%a %d %b %H:%M") == comes


def test_where_nobody_works_there_is_no_next_slot() -> None:
    """A calendar with nothing but free days."""
    moment = local("2016-09-30 12:00")
    assert next_slot("working day 08:00", moment, DORDRECHT, lambda _: False) is None


def test_a_time_that_summer_time_skips_is_due_once_at_the_first_moment_after_it() -> None:
    """On 27 March 2016 the clock went from 02:00 to 03:00."""
    assert slots("day 02:30", "2016-03-26 12:00", "2016-03-28 12:00") == [
        "Sun 27 03:00 +0200",
        "Mon 28 02:30 +0200",
    ]


def test_a_time_that_comes_twice_is_due_the_first_time_only() -> None:
    """On 30 October 2016 the clock went back from 03:00 to 02:00."""
    assert slots("day 02:30", "2016-10-29 12:00", "2016-10-31 12:00") == [
        "Sun 30 02:30 +0200",
        "Mon 31 02:30 +0100",
    ]


def test_a_day_that_a_zone_skipped_has_no_slot() -> None:
    """Samoa had no 30 December 2011: its slot may not fall on the 31st, which has its own."""
    apia = ZoneInfo("Pacific/Apia")
    assert moment_of(date(2011, 12, 30), time(8), apia) is None
    assert moment_of(date(2011, 12, 31), time(8), apia) == local("2011-12-31 08:00", apia)


@pytest.mark.parametrize(
    "text", ["", "working day", "08:00", "day 8:00", "day 25:00", "day 08:60", "maandag 08:00"]
)
def test_a_schedule_that_cannot_be_read_is_refused_with_the_notations_that_can(text: str) -> None:
    """An automation whose `every` is misspelt must not quietly never run."""
    with pytest.raises(ValueError, match="working day 08:00"):
        parse_every(text)


@given(
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    start=st.dates(date(2000, 1, 1), date(2037, 1, 1)),
)
def test_each_local_day_has_exactly_one_slot_unless_the_zone_skipped_it(
    zone: ZoneInfo, at: time, start: date
) -> None:
    """Whatever the clock does: never two on one day, none left out, and in order."""
    after = datetime.combine(start, time(), zone)
    until = datetime.combine(start + timedelta(days=400), time(), zone) - timedelta(microseconds=1)
    found = slots_between(Every("day", at), after - timedelta(microseconds=1), until, zone, bool)
    days = [slot.astimezone(zone).date() for slot in found]
    assert list(found) == sorted(found)
    skipped = {date(2011, 12, 30)} if zone.key == "Pacific/Apia" else set()
    assert days == [day for n in range(400) if (day := start + timedelta(days=n)) not in skipped]


@given(
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    day=st.dates(date(2000, 1, 1), date(2037, 1, 1)),
)
def test_a_slot_is_never_before_its_time_on_the_wall(zone: ZoneInfo, at: time, day: date) -> None:
    """The wall shows the time asked for; only where that time was skipped, a later one."""
    moment = moment_of(day, at, zone)
    if moment is not None:
        shown = moment.astimezone(zone)
        assert shown.time() >= at
        if shown.time() != at:
            assert (moment - timedelta(seconds=1)).astimezone(zone).time() < at
