"""Checking again: what an earlier look found is used as long as what it was made of is the same.

A check goes in steps, and each step of each sheet is kept with what it was made of:

- read: one tab by itself. Made of that tab, so an edit reads that tab alone.
- linked: references and keys. Made of that tab and of those it refers to.
- searched: personal data. Made of that sheet, and of the names of people that the register holds.
- judged: conditions and rules. Made of that sheet and of every sheet that judging it looked at,
  which is noted while it happens: a row that follows a link looks at the sheet behind it. What
  asks for today is judged apart ("judged-today"), row by row, as soon as its answer may turn.
- told: findings with their owners. Made of the sheet, and of those that its owners stand in.

Objects are the same when they are one object: comparing a tab with another is for whoever reads
(`same_cells`). What is kept changes no outcome, only how long it takes. Whoever adds something to a
step that depends on more than this adds that to what the step is made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import eq, is_
from typing import Any, Literal, TypeVar

from automations.engine.core.grid import Cell, Columns, Tab, Unreadable, Workbook
from automations.engine.core.register import Record, Register, Table
from automations.engine.core.schema import Schemas

T = TypeVar("T")
Step = Literal[
    "read",
    "renamed",
    "linked",
    "names",
    "searched",
    "watched",
    "judged",
    "judged-today",
    "ruled",
    "register",
    "told",
    "all",
]


@dataclass(frozen=True, slots=True)
class _Kept:
    made_of: Mapping[str, object]  # compared as objects
    given: object  # compared by value
    outcome: Any


class Again:
    """What the last look found, by step and sheet. `made` counts what had to be made."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.made: Counter[tuple[Step, str]] = Counter()
        self._kept: dict[tuple[Step, str], _Kept] = {}
        self._schemas: Schemas | None = None

    def begin(self, schemas: Schemas) -> None:
        """Begin a look; with other schemas everything is made anew."""
        if schemas is not self._schemas:
            self._kept.clear()
            self._schemas = schemas

    def take(
        self,
        step: Step,
        sheet: str,
        made_of: Mapping[str, object],
        given: object,
        make: Callable[[], T],
    ) -> T:
        """Return the outcome of a step, made only when something it is made of is another."""
        kept = self._kept.get((step, sheet))
        if kept is None or kept.given != given or not _same(kept.made_of, made_of):
            kept = self._keep(step, sheet, _Kept(made_of, given, make()))
        outcome: T = kept.outcome
        return outcome

    def judged(  # noqa: PLR0913, PLR0917 - all that an outcome hangs on
        self,
        sheet: str,
        sheets: Mapping[str, object],
        register: Watched,
        given: object,
        make: Callable[[], Iterator[T]],
        step: Step = "judged",
    ) -> tuple[T, ...]:
        """Return what judging a sheet gives, made only when a sheet it looked at is another."""
        kept = self._kept.get((step, sheet))
        same = kept is not None and _within(kept.made_of, sheets)
        if kept is None or kept.given != given or not same:
            with register.watch() as seen:
                outcome = tuple(make())
            # What is not looked at today, as its answer of before still holds, was looked at then.
            before = kept.made_of if kept is not None and same else ()
            made_of = {name: sheets[name] for name in {sheet, *seen, *before}}
            kept = self._keep(step, sheet, _Kept(made_of, given, outcome))
        found: tuple[T, ...] = kept.outcome
        return found

    def _keep(self, step: Step, sheet: str, kept: _Kept) -> _Kept:
        self.made[step, sheet] += 1
        self._kept[step, sheet] = kept
        return kept


def _same(before: Mapping[str, object], now: Mapping[str, object]) -> bool:
    return before.keys() == now.keys() and _within(before, now)


def _within(before: Mapping[str, object], now: Mapping[str, object]) -> bool:
    return all(now.get(name) is source for name, source in before.items())


class Watched(Register):
    """A register that notes which sheets are looked at, by following links or by asking for one."""

    _seen: set[str] | None = None

    @contextmanager
    def watch(self) -> Iterator[set[str]]:
        """Note the sheets that are looked at meanwhile."""
        self._seen = set()
        try:
            yield self._seen
        finally:
            self._seen = None

    def __getitem__(self, name: str) -> Table:
        """Return the table of that sheet; raises KeyError."""
        self._note(name)
        return super().__getitem__(name)

    def __getattr__(self, name: str) -> Table:
        """Return the table of that sheet."""
        table = super().__getattr__(name)
        self._note(name)
        return table

    def follow(self, record: Record, name: str) -> Any:  # noqa: ANN401 - as Register
        """Return what `name` leads to from `record`."""
        if (link := self.schemas.links[record.sheet].get(name)) is not None:
            self._note(link[0])
        return super().follow(record, name)

    def _note(self, sheet: str) -> None:
        if self._seen is not None:
            self._seen.add(sheet)


def kept_where_same(
    before: Workbook | Unreadable | None, now: Workbook | Unreadable
) -> Workbook | Unreadable:
    """Return a workbook as it was read now, with the very objects of before where nothing changed.

    A workbook whose bytes are the same is the same; in another one the tabs are compared.
    """
    if before is now or not isinstance(before, Workbook) or not isinstance(now, Workbook):
        return before if before is not None and before == now else now
    if before.fingerprint and replace(now, tabs=before.tabs) == before:
        return before
    known = {tab.title: tab for tab in before.tabs}
    tabs = tuple(_kept_tab(known.get(tab.title), tab) for tab in now.tabs)
    same = len(tabs) == len(before.tabs) and all(map(is_, tabs, before.tabs))
    return before if same and replace(now, tabs=before.tabs) == before else replace(now, tabs=tabs)


def _kept_tab(before: Tab | None, now: Tab) -> Tab:
    if before is None or replace(now, rows=before.rows) != before:
        return now
    return before if same_cells(before.rows, now.rows) else now


def same_cells(before: Sequence[Sequence[Cell]], now: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether all cells are the same, in kind too: 1, 1.0 and TRUE are equal to Python."""
    if isinstance(before, Columns) and isinstance(now, Columns):
        before, now = before.columns, now.columns
    return before is now or (len(before) == len(now) and all(map(_same_row, before, now)))


def _same_row(before: Sequence[Cell], now: Sequence[Cell]) -> bool:
    return (
        len(before) == len(now)
        and all(map(eq, before, now))
        and all(map(is_, map(type, before), map(type, now)))
    )
