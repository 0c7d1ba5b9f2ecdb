"""The vocabulary of automations: everything a module in `automations/` needs, and nothing else."""

from __future__ import annotations

from automations.engine.core.affairs import Affairs
from automations.engine.core.automation import Automation, automation
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.intents import (
    Alert,
    Attachment,
    Document,
    Freeze,
    Frozen,
    History,
    Intent,
    Item,
    Mail,
    Mended,
    Noticed,
    Reminder,
    Skipped,
    Snapshot,
    Thaw,
)
from automations.engine.core.register import Record, Register, Table
from automations.engine.core.settings import Settings
from automations.engine.core.slots import ON_REQUEST

__all__ = [
    "ON_REQUEST",
    "Affairs",
    "Alert",
    "Attachment",
    "Automation",
    "Document",
    "Finding",
    "Freeze",
    "Frozen",
    "History",
    "Intent",
    "Item",
    "Mail",
    "Mended",
    "Message",
    "Noticed",
    "Record",
    "Register",
    "Reminder",
    "Settings",
    "Severity",
    "Skipped",
    "Snapshot",
    "Table",
    "Thaw",
    "automation",
]
