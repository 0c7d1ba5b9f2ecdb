"""How the service itself stands: what left, what waits for a person, what is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from automations.engine.core.foresight import Foreseen


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail that waits for a person: its number, why it stands still, and what it is."""

    number: int
    state: str  # held, refused or in-doubt
    to: str
    subject: str
    sensitive: bool


@dataclass(frozen=True)
class Affairs:
    """What left in the last week by automation, what waits for a person, and the last plan."""

    sent: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    waiting: tuple[WaitingMail, ...] = ()
    foreseen: tuple[Foreseen, ...] | None = None  # None before the first run
