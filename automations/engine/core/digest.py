"""Joining what one person should hear into one mail a day, most urgent first."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from automations.engine.core.findings import Message
from automations.engine.core.intents import (
    Alert,
    Attachment,
    History,
    Item,
    Mail,
    Mended,
    Reminder,
    Skipped,
)
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar, add_months

DIGEST, SIGNAL_DIGEST, URGENT = "digest", "signal_digest", "urgent"
OWN_RULE = "own_rule"  # of a rule that a person has to see first
# What nobody can have too much of: what a person approved, and what is for the coordinator.
UNCOUNTED = (
    *("newsletter", "overview", "waiting", "test_mail", "progress_report", "report_approved"),
)
DIGESTS = (DIGEST, SIGNAL_DIGEST)  # one of each a day to one person; urgent ones do not count


# What a mail says of findings when it says nothing of them: `findings` with the `days` that each is
# open, 0 for a new one, how many were `mended`, and how many `older` ones are open meanwhile.
NO_FINDINGS: Mapping[str, object] = MappingProxyType(
    {"findings": (), "days": (), "mended": 0, "older": 0, "oldest": 0}
)


@dataclass
class _Place:
    """What one person should hear in one mail."""

    reminders: list[Reminder] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    riding: list[Alert] = field(default_factory=list)
    mended: list[Mended] = field(default_factory=list)


def digest(  # noqa: PLR0913, PLR0917 - all that a day's mails are made of
    reminders: Iterable[Reminder],
    alerts: Iterable[Alert],
    today: date,
    history: History,
    settings: Settings,
    mended: Iterable[Mended] = (),
) -> Iterator[Mail | Skipped]:
    """Make mails of reminders and findings: one a day to each person, as far as that goes.

    Alone go what is urgent, what has a template of its own, and what would be too late tomorrow
    for somebody whose digest of today has left. What is about signals never stands beside
    anything else: it has a digest of its own, one a day too. The rest of somebody whose digest has
    left waits for the next one, and is named.
    """
    once = {reminder.item: reminder for reminder in reminders}
    next_digest = Calendar(settings.free_days).next_working(today + timedelta(days=1))
    room = _Room(history, today, settings)
    joined: dict[tuple[str, str], _Place] = defaultdict(_Place)
    apart: dict[tuple[str, str], _Place] = defaultdict(_Place)
    for reminder in sorted(once.values(), key=_urgency):
        place = reminder.item.recipient, _kind(reminder)
        if reminder.unseen:
            apart[reminder.item.recipient, reminder.item.rule].reminders.append(reminder)
        elif reminder.urgent or reminder.template is not None:
            yield from room.mail(_alone(reminder, today, settings), [reminder])
        elif (*place, today) not in history.digests:
            joined[place].reminders.append(reminder)
        elif reminder.expires is not None and reminder.expires < next_digest:
            yield from room.mail(_alone(reminder, today, settings), [reminder])
        else:
            rule = reminder.item.rule
            yield _waits(today, rule, reminder.sheet, reminder.row, next_digest)
    yield from _add_alerts(joined, alerts, today, history, next_digest)
    for thanks in {one.item: one for one in mended}.values():
        if (place := (thanks.item.recipient, _kind(thanks))) in joined:
            joined[place].mended.append(thanks)
    for place in sorted(joined):
        mail = _together(place, joined[place], today, settings)
        yield from room.mail(mail, joined[place].reminders, joined[place].alerts)
    for whose in sorted(apart):
        mail = _of_own_rule(whose[0], apart[whose], today, settings)
        yield from room.mail(mail, apart[whose].reminders)


@dataclass
class _Room:
    """How many mails more somebody outside may get this month; what is urgent does not count."""

    history: History
    today: date
    settings: Settings
    _sent: Counter[str] | None = None

    def mail(
        self, mail: Mail, reminders: Sequence[Reminder], alerts: Sequence[Alert] = ()
    ) -> Iterator[Mail | Skipped]:
        """Let a mail go, or say of each thing in it that it waits, or comes too late then."""
        if mail.urgent or mail.sensitive or self.settings.is_colleague(mail.to):
            yield mail
            return
        month = self.today.replace(day=1)
        if self._sent is None:
            self._sent = Counter(to for to, _, on in self.history.capped if on >= month)
        if self._sent[mail.to] < self.settings.monthly_cap:
            self._sent[mail.to] += 1
            yield mail
            return
        on = Calendar(self.settings.free_days).next_working(add_months(month, 1))
        for one in reminders:
            late = one.expires is not None and one.expires < on
            yield Skipped(self.today, one.item.rule, one.sheet, one.row, self._reason(on, late))
        for alert in alerts:
            sheet, row = alert.finding.sheet or "", alert.finding.row or 0
            yield Skipped(self.today, alert.item.rule, sheet, row, self._reason(on, late=False))

    def _reason(self, on: date, late: bool) -> Message:  # noqa: FBT001 - one of two entries
        most = self.settings.monthly_cap
        if late:
            return Message("rules.dropped-cap", {"most": most})
        return Message("rules.waits-cap", {"most": most, "on": on})


def _add_alerts(
    joined: dict[tuple[str, str], _Place],
    alerts: Iterable[Alert],
    today: date,
    history: History,
    next_digest: date,
) -> Iterator[Skipped]:
    """Add findings to what people should hear; what was said before only where a mail goes."""
    known: list[Alert] = []
    for alert in {alert.item: alert for alert in alerts}.values():
        place = alert.item.recipient, _kind(alert)
        if alert.rides:
            known.append(alert)
        elif (*place, today) not in history.digests:
            joined[place].alerts.append(alert)
        elif (sheet := alert.finding.sheet) is not None:
            yield _waits(today, alert.item.rule, sheet, alert.finding.row or 0, next_digest)
    for alert in known:
        if (place := (alert.item.recipient, _kind(alert))) in joined:
            joined[place].riding.append(alert)


def digests_in(mails: Iterable[Mail]) -> frozenset[tuple[str, str, date]]:
    """Return the recipient, the kind and the day of each of `mails` that is a digest."""
    return frozenset(
        (mail.to, mail.template, mail.on)
        for mail in mails
        if mail.template in DIGESTS and not mail.urgent
    )


def capped_in(mails: Iterable[Mail]) -> frozenset[tuple[str, str, date]]:
    """Return recipient, name and day of the mails that count for the monthly cap."""
    return frozenset(
        (mail.to, " / ".join(mail.key), mail.on)
        for mail in mails
        if not mail.urgent and mail.template not in UNCOUNTED
    )


def _kind(one: Reminder | Alert | Mended) -> str:
    return SIGNAL_DIGEST if one.sensitive else DIGEST


def _waits(today: date, rule: str, sheet: str, row: int, on: date) -> Skipped:
    return Skipped(today, rule, sheet, row, Message("rules.waits", {"on": on}))


def _urgency(reminder: Reminder) -> tuple[bool, date, str, str, str, str]:
    item = reminder.item
    anchor = item.anchor or date.max
    return not reminder.urgent, anchor, item.rule, item.key, item.offset, item.recipient


def _alone(reminder: Reminder, today: date, settings: Settings) -> Mail:
    template = reminder.template or (SIGNAL_DIGEST if reminder.sensitive else URGENT)
    return Mail(
        key=(reminder.item.rule, _fingerprint([reminder.item])),
        to=reminder.item.recipient,
        template=template,
        about={
            "reminder": reminder,
            "row": reminder.about,
            "reminders": (reminder,),
            **NO_FINDINGS,
            "today": today,
        },
        on=today,
        items=(reminder.item,),
        reasons=((reminder.sheet, reminder.row, reminder.reason),),
        reply_to=reminder.reply_to or settings.coordinator,
        urgent=reminder.urgent,
        expires=reminder.expires,
        sensitive=reminder.sensitive,
        attachments=(Attachment(reminder.attach, {"row": reminder.about}),)
        if reminder.attach
        else (),
    )


def _together(whose: tuple[str, str], place: _Place, today: date, settings: Settings) -> Mail:
    to, template = whose
    sensitive = template == SIGNAL_DIGEST
    reminders = place.reminders
    alerts = sorted(place.alerts, key=lambda one: one.days > 0)  # what is new comes first
    said = [*(one.item for one in reminders), *(one.item for one in alerts)]
    items = (*said, *(one.item for one in place.mended))
    return Mail(
        key=(template, today.isoformat(), _fingerprint(items)),
        to=to,
        template=template,
        about={
            "reminders": tuple(reminders),
            "findings": tuple(one.finding for one in alerts),
            "days": tuple(one.days for one in alerts),
            "mended": len(place.mended),
            "older": len(place.riding),
            "oldest": max((one.days for one in place.riding), default=0),
            "today": today,
        },
        on=today,
        items=items,
        reasons=(
            *((one.sheet, one.row, one.reason) for one in reminders),
            *(_why(one) for one in alerts),
            *(("", 0, Message("rules.because-mended")) for _ in place.mended),
        ),
        reply_to=_reply_to(reminders, settings, sensitive=sensitive),
        expires=_expires(reminders, alerts),
        sensitive=sensitive,
    )


def _of_own_rule(to: str, place: _Place, today: date, settings: Settings) -> Mail:
    """Join what one person should hear by one rule that waits for a person."""
    mail = _together((to, OWN_RULE), place, today, settings)
    meaning = place.reminders[0].unseen
    return replace(mail, key=(*mail.key, meaning), unseen=meaning)


def _why(alert: Alert) -> tuple[str, int, Message]:
    finding = alert.finding
    values = {"place": finding.cell or finding.tab or finding.workbook, "code": finding.code}
    return finding.sheet or "", finding.row or 0, Message("rules.because-finding", values)


def _reply_to(reminders: Sequence[Reminder], settings: Settings, *, sensitive: bool) -> str:
    """Return where an answer goes: the one owner that all share, else the coordinator."""
    shared = {one.reply_to for one in reminders if one.reply_to is not None}
    if len(shared) == 1:
        return shared.pop()
    handlers = settings.roles.get("case_handlers", ())
    return handlers[0] if sensitive and handlers else settings.coordinator


def _expires(reminders: Sequence[Reminder], alerts: Sequence[Alert]) -> date | None:
    """Return the day after which nothing in the mail is of use any more."""
    days = [one.expires for one in reminders if one.expires is not None]
    return max(days) if days and len(days) == len(reminders) and not alerts else None


def _fingerprint(items: Sequence[Item]) -> str:
    """Name items without telling anything about them; the same items give the same name."""
    text = "\n".join(
        "\t".join((item.rule, item.key, str(item.anchor), item.offset, item.recipient))
        for item in items
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
