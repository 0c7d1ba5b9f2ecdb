"""What is asked of today says by itself until when its answer holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from operator import eq, ge, gt, le, lt, ne

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.today import COMPARED, NEVER, PARTS, TOLD, Today

MONDAY = date(2016, 10, 3)
DAY = timedelta(days=1)
NEAR = st.integers(-20, 20).map(lambda ahead: MONDAY + ahead * DAY)
QUESTIONS: list[Callable[[date, date], object]] = [
    *(lt, le, gt, ge, eq, ne),
    *(lambda today, day: day < today, lambda today, day: day <= today),
    *(lambda today, day: today in (day, None), lambda today, day: max(today, day) == today),
    *(lambda today, day: day - today, lambda today, day: today - day, lambda today, _: today + DAY),
    *(lambda today, _: DAY + today, lambda today, _: today - DAY, lambda today, _: today.year),
    *(lambda today, _: today.month, lambda today, _: hash(today), lambda today, _: f"{today:%d}"),
    *(lambda today, _: str(today), lambda today, _: today.weekday(), lambda today, _: repr(today)),
    lambda today, day: today < day and today.day,
    lambda today, _: today.replace(day=1),
]


@pytest.mark.parametrize("question", QUESTIONS)
@given(today=NEAR, day=NEAR)
def test_an_answer_holds_until_the_day_that_comes_with_it(
    question: Callable[[date, date], object], today: date, day: date
) -> None:
    """It is the plain day's answer, and each day before the turn gives the same one."""
    noting = Today.of(today)
    answer, turn = noting.asked(lambda: question(noting, day))
    assert answer == question(today, day)
    assert turn > today
    for later in (today + ahead * DAY for ahead in range(60)):
        assert later >= turn or question(later, day) == answer


def test_what_never_asks_for_the_day_holds_for_ever() -> None:
    """So does a date that is over."""
    today = Today.of(MONDAY)
    assert today.asked(lambda: 3) == (3, NEVER)
    assert today.asked(lambda: today > date(2016, 9, 1)) == (True, NEVER)
    assert today.asked(lambda: today == "3-10-2016") == (False, NEVER)


def test_what_is_asked_within_a_question_counts_for_that_one_too() -> None:
    """The first turn of all that was asked is the turn of the whole, even where one gave up."""
    today = Today.of(MONDAY)

    def inner() -> bool:
        return today < date(2016, 10, 9)

    def gives_up() -> bool:
        raise ValueError(today < date(2016, 10, 5))

    def outer() -> tuple[bool, date]:
        with pytest.raises(ValueError, match="True"):
            today.asked(gives_up)
        return today.asked(inner)

    assert today.asked(outer) == ((True, date(2016, 10, 9)), date(2016, 10, 5))


def test_whatever_a_date_can_be_asked_is_noted() -> None:
    """A method that a later Python gives to dates is to be named among them as well."""
    of_the_class = {"min", "max", "resolution", "today", "fromordinal", "fromtimestamp"}
    of_the_class |= {"fromisoformat", "fromisocalendar", "strptime", "__new__", "__doc__"}
    assert set(vars(date)) - of_the_class - {"__getattribute__"} <= {*COMPARED, *PARTS, *TOLD}
