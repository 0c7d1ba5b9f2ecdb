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

UNREADABLE = frozenset({"missing-workbook", "unreadable-workbook", "missing-tab"})


@automation(every="working day 08:00")
def check(
    findings: tuple[Finding, ...], register: Register, history: History, settings: Settings
) -> Iterator[Alert]:
    """Tell the owner of each row with an error or a warning, once for each cell and code.

    The findings stand in the owner's digest of the day. Notices stay in `run.py check`. Findings in
    the signals workbook go to the case handlers, in a mail of their own. Of a workbook or a tab
    that cannot be read the coordinator hears as well, because whatever needs it stands still.
    """
    for finding in findings:
        if finding.severity == Severity.NOTICE:
            continue
        key = _key(finding, register)
        for recipient, sensitive in _recipients(finding, register, settings).items():
            item = Item("check", key, None, "", recipient)
            if item not in history.items:
                yield Alert(item, finding, sensitive)


def _recipients(finding: Finding, register: Register, settings: Settings) -> dict[str, bool]:
    """Return who hears of a finding, and whether it stands apart for them."""
    if _is_sensitive(finding, register):
        found = dict.fromkeys(settings.roles.get("case_handlers", ()), True)
    else:
        found = {finding.owner or settings.coordinator: False}
    if finding.code in UNREADABLE:
        found.setdefault(settings.coordinator, False)
    return found


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
