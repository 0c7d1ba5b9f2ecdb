"""What a period must hide: small counts, totals of them, and what would give them away.

A year hides what one of its halves hides: with the report of the other half it could be worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from automations.engine.core.figures.registry import FigureSpec, Outcome, TableSpec
from automations.engine.core.periods import Period
from automations.engine.core.register import Register
from automations.engine.core.suppression import (
    Division,
    Hide,
    hidden_cells,
    is_hidden,
    is_small,
)


@dataclass(frozen=True, slots=True)
class _Secrets:
    """What one period hides: labels of lines by table, and the counts that must hide with them."""

    lines: Mapping[str, frozenset[str]]
    totals: frozenset[str]


class Hiding:
    """Decides what stays hidden, with all tables in view; each period is worked out once."""

    def __init__(self, tables: tuple[TableSpec, ...], register: Register) -> None:
        """Take the tables whose parts could be worked out from each other."""
        self._families: dict[str, list[TableSpec]] = {}
        for table in tables:
            if table.divides is not None:
                self._families.setdefault(table.divides.id, []).append(table)
        self._register = register
        self._known: dict[Period, _Secrets] = {}

    def lines(self, spec: TableSpec, period: Period) -> frozenset[str]:
        """Return the labels of the lines that a table hides in a period."""
        return self._secrets(period).lines.get(spec.id, frozenset())

    def figure(self, spec: FigureSpec, outcome: Outcome, period: Period) -> Hide | None:
        """Say how a figure of a period is hidden; None where it is shown.

        Only a count that hides for its own sake may be written as "<5": in any other case that
        would tell more than that it is hidden.
        """
        if self._goes_with_another(spec, outcome, period):
            return Hide.AVERAGE
        if not is_hidden(spec.hide, part=outcome.part, whole=outcome.whole):
            return Hide.AVERAGE if self._half_hides(spec, period) else None
        return spec.hide if spec.part_of is None else Hide.AVERAGE

    def _goes_with_another(self, spec: FigureSpec, outcome: Outcome, period: Period) -> bool:
        totals = self._secrets(period).totals
        if spec.id in totals:
            return True
        if spec.part_of is None:
            return False
        whole = spec.part_of.compute(self._register, period)
        return spec.part_of.id in totals or is_small(whole.part - outcome.part)

    def _half_hides(self, spec: FigureSpec, period: Period) -> bool:
        return spec.hide is Hide.COUNT and any(
            self.figure(spec, spec.compute(self._register, half), half) is not None
            for half in period.halves()
        )

    def _secrets(self, period: Period) -> _Secrets:
        if period not in self._known:
            self._known[period] = self._work_out(period)
        return self._known[period]

    def _work_out(self, period: Period) -> _Secrets:
        lines: dict[str, frozenset[str]] = {}
        totals: set[str] = set()
        for name, tables in self._families.items():
            computed = [table.compute(self._register, period).lines for table in tables]
            divisions = []
            for table, parts in zip(tables, computed, strict=True):
                assert table.divides is not None  # noqa: S101 - only such tables are in a family
                whole = table.divides.compute(self._register, period).part
                counts = tuple(int(line.values[0]) for line in parts)
                rest = whole - sum(counts)
                divisions.append(Division(counts, rest, exact=not table.overlapping))
            for table, parts, hidden in zip(tables, computed, hidden_cells(divisions), strict=True):
                lines[table.id] = frozenset(parts[place].label for place in hidden)
            if any(division.has_small for division in divisions):
                totals.add(name)
        for half in map(self._secrets, period.halves()):
            totals |= half.totals
            lines = {table: places | half.lines[table] for table, places in lines.items()}
        return _Secrets(lines, frozenset(totals))
