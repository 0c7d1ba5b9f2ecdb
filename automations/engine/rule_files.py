"""Loading reminder rules: one YAML file per family, every mistake named by file, key and line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from automations.engine.core.attachable import ATTACHABLE
from automations.engine.core.conditions import Condition, compile_conditions
from automations.engine.core.expressions import (
    Expression,
    ExpressionError,
    Sentence,
    compile_expression,
    compile_sentence,
)
from automations.engine.core.findings import Message
from automations.engine.core.rules import (
    PERIOD,
    REPEATS,
    Escalation,
    Offset,
    Phrases,
    Repeat,
    Rule,
    parse_every,
    parse_offset,
)
from automations.engine.core.schema import Schema, Schemas
from automations.engine.core.settings import Settings
from automations.engine.rule_checks import (
    Names,
    expression_mistakes,
    recipient_mistakes,
    sentence_mistakes,
)
from automations.engine.words import Words
from automations.engine.yaml_files import (
    Document,
    FileError,
    KeyPath,
    MessageError,
    Mistake,
    read_yaml,
)

NOTICED = "noticed"
ROLES = ("coordinator", "case_handlers", "mayor_office", "board")
_Made = TypeVar("_Made")


def _offset(value: str) -> str:
    if parse_every(value) is None:
        _fixed_offset(value)
    return value


def _fixed_offset(value: str) -> str:
    try:
        parse_offset(value)
    except ValueError:
        raise MessageError("rules.file-offset", value=value) from None
    return value


Filled = Annotated[str, Field(min_length=1)]
Sent = Annotated[str, AfterValidator(_offset)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class EscalationEntry(_Strict):
    """`escalate`: who hears it as well, after how long, and in which words if other ones."""

    after: Annotated[str, AfterValidator(_fixed_offset)]
    to: Annotated[list[Filled], Field(min_length=1)] | Filled
    says: Filled | None = None
    headline: Filled | None = None


class RuleEntry(_Strict):
    """The keys of one rule."""

    about: Filled
    when: Filled | None = None
    anchor: Filled
    send: Annotated[list[Sent], Field(min_length=1)]
    repeat: Annotated[int, Field(ge=1, le=52)] | None = None
    to: Annotated[list[Filled], Field(min_length=1)] | Filled
    escalate: EscalationEntry | None = None
    says: Filled
    headline: Filled | None = None
    template: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    attach: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    expects: Filled | None = None
    urgent: bool = False


def load_rules(
    folders: Sequence[Path], schemas: Schemas, words: Words, settings: Settings | None = None
) -> tuple[Rule, ...]:
    """Load every `*.yaml` of the folders; a rule replaces one of its name in an earlier folder.

    `words` puts values into sentences; `settings` knows the roles that may be written to. Raises
    FileError with every mistake.
    """
    roles = settings.roles.keys() if settings is not None else ROLES
    rules: dict[str, Rule] = {}
    mistakes: list[Mistake] = []
    for folder in folders:
        here: dict[str, str] = {}
        for path in sorted(folder.glob("*.yaml")):
            name = f"{folder.name}/{path.name}"
            try:
                document = read_yaml(path, name)
            except FileError as error:
                mistakes.extend(error.mistakes)
                continue
            loader = _Loader(document, path.stem, schemas, words, roles)
            for rule in loader.rules():
                if other := here.get(rule.name):
                    values = {"value": rule.name, "other": other}
                    loader.add((rule.name,), Message("rules.file-doubled", values))
                here[rule.name] = name
                rules[rule.name] = rule
            mistakes.extend(loader.mistakes)
    if mistakes:
        raise FileError(mistakes)
    return tuple(rules.values())


def phrases_of(words: Words) -> Phrases:
    """Take the pieces of sentences that rules share from the catalogues."""

    def late(days: int) -> str:
        if days == 0:
            return words("rules.late-today")
        return words("rules.late" if days > 0 else "rules.ahead", count=abs(days))

    return Phrases(
        late=late,
        moved=lambda old, new: words("rules.moved", old=old, new=new),
        escalated=lambda heard: words("rules.escalated", heard=tuple(heard)),
        deputy=lambda role, name: _cover(words, "rules.deputy", role, name),
        uncovered=lambda role, name: _cover(words, "rules.uncovered", role, name),
    )


def _cover(words: Words, entry: str, role: str, organisation: str) -> str:
    """Say for whom somebody hears it: by role, and nobody is named."""
    return words(entry, role=role or words("rules.some-contact"), organisation=organisation)


@dataclass
class _Loader:
    """Reads one file; what is wrong gathers in `mistakes`."""

    document: Document
    family: str
    schemas: Schemas
    words: Words
    roles: Collection[str]
    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, key: KeyPath, message: Message) -> None:
        """Note a mistake."""
        self.mistakes.append(self.document.mistake(key, message))

    def rules(self) -> Iterator[Rule]:
        """Read every rule that has no mistake."""
        data = self.document.data
        if data is None:
            return
        if not isinstance(data, dict):
            self.add((), Message("rules.file-shape"))
            return
        for name, entry in data.items():
            before = len(self.mistakes)
            rule = self._rule(str(name), entry)
            if rule is not None and len(self.mistakes) == before:
                yield rule

    def _rule(self, name: str, data: object) -> Rule | None:
        try:
            entry = RuleEntry.model_validate(data)
        except ValidationError as error:
            self.mistakes.extend(_first_of_each(self.document.mistakes(error, (name,))))
            return None
        if entry.about not in self.schemas.sheets:
            values = {"value": entry.about, "known": ", ".join(self.schemas.sheets)}
            self.add((name, "about"), Message("rules.file-sheet", values))
            return None
        return self._compiled(name, entry)

    def _compiled(self, name: str, entry: RuleEntry) -> Rule | None:
        schema = self.schemas[entry.about]
        names = Names(schema, self.schemas, self.roles)
        when = self._when((name, "when"), entry.when, names)
        anchor = None
        if entry.anchor != NOTICED:
            anchor = self._expression((name, "anchor"), entry.anchor, names)
        elif entry.when is None:
            self.add((name, "when"), Message("rules.file-noticed"))
        if entry.expects is not None and not _may_be_expected(entry.expects, schema):
            self.add((name, "expects"), Message("rules.file-expects", {"value": entry.expects}))
        self._check_attached(name, entry)
        send, every = self._send((name, "send"), entry.send)
        repeat = None if every is None else Repeat(every, entry.repeat or REPEATS)
        if entry.repeat is not None and every is None:
            self.add((name, "repeat"), Message("rules.file-repeat"))
        says = self._sentence((name, "says"), entry.says, names)
        headline = self._sentence(
            (name, "headline"), entry.headline or f"{schema.title} {{key}}", names
        )
        to = self._recipients((name, "to"), entry.to, names)
        escalate = None
        if entry.escalate is not None:
            escalate = self._escalation((name, "escalate"), entry.escalate, names)
        if says is None or headline is None or (anchor is None and entry.anchor != NOTICED):
            return None
        return Rule(
            name=name,
            family=self.family,
            about=entry.about,
            when=when,
            anchor=anchor,
            send=send,
            to=to,
            says=says,
            headline=headline,
            phrases=phrases_of(self.words),
            repeat=repeat,
            escalate=escalate,
            template=entry.template,
            attach=entry.attach,
            expects=entry.expects,
            urgent=entry.urgent,
            sensitive=schema.sensitive,
        )

    def _check_attached(self, name: str, entry: RuleEntry) -> None:
        """Note a document that no mail brings, that does not exist or is about another sheet."""
        if entry.attach is None:
            return
        if entry.template is None:
            self.add((name, "attach"), Message("rules.file-attach"))
        if (known := ATTACHABLE.get(entry.attach)) is None:
            values = {"value": entry.attach, "known": ", ".join(ATTACHABLE)}
            self.add((name, "attach"), Message("rules.file-attach-unknown", values))
        elif known.about != entry.about:
            values = {"value": entry.attach, "about": known.about}
            self.add((name, "attach"), Message("rules.file-attach-about", values))

    def _escalation(self, key: KeyPath, entry: EscalationEntry, names: Names) -> Escalation:
        says, headline = (
            self._sentence((*key, part), source, names) if source else None
            for part, source in (("says", entry.says), ("headline", entry.headline))
        )
        to = self._recipients((*key, "to"), entry.to, names)
        return Escalation(parse_offset(entry.after), to, says, headline)

    def _when(self, key: KeyPath, source: str | None, names: Names) -> tuple[Condition, ...]:
        if source is None:
            return ()
        parts = self._made(key, source, compile_conditions)
        for part in parts or ():
            for message in expression_mistakes(part.expression, names):
                self.add(key, message)
        return parts or ()

    def _expression(self, key: KeyPath, source: str, names: Names) -> Expression | None:
        made = self._made(key, source, compile_expression)
        for message in expression_mistakes(made, names) if made else ():
            self.add(key, message)
        return made

    def _sentence(self, key: KeyPath, source: str, names: Names) -> Sentence | None:
        made = self._made(key, source, lambda text: compile_sentence(text, self.words.value))
        for message in sentence_mistakes(made, names) if made else ():
            self.add(key, message)
        return made

    def _recipients(
        self, key: KeyPath, sources: str | Sequence[str], names: Names
    ) -> tuple[Expression, ...]:
        found = []
        for source in [sources] if isinstance(sources, str) else sources:
            made = self._made(key, source.strip(), compile_expression)
            for message in recipient_mistakes(made, names) if made else ():
                self.add(key, message)
            found.append(made)
        return tuple(one for one in found if one is not None)

    def _made(self, key: KeyPath, source: str, make: Callable[[str], _Made]) -> _Made | None:
        try:
            return make(source)
        except ExpressionError as error:
            self.add(key, Message("rules.file-expression", {"problem": str(error)}))
            return None

    def _send(
        self, key: KeyPath, entries: Sequence[str]
    ) -> tuple[tuple[Offset, ...], Offset | None]:
        """Take `every …` apart from the offsets; it comes last, after at least one of them."""
        every = parse_every(entries[-1])
        fixed = entries[:-1] if every else entries
        if not fixed or any(parse_every(entry) for entry in fixed):
            self.add(key, Message("rules.file-every"))
            return (), None
        return tuple(parse_offset(entry) for entry in fixed), every


def _may_be_expected(column: str, schema: Schema) -> bool:
    """Tell whether a sheet is keyed by a period and by this column, which is a list."""
    found = schema.by_name.get(column)
    return bool(found and found.enum) and set(schema.primary_key) == {PERIOD, column}


def _first_of_each(mistakes: Iterator[Mistake]) -> list[Mistake]:
    """Keep one mistake per key: where one of two forms is allowed, both complain."""
    return list({mistake.key: mistake for mistake in reversed(list(mistakes))}.values())[::-1]
