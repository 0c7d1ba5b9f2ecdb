"""The outbox: finished mails, claimed in two stages, so that none is lost and none goes out twice.

`claimed` → commit `handing-over` just before the bytes go → `sent`. A dead process's claim comes
back when its lease ends; what it was handing over is `in-doubt` and is never resent by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from automations.engine.core.intents import Mail
from automations.engine.ports import Claimed, Ended, Finished
from automations.engine.store import reasons, statements
from automations.engine.store.database import Database, insert_new
from automations.engine.store.desk import Desk
from automations.engine.store.models import STATES, contents, message_items, messages

LEASE = timedelta(minutes=5)  # longer than any transport waits for an answer
AT_ONCE = 500  # mails in one commit: in between the store is free for others


class Outbox(Desk):
    """The queue of finished mails; see `ports.Outbox`."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Keep mails in `database`; `clock` is the machine's, for leases and waits."""
        super().__init__(database)
        self._clock = clock

    def queue(self, mails: Sequence[Finished], now: datetime, *, hold: str | None = None) -> int:
        """Record the mails that are new, and return how many were."""
        new = 0
        for start in range(0, len(mails), AT_ONCE):
            part = mails[start : start + AT_ONCE]
            with self._database.write() as connection:
                together = _record(connection, part, now, hold)
                if together is None:  # an item was known: find out whose
                    new += sum(_record(connection, [mail], now, hold) or 0 for mail in part)
                else:
                    new += together
        return new

    def claim(
        self,
        holder: str,
        now: datetime,
        limit: int = 50,
        *,
        redo: str | None = None,
        is_open: bool = True,
    ) -> Sequence[Claimed]:
        """Claim up to `limit` messages that may leave now, urgent and early ones first."""
        machine = self._clock()
        moments = {"at": now, "machine": machine, "today": now.date()}
        claim = {
            "most": limit,
            "is_open": is_open,
            "holder": holder,
            "lease": machine + LEASE,
            **moments,
        }
        with self._database.write() as connection:
            if redo is not None:
                connection.execute(statements.AGAIN, {"redo": redo, **moments})
            for tidy in (statements.DOUBT, statements.RECLAIM, statements.EXPIRE):
                connection.execute(tidy, moments)
            rows = connection.execute(statements.CLAIM, claim).all()
            theirs = contents.c.message_id.in_([row.id for row in rows])
            found = connection.execute(
                select(contents.c.message_id, contents.c.bytes).where(theirs)
            )
            texts = {row.message_id: row.bytes for row in found}
        rows = sorted(rows, key=lambda row: (not row.urgent, row.not_before, row.id))
        return [_claimed(row, holder, texts[row.id]) for row in rows]

    def handing_over(
        self, message: Claimed, now: datetime, transport: str, ended: Ended | None = None
    ) -> bool:
        """Record that the bytes go, and how the one before ended; False when the claim was lost."""
        machine = self._clock()
        begin = {
            "number": message.id,
            "holder": message.holder,
            "lease": machine + LEASE,
            "at": now,
            "via": transport,
        }
        with self._database.write() as connection:
            if ended:
                connection.execute(statements.END, _end(ended, machine))
            return connection.execute(statements.BEGIN, begin).scalar() is not None

    def settle(self, ended: Ended) -> None:
        """Record how a hand-over ended, also when it took longer than its lease."""
        with self._database.write() as connection:
            connection.execute(statements.END, _end(ended, self._clock()))

    def release(self, holder: str, now: datetime) -> None:
        """Give back what the holder claimed and did not begin."""
        with self._database.write() as connection:
            connection.execute(statements.RELEASE, {"holder": holder, "at": now})

    def counts(self) -> Mapping[str, int]:
        """Count the messages by state; a state without messages counts 0."""
        number = func.count().label("number")
        query = select(messages.c.state, number).group_by(messages.c.state)
        with self._database.read() as connection:
            found = {row.state: row.number for row in connection.execute(query)}
        return dict.fromkeys(STATES, 0) | found


def _record(
    connection: Connection, mails: Sequence[Finished], now: datetime, hold: str | None
) -> int | None:
    """Insert the mails whose key is new and return how many; None when an item is known."""
    by_key: dict[str, Finished] = {}
    for finished in mails:
        by_key.setdefault(_key(finished.mail), finished)
    fields = [_fields(finished, now, hold) for finished in by_key.values()]
    new = insert_new(connection, messages, (messages.c.key,))
    savepoint = connection.begin_nested()
    inserted = connection.execute(new.returning(messages.c.id, messages.c.key), fields).all()
    numbered = [(number, by_key[key]) for number, key in inserted]
    if not _record_items(connection, numbered):
        savepoint.rollback()
        return None
    if numbered:
        rows = [{"message_id": number, "bytes": one.content} for number, one in numbered]
        connection.execute(insert(contents), rows)
    savepoint.commit()
    return len(numbered)


def _key(mail: Mail) -> str:
    return json.dumps(mail.key, ensure_ascii=False)


def _fields(finished: Finished, now: datetime, hold: str | None) -> dict[str, object]:
    mail = finished.mail
    return {
        "key": _key(mail),
        "message_id": finished.message_id,
        "automation": mail.automation,
        "template": mail.template,
        "recipient": mail.to,
        "subject": finished.subject,
        "state": "waiting" if hold is None else "held",
        "reason": hold,
        "on": mail.on,
        "not_before": finished.not_before,
        "expires": mail.expires,
        "sensitive": mail.sensitive,
        "urgent": mail.urgent,
        "created_at": now,
        "changed_at": now,
        "attempts": 0,
    }


def _record_items(connection: Connection, numbered: Sequence[tuple[int, Finished]]) -> bool:
    """Insert the items of new mails; False when one of them is known."""
    rows = [row for number, finished in numbered for row in _items(number, finished.mail)]
    if not rows:
        return True
    c = message_items.c
    new = insert_new(connection, message_items, (c.rule, c.key, c.anchor, c.offset, c.recipient))
    return len(connection.execute(new.returning(c.id), rows).all()) == len(rows)


def _items(number: int, mail: Mail) -> Iterator[dict[str, object]]:
    """Give the items of a mail as rows, each once."""
    for item, (sheet, row, reason) in dict(zip(mail.items, _reasons(mail), strict=True)).items():
        yield {
            "message_id": number,
            "rule": item.rule,
            "key": item.key,
            "anchor": item.anchor,
            "offset": item.offset,
            "recipient": item.recipient,
            "sheet": sheet,
            "row": row,
            "reason": reason,
        }


def _reasons(mail: Mail) -> Iterator[tuple[str | None, int | None, str | None]]:
    """Give the sheet, row and reason of each item; a mail that gives none has none."""
    if not mail.reasons:
        yield from ((None, None, None) for _ in mail.items)
    for sheet, row, reason in mail.reasons:
        yield sheet, row, reasons.write(reason)


def _claimed(row: Row[Any], holder: str, content: bytes) -> Claimed:
    return Claimed(
        id=row.id,
        message_id=row.message_id,
        to=row.recipient,
        content=content,
        on=row.created_at,
        attempts=row.attempts,
        holder=holder,
    )


def _end(ended: Ended, machine: datetime) -> dict[str, object]:
    return {
        "number": ended.message.id,
        "holder": ended.message.holder,
        "ended": ended.state,
        "at": ended.at,
        "why": ended.reason,
        "code": ended.code,
        "next": machine + ended.wait if ended.wait else None,
        "sent": ended.at if ended.state == "sent" else None,
    }
