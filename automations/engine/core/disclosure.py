"""Which numbers to hide so that no small one can be worked out: a search, and a proof.

A number from 1 to 4 is secret. For each secret there must be two worlds that look alike to the
reader: one in which it is 1, and one in which it is 4. In both every shown number is the same,
every hidden one is as it is written, and all sums hold. While a secret lacks one of them, one more
number is hidden, the smallest first; what turns out to be hidden for nothing is shown again.

This is the cell suppression problem with linear constraints of Fischetti and Salazar-González
(Management Science 47(7), 2001), with a greedy choice in place of their exact one, and with the
whole range from 1 to 4 as the protection level. The attacker's problem is solved in whole numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from automations.engine.core.suppression import THRESHOLD, is_small
from automations.engine.core.whole_numbers import Domain, NoAnswerError, Row, Solver

_ENDS = (1, THRESHOLD - 1)
# How much a decision may search: after the first, the next best is hidden without looking for a
# better one; after the second, all is. Counted in choices, so that each computer decides the same.
_LOOK_FOR_BETTER = 1000
_LOOK_AT_ALL = 2500
_SOLVER = 10
_AT_ONCE = 6  # how many open questions one choice is made for


class Mark(StrEnum):
    """What a reader sees of a number."""

    SHOWN = "shown"
    SMALL = "small"  # "<5"
    HIDDEN = "hidden"  # "niet getoond"
    UNSEEN = "unseen"  # it stands nowhere, and can still be worked out from what does


@dataclass(frozen=True, slots=True)
class Count:
    """One number that a reader sees or could work out.

    `reads`: the least and the most that it is to who sees it shown, as for a rounded share. One
    that has them is no secret.
    `column`: the numbers of one column of a table, of which the smallest are hidden first.
    `mark`: what was decided before; None where it is still to be decided.
    `may_say`: a small one may be written as "<5". `least`: what it can be at least.
    """

    value: int
    column: Hashable = None
    mark: Mark | None = None
    may_say: bool = True
    least: int = 0
    reads: tuple[int, int] | None = None

    @property
    def secret(self) -> bool:
        """Tell whether nobody may work it out."""
        return is_small(self.value) and self.reads is None


Suppositions = Sequence[Sequence[Row]]


def decide(
    counts: Sequence[Count], rows: Sequence[Row], supposed: Suppositions = (), *, mute: bool = False
) -> tuple[Mark, ...]:
    """Decide what a reader sees of each count.

    `rows` hold for the counts, by their places. Each of `supposed` is a set of rows that a reader
    may suppose instead; where what is shown contradicts them, he cannot. With `mute` a small number
    may also lose its "<5", where that would tell something about another one.

    Of a secret that is narrowed already, by what was decided before, no more is asked than that its
    range does not become narrower than it would be with everything here hidden.
    """
    decision = _Decision(counts, [rows, *supposed], mute=mute)
    decision.hide()
    decision.show_again()
    return tuple(decision.marks)


def open_secrets(
    counts: Sequence[Count],
    rows: Sequence[Row],
    marks: Sequence[Mark],
    supposed: Suppositions = (),
) -> tuple[int, ...]:
    """Return the places of the secrets for which it is not proved that they are safe."""
    audit = _Audit(counts, [rows, *supposed])
    return tuple(sorted({place for _, place, _ in audit.failing(marks)}))


Query = tuple[int, int, int]  # which rows, which secret, at which end


class _Audit:
    """Looks for the worlds in which a secret is 1, or 4; worlds found are kept."""

    def __init__(self, counts: Sequence[Count], models: Suppositions) -> None:
        self._counts = counts
        self._models = models
        self._values = [count.value for count in counts]
        self._top = 2 * max(map(abs, self._values), default=0) + 50
        self._worlds: dict[Query, list[int]] = {}
        self._secrets = [place for place, count in enumerate(counts) if count.secret]
        self._ends: dict[tuple[int, int], tuple[int, ...]] = {}  # where not 1 and 4
        self.plain: set[tuple[int, int]] = set()  # where the reader does not know how we choose
        self.spent = 0  # choices that searches have made
        columns: dict[Hashable, list[int]] = {}
        for place, count in enumerate(counts):
            columns.setdefault(count.column, []).append(place)
        self._columns = columns

    def failing(self, marks: Sequence[Mark]) -> Iterator[Query]:
        """Give what could not be found."""
        look = _Look(self, marks)
        for model in range(len(self._models)):
            for place in self._secrets:
                for end in self._ends.get((model, place), _ENDS):
                    query = (model, place, end)
                    if not look.holds(query):
                        yield query

    def ask_less(self, query: Query) -> None:
        """Ask for less, as this is out of reach whatever is hidden.

        First of a reader who takes "niet getoond" for any number; then for a number nearer to the
        other end. Where both ends meet nothing is asked any more.
        """
        model, place, end = query
        ends = self._ends.get((model, place), _ENDS)
        if (model, place) not in self.plain:
            self.plain.add((model, place))
        elif end in ends:
            low, high = ends
            low, high = (low + 1, high) if end == low else (low, high - 1)
            self._ends[model, place] = (low, high) if low < high else ()

    def refuted(self, queries: Iterable[Query], marks: Sequence[Mark]) -> Iterator[Query]:
        """Give the questions for which there is no world, with proof."""
        look = _Look(self, marks)
        return (query for query in queries if look.is_refuted(query))

    def still_missing(self, queries: Iterable[Query], marks: Sequence[Mark]) -> int:
        """Count for how many questions there is no world."""
        look = _Look(self, marks)
        return sum(not look.holds(query) for query in queries)

    def world(self, query: Query) -> list[int] | None:
        """Return the world that was found last for a question."""
        return self._worlds.get(query)

    def keep(self, model: int, world: list[int]) -> None:
        """Keep a world for every question that it answers."""
        self._worlds[model, -1, 0] = world
        for place in self._secrets:
            if is_small(world[place]):
                self._worlds[model, place, world[place]] = world

    def solver(self, model: int, domains: Sequence[Domain]) -> Solver:
        """Make what answers questions about the rows of a model; that costs some choices."""
        self.spent += _SOLVER
        return Solver(self._models[model], domains, self._values)

    def domains(self, marks: Sequence[Mark], *, plain: bool) -> list[Domain]:
        domains: list[Domain] = [Domain(0, 0)] * len(marks)
        for places in self._columns.values():
            shown = [
                self._values[place]
                for place in places
                if marks[place] is Mark.SHOWN and self._values[place] >= THRESHOLD
            ]
            most = min(shown, default=self._top)
            for place in places:
                domains[place] = self._domain(self._counts[place], marks[place], most, plain=plain)
        return domains

    def _domain(self, count: Count, mark: Mark, most: int, *, plain: bool) -> Domain:
        match mark:
            case Mark.SHOWN:
                return Domain(*(count.reads or (count.value, count.value)))
            case Mark.SMALL:
                return Domain(*(_ENDS if count.secret else (count.value, count.value)))
            case Mark.HIDDEN if count.may_say and not count.secret and not plain:
                # the smallest go first: no more than the least that is shown
                high = max(most if count.column is not None else self._top, count.value)
                return Domain(0, high, THRESHOLD)
            case _:
                return Domain(count.least, self._top)


class _Look:
    """One look at the marks as they are."""

    def __init__(self, audit: _Audit, marks: Sequence[Mark]) -> None:
        self._audit = audit
        self._marks = marks
        self._domains: dict[bool, list[Domain]] = {}
        self._solvers: dict[tuple[int, bool], Solver] = {}
        self._possible: dict[int, bool] = {0: True}

    def holds(self, query: Query) -> bool:
        """Tell whether there is a world as asked for, or none is needed."""
        model, place, end = query
        if self._marks[place] is Mark.SHOWN or not self._is_possible(model):
            return True
        try:
            return self._find(query, {place: end})
        except NoAnswerError:
            return False

    def is_refuted(self, query: Query) -> bool:
        """Tell whether it is proved that there is no world as asked for."""
        try:
            return not self._find(query, {query[1]: query[2]})
        except NoAnswerError:
            return False

    def _is_possible(self, model: int) -> bool:
        """Tell whether the reader can suppose the rows of a model; where in doubt, he can."""
        if model not in self._possible:
            try:
                self._possible[model] = self._find((model, -1, 0), {})
            except NoAnswerError:
                self._possible[model] = True
        return self._possible[model]

    def _find(self, query: Query, wanted: Mapping[int, int]) -> bool:
        model, place, _ = query
        plain = (model, place) in self._audit.plain
        if plain not in self._domains:
            self._domains[plain] = self._audit.domains(self._marks, plain=plain)
        domains = self._domains[plain]
        known = self._audit.world(query)
        if known is not None and _fits(known, domains):
            return True
        if (model, plain) not in self._solvers:
            self._solvers[model, plain] = self._audit.solver(model, domains)
        solver = self._solvers[model, plain]
        before = solver.spent
        try:
            found = solver.solve(wanted)
        finally:
            self._audit.spent += 1 + solver.spent - before
        if found is None:
            return False
        self._audit.keep(model, found)
        return True


def _fits(world: Sequence[int], domains: Sequence[Domain]) -> bool:
    return all(domain.holds(value) for value, domain in zip(world, domains, strict=True))


class _Decision:
    """The marks as they are being decided."""

    def __init__(self, counts: Sequence[Count], models: Suppositions, *, mute: bool) -> None:
        self._counts = counts
        self._mute = mute
        self._open = [place for place, count in enumerate(counts) if count.mark is None]
        self.marks = [_first_mark(count) for count in counts]
        self._audit = _Audit(counts, models)

    def hide(self) -> None:
        """Hide more until every secret is safe, or nothing is left to hide."""
        if not any(count.secret for count in self._counts):
            return
        while missing := list(islice(self._audit.failing(self.marks), _AT_ONCE)):
            hidden = self._all_hidden()
            if self.marks == hidden or self._audit.spent > _LOOK_AT_ALL:
                self.marks = hidden
                return
            open_before = set(self._audit.refuted(missing, hidden))
            for query in open_before:
                self._audit.ask_less(query)
            if len(open_before) < len(missing):
                wanted = [query for query in missing if query not in open_before]
                self.marks[self._best(wanted)] = Mark.HIDDEN

    def _all_hidden(self) -> list[Mark]:
        marks = list(self.marks)
        for place in self._open:
            if self._counts[place].secret and not self._mute and self._counts[place].may_say:
                continue
            marks[place] = Mark.HIDDEN
        return marks

    def _best(self, missing: Sequence[Query]) -> int:
        """Choose the one that helps most of what is missing; of those the cheapest."""
        choices = list(self._choices())
        if self._audit.spent > _LOOK_FOR_BETTER:
            return choices[0]
        left: dict[int, int] = {}
        for place in choices:
            tried = list(self.marks)
            tried[place] = Mark.HIDDEN
            left[place] = self._audit.still_missing(missing, tried)
            if not left[place]:
                return place
        return min(choices, key=left.__getitem__)

    def _choices(self) -> Iterable[int]:
        """Give what may be hidden next: of every column its smallest, and noughts at the end."""
        if self._mute:
            yield from (place for place in self._open if self.marks[place] is Mark.SMALL)
        next_ones: dict[Hashable, int] = {}
        for place in sorted(self._open, key=self._rank):
            if self.marks[place] is Mark.SHOWN:
                column = self._counts[place].column
                next_ones.setdefault((column, place if column is None else None), place)
        yield from sorted(next_ones.values(), key=self._rank)

    def _rank(self, place: int) -> tuple[bool, int, int]:
        value = self._counts[place].value
        return (value == 0, value, place)

    def show_again(self) -> None:
        """Show again what is hidden for nothing: of every column its largest first."""
        for place in sorted(self._open, key=self._rank, reverse=True):
            count, mark = self._counts[place], self.marks[place]
            better = Mark.SMALL if count.secret else Mark.SHOWN
            if mark is not Mark.HIDDEN or (count.secret and not count.may_say):
                continue
            if not count.secret and self._has_larger(place):
                continue
            if self._audit.spent > _LOOK_AT_ALL:
                return
            self.marks[place] = better
            if next(self._audit.failing(self.marks), None) is not None:
                self.marks[place] = mark

    def _has_larger(self, place: int) -> bool:
        """Tell whether a larger one of its column is hidden: then it must be too."""
        column = self._counts[place].column
        return column is not None and any(
            self.marks[other] is Mark.HIDDEN
            and not self._counts[other].secret
            and self._rank(other) > self._rank(place)
            for other in self._open
            if self._counts[other].column == column
        )


def _first_mark(count: Count) -> Mark:
    if count.mark is not None:
        return count.mark
    if not count.secret:
        return Mark.SHOWN
    return Mark.SMALL if count.may_say else Mark.HIDDEN
