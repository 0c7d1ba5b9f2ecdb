"""A glance at a store: what a check compares with, read without what takes long to load.

`check` is asked often and by hand, and loading SQLAlchemy took a third of its time. This reads the
same four things from a SQLite file by plain SQL; a contract test holds it to what the store says.
Whatever it is not sure of, it leaves to the store, which has the words for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from automations.engine.core.approved_reports import (
    ApprovedFile,
    ApprovedReport,
    approved_report,
)
from automations.engine.core.checked import Heading, SheetLook, SignalLook
from automations.engine.core.refusals import Refused, refusal_kind
from automations.engine.store.versions import known_versions

_ENDED = (
    "SELECT lower(recipient), state, id, reason, reply_code, fault, changed_at FROM message"
    " WHERE state IN ('sent', 'refused') ORDER BY changed_at, id"
)
_SIGNALS = "SELECT key, received_on, status, returned_on, closed_on FROM signal_look"
_COLUMNS = "SELECT sheet, name, header, position FROM column_look"
_REPORTS = (
    "SELECT id, kind, period, made_on, approved_at, approved_by, account, gaps, origin, data"
    " FROM approved_report ORDER BY id"
)
_FILES = "SELECT report_id, sort, name, sha256 FROM approved_report_file ORDER BY id"
T = TypeVar("T")
_Row = tuple[str, str, int, str | None, int | None, str | None, str]


@dataclass(frozen=True)
class Glance:
    """What the store remembered at one moment."""

    signals: Mapping[str, SignalLook]
    rows: Mapping[str, int]
    looks: Mapping[str, SheetLook]
    ended: Mapping[str, _Row]  # the last mail to each address that arrived or was refused

    def signals_before(self) -> Mapping[str, SignalLook]:
        """Return what the last look at the signals saw."""
        return self.signals

    def rows_before(self) -> Mapping[str, int]:
        """Return how many rows each tab had at the last look that nobody had to judge."""
        return self.rows

    def looks_before(self) -> Mapping[str, SheetLook]:
        """Return what the last look saw of each tab."""
        return self.looks

    def refused(self, zone: ZoneInfo) -> Mapping[str, Refused]:
        """Return the addresses whose last mail was refused for good; days are those of `zone`."""
        found = {}
        for address, state, number, reason, code, fault, changed in self.ended.values():
            if state == "refused":
                at = datetime.fromisoformat(changed).replace(tzinfo=UTC).astimezone(zone)
                kind = refusal_kind(code, fault, reason or "")
                found[address] = Refused(kind, at.date(), number)
        return found


def glance(path: Path) -> Glance | None:
    """Look at the store; None where it is of another version, or cannot be read in this way."""
    return _at(
        path,
        lambda store: Glance(
            {row[0]: _signal(row) for row in store.execute(_SIGNALS)},
            dict(store.execute("SELECT sheet, rows FROM tab_look")),
            _looks(store),
            {row[0]: row for row in store.execute(_ENDED)},
        ),
    )


def glance_at_reports(path: Path) -> Sequence[ApprovedReport] | None:
    """Return every approved report, the oldest first, without the bytes; None as for a glance."""
    return _at(path, _reports)


def _at(path: Path, read: Callable[[sqlite3.Connection], T]) -> T | None:
    try:
        file = f"file:{quote(path.resolve().as_posix())}?mode=ro"
        with closing(sqlite3.connect(file, uri=True, isolation_level=None)) as store:
            store.execute("BEGIN")
            version = store.execute("SELECT version_num FROM alembic_version").fetchone()
            return read(store) if version == (known_versions()[-1],) else None
    except (sqlite3.Error, OSError, ValueError):
        return None


def _reports(store: sqlite3.Connection) -> Sequence[ApprovedReport]:
    files: dict[int, list[ApprovedFile]] = {}
    for number, sort, name, digest in store.execute(_FILES):
        files.setdefault(number, []).append(ApprovedFile(sort, name, digest))
    return [
        approved_report(
            *(kind, period, date.fromisoformat(made)),
            datetime.fromisoformat(at).replace(tzinfo=UTC),
            *texts,
            files=files.get(number, ()),
        )
        for number, kind, period, made, at, *texts in store.execute(_REPORTS)
    ]


def _signal(row: tuple[str, str | None, str | None, str | None, str | None]) -> SignalLook:
    _, received, status, returned, closed = row
    return SignalLook(_day(received), status, _day(returned), _day(closed))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _looks(store: sqlite3.Connection) -> Mapping[str, SheetLook]:
    columns: dict[str, dict[str, Heading]] = {}
    for sheet, name, header, position in store.execute(_COLUMNS):
        columns.setdefault(sheet, {})[name] = Heading(header, position)
    keys: dict[str, set[str]] = {}
    for sheet, key in store.execute("SELECT sheet, key FROM row_look"):
        keys.setdefault(sheet, set()).add(key)
    return {
        sheet: SheetLook(places, frozenset(keys.get(sheet, ())))
        for sheet, places in columns.items()
    }
