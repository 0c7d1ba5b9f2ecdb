"""Who belongs to the network, and whose training still counts: standings, taken from dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from automations.engine.core.figures.counting import before, open_until
from automations.engine.core.figures.registry import LeftOut
from automations.engine.core.figures.select import Selection, maybe, select, when, where
from automations.engine.core.periods import Period, add_months
from automations.engine.core.register import Record, Register

FOCAL_PERSON, DEPUTY = "aandachtsfunctionaris", "vervangend aandachtsfunctionaris"
_COUNTS = ("basistraining", "verdieping")  # what makes somebody trained; a meeting does not


@dataclass(frozen=True, slots=True)
class Reach:
    """The training of one kind of organisation: organisations, front-line staff, trained people."""

    organisations: int
    staff: int
    people: int


@dataclass(frozen=True, slots=True)
class Trained:
    """How far training reached among the organisations whose front-line staff is known."""

    by_kind: Mapping[str, Reach]
    rows: int  # attendances counted
    left_out: tuple[LeftOut, ...]
    readable: bool

    @property
    def staff(self) -> int:
        """Add up the front-line staff."""
        return sum(each.staff for each in self.by_kind.values())

    @property
    def people(self) -> int:
        """Count the trained people, each once."""
        return sum(each.people for each in self.by_kind.values())


def joined(register: Register, period: Period, *, needs: tuple[str, ...] = ()) -> Selection:
    """Choose the organisations that belonged to the network at the end of the period."""
    return select(
        register,
        "organisations",
        when("joined_on", before(period.stop)),
        maybe("left_on", open_until(period.stop)),
        needs=needs,
    )


def valid_attendances(register: Register, period: Period) -> Selection:
    """Choose the attendances of trainings that could still count at the end of the period."""
    return register.once(
        ("valid attendances", period),
        lambda: select(
            register,
            "participants",
            where("status", "aanwezig"),
            where("training.kind", *_COUNTS),
            where("training.status", "gehouden"),
            when("training.held_on", before(period.stop)),
            maybe("training.valid_months", lambda _: True),
            needs=["organisation.organisation_id"],
        ),
    )


def still_valid(training: Record, stop: date) -> bool:
    """Tell whether a training, once followed, still counted on the day before `stop`."""
    months = training.valid_months
    return months is None or add_months(training.held_on, months) >= stop


def trained(register: Register, period: Period) -> Trained:
    """Find how many of the front-line staff had a valid training at the end of the period."""
    return register.once(("trained", period), lambda: _trained(register, period))


def _trained(register: Register, period: Period) -> Trained:
    members = joined(register, period, needs=("frontline_staff", "kind"))
    attended = valid_attendances(register, period)
    people: dict[str, set[tuple[str, str]]] = {}
    rows = 0
    known = {member.organisation_id for member in members.rows}
    still = _still_valid(attended, period)
    for row in attended.rows:
        if row.organisation_id in known and row.training.row in still:
            people.setdefault(row.organisation_id, set()).add(_person(row))
            rows += 1
    kinds: dict[str, Reach] = {}
    for member in members.rows:
        reach = kinds.get(member.kind, Reach(0, 0, 0))
        kinds[member.kind] = Reach(
            reach.organisations + 1,
            reach.staff + member.frontline_staff,
            reach.people + len(people.get(member.organisation_id, ())),
        )
    left_out = (*members.left_out, *attended.left_out, *_nameless(register, period))
    readable = members.readable and attended.readable
    return Trained(kinds, rows, left_out, readable)


def trained_focal_points(
    register: Register, period: Period
) -> tuple[frozenset[str], tuple[LeftOut, ...]]:
    """Find the organisations with an active focal person whose training was still valid."""
    attended = valid_attendances(register, period)
    still = _still_valid(attended, period)
    people = {
        (row.organisation_id, row.email.casefold())
        for row in attended.rows
        if row.training.row in still
    }
    contacts = active_in_role(register, period, FOCAL_PERSON, needs=("email",))
    covered = frozenset(
        contact.organisation_id
        for contact in contacts.rows
        if (contact.organisation_id, contact.email.casefold()) in people
    )
    return covered, (*contacts.left_out, *attended.left_out)


def active_in_role(
    register: Register, period: Period, role: str, *, needs: tuple[str, ...] = ()
) -> Selection:
    """Choose the contacts that were active in a role at the end of the period."""
    return select(
        register,
        "contacts",
        when("role", lambda roles: role in roles),
        when("active_from", before(period.stop)),
        maybe("active_until", open_until(period.stop)),
        needs=[*needs, "organisation.organisation_id"],
    )


def _still_valid(attended: Selection, period: Period) -> frozenset[int]:
    """Find the trainings that still counted, as rows of their sheet; each is judged once."""
    trainings = {row.training.row: row.training for row in attended.rows}
    stop = period.stop
    return frozenset(row for row, each in trainings.items() if still_valid(each, stop))


def _person(row: Record) -> tuple[str, str]:
    return (row.email.casefold(), row.name.casefold())


def _nameless(register: Register, period: Period) -> tuple[LeftOut, ...]:
    """Name the trainings whose list is kept elsewhere: nobody knows who was there."""
    chosen = select(
        register,
        "trainings",
        where("kind", *_COUNTS),
        where("status", "gehouden"),
        when("held_on", before(period.stop)),
        when("headcount", lambda heads: heads > 0),
    )
    return tuple(
        LeftOut("trainings", training.row, "headcount", "nameless") for training in chosen.rows
    )
