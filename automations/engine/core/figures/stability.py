"""Sociale stabiliteit: dialogues in the city, talks with schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from automations.engine.core.figures.basis import CountedRow, LinesBasis
from automations.engine.core.figures.counting import (
    counted,
    held,
    line_counts,
    month_of,
    shared,
    summed,
    tallied,
)
from automations.engine.core.figures.registry import (
    Chapter,
    Compare,
    Line,
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
from automations.engine.core.suppression import Hide

_HERE = Chapter.STABILITY
_SUBJECTS = ("polarisatie", "radicalisering", "burgerschap", "sociale veiligheid", "training")
_SUPPORT = ("meedenken aanpak", "trainingsaanbod", "School en Veiligheid")


@figure("dialogues-held", _HERE, sources=["dialogues"])
def dialogues_held(register: Register, period: Period) -> Outcome:
    """Count the dialogues that were held in the period."""
    return counted(held(register, "dialogues", period))


@figure("dialogue-attendees", _HERE, sources=["dialogues"], hide=Hide.COUNT)
def dialogue_attendees(register: Register, period: Period) -> Outcome:
    """Add up who came to them."""
    return summed(held(register, "dialogues", period, needs=["attendees"]), "attendees")


@figure("dialogues-with-young-people", _HERE, sources=["dialogues"], unit=Unit.PERCENT)
def dialogues_with_young_people(register: Register, period: Period) -> Outcome:
    """Take the share of dialogues in which young people took part."""
    chosen = held(register, "dialogues", period, needs=["young_people"])
    return shared(chosen, lambda dialogue: dialogue.young_people)


@figure("agreements-made", _HERE, sources=["contact_moments"])
def agreements_made(register: Register, period: Period) -> Outcome:
    """Count the moments of contact at which something was agreed with a partner."""
    return counted(_agreements(register, period))


@figure(
    "agreements-kept",
    _HERE,
    sources=["contact_moments"],
    unit=Unit.PERCENT,
    sort=Sort.OUTCOME,
    compare=Compare.NOTHING,
)
def agreements_kept(register: Register, period: Period) -> Outcome:
    """Take the share of those agreements that are done, as it stands now."""
    return shared(_agreements(register, period, needs=["done"]), lambda moment: moment.done)


@figure("school-talks", _HERE, sources=["school_talks"], hide=Hide.COUNT)
def school_talks(register: Register, period: Period) -> Outcome:
    """Count the talks with schools."""
    return counted(_talks(register, period))


@figure(
    "school-support-requested",
    _HERE,
    sources=["school_talks"],
    hide=Hide.COUNT,
    part_of=school_talks,
)
def school_support_requested(register: Register, period: Period) -> Outcome:
    """Count the talks in which a school asked for support."""
    return counted(_talks(register, period, where("support_requested", *_SUPPORT)))


@figure(
    "school-support-given",
    _HERE,
    sources=["school_talks"],
    hide=Hide.COUNT,
    sort=Sort.OUTCOME,
    part_of=school_talks,
)
def school_support_given(register: Register, period: Period) -> Outcome:
    """Count the schools' requests that were met in the period, whenever they were made."""
    return counted(
        select(
            register,
            "school_talks",
            where("support_requested", *_SUPPORT),
            when("support_given_on", period.contains),
        )
    )


@table(
    "dialogues-by-district",
    _HERE,
    sources=["dialogues"],
    measures=[("dialogues", Unit.COUNT)],
)
def dialogues_by_district(register: Register, period: Period) -> Lines:
    """Count the dialogues by district; who came is no column, as a total stands above it."""
    chosen = held(register, "dialogues", period, needs=["district"])
    tally = Counter(dialogue.district for dialogue in chosen.rows)
    lines = tuple(Line(district, (tally[district],), from_cell=True) for district in sorted(tally))
    basis = LinesBasis(
        (line_counts,),
        lambda: (
            CountedRow(month_of(dialogue), dialogue.district, from_cell=True)
            for dialogue in chosen.rows
        ),
    )
    return Lines(lines, chosen.left_out, basis)


@table(
    "school-talks-by-subject",
    _HERE,
    sources=["school_talks"],
    measures=[("talks", Unit.COUNT)],
    divides=school_talks,
)
def school_talks_by_subject(register: Register, period: Period) -> Lines:
    """Count the talks with schools by subject."""
    labels = [(subject, f"subject-{subject.replace(' ', '-')}") for subject in _SUBJECTS]
    chosen = _talks(register, period, needs=["subject"])
    return tallied(chosen, labels, lambda talk: [talk.subject])


def _agreements(register: Register, period: Period, *, needs: Sequence[str] = ()) -> Selection:
    return select(
        register,
        "contact_moments",
        when("held_on", period.contains),
        when("agreement", bool),
        needs=needs,
    )


def _talks(
    register: Register, period: Period, *more: Where, needs: tuple[str, ...] | list[str] = ()
) -> Selection:
    return select(
        register,
        "school_talks",
        where("status", "gehouden", "opvolging loopt", "afgerond"),
        when("held_on", period.contains),
        *more,
        needs=needs,
    )
