"""Persoonsgerichte aanpak: signals and case conferences, as suppressed counts and nothing else.

An official message is never a line of its own: it counts with the security chain. A withdrawn
signal was entered by mistake and counts nowhere.
"""

from __future__ import annotations

from automations.engine.core.figures.counting import counted, held, median_days, tallied
from automations.engine.core.figures.registry import (
    Chapter,
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

_HERE = Chapter.CASEWORK
_VALID = ("nieuw", "in beoordeling", "in behandeling", "overgedragen", "afgesloten")
_GROUPS = (
    ("partnerorganisatie", "group-network"),
    ("inwoner", "group-network"),
    ("gemeente", "group-municipality"),
    ("andere gemeente of Veiligheidshuis", "group-municipality"),
    ("politie", "group-chain"),
    ("openbaar ministerie", "group-chain"),
    ("ambtsbericht", "group-chain"),
)
_ROUTES = (
    ("geen vervolg", "route-none"),
    ("advies aan melder", "route-advice"),
    ("afhandeling gemeente", "route-municipality"),
    ("zorg en hulpverlening", "route-care"),
    ("Veilig Thuis", "route-veilig-thuis"),
    ("politie", "route-police"),
    ("casusoverleg VHRR", "route-conference"),
    ("nazorg", "route-aftercare"),
)


@figure("signals-received", _HERE, sources=["signals"], hide=Hide.COUNT)
def signals_received(register: Register, period: Period) -> Outcome:
    """Count the signals; shown only where the tables below hide nothing."""
    return counted(_received(register, period))


@figure(
    "days-to-assessment",
    _HERE,
    sources=["signals"],
    unit=Unit.DAYS,
    sort=Sort.OUTCOME,
    hide=Hide.AVERAGE,
    part_of=signals_received,
    rows_hidden=True,
)
def days_to_assessment(register: Register, period: Period) -> Outcome:
    """Take the median time from signal to assessment, of the signals of the period."""
    chosen = _received(register, period, when("assessed_on", lambda day: day < period.stop))
    return median_days(chosen, "received_on", "assessed_on")


@figure(
    "days-to-informing",
    _HERE,
    sources=["signals"],
    unit=Unit.DAYS,
    sort=Sort.OUTCOME,
    hide=Hide.AVERAGE,
    rows_hidden=True,
)
def days_to_informing(register: Register, period: Period) -> Outcome:
    """Take the median time from signal to telling the reporter what became of it."""
    chosen = _received(
        register,
        period,
        where("source", "partnerorganisatie", "inwoner"),
        when("reporter_informed_on", lambda day: day < period.stop),
    )
    return median_days(chosen, "received_on", "reporter_informed_on")


@figure("case-conferences", _HERE, sources=["consultations"], hide=Hide.COUNT)
def case_conferences(register: Register, period: Period) -> Outcome:
    """Count the case conferences that the city took part in."""
    return counted(
        held(
            register,
            "consultations",
            period,
            where("kind", "casusoverleg VHRR"),
            where("attended", True),  # noqa: FBT003 - the value that the column must have
        )
    )


@table(
    "signals-by-group",
    _HERE,
    sources=["signals"],
    measures=[("signals", Unit.COUNT)],
    divides=signals_received,
)
def signals_by_group(register: Register, period: Period) -> Lines:
    """Count the signals by the group that they came from."""
    chosen = _received(register, period, needs=("source",))
    return tallied(chosen, _GROUPS, lambda signal: [signal.source])


@table(
    "signals-by-route",
    _HERE,
    sources=["signals"],
    measures=[("signals", Unit.COUNT)],
    divides=signals_received,
    overlapping=True,
    among=days_to_assessment,
)
def signals_by_route(register: Register, period: Period) -> Lines:
    """Count the signals by route; one that took two routes counts in both."""
    chosen = _received(
        register, period, when("assessed_on", lambda day: day < period.stop), needs=("route",)
    )
    return tallied(chosen, _ROUTES, lambda signal: signal.route)


def _received(
    register: Register, period: Period, *more: Where, needs: tuple[str, ...] = ()
) -> Selection:
    return select(
        register,
        "signals",
        where("status", *_VALID),
        when("received_on", period.contains),
        *more,
        needs=needs,
    )
