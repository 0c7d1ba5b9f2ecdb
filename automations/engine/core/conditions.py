"""The `when` of a rule, taken apart at its `and`s: a reason can name the part that failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from automations.engine.core.expressions import Expression, Path, compile_expression, parsed

_JINJA = ImmutableSandboxedEnvironment()
_OPENING, _CLOSING = "([{", ")]}"


class Shape(StrEnum):
    """What a part of a condition asks, where that is simple enough for words."""

    IS = "is"
    IS_NOT = "is-not"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains-not"
    EMPTY = "empty"
    FILLED = "filled"
    TRUE = "true"
    FALSE = "false"
    BEFORE_TODAY = "before-today"
    AFTER_TODAY = "after-today"
    UNTIL_TODAY = "until-today"
    FROM_TODAY = "from-today"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Condition:
    """One part: the column it is about and the values it names, unless its shape is OTHER."""

    expression: Expression
    shape: Shape = Shape.OTHER
    path: Path = ()
    values: tuple[object, ...] = ()


_TODAY = {
    "lt": Shape.BEFORE_TODAY,
    "lteq": Shape.UNTIL_TODAY,
    "gt": Shape.AFTER_TODAY,
    "gteq": Shape.FROM_TODAY,
}
_CONSTANT = {"eq": Shape.IS, "ne": Shape.IS_NOT}
_LIST = {"in": Shape.IS, "notin": Shape.IS_NOT}


def compile_conditions(source: str) -> tuple[Condition, ...]:
    """Compile a condition into parts that must all hold; raises ExpressionError."""
    compile_expression(source)
    return tuple(_condition(part) for part in _parts(source))


def path_of(node: nodes.Node) -> Path:
    """Name the column that `node` stands for; empty where it is not a plain one."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr) and (base := path_of(node.node)):
        return (*base, node.attr)
    return ()


def tree_of(source: str) -> nodes.Expr:
    """Parse one expression that compiles."""
    output = parsed(source).body[0]
    assert isinstance(output, nodes.Output)  # noqa: S101 - what one pair of braces parses to
    return output.nodes[0]


def _condition(source: str) -> Condition:
    expression = compile_expression(source)
    shape, path, values = shape_of(tree_of(source))
    if not path:
        return Condition(expression)
    return Condition(expression, shape, path, values)


def shape_of(node: nodes.Node) -> tuple[Shape, Path, tuple[object, ...]]:
    """Tell what a part of a condition asks, of which column, against which values."""
    if isinstance(node, nodes.Not):
        inner, path, values = shape_of(node.node)
        return (
            {Shape.EMPTY: Shape.FILLED, Shape.TRUE: Shape.FALSE}.get(inner, Shape.OTHER),
            path,
            values,
        )
    if isinstance(node, nodes.Test) and node.name == "none":
        return Shape.EMPTY, path_of(node.node), ()
    if isinstance(node, nodes.Compare) and len(node.ops) == 1:
        return _comparison(node)
    return Shape.TRUE, path_of(node), ()


def _comparison(node: nodes.Compare) -> tuple[Shape, Path, tuple[object, ...]]:
    operand, path = node.ops[0], path_of(node.expr)
    right = operand.expr
    if isinstance(node.expr, nodes.Const) and operand.op == "in":
        return Shape.CONTAINS, path_of(right), (node.expr.value,)
    if isinstance(right, nodes.Const) and operand.op in _CONSTANT:
        return _CONSTANT[operand.op], path, (right.value,)
    if isinstance(right, nodes.List | nodes.Tuple) and operand.op in _LIST:
        values = tuple(item.value for item in right.items if isinstance(item, nodes.Const))
        if len(values) == len(right.items):
            return _LIST[operand.op], path, values
    if path_of(right) == ("today",) and operand.op in _TODAY:
        return _TODAY[operand.op], path, ()
    return Shape.OTHER, path, ()


def _parts(source: str) -> Iterator[str]:
    """Cut at each `and` outside quotes and brackets, unless an `or` or `if` stands there too."""
    words = list(_top_level_words(source))
    if any(word in {"or", "if", "else"} for word, _ in words):
        yield source
        return
    start = 0
    for word, at in words:
        if word == "and":
            yield source[start:at].strip()
            start = at + len(word)
    yield source[start:].strip()


def _top_level_words(source: str) -> Iterator[tuple[str, int]]:
    depth, quote, word, begin = 0, "", "", 0
    for at, letter in enumerate(source + " "):
        if not quote and (letter.isalnum() or letter == "_"):
            begin = begin if word else at
            word += letter
            continue
        if word and depth == 0:
            yield word, begin
        word = ""
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        depth += (letter in _OPENING and not quote) - (letter in _CLOSING and not quote)
