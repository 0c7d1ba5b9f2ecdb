"""Judging a condition over a linked row: yes, no, or not to be judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any

from jinja2 import UndefinedError

from automations.engine.core.checks.columns import is_empty
from automations.engine.core.expressions import Expression, Path
from automations.engine.core.register import Record, Register, Table, is_active
from automations.engine.core.schema import Schemas

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
        self._names: Mapping[str, Any] = {"today": today, "active": self._active}
        self._today = today
        self._known: dict[tuple[Expression, tuple[object, ...]], bool | None] = {}

    @property
    def register(self) -> Register:
        """The register that is looked at."""
        return self._register

    @property
    def schemas(self) -> Schemas:
        """The schemas of the sheets."""
        return self._register.schemas

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
            self._known[key] = self._asked(expression, record)
        return self._known[key]

    def alike(
        self, table: Table, asks: Sequence[Expression], column: str
    ) -> Sequence[Sequence[Record]]:
        """Return the rows without an error in `column`, those together for which `asks` are alike.

        Whatever day it is, they get the same answer: they have the same in `column` and in all that
        is asked for. It is worked out once for a register.
        """
        for sheet in _sheets_on(asks, table.schema.name, self.schemas):
            self._register[sheet]  # whoever watches is to know that it is looked at
        key = ("alike", table.schema.name, column, *asks)
        known = self._register.memo.get(key)
        if not isinstance(known, tuple):
            known = self._register.memo[key] = tuple(self._grouped(table, asks, column))
        return known

    def _grouped(
        self, table: Table, asks: Sequence[Expression], column: str
    ) -> Iterator[Sequence[Record]]:
        paths = sorted({(column,)}.union(*(one.paths for one in asks)) - {("today",)})
        groups: dict[tuple[object, ...], list[Record]] = {}
        for record in table:
            if column in record.faults:
                continue
            seen = self._seen(record, paths)
            groups.setdefault((record.row,) if seen is None else seen, []).append(record)
        yield from groups.values()

    def _seen(self, record: Record, paths: Sequence[Path]) -> tuple[object, ...] | None:
        """Return what a condition can see of a row; None where that is more than plain values."""
        seen: list[object] = []
        for path in paths:
            state, here = _State.FILLED, record
            for name in path:
                if isinstance(here, Record) and state == _State.FILLED:
                    state, here = self._step(here, name)
            if type(here) not in _PLAIN:
                return None
            seen += (state, type(here), here)
        return tuple(seen)

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
        column = next(
            (
                column.name
                for column in schemas[record.sheet].fields
                if column.reference is not None and column.reference.link == name
            ),
            None,
        )
        if column in record.faults or not self._register[sheet].readable:
            return _State.UNSURE, None
        there = getattr(record, name)
        if many or there is not None:
            return _State.FILLED, there
        typed = None if column is None else record[column]
        return _State.EMPTY if typed is None else _State.UNSURE, None


def _sheets_on(asks: Sequence[Expression], sheet: str, schemas: Schemas) -> Iterator[str]:
    """Yield the sheets that the paths of conditions lead to."""
    for path in {path for one in asks for path in one.paths}:
        here = sheet
        for name in path:
            if name not in schemas.links[here]:
                break
            here = schemas.links[here][name][0]
            yield here
