"""One row of the tab Herinneringsregels, read: the rule that it asks for, or what is wrong with it.

A row is words from lists, and two texts; there is no language of formulas. What is typed in a cell
is only ever a value or a piece of text. The check and the compiler both read rows here, so that a
rule never does something else than its findings say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from typing import Any

from automations.engine.core.cells import Failure, fold, quotation
from automations.engine.core.conditions import Shape
from automations.engine.core.expressions import Path
from automations.engine.core.findings import Message, Severity
from automations.engine.core.moments import meant
from automations.engine.core.own_references import find_code
from automations.engine.core.register import Record, Register
from automations.engine.core.schema import Field, Kind, Schema, Schemas
from automations.engine.core.sending import Moments, Unread, read_moments
from automations.engine.core.settings import Settings
from automations.engine.core.values import reader

SHEET = "rules"
OWNER, FOCAL_POINTS = "relatiebeheerder", "aandachtsfunctionarissen"
ORGANISATIONS, ORGANISATION = "organisations", "organisation"  # the sheet, and a link to it
_IS, _IS_NOT, _EMPTY, _FILLED = "is", "is niet", "leeg", "gevuld"
_OF_TODAY = {"vóór vandaag": Shape.BEFORE_TODAY, "na vandaag": Shape.AFTER_TODAY}
_WITHOUT_VALUE = {_EMPTY: Shape.EMPTY, _FILLED: Shape.FILLED, **_OF_TODAY}
_BRACES = re.compile(r"\{([^{}]*)\}")
_CLOSE = 0.6


@dataclass(frozen=True, slots=True)
class Mistake:
    """What keeps a row from being a rule, by column; None where another check says so already.

    A warning keeps nothing from working. With `about` the value is one of that column, and is
    repeated only where that column's own would be.
    """

    column: str
    failure: Failure | None = None
    severity: Severity = Severity.ERROR
    about: Field | None = None


@dataclass(frozen=True, slots=True)
class Asks:
    """What must be so with one column of a row."""

    column: Field
    shape: Shape
    values: tuple[object, ...] = ()


class Whom(Enum):
    """How a recipient is found."""

    COLUMN = "column"
    OWNER = "owner"
    FOCAL_POINTS = "focal-points"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class To:
    """To whom it goes: a column of addresses or a role has a name."""

    whom: Whom
    name: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A column in a text; of a reference it is the name of the row behind it that is shown."""

    column: Field
    path: Path


Parts = tuple[str | Named, ...]


@dataclass(frozen=True)
class OwnRule:
    """A row that can be a rule."""

    name: str
    about: Schema
    when: tuple[Asks, ...]
    anchor: Field
    moments: Moments
    to: To
    subject: Parts
    text: Parts
    inside: bool  # what it shows is for colleagues only


def read_row(
    record: Record, register: Register, settings: Settings, taken: Collection[str] = ()
) -> tuple[OwnRule | None, tuple[Mistake, ...]]:
    """Read a row; `taken` are the names of rules that are there already.

    There is a rule only where nothing is wrong with the row, also by itself.
    """
    reading = _Reading(record, register, settings)
    rule = reading.rule(taken)
    return (None if reading.is_wrong else rule), tuple(reading.mistakes)


@dataclass
class _Reading:
    """Reads one row; what is wrong gathers in `mistakes`, at most one for each column."""

    record: Record
    register: Register
    settings: Settings
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Whether anything keeps the row from being a rule."""
        errors = any(one.severity is Severity.ERROR for one in self.mistakes)
        return errors or bool(self.record.faults)

    def rule(self, taken: Collection[str]) -> OwnRule | None:
        name, moments = self._typed("rule_id"), self._moments()
        if name and name in taken:
            self._wrong("rule_id", Failure("unique", "findings.rule-taken"))
        about = self._about()
        if about is None:
            return None
        asks = (self._asks("1", about), self._asks("2", about))
        anchor, to = self._anchor(about), self._to(about)
        shown = {name: self._parts(name, about, to) for name in ("subject", "text")}
        if moments is None or anchor is None or to is None or not all(shown.values()):
            return None
        when = tuple(one for one in asks if one is not None)
        parts = [part for one in shown.values() for part in one if isinstance(part, Named)]
        inside = any(part.column.personal or part.column.free_text for part in parts)
        return OwnRule(
            name,
            about,
            when,
            anchor,
            moments,
            to,
            shown["subject"],
            shown["text"],
            inside=inside and not _is_of_person(to, about),
        )

    def _typed(self, name: str) -> str:
        """Return the text of a column; empty where it is blank, has a mistake, or is not there."""
        value = self.record.values.get(name)
        return value if isinstance(value, str) else ""

    def _wrong(self, name: str, failure: Failure | None = None, about: Field | None = None) -> None:
        self.mistakes.append(Mistake(name, failure, about=about))

    def _about(self) -> Schema | None:
        """Find the tab; signals are for the case handlers, and a rule is no matter for a rule."""
        typed = self._typed("about")
        tabs = {fold(schema.title): schema for schema in self.register.schemas.sheets.values()}
        about = tabs.get(fold(typed))
        if about is None:
            self._wrong("about")
        elif about.sensitive or about.name == SHEET:
            self._wrong("about", Failure("list", "findings.own-about", known={"tab": about.title}))
            return None
        return about

    def _moments(self) -> Moments | None:
        typed = self._typed("send")
        read = read_moments(typed) if typed else None
        if isinstance(read, Moments):
            return read
        self._wrong("send", None if read is None else _unread(read))
        return None

    def _asks(self, which: str, about: Schema) -> Asks | None:
        """Read one of the two conditions; the second may be left out."""
        header, word = self._typed(f"column_{which}"), fold(self._typed(f"is_{which}"))
        typed = self._typed(f"value_{which}")
        if which == "2" and not (header or word or self._is_faulty("column_2", "is_2")):
            if typed:
                self._superfluous("value_2", "findings.value-alone")
            return None
        column = about.by_header.get(fold(header))
        if column is None or not word:
            self._wrong(f"is_{which}" if column else f"column_{which}")
            return None
        if column.sensitive:
            known = {"name": column.title}
            self._wrong(f"column_{which}", Failure("list", "findings.own-secret", known=known))
            return None
        if word in _OF_TODAY and column.kind is not Kind.DATE:
            known = {"name": column.title}
            self._wrong(f"is_{which}", Failure("list", "findings.is-dates", known=known))
            return None
        if word in _WITHOUT_VALUE:
            if typed:
                self._superfluous(f"value_{which}", "findings.value-unused", asked=word)
            return Asks(column, _WITHOUT_VALUE[word])
        return self._compared(f"value_{which}", column, typed, same=word == _IS)

    def _is_faulty(self, *names: str) -> bool:
        return any(name in self.record.faults for name in names)

    def _superfluous(self, name: str, entry: str, **known: object) -> None:
        """Tell of a value that does nothing; the rule does what it says without it."""
        failure = Failure("rule", entry, known=known)
        self.mistakes.append(Mistake(name, failure, Severity.WARNING))

    def _compared(self, name: str, column: Field, typed: str, *, same: bool) -> Asks | None:
        """Read the value that a column is compared with, as that column reads its own cells."""
        if not typed:
            if not self._is_faulty(name):
                known = {"name": column.title}
                self._wrong(name, Failure("required", "findings.value-wanted", known=known))
            return None
        if column.reference is not None:
            table = self.register[column.reference.sheet]
            if not table.readable:  # what is meant cannot be told now, and that is said elsewhere
                self._wrong(name)
                return None
            value: Any = find_code(table, column, typed)
        else:
            value = reader(column)(typed)
        if column.many and isinstance(value, tuple):
            value = value[0] if len(value) == 1 else Failure("list", "findings.value-one")
        if isinstance(value, Failure):
            is_said = bool(column.enum) and fold(typed) not in map(fold, column.enum)
            self._wrong(name, None if is_said else value, column)
            return None
        return Asks(column, _shape(column, value, same=same), (value,))

    def _anchor(self, about: Schema) -> Field | None:
        column = about.by_header.get(fold(self._typed("anchor")))
        if column is None or column.kind is not Kind.DATE:
            self._wrong("anchor")
            return None
        return column

    def _to(self, about: Schema) -> To | None:
        """Find to whom it goes: a word of our own, else a column, else a role."""
        word = fold(self._typed("to"))
        own = {OWNER: Whom.OWNER, FOCAL_POINTS: Whom.FOCAL_POINTS}.get(word)
        if own is not None:
            if has_organisation(about, self.register.schemas):
                return To(own)
            known = {"tab": about.title}
            self._wrong("to", Failure("list", "findings.to-no-organisation", known=known))
            return None
        column = about.by_header.get(word)
        if column is not None and column.kind is Kind.EMAIL:
            return To(Whom.COLUMN, column.name)
        role = next((name for name in self.settings.roles if fold(name) == word), None)
        if column is None and role is not None and self.settings.roles[role]:
            return To(Whom.ROLE, role)
        is_role = role is not None or word in map(fold, _also(self.register.schemas))
        empty = Failure("list", "findings.to-no-role") if column is None and is_role else None
        self._wrong("to", empty)
        return None

    def _parts(self, name: str, about: Schema, to: To | None) -> Parts:
        """Take a text apart at its braces; nothing else in it has a meaning."""
        typed = self._typed(name)
        if not typed:
            self._wrong(name)
            return ()
        parts: list[str | Named] = []
        for place, part in enumerate(_BRACES.split(typed)):
            if place % 2:
                found = self._named(part, about, to)
                if isinstance(found, Failure):
                    self._wrong(name, found)
                    return ()
                parts.append(found)
            elif "{" in part or "}" in part:
                self._wrong(name, Failure("pattern", "findings.braces"))
                return ()
            elif part:
                parts.append(part)
        return tuple(parts)

    def _named(self, header: str, about: Schema, to: To | None) -> Named | Failure:
        column = about.by_header.get(fold(header))
        if column is None:
            known = {"name": quotation(header), "tab": about.title}
            near = _nearest(header, about.by_header)
            return Failure("list", "findings.braces-column", known=known, suggestion=near)
        if to is not None and (entry := _unfit(column, to, about)):
            return Failure("rule", entry, known={"name": column.title})
        return Named(column, shown_path(column, self.register.schemas))


def has_organisation(about: Schema, schemas: Schemas) -> bool:
    """Tell whether each row of a tab belongs to one organisation, or is one."""
    link = schemas.links[about.name].get(ORGANISATION)
    return about.name == ORGANISATIONS or link == (ORGANISATIONS, False)


def shown_path(column: Field, schemas: Schemas) -> Path:
    """Return what a column shows in a text: a reference the name behind it, if that is nobody's."""
    reference = column.reference
    if reference is not None and not column.many:
        target = schemas[reference.sheet]
        label = target.label
        if label is not None and not (label.personal or label.sensitive or target.sensitive):
            return reference.link, label.name
    return (column.name,)


def _is_of_person(to: To, about: Schema) -> bool:
    """Tell whether it goes to the very person whom the row is about."""
    return to.whom is Whom.COLUMN and about.personal and about[to.name].personal


def _unfit(column: Field, to: To, about: Schema) -> str | None:
    """Say why a column must not stand in a mail to that recipient, where that is so.

    Free text stays inside the municipality. What is personal is for the person whom it is about,
    and for colleagues.
    """
    if column.sensitive:
        return "findings.own-secret"
    outside = to.whom is Whom.FOCAL_POINTS or (to.whom is Whom.COLUMN and about[to.name].personal)
    if outside and column.free_text:
        return "findings.braces-free"
    if outside and column.personal and not _is_of_person(to, about):
        return "findings.braces-personal"
    return None


def _shape(column: Field, value: object, *, same: bool) -> Shape:
    if column.kind is Kind.YES_NO:
        return Shape.TRUE if value is same else Shape.FALSE
    if column.many:
        return Shape.CONTAINS if same else Shape.CONTAINS_NOT
    return Shape.IS if same else Shape.IS_NOT


def _unread(read: Unread) -> Failure:
    """Say which moment cannot be read, and how it is written."""
    if not read.part:
        return Failure("pattern", "findings.send-order")
    known = {"part": quotation(read.part)}
    suggestion = meant(read.better) if read.better else None
    return Failure("pattern", "findings.send", known=known, suggestion=suggestion)


def _also(schemas: Schemas) -> tuple[str, ...]:
    """Return what the list of recipients offers beside columns."""
    offers = schemas[SHEET]["to"].offers if SHEET in schemas.sheets else None
    return offers.also if offers is not None else ()


def _nearest(named: str, columns: Mapping[str, Field]) -> Message | None:
    near = get_close_matches(fold(named)[:100], columns, n=1, cutoff=_CLOSE)
    return meant(f"{{{columns[near[0]].title}}}") if near else None


def rows_of(register: Register) -> Iterator[Record]:
    """Return the rows of the tab, where there is one."""
    if SHEET in register.schemas.sheets:
        yield from register[SHEET]
