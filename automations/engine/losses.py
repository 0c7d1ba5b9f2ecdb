"""Rows that a tab lost: what a run that was held for them keeps, and what approving it accepts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Protocol

from automations.engine.core.checked import SheetLook
from automations.engine.core.holds import gone_now, is_about_rows, looks_without
from automations.engine.runner import RunResult

ROWS, GONE = "rows-pending", "gone-pending"  # names of notes in the store


class Notes(Protocol):
    """Single facts by name."""

    def get(self, name: str) -> str | None:
        """Return a note, or None."""

    def put(self, name: str, value: str) -> None:
        """Write a note, over what was there."""


class Remembering(Protocol):
    """What the service remembers of rows."""

    @property
    def notes(self) -> Notes:
        """Return the notes."""

    def remember_rows(self, rows: Mapping[str, int]) -> None:
        """Remember how many rows each tab has."""

    def looks_before(self) -> Mapping[str, SheetLook]:
        """Return which rows each tab had."""

    def remember_looks(self, looks: Mapping[str, SheetLook]) -> None:
        """Remember which rows each tab has."""


def note_loss(store: Remembering, result: RunResult) -> None:
    """Keep what a person accepts who approves: the rows as they are now, and those that are gone.

    Only what is remembered already is named again: codes, and digests where a key is no code.
    """
    rows, gone = "", ""
    if is_about_rows(result.holds):
        lost = gone_now(store.looks_before(), result.checked)
        rows = json.dumps(dict(result.rows))
        gone = json.dumps({name: sorted(keys) for name, keys in lost.items()})
    store.notes.put(ROWS, rows)
    store.notes.put(GONE, gone)


def accept_loss(store: Remembering, rows: str) -> None:
    """Compare with what is left from now on, so that nothing tells of the loss any more."""
    gone = json.loads(store.notes.get(GONE) or "{}")
    store.remember_looks(looks_without(store.looks_before(), gone))
    store.remember_rows(json.loads(rows))
    store.notes.put(GONE, "")
    store.notes.put(ROWS, "")
