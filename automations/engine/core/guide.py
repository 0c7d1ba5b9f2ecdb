"""The network guide as data: who is who in the network, and whom to call in case of doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from automations.engine.core.register import Record, Register, is_active

NETWORK_GUIDE = "network_guide"  # the kind of document, and the rule under which it is kept
NEEDED = frozenset({"organisation_id", "name", "active_from", "active_until", "shareable"})
SPRING, AUTUMN = 4, 10  # the months in which a half year of the guide begins


@dataclass(frozen=True, slots=True)
class Person:
    """What the guide says of one contact; no e-mail address, as consent is for name and number."""

    organisation: str
    name: str
    job: str
    phone: str  # as E.164; empty where none is known
    sounding_board: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The contacts of one kind of organisation."""

    kind: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide as it stands on one day."""

    on: date
    groups: tuple[Group, ...]


def guide(register: Register, today: date) -> Guide:
    """Put every active contact who agreed to it in the guide, by kind of organisation and name."""
    found: dict[str, list[Person]] = {}
    for contact in register.contacts:
        if may_be_shared(contact, today):
            found.setdefault(contact.organisation.kind, []).append(_person(contact))
    kinds = register.schemas["organisations"]["kind"].enum or ()
    return Guide(
        today,
        tuple(
            Group(kind, tuple(sorted(found[kind], key=_place))) for kind in kinds if kind in found
        ),
    )


def may_be_shared(contact: Record, today: date) -> bool:
    """Tell whether a contact agreed, is active, and has no error in what that is known by."""
    return (
        contact.shareable is True
        and is_active(contact, today)
        and not contact.faults & NEEDED
        and None not in {contact.organisation.name, contact.organisation.kind}
    )


def unclear(register: Register, today: date) -> Iterator[Record]:
    """Yield the contacts who are left out because of an error, and not because they want it so."""
    for contact in register.contacts:
        agreed = contact.shareable is True or "shareable" in contact.faults
        faulty = contact.faults & NEEDED or (
            contact.organisation is not None
            and None in {contact.organisation.name, contact.organisation.kind}
        )
        if agreed and faulty and not _is_over(contact, today):
            yield contact


def half_year(day: date) -> str:
    """Name the half year of the guide that a day lies in by its first month, as in `2016-10`."""
    if day.month >= AUTUMN:
        return f"{day.year}-{AUTUMN}"
    return f"{day.year}-{SPRING:02}" if day.month >= SPRING else f"{day.year - 1}-{AUTUMN}"


def _is_over(contact: Record, today: date) -> bool:
    return contact.active_until is not None and contact.active_until < today


def _person(contact: Record) -> Person:
    return Person(
        contact.organisation.name,
        contact.name,
        contact.job or "",
        contact.phone or "",
        contact.sounding_board is True,
    )


def _place(person: Person) -> tuple[str, str]:
    return person.organisation.casefold(), person.name.casefold()
