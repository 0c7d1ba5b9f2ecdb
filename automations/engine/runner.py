"""Looking, planning and running: the shell around the pure decision."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Protocol
from zoneinfo import ZoneInfo

from automations.engine.core.automation import Automation
from automations.engine.core.checked import Checked, Context, SignalLook
from automations.engine.core.checks import check
from automations.engine.core.decision import Decision, Inputs, Outcome, after, decide
from automations.engine.core.findings import Message
from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.core.holds import Held, Past, holds, rows_after, rows_now, settled
from automations.engine.core.intents import History, Mail, Noticed
from automations.engine.core.refusals import Refused
from automations.engine.core.slots import parse_every, slots_between
from automations.engine.ports import (
    Finished,
    Hold,
    HoldKind,
    Outbox,
    Renderer,
    Run,
    RunStatus,
    WorkbookSource,
)
from automations.engine.workspace import Workspace

log = logging.getLogger("werkblad")


class Memory(Protocol):
    """What the service remembers, as looking ahead needs it."""

    def history(self) -> History:
        """Return what was sent and noticed."""

    def signals_before(self) -> Mapping[str, SignalLook]:
        """Return the signals as they stood at the last look."""

    def rows_before(self) -> Mapping[str, int]:
        """Return how many rows each tab had when it was last read and nobody needed to look."""

    def refused(self, zone: ZoneInfo) -> Mapping[str, Refused]:
        """Return the addresses whose last mail was refused for good; days are those of `zone`."""


class Keeping(Memory, Protocol):
    """What the service remembers, as doing needs it."""

    @property
    def outbox(self) -> Outbox:
        """Return the queue of finished mails."""

    @property
    def runs(self) -> Runs:
        """Return the record of what ran."""

    def remember(self, noticed: Iterable[Noticed]) -> None:
        """Remember conditions that began to hold or lapsed."""

    def remember_signals(self, looks: Mapping[str, SignalLook]) -> None:
        """Remember the signals as they stand now."""

    def remember_rows(self, rows: Mapping[str, int]) -> None:
        """Remember how many rows each tab has; it replaces what was remembered."""


class Runs(Protocol):
    """The record of what ran."""

    def record(self, run: Run) -> None:
        """Record one run of one automation."""


class NothingYet:
    """The memory of a workspace that never ran."""

    def history(self) -> History:
        """Return an empty history."""
        return History()

    def signals_before(self) -> Mapping[str, SignalLook]:
        """Return no signals."""
        return {}

    def rows_before(self) -> Mapping[str, int]:
        """Return no rows."""
        return {}

    def refused(self, zone: ZoneInfo) -> Mapping[str, Refused]:  # noqa: ARG002 - as Memory has it
        """Return no addresses."""
        return {}


@dataclass(frozen=True)
class Shell:
    """What a run and a plan need from outside, beside memory."""

    source: WorkbookSource
    renderer: Renderer


@dataclass(frozen=True)
class Ran:
    """How one automation went."""

    automation: str
    status: RunStatus
    messages: int
    skipped: int
    seconds: float


@dataclass(frozen=True)
class Planned:
    """One mail that would go out."""

    on: date
    mail: Mail
    subject: str
    held: HoldKind | None = None


@dataclass(frozen=True)
class Plan:
    """What would go out in a period if nobody touched a cell."""

    start: date
    end: date  # the last day, included
    messages: tuple[Planned, ...]
    decisions: tuple[tuple[date, Decision], ...]


@dataclass(frozen=True)
class Failure:
    """An automation that raised, or one of its mails that could not be made."""

    automation: str
    error: Exception
    sensitive: bool = False  # its own words may hold what stands in a sensitive sheet

    @property
    def message(self) -> Message | None:
        """What to tell people, where the error has words for them."""
        message = getattr(self.error, "message", None)
        return message if isinstance(message, Message) and not self.sensitive else None


@dataclass(frozen=True)
class RunResult:
    """What one run did, before delivery."""

    ran: tuple[Ran, ...]
    queued: int
    holds: tuple[Held, ...]  # every reason why all of it waits for a person
    rows: Mapping[str, int]  # of each tab, for the next run to compare with
    checked: Checked
    decision: Decision
    failures: tuple[Failure, ...]


def read_workbooks(
    workspace: Workspace, source: WorkbookSource
) -> Mapping[str, Workbook | Unreadable]:
    """Take every workbook as it stands now."""
    return {
        name: source.read(name, str(workspace.folder / location))
        for name, location in workspace.workbooks.items()
    }


def look(workspace: Workspace, source: WorkbookSource, today: date, memory: Memory) -> Checked:
    """Read every workbook once and check it."""
    before, refused = memory.signals_before(), memory.refused(workspace.config.zone)
    context = _context(workspace, today, before, refused)
    return check(read_workbooks(workspace, source), workspace.schemas, context)


def _context(
    workspace: Workspace,
    today: date,
    before: Mapping[str, SignalLook],
    refused: Mapping[str, Refused],
) -> Context:
    names = frozenset(rule.name for rule in workspace.rules)
    return Context(today, workspace.settings, before, names, refused)


def due(workspace: Workspace, now: datetime) -> tuple[Automation, ...]:
    """Return the automations that have a slot today that has come."""
    start = datetime.combine(now.date(), time(), workspace.config.zone) - timedelta(microseconds=1)
    return tuple(
        automation
        for automation in workspace.automations
        if slots_between(
            parse_every(automation.every),
            start,
            now,
            workspace.config.zone,
            workspace.calendar.is_working,
        )
    )


def inputs(workspace: Workspace, checked: Checked, today: date, history: History) -> Inputs:
    """Gather what automations may ask for."""
    return Inputs(
        register=checked.register,
        findings=checked.findings,
        today=today,
        history=history,
        rules=workspace.rules,
        calendar=workspace.calendar,
        settings=workspace.settings,
    )


def plan(workspace: Workspace, shell: Shell, memory: Memory, now: datetime, days: int) -> Plan:
    """Foresee the mails of `days` days, today included, as if nobody touched a cell.

    It calls what `run` calls, day after day, on a copy of the history.
    """
    history, before, rows = memory.history(), memory.signals_before(), memory.rows_before()
    refused = memory.refused(workspace.config.zone)
    read = read_workbooks(workspace, shell.source)
    messages: list[Planned] = []
    decisions: list[tuple[date, Decision]] = []
    for ahead in range(days):
        today = now.date() + timedelta(days=ahead)
        end = datetime.combine(today, time(23, 59, 59), workspace.config.zone)
        checked = check(read, workspace.schemas, _context(workspace, today, before, refused))
        decision = decide(due(workspace, end), inputs(workspace, checked, today, history))
        found = reasons(workspace, decision, checked, Past(history, rows), today)
        held = found[0].kind if found else None
        messages += (
            Planned(mail.on, mail, shell.renderer.subject(mail), held) for mail in decision.mails
        )
        rows, decision = rows_after(rows, checked, found), settled(decision, found)
        decisions.append((today, decision))
        if checked.register["signals"].readable:
            before = checked.signals
        history = after(history, decision)
    return Plan(
        now.date(), now.date() + timedelta(days=days - 1), tuple(messages), tuple(decisions)
    )


def reasons(  # noqa: PLR0913 - what a hold depends on
    workspace: Workspace,
    decision: Decision,
    checked: Checked,
    past: Past,
    today: date,
    *,
    first_runs: bool = True,
) -> tuple[Held, ...]:
    """Return why the run of a decision waits for a person; `plan` and `run` both ask here."""
    return holds(
        decision,
        checked,
        past,
        workspace.settings,
        workspace.rules,
        today,
        first_runs=first_runs,
    )


def run(  # noqa: PLR0913 - what a run depends on, given once
    workspace: Workspace,
    shell: Shell,
    memory: Keeping,
    now: datetime,
    automations: Sequence[Automation],
    *,
    closed: Hold | None = None,
    first_runs: bool = True,
) -> RunResult:
    """Look, decide, render and queue; delivery is the next step and somebody else's.

    `closed` says why nothing may leave at all now, where that is so; what this run itself gives a
    person to look at goes before it. Without `first_runs` a rule's first run is like any other.
    """
    started = monotonic()
    today = now.date()
    checked = look(workspace, shell.source, today, memory)
    history, before = memory.history(), memory.rows_before()
    decision = decide(automations, inputs(workspace, checked, today, history))
    found = reasons(
        workspace, decision, checked, Past(history, before), today, first_runs=first_runs
    )
    hold = _hold(found, workspace) or closed
    queued = 0
    # Before the mails: tomorrow, a run that died in between would notice it anew and mail twice.
    memory.remember(settled(decision, found).noticed)
    failures = [Failure(one.automation, one.error) for one in decision.outcomes if one.error]
    ran = []
    for outcome in decision.outcomes:
        finished, broken = _render(outcome, shell.renderer)
        failures += broken
        new = memory.outbox.queue(finished, now, hold=hold)
        queued += new
        status: RunStatus = "done"
        if outcome.error or broken:
            status = "failed"
        elif hold and new:
            status = "held"
        seconds, started = monotonic() - started, monotonic()
        skipped = len(outcome.skipped)
        ran.append(Ran(outcome.automation, status, new, skipped, seconds))
        why = place_of(outcome.error) if outcome.error else None
        memory.runs.record(Run(outcome.automation, now, now, status, new, skipped, why))
    if checked.register["signals"].readable:
        memory.remember_signals(checked.signals)
    memory.remember_rows(rows_after(before, checked, found))
    _log(failures)
    rows = {**before, **rows_now(checked)}
    return RunResult(tuple(ran), queued, found, rows, checked, decision, tuple(failures))


def _hold(found: Sequence[Held], workspace: Workspace) -> Hold | None:
    """Put what holds a run into the words that stand with each of its mails."""
    if not found:
        return None
    return Hold(found[0].kind, " ".join(workspace.words.message(held.message) for held in found))


def _log(failures: Sequence[Failure]) -> None:
    for failure in failures:
        log.error("%s failed: %s", failure.automation, place_of(failure.error))
        if not failure.sensitive:
            log.debug("%s failed", failure.automation, exc_info=failure.error)


def _render(outcome: Outcome, renderer: Renderer) -> tuple[list[Finished], list[Failure]]:
    """Finish the mails of one automation; one that cannot be made does not stop the others."""
    finished, broken = [], []
    for mail in outcome.mails:
        try:
            finished.append(renderer.render(mail))
        except Exception as error:  # noqa: BLE001 - a template of the city's own may fail in any way
            broken.append(Failure(outcome.automation, error, mail.sensitive))
    return finished, broken


def place_of(error: BaseException) -> str:
    """Name an error by its kind and place; its own text may hold what stands in a cell."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return type(error).__name__ + where
