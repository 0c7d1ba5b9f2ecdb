"""Saying which cell stands in the way of an answer."""

from __future__ import annotations

from automations.engine.core.findings import Message
from automations.engine.core.register import Record
from automations.engine.core.schema import Field, Schemas


class CannotTellError(Exception):
    """A row does not say enough; `reason` names the cell that stands in the way."""

    def __init__(self, reason: Message) -> None:
        """Carry the reason."""
        super().__init__(reason.id)
        self.reason = reason


def fault_at(
    schemas: Schemas, record: Record, name: str, seen_from: Record | None = None
) -> Message:
    """Name a cell with an error in it."""
    return place_of("fault", schemas, record, schemas[record.sheet][name], seen_from)


def place_of(
    what: str, schemas: Schemas, record: Record, column: Field, seen_from: Record | None
) -> Message:
    """Name a cell, and its tab and row where it is not in the row itself."""
    if record is seen_from:
        return Message(f"rules.{what}", {"column": column.title})
    tab = schemas[record.sheet].title
    return Message(
        f"rules.{what}-elsewhere", {"column": column.title, "tab": tab, "row": str(record.row)}
    )
