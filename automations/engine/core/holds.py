"""Holds: when a run looks so odd that a person should see it before any of it leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from automations.engine.core.checked import Checked, SheetLook
from automations.engine.core.checks.looks import looks_now, lost_too_many
from automations.engine.core.decision import Decision, Outcome
from automations.engine.core.findings import Message
from automations.engine.core.intents import History, Mail, Noticed, Reminder
from automations.engine.core.register import Register
from automations.engine.core.rules import MENDED, Rule
from automations.engine.core.schema import Schema
from automations.engine.core.settings import Settings

Kind = Literal["rows", "many", "first-run", "own-rule"]
SAMPLES = 3  # mails of a new rule that are shown
SMALL_NETWORK = 4  # below it, "more than half" is two or three people


@dataclass(frozen=True, slots=True)
class Held:
    """One reason why a whole run waits for a person."""

    kind: Kind
    message: Message
    kept: Message | None = None  # without what stands in mails, where the message repeats some

    @property
    def for_log(self) -> Message:
        """Why, without what somebody typed in a cell."""
        return self.kept or self.message


@dataclass(frozen=True)
class Past:
    """What a run is compared with: what was said before, and the rows at the last good look."""

    history: History
    rows: Mapping[str, int]


def holds(  # noqa: PLR0913, PLR0917 - all that a hold depends on, and nothing else
    decision: Decision,
    checked: Checked,
    past: Past,
    settings: Settings,
    rules: Sequence[Rule],
    today: date,
    *,
    first_runs: bool = True,
) -> tuple[Held, ...]:
    """Return every reason why the run of `decision` waits whole, the gravest first.

    A tab that lost rows comes first: a list that was emptied by mistake makes everything else wrong
    too. Without `first_runs` a rule's first run is like any other, as in an example workspace.
    """
    found = [*_lost_rows(checked, past.rows), *_many(decision, settings)]
    if first_runs:
        found += _first_runs(decision, checked.register, past.history, rules, today)
    return tuple(found)


def is_about_rows(found: Sequence[Held]) -> bool:
    """Tell whether a tab that lost rows is among the reasons."""
    return any(held.kind == "rows" for held in found)


def settled(decision: Decision, found: Sequence[Held]) -> Decision:
    """Return the decision as far as it may be remembered before a person looked.

    While rows are missing nobody can tell whether a condition lapsed, or only its row is gone. Were
    it forgotten, it would begin anew once the rows are back, and be told a second time. Nor is an
    edition of the newsletter approved then: half of its readers may be among the missing rows.
    """
    if not is_about_rows(found):
        return decision
    return replace(decision, outcomes=tuple(map(_without_rows, decision.outcomes)))


def _without_rows(one: Outcome) -> Outcome:
    """Keep what is true whatever rows are missing."""
    new = {freeze.edition for freeze in one.freezes}
    return replace(
        one,
        noticed=tuple(seen for seen in one.noticed if _began(seen)),
        freezes=(),
        thaws=(),
        mails=tuple(mail for mail in one.mails if not (mail.frozen and mail.key[1] in new)),
    )


def _began(seen: Noticed) -> bool:
    return seen.since is not None and seen.rule != MENDED


def rows_after(
    before: Mapping[str, int], checked: Checked, found: Sequence[Held]
) -> Mapping[str, int]:
    """Return the rows that the next run is compared with.

    A tab that cannot be read keeps what it had. After a run that was held for lost rows all stays
    as it was, until a person approves: else the next run would take the loss for ordinary.
    """
    return before if is_about_rows(found) else {**before, **rows_now(checked)}


def looks_after(
    before: Mapping[str, SheetLook], checked: Checked, found: Sequence[Held]
) -> Mapping[str, SheetLook]:
    """Return what the next look at the tabs is compared with; it stays as rows do."""
    return before if is_about_rows(found) else looks_now(checked, before)


def gone_now(before: Mapping[str, SheetLook], checked: Checked) -> Mapping[str, frozenset[str]]:
    """Return the remembered rows that are not there any more, tab by tab.

    A person who accepts the loss accepts these: they are not to be missed once more.
    """
    now = looks_now(checked, before)
    gone = {name: look.keys - now[name].keys for name, look in before.items() if name in now}
    return {name: keys for name, keys in gone.items() if keys}


def looks_without(
    before: Mapping[str, SheetLook], gone: Mapping[str, Collection[str]]
) -> Mapping[str, SheetLook]:
    """Return what is remembered of the tabs without the rows whose loss was accepted."""
    return {
        name: replace(look, keys=look.keys.difference(gone.get(name, ())))
        for name, look in before.items()
    }


def rows_now(checked: Checked) -> Mapping[str, int]:
    """Count the rows of every tab that could be read; blank rows do not count."""
    register = checked.register
    return {one.sheet: one.rows for one in checked.sheets if register[one.sheet].readable}


def _lost_rows(checked: Checked, before: Mapping[str, int]) -> Iterator[Held]:
    """Find the tabs that lost more than a fifth of their rows; each has a finding that says so too.

    A tab that cannot be read has lost nothing; that it is unreadable is a finding already.
    """
    for sheet, now in rows_now(checked).items():
        if lost_too_many(before.get(sheet, 0), now):
            schema = checked.register.schemas[sheet]
            yield Held("rows", _rows_message(schema, before[sheet], now))


def _rows_message(schema: Schema, before: int, now: int) -> Message:
    """Say how many rows are left; of a sensitive tab no number leaves its workbook."""
    values = {"tab": schema.title, "file": schema.file, "workbook": schema.workbook}
    if schema.sensitive:
        return Message("guards.rows-sensitive", values)
    return Message("guards.rows", {**values, "before": before}, count=now)


def _many(decision: Decision, settings: Settings) -> Iterator[Held]:
    mails = sum(not mail.unseen for mail in decision.mails)  # those wait anyway, by themselves
    if mails > settings.hold_above:
        yield Held("many", Message("guards.many", {"mails": mails, "limit": settings.hold_above}))


def own_holds(decision: Decision) -> tuple[Held, ...]:
    """Return why the mails of new rules of the coordinator's own wait, with samples of each.

    Nobody but the person who typed such a rule has seen it; so she sees what it does before anybody
    else, however few it reaches. They wait by themselves: everything else goes on.
    """
    return tuple(
        Held(
            "own-rule",
            Message(
                "guards.own-rule-samples",
                {"rule": rule, "samples": "; ".join(map(_sample, mails[:SAMPLES]))},
                count=len(mails),
            ),
            _without_samples(rule, mails),
        )
        for rule, mails in _unseen(decision).items()
    )


def reasons_to_keep(decision: Decision) -> Mapping[str, Message]:
    """Return by rule what is kept with each mail that waits for it: nobody else is named there."""
    return {rule: _without_samples(rule, mails) for rule, mails in _unseen(decision).items()}


def _without_samples(rule: str, mails: Sequence[Mail]) -> Message:
    return Message("guards.own-rule", {"rule": rule}, count=len(mails))


def _unseen(decision: Decision) -> Mapping[str, list[Mail]]:
    found: dict[str, list[Mail]] = {}
    for mail in decision.mails:
        if mail.unseen:
            found.setdefault(mail.items[0].rule, []).append(mail)
    return found


def _sample(mail: Mail) -> str:
    reminders = mail.about.get("reminders")
    first = reminders[0] if isinstance(reminders, tuple) else None
    return f"{mail.to}: {first.headline}" if isinstance(first, Reminder) else mail.to


def _first_runs(
    decision: Decision, register: Register, history: History, rules: Sequence[Rule], today: date
) -> Iterator[Held]:
    """Find the rules that never said anything yet and would mail more than half of the network.

    The network is the active contacts. Only reminder rules of files count: a newsletter was
    approved by a person already, and so is a rule of the coordinator's own.
    """
    known = {item.rule for item in history.items}
    new = (rule for rule in rules if rule.name not in known and not rule.meaning)
    reached: dict[str, set[str]] = {rule.name: set() for rule in new}
    for mail in decision.mails:
        for item in mail.items:
            if item.rule in reached:
                reached[item.rule].add(item.recipient.lower())
    if not any(reached.values()):
        return
    contacts = register.active_contacts(today)
    network = {contact.email.lower() for contact in contacts if contact.email}
    if len(network) < SMALL_NETWORK:
        return
    for rule, addresses in reached.items():
        people = len(addresses & network)
        if people * 2 > len(network):
            values = {"rule": rule, "people": people, "network": len(network)}
            yield Held("first-run", Message("guards.first-run", values))
