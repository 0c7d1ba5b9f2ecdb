"""Headers: found under title rows, matched by title, name or alias, and never assumed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.checks import check
from automations.engine.core.grid import Tab, Unreadable, Workbook
from automations.engine.core.schema import Kind
from tests.text_tables import (
    column,
    context,
    look,
    places,
    rows,
    said,
    schemas,
    shipped,
    things,
)

THINGS = schemas(
    things(
        column("email", Kind.EMAIL, required=True, aliases=("Mailadres",)),
        column("due_on", Kind.DATE),
    )
)


@pytest.mark.parametrize(
    "header",
    [
        "Code | Email | Due_on",
        "DUE_ON | code | e-mail |",
        " code |  EMAIL | due_on",
        "Mailadres | Due_on | Code",
    ],
)
def test_a_header_is_matched_by_title_name_or_alias_in_any_order(header: str) -> None:
    """Case, outer blanks and order make no difference."""
    known = schemas(
        things(column("email", aliases=("Mailadres", "E-mail")), column("due_on", Kind.DATE))
    )
    assert places(look({"Things": header}, known)) == []


def test_the_header_is_found_under_titles() -> None:
    """Merged titles above it are understood in silence, and rows are numbered as shown."""
    checked = look(
        {
            "Things": """
            Overzicht van 2016 |              |
                               |              |
            Code               | Email        | Due_on
            A-01               | an@x.example | z.s.m.
            """
        },
        THINGS,
    )
    assert places(checked) == [("C4", "type", "error")]
    assert checked.register.things[0].row == 4


def test_columns_may_start_further_to_the_right() -> None:
    """An address is where the cell is."""
    table = """
         |      |              |
         | Code | Email        | Due_on
         | A-01 | an@x.example | z.s.m.
        """
    assert places(look({"Things": table}, THINGS)) == [("D3", "type", "error")]


def test_without_a_header_the_tab_is_not_read() -> None:
    """One finding says so, instead of one for each column."""
    checked = look({"Things": "A-01 | an@x.example | 3-10-2016"}, THINGS)
    assert places(checked) == [(None, "missing-column", "error")]
    assert not checked.register.things.readable


def test_a_missing_column_is_an_error_when_rows_need_it_else_a_warning() -> None:
    """Whatever uses it is told that its value is not known."""
    checked = look({"Things": "Code | Iets\nA-01 | x"}, schemas(things(*_two(), column("iets"))))
    assert places(checked) == [
        (None, "missing-column", "error"),
        (None, "missing-column", "warning"),
    ]
    assert checked.register.things[0].faults == {"email", "due_on"}
    assert checked.register.things[0].email is None


def _two() -> tuple:
    return THINGS["things"].fields[1:]


def test_a_close_miss_is_proposed_and_not_used() -> None:
    """`Emial` is nobody's column until somebody renames it."""
    checked = look({"Things": "Code | Emial | Due_on\nA-01 | an@x.example |"}, THINGS)
    assert places(checked) == [
        (None, "missing-column", "error"),
        ("B1", "unknown-column", "notice"),
    ]
    assert said(checked.findings) == [
        'De kolom Email ontbreekt. Bedoelde u kolom B ("Emial")? Noem die dan Email.',
        (
            'De kolom "Emial" is van uzelf: de dienst gebruikt haar niet. '
            "Dat lijkt op Email. Bedoelde u die? Noem de kolom dan zo."
        ),
    ]
    assert checked.register.things[0].email is None


def test_a_doubled_column_is_reported_at_the_second_and_neither_is_used() -> None:
    """Which of the two holds is not for the service to choose."""
    table = "Code | Email | Due_on | E-mail | email\nA-01 | an@x.example | | bo@x.example | z"
    checked = look({"Things": table}, THINGS)
    assert places(checked, "duplicate-column") == [("E1", "duplicate-column", "error")]
    assert checked.findings[1].column == "email"
    assert checked.register.things[0].email is None
    assert "email" in checked.register.things[0].faults


def test_a_column_of_the_staffs_own_is_one_notice() -> None:
    """It is otherwise ignored, and a row that holds nothing else is no row."""
    table = """
        Code | Email        | Due_on | Notitie
        A-01 | an@x.example |        | bellen
             |              |        | alleen een notitie
        """
    checked = look({"Things": table}, THINGS)
    assert places(checked) == [("D1", "unknown-column", "notice")]
    assert checked.sheets[0].rows == 1


def test_a_missing_tab_is_one_finding() -> None:
    """For the coordinator, without a row or cell."""
    checked = check({"programme": Workbook("programme", "x.xlsx", ())}, THINGS, context())
    (found,) = checked.findings
    assert (found.code, found.sheet, found.tab) == ("missing-tab", "things", "Things")
    assert (found.row, found.cell, found.column) == (None, None, None)
    assert found.owner == "coordinator@dordrecht.example"
    assert not checked.register.things.readable


def test_a_tab_is_also_known_by_its_english_name() -> None:
    """Case and blanks make no difference here either."""
    tab = Tab(" THINGS ", rows("Code | Email | Due_on"))
    book = Workbook("programme", "x.xlsx", (Tab("Uitleg", ()), tab))
    assert check({"programme": book}, THINGS, context()).findings == ()


@pytest.mark.parametrize("code", ["missing-workbook", "unreadable-workbook"])
def test_a_workbook_that_cannot_be_read_is_one_finding(code: str) -> None:
    """Nothing is said about its tabs, and its tables say that they are not there."""
    reason = "findings.missing-workbook"
    unreadable = Unreadable("programme", "actieplan.xlsx", code, reason, {"file": "actieplan.xlsx"})
    checked = check({"programme": unreadable}, THINGS, context())
    (found,) = checked.findings
    assert (found.code, found.workbook, found.sheet) == (code, "programme", None)
    assert said([found]) == [
        "Het bestand actieplan.xlsx is er niet. Zet het terug, of pas de plaats aan in config.yaml."
    ]
    assert checked.sheets == ()
    assert not checked.register.things.readable


def test_a_workbook_that_nobody_handed_in_is_no_finding() -> None:
    """`check SHEET` looks at some of them only."""
    checked = check({}, THINGS, context())
    assert checked.findings == ()
    assert not checked.register.things.readable


def test_empty_workbooks_with_their_headers_are_without_remarks() -> None:
    """All seventeen shipped sheets."""
    checked = look({})
    assert checked.findings == ()
    assert len(checked.sheets) == 17


def test_findings_are_ordered_by_workbook_tab_row_and_column() -> None:
    """However the checkers found them."""
    header = "|".join(field.title for field in shipped()["actions"].fields)
    checked = look(
        {
            "Acties": f"{header}\nA-1|x|t|r|geen adres|||y|gepland|z.s.m.",
            "Organisaties": "Code|Organisatie|Soort|Status\nORG-1|a|b|c\nX|a|b|c",
        }
    )
    cells = [(f.workbook, f.tab, f.row or 0) for f in checked.findings]
    books = ["partners", "programme"]
    assert cells == sorted(cells, key=lambda one: (books.index(one[0]), one[1], one[2]))
    in_row = [f.cell for f in checked.findings if f.tab == "Acties" and f.row == 2]
    assert in_row == sorted(in_row, key=lambda cell: (len(cell or ""), cell))


CLOSED = schemas(things(column("status"), closed=True, sensitive=True, owner_role="case_handlers"))


def _closed(tab: Tab, *others: Tab) -> list[tuple[str | None, str, str]]:
    book = Workbook("programme", "x.xlsx", (tab, *others))
    return places(check({"programme": book}, CLOSED, context()))


CLEAN = rows("THINGS |\nCode | Status\nA-01 | nieuw")


def test_a_closed_sheet_may_have_what_the_builder_makes() -> None:
    """Notes at the header, the tab's own title above it, and the tabs Uitleg and Lijsten."""
    tab = Tab("Things", CLEAN, notes=("A2", "B2"))
    own = (Tab("Uitleg", CLEAN), Tab("Lijsten", (), hidden=True))
    assert _closed(tab, *own) == []


@pytest.mark.parametrize(
    ("tab", "cell"),
    [
        (Tab("Things", rows("Code | Status | Wie\nA-01 | nieuw | Jan")), "C1"),
        (Tab("Things", rows("Code | Status\nA-01 | nieuw | | Jan\nA-02 | nieuw | | Piet")), "D2"),
        (Tab("Things", rows("| Jan\nCode | Status\nA-01 | nieuw")), "B1"),
        (Tab("Things", CLEAN, notes=("B3",)), "B3"),
        (Tab("Things", CLEAN, notes=("AA1",)), "AA1"),
        (Tab("Things", CLEAN, boxes=1), None),
        (Tab("Things", CLEAN, hidden=True), None),
    ],
)
def test_a_closed_sheet_may_not_have_anything_else(tab: Tab, cell: str | None) -> None:
    """Columns, values above or beside the header, notes, boxes and hiding are errors, one each."""
    assert _closed(tab) == [(cell, "unknown-column", "error")]


def test_an_extra_tab_in_a_closed_workbook_is_named_by_its_place_only() -> None:
    """Its title could be a name."""
    book = Workbook("programme", "x.xlsx", (Tab("Things", CLEAN), Tab("Jan Jansen", ())))
    (found,) = check({"programme": book}, CLOSED, context()).findings
    assert (found.code, found.tab, found.sheet) == ("unknown-column", None, None)
    assert said([found]) == ["Tabblad 2 hoort niet in dit werkboek. Verwijder het."]
    assert found.owner == "dossierhouder@dordrecht.example"


def test_what_stands_above_a_closed_sheets_header_is_never_repeated() -> None:
    """It could be a name; staff hear where it stands."""
    checked = look({"Things": "Jan Jansen\nCode | Status\nA-01 | nieuw"}, CLOSED)
    assert said(checked.findings) == [
        "Boven de kolomkoppen staat iets. In dit werkboek mag dat niet. Maak de cel leeg."
    ]
    assert [(found.row, found.column, found.cell) for found in checked.findings] == [
        (1, None, "A1")
    ]


@pytest.mark.parametrize("tab", [Tab("Uitleg", (), notes=("B2",)), Tab("Lijsten", (), boxes=1)])
def test_the_services_own_tabs_in_a_closed_workbook_hold_no_notes_or_boxes(tab: Tab) -> None:
    """Nobody looks there, so that a name would stay."""
    assert _closed(Tab("Things", CLEAN), tab) == [(None, "unknown-column", "error")]


def test_a_closed_sheet_without_header_is_still_searched_for_boxes() -> None:
    """What could hold a name is told first."""
    found = _closed(Tab("Things", (), boxes=1, notes=("A1",)))
    assert [code for _, code, _ in found] == ["missing-column", "unknown-column", "unknown-column"]


def test_an_unknown_header_in_a_sensitive_sheet_is_never_repeated() -> None:
    """Neither in the message nor as the column, nor in a proposal."""
    checked = look({"Things": "Code | Statis\nA-01 | x"}, CLOSED)
    assert [found.column for found in checked.findings] == [None, None]
    assert not any("Statis" in text for text in said(checked.findings))
    assert any("Bedoelde u kolom B?" in text for text in said(checked.findings))


CELLS = st.sampled_from(["A-01", "A-02", "x", "1-2-2016", "an@x.example", None])


@given(
    data=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5),
    order=st.permutations(range(5)),
    blanks=st.integers(0, 3),
)
def test_moving_columns_and_adding_others_changes_no_record(
    data: list[tuple[str | None, ...]], order: list[int], blanks: int
) -> None:
    """Nor do blank rows, or titles above the header."""
    plain = [["Code", "Email", "Due_on"], *map(list, data)]
    wide = [[*row, None, f"eigen {place}"] for place, row in enumerate(plain)]
    moved = [[row[place] for place in order] for row in wide]
    spaced = [["Titel"], *moved[:1], *([[None]] * blanks), *moved[1:]]

    def records(table: list[list[str | None]]) -> list[object]:
        book = Workbook("programme", "x.xlsx", (Tab("Things", table),))
        found = check({"programme": book}, THINGS, context()).register.things
        return [(record.key, record.values, record.faults) for record in found]

    assert records(spaced) == records(plain)
