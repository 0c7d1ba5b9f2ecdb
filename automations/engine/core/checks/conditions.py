"""What depends on other columns, on linked rows or on today: required when, and the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

from automations.engine.core.checks.judging import Judge
from automations.engine.core.checks.remarks import Remark, is_secret
from automations.engine.core.checks.sheet import is_empty
from automations.engine.core.findings import Message, Severity
from automations.engine.core.register import Record, Table
from automations.engine.core.schema import Field, RowRule, Schema

_UNTOLD = "…"  # stands where a sentence names a column that must not be repeated


def check_conditions(table: Table, judge: Judge) -> Iterator[Remark]:
    """Judge every row of a linked table."""
    schema = table.schema
    conditional = [column for column in schema.fields if column.required_when]
    for record in table:
        for column in conditional:
            if is_empty(record[column.name]) and column.name not in record.faults:
                yield from _required(record, column, judge)
        for rule in schema.rules:
            if rule.column not in record.faults and _broken(rule, record, judge):
                yield Remark(
                    rule.code,
                    Message("", _told(rule.says, record, schema), rule.says),
                    severity=rule.severity,
                    row=record.row,
                    field=rule.column,
                )


def _required(record: Record, column: Field, judge: Judge) -> Iterator[Remark]:
    """Report an empty column once, as badly as the worst condition that asks for it."""
    if column.required:
        return  # reported already
    bad = [need.severity for need in column.required_when if judge(need.when, record)]
    if bad:
        message = Message("findings.required-when", {"column": column.title})
        severity = min(bad, key=list(Severity).index)  # they are declared worst first
        code = "required" if severity is Severity.ERROR else "rule"  # a mere ⚠ is a rule's
        yield Remark(code, message, severity=severity, row=record.row, field=column.name)


def _broken(rule: RowRule, record: Record, judge: Judge) -> bool:
    if rule.when is not None and not judge(rule.when, record):
        return False
    return judge(rule.must, record) is False


def _told(says: Mapping[str, str], record: Record, schema: Schema) -> Mapping[str, object]:
    """Return the columns that a rule's sentences name, kept back where they are secret."""
    names = {name for text in says.values() for _, name, _, _ in Formatter().parse(text) if name}
    return {
        name: _UNTOLD
        if name not in schema.by_name or is_secret(schema, schema[name])
        else record[name]
        for name in names
    }
