"""Whole numbers under sums: find a solution near to one that is known.

Bounds are narrowed until nothing changes, and what stays open is tried, nearest to the known
numbers first. The search has a limit. What it finds is proved; what it does not find may exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, inf

_TRIES = 6  # values of one number that are tried
_LIMIT = 20  # choices in one search
_SWEEPS = 4  # how often a row may narrow the bounds again, on average


@dataclass(frozen=True, slots=True)
class Row:
    """A sum of numbers, each with its factor of 1 or -1, and the bounds that it lies within."""

    terms: tuple[tuple[int, int], ...]
    low: float = 0
    high: float = 0


@dataclass(frozen=True, slots=True)
class Domain:
    """The bounds of a number; one with a `gap` is nought, or lies from `gap` up."""

    low: int
    high: int
    gap: int = 0

    def holds(self, value: int) -> bool:
        """Tell whether the number may have this value."""
        return self.low <= value <= self.high and not 0 < value < self.gap


class NoAnswerError(Exception):
    """The search ended at its limit, without a solution and without a proof that there is none."""


class Solver:
    """Rows and domains, narrowed once, for many questions."""

    def __init__(self, rows: Sequence[Row], domains: Sequence[Domain], near: Sequence[int]) -> None:
        """Take what holds, and the numbers to stay near to."""
        self._domains = domains
        self._near = near
        self._low = [domain.low for domain in domains]
        self._high = [domain.high for domain in domains]
        self.spent = 0  # choices made in all searches
        self._left = 0
        self._rows = [(row.terms, row.low, row.high) for row in rows]
        self._index()
        self._possible = self._narrow(self._low, self._high, range(len(self._rows)))
        if self._possible:
            self._rows = [self._open_part(*row) for row in self._rows]
            self._rows = [row for row in self._rows if row[0]]
            self._index()

    def solve(self, wanted: Mapping[int, int]) -> list[int] | None:
        """Find numbers that fit, with the `wanted` values at their places.

        Returns None where there is no solution; raises NoAnswerError where the limit is reached.
        """
        low, high = self._low.copy(), self._high.copy()
        rows: list[int] = []
        for place, value in wanted.items():
            if not low[place] <= value <= high[place] or not self._domains[place].holds(value):
                return None
            low[place] = high[place] = value
            rows += self._of[place]
        self._left = _LIMIT
        return self._search(low, high, rows) if self._possible else None

    def _index(self) -> None:
        self._of: list[list[int]] = [[] for _ in self._domains]
        for number, (terms, _, _) in enumerate(self._rows):
            for place, _ in terms:
                self._of[place].append(number)

    def _open_part(
        self, terms: tuple[tuple[int, int], ...], low: float, high: float
    ) -> tuple[tuple[tuple[int, int], ...], float, float]:
        """Leave the numbers that are known out of a row."""
        known = sum(f * self._low[place] for place, f in terms if self._is_known(place))
        left = tuple(term for term in terms if not self._is_known(term[0]))
        return left, low - known, high - known

    def _is_known(self, place: int) -> bool:
        return self._low[place] == self._high[place]

    def _search(self, low: list[int], high: list[int], rows: Iterable[int]) -> list[int] | None:
        if not self._narrow(low, high, rows):
            return None
        guess = self._guess(low, high)
        row = self._broken(guess)
        if row is None:
            return guess
        place, values = self._choices(row, guess, low, high)
        for value in values[:_TRIES]:
            self._left -= 1
            self.spent += 1
            if self._left < 0:
                raise NoAnswerError
            below, above = low.copy(), high.copy()
            below[place] = above[place] = value
            found = self._search(below, above, self._of[place])
            if found is not None:
                return found
        if len(values) > _TRIES:
            raise NoAnswerError
        return None

    def _guess(self, low: Sequence[int], high: Sequence[int]) -> list[int]:
        return [
            value
            if below <= value <= above and not 0 < value < domain.gap
            else _nearest(domain, value, below, above)
            for value, below, above, domain in zip(
                self._near, low, high, self._domains, strict=True
            )
        ]

    def _broken(self, guess: Sequence[int]) -> int | None:
        for number, (terms, low, high) in enumerate(self._rows):
            total = 0
            for place, factor in terms:
                total += factor * guess[place]
            if total < low or total > high:
                return number
        return None

    def _choices(
        self, row: int, guess: Sequence[int], low: Sequence[int], high: Sequence[int]
    ) -> tuple[int, list[int]]:
        """Choose an open number of a row that does not fit, and its values, the likely ones first.

        A few more than are tried, where there are more.
        """
        terms, least, most = self._rows[row]
        total = sum(factor * guess[place] for place, factor in terms)
        short = floor(least - total if total < least else most - total)
        best = (True, inf, 0, 0)
        for place, factor in terms:
            if low[place] < high[place]:
                wish = guess[place] + factor * short
                fits = low[place] <= wish <= high[place] and self._domains[place].holds(wish)
                best = min(best, (not fits, high[place] - low[place], place, wish))
        _, width, place, wish = best
        if width is inf:
            raise NoAnswerError
        domain = self._domains[place]
        near = self._near[place]
        around = {
            each + far
            for each in (low[place], high[place], near, wish)
            for far in range(-_TRIES, _TRIES + 1)
        }
        values = [each for each in around if low[place] <= each <= high[place]]
        values.sort(key=lambda value: (abs(value - wish), abs(value - near), value))
        return place, list(filter(domain.holds, values))

    def _narrow(self, low: list[int], high: list[int], rows: Iterable[int]) -> bool:
        """Narrow the bounds to what the rows leave; False where nothing is left."""
        todo = list(rows)
        waiting = set(todo)
        left = _SWEEPS * len(self._rows) + len(todo)
        while todo and left:
            left -= 1
            number = todo.pop()
            waiting.discard(number)
            changed = self._narrow_by(*self._rows[number], low, high)
            if changed is None:
                return False
            for place in changed:
                for other in self._of[place]:
                    if other not in waiting and other != number:
                        waiting.add(other)
                        todo.append(other)
        return True

    def _narrow_by(
        self,
        terms: tuple[tuple[int, int], ...],
        low_sum: float,
        high_sum: float,
        low: list[int],
        high: list[int],
    ) -> list[int] | None:
        least = most = 0
        for place, factor in terms:
            if factor > 0:
                least += low[place]
                most += high[place]
            else:
                least -= high[place]
                most -= low[place]
        if least > high_sum or most < low_sum:
            return None
        up = high_sum - least  # how much each number may take the sum up from its least
        down = most - low_sum
        changed = []
        for place, factor in terms:
            below, above = low[place], high[place]
            width = above - below
            if width <= up and width <= down:
                continue
            more, less = (up, down) if factor > 0 else (down, up)
            if width > more:
                high[place] = below + floor(more)
            if width > less:
                low[place] = above - floor(less)
            if not self._leave_gap(place, low, high):
                return None
            changed.append(place)
        return changed

    def _leave_gap(self, place: int, low: list[int], high: list[int]) -> bool:
        gap = self._domains[place].gap
        if 0 < low[place] < gap:
            low[place] = gap
        if 0 < high[place] < gap:
            high[place] = 0
        return low[place] <= high[place]


def _nearest(domain: Domain, value: int, low: int, high: int) -> int:
    """Return the value of a number that is nearest to `value`, within bounds that leave one."""
    value = min(max(value, low), high)
    if not 0 < value < domain.gap:
        return value
    return domain.gap if high >= domain.gap and (low > 0 or 2 * value > domain.gap) else 0
