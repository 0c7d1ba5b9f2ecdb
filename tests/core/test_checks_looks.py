"""Between two looks: renamed headers, rows that are gone, and what is remembered in between."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.checked import Checked, Context, Heading, SheetLook
from automations.engine.core.checks import check
from automations.engine.core.checks.looks import looks_now, lost_too_many
from automations.engine.core.grid import Unreadable
from automations.engine.core.holds import rows_now
from automations.engine.core.register import Record, Register, Table
from automations.engine.core.schema import Field, Kind, Schemas
from tests.text_tables import column, context, look, places, said, schemas, things, workbooks

PLAN = schemas(
    things(
        Field("title", "Actie", Kind.TEXT, "", required=True, aliases=("Omschrijving",)),
        Field("owner", "E-mail", Kind.EMAIL, "", required=True, aliases=("Mailadres",)),
        Field("note", "Voortgang", Kind.TEXT, ""),
        Field("due_on", "Einddatum", Kind.DATE, ""),
    )
)
HEADER = "Code | Actie | E-mail | Voortgang | Einddatum"
ROWS = """
    A-01 | Persmap | an@x.example | loopt | 1-10-2016
    A-02 | Brief   | bo@x.example |       | 2-10-2016
    A-03 | Gesprek | an@x.example | klaar |
    """
FIRST = HEADER + ROWS.rstrip()
PEOPLE = schemas(
    things(
        column("email", Kind.EMAIL, personal=True),
        column("name", personal=True),
        primary_key=("code", "email"),
    )
)
SECRET = schemas(
    things(column("status"), column("on", Kind.DATE), sensitive=True, closed=True),
)


def after(checked: Checked, before: Context | None = None) -> Context:
    """Return what the next look depends on, once a look was remembered."""
    then = before or context()
    return replace(
        then,
        signals_before=checked.signals,
        looks_before=looks_now(checked, then.looks_before),
        rows_before={**then.rows_before, **rows_now(checked)},
    )


def again(first: str, *tables: str, known: Schemas = PLAN, tab: str = "Things") -> Checked:
    """Look at one table after another, each remembered; return the last look."""
    checked, on = look({tab: first}, known), context()
    for table in tables:
        on = after(checked, on)
        checked = look({tab: table}, known, on=on)
    return checked


def _header(header: str) -> str:
    return FIRST.replace(HEADER, header)


GONE_OWNER = (None, "missing-column", "error")
RENAMES = {
    "under another name, between its neighbours": (
        _header("Code | Actie | Contact | Voortgang | Einddatum"),
        [("C1", "renamed-column", "error")],
    ),
    "a text under another name, between its neighbours": (
        _header("Code | Actie | E-mail | Stand | Einddatum"),
        [("D1", "renamed-column", "warning")],
    ),
    "the last one, of a kind that cannot hold just anything": (
        _header("Code | Actie | E-mail | Voortgang | Klaar op"),
        [("E1", "renamed-column", "warning")],
    ),
    "a slip of the keys": (
        _header("Code | Actie | E-mial | Voortgang | Einddatum"),
        [("C1", "renamed-column", "error")],
    ),
    "with a star": (
        _header("Code | Actie | E-mail * | Voortgang | Einddatum"),
        [("C1", "renamed-column", "error")],
    ),
    "the key": (
        _header("Nummer | Actie | E-mail | Voortgang | Einddatum"),
        [("A1", "renamed-column", "error")],
    ),
    "two side by side": (
        _header("Code | Actie | Contact | Stand | Einddatum"),
        [("C1", "renamed-column", "error"), ("D1", "renamed-column", "warning")],
    ),
    "with a column of one's own put before it": (
        "Mijn | Code | Actie | Contact | Voortgang | Einddatum\nx | A-01 | x | an@x.example | |",
        [("A1", "unknown-column", "notice"), ("D1", "renamed-column", "error")],
    ),
    "moved, under a name that looks like it": (
        "E-mails | Code | Actie | Voortgang | Einddatum\nan@x.example | A-01 | x | |",
        [("A1", "renamed-column", "error")],
    ),
    "to an alias": (_header("Code | Omschrijving | Mailadres | Voortgang | Einddatum"), []),
    "in another case": (_header("CODE | actie | e-mail | VOORTGANG | Eind datum"), None),
    "moved only": (
        "Einddatum | Voortgang | E-mail | Actie | Code\n | | an@x.example | x | A-01",
        [],
    ),
    "emptied": (
        _header("Code | Actie | | Voortgang | Einddatum"),
        [("C1", "missing-column", "error")],
    ),
    "deleted": (
        "Code | Actie | Voortgang | Einddatum\nA-01 | Persmap | loopt | 1-10-2016",
        [GONE_OWNER],
    ),
    "replaced by something else": (
        "Code | Actie | Aantal | Voortgang | Einddatum\nA-01 | x | 12 | | \nA-02 | y | 13 | |",
        [GONE_OWNER, ("C1", "unknown-column", "notice")],
    ),
    "moved and renamed beyond recognition": (
        "Code | Actie | Voortgang | Einddatum | Wie\nA-01 | x | | | an@x.example",
        [GONE_OWNER, ("E1", "unknown-column", "notice")],
    ),
    "emptied, and nothing under it": (
        "Code | Actie | | Voortgang | Einddatum\nA-01 | Persmap | | loopt | 1-10-2016",
        [GONE_OWNER],
    ),
    "two alike, of which one is left": (
        "Code | Voortgang | Einddatum | Omschrijvin | E-mail\nA-01 | | | x | an@x.example",
        [("D1", "renamed-column", "error")],
    ),
    "two exchanged": (
        _header("Code | Actie | Voortgang | E-mail | Einddatum"),
        [("D2", "email", "error"), ("D3", "required", "error"), ("D4", "email", "error")],
    ),
}


@pytest.mark.parametrize("hazard", RENAMES)
def test_a_header_that_changed_gives_these_findings_and_no_others(hazard: str) -> None:
    """A column is never used under a new name, and what became of it is said at its header."""
    table, expected = RENAMES[hazard]
    found = [place for place in places(again(FIRST, table)) if place[1] != "row-loss"]
    assert found == ([("E1", "renamed-column", "warning")] if expected is None else expected)


def test_a_renamed_column_is_named_and_not_used() -> None:
    """Whose header it was, what it says now, and what to write in which cell."""
    checked = again(FIRST, _header("Code | Actie | Contact | Voortgang | Einddatum"))
    assert said(checked.findings) == [
        (
            'De kolom "E-mail" heet nu "Contact". Zo gebruikt de dienst haar niet. '
            'Zet in C1 weer "E-mail".'
        )
    ]
    (found,) = checked.findings
    assert (found.field, found.column, found.row) == ("owner", "Contact", 1)
    assert [record.owner for record in checked.register.things] == [None] * 3
    assert all("owner" in record.faults for record in checked.register.things)


def test_a_column_goes_back_to_the_name_that_staff_gave_it() -> None:
    """An alias that stood there is what they know; one that no schema knows any more is not."""
    first = _header("Code | Actie | Mailadres | Voortgang | Einddatum")
    renamed = _header("Code | Actie | Contact | Voortgang | Einddatum")
    assert 'weer "Mailadres"' in said(again(first, renamed).findings)[0]
    look_then = {"things": SheetLook({"code": Heading("Code", 0), "owner": Heading("Adres", 2)})}
    checked = look({"Things": renamed}, PLAN, on=replace(context(), looks_before=look_then))
    assert any('weer "E-mail"' in text for text in said(checked.findings))


def test_an_emptied_header_is_said_at_its_cell() -> None:
    """Not as a column that is gone: what stood in it still does."""
    checked = again(FIRST, _header("Code | Actie | | Voortgang | Einddatum"))
    assert said(checked.findings) == [
        (
            'De kop "E-mail" boven kolom C is weg. Zo gebruikt de dienst haar niet. '
            'Zet in C1 weer "E-mail".'
        )
    ]


def test_an_own_column_that_slides_into_a_deleted_one_is_not_taken_for_it() -> None:
    """The last column was text, and just any text could be in it."""
    known = schemas(things(column("note")))
    first = "Code | Note | Eigen\nA-01 | x | y"
    checked = again(first, "Code | Eigen\nA-01 | y", known=known)
    assert places(checked) == [
        (None, "missing-column", "warning"),
        ("B1", "unknown-column", "notice"),
    ]


def test_a_first_column_that_was_deleted_with_those_before_it_is_missing() -> None:
    """Seen from its neighbour it would stand before the first column."""
    known = schemas(things(column("note"), column("kind")))
    first = "Eigen | Ook | Code | Note | Kind\n | | A-01 | x | y"
    assert places(again(first, "Note | Kind\nx | y", known=known)) == [
        (None, "missing-column", "error"),
    ]


def test_a_header_is_the_new_name_of_one_column_only() -> None:
    """Of two that are gone and looked alike, the other one is missing."""
    known = schemas(things(column("persons"), column("persona"), column("note"), column("kind")))
    first = "Code | Persons | Persona | Note | Kind\nA-01 | 1 | 2 | 3 | 4"
    checked = again(first, "Code | Personx | Note | Kind\nA-01 | 1 | 3 | 4", known=known)
    assert places(checked) == [
        (None, "missing-column", "warning"),
        ("B1", "renamed-column", "warning"),
    ]


def test_a_renamed_column_is_renamed_until_its_name_is_back() -> None:
    """However often somebody looks in between."""
    renamed = _header("Code | Actie | Contact | Voortgang | Einddatum")
    assert places(again(FIRST, renamed, renamed, renamed)) == [("C1", "renamed-column", "error")]
    assert places(again(FIRST, renamed, FIRST)) == []


def test_a_column_with_a_mistake_here_and_there_is_still_known() -> None:
    """One cell in five may be wrong; more is another column."""
    lines = [f"A-0{n} | x | {'?' if n == 1 else 'an@x.example'} | |" for n in range(1, 6)]
    first = "\n".join((HEADER, *lines))
    now = first.replace("E-mail", "Contact")
    assert ("C1", "renamed-column", "error") in places(again(first, now))
    worse = now.replace("A-02 | x | an@x.example", "A-02 | x | ?")
    assert GONE_OWNER in places(again(first, worse))


def test_a_new_header_that_tells_of_somebody_is_not_repeated() -> None:
    """The old one and the cell are enough; the new one may be a name."""
    checked = again(FIRST, _header("Code | Actie | Fatima | Voortgang | Einddatum"))
    assert places(checked) == [("C1", "renamed-column", "error")]
    assert "Fatima" not in repr(checked.findings)
    assert said(checked.findings)[0].startswith('De kolom "E-mail" heeft een andere kop gekregen.')


def test_in_a_sensitive_sheet_no_header_is_kept_or_repeated() -> None:
    """Its own title and place are enough; a new header there is an error like any unknown one."""
    first = "Code | Status | On\nA-01 | nieuw | 1-10-2016"
    checked = again(first, "Code | Jan Jansen | On\nA-01 | nieuw | 1-10-2016", known=SECRET)
    assert places(checked) == [("B1", "renamed-column", "error")]
    assert said(checked.findings) == [
        (
            'De kolom "Status" heeft een andere kop gekregen. Zo gebruikt de dienst haar niet. '
            'Zet in B1 weer "Status".'
        )
    ]
    assert "Jan" not in repr(checked.findings)
    looks = looks_now(checked, looks_now(look({"Things": first}, SECRET), {}))
    assert looks["things"] == SheetLook(
        {"code": Heading("", 0), "status": Heading("", 1), "on": Heading("", 2)}
    )


def test_a_tab_whose_header_is_gone_is_said_to_have_none() -> None:
    """Which column is which cannot be told then."""
    assert places(again(FIRST, ROWS)) == [(None, "missing-column", "error")]


# Rows


def _rows(*codes: int, header: str = HEADER) -> str:
    lines = (
        f"A-{code:02} | actie | p{code}@x.example | | {code % 28 + 1}-9-2016" for code in codes
    )
    return "\n".join((header, *lines))


TEN = _rows(*range(1, 11))
LOSSES = {
    "sorted": (_rows(*range(10, 0, -1)), []),
    "moved down, with blank rows": (TEN.replace("A-05", "|\n|\nA-05"), []),
    "one row is gone": (_rows(*range(2, 11)), [(None, "row-loss", "notice")]),
    "two rows of ten are gone": (_rows(*range(3, 11)), [(None, "row-loss", "notice")]),
    "three rows of ten are gone": (_rows(*range(4, 11)), [(None, "row-loss", "warning")]),
    "all rows are gone": (_rows(), [(None, "row-loss", "warning")]),
    "one is gone and two are new": (
        _rows(*range(2, 11), 20, 21),
        [(None, "row-loss", "notice")],
    ),
    "a code was changed": (_rows(*range(2, 11), 42), [("A11", "row-loss", "notice")]),
    "a code was emptied": (TEN.replace("A-07", "    "), [("A8", "blank-key", "error")]),
    "a code was mistyped": (TEN.replace("A-07", "A-O7"), [("A8", "pattern", "error")]),
    "a code is in another case": (TEN.replace("A-07", "a-07"), []),
    "a code was typed over another": (
        TEN.replace("A-07", "A-06"),
        [("A7", "unique", "error"), ("A8", "unique", "error")],
    ),
    "a row was pasted three times": (
        _rows(*range(1, 11), 7, 7),
        [("A8", "unique", "error"), ("A12", "unique", "error"), ("A13", "unique", "error")],
    ),
    "a mistyped code hides one row that is gone": (
        _rows(*range(2, 11)).replace("A-07", "A-O7"),
        [(None, "row-loss", "notice"), ("A7", "pattern", "error")],
    ),
}


@pytest.mark.parametrize("hazard", LOSSES)
def test_rows_that_changed_give_these_findings_and_no_others(hazard: str) -> None:
    """Sorting, moving and adding are ordinary work; what is missing is said."""
    table, expected = LOSSES[hazard]
    assert places(again(TEN, table)) == expected


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (
            _rows(1, 3, 4, 5, 6, 7, 8, 9, 10),
            (
                "Sinds de vorige keer is hier 1 regel weg: A-02. Was dat niet de bedoeling? "
                "Haal terug wat weg is, uit de vorige versie van things.xlsx."
            ),
        ),
        (
            _rows(*range(4, 11)),
            (
                "Van de 10 regels zijn er nog 7 over sinds de vorige keer. "
                "Was dat niet de bedoeling? "
                "Haal terug wat weg is, uit de vorige versie van things.xlsx."
            ),
        ),
        (
            _rows(*range(1, 10), 11),
            (
                "Sinds de vorige keer is A-10 weg, en A-11 is nieuw. Is het dezelfde regel? "
                "Geef hem dan de code A-10 terug: anders beginnen zijn herinneringen opnieuw."
            ),
        ),
    ],
)
def test_what_is_gone_is_said_with_the_remedy(now: str, text: str) -> None:
    """Which codes, how many, and where to find them again."""
    assert said(again(TEN, now).findings) == [text]


def test_of_many_rows_that_are_gone_the_first_codes_are_named() -> None:
    """As long as no more than a fifth is gone."""
    first, now = _rows(*range(1, 41)), _rows(*range(8, 41))
    (text,) = said(again(first, now).findings)
    assert "7 regels weg: A-01, A-02, A-03, A-04, A-05, …." in text


def test_what_is_gone_is_said_until_the_look_is_remembered() -> None:
    """Then it is as it is, and nobody hears of it any more."""
    now = _rows(*range(2, 11))
    assert places(again(TEN, now, now)) == []


def test_a_row_whose_code_could_not_be_read_is_missed_once_that_is_sure() -> None:
    """While a code is mistyped its row may be any of those missing; nothing is forgotten then."""
    mistyped = TEN.replace("A-07", "A-O7")
    without = _rows(*(code for code in range(1, 11) if code != 7))
    assert places(again(TEN, mistyped, TEN)) == []
    assert places(again(TEN, mistyped, mistyped, without)) == [(None, "row-loss", "notice")]


def test_doubled_codes_hold_every_row_that_shares_them() -> None:
    """None of them leads to a row, each is told of the others, and none counts as gone."""
    checked = again(TEN, _rows(*range(1, 11), 7))
    assert "A-07" not in checked.register.things.by_key
    held = [record.row for record in checked.register.things if "code" in record.faults]
    assert held == [8, 12]


def test_of_people_only_a_digest_is_remembered_and_only_a_number_told() -> None:
    """Their keys hold names and addresses; a mended address is no row that is gone."""
    lines = [f"A-01 | p{n}@x.example | Naam {n}" for n in range(10)]
    first = "\n".join(("Code | Email | Name", *lines))
    looks = looks_now(look({"Things": first}, PEOPLE), {})
    assert len(looks["things"].keys) == 10
    assert all(len(key) == 16 and "@" not in key for key in looks["things"].keys)
    gone = "\n".join(("Code | Email | Name", *lines[1:]))
    checked = again(first, gone, known=PEOPLE)
    assert places(checked) == [(None, "row-loss", "notice")]
    assert said(checked.findings)[0].startswith("Sinds de vorige keer is hier 1 regel weg. ")
    assert "p0@x" not in repr(checked.findings)
    mended = first.replace("p3@x.example", "p33@x.example")
    assert places(again(first, mended, known=PEOPLE)) == []


def test_of_a_sensitive_sheet_no_number_leaves_its_workbook() -> None:
    """It is said that too much is gone, and not how much."""
    first = "Code | Status | On\n" + "\n".join(f"A-0{n} | nieuw |" for n in range(1, 6))
    checked = again(first, "Code | Status | On\nA-01 | nieuw |", known=SECRET)
    assert places(checked) == [(None, "row-loss", "warning")]
    assert said(checked.findings)[0].startswith(
        "Sinds de vorige keer is meer dan een vijfde van de regels weg. "
    )


def test_a_signal_that_is_gone_is_said_once_as_a_changed_history() -> None:
    """Of signals every single row counts, and none is remembered but by its own look."""
    header = "Kenmerk | Ontvangen op | Status\n"
    lines = [f"S2016-00{n} | 1-9-2016 | nieuw" for n in range(1, 7)]
    first, now = header + "\n".join(lines), header + "\n".join(lines[1:])
    checked = again(first, now, known=look({}).register.schemas, tab="Signalen")
    found = [one for one in places(checked) if one[1] in {"row-loss", "changed-history"}]
    assert found == [(None, "changed-history", "warning")]


def test_nothing_is_gone_or_forgotten_while_a_workbook_cannot_be_read() -> None:
    """It is compared again once it is back."""
    on = after(look({"Things": TEN}, PLAN))
    books = workbooks({}, PLAN)
    books["programme"] = Unreadable("programme", "x.xlsx", "missing-workbook", "findings.x")
    checked = check(books, PLAN, on)
    assert places(checked) == [(None, "missing-workbook", "error")]
    assert looks_now(checked, on.looks_before) == on.looks_before


def test_what_no_schema_knows_any_more_is_forgotten() -> None:
    """A sheet, and a column of a sheet that is still there."""
    old = {"things": SheetLook({"gone": Heading("Weg", 9)}), "other": SheetLook()}
    looks = looks_now(look({"Things": TEN}, PLAN), old)
    assert looks.keys() == {"things"}
    assert "gone" not in looks["things"].columns


def test_codes_of_another_form_than_the_schema_has_now_are_not_missed() -> None:
    """What a schema of before called a key is none of its codes."""
    on = replace(context(), looks_before={"things": SheetLook({}, frozenset({"0123456789abcdef"}))})
    assert look({"Things": TEN}, PLAN, on=on).findings == ()


def test_a_register_that_was_made_by_hand_is_remembered_too() -> None:
    """Its tables hold records and no rows of a workbook."""
    schema = PLAN["things"]
    table = Table(schema, (Record("things", 2, "A-01", {}),))
    checked = look({"Things": TEN}, PLAN)
    made = replace(checked, register=Register(PLAN, {"things": table}))
    assert looks_now(made, {})["things"].keys == {"A-01"}


@pytest.mark.parametrize(
    ("before", "now", "too_many"),
    [(0, 0, False), (1, 0, False), (4, 3, False), (2, 0, True), (10, 8, False), (10, 7, True)],
)
def test_more_than_a_fifth_is_too_many_but_one_row_never_is(
    before: int, now: int, *, too_many: bool
) -> None:
    """The rule that holds a run and the finding that says so are one."""
    assert lost_too_many(before, now) is too_many


CODES = st.lists(st.integers(1, 40), unique=True, max_size=30)


@given(first=CODES, now=CODES, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference_between_two_looks(
    first: list[int], now: list[int], order: Random
) -> None:
    """What is said and what is remembered depends on the codes alone."""
    shuffled = list(now)
    order.shuffle(shuffled)
    on = after(look({"Things": _rows(*first)}, PLAN))
    one, two = (look({"Things": _rows(*codes)}, PLAN, on=on) for codes in (now, shuffled))
    assert said(one.findings) == said(two.findings)
    assert looks_now(one, on.looks_before) == looks_now(two, on.looks_before)
    expected = ["row-loss"] if set(first) - set(now) else []
    assert [found.code for found in one.findings] == expected
