"""Asking a row: evaluating what a rule says over it, and saying which cell stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any, TypeVar

from jinja2 import TemplateRuntimeError

from automations.engine.core.absence import (
    CONTACTS,
    Hearer,
    cover_for,
    deputies_of,
    is_away,
    waits_for,
    without_covered,
)
from automations.engine.core.cannot_tell import CannotTellError, fault_at, place_of
from automations.engine.core.expressions import Expression, Path, Sentence, links_of
from automations.engine.core.findings import Message
from automations.engine.core.intents import History, Item
from automations.engine.core.periods import Period
from automations.engine.core.questions import LOOKS_AT, NAMES, questions
from automations.engine.core.register import Record, Register, is_active
from automations.engine.core.report_due import report_due
from automations.engine.core.schema import Field, Schema, Schemas
from automations.engine.core.settings import Settings
from automations.engine.core.today import Today
from automations.engine.core.workdays import Calendar, add_months

T = TypeVar("T")
FUNCTIONS = NAMES | {"active", "focal_points", "days", "working_days", "months", "date", "this"}
FOCAL_PERSON = "aandachtsfunctionaris"
SCHOOL = "onderwijs"  # a kind of organisation
# What an expression can end in, over whatever a sheet may hold: a blank, a date in the year 9999.
_FAILURES = (TypeError, AttributeError, ValueError, ArithmeticError, TemplateRuntimeError)
_UNCERTAIN = ("role", "active_from", "active_until")  # what decides whether a contact is active


@dataclass(frozen=True)
class Day:
    """Everything beside the row that decides what goes out on one day."""

    today: Today
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
        return {**self.settings.roles, **questions(self), **functions, "today": self.today}

    @cached_property
    def _once(self) -> dict[object, tuple[Any, date]]:
        return {}

    def once(self, what: object, make: Callable[[], T]) -> T:
        """Return what is worked out once on this day for all rows that ask for it."""
        known = self._once.get(what)
        if known is None:
            known = self._once[what] = self.today.asked(make)
        value: T = known[0]
        self.today.note(known[1])  # whoever asks hangs on the day as the first one did
        return value

    @cached_property
    def is_working(self) -> bool:
        """Whether today is worked."""
        return self.calendar.is_working(self.today.plain)

    @cached_property
    def schools_work(self) -> bool:
        """Whether today is worked at schools."""
        return self._school_calendar.is_working(self.today.plain)

    @property
    def report_due(self) -> tuple[Period, date]:
        """The half year that is accounted for next, and when its report is due."""
        make = partial(report_due, self.register, self.today, self.calendar)
        return self.once("report_due", make)

    @property
    def schools(self) -> frozenset[str]:
        """The addresses of people who belong to a school, and to nothing else."""
        return self.register.once("schools", self._schools)

    def _schools(self) -> frozenset[str]:
        found: dict[str, bool] = {}
        for table in (self.register.contacts, self.register.participants):
            for person in table:
                organisation = person.organisation
                if person.email and organisation is not None:
                    is_school = organisation.kind == SCHOOL
                    found[person.email] = found.get(person.email, True) and is_school
        return frozenset(address for address, is_school in found.items() if is_school)

    def calendar_of(self, address: str) -> Calendar:
        """Return the days on which somebody may get reminders: schools none in the holidays."""
        if not self.settings.school_holidays or address not in self.schools:
            return self.calendar
        return self._school_calendar

    @cached_property
    def _school_calendar(self) -> Calendar:
        return Calendar(self.calendar.free_days, self.settings.school_holidays)

    def had_enough(self, address: str, on: date) -> bool:
        """Tell whether somebody's month was full when a thing came, so that it may come now.

        It waited for the next month, and is as late as one may be from its first working day on.
        """
        late = timedelta(days=self.settings.catch_up_days)
        following = add_months(on.replace(day=1), 1)
        first = self.calendar_of(address).next_working(following)
        if self.today > first + late or self.settings.is_colleague(address):
            return False
        last = min(on + late, following - timedelta(days=1))
        had = sum(on.replace(day=1) <= one <= last for one in self._counted.get(address, ()))
        return had >= self.settings.monthly_cap

    @cached_property
    def _counted(self) -> Mapping[str, tuple[date, ...]]:
        """On which days people got mails that count for the monthly cap, by address."""
        found: dict[str, list[date]] = {}
        for address, _, on in self.history.capped:
            found.setdefault(address, []).append(on)
        return {address: tuple(days) for address, days in found.items()}

    @property
    def participations(self) -> Mapping[str, Sequence[Record]]:
        """The rows of participants by address."""
        return self.register.once("participations", self._participations)

    def _participations(self) -> Mapping[str, Sequence[Record]]:
        found: dict[str, list[Record]] = {}
        for one in self.register.participants:
            if one.email:
                found.setdefault(one.email, []).append(one)
        return found

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
                        raise CannotTellError(fault_at(self.register.schemas, contact, name))
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
        if not _is_sound(self.row, expression.links):
            self.refuse_faults(expression.paths)
        try:
            value = expression(self._names(expression.roots))
            bool(value)  # what follows a link that leads nowhere is undefined, and says so here
        except _FAILURES as error:
            raise CannotTellError(self.hole(expression.paths, expression.source)) from error
        return value

    def text(self, sentence: Sentence) -> str:
        """Render on one line; raises CannotTellError as `value` does."""
        return " ".join(self.lines(sentence).split())

    def lines(self, sentence: Sentence) -> str:
        """Render with its lines as they are; raises CannotTellError as `value` does."""
        self.refuse_faults(sentence.paths)
        try:
            return sentence(self._names({path[0] for path in sentence.paths}))
        except _FAILURES as error:
            raise CannotTellError(self.hole(sentence.paths, sentence.source)) from error

    def hearers(self, expression: Expression) -> tuple[Hearer, ...]:
        """Return whom an entry of `to` means today, and in whose place each of them hears it.

        A contact who is away is replaced by the active deputies of the organisation, and where
        there are none by the owner of the row; what is about themselves waits for them. Raises
        CannotTellError when it is nobody.
        """
        if expression.source == "owner":
            return tuple(Hearer(address) for address in self.owner())
        is_own = self.row.sheet == CONTACTS and ("email",) in expression.paths
        if is_own and is_away(self.row, self.day.today, self.day.register.schemas):
            raise CannotTellError(waits_for(self.row, self.day.today))
        if ("owner",) not in expression.paths and isinstance(value := self.value(expression), str):
            return (Hearer(value),)
        try:
            owner: tuple[str, ...] = self.owner()
        except CannotTellError:
            owner = ()
        named = replace(self, extra={**self.extra, "owner": owner})
        found: dict[str, Hearer] = {}
        for one in _hearers(self, named.value(expression), owner):
            if one.address not in found or one.cover is None:  # what is their own goes before
                found[one.address] = one
        if not found:
            raise CannotTellError(self.hole(expression.paths, expression.source))
        return tuple(found.values())

    def owner(self) -> tuple[str, ...]:
        """Return who owns the row: its owner column, else the role that its sheet names."""
        if self.schema.owner is not None:
            path = tuple(self.schema.owner.split("."))
            self.refuse_faults([path])
            value: Any = self.row
            for name in path:
                value = None if value is None else getattr(value, name)
            if value is not None:
                return (value,)
        found = self.day.settings.roles.get(self.schema.owner_role, ())
        if not found:
            raise CannotTellError(Message("rules.no-role", {"role": self.schema.owner_role}))
        return found

    def _names(self, roots: Iterable[str]) -> dict[str, object]:
        names: dict[str, object] = {}
        row, known = self.row, self.day.names
        schemas = self.day.register.schemas
        own, links = schemas[row.sheet].by_name, schemas.links[row.sheet]
        for root in roots:
            if root in self.extra:
                names[root] = self.extra[root]
            elif root == "this":  # the row itself, for a question about it
                names[root] = row
            elif root in own or root in links:
                names[root] = getattr(row, root)
            elif root in known:  # a function, or a role
                names[root] = known[root]
            elif hasattr(row, root):
                names[root] = getattr(row, root)
        return names

    def refuse_faults(self, paths: Collection[Path]) -> None:
        """Raise CannotTellError where a column on the way of one of `paths` has an error."""
        if _is_sound(self.row, links_of(paths)):
            return
        for path in sorted(paths):
            for record, column in _steps(self.row, path, self.day.register.schemas):
                if column.name in record.faults:
                    raise CannotTellError(
                        fault_at(self.day.register.schemas, record, column.name, self.row)
                    )

    def hole(self, paths: Collection[Path], source: str) -> Message:
        """Name the first column on the way that is empty."""
        for path in sorted(paths):
            for record, column in _steps(self.row, path, self.day.register.schemas):
                if record[column.name] in (None, ()):
                    return place_of("empty", self.day.register.schemas, record, column, self.row)
        if len(paths) == 1 and (role := next(iter(paths))[0]) == source:
            return Message("rules.no-role", {"role": role})
        return Message("rules.nothing", {"expression": source})


def sheets_used(paths: frozenset[Path], about: str, schemas: Schemas) -> tuple[str, ...]:
    """Return every sheet that a rule looks at, its own first."""
    found = {about: None}
    for path in sorted(paths):
        found |= dict.fromkeys(LOOKS_AT.get(path[0], ()))
        sheet = about
        for name in path:
            if name not in schemas.links[sheet]:
                break
            sheet = schemas.links[sheet][name][0]
            found[sheet] = None
    return tuple(found)


def _is_sound(row: Record, links: Iterable[Path]) -> bool:
    """Tell whether no row on the ways has an error in any column; nearly all have none."""
    if row.faults:
        return False
    for link in links:
        record: object = row
        for name in link:
            record = getattr(record, name, None)
            if not isinstance(record, Record):
                break
            if record.faults:
                return False
    return True


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
    return schema.by_link.get(name)


def _hearers(asked: Asked, value: object, owner: Sequence[str]) -> Iterator[Hearer]:
    day = asked.day
    if isinstance(value, str):
        yield Hearer(value)
    elif isinstance(value, Record):
        yield from _of_row(asked, value, owner)
    elif isinstance(value, tuple | list):
        contacts = [one for one in value if isinstance(one, Record) and one.sheet == CONTACTS]
        if len(contacts) == len(value):
            value = without_covered(contacts, day.today, day.register.schemas)
        for part in value:
            yield from _hearers(asked, part, owner)


def _of_row(asked: Asked, row: Record, owner: Sequence[str]) -> Iterator[Hearer]:
    """Find who hears what is meant for a linked row: its address, or whoever covers for it."""
    if row.sheet != CONTACTS:
        yield from map(Hearer, _address(asked, row))
        return
    day = asked.day
    cover, people = cover_for(row, day.today, day.register.schemas, day.active)
    addresses = [address for one in people for address in _address(asked, one)]
    if cover is not None and not people:
        addresses = list(owner)
        if not addresses:
            raise CannotTellError(waits_for(row, day.today))
    everybody = frozenset(filter(None, (row.email, *deputies_of(row), *owner)))
    for address in addresses:
        yield Hearer(address, cover, everybody.difference(addresses))


def _address(asked: Asked, row: Record) -> Iterator[str]:
    if "email" in row.faults:
        raise CannotTellError(fault_at(asked.day.register.schemas, row, "email", asked.row))
    if row.email:
        yield row.email
