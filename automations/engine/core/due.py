"""What is due on one day by the reminder rules, and why everything else is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from automations.engine.core.absence import Hearer
from automations.engine.core.attachable import ATTACHABLE
from automations.engine.core.cannot_tell import CannotTellError
from automations.engine.core.conditions import Condition
from automations.engine.core.describe import failing, reason
from automations.engine.core.expressions import Expression, Sentence
from automations.engine.core.findings import Message
from automations.engine.core.intents import History, Item, Noticed, Reminder, Skipped
from automations.engine.core.markdown_text import as_markdown
from automations.engine.core.missing import missing_rows
from automations.engine.core.questions import other_training
from automations.engine.core.register import Register
from automations.engine.core.rows import Asked, Day, sheets_used
from automations.engine.core.rules import Rule, Step, moment, schedule
from automations.engine.core.settings import Settings
from automations.engine.core.spans import SOON, YEARS, Near, spans_of
from automations.engine.core.today import Today
from automations.engine.core.workdays import Calendar

# A date that moves further than this is another occasion, such as next year's confirmation.
_A_MOVE = timedelta(days=183)

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

    laid: Callable[[Calendar], tuple[Step, ...]]  # by the days on which people are reminded
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
    day = Day(Today.of(today), register, history, settings, calendar)
    for rule in rules:
        yield from _rule(rule, day)


def _rule(rule: Rule, day: Day) -> Iterator[Found]:
    for sheet in sheets_used(rule.paths, rule.about, day.register.schemas):
        if not day.register[sheet].readable:
            tab = day.register[sheet].schema.title
            gone = Message("rules.unreadable", {"tab": tab})
            yield Skipped(day.today.plain, rule.name, rule.about, 0, gone)
            return
    table = day.register[rule.about]
    held = [key for name, key in day.history.noticed if name == rule.name]
    near = list(spans_of(rule, table, day).on(day.today.plain, held))
    near += (Near(date.min, date.max, row) for row in missing_rows(rule, day))
    said: set[Item] = set()
    for one in near:
        for found in _found(rule, one, day):
            if isinstance(found, Reminder):
                if found.item in said:
                    continue
                said.add(found.item)
            yield found
    keys = {one.row.key for one in near}  # with those that are remembered, near or not
    for key in sorted(held):
        if key not in keys:
            yield Noticed(rule.name, key, None)


def _found(rule: Rule, near: Near, day: Day) -> Sequence[Found]:
    """Judge a row, or say again what was said of it while nothing could change."""
    place = (rule.name, near.row.key)
    noticed, said = day.history.noticed.get(place), day.said.get(place, ())
    basis = (day.is_working, day.schools_work, noticed, said)
    if (still := near.still(day.today.plain, basis)) is not None:
        return still
    found, turn = day.today.asked(lambda: tuple(_row(rule, near, day)))
    near.keep(day.today.plain, turn, basis, found)
    return found


def _row(rule: Rule, near: Near, day: Day) -> Iterator[Found]:
    asked = Asked(near.row, day)
    try:
        failed = near.failed or _failed(rule.when[near.holding :], asked)
        if failed is None:
            _refuse_faulty_key(asked)
    except CannotTellError as trouble:
        yield _skipped(rule, asked, trouble.reason)
        return
    if rule.anchor is None:
        yield from _notice(rule, asked, holds=failed is None)
    if not asked.day.is_working:
        return
    if failed is not None:
        yield from _nearly(rule, near, asked, failed)
        return
    try:
        anchor = near.anchor or _anchor(rule, asked)
        found = _judged(rule, asked, anchor)
    except CannotTellError as trouble:
        yield _skipped(rule, asked, trouble.reason)
        return
    reminders = [one for one in found if isinstance(one, Reminder)]
    yield from reminders
    others = sorted((one for one in found if isinstance(one, _Not)), key=lambda one: one.rank)
    if others and (not reminders or others[0].rank == _NOBODY):
        yield _skipped(rule, asked, others[0].message)


def _failed(when: Iterable[Condition], asked: Asked) -> Condition | None:
    """Return the first part that does not hold; raises CannotTellError."""
    return next((part for part in when if not asked.value(part.expression)), None)


def _refuse_faulty_key(asked: Asked) -> None:
    for name in asked.schema.primary_key:
        if name in asked.row.faults:
            raise CannotTellError(Message("rules.fault", {"column": asked.schema[name].title}))


def _notice(rule: Rule, asked: Asked, *, holds: bool) -> Iterator[Noticed]:
    known = (rule.name, asked.row.key) in asked.day.history.noticed
    if holds and not known:
        yield Noticed(rule.name, asked.row.key, asked.day.today.plain)
    if known and not holds:
        yield Noticed(rule.name, asked.row.key, None)


def _anchor(rule: Rule, asked: Asked) -> date:
    """Return the date that the rule hangs on; raises CannotTellError."""
    if rule.anchor is None:
        return asked.day.history.noticed.get((rule.name, asked.row.key), asked.day.today.plain)
    value = asked.value(rule.anchor)
    if isinstance(value, date):
        if value.year not in YEARS:
            raise CannotTellError(Message("rules.impossible", {"anchor": value}))
        return value
    raise CannotTellError(asked.hole(rule.anchor.paths, rule.anchor.source))


def _nearly(rule: Rule, near: Near, asked: Asked, failed: Condition) -> Iterator[Skipped]:
    """Explain a row whose day has come, but whose condition does not hold, or holds no more."""
    if rule.anchor is None:
        if (rule.name, asked.row.key) in asked.day.history.noticed:
            yield _skipped(rule, asked, failing(failed, asked.row, asked.day.register.schemas))
        return
    try:
        anchor = near.anchor or _anchor(rule, asked)
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

    def laid(days: Calendar) -> tuple[Step, ...]:
        return schedule(rule.send, rule.repeat, anchor, days)

    steps = laid(calendar)
    own = _Stream(laid, rule.to, rule.says, rule.headline)
    found = list(_stream(rule, asked, anchor, own))
    if (more := rule.escalate) is not None:
        heard = () if more.says else _heard(rule, asked, anchor, steps, found)
        after = more.after
        says, headline = more.says or rule.says, more.headline or rule.headline
        found += _stream(
            rule,
            asked,
            anchor,
            _Stream(
                lambda days: schedule([after], None, anchor, days), more.to, says, headline, heard
            ),
        )
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
    steps = stream.laid(asked.day.calendar)
    latest = _latest(steps, anchor, today)
    coming = next((step for step in steps if step.day > today), None)
    if coming is not None and coming.day - SOON <= today:
        yield _Not(_LATER, Message("rules.later", {"on": coming.day}))
    # In the school holidays what is due, and when, hangs on who is to hear it.
    asks = latest is not None or asked.day.settings.school_holidays
    for entry in stream.to if asks else ():
        try:
            yield from _people(rule, asked, anchor, stream, entry, latest)
        except CannotTellError as trouble:
            if latest is not None and not _too_old(latest, asked.day):
                yield _Not(_NOBODY, trouble.reason)
    if latest is None and coming is None and today <= anchor + SOON:
        yield _Not(_OVER, Message("rules.over", {"anchor": anchor}))


def _people(  # noqa: PLR0913, PLR0917 - what one entry of `to` depends on
    rule: Rule, asked: Asked, anchor: date, stream: _Stream, entry: Expression, latest: Step | None
) -> Iterator[Reminder | _Not]:
    """Decide for each person whom an entry means; schools have days of their own.

    What is urgent cannot wait for the end of a holiday.
    """
    day = asked.day
    for hearer in asked.hearers(entry):
        days = day.calendar if rule.urgent else day.calendar_of(hearer.address)
        is_school = days is not day.calendar
        own, moved = latest, None
        if is_school:  # the holidays moved what fell in them, or around them
            steps = stream.laid(days)
            own = _latest(steps, anchor, day.today)
            moved = _moved(steps, latest, day.today)
        away = is_school and not day.schools_work
        if latest is not None and (moved or away):
            on = moved.day if moved else days.next_working(day.today.plain)
            yield _Not(_LATER, Message("rules.waits-holiday", {"on": on}))
        if away:
            continue
        if own is not None:
            item = Item(rule.name, asked.row.key, anchor, own.offset, hearer.address)
            yield from _one(rule, asked, item, own, stream, hearer)


def _one(  # noqa: PLR0913, PLR0917 - what one item depends on
    rule: Rule, asked: Asked, item: Item, step: Step, stream: _Stream, hearer: Hearer
) -> Iterator[Reminder | _Not]:
    """Decide about one item: it goes out, or it did, or it came too long ago.

    Who was reminded of the row already, as its owner, is not told again as the one to escalate to.
    Neither is a contact of what a deputy heard in the meantime, or the other way about.
    """
    said = {item, *(replace(item, recipient=other) for other in hearer.others)}
    is_said = said & asked.day.history.items or _stands_for(asked, said)
    if is_said or item.recipient in stream.heard:
        if asked.day.today <= step.day + SOON:
            yield _Not(_SAID, Message("rules.said", {"on": step.day}))
    elif _too_old(step, asked.day) and not _waited(rule, step, item.recipient, asked.day):
        count = asked.day.settings.catch_up_days
        yield _Not(_HELD, Message("rules.held", {"on": step.day}, count=count))
    elif rule.inside and not asked.day.settings.is_colleague(item.recipient):
        yield _Not(_NOBODY, Message("rules.for-colleagues"))
    else:
        yield _reminder(rule, asked, item, step, stream, hearer)


def _stands_for(asked: Asked, items: Iterable[Item]) -> bool:
    """Tell whether one of these was said at the same moment or a later one.

    So it is where a rule was edited since: its old moment stands for a new one that came before it.
    """
    calendar = asked.day.calendar
    return any(
        (other.anchor, other.recipient) == (item.anchor, item.recipient)
        and item.anchor is not None
        and moment(other.offset, item.anchor, calendar)
        >= moment(item.offset, item.anchor, calendar)
        for item in items
        for other in asked.day.said.get((item.rule, item.key), ())
    )


def _latest(steps: Sequence[Step], anchor: date, today: date) -> Step | None:
    """Return the last step whose day has come and that still makes sense."""
    passed = [step for step in steps if step.day <= today and not (step.before and today > anchor)]
    return passed[-1] if passed else None


def _moved(steps: Sequence[Step], due: Step | None, today: date) -> Step | None:
    """Return the step that is due by now, where it has a later day in these `steps`."""
    if due is None:
        return None
    return next((step for step in steps if step.offset == due.offset and step.day > today), None)


def _too_old(step: Step, day: Day) -> bool:
    return step.day + timedelta(days=day.settings.catch_up_days) < day.today


def _waited(rule: Rule, step: Step, address: str, day: Day) -> bool:
    """Tell whether it was kept for this month, because last month somebody had their fill."""
    return not rule.urgent and not rule.sensitive and day.had_enough(address, step.day)


def _reminder(  # noqa: PLR0913, PLR0917 - as above
    rule: Rule, asked: Asked, item: Item, step: Step, stream: _Stream, hearer: Hearer
) -> Reminder:
    day, anchor = asked.day, item.anchor or asked.day.today.plain
    days = (day.today.plain - anchor).days
    late = rule.phrases.late(days)
    extra = {"anchor": anchor, "days": days, "late": late}
    told = Asked(asked.row, day, extra | _offer(asked, stream.says))
    if rule.attach is not None:
        told.refuse_faults(ATTACHABLE[rule.attach].shows)
    sentences = list[str]()
    if (cover := hearer.cover) is not None:
        phrase = rule.phrases.deputy if cover.by_deputy else rule.phrases.uncovered
        sentences.append(phrase(cover.role, cover.organisation))
    if before := _moved_from(rule, item, day):
        sentences.append(rule.phrases.moved(before, anchor))
    heard = [address for address in stream.heard if address != item.recipient]
    if heard:
        sentences.append(rule.phrases.escalated(heard))
    return Reminder(
        item=item,
        sheet=rule.about,
        row=asked.row.row,
        sentence=" ".join((told.text(stream.says), *sentences)),
        page="\n\n".join((told.lines(rule.page), *map(as_markdown, sentences)))
        if rule.page
        else "",
        headline=told.text(stream.headline),
        reason=reason(rule, anchor, step, day.today.plain, day.register.schemas),
        on=step.day,
        about=asked.row,
        family=rule.family,
        urgent=rule.urgent,
        template=rule.template,
        attach=rule.attach,
        unseen="" if (rule.name, rule.meaning) in day.history.approved else rule.meaning,
        reply_to=_reply_to(rule, asked, item.recipient),
        expires=anchor if step.before else None,
        sensitive=rule.sensitive,
    )


def _offer(asked: Asked, says: Sentence) -> dict[str, object]:
    """Return what a sentence may say of another training of the kind, where it says it."""
    if not {("other_title",), ("other_on",)} & says.paths:
        return {}
    other = other_training(asked.day, asked.row)
    return {"other_title": other.title, "other_on": other.held_on} if other else {}


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
    return Skipped(asked.day.today.plain, rule.name, rule.about, asked.row.row, message)
