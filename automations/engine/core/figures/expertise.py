"""Signalering en deskundigheid: the network, its trainings and how far they reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import repeat

from automations.engine.core.figures.basis import (
    Basis,
    CountedRow,
    How,
    LinesBasis,
    Ratio,
    Term,
    nothing,
)
from automations.engine.core.figures.counting import (
    before,
    counted,
    held,
    line_counts,
    month_of,
    open_until,
    share_basis,
    summed,
)
from automations.engine.core.figures.registry import (
    Chapter,
    Compare,
    LeftOut,
    Line,
    Lines,
    Outcome,
    Sort,
    Unit,
    figure,
    rounded,
    share,
    table,
)
from automations.engine.core.figures.select import Selection, maybe, select, when, where
from automations.engine.core.figures.trained import (
    DEPUTY,
    Trained,
    active_in_role,
    joined,
    trained,
    trained_focal_points,
)
from automations.engine.core.periods import Period
from automations.engine.core.register import Register
from automations.engine.core.suppression import Hide

_HERE = Chapter.EXPERTISE
_STAFF, _PEOPLE = "frontline-staff", "staff-trained"  # the figures whose rows the table counts
_REACH = ("organisations", "trainings", "participants")


@figure("organisations-joined", _HERE, sources=["organisations"])
def organisations_joined(register: Register, period: Period) -> Outcome:
    """Count the organisations that belonged to the network at the end of the period."""
    return counted(joined(register, period))


@figure("organisations-new", _HERE, sources=["organisations"])
def organisations_new(register: Register, period: Period) -> Outcome:
    """Count the organisations that joined in the period."""
    joining = select(register, "organisations", when("joined_on", period.contains))
    return counted(joining, day="joined_on")


@figure(
    "organisations-trained-focal",
    _HERE,
    sources=["organisations", "contacts", "trainings", "participants"],
    sort=Sort.OUTCOME,
)
def organisations_trained_focal(register: Register, period: Period) -> Outcome:
    """Count the organisations with an active focal person whose training is still valid."""
    members = joined(register, period)
    covered, left_out = trained_focal_points(register, period)
    number = sum(member.organisation_id in covered for member in members.rows)
    reasons = (*members.left_out, *left_out)
    value = number if members.readable else None
    # which of them they are, is not told: in many organisations it is one person
    basis = Basis(Term(), lambda: repeat(CountedRow(), number))
    return Outcome(value, len(members), reasons, number, number, basis)


@figure(
    "organisations-with-deputy",
    _HERE,
    sources=["organisations", "contacts", "trainings", "participants"],
    sort=Sort.OUTCOME,
)
def organisations_with_deputy(register: Register, period: Period) -> Outcome:
    """Count those of them that have an active deputy as well."""
    members = joined(register, period)
    covered, left_out = trained_focal_points(register, period)
    deputies = active_in_role(register, period, DEPUTY)
    both = covered & {contact.organisation_id for contact in deputies.rows}
    number = sum(member.organisation_id in both for member in members.rows)
    reasons = tuple(sorted({*members.left_out, *left_out, *deputies.left_out}))
    value = number if members.readable else None
    basis = Basis(Term(), lambda: repeat(CountedRow(), number))  # as above: not which of them
    return Outcome(value, len(members), reasons, number, number, basis)


@figure("contact-moments", _HERE, sources=["contact_moments"])
def contact_moments(register: Register, period: Period) -> Outcome:
    """Count the moments of contact with partners."""
    return counted(select(register, "contact_moments", when("held_on", period.contains)))


@figure(
    "contact-share",
    _HERE,
    sources=["organisations", "contact_moments"],
    unit=Unit.PERCENT,
    sort=Sort.OUTCOME,
)
def contact_share(register: Register, period: Period) -> Outcome:
    """Take the share of the organisations with which there was contact in the period."""
    members = joined(register, period)
    moments = select(
        register,
        "contact_moments",
        when("held_on", period.contains),
        needs=["organisation.organisation_id"],
    )
    spoken = {moment.organisation_id for moment in moments.rows}
    part = sum(member.organisation_id in spoken for member in members.rows)
    left_out = (*members.left_out, *moments.left_out)
    value = share(part, len(members)) if moments.readable else None
    basis = share_basis(members.rows, lambda member: member.organisation_id in spoken)
    return Outcome(value, len(members), left_out, part, len(members), basis)


@figure("trainings-held", _HERE, sources=["trainings"])
def trainings_held(register: Register, period: Period) -> Outcome:
    """Count the trainings and meetings that were held."""
    return counted(held(register, "trainings", period))


@figure("training-places", _HERE, sources=["trainings"])
def training_places(register: Register, period: Period) -> Outcome:
    """Add up the places that they had."""
    return summed(held(register, "trainings", period, needs=["capacity"]), "capacity")


@figure("participants-attended", _HERE, sources=["trainings", "participants"])
def participants_attended(register: Register, period: Period) -> Outcome:
    """Count who attended them: by name, and by head where the list is kept elsewhere."""
    by_name = _attendance(register, period, "aanwezig")
    headed = held(register, "trainings", period, when("headcount", lambda heads: heads > 0))
    by_head = summed(headed, "headcount")
    number = len(by_name) + int(by_head.value or 0)
    return Outcome(
        number if by_name.readable else None,
        len(by_name) + by_head.rows,
        (*by_name.left_out, *by_head.left_out),
        number,
        number,
        Basis(Term(How.SUM), lambda: _by_training(by_name, headed)),
    )


def _by_training(by_name: Selection, headed: Selection) -> Iterator[CountedRow]:
    """Tell how many came to each training, and not how: by name and by head are one number.

    Apart, who came by name would give with the share of who stayed away how many those were.
    """
    trainings = {training.row: training for training in headed.rows}
    heads = Counter({training.row: int(training.headcount) for training in headed.rows})
    for participant in by_name.rows:
        trainings[participant.training.row] = participant.training
        heads[participant.training.row] += 1
    for row, training in trainings.items():
        yield CountedRow(month_of(training), amount=heads[row])


@figure(
    "no-show-share",
    _HERE,
    sources=["trainings", "participants"],
    unit=Unit.PERCENT,
    hide=Hide.SHARE,
    rows_hidden=True,
)
def no_show_share(register: Register, period: Period) -> Outcome:
    """Take the share that stayed away of those who were expected.

    How many were expected is not shown: with the number that came it would give the ones missed.
    """
    expected = _attendance(register, period, "aanwezig", "afwezig")
    part = sum(participant.status == "afwezig" for participant in expected.rows)
    value = share(part, len(expected))
    return Outcome(value, len(expected), expected.left_out, part, len(expected))


@figure(
    "training-rating",
    _HERE,
    sources=["trainings"],
    unit=Unit.RATING,
    sort=Sort.OUTCOME,
    hide=Hide.AVERAGE,
)
def training_rating(register: Register, period: Period) -> Outcome:
    """Average the ratings, each training weighing as many as were given."""
    rated = held(
        register,
        "trainings",
        period,
        when("rating_count", lambda count: count > 0),
        needs=["rating"],
    )
    given = sum(training.rating_count for training in rated.rows)
    points = sum(
        (Decimal(str(training.rating)) * training.rating_count for training in rated.rows),
        Decimal(0),
    )
    value = rounded(points / given, 1) if given else None
    return Outcome(value, len(rated), rated.left_out, given, given)


@figure("frontline-staff", _HERE, sources=["organisations"])
def frontline_staff(register: Register, period: Period) -> Outcome:
    """Add up the front-line staff of the organisations in the network, as stated now."""
    added = summed(joined(register, period, needs=("frontline_staff", "kind")), "frontline_staff")
    # by kind and not by organisation: one of its size would stand alone
    basis = Basis(Term(How.SUM), lambda: _staff_rows(trained(register, period)))
    return replace(added, basis=basis)


@figure("staff-trained", _HERE, sources=_REACH, sort=Sort.OUTCOME)
def staff_trained(register: Register, period: Period) -> Outcome:
    """Count the people of those organisations whose training was still valid."""
    reach = trained(register, period)
    value = reach.people if reach.readable else None
    basis = Basis(Term(), lambda: _people_rows(reach))
    return Outcome(value, reach.rows, reach.left_out, reach.people, reach.people, basis)


@figure("staff-trained-share", _HERE, sources=_REACH, unit=Unit.PERCENT, sort=Sort.OUTCOME)
def staff_trained_share(register: Register, period: Period) -> Outcome:
    """Take the share of the front-line staff whose training was still valid."""
    reach = trained(register, period)
    value = share(reach.people, reach.staff) if reach.readable else None
    basis = Basis(Ratio(Term(of=_PEOPLE), Term(How.SUM, of=_STAFF)), nothing)
    return Outcome(value, reach.rows, reach.left_out, reach.people, reach.staff, basis)


@figure("newsletters-sent", _HERE, sources=["editions"])
def newsletters_sent(register: Register, period: Period) -> Outcome:
    """Count the approved editions for the network whose day of sending fell in the period."""
    return counted(
        select(
            register,
            "editions",
            where("kind", "netwerk"),
            where("status", "goedgekeurd"),
            when("send_on", lambda day: period.contains(day) and day < period.stop),
        )
    )


@figure("newsletter-declined", _HERE, sources=["contacts"], compare=Compare.NOTHING)
def newsletter_declined(register: Register, period: Period) -> Outcome:
    """Count the contacts of then who want no newsletter, as the register says now."""
    return counted(
        select(
            register,
            "contacts",
            when("active_from", before(period.stop)),
            maybe("active_until", open_until(period.stop)),
            where("newsletter", False),  # noqa: FBT003 - the value that the column must have
        )
    )


@table(
    "organisations-by-standing",
    _HERE,
    sources=["organisations"],
    measures=[("organisations", Unit.COUNT)],
)
def organisations_by_standing(register: Register, period: Period) -> Lines:
    """Count the organisations by how they stood at the end of the period, from their dates."""
    members = joined(register, period)
    gone = select(register, "organisations", when("left_on", before(period.stop)))
    others = select(
        register,
        "organisations",
        where("status", "te benaderen", "benaderd", "in gesprek", "aangesloten", "gestopt"),
        maybe("joined_on", open_until(period.stop)),
        maybe("left_on", open_until(period.stop)),
    )
    counts = (("joined", members), ("prospect", others), ("left", gone))
    lines = tuple(Line(f"standing-{name}", (len(chosen),)) for name, chosen in counts)
    basis = LinesBasis(
        (line_counts,),
        lambda: (
            CountedRow(group=f"standing-{name}") for name, chosen in counts for _ in chosen.rows
        ),
    )
    return Lines(lines, _all_left_out(*(chosen for _, chosen in counts)), basis)


@table(
    "reach-by-kind",
    _HERE,
    sources=_REACH,
    measures=[
        ("frontline-staff", Unit.COUNT),
        ("trained", Unit.COUNT),
        ("share", Unit.PERCENT),
    ],
)
def reach_by_kind(register: Register, period: Period) -> Lines:
    """Put the trained staff beside all front-line staff, by kind of organisation."""
    reach = trained(register, period)
    basis = LinesBasis(
        (
            lambda label: Term(How.SUM, label, of=_STAFF),
            lambda label: Term(group=label, of=_PEOPLE),
            lambda label: Ratio(Term(group=label, of=_PEOPLE), Term(How.SUM, label, of=_STAFF)),
        ),
        nothing,
    )
    return Lines(tuple(_reach_lines(reach)), reach.left_out, basis)


def _staff_rows(reach: Trained) -> Iterator[CountedRow]:
    """Tell the front-line staff of each line of the table."""
    for line in _reach_lines(reach):
        yield CountedRow(group=line.label, from_cell=line.from_cell, amount=line.values[0])


def _people_rows(reach: Trained) -> Iterator[CountedRow]:
    """Tell of each trained person only the line of the table."""
    for line in _reach_lines(reach):
        yield from repeat(
            CountedRow(group=line.label, from_cell=line.from_cell), int(line.values[1])
        )


def _reach_lines(reach: Trained) -> list[Line]:
    """Make a line per kind; kinds with one organisation go together, so that none stands alone."""
    kinds = sorted(reach.by_kind.items())
    apart = [(kind, each) for kind, each in kinds if each.organisations > 1]
    rest = [each for _, each in kinds if each.organisations == 1]
    if len(rest) == 1 and apart:  # one left over would still stand alone: join the smallest kind
        smallest = min(apart, key=lambda pair: (pair[1].organisations, pair[0]))
        apart.remove(smallest)
        rest.append(smallest[1])
    lines = [
        Line(kind, (each.staff, each.people, share(each.people, each.staff) or 0), from_cell=True)
        for kind, each in apart
    ]
    if rest:
        staff, people = sum(each.staff for each in rest), sum(each.people for each in rest)
        lines.append(Line("other-kinds", (staff, people, share(people, staff) or 0)))
    return lines


def _attendance(register: Register, period: Period, *statuses: str) -> Selection:
    start, end = period.start, period.end
    return select(
        register,
        "participants",
        where("status", *statuses),
        where("training.status", "gehouden"),
        when("training.held_on", lambda day: start <= day < end),
    )


def _all_left_out(*chosen: Selection) -> tuple[LeftOut, ...]:
    return tuple(sorted({row for each in chosen for row in each.left_out}))
