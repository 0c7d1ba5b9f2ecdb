"""`outbox`: what was sent, waits, is held, failed or is in doubt; and deciding about it."""

from __future__ import annotations

import email
import email.policy
from argparse import Namespace
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from automations.engine.cli import DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.mail_words import (
    NEEDS_A_PERSON_STATES,
    STATES,
    Teller,
    left_alone,
    listed,
    plain,
    spans,
    waiting_rules,
)
from automations.engine.commands.settling import Outcome, look_up
from automations.engine.commands.world import World
from automations.engine.outgoing import Outgoing, approve
from automations.engine.words import Words
from automations.engine.workspace import Workspace

LONGEST_NUMBER = 18  # digits; SQLite's integers have room for them
HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID")


def outbox(args: Namespace, world: World) -> Answer:
    """List the mails, show one, or decide: approve, retry, settle, cancel."""
    numbers = _asked(args, world.words)
    workspace = world.workspace(args)
    if not workspace.store.exists():
        if numbers:
            raise _unknown(numbers, world.words)
        nothing: dict[str, object] = {"changed": [], "not_changed": [], "unknown": []}
        data = {"messages": []} if args.action == "list" else nothing
        return Answer(data, [world.words("commands.outbox-empty")])
    now = world.now(args, workspace)
    teller = Teller(world.words, workspace.config.zone)
    with world.open_store(workspace.store) as store:
        if args.action == "list":
            return _list(store, args, teller)
        if args.action == "show":
            return _show(store, numbers, teller)
        return _decide(store, args, numbers, now, workspace, world)


def _asked(args: Namespace, words: Words) -> tuple[int, ...]:
    """Return the numbers that were given, when what was typed goes together."""
    action, numbers = args.action, tuple(_number(text, words) for text in args.messages)
    if args.state is not None and action != "list":
        raise CannotRunError(words("commands.outbox-state-elsewhere", action=action))
    if args.state is not None and args.state not in STATES:
        known = ", ".join(STATES)
        raise CannotRunError(words("commands.outbox-no-state", value=args.state, known=known))
    if args.settled_as is not None and action != "settle":
        raise CannotRunError(words("commands.outbox-as-elsewhere", action=action))
    if numbers and action == "list":
        raise CannotRunError(words("commands.outbox-list-all", number=str(numbers[0])))
    if len(numbers) != 1 and action == "show":
        raise CannotRunError(words("commands.outbox-one"))
    if not numbers and action == "cancel":
        raise CannotRunError(words("commands.outbox-which", command="cancel 3 4"))
    if not numbers and args.settled_as is not None:
        command = f"settle 3 4 --as {args.settled_as}"
        raise CannotRunError(words("commands.outbox-which", command=command))
    return numbers


def _number(text: str, words: Words) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER:
        return int(text)
    raise CannotRunError(words("commands.outbox-no-number", value=text))


def _unknown(numbers: Collection[int], words: Words) -> CannotRunError:
    return CannotRunError(words("commands.outbox-unknown", numbers=spans(sorted(numbers))))


def _list(store: Any, args: Namespace, teller: Teller) -> Answer:  # noqa: ANN401 - the store's own class
    messages = store.outbox.list([args.state] if args.state else ())
    empty = "commands.outbox-none" if args.state else "commands.outbox-empty"
    waits = any(one.state in NEEDS_A_PERSON_STATES for one in messages)
    return Answer(
        {"messages": [_json(one) for one in messages]},
        list(listed(messages, teller)) or [teller.words(empty)],
        NEEDS_A_PERSON if waits else DONE,
    )


def _json(message: Any) -> dict[str, object]:  # noqa: ANN401 - the store's own class
    return {
        "id": message.id,
        "message_id": message.message_id,
        "key": " / ".join(message.key),
        "automation": message.automation,
        "to": message.to,
        "subject": message.subject,
        "state": message.state,
        "reason": message.reason,
        "on": message.on.isoformat(),
        "changed": message.changed.isoformat(),
        "hold": message.hold if message.state == "held" else None,
        "fault": message.fault,
        "code": message.reply_code,
        "attempts": message.attempts,
        "next_attempt": message.next_attempt.isoformat() if message.next_attempt else None,
        "sent": message.sent.isoformat() if message.sent else None,
        "own_rule": message.own_rule,
    }


def _show(store: Any, numbers: Sequence[int], teller: Teller) -> Answer:  # noqa: ANN401 - as above
    words = teller.words
    shown = store.outbox.show(numbers[0])
    if shown is None:
        raise _unknown(numbers, words)
    parsed = email.message_from_bytes(shown.content, policy=email.policy.default)
    body = parsed.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    items = [
        {
            "rule": one.item.rule,
            "key": one.item.key,
            "sheet": one.sheet,
            "row": one.row,
            "reason": words.message(one.reason) if one.reason else None,
        }
        for one in shown.items
    ]
    lines = [
        words("commands.outbox-stands", state=words(f"commands.state-{shown.message.state}")),
        *([why] if (why := teller.why(shown.message)) else []),
        *_with_its_rule(store, shown.message, words),
        "",
        *(f"{name}: {plain(parsed[name])}" for name in HEADERS if parsed[name]),
        "",
        *(line.rstrip() for line in text.splitlines()),
        *(_why_text(items, words) if items else []),
    ]
    return Answer({**_json(shown.message), "text": text, "items": items}, lines)


def _with_its_rule(store: Any, message: Any, words: Words) -> Iterator[str]:  # noqa: ANN401 - as above
    """Say what else the rule would send that this mail waits for."""
    for one in waiting_rules(store.outbox.list(["held"])):
        if message.id in {mail.id for mail in one.mails}:
            yield one.line(words)


def _why_text(items: Sequence[dict[str, object]], words: Words) -> Iterator[str]:
    yield ""
    yield words("commands.outbox-why")
    for item in items:
        place = f"{item['sheet'] or ''} {item['row'] or ''}".strip()
        yield f"  {item['rule']}  {place}: {item['reason'] or '–'}"


def _decide(  # noqa: PLR0913, PLR0917 - what a decision depends on, given once
    store: Any,  # noqa: ANN401 - as above
    args: Namespace,
    numbers: Sequence[int],
    now: datetime,
    workspace: Workspace,
    world: World,
) -> Answer:
    desk, words = store.outbox, world.words
    closed = Outgoing(workspace, world.transport(workspace)).gate(store, now)
    found = {number: shown.message for number in numbers if (shown := desk.show(number))}
    if numbers and not found:
        raise _unknown(numbers, words)
    if args.action == "settle" and args.settled_as is None:
        doubtful = [m for m in found.values() if m.state == "in-doubt"]
        outcome, lines = look_up(
            store, doubtful if numbers else desk.list(["in-doubt"]), now, workspace, world
        )
    elif args.action == "approve":
        outcome, lines = _approve(store, args, numbers, now, words)
    else:
        outcome, lines = Outcome(_change(desk, args, numbers, now)), []
        lines += _done(outcome.changed, args, words)
    alone = [m for m in found.values() if m.id not in {*outcome.changed, *outcome.in_doubt}]
    unknown = sorted(set(numbers) - found.keys())
    lines += left_alone(alone, unknown, args.action, words)
    if closed and args.action != "cancel":
        lines.append(words.message(closed.message))
    data = {
        "changed": sorted(outcome.changed),
        "not_changed": sorted(set(numbers) - set(outcome.changed)),
        "unknown": unknown,
        **outcome.more,
    }
    waits = alone or unknown or outcome.in_doubt or closed
    return Answer(data, lines, NEEDS_A_PERSON if waits else DONE)


def _approve(
    store: Any,  # noqa: ANN401 - as above
    args: Namespace,
    numbers: Sequence[int],
    now: datetime,
    words: Words,
) -> tuple[Outcome, list[str]]:
    """Let held mails go, and take lost rows for right where that is what held them."""
    approved = approve(store, numbers, now)
    outcome = Outcome(
        approved.changed,
        more={"rows": approved.rows, "rules": list(approved.rules), "left": list(approved.left)},
    )
    lines = [] if approved.rows and not approved.changed else [*_done(outcome.changed, args, words)]
    if approved.rows:
        lines.append(words("commands.outbox-rows"))
    if approved.rules:
        lines.append(words("commands.outbox-rules", rules=", ".join(approved.rules)))
    if left := approved.left:
        entry, first = "commands.outbox-rules-left", str(left[0])
        lines.append(words(entry, count=len(left), numbers=spans(left), first=first))
    for kind, count in approved.alone.items():
        if count:
            lines.append(words(f"commands.outbox-alone-{kind}", count=count))
    return outcome, lines


def _change(
    desk: Any,  # noqa: ANN401 - as above
    args: Namespace,
    numbers: Sequence[int],
    now: datetime,
) -> Sequence[int]:
    """Do what was asked, and return the numbers that it changed."""
    changed: Sequence[int]
    if args.action == "retry":
        changed = desk.retry(numbers or None, now)
    elif args.action == "cancel":
        changed = desk.cancel(numbers, now)
    else:
        changed = desk.resolve(numbers, now, delivered=args.settled_as == "sent")
    return changed


def _done(changed: Collection[int], args: Namespace, words: Words) -> Iterator[str]:
    if changed:
        how = f"settle-{args.settled_as}" if args.settled_as else args.action
        yield words(f"commands.outbox-{how}", count=len(changed))
    elif not args.messages:
        yield words(f"commands.outbox-nothing-{args.action}")
