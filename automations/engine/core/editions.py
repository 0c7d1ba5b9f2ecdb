"""Approved editions of the newsletter: what was approved, and whether that still is what stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from automations.engine.core.register import Record

if TYPE_CHECKING:
    from automations.engine.core.intents import Frozen, History

NEWSLETTER = "newsletter"  # the rule under which it is remembered who got an edition
CHANGED = "newsletter-changed"  # and that an edition changed after its approval
STOPPED = "newsletter-stopped"  # or was approved, and cannot go as it is
BY_SHEET, BY_COMMAND = "sheet", "command"
_EDITION = ("kind", "send_on", "subject", "introduction")
_ITEM = ("position", "title", "body", "link", "link_text", "audience")


def fingerprint(edition: Record, items: Iterable[Record]) -> str:
    """Name what an edition says, and when; the same words always have the same name."""
    said = [[edition[name] for name in _EDITION]]
    said += [[item[name] for name in _ITEM] for item in items]
    text = json.dumps(said, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def got(history: History, edition: str) -> frozenset[str]:
    """Return the addresses for which an edition was put in the outbox, or left."""
    return frozenset(
        item.recipient for item in history.items if item.rule == NEWSLETTER and item.key == edition
    )


def leaves_on(frozen: Frozen, edition: Record) -> date:
    """Return the day on which an approved edition leaves.

    Whoever moves its day to a later one does not expect it on the earlier one any more.
    """
    moved: date | None = edition.send_on
    return frozen.day if frozen.at_once or moved is None else max(frozen.day, moved)


def editions_that(what: str, history: History) -> tuple[str, ...]:
    """Return the editions that are CHANGED, or STOPPED, as the last run saw them."""
    return tuple(sorted(key for rule, key in history.noticed if rule == what))
