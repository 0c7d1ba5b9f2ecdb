"""The holidays of schools: what is known, and what that does to reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from automations.engine.core.school_holidays import KNOWN, REGIONS, Span, days_of, known_until
from tests.registers import register_of
from tests.reminding import SETTINGS, Asked, ask, each_day, rules_from

BO = "bo@school.example"
AUTUMN: Span = (date(2016, 10, 15), date(2016, 10, 23))
SUMMER: Span = (date(2016, 7, 9), date(2016, 8, 21))
HOLIDAYS = replace(SETTINGS, school_holidays=days_of([AUTUMN, SUMMER]))


# What is known


@pytest.mark.parametrize("region", REGIONS)
def test_every_holiday_is_of_whole_weeks_and_none_runs_into_another(region: str) -> None:
    """From a Saturday to a Sunday: a slip of a digit shows here."""
    for first, last in KNOWN[region]:
        assert (first.strftime("%a"), last.strftime("%a")) == ("Sat", "Sun")
        assert (last - first).days + 1 in {9, 16, 44}
    assert all(one[1] < other[0] for one, other in pairwise(KNOWN[region]))


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("year", [*range(2016, 2026), 2028])
def test_each_year_has_its_five_holidays(year: int, region: str) -> None:
    """Spring, May, summer, autumn and Christmas begin in it."""
    begun = [first.month for first, _ in KNOWN[region] if first.year == year]
    assert len(begun) == 5
    assert (begun[0], begun[2], begun[3], begun[4]) == (2, 7, 10, 12)


@pytest.mark.parametrize(
    ("region", "span"),
    [
        ("midden", (date(2016, 10, 15), date(2016, 10, 23))),
        ("zuid", (date(2016, 10, 22), date(2016, 10, 30))),
        ("noord", (date(2016, 12, 24), date(2017, 1, 8))),
        ("noord", (date(2017, 7, 22), date(2017, 9, 3))),
        ("midden", (date(2018, 7, 14), date(2018, 8, 26))),
        ("zuid", (date(2019, 7, 6), date(2019, 8, 18))),
        ("noord", (date(2027, 10, 16), date(2027, 10, 24))),
        ("midden", (date(2028, 7, 8), date(2028, 8, 20))),
        ("zuid", (date(2029, 2, 10), date(2029, 2, 18))),
    ],
)
def test_a_holiday_is_as_the_ministry_published_it(region: str, span: Span) -> None:
    """Some of each source, as its page has them."""
    assert span in KNOWN[region]


def test_what_nobody_could_compare_is_not_there_and_shows() -> None:
    """The summer of 2027 in the north: whoever lives there is told in time to fill it in."""
    north = days_of(KNOWN["noord"])
    assert known_until(north, date(2026, 2, 1)) == date(2026, 8, 16)  # its autumn is missing
    assert known_until(north, date(2026, 8, 16)) == date(2026, 8, 16)
    assert known_until(north, date(2026, 8, 17)) is None
    own = north | days_of([(date(2026, 10, 10), date(2026, 10, 18))])
    assert known_until(own, date(2026, 8, 17)) == date(2027, 1, 3)
    assert known_until(frozenset(), date(2016, 10, 3)) is None
    assert known_until(days_of(KNOWN["midden"]), date(2031, 1, 1)) is None


# What it does


def at_school(
    send: str, held_on: date, today: str = "", kind: str = "onderwijs", *, urgent: bool = False
) -> tuple[Asked | None, list[date]]:
    """Ask about a participant of a school: what one day says, or on which days something left."""
    rules = rules_from(
        f"""
        training:
          about: participants
          anchor: training.held_on
          send: [{send}]
          to: email
          urgent: {str(urgent).lower()}
          says: "Training."
        """
    )
    register = register_of(
        organisations=[{"organisation_id": "ORG-01", "kind": kind, "status": "aangesloten"}],
        contacts=[],
        trainings=[{"training_id": "T2016-01", "title": "Training", "held_on": held_on}],
        participants=[
            {
                "training_id": "T2016-01",
                "name": "Mentor",
                "email": BO,
                "organisation_id": "ORG-01",
                "status": "aanwezig",
            }
        ],
    )
    if today:
        return ask(rules, register, today, settings=HOLIDAYS), []
    first = held_on - timedelta(days=100)
    return None, [day for day, _ in each_day(rules, register, first, 160, HOLIDAYS)]


@pytest.mark.parametrize(
    ("send", "held_on", "left"),
    [
        pytest.param("1 working day", date(2016, 10, 14), date(2016, 10, 24), id="after them"),
        pytest.param("3 days", date(2016, 10, 14), date(2016, 10, 24), id="on, from inside"),
        pytest.param("1 working day", date(2016, 10, 13), date(2016, 10, 14), id="just before"),
        pytest.param("-3 days", date(2016, 10, 21), date(2016, 10, 14), id="a before, in them"),
        pytest.param("-3 days", date(2016, 10, 25), date(2016, 10, 14), id="a before, after them"),
        pytest.param("-60 days", date(2016, 9, 29), date(2016, 7, 8), id="before a summer"),
    ],
)
def test_what_falls_in_the_holidays_of_a_school_moves_out_of_them(
    send: str, held_on: date, left: date
) -> None:
    """On to the first working day after them; a "before" back to the last one before them."""
    assert at_school(send, held_on) == (None, [left])


def test_a_school_in_its_holidays_is_named_with_the_day_on_which_it_goes_on() -> None:
    """Others are reminded as always."""
    held_on = date(2016, 10, 14)
    waits, _ = at_school("1 working day", held_on, "2016-10-17")
    assert waits is not None
    assert waits.recipients == []
    assert waits.reasons == ["Wacht vanwege de schoolvakantie tot 24 oktober 2016."]
    other, _ = at_school("1 working day", held_on, "2016-10-17", kind="zorg")
    assert other is not None
    assert other.recipients == [BO]


def test_what_is_urgent_reaches_a_school_in_its_holidays() -> None:
    """A training that is cancelled is not told a week after it was to be."""
    held_on = date(2016, 10, 14)
    now, _ = at_school("1 working day", held_on, "2016-10-17", urgent=True)
    assert now is not None
    assert now.recipients == [BO]
