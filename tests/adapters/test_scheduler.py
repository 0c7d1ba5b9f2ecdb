"""The service's loop: real processes, killed and started again, on one ledger."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from automations.engine.ports import Slot
from automations.engine.scheduler import ATTEMPTS, GRACE, Job, serve
from automations.engine.store.slots import LEASE
from automations.engine.store.store import Store, open_store
from tests.clocks import Machine

DORDRECHT = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2016, 10, 3, 7, 30, tzinfo=DORDRECHT)
EIGHT = datetime(2016, 10, 3, 8, tzinfo=DORDRECHT)
MINUTE = timedelta(minutes=1)
TEN = 10.0  # seconds within which a service that is stopped is gone
DAY = timedelta(days=1)


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM")


@pytest.fixture
def store(tmp_path: Path, machine: Machine) -> Iterator[Store]:
    """Open a new store."""
    with open_store(tmp_path / "service.db", clock=machine) as opened:
        yield opened


@dataclass
class Worked:
    """A job that notes when it ran, and raises as often as a test asks for."""

    failures: int = 0
    ran: list[datetime] = field(default_factory=list)

    def __call__(self, moment: datetime) -> None:
        """Note the moment."""
        self.ran.append(moment)
        if len(self.ran) <= self.failures:
            msg = "a value that must not be logged"
            raise ValueError(msg)


def tick(store: Store, now: datetime, *jobs: Job) -> None:
    """Let a service that was just started tick once, and stop it."""
    stop = threading.Event()
    serve(
        jobs,
        store.slots,
        lambda: now,
        DORDRECHT,
        lambda day: day.isoweekday() <= 5,
        stop,
        tick_seconds=0.01,
        each_tick=stop.set,
    )


def daily(run: Callable[[datetime], None], name: str = "daily") -> Job:
    """Make a job for every morning at eight."""
    return Job(name, "day 08:00", run)


def test_a_slot_is_run_once_and_not_before_its_time(store: Store) -> None:
    """Whatever the number of ticks, and of services that tick."""
    worked = Worked()
    for minutes in (0, 29, 30, 31, 90):
        tick(store, MONDAY + minutes * MINUTE, daily(worked))
    assert worked.ran == [EIGHT]


def test_a_new_job_begins_now_and_not_in_the_past(store: Store) -> None:
    """Who installs the service at 08:30 does not get this morning's mails."""
    worked = Worked()
    tick(store, EIGHT + 30 * MINUTE, daily(worked))
    assert worked.ran == []
    tick(store, EIGHT + DAY, daily(worked))
    assert worked.ran == [EIGHT + DAY]


def test_a_restart_after_the_slot_still_does_it(store: Store) -> None:
    """Stopped at 07:30 and started at 08:05: Monday 08:00 is done, at the moment that it is."""
    worked = Worked()
    tick(store, MONDAY, daily(worked))
    tick(store, EIGHT + 5 * MINUTE, daily(worked))
    assert worked.ran == [EIGHT + 5 * MINUTE]


def test_after_a_longer_pause_only_the_latest_slot_is_run(store: Store) -> None:
    """A week of mornings is not played back."""
    worked = Worked()
    tick(store, MONDAY, daily(worked))
    tick(store, EIGHT + 7 * DAY + MINUTE, daily(worked))
    tick(store, EIGHT + 7 * DAY + 2 * MINUTE, daily(worked))
    assert worked.ran == [EIGHT + 7 * DAY + MINUTE]


def test_a_clock_that_was_put_back_does_not_keep_a_job_waiting(store: Store) -> None:
    """A service started once with a wrong date of next year knows the right one today."""
    worked = Worked()
    for moment in (MONDAY + 365 * DAY, EIGHT + 365 * DAY, MONDAY, EIGHT):
        tick(store, moment, daily(worked))
    assert worked.ran == [EIGHT + 365 * DAY, EIGHT]


def test_a_job_that_was_first_seen_by_a_wrong_clock_is_run_too(store: Store) -> None:
    """As above, when no slot was run before the clock was mended."""
    worked = Worked()
    for moment in (MONDAY + 365 * DAY, MONDAY, EIGHT):
        tick(store, moment, daily(worked))
    assert worked.ran == [EIGHT]


def test_a_job_that_fails_is_tried_again_and_stops_no_other_one(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """At the next tick; the log names the kind of error, for its text may quote a cell."""
    failing, well = Worked(failures=2), Worked()
    jobs = (daily(failing, "failing"), daily(well, "well"))
    with caplog.at_level(logging.INFO, "werkblad"):
        for minutes in (0, 30, 31, 32, 33):
            tick(store, MONDAY + minutes * MINUTE, *jobs)
    assert failing.ran == [EIGHT, EIGHT + MINUTE, EIGHT + 2 * MINUTE]
    assert well.ran == [EIGHT]
    assert "failing failed: ValueError" in caplog.text
    assert "must not be logged" not in caplog.text


def test_a_job_that_keeps_failing_is_left_alone_until_its_next_slot(store: Store) -> None:
    """After five attempts; the next morning it begins anew."""
    failing = Worked(failures=100)
    tick(store, MONDAY, daily(failing))
    for minutes in range(10):
        tick(store, EIGHT + minutes * MINUTE, daily(failing))
    assert len(failing.ran) == ATTEMPTS
    tick(store, EIGHT + DAY, daily(failing))
    assert len(failing.ran) == ATTEMPTS + 1


def test_what_cannot_even_be_planned_stops_no_other_job(store: Store) -> None:
    """A calendar that fails is the fault of the jobs that ask it."""
    well, unasked, stop = Worked(), Worked(), threading.Event()
    tick(store, MONDAY, daily(well), Job("asking", "working day 08:00", unasked))

    def no_calendar(_: object) -> bool:
        raise LookupError

    serve(
        [Job("asking", "working day 08:00", unasked), daily(well)],
        store.slots,
        lambda: EIGHT,
        DORDRECHT,
        no_calendar,
        stop,
        tick_seconds=0.01,
        each_tick=stop.set,
    )
    assert (len(unasked.ran), len(well.ran)) == (0, 1)


# The ledger


def claimed(store: Store, due: datetime = EIGHT, holder: str = "one") -> Slot | None:
    """Claim a slot."""
    return store.slots.claim("daily", due, holder, due)


def test_a_slot_can_be_claimed_by_one_holder(store: Store) -> None:
    """Also when the first one is done with it: a slot that is done is never run again."""
    slot = claimed(store)
    assert slot is not None
    assert claimed(store, holder="two") is None
    store.slots.finish(slot, EIGHT)
    assert claimed(store, holder="two") is None
    assert store.slots.take_over("daily", "two", EIGHT, ATTEMPTS) is None


def test_a_slot_is_taken_over_when_its_holder_died(store: Store, machine: Machine) -> None:
    """When its lease has ended, not before; a heartbeat begins it anew."""
    slot = claimed(store)
    assert slot is not None
    machine.time += LEASE - timedelta(seconds=1)
    store.slots.renew(slot)
    machine.time += LEASE - timedelta(seconds=1)
    assert store.slots.take_over("daily", "two", EIGHT, ATTEMPTS) is None
    machine.time += timedelta(seconds=1)
    taken = store.slots.take_over("daily", "two", EIGHT, ATTEMPTS)
    assert taken is not None
    assert (taken.due, taken.attempts, taken.holder) == (EIGHT, 2, "two")


def test_who_lost_its_slot_cannot_finish_it(store: Store, machine: Machine) -> None:
    """The process that took it over decides."""
    slow = claimed(store)
    assert slow is not None
    machine.time += LEASE
    assert store.slots.take_over("daily", "two", EIGHT, ATTEMPTS)
    store.slots.finish(slow, EIGHT, "ValueError")
    machine.time += LEASE - timedelta(seconds=1)
    assert store.slots.take_over("daily", "three", EIGHT, ATTEMPTS) is None


def test_a_slot_that_kills_every_process_is_given_up(store: Store, machine: Machine) -> None:
    """Five processes died of it; the sixth leaves it alone."""
    claimed(store)
    for attempt in range(2, ATTEMPTS + 1):
        machine.time += LEASE
        taken = store.slots.take_over("daily", f"holder {attempt}", EIGHT, ATTEMPTS)
        assert taken is not None
    machine.time += LEASE
    assert store.slots.take_over("daily", "sixth", EIGHT, ATTEMPTS) is None


def test_a_job_does_not_run_beside_itself(store: Store, machine: Machine) -> None:
    """While one slot is running the next one waits; after its holder died it does not."""
    assert claimed(store)
    assert claimed(store, EIGHT + DAY, "two") is None
    machine.time += LEASE
    assert claimed(store, EIGHT + DAY, "two")


def test_the_ledger_keeps_three_months(store: Store) -> None:
    """It would grow for ever otherwise; the last slot stays, however old."""
    first = claimed(store, EIGHT)
    assert first is not None
    store.slots.finish(first, EIGHT)
    assert store.slots.last("daily", EIGHT + 365 * DAY) == EIGHT
    later = claimed(store, EIGHT + 365 * DAY)
    assert later is not None
    store.slots.finish(later, EIGHT + 365 * DAY)
    assert store.slots.last("daily", EIGHT + DAY) == EIGHT + DAY


def test_the_service_shows_that_it_lives(store: Store, machine: Machine) -> None:
    """Each tick leaves its time, by the machine's clock."""
    assert store.slots.heartbeat() is None
    tick(store, MONDAY)
    assert store.slots.heartbeat() == machine.time


# Real processes

SERVICE = """
import os, sys, time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo
from automations.engine import scheduler
from automations.engine.store.store import open_store

folder, seconds, grace = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
scheduler.GRACE = grace

def note(line):
    with (folder / "notes").open("a") as file:
        file.write(f"{line} {os.getpid()}\\n")

def work(moment):
    note("begun")
    time.sleep(seconds)
    note("done")

stop = scheduler.stop_on_signals()
with open_store(folder / "service.db", slot_lease=timedelta(seconds=2)) as store:
    scheduler.serve(
        [scheduler.Job("job", "day 08:00", work)],
        store.slots,
        lambda: datetime.fromisoformat((folder / "clock").read_text()),
        ZoneInfo("UTC"),
        lambda day: True,
        stop,
        tick_seconds=0.2,
        each_tick=lambda: note("ticked"),
    )
note("left")
"""


@dataclass
class Services:
    """Processes of the service in one folder, and the clock that all of them read."""

    folder: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def at(self, time_of_day: str) -> None:
        """Put the clock to a time on 3 October 2016."""
        part = self.folder / "clock.part"
        part.write_text(f"2016-10-03T{time_of_day}:00+00:00")
        part.replace(self.folder / "clock")

    def start(self, *, work_seconds: float = 0.0, grace: float = GRACE) -> subprocess.Popen[bytes]:
        """Start a service whose work takes so long."""
        script = self.folder / "service.py"
        script.write_text(SERVICE)
        command = [sys.executable, str(script), str(self.folder), str(work_seconds), str(grace)]
        root = str(Path(__file__).parents[2])
        process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": root})
        self.started.append(process)
        return process

    def notes(self, line: str) -> list[int]:
        """Return which processes wrote this line."""
        path = self.folder / "notes"
        lines = path.read_text().splitlines() if path.exists() else []
        return [int(text.split()[1]) for text in lines if text.startswith(line)]

    def wait(self, line: str, times: int = 1) -> None:
        """Wait until a line was written so many times in all."""
        until = time.monotonic() + 60
        while len(self.notes(line)) < times:
            assert time.monotonic() < until, f"no {line!r} within a minute"
            time.sleep(0.02)

    def watch(self, process: subprocess.Popen[bytes], ticks: int = 1) -> None:
        """Wait until a process has ticked so many times from now."""
        wanted, until = self.notes("ticked").count(process.pid) + ticks, time.monotonic() + 60
        while self.notes("ticked").count(process.pid) < wanted:
            assert time.monotonic() < until, "no tick within a minute"
            time.sleep(0.02)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """Give a folder for services, and end those that a failed test leaves behind."""
    services = Services(tmp_path)
    services.at("07:59")
    yield services
    for process in services.started:
        process.kill()
        process.wait()


def test_two_processes_run_one_slot_once(services: Services) -> None:
    """Both see eight come at the same moment; one of them does the work."""
    both = [services.start(work_seconds=0.5) for _ in range(2)]
    for process in both:
        services.watch(process)
    services.at("08:00")
    services.wait("done")
    for process in both:
        services.watch(process, 3)
    assert len(services.notes("begun")) == 1
    assert len(services.notes("done")) == 1


def test_a_slot_whose_process_was_killed_is_done_once_by_the_next(services: Services) -> None:
    """Killed inside the slot; the next process takes it over, and a third finds it done."""
    killed = services.start(work_seconds=60)
    services.wait("ticked")
    services.at("08:00")
    services.wait("begun")
    killed.kill()
    killed.wait()
    services.at("08:05")
    second = services.start()
    services.wait("done")
    second.kill()
    services.watch(services.start(), 3)
    assert len(services.notes("begun")) == 2
    assert services.notes("done") == [second.pid]


@POSIX
def test_a_service_that_is_stopped_finishes_what_is_in_hand(services: Services) -> None:
    """SIGTERM inside a slot: the slot is done, the service leaves well, nobody does it again."""
    stopped = services.start(work_seconds=1.5)
    services.wait("ticked")
    services.at("08:00")
    services.wait("begun")
    stopped.terminate()
    assert stopped.wait(10) == 0
    assert (len(services.notes("done")), len(services.notes("left"))) == (1, 1)
    services.watch(services.start(), 3)
    assert len(services.notes("begun")) == 1


@POSIX
def test_a_service_that_is_stopped_does_not_wait_for_ever(services: Services) -> None:
    """What does not end within the grace is left behind; the next process does it again."""
    stopped = services.start(work_seconds=60, grace=1.0)
    services.wait("ticked")
    services.at("08:00")
    services.wait("begun")
    stopped.terminate()
    assert stopped.wait(1.0 + TEN - GRACE) == 0
    services.start()
    services.wait("done")
    assert len(services.notes("begun")) == 2


@POSIX
def test_an_idle_service_that_is_stopped_leaves_at_once(services: Services) -> None:
    """Ctrl-C counts as a stop too."""
    for ask in (signal.SIGTERM, signal.SIGINT):
        stopped = services.start()
        services.watch(stopped)
        stopped.send_signal(ask)
        assert stopped.wait(TEN - GRACE) == 0
    assert len(services.notes("left")) == 2
