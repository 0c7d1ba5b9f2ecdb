"""The service: a tick every half minute; what is due stands in the slot ledger, and nowhere else.

So a restart on Monday 08:05 still does Monday 08:00, and of two processes one does it. After a
longer pause only the latest slot that a job missed is run: the past is not played back.
"""

from __future__ import annotations

import logging
import math
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import cast
from zoneinfo import ZoneInfo

import schedule

from automations.engine.core.slots import Every, parse_every, slots_between
from automations.engine.ports import Slot, SlotLedger

ATTEMPTS = 5
PULSE = 20.0  # seconds at most between two renewals of the lease of the slot in hand
GRACE = 8.0  # seconds that work in hand has after a stop, of the ten in which the service is gone
log = logging.getLogger("werkblad")


@dataclass(frozen=True)
class Job:
    """Something to run at its slots; `run` is given the present moment, late or not."""

    name: str
    every: str
    run: Callable[[datetime], None]


def serve(  # noqa: PLR0913, PLR0917 - all that the service depends on, given once
    jobs: Sequence[Job],
    slots: SlotLedger,
    now: Callable[[], datetime],
    zone: ZoneInfo,
    is_working: Callable[[date], bool],
    stop: threading.Event,
    *,
    tick_seconds: float = 30.0,
    each_tick: Callable[[], None] = lambda: None,
) -> None:
    """Run jobs at their slots until `stop` is set; `each_tick` runs after them at every tick.

    What a job raises is logged and tried again at the next ticks, and stops no other job.
    """
    service = _Service(
        tuple((job, parse_every(job.every)) for job in jobs),
        slots,
        now,
        zone,
        is_working,
        stop,
        tick_seconds,
        each_tick,
        holder=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
    )
    ticker = schedule.Scheduler()
    # Its annotation asks for whole seconds; it only makes a timedelta of them.
    ticker.every(cast("int", tick_seconds)).seconds.do(service.tick)
    service.tick()
    while not stop.wait(min(1.0, tick_seconds / 2)):
        # `schedule` goes by the clock on the wall: put back an hour, it would sleep that hour.
        if (ticker.idle_seconds or 0) > tick_seconds:
            ticker.run_all()
        ticker.run_pending()


def stop_on_signals() -> threading.Event:
    """Return an event that is set when the service is asked to stop: SIGTERM, or Ctrl-C."""
    stop = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):  # the last one on Windows only
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, lambda *_: stop.set())
    return stop


@dataclass(frozen=True)
class _Service:
    """One service: what it was given, and the name under which it claims slots."""

    jobs: tuple[tuple[Job, Every], ...]
    slots: SlotLedger
    now: Callable[[], datetime]
    zone: ZoneInfo
    is_working: Callable[[date], bool]
    stop: threading.Event
    tick_seconds: float
    each_tick: Callable[[], None]
    holder: str

    def tick(self) -> None:
        """Run what is due; a store that cannot be used now is tried again at the next tick."""
        with _logged("heartbeat"):
            self.slots.beat()
        for job, every in self.jobs:
            with _logged(job.name):
                if not self.stop.is_set() and (slot := self._claim(job, every)):
                    self._watch(partial(self._run, job, slot), slot)
        if not self.stop.is_set():
            self._watch(self.each_tick)

    def _claim(self, job: Job, every: Every) -> Slot | None:
        """Claim the latest slot that came since the last one, else the last one if it failed."""
        now = self.now()
        last = self.slots.last(job.name, now)
        due = slots_between(every, last, now, self.zone, self.is_working)
        if due:
            return self.slots.claim(job.name, due[-1], self.holder, now)
        return self.slots.take_over(job.name, self.holder, now, ATTEMPTS)

    def _run(self, job: Job, slot: Slot) -> None:
        """Run a job and record how it ended; its error is recorded by kind only, for privacy."""
        log.info("%s: slot of %s, attempt %d", job.name, slot.due.isoformat(), slot.attempts)
        try:
            job.run(self.now())
        except Exception as error:  # noqa: BLE001 - one job's mistake may stop no other one
            _log_error(job.name, error)
            self.slots.finish(slot, self.now(), type(error).__name__)
        else:
            self.slots.finish(slot, self.now())

    def _watch(self, work: Callable[[], None], slot: Slot | None = None) -> None:
        """Do the work in a thread of its own, and show meanwhile that the service lives.

        After a stop the work has `GRACE` seconds. A slot that is left then is not lost: its lease
        ends, and the next process takes it over.
        """
        worker = threading.Thread(target=_logged("work")(work), daemon=True)
        worker.start()
        pulse = min(self.tick_seconds, PULSE)
        beat_at, leave_at = time.monotonic() + pulse, math.inf
        while worker.is_alive() and time.monotonic() < leave_at:
            worker.join(min(0.5, pulse))
            if self.stop.is_set():
                leave_at = min(leave_at, time.monotonic() + GRACE)
            if time.monotonic() >= beat_at:
                beat_at = time.monotonic() + pulse
                with _logged("heartbeat"):
                    self.slots.beat()
                    if slot:
                        self.slots.renew(slot)


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """Log an error instead of ending the service."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the service goes on; the next tick tries again
        _log_error(what, error)


def _log_error(what: str, error: Exception) -> None:
    """Name an error; its text may quote a cell, so that it only goes where somebody asked."""
    log.error("%s failed: %s", what, type(error).__name__)
    log.debug("%s", what, exc_info=error)
