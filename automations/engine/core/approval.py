"""Approving an edition of the newsletter: what it says and who gets it, as both stand today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from automations.engine.core.audience import Audience, LeftOut, audience, mistake, mistakes
from automations.engine.core.editions import BY_COMMAND, BY_SHEET, NEWSLETTER, fingerprint
from automations.engine.core.findings import Message
from automations.engine.core.guide import NETWORK_GUIDE, Guide, guide, half_year, may_be_shared
from automations.engine.core.intents import Attachment, Freeze, History, Item, Mail
from automations.engine.core.register import Record, Register
from automations.engine.core.settings import Settings

NETWORK = "netwerk"  # the kind of edition that goes to the network, and that brings the guide
APPROVED, CANCELLED = "goedgekeurd", "vervallen"


def cannot_be_approved(
    register: Register, edition: Record, today: date, settings: Settings
) -> tuple[LeftOut, ...]:
    """Say why an edition cannot be approved, whether its status says so or not.

    Each row with a mistake is named: an edition goes whole or not at all.
    """
    if edition.status == CANCELLED:
        return (about(edition, "cancelled"),)
    if wrong := mistakes(register, edition):
        return wrong
    if edition.send_on is None:
        return (mistake(register, edition, "send_on"),)
    if today > edition.send_on + timedelta(days=settings.catch_up_days):
        return (about(edition, "too-late"),)
    return ()


def waits(
    register: Register, edition: Record, today: date, settings: Settings
) -> tuple[LeftOut, ...]:
    """Say why an edition does not go out today that was not kept yet; nothing when it does."""
    if edition.status not in {APPROVED, CANCELLED} and "status" not in edition.faults:
        return (about(edition, "not-approved"),)
    why = cannot_be_approved(register, edition, today, settings)
    if not why and today < edition.send_on:
        return (about(edition, "not-yet"),)
    return why


def about(edition: Record, why: str, on: date | None = None) -> LeftOut:
    """Say something about an edition and its day, which is `on` where it is not in the sheet."""
    values = {"edition": edition.key, "day": on or edition.send_on}
    return LeftOut(edition, Message(f"mail.newsletter-{why}", values))


def approval(
    register: Register, edition: Record, today: date, settings: Settings, history: History
) -> Freeze:
    """Make what a person approves by command: an edition as it stands today.

    What was approved of it before does not count: this replaces it.
    """
    others = {key: one for key, one in history.editions.items() if key != edition.key}
    by = BY_SHEET if edition.status == APPROVED else BY_COMMAND
    known = replace(history, editions=others)
    return Approvals(register, today, settings, known).freeze(edition, by)


@dataclass(frozen=True)
class Approvals:
    """Makes approvals out of what the sheets say today."""

    register: Register
    today: date
    settings: Settings
    history: History

    @cached_property
    def _guides(self) -> Guides:
        return Guides(guide(self.register, self.today), self.history)

    def freeze(self, edition: Record, by: str) -> Freeze:
        """Take an edition and its receivers as they stand now."""
        who = audience(self.register, edition, self.today, self.settings)
        on = max(edition.send_on, self.today)
        mails = tuple(self._mails(edition, who, on))
        brings_guide = any(mail.attachments for mail in mails)
        shown = {"edition": edition, "items": who.items, "contact": None}
        return Freeze(
            edition=edition.key,
            kind=edition.kind,
            by=by,
            on=self.today,
            day=edition.send_on,
            fingerprint=fingerprint(edition, who.items),
            subject=edition.subject,
            mails=mails,
            archive=Mail(("newsletter-archive", edition.key), "", "newsletter", shown, on),
            people=in_guide(self.register, self.today) if brings_guide else frozenset(),
        )

    def _mails(self, edition: Record, who: Audience, on: date) -> Iterator[Mail]:
        reason = Message("mail.newsletter-approved", {"edition": edition.key})
        for receiver in who.receivers:
            item = Item(NEWSLETTER, edition.key, edition.send_on, "", receiver.address)
            brought = self._guides.bring(edition, receiver.address)
            yield Mail(
                key=(NEWSLETTER, edition.key, receiver.address),
                to=receiver.address,
                template=NEWSLETTER,
                about={"edition": edition, "items": receiver.items, "contact": receiver.contact},
                on=on,
                items=(item, brought[1]) if brought else (item,),
                reasons=(("editions", edition.row, reason),) * (2 if brought else 1),
                newsletter=True,
                attachments=(brought[0],) if brought else (),
            )


class Guides:
    """Who still is to get the network guide this half year: each contact once, with an edition."""

    def __init__(self, made: Guide, history: History) -> None:
        """Take the guide as it stands, and who got one before."""
        self._guide = made
        self._had = {(item.key, item.recipient) for item in history.items if is_guide(item)} | {
            (half, address)
            for frozen in history.editions.values()
            for address, half in frozen.addresses.items()
            if half
        }

    def bring(self, edition: Record, to: str) -> tuple[Attachment, Item] | None:
        """Return the guide and what is remembered of it; None where this edition brings none."""
        had = half_year(edition.send_on), to
        if edition.kind != NETWORK or not self._guide.groups or had in self._had:
            return None
        self._had.add(had)  # a second edition of the same day has none
        attachment = Attachment(NETWORK_GUIDE, {"guide": self._guide})
        return attachment, Item(NETWORK_GUIDE, had[0], None, "", to)


def in_guide(register: Register, today: date) -> frozenset[str]:
    """Return the contacts who stand in the guide."""
    return frozenset(one.key for one in register.contacts if may_be_shared(one, today))


def agree(register: Register) -> frozenset[str]:
    """Return the contacts who agreed to stand in the guide, also those who have left since."""
    return frozenset(one.key for one in register.contacts if one.shareable is True)


def is_guide(item: Item) -> bool:
    """Tell whether it is remembered of somebody who got the guide."""
    return item.rule == NETWORK_GUIDE
