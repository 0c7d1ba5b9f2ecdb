"""Transports for tests of what is around them."""

from __future__ import annotations

from typing import Self

from automations.engine.ports import Claimed


class Direct:
    """A transport without a connection, its own session; a test says what `hand_over` does."""

    name = "direct"
    repeatable = False
    lanes = 1

    def session(self) -> Self:
        """Return itself."""
        return self

    def offer(self, message: Claimed) -> None:
        """Want every message."""

    def withdraw(self) -> None:
        """Have nothing to take back."""

    def close(self) -> None:
        """Have nothing to close."""
