"""Small numbers are hidden, and so is every total from which they could be worked out."""

from __future__ import annotations

from datetime import date

import pytest

from automations.engine.core.periods import parse_period
from automations.engine.core.report import Report, report
from automations.engine.core.suppression import Hide, is_hidden, is_small
from tests.registers import Row, register_of

TODAY = date(2016, 10, 3)


@pytest.mark.parametrize(
    ("count", "small"), [(0, False), (1, True), (4, True), (5, False), (100, False)]
)
def test_counts_from_one_to_four_are_small(count: int, *, small: bool) -> None:
    """Nobody can be recognised in a nought."""
    assert is_small(count) is small


@pytest.mark.parametrize(
    ("rule", "part", "whole", "hidden"),
    [
        (Hide.COUNT, 4, 4, True),
        (Hide.COUNT, 5, 5, False),
        (Hide.SHARE, 3, 20, True),
        (Hide.SHARE, 17, 20, True),
        (Hide.SHARE, 0, 20, False),
        (Hide.SHARE, 10, 20, False),
        (Hide.AVERAGE, 4, 4, True),
        (Hide.AVERAGE, 5, 5, False),
        (Hide.P90, 9, 9, True),
        (Hide.P90, 10, 10, False),
        (Hide.NOTHING, 1, 1, False),
    ],
)
def test_each_rule_hides_what_is_too_small(
    rule: Hide, part: int, whole: int, *, hidden: bool
) -> None:
    """A share is hidden with its rest, as either gives the other."""
    assert is_hidden(rule, part=part, whole=whole) is hidden


def _signals(sources: dict[str, int], month: str = "2016-03", start: int = 1) -> list[Row]:
    """Make signals by source, each assessed after two days and left without follow-up."""
    rows: list[Row] = []
    for source, number in sources.items():
        for _ in range(number):
            rows.append(
                {
                    "signal_id": f"S2016-{len(rows) + start:03}",
                    "received_on": date.fromisoformat(f"{month}-01"),
                    "source": source,
                    "status": "afgesloten",
                    "assessed_on": date.fromisoformat(f"{month}-03"),
                    "route": ("geen vervolg",),
                }
            )
    return rows


def _report(rows: list[Row]) -> Report:
    register = register_of(signals=rows)
    return report(register, (), parse_period("2016-H1"), TODAY)


def _cells(made: Report, table: str) -> dict[str, list[int | None]]:
    data = next(each for each in made.tables if each.id == table)
    return {line.label: [cell.value for cell in line.cells] for line in data.lines}  # type: ignore[misc]


def test_a_small_group_hides_its_own_cell_and_the_total() -> None:
    """Two of the municipality beside twenty of the others: neither 2 nor 22 is shown."""
    made = _report(_signals({"inwoner": 14, "politie": 6, "gemeente": 2}))
    cells = _cells(made, "signals-by-group")
    assert cells["group-network"] == [14, 0]
    assert cells["group-chain"] == [6, 0]
    assert cells["group-municipality"] == [None, 0]
    received = made.figure("signals-received")
    assert (received.value, received.previous, received.rows) == (None, None, None)
    assert received.suppressed


def test_a_total_is_shown_when_nothing_below_it_is_hidden() -> None:
    """Nothing can be worked out when every part is shown."""
    made = _report(_signals({"inwoner": 14, "politie": 6, "gemeente": 5}))
    received = made.figure("signals-received")
    assert (received.value, received.previous, received.suppressed) == (25, 0, False)


def test_the_previous_column_hides_as_strictly_as_the_present_one() -> None:
    """A shown figure keeps back a previous value whose own parts were hidden."""
    now = _signals({"inwoner": 14, "politie": 6, "gemeente": 5})
    then = _signals({"inwoner": 9, "politie": 3}, month="2015-09", start=100)
    made = _report([*now, *then])
    received = made.figure("signals-received")
    assert (received.value, received.previous) == (25, None)
    assert received.previous_suppressed
    assert _cells(made, "signals-by-group")["group-chain"] == [6, None]


def test_an_official_message_is_never_a_line_of_its_own() -> None:
    """It counts with the security chain, and a withdrawn signal counts nowhere."""
    rows = _signals({"ambtsbericht": 5, "politie": 5})
    rows.append({**rows[0], "signal_id": "S2016-900", "status": "ingetrokken"})
    made = _report(rows)
    cells = _cells(made, "signals-by-group")
    assert cells == {
        "group-network": [0, 0],
        "group-municipality": [0, 0],
        "group-chain": [10, 0],
    }


def test_handling_times_over_fewer_than_five_signals_are_hidden() -> None:
    """How many were counted is never shown with them: it would be a total."""
    few = _report(_signals({"inwoner": 4})).figure("days-to-assessment")
    many = _report(_signals({"inwoner": 5})).figure("days-to-assessment")
    assert (few.value, few.rows, few.suppressed) == (None, None, True)
    assert (many.value, many.rows, many.suppressed) == (2, None, False)


def test_no_table_has_a_line_of_totals() -> None:
    """Every line of the tables about signals is one of the known parts."""
    made = _report(_signals({"inwoner": 14, "politie": 6, "gemeente": 5}))
    labels = {
        line.label
        for table in made.tables
        if table.id.startswith("signals")
        for line in table.lines
    }
    assert all(label.startswith(("group-", "route-")) for label in labels)


def test_the_appendix_tells_neither_rows_nor_small_numbers_of_signals() -> None:
    """A row that could not be counted is mentioned without its number."""
    rows = _signals({"inwoner": 14})
    rows.append({**rows[0], "signal_id": "S2016-900", "faults": ("received_on",)})
    made = _report(rows)
    signals = next(sheet for sheet in made.quality.sheets if sheet.sheet == "signals")
    assert signals.rows is None
    (place,) = (each for each in made.quality.not_counted if each.tab == "Signalen")
    assert (place.count, place.rows) == (None, ())


def test_the_number_that_stayed_away_cannot_be_worked_out() -> None:
    """With two who stayed away, neither the share nor how many were expected is shown."""
    training = {
        "training_id": "T2016-01",
        "kind": "basistraining",
        "status": "gehouden",
        "held_on": date(2016, 4, 14),
    }
    people = [
        {
            "training_id": "T2016-01",
            "name": f"Functie {number}",
            "email": f"f{number}@partner.example",
            "status": "afwezig" if number < 2 else "aanwezig",
        }
        for number in range(20)
    ]
    register = register_of(trainings=[training], participants=people)
    made = report(register, (), parse_period("2016-H1"), TODAY)
    missed = made.figure("no-show-share")
    assert (missed.value, missed.rows, missed.suppressed) == (None, None, True)
    assert made.figure("participants-attended").value == 18
