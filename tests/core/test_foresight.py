"""Two plans compared: what came, what went, what moved, and what was said meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.foresight import Difference, Foreseen, difference

MONDAY = date(2016, 10, 3)
FRIDAY = date(2016, 10, 7)
ONE = Foreseen(
    MONDAY, "reminders", "action-due", "A-03", MONDAY, "0 days", "an@city.example", "Actie A-03"
)


def day(ahead: int) -> date:
    """Return a day of that week."""
    return MONDAY + timedelta(days=ahead)


def test_the_same_plan_has_not_changed() -> None:
    """Whatever order it comes in."""
    other = replace(ONE, key="A-04")
    found = difference([ONE, other], [other, ONE], frozenset(), FRIDAY)
    assert not found
    assert found == Difference((), (), ())


def test_a_new_row_is_added_and_a_removed_one_is_gone() -> None:
    """By rule, row, moment and person."""
    other = replace(ONE, key="A-04")
    found = difference([ONE], [other], frozenset(), FRIDAY)
    assert (found.added, found.gone, found.moved) == ((other,), (ONE,), ())


def test_a_date_that_moved_moves_what_hangs_on_it() -> None:
    """It is the same reminder for another date, not a new one and a lost one."""
    later = replace(ONE, on=day(2), anchor=day(2))
    found = difference([ONE], [later], frozenset(), FRIDAY)
    assert (found.added, found.gone, found.moved) == ((), (), ((ONE, later),))


def test_what_was_said_meanwhile_is_not_gone() -> None:
    """It was planned, and then it happened."""
    assert not difference([ONE], [], frozenset({ONE.item}), FRIDAY)


def test_what_lies_beyond_the_shorter_plan_is_not_new() -> None:
    """The last run did not look as far."""
    beyond = replace(ONE, key="A-05", on=day(9))
    assert not difference([], [beyond], frozenset(), FRIDAY)
    assert not difference([beyond], [], frozenset(), FRIDAY)


FORESEEN = st.builds(
    Foreseen,
    on=st.integers(0, 6).map(day),
    automation=st.just("reminders"),
    rule=st.sampled_from(["action-due", "confirm-details"]),
    key=st.sampled_from(["A-01", "A-02"]),
    anchor=st.integers(0, 2).map(day) | st.none(),
    offset=st.sampled_from(["0 days", "7 days"]),
    to=st.sampled_from(["an@city.example", "bo@city.example"]),
    subject=st.just("Onderwerp"),
)
PLAN = st.lists(FORESEEN, unique_by=lambda one: one.item, max_size=12)


@given(PLAN, PLAN)
def test_applied_to_the_old_plan_the_difference_gives_the_new_one(
    before: list[Foreseen], now: list[Foreseen]
) -> None:
    """Nothing that changed is left out, and nothing is told twice."""
    found = difference(before, now, frozenset(), day(6))
    result = [one for one in before if one not in found.gone]
    for was, becomes in found.moved:
        result.remove(was)
        result.append(becomes)
    assert sorted(map(str, [*result, *found.added])) == sorted(map(str, now))
