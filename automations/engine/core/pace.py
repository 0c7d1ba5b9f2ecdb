"""How fast mail may leave: so many a minute in all, and so many a minute to one domain."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

MINUTE = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Wait:
    """A limit was reached: after so many seconds there is room, for everybody or this domain."""

    seconds: float
    everybody: bool


@dataclass
class Pace:
    """Counts what left in the last minute; without a limit it counts nothing.

    Times are seconds of a clock that never goes back. Not safe for several threads by itself.
    """

    per_minute: int | None = None
    per_domain: int | None = None
    _left: deque[float] = field(default_factory=deque)
    _left_to: dict[str, deque[float]] = field(default_factory=dict)

    def take(self, address: str, at: float) -> Wait | None:
        """Take room for one mail to `address`; None when there was room, else nothing is taken."""
        domain = address.rpartition("@")[2].lower()
        if wait := _until_room(self._left, self.per_minute, at):
            return Wait(wait, everybody=True)
        to_domain = self._left_to.setdefault(domain, deque())
        if wait := _until_room(to_domain, self.per_domain, at):
            return Wait(wait, everybody=False)
        if self.per_minute is not None:
            self._left.append(at)
        if self.per_domain is not None:
            to_domain.append(at)
        return None


def _until_room(left: deque[float], limit: int | None, at: float) -> float:
    """Return after how many seconds fewer than `limit` lie within a minute; 0 when that is now."""
    while left and left[0] <= at - MINUTE:
        left.popleft()
    if limit is None or len(left) < limit:
        return 0.0
    return min(left[0] + MINUTE - at, MINUTE)  # a sum of floats may come out a hair too long
