"""`outbox settle`: look in the service's own mailbox whether mails in doubt left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from automations.engine.cli import CannotRunError
from automations.engine.commands.mail_words import Teller, spans
from automations.engine.commands.progress import progress
from automations.engine.commands.world import World
from automations.engine.ports import Found, UnavailableError
from automations.engine.workspace import Workspace

SOON = timedelta(minutes=15)  # a mail this young may still be on its way to the mailbox


@dataclass(frozen=True)
class Outcome:
    """What became of the mails: those that changed, and those that are in doubt still."""

    changed: Sequence[int] = ()
    in_doubt: Sequence[int] = ()
    more: Mapping[str, object] = field(default_factory=dict)  # for scripts


def look_up(
    store: Any,  # noqa: ANN401 - the store's own class
    doubtful: Sequence[Any],
    now: datetime,
    workspace: Workspace,
    world: World,
) -> tuple[Outcome, list[str]]:
    """Look for each mail by its Message-ID: what is found was sent, the rest stays in doubt.

    Raises CannotRunError when there is no mailbox to look in, or it cannot be reached.
    """
    words, teller = world.words, Teller(world.words, workspace.config.zone)
    if not doubtful:
        return Outcome(more={"found": [], "in_doubt": []}), [
            words("commands.outbox-nothing-settle")
        ]
    found = _find(doubtful, workspace, world)
    there = {message.id: place for message in doubtful if (place := found[message.message_id])}
    changed = store.outbox.resolve(list(there), now, delivered=True)
    left = [message for message in doubtful if message.id not in there]
    lines = [
        words(
            "commands.settle-found",
            number=str(message.id),
            to=message.to,
            folder=there[message.id].folder,
            at=teller.moment(there[message.id].at),
        )
        for message in doubtful
        if message.id in there
    ]
    lines += _not_found(left, now, workspace, teller) if left else ()
    places = [
        {"id": number, "folder": place.folder, "at": place.at.isoformat()}
        for number, place in there.items()
    ]
    numbers = [message.id for message in left]
    return Outcome(changed, numbers, {"found": places, "in_doubt": numbers}), lines


def _find(
    doubtful: Sequence[Any], workspace: Workspace, world: World
) -> Mapping[str, Found | None]:
    try:
        with progress(world.words) as step:
            mailbox = world.mailbox(workspace)
            if mailbox is None:
                names = (Teller(world.words, workspace.config.zone).line(one) for one in doubtful)
                raise CannotRunError(*names, world.words("commands.settle-no-mailbox"))
            step("mailbox")
            return mailbox.find([message.message_id for message in doubtful])
    except UnavailableError as error:
        raise CannotRunError(
            world.words.message(error.message), world.words("commands.settle-not-looked")
        ) from error


def _not_found(
    left: Sequence[Any], now: datetime, workspace: Workspace, teller: Teller
) -> Iterator[str]:
    """Name what stays in doubt, say how little that proves, and what a person can do."""
    words = teller.words
    yield words("commands.settle-not-found", count=len(left))
    for message in left:
        yield teller.line(message)
        yield f"{'':>5}  {teller.why(message)}"
    if any(now - message.changed < SOON for message in left):
        yield words("commands.settle-too-soon")
    if workspace.config.mail.copy_to is None:
        yield words("commands.settle-no-copy")
    yield words("commands.settle-ask", numbers=spans([left[0].id]))
