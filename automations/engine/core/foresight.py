"""Comparing what is planned now with what was planned before: what came, what went, what moved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from automations.engine.core.intents import Item, Mail

NOTE = "plan"  # the name of the note in the store that holds the last plan
Name = tuple[str, str, str, str]  # rule, row key, offset and recipient: the same thing, any day


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One thing that one person would be told on one day."""

    on: date
    automation: str
    rule: str
    key: str
    anchor: date | None
    offset: str
    to: str
    subject: str  # of the mail in which it would stand

    @property
    def name(self) -> Name:
        """What it is known by when its day changes."""
        return self.rule, self.key, self.offset, self.to

    @property
    def item(self) -> Item:
        """What it is remembered by once it is told."""
        return Item(self.rule, self.key, self.anchor, self.offset, self.to)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two plans, each in the order of its days."""

    added: tuple[Foreseen, ...]
    gone: tuple[Foreseen, ...]
    moved: tuple[tuple[Foreseen, Foreseen], ...]  # as it was, and as it is

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.added or self.gone or self.moved)


@dataclass(frozen=True)
class Recorded:
    """What was planned at the last run, and how far that plan reached."""

    at: datetime
    until: date
    foreseen: tuple[Foreseen, ...]


def foreseen(mails: Iterable[tuple[Mail, str]]) -> tuple[Foreseen, ...]:
    """Take mails with their subjects apart into what they would tell, in order."""
    found = [
        Foreseen(
            mail.on,
            mail.automation,
            item.rule,
            item.key,
            item.anchor,
            item.offset,
            item.recipient,
            subject,
        )
        for mail, subject in mails
        for item in mail.items
    ]
    return tuple(sorted(found, key=_order))


def difference(
    before: Sequence[Foreseen], now: Sequence[Foreseen], said: frozenset[Item], until: date
) -> Difference:
    """Compare two plans as far as both reach, `until` included.

    What was said meanwhile is not gone. The same thing on another day, or for another date, moved.
    """
    old = [one for one in before if one.on <= until and one.item not in said]
    new = [one for one in now if one.on <= until]
    same = {(one.item, one.on) for one in old} & {(one.item, one.on) for one in new}
    old = [one for one in old if (one.item, one.on) not in same]
    new = [one for one in new if (one.item, one.on) not in same]
    moved = []
    for one in list(new):
        was = next((other for other in old if other.name == one.name), None)
        if was is not None:
            moved.append((was, one))
            old.remove(was)
            new.remove(one)
    return Difference(tuple(new), tuple(old), tuple(moved))


def _order(one: Foreseen) -> tuple[date, str, str, str, str, str]:
    return one.on, one.automation, one.to, one.rule, one.key, one.offset


def record(told: Sequence[Foreseen], now: datetime, until: date) -> str:
    """Write a plan down, to compare the next one with."""
    data = {"at": now, "until": until, "foreseen": [asdict(one) for one in told]}
    return json.dumps(data, default=lambda moment: moment.isoformat())


def recorded(text: str | None) -> Recorded | None:
    """Read what was planned at the last run; None where nothing was, or it is in another form."""
    try:
        data = json.loads(text or "")
        told = tuple(_foreseen(one) for one in data["foreseen"])
        return Recorded(datetime.fromisoformat(data["at"]), date.fromisoformat(data["until"]), told)
    except (ValueError, KeyError, TypeError):
        return None


def _foreseen(data: dict[str, str]) -> Foreseen:
    days: dict[str, date | None] = {
        name: date.fromisoformat(data[name]) if data[name] else None for name in ("on", "anchor")
    }
    return Foreseen(**{**data, **days})  # type: ignore[arg-type]
