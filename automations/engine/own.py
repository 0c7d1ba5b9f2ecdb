"""The coordinator's own rules in a run: compiled from the tab, withdrawn when changed, approved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol

from automations.engine.core.checked import Checked
from automations.engine.core.intents import History
from automations.engine.core.own_rules import OwnRules, is_superseded, own_rules, up_to_date
from automations.engine.core.rules import Rule
from automations.engine.ports import Finished, Hold, Outbox
from automations.engine.rule_files import phrases_of
from automations.engine.workspace import Workspace


class RulesKept(Protocol):
    """What is remembered of own rules."""

    def history(self) -> History:
        """Return what was sent and noticed."""

    @property
    def outbox(self) -> Outbox:
        """Return the queue of finished mails."""

    def approve_rules(self, rules: Iterable[tuple[str, str]], now: datetime) -> None:
        """Remember that a person saw what these rules do: each name with what it means."""


def own_of(workspace: Workspace, checked: Checked) -> OwnRules:
    """Return the rules of the coordinator's own tab, as it stands at this look."""
    words, taken = workspace.words, workspace.rule_names
    phrases = phrases_of(words)
    return own_rules(
        checked.register, workspace.settings, phrases, words.value, words.language, taken
    )


def rules_of(workspace: Workspace, checked: Checked) -> tuple[Rule, ...]:
    """Return the rules of files, and those of the coordinator's own tab."""
    return (*workspace.rules, *own_of(workspace, checked).rules)


def history_of(
    memory: RulesKept, own: OwnRules, words: Callable[[str], str], now: datetime, *, approves: bool
) -> History:
    """Return what is remembered, once what waits of rules that changed since was withdrawn.

    With `approves` what rules say needs no look, as in an example workspace.
    """
    history = memory.history()
    waiting = {(one.rule, one.meaning) for one in history.unseen}
    if gone := {one for one in waiting if is_superseded(*one, own)}:
        memory.outbox.withdraw(gone, now, words("guards.own-rule-changed"))
    if approves:
        memory.approve_rules(own.meanings.items(), now)
        history = replace(history, approved=history.approved | set(own.meanings.items()))
    return up_to_date(history, own)


def queue(
    outbox: Outbox,
    finished: Sequence[Finished],
    hold: Hold | None,
    why: Mapping[str, str],
    now: datetime,
) -> int:
    """Queue mails and return how many are new; those of a new rule of her own wait for her.

    `why` says it by rule; what holds everything is told behind it.
    """
    new = 0
    for rule, some in groupby(sorted(finished, key=_rule), key=_rule):
        mine = hold
        if rule:
            mine = Hold("own-rule", f"{why[rule]} {hold.reason}" if hold else why[rule])
        new += outbox.queue(list(some), now, hold=mine)
    return new


def _rule(finished: Finished) -> str:
    """Name the rule that a person has to see before this mail may leave; empty where none is."""
    return finished.mail.items[0].rule if finished.mail.unseen else ""


def approve_rules(
    store: RulesKept, held: Sequence[Any], changed: Collection[int], now: datetime
) -> tuple[Sequence[str], Sequence[int]]:
    """Approve the rules whose mails were let go; return their names and what waits for them still.

    `held` are the mails that were held, as the store gives them, `changed` those that go.
    """
    let_go = set(changed)
    rules = {(one.own_rule, one.meaning) for one in held if one.own_rule and one.id in let_go}
    store.approve_rules(rules, now)
    left = [one.id for one in held if (one.own_rule, one.meaning) in rules]
    return sorted({rule for rule, _ in rules}), [one for one in left if one not in let_go]
