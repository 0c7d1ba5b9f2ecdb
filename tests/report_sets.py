"""Random registers about small numbers, and the reports that a city would make of them in a row."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from automations.engine.core.figures import FIGURES, TABLES
from automations.engine.core.periods import Period, add_months, parse_period
from automations.engine.core.published import Published, parse_published
from automations.engine.core.register import Register
from automations.engine.core.report import Report, report
from automations.engine.reporting import figures_as_json, tables_as_json
from automations.engine.words import Words
from tests.registers import Row, register_of

SOURCES = (
    "partnerorganisatie",
    "inwoner",
    "gemeente",
    "andere gemeente of Veiligheidshuis",
    "politie",
    "openbaar ministerie",
    "ambtsbericht",
)
ROUTES = (
    "geen vervolg",
    "advies aan melder",
    "afhandeling gemeente",
    "zorg en hulpverlening",
    "Veilig Thuis",
    "politie",
    "casusoverleg VHRR",
    "nazorg",
)
SUBJECTS = ("polarisatie", "radicalisering", "burgerschap", "sociale veiligheid", "training")
YEAR = 2016
AFTERWARDS = date(2017, 1, 20)
ORDERS = (  # up to four reports, in the order in which they are made
    ("2016-H1", "2016-H2"),
    ("2016-H1", "2016-H2", "2016-J"),
    ("2015-H2", "2016-H1", "2016-H2", "2016-J"),
    ("2016-Q1", "2016-Q2", "2016-H1"),
    ("2016-Q1", "2016-Q2", "2016-H1", "2016-J"),
    ("2016-Q1", "2016-Q2", "2016-Q3", "2016-Q4"),
    ("2016-Q1", "2016-H1", "2016-H2", "2016-J"),
    ("2016-Q3", "2016-Q4", "2016-H2", "2016-J"),
    ("2016-J", "2016-H1"),
    ("2015-J", "2016-J", "2016-Q4"),
)


@dataclass(frozen=True)
class ReportSet:
    """A register, the periods reported on, in order, and on which day each report is made.

    `approved`: each report is approved before the next is made, so that the next one knows it.
    """

    register: Register
    periods: tuple[Period, ...]
    days: tuple[date, ...]
    approved: bool


def random_set(seed: int, *, wrong: bool = True) -> ReportSet:
    """Make one set of reports; with `wrong`, one in five has rows that cannot be counted."""
    draw = random.Random(seed)  # noqa: S311 - the same set again for the same seed
    order = draw.choice(ORDERS)
    periods = tuple(map(parse_period, order))
    approved = draw.random() < 0.6
    in_turn = approved and sorted(period.end for period in periods) == [p.end for p in periods]
    days = tuple(period.end + timedelta(days=19) if in_turn else AFTERWARDS for period in periods)
    return ReportSet(_register(draw, wrong=wrong), periods, days, approved)


def truth(given: ReportSet, name: tuple[str, str, str]) -> int:
    """Return what a number is: of a figure or a line of a table, in a period."""
    what, line, code = name
    period = replace(parse_period(code), today=given.days[-1])
    for figure in FIGURES:
        if figure.id == what:
            return figure.compute(given.register, period).part
    (table,) = (table for table in TABLES if table.id == what)
    lines = table.compute(given.register, period).lines
    return next(int(each.values[0]) for each in lines if each.label == line)


def made_of(given: ReportSet) -> list[Report]:
    """Make the reports of a set in turn; what was approved is kept as JSON, and read again."""
    made: list[Report] = []
    for period, day in zip(given.periods, given.days, strict=True):
        earlier = [published(each) for each in made] if given.approved else []
        made.append(report(given.register, (), period, day, published=earlier))
    return made


def published(made: Report) -> Published:
    """Keep a report as an approval does, as JSON, and read it again."""
    kept = json.dumps(
        {
            "period": made.period.code,
            "figures": figures_as_json(made, Words("nl")),
            "tables": tables_as_json(made),
        }
    )
    return parse_published(json.loads(kept))


def _register(draw: random.Random, *, wrong: bool) -> Register:
    faulty = wrong and draw.random() < 0.2
    months = [add_months(date(YEAR - 1, 1, 1), number) for number in range(24)]
    return register_of(
        signals=[*_signals(draw, months, faulty=faulty)],
        school_talks=[*_talks(draw, months, faulty=faulty)],
        consultations=[*_conferences(draw, months)],
        dialogues=[*_dialogues(draw, months)],
        **_trainings(draw, months),
    )


def _days(draw: random.Random, months: Sequence[date], mean: float) -> Iterator[date]:
    for month in months:
        for _ in range(_about(draw, mean)):
            yield month + timedelta(days=draw.randrange(28))


def _about(draw: random.Random, mean: float) -> int:
    return sum(draw.random() < mean / 12 for _ in range(12))


def _signals(draw: random.Random, months: Sequence[date], *, faulty: bool) -> Iterator[Row]:
    mean = draw.choice((0.5, 1.5, 3, 6))
    weights = [draw.choice((0, 1, 3, 9)) for _ in SOURCES]
    weights[draw.randrange(len(weights))] += 3
    ways = [draw.choice((0, 0, 1, 4, 9)) for _ in ROUTES]
    ways[draw.randrange(len(ways))] += 3
    twice = draw.choice((0.0, 0.0, 0.1, 0.3))
    for number, day in enumerate(_days(draw, months, mean)):
        assessed = draw.random() < 0.95
        later = day + timedelta(days=draw.choice((2, 2, 5, 20, 60)))
        route = {draw.choices(ROUTES, ways)[0]}
        if draw.random() < twice:
            route.add(draw.choices(ROUTES, ways)[0])
        yield {
            "signal_id": f"S{number:04}",
            "received_on": day,
            "source": draw.choices(SOURCES, weights)[0],
            "status": "afgesloten" if assessed else "nieuw",
            "assessed_on": later if assessed else None,
            "reporter_informed_on": later if assessed and draw.random() < 0.7 else None,
            "route": tuple(sorted(route)) if assessed else (),
            "faults": draw.choice((("source",), ("route",), ())) if _rare(draw, faulty) else (),
        }


def _talks(draw: random.Random, months: Sequence[date], *, faulty: bool) -> Iterator[Row]:
    mean = draw.choice((0.4, 1, 2.5, 5))
    weights = [draw.choice((0, 1, 3, 9)) for _ in SUBJECTS]
    weights[draw.randrange(len(weights))] += 2
    asking = draw.choice((0.2, 0.5, 0.9))
    for number, day in enumerate(_days(draw, months, mean)):
        asked = draw.random() < asking
        given = day + timedelta(days=draw.randrange(120))
        yield {
            "talk_id": f"O{number:04}",
            "held_on": day,
            "status": "gehouden",
            "subject": draw.choices(SUBJECTS, weights)[0],
            "support_requested": "meedenken aanpak" if asked else "nee",
            "support_given_on": given if asked and draw.random() < 0.8 else None,
            "faults": ("subject",) if _rare(draw, faulty) else (),
        }


def _conferences(draw: random.Random, months: Sequence[date]) -> Iterator[Row]:
    for number, day in enumerate(_days(draw, months, draw.choice((0.3, 1, 2)))):
        yield {
            "consultation_id": f"V{number:04}",
            "held_on": day,
            "kind": "casusoverleg VHRR",
            "status": "gehouden",
            "attended": True,
        }


def _dialogues(draw: random.Random, months: Sequence[date]) -> Iterator[Row]:
    for number, day in enumerate(_days(draw, months, 0.3)):
        yield {
            "dialogue_id": f"D{number:04}",
            "held_on": day,
            "status": "gehouden",
            "attendees": draw.choice((1, 2, 3, 6, 12, 30)),
        }


def _trainings(draw: random.Random, months: Sequence[date]) -> dict[str, list[Row]]:
    trainings: list[Row] = []
    people: list[Row] = []
    missing = draw.choice((0.05, 0.15, 0.4))
    for number, day in enumerate(_days(draw, months, 0.4)):
        name = f"T{number:04}"
        trainings.append(
            {"training_id": name, "kind": "basistraining", "status": "gehouden", "held_on": day}
        )
        people += [
            {
                "training_id": name,
                "name": f"Functie {number} {place}",
                "email": f"f{number}-{place}@partner.example",
                "status": "afwezig" if draw.random() < missing else "aanwezig",
            }
            for place in range(draw.randint(4, 14))
        ]
    return {"trainings": trainings, "participants": people}


def _rare(draw: random.Random, possible: bool) -> bool:  # noqa: FBT001 - a condition, passed on
    return possible and draw.random() < 0.08
