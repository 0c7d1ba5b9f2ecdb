"""New workbooks, made from schemas with XlsxWriter: to fill in by hand with little chance to err.

The same schemas and rows always give the same bytes. Text is text: nothing that stands in a row
becomes a formula or a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from automations.engine.core.column_words import column_notes
from automations.engine.core.findings import Severity
from automations.engine.core.grid import ErrorValue
from automations.engine.core.schema import Field, Schema, Schemas
from automations.engine.sheets import guide, lists
from automations.engine.sheets.entry import validation
from automations.engine.sheets.layout import Look, missing, row_height, width, wraps
from automations.engine.sheets.lists import Lists, References, Rows
from automations.engine.words import Words

_CREATED = datetime(2016, 1, 1)  # noqa: DTZ001 - workbooks know no zones; fixed, so that bytes are too
_SPARE_ROWS = 500  # empty rows that are ready to be filled in
_MISSING, _WANTED = "#FFD9A8", "#FFF3C4"
_A4 = 9
_A3 = 8
_WIDE = 200  # characters beside each other that cannot be read any more on A4


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without a stored outcome, as a program leaves it that does not calculate."""

    text: str


@dataclass(frozen=True)
class _Plan:
    """What every tab of one workbook is made with."""

    schemas: Schemas
    words: Words
    look: Look
    lists: Lists
    labels: Mapping[str, Mapping[str, str]]
    yes_no: tuple[str, str]


def build_workbook(  # noqa: PLR0913, PLR0917 - what a workbook is made of; callers pass each on
    path: Path,
    schemas_of_the_workbook: Sequence[Schema],
    all_schemas: Schemas,
    rows: Rows,
    references: References,
    words: Words,
    owner: str,
) -> None:
    """Write a workbook with one tab per schema, "Uitleg" first and the hidden "Lijsten" last.

    `rows` are by sheet, a value per column name: what is a date, time, number or yes/no is written
    as such, text as typed. `references` are the keys and names that drop-downs offer, by sheet;
    `owner` is the address of whom to ask. Sheets of other workbooks in either are left alone.
    """
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(content, {**options, "strings_to_numbers": False})
    first = schemas_of_the_workbook[0]
    book.set_properties({"title": first.file, "created": _CREATED, "author": owner})
    book.set_calc_mode("auto")
    yes_no = (words("values.yes"), words("values.no"))
    offered = Lists(schemas_of_the_workbook, all_schemas, rows, references, yes_no)
    labels = {
        sheet: {key: lists.label(key, name) for key, name in listed}
        for sheet, listed in references.items()
    }
    plan = _Plan(all_schemas, words, Look(book), offered, labels, yes_no)
    guide.write(book.add_worksheet(guide.TITLE), schemas_of_the_workbook, words, plan.look, owner)
    for schema in schemas_of_the_workbook:
        _write_tab(book.add_worksheet(schema.title), schema, rows.get(schema.name, ()), plan)
    hidden = book.add_worksheet(lists.TITLE)
    offered.write(hidden)
    hidden.very_hidden()
    book.close()
    path.write_bytes(content.getvalue())


def _write_tab(
    sheet: Worksheet, schema: Schema, rows: Sequence[Mapping[str, object]], plan: _Plan
) -> None:
    last = len(rows) + _SPARE_ROWS
    shown = [[_shown(row.get(one.name), one, plan) for one in schema.fields] for row in rows]
    for index, column in enumerate(schema.fields):
        look = plan.look.column(column)
        sheet.set_column(index, index, width(column), look)
        for number, row in enumerate(shown, 1):
            _write_cell(sheet, number, index, row[index], look)
        entry = validation(column, plan.lists.source(schema, column), plan.words)
        if entry is not None:
            sheet.data_validation(1, index, last, index, entry)
        _mark_missing(sheet, schema, column, (1, index, last, index), plan)
    widths = [width(column) for column in schema.fields]
    for number, row in enumerate(shown, 1):
        texts = [
            cell if isinstance(cell, str) and wraps(one) else ""
            for cell, one in zip(row, schema.fields, strict=True)
        ]
        sheet.set_row(number, row_height(widths, texts))
    _write_table(sheet, schema, len(rows), plan)
    _write_comments(sheet, schema, plan)
    _set_up_page(sheet, schema, plan.words)
    sheet.ignore_errors({"number_stored_as_text": f"A2:XFD{last + 1}"})


def _write_table(sheet: Worksheet, schema: Schema, rows: int, plan: _Plan) -> None:
    columns = [
        {"header": column.title, "header_format": plan.look.header(required=column.required)}
        for column in schema.fields
    ]
    options = {
        "name": table_name(schema),
        "style": "Table Style Light 1",
        "columns": columns,
    }
    sheet.add_table(0, 0, max(rows, 1), len(columns) - 1, options)
    titles = [column.title for column in schema.fields]
    tall = row_height([width(column) - 2 for column in schema.fields], titles)
    sheet.set_row(0, max(33, (tall or 0) + 3))
    first = schema.primary_key == (schema.fields[0].name,)
    sheet.freeze_panes(1, 1 if first else 0)


def table_name(schema: Schema) -> str:
    """Name a tab's table: letters, digits and underscores, as spreadsheets want it."""
    return re.sub(r"\W", "_", schema.title)


def _write_comments(sheet: Worksheet, schema: Schema, plan: _Plan) -> None:
    sheet.set_comments_author(plan.words("schemas.comment-author"))
    for index, column in enumerate(schema.fields):
        notes = [plan.words.message(note) for note in column_notes(schema, column, plan.schemas)]
        text = "\n".join([column.description, *notes])
        lines = sum(1 + len(line) // 42 for line in text.split("\n"))
        size = {"width": 280, "height": 16 * lines + 14}
        sheet.write_comment(0, index, text, {**size, "font_size": 9, "color": "#FFFFE8"})


def _mark_missing(
    sheet: Worksheet, schema: Schema, column: Field, cells: tuple[int, int, int, int], plan: _Plan
) -> None:
    formula = missing(schema, column, plan.yes_no)
    if formula is not None:
        wanted = not column.required and all(
            need.severity is not Severity.ERROR for need in column.required_when
        )
        colour = plan.look.book.add_format({"bg_color": _WANTED if wanted else _MISSING})
        criteria = {"type": "formula", "criteria": formula, "format": colour}
        sheet.conditional_format(*cells, criteria)


def _set_up_page(sheet: Worksheet, schema: Schema, words: Words) -> None:
    sheet.set_landscape()
    wide = sum(width(column) for column in schema.fields) > _WIDE
    sheet.set_paper(_A3 if wide else _A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    if schema.sensitive:
        sheet.set_header("&C&B" + words("schemas.confidential"))
    pages = words("schemas.pages", page="&P", pages="&N")
    sheet.set_footer(f"&L{schema.file.replace('&', '&&')} \N{EN DASH} &A&R{pages}")


def _shown(value: object, column: Field, plan: _Plan) -> object:
    """Return what is written: names beside codes, several values in one cell, ja and nee."""
    if isinstance(value, tuple | list):
        return f"{column.delimiter} ".join(str(part) for part in value)
    if isinstance(value, bool):
        return plan.words.yes_no(value)
    if column.reference is not None and not column.many and isinstance(value, str):
        return plan.labels.get(column.reference.sheet, {}).get(value, value)
    return value


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, look: Format) -> None:  # noqa: ANN401 - whatever a cell may hold
    if value is None or value == "":
        return
    if isinstance(value, Formula):
        sheet.write_formula(row, column, value.text, look, "")
    elif isinstance(value, ErrorValue):
        sheet.write_formula(row, column, f"={value.text}", look, value.text)
    elif isinstance(value, date | time):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, str(value), look)
