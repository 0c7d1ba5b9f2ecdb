"""Personal data in cells: a warning in free text, an error that holds the row among signals.

Every name and number is made up.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from automations.engine.core.checked import Checked, Context, SignalLook
from automations.engine.core.checks import check
from automations.engine.core.checks.again import Again
from automations.engine.core.grid import Tab, Workbook
from automations.engine.core.schema import Kind
from tests.text_tables import column, context, look, places, rows, said, schemas, shipped, things

FREE = schemas(things(column("note", free_text=True), column("other"), column("on", Kind.DATE)))

NUMBERS = {
    "bsn": "123456782",
    "email": "naam@domein.example",
    "phone": "06-12345678",
    "iban": "NL91 ABNA 0417 1643 00",
    "plate": "12-DBF-3",
    "postcode": "1234 AB 5",
    "birth": "geb. 3-4-1999",
    "link": "insta jan_010",
    "name": "mevrouw De Vries",
}


def noted(text: str) -> Checked:
    """Check a sheet with that text in its free column."""
    return look({"Things": f"Code | Note | Other | On\nA-01 | {text} | |"}, FREE)


@pytest.mark.parametrize("kind", NUMBERS)
def test_personal_data_in_free_text_is_a_warning_at_the_cell(kind: str) -> None:
    """It says what kind it is and what to do, and the row goes on being used."""
    checked = noted(f"Terugbellen: {NUMBERS[kind]}, graag morgen")
    assert places(checked) == [("B2", "personal-data", "warning")]
    assert checked.findings[0].message.id == f"findings.personal-{kind}"
    assert checked.register.things[0].faults == frozenset()
    assert checked.register.things[0].note


@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_message_repeats_what_was_found(kind: str, language: str) -> None:
    """Not in the words, not in the finding, not in its representation."""
    checked = noted(f"Terugbellen: {NUMBERS[kind]}, graag morgen")
    for word in NUMBERS[kind].split():
        assert word not in repr(checked.findings)
        assert word not in " ".join(said(checked.findings, language)).split()


def test_several_kinds_in_one_cell_are_one_finding() -> None:
    """A colleague mends the cell once."""
    checked = noted("mevrouw De Vries, 06-12345678")
    (text,) = said(checked.findings)
    assert text.startswith("Hier lijken meer persoonsgegevens te staan. Schrijf het zonder")


def test_other_columns_of_an_ordinary_sheet_are_not_searched() -> None:
    """A sheet of contacts is about people; only free text says what it should not."""
    checked = look({"Things": "Code | Note | Other | On\nA-01 | | mevrouw De Vries |"}, FREE)
    assert places(checked) == []


def test_free_text_that_cannot_be_used_has_its_own_finding_alone() -> None:
    """It goes nowhere; as soon as it is short enough, it is searched."""
    known = schemas(things(column("note", free_text=True, max_length=10)))
    checked = look({"Things": "Code | Note\nA-01 | bel mevrouw De Vries"}, known)
    assert [code for _, code, _ in places(checked)] == ["length"]
    assert "Vries" not in repr(checked.findings)


@pytest.mark.parametrize("typed", ["mevrouw De Vries", "06-12345678", "123456782", "geb. 3-4-1999"])
def test_another_finding_does_not_repeat_personal_data_either(typed: str) -> None:
    """A date column in which somebody typed a name is a mistake, and the message is discreet."""
    checked = look({"Things": f"Code | Note | Other | On\nA-01 | | | {typed}"}, FREE)
    assert places(checked) == [("D2", "type", "error")]
    assert typed not in repr(checked.findings)
    assert typed not in said(checked.findings)[0]


def test_a_mistake_in_an_address_may_still_be_shown() -> None:
    """In a column for addresses an address belongs, so that its owner sees what is wrong."""
    known = schemas(things(column("email", Kind.EMAIL)))
    checked = look({"Things": "Code | Email\nA-01 | Ysolde <an@x.example>"}, known)
    assert "an@x.example" in said(checked.findings)[0]


CONTACTS = """
    Code   | Organisatie | Naam
    CP-001 | ORG-01      | Ysolde Wagenvoort
    CP-002 | ORG-01      | Aandachtsfunctionaris jongerenwerk
    """


def test_the_names_in_the_register_itself_are_found() -> None:
    """Whoever is a contact of the network is found in any case, in whatever tab."""
    actions = """
        Code | Voortgang
        A-01 | ysolde wagenvoort heeft gebeld
        A-02 | Aandachtsfunctionaris Jongerenwerk belde
        """
    checked = look({"Aandachtsfunctionarissen": CONTACTS, "Acties": actions})
    assert places(checked, "personal-data") == [("B2", "personal-data", "warning")]
    alone = look({"Acties": actions})
    assert places(alone, "personal-data") == []


SIGNALS = "Kenmerk | Ontvangen op | Bron | Behandelaar | Status | Volgende stap op"
ROW = "S2016-001 | 12-9-2016 | inwoner | dossierhouder@dordrecht.example | nieuw | 5-10-2016"
NEXT = "S2016-002 | 13-9-2016 | inwoner | dossierhouder@dordrecht.example | nieuw | 5-10-2016"


def signals(row: str, header: str = SIGNALS, on: Context | None = None) -> Checked:
    """Check a signals workbook with that row and one that is right."""
    return look({"Signalen": f"{header}\n{row}\n{NEXT}"}, on=on)


@pytest.mark.parametrize("title", SIGNALS.split(" | ")[1:])
@pytest.mark.parametrize("kind", NUMBERS)
def test_among_signals_it_is_an_error_in_any_column_and_holds_the_row(
    kind: str, title: str
) -> None:
    """Every column of the row becomes a fault, but the key: nothing at all uses it any more."""
    cells = dict(zip(SIGNALS.split(" | "), ROW.split(" | "), strict=True)) | {title: NUMBERS[kind]}
    checked = signals(" | ".join(cells.values()))
    (found,) = [one for one in checked.findings if one.code == "personal-data"]
    assert (found.row, found.column, found.severity) == (2, title, "error")
    assert found.owner == "dossierhouder@dordrecht.example"
    held, right = checked.register.signals
    assert held.key == "S2016-001"
    assert held.faults == frozenset(shipped()["signals"].by_name)
    assert [value for value in held.values.values() if value] == ["S2016-001"]
    assert (right.status, right.received_on) == ("nieuw", date(2016, 9, 13))


@pytest.mark.parametrize("kind", NUMBERS)
def test_in_a_column_of_the_staffs_own_it_holds_the_row_too(kind: str) -> None:
    """The column is an error already; the row is not used until the cell is empty."""
    checked = signals(f"{ROW} | {NUMBERS[kind]}", f"{SIGNALS} | Opmerking")
    assert places(checked, "personal-data") == [("G2", "personal-data", "error")]
    assert checked.register.signals[0].faults == frozenset(shipped()["signals"].by_name)
    assert said([one for one in checked.findings if one.code == "personal-data"])[0].endswith(
        "Haal het weg. Tot dan gebruikt de dienst deze hele regel nergens voor."
    )
    assert NUMBERS[kind] not in repr(checked)


def test_an_innocent_word_in_a_column_of_their_own_holds_nothing() -> None:
    """That the column is there is an error of its own."""
    checked = signals(f"{ROW} | terugbellen", f"{SIGNALS} | Opmerking")
    assert [code for _, code, _ in places(checked)].count("unknown-column") == 1
    assert places(checked, "personal-data") == []
    assert checked.register.signals[0].status == "nieuw"


def test_a_key_with_personal_data_goes_nowhere() -> None:
    """The row has no key then: no finding, no history and no store can name it."""
    checked = signals(ROW.replace("S2016-001", "mevrouw De Vries"))
    assert places(checked, "personal-data") == [("A2", "personal-data", "error")]
    assert [record.key for record in checked.register.signals] == ["S2016-002"]
    assert "Vries" not in repr([checked.findings, checked.signals])


@pytest.mark.parametrize("typed", ["bakker", "S2016-1", "meisje uit oost", "12-9-2016"])
def test_a_key_of_another_form_goes_nowhere_either(typed: str) -> None:
    """It may be a name that no list has: no finding, no record and no store has it."""
    checked = signals(ROW.replace("S2016-001", typed))
    assert [one.cell for one in checked.findings if one.code == "pattern"] == ["A2"]
    assert {one.key for one in checked.findings if one.row == 2} == {None}
    assert [record.key for record in checked.register.signals] == ["S2016-002"]
    assert set(checked.signals) == {"S2016-002"}
    assert typed not in repr(checked)


def test_a_key_that_is_there_twice_is_still_named() -> None:
    """It has the form of one, and the rows are found by it."""
    checked = signals(f"{ROW}\n{ROW}")
    assert {one.key for one in checked.findings if one.code == "unique"} == {"S2016-001"}


def test_a_strange_key_that_an_older_store_remembers_is_never_told() -> None:
    """Nor kept any longer; the signals with a code of their own are missed as ever."""
    seen = SignalLook(date(2016, 9, 12), "nieuw", None, None)
    on = context(before={"bakker": seen, "S2016-009": seen})
    checked = signals(ROW, on=on)
    assert [one.key for one in checked.findings if one.code == "changed-history"] == ["S2016-009"]
    assert "bakker" not in checked.signals


def test_a_held_signal_keeps_what_was_known_of_it() -> None:
    """It has not vanished, nor has its status gone back."""
    before = {"S2016-001": SignalLook(date(2016, 9, 12), "in behandeling", None, None)}
    on = context(before=before)
    checked = signals(ROW.replace("inwoner", "06-12345678"), on=on)
    assert places(checked, "changed-history") == []
    assert checked.signals["S2016-001"] == before["S2016-001"]


def test_the_address_of_a_colleague_who_handles_no_cases_is_no_personal_data() -> None:
    """It is in the wrong list; only an address of another domain can be that of a subject."""
    checked = signals(ROW.replace("dossierhouder@", "balie@"))
    assert places(checked, "personal-data") == []
    assert places(checked, "list") == [("D2", "list", "error")]
    assert (
        places(
            signals(ROW.replace("dossierhouder@dordrecht", "dossierhouder@dordrecht,")),
            "personal-data",
        )
        == []
    )
    assert places(signals(ROW.replace("dossierhouder@", "wie@post.")), "personal-data")


def test_a_sheet_without_personal_data_stays_the_very_same() -> None:
    """So that nothing behind it is judged again; a changed name of a contact searches again."""
    again = Again()
    header = [[one.title for one in FREE["things"].fields]]
    book = Workbook(
        "programme", "x.xlsx", (Tab("Things", [*header, *rows("A-01 | de wijkagent")]),)
    )
    check({"programme": book}, FREE, context(), again)
    made = dict(again.made)
    check({"programme": replace(book)}, FREE, context(), again)
    searched = ("searched", "things")
    assert again.made[searched] == made[searched] == 1
    check({"programme": replace(book)}, FREE, context(date(2016, 10, 4)), again)
    assert again.made[searched] == 2


def test_each_kind_has_words_in_both_languages() -> None:
    """Cause and remedy together are no longer than two lines."""
    for language in ("nl", "en"):
        for kind in NUMBERS.values():
            (text,) = said(noted(kind).findings, language)
            assert len(text) <= 160
