"""Small numbers stay hidden over several reports, and what was published is reckoned with."""

from __future__ import annotations

from datetime import date

import pytest

from automations.engine.core.periods import parse_period
from automations.engine.core.published import Published, PublishedError, Shown, parse_published
from automations.engine.core.report import Report, report
from tests.attacker import Name, Range, attack
from tests.registers import Row, register_of
from tests.report_sets import made_of, published, random_set, truth

TODAY = date(2017, 1, 20)
SETS = 6


def conferences(**numbers: int) -> list[Row]:
    """Write case conferences by month: jan=3 is three in January 2016."""
    months = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
    return [
        {
            "consultation_id": f"V2016-{month}-{place}",
            "held_on": date(2016, months[month], 1 + place),
            "kind": "casusoverleg VHRR",
            "status": "gehouden",
            "attended": True,
        }
        for month, number in numbers.items()
        for place in range(number)
    ]


def shown(rows: list[Row], *codes: str, approved: bool = False) -> list[object]:
    """Give what each report writes about the case conferences: a number, "<5" or "hidden"."""
    register, made = register_of(consultations=rows), list[Report]()
    for code in codes:
        earlier = [published(each) for each in made] if approved else []
        made.append(report(register, (), parse_period(code), TODAY, published=earlier))
    return [written(each) for each in made]


def written(made: Report) -> object:
    """Tell how the case conferences of a report are written."""
    figure = made.figure("case-conferences")
    if not figure.suppressed:
        return figure.value
    return "<5" if figure.hide.value == "count" else "hidden"


@pytest.mark.parametrize("seed", range(SETS))
def test_no_hidden_small_count_can_be_worked_out_from_successive_reports(seed: int) -> None:
    """Not by linear programming over all that up to four reports show; the benchmark runs 500."""
    given = random_set(seed)
    made = made_of(given)
    ranges = attack(made)
    assert ranges
    assert all(each.low <= truth(given, each.name) <= each.high for each in ranges)
    for supposing in (ranges, attack(made, routes_add_up=True) or []):
        found = [each for each in supposing if 1 <= each.low == each.high <= 4]
        assert not [each for each in found if each.low == truth(given, each.name)]


def test_the_attacker_finds_what_a_year_gives_away() -> None:
    """9 in the year and 7 in its first half are 2 in its second: he sees it where it is shown."""
    register = register_of(consultations=conferences(jan=7, jul=2))
    first, second, year = (
        report(register, (), parse_period(code), TODAY) for code in ("2016-H1", "2016-H2", "2016-J")
    )
    careless = report(register_of(consultations=conferences(jan=9)), (), first.period, TODAY)
    assert careless.figure("case-conferences").value == 9
    object.__setattr__(careless, "period", year.period)
    found = {each.name: each for each in attack([first, second, careless]) or ()}
    name: Name = ("case-conferences", "", "2016-H2")
    assert found[name] == Range(name, "<5", 2, 2)
    assert {each.name: each for each in attack([first, second, year]) or ()}[name].low == 1


def test_a_quarter_does_not_give_away_the_other_quarter_of_a_half_year() -> None:
    """11 in the half year, 8 in its first quarter: the second would be 3."""
    rows = conferences(jan=8, apr=3)
    assert shown(rows, "2016-H1", "2016-Q1", "2016-Q2") == [11, "hidden", "<5"]


def test_a_half_year_hides_what_quarters_that_were_published_would_give_away() -> None:
    """Where nobody published the quarter, the half year is shown."""
    rows = conferences(jan=8, apr=3)
    quarter = Published(parse_period("2016-Q1"), now={("case-conferences", ""): _value(8)})
    made = report(
        register_of(consultations=rows), (), parse_period("2016-H1"), TODAY, published=[quarter]
    )
    assert written(made) == "hidden"
    assert shown(rows, "2016-H1") == [11]


def test_smaller_than_five_is_not_said_where_it_would_tell_more_of_another_period() -> None:
    """If the year is less than five as well, each half is at most three: so that is not said."""
    rows = conferences(jan=1, jul=2)
    assert shown(rows, "2016-H1", "2016-H2", "2016-J") == ["<5", "<5", "hidden"]


def test_the_previous_column_gives_the_number_that_was_published() -> None:
    """Twelve beside an earlier eleven would tell that one came later."""
    before = Published(parse_period("2016-H1"), now={("case-conferences", ""): _value(11)})
    register = register_of(consultations=conferences(jan=12, jul=9))
    made = report(register, (), parse_period("2016-H2"), TODAY, published=[before])
    figure = made.figure("case-conferences")
    assert (figure.value, figure.previous) == (9, 11)


def test_a_report_that_is_made_again_of_the_same_rows_shows_the_same() -> None:
    """What was approved is no reason to hide anything of itself."""
    given = random_set(1)
    for period, day in zip(given.periods, given.days, strict=True):
        first = report(given.register, (), period, day)
        again = report(given.register, (), period, day, published=[published(first)])
        assert (again.figures, again.tables) == (first.figures, first.tables)


def test_what_was_kept_of_a_report_must_be_its_json() -> None:
    """A colleague who hands in something else hears so."""
    for wrong in ({}, {"period": "2016"}, {"period": "2016-H1", "figures": [{"id": "x"}]}):
        with pytest.raises(PublishedError):
            parse_published(wrong)
    text = {"id": "x", "value": "12", "previous": None, "suppressed": False}
    with pytest.raises(PublishedError):
        parse_published({"period": "2016-H1", "figures": [text]})


def _value(number: int) -> Shown:
    return Shown(number)
