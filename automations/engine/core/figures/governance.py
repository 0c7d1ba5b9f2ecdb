"""Sturing en organisatie, communicatie: actions, consultations and questions."""

from __future__ import annotations

from automations.engine.core.figures.actions import Standing, standing_at, started
from automations.engine.core.figures.counting import (
    before,
    counted,
    held,
    median_days,
    shared,
    tallied,
)
from automations.engine.core.figures.registry import (
    Chapter,
    Compare,
    Lines,
    Outcome,
    Sort,
    Unit,
    figure,
    table,
)
from automations.engine.core.figures.select import Selection, Where, select, when, where
from automations.engine.core.periods import Period
from automations.engine.core.register import Register

_KINDS = (  # the case conference has figures of its own; the triangle and CTER never stand alone
    ("CPO", "consultation-cpo"),
    ("college", "consultation-college"),
    ("stuurgroep Veiligheidshuis ZHZ", "consultation-stuurgroep"),
    ("VAR", "consultation-var"),
    ("ESS", "consultation-ess"),
    ("NCTV", "consultation-nctv"),
    ("driehoek", "consultation-other"),
    ("CTER", "consultation-other"),
    ("overig", "consultation-other"),
)
_CHANNELS = ("inwoner", "pers", "gemeenteraad", "partner", "collega")


@figure("actions-started", Chapter.GOVERNANCE, sources=["actions"])
def actions_started(register: Register, period: Period) -> Outcome:
    """Count the actions that had started at the end of the period."""
    return counted(started(register, period), day="starts_on")


@figure(
    "actions-on-schedule",
    Chapter.GOVERNANCE,
    sources=["actions"],
    sort=Sort.OUTCOME,
    compare=Compare.NOTHING,
)
def actions_on_schedule(register: Register, period: Period) -> Outcome:
    """Count the started actions that were finished, or not delayed."""
    return counted(_standing(register, period, late=False))


@figure(
    "actions-delayed",
    Chapter.GOVERNANCE,
    sources=["actions"],
    sort=Sort.OUTCOME,
    compare=Compare.NOTHING,
)
def actions_delayed(register: Register, period: Period) -> Outcome:
    """Count the actions that were past their end date, or delayed in their owner's word."""
    return counted(_standing(register, period, late=True))


@figure(
    "actions-on-time",
    Chapter.GOVERNANCE,
    sources=["actions"],
    unit=Unit.PERCENT,
    sort=Sort.OUTCOME,
    compare=Compare.NOTHING,
)
def actions_on_time(register: Register, period: Period) -> Outcome:
    """Take the share of the started actions that were finished, or not delayed."""
    chosen = started(register, period)
    return shared(chosen, lambda action: standing_at(action, period) is not Standing.DELAYED)


@figure("actions-completed", Chapter.GOVERNANCE, sources=["actions"])
def actions_completed(register: Register, period: Period) -> Outcome:
    """Count the actions that were finished in the period."""
    finished = select(register, "actions", when("completed_on", period.contains))
    return counted(finished, day="completed_on")


@figure("consultations-held", Chapter.GOVERNANCE, sources=["consultations"])
def consultations_held(register: Register, period: Period) -> Outcome:
    """Count the consultations, case conferences apart."""
    return counted(_consultations(register, period))


@figure("consultations-attended", Chapter.GOVERNANCE, sources=["consultations"], unit=Unit.PERCENT)
def consultations_attended(register: Register, period: Period) -> Outcome:
    """Take the share of those consultations that the city took part in."""
    chosen = _consultations(register, period, needs=("attended",))
    return shared(chosen, lambda consultation: consultation.attended)


@figure("decisions-open", Chapter.GOVERNANCE, sources=["consultations"], compare=Compare.NOTHING)
def decisions_open(register: Register, period: Period) -> Outcome:
    """Count the consultations whose decisions are not carried out yet, as it stands now."""
    return counted(
        select(
            register,
            "consultations",
            when("decisions", bool),
            when("held_on", before(period.stop)),
            where("done", False),  # noqa: FBT003 - the value that the column must have
        ),
        day="",  # a case conference that should have none may be among them
    )


@table(
    "consultations-by-kind",
    Chapter.GOVERNANCE,
    sources=["consultations"],
    measures=[("consultations", Unit.COUNT)],
)
def consultations_by_kind(register: Register, period: Period) -> Lines:
    """Count the consultations by kind."""
    return tallied(_consultations(register, period), _KINDS, lambda row: [row.kind])


@figure("questions-received", Chapter.COMMUNICATION, sources=["questions"])
def questions_received(register: Register, period: Period) -> Outcome:
    """Count the questions about the approach."""
    return counted(_questions(register, period))


@figure(
    "answer-days",
    Chapter.COMMUNICATION,
    sources=["questions"],
    unit=Unit.DAYS,
    sort=Sort.OUTCOME,
)
def answer_days(register: Register, period: Period) -> Outcome:
    """Take the median time from question to answer, of the questions of the period."""
    answered = _questions(register, period, when("answered_on", before(period.stop)))
    return median_days(answered, "received_on", "answered_on")


@figure(
    "answered-on-time",
    Chapter.COMMUNICATION,
    sources=["questions"],
    unit=Unit.PERCENT,
    sort=Sort.OUTCOME,
)
def answered_on_time(register: Register, period: Period) -> Outcome:
    """Take the share of the questions that were due in the period and answered before then."""
    due = select(
        register,
        "questions",
        when("answer_before", lambda day: period.contains(day) and day < period.stop),
        Where("answered_on", lambda _: True, empty=True),
    )
    return shared(
        due,
        lambda question: (
            question.answered_on is not None and question.answered_on <= question.answer_before
        ),
    )


@table(
    "questions-by-channel",
    Chapter.COMMUNICATION,
    sources=["questions"],
    measures=[("questions", Unit.COUNT)],
)
def questions_by_channel(register: Register, period: Period) -> Lines:
    """Count the questions by channel."""
    labels = [(channel, f"channel-{channel}") for channel in _CHANNELS]
    chosen = _questions(register, period, needs=("channel",))
    return tallied(chosen, labels, lambda question: [question.channel])


def _standing(register: Register, period: Period, *, late: bool) -> Selection:
    chosen = started(register, period)
    rows = tuple(
        action
        for action in chosen.rows
        if (standing_at(action, period) is Standing.DELAYED) is late
    )
    return Selection(rows, chosen.left_out, chosen.readable)


def _consultations(register: Register, period: Period, *, needs: tuple[str, ...] = ()) -> Selection:
    kinds = where("kind", *(kind for kind, _ in _KINDS))
    return held(register, "consultations", period, kinds, needs=needs)


def _questions(
    register: Register, period: Period, *more: Where, needs: tuple[str, ...] = ()
) -> Selection:
    return select(register, "questions", when("received_on", period.contains), *more, needs=needs)
