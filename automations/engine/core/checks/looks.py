"""Tabs between two looks: which rows are gone, and what is remembered until the next look.

A row keeps its identity by its key, so sorting, filtering and moving rows changes nothing here.
What is said between two looks:

- More than a fifth of the rows gone: `row-loss`, a warning. It is the very rule that holds a run.
- Fewer rows gone: `row-loss`, a notice with how many and the first codes. Deleting rows is ordinary
  work, so nobody gets mail about it.
- One code gone and one new: `row-loss`, a notice at the new code. Whoever changes a code makes a
  new row of it, whose reminders begin anew.

Nothing is said as long as the missing rows may still be there: as many rows have no key, one that
cannot be read, or somebody else's. Those have findings of their own, and what was not said stays
remembered. Of signals every single row counts: see `history`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from automations.engine.core.cells import fold
from automations.engine.core.checked import Checked, Context, SheetLook
from automations.engine.core.checks.columns import Records
from automations.engine.core.checks.owners import row_owner
from automations.engine.core.checks.remarks import Remark, Sheet, finding
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.register import Record, Register, Table
from automations.engine.core.schema import Schema

_CODES_TOLD = 5
_DIGITS = 16  # of a digest: enough to tell a city's rows apart


def lost_too_many(before: int, now: int) -> bool:
    """Tell whether a tab lost so many rows that a person should look: more than a fifth.

    One row less is ordinary work, however small the tab: four rows would be held at every deletion.
    """
    lost = before - now
    return lost > 1 and lost * 5 > before


def looks_now(checked: Checked, before: Mapping[str, SheetLook]) -> Mapping[str, SheetLook]:
    """Return what to remember of every tab; one that cannot be read keeps what it had.

    A column that is not there keeps its place: while it is away, its header may come back changed.
    """
    rows = {one.sheet: one.rows for one in checked.sheets}
    looks = {name: look for name, look in before.items() if name in checked.register.tables}
    for name, columns in checked.columns.items():
        table, then = checked.register[name], before.get(name, SheetLook())
        kept = {one: place for one, place in then.columns.items() if one in table.schema.by_name}
        found = _compare(checked.register, name, rows[name], then)
        keys = found.keys if found.is_sure else found.keys | found.gone
        looks[name] = SheetLook({**kept, **columns}, keys)
    return looks


def of_looks(
    sheets: Mapping[str, Sheet], register: Register, context: Context
) -> Iterator[Finding]:
    """Compare every tab with the last look, and report the rows that are gone."""
    for name, sheet in sheets.items():
        if not sheet.readable:
            continue
        table, rows = register[name], len(sheet.rows)
        before = context.rows_before.get(name, 0)
        owner = row_owner(None, sheet.schema, register, context.settings)
        if lost_too_many(before, rows):
            yield finding(_lost(sheet.schema, before, rows), sheet, owner, None)
        elif (then := context.looks_before.get(name)) and then.keys:
            found = _compare(register, name, rows, then)
            if found.gone and found.is_sure:
                remark = _gone(sheet.schema, found, table)
                if remark is not None:
                    yield finding(remark, sheet, owner, None)


@dataclass(frozen=True, slots=True)
class _Compared:
    keys: frozenset[str]  # that are there now
    gone: frozenset[str]
    new: frozenset[str]
    unsure: int  # rows whose key cannot be read, or is another row's

    @property
    def is_sure(self) -> bool:
        """Tell whether what is gone cannot be among the rows that cannot be told apart."""
        return len(self.gone) > self.unsure


def _compare(register: Register, name: str, rows: int, before: SheetLook) -> _Compared:
    table = register[name]
    if table.schema.sensitive:
        return _Compared(frozenset(), frozenset(), frozenset(), 0)
    code = code_of(table.schema)
    if code is None:
        digests = register.once(("digests", name), lambda: frozenset(map(_digest, keys_in(table))))
        gone, new = before.keys - digests, digests - before.keys
        return _Compared(digests, gone, new, rows - len(digests))
    there = frozenset(keys_in(table))
    new = frozenset(filter(code.fullmatch, there - before.keys))
    gone = frozenset(filter(code.fullmatch, before.keys - there))
    keys = (there & before.keys) | new
    return _Compared(keys, gone, new, rows - len(keys))


def keys_in(table: Table) -> Iterator[str]:
    """Yield the key of every record."""
    if isinstance(table.records, Records):
        return table.records.keys()
    return (record.key for record in table)


def unsure(table: Table, rows: int) -> int:
    """Count the rows of a tab with codes whose code cannot be read, or is another row's."""
    code = code_of(table.schema)
    return rows - sum(code is None or bool(code.fullmatch(key)) for key in set(keys_in(table)))


def code_of(schema: Schema) -> re.Pattern[str] | None:
    """Return the form of a sheet's codes; None where its keys are not codes, or may tell much."""
    column = schema[schema.primary_key[0]]
    if len(schema.primary_key) > 1 or column.pattern is None or column.personal:
        return None
    return re.compile(column.pattern)


def _digest(key: str) -> str:
    return sha256(fold(key).encode(errors="surrogatepass")).hexdigest()[:_DIGITS]


def _lost(schema: Schema, before: int, now: int) -> Remark:
    """Say how many rows are left; of a sensitive tab no number leaves its workbook."""
    message = Message("findings.rows-lost", {"before": before}, count=now)
    if schema.sensitive:
        message = Message("findings.rows-lost-sensitive")
    return Remark("row-loss", message, _put_back(schema), Severity.WARNING)


def _gone(schema: Schema, found: _Compared, table: Table) -> Remark | None:
    """Say which rows are gone; where keys are no codes, a changed one looks like another row."""
    if code_of(schema) is None:
        lost = len(found.gone) - len(found.new)
        message = Message("findings.rows-gone", count=lost)
        back = _put_back(schema)
        return Remark("row-loss", message, back, Severity.NOTICE) if lost > 0 else None
    codes = sorted(found.gone)
    if len(codes) == len(found.new) == 1:
        (new,) = found.new
        return _recoded(schema, codes[0], new, table.by_key.get(new))
    told = ", ".join(codes[:_CODES_TOLD]) + (", …" if len(codes) > _CODES_TOLD else "")
    message = Message("findings.rows-gone-codes", {"codes": told}, count=len(codes))
    return Remark("row-loss", message, _put_back(schema), Severity.NOTICE)


def _recoded(schema: Schema, gone: str, new: str, record: Record | None) -> Remark:
    """Ask whether a new code stands for the row whose code is gone."""
    values = {"code": gone, "new": new}
    return Remark(
        "row-loss",
        Message("findings.rows-recoded", values),
        Message("findings.rows-recoded-back", values),
        Severity.NOTICE,
        row=None if record is None else record.row,
        field=None if record is None else schema.primary_key[0],
    )


def _put_back(schema: Schema) -> Message:
    return Message("findings.rows-back", {"file": schema.file})
