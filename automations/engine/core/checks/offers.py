"""Columns that name a column, or a value, of the tab that the same row names."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from automations.engine.core.cells import Failure, fold
from automations.engine.core.checks.remarks import Remark, failed
from automations.engine.core.moments import meant
from automations.engine.core.register import Record, Table
from automations.engine.core.schema import Field, Kind, Offers, Schema, Schemas
from automations.engine.core.settings import Settings

_CLOSE = 0.75
_KINDS = {"dates": Kind.DATE, "addresses": Kind.EMAIL}
_ENTRIES = {"dates": "findings.not-a-date-column", "addresses": "findings.not-a-recipient"}


def check_offers(table: Table, schemas: Schemas, settings: Settings) -> Iterator[Remark]:
    """Report what is not among the things that its drop-down offers for that row."""
    columns = [column for column in table.schema.fields if column.offers is not None]
    if not columns:
        return
    tabs = {fold(schema.title): schema for schema in schemas.sheets.values()}
    for record in table:
        for column in columns:
            offers, typed = column.offers, record[column.name]
            about = None if offers is None else tabs.get(fold(str(record[offers.of])))
            if offers is None or about is None or typed is None:
                continue
            known = _known(offers, about, record, settings)
            if known is not None and fold(typed) not in known:
                failure = _failure(column, typed, about, known)
                yield failed(table.schema, column, record.row, typed, failure)


def _known(
    offers: Offers, about: Schema, record: Record, settings: Settings
) -> dict[str, str] | None:
    """Return what may stand there, by how it is compared; None where anything may."""
    if offers.what == "values":
        named = fold(str(record[offers.column or ""]))
        return _values(about.by_header.get(named))
    kind = _KINDS.get(offers.what)
    columns = about.by_header.items()
    known = {name: one.title for name, one in columns if kind in (None, one.kind)}
    roles = settings.roles if offers.what == "addresses" else ()
    return {**known, **{fold(word): word for word in (*offers.also, *roles)}}


def _values(column: Field | None) -> dict[str, str] | None:
    """Return the values of a column that has a list."""
    return {fold(value): value for value in column.enum} or None if column else None


def _failure(column: Field, typed: str, about: Schema, known: dict[str, str]) -> Failure:
    near = get_close_matches(fold(typed)[:100], known, n=1, cutoff=_CLOSE)
    suggestion = meant(known[near[0]]) if near else None
    values = {"column": column.title, "tab": about.title}
    entry = _ENTRIES.get(column.offers.what if column.offers else "", "findings.not-offered")
    return Failure("list", entry, known=values, suggestion=suggestion)
