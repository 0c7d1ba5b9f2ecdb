"""What rules may ask about a row beyond its own columns; each is a function of the day.

A cell with an error that could change the answer raises CannotTellError, and is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from automations.engine.core.cannot_tell import CannotTellError, fault_at
from automations.engine.core.findings import Message
from automations.engine.core.register import Record
from automations.engine.core.workdays import add_months

if TYPE_CHECKING:
    from automations.engine.core.rows import Day

WITHDRAWN = "ingetrokken"  # a signal that was entered wrongly …
WITHDRAWN_DAYS = 30  # … and is to be deleted after so many days (SHEETS.md, signals)
SIGNED_UP, PRESENT, WAITING = "aangemeld", "aanwezig", "wachtlijst"
_WHOLE = 100  # per cent


def questions(day: Day) -> Mapping[str, Callable[..., object]]:
    """Return every question by the name that rules use."""
    return {
        "attended_later": partial(attended_later, day),
        "for_report": partial(for_report, day),
        "latest": partial(latest, day),
        "next_in_line": partial(next_in_line, day),
        "other_training": partial(other_training, day),
        "overspent": partial(overspent, day),
        "quiet": partial(quiet, day),
        "report_due": lambda: day.report_due[1],
        "retained_until": partial(retained_until, day),
        "running": partial(running, day),
        "trainer_contacts": partial(trainer_contacts, day),
    }


# Every question, with the sheets that it looks at beside the row's own.
LOOKS_AT: Mapping[str, tuple[str, ...]] = {
    "attended_later": ("participants", "trainings"),
    "for_report": ("consultations",),
    "latest": ("editions",),
    "next_in_line": ("participants", "trainings"),
    "other_training": ("participants", "trainings"),
    "overspent": (),
    "quiet": ("contact_moments",),
    "report_due": ("consultations",),
    "retained_until": (),
    "running": (),
    "trainer_contacts": ("contacts", "organisations"),
}
NAMES = frozenset(LOOKS_AT)
# Of which sheet a row is that a question is asked about.
ABOUT: Mapping[str, str] = {
    "attended_later": "participants",
    "for_report": "narratives",
    "latest": "editions",
    "next_in_line": "participants",
    "other_training": "participants",
    "overspent": "budget",
    "quiet": "organisations",
    "retained_until": "signals",
    "running": "budget",
    "trainer_contacts": "trainings",
}


def quiet(day: Day, organisation: Record, months: int) -> bool:
    """Tell whether an organisation joined so long ago, and there was no contact since then."""
    since = add_months(day.today, -months)
    if _needed(day, organisation, "joined_on") > since:
        return False
    moments = organisation.contact_moments
    if any(moment.held_on is not None and moment.held_on > since for moment in moments):
        return False
    for moment in moments:
        _sound(day, moment, "held_on")
    return True


def attended_later(day: Day, participant: Record) -> bool:
    """Tell whether this person attended a later training of the same kind."""
    training = participant.training
    kind, held_on = (_needed(day, training, name) for name in ("kind", "held_on"))
    others = [other for other in _of_person(day, participant) if other is not participant]
    if any(
        other.status == PRESENT
        and other.training is not None
        and other.training.kind == kind
        and other.training.held_on is not None
        and other.training.held_on > held_on
        for other in others
    ):
        return True
    for other in others:
        for name in ("status", "training_id"):
            _sound(day, other, name)
        if other.status == PRESENT and other.training is not None:
            for name in ("kind", "held_on"):
                _sound(day, other.training, name)
    return False


def other_training(day: Day, participant: Record) -> Record | None:
    """Return the first open training of that kind to come, which this person is not listed for."""
    kind = _needed(day, participant.training, "kind")
    listed = {other.training_id for other in _of_person(day, participant)}
    coming = day.once(("coming", kind), partial(_coming, day, kind))
    return next((training for training in coming if training.key not in listed), None)


def _coming(day: Day, kind: str) -> Sequence[Record]:
    return sorted(
        (
            training
            for training in day.register.trainings
            if training.status == "open"
            and training.kind == kind
            and training.held_on is not None
            and training.held_on > day.today
        ),
        key=lambda training: (training.held_on, training.key),
    )


def next_in_line(day: Day, participant: Record) -> bool:
    """Tell whether there is a place for this person, by the order of signing up, then of the list.

    As many people are next as there are places free.
    """
    training = participant.training
    return participant in day.once(("next", training.key), partial(_next_ones, day, training))


def _next_ones(day: Day, training: Record) -> Sequence[Record]:
    capacity = _needed(day, training, "capacity")
    people = training.participants
    for person in people:
        _sound(day, person, "status")
    free = capacity - sum(person.status == SIGNED_UP for person in people)
    if free <= 0:
        return ()
    waiting = [person for person in people if person.status == WAITING]
    for person in waiting:
        _sound(day, person, "enrolled_on")
    waiting.sort(key=lambda person: (person.enrolled_on or date.max, person.row))
    return waiting[:free]


def latest(day: Day, edition: Record) -> bool:
    """Tell whether this is the newsletter that was sent last."""
    for name in ("status", "send_on"):
        _sound(day, edition, name)
    sent = [
        one
        for one in day.register.editions
        if one.status == "goedgekeurd" and one.send_on is not None and one.send_on <= day.today
    ]
    last = max(sent, key=lambda one: (one.send_on, one.key), default=None)
    if edition is not last:
        return False
    for one in day.register.editions:  # one that cannot be read may have been sent since
        for name in ("status", "send_on"):
            _sound(day, one, name)
    return True


def overspent(day: Day, post: Record, percent: int) -> bool:
    """Tell whether more than so much of a budget was spent."""
    spent, budgeted = (_needed(day, post, name) for name in ("spent", "budgeted"))
    return bool(spent * _WHOLE > budgeted * percent)


def running(day: Day, post: Record) -> bool:
    """Tell whether the year of a budget is not over yet."""
    return bool(_needed(day, post, "year") >= day.today.year)


def for_report(day: Day, narrative: Record) -> bool:
    """Tell whether a text belongs to the half year that is accounted for next."""
    _sound(day, narrative, "period")
    return bool(narrative.period == day.report_due[0].code)


def retained_until(day: Day, signal: Record) -> date:
    """Return the day from which a signal is to be deleted."""
    closed: date = _needed(day, signal, "closed_on")
    if signal.status == WITHDRAWN:
        return closed + timedelta(days=WITHDRAWN_DAYS)
    months = day.settings.retention_months.get("signals")
    if months is None:
        raise CannotTellError(Message("rules.no-retention"))
    return add_months(closed, months)


def trainer_contacts(day: Day, training: Record) -> Sequence[Record]:
    """Return the active contacts of the organisation that gives the training."""
    _sound(day, training, "trainer_organisation_id")
    organisation = training.trainer_organisation
    return () if organisation is None else day.active(organisation.contacts)


def _of_person(day: Day, participant: Record) -> Sequence[Record]:
    """Return the rows of the same address; one person is one address here."""
    return day.participations.get(participant.email, ())


def _needed(day: Day, record: Record, name: str) -> Any:  # noqa: ANN401 - a column's value
    """Return a value that the answer cannot do without."""
    _sound(day, record, name)
    value = record[name]
    if value is None:
        column = day.register.schemas[record.sheet][name]
        raise CannotTellError(Message("rules.empty", {"column": column.title}))
    return value


def _sound(day: Day, record: Record, name: str) -> None:
    if name in record.faults:
        raise CannotTellError(fault_at(day.register.schemas, record, name))
