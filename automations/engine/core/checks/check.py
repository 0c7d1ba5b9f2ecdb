"""The check as a whole: every tab by itself, then what goes over tabs, then findings in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from automations.engine.core.cells import fold
from automations.engine.core.checked import Checked, Context, SheetSummary
from automations.engine.core.checks.again import Again, Watched
from automations.engine.core.checks.belonging import is_about_somebody
from automations.engine.core.checks.closed import extra_tabs
from automations.engine.core.checks.columns import ByKey, Records, key_texts
from automations.engine.core.checks.conditions import check_conditions
from automations.engine.core.checks.history import SHEET as SIGNALS
from automations.engine.core.checks.history import check_history, signals_now
from automations.engine.core.checks.judging import Judge
from automations.engine.core.checks.keys import check_keys, check_same
from automations.engine.core.checks.looks import of_looks
from automations.engine.core.checks.offers import check_offers
from automations.engine.core.checks.own_rules import SHEET as OWN_RULES
from automations.engine.core.checks.own_rules import check_own_rules
from automations.engine.core.checks.owners import owner_sheets, role_owner, row_owner
from automations.engine.core.checks.personal import check_personal
from automations.engine.core.checks.references import Target, resolve
from automations.engine.core.checks.remarks import Remark, Sheet, finding
from automations.engine.core.checks.renames import headings, with_renames
from automations.engine.core.checks.sheet import check_sheet
from automations.engine.core.checks.undeliverable import check_undeliverable
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.grid import Tab, Unreadable, Workbook
from automations.engine.core.register import Record, Register, Table
from automations.engine.core.schema import Reference, Schema, Schemas

Sheets = Mapping[str, Sheet]
Workbooks = Mapping[str, Workbook | Unreadable]
Order = tuple[int, int, int, int, str, int]


def check(
    workbooks: Workbooks, schemas: Schemas, context: Context, again: Again | None = None
) -> Checked:
    """Check every sheet of `schemas` in `workbooks`, which are named as in config.yaml.

    Findings are ordered by workbook, tab, row and column. A mistake of somebody who types is a
    finding and never an exception. With `again` only what changed since that look is checked; the
    outcome is the same.
    """
    again = again or Again()
    again.begin(schemas)
    whole = partial(_check, workbooks, schemas, context, again)
    return again.take("all", "", dict(workbooks), context, whole)


def _check(workbooks: Workbooks, schemas: Schemas, context: Context, again: Again) -> Checked:
    sheets: Sheets = {
        schema.name: _read(workbooks.get(schema.workbook), schema, context, again)
        for schema in schemas.sheets.values()
    }
    sheets = _linked(sheets, context, again)
    sheets = check_personal(sheets, workbooks, context, again)
    make = partial(_watched, sheets, schemas)
    watched = again.take("watched", "", dict(sheets), None, make)
    judge = Judge(watched, context.today)
    given = (context.settings, context.refused, context.shipped_rules)
    judged = {
        name: (
            *again.judged(
                name, sheets, watched, given, partial(_judged, sheets[name], table, judge, context)
            ),
            *again.judged(
                name,
                sheets,
                watched,
                (context.today, context.settings),
                partial(check_conditions, table, judge, of_today=True),
                "judged-today",
            ),
        )
        for name, table in watched.tables.items()
    }
    sheets = {
        name: again.take(
            "ruled",
            name,
            {"linked": sheets[name]},
            remarks,
            partial(_with_rules, sheets[name], remarks),
        )
        for name, remarks in judged.items()
    }
    tables = {name: sheet.rows for name, sheet in sheets.items()}
    readable = tuple(sheet.readable for sheet in sheets.values())
    make_register = partial(_register, sheets, schemas)
    register = again.take("register", "", tables, readable, make_register)
    findings = (
        *_of_files(workbooks, schemas, context),
        *_of_sheets(sheets, register, context, again),
        *_of_history(sheets, register, context),
        *of_looks(sheets, register, context),
    )
    ordered = tuple(sorted(findings, key=_order(schemas)))
    signals = (
        signals_now(register[SIGNALS], len(sheets[SIGNALS].rows), context)
        if SIGNALS in register.tables
        else context.signals_before
    )
    summaries = tuple(_summaries(workbooks, sheets, ordered))
    columns = {name: headings(sheet) for name, sheet in sheets.items() if sheet.readable}
    return Checked(register, ordered, summaries, signals, columns)


def _judged(sheet: Sheet, table: Table, judge: Judge, context: Context) -> Iterator[Remark]:
    """Judge a linked sheet by its rules and by what it refers to."""
    schemas = judge.schemas
    yield from check_same(sheet)
    yield from check_offers(table, schemas, context.settings)
    yield from check_undeliverable(table, context.refused)
    if sheet.schema.name == OWN_RULES:
        yield from check_own_rules(table, judge.register, context)
    yield from check_conditions(table, judge, of_today=False)


def _read(
    workbook: Workbook | Unreadable | None, schema: Schema, context: Context, again: Again
) -> Sheet:
    """Read the tab of a sheet, found by its title, else by its English name."""
    there = isinstance(workbook, Workbook)
    tab = _tab(workbook, schema) if isinstance(workbook, Workbook) else None
    roles = context.settings.roles
    made_of = {"tab": tab, "schema": schema}
    read = partial(check_sheet, tab, schema, roles) if tab else partial(_absent, schema, there)
    sheet = again.take("read", schema.name, made_of, (there, roles), read)
    before = context.looks_before.get(schema.name)
    if tab is None or before is None:
        return sheet
    renamed = partial(with_renames, sheet, tab, before.columns)
    return again.take("renamed", schema.name, {"sheet": sheet}, before.columns, renamed)


def _tab(workbook: Workbook, schema: Schema) -> Tab | None:
    titles = {fold(tab.title): tab for tab in reversed(workbook.tabs)}
    return titles.get(fold(schema.title)) or titles.get(fold(schema.name))


def _absent(schema: Schema, in_workbook: bool) -> Sheet:  # noqa: FBT001 - bound, not called so
    """Make the sheet of a tab that is not there; of its workbook something is said already."""
    remark = Remark("missing-tab", Message("findings.missing-tab", {"tab": schema.title}))
    return Sheet(schema, schema.title, readable=False, remarks=(remark,) if in_workbook else ())


def _linked(sheets: Sheets, context: Context, again: Again) -> Sheets:
    """Find what references point at, then what is there twice."""
    targets: dict[Reference, Target] = {}
    year = context.today.year

    def link(sheet: Sheet) -> Sheet:
        return check_keys(resolve(sheet, sheets, targets), year)

    linked = {}
    for name, sheet in sheets.items():
        columns = sheet.schema.fields
        others = {column.reference.sheet for column in columns if column.reference}
        made_of = {one: sheets[one] for one in {name, *others}}
        linked[name] = again.take("linked", name, made_of, year, partial(link, sheet))
    return linked


def _table(sheet: Sheet) -> Table:
    """Make records of the rows that have a key; keys that are there twice lead to none of them."""
    records = Records(sheet.schema, sheet.rows)
    return Table(sheet.schema, records, sheet.readable, ByKey(records), records.without_key())


def _watched(sheets: Sheets, schemas: Schemas) -> Watched:
    return Watched(schemas, {name: _table(sheet) for name, sheet in sheets.items()})


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
            place = sheet.rows.place_of(remark.row)
            assert place is not None  # noqa: S101 - one of this sheet
            faults.setdefault(place, set()).add(str(remark.field))
    # A key keeps its value, else nobody could name the row any more.
    rows = sheet.rows.with_faults(sheet.schema, faults, kept=sheet.schema.primary_key)
    return replace(sheet, rows=rows, remarks=(*sheet.remarks, *remarks))


def _of_files(workbooks: Workbooks, schemas: Schemas, context: Context) -> Iterator[Finding]:
    """Yield what is about a whole file: it cannot be read, or it has tabs that it must not have."""
    for name, workbook in workbooks.items():
        inside = schemas.of_workbook(name)
        owner = role_owner(inside[0], context.settings) if inside else None
        for copy in workbook.copies:
            message = _of_copy(workbook.file, copy)
            yield Finding(name, "conflict-copy", Severity.WARNING, message, owner=owner)
        if isinstance(workbook, Unreadable):
            message = Message(workbook.reason, workbook.values)
            yield Finding(name, workbook.code, Severity.ERROR, message, owner=owner)
        elif any(schema.closed for schema in inside):
            known = {fold(title) for schema in inside for title in (schema.title, schema.name)}
            for remark in extra_tabs(workbook, frozenset(known)):
                yield Finding(name, remark.code, remark.severity, remark.message, owner=owner)


def _of_copy(file: str, copy: str) -> Message:
    """Name a conflict copy, unless the name of whoever made it stands in its own."""
    if not is_about_somebody(copy):
        return Message("findings.conflict-copy", {"file": file, "copy": copy})
    begin = file.rpartition(".")[0]
    return Message("findings.conflict-copy-hidden", {"file": file, "begin": begin})


def _of_sheets(
    sheets: Sheets, register: Register, context: Context, again: Again
) -> Iterator[Finding]:
    given = (context.settings, context.refused)
    for name, sheet in sheets.items():
        owners = owner_sheets(sheet.schema, register.schemas)
        made_of = {one: sheets[one] for one in {name, *owners}}
        tell = partial(_told, sheet, register, context)
        yield from again.take("told", name, made_of, given, tell)


def _told(sheet: Sheet, register: Register, context: Context) -> tuple[Finding, ...]:
    return tuple(_of_sheet(sheet, register, context))


def _of_sheet(sheet: Sheet, register: Register, context: Context) -> Iterator[Finding]:
    keys = key_texts(sheet.rows, sheet.schema) if sheet.remarks else ()
    for remark in sheet.remarks:
        record = _record(sheet, keys, remark.row)
        owner = row_owner(record, sheet.schema, register, context.settings)
        if owner in context.refused:  # who gets no mail cannot hear of it
            owner = context.settings.coordinator
        key = None if record is None else record.key or None
        yield finding(remark, sheet, owner, key)


def _record(sheet: Sheet, keys: Sequence[str | None], number: int | None) -> Record | None:
    """Return the row that a remark is about, with or without a key; it is in no register."""
    place = None if number is None else sheet.rows.place_of(number)
    if place is None:
        return None
    row = sheet.rows[place]
    return Record(sheet.schema.name, row.number, keys[place] or "", row.values, row.faults)


def _of_history(sheets: Sheets, register: Register, context: Context) -> Iterator[Finding]:
    if SIGNALS not in sheets:
        return
    sheet = sheets[SIGNALS]
    for remark, key in check_history(register[SIGNALS], len(sheet.rows), context):
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
    by_sheet: dict[str | None, list[Finding]] = {}
    for found in findings:
        by_sheet.setdefault(found.sheet, []).append(found)
    for sheet in sheets.values():
        schema = sheet.schema
        if not isinstance(workbooks.get(schema.workbook), Workbook):
            continue
        about = by_sheet.get(schema.name, [])
        bad = {found.row for found in about if found.severity == Severity.ERROR}
        counts = dict.fromkeys(Severity, 0)
        for found in about:
            counts[found.severity] += 1
        yield SheetSummary(
            schema.workbook,
            schema.name,
            sheet.tab,
            len(sheet.rows),
            len(sheet.rows) - len(bad.intersection(sheet.rows.numbers)),
            counts[Severity.ERROR],
            counts[Severity.WARNING],
            counts[Severity.NOTICE],
        )
