"""Reminder rules of the coordinator's own: what a row may say beyond what each column asks.

That a named column, date or recipient is there is a matter of what the drop-downs offer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from automations.engine.core.cells import Failure, fold, quotation
from automations.engine.core.checked import Context
from automations.engine.core.checks.offers import by_header
from automations.engine.core.checks.remarks import Remark, failed
from automations.engine.core.findings import Message
from automations.engine.core.moments import meant
from automations.engine.core.register import Record, Table
from automations.engine.core.schema import Field, Schema, Schemas
from automations.engine.core.sending import Unread, read_moments

SHEET = "rules"
FOCAL_POINTS = "aandachtsfunctionarissen"
_BRACES = re.compile(r"\{([^{}]*)\}")
_CLOSE = 0.6
_SENTENCES = ("subject", "text")


def check_own_rules(table: Table, schemas: Schemas, context: Context) -> Iterator[Remark]:
    """Report names that are taken, moments that cannot be read, and columns that cannot be told."""
    tabs = {fold(schema.title): schema for schema in schemas.sheets.values()}
    for record in table:
        about = tabs.get(fold(_typed(record, "about")))
        for column, failure in _failures(record, table.schema, about, context):
            typed = _typed(record, column.name)
            yield failed(table.schema, column, record.row, typed, failure)


def _failures(
    record: Record, schema: Schema, about: Schema | None, context: Context
) -> Iterator[tuple[Field, Failure]]:
    """Find at most one failure for each column."""
    found = {
        "rule_id": _taken(_typed(record, "rule_id"), context.shipped_rules),
        "send": _unread(_typed(record, "send")),
    }
    if about is not None:
        outside = _may_be_outside(_typed(record, "to"), about)
        for name in _SENTENCES:
            found[name] = _wrong_braces(_typed(record, name), about, outside=outside)
    for name, failure in found.items():
        if failure is not None:
            yield schema[name], failure


def _typed(record: Record, name: str) -> str:
    """Return the text of a column; empty where it is blank, has a mistake, or is not there."""
    value = record.values.get(name)
    return value if isinstance(value, str) else ""


def _taken(name: str, shipped: frozenset[str]) -> Failure | None:
    return Failure("unique", "findings.rule-taken") if name in shipped else None


def _unread(text: str) -> Failure | None:
    """Say which moment cannot be read, and how it is written."""
    read = read_moments(text) if text else None
    if not isinstance(read, Unread):
        return None
    if not read.part:
        return Failure("pattern", "findings.send-order")
    known = {"part": quotation(read.part)}
    suggestion = meant(read.better) if read.better else None
    return Failure("pattern", "findings.send", known=known, suggestion=suggestion)


def _may_be_outside(to: str, about: Schema) -> bool:
    """Tell whether a recipient may be outside the municipality."""
    column = by_header(about).get(fold(to))
    return fold(to) == FOCAL_POINTS or (column is not None and column.personal)


def _wrong_braces(text: str, about: Schema, *, outside: bool) -> Failure | None:
    """Find the first thing in braces that cannot stand there."""
    columns = by_header(about)
    if "{" in _BRACES.sub("", text) or "}" in _BRACES.sub("", text):
        return Failure("pattern", "findings.braces")
    for named in _BRACES.findall(text):
        column = columns.get(fold(named))
        if column is None:
            known = {"name": quotation(named), "tab": about.title}
            suggestion = _nearest(named, columns)
            return Failure("list", "findings.braces-column", known=known, suggestion=suggestion)
        if outside and column.free_text:
            return Failure("rule", "findings.braces-free", known={"name": column.title})
    return None


def _nearest(named: str, columns: Mapping[str, Field]) -> Message | None:
    near = get_close_matches(fold(named)[:100], columns, n=1, cutoff=_CLOSE)
    return meant(f"{{{columns[near[0]].title}}}") if near else None
