"""What comes out of the store, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from automations.engine.core.findings import Message
from automations.engine.core.intents import Item
from automations.engine.ports import Fault, HoldKind

State = Literal[
    "waiting",
    "held",
    "claimed",
    "handing-over",
    "sent",
    "retry",
    "refused",
    "in-doubt",
    "cancelled",
    "expired",
]
SlotState = Literal["running", "done", "failed"]


class StoreError(Exception):
    """The store cannot be used; `message` says why and what to do, in words chosen later."""

    def __init__(self, message: Message) -> None:
        """Carry the message."""
        super().__init__(message.id)
        self.message = message


@dataclass(frozen=True, slots=True)
class Behind:
    """The store is older than what left, as when a copy was put back."""

    last: datetime  # when mail last left, on the machine's clock, in UTC


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One mail in the outbox, without its bytes."""

    id: int
    message_id: str
    key: tuple[str, ...]
    automation: str
    template: str
    to: str
    subject: str
    state: State
    reason: str | None
    on: date
    not_before: datetime
    expires: date | None
    sensitive: bool
    urgent: bool
    created: datetime
    changed: datetime
    attempts: int
    next_attempt: datetime | None  # on the machine's clock
    sent: datetime | None
    transport: str | None  # the last one it was handed to
    reply_code: int | None
    hold: HoldKind | None  # why it is held
    fault: Fault | None  # of its last refusal
    own_rule: str | None = None  # that a person has to see first
    meaning: str | None = None  # what that rule meant


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One item of a mail, and the row and the reason behind it."""

    item: Item
    sheet: str | None
    row: int | None
    reason: Message | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One mail in full: what it says and why it was made."""

    message: StoredMessage
    content: bytes
    items: tuple[StoredItem, ...]
