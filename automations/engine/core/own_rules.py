"""Reminder rules of the coordinator's own: a row of the tab Herinneringsregels becomes a rule.

It is the very same kind of rule as one from a file, and is evaluated by the same code. Nothing that
is typed in a cell is ever compiled: a condition is one of a dozen functions with a value, and a
text is put together from its parts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from automations.engine.core.cells import fold, squeeze
from automations.engine.core.conditions import Condition, Shape
from automations.engine.core.expressions import (
    Expression,
    Path,
    Sentence,
    compile_expression,
    plain_sentence,
)
from automations.engine.core.findings import Message
from automations.engine.core.intents import History, Skipped
from automations.engine.core.markdown_text import as_markdown
from automations.engine.core.own_rows import (
    ORGANISATIONS,
    SHEET,
    Asks,
    Named,
    OwnRule,
    Parts,
    To,
    Whom,
    read_row,
    rows_of,
)
from automations.engine.core.register import Record, Register
from automations.engine.core.rules import FAMILY, Phrases, Repeat, Rule
from automations.engine.core.schema import Kind
from automations.engine.core.settings import Settings

_BLANK = (None, "", ())
_WITHOUT_CASE = (Kind.TEXT, Kind.MARKDOWN)
_TODAY: Path = ("today",)
Say = Callable[[object], str]


@dataclass(frozen=True)
class OwnRules:
    """The rules of the tab at one look, and the names of active rows that are none for now."""

    rules: tuple[Rule, ...] = ()
    broken: frozenset[str] = frozenset()
    readable: bool = True

    @property
    def meanings(self) -> Mapping[str, str]:
        """What each rule means."""
        return {rule.name: rule.meaning for rule in self.rules}


def own_rules(  # noqa: PLR0913, PLR0917 - what a rule is compiled from
    register: Register,
    settings: Settings,
    phrases: Phrases,
    say: Say,
    language: str = "nl",
    taken: Collection[str] = (),
) -> OwnRules:
    """Compile the active rows without a mistake; `say` puts values into words.

    A row with a mistake does nothing, and is a finding at its cell. `taken` are names of rules from
    files. What was compiled is kept with the register, for all who ask.
    """
    basis = (settings, language, frozenset(taken))
    known = register.memo.get("own-rules")
    if isinstance(known, tuple) and known[0] == basis and isinstance(known[1], OwnRules):
        return known[1]
    found: dict[str, Rule] = {}
    broken = set[str]()
    for record in _wanted(register):
        row, _ = read_row(record, register, settings, taken)
        if row is None:
            broken.add(record.key)
        else:
            found[row.name] = _rule(row, phrases, say)
    readable = SHEET in register.schemas.sheets and register[SHEET].readable
    own = OwnRules(tuple(found.values()), frozenset(broken), readable)
    register.memo["own-rules"] = (basis, own)
    return own


def not_running(register: Register, settings: Settings, today: date) -> Iterator[Skipped]:
    """Say of each active row that is no rule, because something in it is wrong, at which column."""
    for record in _wanted(register):
        rule, mistakes = read_row(record, register, settings)
        if rule is None:
            wrong = {one.column for one in mistakes} | record.faults
            first = next(one for one in register[SHEET].schema.fields if one.name in wrong)
            why = Message("rules.own-not", {"column": first.title})
            yield Skipped(today, record.key, SHEET, record.row, why)


def up_to_date(history: History, own: OwnRules) -> History:
    """Leave out what waits for a person and was made by a rule that says something else by now.

    It never left, and does not leave any more: the rule says it anew. What waits of a row that has
    a mistake for now stays.
    """
    gone = [one for one in history.unseen if is_superseded(one.rule, one.meaning, own)]
    if not gone:
        return history
    return history.without(gone)


def is_superseded(rule: str, meaning: str, own: OwnRules) -> bool:
    """Tell whether a rule means something else by now, or is there no more."""
    return own.readable and rule not in own.broken and own.meanings.get(rule) != meaning


def _wanted(register: Register) -> Iterator[Record]:
    """Return the rows that are to do something: also where it cannot be read whether they are."""
    for record in rows_of(register):
        if record.key and (record.active or "active" in record.faults):
            yield record


def _rule(row: OwnRule, phrases: Phrases, say: Say) -> Rule:
    return Rule(
        name=row.name,
        family=FAMILY,
        about=row.about.name,
        when=tuple(map(_condition, row.when)),
        anchor=compile_expression(row.anchor.name),
        send=row.moments.send,
        to=(_recipient(row.to, row.about.name),),
        says=_sentence(row.text, say),
        headline=_sentence(row.subject, say),
        page=_sentence(row.text, lambda value: as_markdown(say(value))),
        phrases=phrases,
        repeat=None if row.moments.every is None else Repeat(row.moments.every),
        meaning=_meaning(row),
        inside=row.inside,
    )


def _condition(asks: Asks) -> Condition:
    """Make one condition: a function over the row, and what to say of it."""
    path = (asks.column.name,)
    is_of_today = asks.shape in {Shape.BEFORE_TODAY, Shape.AFTER_TODAY}
    is_of_blanks = asks.shape in {Shape.EMPTY, Shape.FILLED, Shape.TRUE, Shape.FALSE}
    expression = Expression(
        source=f"{asks.column.name} {asks.shape.value}",
        paths=frozenset({path, _TODAY} if is_of_today else {path}),
        may_be_empty=frozenset({path} if is_of_blanks else ()),
        _run=_test(asks),
    )
    return Condition(expression, asks.shape, path, asks.values if _names_a_value(asks) else ())


def _names_a_value(asks: Asks) -> bool:
    return asks.shape not in {Shape.TRUE, Shape.FALSE}


def _test(asks: Asks) -> Callable[[Mapping[str, Any]], object]:
    """Choose what is asked; a date that is empty is before nothing, and says so (TypeError)."""
    name = asks.column.name
    wanted: Any = asks.values[0] if asks.values else None
    same = _same_text if asks.column.kind in _WITHOUT_CASE else _same
    tests: dict[Shape, Callable[[Mapping[str, Any]], object]] = {
        Shape.EMPTY: lambda row: row[name] in _BLANK,
        Shape.FILLED: lambda row: row[name] not in _BLANK,
        Shape.TRUE: lambda row: bool(row[name]),
        Shape.FALSE: lambda row: not row[name],
        Shape.IS: lambda row: same(row[name], wanted),
        Shape.IS_NOT: lambda row: not same(row[name], wanted),
        Shape.CONTAINS: lambda row: wanted in row[name],
        Shape.CONTAINS_NOT: lambda row: wanted not in row[name],
        Shape.BEFORE_TODAY: lambda row: row[name] < row["today"],
        Shape.AFTER_TODAY: lambda row: row[name] > row["today"],
    }
    return tests[asks.shape]


def _same(value: object, wanted: object) -> bool:
    return value == wanted


def _same_text(value: object, wanted: object) -> bool:
    """Compare what people type: upper case and doubled blanks make no difference."""
    return isinstance(value, str) and fold(value) == fold(str(wanted))


def _recipient(to: To, about: str) -> Expression:
    """Name the recipient as a rule of a file does: all of it is ours, and nothing from a cell."""
    is_organisation = about == ORGANISATIONS
    if to.whom is Whom.OWNER:
        return compile_expression("owner" if is_organisation else "organisation.owner")
    if to.whom is Whom.FOCAL_POINTS:
        contacts = 'active(contacts, "aandachtsfunctionaris")'
        return compile_expression(contacts if is_organisation else "focal_points(organisation)")
    if to.whom is Whom.COLUMN:
        return compile_expression(to.name)
    return Expression(to.name, frozenset({(to.name,)}), frozenset(), lambda names: names[to.name])


def _sentence(parts: Parts, say: Say) -> Sentence:
    """Put a text together from its parts, with each value on one line."""
    paths = frozenset(part.path for part in parts if isinstance(part, Named))

    def fill(names: Mapping[str, Any]) -> str:
        return "".join(
            part if isinstance(part, str) else say(_one_line(_value(part.path, names)))
            for part in parts
        )

    source = "".join(
        part if isinstance(part, str) else f"{{{'.'.join(part.path)}}}" for part in parts
    )
    return plain_sentence(source, paths, fill)


def _value(path: Path, names: Mapping[str, Any]) -> object:
    value = names[path[0]]
    for name in path[1:]:
        value = None if value is None else getattr(value, name)
    return value


def _one_line(value: object) -> object:
    return squeeze(value) if isinstance(value, str) else value


def _meaning(row: OwnRule) -> str:
    """Name what a rule does: two rows that do the same have the same name for it."""
    told = [
        row.about.name,
        [[one.column.name, one.shape.value, list(map(str, one.values))] for one in row.when],
        row.anchor.name,
        [offset.text for offset in row.moments.send],
        row.moments.every.text if row.moments.every else None,
        [row.to.whom.value, row.to.name],
        *([p if isinstance(p, str) else list(p.path) for p in one] for one in _texts(row)),
    ]
    text = json.dumps(told, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _texts(row: OwnRule) -> tuple[Parts, Parts]:
    return row.subject, row.text
