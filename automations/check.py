"""Check: who owns a row with a mistake hears of it in the day's mail, once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from automations.engine.api import (
    Alert,
    Finding,
    History,
    Item,
    Register,
    Settings,
    Severity,
    automation,
)
from automations.engine.core.schema import Schema


@automation(every="working day 08:00")
def check(
    findings: tuple[Finding, ...], register: Register, history: History, settings: Settings
) -> Iterator[Alert]:
    """Tell the owner of each row with an error or a warning, once for each cell and code.

    The findings stand in the owner's digest of the day. Notices stay in `run.py check`. Findings in
    the signals workbook go to the case handlers, in a mail of their own.
    """
    for finding in findings:
        if finding.severity == Severity.NOTICE:
            continue
        sensitive = _is_sensitive(finding, register)
        for recipient in _recipients(finding, settings, sensitive=sensitive):
            item = Item("check", _key(finding, register), None, "", recipient)
            if item not in history.items:
                yield Alert(item, finding, sensitive)


def _recipients(finding: Finding, settings: Settings, *, sensitive: bool) -> tuple[str, ...]:
    if sensitive:
        return settings.roles.get("case_handlers", ())
    return (finding.owner or settings.coordinator,)


def _is_sensitive(finding: Finding, register: Register) -> bool:
    """Tell whether a finding is about a sensitive sheet, or about a workbook with one in it."""
    if finding.sheet is not None:
        return register.schemas[finding.sheet].sensitive
    return any(schema.sensitive for schema in register.schemas.of_workbook(finding.workbook))


def _key(finding: Finding, register: Register) -> str:
    """Name the place of a finding without telling anything about a person."""
    schema = register.schemas[finding.sheet] if finding.sheet is not None else None
    row = finding.key if finding.key is not None else str(finding.row or "")
    if schema is not None and finding.key is not None and _names_people(schema):
        row = hashlib.sha256(finding.key.encode()).hexdigest()[:16]
    place = (finding.sheet or finding.workbook, row, finding.field or "", finding.code)
    return "/".join(place)


def _names_people(schema: Schema) -> bool:
    return any(schema[name].personal for name in schema.primary_key)
