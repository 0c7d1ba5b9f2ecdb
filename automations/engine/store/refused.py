"""Addresses whose last mail was refused for good, for the finding at their cell."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from automations.engine.core.refusals import Refused, refusal_kind
from automations.engine.store.database import Database
from automations.engine.store.models import messages


def refused(database: Database, zone: ZoneInfo) -> Mapping[str, Refused]:
    """Return the refused addresses, in lower case; days are those of `zone`.

    An address that took a later mail is well again, and so is one whose mail a person let go again
    or dropped.
    """
    c = messages.c
    address = func.lower(c.recipient).label("address")
    ended = select(address, c.state, c.id, c.reason, c.reply_code, c.fault, c.changed_at)
    ended = ended.where(c.state.in_(("sent", "refused"))).order_by(c.changed_at, c.id)
    with database.read() as connection:
        last = {row.address: row for row in connection.execute(ended)}
    return {
        address: Refused(
            refusal_kind(row.reply_code, row.fault, row.reason or ""),
            row.changed_at.astimezone(zone).date(),
            row.id,
        )
        for address, row in last.items()
        if row.state == "refused"
    }
