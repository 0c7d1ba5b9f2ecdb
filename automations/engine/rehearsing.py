"""Rehearsing a run: everything that it would do, except doing it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from automations.engine.approving import Kept
from automations.engine.core.automation import Automation
from automations.engine.core.decision import Decision, decide
from automations.engine.core.findings import Message
from automations.engine.core.holds import Held, Past, own_holds, settled
from automations.engine.core.intents import Item, Mail, Skipped
from automations.engine.core.own_rules import up_to_date
from automations.engine.looker import look
from automations.engine.own import own_of
from automations.engine.ports import Finished, Renderer
from automations.engine.runner import LAST_WEEK, Failure, Memory, Shell, inputs, reasons
from automations.engine.workspace import Workspace

Outcome = Literal["sent", "deferred", "held", "skipped", "failed"]
_OWN = re.compile(r"\d{4}-[0-9a-f]{12}\.eml")  # what an earlier rehearsal left behind
_WAITING = "rules.waits"  # how the reasons begin that only put something off


@dataclass(frozen=True)
class Line:
    """What would become of one row for one person, and why; without a person it is skipped."""

    outcome: Outcome
    automation: str
    rule: str
    sheet: str
    row: int
    reason: Message | None
    item: Item | None = None
    leaves: datetime | None = None
    file: Path | None = None


@dataclass(frozen=True)
class Rehearsal:
    """What a run would do now."""

    lines: tuple[Line, ...]
    mails: tuple[tuple[Finished, Path], ...]
    holds: tuple[Held, ...]
    failures: tuple[Failure, ...]
    decision: Decision


def rehearse(  # noqa: PLR0913 - what a run depends on, given once
    workspace: Workspace,
    shell: Shell,
    memory: Memory,
    now: datetime,
    automations: Sequence[Automation],
    *,
    closed: bool,
) -> Rehearsal:
    """Decide and render as a run does; write the mails to `rehearsal/` and record nothing.

    `closed` tells that nothing at all may leave now. The folder keeps one rehearsal, the last.
    """
    today = now.date()
    checked = look(workspace, shell.source, today, memory, shell.looker)
    history = up_to_date(memory.history(), own_of(workspace, checked))
    affairs = memory.affairs(now - LAST_WEEK)
    decision = decide(automations, inputs(workspace, checked, today, history, affairs))
    past = Past(history, memory.rows_before())
    found = reasons(workspace, decision, checked, past, today)
    decision = settled(decision, found)
    renderer = Kept(getattr(memory, "editions", None), shell.renderer, now)
    folder = emptied(workspace.folder / "rehearsal")
    lines: list[Line] = []
    mails: list[tuple[Finished, Path]] = []
    failures = [Failure(one.automation, one.error) for one in decision.outcomes if one.error]
    for mail in decision.mails:
        made = _render(mail, renderer)
        if isinstance(made, Failure):
            failures.append(made)
            lines += _lines(mail, "failed", None, None)
            continue
        name = sha256(made.message_id.encode()).hexdigest()[:12]
        file = folder / f"{len(mails) + 1:04}-{name}.eml"
        file.write_bytes(made.content)
        mails.append((made, file))
        outcome: Outcome = "deferred" if made.not_before > now else "sent"
        lines += _lines(
            mail, "held" if found or closed or mail.unseen else outcome, made.not_before, file
        )
    for one in decision.outcomes:
        lines += (_skipped(one.automation, skipped) for skipped in one.skipped)
    return Rehearsal(
        tuple(lines), tuple(mails), (*found, *own_holds(decision)), tuple(failures), decision
    )


def emptied(folder: Path) -> Path:
    """Make a folder for its owner alone, without what an earlier rehearsal left in it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for file in folder.iterdir():
        if _OWN.fullmatch(file.name):
            file.unlink()
    return folder


def _render(mail: Mail, renderer: Renderer) -> Finished | Failure:
    try:
        return renderer.render(mail)
    except Exception as error:  # noqa: BLE001 - a template of the city's own may fail in any way
        return Failure(mail.automation, error, mail.sensitive)


def _lines(
    mail: Mail, outcome: Outcome, leaves: datetime | None, file: Path | None
) -> Iterator[Line]:
    reasons_: Sequence[tuple[str, int, Message | None]] = mail.reasons
    for item, (sheet, row, why) in zip(
        mail.items, reasons_ or [("", 0, None)] * len(mail.items), strict=True
    ):
        yield Line(outcome, mail.automation, item.rule, sheet, row, why, item, leaves, file)


def _skipped(automation: str, one: Skipped) -> Line:
    waits = one.reason.id.startswith(_WAITING)
    outcome: Outcome = "deferred" if waits else "skipped"
    return Line(outcome, automation, one.rule, one.sheet, one.row, one.reason)
