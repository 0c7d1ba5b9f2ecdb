"""Joining what one person should hear into one mail a day, most urgent first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from automations.engine.core.findings import Message
from automations.engine.core.intents import Alert, History, Item, Mail, Reminder, Skipped
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar

DIGEST, SIGNAL_DIGEST, URGENT = "digest", "signal_digest", "urgent"
DIGESTS = (DIGEST, SIGNAL_DIGEST)  # one of each a day to one person; urgent ones do not count


def digest(
    reminders: Iterable[Reminder],
    alerts: Iterable[Alert],
    today: date,
    history: History,
    settings: Settings,
) -> Iterator[Mail | Skipped]:
    """Make mails of reminders and findings: one a day to each person, as far as that goes.

    Alone go what is urgent, what has a template of its own, and what would be too late tomorrow
    for somebody whose digest of today has left. What is about signals never stands beside
    anything else: it has a digest of its own, one a day too. The rest of somebody whose digest has
    left waits for the next one, and is named.
    """
    once = {reminder.item: reminder for reminder in reminders}
    next_digest = Calendar(settings.free_days).next_working(today + timedelta(days=1))
    joined: dict[tuple[str, str], list[Reminder]] = {}
    for reminder in sorted(once.values(), key=_urgency):
        place = reminder.item.recipient, _kind(reminder)
        if reminder.urgent or reminder.template is not None:
            yield _alone(reminder, today, settings)
        elif (*place, today) not in history.digests:
            joined.setdefault(place, []).append(reminder)
        elif reminder.expires is not None and reminder.expires < next_digest:
            yield _alone(reminder, today, settings)
        else:
            rule = reminder.item.rule
            yield _waits(today, rule, reminder.sheet, reminder.row, next_digest)
    found: dict[tuple[str, str], list[Alert]] = {}
    for alert in {alert.item: alert for alert in alerts}.values():
        place = alert.item.recipient, _kind(alert)
        if (*place, today) not in history.digests:
            found.setdefault(place, []).append(alert)
        elif (sheet := alert.finding.sheet) is not None:
            yield _waits(today, alert.item.rule, sheet, alert.finding.row or 0, next_digest)
    for place in sorted({*joined, *found}):
        yield _together(place, joined.get(place, []), found.get(place, []), today, settings)


def digests_in(mails: Iterable[Mail]) -> frozenset[tuple[str, str, date]]:
    """Return the recipient, the kind and the day of each of `mails` that is a digest."""
    return frozenset(
        (mail.to, mail.template, mail.on)
        for mail in mails
        if mail.template in DIGESTS and not mail.urgent
    )


def _kind(one: Reminder | Alert) -> str:
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
            "findings": (),
            "today": today,
        },
        on=today,
        items=(reminder.item,),
        reasons=((reminder.sheet, reminder.row, reminder.reason),),
        reply_to=reminder.reply_to or settings.coordinator,
        urgent=reminder.urgent,
        expires=reminder.expires,
        sensitive=reminder.sensitive,
    )


def _together(
    place: tuple[str, str],
    reminders: Sequence[Reminder],
    alerts: Sequence[Alert],
    today: date,
    settings: Settings,
) -> Mail:
    to, template = place
    sensitive = template == SIGNAL_DIGEST
    items = (*(one.item for one in reminders), *(one.item for one in alerts))
    return Mail(
        key=(template, today.isoformat(), _fingerprint(items)),
        to=to,
        template=template,
        about={
            "reminders": tuple(reminders),
            "findings": tuple(one.finding for one in alerts),
            "today": today,
        },
        on=today,
        items=items,
        reasons=(
            *((one.sheet, one.row, one.reason) for one in reminders),
            *(_why(one) for one in alerts),
        ),
        reply_to=_reply_to(reminders, settings, sensitive=sensitive),
        expires=_expires(reminders, alerts),
        sensitive=sensitive,
    )


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
