"""Conditions and sentences that people write in YAML: Jinja2, sandboxed and checked at load.

An expression sees a row's columns, its linked rows, and a few functions that are handed in with
each evaluation. Nothing of Jinja's own globals is there, so nothing can grow or loop without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import add, eq, ge, gt, itemgetter, le, lt, ne, sub
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

Path = tuple[str, ...]
Run = Callable[[Mapping[str, Any]], object]


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    return environment


_JINJA = _environment()


class ExpressionError(ValueError):
    """An expression that cannot be read; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled condition or value over a row.

    `paths` are the columns it uses, as in `("training", "status")`; `may_be_empty` those of them
    that it asks about being empty itself (`x is none`, `not x`, `x or …`); `roots` the names that
    they begin with; `links` the ways to other rows, as `("training",)`.
    """

    source: str
    paths: frozenset[Path]
    may_be_empty: frozenset[Path]
    _run: Run = field(repr=False, compare=False)
    roots: tuple[str, ...] = field(init=False, repr=False, compare=False)
    links: tuple[Path, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what is asked at every row."""
        object.__setattr__(self, "roots", tuple({path[0] for path in self.paths}))
        object.__setattr__(self, "links", links_of(self.paths))

    def __call__(self, names: Mapping[str, Any]) -> object:
        """Evaluate over `names`; raises TypeError where a column is empty that must not be."""
        return self._run(names)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A compiled plain text with columns in it, as in `Op {training.held_on}`."""

    source: str
    paths: frozenset[Path]
    tree: nodes.Template = field(repr=False, compare=False)
    _fill: Callable[[Mapping[str, Any]], str] = field(repr=False, compare=False)

    def __call__(self, names: Mapping[str, Any]) -> str:
        """Render over `names`."""
        return self._fill(names)


@lru_cache(maxsize=1024)  # asked for again by whoever describes or checks an expression
def parsed(source: str) -> nodes.Template:
    """Parse an expression in braces of its own; nobody changes the tree."""
    return _JINJA.parse("{{ (" + source + "\n) }}")


@lru_cache(maxsize=1024)  # compiling costs a millisecond, and the same few come by again
def compile_expression(source: str) -> Expression:
    """Compile `source`; raises ExpressionError with Jinja's own words."""
    try:
        tree = parsed(source)
        run = _without_template(source) or _template(source)
    except TemplateSyntaxError as error:
        raise ExpressionError(error.message or str(error)) from error
    return Expression(source, frozenset(_paths(tree)), frozenset(_asked(tree)), run)


@lru_cache(maxsize=1024)
def _template(source: str) -> Run:
    return _JINJA.compile_expression(source, undefined_to_none=False)


def _without_template(source: str) -> Run | None:
    """Return what evaluates a simple expression as its template would; None where it is not simple.

    Most conditions compare a column with words or with another column. Python's own operators do
    that at once; a template asks its sandbox about every step, and takes a millisecond to compile.
    """
    parser = Parser(_JINJA, source, state="variable")  # as Jinja does for an expression by itself
    try:
        tree = parser.parse_expression()
        plain = _plain(tree) if parser.stream.eos else None
    except (TemplateSyntaxError, LookupError):
        return None
    if plain is None:
        return None

    def run(names: Mapping[str, Any]) -> object:
        try:
            return plain(names)
        except KeyError:  # what a name means that is not there, the template knows
            return _template(source)(names)

    return run


def _stands_alone(source: str) -> bool:
    """Tell whether it is one expression: `a) or (b` is one only in braces of its own."""
    parser = Parser(_JINJA, source, state="variable")
    try:
        parser.parse_expression()
    except TemplateSyntaxError:
        return False
    return bool(parser.stream.eos)


def _plain(node: nodes.Node) -> Run:
    """Return what evaluates a node; raises LookupError where it is not simple."""
    return _SIMPLE[type(node)](node)


def _constant(node: nodes.Const) -> Run:
    value = node.value
    return lambda _: value


def _attribute(node: nodes.Getattr) -> Run:
    base, name = _plain(node.node), node.attr
    is_safe = dict[type, bool]()  # the sandbox decides by the kind of a thing and the name alone

    def attribute(names: Mapping[str, Any]) -> object:
        here = base(names)
        kind = type(here)
        if kind not in is_safe:
            is_safe[kind] = kind is not str and _JINJA.is_safe_attribute(here, name, None)
        if not is_safe[kind]:
            return _JINJA.getattr(here, name)
        try:
            return getattr(here, name)
        except AttributeError:
            return _JINJA.getattr(here, name)

    return attribute


def _called(node: nodes.Call) -> Run:
    """Return what calls a function that is handed in; those are our own, and harmless."""
    if not isinstance(node.node, nodes.Name) or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise LookupError
    name, given = node.node.name, [_plain(one) for one in node.args]
    if len(given) == 1:
        (only,) = given
        return lambda names: names[name](only(names))
    return lambda names: names[name](*[one(names) for one in given])


def _calculated(node: nodes.BinExpr) -> Run:
    left, right = _plain(node.left), _plain(node.right)
    operator = add if isinstance(node, nodes.Add) else sub
    return lambda names: operator(left(names), right(names))


def _listed(node: nodes.List) -> Run:
    items = [_plain(item) for item in node.items]
    return lambda names: [item(names) for item in items]


def _tested(node: nodes.Test) -> Run:
    if node.name != "none" or node.args:
        raise LookupError(node.name)
    base = _plain(node.node)
    return lambda names: base(names) is None


def _compared(node: nodes.Compare) -> Run:
    if len(node.ops) != 1:
        raise LookupError
    left, right = _plain(node.expr), _plain(node.ops[0].expr)
    operator = _OPERATORS[node.ops[0].op]
    return lambda names: operator(left(names), right(names))


def _negated(node: nodes.Not) -> Run:
    base = _plain(node.node)
    return lambda names: not base(names)


def _both(node: nodes.And) -> Run:
    left, right = _plain(node.left), _plain(node.right)
    return lambda names: left(names) and right(names)


def _either(node: nodes.Or) -> Run:
    left, right = _plain(node.left), _plain(node.right)
    return lambda names: left(names) or right(names)


_OPERATORS: Mapping[str, Callable[[Any, Any], object]] = {
    "eq": eq,
    "ne": ne,
    "lt": lt,
    "lteq": le,
    "gt": gt,
    "gteq": ge,
    "in": lambda one, several: one in several,
    "notin": lambda one, several: one not in several,
}
_SIMPLE: Mapping[type[nodes.Node], Callable[[Any], Run]] = {
    nodes.Const: _constant,
    nodes.Name: lambda node: itemgetter(node.name),
    nodes.Getattr: _attribute,
    nodes.List: _listed,
    nodes.Test: _tested,
    nodes.Compare: _compared,
    nodes.Not: _negated,
    nodes.And: _both,
    nodes.Or: _either,
    nodes.Call: _called,
    nodes.Add: _calculated,
    nodes.Sub: _calculated,
}


def compile_sentence(source: str, finalize: Callable[[object], str] | None = None) -> Sentence:
    """Compile a sentence in which `{column}` stands for a value.

    `finalize` puts a value into words (a date, an amount). Braces that are meant as such are
    doubled, as in Python's own formats. Raises ExpressionError.
    """
    environment = _environment().overlay(
        variable_start_string="{",
        variable_end_string="}",
        block_start_string="{%",
        block_end_string="%}",
        comment_start_string="{#",
        comment_end_string="#}",
        finalize=finalize,
    )
    try:
        tree = environment.parse(source)
        template = environment.from_string(source)
    except TemplateSyntaxError as error:
        raise ExpressionError(error.message or str(error)) from error
    return Sentence(source, frozenset(_paths(tree)), tree, template.render)


def plain_sentence(
    source: str, paths: frozenset[Path], fill: Callable[[Mapping[str, Any]], str]
) -> Sentence:
    """Make a sentence that no template is compiled for: `fill` puts it together from its parts."""
    return Sentence(source, paths, nodes.Template([]), fill)


def links_of(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the ways to other rows that paths take, each once."""
    return tuple(sorted({path[:-1] for path in paths if len(path) > 1}))


def _path(node: nodes.Node) -> Path | None:
    """Name the column that `node` stands for, where it is a plain one."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        base = _path(node.node)
        return None if base is None else (*base, node.attr)
    return None


def _paths(node: nodes.Node) -> Iterator[Path]:
    path = _path(node)
    if path is not None:
        if not (isinstance(node, nodes.Name) and node.ctx != "load"):
            yield path
        return
    for child in node.iter_child_nodes():
        yield from _paths(child)


def _asked(tree: nodes.Node) -> Iterator[Path]:
    """Find the columns that are asked about being empty."""
    for test in tree.find_all(nodes.Test):
        if test.name == "none" and (path := _path(test.node)):
            yield path
    for negation in tree.find_all(nodes.Not):
        if path := _path(negation.node):
            yield path
    for either in tree.find_all((nodes.Or, nodes.And)):
        if path := _path(either.left):
            yield path
