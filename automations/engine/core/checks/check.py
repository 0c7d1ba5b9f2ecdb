"""The check as a whole: every tab by itself, then what goes over tabs, then findings in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from automations.engine.core.cells import fold
from automations.engine.core.checked import Checked, Context, SheetSummary
from automations.engine.core.checks.closed import extra_tabs
from automations.engine.core.checks.conditions import check_conditions
from automations.engine.core.checks.history import SHEET as SIGNALS
from automations.engine.core.checks.history import check_history, signals_now
from automations.engine.core.checks.judging import Judge
from automations.engine.core.checks.keys import (
    check_keys,
    check_same,
    key_text,
    with_faults,
)
from automations.engine.core.checks.offers import check_offers
from automations.engine.core.checks.own_rules import SHEET as OWN_RULES
from automations.engine.core.checks.own_rules import check_own_rules
from automations.engine.core.checks.owners import role_owner, row_owner
from automations.engine.core.checks.references import Target, resolve
from automations.engine.core.checks.remarks import Remark, Row, Sheet, finding
from automations.engine.core.checks.sheet import check_sheet
from automations.engine.core.checks.undeliverable import check_undeliverable
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.core.register import Record, Register, Table
from automations.engine.core.schema import Reference, Schema, Schemas

Sheets = Mapping[str, Sheet]
Workbooks = Mapping[str, Workbook | Unreadable]
Order = tuple[int, int, int, int, str, int]


def check(workbooks: Workbooks, schemas: Schemas, context: Context) -> Checked:
    """Check every sheet of `schemas` in `workbooks`, which are named as in config.yaml.

    Findings are ordered by workbook, tab, row and column. A mistake of somebody who types is a
    finding and never an exception.
    """
    sheets: Sheets = {
        schema.name: _read(workbooks.get(schema.workbook), schema, context)
        for schema in schemas.sheets.values()
    }
    sheets = _linked(sheets, context)
    register = _register(sheets, schemas)
    judge = Judge(register, context.today)
    judged = {
        name: (
            *check_same(sheets[name]),
            *check_offers(table, schemas, context.settings),
            *check_undeliverable(table, context.refused),
            *(check_own_rules(table, schemas, context) if name == OWN_RULES else ()),
            *check_conditions(table, judge),
        )
        for name, table in register.tables.items()
    }
    sheets = {name: _with_rules(sheets[name], remarks) for name, remarks in judged.items()}
    register = _register(sheets, schemas)
    findings = (
        *_of_files(workbooks, schemas, context),
        *_of_sheets(sheets, register, context),
        *_of_history(sheets, register, context),
    )
    ordered = tuple(sorted(findings, key=_order(schemas)))
    signals = (
        signals_now(register[SIGNALS], context.signals_before)
        if SIGNALS in register.tables
        else context.signals_before
    )
    return Checked(register, ordered, tuple(_summaries(workbooks, sheets, ordered)), signals)


def _read(workbook: Workbook | Unreadable | None, schema: Schema, context: Context) -> Sheet:
    """Read the tab of a sheet, found by its title, else by its English name."""
    if not isinstance(workbook, Workbook):
        return Sheet(schema, schema.title, readable=False)
    titles = {fold(tab.title): tab for tab in reversed(workbook.tabs)}
    tab = titles.get(fold(schema.title)) or titles.get(fold(schema.name))
    if tab is None:
        remark = Remark("missing-tab", Message("findings.missing-tab", {"tab": schema.title}))
        return Sheet(schema, schema.title, readable=False, remarks=(remark,))
    return check_sheet(tab, schema, context.settings.roles)


def _linked(sheets: Sheets, context: Context) -> Sheets:
    """Find what references point at, then what is there twice."""
    targets: dict[Reference, Target] = {}
    resolved = {name: resolve(sheet, sheets, targets) for name, sheet in sheets.items()}
    return {name: check_keys(sheet, context.today.year) for name, sheet in resolved.items()}


def _record(row: Row, schema: Schema) -> Record:
    return Record(schema.name, row.number, key_text(row, schema) or "", row.values, row.faults)


def _table(sheet: Sheet) -> Table:
    """Make records of the rows that have a key; keys that are there twice lead to none of them."""
    records = tuple(record for row in sheet.rows if (record := _record(row, sheet.schema)).key)
    by_key: dict[str, Record | None] = {}
    for record in records:
        by_key[record.key] = None if record.key in by_key else record
    single = {key: record for key, record in by_key.items() if record is not None}
    return Table(sheet.schema, records, sheet.readable, MappingProxyType(single))


def _register(sheets: Sheets, schemas: Schemas) -> Register:
    return Register(schemas, {name: _table(sheet) for name, sheet in sheets.items()})


def _with_rules(sheet: Sheet, remarks: tuple[Remark, ...]) -> Sheet:
    """Add what the rules say; an error of theirs keeps its column from being used.

    An empty column is no fault: whoever needs it sees that it is empty.
    """
    faults: dict[int, set[str]] = {}
    for remark in remarks:
        if remark.severity == Severity.ERROR and remark.code != "required":
            assert remark.row is not None  # noqa: S101 - a rule is about a row
            faults.setdefault(remark.row, set()).add(str(remark.field))
    rows = tuple(_faulty(row, sheet.schema, faults.get(row.number, set())) for row in sheet.rows)
    return replace(sheet, rows=rows, remarks=(*sheet.remarks, *remarks))


def _faulty(row: Row, schema: Schema, names: set[str]) -> Row:
    """Mark columns as faulty; a key keeps its value, else nobody could name the row any more."""
    key = names.intersection(schema.primary_key)
    return with_faults(replace(row, faults=row.faults | key), schema, names - key)


def _of_files(workbooks: Workbooks, schemas: Schemas, context: Context) -> Iterator[Finding]:
    """Yield what is about a whole file: it cannot be read, or it has tabs that it must not have."""
    for name, workbook in workbooks.items():
        inside = schemas.of_workbook(name)
        owner = role_owner(inside[0], context.settings) if inside else None
        if isinstance(workbook, Unreadable):
            message = Message(workbook.reason, workbook.values)
            yield Finding(name, workbook.code, Severity.ERROR, message, owner=owner)
        elif any(schema.closed for schema in inside):
            known = {fold(title) for schema in inside for title in (schema.title, schema.name)}
            for remark in extra_tabs(workbook, frozenset(known)):
                yield Finding(name, remark.code, remark.severity, remark.message, owner=owner)


def _of_sheets(sheets: Sheets, register: Register, context: Context) -> Iterator[Finding]:
    for sheet in sheets.values():
        records = {row.number: _record(row, sheet.schema) for row in sheet.rows}
        for remark in sheet.remarks:
            record = None if remark.row is None else records.get(remark.row)
            owner = row_owner(record, sheet.schema, register, context.settings)
            if owner in context.refused:  # who gets no mail cannot hear of it
                owner = context.settings.coordinator
            key = None if record is None else record.key or None
            yield finding(remark, sheet, owner, key)


def _of_history(sheets: Sheets, register: Register, context: Context) -> Iterator[Finding]:
    if SIGNALS not in sheets:
        return
    sheet = sheets[SIGNALS]
    for remark, key in check_history(register[SIGNALS], context):
        record = register[SIGNALS].by_key.get(key)
        owner = row_owner(record, sheet.schema, register, context.settings)
        yield finding(remark, sheet, owner, key)


def _order(schemas: Schemas) -> Callable[[Finding], Order]:
    """Return the sort key of findings: workbook, tab, row, column."""
    workbooks: dict[str, int] = {}
    for schema in schemas.sheets.values():
        workbooks.setdefault(schema.workbook, len(workbooks))
    tabs = {name: place for place, name in enumerate(schemas.sheets)}

    def order(found: Finding) -> Order:
        letters = (found.cell or "").rstrip("0123456789")
        columns = () if found.sheet is None else tuple(schemas[found.sheet].by_name)
        return (
            workbooks.get(found.workbook, len(workbooks)),
            -1 if found.sheet is None else tabs[found.sheet],
            found.row or 0,
            len(letters),
            letters,
            columns.index(found.field) if found.field in columns else -1,
        )

    return order


def _summaries(
    workbooks: Workbooks, sheets: Sheets, findings: tuple[Finding, ...]
) -> Iterator[SheetSummary]:
    """Count per tab of the workbooks that could be read."""
    for sheet in sheets.values():
        schema = sheet.schema
        if not isinstance(workbooks.get(schema.workbook), Workbook):
            continue
        about = [found for found in findings if found.sheet == schema.name]
        bad = {found.row for found in about if found.severity == Severity.ERROR}
        counts = dict.fromkeys(Severity, 0)
        for found in about:
            counts[found.severity] += 1
        yield SheetSummary(
            schema.workbook,
            schema.name,
            sheet.tab,
            len(sheet.rows),
            sum(row.number not in bad for row in sheet.rows),
            counts[Severity.ERROR],
            counts[Severity.WARNING],
            counts[Severity.NOTICE],
        )
