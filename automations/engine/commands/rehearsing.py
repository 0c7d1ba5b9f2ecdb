"""`run --rehearse`: for every row that is due what a run would do with it, and its mail to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from automations.engine.cli import DONE, NEEDS_A_PERSON, Answer
from automations.engine.commands.foresight import place, short_day
from automations.engine.commands.progress import progress
from automations.engine.commands.world import World
from automations.engine.core.automation import Automation
from automations.engine.outgoing import Closed, Outgoing
from automations.engine.rehearsing import Line, Outcome, Rehearsal
from automations.engine.rehearsing import rehearse as act_out
from automations.engine.runner import place_of
from automations.engine.words import Words
from automations.engine.workspace import Workspace

ORDER: tuple[Outcome, ...] = ("sent", "deferred", "held", "failed", "skipped")


def rehearse(
    world: World, workspace: Workspace, now: datetime, chosen: Sequence[Automation]
) -> Answer:
    """Act out a run: send nothing, record nothing, and write the mails to `rehearsal/`."""
    with world.memory(workspace) as memory, progress(world.words) as step:
        step("rehearsing")
        store = memory if workspace.store.exists() else None
        closed = Outgoing(workspace, world.transport(workspace)).closed(store)  # type: ignore[arg-type]
        found = act_out(
            workspace, world.shell(workspace, now), memory, now, chosen, closed=bool(closed)
        )
    data = _json(found, closed, workspace, now, world.words)
    lines = list(_text(found, closed, workspace, now, world.words))
    waits = found.holds or found.failures or closed
    return Answer(data, lines, NEEDS_A_PERSON if waits else DONE)


def _json(
    found: Rehearsal, closed: Closed | None, workspace: Workspace, now: datetime, words: Words
) -> dict[str, object]:
    return {
        "now": now.isoformat(),
        "rows": [
            {
                "outcome": line.outcome,
                "automation": line.automation,
                "rule": line.rule,
                "sheet": line.sheet or None,
                "row": line.row or None,
                "key": line.item.key if line.item else None,
                "to": line.item.recipient if line.item else None,
                "leaves": line.leaves.isoformat() if line.leaves else None,
                "reason": words.message(line.reason) if line.reason else None,
                "file": workspace.relative(line.file) if line.file else None,
            }
            for line in _ordered(found)
        ],
        "mails": [
            {
                "file": workspace.relative(file),
                "to": made.mail.to,
                "subject": made.subject,
                "leaves": made.not_before.isoformat(),
            }
            for made, file in found.mails
        ],
        "holds": [
            {"kind": held.kind, "reason": words.message(held.message)} for held in found.holds
        ],
        "closed": {"kind": closed.kind, "reason": words.message(closed.message)}
        if closed
        else None,
        "failures": [
            {
                "automation": one.automation,
                "reason": words.message(one.message) if one.message else place_of(one.error),
            }
            for one in found.failures
        ],
    }


def _ordered(found: Rehearsal) -> list[Line]:
    return sorted(found.lines, key=lambda line: (ORDER.index(line.outcome), line.automation))


def _text(
    found: Rehearsal, closed: Closed | None, workspace: Workspace, now: datetime, words: Words
) -> Iterator[str]:
    yield words("commands.rehearsal", day=short_day(now.date(), words), time=f"{now:%H.%M}")
    for line in _ordered(found):
        where = place(line.sheet, line.row, workspace, words) if line.sheet else ""
        reason = words.message(line.reason) if line.reason else ""
        to = f" → {line.item.recipient}" if line.item else ""
        later = ""
        if line.outcome == "deferred" and line.leaves:
            local = line.leaves.astimezone(workspace.config.zone)
            day = short_day(local.date(), words)
            later = " " + words("commands.rehearsal-leaves", day=day, time=f"{local:%H.%M}")
        outcome = words(f"commands.rehearsal-{line.outcome}")
        why = f": {reason}" if reason else ""
        yield f"  {outcome:<13} {line.rule:<24} {where}{to}{why}{later}"
    for held in found.holds:
        yield words("commands.held", why=words.message(held.message))
    if closed:
        yield words.message(closed.message)
    for one in found.failures:
        why = words.message(one.message) if one.message else place_of(one.error)
        yield words("commands.failed", automation=one.automation, why=why)
    counts = Counter(line.outcome for line in found.lines)
    shown = ", ".join(
        f"{words(f'commands.rehearsal-{name}')} {counts[name]}" for name in ORDER if counts[name]
    )
    yield words("commands.rehearsal-counts", counts=shown or "0")
    yield words("commands.rehearsal-mails", count=len(found.mails))
