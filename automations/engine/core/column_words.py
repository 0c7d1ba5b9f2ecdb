"""What a column asks of those who fill it in, as messages: for header comments and the handbook."""

from __future__ import annotations

from collections.abc import Iterator

from automations.engine.core.expressions import Expression
from automations.engine.core.findings import Message, Severity
from automations.engine.core.schema import Field, Kind, Schema, Schemas
from automations.engine.core.wording import condition_words


def column_notes(schema: Schema, column: Field, schemas: Schemas) -> Iterator[Message]:
    """Say what must be in the column: when, which values, which limits, with an example."""
    yield from _need(schema, column, schemas)
    yield from _values(column, schemas)
    yield from _limits(column)
    if column.default is not None:
        yield Message("schemas.note-default", {"value": column.default})
    if column.example:
        yield Message("schemas.note-example", {"value": column.example})


def is_unconditional(expression: Expression) -> bool:
    """Tell whether a condition asks nothing of the row."""
    return not expression.paths


def _need(schema: Schema, column: Field, schemas: Schemas) -> Iterator[Message]:
    if column.required:
        yield Message("schemas.note-required")
    for need in () if column.required else column.required_when:
        entry = "required" if need.severity is Severity.ERROR else "wanted"
        if is_unconditional(need.when):
            yield Message(f"schemas.note-{entry}")
        else:
            conditions = condition_words(need.when.source, schema.name, schemas)
            yield Message(f"schemas.note-{entry}-when", {"conditions": conditions})
    if column.unique or schema.primary_key == (column.name,):
        yield Message("schemas.note-unique")


def _values(column: Field, schemas: Schemas) -> Iterator[Message]:
    if column.enum:
        yield Message("schemas.note-choices", {"choices": column.enum})
    if column.reference is not None and column.reference.sheet in schemas.sheets:
        target = schemas[column.reference.sheet]
        yield Message("schemas.note-reference", {"tab": target.title, "file": target.file})
    if column.one_of_role is not None:
        yield Message("schemas.note-role", {"role": column.one_of_role})
    if column.many:
        yield Message("schemas.note-several", {"delimiter": column.delimiter})
    if column.kind is Kind.MARKDOWN:
        yield Message("schemas.note-markdown")


def _limits(column: Field) -> Iterator[Message]:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        yield Message("schemas.note-between", {"low": f"{low:g}", "high": f"{high:g}"})
    elif low is not None:
        yield Message("schemas.note-minimum", {"low": f"{low:g}"})
    elif high is not None:
        yield Message("schemas.note-maximum", {"high": f"{high:g}"})
    if column.max_length is not None:
        yield Message("schemas.note-length", {"length": str(column.max_length)})
