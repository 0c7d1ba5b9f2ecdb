"""Sheets written as text: one line is one row, `|` stands between cells, a blank cell is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from automations.engine.core.checked import Checked, Context, SignalLook
from automations.engine.core.checks import check
from automations.engine.core.findings import Finding
from automations.engine.core.grid import Cell, Tab, Unreadable, Workbook
from automations.engine.core.schema import Field, Kind, Schema, Schemas
from automations.engine.core.settings import Settings
from automations.engine.schemas import load_schemas
from automations.engine.words import Words

TODAY = date(2016, 10, 3)
SETTINGS = Settings(
    "Gemeente Dordrecht",
    "Netwerk",
    {
        "coordinator": ("coordinator@dordrecht.example",),
        "case_handlers": ("dossierhouder@dordrecht.example", "tweede@dordrecht.example"),
    },
    retention_months={"signals": 24},
)

Typed = Mapping[str, Cell]  # words of a text table that stand for something else than text


def rows(table: str, cells: Typed | None = None) -> list[list[Cell]]:
    """Return the cells of a text table; a word that is in `cells` becomes that cell."""
    lines = table.strip("\n").splitlines()
    return [[_cell(text.strip(), cells or {}) for text in line.split("|")] for line in lines]


def _cell(text: str, cells: Typed) -> Cell:
    return cells.get(text, text or None)


@cache
def shipped() -> Schemas:
    """Return the seventeen sheets that ship."""
    return load_schemas([Path(__file__).parents[1] / "sheets_schema"])


def schemas(*sheets: Schema) -> Schemas:
    """Return sheets that a test made itself."""
    return Schemas({schema.name: schema for schema in sheets})


def column(name: str, kind: Kind = Kind.TEXT, **more: Any) -> Field:  # noqa: ANN401 - as Field
    """Return a column whose title is its name with a capital."""
    return Field(name, name.capitalize(), kind, "", **more)


CODE = column("code", pattern=r"^A-\d{2,3}$", required=True, example="A-01")


def things(*columns: Field, **more: Any) -> Schema:  # noqa: ANN401 - as Schema
    """Return a sheet Things, tab "Things", with a column Code (`A-01`) and `columns`."""
    plain = {"name": "things", "title": "Things", "workbook": "programme", "file": "things.xlsx"}
    key = {"description": "", "fields": (CODE, *columns), "primary_key": ("code",)}
    return Schema(**{**plain, **key, **more})


def context(today: date = TODAY, before: Mapping[str, SignalLook] | None = None) -> Context:
    """Return what a check depends on beside the workbooks."""
    return Context(today, SETTINGS, before or {})


def workbooks(
    tables: Mapping[str, str], known: Schemas, cells: Typed | None = None
) -> dict[str, Workbook | Unreadable]:
    """Make workbooks of the tabs in `tables`, by title; other tabs have their header alone."""
    return {
        schema.workbook: Workbook(
            schema.workbook,
            schema.file,
            tuple(_tab(one, tables, cells) for one in known.of_workbook(schema.workbook)),
        )
        for schema in known.sheets.values()
    }


def look(
    tables: Mapping[str, str],
    known: Schemas | None = None,
    *,
    cells: Typed | None = None,
    on: Context | None = None,
) -> Checked:
    """Check the tabs in `tables`, by title; each other tab is there with its header alone."""
    known = known or shipped()
    return check(workbooks(tables, known, cells), known, on or context())


def _tab(schema: Schema, tables: Mapping[str, str], cells: Typed | None) -> Tab:
    table = tables.get(schema.title)
    header: list[list[Cell]] = [[column.title for column in schema.fields]]
    return Tab(schema.title, header if table is None else rows(table, cells))


def places(checked: Checked, code: str | None = None) -> list[tuple[str | None, str, str]]:
    """Return cell, code and severity of the findings, of one code or all."""
    return [
        (found.cell, found.code, str(found.severity))
        for found in checked.findings
        if code in (None, found.code)
    ]


def said(findings: Sequence[Finding], language: str = "nl") -> list[str]:
    """Put findings into words: the message, and the suggestion behind it."""
    words = Words(language)
    return [
        words.message(found.message)
        + (f" {words.message(found.suggestion)}" if found.suggestion else "")
        for found in findings
    ]
