"""The newsletter: an approved edition goes out on its day, each item only to its audience."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from automations.engine.api import (
    Attachment,
    History,
    Item,
    Mail,
    Message,
    Record,
    Register,
    Settings,
    Skipped,
    automation,
)
from automations.engine.core.guide import (
    NETWORK_GUIDE,
    Guide,
    guide,
    half_year,
)
from automations.engine.core.register import is_active

NEWSLETTER = "newsletter"  # the rule under which it is remembered who got an edition
EDITION = frozenset({"edition_id", "kind", "send_on", "subject", "introduction", "status"})
ITEM = frozenset({"edition_id", "title", "body", "link", "link_text", "audience"})
CONTACT = frozenset({"organisation_id", "email", "active_from", "active_until", "newsletter"})
INTERNAL = "intern"
NETWORK = "netwerk"  # the kind of edition that goes to the network, and that brings the guide
MUNICIPALITY = "gemeente"  # the kind of organisation that our own colleagues work for
REMEMBERED = timedelta(days=30)  # how long an edition that missed its day is worth a remark


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who gets an edition; `contact` is None for a colleague of our own."""

    address: str
    contact: Record | None
    items: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A contact who does not get the edition, or an item that is not in it, and why."""

    row: Record
    reason: Message


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets an edition, with which items, and who or what is left out."""

    items: tuple[Record, ...]
    receivers: tuple[Receiver, ...]
    left_out: tuple[LeftOut, ...]


@automation(every="working day 09:00", inputs=["editions", "items", "contacts"])
def newsletter(
    register: Register, today: date, settings: Settings, history: History
) -> Iterator[Mail | Skipped]:
    """Send each approved edition on its day, once to each address and each item to its audience.

    Never before its day; up to a week after, for a service that was off, a contact that was mended.
    With the first one from April, and the first one from October, comes the network guide.
    """
    sent = {item.key for item in history.items if item.rule == NEWSLETTER}
    guides = Guides(guide(register, today), history)
    for edition in register.editions:
        reason = waits(edition, today, settings)
        if reason is None:
            who = audience(register, edition, today, settings)
            yield from _send(edition, who, today, guides)
        elif edition.key not in sent and is_news(edition, today):
            yield Skipped(today, NEWSLETTER, "editions", edition.row, reason)


def _send(edition: Record, who: Audience, today: date, guides: Guides) -> Iterator[Mail | Skipped]:
    reason = Message("mail.newsletter-approved", {"edition": edition.key})
    for receiver in who.receivers:
        item = Item(NEWSLETTER, edition.key, edition.send_on, "", receiver.address)
        brought = guides.bring(edition, receiver.address)
        yield Mail(
            key=(NEWSLETTER, edition.key, receiver.address),
            to=receiver.address,
            template=NEWSLETTER,
            about={"edition": edition, "items": receiver.items, "contact": receiver.contact},
            on=today,
            items=(item, brought[1]) if brought else (item,),
            reasons=(("editions", edition.row, reason),) * (2 if brought else 1),
            newsletter=True,
            attachments=(brought[0],) if brought else (),
        )
    for left_out in who.left_out:
        row = left_out.row
        yield Skipped(today, NEWSLETTER, row.sheet, row.row, left_out.reason)


class Guides:
    """Who still is to get the network guide this half year: each contact once, with an edition."""

    def __init__(self, made: Guide, history: History) -> None:
        """Take the guide as it stands, and who got one before."""
        self._guide = made
        self._had = {
            (item.key, item.recipient) for item in history.items if item.rule == NETWORK_GUIDE
        }

    def bring(self, edition: Record, to: str) -> tuple[Attachment, Item] | None:
        """Return the guide and what is remembered of it; None where this edition brings none."""
        had = half_year(edition.send_on), to
        if edition.kind != NETWORK or not self._guide.groups or had in self._had:
            return None
        self._had.add(had)  # a second edition of the same day has none
        attachment = Attachment(NETWORK_GUIDE, {"guide": self._guide})
        return attachment, Item(NETWORK_GUIDE, had[0], None, "", to)


def waits(edition: Record, today: date, settings: Settings) -> Message | None:
    """Say why `edition` does not go out today; None when it does."""
    values = {"edition": edition.key, "day": edition.send_on}
    if edition.faults & EDITION or edition.send_on is None:
        return Message("mail.newsletter-faulty", values)
    if edition.status == "vervallen":
        return Message("mail.newsletter-cancelled", values)
    if edition.status != "goedgekeurd":
        return Message("mail.newsletter-not-approved", values)
    if today < edition.send_on:
        return Message("mail.newsletter-not-yet", values)
    if today > edition.send_on + timedelta(days=settings.catch_up_days):
        return Message("mail.newsletter-too-late", values)
    return None


def is_news(edition: Record, today: date) -> bool:
    """Tell whether it is worth a remark that the edition does not go out."""
    if edition.send_on is None:
        return True
    last: date = edition.send_on + REMEMBERED
    return edition.status != "vervallen" and today <= last


def audience(register: Register, edition: Record, today: date, settings: Settings) -> Audience:
    """Work out who gets `edition` today, with which items, and who does not and why.

    One mail per address: who is a contact of several organisations gets the items of all of them.
    An edition for colleagues goes to everybody who has a role. Nobody gets one without items.
    """
    ordered = sorted(edition.items, key=lambda item: (item.position is None, item.position or 0))
    items = tuple(item for item in ordered if not item.faults & ITEM)
    faulty = tuple(
        LeftOut(item, Message("mail.newsletter-faulty", {"edition": edition.key}))
        for item in ordered
        if item.faults & ITEM
    )
    if edition.kind == INTERNAL:
        return Audience(items, _colleagues(items, settings), faulty)
    receivers, left_out = _contacts(register.contacts, items, today)
    return Audience(items, receivers, (*faulty, *left_out))


def _colleagues(items: Sequence[Record], settings: Settings) -> tuple[Receiver, ...]:
    addresses = dict.fromkeys(
        address.lower() for listed in settings.roles.values() for address in listed
    )
    theirs = _items_for({MUNICIPALITY}, items)
    return tuple(Receiver(address, None, theirs) for address in addresses if theirs)


def _contacts(
    contacts: Sequence[Record], items: Sequence[Record], today: date
) -> tuple[tuple[Receiver, ...], tuple[LeftOut, ...]]:
    by_address: dict[str, list[Record]] = {}
    left_out: list[LeftOut] = []
    for contact in contacts:
        reason = _declines(contact, today)
        if reason is None:
            by_address.setdefault(contact.email.lower(), []).append(contact)
        else:
            left_out.append(LeftOut(contact, Message(reason, {"contact": contact.key})))
    receivers: list[Receiver] = []
    for address, (first, *others) in by_address.items():
        kinds = {contact.organisation.kind for contact in (first, *others)}
        theirs = _items_for(kinds, items)
        if theirs:
            receivers.append(Receiver(address, first, theirs))
            left_out += (_shares(contact, first) for contact in others)
        else:
            left_out += (_nothing_for(contact) for contact in (first, *others))
    return tuple(receivers), tuple(left_out)


def _declines(contact: Record, today: date) -> str | None:
    """Name the entry that says why a contact gets no newsletter; None when the contact does."""
    organisation = contact.organisation
    if contact.faults & CONTACT or contact.email is None:
        return "mail.newsletter-faulty-contact"
    if not is_active(contact, today):
        return "mail.newsletter-inactive"
    if "newsletter" in organisation.faults:
        return "mail.newsletter-faulty-contact"
    if organisation.newsletter is False:
        return "mail.newsletter-organisation-declined"
    return "mail.newsletter-declined" if contact.newsletter is False else None


def _items_for(kinds: set[str], items: Sequence[Record]) -> tuple[Record, ...]:
    return tuple(item for item in items if not item.audience or kinds & set(item.audience))


def _nothing_for(contact: Record) -> LeftOut:
    return LeftOut(contact, Message("mail.newsletter-nothing", {"contact": contact.key}))


def _shares(contact: Record, first: Record) -> LeftOut:
    values = {"contact": contact.key, "other": first.key}
    return LeftOut(contact, Message("mail.newsletter-same-address", values))
