"""Hand over what waits in the outbox, at most once each."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from automations.engine.ports import Claimed, Ended, Outbox, Transport, TransportError

BATCH = 50  # claimed in one commit; the second stage of the claim is a commit per message
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


@dataclass(frozen=True, slots=True)
class Counts:
    """What was sent now, and what is in the outbox afterwards, by state."""

    sent: int
    waiting: int
    held: int
    retry: int
    refused: int
    in_doubt: int


def deliver(  # noqa: PLR0913 - what a delivery depends on, given once
    outbox: Outbox,
    transport: Transport,
    now: Callable[[], datetime],
    holder: str,
    should_stop: Callable[[], bool] = lambda: False,
    *,
    is_open: Callable[[datetime], bool] = lambda _: True,
) -> Counts:
    """Hand over every message that may leave now; when it should stop, finish the one in hand.

    Any number of these may work on one outbox. `holder` names the process in the store. While
    `is_open` says no, only what is urgent leaves: a mail may have missed its own window.
    """
    holder = f"{holder}:{secrets.token_hex(4)}"  # a process may deliver more than once at a time
    sent = 0
    try:
        while not should_stop():
            moment = now()
            redo = transport.name if transport.repeatable else None
            batch = outbox.claim(holder, moment, BATCH, redo=redo, is_open=is_open(moment))
            if not batch:
                break
            sent += _batch(outbox, transport, now, batch, should_stop)
    finally:
        outbox.release(holder, now())
    return _counts(outbox, sent)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute at first, four hours at most."""
    return WAITS[min(max(attempts, 1), len(WAITS)) - 1]


def _batch(
    outbox: Outbox,
    transport: Transport,
    now: Callable[[], datetime],
    batch: Sequence[Claimed],
    should_stop: Callable[[], bool],
) -> int:
    """Hand over claimed messages, and return how many were sent.

    How one ended is recorded in the commit that begins the next: half the commits, and a message
    whose end is not recorded yet is no longer in doubt than it would be otherwise.
    """
    sent = 0
    ended: Ended | None = None
    try:
        for message in batch:
            if should_stop():
                break
            begun = outbox.handing_over(message, now(), transport.name, ended)
            ended = None
            if begun:
                ended = _hand_over(outbox, transport, message, now)
                sent += ended.state == "sent"
    finally:
        if ended:
            outbox.settle(ended)
    return sent


def _hand_over(
    outbox: Outbox, transport: Transport, message: Claimed, now: Callable[[], datetime]
) -> Ended:
    """Hand one message over and say how it ended."""
    wait = wait_after(message.attempts + 1)
    try:
        transport.hand_over(message)
    except TransportError as error:
        if error.permanent:
            return Ended(message, "refused", now(), str(error), error.code)
        return Ended(message, "retry", now(), str(error), error.code, wait)
    except BaseException as error:  # nobody knows how far it came
        state = "retry" if transport.repeatable else "in-doubt"
        outbox.settle(Ended(message, state, now(), type(error).__name__, wait=wait))
        raise
    return Ended(message, "sent", now())


def _counts(outbox: Outbox, sent: int) -> Counts:
    now = outbox.counts()
    return Counts(
        sent=sent,
        waiting=now["waiting"] + now["claimed"] + now["handing-over"],
        held=now["held"],
        retry=now["retry"],
        refused=now["refused"],
        in_doubt=now["in-doubt"],
    )
