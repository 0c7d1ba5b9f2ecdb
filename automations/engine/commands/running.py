"""`run`: doing what is due."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from automations.engine.cli import COULD_NOT_RUN, DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.checking import tally
from automations.engine.commands.mail_words import Teller, spans
from automations.engine.commands.progress import progress
from automations.engine.commands.rehearsing import rehearse
from automations.engine.commands.world import World
from automations.engine.core.automation import Automation
from automations.engine.core.findings import Severity
from automations.engine.core.holds import is_about_rows
from automations.engine.core.slots import ON_REQUEST
from automations.engine.delivery import Counts
from automations.engine.outgoing import Closed, Outgoing, WentLive
from automations.engine.runner import Ran, RunResult, due, place_of
from automations.engine.stopping import stoppable
from automations.engine.words import Words
from automations.engine.workspace import Workspace


def run(args: Namespace, world: World) -> Answer:
    """Do what is due, or the named automations now; then deliver."""
    workspace = world.workspace(args)
    now = world.now(args, workspace)
    chosen = _chosen(args.names, workspace, now, world.words)
    if args.rehearse:
        if args.go_live:
            raise CannotRunError(world.words("commands.rehearse-or-live"))
        return rehearse(world, workspace, now, chosen)
    with (
        world.open_store(workspace.store) as store,
        stoppable() as stop,
        progress(world.words) as step,
    ):
        outgoing = Outgoing(workspace, world.transport(workspace))
        live = outgoing.go_live(store, now) if args.go_live else None
        step("running")
        result = outgoing.run(store, world.shell(workspace, now), now, chosen)
        step("delivering")
        counts = outgoing.deliver_all(store, lambda: now, stop, lambda: step("pacing"))
        closed = outgoing.closed(store)
    on_request = frozenset(one.name for one in chosen if one.every == ON_REQUEST)
    told = Told(result, counts, closed, live, on_request)
    lines = [*(_live_text(live, workspace, world.words) if args.go_live else ())]
    lines += run_text(told, world.words)
    return Answer(run_json(told, now, world.words), lines, run_code(told))


@dataclass(frozen=True)
class Told:
    """What a run has to tell: what it did, what left, and why not all of it did."""

    result: RunResult
    counts: Counts
    closed: Closed | None = None
    live: WentLive | None = None
    on_request: frozenset[str] = frozenset()  # automations that run because somebody asks


def run_code(told: Told) -> int:
    """Return 2 when nothing could be read, 1 when something needs a person, else 0."""
    result, counts = told.result, told.counts
    if not any(table.readable for table in result.checked.register.tables.values()):
        return COULD_NOT_RUN
    errors = any(finding.severity is Severity.ERROR for finding in result.checked.findings)
    waits = counts.held or counts.retry or counts.refused or counts.in_doubt or counts.trouble
    return NEEDS_A_PERSON if errors or waits or result.failures or told.closed else DONE


def run_json(told: Told, now: datetime, words: Words) -> dict[str, object]:
    """Write a run as INTERFACE promises it to scripts."""
    counts, closed, live = told.counts, told.closed, told.live
    return {
        "today": now.date().isoformat(),
        "ran": [
            {
                "automation": ran.automation,
                "status": ran.status,
                "messages": ran.messages,
                "skipped": ran.skipped,
                "seconds": round(ran.seconds, 3),
            }
            for ran in told.result.ran
        ],
        "documents": [path.name for path in told.result.documents],
        "delivery": {
            "sent": counts.sent,
            "waiting": counts.waiting,
            "held": counts.held,
            "retry": counts.retry,
            "refused": counts.refused,
            "in_doubt": counts.in_doubt,
        },
        "holds": [
            {"kind": held.kind, "reason": words.message(held.message)} for held in told.result.holds
        ],
        "closed": {"kind": closed.kind, "reason": words.message(closed.message)}
        if closed
        else None,
        "trouble": words.message(counts.trouble) if counts.trouble else None,
        "live": {
            "released": list(live.released),
            "from_folder": [message.id for message in live.from_folder],
            "doubted": list(live.doubted),
            "late": list(live.late),
        }
        if live
        else None,
    }


def _live_text(live: WentLive | None, workspace: Workspace, words: Words) -> Iterator[str]:
    """Say what going live did, and list what only lay in the folder."""
    if live is None:
        yield words("commands.live-folder")
        return
    yield words("commands.live", via=workspace.config.mail.via)
    if live.released:
        yield words("commands.live-released", count=len(live.released))
    if live.doubted:
        yield words("commands.live-doubted", numbers=spans(live.doubted))
    if live.late:
        numbers = spans(live.late)
        yield words("commands.live-late", count=len(live.late))
        yield words("commands.live-decide", numbers=numbers)
    if live.from_folder:
        teller = Teller(words, workspace.config.zone)
        yield words("commands.live-from-folder", count=len(live.from_folder))
        yield from (teller.line(message) for message in live.from_folder)
        numbers = spans([message.id for message in live.from_folder])
        yield words("commands.live-decide", numbers=numbers)
    yield ""


def run_text(told: Told, words: Words) -> Iterator[str]:
    """Say what a run did, what left, and what a person must do."""
    result, counts = told.result, told.counts
    if not result.ran:
        yield words("commands.nothing-due")
    for ran in result.ran:
        yield _ran_line(ran, words)
    yield from _written(told, words)
    yield from _failures(result, words)
    for held in result.holds:
        yield words("commands.held", why=words.message(held.message))
    if result.holds:
        yield words("commands.held-rows" if is_about_rows(result.holds) else "commands.held-next")
    if told.closed:
        yield words.message(told.closed.message)
    if counts.trouble:
        yield words.message(counts.trouble)
    yield words(
        "commands.delivered",
        sent=words("commands.mails", count=counts.sent),
        waiting=counts.waiting,
        held=counts.held,
        retry=counts.retry,
        refused=counts.refused,
        in_doubt=counts.in_doubt,
    )
    if counts.refused:
        yield words("commands.needs-refused", count=counts.refused)
    if counts.in_doubt:
        yield words("commands.needs-in-doubt", count=counts.in_doubt)
    if result.checked.findings:
        yield words("commands.findings-too", tally=tally(result.checked.findings, words))


def _written(told: Told, words: Words) -> Iterator[str]:
    """Say which files were written, and what is not in what somebody asked for."""
    for path in told.result.documents:
        yield words("commands.written", file=f"{path.parent.name}/{path.name}")
    for outcome in told.result.decision.outcomes:
        if outcome.automation in told.on_request:
            yield from (words.message(one.reason) for one in outcome.skipped)


def _failures(result: RunResult, words: Words) -> Iterator[str]:
    """Say what failed; one template may fail many mails."""
    failures = (
        (one.automation, words.message(one.message) if one.message else place_of(one.error))
        for one in result.failures
    )
    for (automation, why), count in Counter(failures).items():
        times = f" ({count}×)" if count > 1 else ""
        yield words("commands.failed", automation=automation, why=why + times)


def _ran_line(ran: Ran, words: Words) -> str:
    mails = words("commands.mails", count=ran.messages)
    return f"{ran.automation:<14} {words(f'commands.status-{ran.status}'):<14} {mails}"


def _chosen(
    names: Sequence[str], workspace: Workspace, now: datetime, words: Words
) -> tuple[Automation, ...]:
    if not names:
        return due(workspace, now)
    known = {automation.name: automation for automation in workspace.automations}
    for name in names:
        if name not in known:
            raise CannotRunError(
                words("commands.unknown-automation", name=name, known=", ".join(known))
            )
    return tuple(known[name] for name in dict.fromkeys(names))
