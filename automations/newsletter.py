"""The newsletter: an approved edition goes out on its day, each item only to its audience."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from automations.engine.api import (
    Freeze,
    Frozen,
    History,
    Item,
    Mail,
    Message,
    Noticed,
    Record,
    Register,
    Settings,
    Skipped,
    Thaw,
    automation,
)
from automations.engine.core.approval import (
    APPROVED,
    CANCELLED,
    Approvals,
    about,
    agree,
    is_guide,
    waits,
)
from automations.engine.core.audience import INTERNAL, LeftOut, audience, declines, mistake
from automations.engine.core.editions import (
    BY_SHEET,
    CHANGED,
    NEWSLETTER,
    STOPPED,
    fingerprint,
    got,
    leaves_on,
)
from automations.engine.core.guide import NETWORK_GUIDE

_WITHDRAWN = frozenset({"cancelled", "not-approved", "too-late"})  # an approval that is over
_STOPPED = frozenset({"faulty", "too-late", "guide-withdrawn"})  # until somebody mends something
REMEMBERED = timedelta(days=30)  # how long an edition that missed its day is worth a remark


@automation(every="working day 09:00", inputs=["editions", "items", "contacts"])
def newsletter(
    register: Register, today: date, settings: Settings, history: History
) -> Iterator[Mail | Freeze | Thaw | Noticed | Skipped]:
    """Send each approved edition on its day, once to each address and each item to its audience.

    What is approved, on the day it is first seen, is kept byte for byte and leaves like that, also
    when somebody changes the edition afterwards; the coordinator hears of that. Nobody is added
    after the approval, and who left or wants no newsletter any more is taken out. Never before its
    day; up to a week after, for a service that was off, a contact that was mended. With the first
    one from April, and the first one from October, comes the network guide.
    """
    approvals = Approvals(register, today, settings, history)
    desk = _Desk(register, today, settings, history, approvals)
    for edition in register.editions:
        yield from desk.edition(edition)
    for frozen in history.editions.values():
        if frozen.edition not in register.editions.by_key:
            reason = Message("mail.newsletter-gone", {"edition": frozen.edition})
            yield Skipped(today, NEWSLETTER, "editions", 0, reason)
            yield from desk.over(frozen)
    for what, key in history.noticed:
        if what in {CHANGED, STOPPED} and not (
            key in register.editions.by_key or key in history.editions
        ):
            yield Noticed(what, key, None)


@dataclass(frozen=True)
class _Desk:
    """One day's look at every edition."""

    register: Register
    today: date
    settings: Settings
    history: History
    approvals: Approvals

    def edition(self, edition: Record) -> Iterator[Mail | Freeze | Thaw | Noticed | Skipped]:
        """Say what is to be done today about one edition."""
        frozen = self.history.editions.get(edition.key)
        if frozen is not None:
            yield from self._frozen(edition, frozen)
            return
        why: tuple[LeftOut, ...] = ()
        if not got(self.history, edition.key):
            why = waits(self.register, edition, self.today, self.settings)
            if not why or _why(why[0]) == "not-yet":
                yield from self._approved(edition, leaves=not why)
        if not is_news(edition, self.today):
            why = ()
        yield from (self._skipped(one) for one in why)
        yield from self._remembered(edition.key, stopped=bool(why) and _why(why[0]) in _STOPPED)

    def _approved(self, edition: Record, *, leaves: bool) -> Iterator[Freeze | Mail | Skipped]:
        """Keep what the sheet approves, the first time that it is seen."""
        made = self.approvals.freeze(edition, BY_SHEET)
        yield made
        who = audience(self.register, edition, self.today, self.settings)
        yield from (self._skipped(one) for one in who.left_out)
        if leaves:
            yield from (replace(mail, frozen=True) for mail in made.mails)

    def over(self, frozen: Frozen) -> Iterator[Thaw | Noticed]:
        """Forget an approval, and what was the matter with it."""
        yield Thaw(frozen.edition, bool(got(self.history, frozen.edition)))
        yield from self._remembered(frozen.edition)

    def _frozen(self, edition: Record, frozen: Frozen) -> Iterator[Mail | Thaw | Noticed | Skipped]:
        """Let an approved edition go on its day, or say why it does not."""
        has = got(self.history, edition.key)
        left = frozenset(frozen.addresses) - has
        on = leaves_on(frozen, edition)
        why = self._stops(edition, frozen, on)
        is_withdrawn = why is not None and _why(why) in _WITHDRAWN
        if is_withdrawn or (has and not left):
            yield from self.over(frozen)
        else:
            items = audience(self.register, edition, self.today, self.settings).items
            is_other = fingerprint(edition, items) != frozen.fingerprint or self._lost(frozen)
            changed = is_other and not has
            if changed:
                yield self._skipped(about(edition, "changed", on))
            stopped = why is not None and _why(why) in _STOPPED
            yield from self._remembered(edition.key, changed=changed, stopped=stopped)
            if why is None:
                yield from self._due(edition, frozen, left)
        if why is not None and not (has and is_withdrawn) and is_news(edition, self.today):
            yield self._skipped(why)

    def _stops(self, edition: Record, frozen: Frozen, on: date) -> LeftOut | None:
        """Say why an approved edition does not leave today; None when it does."""
        late = on + timedelta(days=self.settings.catch_up_days)
        if edition.faults & {"status", "send_on"}:  # one of them may be meant to stop it
            return mistake(self.register, edition)
        stops = {
            "cancelled": edition.status == CANCELLED,
            "not-approved": frozen.by == BY_SHEET and edition.status != APPROVED,
            "not-yet": self.today < on,
            "too-late": self.today > late,
            "guide-withdrawn": self._lost(frozen),
        }
        return next((about(edition, why, on) for why, holds in stops.items() if holds), None)

    def _lost(self, frozen: Frozen) -> bool:
        """Tell whether somebody in the guide that goes along no longer agrees to that."""
        return bool(frozen.people - agree(self.register))

    def _due(
        self, edition: Record, frozen: Frozen, left: frozenset[str]
    ) -> Iterator[Mail | Skipped]:
        """Send an approved edition to those who got none and should get it still."""
        may, out = self._may_get(frozen, left)
        reason = Message("mail.newsletter-approved", {"edition": edition.key})
        had = {(item.key, item.recipient) for item in self.history.items if is_guide(item)}
        for address in sorted(may):
            items = [Item(NEWSLETTER, edition.key, frozen.day, "", address)]
            if (half := frozen.addresses[address]) and (half, address) not in had:
                items.append(Item(NETWORK_GUIDE, half, None, "", address))
            yield Mail(
                key=(NEWSLETTER, edition.key, address),
                to=address,
                template=NEWSLETTER,
                about={"edition": frozen, "items": (), "contact": None},
                on=self.today,
                items=tuple(items),
                reasons=(("editions", edition.row, reason),) * len(items),
                newsletter=True,
                frozen=True,
            )
        yield from (self._skipped(one) for one in out)
        if gone := len(left) - len(may) - len({one.row.email.lower() for one in out}):
            why = Message("mail.newsletter-not-listed", {"edition": edition.key}, count=gone)
            yield Skipped(self.today, NEWSLETTER, "editions", edition.row, why)

    def _may_get(
        self, frozen: Frozen, left: frozenset[str]
    ) -> tuple[frozenset[str], list[LeftOut]]:
        """Return who should get an edition still, and the contacts who should not any more."""
        if frozen.kind == INTERNAL:
            listed = (one for several in self.settings.roles.values() for one in several)
            return left & {address.lower() for address in listed}, []
        may: set[str] = set()
        out: dict[str, LeftOut] = {}
        for contact in self.register.contacts:
            address = (contact.email or "").lower()
            if address in left:
                if (reason := declines(contact, self.today)) is None:
                    may.add(address)
                else:
                    out[address] = LeftOut(contact, Message(reason, {"contact": contact.key}))
        return frozenset(may), [one for address, one in out.items() if address not in may]

    def _skipped(self, left_out: LeftOut) -> Skipped:
        row = left_out.row
        return Skipped(self.today, NEWSLETTER, row.sheet, row.row, left_out.reason)

    def _remembered(
        self, edition: str, *, changed: bool = False, stopped: bool = False
    ) -> Iterator[Noticed]:
        """Remember since when something is the matter with an edition, or that it is mended."""
        for what, now in ((CHANGED, changed), (STOPPED, stopped)):
            if now != ((what, edition) in self.history.noticed):
                yield Noticed(what, edition, self.today if now else None)


def _why(left_out: LeftOut) -> str:
    return left_out.reason.id.partition("newsletter-")[2]


def is_news(edition: Record, today: date) -> bool:
    """Tell whether it is worth a remark that the edition does not go out."""
    if edition.send_on is None:
        return True
    last: date = edition.send_on + REMEMBERED
    return edition.status != CANCELLED and today <= last
