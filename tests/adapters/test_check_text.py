"""What `check` prints: repeated findings as one line, aligned, and within the terminal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.commands.checking import Paper, finding_json, terminal_width, text
from automations.engine.commands.grouping import grouped
from automations.engine.core.checked import Checked
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.schema import Kind, SameRule, Schemas
from automations.engine.words import Words
from tests.text_tables import column, look, schemas, things

WORDS = Words("nl")
DUE = schemas(things(column("due", Kind.DATE), column("owner", Kind.EMAIL)))


class _Workspace:
    """As much of a workspace as the text needs."""

    def __init__(self, known: Schemas) -> None:
        """Take the workbooks of the schemas."""
        self.workbooks = {one.workbook: f"workbooks/{one.file}" for one in known.sheets.values()}


def lines(checked: Checked) -> list[str]:
    """Return place and text of each line."""
    return [f"{line.place}: {line.text}" for line in grouped(checked.findings, WORDS)]


def printed(checked: Checked, paper: Paper) -> list[str]:
    """Return the lines of `check`."""
    space: Any = _Workspace(checked.register.schemas)
    return list(text(space, checked.sheets, checked.findings, WORDS, paper))


def due(*cells: str) -> Checked:
    """Check a tab with these due dates."""
    rows = [f"A-{number:03} | {cell} |" for number, cell in enumerate(cells, 1)]
    return look({"Things": "\n".join(["Code | Due | Owner", *rows])}, DUE)


def test_the_same_mistake_in_many_cells_is_one_line() -> None:
    """With how many there are, and the first three."""
    assert lines(due(*["z.s.m."] * 300)) == [
        'Things B2, B3, B4 … (300 cellen): "z.s.m." is geen datum. Schrijf een datum als 12-3-2016.'
    ]


def test_two_or_three_cells_are_all_named() -> None:
    """A line that names them all needs no count."""
    assert lines(due("nnb", "nnb"))[0].startswith('Things B2 en B3: "nnb" is geen')
    assert lines(due("nnb", "nnb", "nnb"))[0].startswith('Things B2, B3 en B4: "nnb" is geen')


def test_a_few_different_mistakes_keep_their_own_lines() -> None:
    """Each says what stands in the cell, and what to do about it."""
    said = lines(due("nnb", "31-6-2016", "volgt", "nnb"))
    assert [line.partition(":")[0] for line in said] == [
        "Things B2 en B5",
        "Things B3",
        "Things B4",
    ]


def test_many_different_mistakes_of_one_kind_are_one_line_with_the_first() -> None:
    """Nobody reads forty sentences about one column."""
    assert lines(due(*[f"week {number}" for number in range(40)])) == [
        (
            "Things B2, B3, B4 … (40 cellen): "
            'Bij B2: "week 0" is geen datum. Schrijf een datum als 12-3-2016.'
        )
    ]


def test_another_column_tab_or_kind_of_mistake_is_another_line() -> None:
    """What is mended together stands together, and nothing else."""
    known = schemas(
        things(column("from", Kind.DATE), column("till", Kind.DATE)),
        things(column("from", Kind.DATE), name="others", title="Others"),
    )
    table = "Code | From | Till\nA-01 | nnb | nnb\nA-02 | nnb | 31-6-2016"
    said = lines(look({"Things": table, "Others": "Code | From\nA-01 | nnb"}, known))
    assert [line.partition(":")[0] for line in said] == [
        *("Things B2 en B3", "Things C2", "Things C3", "Others B2")
    ]


def test_doubled_codes_are_one_line_that_names_all_their_cells() -> None:
    """As a colleague would say it, with the next free code."""
    checked = look({"Things": "Code\nA-01\nA-02\na-01\nA-02\nA-02"}, schemas(things()))
    assert lines(checked) == [
        "Things A2 en A4: Code A-01 komt twee keer voor. De eerste vrije code is A-03.",
        "Things A3, A5 en A6: Code A-02 komt 3 keer voor. De eerste vrije code is A-04.",
    ]


def test_a_code_that_is_everywhere_is_one_line() -> None:
    """Also where each message names only some of the rows."""
    checked = look({"Things": "Code\n" + "A-01\n" * 500}, schemas(things()))
    assert lines(checked) == [
        (
            "Things A2, A3, A4 … (500 cellen): "
            "Code A-01 komt 500 keer voor. De eerste vrije code is A-02."
        )
    ]


def test_a_doubled_name_and_doubled_rows_come_with_a_remedy() -> None:
    """They have no next free one."""
    known = schemas(
        things(column("name", unique=True), column("a"), column("b"), unique_together=(("a", "b"),))
    )
    table = "Code | Name | A | B\nA-01 | MEE | x | y\nA-02 | mee | x | y"
    assert lines(look({"Things": table}, known)) == [
        (
            "Things B2 en B3: Name MEE komt twee keer voor. "
            "Laat er één staan. Pas de andere aan, of verwijder die."
        ),
        (
            "Things C2 en C3: Deze twee regels zeggen hetzelfde. "
            "Laat er één staan. Pas de andere aan, of verwijder die."
        ),
    ]


def test_what_is_doubled_is_not_repeated_where_it_must_not_be() -> None:
    """A personal column stays unnamed on the terminal too."""
    known = schemas(things(column("email", Kind.EMAIL, unique=True, personal=True)))
    table = "Code | Email\nA-01 | an@x.example\nA-02 | an@x.example"
    said = lines(look({"Things": table}, known))
    assert said == [
        (
            "Things B2 en B3: Bij Email staat twee keer hetzelfde. "
            "Laat er één staan. Pas de andere aan, of verwijder die."
        )
    ]


def test_rules_of_a_schema_are_gathered_by_their_sentence() -> None:
    """Two rules about one column are two mistakes."""
    one = SameRule("one", ("email",), "name", {"nl": "Eerste zin."})
    two = SameRule("two", ("email",), "name", {"nl": "Tweede zin."})
    known = schemas(things(column("email"), column("name"), same=(one, two)))
    table = "Code | Email | Name\nA-01 | a | An\nA-02 | a | Bo\nA-03 | a | Co"
    assert lines(look({"Things": table}, known)) == [
        *("Things C3 en C4: Eerste zin.", "Things C3 en C4: Tweede zin.")
    ]


def test_rows_without_a_cell_are_counted_as_rows() -> None:
    """As where the column itself is missing."""
    message = Message("findings.blank-key", {"column": "Code"})
    found = [
        Finding("programme", "blank-key", Severity.ERROR, message, tab="Things", row=row)
        for row in range(2, 9)
    ]
    told = [grouped(found[:number], WORDS)[0].place for number in (1, 2, 7)]
    assert told == ["Things rij 2", "Things rij 2 en 3", "Things rij 2, 3, 4 … (7 rijen)"]


def test_many_different_sentences_about_rows_begin_with_the_first_row() -> None:
    """Where there is no cell to name."""
    found = [
        Finding(
            *("programme", "blank-key", Severity.ERROR),
            Message("findings.blank-key", {"column": str(row)}),
            tab="Things",
            row=row,
        )
        for row in range(2, 9)
    ]
    (line,) = grouped(found, WORDS)
    assert line.text.startswith("Bij rij 2: In deze regel staat nog niets bij 2.")


def test_missing_columns_are_each_named() -> None:
    """A whole tab has no cells to count."""
    known = schemas(things(*(column(name) for name in "abcdefg")))
    assert len(lines(look({"Things": "Code | A | B"}, known))) == 5


def test_scripts_get_every_finding() -> None:
    """Grouping is for people."""
    checked = due(*["z.s.m."] * 300)
    assert len([finding_json(finding, WORDS) for finding in checked.findings]) == 300


def test_places_and_texts_stand_below_each_other() -> None:
    """The eye finds the cell without reading."""
    checked = due("nnb", "31-6-2016", "nnb")
    (head, first, second) = printed(checked, Paper())
    assert head == "things.xlsx  Things 3"
    assert first == '  ✗ Things B2 en B4  "nnb" is geen datum. Schrijf een datum als 12-3-2016.'
    assert second == '  ✗ Things B3        "31-6-2016" bestaat niet: juni heeft 30 dagen.'


def test_with_codes_each_line_says_where_the_handbook_tells_more() -> None:
    """The code is the name of its page."""
    assert printed(due("nnb"), Paper(codes=True))[1].endswith(" [type]")


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """What does not fit hangs below its beginning."""
    table = "Code | Actie | Status | Eigenaar | Einddatum\n" + "x | y | klaar | a@b | z.s.m.\n" * 9
    checked = look({"Acties": table})
    told = printed(checked, Paper(width))
    assert max(map(len, told)) <= width
    assert width > 100 or [line for line in told if line.startswith("      ")]
    assert not any(line.endswith(" ") for line in told)


def test_a_terminal_too_narrow_to_wrap_gets_whole_lines() -> None:
    """Words in a column of ten characters help nobody."""
    place, whole = printed(due("nnb"), Paper(30))[1:]
    assert place == "  ✗ Things B2"
    assert whole == '      "nnb" is geen datum. Schrijf een datum als 12-3-2016.'


def test_a_place_that_is_too_long_stands_above_its_text() -> None:
    """So that one long name does not push all texts aside."""
    known = schemas(things(column("due", Kind.DATE), title="Things that need a very long name"))
    table = "Code | Due\n" + "".join(f"A-{n:02} | nnb\n" for n in range(10, 20))
    checked = look({"Things that need a very long name": table}, known)
    told = printed(checked, Paper(100))
    assert told[1] == "  ✗ Things that need a very long name B2, B3, B4 … (10 cellen)"
    assert told[2].startswith(" " * 42 + '"nnb"')
    assert len(printed(checked, Paper())) == 2


def test_output_that_goes_to_a_file_is_not_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    """One finding is one line there, for whoever searches it; `COLUMNS` decides otherwise."""
    monkeypatch.delenv("COLUMNS", raising=False)
    assert terminal_width() is None
    monkeypatch.setenv("COLUMNS", "72")
    assert terminal_width() == 72


@given(
    st.lists(st.sampled_from(["nnb", "1-1-2016", "31-6-2016", "x", "", "9-27-2016"]), max_size=12)
)
def test_every_finding_is_in_exactly_one_line(cells: list[str]) -> None:
    """Nothing is lost by grouping, in either language."""
    checked = due(*cells)
    for language in ("nl", "en"):
        told = grouped(checked.findings, Words(language))
        assert len(told) <= len(checked.findings)
        assert bool(told) == bool(checked.findings)
        shown = sum(len([part for part in line.place.split() if part[0] in "AB"]) for line in told)
        if all(" … " not in line.place for line in told):
            assert shown == len(checked.findings)
