"""`plan`: what would go out, day by day, and what changed since the last run."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from automations.engine.cli import Answer, CannotRunError
from automations.engine.commands.progress import progress
from automations.engine.commands.world import World
from automations.engine.core.foresight import (
    NOTE,
    Difference,
    Foreseen,
    Recorded,
    difference,
    recorded,
)
from automations.engine.core.intents import Mail
from automations.engine.outgoing import Outgoing
from automations.engine.planning import Plan, Planned
from automations.engine.planning import plan as foresee
from automations.engine.words import Words
from automations.engine.workspace import Workspace

FOR_YOU = frozenset(  # reasons that only go away by a decision
    f"mail.newsletter-{why}" for why in ("not-approved", "changed", "faulty", "guide-withdrawn")
)
FEW = 4  # mails of one kind on one day that are named without `-v`


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
        before = recorded(store.notes.get(NOTE)) if store and args.diff else None
        said = memory.history().items if before else frozenset()
    data = {**plan_json(foreseen, world.words), "closed": closed and closed.kind}
    lines = [world.words.message(closed.message), ""] if closed else []
    if not args.diff:
        lines += _plan_text(foreseen, workspace, world.words, verbose=hasattr(args, "verbose"))
    elif before is None:
        data["diff"] = None
        lines.append(world.words("commands.diff-nothing-before"))
    else:
        until = min(foreseen.end, before.until)
        found = difference(before.foreseen, foreseen.foreseen, said, until)
        data["diff"] = _difference_json(found, before, until)
        since = before.at.astimezone(workspace.config.zone)
        lines += _difference_text(found, since, until, world.words)
    return Answer(data, lines)


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
                "items": items_json(planned.mail, words),
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


def items_json(mail: Mail, words: Words) -> list[dict[str, object]]:
    """Write what a mail tells: each item with its row and its reason."""
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
            shown = alike if verbose else alike[:FEW]
            for planned in shown:
                yield from _mail_text(planned, workspace, words, verbose=verbose)
            if len(alike) > len(shown):
                rest = words("commands.and-more", count=len(alike) - len(shown))
                yield f"{'':<10} {'':<14} {rest}"
    for reason in dict.fromkeys(_for_you(foreseen, workspace, words)):
        yield f"{words('commands.waits-for-you'):<10} {reason}"
    yield ""
    yield from _not_sent_text(foreseen, workspace, words, verbose=verbose)


def _not_sent_text(
    foreseen: Plan, workspace: Workspace, words: Words, *, verbose: bool
) -> Iterator[str]:
    """Count the rows that nothing is sent about, or say of each on its first day why."""
    skipped = [row for _, decision in foreseen.decisions for row in decision.skipped]
    if not verbose:  # a reason in words for each row on each day takes longer than the plan
        rows = {(row.rule, row.sheet, row.row) for row in skipped}
        yield words("commands.not-sent", count=len(rows))
        return
    first: dict[tuple[str, str, int, str], date] = {}
    for one in skipped:
        first.setdefault((one.rule, one.sheet, one.row, words.message(one.reason)), one.on)
    yield words("commands.not-sent-and-why")
    for (rule, sheet, row, reason), on in first.items():
        where = place(sheet, row, workspace, words)
        yield f"  {short_day(on, words):<10} {rule}  {where}: {reason}"


def _for_you(foreseen: Plan, workspace: Workspace, words: Words) -> Iterator[str]:
    """Yield what stands still until the coordinator decides about it, of the days shown."""
    last = foreseen.decisions[-1][0]
    for _, decision in foreseen.decisions:
        for row in decision.skipped:
            day = row.reason.values.get("day")
            if row.reason.id in FOR_YOU and not (isinstance(day, date) and day > last):
                where = place(row.sheet, row.row, workspace, words)
                yield f"{where}: {words.message(row.reason)}"


def _mail_text(
    planned: Planned, workspace: Workspace, words: Words, *, verbose: bool
) -> Iterator[str]:
    """Name a mail, what holds it and, when asked, the reason of each thing in it."""
    held = f" [{words(f'commands.hold-{planned.held}')}]" if planned.held else ""
    yield f"{'':<10} {'':<14} {planned.mail.to}: {planned.subject}{held}"
    if verbose:
        for sheet, row, reason in planned.mail.reasons:
            where = place(sheet, row, workspace, words)
            yield f"{'':<10} {'':<16} {where}: {words.message(reason)}"


def place(sheet: str, row: int, workspace: Workspace, words: Words) -> str:
    """Name a row by its tab and number, or a tab as a whole."""
    tab = workspace.schemas[sheet].title if sheet in workspace.schemas.sheets else sheet
    return words("commands.place-row", tab=tab, row=row) if row else tab


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


def _difference_json(found: Difference, before: Recorded, until: date) -> dict[str, object]:
    return {
        "since": before.at.isoformat(),
        "until": until.isoformat(),
        "added": [_one_json(one) for one in found.added],
        "gone": [_one_json(one) for one in found.gone],
        "moved": [{**_one_json(now), "was_on": was.on.isoformat()} for was, now in found.moved],
    }


def _one_json(one: Foreseen) -> dict[str, object]:
    return {
        "on": one.on.isoformat(),
        "automation": one.automation,
        "rule": one.rule,
        "key": one.key,
        "to": one.to,
        "subject": one.subject,
    }


def _difference_text(
    found: Difference, since: datetime, until: date, words: Words
) -> Iterator[str]:
    values = {"since": since, "until": until}
    if not found:
        yield words("commands.diff-same", None, **values)
        return
    yield words("commands.diff-since", None, **values)
    changes = [
        *((one, "+", "") for one in found.added),
        *((one, "-", "") for one in found.gone),
        *(
            (now, "~", words("commands.diff-was-on", day=short_day(was.on, words)))
            for was, now in found.moved
        ),
    ]
    for one, sign, more in sorted(changes, key=lambda change: (change[0].on, change[1])):
        yield f"{sign} {short_day(one.on, words):<10} {one.rule} {one.key} → {one.to}{more}"
