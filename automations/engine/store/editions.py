"""Approved editions of the newsletter: their mails byte for byte, until they are in the outbox."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from automations.engine.core.decision import brought
from automations.engine.core.intents import Freeze, Frozen, Mail
from automations.engine.ports import Finished
from automations.engine.store.database import Database
from automations.engine.store.models import edition_mails, editions

ABANDONED = timedelta(hours=1)  # after which an approval that broke off is cleared away


class Editions:
    """What was approved, and to whom it goes."""

    def __init__(self, database: Database) -> None:
        """Keep approvals in `database`."""
        self._database = database

    def approve(
        self,
        freeze: Freeze,
        parts: Iterable[Sequence[Finished]],
        page: tuple[str, str],
        now: datetime,
    ) -> None:
        """Keep the mails of an approval; the edition has it once the last part is there.

        `page` is the edition as anybody may see it, as HTML and as text. An earlier approval of the
        same edition is forgotten in the same moment.
        """
        batch = f"{now.timestamp():.0f}-{secrets.token_hex(8)}"
        for part in parts:
            rows = [_mail_row(finished, batch) for finished in part]
            with self._database.write() as connection:
                connection.execute(insert(edition_mails), rows)
        with self._database.write() as connection:
            _forget(connection, freeze.edition)
            connection.execute(insert(editions).values(_row(freeze, batch, page)))
            _clear(connection, now)

    def hurry(self, edition: str, day: date) -> None:
        """Let an approved edition go on `day`, whatever the sheet says."""
        with self._database.write() as connection:
            change = update(editions).where(editions.c.edition == edition)
            connection.execute(change.values(day=day, at_once=True))

    def all(self) -> Mapping[str, Frozen]:
        """Return every approved edition, by its code."""
        with self._database.read() as connection:
            return frozen_editions(connection)

    def finished(self, mail: Mail) -> Finished | None:
        """Return a mail as it was approved; None where it was not."""
        c = edition_mails.c
        query = (
            select(c.message_id, c.subject, c.not_before, c.bytes)
            .join(editions, editions.c.batch == c.batch)
            .where(editions.c.edition == mail.key[1], c.recipient == mail.to)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return row and Finished(mail, row.message_id, row.subject, row.bytes, row.not_before)

    def page(self, edition: str) -> tuple[str, str] | None:
        """Return an approved edition as anybody may see it: as HTML, and as text."""
        query = select(editions.c.page, editions.c.plain).where(editions.c.edition == edition)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return row and (row.page, row.plain)

    def forget(self, edition: str) -> None:
        """Forget an approval and its mails."""
        with self._database.write() as connection:
            _forget(connection, edition)


def frozen_editions(connection: Connection) -> Mapping[str, Frozen]:
    """Return every approved edition, by its code."""
    c, m = editions.c, edition_mails.c
    query = select(c.edition, m.recipient, m.brings).join(editions, c.batch == m.batch)
    addresses: dict[str, dict[str, str]] = {}
    for row in connection.execute(query.order_by(m.id)):
        addresses.setdefault(row.edition, {})[row.recipient] = row.brings
    return {
        row.edition: _frozen(row, addresses.get(row.edition, {}))
        for row in connection.execute(select(editions).order_by(c.edition))
    }


def _frozen(row: Row[Any], addresses: Mapping[str, str]) -> Frozen:
    return Frozen(
        row.edition,
        row.kind,
        row.approved_by,
        row.approved_on,
        row.day,
        row.fingerprint,
        row.subject,
        addresses,
        frozenset(json.loads(row.people)),
        row.at_once,
    )


def _row(freeze: Freeze, batch: str, page: tuple[str, str]) -> dict[str, object]:
    html, text = page
    return {
        "edition": freeze.edition,
        "batch": batch,
        "kind": freeze.kind,
        "approved_by": freeze.by,
        "approved_on": freeze.on,
        "day": freeze.day,
        "at_once": False,
        "fingerprint": freeze.fingerprint,
        "subject": freeze.subject,
        "people": json.dumps(sorted(freeze.people)),
        "page": html,
        "plain": text,
    }


def _mail_row(finished: Finished, batch: str) -> dict[str, object]:
    return {
        "batch": batch,
        "recipient": finished.mail.to,
        "message_id": finished.message_id,
        "subject": finished.subject,
        "not_before": finished.not_before,
        "brings": brought(finished.mail),
        "bytes": finished.content,
    }


def _forget(connection: Connection, edition: str) -> None:
    mine = select(editions.c.batch).where(editions.c.edition == edition)
    connection.execute(delete(edition_mails).where(edition_mails.c.batch.in_(mine)))
    connection.execute(delete(editions).where(editions.c.edition == edition))


def _clear(connection: Connection, now: datetime) -> None:
    """Clear away what approvals left behind that broke off, and not one that is under way."""
    used = select(editions.c.batch)
    batches = select(edition_mails.c.batch).where(edition_mails.c.batch.not_in(used)).distinct()
    since = (now - ABANDONED).timestamp()
    old = [one for one in connection.execute(batches).scalars() if float(one.split("-")[0]) < since]
    connection.execute(delete(edition_mails).where(edition_mails.c.batch.in_(old)))
