"""Looking ahead: the days to come, with the very functions that a run uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from automations.engine.collector import collector_paused
from automations.engine.core.checks import check
from automations.engine.core.decision import Decision, after, decide
from automations.engine.core.foresight import Foreseen, foreseen
from automations.engine.core.holds import Past, looks_after, rows_after, settled
from automations.engine.core.intents import Mail
from automations.engine.core.own_rules import up_to_date
from automations.engine.looker import context_of
from automations.engine.own import own_of
from automations.engine.ports import HoldKind
from automations.engine.runner import Memory, Shell, due, inputs, reasons
from automations.engine.workspace import Workspace

AHEAD = 14  # days of the plan that each run leaves behind


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

    @property
    def foreseen(self) -> tuple[Foreseen, ...]:
        """Everything that somebody would be told, in order."""
        return foreseen((planned.mail, planned.subject) for planned in self.messages)


@collector_paused()
def plan(workspace: Workspace, shell: Shell, memory: Memory, now: datetime, days: int) -> Plan:
    """Foresee the mails of `days` days, today included, as if nobody touched a cell.

    It calls what `run` calls, day after day, on a copy of the history.
    """
    history, context = memory.history(), context_of(workspace, now.date(), memory)
    read, again = shell.looker.read(workspace, shell.source), shell.looker.again
    messages: list[Planned] = []
    decisions: list[tuple[date, Decision]] = []
    for ahead in range(days):
        today = now.date() + timedelta(days=ahead)
        end = datetime.combine(today, time(23, 59, 59), workspace.config.zone)
        context = replace(context, today=today)
        checked = check(read, workspace.schemas, context, again)
        history = up_to_date(history, own_of(workspace, checked))
        decision = decide(due(workspace, end), inputs(workspace, checked, today, history))
        found = reasons(workspace, decision, checked, Past(history, context.rows_before), today)
        decision = settled(decision, found)
        held = found[0].kind if found else None
        messages += (
            Planned(
                mail.on,
                mail,
                shell.renderer.subject(mail),
                "own-rule" if mail.unseen else held,
            )
            for mail in decision.mails
        )
        decisions.append((today, decision))
        if checked.register["signals"].readable:
            context = replace(context, signals_before=checked.signals)
        context = replace(
            context,
            rows_before=rows_after(context.rows_before, checked, found),
            looks_before=looks_after(context.looks_before, checked, found),
        )
        history = after(history, decision)
    return Plan(
        now.date(), now.date() + timedelta(days=days - 1), tuple(messages), tuple(decisions)
    )
