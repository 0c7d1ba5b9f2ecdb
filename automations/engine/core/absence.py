"""Who hears it in place of a contact who is away: the deputies, else the owner of the row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from automations.engine.core.cannot_tell import CannotTellError, fault_at
from automations.engine.core.findings import Message
from automations.engine.core.register import Record
from automations.engine.core.schema import Schemas

CONTACTS = "contacts"  # the sheet of those who can be away
DEPUTY = "vervangend aandachtsfunctionaris"
_LEFT, _FIRST, _LAST = "active_until", "absent_from", "absent_until"
_STOPPED = "gestopt"  # an organisation whose contacts left with it
_NO_FUNCTION = "overig"

Active = Callable[[Sequence[Record], str], Sequence[Record]]  # those that are active in a role


@dataclass(frozen=True, slots=True)
class Cover:
    """In whose place somebody hears it: a role and its organisation, never a name."""

    role: str  # empty where the list says only "overig"
    organisation: str
    by_deputy: bool


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who is to hear it; where one of `others` heard it before, it was said."""

    address: str
    cover: Cover | None = None
    others: frozenset[str] = frozenset()


def is_away(contact: Record, today: date, schemas: Schemas) -> bool:
    """Tell whether a contact left, or is absent today; the first or last day may be left open.

    Raises CannotTellError where one of the days has an error in it.
    """
    values = contact.values  # a workspace may have contacts without the columns of absence
    for name in (_LEFT, _FIRST, _LAST):
        if name in values and name in contact.faults:
            raise CannotTellError(fault_at(schemas, contact, name))
    left, organisation = values[_LEFT], contact.organisation
    if (left is not None and left < today) or (organisation and organisation.status == _STOPPED):
        return True
    first, last = values.get(_FIRST), values.get(_LAST)
    if first is None and last is None:
        return False
    return (first is None or first <= today) and (last is None or today <= last)


def cover_for(
    contact: Record, today: date, schemas: Schemas, active: Active
) -> tuple[Cover | None, Sequence[Record]]:
    """Return who hears what is meant for a contact: they themselves, else the deputies.

    With a cover and nobody it is up to the owner of the row. Raises CannotTellError as `is_away`.
    """
    if not is_away(contact, today, schemas):
        return None, (contact,)
    organisation = contact.organisation
    there = [
        deputy
        for deputy in (active(organisation.contacts, DEPUTY) if organisation else ())
        if deputy is not contact and not is_away(deputy, today, schemas)
    ]
    role = next((one for one in contact.role or () if one != _NO_FUNCTION), "")
    return Cover(role, organisation.name if organisation else "", bool(there)), there


def deputies_of(contact: Record) -> Iterator[str]:
    """Yield the addresses of everybody who may have covered for a contact before."""
    organisation = contact.organisation
    for one in organisation.contacts if organisation else ():
        if one is not contact and one.email and DEPUTY in (one.role or ()):
            yield one.email


def without_covered(contacts: Sequence[Record], today: date, schemas: Schemas) -> Sequence[Record]:
    """Leave out who is away where a colleague of the same organisation is among them and there."""
    away = [contact for contact in contacts if is_away(contact, today, schemas)]
    there = {contact.organisation_id for contact in contacts if contact not in away}
    return [one for one in contacts if one not in away or one.organisation_id not in there]


def waits_for(contact: Record, today: date) -> Message:
    """Say that a contact is away, and until when where that is known."""
    last = contact.values.get(_LAST)
    if last is None or last < today:
        return Message("rules.away")
    return Message("rules.away-until", {"on": last + timedelta(days=1)})
