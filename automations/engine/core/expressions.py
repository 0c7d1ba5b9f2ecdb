"""Conditions and sentences that people write in YAML: Jinja2, sandboxed and checked at load.

An expression sees a row's columns, its linked rows, and a few functions that are handed in with
each evaluation. Nothing of Jinja's own globals is there, so nothing can grow or loop without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from jinja2.environment import TemplateExpression

Path = tuple[str, ...]


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
    that it asks about being empty itself (`x is none`, `not x`, `x or …`).
    """

    source: str
    paths: frozenset[Path]
    may_be_empty: frozenset[Path]
    _run: Callable[..., object] = field(repr=False, compare=False)

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
        run: TemplateExpression = _JINJA.compile_expression(source, undefined_to_none=False)
    except TemplateSyntaxError as error:
        raise ExpressionError(error.message or str(error)) from error
    return Expression(source, frozenset(_paths(tree)), frozenset(_asked(tree)), run)


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
