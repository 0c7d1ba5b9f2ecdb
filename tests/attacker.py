"""A reader who wants to know what reports hide: all they show as one linear program.

He knows the rules (a "<5" is one to four, a count is never below nought), which numbers are parts
of others, and that the periods of a year add up. He reads what every document is made of, and
nothing else. Written apart from the project's own audit: bounds come from a simplex method here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from automations.engine.core.periods import Period
from automations.engine.core.report import Report

CHILDREN = {"J": ("H1", "H2"), "H1": ("Q1", "Q2"), "H2": ("Q3", "Q4")}
GROUPS, ROUTES = "signals-by-group", "signals-by-route"
SUBJECTS = "school-talks-by-subject"
TABLES = (GROUPS, ROUTES, SUBJECTS)
COUNTS = (
    "signals-received",
    "school-talks",
    "school-support-requested",
    "school-support-given",
    "case-conferences",
    "dialogue-attendees",
)
MISSED, CAME = "no-show-share", "participants-attended"
SIGNALS, TALKS = "Signalen", "Onderwijsgesprekken"
REST = "rest"
_CLOSE = 1e-7

Numbers = NDArray[np.float64]
Tableau = tuple[Numbers, list[int]]  # rows, and the column that each row stands for
Name = tuple[str, str, str]  # figure or table, line (or nothing), period


@dataclass
class Known:
    """What is known of numbers: bounds, and sums of them that lie within bounds."""

    bounds: dict[Name, tuple[float, float]] = field(default_factory=dict)
    sums: list[tuple[dict[Name, float], float, float]] = field(default_factory=list)
    hidden: dict[Name, str] = field(default_factory=dict)  # how it is written

    def learn(self, name: Name, low: float, high: float) -> None:
        """Take in that a number lies between two bounds."""
        was = self.bounds.get(name, (0.0, math.inf))
        self.bounds[name] = (max(was[0], low), min(was[1], high))

    def relate(self, terms: dict[Name, float], low: float, high: float) -> None:
        """Take in that a sum lies between two bounds."""
        for name in terms:
            self.bounds.setdefault(name, (0.0, math.inf))
        self.sums.append((terms, low, high))


@dataclass(frozen=True)
class Range:
    """What a hidden number can still be."""

    name: Name
    written: str
    low: float
    high: float


def attack(reports: Sequence[Report], *, routes_add_up: bool = False) -> list[Range] | None:
    """Return what every hidden number of the reports can still be.

    With `routes_add_up` the reader supposes that each signal took one route, in each period; None
    where what is shown contradicts that.
    """
    known = Known()
    for made in reports:
        for column, period in enumerate((made.period, made.period.previous())):
            _read(known, made, period, column)
    _relate(known, routes_add_up=routes_add_up)
    ranges = []
    for part in _components(known):
        hidden = [name for name in part.bounds if name in known.hidden]
        solved = _Bounds(part).of(hidden)
        if solved is None:
            return None
        ranges += [
            Range(name, known.hidden[name], low, high)
            for name, (low, high) in zip(hidden, solved, strict=True)
        ]
    return ranges


def _read(known: Known, made: Report, period: Period, column: int) -> None:
    code = period.code
    for name in COUNTS:
        figure = made.figure(name)
        value = (figure.value, figure.previous)[column]
        hidden = (figure.suppressed, figure.previous_suppressed)[column]
        small = column == 0 and figure.hide.value == "count"
        if value is not None:
            known.learn((name, "", code), float(value), float(value))
        elif hidden:
            _hide(known, (name, "", code), small=small)
    for table in made.tables:
        if table.id in TABLES:
            for line in table.lines:
                cell, place = line.cells[column], (table.id, line.label, code)
                if cell.value is not None:
                    known.learn(place, float(cell.value), float(cell.value))
                elif cell.suppressed:
                    _hide(known, place, small=cell.small)
    _read_share(known, made, code, column)
    _read_rests(known, made, code)
    if column == 0:
        _read_medians(known, made, code)


def _hide(known: Known, name: Name, *, small: bool) -> None:
    known.hidden[name] = "<5" if small or known.hidden.get(name) == "<5" else "niet getoond"
    known.learn(name, *((1, 4) if small else (0, math.inf)))


def _read_share(known: Known, made: Report, code: str, column: int) -> None:
    came, missed = made.figure(CAME), made.figure(MISSED)
    present = (came.value, came.previous)[column]
    percent = (missed.value, missed.previous)[column]
    if present is None:
        return
    name = (MISSED, "", code)
    if percent is not None:
        low, high = (max(0.0, float(percent) - 0.5) / 100, (float(percent) + 0.5) / 100)
        least = low * float(present) / (1 - low) if low < 1 else 0.0
        known.learn(name, least, high * float(present) / (1 - high) if high < 1 else math.inf)
    elif (missed.suppressed, missed.previous_suppressed)[column]:
        _hide(known, name, small=False)


def _read_rests(known: Known, made: Report, code: str) -> None:
    """Read from the appendix how many rows can stand in no line of a table at most."""
    for table, tab, column in ((GROUPS, SIGNALS, "Bron"), (SUBJECTS, TALKS, "Onderwerp")):
        most = sum(
            4 if place.count is None else place.count
            for place in made.quality.not_counted
            if (place.tab, place.column) == (tab, column)
        )
        known.learn((REST, table, code), 0, most)


def _read_medians(known: Known, made: Report, code: str) -> None:
    """Read from a median that is shown, hidden or not there how many it can be about."""
    for name in ("days-to-assessment", "days-to-informing"):
        figure = made.figure(name)
        place = (name, "", code)
        if figure.suppressed:
            known.learn(place, 1, 4)
        elif figure.value is not None:
            known.learn(place, 5, math.inf)
        elif not figure.unknown:
            known.learn(place, 0, 0)


def _relate(known: Known, *, routes_add_up: bool) -> None:
    names = set(known.bounds)
    codes = {code for _, _, code in names}
    lines = {
        table: {line for name, line, _ in names if name == table}
        for table in (GROUPS, ROUTES, SUBJECTS)
    }
    years = {code[:4] for code in codes}
    for code in sorted(codes):
        _relate_signals(known, lines, code, routes_add_up=routes_add_up)
        if lines[SUBJECTS]:
            total = ("school-talks", "", code)
            parts = [(SUBJECTS, line, code) for line in lines[SUBJECTS]]
            _sum(known, total, [*parts, (REST, SUBJECTS, code)])
            asked = ("school-support-requested", "", code)
            known.relate({total: 1, asked: -1}, 0, math.inf)
    for year in sorted(years):
        for parent, (first, second) in CHILDREN.items():
            for name, line in {each[:2] for each in known.bounds}:
                if name.startswith("days-") or name == REST:
                    continue  # what is not assessed in its period may be so in the next
                whole, *parts = ((name, line, f"{year}-{each}") for each in (parent, first, second))
                if name != ROUTES:
                    _sum(known, whole, parts)
                else:
                    known.relate({whole: 1, parts[0]: -1, parts[1]: -1}, 0, math.inf)


def _relate_signals(
    known: Known, lines: dict[str, set[str]], code: str, *, routes_add_up: bool
) -> None:
    total = ("signals-received", "", code)
    groups = [(GROUPS, line, code) for line in lines[GROUPS]]
    routes = [(ROUTES, line, code) for line in lines[ROUTES]]
    if not groups:
        return
    _sum(known, total, [*groups, (REST, GROUPS, code)])
    for route in routes:
        known.relate({total: 1, route: -1}, 0, math.inf)
    if routes_add_up:
        _sum(known, total, routes)
    assessed, informed = ((f"days-to-{each}", "", code) for each in ("assessment", "informing"))
    if assessed in known.bounds:
        known.relate({total: 1, assessed: -1}, 0, math.inf)
        known.relate({(GROUPS, "group-network", code): 1, informed: -1}, 0, math.inf)
        for route in routes:
            known.relate({assessed: 1, route: -1}, 0, math.inf)


def _sum(known: Known, whole: Name, parts: Iterable[Name]) -> None:
    known.relate({whole: -1.0} | dict.fromkeys(parts, 1.0), 0, 0)


def _components(known: Known) -> Iterator[Known]:
    """Give the parts of what is known that have no unknown number in common."""
    parent = {name: name for name in known.bounds}

    def root(name: Name) -> Name:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for terms, _, _ in known.sums:
        loose = [name for name in terms if _is_loose(known.bounds[name])]
        for name in loose[1:]:
            parent[root(name)] = root(loose[0])
    parts: dict[Name, Known] = {}
    for name, bounds in known.bounds.items():
        parts.setdefault(root(name), Known()).bounds[name] = bounds
    for terms, low, high in known.sums:
        loose = [name for name in terms if _is_loose(known.bounds[name])]
        fixed = sum(
            factor * known.bounds[name][0] for name, factor in terms.items() if name not in loose
        )
        if not loose:
            if not low - _CLOSE <= fixed <= high + _CLOSE:
                broken = parts[root(next(iter(terms)))]
                broken.sums.append(({}, 1, 1))  # a contradiction: nothing can be made of it
            continue
        reduced = {name: terms[name] for name in loose}
        parts[root(loose[0])].sums.append((reduced, low - fixed, high - fixed))
    yield from parts.values()


def _is_loose(bounds: tuple[float, float]) -> bool:
    return bounds[1] - bounds[0] > _CLOSE


class _Bounds:
    """The least and the most of numbers under sums and bounds: the simplex method, in two phases.

    Bland's rule, so that it ends; tables are small, so they are dense.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._names = [name for name, bounds in known.bounds.items() if _is_loose(bounds)]
        self._place = {name: number for number, name in enumerate(self._names)}
        self._lows = np.array([known.bounds[name][0] for name in self._names])

    def of(self, names: Sequence[Name]) -> list[tuple[float, float]] | None:
        """Return both bounds of each name, in whole numbers; None where there is no solution."""
        if any(low > high + _CLOSE for low, high in self._known.bounds.values()):
            return None
        if any(not terms for terms, _, _ in self._known.sums):
            return None
        if not any(name in self._place for name in names):
            return [self._known.bounds[name] for name in names]
        table = self._feasible()
        if table is None:
            return None
        return [self._both(table, name) for name in names]

    def _both(self, table: Tableau, name: Name) -> tuple[float, float]:
        if name not in self._place:
            return self._known.bounds[name]
        place = self._place[name]
        low = -self._most(table, place, -1.0) + self._lows[place]
        high = self._most(table, place, 1.0) + self._lows[place]
        return (
            float(math.ceil(low - 1e-5)),
            math.inf if high == math.inf else float(math.floor(high + 1e-5)),
        )

    def _rows(self) -> list[tuple[Numbers, float, bool]]:
        """Give rows `a x <= b` and `a x = b` (the last one tells) in numbers above their least."""
        rows = []
        for terms, low, high in self._known.sums:
            row = np.zeros(len(self._names))
            for name, factor in terms.items():
                row[self._place[name]] += factor
            base = float(row @ self._lows)
            if low == high:
                rows.append((row, low - base, True))
                continue
            if high < math.inf:
                rows.append((row, high - base, False))
            if low > -math.inf:
                rows.append((-row, base - low, False))
        for number, name in enumerate(self._names):
            low, high = self._known.bounds[name]
            if high < math.inf:
                row = np.zeros(len(self._names))
                row[number] = 1
                rows.append((row, high - low, False))
        return rows

    def _feasible(self) -> Tableau | None:
        rows = self._rows()
        slacks = sum(not equal for _, _, equal in rows)
        width = len(self._names) + slacks
        body = np.zeros((len(rows), width + len(rows) + 1))
        slack, basis = len(self._names), []
        for number, (row, value, equal) in enumerate(rows):
            body[number, : len(row)] = row
            body[number, -1] = value
            if not equal:
                body[number, slack] = 1
            sign = -1 if value < 0 else 1
            body[number] *= sign
            if not equal and sign == 1:
                basis.append(slack)
            else:
                body[number, width + number] = 1
                basis.append(width + number)
            slack += not equal
        goal = np.zeros(body.shape[1])
        for number, column in enumerate(basis):
            if column >= width:
                goal += body[number]
        goal[width:-1] = 0
        self._run(body, goal, basis, width)
        if goal[-1] > 1e-6:
            return None
        for number, column in enumerate(basis):  # drive what was only there to begin with out
            if column >= width:
                choices = np.flatnonzero(np.abs(body[number, :width]) > 1e-7)
                if len(choices):
                    self._pivot(body, goal, basis, number, int(choices[0]))
        keep = [number for number, column in enumerate(basis) if column < width]
        body = np.hstack([body[keep][:, :width], body[keep][:, -1:]])
        return body, [basis[number] for number in keep]

    def _most(self, table: Tableau, place: int, factor: float) -> float:
        body, basis = table[0].copy(), list(table[1])
        goal = np.zeros(body.shape[1])
        goal[place] = factor
        for number, column in enumerate(basis):
            if goal[column]:
                goal -= goal[column] * body[number]
        if not self._run(body, goal, basis, body.shape[1] - 1):
            return math.inf
        return -float(goal[-1])

    def _run(self, body: Numbers, goal: Numbers, basis: list[int], width: int) -> bool:
        """Raise the goal until it cannot be raised; False where it has no end."""
        while True:
            better = np.flatnonzero(goal[:width] > _CLOSE)
            if not len(better):
                return True
            column = int(better[0])
            usable = np.flatnonzero(body[:, column] > _CLOSE)
            if not len(usable):
                return False
            ratios = body[usable, -1] / body[usable, column]
            least = ratios.min()
            ties = usable[ratios <= least + 1e-12]
            row = min(ties, key=lambda number: basis[number])
            self._pivot(body, goal, basis, int(row), column)

    @staticmethod
    def _pivot(body: Numbers, goal: Numbers, basis: list[int], row: int, column: int) -> None:
        body[row] /= body[row, column]
        factors = body[:, column].copy()
        factors[row] = 0
        body -= np.outer(factors, body[row])
        goal -= goal[column] * body[row]
        basis[row] = column
