"""What the service remembers of its own doings: items, conditions, signals and runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, false, func, insert, select

from automations.engine.core.affairs import Affairs, WaitingMail
from automations.engine.core.checked import SignalLook
from automations.engine.core.digest import DIGESTS, UNCOUNTED
from automations.engine.core.foresight import NOTE, recorded
from automations.engine.core.intents import History, Item, Noticed, Unseen
from automations.engine.core.workdays import add_months
from automations.engine.ports import Run
from automations.engine.store.database import Database, insert_new
from automations.engine.store.desk import OWN_RULE
from automations.engine.store.editions import frozen_editions
from automations.engine.store.models import (
    approved_rules,
    message_items,
    messages,
    notes,
    noticed,
    runs,
    signal_looks,
    tab_looks,
)
from automations.engine.store.reports import approved_data


def history(database: Database) -> History:
    """Return what the core needs to know of the past."""
    c = message_items.c
    items = select(c.rule, c.key, c.anchor, c.offset, c.recipient)
    m = messages.c
    digests = select(m.recipient, m.template, m.on).where(m.template.in_(DIGESTS), ~m.urgent)
    counted = select(m.recipient, m.key, m.on).where(
        ~m.urgent, m.template.not_in(UNCOUNTED), m.state.not_in(("cancelled", "expired"))
    )
    reached = m.state.not_in(("refused", "cancelled", "expired"))
    written = select(m.recipient, m.transport).where(reached).distinct()
    of_rule = m.hold == OWN_RULE
    written = written.where(~((m.state == "held") & func.coalesce(of_rule, false())))
    approved = select(approved_rules)
    with database.read() as connection:
        newest = connection.execute(select(func.max(m.on))).scalar()
        if newest is not None:  # this month's, and last month's for what waits since then
            counted = counted.where(m.on >= add_months(newest.replace(day=1), -1))
        return History(
            items=frozenset(Item(*row) for row in connection.execute(items)),
            noticed={(row.rule, row.key): row.since for row in connection.execute(select(noticed))},
            digests=frozenset((row[0], row[1], row[2]) for row in connection.execute(digests)),
            approved=frozenset((row.rule, row.meaning) for row in connection.execute(approved)),
            unseen=_unseen(connection),
            capped=frozenset((row[0], row[1], row[2]) for row in connection.execute(counted)),
            written=frozenset(
                (row[0].lower(), row[1] or "") for row in connection.execute(written)
            ),
            editions=frozen_editions(connection),
            reports=approved_data(connection),
        )


def _unseen(connection: Connection) -> tuple[Unseen, ...]:
    """Return what waits because its rule is new."""
    m, c = messages.c, message_items.c
    query = (
        select(m.id, m.own_rule, m.meaning, m.recipient, m.key.label("name"), m.on)
        .add_columns(c.rule, c.key, c.anchor, c.offset, c.recipient.label("receiver"))
        .join(message_items, c.message_id == m.id)
        .where(m.state == "held", m.hold == OWN_RULE)
        .order_by(m.id, c.id)
    )
    found: dict[int, Unseen] = {}
    for row in connection.execute(query):
        item = Item(row.rule, row.key, row.anchor, row.offset, row.receiver)
        before = found.get(row.id)
        counted = row.recipient, row.name, row.on
        items = before.items | {item} if before else frozenset({item})
        found[row.id] = Unseen(row.own_rule, row.meaning, items, counted)
    return tuple(found.values())


def approve_rules(database: Database, rules: Iterable[tuple[str, str]], now: datetime) -> None:
    """Keep that a person saw what these rules do."""
    new = [{"rule": rule, "meaning": means, "approved_at": now} for rule, means in rules]
    if new:
        with database.write() as connection:
            c = approved_rules.c
            connection.execute(insert_new(connection, approved_rules, (c.rule, c.meaning)), new)


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


def affairs(database: Database, since: datetime) -> Affairs:
    """Return what left since a moment by automation, what waits for a person, and the last plan."""
    m = messages.c
    left = (m.state == "sent") & (m.sent_at >= since)
    sent = select(m.automation, func.count()).where(left).group_by(m.automation)
    waits = m.state.in_(("held", "refused", "in-doubt"))
    query = select(m.id, m.state, m.recipient, m.subject, m.sensitive).where(waits).order_by(m.id)
    plan = select(notes.c.value).where(notes.c.name == NOTE)
    with database.read() as connection:
        last = recorded(connection.execute(plan).scalar())
        return Affairs(
            {row[0]: row[1] for row in connection.execute(sent)},
            tuple(WaitingMail(*row) for row in connection.execute(query)),
            last.foreseen if last else None,
        )


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
