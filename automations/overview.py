"""Overview: on Monday the coordinator reads what went out, what comes, and what waits for her."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from automations.engine.api import (
    Affairs,
    Finding,
    History,
    Mail,
    Message,
    Record,
    Register,
    Settings,
    Severity,
    automation,
)
from automations.engine.core.editions import CHANGED, STOPPED, editions_that
from automations.engine.core.foresight import Foreseen
from automations.engine.core.report import missing_chapters
from automations.engine.core.report_due import report_due
from automations.engine.core.workdays import Calendar

WEEK = timedelta(days=7)
SOON = timedelta(days=14)  # within which an edition that is a concept still wants a decision
FEW = 8  # mails that wait are named up to here, and counted beyond


@dataclass(frozen=True, slots=True)
class ComingDay:
    """How much goes out on one day, by automation."""

    on: date
    mails: int
    people: int
    automations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComingReport:
    """The progress report that is due: about when, on which day, and how far it is."""

    period: Message
    due: date
    missing: int  # chapters that have no text yet
    made: bool  # the coordinator has its draft


@automation(every="monday 08:30")
def overview(  # noqa: PLR0913, PLR0917 - what it depends on, by name
    register: Register,
    findings: tuple[Finding, ...],
    today: date,
    history: History,
    settings: Settings,
    affairs: Affairs,
    calendar: Calendar,
) -> Iterator[Mail]:
    """Tell the coordinator each Monday what went out, what waits, and what comes this week.

    Of signals it tells no more than how many mails there are: what is in them is for the case
    handlers. A quiet week is told too, so that a silent service is noticed.
    """
    monday = today - timedelta(days=today.weekday())
    shown = [one for one in affairs.waiting if not one.sensitive]
    yield Mail(
        key=("overview", monday.isoformat()),
        to=settings.coordinator,
        template="overview",
        about={
            "sent": sum(affairs.sent.values()),
            "sent_by": tuple(sorted(affairs.sent.items())),
            "waiting": shown[:FEW],
            "waiting_more": max(len(shown) - FEW, 0),
            "waiting_signals": len(affairs.waiting) - len(shown),
            "states": Counter(one.state for one in affairs.waiting),
            "days": coming(affairs.foreseen or (), today),
            "knows": affairs.foreseen is not None,
            "editions": undecided(register, today, history),
            "changed": editions_that(CHANGED, history),
            "stopped": editions_that(STOPPED, history),
            "report": coming_report(register, today, history, calendar),
            "errors": sum(one.severity == Severity.ERROR for one in findings),
            "warnings": sum(one.severity == Severity.WARNING for one in findings),
            "oldest": oldest(history, today),
            "today": today,
        },
        on=today,
        reasons=(("", 0, Message("rules.because-monday")),),
    )


def coming(foreseen: Sequence[Foreseen], today: date) -> tuple[ComingDay, ...]:
    """Count the mails of the seven days that begin today; a digest is one, whatever is in it."""
    found: dict[date, set[tuple[str, str, str]]] = {}
    for one in foreseen:
        if today <= one.on < today + WEEK:
            found.setdefault(one.on, set()).add((one.automation, one.to, one.subject))
    return tuple(
        ComingDay(
            on,
            len(mails),
            len({to for _, to, _ in mails}),
            tuple(sorted({automation for automation, _, _ in mails})),
        )
        for on, mails in sorted(found.items())
    )


def undecided(register: Register, today: date, history: History) -> tuple[Record, ...]:
    """Return the editions of the next two weeks that nobody approved yet."""
    return tuple(
        edition
        for edition in register.editions
        if edition.status == "concept"
        and edition.key not in history.editions  # that may be approved by command
        and edition.send_on is not None
        and today <= edition.send_on <= today + SOON
    )


def coming_report(
    register: Register, today: date, history: History, calendar: Calendar
) -> ComingReport | None:
    """Return the progress report of the next two weeks, or whose day has just been."""
    if not register.consultations.readable:
        return None
    period, due = report_due(register, today, calendar)
    if due > today + SOON:
        return None
    made = any(one.rule == "progress_report" and one.key == period.code for one in history.items)
    return ComingReport(period.label, due, len(missing_chapters(register, period)), made)


def oldest(history: History, today: date) -> int:
    """Return for how many days the finding is open that is open longest; 0 where none is."""
    since = [day for (rule, _), day in history.noticed.items() if rule == "check"]
    return (today - min(since)).days if since else 0
