"""Hand over what waits in the outbox, at most once each, over as many sessions as do good."""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from automations.engine.core.findings import Message
from automations.engine.core.pace import Pace, Wait
from automations.engine.ports import (
    Claimed,
    Ended,
    InDoubtError,
    Outbox,
    Session,
    Transport,
    TransportError,
    UnavailableError,
)

BATCH = 50  # claimed in one commit at first; the second stage is a commit per message
LEAST = 10  # of a batch for each session, when there are many
MOST = 500  # in one claim, while mails go fast: a long queue makes each claim dear
QUICK = 5.0  # seconds for a batch that lets the next one be twice as large; far from its lease
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
GIVE_UP = timedelta(days=5)  # RFC 5321, 4.5.4.1: "at least 4-5 days"


@dataclass(frozen=True, slots=True)
class Counts:
    """What was sent now, and what is in the outbox afterwards, by state.

    `trouble` says why nothing can leave at present; `by_hand`, that only a person can mend it.
    `pause` is after how many seconds a limit leaves room again; 0.0 when no limit was reached.
    `reached` says that the other side answered about at least one message.
    """

    sent: int
    waiting: int
    held: int
    retry: int
    refused: int
    in_doubt: int
    trouble: Message | None = None
    by_hand: bool = False
    pause: float = 0.0
    reached: bool = field(default=False, compare=False)


def deliver(  # noqa: PLR0913 - what a delivery depends on, given once
    outbox: Outbox,
    transport: Transport,
    now: Callable[[], datetime],
    holder: str,
    should_stop: Callable[[], bool] = lambda: False,
    *,
    is_open: Callable[[datetime], bool] = lambda _: True,
    pace: Pace | None = None,
    machine: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Counts:
    """Hand over every message that may leave now; when it should stop, finish those in hand.

    Any number of these may work on one outbox. `holder` names the process in the store. While
    `is_open` says no, only what is urgent leaves: a mail may have missed its own window. `pace`
    is shared by all deliveries of the process; `machine` is the machine's own clock.

    A session that cannot go on ends by itself; what it had in hand goes to the others. When none
    can, the delivery ends, and `trouble` says why.
    """
    holder = f"{holder}:{secrets.token_hex(4)}"  # a process may deliver more than once at a time
    work = _Delivery(outbox, transport, now, should_stop, is_open, pace or Pace(), machine, holder)
    lanes = [_Lane(work) for _ in range(transport.lanes)]
    try:
        _run(lanes, work)
        well = [lane for lane in lanes if lane.trouble is None]
        if well and len(well) < len(lanes):  # what the others gave back may have come too late
            lanes.append(_Lane(work))
            lanes[-1].run()
            well = [lane for lane in lanes[-1:] if lane.trouble is None]
    finally:
        unreleased = work.release()
    if error := next((lane.error for lane in lanes if lane.error), unreleased):
        raise error
    trouble = None if well else next((lane.trouble for lane in lanes if lane.trouble), None)
    return counts(
        outbox,
        sent=sum(lane.sent for lane in lanes),
        trouble=trouble,
        pause=max(max(lane.pause, lane.later) for lane in lanes),
        reached=any(lane.reached for lane in lanes),
    )


def counts(
    outbox: Outbox,
    *,
    sent: int = 0,
    trouble: UnavailableError | None = None,
    pause: float = 0.0,
    reached: bool = False,
) -> Counts:
    """Count what is in the outbox now, beside how a delivery went where there was one."""
    now = outbox.counts()
    return Counts(
        sent=sent,
        waiting=now["waiting"] + now["claimed"] + now["handing-over"],
        held=now["held"],
        retry=now["retry"],
        refused=now["refused"],
        in_doubt=now["in-doubt"],
        trouble=trouble.message if trouble else None,
        by_hand=trouble is not None and trouble.by_hand,
        pause=pause,
        reached=reached,
    )


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute at first, four hours at most."""
    return WAITS[min(max(attempts, 1), len(WAITS)) - 1]


@dataclass
class _Delivery:
    """What all lanes of one delivery share."""

    outbox: Outbox
    transport: Transport
    now: Callable[[], datetime]
    should_stop: Callable[[], bool]
    is_open: Callable[[datetime], bool]
    pace: Pace
    machine: Callable[[], datetime]
    holder: str
    halt: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    turn: threading.Lock = field(default_factory=threading.Lock)
    claimed: deque[Claimed] = field(default_factory=deque)  # and in nobody's hands yet
    batch: int = 0  # how many were asked for at the last claim
    since: float = 0.0  # when that was, on a clock that never goes back

    @property
    def stopped(self) -> bool:
        return self.halt.is_set() or self.should_stop()

    def next(self) -> Claimed | None:
        """Return the next message for whoever asks; None when nothing is left.

        The lanes share what is claimed, so that none is idle while another has work waiting.
        """
        with self.turn:
            if not self.claimed:
                self.claimed.extend(self._claim())
            return self.claimed.popleft() if self.claimed else None

    def _claim(self) -> Sequence[Claimed]:
        moment, began = self.now(), time.monotonic()
        was_quick = began - self.since < QUICK
        least = max(BATCH, LEAST * self.transport.lanes)
        self.batch = min(max(2 * self.batch, least), MOST) if was_quick else least
        self.since = began
        redo = self.transport.name if self.transport.repeatable else None
        is_open = self.is_open(moment)
        return self.outbox.claim(self.holder, moment, self.batch, redo=redo, is_open=is_open)

    def give_back(self, message: Claimed) -> None:
        """Let another lane have a message."""
        with self.turn:
            self.claimed.appendleft(message)

    def release(self) -> Exception | None:
        """Let other deliveries have what nobody began; the lease does it too, but late."""
        try:
            self.outbox.release(self.holder, self.now())
        except Exception as error:  # noqa: BLE001 - raised once it is known what else went wrong
            return error
        return None

    def room(self, message: Claimed) -> Wait | None:
        """Take room for a message, as far as the limits leave any."""
        with self.lock:
            return self.pace.take(message.to, time.monotonic())


class _Lane:
    """One session, and the messages that go over it one after another."""

    def __init__(self, work: _Delivery) -> None:
        self._work = work
        self._put_off: list[Claimed] = []
        self.sent = 0
        self.reached = False  # whether the other side answered about a message
        self.pause = 0.0  # seconds until there is room for anybody
        self.later = 0.0  # seconds until there is room for what was put off
        self.trouble: UnavailableError | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        """Hand over until nothing is left; what ends it is kept for who started it."""
        session = self._work.transport.session()
        try:
            self._hand_all_over(session)
        except UnavailableError as error:
            self.trouble = error
        except BaseException as error:  # noqa: BLE001 - raised again by who started the lane
            self.error = error
            self._work.halt.set()
        session.close()

    def _hand_all_over(self, session: Session) -> None:
        """Hand over what is left.

        How one ended is recorded in the commit that begins the next: half the commits, and a
        message whose end is not recorded yet is no longer in doubt than it would be otherwise.
        """
        work, outbox = self._work, self._work.outbox
        ended: Ended | None = None
        try:
            while not work.stopped and not self.pause and (message := work.next()):
                if limit := work.room(message):
                    self._wait(message, limit)
                elif refused := self._offer(session, message):
                    outbox.settle(refused)
                elif outbox.handing_over(message, work.now(), work.transport.name, ended):
                    ended = None
                    ended = self._hand_over(session, message)
                    self.sent += ended.state == "sent"
                else:
                    ended = None
                    session.withdraw()
        finally:
            if ended:
                outbox.settle(ended)
            self._postpone()

    def _wait(self, message: Claimed, limit: Wait) -> None:
        """Put a message off for which the limits leave no room."""
        if limit.everybody:
            self.pause = limit.seconds
            return
        self.later = max(self.later, limit.seconds)
        self._put_off.append(message)
        if len(self._put_off) == BATCH:
            self._postpone()

    def _postpone(self) -> None:
        if self._put_off:
            wait = timedelta(seconds=self.later)
            self._work.outbox.postpone(self._put_off, self._work.now(), wait)
            self._put_off = []

    def _offer(self, session: Session, message: Claimed) -> Ended | None:
        """Offer a message, and say how it ended when it is not wanted."""
        try:
            session.offer(message)
        except TransportError as error:
            self.reached = True
            return self._not_taken(message, error)
        except UnavailableError:
            self._work.give_back(message)
            raise
        self.reached = True
        return None

    def _hand_over(self, session: Session, message: Claimed) -> Ended:
        """Send the bytes of a message and say how it ended."""
        work = self._work
        try:
            session.hand_over(message)
        except TransportError as error:
            return self._not_taken(message, error)
        except InDoubtError as error:
            return Ended(message, "in-doubt", work.now(), str(error))
        except BaseException as error:  # nobody knows how far it came
            state = "retry" if work.transport.repeatable else "in-doubt"
            wait = wait_after(message.attempts + 1)
            ended = Ended(message, state, work.now(), type(error).__name__, wait=wait)
            work.outbox.settle(ended)
            raise
        return Ended(message, "sent", work.now())

    def _not_taken(self, message: Claimed, error: TransportError) -> Ended:
        """Say how a refusal ends: for good, or with another attempt until it is given up."""
        work = self._work
        since = message.tried_since
        given_up = since is not None and work.machine() - since > GIVE_UP
        final = error.permanent or given_up
        return Ended(
            message,
            "refused" if final else "retry",
            work.now(),
            str(error),
            error.code,
            wait=None if final else wait_after(message.attempts + 1),
            fault=error.fault if error.permanent else None,
            transport=work.transport.name,
        )


def _run(lanes: Sequence[_Lane], work: _Delivery) -> None:
    """Run lanes side by side; one alone needs no thread."""
    if len(lanes) == 1:
        lanes[0].run()
        return
    threads = [threading.Thread(target=lane.run, daemon=True) for lane in lanes]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException:  # Ctrl-C comes to this thread: let the lanes finish what is in hand
        work.halt.set()
        for thread in threads:
            thread.join()
        raise
