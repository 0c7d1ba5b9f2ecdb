"""What the service remembers of its own doings: items, conditions, signals and runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, func, insert, select

from automations.engine.core.checked import SignalLook
from automations.engine.core.digest import DIGESTS
from automations.engine.core.intents import History, Item, Noticed
from automations.engine.ports import Run
from automations.engine.store.database import Database, insert_new
from automations.engine.store.models import (
    message_items,
    messages,
    noticed,
    runs,
    signal_looks,
    tab_looks,
)


def history(database: Database) -> History:
    """Return what the core needs to know of the past."""
    c = message_items.c
    items = select(c.rule, c.key, c.anchor, c.offset, c.recipient)
    m = messages.c
    digests = select(m.recipient, m.template, m.on).where(m.template.in_(DIGESTS), ~m.urgent)
    with database.read() as connection:
        return History(
            items=frozenset(Item(*row) for row in connection.execute(items)),
            noticed={(row.rule, row.key): row.since for row in connection.execute(select(noticed))},
            digests=frozenset((row[0], row[1], row[2]) for row in connection.execute(digests)),
        )


def remember(database: Database, seen: Iterable[Noticed]) -> None:
    """Keep since when conditions hold, the first day that was told; forget those that lapsed."""
    with database.write() as connection:
        for one in seen:
            if one.since is None:
                gone = (noticed.c.rule == one.rule) & (noticed.c.key == one.key)
                connection.execute(delete(noticed).where(gone))
            else:
                new = insert_new(connection, noticed, (noticed.c.rule, noticed.c.key))
                connection.execute(new.values(rule=one.rule, key=one.key, since=one.since))


def signals_before(database: Database) -> Mapping[str, SignalLook]:
    """Return what the last look at the signals saw."""
    with database.read() as connection:
        return {
            row.key: SignalLook(row.received_on, row.status, row.returned_on, row.closed_on)
            for row in connection.execute(select(signal_looks))
        }


def remember_signals(database: Database, looks: Mapping[str, SignalLook]) -> None:
    """Replace what the last look saw, so that a deleted signal is forgotten here too.

    Only for a look that saw the sheet: after an unreadable workbook there is nothing to replace.
    """
    rows = [
        {
            "key": key,
            "received_on": look.received_on,
            "status": look.status,
            "returned_on": look.returned_on,
            "closed_on": look.closed_on,
        }
        for key, look in looks.items()
    ]
    with database.write() as connection:
        connection.execute(delete(signal_looks))
        if rows:
            connection.execute(insert(signal_looks), rows)


def rows_before(database: Database) -> Mapping[str, int]:
    """Return how many rows each tab had at the last look that a person had nothing to say about."""
    with database.read() as connection:
        return {row.sheet: row.rows for row in connection.execute(select(tab_looks))}


def remember_rows(database: Database, rows: Mapping[str, int]) -> None:
    """Replace how many rows each tab has."""
    looks = [{"sheet": sheet, "rows": number} for sheet, number in rows.items()]
    with database.write() as connection:
        connection.execute(delete(tab_looks))
        if looks:
            connection.execute(insert(tab_looks), looks)


class Runs:
    """The runs of automations, for `status`."""

    def __init__(self, database: Database) -> None:
        """Keep runs in `database`."""
        self._database = database

    def record(self, run: Run) -> None:
        """Keep a run that ended."""
        with self._database.write() as connection:
            connection.execute(
                insert(runs).values(
                    automation=run.automation,
                    started_at=run.started,
                    finished_at=run.finished,
                    status=run.status,
                    messages=run.messages,
                    skipped=run.skipped,
                    error=run.error,
                )
            )

    def last(self) -> Mapping[str, Run]:
        """Return the last run of each automation, by its name."""
        latest = select(func.max(runs.c.id)).group_by(runs.c.automation)
        query = select(runs).where(runs.c.id.in_(latest)).order_by(runs.c.automation)
        with self._database.read() as connection:
            return {
                row.automation: Run(
                    row.automation,
                    row.started_at,
                    row.finished_at,
                    row.status,
                    row.messages,
                    row.skipped,
                    row.error,
                )
                for row in connection.execute(query)
            }
