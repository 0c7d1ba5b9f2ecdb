"""Who gets an edition of the newsletter, with which items, and who does not and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from automations.engine.core.findings import Message
from automations.engine.core.register import Record, Register, is_active
from automations.engine.core.settings import Settings

ITEM = frozenset({"edition_id", "title", "body", "link", "link_text", "audience"})
CONTACT = frozenset({"organisation_id", "email", "active_from", "active_until", "newsletter"})
INTERNAL = "intern"  # the kind of edition that goes to our own colleagues
MUNICIPALITY = "gemeente"  # the kind of organisation that they work for


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


def mistakes(register: Register, edition: Record) -> tuple[LeftOut, ...]:
    """Return the rows of an edition that hold a mistake: it goes to nobody before they are mended.

    What is wrong may be just what was meant to be different, and nobody can add it afterwards.
    """
    return tuple(mistake(register, row) for row in (edition, *edition.items) if row.faults)


def mistake(register: Register, row: Record, missing: str = "") -> LeftOut:
    """Name the columns of a row that hold a mistake, or the one that is `missing`."""
    schema = register.schemas[row.sheet]
    columns = tuple(
        column.title for column in schema.fields if column.name in {*row.faults, missing}
    )
    return LeftOut(row, Message("mail.newsletter-faulty", {"columns": columns}))


def audience(register: Register, edition: Record, today: date, settings: Settings) -> Audience:
    """Work out who gets `edition` today, with which items, and who does not and why.

    One mail per address: who is a contact of several organisations gets the items of all of them.
    An edition for colleagues goes to everybody who has a role. Nobody gets one without items.
    """
    ordered = sorted(edition.items, key=lambda item: (item.position is None, item.position or 0))
    items = tuple(item for item in ordered if not item.faults & ITEM)
    faulty = tuple(mistake(register, item) for item in ordered if item.faults & ITEM)
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
        reason = declines(contact, today)
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


def declines(contact: Record, today: date) -> str | None:
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
