"""Whether a reader of up to four reports can work out a small number, and how much that costs.

    python benchmarks/disclosure.py              # 500 sets of reports of random registers
    python benchmarks/disclosure.py --quick --check --json
    python benchmarks/disclosure.py --first 250 --sets 250   # a part of them

The attacker (`tests/attacker.py`) reads what the documents are made of and bounds every hidden
number by linear programming: once with what holds, once supposing that each signal took one route.
Beside it, on small cases, what is hidden against the smallest choice that is as safe, which is
found by trying all.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from automations.engine.core.disclosure import Count, Mark, open_secrets  # noqa: E402 - path first
from automations.engine.core.figures import hiding  # noqa: E402 - as above
from automations.engine.core.report import Report  # noqa: E402 - as above
from automations.engine.core.whole_numbers import Row  # noqa: E402 - as above
from tests.attacker import TABLES, Range, attack  # noqa: E402 - as above
from tests.report_sets import ReportSet, made_of, random_set, truth  # noqa: E402 - as above

SETS, QUICK = 500, 20
OPEN = 11  # cells that a small case may choose from
MORE = 1.25  # times the smallest choice, over all small cases
Case = tuple[Sequence[Count], Sequence[Row], Sequence[Sequence[Row]], tuple[Mark, ...]]


def main() -> int:
    """Run the attack, and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--sets", type=int, default=SETS)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    seeds = range(args.first, args.first + (QUICK if args.quick else args.sets))
    result = run(seeds)
    if args.json:
        print(json.dumps(result))  # noqa: T201 - a benchmark prints
    else:
        for name, value in result.items():
            print(f"{name:<60} {value}")  # noqa: T201 - as above
    bad = result["recovered"] or result["attacker was wrong"]
    return int(args.check and bool(bad or result["hidden against smallest"] > MORE))


def run(seeds: Sequence[int]) -> dict[str, Any]:
    """Attack the sets of these seeds, and compare their small cases with the smallest choice."""
    tally: Counter[str] = Counter()
    longest = 0.0
    for seed in seeds:
        given = random_set(seed)
        with _Cases() as cases:
            began = time.perf_counter()
            made = made_of(given)
            longest = max(longest, (time.perf_counter() - began) / len(made))
        tally["sets"] += 1
        tally["reports"] += len(made)
        tally.update(_attacked(given, made))
        tally.update(_cells(made))
        for case in cases.small:
            ours, smallest = _compare(case)
            tally["small cases"] += 1
            tally["small ours"] += ours
            tally["small smallest"] += smallest
            tally["small best"] += ours == smallest
    return _summary(tally, longest)


def _attacked(given: ReportSet, made: Sequence[Report]) -> Iterator[str]:
    plain = attack(made)
    yield from _found(given, plain or [], "")
    if plain is None:
        yield "attacker was wrong"
    supposing = attack(made, routes_add_up=True)
    if supposing is None:
        yield "supposing is contradicted"
    else:
        yield from _found(given, supposing, " supposing")


def _found(given: ReportSet, ranges: Sequence[Range], how: str) -> Iterator[str]:
    for each in ranges:
        value = truth(given, each.name)
        right = each.low <= value <= each.high
        if not how:
            yield "hidden numbers"
            if not right:
                yield "attacker was wrong"
        if 0 < value <= 4:  # noqa: PLR2004 - a small number
            yield f"secrets{how}"
            if each.low == each.high == value:
                yield f"recovered{how}"
            elif right and each.high <= 4 and each.high - each.low < 3:  # noqa: PLR2004 - as above
                yield f"narrowed{how}"
        elif each.low == each.high == value:
            yield f"others recovered{how}"


def _cells(made: Sequence[Report]) -> Iterator[str]:
    for report in made:
        for table in report.tables:
            if table.id in TABLES:
                for cell in (cell for line in table.lines for cell in line.cells):
                    yield "cells"
                    if cell.suppressed:
                        yield "cells hidden"
                    if cell.small:
                        yield "cells small"


class _Cases:
    """Keeps the decisions that are small enough to try all choices."""

    def __init__(self) -> None:
        self.small: list[Case] = []
        self._decide = hiding.decide

    def __enter__(self) -> Self:
        hiding.decide = self._kept
        return self

    def __exit__(self, *_: object) -> None:
        hiding.decide = self._decide

    def _kept(
        self,
        counts: Sequence[Count],
        rows: Sequence[Row],
        supposed: Sequence[Sequence[Row]] = (),
        *,
        mute: bool = False,
    ) -> tuple[Mark, ...]:
        marks = self._decide(counts, rows, supposed, mute=mute)
        choices = sum(count.mark is None and not count.secret for count in counts)
        if 1 < choices <= OPEN and not mute and any(count.secret for count in counts):
            self.small.append((counts, rows, supposed, marks))
        return marks


def _compare(case: Case) -> tuple[int, int]:
    """Return how many numbers are hidden, and how many must be at least to be as safe."""
    counts, rows, supposed, marks = case
    hidden = sum(mark in {Mark.HIDDEN, Mark.SMALL} for mark in marks)
    unsafe = open_secrets(counts, rows, marks, supposed)
    choices = [
        place for place, count in enumerate(counts) if count.mark is None and not count.secret
    ]
    more = [place for place in choices if marks[place] is Mark.HIDDEN]
    bare = [Mark.SHOWN if place in choices else mark for place, mark in enumerate(marks)]
    for size in range(len(more)):
        for chosen in combinations(choices, size):
            tried = [Mark.HIDDEN if place in chosen else mark for place, mark in enumerate(bare)]
            if set(open_secrets(counts, rows, tried, supposed)) <= set(unsafe):
                return hidden, hidden - len(more) + size
    return hidden, hidden


def _summary(tally: Counter[str], longest: float) -> dict[str, Any]:
    names = (
        "sets",
        "reports",
        "hidden numbers",
        "secrets",
        "recovered",
        "narrowed",
        "others recovered",
        "secrets supposing",
        "supposing is contradicted",
        "recovered supposing",
        "narrowed supposing",
        "attacker was wrong",
        "cells",
        "cells small",
        "cells hidden",
        "small cases",
        "small ours",
        "small smallest",
        "small best",
    )
    result: dict[str, Any] = {name: tally[name] for name in names}
    result["share of cells hidden"] = round(tally["cells hidden"] / max(tally["cells"], 1), 3)
    smallest = max(tally["small smallest"], 1)
    result["hidden against smallest"] = round(max(tally["small ours"], 1) / smallest, 3)
    result["seconds per report in the slowest set"] = round(longest, 2)
    return result


if __name__ == "__main__":
    sys.exit(main())
