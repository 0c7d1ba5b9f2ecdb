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
from automations.engine.core.foresight import Foreseen

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


@automation(every="monday 08:30")
def overview(  # noqa: PLR0913, PLR0917 - what it depends on, by name
    register: Register,
    findings: tuple[Finding, ...],
    today: date,
    history: History,
    settings: Settings,
    affairs: Affairs,
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
            "editions": undecided(register, today),
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


def undecided(register: Register, today: date) -> tuple[Record, ...]:
    """Return the editions of the next two weeks that nobody approved yet."""
    return tuple(
        edition
        for edition in register.editions
        if edition.status == "concept"
        and edition.send_on is not None
        and today <= edition.send_on <= today + SOON
    )


def oldest(history: History, today: date) -> int:
    """Return for how many days the finding is open that is open longest; 0 where none is."""
    since = [day for (rule, _), day in history.noticed.items() if rule == "check"]
    return (today - min(since)).days if since else 0
