"""Personal data in free text: a warning; in a sensitive sheet an error that holds the whole row.

Ordinary sheets are searched where they hold free text. A sensitive one is searched in every cell
that its schema does not bind to a list, a code, a date or a known address, in columns of the
staff's own too. No remark repeats what was found, and nothing of a held row is kept but its key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from automations.engine.core.cells import as_text
from automations.engine.core.checked import Context
from automations.engine.core.checks.again import Again
from automations.engine.core.checks.belonging import Kinds, strange_in
from automations.engine.core.checks.columns import Rows
from automations.engine.core.checks.remarks import Remark, Sheet
from automations.engine.core.findings import Message, Severity
from automations.engine.core.grid import Tab, Unreadable, Workbook
from automations.engine.core.privacy import KnownNames, PersonalKind, Searcher, no_names_in
from automations.engine.core.schema import Field, Kind, Schema

Sheets = Mapping[str, Sheet]
Roles = Mapping[str, Sequence[str]]

_SAYS: Mapping[PersonalKind, str] = {
    PersonalKind.BSN: "findings.personal-bsn",
    PersonalKind.IBAN: "findings.personal-iban",
    PersonalKind.BIRTH: "findings.personal-birth",
    PersonalKind.PHONE: "findings.personal-phone",
    PersonalKind.EMAIL: "findings.personal-email",
    PersonalKind.PLATE: "findings.personal-plate",
    PersonalKind.POSTCODE: "findings.personal-postcode",
    PersonalKind.NAME: "findings.personal-name",
    PersonalKind.LINK: "findings.personal-link",
}
_BETWEEN = re.compile(r"[\s;,<>]+")
_NAME = "name"  # the column of a sheet about people that holds who they are
_ABOUT_WORK = {"organisations": ("name",), "contacts": ("job",), "dialogues": ("district",)}


def check_personal(
    sheets: Sheets, workbooks: Mapping[str, Workbook | Unreadable], context: Context, again: Again
) -> Sheets:
    """Search what may hold personal data, and hold the rows of sensitive sheets that do."""
    people = {name: sheet for name, sheet in sheets.items() if _says_who(sheet.schema, name)}
    names = again.take("names", "", people, None, partial(_names, people))
    searched = dict(sheets)
    for name, sheet in sheets.items():
        if not sheet.readable or not _is_searched(sheet.schema):
            continue
        tab = _tab(workbooks.get(sheet.schema.workbook), sheet) if sheet.schema.sensitive else None
        roles = context.settings.roles
        given = (names, context.today, roles)
        search = partial(_searched, sheet, tab, names, context.today, roles)
        made_of = {"sheet": sheet, "tab": tab}
        searched[name] = again.take("searched", name, made_of, given, search)
    return searched


def _is_searched(schema: Schema) -> bool:
    return schema.sensitive or any(column.free_text for column in schema.fields)


def _says_who(schema: Schema, name: str) -> bool:
    return schema.personal or name in _ABOUT_WORK


def _names(sheets: Sheets) -> KnownNames:
    """Gather the names of people, and the words that this register uses for work and places."""
    work = {
        text
        for name, columns in _ABOUT_WORK.items()
        for column in columns
        if name in sheets and column in sheets[name].schema.by_name
        for text in sheets[name].rows.values(column)
        if isinstance(text, str)
    }
    people = {
        text
        for sheet in sheets.values()
        if sheet.schema.personal and _NAME in sheet.schema.by_name
        for text in sheet.rows.values(_NAME)
        if isinstance(text, str)
    }
    return KnownNames.of(people, no_names_in(work))


def _tab(workbook: Workbook | Unreadable | None, sheet: Sheet) -> Tab | None:
    tabs = workbook.tabs if isinstance(workbook, Workbook) else ()
    return next((tab for tab in tabs if tab.title == sheet.tab), None)


@dataclass(frozen=True, slots=True)
class _Found:
    """A cell with personal data: its row by place, and its column by name or by position."""

    place: int
    kinds: Kinds
    field: str | None = None
    position: int | None = None


def _searched(sheet: Sheet, tab: Tab | None, names: KnownNames, today: date, roles: Roles) -> Sheet:
    """Search one sheet; where nothing is found it is the very same sheet."""
    search = Searcher(names, today)
    sensitive = sheet.schema.sensitive
    found = list(_in_columns(sheet, search, roles))
    if tab is not None:
        found += _in_own_columns(sheet, tab, search)
    if sensitive:
        sheet = _without_strange_keys(sheet)
    if not found:
        return sheet
    remarks = tuple(_remark(one, sheet.rows, sensitive=sensitive) for one in found)
    rows = _held(sheet, found) if sensitive else sheet.rows
    return replace(sheet, rows=rows, remarks=(*sheet.remarks, *remarks))


def _in_columns(sheet: Sheet, search: Searcher, roles: Roles) -> Iterator[_Found]:
    sensitive, typed = sheet.schema.sensitive, sheet.rows.typed
    for column in sheet.schema.fields:
        free = column.free_text or (sensitive and _is_unbound(column))
        texts: dict[int, str] = {}
        if free and column.name in sheet.rows.columns:
            values = sheet.rows.values(column.name)
            texts = {place: text for place, text in enumerate(values) if isinstance(text, str)}
        if sensitive:  # elsewhere what cannot be read has a finding already, and goes nowhere
            texts |= {place: row[column.name] for place, row in typed.items() if column.name in row}
        allowed = roles.get(column.one_of_role or "", ())
        for place, text in texts.items():
            kinds = _kinds(text, column, search, allowed)
            if kinds:
                yield _Found(place, kinds, field=column.name)


def _is_unbound(column: Field) -> bool:
    """Tell whether anything at all may be typed in a column."""
    text = column.kind in {Kind.TEXT, Kind.MARKDOWN, Kind.URL}
    return text and not (column.enum or column.pattern or column.reference)


def _kinds(text: str, column: Field, search: Searcher, allowed: Sequence[str]) -> Kinds:
    """Return the kinds that do not belong in a column.

    In a column for the addresses of a role, one of their own domain is a colleague's, right or
    wrong; whatever else stands there may be about anybody.
    """
    if not allowed:
        return strange_in(column, search(text))
    domains = tuple(one.partition("@")[2].casefold() for one in allowed)
    pieces = _BETWEEN.split(text)
    return search(" ".join(piece for piece in pieces if not _is_colleague(piece, domains)))


def _is_colleague(piece: str, domains: Sequence[str]) -> bool:
    """Tell whether an address is of one of the domains, or of the first part of one."""
    domain = piece.partition("@")[2].casefold()
    return bool(domain) and any(one.startswith(domain) for one in domains)


def _in_own_columns(sheet: Sheet, tab: Tab, search: Searcher) -> Iterator[_Found]:
    """Search what stands in the rows of a sensitive sheet in columns that its schema lacks."""
    known = {place for name, place in sheet.positions.items() if name in sheet.rows.columns}
    for place, number in enumerate(sheet.rows.numbers):
        for position, cell in enumerate(tab.rows[number - 1]):
            if cell is not None and position not in known:
                kinds = search(as_text(cell))
                if kinds:
                    yield _Found(place, kinds, position=position)


def _remark(found: _Found, rows: Rows, *, sensitive: bool) -> Remark:
    entries = [entry for kind, entry in _SAYS.items() if kind in found.kinds]
    remedy = "findings.personal-held" if sensitive else "findings.personal-remove"
    return Remark(
        "personal-data",
        Message(entries[0] if len(entries) == 1 else "findings.personal-several"),
        Message(remedy),
        Severity.ERROR if sensitive else Severity.WARNING,
        row=rows.numbers[found.place],
        field=found.field,
        position=found.position,
    )


def _without_strange_keys(sheet: Sheet) -> Sheet:
    """Forget what was typed for a key where it has not the form of one: it may be anything at all.

    A key goes into findings, mails and the store; such a row has none there.
    """
    rows = sheet.rows
    forms = {
        name: re.compile(pattern, re.ASCII)
        for name in sheet.schema.primary_key
        if (pattern := sheet.schema[name].pattern)
    }
    strange = {
        place: {one for one, form in forms.items() if one in row and not form.fullmatch(row[one])}
        for place, row in rows.typed.items()
    }
    if not any(strange.values()):
        return sheet
    typed = {
        place: {name: text for name, text in row.items() if name not in strange[place]}
        for place, row in rows.typed.items()
    }
    return replace(sheet, rows=Rows(rows.numbers, rows.columns, rows.absent, rows.faults, typed))


def _held(sheet: Sheet, found: Collection[_Found]) -> Rows:
    """Empty the rows with personal data, and mark every column of them as faulty.

    The key stays where it can be read and holds none, so that a colleague can find the row and
    history does not take it for lost.
    """
    rows, schema = sheet.rows, sheet.schema
    places = {one.place for one in found}
    bad = {(one.place, one.field) for one in found}
    columns = {}
    for name, values in rows.columns.items():
        empty = () if schema[name].many else None
        is_key = name in schema.primary_key
        columns[name] = [
            empty if place in places and not (is_key and (place, name) not in bad) else value
            for place, value in enumerate(values)
        ]
    every = frozenset(rows.columns)
    typed = {place: row for place, row in rows.typed.items() if place not in places}
    return Rows(
        rows.numbers, columns, rows.absent, {**rows.faults, **dict.fromkeys(places, every)}, typed
    )
