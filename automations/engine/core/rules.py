"""What a reminder rule is: about which rows, when, to whom, in which words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from automations.engine.core.attachable import ATTACHABLE
from automations.engine.core.conditions import Condition
from automations.engine.core.expressions import Expression, Path, Sentence
from automations.engine.core.findings import Message
from automations.engine.core.workdays import Calendar

FAMILY = "eigen"  # the family of the rules that are typed in the tab Herinneringsregels
MENDED = "check-mended"  # the rule under which it is kept that somebody is to be thanked
PERIOD = "period"  # the column that a rule with `expects` looks for as well
REPEATS = 4  # how often `every …` repeats, unless the rule says otherwise
_OFFSET = re.compile(r"([+-]?\d+)(?: +(working +)?days?)?")
_EVERY = re.compile(r"every +(?:(\d+) +)?(working +)?days?")


@dataclass(frozen=True, slots=True)
class Offset:
    """A number of days or working days after a date, or before it when negative."""

    count: int
    working: bool = False

    @property
    def text(self) -> str:
        """The notation of the rule files, always written in the same way."""
        unit = "working day" if self.working else "day"
        return f"{self.count} {unit}{'' if abs(self.count) == 1 else 's'}"

    @property
    def before(self) -> bool:
        """Whether it lies before the date."""
        return self.count < 0

    @property
    def message(self) -> Message:
        """Say it in words, as in `3 dagen voor`."""
        if self.count == 0:
            return Message("rules.offset-on")
        unit = "working-days" if self.working else "days"
        side = "before" if self.before else "after"
        return Message(f"rules.offset-{unit}-{side}", count=abs(self.count))

    def from_date(self, day: date, calendar: Calendar) -> date:
        """Return the day that lies so far from `day`."""
        if self.working:
            return calendar.add_working_days(day, self.count)
        return day + timedelta(days=self.count)


@dataclass(frozen=True, slots=True)
class Repeat:
    """What follows the last offset: so many times again, with so much between."""

    every: Offset
    times: int = REPEATS


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who hears it as well when it lasts.

    `says` and `headline` stand where the rule's own do not fit the one who hears it then.
    """

    after: Offset
    to: tuple[Expression, ...]
    says: Sentence | None = None
    headline: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Phrases:
    """The few pieces of sentences that no rule writes itself; they come from the catalogues."""

    late: Callable[[int], str]  # days after the date: `3 dagen te laat`, `vandaag`, `over 3 dagen`
    moved: Callable[[date, date], str]  # from which date to which
    escalated: Callable[[Sequence[str]], str]  # who heard it before
    deputy: Callable[[str, str], str]  # for whom it comes to a deputy: role and organisation
    uncovered: Callable[[str, str], str]  # and that nobody covers, where it comes to the owner


@dataclass(frozen=True)
class Rule:
    """One reminder rule.

    `family` is the name of its file. `anchor` is None for `noticed`: the day on which the
    conditions began to hold. `sensitive` rules are about signals and share no mail with others.
    """

    name: str
    family: str
    about: str
    when: tuple[Condition, ...]
    anchor: Expression | None
    send: tuple[Offset, ...]
    to: tuple[Expression, ...]
    says: Sentence
    headline: Sentence
    phrases: Phrases = field(repr=False, compare=False)
    repeat: Repeat | None = None
    escalate: Escalation | None = None
    template: str | None = None
    attach: str | None = None  # the document that goes with its mail, by its kind
    expects: str | None = None  # a list column: each value wants a row for the period accounted for
    urgent: bool = False
    sensitive: bool = False
    page: Sentence | None = None  # what it says in Markdown, where `says` is only its plain form
    meaning: str = ""  # of a rule that a person typed: another one is to be looked at first
    inside: bool = False  # what it shows is for colleagues only

    @property
    def paths(self) -> frozenset[Path]:
        """Every column that the rule uses anywhere."""
        used = [part.expression.paths for part in self.when]
        used += [one.paths for one in self.to]
        used += [self.says.paths, self.headline.paths]
        if self.anchor is not None:
            used.append(self.anchor.paths)
        if self.attach is not None:
            used.append(ATTACHABLE[self.attach].shows)
        if self.escalate is not None:
            used += [one.paths for one in self.escalate.to]
            own = (self.escalate.says, self.escalate.headline)
            used += [one.paths for one in own if one is not None]
        return frozenset[Path]().union(*used)


@dataclass(frozen=True, slots=True)
class Step:
    """One offset of a rule for one date: the day on which it goes out, inside the window."""

    offset: str
    day: date
    before: bool
    message: Message


def parse_offset(text: str) -> Offset:
    """Read `-3 days`, `5 working days` or `0`; raises ValueError."""
    found = _OFFSET.fullmatch(text.strip())
    if found is None or (found[0].lstrip("+-0") and "day" not in found[0]):
        raise ValueError(text)
    return Offset(int(found[1]), working=bool(found[2]) and int(found[1]) != 0)


@lru_cache(maxsize=4096)
def moment(offset: str, anchor: date, calendar: Calendar) -> date:
    """Return the day that an offset means, as it is kept of what was said: `5 days + 2 days`.

    It may be one on which nothing goes out. Raises ValueError where it is no offset.
    """
    day = anchor
    for part in offset.split(" + "):
        day = parse_offset(part).from_date(day, calendar)
    return day


def parse_every(text: str) -> Offset | None:
    """Read `every 7 days` or `every working day`; None where it is no such thing."""
    found = _EVERY.fullmatch(text.strip())
    if found is None or found[1] == "0":
        return None
    return Offset(int(found[1] or 1), working=bool(found[2]))


def schedule(
    send: Sequence[Offset], repeat: Repeat | None, anchor: date, calendar: Calendar
) -> tuple[Step, ...]:
    """Lay a rule's offsets out for one date, earliest first."""
    return _schedule(tuple(send), repeat, anchor, calendar)


@lru_cache(maxsize=4096)  # many rows hang on the same date, and each is asked day after day
def _schedule(
    send: tuple[Offset, ...], repeat: Repeat | None, anchor: date, calendar: Calendar
) -> tuple[Step, ...]:
    steps = [_step(o.text, o.from_date(anchor, calendar), o, anchor, calendar) for o in send]
    if repeat is not None and send:
        steps.extend(_repeats(send[-1], repeat, anchor, calendar))
    return tuple(sorted(steps, key=lambda step: step.day))


def _repeats(last: Offset, repeat: Repeat, anchor: date, calendar: Calendar) -> Iterator[Step]:
    start = last.from_date(anchor, calendar)
    for time in range(1, repeat.times + 1):
        ahead = Offset(time * repeat.every.count, working=repeat.every.working)
        if ahead.working == last.working or last.count == 0:
            whole = Offset(last.count + ahead.count, working=ahead.working)
            yield _step(whole.text, ahead.from_date(start, calendar), whole, anchor, calendar)
        else:
            text = f"{last.text} + {ahead.text}"
            step = _step(text, ahead.from_date(start, calendar), last, anchor, calendar)
            yield replace(step, message=Message("rules.offset-again", {"time": time}))


def _step(text: str, day: date, offset: Offset, anchor: date, calendar: Calendar) -> Step:
    """Move a day that is not worked: on, but a "before" never as far as the day it is before.

    A "before" in the holidays comes before these too.
    """
    before = offset.before and day < anchor
    moved = calendar.next_working(day)
    if before and moved != day and (moved >= anchor or day in calendar.holidays):
        moved = calendar.previous_working(day)
    return Step(text, moved, before, offset.message)
