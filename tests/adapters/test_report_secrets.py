"""An attack on the report: from all that it shows, no small number can be worked out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from automations.engine.core.figures.registry import Chapter
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.periods import parse_period
from automations.engine.core.report import Report, report
from automations.engine.core.settings import Settings
from automations.engine.core.suppression import is_small
from automations.engine.documents.excel import chapter_grids
from automations.engine.documents.view import view
from automations.engine.reporting import figures_as_json
from automations.engine.words import Words
from tests.registers import Row, register_of

TODAY = date(2016, 10, 3)
MOST = 54  # more rows than any of these registers has
CITY = Settings("Gemeente Dordrecht", "Netwerk", {"coordinator": ("c@dordrecht.example",)})
SOURCES = ("partnerorganisatie", "inwoner", "gemeente", "politie", "ambtsbericht")
ROUTES = ("geen vervolg", "advies aan melder", "zorg en hulpverlening", "politie", "nazorg")
CHAPTERS = ("casework", "stability", "summary")
# a row with personal data in it: every column but its key
HELD = ("received_on", "source", "status", "assessed_on", "reporter_informed_on", "route")
SUBJECTS = ("polarisatie", "radicalisering", "burgerschap", "training")

# A table as a reader sees it: its numbers, and for what is hidden "<5" or "niet getoond".
Seen = tuple[int | str, ...]


@st.composite
def signal_registers(draw: st.DrawFn) -> list[Row]:
    """Draw signals of two half years; their days are far apart, so that no median is small."""
    rows: list[Row] = []
    kinds = st.tuples(
        st.sampled_from(SOURCES),
        st.sampled_from([*((route,) for route in ROUTES), ROUTES[1:3]]),
        st.sampled_from(["2016-02-01", "2015-08-01"]),
        st.sampled_from([True, True, True, False]),
        st.sampled_from([(), (), (), (), ("source",), ("route",), ("signal_id",), HELD]),
    )
    groups = draw(st.lists(st.tuples(kinds, st.integers(1, 9)), max_size=6))
    for (source, route, day, assessed, faults), number in groups:
        received = date.fromisoformat(day)
        later = received + timedelta(days=60)
        rows += [
            {
                "signal_id": f"S2016-{len(rows) + place:03}",
                "received_on": received,
                "source": source,
                "status": "afgesloten" if assessed else "nieuw",
                "assessed_on": later if assessed else None,
                "reporter_informed_on": later if assessed else None,
                "route": route if assessed else (),
                "faults": faults,
            }
            for place in range(1, number + 1)
        ]
    return rows


def made_of(**sheets: Sequence[Row]) -> Report:
    """Make the report of a register with findings in every tab."""
    severities = (Severity.ERROR, Severity.WARNING, Severity.ERROR)
    findings = [
        Finding("workbook", "required", severity, Message("findings.required"), sheet=name)
        for name in sheets
        for severity in severities
    ]
    return report(register_of(**sheets), findings, parse_period("2016-H1"), TODAY)


def numbers_about(made: Report, tab: str) -> Iterator[tuple[str, str]]:
    """Give everything that the documents write about a tab, in words, with its place."""
    words = Words("nl")
    shown = view(made, CITY, words, lambda _, missing, __: missing, lambda data, _: data)
    for name in CHAPTERS:
        yield from _in_chapter(shown[name])
        for grid in chapter_grids(made, words, Chapter(name)):
            yield from _in_grid(grid.rows)
    yield from (("story", sentence) for sentence in shown["story"])
    yield from ((item["label"], item["rows"]) for item in shown["definitions"])
    for place in (*shown["sheets"], *shown["not_counted"]):
        if place["tab"] == tab:
            yield from ((f"quality: {key}", place[key]) for key in place if key != "figures")
    for figure in figures_as_json(made, words):
        for key in ("value", "previous", "rows"):
            yield f"json: {figure['label']}", "" if figure[key] is None else str(figure[key])


def _in_chapter(chapter: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for line in chapter["figures"]:
        for key in ("value", "previous"):  # "1 meer" than 9 is no count of anything
            yield f"word: {line['label']}", line[key]
    for table in chapter["tables"]:
        for row in table["rows"]:
            yield from ((f"word: {row['label']}", cell) for cell in row["cells"])
        for bars in table["chart"].series if table["chart"] else ():
            for label, value in zip(table["chart"].labels, bars.values, strict=True):
                yield f"chart: {label}", "" if value is None else f"{value:g}"


def _in_grid(rows: Iterable[Sequence[object]]) -> Iterator[tuple[str, str]]:
    for label, *cells in rows:
        for cell in cells:
            text = cell if isinstance(cell, str) else str(cell[0])  # type: ignore[index]
            if not text.endswith((" meer", " minder")):
                yield f"excel: {label}", text


def seen(made: Report, table: str, column: int) -> Seen:
    """Return one column of a table as a reader sees it."""
    data = next(each for each in made.tables if each.id == table)
    cells = [line.cells[column] for line in data.lines]
    return tuple(
        "<5" if cell.small else "niet getoond" if cell.suppressed else int(cell.value or 0)
        for cell in cells
    )


def possible(cell: int | str, column: Seen) -> frozenset[int]:
    """Return what a cell may be for somebody who knows that the smallest are hidden first."""
    if isinstance(cell, int):
        return frozenset({cell})
    if cell == "<5":
        return frozenset(range(1, 5))
    least = min((each for each in column if isinstance(each, int) and each > 4), default=MOST)
    return frozenset({0, *range(5, least + 1)})


@cache
def totals(cells: tuple[frozenset[int], ...]) -> frozenset[int]:
    """Return every total that cells can add up to."""
    sums = frozenset({0})
    for cell in cells:
        sums = frozenset(one + other for one in sums for other in cell if one + other <= 2 * MOST)
    return sums


@cache
def left_for(column: Seen, place: int, known: frozenset[int]) -> set[int]:
    """Return what a hidden cell can still be where the total is one of `known`."""
    others = totals(tuple(possible(each, column) for at, each in enumerate(column) if at != place))
    return {
        count
        for count in possible(column[place], column)
        if any(count + other in known for other in others)
    }


@settings(max_examples=100, deadline=None)
@given(rows=signal_registers())
def test_no_number_about_signals_from_one_to_four_is_written_anywhere(rows: list[Row]) -> None:
    """Not in a table, figure, sentence, definition, appendix, JSON or Excel."""
    made = made_of(signals=rows)
    for place, text in numbers_about(made, "Signalen"):
        small = re.fullmatch(r"[1-4](?:[.,]0)?(?: \w+)?", text.strip())
        told = place == "story" and re.search(r"(?<!onder )\b[1-4]\b", text)
        assert not small, (place, text)
        assert not told, (place, text)


@settings(max_examples=100, deadline=None)
@given(rows=signal_registers())
def test_no_total_is_shown_of_a_table_that_hides_a_cell(rows: list[Row]) -> None:
    """Neither as a figure, nor as the rows it counted, nor in the sentences, now or before."""
    made = made_of(signals=rows)
    received = made.figure("signals-received")
    for column, value in enumerate((received.value, received.previous)):
        tables = [seen(made, f"signals-by-{name}", column) for name in ("group", "route")]
        if any(isinstance(cell, str) for table in tables for cell in table):
            assert value is None
    if received.suppressed:
        assert (received.value, received.previous, received.rows) == (None, None, None)
        assert not any(told.id == "report.story-signals" for told in made.story)


@settings(max_examples=100, deadline=None)
@given(rows=signal_registers())
def test_the_other_table_does_not_give_a_hidden_number_away(rows: list[Row]) -> None:
    """Also a reader who supposes that each signal took one route has several numbers left."""
    made = made_of(signals=rows)
    for column in (0, 1):
        group, route = (seen(made, f"signals-by-{name}", column) for name in ("group", "route"))
        for mine, other in ((group, route), (route, group)):
            known = totals(tuple(possible(each, other) for each in other))
            if known & totals(tuple(possible(each, mine) for each in mine)):
                for place, cell in enumerate(mine):
                    if cell == "<5":
                        assert len(left_for(mine, place, known)) > 1, (mine, other)
        largest = max((cell for cell in route if isinstance(cell, int)), default=0)
        told = next(one for one in made.tables if one.id == "signals-by-group")
        for place, cell in enumerate(group):
            # No route can have more signals than there were; where the table says that not all have
            # a group, that says nothing of those that have.
            if cell == "<5" and told.complete:
                enough = frozenset(range(largest, 2 * MOST))
                left = left_for(group, place, enough)  # nothing: signals without a group exist
                assert left in ({1, 2, 3, 4}, set()), (group, route)


def test_rows_that_stand_in_no_cell_are_a_part_as_well() -> None:
    """Of 25 signals 24 have a group: the appendix hides that one has not, and so do the tables."""
    rows = [*_talks({"polarisatie": 24}), {**_talks({"training": 1})[0], "faults": ("subject",)}]
    made = made_of(school_talks=rows)
    assert made.figure("school-talks").suppressed


@settings(max_examples=100, deadline=None)
@given(
    talks=st.dictionaries(st.sampled_from(SUBJECTS), st.integers(1, 9), max_size=4),
    asked=st.integers(0, 20),
    given_=st.integers(0, 20),
)
def test_school_talks_cannot_be_worked_out_from_the_support(
    talks: dict[str, int], asked: int, given_: int
) -> None:
    """Support is a part of the talks: what is left over must not be small either."""
    rows = [
        {
            **row,
            "support_requested": "meedenken aanpak" if number < max(asked, given_) else "nee",
            "support_given_on": date(2016, 3, 1) if number < given_ else None,
        }
        for number, row in enumerate(_talks(talks))
    ]
    made = made_of(school_talks=rows)
    for place, text in numbers_about(made, "Onderwijsgesprekken"):
        assert not re.fullmatch(r"[1-4](?: \w+)?", text.strip()), (place, text)
    hides = any(map(is_small, talks.values()))
    total = made.figure("school-talks")
    assert total.suppressed is hides
    for name in ("school-support-requested", "school-support-given"):
        part = made.figure(name)
        if part.value is not None and total.value is not None:
            assert not is_small(int(total.value) - int(part.value))


def _talks(subjects: Mapping[str, int]) -> list[dict[str, object]]:
    return [
        {
            "talk_id": f"O2016-{number:02}",
            "held_on": date(2016, 2, 1),
            "status": "gehouden",
            "subject": subject,
        }
        for number, subject in enumerate(
            (subject for subject, count in subjects.items() for _ in range(count)), start=1
        )
    ]


def test_a_year_does_not_give_away_what_one_of_its_halves_hides() -> None:
    """9 in the year and 7 in its first half would make 2 in its second."""
    halves = {"2016-02-01": 7, "2016-08-01": 2}
    consultations: list[Row] = [
        {
            "consultation_id": f"V2016-{number:03}",
            "held_on": date.fromisoformat(day),
            "kind": "casusoverleg VHRR",
            "status": "gehouden",
            "attended": True,
        }
        for number, day in enumerate(day for day, count in halves.items() for _ in range(count))
    ]
    signals: list[Row] = [
        {
            "signal_id": f"S2016-{number:03}",
            "received_on": row["held_on"],
            "source": "politie",
            "status": "nieuw",
        }
        for number, row in enumerate(consultations)
    ]
    register = register_of(consultations=consultations, signals=signals)
    first, year = (
        report(register, (), parse_period(code), TODAY) for code in ("2016-H1", "2016-J")
    )
    assert first.figure("case-conferences").value == 7
    assert year.figure("case-conferences").suppressed
    assert year.figure("signals-received").suppressed
    assert 7 in seen(first, "signals-by-group", 0)
    assert "niet getoond" in seen(year, "signals-by-group", 0)


def test_how_many_were_enrolled_is_not_told_by_the_appendix() -> None:
    """With the number that came it would give the ones who stayed away."""
    sheets = {sheet.sheet: sheet.rows for sheet in made_of(participants=[]).quality.sheets}
    assert sheets["participants"] is sheets["consultations"] is sheets["signals"] is None
