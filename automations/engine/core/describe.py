"""Rules read back in plain words: as a whole, and the part that decided about one row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from automations.engine.core.conditions import Condition, Shape
from automations.engine.core.expressions import Expression
from automations.engine.core.findings import Message
from automations.engine.core.register import Record
from automations.engine.core.rules import Rule, Step
from automations.engine.core.schema import Field, Kind, Schema, Schemas
from automations.engine.core.wording import (
    column_at,
    column_words,
    condition_words,
    date_words,
    joined,
    part_words,
    recipient_words,
)


class Speaker(Protocol):
    """Something that puts a message into words."""

    def message(self, message: Message) -> str:
        """Put a message into words."""


def describe(rule: Rule, words: Speaker, schemas: Schemas) -> str:
    """Read a rule back as one plain sentence."""
    return words.message(summary(rule, schemas))


def summary(rule: Rule, schemas: Schemas) -> Message:
    """Say in one sentence when a rule writes to whom about which rows."""
    values = {
        "rule": rule.name,
        "moments": joined([offset.message for offset in rule.send], "and"),
        "anchor": anchor_words(rule, schemas),
        "to": _recipients(rule.to, rule.about, schemas),
        "tab": schemas[rule.about].title,
        "repeat": _repeat(rule),
        "rest": _rest(_clauses(rule, schemas)),
    }
    return Message("rules.sentence", values)


def anchor_words(rule: Rule, schemas: Schemas) -> Message:
    """Name the date that a rule hangs on."""
    if rule.anchor is None:
        return Message("rules.noticed")
    return date_words(rule.anchor.source, rule.about, schemas)


def reason(rule: Rule, anchor: date, step: Step, today: date, schemas: Schemas) -> Message:
    """Say why a reminder goes out on this day."""
    values = {
        "offset": step.message,
        "anchor": anchor,
        "column": anchor_words(rule, schemas),
    }
    return Message("rules.because" if step.day == today else "rules.because-late", values)


def failing(part: Condition, row: Record, schemas: Schemas) -> Message:
    """Say how a row stands where a condition does not hold; nothing personal is repeated."""
    found = column_at(part.path, row.sheet, schemas)
    title = column_words(part.path, row.sheet, schemas)
    if schemas[row.sheet].sensitive and not (found and _may_be_shown(*found)):
        return Message("rules.not-this-one")  # that it is anything else says something already
    if part.shape == Shape.OTHER or found is None or title is None:
        words = condition_words(part.expression.source, row.sheet, schemas)
        return Message("rules.fails", {"condition": words})
    value: object = row
    for name in part.path:
        value = getattr(value, name) if isinstance(value, Record) else None
    if value is None or value == ():
        return Message("rules.now-empty", {"column": title})
    if not _may_be_shown(*found):
        return Message("rules.now-other", {"column": title})
    return Message("rules.now", {"column": title, "value": value})


def _clauses(rule: Rule, schemas: Schemas) -> list[Message]:
    clauses: list[Message] = []
    if rule.when:
        parts = [part_words(one, rule.about, schemas) for one in rule.when]
        clauses.append(Message("rules.sentence-when", {"conditions": joined(parts, "and")}))
    if rule.escalate is not None:
        values = {
            "to": _recipients(rule.escalate.to, rule.about, schemas),
            "after": rule.escalate.after.message,
        }
        clauses.append(Message("rules.sentence-escalate", values))
    if rule.expects is not None:
        column = schemas[rule.about][rule.expects].title
        clauses.append(Message("rules.sentence-expects", {"column": column}))
    if rule.urgent:
        clauses.append(Message("rules.sentence-urgent"))
    elif rule.attach is not None:
        document = Message(f"rules.document-{rule.attach.replace('_', '-')}")
        clauses.append(Message("rules.sentence-attached", {"document": document}))
    elif rule.template is not None:
        clauses.append(Message("rules.sentence-alone"))
    return clauses


def _rest(clauses: Sequence[Message]) -> Message | None:
    """Add what else there is to say, with semicolons between."""
    whole: Message | None = None
    for clause in clauses:
        entry = "rules.rest" if whole is None else "rules.rest-more"
        whole = Message(entry, {"before": whole, "clause": clause})
    return whole


def _repeat(rule: Rule) -> Message | None:
    if rule.repeat is None:
        return None
    unit = "working-days" if rule.repeat.every.working else "days"
    every = Message(f"rules.every-{unit}", count=rule.repeat.every.count)
    return Message("rules.sentence-repeat", {"every": every, "times": rule.repeat.times})


def _recipients(entries: Sequence[Expression], about: str, schemas: Schemas) -> Message:
    return joined([recipient_words(entry, about, schemas) for entry in entries], "and")


def _may_be_shown(schema: Schema, column: Field) -> bool:
    """Tell whether a reason may repeat what the cell says: choices, dates and numbers."""
    if schema.sensitive:
        return column.kind == Kind.DATE or column.name == "status"
    if column.personal or column.free_text:
        return False
    return bool(column.enum) or column.kind in (Kind.DATE, Kind.YES_NO, Kind.INTEGER)
