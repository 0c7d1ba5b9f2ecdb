"""The coordinator's own rules: what a row asks for that cannot be, at the cell where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from automations.engine.core.checked import Context
from automations.engine.core.checks.remarks import Remark, failed, is_secret
from automations.engine.core.own_rows import SHEET, Mistake, read_row
from automations.engine.core.register import Record, Register, Table

__all__ = ["SHEET", "check_own_rules"]


def check_own_rules(table: Table, register: Register, context: Context) -> Iterator[Remark]:
    """Report what keeps a row from being a rule, as far as no other check says so.

    Active or not: a rule is mended before it is switched on.
    """
    for record in table:
        _, mistakes = read_row(record, register, context.settings, context.shipped_rules)
        for mistake in mistakes:
            if mistake.failure is not None:
                yield _remark(table, register, record, mistake)


def _remark(table: Table, register: Register, record: Record, mistake: Mistake) -> Remark:
    """Make the remark; a value to compare with is repeated only where that column's own may be."""
    assert mistake.failure is not None  # noqa: S101 - by the choice above
    column = table.schema[mistake.column]
    if (about := mistake.about) is not None:
        tabs = register.schemas.sheets.values()
        secret = any(about in one.fields and is_secret(one, about) for one in tabs)
        column = replace(column, title=about.title, personal=secret)
    typed = record.values.get(mistake.column)
    text = typed if isinstance(typed, str) else None
    remark = failed(table.schema, column, record.row, text, mistake.failure)
    return replace(remark, severity=mistake.severity)
