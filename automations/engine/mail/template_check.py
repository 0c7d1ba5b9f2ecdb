"""Checking templates before any mail is made: a misspelt name is a mistake at a file and a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from jinja2 import TemplateSyntaxError, nodes

from automations.engine.core.findings import Finding, Message
from automations.engine.core.intents import Item, Reminder
from automations.engine.core.register import RESERVED
from automations.engine.core.schema import Schemas
from automations.engine.mail.templates import INCLUDE, PARTS, Templates
from automations.engine.yaml_files import Mistake

COMMON = (
    *("organisation", "network", "phone", "coordinator", "language", "to", "colleague", "first"),
    *("attached", "today", "service", "unsubscribe", "preview", "archive", "subject"),
)
REMOTE = re.compile(
    r"<(?:img|link|iframe|script)\b[^>]*|@import[^;]*|url\(\s*['\"]?https?:[^)]*", re.IGNORECASE
)
KEEPING = frozenset({"list", "sort", "selectattr", "rejectattr", "select", "reject", "default"})


@dataclass(frozen=True, slots=True)
class Shape:
    """What a name in a template stands for: a row of a sheet, an object of ours, or anything."""

    sheet: str | None = None
    names: frozenset[str] = frozenset()
    many: bool = False


ANYTHING = Shape()
_ITEM = Shape(names=frozenset(field.name for field in fields(Item)))
_REMINDER = Shape(names=frozenset(field.name for field in fields(Reminder)))
_FINDING = Shape(names=frozenset(field.name for field in fields(Finding)))
_DIGEST = {
    "reminders": Shape(names=_REMINDER.names, many=True),
    "findings": Shape(names=_FINDING.names, many=True),
    **dict.fromkeys(("days", "mended", "older", "oldest"), ANYTHING),
}
_WAITING = ("reasons", "about_rows", "only_own", "held", "refused", "in_doubt")
_REPORT = ("title", "period", "code", "due", "asked", "by", "missing", "errors", "files")
_OVERVIEW = (
    *("sent", "sent_by", "waiting", "waiting_more", "waiting_signals", "states", "days", "errors"),
    *("warnings", "oldest", "knows", "changed", "stopped", "report"),
)
FAMILIES: Mapping[str, Mapping[str, Shape]] = {
    "overview": {**dict.fromkeys(_OVERVIEW, ANYTHING), "editions": Shape("editions", many=True)},
    "progress_report": dict.fromkeys(_REPORT, ANYTHING),
    "report_approved": dict.fromkeys(("period", "approved_on", "files"), ANYTHING),
    "test_mail": dict.fromkeys(("via", "now"), ANYTHING),
    "waiting": dict.fromkeys(_WAITING, ANYTHING),
    "digest": _DIGEST,
    "signal_digest": _DIGEST,
    "own_rule": _DIGEST,
    "newsletter": {
        "edition": Shape("editions"),
        "items": Shape("items", many=True),
        "contact": Shape("contacts"),
    },
}
SHEETS = {
    "training_reminder": "participants",
    "training_thanks": "participants",
    "training_roster": "trainings",
}  # the row that a shipped rule's template is about


def check_templates(
    templates: Templates, schemas: Schemas | None, about: Mapping[str, str]
) -> tuple[Mistake, ...]:
    """Return every mistake in every template; columns are only judged where `schemas` are given.

    A template that a rule names, as `about` says, is missed where no file has its name.
    """
    mistakes = [
        _mistake(f"{name}.{part}.j2", 1, "mail.template-missing")
        for name in sorted({*templates.names, *about})
        for part in PARTS
        if f"{name}.{part}.j2" not in templates.files
    ]
    for file in templates.files:
        mistakes += _check_file(templates, file, schemas, {**SHEETS, **about})
    return tuple(sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line or 0)))


def _check_file(
    templates: Templates, file: str, schemas: Schemas | None, about: Mapping[str, str]
) -> Iterator[Mistake]:
    source = templates.source(file)
    for found in INCLUDE.finditer(source):
        if found[1] not in templates.files:
            line = source.count("\n", 0, found.start()) + 1
            yield _mistake(file, line, "mail.template-part", part=found[1])
            return
    name, part = file.split(".")[:2]
    environment = templates.environment(html=part == "mjml")
    try:
        tree = environment.parse(source)
        environment.compile(tree)  # knows which filters there are
        if part == "mjml" and not name.startswith("_"):
            html = templates.html_source(name)
            environment.from_string(html)
            if remote := REMOTE.search(html):
                yield _mistake(file, 1, "mail.template-remote", remote=remote[0])
    except TemplateSyntaxError as error:
        yield _mistake(file, error.lineno, "mail.template-syntax", reason=error.message or "")
        return
    except OSError as error:  # what mrml raises
        yield _mistake(file, 1, "mail.template-mjml", reason=str(error))
        return
    visitor = _Visitor(file, schemas)
    yield from visitor.check(environment.parse(source), _context(name, about))
    for include in tree.find_all(nodes.Include):
        target = include.template
        if isinstance(target, nodes.Const) and target.value not in templates.files:
            yield _mistake(file, include.lineno, "mail.template-part", part=target.value)


def _context(name: str, about: Mapping[str, str]) -> Mapping[str, Shape]:
    common = dict.fromkeys(COMMON, ANYTHING)
    if name.startswith("_"):
        return common
    if name in FAMILIES:
        return {**common, **FAMILIES[name]}
    return {**common, "reminder": _REMINDER, "row": Shape(about.get(name)), **_DIGEST}


def _mistake(file: str, line: int, entry: str, **values: object) -> Mistake:
    return Mistake(f"templates/mail/{file}", (), line, Message(entry, values))


class _Visitor:
    """Walks through one template and keeps what each name stands for."""

    def __init__(self, file: str, schemas: Schemas | None) -> None:
        self._file = file
        self._schemas = schemas

    def check(self, node: nodes.Node, known: Mapping[str, Shape]) -> Iterator[Mistake]:
        """Find the names below `node` that do not exist; assignments hold from there on."""
        scope = dict(known)
        yield from self._visit(node, scope)

    def _visit(self, node: nodes.Node, scope: dict[str, Shape]) -> Iterator[Mistake]:
        if isinstance(node, nodes.For):
            yield from self._visit(node.iter, scope)
            inner = {**scope, "loop": ANYTHING, **_bind(node.target, self._element(node, scope))}
            for child in (*([node.test] if node.test else ()), *node.body, *node.else_):
                yield from self._visit(child, inner)
            return
        if isinstance(node, nodes.Assign):
            yield from self._visit(node.node, scope)
            scope.update(_bind(node.target, self._shape(node.node, scope)))
            return
        if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in scope:
            yield self._unknown(node, node.name, scope)
        if isinstance(node, nodes.Getattr):
            names = self._names(self._shape(node.node, scope))
            if names and node.attr not in names:
                yield self._unknown(node, node.attr, names)
        if isinstance(node, nodes.Filter) and node.node is not None:
            yield from self._filter(node, scope)
        for child in node.iter_child_nodes():
            yield from self._visit(child, scope)

    def _filter(self, node: nodes.Filter, scope: dict[str, Shape]) -> Iterator[Mistake]:
        """Check the column that `selectattr("status", …)` and its like name as text."""
        named = [node.args[0]] if node.name in {"selectattr", "rejectattr"} and node.args else []
        named += [argument.value for argument in node.kwargs if argument.key == "attribute"]
        names = self._names(self._shape(node.node, scope)) if node.node else frozenset()
        for name in named:
            if isinstance(name, nodes.Const) and names:
                first = str(name.value).partition(".")[0]
                if first not in names:
                    yield self._unknown(node, first, names)

    def _unknown(
        self, node: nodes.Node, name: str, known: Mapping[str, Shape] | frozenset[str]
    ) -> Mistake:
        values = {"name": name, "known": ", ".join(sorted(known))}
        return _mistake(self._file, node.lineno, "mail.template-name", **values)

    def _element(self, node: nodes.For, scope: Mapping[str, Shape]) -> Shape:
        shape = self._shape(node.iter, scope)
        return Shape(shape.sheet, shape.names)

    def _shape(self, node: nodes.Node | None, scope: Mapping[str, Shape]) -> Shape:
        if isinstance(node, nodes.Name):
            return scope.get(node.name, ANYTHING)
        if isinstance(node, nodes.Getattr):
            return self._attribute(self._shape(node.node, scope), node.attr)
        if isinstance(node, nodes.Filter):
            shape = self._shape(node.node, scope)
            if node.name in KEEPING:
                return shape
            return Shape(shape.sheet, shape.names) if node.name in {"first", "last"} else ANYTHING
        if isinstance(node, nodes.Getitem):
            shape = self._shape(node.node, scope)
            return Shape(shape.sheet, shape.names) if shape.many else ANYTHING
        return ANYTHING

    def _attribute(self, shape: Shape, name: str) -> Shape:
        if shape.names is _REMINDER.names and name == "item":
            return _ITEM
        if shape.sheet and self._schemas and name in self._schemas.links[shape.sheet]:
            sheet, many = self._schemas.links[shape.sheet][name]
            return Shape(sheet, many=many)
        return ANYTHING

    def _names(self, shape: Shape) -> frozenset[str]:
        """Return the names that a dot may be followed by; none where anything goes."""
        if shape.names:
            return shape.names
        if shape.sheet and self._schemas:
            schema = self._schemas[shape.sheet]
            return frozenset({*schema.by_name, *self._schemas.links[shape.sheet], *RESERVED})
        return frozenset()


def _bind(target: nodes.Node, shape: Shape) -> dict[str, Shape]:
    if isinstance(target, nodes.Name):
        return {target.name: shape}
    return {name.name: ANYTHING for name in target.find_all(nodes.Name)}
