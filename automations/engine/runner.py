"""Looking and running: the shell around the pure decision."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Protocol
from zoneinfo import ZoneInfo

from automations.engine.approving import CannotWriteError, Editions
from automations.engine.approving import Kept as KeptMails
from automations.engine.carrying import MakeDocument, Means, after_mails, before_mails
from automations.engine.collector import collector_paused
from automations.engine.core.affairs import Affairs
from automations.engine.core.approved_reports import ApprovedData
from automations.engine.core.automation import Automation
from automations.engine.core.checked import Checked, SheetLook, SignalLook
from automations.engine.core.decision import Decision, Inputs, Outcome, decide
from automations.engine.core.findings import Message
from automations.engine.core.holds import (
    Held,
    Past,
    holds,
    looks_after,
    own_holds,
    reasons_to_keep,
    rows_after,
    rows_now,
    settled,
)
from automations.engine.core.intents import History, Mail, Noticed, Snapshot
from automations.engine.core.refusals import Refused
from automations.engine.core.slots import parse_every, slots_between
from automations.engine.looker import Before, Looker, look
from automations.engine.own import history_of, own_of, queue, rules_of
from automations.engine.ports import (
    Finished,
    Hold,
    Outbox,
    Renderer,
    Run,
    RunStatus,
    WorkbookSource,
)
from automations.engine.snapshots.keeping import Kept
from automations.engine.snapshots.sealing import SnapshotError
from automations.engine.workspace import Workspace

NO_AFFAIRS = Affairs()
LAST_WEEK = timedelta(days=7)
AT_ONCE = 500  # mails that are finished before they are queued: their bytes take memory

log = logging.getLogger("werkblad")


class Memory(Before, Protocol):
    """What the service remembers, as looking ahead needs it."""

    def history(self) -> History:
        """Return what was sent and noticed."""

    def approved_reports(self) -> Sequence[ApprovedData]:
        """Return what every approved report says, as data after suppression, the oldest first."""

    def affairs(self, since: datetime) -> Affairs:
        """Return what left since a moment, what waits for a person, and the last plan."""


class Keeping(Memory, Protocol):
    """What the service remembers, as doing needs it."""

    @property
    def outbox(self) -> Outbox:
        """Return the queue of finished mails."""

    @property
    def runs(self) -> Runs:
        """Return the record of what ran."""

    @property
    def editions(self) -> Editions:
        """Return what was approved of the newsletter."""

    def remember(self, noticed: Iterable[Noticed]) -> None:
        """Remember conditions that began to hold or lapsed."""

    def approve_rules(self, rules: Iterable[tuple[str, str]], now: datetime) -> None:
        """Remember that a person saw what these rules do: each name with what it means."""

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

    def approved_reports(self) -> Sequence[ApprovedData]:
        """Return no reports."""
        return ()

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

    def affairs(self, since: datetime) -> Affairs:  # noqa: ARG002 - as Memory has it
        """Return that nothing happened."""
        return Affairs()


@dataclass(frozen=True)
class Shell:
    """What a run and a plan need from outside, beside memory.

    Whoever runs more than once gives the same `looker` each time.
    """

    source: WorkbookSource
    renderer: Renderer
    looker: Looker = field(default_factory=Looker)
    documents: Mapping[str, MakeDocument] = field(default_factory=dict)  # by their kind
    keep: Callable[[Workspace, Snapshot], Kept] = lambda _, __: Kept()  # makes a day's copies


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
    documents: tuple[Path, ...] = ()  # files that were written


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


def inputs(
    workspace: Workspace,
    checked: Checked,
    today: date,
    history: History,
    affairs: Affairs = NO_AFFAIRS,
) -> Inputs:
    """Gather what automations may ask for."""
    rules = rules_of(workspace, checked)
    return Inputs(
        register=checked.register,
        findings=checked.findings,
        today=today,
        history=history,
        rules=rules,
        calendar=workspace.calendar,
        settings=workspace.settings,
        affairs=affairs,
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
        rules_of(workspace, checked),
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
    before, own = memory.rows_before(), own_of(workspace, checked)
    history = history_of(memory, own, workspace.words, now, approves=not first_runs)
    affairs = memory.affairs(now - LAST_WEEK)
    with collector_paused():
        decision = decide(automations, inputs(workspace, checked, today, history, affairs))
    found = reasons(
        workspace, decision, checked, Past(history, before), today, first_runs=first_runs
    )
    hold = _hold(found, workspace) or closed
    waits = own_holds(decision)
    unseen = {rule: workspace.words.message(m) for rule, m in reasons_to_keep(decision).items()}
    queued = 0
    # Before the mails: tomorrow, a run that died in between would notice it anew and mail twice.
    done = settled(decision, found)
    memory.remember(done.noticed)
    renderer = KeptMails(memory.editions, shell.renderer, now)
    means = Means(memory.editions, renderer, shell.documents, workspace, now)
    failures = [Failure(one.automation, one.error) for one in decision.outcomes if one.error]
    ran, documents = [], list[Path]()
    for outcome in done.outcomes:
        new, written, broken = _carry_out(outcome, means, memory, hold, unseen)
        documents += written
        left_out, uncopied = _keep(outcome, workspace, shell)
        broken += uncopied
        failures += broken
        queued += new
        status: RunStatus = "done"
        if outcome.error or broken:
            status = "failed"
        elif hold and new:
            status = "held"
        seconds, started = monotonic() - started, monotonic()
        skipped = len(outcome.skipped) + left_out
        ran.append(Ran(outcome.automation, status, new, skipped, seconds))
        why = place_of(outcome.error) if outcome.error else None
        if broken and why is None:
            why = _why(broken[0], workspace)
        memory.runs.record(Run(outcome.automation, now, now, status, new, skipped, why))
    if checked.register["signals"].readable:
        memory.remember_signals(checked.signals)
    memory.remember_rows(rows_after(before, checked, found))
    memory.remember_looks(looks_after(memory.looks_before(), checked, found))
    _log(failures)
    rows = {**before, **rows_now(checked)}
    return RunResult(
        tuple(ran),
        queued,
        (*found, *waits),
        rows,
        checked,
        decision,
        tuple(failures),
        tuple(documents),
    )


def _carry_out(
    outcome: Outcome,
    means: Means,
    memory: Keeping,
    hold: Hold | None,
    unseen: Mapping[str, str],
) -> tuple[int, tuple[Path, ...], list[Failure]]:
    """Queue the mails of one automation, with what comes before and after them.

    Returns how many mails are new, which files were written, and what failed.
    """
    carried = before_mails(outcome, means)
    failures = [Failure(outcome.automation, error) for error in carried.errors]
    new = 0
    for start in range(0, len(carried.mails), AT_ONCE):
        part = carried.mails[start : start + AT_ONCE]
        finished, failed = _render(outcome.automation, part, means.renderer)
        new += queue(memory.outbox, finished, hold, unseen, means.now)
        failures += failed
    left = after_mails(replace(outcome, mails=carried.mails), means)
    failures += (Failure(outcome.automation, error) for error in left.errors)
    return new, (*carried.written, *left.written), failures


def _hold(found: Sequence[Held], workspace: Workspace) -> Hold | None:
    """Put what holds a run into the words that stand with each of its mails."""
    if not found:
        return None
    return Hold(found[0].kind, " ".join(workspace.words.message(held.message) for held in found))


def _why(failure: Failure, workspace: Workspace) -> str:
    """Say why something failed, in words where they cannot hold what stands in a cell."""
    is_ours = isinstance(failure.error, (SnapshotError, CannotWriteError))
    message = failure.message if is_ours else None
    return workspace.words.message(message) if message else place_of(failure.error)


def _keep(outcome: Outcome, workspace: Workspace, shell: Shell) -> tuple[int, list[Failure]]:
    """Make the copies that an automation asks for; say how many were left out, and what failed."""
    left_out, failures = 0, list[Failure]()
    for wanted in outcome.snapshots:
        try:
            kept = shell.keep(workspace, wanted)
        except Exception as error:  # noqa: BLE001 - whatever a disk gives, the others go on
            failures.append(Failure(outcome.automation, error))
        else:
            left_out += kept.left_out
            failures += (Failure(outcome.automation, error) for error in kept.errors)
    return left_out, failures


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
