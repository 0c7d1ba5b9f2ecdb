"""The vocabulary of automations: everything a module in `automations/` needs, and nothing else."""

from __future__ import annotations

from automations.engine.core.automation import Automation, automation
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.intents import (
    Alert,
    History,
    Intent,
    Item,
    Mail,
    Noticed,
    Reminder,
    Skipped,
)
from automations.engine.core.register import Record, Register, Table
from automations.engine.core.settings import Settings

__all__ = [
    "Alert",
    "Automation",
    "Finding",
    "History",
    "Intent",
    "Item",
    "Mail",
    "Message",
    "Noticed",
    "Record",
    "Register",
    "Reminder",
    "Settings",
    "Severity",
    "Skipped",
    "Table",
    "automation",
]
