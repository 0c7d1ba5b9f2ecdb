"""The service: a tick every half minute; what is due stands in the slot ledger, and nowhere else.

So a restart on Monday 08:05 still does Monday 08:00, and of two processes one does it. After a
longer pause only the latest slot that a job missed is run: the past is not played back.

Jobs run one after another in a thread of their own, deliveries in another one, and this thread
only watches. A job whose time is up is given up: Python cannot end a thread, so it is left behind,
can change nothing any more, and keeps its slot until it ends; the other jobs go on without it.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import schedule

from automations.engine.core.automation import LIMIT
from automations.engine.core.findings import Message
from automations.engine.core.slots import parse_every, slots_between
from automations.engine.events import tell
from automations.engine.ports import Slot, SlotLedger
from automations.engine.runner import place_of

ATTEMPTS = 5
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))  # between attempts
PULSE = 20.0  # seconds at most between two renewals of the lease of the slot in hand
GRACE = 8.0  # seconds that work in hand has after a stop, of the ten in which the service is gone
PAUSE = 0.5  # seconds between two looks at the work in hand
DELIVERY = "delivery"


class GivenUpError(Exception):
    """The work took too long, or the service has left: what it still does must change nothing."""


@dataclass
class Turn:
    """A piece of work in a thread of its own; `over` says that nobody waits for it any more."""

    what: str
    limit: timedelta = LIMIT
    slot: Slot | None = None
    begun: float = field(default_factory=time.monotonic)
    over: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    renewed: float = field(default_factory=time.monotonic)
    _settled: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_alive(self) -> bool:
        """Tell whether the work goes on."""
        return self.thread is not None and self.thread.is_alive()

    @property
    def seconds(self) -> float:
        """Return for how long it has been going on."""
        return time.monotonic() - self.begun

    @property
    def is_late(self) -> bool:
        """Tell whether its time is up."""
        return self.seconds > self.limit.total_seconds()

    def wait(self, seconds: float) -> None:
        """Wait until it ends, for so long at most."""
        if self.thread is not None:
            self.thread.join(seconds)

    def settle(self) -> bool:
        """Say how it ended; False to whoever comes second."""
        return self._settled.acquire(blocking=False)

    def check(self) -> None:
        """Raise GivenUpError once nobody waits for it."""
        if self.over.is_set():
            raise GivenUpError


@dataclass(frozen=True)
class Job:
    """Something to run at its slots; `run` is given the present moment, late or not."""

    name: str
    every: str
    run: Callable[[datetime, Turn], None]
    limit: timedelta = LIMIT


@dataclass(frozen=True)
class Duties:
    """What there is to do, as things stand at present; a reload may change all of it."""

    jobs: Sequence[Job]
    zone: ZoneInfo
    is_working: Callable[[date], bool]


class Watcher:
    """Who looks on, from the thread that ticks; this one does nothing."""

    def before(self) -> None:
        """Be called at the start of each tick."""

    def after(self, clockwork: Clockwork) -> None:
        """Be called at the end of each tick."""

    def stopping(self) -> None:
        """Be called when the service was asked to stop, and finishes what is in hand."""


def serve(  # noqa: PLR0913 - all that the service depends on, given once
    duties: Callable[[], Duties],
    slots: SlotLedger,
    now: Callable[[], datetime],
    stop: threading.Event,
    *,
    deliver: Callable[[Turn], None] = lambda _: None,
    watcher: Watcher | None = None,
    tick_seconds: float = 30.0,
    holder: str | None = None,
) -> bool:
    """Run jobs at their slots until `stop` is set; `deliver` runs beside them, from tick to tick.

    What a job raises is logged and tried again after growing waits, and stops no other job. False
    when some work did not end within the grace and was left behind.
    """
    clockwork = Clockwork(
        duties,
        slots,
        now,
        stop,
        deliver,
        watcher or Watcher(),
        tick_seconds,
        holder or holder_name(),
    )
    ticker = schedule.Scheduler()
    # Its annotation asks for whole seconds; it only makes a timedelta of them.
    ticker.every(cast("int", tick_seconds)).seconds.do(clockwork.tick)
    clockwork.tick()
    pause = min(PAUSE, tick_seconds / 2)
    while not stop.wait(pause):
        clockwork.look()
        # `schedule` goes by the clock on the wall: put back an hour, it would sleep that hour.
        if (ticker.idle_seconds or 0) > tick_seconds:
            ticker.run_all()
        ticker.run_pending()
    return clockwork.leave()


def holder_name() -> str:
    """Return a name under which one service claims slots; no other one ever has the same."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def stop_on_signals() -> threading.Event:
    """Return an event that is set when the service is asked to stop: SIGTERM, or Ctrl-C."""
    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):  # the last one on Windows only
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, lambda *_: stop.set())
    return stop


@dataclass
class Clockwork:
    """One service at work: what it was given, what is in hand, and what it gave up."""

    duties: Callable[[], Duties]
    slots: SlotLedger
    now: Callable[[], datetime]
    stop: threading.Event
    deliver: Callable[[Turn], None]
    watcher: Watcher
    tick_seconds: float
    holder: str
    running: Turn | None = None
    delivering: Turn | None = None
    given_up: list[Turn] = field(default_factory=list)  # and not ended yet
    trouble: Message | str | None = None  # why the last tick could not use the store
    ran: int = 0  # how many jobs ended, well or not
    _due: list[Job] = field(default_factory=list)  # to look at in this round
    _hungry: bool = False  # something may have been queued

    def tick(self) -> None:
        """Begin what is due; a store that cannot be used now is tried again at the next tick."""
        with _told("before"):
            self.watcher.before()
        self.trouble = None
        with self._storing("heartbeat"):
            self.slots.beat()
        self._due = list(self.duties().jobs)
        self._hungry = True
        self.look()
        with _told("after"):
            self.watcher.after(self)

    def look(self) -> None:
        """See to the work in hand: renew its lease, give it up when its time is up, begin more."""
        for turn in self.given_up:
            if not turn.is_alive:
                tell("slot-ended-late", job=turn.what, seconds=round(turn.seconds, 1))
        self.given_up = [turn for turn in self.given_up if turn.is_alive]
        for turn in [*self._left(), *self.given_up]:
            self._renew(turn)
        if self.running and not self.running.is_alive:
            self.running, self._hungry, self.ran = None, True, self.ran + 1
        if self.running and self.running.is_late:
            self._give_up(self.running)
        while self.running is None and self._due and not self.stop.is_set():
            self._begin(self._due.pop(0))
        busy = self.delivering is not None and self.delivering.is_alive
        if self._hungry and not busy and not self.stop.is_set():
            self._hungry = False
            self.delivering = self._start(Turn(DELIVERY), self.deliver)

    def leave(self) -> bool:
        """Let what is in hand end within the grace; what is left then can change nothing more.

        Its slot is not lost: its lease ends, and the next process takes it over.
        """
        tell("stopping")
        with _told("stopping"):
            self.watcher.stopping()
        until = time.monotonic() + GRACE
        while (left := self._left()) and time.monotonic() < until:
            for turn in left:
                self._renew(turn)
                turn.wait(0.05)
        for turn in (*left, *self.given_up):
            turn.over.set()
            tell("left-behind", job=turn.what, seconds=round(turn.seconds, 1))
        return not left and not self.given_up

    @property
    def is_stuck(self) -> bool:
        """Tell whether a delivery takes longer than any should; no other one can begin."""
        return self.delivering is not None and self.delivering.is_alive and self.delivering.is_late

    def _left(self) -> list[Turn]:
        return [turn for turn in (self.running, self.delivering) if turn and turn.is_alive]

    def _begin(self, job: Job) -> None:
        """Claim the latest slot that came since the last one, else the last one if it failed."""
        if any(turn.what == job.name for turn in self.given_up):
            return
        with self._storing(job.name):
            if slot := self._claim(job):
                turn = Turn(job.name, job.limit, slot)
                self.running = self._start(turn, lambda turn: self._run(job, slot, turn))

    def _claim(self, job: Job) -> Slot | None:
        duties, now = self.duties(), self.now()
        last = self.slots.last(job.name, now)
        due = slots_between(parse_every(job.every), last, now, duties.zone, duties.is_working)
        if due:
            return self.slots.claim(job.name, due[-1], self.holder, now)
        return self.slots.take_over(job.name, self.holder, now, ATTEMPTS)

    def _run(self, job: Job, slot: Slot, turn: Turn) -> None:
        """Run a job and record how it ended; its error is recorded by kind only, for privacy."""
        due = slot.due.astimezone(self.duties().zone).isoformat(timespec="minutes")
        tell("slot-begun", job=job.name, due=due, attempt=slot.attempts)
        error = None
        try:
            job.run(self.now(), turn)
        except Exception as raised:  # noqa: BLE001 - one job's mistake may stop no other one
            error = getattr(raised, "about", None) or place_of(raised)
        if not turn.settle():
            return
        seconds = round(turn.seconds, 1)
        if error is None:
            self.slots.finish(slot, self.now())
            tell("slot-done", job=job.name, seconds=seconds)
            return
        wait = WAITS[min(slot.attempts, len(WAITS)) - 1]
        self.slots.finish(slot, self.now(), error, wait)
        if slot.attempts < ATTEMPTS:
            minutes = int(wait.total_seconds() // 60)
            again = {"again_minutes": minutes, "attempt": slot.attempts}
            tell("slot-failed", job=job.name, error=error, seconds=seconds, **again)
        else:
            tell("slot-given-up", job=job.name, error=error, attempt=slot.attempts)

    def _give_up(self, turn: Turn) -> None:
        """Leave a job behind whose time is up, and go on with the others."""
        if turn.slot is None or not turn.settle():
            return  # it ended at this very moment
        turn.over.set()
        self.given_up.append(turn)
        self.running = None
        tell("slot-too-long", job=turn.what, seconds=round(turn.seconds, 1))
        with self._storing(turn.what):
            self.slots.give_up(turn.slot, self.now())

    def _renew(self, turn: Turn) -> None:
        """Renew the lease of a slot now and then, while its work goes on."""
        pulse = min(self.tick_seconds, PULSE)
        if turn.slot and turn.is_alive and time.monotonic() - turn.renewed > pulse:
            turn.renewed = time.monotonic()
            with self._storing(turn.what):
                self.slots.renew(turn.slot)

    def _start(self, turn: Turn, work: Callable[[Turn], None]) -> Turn:
        turn.thread = threading.Thread(target=_told(turn.what)(work), args=(turn,), daemon=True)
        turn.thread.start()
        return turn

    @contextmanager
    def _storing(self, what: str) -> Iterator[None]:
        """Go on when the store cannot be used, and remember that it could not."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the next tick tries again
            message = getattr(error, "message", None)
            self.trouble = message if isinstance(message, Message) else place_of(error)
            tell("failed", job=what, error=place_of(error))


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Log an error instead of ending the service; its text may quote a cell, so only its place."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the service goes on; the next tick tries again
        tell("failed", job=what, error=place_of(error))
