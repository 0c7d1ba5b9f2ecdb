"""Joining what one person should hear into one mail a day, most urgent first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from automations.engine.core.findings import Message
from automations.engine.core.intents import Alert, History, Item, Mail, Reminder
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar

DIGEST, SIGNAL_DIGEST, URGENT = "digest", "signal_digest", "urgent"


def digest(
    reminders: Iterable[Reminder],
    alerts: Iterable[Alert],
    today: date,
    history: History,
    settings: Settings,
) -> Iterator[Mail]:
    """Make mails of reminders and findings: one a day to each person, as far as that goes.

    Alone go what is urgent, what has a template of its own, and what would be too late tomorrow
    for somebody whose digest of today has left. What is about signals never stands beside
    anything else. The rest of somebody whose digest has left waits for the next one.
    """
    once = {reminder.item: reminder for reminder in reminders}
    next_digest = Calendar(settings.free_days).next_working(today + timedelta(days=1))
    joined: dict[tuple[str, bool], list[Reminder]] = {}
    for reminder in sorted(once.values(), key=_urgency):
        to = reminder.item.recipient
        if reminder.urgent or reminder.template is not None:
            yield _alone(reminder, today, settings)
        elif reminder.sensitive or (to, today) not in history.digests:
            joined.setdefault((to, reminder.sensitive), []).append(reminder)
        elif reminder.expires is not None and reminder.expires < next_digest:
            yield _alone(reminder, today, settings)
    found: dict[tuple[str, bool], list[Alert]] = {}
    for alert in {alert.item: alert for alert in alerts}.values():
        if alert.sensitive or (alert.item.recipient, today) not in history.digests:
            found.setdefault((alert.item.recipient, alert.sensitive), []).append(alert)
    for place in sorted({*joined, *found}):
        yield _together(place, joined.get(place, []), found.get(place, []), today, settings)


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
    place: tuple[str, bool],
    reminders: Sequence[Reminder],
    alerts: Sequence[Alert],
    today: date,
    settings: Settings,
) -> Mail:
    to, sensitive = place
    template = SIGNAL_DIGEST if sensitive else DIGEST
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
