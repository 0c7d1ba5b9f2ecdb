"""The handbook's pages of columns and findings are made from the program, and up to date."""

from __future__ import annotations

from pathlib import Path

from automations.engine.core.figures import FIGURES
from automations.engine.core.findings import CODES
from automations.engine.finding_pages import pages
from automations.engine.handbook import (
    COLUMNS_PAGE,
    FIGURES_PAGE,
    FINDINGS,
    RULES,
    RULES_PAGE,
    columns_page,
    figures_page,
    findings_pages,
    rules_page,
)
from automations.engine.rule_files import load_rules
from automations.engine.schemas import load_schemas
from automations.engine.words import Words

SCHEMAS = load_schemas([Path(__file__).parents[2] / "sheets_schema"])


def test_the_committed_page_is_up_to_date() -> None:
    """After a change in a schema: `python -m automations.engine.handbook`."""
    assert COLUMNS_PAGE.read_text("utf-8") == columns_page(SCHEMAS, Words("nl"))


def test_the_page_has_every_column_with_what_it_asks() -> None:
    """A chapter per workbook, a table per tab, and the words that its rules are reported with."""
    page = columns_page(SCHEMAS, Words("nl"))

    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## partnerregister.xlsx",
        "## trainingen.xlsx",
        "## actieplan.xlsx",
        "## signalen.xlsx",
        "## nieuwsbrief.xlsx",
        "## beheer.xlsx",
    ]
    for schema in SCHEMAS.sheets.values():
        assert f"### {schema.title}\n" in page
        for column in schema.fields:
            assert f"| `{column.name}` |" in page
        for rule in schema.rules:
            assert rule.says["nl"].split(".")[0] in page


def test_the_page_says_when_a_column_must_be_filled() -> None:
    """Conditions are read back in words."""
    page = columns_page(SCHEMAS, Words("nl"))

    assert 'Invullen bij: "Status" is aangesloten.' in page
    assert "Liefst invullen bij" in page
    assert "Van 1 tot en met 5." in page


def test_the_page_is_there_in_english_as_well() -> None:
    """Another language needs no code."""
    page = columns_page(SCHEMAS, Words("en"))

    assert page.startswith("# Columns\n")
    assert "Always fill this in." in page


def test_the_committed_page_of_rules_is_up_to_date() -> None:
    """After a change in `automations/rules/`: `python -m automations.engine.handbook`."""
    page = rules_page(load_rules([RULES], SCHEMAS, Words("nl")), SCHEMAS, Words("nl"))
    assert RULES_PAGE.read_text("utf-8") == page


def test_the_page_of_rules_has_every_rule_under_its_family() -> None:
    """A rule of a family that the page does not know would be left out."""
    rules = load_rules([RULES], SCHEMAS, Words("nl"))
    page = rules_page(rules, SCHEMAS, Words("nl"))
    assert [name for name in (rule.name for rule in rules) if f"\n- `{name}`: " not in page] == []


def test_the_committed_page_of_figures_is_up_to_date_and_has_them_all() -> None:
    """Run `python -m automations.engine.handbook` to write it again."""
    page = FIGURES_PAGE.read_text("utf-8")
    assert page == figures_page(SCHEMAS, Words("nl"))
    assert all(f"`{figure.id}`" in page for figure in FIGURES)


def test_the_committed_pages_about_findings_are_up_to_date() -> None:
    """After a change in `core/checks/explained/`: `python -m automations.engine.handbook`."""
    committed = {path.name: path.read_text("utf-8") for path in FINDINGS.iterdir()}
    assert committed == findings_pages()


def test_every_finding_code_has_its_page_in_the_handbook() -> None:
    """Under the code's own name, so that who sees a code finds the page; one list names all."""
    made = findings_pages()
    assert made.keys() == {"README.md", *(f"{code}.md" for code in CODES)}
    for code in CODES:
        assert f"({code}.md)" in made["README.md"]


def test_a_page_about_a_finding_shows_its_examples_as_a_spreadsheet_does() -> None:
    """With letters above and numbers beside, so that `A3` can be pointed at."""
    page = findings_pages()["blank-key.md"]
    assert "|  | A | B |" in page
    assert "| 3 |  | Training voor wijkteams |" in page
    assert "✗ Acties A3  In deze regel staat nog niets bij Code." in page
    assert {page.code for page in pages()} == CODES
