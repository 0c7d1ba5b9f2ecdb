"""What the next report takes from approved ones: previous values, and late edits as corrections."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from automations.engine.core.approved_reports import ApprovedData, as_data, digest
from automations.engine.core.periods import parse_period
from automations.engine.core.report import Report, gaps, report
from automations.engine.words import Words
from tests.registers import Row, register_of

NEXT, CLOSED, THEN = parse_period("2016-H2"), parse_period("2016-H1"), date(2016, 7, 10)
LATER = date(2017, 1, 10)


def dialogues(*places: str, year: int = 2016, month: int = 3) -> list[Row]:
    """Hold dialogues in these districts."""
    return [
        {
            "dialogue_id": f"D{year}-{month:02}{number}",
            "held_on": date(year, month, number),
            "status": "gehouden",
            "district": place,
            "with_young_people": True,
            "attendees": 20,
        }
        for number, place in enumerate(places, 1)
    ]


def signals(**sources: int) -> list[Row]:
    """Receive so many signals of each source."""
    names = [name for name, number in sources.items() for _ in range(number)]
    return [
        {
            "signal_id": f"S-{number:03}",
            "received_on": date(2016, 2, 1),
            "source": name,
            "route": "meldpunt",
            "status": "nieuw",
        }
        for number, name in enumerate(names)
    ]


def made(
    sheets: Mapping[str, Sequence[Row]],
    code: str = "2016-H1",
    today: date = THEN,
    published: Sequence[ApprovedData] = (),
) -> Report:
    """Compute a report of a few rows."""
    return report(register_of(**sheets), (), parse_period(code), today, approved=published)


def approved(of: Report) -> Any:  # noqa: ANN401 - JSON
    """Approve a report, and return what the store gives back of it."""
    parts = (of.figures, of.tables, of.corrections)
    data = as_data(of.kind, of.period, of.made_on, *parts, Words("nl"))
    return json.loads(json.dumps(data))


def told(of: Report) -> list[tuple[str, str, str, object, object]]:
    """Return the corrections of a report, shortly."""
    return [(one.about, one.id, one.line, one.approved, one.now) for one in of.corrections]


def test_previous_values_are_those_that_were_approved() -> None:
    """In figures and in tables, also for a line that is not there any more; the story agrees."""
    kept = approved(made({"dialogues": dialogues("Wielwijk", "Wielwijk", "Staart")}))
    now = {"dialogues": dialogues("Wielwijk")}
    without = made(now, "2016-H2", LATER)
    found = made(now, "2016-H2", LATER, [kept])
    assert without.figure("dialogues-held").previous == 1
    assert found.figure("dialogues-held").previous == 3
    table = next(one for one in found.tables if one.id == "dialogues-by-district")
    assert [(line.label, [cell.value for cell in line.cells]) for line in table.lines] == [
        ("Staart", [0, 1]),
        ("Wielwijk", [0, 2]),
    ]


def test_what_was_hidden_then_or_would_be_now_is_not_shown() -> None:
    """Three signals that became nine, and nine that became three: neither number is there."""
    for then, now in ((3, 9), (9, 3)):
        kept = approved(made({"signals": signals(partnerorganisatie=then)}))
        found = made({"signals": signals(partnerorganisatie=now)}, "2016-H2", LATER, [kept])
        figure = found.figure("signals-received")
        assert (figure.previous, figure.previous_suppressed) == (None, True)
        tables = [one for one in found.tables if one.id.startswith("signals-")]
        assert tables
        numbers = [
            line.cells[1].value for table in tables for line in table.lines if line.cells[1].value
        ]
        assert numbers == []


def test_of_small_numbers_a_correction_says_only_the_chapter() -> None:
    """Nine signals that became ten would tell of one; no line of a table is named either."""
    kept = approved(made({"signals": signals(partnerorganisatie=9, inwoner=9)}))
    for now in (signals(partnerorganisatie=9, inwoner=10), signals(partnerorganisatie=9)):
        found = made({"signals": now}, "2016-H2", LATER, [kept])
        assert told(found) == [("chapter", "casework", "", None, None)]
        assert found.corrections[0].hidden


def test_a_late_edit_is_told_with_both_numbers() -> None:
    """By figure and by line; a line that is gone has become nought."""
    kept = approved(made({"dialogues": dialogues("Wielwijk", "Staart")}))
    found = made({"dialogues": dialogues("Wielwijk")}, "2016-H2", LATER, [kept])
    assert ("figure", "dialogues-held", "", 2, 1) in told(found)
    assert ("table", "dialogues-by-district", "Staart", 1, 0) in told(found)
    assert not any(one.line == "Wielwijk" for one in found.corrections)


def test_nothing_is_a_correction_that_nobody_edited() -> None:
    """The same workbooks half a year later; rows of the next period are no late edit."""
    first = {"dialogues": dialogues("Wielwijk"), "signals": signals(inwoner=7)}
    kept = approved(made(first))
    more = {**first, "dialogues": [*first["dialogues"], *dialogues("Staart", month=9)]}
    assert told(made(more, "2016-H2", LATER, [kept])) == []


def test_only_a_closed_period_of_the_same_kind_is_looked_at() -> None:
    """Not one that was approved while it ran, of another report, of later, or the period itself."""
    full = approved(made({"dialogues": dialogues("Wielwijk", "Staart")}))
    now = {"dialogues": dialogues("Wielwijk")}
    running = approved(made({"dialogues": dialogues("Wielwijk", "Staart")}, today=date(2016, 6, 1)))
    for other in (running, {**full, "kind": "netwerk"}):
        found = made(now, "2016-H2", LATER, [other])
        assert (found.corrections, found.figure("dialogues-held").previous) == ((), 1)
    assert made(now, "2016-H1", LATER, [full]).corrections == ()
    assert made(now, "2015-H2", LATER, [full]).corrections == ()
    assert told(made(now, "2016-J", LATER, [full])) != []


def test_a_correction_is_told_once_with_the_same_number() -> None:
    """The report after the next one says only what changed again since."""
    first = approved(made({"dialogues": dialogues("Wielwijk", "Staart", "Reeland")}))
    edited = {"dialogues": dialogues("Wielwijk", "Staart")}
    second = approved(made(edited, "2016-H2", LATER, [first]))
    assert second["corrections"]
    after = date(2017, 7, 10)
    assert told(made(edited, "2017-H1", after, [first, second])) == []
    again = told(made({"dialogues": dialogues("Wielwijk")}, "2017-H1", after, [first, second]))
    assert ("figure", "dialogues-held", "", 3, 1) in again
    assert told(made(edited, "2016-H2", LATER, [first, second])) != []


def test_what_is_kept_per_year_is_closed_with_the_year() -> None:
    """Money that is spent in the second half is no late edit of the first."""
    rows = [{"year": 2016, "source": "rijk", "item": "Trainingen", "budgeted": 900, "spent": 100}]
    later = [{**rows[0], "spent": 300}]
    kept = approved(made({"budget": rows}))
    assert told(made({"budget": later}, "2016-H2", LATER, [kept])) == []
    closed = approved(made({"budget": rows}, "2016-H2", LATER))
    found = made({"budget": later}, "2017-H1", date(2017, 7, 10), [closed])
    assert any(one.id == "spent" for one in found.corrections)


def test_the_digest_of_a_report_is_that_of_what_it_says() -> None:
    """In whatever order its parts stand; another number is another digest."""
    data = approved(made({"dialogues": dialogues("Wielwijk")}))
    assert digest(data) == digest(dict(reversed(list(data.items()))))
    other = approved(made({"dialogues": dialogues("Wielwijk", "Staart")}))
    assert digest(data) != digest(other)


@pytest.mark.parametrize("day", [date(2016, 5, 1), THEN])
def test_the_gaps_of_a_report_are_all_told(day: date) -> None:
    """Each chapter without a text, also of the threat, and whether the period still runs."""
    found = gaps(made({}, today=day))
    chapters = {one.values["chapter"] for one in found if one.id == "record.gap-text"}
    assert {"samenvatting", "beeld en dreiging", "vooruitblik"} <= chapters
    assert len(chapters) == 9
    assert any(one.id == "record.gap-running" for one in found) is (day != THEN)
    whole = replace(made({}, today=THEN), narratives=dict.fromkeys(chapters, "x"))  # type: ignore[arg-type]
    assert not {one.id for one in gaps(whole)} & {"record.gap-text", "record.gap-running"}
