"""`newsletter`: looking at an edition, trying it out, approving it, and sending it now."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from automations.engine.approving import Kept, keep
from automations.engine.cli import DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.checking import MARKS
from automations.engine.commands.doctor import hand_over
from automations.engine.commands.grouping import grouped
from automations.engine.commands.progress import progress
from automations.engine.commands.running import Told, run_code, run_json, run_text
from automations.engine.commands.world import Preview, World
from automations.engine.core.approval import APPROVED, approval, cannot_be_approved
from automations.engine.core.audience import Audience, audience
from automations.engine.core.automation import Automation
from automations.engine.core.checked import Checked
from automations.engine.core.decision import Decision, decide
from automations.engine.core.editions import CHANGED, NEWSLETTER, STOPPED, got
from automations.engine.core.findings import Finding, Severity
from automations.engine.core.holds import Past, holds, is_about_rows
from automations.engine.core.intents import Freeze, Frozen, History, Mail, Noticed
from automations.engine.core.register import Record
from automations.engine.core.slots import ON_REQUEST
from automations.engine.looker import look
from automations.engine.outgoing import Outgoing
from automations.engine.ports import Claimed, InDoubtError, TransportError, UnavailableError
from automations.engine.runner import inputs
from automations.engine.stopping import stoppable
from automations.engine.words import Words
from automations.engine.workspace import Workspace

NEEDED = ("editions", "items", "contacts")
NOT_LEFT = ("waiting", "held", "retry")  # states of mails that nobody is handing over


def newsletter(args: Namespace, world: World) -> Answer:
    """Write an edition as HTML, mail it to the coordinator, approve it, or send it now."""
    workspace = world.workspace(args)
    now = world.now(args, workspace)
    if args.action in {"approve", "send"}:
        with world.open_store(workspace.store) as store:
            desk = _desk(args.edition, workspace, world, now, store)
            return desk.approve(store) if args.action == "approve" else desk.send(store)
    with world.memory(workspace) as memory:
        desk = _desk(args.edition, workspace, world, now, memory)
        return desk.test() if args.action == "test" else desk.preview(memory.history())


def preview_edition(
    edition: Record, workspace: Workspace, world: World, checked: Checked, now: datetime
) -> Preview:
    """Write the preview of one edition in the workspace's folder of newsletters."""
    workspace.newsletters.mkdir(parents=True, exist_ok=True)
    return world.preview(workspace, edition, checked, now)


def _desk(
    name: str,
    workspace: Workspace,
    world: World,
    now: datetime,
    memory: Any,  # noqa: ANN401 - a store, or what stands in for one
) -> _Desk:
    """Read and check the sheets, and look the edition up in them."""
    checked = look(workspace, world.source, now.date(), memory)
    editions = {edition.key: edition for edition in checked.register["editions"]}
    if name.upper() not in editions:
        known = ", ".join(editions) or "–"
        raise CannotRunError(world.words("commands.unknown-edition", name=name, known=known))
    return _Desk(editions[name.upper()], checked, workspace, world, now)


@dataclass(frozen=True)
class _Desk:
    """One edition as the sheets have it now, and what can be done with it."""

    edition: Record
    checked: Checked
    workspace: Workspace
    world: World
    now: datetime

    @property
    def words(self) -> Words:
        return self.world.words

    @cached_property
    def who(self) -> Audience:
        """Who gets it, as things stand."""
        register, settings = self.checked.register, self.workspace.settings
        return audience(register, self.edition, self.now.date(), settings)

    def preview(self, history: History) -> Answer:
        """Write it as HTML, and say who would get it."""
        words, workspace = self.words, self.workspace
        shown = preview_edition(self.edition, workspace, self.world, self.checked, self.now)
        lines = [
            words("commands.preview-made", file=workspace.relative(shown.file)),
            *self._standing(history),
            words("commands.preview-people", count=len(shown.receivers)),
            *(f"  {address}" for address, _ in shown.receivers),
            *self._left_out(),
        ]
        data = {
            "edition": self.edition.key,
            "file": workspace.relative(shown.file),
            "receivers": [
                {"address": address, "items": list(items)} for address, items in shown.receivers
            ],
            "left_out": [
                {"tab": tab, "row": row, "reason": words.message(reason)}
                for tab, row, reason in shown.left_out
            ],
        }
        return Answer(data, lines)

    def test(self) -> Answer:
        """Mail it to the coordinator only, past the outbox: a test need not be kept."""
        words, edition, to = self.words, self.edition, self.workspace.settings.coordinator
        note = self.workspace.words(
            "mail.preview-note",
            count=len(self.who.receivers),
            status=edition.status,
            day=edition.send_on,
        )
        about = {"edition": edition, "items": self.who.items, "contact": None, "preview": note}
        key = ("newsletter-test", edition.key, uuid4().hex)
        mail = Mail(key, to, NEWSLETTER, about, self.now.date(), urgent=True)
        finished = self.world.renderer(self.workspace, self.now).render(mail)
        message = Claimed(0, finished.message_id, to, finished.content, self.now)
        try:
            hand_over(self.world.transport(self.workspace).session(), message)
        except UnavailableError as error:
            raise CannotRunError(words.message(error.message)) from error
        except (TransportError, InDoubtError) as error:
            said = words("commands.doctor-mail-refused", to=to, said=str(error))
            raise CannotRunError(said) from error
        line = words("commands.edition-tested", edition=edition.key, to=to)
        return Answer({"edition": edition.key, "to": to}, [line])

    def approve(self, store: Any) -> Answer:  # noqa: ANN401 - the store's own class
        """Keep it byte for byte, with its receivers, until its day."""
        words, before = self.words, store.history().editions.get(self.edition.key)
        mine = self._not_left(store)
        with progress(words) as step:
            step(NEWSLETTER)
            freeze = self._keep(store)
        reason = self.workspace.words("guards.approved-anew")
        taken_back = store.outbox.take_out([one.id for one in mine], self.now, reason)
        day, receivers = max(freeze.day, self.now.date()), [mail.to for mail in freeze.mails]
        values = {"edition": self.edition.key, "day": day}
        lines = [words("commands.edition-kept", count=len(receivers), **values)]
        if before:
            lines.append(self._instead_of(before, freeze))
        if taken_back:
            lines.append(words("commands.edition-replaced", count=len(taken_back)))
        if self.edition.status != APPROVED:
            status = self.edition.status
            lines.append(words("commands.edition-still-concept", status=status))
        if freeze.people:
            lines.append(words("commands.edition-with-guide"))
        remarks = grouped(self._findings(Severity.WARNING), words)
        lines += (f"  {MARKS[one.severity]} {one.place}  {one.text}" for one in remarks)
        lines += self._left_out()
        data = {
            "edition": self.edition.key,
            "day": day.isoformat(),
            "receivers": receivers,
            "left_out": len(self.who.left_out),
            "before": _difference(before, freeze) if before else None,
            "replaced": list(taken_back),
        }
        return Answer(data, lines, DONE if freeze.mails else NEEDS_A_PERSON)

    def send(self, store: Any) -> Answer:  # noqa: ANN401 - as above
        """Send what is approved now; what only the sheet approves is kept first."""
        words, edition = self.words, self.edition
        if edition.key not in store.history().editions:
            if edition.status != APPROVED:
                raise CannotRunError(words("commands.edition-unapproved", edition=edition.key))
            self._keep(store)
        store.editions.hurry(edition.key, self.now.date())
        chosen = [one for one in self.workspace.automations if one.name == NEWSLETTER]
        with stoppable() as stop, progress(words) as step:
            step("running")
            outgoing = Outgoing(self.workspace, self.world.transport(self.workspace))
            shell = self.world.shell(self.workspace, self.now)
            result = outgoing.run(store, shell, self.now, chosen)
            step("delivering")
            counts = outgoing.deliver_all(store, lambda: self.now, stop, lambda: step("pacing"))
            told = Told(result, counts, outgoing.closed(store))
        lines = list(run_text(told, words))
        sent = [mail for mail in result.decision.mails if mail.key[1] == edition.key]
        lines += (
            words.message(skipped.reason)
            for skipped in result.decision.skipped
            if (skipped.sheet, skipped.row) == ("editions", edition.row)
        )
        code = run_code(told) if sent else NEEDS_A_PERSON
        return Answer(run_json(told, self.now, words), lines, code)

    def _keep(self, store: Any) -> Freeze:  # noqa: ANN401 - as above
        """Keep an approval; raises CannotRunError where the sheets do not allow one."""
        edition, today, history = self.edition, self.now.date(), store.history()
        self._look_sound(history, store.rows_before())
        waiting = {one.to for one in self._not_left(store)}
        has = got(history, edition.key) - waiting
        settings = self.workspace.settings
        made = approval(self.checked.register, edition, today, settings, history)
        made = replace(made, mails=tuple(mail for mail in made.mails if mail.to not in has))
        if has and not made.mails:
            raise CannotRunError(self.words("commands.edition-left", edition=edition.key))
        asked = Automation(NEWSLETTER, ON_REQUEST, lambda: (made,))
        decision = decide([asked], inputs(self.workspace, self.checked, today, history))
        freeze = decision.outcomes[0].freezes[0]
        renderer = Kept(None, self.world.renderer(self.workspace, self.now), self.now)
        keep(freeze, store.editions, renderer, self.now)
        store.remember([Noticed(what, edition.key, None) for what in (CHANGED, STOPPED)])
        return freeze

    def _look_sound(self, history: History, rows: Any) -> None:  # noqa: ANN401 - as above
        """Refuse to approve an edition with a mistake, or from lists that are not all there."""
        words, today, settings = self.words, self.now.date(), self.workspace.settings
        for name in NEEDED:
            table = self.checked.register[name]
            if not table.readable:
                raise CannotRunError(words("rules.input-unreadable", tab=table.schema.title))
        if errors := grouped(self._findings(Severity.ERROR), words):
            told = (f"  {MARKS[one.severity]} {one.place}  {one.text}" for one in errors)
            raise CannotRunError(words("commands.edition-wrong", edition=self.edition.key), *told)
        if why := cannot_be_approved(self.checked.register, self.edition, today, settings):
            raise CannotRunError(*(words.message(one.reason) for one in why))
        past = Past(history, rows)
        found = holds(Decision(()), self.checked, past, settings, (), today)
        if is_about_rows(found):
            said = (words.message(held.message) for held in found)
            raise CannotRunError(*said, words("commands.held-rows"))

    def _findings(self, severity: Severity) -> list[Finding]:
        """Return what was found in the rows of the edition."""
        rows = {(row.sheet, row.row) for row in (self.edition, *self.edition.items)}
        return [
            one
            for one in self.checked.findings
            if one.severity is severity and (one.sheet, one.row) in rows
        ]

    def _not_left(self, store: Any) -> Sequence[Any]:  # noqa: ANN401 - as above
        """Return the mails of the edition that wait in the outbox still."""
        key = (NEWSLETTER, self.edition.key)
        return [one for one in store.outbox.list(NOT_LEFT) if one.key[:2] == key]

    def _standing(self, history: History) -> Iterator[str]:
        """Say of an approved edition that what was approved is what goes, whatever is shown."""
        frozen = history.editions.get(self.edition.key)
        if frozen is None:
            return
        changed = (CHANGED, self.edition.key) in history.noticed
        entry = "mail.newsletter-changed" if changed else "commands.edition-approved"
        yield self.words(entry, edition=self.edition.key, day=frozen.day)

    def _instead_of(self, before: Frozen, freeze: Freeze) -> str:
        """Say that it was approved before, and whether this one differs from that."""
        found = _difference(before, freeze)
        added, removed = len(found["added"]), len(found["removed"])
        entry = "commands.edition-anew"
        if not (found["text_changed"] or added or removed):
            entry = "commands.edition-again"
        return self.words(entry, on=before.on, added=added, removed=removed)

    def _left_out(self) -> Iterator[str]:
        words, left_out = self.words, self.who.left_out
        if left_out:
            yield words("commands.preview-not", count=len(left_out))
        for one in left_out:
            tab = self.workspace.schemas[one.row.sheet].title
            place = words("commands.place-row", tab=tab, row=one.row.row)
            yield f"  {place}: {words.message(one.reason)}"


def _difference(before: Frozen, freeze: Freeze) -> dict[str, Any]:
    """Compare an approval with the one that it replaces."""
    old, new = set(before.addresses), {mail.to for mail in freeze.mails}
    return {
        "on": before.on.isoformat(),
        "text_changed": before.fingerprint != freeze.fingerprint,
        "added": sorted(new - old),
        "removed": sorted(old - new),
    }
