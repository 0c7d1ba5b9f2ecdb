"""What is due on one day by the reminder rules, and why everything else is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from automations.engine.core.conditions import Condition
from automations.engine.core.describe import failing, reason
from automations.engine.core.expressions import Expression, Sentence
from automations.engine.core.findings import Message
from automations.engine.core.intents import History, Item, Noticed, Reminder, Skipped
from automations.engine.core.register import Register
from automations.engine.core.rows import Asked, CannotTellError, Day, sheets_used
from automations.engine.core.rules import Rule, Step, schedule
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar

# A date that moves further than this is another occasion, such as next year's confirmation.
_A_MOVE = timedelta(days=183)
_YEARS = range(1900, 2200)  # a date outside these is a slip of the keyboard
_SOON = timedelta(days=31)  # what lies further away did not almost qualify

Found = Reminder | Skipped | Noticed


@dataclass(frozen=True)
class _Not:
    """Why one person hears nothing today; of several reasons the lowest rank is the one told."""

    rank: int
    message: Message


_NOBODY, _LATER, _HELD, _SAID, _OVER = range(5)


@dataclass(frozen=True)
class _Stream:
    """The steps towards one group of recipients: the rule's own, or the escalation's."""

    steps: tuple[Step, ...]
    to: tuple[Expression, ...]
    says: Sentence
    headline: Sentence
    heard: tuple[str, ...] = ()  # who is named as having heard it as well


def due(  # noqa: PLR0913, PLR0917 - a decision is made from all of these and nothing else
    rules: Iterable[Rule],
    register: Register,
    today: date,
    history: History,
    settings: Settings,
    calendar: Calendar,
) -> Iterator[Found]:
    """Go through every rule and every row: what goes out today, and what does not and why.

    On a day that is not worked nothing goes out; conditions that begin to hold are noticed still.
    """
    day = Day(today, register, history, settings, calendar)
    for rule in rules:
        yield from _rule(rule, day)


def _rule(rule: Rule, day: Day) -> Iterator[Found]:
    for sheet in sheets_used(rule.paths, rule.about, day.register.schemas):
        if not day.register[sheet].readable:
            tab = day.register[sheet].schema.title
            gone = Message("rules.unreadable", {"tab": tab})
            yield Skipped(day.today, rule.name, rule.about, 0, gone)
            return
    table = day.register[rule.about]
    said: set[Item] = set()
    for row in table:
        for found in _row(rule, Asked(row, day)):
            if isinstance(found, Reminder):
                if found.item in said:
                    continue
                said.add(found.item)
            yield found
    keys = {row.key for row in table}
    for name, key in sorted(day.history.noticed):
        if name == rule.name and key not in keys:
            yield Noticed(name, key, None)


def _row(rule: Rule, asked: Asked) -> Iterator[Found]:
    try:
        failed = next((part for part in rule.when if not asked.value(part.expression)), None)
        if failed is None:
            _refuse_faulty_key(asked)
    except CannotTellError as trouble:
        yield _skipped(rule, asked, trouble.reason)
        return
    if rule.anchor is None:
        yield from _notice(rule, asked, holds=failed is None)
    if not asked.day.calendar.is_working(asked.day.today):
        return
    if failed is not None:
        yield from _nearly(rule, asked, failed)
        return
    try:
        anchor = _anchor(rule, asked)
        found = _judged(rule, asked, anchor)
    except CannotTellError as trouble:
        yield _skipped(rule, asked, trouble.reason)
        return
    reminders = [one for one in found if isinstance(one, Reminder)]
    yield from reminders
    others = sorted((one for one in found if isinstance(one, _Not)), key=lambda one: one.rank)
    if others and (not reminders or others[0].rank == _NOBODY):
        yield _skipped(rule, asked, others[0].message)


def _refuse_faulty_key(asked: Asked) -> None:
    for name in asked.schema.primary_key:
        if name in asked.row.faults:
            raise CannotTellError(Message("rules.fault", {"column": asked.schema[name].title}))


def _notice(rule: Rule, asked: Asked, *, holds: bool) -> Iterator[Noticed]:
    known = (rule.name, asked.row.key) in asked.day.history.noticed
    if holds and not known:
        yield Noticed(rule.name, asked.row.key, asked.day.today)
    if known and not holds:
        yield Noticed(rule.name, asked.row.key, None)


def _anchor(rule: Rule, asked: Asked) -> date:
    """Return the date that the rule hangs on; raises CannotTellError."""
    if rule.anchor is None:
        return asked.day.history.noticed.get((rule.name, asked.row.key), asked.day.today)
    value = asked.value(rule.anchor)
    if isinstance(value, date):
        if value.year not in _YEARS:
            raise CannotTellError(Message("rules.impossible", {"anchor": value}))
        return value
    raise CannotTellError(asked.hole(rule.anchor.paths, rule.anchor.source))


def _nearly(rule: Rule, asked: Asked, failed: Condition) -> Iterator[Skipped]:
    """Explain a row whose day has come, but whose condition does not hold."""
    if rule.anchor is None:
        return
    try:
        anchor = _anchor(rule, asked)
    except CannotTellError:
        return
    steps = schedule(rule.send, rule.repeat, anchor, asked.day.calendar)
    latest = _latest(steps, anchor, asked.day.today)
    if latest is None or _too_old(latest, asked.day):
        return
    items = asked.day.said.get((rule.name, asked.row.key), ())
    if not any((item.anchor, item.offset) == (anchor, latest.offset) for item in items):
        yield _skipped(rule, asked, failing(failed, asked.row, asked.day.register.schemas))


def _judged(rule: Rule, asked: Asked, anchor: date) -> list[Reminder | _Not]:
    """Judge the rule's own recipients, then those whom it escalates to."""
    calendar = asked.day.calendar
    steps = schedule(rule.send, rule.repeat, anchor, calendar)
    own = _Stream(steps, rule.to, rule.says, rule.headline)
    found = list(_stream(rule, asked, anchor, own))
    if (more := rule.escalate) is not None:
        heard = () if more.says else _heard(rule, asked, anchor, steps, found)
        steps = schedule([more.after], None, anchor, calendar)
        says, headline = more.says or rule.says, more.headline or rule.headline
        found += _stream(rule, asked, anchor, _Stream(steps, more.to, says, headline, heard))
    return found


def _heard(
    rule: Rule, asked: Asked, anchor: date, steps: Sequence[Step], now: Sequence[Reminder | _Not]
) -> tuple[str, ...]:
    """Return who was or is now reminded of this row and date by the rule itself."""
    own = {step.offset for step in steps}
    before = {
        item.recipient
        for item in asked.day.said.get((rule.name, asked.row.key), ())
        if item.anchor == anchor and item.offset in own
    }
    return tuple(sorted(before | {one.item.recipient for one in now if isinstance(one, Reminder)}))


def _stream(rule: Rule, asked: Asked, anchor: date, stream: _Stream) -> Iterator[Reminder | _Not]:
    today = asked.day.today
    latest = _latest(stream.steps, anchor, today)
    coming = next((step for step in stream.steps if step.day > today), None)
    if coming is not None and coming.day - today <= _SOON:
        yield _Not(_LATER, Message("rules.later", {"on": coming.day}))
    if latest is None:
        if coming is None and today - anchor <= _SOON:
            yield _Not(_OVER, Message("rules.over", {"anchor": anchor}))
        return
    for entry in stream.to:
        try:
            for address in asked.addresses(entry):
                item = Item(rule.name, asked.row.key, anchor, latest.offset, address)
                yield from _one(rule, asked, item, latest, stream)
        except CannotTellError as trouble:
            if not _too_old(latest, asked.day):
                yield _Not(_NOBODY, trouble.reason)


def _one(
    rule: Rule, asked: Asked, item: Item, step: Step, stream: _Stream
) -> Iterator[Reminder | _Not]:
    """Decide about one item: it goes out, or it did, or it came too long ago.

    Who was reminded of the row already, as its owner, is not told again as the one to escalate to.
    """
    if item in asked.day.history.items or item.recipient in stream.heard:
        if asked.day.today - step.day <= _SOON:
            yield _Not(_SAID, Message("rules.said", {"on": step.day}))
    elif _too_old(step, asked.day):
        count = asked.day.settings.catch_up_days
        yield _Not(_HELD, Message("rules.held", {"on": step.day}, count=count))
    else:
        yield _reminder(rule, asked, item, step, stream)


def _latest(steps: Sequence[Step], anchor: date, today: date) -> Step | None:
    """Return the last step whose day has come and that still makes sense."""
    passed = [step for step in steps if step.day <= today and not (step.before and today > anchor)]
    return passed[-1] if passed else None


def _too_old(step: Step, day: Day) -> bool:
    return step.day < day.today - timedelta(days=day.settings.catch_up_days)


def _reminder(rule: Rule, asked: Asked, item: Item, step: Step, stream: _Stream) -> Reminder:
    day, anchor = asked.day, item.anchor or asked.day.today
    days = (day.today - anchor).days
    late = rule.phrases.late(days)
    told = Asked(asked.row, day, {"anchor": anchor, "days": days, "late": late})
    sentences = [told.text(stream.says)]
    if before := _moved_from(rule, item, day):
        sentences.append(rule.phrases.moved(before, anchor))
    heard = [address for address in stream.heard if address != item.recipient]
    if heard:
        sentences.append(rule.phrases.escalated(heard))
    return Reminder(
        item=item,
        sheet=rule.about,
        row=asked.row.row,
        sentence=" ".join(sentences),
        headline=told.text(stream.headline),
        reason=reason(rule, anchor, step, day.today, day.register.schemas),
        on=step.day,
        about=asked.row,
        family=rule.family,
        urgent=rule.urgent,
        template=rule.template,
        reply_to=_reply_to(rule, asked, item.recipient),
        expires=anchor if step.before else None,
        sensitive=rule.sensitive,
    )


def _moved_from(rule: Rule, item: Item, day: Day) -> date | None:
    """Return the date that this person heard before, when it was another one."""
    if rule.anchor is None or item.anchor is None:
        return None
    anchor = item.anchor
    heard = {
        other.anchor
        for other in day.said.get((rule.name, item.key), ())
        if other.recipient == item.recipient and other.anchor is not None
    }
    near = sorted((abs(other - anchor), other) for other in heard)
    if not near or anchor in heard or near[0][0] > _A_MOVE:
        return None
    return near[0][1]


def _reply_to(rule: Rule, asked: Asked, recipient: str) -> str:
    """Return where an answer goes: the row's owner, else the coordinator.

    Answers about signals go to a case handler and never to the coordinator.
    """
    settings = asked.day.settings
    try:
        owner = asked.owner()[0]
    except CannotTellError:
        owner = recipient if rule.sensitive else settings.coordinator
    return owner if rule.sensitive or owner != recipient else settings.coordinator


def _skipped(rule: Rule, asked: Asked, message: Message) -> Skipped:
    return Skipped(asked.day.today, rule.name, rule.about, asked.row.row, message)
