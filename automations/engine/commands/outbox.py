"""`outbox`: what was sent, waits, is held, failed or is in doubt; and deciding about it."""

from __future__ import annotations

import email
import email.policy
from argparse import Namespace
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from automations.engine.cli import DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.world import World
from automations.engine.words import Words

WAITS_FOR_A_PERSON = ("held", "refused", "in-doubt")


def outbox(args: Namespace, world: World) -> Answer:
    """List the mails, show one, or decide: approve, retry, settle, cancel."""
    workspace = world.workspace(args)
    if not workspace.store.exists():
        return Answer({"messages": []}, [world.words("commands.outbox-empty")])
    now = world.now(args, workspace)
    with world.open_store(workspace.store) as store:
        if args.action == "list":
            return _list(store, args, world.words)
        numbers = _numbers(args.messages, world.words)
        if args.action == "show":
            return _show(store, numbers, world.words)
        return _decide(store, args, numbers, now, world.words)


def _list(store: Any, args: Namespace, words: Words) -> Answer:  # noqa: ANN401 - the store's own class
    messages = store.outbox.list([args.state] if args.state else ())
    lines = [
        f"{one.id:>5}  {words(f'commands.state-{one.state}'):<16} {one.on}  {one.to}  {one.subject}"
        + (f"  ({one.reason})" if one.reason else "")
        for one in messages
    ]
    waits = any(one.state in WAITS_FOR_A_PERSON for one in messages)
    return Answer(
        {"messages": [_json(one) for one in messages]},
        lines or [words("commands.outbox-empty")],
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
    }


def _show(store: Any, numbers: Sequence[int], words: Words) -> Answer:  # noqa: ANN401 - as above
    if len(numbers) != 1:
        raise CannotRunError(words("commands.outbox-one"))
    shown = store.outbox.show(numbers[0])
    if shown is None:
        raise CannotRunError(words("commands.outbox-unknown", numbers=str(numbers[0])))
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
        *(f"{name}: {parsed[name]}" for name in ("From", "To", "Reply-To", "Subject", "Date")),
        "",
        *text.splitlines(),
        "",
        words("commands.outbox-why"),
        *(f"  {item['rule']}  {item['sheet']} {item['row']}: {item['reason']}" for item in items),
    ]
    return Answer({**_json(shown.message), "text": text, "items": items}, lines)


def _decide(
    store: Any,  # noqa: ANN401 - as above
    args: Namespace,
    numbers: Sequence[int],
    now: datetime,
    words: Words,
) -> Answer:
    desk = store.outbox
    if not numbers and args.action in ("settle", "cancel"):
        raise CannotRunError(words("commands.outbox-which", action=args.action))
    if args.action == "settle" and args.settled_as is None:
        raise CannotRunError(words("commands.outbox-how"))
    changed: Collection[int]
    if args.action == "approve":
        changed = desk.approve(numbers or None, now)
    elif args.action == "retry":
        changed = desk.retry(numbers or None, now)
    elif args.action == "cancel":
        changed = desk.cancel(numbers, now)
    else:
        changed = desk.resolve(numbers, now, delivered=args.settled_as == "sent")
    not_changed = sorted(set(numbers) - set(changed))
    lines = [words(f"commands.outbox-{args.action}", count=len(changed))]
    if not_changed:
        shown = ", ".join(map(str, not_changed))
        lines.append(words("commands.outbox-not-changed", numbers=shown))
    return Answer(
        {"changed": sorted(changed), "not_changed": not_changed},
        lines,
        NEEDS_A_PERSON if not_changed else DONE,
    )


def _numbers(texts: Sequence[str], words: Words) -> tuple[int, ...]:
    for text in texts:
        if not text.isdecimal():
            raise CannotRunError(words("commands.outbox-no-number", value=text))
    return tuple(int(text) for text in texts)
