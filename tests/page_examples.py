"""Running the examples of the pages about findings: small tables, and the lines of `check`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from automations.engine.commands.checking import MARKS
from automations.engine.commands.grouping import grouped
from automations.engine.core.cells import fold
from automations.engine.core.checked import Checked, Context
from automations.engine.core.checks import check, history
from automations.engine.core.checks.looks import looks_now
from automations.engine.core.expressions import Expression
from automations.engine.core.grid import Cell, ErrorValue, NoStoredValue, Tab, Unreadable, Workbook
from automations.engine.core.refusals import Refused
from automations.engine.core.schema import Field, Schema, Schemas
from automations.engine.finding_pages import FILES, Example, Page, Table
from automations.engine.words import Words
from tests.text_tables import Typed, context, shipped, workbooks

_HISTORY = {"received_on", "status", "returned_on", "closed_on"}  # of signals, always compared
BEFORE = ", de vorige keer"
_REFUSED = re.compile(r"Mail (\d+) aan (\S+) kwam op (\d+)-(\d+)-(\d+) terug\.")


HALF = " (half opgeslagen)"


def lines(example: Example, page: Page, cells: Typed | None = None) -> list[str]:
    """Return what `check` prints about an example, each line with its place.

    Of the workbooks in the example only those tabs and columns are there that occur on the page,
    with the rules that need no other. `cells` are words that stand for something else than text.
    """
    if example.tables[0].title == FILES:
        return printed(_look_at_files({file for (file,) in example.tables[0].rows}))
    then = [replace(one, title=_now(one)) for one in example.tables if _now(one) != one.title]
    now = [one for one in example.tables if _now(one) == one.title]
    known = _of_workbooks(now, narrowed(page))
    on = replace(context(), refused=dict(map(_refused, example.notes)))
    if then:
        on = _after(_look(then, known, on, cells), on)
    return printed(_look(now, known, on, cells))


def printed(checked: Checked) -> list[str]:
    """Write findings as `check` does; its place is the file's name where it is about a file."""
    said: list[str] = []
    for workbook in dict.fromkeys(found.workbook for found in checked.findings):
        (file,) = {one.file for one in shipped().of_workbook(workbook)}
        about = [found for found in checked.findings if found.workbook == workbook]
        said += [
            f"{MARKS[line.severity]} {line.place or file}  {line.text}"
            for line in grouped(about, Words("nl"))
        ]
    return said


def _look_at_files(there: set[str]) -> Checked:
    """Check empty workbooks, as far as their files are there; others are copies of them."""
    books = workbooks({}, shipped())
    found: dict[str, Workbook | Unreadable] = {}
    for name, book in books.items():
        stem, _, kind = book.file.rpartition(".")
        copies = tuple(one for one in there if one.startswith(f"{stem} (") and one.endswith(kind))
        if book.file in there:
            found[name] = replace(book, copies=copies)
            continue
        code, why = "missing-workbook", "findings.missing-workbook"
        if book.file + HALF in there:
            code, why = "unreadable-workbook", "findings.unreadable-half"
        found[name] = Unreadable(name, book.file, code, why, {"file": book.file}, copies)
    return check(found, shipped(), context())


def _now(table: Table) -> str:
    return table.title.removesuffix(BEFORE)


def narrowed(page: Page) -> Schemas:
    """Return the shipped sheets with nothing but the columns that a page shows."""
    headers: dict[str, set[str]] = {}
    for part in (*page.wrong, *page.right):
        for table in part.tables if isinstance(part, Example) else ():
            headers.setdefault(_now(table), set()).update(map(fold, table.rows[0]))
    sheets = [one for one in shipped().sheets.values() if one.title in headers]
    there = {one.name for one in sheets}
    small = [_with(one, headers[one.title], there) for one in sheets]
    return Schemas({one.name: one for one in small})


def _of_workbooks(tables: list[Table], known: Schemas) -> Schemas:
    titles = {table.title for table in tables}
    books = {one.workbook for one in known.sheets.values() if one.title in titles}
    return Schemas({name: one for name, one in known.sheets.items() if one.workbook in books})


def _with(schema: Schema, headers: set[str], there: set[str]) -> Schema:
    columns = [one for one in schema.fields if headers & _names(one)]
    names = {one.name for one in columns} | {"today", "active"}
    fields = tuple(
        replace(
            one,
            reference=one.reference if one.reference and one.reference.sheet in there else None,
            required_when=tuple(need for need in one.required_when if _fits(need.when, names)),
        )
        for one in columns
    )
    links = {name for name, (sheet, _) in shipped().links[schema.name].items() if sheet in there}
    rules = tuple(
        rule
        for rule in schema.rules
        if rule.column in names
        and all(_fits(one, names | links) for one in (rule.must, rule.when) if one)
    )
    without_history = schema.name == history.SHEET and bool(_HISTORY - names)
    return replace(
        schema,
        name=f"{schema.name}-part" if without_history else schema.name,
        fields=fields,
        rules=rules,
        same=tuple(one for one in schema.same if {*one.same, one.agree} <= names),
        unique_together=tuple(one for one in schema.unique_together if set(one) <= names),
        owner=None,
    )


def _names(column: Field) -> set[str]:
    return {fold(name) for name in (column.title, column.name, *column.aliases)}


def _fits(expression: Expression, names: set[str]) -> bool:
    return {path[0] for path in expression.paths} <= names


def _look(tables: list[Table], known: Schemas, on: Context, cells: Typed | None) -> Checked:
    tabs = {
        table.title: Tab(
            table.title, [[_cell(text, cells or {}) for text in row] for row in table.rows]
        )
        for table in tables
    }
    books: dict[str, Any] = {}
    for schema in known.sheets.values():
        inside = tuple(
            tabs[one.title] for one in known.of_workbook(schema.workbook) if one.title in tabs
        )
        books[schema.workbook] = Workbook(schema.workbook, schema.file, inside)
    return check(books, known, on)


def _cell(text: str, cells: Typed) -> Cell:
    if text in cells:
        return cells[text]
    if text == "#N/B":  # as Excel shows it in Dutch
        return ErrorValue("#N/A")
    if text.startswith("="):
        return NoStoredValue()
    return text or None


def _after(checked: Checked, on: Context) -> Context:
    rows = {sheet.sheet: sheet.rows for sheet in checked.sheets}
    looks = looks_now(checked, {})
    return replace(on, signals_before=checked.signals, looks_before=looks, rows_before=rows)


def _refused(note: str) -> tuple[str, Refused]:
    match = _REFUSED.fullmatch(note)
    assert match is not None, note
    day, month, year = map(int, match.group(3, 4, 5))
    return match[2], Refused("unknown", date(year, month, day), int(match[1]))
