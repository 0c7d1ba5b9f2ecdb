"""Signals between two looks: what may not change, go back or vanish.

A signal has not vanished while as many rows have no code, a code that cannot be read, or that of
another row: it may be one of those. They have findings of their own, and what was known is kept.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from automations.engine.core.checked import Context, SignalLook
from automations.engine.core.checks.looks import code_of, keys_in, unsure
from automations.engine.core.checks.remarks import Remark
from automations.engine.core.findings import Message, Severity
from automations.engine.core.register import Record, Table

SHEET = "signals"
_FORWARD = ("nieuw", "in beoordeling", "in behandeling", "overgedragen", "afgesloten")
_WITHDRAWN = "ingetrokken"
_WITHDRAWN_DAYS = 30
_MONTHS_IN_YEAR = 12


def signals_now(table: Table, rows: int, context: Context) -> Mapping[str, SignalLook]:
    """Return what to remember of each signal; where a cell cannot be read, what was known."""
    before = context.signals_before
    if not table.readable:
        return before
    looks = {record.key: _look(record, before.get(record.key)) for record in table.by_key.values()}
    held = {
        record.key: before[record.key]
        for record in table
        if record.key not in looks and record.key in before
    }
    gone = _gone(table, context)
    kept = {key: before[key] for key in gone if len(gone) <= unsure(table, rows)}
    return {**looks, **held, **kept}


def _look(record: Record, before: SignalLook | None) -> SignalLook:
    known = {
        name: getattr(before, name) if name in record.faults and before else record[name]
        for name in ("received_on", "status", "returned_on", "closed_on")
    }
    return SignalLook(**known)


def check_history(table: Table, rows: int, context: Context) -> Iterator[tuple[Remark, str]]:
    """Compare with the last look; each remark comes with the key of its signal.

    `rows` is how many rows the tab has, those without a key included.
    """
    if not table.readable:
        return
    for key, before in context.signals_before.items():
        record = table.by_key.get(key)
        if record is not None:
            for remark in _changes(record, before):
                yield remark, key
    gone = _gone(table, context)
    if len(gone) > unsure(table, rows):
        for key in gone:
            yield _changed("findings.changed-vanished"), key


def _gone(table: Table, context: Context) -> list[str]:
    """Return the signals that are not there any more before they may go."""
    present, code = set(keys_in(table)), code_of(table.schema)
    return [
        key
        for key, before in context.signals_before.items()
        if key not in present
        and not _may_vanish(before, context)
        and (code is None or code.fullmatch(key))  # anything else may be a name: never told
    ]


def _changes(record: Record, before: SignalLook) -> Iterator[Remark]:
    now = _look(record, before)
    if before.received_on is not None and now.received_on != before.received_on:
        yield _changed("findings.changed-received", record.row, "received_on")
    if not _may_follow(before, now):
        yield _changed("findings.changed-status", record.row, "status")


def _changed(entry: str, row: int | None = None, column: str | None = None) -> Remark:
    return Remark(
        "changed-history", Message(entry), severity=Severity.WARNING, row=row, field=column
    )


def _may_follow(before: SignalLook, now: SignalLook) -> bool:
    """Tell whether a status may come after another."""
    if before.status is None or now.status in (before.status, _WITHDRAWN):
        return True
    if before.status == _WITHDRAWN or now.status is None:
        return False
    if (before.status, now.status) == ("overgedragen", "in behandeling"):
        return now.returned_on is not None
    return _rank(now.status) > _rank(before.status)


def _rank(status: str) -> int:
    return _FORWARD.index(status) if status in _FORWARD else -1


def _may_vanish(before: SignalLook, context: Context) -> bool:
    """Tell whether a signal's retention is over, or it was withdrawn long enough ago."""
    if before.closed_on is None:
        return False
    if before.status == _WITHDRAWN:
        return context.today >= before.closed_on + timedelta(days=_WITHDRAWN_DAYS)
    months = context.settings.retention_months.get(SHEET)
    return months is not None and context.today >= _months_after(before.closed_on, months)


def _months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * _MONTHS_IN_YEAR + day.month - 1 + months, _MONTHS_IN_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
