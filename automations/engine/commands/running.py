"""`plan` and `run`: what would go out, and doing it."""

from __future__ import annotations

import os
import socket
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from automations.engine.cli import COULD_NOT_RUN, DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.checking import tally
from automations.engine.commands.progress import progress
from automations.engine.commands.world import World
from automations.engine.core.automation import Automation
from automations.engine.core.findings import Severity
from automations.engine.core.intents import Mail
from automations.engine.core.windows import is_open
from automations.engine.delivery import Counts, deliver
from automations.engine.ports import Outbox
from automations.engine.runner import Plan, Planned, Ran, RunResult, due, place_of
from automations.engine.runner import plan as foresee
from automations.engine.runner import run as carry_out
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
    return Answer(
        plan_json(foreseen, world.words),
        list(_plan_text(foreseen, workspace, world.words, verbose=hasattr(args, "verbose"))),
    )


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
                "held": planned.held,
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
    with progress(world.words) as step:
        step("running")
        result, counts = run_now(workspace, world, now, chosen)
    return Answer(
        run_json(result, counts, now),
        list(_run_text(result, counts, world.words)),
        run_code(result, counts),
    )


def run_now(
    workspace: Workspace,
    world: World,
    now: datetime,
    chosen: Sequence[Automation],
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[RunResult, Counts]:
    """Run automations and hand over what may leave; a stop finishes the mail in hand."""
    with world.open_store(workspace.store) as store:
        result = carry_out(workspace, world.shell(workspace, now), store, now, chosen)
        counts = hand_over(store.outbox, workspace, world, lambda: now, should_stop)
    return result, counts


def hand_over(
    outbox: Outbox,
    workspace: Workspace,
    world: World,
    now: Callable[[], datetime],
    should_stop: Callable[[], bool],
) -> Counts:
    """Hand over what may leave at this hour of this day."""

    def may_leave(moment: datetime) -> bool:
        settings = workspace.settings
        return is_open(
            moment,
            window=settings.window,
            zone=settings.timezone,
            is_working=workspace.calendar.is_working,
        )

    transport = world.transport(workspace)
    return deliver(outbox, transport, now, holder(), should_stop, is_open=may_leave)


def holder() -> str:
    """Name this process among all that may work on one store."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run_code(result: RunResult, counts: Counts) -> int:
    """Return 2 when nothing could be read, 1 when something needs a person, else 0."""
    if not any(table.readable for table in result.checked.register.tables.values()):
        return COULD_NOT_RUN
    errors = any(finding.severity is Severity.ERROR for finding in result.checked.findings)
    waits = counts.held or counts.retry or counts.refused or counts.in_doubt
    return NEEDS_A_PERSON if errors or waits or result.failures else DONE


def run_json(result: RunResult, counts: Counts, now: datetime) -> dict[str, object]:
    """Write a run as INTERFACE promises it to scripts."""
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
            for ran in result.ran
        ],
        "delivery": {
            "sent": counts.sent,
            "waiting": counts.waiting,
            "held": counts.held,
            "retry": counts.retry,
            "refused": counts.refused,
            "in_doubt": counts.in_doubt,
        },
    }


def _run_text(result: RunResult, counts: Counts, words: Words) -> Iterator[str]:
    if not result.ran:
        yield words("commands.nothing-due")
    for ran in result.ran:
        yield _ran_line(ran, words)
    failures = (
        (one.automation, words.message(one.message) if one.message else place_of(one.error))
        for one in result.failures
    )
    for (automation, why), count in Counter(failures).items():  # one template may fail many mails
        times = f" ({count}×)" if count > 1 else ""
        yield words("commands.failed", automation=automation, why=why + times)
    if result.held:
        yield result.held
        yield words("commands.held-next")
    yield words(
        "commands.delivered",
        sent=words("commands.mails", count=counts.sent),
        waiting=counts.waiting,
        held=counts.held,
        retry=counts.retry,
        refused=counts.refused,
        in_doubt=counts.in_doubt,
    )
    if result.checked.findings:
        yield words("commands.findings-too", tally=tally(result.checked.findings, words))


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
