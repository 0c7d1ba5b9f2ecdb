"""`plan` and `run`: what would go out, and doing it."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from automations.engine.cli import COULD_NOT_RUN, DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.checking import tally
from automations.engine.commands.mail_words import Teller, spans
from automations.engine.commands.progress import progress
from automations.engine.commands.world import World
from automations.engine.core.automation import Automation
from automations.engine.core.findings import Severity
from automations.engine.core.holds import is_about_rows
from automations.engine.core.intents import Mail
from automations.engine.delivery import Counts
from automations.engine.outgoing import Closed, Outgoing, WentLive
from automations.engine.planning import Plan, Planned
from automations.engine.planning import plan as foresee
from automations.engine.runner import Ran, RunResult, due, place_of
from automations.engine.stopping import stoppable
from automations.engine.words import Words
from automations.engine.workspace import Workspace


def plan(args: Namespace, world: World) -> Answer:
    """Show what would go out, day by day; sends and records nothing."""
    workspace = world.workspace(args)
    if args.days < 1:
        raise CannotRunError(world.words("commands.bad-days"))
    now = world.now(args, workspace)
    with world.memory(workspace) as memory, progress(world.words) as step:
        step("planning")
        foreseen = foresee(workspace, world.shell(workspace, now), memory, now, args.days)
        store: Any = memory if workspace.store.exists() else None
        closed = Outgoing(workspace, world.transport(workspace)).closed(store)
    lines = [world.words.message(closed.message), ""] if closed else []
    lines += _plan_text(foreseen, workspace, world.words, verbose=hasattr(args, "verbose"))
    return Answer({**plan_json(foreseen, world.words), "closed": closed and closed.kind}, lines)


def plan_json(foreseen: Plan, words: Words) -> dict[str, object]:
    """Write a plan as INTERFACE promises it to scripts."""
    return {
        "from": foreseen.start.isoformat(),
        "to": foreseen.end.isoformat(),
        "messages": [
            {
                "on": planned.on.isoformat(),
                "automation": planned.mail.automation,
                "to": planned.mail.to,
                "subject": planned.subject,
                "held": planned.held is not None,
                "hold": planned.held,
                "items": _items_json(planned.mail, words),
            }
            for planned in foreseen.messages
        ],
        "skipped": [
            {
                "on": day.isoformat(),
                "rule": skipped.rule,
                "sheet": skipped.sheet,
                "row": skipped.row,
                "reason": words.message(skipped.reason),
            }
            for day, decision in foreseen.decisions
            for skipped in decision.skipped
        ],
    }


def _items_json(mail: Mail, words: Words) -> list[dict[str, object]]:
    reasons: Sequence[Any] = mail.reasons or [(None, None, None)] * len(mail.items)
    return [
        {
            "rule": item.rule,
            "key": item.key,
            "sheet": sheet,
            "row": row,
            "reason": words.message(reason) if reason else None,
        }
        for item, (sheet, row, reason) in zip(mail.items, reasons, strict=True)
    ]


def _plan_text(
    foreseen: Plan, workspace: Workspace, words: Words, *, verbose: bool
) -> Iterator[str]:
    by_day: dict[date, list[Planned]] = {day: [] for day, _ in foreseen.decisions}
    for planned in foreseen.messages:
        by_day.setdefault(planned.on, []).append(planned)
    for day, messages in sorted(by_day.items()):
        heading = short_day(day, words)
        if not messages:
            yield f"{heading:<10} –"
        ordered = sorted(messages, key=lambda planned: planned.mail.automation)
        for automation, group in groupby(ordered, key=lambda planned: planned.mail.automation):
            alike = list(group)
            yield f"{heading:<10} {automation:<14} {_to(alike, words)}"
            heading = ""
            shown = alike if verbose else alike[:4]
            for planned in shown:
                yield f"{'':<10} {'':<14} {planned.mail.to}: {planned.subject}"
            if len(alike) > len(shown):
                rest = words("commands.and-more", count=len(alike) - len(shown))
                yield f"{'':<10} {'':<14} {rest}"
    first = {
        (row.rule, row.sheet, row.row, words.message(row.reason)): row.on
        for _, decision in reversed(foreseen.decisions)
        for row in decision.skipped
    }
    yield ""
    if verbose:
        yield words("commands.not-sent-and-why")
        for (rule, sheet, row, reason), on in sorted(first.items(), key=lambda one: one[1]):
            tab = workspace.schemas[sheet].title
            place = words("commands.place-row", tab=tab, row=row) if row else tab
            yield f"  {short_day(on, words):<10} {rule}  {place}: {reason}"
    else:
        yield words("commands.not-sent", count=len({one[:3] for one in first}))


def _to(messages: Sequence[Planned], words: Words) -> str:
    people = len({planned.mail.to for planned in messages})
    items = sum(len(planned.mail.items) for planned in messages)
    return words(
        "commands.to-people",
        people=words("commands.people", count=people),
        items=words("commands.items", count=items),
    )


def short_day(day: date, words: Words) -> str:
    """Write a day as in `ma 3 okt`."""
    month = words(f"values.month-{day.month}")[:3]
    return f"{words.weekday(day, short=True)} {day.day} {month}"


def run(args: Namespace, world: World) -> Answer:
    """Do what is due, or the named automations now; then deliver."""
    workspace = world.workspace(args)
    now = world.now(args, workspace)
    chosen = _chosen(args.names, workspace, now, world.words)
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
    told = Told(result, counts, closed, live)
    lines = [*(_live_text(live, workspace, world.words) if args.go_live else ())]
    lines += _run_text(told, world.words)
    return Answer(run_json(told, now, world.words), lines, run_code(told))


@dataclass(frozen=True)
class Told:
    """What a run has to tell: what it did, what left, and why not all of it did."""

    result: RunResult
    counts: Counts
    closed: Closed | None = None
    live: WentLive | None = None


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
    if live.from_folder:
        teller = Teller(words, workspace.config.zone)
        yield words("commands.live-from-folder", count=len(live.from_folder))
        yield from (teller.line(message) for message in live.from_folder)
        numbers = spans([message.id for message in live.from_folder])
        yield words("commands.live-decide", numbers=numbers)
    yield ""


def _run_text(told: Told, words: Words) -> Iterator[str]:
    result, counts = told.result, told.counts
    if not result.ran:
        yield words("commands.nothing-due")
    for ran in result.ran:
        yield _ran_line(ran, words)
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
