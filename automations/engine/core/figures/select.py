"""Choosing the rows that a figure counts, without ever losing one in silence.

A row is counted when every condition holds. Where a cell that a condition needs holds an error,
the row is left out with that reason, unless another condition already says that it would not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from automations.engine.core.figures.registry import LeftOut
from automations.engine.core.register import Record, Register


@dataclass(frozen=True, slots=True)
class Where:
    """One condition on one value: a column, or one of a linked row as in `training.held_on`."""

    path: str
    test: Callable[[Any], bool]
    empty: bool = False  # the test is also asked about an empty cell


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows to count, and those that could not be judged."""

    rows: tuple[Record, ...]
    left_out: tuple[LeftOut, ...]
    readable: bool = True

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)


def where(path: str, *values: object) -> Where:
    """Ask that a value is one of `values`."""
    wanted = frozenset(values)
    return Where(path, wanted.__contains__)


def when(path: str, test: Callable[[Any], bool]) -> Where:
    """Ask that a filled value passes `test`; an empty one does not."""
    return Where(path, test)


def maybe(path: str, test: Callable[[Any], bool]) -> Where:
    """Ask that a value passes `test`, which is also given an empty one, as None."""
    return Where(path, test, empty=True)


def select(
    register: Register, sheet: str, *conditions: Where, needs: Iterable[str] = ()
) -> Selection:
    """Choose the rows of `sheet` that meet every condition.

    `needs` are the columns that the figure reads beside its conditions: a row in which one of them
    is empty or wrong is left out. So is a row whose key is wrong or not there, as it might be
    counted twice.
    """
    table = register[sheet]
    if not table.readable:
        return Selection((), (LeftOut(sheet, 0, "", "unreadable"),), readable=False)
    rows, left_out = [], []
    for record in chain(table, table.keyless):
        verdict = _judge(register, record, conditions, tuple(needs))
        if verdict is True:
            rows.append(record)
        elif isinstance(verdict, LeftOut):
            left_out.append(verdict)
    return Selection(tuple(rows), tuple(left_out))


def _judge(
    register: Register, record: Record, conditions: Iterable[Where], needs: Iterable[str]
) -> bool | LeftOut:
    doubt = _key_fault(register, record)
    for condition in conditions:
        found = _follow(register, record, condition.path)
        if isinstance(found, LeftOut):
            doubt = doubt or found
        elif not _holds(condition, found):
            return False
    if doubt is not None:
        return doubt
    for column in needs:
        found = _follow(register, record, column)
        if isinstance(found, LeftOut):
            return found
        if found is None:
            first, dot, _ = column.partition(".")
            named = _column_of(register, record, first) if dot else first
            return LeftOut(record.sheet, record.row, named, "empty")
    return True


def _holds(condition: Where, value: object) -> bool:
    return (condition.empty or value is not None) and condition.test(value)


def _key_fault(register: Register, record: Record) -> LeftOut | None:
    for column in register.schemas[record.sheet].primary_key:
        if column in record.faults or not record.key:
            return LeftOut(record.sheet, record.row, column, "key")
    return None


def _follow(register: Register, record: Record, path: str) -> object:
    """Return what `path` leads to, or why it cannot be known; the row named is the first one's."""
    *links, column = path.split(".")
    at = record
    for link in links:
        reference = _column_of(register, at, link)
        first = reference if at is record else _column_of(register, record, links[0])
        if reference in at.faults:
            return LeftOut(record.sheet, record.row, first, "fault")
        if at[reference] is None:
            return None
        linked = getattr(at, link)
        if linked is None:
            return LeftOut(record.sheet, record.row, first, "reference")
        at = linked
    if column in at.faults:
        return LeftOut(at.sheet, at.row, column, "fault")
    return at[column]


def _column_of(register: Register, record: Record, link: str) -> str:
    sheet = record.sheet

    def find() -> str:
        return next(
            column.name
            for column in register.schemas[sheet].fields
            if column.reference is not None and column.reference.link == link
        )

    return register.once(("column", sheet, link), find)
