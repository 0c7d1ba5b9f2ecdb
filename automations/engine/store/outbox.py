"""The outbox: finished mails, claimed in two stages, so that none is lost and none goes out twice.

`claimed` → commit `handing-over` just before the bytes go → `sent`. A dead process's claim comes
back when its lease ends; what it was handing over is `in-doubt` and is never resent by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import compress
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from automations.engine.core.intents import Mail
from automations.engine.ports import Claimed, Ended, Finished, Hold
from automations.engine.store import reasons, statements
from automations.engine.store.database import Database, insert_new
from automations.engine.store.desk import Desk
from automations.engine.store.mark import Line, Mark
from automations.engine.store.models import STATES, contents, message_items, messages
from automations.engine.store.together import Together

LEASE = timedelta(minutes=5)  # longer than any transport waits for an answer
SOON = timedelta(seconds=1)  # within which no lease of minutes need be looked at again
AT_ONCE = 500  # mails in one commit: in between the store is free for others


@dataclass(frozen=True, slots=True)
class _HandOver:
    """One hand-over that is to be recorded, and how the one before it ended."""

    message: Claimed
    now: datetime
    transport: str
    ended: Ended | None


class Outbox(Desk):
    """The queue of finished mails; see `ports.Outbox`."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], mark: Mark | None = None
    ) -> None:
        """Keep mails in `database`; `clock` is the machine's, for leases and waits.

        `mark` follows every commit after which bytes may go.
        """
        super().__init__(database)
        self._clock = clock
        self._mark = mark
        self._hand_overs = Together(self._begin)
        self._tidied = datetime.min.replace(tzinfo=UTC), date.min

    def queue(self, mails: Sequence[Finished], now: datetime, *, hold: Hold | None = None) -> int:
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
        if self._mark:
            self._mark.force()
        machine = self._clock()
        moments = {"at": now, "machine": machine, "today": now.date()}
        claim = {"holder": holder, "lease": machine + LEASE, **moments}
        with self._database.write() as connection:
            if self._is_untidy(machine, now):
                if redo is not None:
                    connection.execute(statements.AGAIN, {"redo": redo, **moments})
                for tidy in (statements.DOUBT, statements.RECLAIM, statements.EXPIRE):
                    connection.execute(tidy, moments)
            rows: list[Row[Any]] = []
            for urgent in (True, False) if is_open else (True,):
                most = {"is_urgent": urgent, "most": limit - len(rows)}
                rows += connection.execute(statements.CLAIM, claim | most).all()
            theirs = contents.c.message_id.in_([row.id for row in rows])
            found = connection.execute(
                select(contents.c.message_id, contents.c.bytes).where(theirs)
            )
            texts = {row.message_id: row.bytes for row in found}
        rows = sorted(rows, key=lambda row: (not row.urgent, row.not_before, row.id))
        return [_claimed(row, holder, texts[row.id]) for row in rows]

    def _is_untidy(self, machine: datetime, now: datetime) -> bool:
        """Tell whether leases may have ended or a day begun: each claim looking would be dear."""
        seen, day = self._tidied
        is_untidy = now.date() != day or not seen <= machine < seen + SOON
        if is_untidy:
            self._tidied = machine, now.date()
        return is_untidy

    def handing_over(
        self, message: Claimed, now: datetime, transport: str, ended: Ended | None = None
    ) -> bool:
        """Record that the bytes go, and how the one before ended; False when the claim was lost.

        Threads that ask while a commit is under way share the next one. Raises StoreError when it
        cannot be recorded; the bytes may not go then, and the claim is as it was.
        """
        return self._hand_overs.ask(_HandOver(message, now, transport, ended))

    def _begin(self, asked: Sequence[_HandOver]) -> Sequence[bool]:
        """Record hand-overs in one commit, then the mark; say which of them may go."""
        machine, counted = self._clock(), None
        with self._database.write() as connection:
            run = self._database.run
            for one in asked:
                if one.ended:
                    run(connection, statements.END, _end(one.ended, machine))
            won = [
                run(connection, statements.BEGIN, _beginning(one, machine)) is not None
                for one in asked
            ]
            if self._mark and any(won):
                self._mark.make_ready()  # while all of it can still be taken back
                (counted,) = run(connection, statements.COUNT, {}) or (None,)
        if self._mark and counted is not None:
            try:
                self._mark.put(Line(counted, machine))
            except BaseException:
                self._take_back(compress(asked, won))
                raise
        return won

    def _take_back(self, asked: Iterable[_HandOver]) -> None:
        """Make hand-overs undone that surely did not happen; what ended before them stands."""
        with self._database.write() as connection:
            for one in asked:
                message = one.message
                connection.execute(
                    statements.UNDO,
                    {
                        "number": message.id,
                        "holder": message.holder,
                        "since": message.tried_since,
                    },
                )

    def settle(self, ended: Ended) -> None:
        """Record how a hand-over ended, also when it took longer than its lease."""
        with self._database.write() as connection:
            connection.execute(statements.END, _end(ended, self._clock()))

    def postpone(self, messages: Sequence[Claimed], now: datetime, wait: timedelta) -> None:
        """Give claimed messages back until `wait` is over."""
        until = self._clock() + wait
        with self._database.write() as connection:
            for one in messages:
                values = {"number": one.id, "holder": one.holder, "at": now, "next": until}
                connection.execute(statements.POSTPONE, values)

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
    connection: Connection, mails: Sequence[Finished], now: datetime, hold: Hold | None
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


def _fields(finished: Finished, now: datetime, hold: Hold | None) -> dict[str, object]:
    mail = finished.mail
    return {
        "key": _key(mail),
        "message_id": finished.message_id,
        "automation": mail.automation,
        "template": mail.template,
        "recipient": mail.to,
        "subject": finished.subject,
        "state": "waiting" if hold is None else "held",
        "reason": hold.reason if hold else None,
        "hold": hold.kind if hold else None,
        "on": mail.on,
        "not_before": finished.not_before,
        "expires": mail.expires,
        "sensitive": mail.sensitive,
        "urgent": mail.urgent,
        "created_at": now,
        "changed_at": now,
        "attempts": 0,
        "own_rule": mail.items[0].rule if mail.unseen else None,
        "meaning": mail.unseen or None,
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
        tried_since=row.tried_since,
    )


def _beginning(one: _HandOver, machine: datetime) -> dict[str, object]:
    return {
        "number": one.message.id,
        "holder": one.message.holder,
        "lease": machine + LEASE,
        "machine": machine,
        "at": one.now,
        "via": one.transport,
    }


def _end(ended: Ended, machine: datetime) -> dict[str, object]:
    return {
        "number": ended.message.id,
        "holder": ended.message.holder,
        "ended": ended.state,
        "at": ended.at,
        "why": ended.reason,
        "code": ended.code,
        "fault": ended.fault,
        "via": ended.transport,
        "machine": machine,
        "next": machine + ended.wait if ended.wait else None,
        "sent": ended.at if ended.state == "sent" else None,
    }
