"""Taking a condition apart at its `and`s."""

from __future__ import annotations

import pytest

from automations.engine.core.conditions import Shape, compile_conditions
from automations.engine.core.expressions import ExpressionError


def parts(source: str) -> list[str]:
    """Return the parts as written."""
    return [part.expression.source for part in compile_conditions(source)]


def test_a_condition_falls_apart_at_each_and() -> None:
    """Quotes and brackets keep their `and`s; a word that only begins so is none."""
    assert parts('a and b == "x and y" and (c and d) and android') == [
        "a",
        'b == "x and y"',
        "(c and d)",
        "android",
    ]


def test_a_condition_with_an_or_stays_whole() -> None:
    """`and` binds closer than `or`, so cutting there would change what it says."""
    assert parts("a and b or c") == ["a and b or c"]
    assert parts("a if b and c else d") == ["a if b and c else d"]


def test_a_not_belongs_to_its_own_part() -> None:
    """`not a and b` is `(not a) and b`."""
    assert parts("not a and b") == ["not a", "b"]


@pytest.mark.parametrize(
    ("source", "shape", "path", "values"),
    [
        ('status == "loopt"', Shape.IS, ("status",), ("loopt",)),
        ('a.b != "x"', Shape.IS_NOT, ("a", "b"), ("x",)),
        ('status in ["x", "y"]', Shape.IS, ("status",), ("x", "y")),
        ('status not in ["x"]', Shape.IS_NOT, ("status",), ("x",)),
        ('"x" in role', Shape.CONTAINS, ("role",), ("x",)),
        ("a is none", Shape.EMPTY, ("a",), ()),
        ("a is not none", Shape.FILLED, ("a",), ()),
        ("done", Shape.TRUE, ("done",), ()),
        ("not done", Shape.FALSE, ("done",), ()),
        ("held_on < today", Shape.BEFORE_TODAY, ("held_on",), ()),
        ("held_on <= today", Shape.UNTIL_TODAY, ("held_on",), ()),
        ("held_on > today", Shape.AFTER_TODAY, ("held_on",), ()),
        ("held_on >= today", Shape.FROM_TODAY, ("held_on",), ()),
        ("status in [a, b]", Shape.OTHER, ("status",), ()),
        ("a > b", Shape.OTHER, ("a",), ()),
        ("a|length > 3", Shape.OTHER, (), ()),
        ("not (a == b)", Shape.OTHER, ("a",), ()),
    ],
)
def test_simple_questions_are_recognised(
    source: str, shape: Shape, path: tuple[str, ...], values: tuple[object, ...]
) -> None:
    """What is recognised can be put into words; the rest is quoted."""
    (part,) = compile_conditions(source)
    assert (part.shape, part.path, part.values) == (shape, path, values)


def test_a_condition_that_cannot_be_read_is_refused() -> None:
    """With Jinja's own words."""
    with pytest.raises(ExpressionError):
        compile_conditions("status ==")
