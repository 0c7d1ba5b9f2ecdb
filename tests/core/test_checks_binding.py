"""Headers as people leave them: a small sheet for each hazard, and all that is said about it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.checks import check
from automations.engine.core.grid import Cell, ErrorValue, NoStoredValue, Tab, Workbook
from automations.engine.core.schema import Field, Kind
from tests.text_tables import context, look, places, said, schemas, things

PLAN = schemas(
    things(
        Field("title", "Actie", Kind.TEXT, "", required=True),
        Field("owner", "Eigenaar", Kind.EMAIL, "", required=True, aliases=("E-mail",)),
        Field("due_on", "Einddatum", Kind.DATE, ""),
        Field("spent", "Besteed (€)", Kind.MONEY, ""),
    )
)
CELLS: dict[str, Cell] = {
    "BROKEN": "Eind\ndatum",
    "LINES": "Besteed\n(€)",
    "NBSP": "\u00a0Einddatum\u200b",
    "REF": ErrorValue("#REF!"),
    "UNSTORED": NoStoredValue(),
    "YEAR": 2016,
    "LONG": "Einddatum " * 3276,
}
MISSING_OWNER = (None, "missing-column", "error")
MISSING_DATE = (None, "missing-column", "warning")
ROW = "A-01 | Persmap | an@x.example | 1-10-2016 | 12"


def _own(cell: str) -> tuple[str, str, str]:
    return (cell, "unknown-column", "notice")


HAZARDS = {
    "titles and blank rows above": (
        """
        Actieplan 2016 |       |              |           |
        bijgewerkt     |       | 3-10-2016    |           |
                       |       |              |           |
        Code           | Actie | Eigenaar     | Einddatum | Besteed (€)
        A-01           | x     | an@x.example | z.s.m.    |
        """,
        [("D5", "type", "error")],
    ),
    "an explanation of twenty rows above": (
        "Lees dit eerst\n" * 20 + "Code | Actie | Eigenaar | Einddatum | Besteed (€)\nA-01 | x | y",
        [("C22", "email", "error")],
    ),
    "empty rows and columns before": (
        """
          |   |      |       |          |           |
          |   |      |       |          |           |
          |   | Code | Actie | Eigenaar | Einddatum | Besteed (€)
          |   | A-01 | x     | y        |           |
        """,
        [("E4", "email", "error")],
    ),
    "another order and another case": (
        "BESTEED (€) | einddatum | EIGENAAR | Actie | code",
        [],
    ),
    "doubled blanks, no-break and zero-width blanks": (
        "Code | Actie | Eigenaar | NBSP | Besteed    (€)",
        [],
    ),
    "a line break for a blank": ("Code | Actie | Eigenaar | Einddatum | LINES", []),
    "a line break inside a word": (
        "Code | Actie | Eigenaar | BROKEN | Besteed (€)",
        [MISSING_DATE, _own("D1")],
    ),
    "English names and an alias": ("code | title | E-mail | due_on | spent", []),
    "a slip of the keys": (
        f"Code | Actie | Egienaar | Einddatum | Besteed (€)\n{ROW}",
        [MISSING_OWNER, _own("C1")],
    ),
    "a star": (f"Code | Actie | Eigenaar * | Einddatum | Besteed (€)\n{ROW}", None),
    "a colon": (f"Code | Actie | Eigenaar: | Einddatum | Besteed (€)\n{ROW}", None),
    "a word in brackets": (
        f"Code | Actie | Eigenaar (e-mail) | Einddatum | Besteed (€)\n{ROW}",
        None,
    ),
    "without its unit": (
        "Code | Actie | Eigenaar | Einddatum | Besteed",
        [MISSING_DATE, _own("E1")],
    ),
    "doubled": (
        "Code | Actie | Eigenaar | Einddatum | Besteed (€) | Einddatum",
        [("F1", "duplicate-column", "error")],
    ),
    "doubled by an alias": (
        "Code | Actie | Eigenaar | Einddatum | Besteed (€) | e-mail",
        [("F1", "duplicate-column", "error")],
    ),
    "there three times": (
        "Code | Code | Actie | Eigenaar | Code | Einddatum | Besteed (€)",
        [("B1", "duplicate-column", "error"), ("E1", "duplicate-column", "error")],
    ),
    "missing, and nothing needs it": (
        "Code | Actie | Eigenaar | Besteed (€)",
        [MISSING_DATE],
    ),
    "the key is missing": (
        "Actie | Eigenaar | Einddatum | Besteed (€)\nPersmap | an@x.example | |",
        [(None, "missing-column", "error")],
    ),
    "columns of the staff's own": (
        "Code | Notitie | Actie | YEAR | Eigenaar | Einddatum | Besteed (€)",
        [_own("B1"), _own("D1")],
    ),
    "an error value for a header": (
        "Code | Actie | Eigenaar | REF | Besteed (€)",
        [MISSING_DATE, _own("D1")],
    ),
    "a header that is a formula without a stored value": (
        f"Code | Actie | Eigenaar | UNSTORED | Besteed (€)\n{ROW}",
        [MISSING_DATE, _own("D1")],
    ),
    "a header as long as a cell can be": (
        "Code | Actie | Eigenaar | LONG | Besteed (€)",
        [MISSING_DATE, _own("D1")],
    ),
    "in two lines, groups above": (
        """
             |       | Wie en wanneer |           |
        Code | Actie | Eigenaar       | Einddatum | Besteed (€)
        A-01 | x     | y              |           |
        """,
        [("C3", "email", "error")],
    ),
    "in two lines, some headers too high": (
        """
             |       | Eigenaar       |           |
        Code | Actie |                | Einddatum | Besteed (€)
        A-01 | x     | an@x.example   |           |
        """,
        [MISSING_OWNER, _own("C2")],
    ),
    "in two lines, some headers too low": (
        """
        Code | Actie | Wie      |           | Besteed (€)
             |       | Eigenaar | Einddatum |
        A-01 | x     | an@x.nl  | 1-10-2016 |
        """,
        [MISSING_OWNER, MISSING_DATE, _own("C1"), _own("D1")],
    ),
    "a header merged over two columns": (
        "Code | Actie | | Eigenaar | Einddatum | Besteed (€)\nA-01 | Pers | map | an@x.example | |",
        [_own("C1")],
    ),
    "an empty column between": ("Code | | Actie | Eigenaar | Einddatum | Besteed (€)", []),
    "a legend beside the table": (
        f"Code | Actie | Eigenaar | Einddatum | Besteed (€)\n{ROW} | | | legenda",
        [],
    ),
    "no header at all": (ROW, [MISSING_OWNER]),
    "an empty tab": ("", [MISSING_OWNER]),
}


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_header_hazard_gives_these_findings_and_no_others(hazard: str) -> None:
    """At these cells; None stands for the whole tab."""
    table, expected = HAZARDS[hazard]
    wanted = [MISSING_OWNER, _own("C1")] if expected is None else expected
    assert places(look({"Things": table}, PLAN, cells=CELLS)) == wanted


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("Egienaar", "Dat lijkt op Eigenaar. Bedoelde u die? Noem de kolom dan zo."),
        ("Eigenaar *", 'Zonder "*" is dat Eigenaar. Noem de kolom precies zo.'),
        ("* Eigenaar:", 'Zonder "* :" is dat Eigenaar. Noem de kolom precies zo.'),
        ("Eigenaar (e-mail)", 'Zonder "(e-mail)" is dat Eigenaar. Noem de kolom precies zo.'),
        ("E-mail [werk]", 'Zonder "[werk]" is dat Eigenaar. Noem de kolom precies zo.'),
    ],
)
def test_a_close_miss_is_proposed_with_its_reason_and_not_used(header: str, reason: str) -> None:
    """It looks like the title, or has something around it; either way nobody is mailed by it."""
    table = f"Code | Actie | {header} | Einddatum | Besteed (€)\n{ROW}"
    checked = look({"Things": table}, PLAN)
    assert said(checked.findings) == [
        f'De kolom Eigenaar ontbreekt. Bedoelde u kolom C ("{header}")? Noem die dan Eigenaar.',
        f'De kolom "{header}" is van uzelf: de dienst gebruikt haar niet. {reason}',
    ]
    assert checked.register.things[0].owner is None


def test_a_title_without_its_unit_is_proposed() -> None:
    """The unit stands in the schema's title and not in the header."""
    checked = look({"Things": "Code | Actie | Eigenaar | Einddatum | Besteed"}, PLAN)
    assert said(checked.findings)[1] == (
        'De kolom "Besteed" is van uzelf: de dienst gebruikt haar niet. '
        "Dat is Besteed (€), maar niet precies zo geschreven. Noem de kolom Besteed (€)."
    )


def test_what_only_has_something_around_it_goes_before_what_looks_alike() -> None:
    """Whichever comes first in the sheet."""
    checked = look({"Things": "Code | Actie | Eigenaars | Eigenaar * | Einddatum"}, PLAN)
    (proposed,) = [text for text in said(checked.findings) if "Bedoelde u kolom" in text]
    assert 'Bedoelde u kolom D ("Eigenaar *")?' in proposed


def test_a_header_one_row_too_high_is_pointed_at() -> None:
    """It is not used: where the rows begin would be a guess."""
    table = " | | Eigenaar | |\nCode | Actie | | Einddatum | Besteed (€)\nA-01 | x | an@x.nl"
    checked = look({"Things": table}, PLAN)
    assert said(checked.findings) == [
        "De kolom Eigenaar ontbreekt. Die kop staat in C1. Zet hem op de rij met de andere koppen.",
        (
            "Kolom C heeft geen kop: de dienst gebruikt haar niet. "
            "Is de kop van B samengevoegd met C? Splits hem dan, en geef elke kolom een kop."
        ),
    ]


@given(
    order=st.permutations(range(5)),
    blanks=st.lists(st.integers(0, 5), max_size=3),
    above=st.integers(0, 12),
    between=st.integers(0, 3),
    own=st.integers(0, 3),
)
def test_order_blanks_and_columns_of_ones_own_never_change_the_records(
    order: list[int], blanks: list[int], above: int, between: int, own: int
) -> None:
    """Blank columns and rows, title rows and own columns come and go; each record stays."""
    header: list[Cell] = ["Code", "Actie", "Eigenaar", "Einddatum", "Besteed (€)"]
    data: list[list[Cell]] = [
        ["A-01", "Persmap", "an@x.example", "1-10-2016", 12],
        ["A-02", None, "geen adres", "31-6-2016", "€ 1.250,00"],
        ["A-03", "Brief", "bo@x.example", None, None],
    ]

    def table(*, moved: bool) -> list[list[Cell]]:
        if not moved:
            return [header, *data]
        lines = [[row[place] for place in order] for row in (header, *data)]
        for line, title in zip(lines, ("eigen", "x", "y", "z"), strict=True):
            line += [f"{title} {number}" for number in range(own)]
            for place in blanks:
                line.insert(place, None)
        spaced = [line for one in lines[1:] for line in (*[[None]] * between, one)]
        return [*[["Titel"]] * above, lines[0], *spaced]

    def records(rows: list[list[Cell]]) -> list[object]:
        book = Workbook("programme", "x.xlsx", (Tab("Things", rows),))
        found = check({"programme": book}, PLAN, context()).register.things
        return [(record.key, dict(record.values), record.faults) for record in found]

    assert records(table(moved=True)) == records(table(moved=False))


def test_sorting_rows_changes_no_record() -> None:
    """Each keeps what it had, whatever its row is now."""
    lines = [f"A-0{n} | actie {n} | p{n}@x.example | {n}-10-2016 |" for n in range(1, 5)]

    def records(order: tuple[str, ...]) -> dict[str, object]:
        table = "\n".join(("Code | Actie | Eigenaar | Einddatum | Besteed (€)", *order))
        found = look({"Things": table}, PLAN).register.things
        return {record.key: dict(record.values) for record in found}

    assert all(records(order) == records(tuple(lines)) for order in permutations(lines))


@pytest.mark.parametrize(
    "header", ["Gesproken met Fatima", "06-12345678", "dhr. Wagenvoort", "an@post.example"]
)
def test_a_header_of_ones_own_that_tells_of_somebody_is_not_repeated(header: str) -> None:
    """Neither in the words, nor in the place, nor in a value that is not written."""
    table = f"Code | Actie | Eigenaar | Einddatum | Besteed (€) | {header}\n{ROW} | x"
    checked = look({"Things": table}, PLAN)
    assert places(checked) == [("F1", "unknown-column", "notice")]
    assert header not in repr(checked.findings)
    assert said(checked.findings)[0].startswith("Deze kolom is van uzelf: ")


def test_a_header_that_only_looks_like_a_title_is_not_repeated_either() -> None:
    """The column that is missed names its letter, so that a colleague finds it."""
    header = "Eigenaar (Jansen)"
    checked = look({"Things": f"Code | Actie | {header} | Einddatum | Besteed (€)\n{ROW}"}, PLAN)
    assert places(checked) == [
        (None, "missing-column", "error"),
        ("C1", "unknown-column", "notice"),
    ]
    assert "Jansen" not in repr(checked.findings)
    assert "Bedoelde u kolom C? Noem die dan Eigenaar." in said(checked.findings)[0]


@pytest.mark.parametrize(
    ("copy", "told"),
    [
        ("things (1).xlsx", "Naast things.xlsx ligt things (1).xlsx, ontstaan"),
        ("things (conflict van Fatima Yilmaz).xlsx", "Naast things.xlsx ligt een kopie"),
        ("things-LAPTOP-FATIMA.xlsx", "Naast things.xlsx ligt een kopie"),
    ],
)
def test_a_conflict_copy_is_named_unless_somebodys_name_stands_in_it(copy: str, told: str) -> None:
    """Programs that synchronise put the name of a person or of her computer in it."""
    book = Workbook("programme", "things.xlsx", (), copies=(copy,))
    checked = check({"programme": book}, PLAN, context())
    (found,) = [one for one in checked.findings if one.code == "conflict-copy"]
    assert said([found])[0].startswith(told)
    assert ("atima" in repr(found) or "ATIMA" in repr(found)) is False


AWAY = (
    "Code | Organisatie | Naam | Rol | E-mail | Actief vanaf{more}\n"
    "CP-001 | ORG-01 | Functie | aandachtsfunctionaris | a@x.example | 1-1-2016{cells}"
)


def _away(more: str = "", cells: str = "") -> list[tuple[str | None, str, str]]:
    """Return what is said of the columns of absence in a list of contacts."""
    tables = {
        "Organisaties": "Code | Organisatie | Soort | Status\nORG-01 | MEE | welzijn | benaderd",
        "Aandachtsfunctionarissen": AWAY.format(more=more, cells=cells),
    }
    found = look(tables).findings
    column = {"Afwezig vanaf", "Afwezig tot en met", "Afwezig vanaaf"}
    return [
        (one.cell, one.code, str(one.severity))
        for one in found
        if one.column in column or "Afwezig" in str(one.message.values)
    ]


def test_a_workbook_from_before_a_column_existed_is_as_good_as_any() -> None:
    """Its rows are empty there, and not at fault; a typing mistake in the header is told."""
    assert _away() == []
    checked = look({"Aandachtsfunctionarissen": AWAY.format(more="", cells="")})
    (contact,) = checked.register.contacts
    assert (contact.absent_from, contact.absent_until) == (None, None)
    assert not {"absent_from", "absent_until"} & contact.faults
    assert _away(" | Afwezig vanaf", " | 1-10-2016") == []
    assert (None, "missing-column", "warning") in _away(" | Afwezig vanaaf", " | 1-10-2016")


def test_an_absence_ends_after_it_begins() -> None:
    """Where both are known."""
    both = " | Afwezig vanaf | Afwezig tot en met"
    assert _away(both, " | 1-10-2016 | 9-10-2016") == []
    assert _away(both, " | | 9-10-2016") == []
    assert _away(both, " | 9-10-2016 | 1-10-2016") == [("H2", "rule", "error")]
