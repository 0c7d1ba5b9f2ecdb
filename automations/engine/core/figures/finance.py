"""Financiën and vooruitblik: the budget of the year, and what the next period brings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from automations.engine.core.figures.actions import due_in
from automations.engine.core.figures.basis import (
    Basis,
    CountedRow,
    How,
    LinesBasis,
    Ratio,
    Term,
)
from automations.engine.core.figures.counting import counted, held, month_of, summed
from automations.engine.core.figures.registry import (
    Chapter,
    Compare,
    Line,
    Lines,
    Outcome,
    Sort,
    Unit,
    figure,
    rounded,
    table,
)
from automations.engine.core.figures.select import Selection, select, when, where
from automations.engine.core.periods import Period
from automations.engine.core.register import Record, Register

_SOURCES = ("rijk", "gemeente", "partner")


@figure("budgeted", Chapter.FINANCE, sources=["budget"], unit=Unit.EURO, compare=Compare.YEAR)
def budgeted(register: Register, period: Period) -> Outcome:
    """Add up what was budgeted for the year of the period."""
    return summed(_posts(register, period, "budgeted"), "budgeted")


@figure("spent", Chapter.FINANCE, sources=["budget"], unit=Unit.EURO, compare=Compare.YEAR)
def spent(register: Register, period: Period) -> Outcome:
    """Add up what was spent in the year of the period, as it stands now."""
    return summed(_posts(register, period, "spent"), "spent")


@figure(
    "spent-share",
    Chapter.FINANCE,
    sources=["budget"],
    unit=Unit.PERCENT,
    sort=Sort.OUTCOME,
    compare=Compare.YEAR,
)
def spent_share(register: Register, period: Period) -> Outcome:
    """Take what was spent as a share of what was budgeted."""
    posts = _posts(register, period, "budgeted", "spent")
    budget = sum((post.budgeted for post in posts.rows), Decimal(0))
    gone = sum((post.spent for post in posts.rows), Decimal(0))
    value = int(rounded(100 * gone / budget)) if budget else None
    basis = Basis(
        Ratio(Term(How.SUM, "", "spent"), Term(How.SUM, "", "budgeted")),
        lambda: (row for post in posts.rows for row in _amounts(post, "")),
    )
    return Outcome(value, len(posts), posts.left_out, len(posts), len(posts), basis)


@figure(
    "cost-per-trained-person",
    Chapter.FINANCE,
    sources=["trainings", "participants"],
    unit=Unit.EURO,
    sort=Sort.OUTCOME,
    compare=Compare.YEAR,
)
def cost_per_trained_person(register: Register, period: Period) -> Outcome:
    """Divide the cost of the year's trainings that had one by the people who attended them."""
    year = Period(period.year, "J", period.today)
    trainings = held(register, "trainings", year, when("cost", lambda cost: cost > 0))
    present = select(
        register,
        "participants",
        where("status", "aanwezig"),
        where("training_id", *(training.training_id for training in trainings.rows)),
    )
    heads = sum(training.headcount or 0 for training in trainings.rows)
    people = len(present) + heads
    cost = sum((training.cost for training in trainings.rows), Decimal(0))
    value = Decimal(str(rounded(cost / people, 2))) if people else None
    left_out = (*trainings.left_out, *present.left_out)
    attended = Counter(row.training_id for row in present.rows)
    basis = Basis(
        Ratio(Term(How.SUM, "", "cost"), Term(How.SUM, "", "attended"), times=1),
        lambda: (
            CountedRow(month_of(training), amount=amount, measure=measure)
            for training in trainings.rows
            for measure, amount in (
                ("cost", training.cost),
                ("attended", attended[training.training_id] + (training.headcount or 0)),
            )
        ),
    )
    return Outcome(value, len(trainings) + len(present), left_out, people, people, basis)


@table(
    "budget-by-source",
    Chapter.FINANCE,
    sources=["budget"],
    measures=[
        ("budgeted", Unit.EURO),
        ("spent", Unit.EURO),
        ("share", Unit.PERCENT),
    ],
)
def budget_by_source(register: Register, period: Period) -> Lines:
    """Put what was spent beside what was budgeted, by who pays."""
    posts = _posts(register, period, "budgeted", "spent", "source")
    lines = []
    for source in _SOURCES:
        of_source = [post for post in posts.rows if post.source == source]
        budget = sum((post.budgeted for post in of_source), Decimal(0))
        gone = sum((post.spent for post in of_source), Decimal(0))
        part = int(rounded(100 * gone / budget)) if budget else 0
        lines.append(Line(f"source-{source}", (budget, gone, part)))
    basis = LinesBasis(
        (
            lambda label: Term(How.SUM, label, "budgeted"),
            lambda label: Term(How.SUM, label, "spent"),
            lambda label: Ratio(Term(How.SUM, label, "spent"), Term(How.SUM, label, "budgeted")),
        ),
        lambda: (row for post in posts.rows for row in _amounts(post, f"source-{post.source}")),
    )
    return Lines(tuple(lines), posts.left_out, basis)


@figure("actions-due-next", Chapter.OUTLOOK, sources=["actions"])
def actions_due_next(register: Register, period: Period) -> Outcome:
    """Count the actions that are to be finished in the next period."""
    due = due_in(register, period.following(), unfinished_before=period.stop)
    return counted(due, day="due_on")


@figure("trainings-planned", Chapter.OUTLOOK, sources=["trainings"])
def trainings_planned(register: Register, period: Period) -> Outcome:
    """Count the trainings and meetings with a date in the next period."""
    statuses = ("concept", "open", "volgeboekt", "gehouden")
    return counted(_next(register, "trainings", period, *statuses))


@figure("dialogues-planned", Chapter.OUTLOOK, sources=["dialogues"])
def dialogues_planned(register: Register, period: Period) -> Outcome:
    """Count the dialogues with a date in the next period."""
    return counted(_next(register, "dialogues", period, "gepland", "gehouden"))


def _next(register: Register, sheet: str, period: Period, *statuses: str) -> Selection:
    return select(
        register,
        sheet,
        where("status", *statuses),
        when("held_on", period.following().contains),
    )


def _amounts(post: Record, group: str) -> Iterator[CountedRow]:
    """Tell of a post what was budgeted and what was spent, and nothing that says which it is."""
    yield CountedRow(group=group, amount=post.budgeted, measure="budgeted")
    yield CountedRow(group=group, amount=post.spent, measure="spent")


def _posts(register: Register, period: Period, *needs: str) -> Selection:
    return select(register, "budget", where("year", period.year), needs=needs)
