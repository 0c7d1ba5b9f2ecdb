"""The tab "Uitleg": what a workbook is, who owns it and how to fill it in, in ten lines."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from automations.engine.core.schema import Schema
from automations.engine.sheets.layout import Look
from automations.engine.words import Words

TITLE = "Uitleg"
_A4 = 9
_INK = "#12344D"
_LETTERS = 106  # that fit on a line of the second column


def write(
    sheet: Worksheet, schemas: Sequence[Schema], words: Words, look: Look, owner: str
) -> None:
    """Write the tab for a workbook with these sheets."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 27)
    sheet.set_column(1, 1, 92)
    name, _, _ = schemas[0].file.rpartition(".")
    sheet.set_row(0, 34)
    heading = look.of(bold=True, font_size=20, font_color=_INK, valign="vcenter")
    sheet.write_string(0, 0, name[:1].upper() + name[1:], heading)
    plain = look.of(text_wrap=True, valign="top")
    bold = look.of(bold=True, valign="top", font_color=_INK)
    link = look.of(bold=True, valign="top", font_color="#0B5C8A", underline=1)
    sheet.write_string(1, 0, words("schemas.guide-owner"), bold)
    sheet.write_string(1, 1, words("schemas.guide-owner-text", owner=owner), plain)
    _height(sheet, 1, words("schemas.guide-owner-text", owner=owner))
    row = 2
    for schema in schemas:
        tab = schema.title.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{tab}'!A1", link, schema.title)
        sheet.write_string(row, 1, schema.description, plain)
        _height(sheet, row, schema.description)
        row += 1
    for subject, text in _advice(schemas, words):
        sheet.write_string(row, 0, subject, bold)
        sheet.write_string(row, 1, text, plain)
        _height(sheet, row, text)
        row += 1
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _advice(schemas: Sequence[Schema], words: Words) -> list[tuple[str, str]]:
    entries = ["fill", "choose", "columns", "check"]
    if any(schema.closed for schema in schemas):
        entries[2] = "closed"
    if any(schema.sensitive for schema in schemas):
        entries.append("sensitive")
    elif any(schema.personal for schema in schemas):
        entries.append("personal")
    return [(words(f"schemas.guide-{one}"), words(f"schemas.guide-{one}-text")) for one in entries]


def _height(sheet: Worksheet, row: int, text: str) -> None:
    sheet.set_row(row, 8 + 15 * (1 + len(text) // _LETTERS))
