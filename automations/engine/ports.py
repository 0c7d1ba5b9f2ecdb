"""The few things that the core needs from outside, as small protocols; adapters fill them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.core.intents import Mail


class WorkbookSource(Protocol):
    """Where a workbook comes from: a file today, a Google or SharePoint link later."""

    def read(self, name: str, location: str) -> Workbook | Unreadable:
        """Take the workbook `name` as it stands now at `location`; never raises for bad content."""


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """Return this moment, in the configured zone."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A mail as the bytes that will leave, made before it is queued."""

    mail: Mail
    message_id: str  # with its angle brackets
    subject: str
    content: bytes
    not_before: datetime  # the start of the window in which it may leave, in UTC


class Renderer(Protocol):
    """Turns a mail into finished bytes."""

    def render(self, mail: Mail) -> Finished:
        """Render `mail`; the same mail always gives the same bytes on the same day."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process has claimed for hand-over."""

    id: int
    message_id: str
    to: str
    content: bytes
    on: datetime  # when it was queued, in UTC


class TransportError(Exception):
    """A hand-over that failed. `permanent` decides: stop, or try again later."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        """Say what went wrong, in the words of the other side."""
        super().__init__(message)
        self.permanent = permanent


class Transport(Protocol):
    """Takes finished bytes to where they go."""

    def hand_over(self, message: Claimed) -> None:
        """Hand one message over; raises TransportError."""


class Outbox(Protocol):
    """The queue of finished mails; the one place that knows what was sent."""

    def queue(self, mails: Sequence[Finished], now: datetime, *, hold: str | None = None) -> int:
        """Record mails with their items, each in one transaction, and return how many were new.

        A mail whose key, or any of whose items, is recorded already is left out whole. With `hold`
        the mails wait for a person's approval, for that reason.
        """

    def claim(self, holder: str, now: datetime, limit: int = 50) -> Sequence[Claimed]:
        """Claim messages that may leave now; each can be claimed once until its lease ends."""

    def handing_over(self, message: Claimed, holder: str) -> bool:
        """Record, just before the bytes go, that they go; False when the claim was lost."""

    def settle(
        self, message: Claimed, state: str, now: datetime, reason: str | None = None
    ) -> None:
        """Record how it ended: sent, retry or refused."""
