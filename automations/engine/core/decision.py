"""Deciding what goes out: the one function behind `plan`, `run`, rehearsal and the tests."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from automations.engine.core.affairs import Affairs
from automations.engine.core.automation import Automation
from automations.engine.core.digest import capped_in, digest, digests_in
from automations.engine.core.findings import Finding, Message
from automations.engine.core.guide import NETWORK_GUIDE
from automations.engine.core.intents import (
    Alert,
    Document,
    Freeze,
    Frozen,
    History,
    Item,
    Mail,
    Mended,
    Noticed,
    Reminder,
    Skipped,
    Snapshot,
    Thaw,
)
from automations.engine.core.register import Register
from automations.engine.core.rules import Rule
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar

IN_FOLDER = "folder"  # through what a mail left that only lay in a folder


@dataclass(frozen=True)
class Inputs:
    """Everything that an automation may ask for, by the name of its parameter."""

    register: Register
    findings: tuple[Finding, ...]
    today: date
    history: History
    rules: tuple[Rule, ...]
    calendar: Calendar
    settings: Settings
    affairs: Affairs = field(default_factory=Affairs)


@dataclass(frozen=True)
class Outcome:
    """How one automation went; `error` is what it raised, and it stopped no other."""

    automation: str
    mails: tuple[Mail, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    noticed: tuple[Noticed, ...] = ()
    documents: tuple[Document, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    thaws: tuple[Thaw, ...] = ()
    error: Exception | None = None


@dataclass(frozen=True)
class Decision:
    """What goes out, what does not and why, and what to remember."""

    outcomes: tuple[Outcome, ...]

    @property
    def mails(self) -> tuple[Mail, ...]:
        """Every mail, automation by automation."""
        return tuple(mail for outcome in self.outcomes for mail in outcome.mails)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Every row that almost qualified."""
        return tuple(row for outcome in self.outcomes for row in outcome.skipped)

    @property
    def noticed(self) -> tuple[Noticed, ...]:
        """Every condition that began to hold, or lapsed."""
        return tuple(seen for outcome in self.outcomes for seen in outcome.noticed)

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every file that is to be written."""
        return tuple(one for outcome in self.outcomes for one in outcome.documents)


def decide(automations: Sequence[Automation], inputs: Inputs) -> Decision:
    """Ask every automation what it wants and join what belongs together into mails.

    A reminder's mail counts for the automation of its most urgent item. An automation that raises
    stops no other one; its outcome carries the error. One that misses a sheet which it cannot do
    without is left out, and says so.
    """
    asked = [_ask(automation, inputs) for automation in automations]
    reminders = [reminder for one in asked for reminder in one.reminders]
    alerts = [alert for one in asked for alert in one.alerts]
    mended = [thanks for one in asked for thanks in one.mended]
    whose = {one.item.rule: asker.outcome.automation for asker in asked for one in asker.reminders}
    whose |= {one.item.rule: asker.outcome.automation for asker in asked for one in asker.alerts}
    mails: dict[str, list[Mail]] = {name: [] for name in whose.values()}
    waiting: dict[str, list[Skipped]] = {name: [] for name in whose.values()}
    for one in digest(reminders, alerts, inputs.today, inputs.history, inputs.settings, mended):
        if isinstance(one, Skipped):
            waiting[whose[one.rule]].append(one)
        else:
            name = whose[one.items[0].rule]
            mails[name].append(replace(one, automation=name))
    firsts = _Firsts(inputs)
    return Decision(
        tuple(
            replace(
                outcome,
                freezes=tuple(map(firsts.mark_all, outcome.freezes)),  # before what leaves today
                mails=tuple(map(firsts.mark, (*outcome.mails, *mails.get(outcome.automation, ())))),
                skipped=(*outcome.skipped, *waiting.get(outcome.automation, ())),
            )
            for outcome in (one.outcome for one in asked)
        )
    )


class _Firsts:
    """Finds the first mail to each person outside: only that one says what is kept about them.

    What only lay in a folder reached nobody, so it does not count once mail goes through a server.
    """

    def __init__(self, inputs: Inputs) -> None:
        self._settings = inputs.settings
        self._written = {
            to
            for to, via in inputs.history.written
            if inputs.settings.to_folder or via != IN_FOLDER
        }

    def mark(self, mail: Mail) -> Mail:
        first = self._is_first(mail)
        if first and not mail.unseen:  # nobody knows whether, or when, that one leaves
            self._written.add(mail.to.lower())
        return mail if mail.frozen else replace(mail, first=first)

    def mark_all(self, freeze: Freeze) -> Freeze:
        """Mark mails that are made now; they count as written once they leave."""
        return replace(
            freeze, mails=tuple(replace(one, first=self._is_first(one)) for one in freeze.mails)
        )

    def _is_first(self, mail: Mail) -> bool:
        return not (mail.to.lower() in self._written or self._settings.is_colleague(mail.to))


def after(history: History, decision: Decision) -> History:
    """Return the history as it stands once the decision has been carried out."""
    noticed = dict(history.noticed)
    for seen in decision.noticed:
        if seen.since is None:
            noticed.pop((seen.rule, seen.key), None)
        else:
            noticed[seen.rule, seen.key] = seen.since
    items = {item for mail in decision.mails for item in mail.items}
    editions = dict(history.editions)
    for outcome in decision.outcomes:
        editions |= {one.edition: as_kept(one) for one in outcome.freezes}
        for over in outcome.thaws:
            editions.pop(over.edition, None)
    return History(
        history.items | items,
        noticed,
        history.digests | digests_in(decision.mails),
        history.capped | capped_in(decision.mails),
        history.written | {(mail.to.lower(), "") for mail in decision.mails if not mail.unseen},
        history.approved,
        history.unseen,
        editions,
    )


def as_kept(freeze: Freeze) -> Frozen:
    """Return an approved edition as it is remembered."""
    return Frozen(
        freeze.edition,
        freeze.kind,
        freeze.by,
        freeze.on,
        freeze.day,
        freeze.fingerprint,
        freeze.subject,
        {mail.to: brought(mail) for mail in freeze.mails},
        freeze.people,
    )


def brought(mail: Mail) -> str:
    """Name what is remembered of the document that goes with a newsletter; empty where none is."""
    return next((item.key for item in mail.items if item.rule == NETWORK_GUIDE), "")


@dataclass(frozen=True)
class _Asked:
    outcome: Outcome
    reminders: tuple[Reminder, ...] = ()
    alerts: tuple[Alert, ...] = ()
    mended: tuple[Mended, ...] = ()


def _ask(automation: Automation, inputs: Inputs) -> _Asked:
    wanted = inspect.signature(automation.function).parameters
    given = {f.name: getattr(inputs, f.name) for f in fields(inputs) if f.name in wanted}
    try:
        if missed := _missed(automation, inputs):
            return _Asked(Outcome(automation.name, skipped=missed))
        intents = tuple(automation.function(**given))
    except Exception as error:  # noqa: BLE001 - whatever an extension raises, the others go on
        return _Asked(Outcome(automation.name, error=error))
    mails = tuple(_named(intent, automation) for intent in intents if isinstance(intent, Mail))
    new = tuple(mail for mail in mails if inputs.history.items.isdisjoint(mail.items))
    return _Asked(
        Outcome(
            automation.name,
            mails=new,
            skipped=tuple(row for row in intents if isinstance(row, Skipped)),
            noticed=tuple(seen for seen in intents if isinstance(seen, Noticed)),
            documents=tuple(one for one in intents if isinstance(one, Document)),
            snapshots=tuple(one for one in intents if isinstance(one, Snapshot)),
            freezes=tuple(_whole(one, automation) for one in intents if isinstance(one, Freeze)),
            thaws=tuple(one for one in intents if isinstance(one, Thaw)),
        ),
        reminders=tuple(one for one in intents if isinstance(one, Reminder)),
        alerts=tuple(one for one in intents if isinstance(one, Alert)),
        mended=tuple(one for one in intents if isinstance(one, Mended)),
    )


def _missed(automation: Automation, inputs: Inputs) -> tuple[Skipped, ...]:
    """Name the unreadable sheets that an automation cannot do without; raises KeyError."""
    tables = [inputs.register[name] for name in automation.inputs]
    return tuple(
        Skipped(
            inputs.today,
            automation.name,
            table.schema.name,
            0,
            Message("rules.input-unreadable", {"tab": table.schema.title}),
        )
        for table in tables
        if not table.readable
    )


def _whole(freeze: Freeze, automation: Automation) -> Freeze:
    return replace(freeze, mails=tuple(_named(mail, automation) for mail in freeze.mails))


def _named(mail: Mail, automation: Automation) -> Mail:
    """Give a mail its automation's name and, where it has none, an item: it goes out once, ever."""
    item = Item(automation.name, " / ".join(mail.key), None, "", mail.to)
    return replace(mail, automation=automation.name, items=mail.items or (item,))
