"""What can be wrong in a rule beyond its shape: columns, recipients, what is sensitive."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from jinja2 import nodes

from automations.engine.core.conditions import path_of, tree_of
from automations.engine.core.expressions import Expression, Path, Sentence
from automations.engine.core.findings import Message
from automations.engine.core.questions import ABOUT
from automations.engine.core.rows import FUNCTIONS
from automations.engine.core.schema import Field, Kind, Schema, Schemas

SENTENCE_NAMES = frozenset({"today", "anchor", "days", "late", "key"})
OFFERED = frozenset({"other_title", "other_on"})  # what a sentence about a participant may say too
SENSITIVE_ROLES = frozenset({"case_handlers", "mayor_office"})
_FILTERS = frozenset({"selectattr", "rejectattr", "map", "select", "reject", "list", "length"})
_AROUND = re.compile(r"\{[^}]*[\[|]")  # brackets or a filter inside braces
_FILTERS_OF_COLUMNS = frozenset({"selectattr", "rejectattr", "map"})


@dataclass(frozen=True)
class Names:
    """What may be named in a rule about one sheet."""

    about: Schema
    schemas: Schemas
    roles: Collection[str]


def expression_mistakes(expression: Expression, names: Names) -> Iterator[Message]:
    """Find what a condition or anchor may not say."""
    yield from path_mistakes(expression.paths, names, FUNCTIONS | {"today"})
    yield from _misplaced(expression, names)
    yield from _tree_mistakes(tree_of(expression.source), names)


def recipient_mistakes(expression: Expression, names: Names) -> Iterator[Message]:
    """Find what an entry of `to` may not say; about signals only few may be written to."""
    source = expression.source
    if names.about.sensitive:
        column = names.about.by_name.get(source)
        if source not in SENSITIVE_ROLES and not (column and column.one_of_role):
            yield Message("rules.file-sensitive-to", {"value": source})
        return
    roles = frozenset(names.roles)
    yield from path_mistakes(expression.paths, names, FUNCTIONS | roles | {"today", "owner"})
    yield from _misplaced(expression, names)
    yield from _tree_mistakes(tree_of(source), names)
    for outcome in _outcomes(tree_of(source)):
        path = path_of(outcome)
        end = None if path in {(name,) for name in roles | {"owner"}} else _end(path, names)
        lacks = bool(path) and isinstance(end, Schema) and "email" not in end.by_name
        if lacks or (isinstance(end, Field) and end.kind != Kind.EMAIL):
            yield Message("rules.file-no-address", {"value": source})
            return


def _misplaced(expression: Expression, names: Names) -> Iterator[Message]:
    """Find questions about rows of another sheet."""
    for name in sorted(path[0] for path in expression.paths if path[0] in ABOUT):
        if ABOUT[name] != names.about.name:
            yield Message("rules.file-question", {"value": name, "sheet": ABOUT[name]})


def sentence_mistakes(sentence: Sentence, names: Names) -> Iterator[Message]:
    """Find what a sentence may not say; about signals only keys, dates and the status word."""
    offered = OFFERED if names.about.name == ABOUT["other_training"] else frozenset()
    yield from path_mistakes(sentence.paths, names, SENTENCE_NAMES | offered)
    if _AROUND.search(sentence.source):
        yield Message("rules.file-brackets")
    yield from _inward(sentence.tree, names)
    if not names.about.sensitive:
        return
    for path in sorted(sentence.paths):
        column = names.about.by_name.get(path[0])
        if path[0] not in SENTENCE_NAMES and not _neutral(column, names.about, path):
            yield Message("rules.file-sensitive-column", {"value": ".".join(path)})


def _outcomes(node: nodes.Expr) -> Iterator[nodes.Expr]:
    """Yield what an expression may end in: each side of an `or`, the last of an `and`."""
    match node:
        case nodes.Or():
            yield from (*_outcomes(node.left), *_outcomes(node.right))
        case nodes.And():
            yield from _outcomes(node.right)
        case nodes.CondExpr():
            yield from _outcomes(node.expr1)
            if node.expr2 is not None:
                yield from _outcomes(node.expr2)
        case _:
            yield node


def path_mistakes(
    paths: Collection[Path], names: Names, free: Collection[str]
) -> Iterator[Message]:
    """Find paths that lead nowhere, or from elsewhere into a sensitive sheet."""
    for path in sorted(paths):
        if len(path) == 1 and path[0] in free and path[0] not in names.about.by_name:
            continue
        end = _end(path, names)
        if isinstance(end, Message):
            yield end


def _neutral(column: Field | None, about: Schema, path: Path) -> bool:
    if column is None or len(path) > 1:
        return False
    return column.name in about.primary_key or column.kind == Kind.DATE or column.name == "status"


def _end(path: Path, names: Names) -> Field | Schema | Message:
    """Follow a path to a column or a sheet; a message says where it goes wrong."""
    schema, many = names.about, False
    for index, name in enumerate(path):
        links = names.schemas.links[schema.name]
        if many:
            return Message("rules.file-through-many", {"path": ".".join(path)})
        if name in links:
            sheet, many = links[name]
            schema = names.schemas[sheet]
            if schema.sensitive and not names.about.sensitive:
                return Message("rules.file-sensitive", {"value": ".".join(path)})
        elif name not in schema.by_name:
            return _unknown(name, schema, (*schema.by_name, *links))
        elif index < len(path) - 1:
            return Message("rules.file-no-link", {"path": ".".join(path), "column": name})
        else:
            return schema[name]
    return schema


def _unknown(name: str, schema: Schema, known: Collection[str]) -> Message:
    near = get_close_matches(name, known, 1)
    if near:
        values = {"value": name, "sheet": schema.name, "near": near[0]}
        return Message("rules.file-column-near", values)
    values = {"value": name, "sheet": schema.name, "known": ", ".join(known)}
    return Message("rules.file-column", values)


def _tree_mistakes(tree: nodes.Expr, names: Names) -> Iterator[Message]:
    """Find ways around the check of columns: brackets, and filters that name them."""
    whole = nodes.Output([tree])  # `find_all` looks below a node, and the tree itself counts too
    if list(whole.find_all(nodes.Getitem)):
        yield Message("rules.file-brackets")
    yield from _inward(whole, names)
    for part in whole.find_all(nodes.Filter):
        if part.name not in _FILTERS:
            values = {"value": part.name, "known": ", ".join(sorted(_FILTERS))}
            yield Message("rules.file-filter", values)
        elif part.name in _FILTERS_OF_COLUMNS:
            yield from _filter_mistakes(part, names)


def _inward(tree: nodes.Node, names: Names) -> Iterator[Message]:
    """Find names with an underscore in front, behind what is no column: `"".__class__`."""
    for part in tree.find_all(nodes.Getattr):
        if part.attr.startswith("_") and not path_of(part):
            yield _unknown(part.attr, names.about, tuple(names.about.by_name))


def _filter_mistakes(part: nodes.Filter, names: Names) -> Iterator[Message]:
    """Check the column that a filter over linked rows names."""
    named = [one.value for one in part.kwargs if one.key == "attribute"] or part.args[:1]
    base: nodes.Node | None = part.node
    while isinstance(base, nodes.Filter):
        base = base.node
    end = _end(path_of(base), names) if base is not None and path_of(base) else None
    if not (named and isinstance(named[0], nodes.Const) and isinstance(end, Schema)):
        yield Message("rules.file-filter-column", {"value": part.name})
        return
    inner = Names(end, names.schemas, names.roles)
    yield from path_mistakes([tuple(str(named[0].value).split("."))], inner, ())
