"""What a mail costs: our whole path beside raw smtplib, yagmail and Django, in one run.

Our path begins with data and ends with the server's answer: render, build, queue in a store on the
disk with every commit forced to it, claim, record, hand over. Raw smtplib sends the same bytes,
made beforehand, over one connection; yagmail (as its README has it: a client, and `send` for each
mail) and Django are given finished texts. yagmail with the plain text alone is there to compare;
the goal is about the same mail. Nobody logs in and nothing is encrypted, which spares yagmail most:
it would do both again for each mail.

All take turns in each round, so that the ratios hold on a machine whose speed drifts. Times are
microseconds per mail; a ratio is of one round, and the median of the rounds counts. The servers are
processes of their own on loopback: Postfix's smtp-sink where it is installed, and aiosmtpd.

Goals: at most 4 times raw smtplib; at least 4 times faster than yagmail; 8 connections at least 7
times as fast as one where the server takes 20 ms over each mail; and with 100,000 mails each costs
at most 1.2 times what it costs with 1,000.

    .venv/bin/python benchmarks/mail.py [--quick] [--json] [--check] [--rounds N] [--few]

It takes about eight minutes; without the 100,000 (`--few`) four; with fewer mails of everything
(`--quick`) one. `--check` ends with 1 when a goal is missed. A machine that does other work too
tells little: the commits wait for its disk, and raw smtplib does not.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import mail_sinks
import mail_ways as ways

RAW_AT_MOST = 4.0
YAGMAIL_AT_LEAST = 4.0
LANES, LANES_AT_LEAST = 8, 7.0
DELAY = 0.02  # seconds
SCALE_AT_MOST = 1.2
OURS, RAW, DJANGO = "Werkblad, 1 connection", "smtplib, 1 connection", "Django, 1 connection"
OURS_TWO = "Werkblad, 2 connections"
YAGMAIL, YAGMAIL_TEXT = "yagmail", "yagmail, plain text alone"
STEPS = ("render", "queue", "deliver")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    rounds: int
    mails: int
    of_yagmail: int  # it takes its time
    delayed: int
    few: int
    many: int


FULL = Size(rounds=7, mails=1000, of_yagmail=100, delayed=800, few=1000, many=100_000)
QUICK = Size(rounds=3, mails=300, of_yagmail=30, delayed=400, few=300, many=3000)


@dataclass(frozen=True, slots=True)
class Spread:
    """What was found over some rounds."""

    min: float
    median: float
    max: float


@dataclass(frozen=True, slots=True)
class Goal:
    """A promise, what was found, and whether it holds; the median counts."""

    goal: str
    found: Spread
    met: bool


def spread(found: Sequence[float]) -> Spread:
    """Sum up figures."""
    return Spread(*(round(one, 2) for one in (min(found), statistics.median(found), max(found))))


def ratios(of: Sequence[float], to: Sequence[float]) -> Spread:
    """Sum up the ratio of each round."""
    return spread([one / other for one, other in zip(of, to, strict=True)])


def at_most(goal: str, found: Spread, limit: float) -> Goal:
    """Judge a ratio that should be small."""
    return Goal(goal, found, found.median <= limit)


def at_least(goal: str, found: Spread, limit: float) -> Goal:
    """Judge a ratio that should be large."""
    return Goal(goal, found, found.median >= limit)


def compare(kind: str, size: Size) -> Mapping[str, Sequence[float]]:
    """Let all send to one server in turn; return the microseconds per mail of each round."""
    finished = ways.texts(size.mails)
    few = finished[: size.of_yagmail]
    found: dict[str, list[float]] = {}

    def note(name: str, seconds: float, number: int) -> None:
        found.setdefault(name, []).append(1e6 * seconds / number)

    def own(port: int) -> None:
        times = ways.ours(port, size.mails)
        note(OURS, times.whole, size.mails)
        for step in STEPS:
            note(f"  {step}", getattr(times, step), size.mails)

    runs: list[Callable[[int], None]] = [
        lambda port: note(RAW, ways.raw(port, finished), size.mails),
        own,
        lambda port: note(OURS_TWO, ways.ours(port, size.mails, lanes=2).whole, size.mails),
        lambda port: note(DJANGO, ways.with_django(port, finished), size.mails),
        lambda port: note(YAGMAIL, ways.with_yagmail(port, few, html=True), len(few)),
        lambda port: note(YAGMAIL_TEXT, ways.with_yagmail(port, few, html=False), len(few)),
    ]
    with mail_sinks.running(kind) as port:
        ways.raw(port, few)  # the first ones warm everything up
        ways.with_yagmail(port, few[:3], html=True)
        ways.ours(port, len(few))
        for number in range(size.rounds):
            for run in runs[number % len(runs) :] + runs[: number % len(runs)]:
                run(port)
    return found


def delayed(size: Size) -> Sequence[tuple[float, float]]:
    """Hand over to a server that takes its time, over one connection and over several."""
    with mail_sinks.running("slow", DELAY) as port:
        return [
            (
                1e6 * ways.over_lanes(port, size.delayed, lanes=1) / size.delayed,
                1e6 * ways.over_lanes(port, size.delayed, lanes=LANES) / size.delayed,
            )
            for _ in range(min(size.rounds, 3))
        ]


def scale(kind: str, size: Size) -> tuple[Sequence[float], float]:
    """Return the cost of a mail among few, before and after, and among many."""
    with mail_sinks.running(kind) as port:
        few = [ways.ours(port, size.few).whole for _ in range(3)]
        many = ways.ours(port, size.many).whole
        few += [ways.ours(port, size.few).whole for _ in range(3)]
    return [1e6 * one / size.few for one in few], 1e6 * many / size.many


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and with `--check` return 1 when a goal is missed."""
    options = _options(arguments)
    size = QUICK if options.quick else FULL
    rounds = options.rounds or size.rounds
    size = Size(**(asdict(size) | {"rounds": rounds}))
    kinds = mail_sinks.installed()
    found: dict[str, object] = {"sizes": asdict(size), "servers": kinds}
    goals = list[Goal]()
    say = _say if not options.json else _nothing
    if "smtp-sink" not in kinds:
        say("smtp-sink (Debian: postfix) is not installed: only aiosmtpd is measured against.\n")
    for kind in kinds:
        costs = compare(kind, size)
        found[kind] = {name.strip(): asdict(spread(cost)) for name, cost in costs.items()}
        goals += _judged(kind, costs)
        say(_table(f"{kind}, {size.mails:,} mails, {rounds} rounds: µs per mail", costs))
    goals.append(_over_lanes(found, size, say))
    if not options.few:
        goals.append(_over_many(found, kinds[0], size, say))
    forced = [1e6 * one for one in ways.forced()]
    found["disk"] = asdict(spread(forced))
    say(_table("The disk: µs per page that is forced to it", {"once per mail of ours": forced}))
    found["first_mail_of_a_template_ms"] = first = round(1e3 * ways.first(), 1)
    say(f"The first mail of a template, in which its styles are inlined: {first} ms\n")
    for goal in goals:
        one = goal.found
        say(f"{'met   ' if goal.met else 'MISSED'}  {goal.goal}: {one.median:.2f}")
        say(f"  ({one.min:.2f} to {one.max:.2f})\n")
    found["goals"] = [asdict(goal) for goal in goals]
    if options.json:
        _say(json.dumps(found, indent=2) + "\n")
    return 0 if all(goal.met for goal in goals) or not options.check else 1


def _judged(kind: str, costs: Mapping[str, Sequence[float]]) -> list[Goal]:
    return [
        at_most(
            f"{kind}: at most {RAW_AT_MOST:g} times raw smtplib",
            ratios(costs[OURS], costs[RAW]),
            RAW_AT_MOST,
        ),
        at_least(
            f"{kind}: at least {YAGMAIL_AT_LEAST:g} times faster than yagmail with the same mail",
            ratios(costs[YAGMAIL], costs[OURS]),
            YAGMAIL_AT_LEAST,
        ),
    ]


def _over_lanes(found: dict[str, object], size: Size, say: Callable[[str], object]) -> Goal:
    pairs = delayed(size)
    names = "1 connection", f"{LANES} connections"
    costs = dict(zip(names, zip(*pairs, strict=True), strict=True))
    found["delayed"] = {name: asdict(spread(cost)) for name, cost in costs.items()}
    slow = f"{1000 * DELAY:g} ms over each mail"
    say(_table(f"{slow}, {size.delayed} mails, the hand-over alone: µs per mail", costs))
    return at_least(
        f"{slow}: {LANES} connections at least {LANES_AT_LEAST:g} times as fast as one",
        spread([one / other for one, other in pairs]),
        LANES_AT_LEAST,
    )


def _over_many(
    found: dict[str, object], kind: str, size: Size, say: Callable[[str], object]
) -> Goal:
    few, many = scale(kind, size)
    costs = {f"{size.few:,} mails": few, f"{size.many:,} mails": [many]}
    found["scale"] = {name: asdict(spread(cost)) for name, cost in costs.items()}
    say(_table(f"{kind}, our whole path: µs per mail", costs))
    middle = statistics.median(few)
    found_ratio = Spread(*(round(many / one, 2) for one in (max(few), middle, min(few))))
    return at_most(
        f"{size.many:,} mails cost at most {SCALE_AT_MOST:g} times {size.few:,}, per mail",
        found_ratio,
        SCALE_AT_MOST,
    )


def _table(title: str, costs: Mapping[str, Sequence[float]]) -> str:
    lines = [title, f"  {'':28}{'min':>9}{'median':>9}{'max':>9}"]
    for name, cost in costs.items():
        one = spread(cost)
        lines.append(f"  {name:28}{one.min:9.0f}{one.median:9.0f}{one.max:9.0f}")
    return "\n".join(lines) + "\n\n"


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _nothing(_: str) -> None:
    pass


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What a mail costs.")
    parser.add_argument("--quick", action="store_true", help="fewer mails, fewer rounds")
    parser.add_argument("--few", action="store_true", help="leave the 100,000 mails out")
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    parser.add_argument("--check", action="store_true", help="end with 1 when a goal is missed")
    parser.add_argument("--rounds", type=int, help="how many rounds")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
