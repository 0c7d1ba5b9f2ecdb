"""Check: who owns a row with a mistake hears of it, how long it is open, and what is mended."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from automations.engine.api import (
    Alert,
    Finding,
    History,
    Item,
    Mended,
    Noticed,
    Register,
    Settings,
    Severity,
    automation,
)
from automations.engine.core.rules import MENDED, Offset, Repeat, schedule
from automations.engine.core.schema import Schema
from automations.engine.core.workdays import Calendar

UNREADABLE = frozenset({"missing-workbook", "unreadable-workbook", "missing-tab"})
ACROSS = frozenset({"reference", "coverage", "undeliverable"})  # what looks at other tabs too
AGAIN = Repeat(Offset(7))  # what stays open is told again, four times
THANKED = timedelta(days=14)  # how long a thank-you waits for a mail to stand in


@automation(every="working day 08:00")
def check(  # noqa: PLR0913, PLR0917 - what it depends on, by name
    findings: tuple[Finding, ...],
    register: Register,
    today: date,
    history: History,
    settings: Settings,
    calendar: Calendar,
) -> Iterator[Alert | Mended | Noticed]:
    """Tell the owner of each row with an error or a warning: at once, and weekly while it is open.

    The findings stand in the owner's digest of the day: what is new, what is open still and for how
    long, and thanks for what was mended. Notices stay in `run.py check`. Findings in the signals
    workbook go to the case handlers, in a mail of their own. Of a workbook or a tab that cannot be
    read the coordinator hears as well, because whatever needs it stands still.
    """
    there: dict[str, Finding] = {}
    for finding in findings:
        if finding.severity != Severity.NOTICE:
            there.setdefault(_key(finding, register), finding)
    for key, finding in there.items():
        since = history.noticed.get(("check", key))
        if since is None:
            yield Noticed("check", key, today)
        for recipient, sensitive in _recipients(finding, register, settings).items():
            yield _alert(
                Item("check", key, since or today, "", recipient),
                finding,
                today,
                history,
                calendar,
                sensitive=sensitive,
            )
    yield from _mended(there, register, today, history)


def _alert(  # noqa: PLR0913 - what an alert depends on
    item: Item,
    finding: Finding,
    today: date,
    history: History,
    calendar: Calendar,
    *,
    sensitive: bool,
) -> Alert:
    """Say a finding once for each moment that has come; between them it is only counted."""
    since = item.anchor or today
    steps = schedule((Offset(0),), AGAIN, since, calendar)
    latest = next((step for step in reversed(steps) if step.day <= today), steps[0])
    said = Item(item.rule, item.key, since, latest.offset, item.recipient)
    rides = said in history.items
    days = (today - since).days if rides or latest is not steps[0] else 0
    return Alert(said, finding, sensitive, days, rides=rides)


def _mended(
    there: Mapping[str, Finding], register: Register, today: date, history: History
) -> Iterator[Mended | Noticed]:
    """Find what is gone since the last look, and thank whoever had heard of it.

    What stands in a tab that cannot be read now is not mended; nobody knows.
    """
    told: dict[str, set[str]] = {}
    gone = {
        key: since
        for (rule, key), since in history.noticed.items()
        if rule == "check" and key not in there and _is_sure(key, register)
    }
    waiting = {key: since for (rule, key), since in history.noticed.items() if rule == MENDED}
    if not gone and not waiting:
        return
    for item in history.items:
        if item.rule == "check" and item.key in {*gone, *waiting}:
            told.setdefault(item.key, set()).add(item.recipient)
    for key in sorted(gone):
        yield Noticed("check", key, None)
        if key in told:
            yield Noticed(MENDED, key, today)
    for key, since in sorted({**waiting, **dict.fromkeys(gone, today)}.items()):
        thanks = [Item(MENDED, key, since, "", one) for one in sorted(told.get(key, ()))]
        new = [item for item in thanks if item not in history.items]
        if key in waiting and (key in there or not new or today - since > THANKED):
            yield Noticed(MENDED, key, None)
        else:
            yield from (Mended(item, _stands_apart(key, register)) for item in new)


def _is_sure(key: str, register: Register) -> bool:
    """Tell whether everything could be read that the finding of this name came from."""
    place, code = key.split("/", 1)[0], key.rsplit("/", 1)[-1]
    schemas = register.schemas
    if code in ACROSS:
        return all(register[name].readable for name in schemas.sheets)
    if place in schemas.sheets and code not in UNREADABLE:
        return register[place].readable
    return True


def _stands_apart(key: str, register: Register) -> bool:
    place = key.split("/", 1)[0]
    schemas = register.schemas
    if place in schemas.sheets:
        return schemas[place].sensitive
    return any(schema.sensitive for schema in schemas.of_workbook(place))


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
