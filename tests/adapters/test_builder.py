"""New workbooks: what staff find in them, read back with openpyxl and opened in LibreOffice."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from automations.engine.core.grid import ErrorValue
from automations.engine.core.schema import Schemas
from automations.engine.schemas import load_schemas
from automations.engine.sheets.builder import Formula, build_workbook
from automations.engine.words import Words

SCHEMAS: Schemas = load_schemas([Path(__file__).parents[2] / "sheets_schema"])
WORDS = Words("nl")
OWNER = "coordinator@dordrecht.example"
WORKBOOKS = ("partners", "training", "programme", "signals", "news", "control")
ORGANISATIONS = (("ORG-01", "ContourdeTwern"), ("ORG-02", "Veilig Thuis"))

Row = Mapping[str, object]


def _build(path: Path, workbook: str, rows: Mapping[str, Sequence[Row]] | None = None) -> Workbook:
    references = {"organisations": ORGANISATIONS}
    sheets = SCHEMAS.of_workbook(workbook)
    build_workbook(path, sheets, SCHEMAS, rows or {}, references, WORDS, OWNER)
    return load_workbook(path)


def _cell(sheet: Worksheet, title: str, row: int = 2) -> Any:  # noqa: ANN401 - openpyxl's cells
    """Return the cell of a row under a header."""
    return sheet.cell(row, _column(sheet, title))


def _column(sheet: Worksheet, title: str) -> int:
    return [cell.value for cell in sheet[1]].index(title) + 1


def _drop_down(sheet: Worksheet, title: str) -> Any:  # noqa: ANN401 - openpyxl's validations
    """Return what a column's cells ask for; None when anything may be typed."""
    place = _cell(sheet, title).coordinate
    found = [one for one in sheet.data_validations.dataValidation if place in one.sqref]
    return found[0] if found else None


def _offered(book: Workbook, source: str) -> list[object]:
    """Return the values of a drop-down that is a plain range."""
    tab, _, cells = source.partition("!")
    return [cell.value for (cell,) in book[tab][cells.replace("$", "")]]


@pytest.mark.parametrize("workbook", WORKBOOKS)
def test_a_workbook_has_an_explanation_a_tab_per_sheet_and_its_hidden_lists(
    tmp_path: Path, workbook: str
) -> None:
    """Each tab is a real table with frozen, filtered headers that say what they are for."""
    book = _build(tmp_path / "a.xlsx", workbook)

    sheets = SCHEMAS.of_workbook(workbook)
    assert book.sheetnames == ["Uitleg", *(schema.title for schema in sheets), "Lijsten"]
    assert book["Lijsten"].sheet_state == "veryHidden"
    for schema in sheets:
        sheet = book[schema.title]
        (table,) = sheet.tables.values()
        assert table.autoFilter.ref == table.ref
        assert sheet.freeze_panes in {"A2", "B2"}
        assert [cell.value for cell in sheet[1]] == [column.title for column in schema.fields]
        for cell, column in zip(sheet[1], schema.fields, strict=True):
            assert cell.comment.text.startswith(column.description)


def test_the_explanation_says_what_the_workbook_is_and_whose(tmp_path: Path) -> None:
    """The first tab names the owner and describes each tab in a sentence or two."""
    book = _build(tmp_path / "a.xlsx", "programme")

    said = [str(row[1].value) for row in book["Uitleg"].iter_rows(min_row=2)]

    assert OWNER in said[0]
    assert any("Nooit over een persoon" in line and "advies aan melder" in line for line in said)
    assert len(said) <= 12


def test_the_explanation_of_the_signals_asks_for_nothing_extra(tmp_path: Path) -> None:
    """A closed workbook invites nobody to add columns of their own."""
    book = _build(tmp_path / "a.xlsx", "signals")

    said = " ".join(str(row[1].value) for row in book["Uitleg"].iter_rows(min_row=2))

    assert "Voeg geen kolommen, tabbladen, opmerkingen of tekstvakken toe." in said
    assert "eigen kolommen" not in said


def test_a_list_is_a_strict_drop_down_with_a_friendly_refusal(tmp_path: Path) -> None:
    """A range and not a typed list: longer than 255 characters, and capitals do not matter."""
    book = _build(tmp_path / "a.xlsx", "partners")

    found = _drop_down(book["Organisaties"], "Soort")

    assert found.type == "list"
    assert _offered(book, found.formula1) == list(SCHEMAS["organisations"]["kind"].enum)
    assert found.showErrorMessage
    assert found.error == "Kies bij Soort een waarde uit de lijst."


def test_yes_or_no_is_a_drop_down_in_words(tmp_path: Path) -> None:
    """Staff choose ja or nee."""
    book = _build(tmp_path / "a.xlsx", "partners")

    found = _drop_down(book["Organisaties"], "Nieuwsbrief")

    assert _offered(book, found.formula1) == ["ja", "nee"]


def test_a_reference_to_another_workbook_offers_codes_with_names(tmp_path: Path) -> None:
    """The values are written in the workbook, and a code that came later is not refused."""
    book = _build(tmp_path / "a.xlsx", "training")

    found = _drop_down(book["Trainingen"], "Organisator")

    assert _offered(book, found.formula1) == ["ORG-01 – ContourdeTwern", "ORG-02 – Veilig Thuis"]
    assert not found.showErrorMessage


def test_a_reference_within_the_workbook_offers_what_staff_added(tmp_path: Path) -> None:
    """The list is made of formulas over the tab, with the values of today stored beside them."""
    rows = {"organisations": [{"organisation_id": "ORG-01", "name": "ContourdeTwern"}]}
    book = _build(tmp_path / "a.xlsx", "partners", rows)
    stored = load_workbook(tmp_path / "a.xlsx", data_only=True)["Lijsten"]

    found = _drop_down(book["Aandachtsfunctionarissen"], "Organisatie")

    assert found.formula1.startswith("OFFSET(Lijsten!")
    heads = [cell.value for cell in stored[1]]
    place = heads.index("organisations") + 1
    assert [stored.cell(row, place).value for row in (2, 3)] == [1, "ORG-01 – ContourdeTwern"]
    assert "INDEX('Organisaties'!$A:$A,3)" in book["Lijsten"].cell(4, place).value


def test_a_narrowed_reference_offers_only_what_may_be_chosen(tmp_path: Path) -> None:
    """Schools are the organisations of the kind onderwijs."""
    organisations = [
        {"organisation_id": "ORG-01", "name": "ContourdeTwern", "kind": "jongerenwerk"},
        {"organisation_id": "ORG-02", "name": "Veilig Thuis", "kind": "onderwijs"},
    ]
    book = _build(tmp_path / "a.xlsx", "programme", {"organisations": organisations})

    found = _drop_down(book["Onderwijsgesprekken"], "School")

    assert _offered(book, found.formula1) == ["ORG-02 – Veilig Thuis"]


def test_several_values_in_a_cell_get_a_hint_and_no_refusal(tmp_path: Path) -> None:
    """A drop-down cannot give two values, so the cell says what they may be."""
    book = _build(tmp_path / "a.xlsx", "partners")

    found = _drop_down(book["Aandachtsfunctionarissen"], "Rol")

    assert found.type != "list"
    assert not found.showErrorMessage
    assert "bestuurlijk contact" in found.prompt


def test_no_hint_or_refusal_is_longer_than_spreadsheets_allow(tmp_path: Path) -> None:
    """Longer ones would make the file one that has to be repaired."""
    for workbook in WORKBOOKS:
        book = _build(tmp_path / "a.xlsx", workbook)
        for sheet in book.worksheets:
            for found in sheet.data_validations.dataValidation:
                texts = (found.prompt, found.error, found.formula1)
                assert max(len(text or "") for text in texts) <= 255
                assert len(found.promptTitle or found.errorTitle or "") <= 32


def test_a_rule_is_made_with_drop_downs_that_follow_the_chosen_tab(tmp_path: Path) -> None:
    """In the coordinator's own rules the columns and values offered are those of that tab."""
    book = _build(tmp_path / "a.xlsx", "control")
    sheet, lists = book["Herinneringsregels"], book["Lijsten"]
    heads = {cell.value: cell.column for cell in lists[1]}

    value = _drop_down(sheet, "Waarde 1").formula1
    dates = [row[heads["dates|Budget"] - 1].value for row in lists.iter_rows(min_row=3)]
    statuses = [row[heads["Acties|Status"] - 1].value for row in lists.iter_rows(min_row=3)]
    to, through = (
        [row[heads[f"addresses|{tab}"] - 1].value for row in lists.iter_rows(min_row=3)]
        for tab in ("Acties", "Contactmomenten")
    )

    assert 'MATCH($B2&"|"&$C2,Lijsten!$1:$1,0)' in value
    assert [text for text in dates if text] == ["Voorgelegd op", "Verantwoord op"]
    assert [text for text in statuses if text] == list(SCHEMAS["actions"]["status"].enum)
    assert [text for text in to if text][:2] == ["Eigenaar", "coordinator"]
    through_it = ["relatiebeheerder", "aandachtsfunctionarissen"]
    assert [text for text in through if text][:2] == through_it
    assert not any("Signalen" in str(head) for head in heads)


def test_values_are_written_as_what_they_are(tmp_path: Path) -> None:
    """Dates, times and money are numbers with a format; codes are text; yes is ja."""
    training = {
        "training_id": "T2016-01",
        "held_on": date(2016, 10, 6),
        "starts_at": time(13, 0),
        "organiser_id": "ORG-01",
        "audience": ("zorg", "onderwijs"),
        "capacity": 20,
        "rating": 4.2,
        "cost": Decimal("1250.50"),
    }
    dialogue = {"young_people": True, "open": False, "organisers": ("ORG-01", "ORG-02")}
    book = _build(tmp_path / "a.xlsx", "training", {"trainings": [training]})
    other = _build(tmp_path / "b.xlsx", "programme", {"dialogues": [dialogue]})
    sheet, talks = book["Trainingen"], other["Dialooggesprekken"]

    assert _cell(sheet, "Code").number_format == "@"
    assert _cell(sheet, "Datum").value == datetime(2016, 10, 6)  # noqa: DTZ001 - as openpyxl gives
    assert _cell(sheet, "Datum").number_format == "dd-mm-yyyy"
    assert _cell(sheet, "Begintijd").value == time(13, 0)
    assert _cell(sheet, "Begintijd").number_format == "hh:mm"
    assert _cell(sheet, "Organisator").value == "ORG-01 – ContourdeTwern"
    assert _cell(sheet, "Doelgroep").value == "zorg; onderwijs"
    assert _cell(sheet, "Capaciteit").value == 20
    assert _cell(sheet, "Kosten").value == 1250.5
    assert _cell(sheet, "Kosten").number_format == "€ #,##0.00"
    assert _cell(talks, "Met jongeren").value == "ja"
    assert _cell(talks, "Openbaar").value == "nee"
    assert _cell(talks, "Organisatoren").value == "ORG-01; ORG-02"


def test_empty_rows_are_formatted_as_well(tmp_path: Path) -> None:
    """Somebody who types in the first empty row gets the same formats and drop-downs."""
    book = _build(tmp_path / "a.xlsx", "training")
    sheet = book["Trainingen"]

    formats = {
        title: sheet.column_dimensions[_cell(sheet, title).column_letter].number_format
        for title in ("Code", "Datum", "Kosten")
    }

    assert formats == {"Code": "@", "Datum": "dd-mm-yyyy", "Kosten": "€ #,##0.00"}
    assert "D400" in _drop_down(sheet, "Status").sqref


@pytest.mark.parametrize("text", ["=1+1", "+31 78", "-1", "@SUM(A1)", "https://a.example", "1e5"])
def test_what_looks_like_a_formula_or_link_stays_text(tmp_path: Path, text: str) -> None:
    """Text from a row is text: it never becomes a formula, a number or a link."""
    rows = {"organisations": [{"organisation_id": "ORG-01", "next_step": text}]}

    cell = _cell(_build(tmp_path / "a.xlsx", "partners", rows)["Organisaties"], "Volgende stap")

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_mistake_is_written_as_somebody_would_have_made_it(tmp_path: Path) -> None:
    """A wrong date stays as typed, an error is an error, a formula may lack its outcome."""
    rows = {
        "organisations": [
            {
                "joined_on": "z.s.m.",
                "owner": ErrorValue("#N/A"),
                "frontline_staff": Formula("=SUM(K3:K9)"),
                "name": "ORG-99",
            }
        ]
    }

    sheet = _build(tmp_path / "a.xlsx", "partners", rows)["Organisaties"]
    stored = load_workbook(tmp_path / "a.xlsx", data_only=True)["Organisaties"]

    assert _cell(sheet, "Aangesloten op").value == "z.s.m."
    assert (
        _cell(stored, "Relatiebeheerder").value,
        _cell(stored, "Relatiebeheerder").data_type,
    ) == (
        "#N/A",
        "e",
    )
    assert _cell(sheet, "Eerstelijns medewerkers").value == "=SUM(K3:K9)"
    assert _cell(stored, "Eerstelijns medewerkers").value is None


def test_a_missing_required_cell_is_coloured_once_its_row_has_begun(tmp_path: Path) -> None:
    """Required columns, and those that are required when, have a format that looks at the row."""
    sheet = _build(tmp_path / "a.xlsx", "partners")["Organisaties"]
    found = {str(area.sqref): area.rules[0].formula[0] for area in sheet.conditional_formatting}

    assert found["B2:B501"] == "AND(COUNTA($A2:$M2)>0,LEN(TRIM(B2))=0)"
    assert found["E2:E501"].endswith('AND(OR($D2="aangesloten")))')
    assert "L2:L501" not in found, "a column that may stay empty is never coloured"


def _own_sheets(folder: Path) -> Schemas:
    """Return two sheets of one workbook, whose names need care."""
    columns = "fields: [{name: code, title: Code, type: string, description: De code.}"
    head = "description: Iets.\nx-workbook: own\nx-file: eigen.xlsx\nprimaryKey: [code]\n"
    (folder / "areas.yaml").write_text(
        f'name: areas\ntitle: "Wijken \'16"\n{head}{columns}]\n', "utf-8"
    )
    (folder / "walks.yaml").write_text(
        f"""name: walks\ntitle: Rondes\n{head}{columns},
  {{name: area, title: Wijk, type: string, description: De wijk.}},
  {{name: why, title: Reden, type: string, description: De reden.,
    x-required-when: [{{when: area_row.code == "W1"}}]}}]
foreignKeys:
  - fields: [area]
    reference: {{resource: areas, fields: [code]}}
    x-link: area_row
    x-backlink: walks
""",
        "utf-8",
    )
    return load_schemas([folder])


def test_a_sheet_of_ones_own_without_names_offers_its_codes(tmp_path: Path) -> None:
    """Any sheet works: without a column that names a row, and with a quote in its tab's title."""
    own = _own_sheets(tmp_path)
    rows = {"areas": [{"code": "W1"}, {"code": "W2"}]}

    build_workbook(tmp_path / "a.xlsx", own.of_workbook("own"), own, rows, {}, WORDS, OWNER)

    lists = load_workbook(tmp_path / "a.xlsx")["Lijsten"]
    stored = load_workbook(tmp_path / "a.xlsx", data_only=True)["Lijsten"]
    assert [stored.cell(row, 1).value for row in (1, 2, 3, 4)] == ["areas", 2, "W1", "W2"]
    assert "INDEX('Wijken ''16'!$A:$A,2)" in lists.cell(3, 1).value


def test_a_condition_over_other_sheets_colours_nothing(tmp_path: Path) -> None:
    """A cell format can only look at its own row; the check does the rest."""
    own = _own_sheets(tmp_path)

    build_workbook(tmp_path / "a.xlsx", own.of_workbook("own"), own, {}, {}, WORDS, OWNER)

    sheet = load_workbook(tmp_path / "a.xlsx")["Rondes"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["A2:A501"]


def test_a_workbook_prints_on_landscape_paper_with_its_header_on_each_page(
    tmp_path: Path,
) -> None:
    """A4, or A3 where many columns would get too small; one page wide, and page x of y below."""
    wide = {
        *("Organisaties", "Aandachtsfunctionarissen", "Trainingen", "Acties"),
        *("Signalen", "Herinneringsregels"),
    }
    for workbook in WORKBOOKS:
        for sheet in _build(tmp_path / "a.xlsx", workbook).worksheets[1:-1]:
            assert sheet.page_setup.orientation == "landscape"
            assert int(sheet.page_setup.paperSize) == (8 if sheet.title in wide else 9), sheet.title
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
            assert sheet.print_title_rows == "$1:$1"
            assert sheet.oddFooter.right.text == "bladzijde &P van &N"


def test_a_workbook_is_the_same_to_the_byte(tmp_path: Path) -> None:
    """The same schemas and rows always give the same file."""
    rows = {"organisations": [{"organisation_id": "ORG-01", "name": "ContourdeTwern"}]}
    _build(tmp_path / "a.xlsx", "partners", rows)
    _build(tmp_path / "b.xlsx", "partners", rows)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_empty_table_has_the_one_row_that_spreadsheets_ask_for(tmp_path: Path) -> None:
    """A table without any row below its header is a file that has to be repaired."""
    sheet = _build(tmp_path / "a.xlsx", "partners")["Organisaties"]

    assert [table.ref for table in sheet.tables.values()] == ["A1:M2"]


def _soffice() -> str:
    found = shutil.which("soffice")
    if found is None and os.environ.get("WERKBLAD_REQUIRE_TOOLS") != "1":
        pytest.skip("LibreOffice (soffice) is not installed")
    assert found is not None, "WERKBLAD_REQUIRE_TOOLS=1 asks for LibreOffice"
    return found


def test_libreoffice_opens_every_workbook_and_saves_what_it_read(tmp_path: Path) -> None:
    """Every tab and every cell comes back, list formulas calculated, after a round through it."""
    program = _soffice()
    rows = {"organisations": [{"organisation_id": "ORG-07", "name": "Jeugdteams"}]}
    for workbook in WORKBOOKS:
        _build(tmp_path / f"{workbook}.xlsx", workbook, rows)
    made = sorted(str(path) for path in tmp_path.glob("*.xlsx"))

    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")),
            *made,
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )

    for workbook in WORKBOOKS:
        before = load_workbook(tmp_path / f"{workbook}.xlsx", data_only=True)
        after = load_workbook(tmp_path / "out" / f"{workbook}.xlsx", data_only=True)
        assert after.sheetnames == before.sheetnames
        for sheet in before.worksheets:
            again = after[sheet.title]
            for row in sheet.iter_rows():
                for cell in row:
                    assert (again[cell.coordinate].value or "") == (cell.value or "")


def test_no_workbook_holds_the_path_or_name_of_the_machine(tmp_path: Path) -> None:
    """What is sent round says who owns it, and nothing of where it was made."""
    _build(tmp_path / "a.xlsx", "partners")

    with ZipFile(tmp_path / "a.xlsx") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())

    assert str(tmp_path).encode() not in everything
