"""What people do with the outbox: look, approve, cancel, try again, and settle what is in doubt."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, or_, select, tuple_, update

from automations.engine.core.intents import Item
from automations.engine.ports import Hold, HoldKind
from automations.engine.store import reasons
from automations.engine.store.database import Database
from automations.engine.store.models import contents, message_items, messages
from automations.engine.store.records import Shown, State, StoredItem, StoredMessage

OWN_RULE: HoldKind = "own-rule"
BY_HAND: dict[str, object] = {
    "next_attempt_at": None,
    "claimed_by": None,
    "claimed_until": None,
    "tried_since": None,
}


class Desk:
    """The person's side of the outbox; each method returns the numbers that it changed."""

    def __init__(self, database: Database) -> None:
        """Work on the mails in `database`."""
        self._database = database

    def list(self, states: Collection[State] = ()) -> Sequence[StoredMessage]:
        """Return the mails in these states, or all, in the order in which they were queued."""
        query = select(messages).order_by(messages.c.id)
        if states:
            query = query.where(messages.c.state.in_(states))
        with self._database.read() as connection:
            return [_stored(row) for row in connection.execute(query)]

    def show(self, number: int) -> Shown | None:
        """Return one mail with its bytes, its items and their reasons."""
        items = select(message_items).where(message_items.c.message_id == number)
        held = select(contents.c.bytes).where(contents.c.message_id == number)
        with self._database.read() as connection:
            row = connection.execute(select(messages).where(messages.c.id == number)).first()
            if row is None:
                return None
            why = connection.execute(items.order_by(message_items.c.id)).all()
            text = connection.execute(held).scalar() or b""
        return Shown(_stored(row), text, tuple(_item(part) for part in why))

    def approve(
        self,
        numbers: Collection[int] | None,
        now: datetime,
        kinds: Collection[HoldKind] | None = None,
    ) -> Sequence[int]:
        """Let held mails go, all of them when `numbers` is None.

        With `kinds` only those go that are held for one of these reasons.
        """
        such = None if kinds is None else messages.c.hold.in_(kinds)
        return self._change(numbers, ("held",), "waiting", now, such, reason=None)

    def take_back(self, transport: str, hold: Hold, now: datetime) -> Sequence[int]:
        """Hold mails that were handed to `transport` only, as far as they are of use still.

        For a transport that keeps what it takes, as a folder does.
        """
        c = messages.c
        use = or_(c.expires.is_(None), c.expires >= now.date())
        such = and_(c.transport == transport, use)
        return self._change(None, ("sent",), "held", now, such, hold=hold.kind, reason=hold.reason)

    def hold_late(
        self, before: datetime, hold: Hold, now: datetime, kinds: Collection[HoldKind] = ()
    ) -> Sequence[int]:
        """Hold what might have left before a moment, and that nobody has touched since.

        That is what waits; with `kinds` it is what is held for one of these reasons.
        """
        c = messages.c
        such = and_(c.not_before < before, c.changed_at < before)
        states: tuple[State, ...] = ("waiting", "retry")
        if kinds:
            such, states = and_(such, c.hold.in_(kinds)), ("held",)
        return self._change(None, states, "held", now, such, hold=hold.kind, reason=hold.reason)

    def doubt_waiting(self, now: datetime, reason: str) -> Sequence[int]:
        """Put in doubt all that was to be sent, for a store that is older than what left."""
        return self._change(None, ("waiting", "retry", "claimed"), "in-doubt", now, reason=reason)

    def doubt_held(self, now: datetime, reason: str, kind: HoldKind, up_to: date) -> Sequence[int]:
        """Put in doubt what is held for a reason of this kind and was due by that day."""
        such = and_(messages.c.hold == kind, messages.c.on <= up_to)
        return self._change(None, ("held",), "in-doubt", now, such, reason=reason)

    def cancel(self, numbers: Collection[int], now: datetime) -> Sequence[int]:
        """Drop mails that nobody is handing over; their items do not come back either."""
        return self._change(numbers, ("waiting", "held", "retry", "refused"), "cancelled", now)

    def withdraw(
        self, rules: Collection[tuple[str, str]], now: datetime, reason: str
    ) -> Sequence[int]:
        """Cancel what is held for these rules, and forget its items and its name.

        It never left, so that the rule as it is now may say the same anew, also on the same day.
        """
        c = messages.c
        wanted = tuple_(c.own_rule, c.meaning).in_(sorted(rules))
        such = and_(c.hold == OWN_RULE, wanted)
        with self._database.write() as connection:
            held: tuple[State, ...] = ("held",)
            changed = self._apply(connection, None, held, "cancelled", now, such, reason=reason)
            return _forget(connection, changed)

    def take_out(self, numbers: Collection[int], now: datetime, reason: str) -> Sequence[int]:
        """Cancel mails that nobody is handing over, and forget their items and their names.

        They never left, so that the same may be said anew.
        """
        free: tuple[State, ...] = ("waiting", "held", "retry")
        with self._database.write() as connection:
            changed = self._apply(connection, numbers, free, "cancelled", now, reason=reason)
            return _forget(connection, changed)

    def retry(self, numbers: Collection[int] | None, now: datetime) -> Sequence[int]:
        """Try mails again now that were refused or wait for another attempt."""
        return self._change(numbers, ("retry", "refused"), "retry", now)

    def resolve(self, numbers: Collection[int], now: datetime, *, delivered: bool) -> Sequence[int]:
        """Take a person's word on mails in doubt: they arrived, or they are to be sent again."""
        if delivered:
            return self._change(numbers, ("in-doubt",), "sent", now, sent_at=now)
        return self._change(numbers, ("in-doubt",), "retry", now)

    def _change(
        self,
        numbers: Collection[int] | None,
        states: tuple[State, ...],
        to: State,
        now: datetime,
        such: ColumnElement[bool] | None = None,
        **also: object,
    ) -> Sequence[int]:
        with self._database.write() as connection:
            return self._apply(connection, numbers, states, to, now, such, **also)

    def _apply(  # noqa: PLR0913, PLR0917 - which mails, and what becomes of them
        self,
        connection: Connection,
        numbers: Collection[int] | None,
        states: tuple[State, ...],
        to: State,
        now: datetime,
        such: ColumnElement[bool] | None = None,
        **also: object,
    ) -> Sequence[int]:
        change = update(messages).where(messages.c.state.in_(states))
        if such is not None:
            change = change.where(such)
        if numbers is not None:
            change = change.where(messages.c.id.in_(numbers))
        change = change.values(state=to, changed_at=now, **BY_HAND, **also)
        return sorted(connection.execute(change.returning(messages.c.id)).scalars())


def _forget(connection: Connection, changed: Sequence[int]) -> Sequence[int]:
    """Forget what mails told, and what they were called."""
    c = messages.c
    for number in changed:
        one = select(c.key, c.message_id).where(c.id == number)
        key, name = connection.execute(one).one()
        used = json.dumps([*json.loads(key), "withdrawn", str(number)])
        renamed = {"key": used, "message_id": f"<withdrawn-{number}.{name.strip('<>')}>"}
        connection.execute(update(messages).where(c.id == number).values(**renamed))
        connection.execute(delete(message_items).where(message_items.c.message_id == number))
    return changed


def _stored(row: Row[Any]) -> StoredMessage:
    return StoredMessage(
        id=row.id,
        message_id=row.message_id,
        key=tuple(json.loads(row.key)),
        automation=row.automation,
        template=row.template,
        to=row.recipient,
        subject=row.subject,
        state=row.state,
        reason=row.reason,
        on=row.on,
        not_before=row.not_before,
        expires=row.expires,
        sensitive=row.sensitive,
        urgent=row.urgent,
        created=row.created_at,
        changed=row.changed_at,
        attempts=row.attempts,
        next_attempt=row.next_attempt_at,
        sent=row.sent_at,
        transport=row.transport,
        reply_code=row.reply_code,
        hold=row.hold,
        fault=row.fault,
        own_rule=row.own_rule,
        meaning=row.meaning,
    )


def _item(row: Row[Any]) -> StoredItem:
    item = Item(row.rule, row.key, row.anchor, row.offset, row.recipient)
    return StoredItem(item, row.sheet, row.row, reasons.read(row.reason) if row.reason else None)
