"""Judging a condition over a linked row: yes, no, or not to be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any, TypeVar

from jinja2 import UndefinedError

from automations.engine.core.checks.columns import is_empty
from automations.engine.core.expressions import Expression, Path
from automations.engine.core.register import Record, Register, is_active
from automations.engine.core.schema import Schemas
from automations.engine.core.today import Today

T = TypeVar("T")
_PLAIN = frozenset({str, int, float, bool, date, time, Decimal, type(None)})
_UNCERTAIN = frozenset({"role", "active_from", "active_until"})  # what makes a contact active


class _UnsureError(Exception):
    """It cannot be told: a linked row that decides has a mistake."""


class _State(Enum):
    FILLED = 1
    EMPTY = 2
    UNSURE = 3  # faulty, or in a sheet that cannot be read


class Judge:
    """Judges the conditions that schemas put on rows, as they hold today.

    A condition sees the row's columns and links, `today`, and `active(contacts, role)`: those of
    `contacts` that are active today, in that role when it is given.
    """

    def __init__(self, register: Register, today: date) -> None:
        """Look at that register, on that day."""
        self._register = register
        self._today = Today.of(today)
        self._names: Mapping[str, Any] = {"today": self._today, "active": self._active}
        self._known: dict[tuple[Expression, tuple[object, ...]], tuple[bool | None, date]] = {}
        self._kept: dict[Record, tuple[date, date, tuple[Any, ...]]]
        self._kept = register.once("judged", dict)

    @property
    def register(self) -> Register:
        """The register that is looked at."""
        return self._register

    @property
    def schemas(self) -> Schemas:
        """The schemas of the sheets."""
        return self._register.schemas

    def kept(
        self, records: Iterable[Record], judge: Callable[[Record], Iterable[T]]
    ) -> Iterator[T]:
        """Yield what judging rows gives; each is judged again once that may be something else.

        What it gave is kept with the register, so rows must be asked for one thing only.
        """
        today, kept = self._today.plain, self._kept
        for record in records:
            known = kept.get(record)
            if known is None or not known[0] <= today < known[1]:
                found, turn = self._today.asked(partial(_all, judge, record))
                known = kept[record] = (today, turn, found)
            if known[2]:
                yield from known[2]

    def _active(self, contacts: tuple[Record, ...], role: str | None = None) -> list[Record]:
        if any(_UNCERTAIN & contact.faults for contact in contacts):
            raise _UnsureError
        return [
            contact
            for contact in contacts
            if is_active(contact, self._today) and (role is None or role in contact.role)
        ]

    def __call__(self, expression: Expression, record: Record) -> bool | None:
        """Tell whether it holds; None where a column that it uses is empty or faulty.

        A column that the condition asks about being empty may be.
        """
        for path in expression.paths:
            state = self._state(record, path)
            if state == _State.UNSURE:
                return None
            if state == _State.EMPTY and path not in expression.may_be_empty:
                return None
        # Most rows hold the same few values: what was answered for them once is the answer.
        values = self._values(record, expression)
        if values is None:
            return self._asked(expression, record)
        key = (expression, values)
        if key not in self._known:
            self._known[key] = self._today.asked(lambda: self._asked(expression, record))
        answer, turn = self._known[key]
        self._today.note(turn)
        return answer

    def _values(self, record: Record, expression: Expression) -> tuple[object, ...] | None:
        """Return all that an expression looks at; None where that is more than plain values."""
        values: list[object] = []
        for path in sorted(expression.paths):
            if path == ("today",):
                continue
            here: Any = record
            for name in path:
                if not isinstance(here, Record):
                    return None
                here = getattr(here, name, None)
            if type(here) not in _PLAIN:
                return None
            values.append((type(here), here))
        return tuple(values)

    def _asked(self, expression: Expression, record: Record) -> bool | None:
        names = {path[0]: self._value(record, path[0]) for path in expression.paths}
        try:
            return bool(expression(names))
        except (
            _UnsureError,
            TypeError,
            UndefinedError,
        ):  # something empty is compared, or followed, inside
            return None

    def _value(self, record: Record, name: str) -> Any:  # noqa: ANN401 - any cell type, or a link
        return self._names[name] if name in self._names else getattr(record, name, None)

    def _state(self, record: Record, path: Path) -> _State:
        if path[0] in self._names:
            return _State.FILLED
        here: Any = record
        for name in path:
            if not isinstance(here, Record):
                return _State.FILLED
            state, here = self._step(here, name)
            if state != _State.FILLED:
                return state
        return _State.FILLED

    def _step(self, record: Record, name: str) -> tuple[_State, Any]:
        """Take one step of a path: a column, a link to one row, or a link to many."""
        schemas = self._register.schemas
        if name in record.faults:
            return _State.UNSURE, None
        if name in schemas[record.sheet].by_name:
            value = record[name]
            return _State.EMPTY if is_empty(value) else _State.FILLED, value
        if name not in schemas.links[record.sheet]:
            return _State.FILLED, None
        sheet, many = schemas.links[record.sheet][name]
        leads = schemas[record.sheet].by_link.get(name)
        column = None if leads is None else leads.name
        if column in record.faults or not self._register[sheet].readable:
            return _State.UNSURE, None
        there = getattr(record, name)
        if many or there is not None:
            return _State.FILLED, there
        typed = None if column is None else record[column]
        return _State.EMPTY if typed is None else _State.UNSURE, None


def _all(judge: Callable[[Record], Iterable[T]], record: Record) -> tuple[T, ...]:
    return tuple(judge(record))
