"""Asking a row: evaluating what a rule says over it, and saying which cell stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from jinja2 import TemplateRuntimeError

from automations.engine.core.expressions import Expression, Path, Sentence
from automations.engine.core.findings import Message
from automations.engine.core.intents import History, Item
from automations.engine.core.register import Record, Register, is_active
from automations.engine.core.schema import Field, Schema, Schemas
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar, add_months

FUNCTIONS = frozenset({"active", "focal_points", "days", "working_days", "months", "date"})
FOCAL_PERSON = "aandachtsfunctionaris"
# What an expression can end in, over whatever a sheet may hold: a blank, a date in the year 9999.
_FAILURES = (TypeError, AttributeError, ValueError, ArithmeticError, TemplateRuntimeError)
_UNCERTAIN = ("role", "active_from", "active_until")  # what decides whether a contact is active


class CannotTellError(Exception):
    """A row does not say enough; `reason` names the cell that stands in the way."""

    def __init__(self, reason: Message) -> None:
        """Carry the reason."""
        super().__init__(reason.id)
        self.reason = reason


@dataclass(frozen=True)
class Day:
    """Everything beside the row that decides what goes out on one day."""

    today: date
    register: Register
    history: History
    settings: Settings
    calendar: Calendar

    @cached_property
    def said(self) -> Mapping[tuple[str, str], tuple[Item, ...]]:
        """What was said before, by rule and row."""
        found: dict[tuple[str, str], list[Item]] = {}
        for item in self.history.items:
            found.setdefault((item.rule, item.key), []).append(item)
        return {place: tuple(items) for place, items in found.items()}

    @cached_property
    def names(self) -> Mapping[str, object]:
        """What an expression may use beside columns."""
        functions: dict[str, Callable[..., object]] = {
            "active": self.active,
            "focal_points": lambda organisation: self.active(organisation.contacts, FOCAL_PERSON),
            "days": lambda count: timedelta(days=count),
            "working_days": self.calendar.add_working_days,
            "months": add_months,
            "date": date,
        }
        return {**self.settings.roles, **functions, "today": self.today}

    def active(self, contacts: Sequence[Record], role: str | None = None) -> tuple[Record, ...]:
        """Return those of `contacts` that are active today and have that role.

        Raises CannotTellError where there is none, but one with an error in it might be.
        """
        certain = tuple(
            contact
            for contact in contacts
            if is_active(contact, self.today)
            and (role is None or ("role" not in contact.faults and role in contact.role))
        )
        if not certain:
            for contact in contacts:
                for name in _UNCERTAIN:
                    if name in contact.faults:
                        raise CannotTellError(_fault(self.register.schemas, contact, name))
        return certain


@dataclass(frozen=True)
class Asked:
    """One row, asked on one day; `extra` are names that only this question has."""

    row: Record
    day: Day
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def schema(self) -> Schema:
        """The row's sheet."""
        return self.day.register[self.row.sheet].schema

    def value(self, expression: Expression) -> object:
        """Evaluate; raises CannotTellError where a column that it uses has an error or is empty."""
        self._refuse_faults(expression.paths)
        try:
            return expression(self._names(expression.paths))
        except _FAILURES as error:
            raise CannotTellError(self.hole(expression.paths, expression.source)) from error

    def text(self, sentence: Sentence) -> str:
        """Render on one line; raises CannotTellError as `value` does."""
        self._refuse_faults(sentence.paths)
        try:
            return " ".join(sentence(self._names(sentence.paths)).split())
        except _FAILURES as error:
            raise CannotTellError(self.hole(sentence.paths, sentence.source)) from error

    def addresses(self, expression: Expression) -> tuple[str, ...]:
        """Return whom an entry of `to` means; raises CannotTellError when that is nobody."""
        if expression.source == "owner":
            return self.owner()
        try:
            owner: tuple[str, ...] = self.owner()
        except CannotTellError:
            owner = ()
        named = replace(self, extra={**self.extra, "owner": owner})
        found = tuple(dict.fromkeys(_addresses(self, named.value(expression))))
        if not found:
            raise CannotTellError(self.hole(expression.paths, expression.source))
        return found

    def owner(self) -> tuple[str, ...]:
        """Return who owns the row: its owner column, else the role that its sheet names."""
        if self.schema.owner is not None:
            path = tuple(self.schema.owner.split("."))
            self._refuse_faults([path])
            value: Any = self.row
            for name in path:
                value = None if value is None else getattr(value, name)
            if value is not None:
                return (value,)
        found = self.day.settings.roles.get(self.schema.owner_role, ())
        if not found:
            raise CannotTellError(Message("rules.no-role", {"role": self.schema.owner_role}))
        return found

    def _names(self, paths: Collection[Path]) -> dict[str, object]:
        names: dict[str, object] = {}
        for root in {path[0] for path in paths}:
            if root in self.extra:
                names[root] = self.extra[root]
                continue
            try:
                names[root] = getattr(self.row, root)
            except AttributeError:  # a function, or a name that the loader would have refused
                if root in self.day.names:
                    names[root] = self.day.names[root]
        return names

    def _refuse_faults(self, paths: Collection[Path]) -> None:
        for path in sorted(paths):
            for record, column in _steps(self.row, path, self.day.register.schemas):
                if column.name in record.faults:
                    raise CannotTellError(
                        _fault(self.day.register.schemas, record, column.name, self.row)
                    )

    def hole(self, paths: Collection[Path], source: str) -> Message:
        """Name the first column on the way that is empty."""
        for path in sorted(paths):
            for record, column in _steps(self.row, path, self.day.register.schemas):
                if record[column.name] in (None, ()):
                    return _place("empty", self.day.register.schemas, record, column, self.row)
        if len(paths) == 1 and (role := next(iter(paths))[0]) == source:
            return Message("rules.no-role", {"role": role})
        return Message("rules.nothing", {"expression": source})


def sheets_used(paths: frozenset[Path], about: str, schemas: Schemas) -> tuple[str, ...]:
    """Return every sheet that a rule looks at, its own first."""
    found = {about: None}
    for path in sorted(paths):
        sheet = about
        for name in path:
            if name not in schemas.links[sheet]:
                break
            sheet = schemas.links[sheet][name][0]
            found[sheet] = None
    return tuple(found)


def _steps(row: Record, path: Path, schemas: Schemas) -> Iterator[tuple[Record, Field]]:
    """Go along a path: at each step the row and the column that is read there."""
    record: object = row
    for name in path:
        if not isinstance(record, Record):
            return
        column = _column(schemas[record.sheet], name)
        if column is not None:
            yield record, column
        elif name not in schemas.links[record.sheet]:
            return  # a function or a role
        record = getattr(record, name)


def _column(schema: Schema, name: str) -> Field | None:
    """Find the column that a name reads: its own, or the reference behind a link."""
    if name in schema.by_name:
        return schema[name]
    return next((column for column in schema.fields if _leads(column, name)), None)


def _leads(column: Field, name: str) -> bool:
    return column.reference is not None and column.reference.link == name


def _fault(schemas: Schemas, record: Record, name: str, seen_from: Record | None = None) -> Message:
    return _place("fault", schemas, record, schemas[record.sheet][name], seen_from)


def _place(
    what: str, schemas: Schemas, record: Record, column: Field, seen_from: Record | None
) -> Message:
    """Name a cell, and its tab and row where it is not in the row itself."""
    if record is seen_from:
        return Message(f"rules.{what}", {"column": column.title})
    tab = schemas[record.sheet].title
    return Message(
        f"rules.{what}-elsewhere", {"column": column.title, "tab": tab, "row": str(record.row)}
    )


def _addresses(asked: Asked, value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Record):
        if "email" in value.faults:
            raise CannotTellError(_fault(asked.day.register.schemas, value, "email", asked.row))
        yield from _addresses(asked, value.email)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _addresses(asked, part)
