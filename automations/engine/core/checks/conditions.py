"""What depends on other columns, on linked rows or on today: required when, and the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from string import Formatter

from automations.engine.core.checks.columns import is_empty
from automations.engine.core.checks.judging import Judge
from automations.engine.core.checks.remarks import Remark, is_secret
from automations.engine.core.expressions import Expression
from automations.engine.core.findings import Message, Severity
from automations.engine.core.register import Record, Table
from automations.engine.core.schema import Field, Kind, RowRule, Schema
from automations.engine.core.wording import joined

_UNTOLD = "…"  # stands where a sentence names a column that must not be repeated


OF_TODAY = frozenset({"today", "active"})  # names whose meaning changes with the day


def check_conditions(table: Table, judge: Judge, *, of_today: bool) -> Iterator[Remark]:
    """Judge every row of a linked table by the conditions that ask for today, or by the others."""
    schema = table.schema
    conditional = [
        column
        for column in schema.fields
        if column.required_when and _asks_today(*(n.when for n in column.required_when)) is of_today
    ]
    rules = [one for one in schema.rules if _asks_today(one.when, one.must) is of_today]
    if not conditional and not rules:
        return

    def judged(record: Record) -> Iterator[Remark]:
        return _judged(record, conditional, rules, judge, schema)

    if of_today:
        yield from judge.kept(table, judged)
        return
    for record in table:
        yield from judged(record)


def _judged(
    record: Record,
    conditional: Sequence[Field],
    rules: Sequence[RowRule],
    judge: Judge,
    schema: Schema,
) -> Iterator[Remark]:
    for column in conditional:
        if is_empty(record[column.name]) and column.name not in record.faults:
            yield from _required(record, column, judge, schema)
    for rule in rules:
        if rule.column not in record.faults and _broken(rule, record, judge):
            yield Remark(
                rule.code,
                Message("", _told(rule.says, record, schema), rule.says),
                severity=rule.severity,
                row=record.row,
                field=rule.column,
            )


def _asks_today(*expressions: Expression | None) -> bool:
    return any(path[0] in OF_TODAY for one in expressions if one for path in one.paths)


def _required(record: Record, column: Field, judge: Judge, schema: Schema) -> Iterator[Remark]:
    """Report an empty column once, as badly as the worst condition that asks for it."""
    if column.required:
        return  # reported already
    bad = [need for need in column.required_when if judge(need.when, record)]
    if bad:
        worst = min(bad, key=lambda need: list(Severity).index(need.severity))  # declared so
        message = _needed(record, column, worst.when, schema)
        code = "required" if worst.severity is Severity.ERROR else "rule"  # a mere ⚠ is a rule's
        yield Remark(code, message, severity=worst.severity, row=record.row, field=column.name)


def _needed(record: Record, column: Field, when: Expression, schema: Schema) -> Message:
    """Say which columns of the row ask for another one, and what stands there if it may be told."""
    asking = [
        one
        for one in schema.fields
        if (one.name,) in when.paths and not is_empty(record[one.name]) and one is not column
    ]
    values: dict[str, object] = {"column": column.title}
    if not asking:
        return Message("findings.required", values)
    if any(is_secret(schema, one) for one in asking):
        titles = [Message("rules.text", {"text": one.title}) for one in asking]
        return Message("findings.required-hidden", {**values, "because": joined(titles, "and")})
    because = [_because(one, record[one.name]) for one in asking]
    return Message("findings.required-when", {**values, "because": joined(because, "and")})


def _because(column: Field, value: object) -> Message:
    if column.enum or column.kind is Kind.YES_NO:
        return Message("findings.because-is", {"column": column.title, "value": value})
    return Message("findings.because-filled", {"column": column.title})


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
