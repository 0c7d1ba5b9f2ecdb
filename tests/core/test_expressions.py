"""Expressions: what is evaluated without a template means what the template would mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace

import pytest
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from automations.engine.core import expressions
from automations.engine.core.expressions import ExpressionError, compile_expression

SIMPLE = [
    *("status", "not status", "true", 'status == "a"', 'status != "a"', "done == true"),
    *('status in ["a", "b"]', 'status not in ["a"]', '"a" in roles', "status in [other, 1]"),
    *("day is none", "day is not none", "day >= today", "day < other_day", "count <= 2"),
    *('link.status == "a"', "link.day <= today", "link.nothing == 1", "link.nothing is none"),
    *('status == "a" and day is none', "status or count", "not status or day > today"),
    *(
        "nothing is none",
        "nothing == 1",
        "status and nothing",
        "not nothing",
    ),
    *("count + 1 == 3", "day - week", "day + nothing", "(status)", '"(" == status'),
    *("later(day, 2) > today", "later(link.nothing, 2)", "same(link).status", "nothing(1)"),
    *(
        "not any_of(roles, status)",
        "row.status == other",
        "row.nothing == 1",
        "row.link.day < today",
    ),
    *("link.__class__ == 1", "row._values", "status.upper", "status.format == 1", "today.year"),
    *("today.nothing", "roles.append", "day.day"),
    *("same(count or day)", "status(1)", "later(day)"),
]
NOT_SIMPLE = [
    *("1 < count < 3", "status|length == 1", "status[0] == 'a'", "count is even", "count * 2 == 4"),
    *(
        'status == "a" if count else day',
        "roles|first in ['a']",
        "later(day, count=2)",
        "later(*roles)",
    ),
    *("link.later(1)", "roles.index('a')", "status.upper()", "later(1)(2)"),
]
VALUES: Mapping[str, tuple[object, ...]] = {
    "status": ("a", "", None),
    "day": (date(2016, 10, 3), None),
    "count": (2, 0, None),
}
LINK = SimpleNamespace(later=lambda count: count, status="a", day=date(2016, 10, 3))


class Linked:
    """A row, as the register has them: a name that it has not raises."""

    status, link, _values = "a", LINK, ()


def outcome(run: expressions.Run, names: Mapping[str, object]) -> object:
    """Return what comes of it: a value with its type, or the kind of error and its words."""
    try:
        value = run(names)
    except Exception as error:  # noqa: BLE001 - any error must be the same one
        return type(error), str(error)
    return type(value), repr(value)


@pytest.mark.parametrize("source", SIMPLE + NOT_SIMPLE)
def test_an_expression_means_what_its_template_means(source: str) -> None:
    """Over filled and empty columns, missing names and links: the same value, or the same error."""
    judge = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    judge.globals.clear()
    template = judge.compile_expression(source, undefined_to_none=False)
    for values in product(*VALUES.values()):
        names = dict(zip(VALUES, values, strict=True)) | {
            "other": "b",
            "other_day": date(2016, 10, 4),
            "today": date(2016, 10, 3),
            "roles": ["a", "c"],
            "done": True,
            "link": LINK,
            "row": Linked(),
            "week": timedelta(days=7),
            "later": lambda day, count: day + timedelta(days=count),
            "same": lambda value: value,
            "any_of": lambda several, one: one in several,
        }
        assert outcome(compile_expression(source), names) == outcome(template, names)


def test_only_what_is_not_simple_has_a_template(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling templates for plain comparisons took a tenth of `check`."""
    compiled: list[str] = []
    template = expressions._template  # noqa: SLF001 - what must not be asked

    def noted(source: str) -> expressions.Run:
        compiled.append(source)
        return template(source)

    monkeypatch.setattr(expressions, "_template", noted)
    compile_expression.cache_clear()
    for source in SIMPLE + NOT_SIMPLE:
        compile_expression(source)
    assert compiled == NOT_SIMPLE


@pytest.mark.parametrize(
    "source",
    ["a) or (b", "a == 1) and (b == 2", "a,", "", "a = 1", "a }} {{ b", "a b", "a|no_such_filter"],
)
def test_what_is_no_expression_by_itself_is_refused(source: str) -> None:
    """Also what would be one between the braces in which it is parsed."""
    with pytest.raises(ExpressionError):
        compile_expression(source)
