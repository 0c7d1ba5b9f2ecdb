"""Looking and running: the shell around the pure decision."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Protocol
from zoneinfo import ZoneInfo

from automations.engine.collector import collector_paused
from automations.engine.core.automation import Automation
from automations.engine.core.checked import Checked, Context, SheetLook, SignalLook
from automations.engine.core.checks import check
from automations.engine.core.decision import Decision, Inputs, decide
from automations.engine.core.findings import Message
from automations.engine.core.holds import (
    Held,
    Past,
    holds,
    looks_after,
    rows_after,
    rows_now,
    settled,
)
from automations.engine.core.intents import History, Mail, Noticed
from automations.engine.core.refusals import Refused
from automations.engine.core.slots import parse_every, slots_between
from automations.engine.looker import Looker
from automations.engine.ports import (
    Finished,
    Hold,
    Outbox,
    Renderer,
    Run,
    RunStatus,
    WorkbookSource,
)
from automations.engine.workspace import Workspace

AT_ONCE = 500  # mails that are finished before they are queued: their bytes take memory

log = logging.getLogger("werkblad")


class Memory(Protocol):
    """What the service remembers, as looking ahead needs it."""

    def history(self) -> History:
        """Return what was sent and noticed."""

    def signals_before(self) -> Mapping[str, SignalLook]:
        """Return the signals as they stood at the last look."""

    def rows_before(self) -> Mapping[str, int]:
        """Return how many rows each tab had when it was last read and nobody needed to look."""

    def looks_before(self) -> Mapping[str, SheetLook]:
        """Return where the columns of each tab stood then, and which rows it had."""

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

    def remember_looks(self, looks: Mapping[str, SheetLook]) -> None:
        """Remember where the columns of each tab stand, and which rows it has."""


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

    def looks_before(self) -> Mapping[str, SheetLook]:
        """Return no looks."""
        return {}

    def refused(self, zone: ZoneInfo) -> Mapping[str, Refused]:  # noqa: ARG002 - as Memory has it
        """Return no addresses."""
        return {}


@dataclass(frozen=True)
class Shell:
    """What a run and a plan need from outside, beside memory.

    Whoever runs more than once gives the same `looker` each time.
    """

    source: WorkbookSource
    renderer: Renderer
    looker: Looker = field(default_factory=Looker)


@dataclass(frozen=True)
class Ran:
    """How one automation went."""

    automation: str
    status: RunStatus
    messages: int
    skipped: int
    seconds: float


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


def look(
    workspace: Workspace,
    source: WorkbookSource,
    today: date,
    memory: Memory,
    looker: Looker | None = None,
) -> Checked:
    """Read every workbook and check it, as far as either is another than at the looker's last."""
    looker = looker or Looker()
    context = context_of(workspace, today, memory)
    read = looker.read(workspace, source)
    with collector_paused():
        return check(read, workspace.schemas, context, looker.again)


def context_of(workspace: Workspace, today: date, memory: Memory) -> Context:
    """Gather what a check compares with."""
    return Context(
        today,
        workspace.settings,
        memory.signals_before(),
        frozenset(rule.name for rule in workspace.rules),
        memory.refused(workspace.config.zone),
        memory.looks_before(),
        memory.rows_before(),
    )


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
    checked = look(workspace, shell.source, today, memory, shell.looker)
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
        new, broken = 0, list[Failure]()
        for start in range(0, len(outcome.mails), AT_ONCE):
            part = outcome.mails[start : start + AT_ONCE]
            finished, failed = _render(outcome.automation, part, shell.renderer)
            new += memory.outbox.queue(finished, now, hold=hold)
            broken += failed
        failures += broken
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
    memory.remember_looks(looks_after(memory.looks_before(), checked, found))
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


def _render(
    automation: str, mails: Sequence[Mail], renderer: Renderer
) -> tuple[list[Finished], list[Failure]]:
    """Finish mails of one automation; one that cannot be made does not stop the others."""
    finished, broken = [], []
    for mail in mails:
        try:
            finished.append(renderer.render(mail))
        except Exception as error:  # noqa: BLE001 - a template of the city's own may fail in any way
            broken.append(Failure(automation, error, mail.sensitive))
    return finished, broken


def place_of(error: BaseException) -> str:
    """Name an error by its kind and place; its own text may hold what stands in a cell."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return type(error).__name__ + where
