"""No more is hidden than is needed: beside the smallest choice that is as safe."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

import pytest

from automations.engine.core.disclosure import Count, Mark, decide, open_secrets
from automations.engine.core.whole_numbers import Domain, Row, Solver

MORE = 1.25  # times the smallest choice, over all cases together


def rows_of(cells: int) -> list[Row]:
    """Say that the first number is the total of the others."""
    return [Row(((0, -1), *((place, 1) for place in range(1, cells + 1))))]


def marks_of(*values: int, total: Mark | None = None) -> list[str]:
    """Decide about a table with its total in front."""
    counts = [Count(sum(values), mark=total, may_say=False), *(Count(v, "t") for v in values)]
    return [str(mark) for mark in decide(counts, rows_of(len(values)))]


def test_a_lone_small_number_hides_one_more() -> None:
    """With the total hidden too, that is enough; nothing is hidden where nothing is small."""
    assert marks_of(14, 6, 2, total=Mark.HIDDEN) == ["hidden", "shown", "shown", "small"]
    assert marks_of(14, 6, 5) == ["shown", "shown", "shown", "shown"]


def test_of_a_total_that_is_known_the_smallest_other_number_is_hidden_if_that_is_enough() -> None:
    """22 and 14 leave 8 for 6 and 2: then 2 could not be 4, as what is hidden is no small one."""
    assert marks_of(14, 6, 2, total=Mark.SHOWN) == ["shown", "hidden", "hidden", "small"]
    assert marks_of(14, 9, 2, total=Mark.SHOWN) == ["shown", "shown", "hidden", "small"]


def test_the_secrets_of_a_table_that_shows_its_total_are_open() -> None:
    """The proof fails where a number can be worked out, and names it."""
    counts = [Count(22), Count(14, "t"), Count(6, "t"), Count(2, "t")]
    marks = [Mark.SHOWN, Mark.SHOWN, Mark.SHOWN, Mark.SMALL]
    assert open_secrets(counts, rows_of(3), marks) == (3,)
    marks[0] = Mark.HIDDEN
    assert open_secrets(counts, rows_of(3), marks) == ()


@pytest.mark.parametrize(
    ("wanted", "found"), [({1: 4}, [22, 4, 18]), ({1: 3, 2: 19}, [22, 3, 19]), ({1: 23}, None)]
)
def test_a_world_is_found_or_there_is_none(wanted: dict[int, int], found: list[int] | None) -> None:
    """A total of 22 in two parts, near to 2 and 20."""
    solver = Solver(rows_of(2), [Domain(22, 22), Domain(0, 99), Domain(0, 99)], [22, 2, 20])
    assert solver.solve(wanted) == found


def test_a_number_that_is_hidden_for_another_is_none_from_one_to_four() -> None:
    """It was not written as "<5", so that a reader knows as much."""
    solver = Solver(rows_of(2), [Domain(8, 8), Domain(1, 4), Domain(0, 99, 5)], [8, 2, 6])
    assert solver.solve({1: 3}) == [8, 3, 5]
    assert solver.solve({1: 4}) is None


def test_hardly_more_is_hidden_than_the_smallest_choice() -> None:
    """Two tables that divide the same rows, of which one shows its total."""
    ours = smallest = 0
    for counts, rows in cases():
        marks = decide(counts, rows)
        assert not open_secrets(counts, rows, marks)
        ours += sum(mark is not Mark.SHOWN for mark in marks)
        smallest += least(counts, rows)
    assert smallest <= ours <= MORE * smallest


def cases() -> Iterator[tuple[list[Count], list[Row]]]:
    """Make tables of 24 rows or fewer, each divided in two ways."""
    draw = random.Random(5)  # noqa: S311 - the same cases each time
    for _ in range(60):
        total = draw.randint(12, 24)
        one, other = (divided(draw, total, parts) for parts in (3, 4))
        counts = [Count(total, may_say=False, mark=Mark.HIDDEN)]
        counts += [Count(value, "one") for value in one] + [
            Count(value, "other") for value in other
        ]
        first = ((0, -1), *((place, 1) for place in range(1, 4)))
        second = ((0, -1), *((place, 1) for place in range(4, 8)))
        if any(count.secret for count in counts):
            yield counts, [Row(first), Row(second)]


def divided(draw: random.Random, total: int, parts: int) -> list[int]:
    """Divide a total in parts."""
    cuts = sorted(draw.randint(0, total) for _ in range(parts - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]


def least(counts: list[Count], rows: list[Row]) -> int:
    """Return how many numbers must be hidden at least, by trying all choices."""
    choices = [place for place, count in enumerate(counts) if not count.mark and not count.secret]
    for size in range(len(choices) + 1):
        for chosen in combinations(choices, size):
            marks = [
                count.mark
                or (Mark.SMALL if count.secret else Mark.HIDDEN if place in chosen else Mark.SHOWN)
                for place, count in enumerate(counts)
            ]
            if not open_secrets(counts, rows, marks):
                return sum(mark is not Mark.SHOWN for mark in marks)
    return len(counts)
