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
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from automations.engine.ports import TOO_LONG, Slot
from automations.engine.scheduler import (
    ATTEMPTS,
    GRACE,
    WAITS,
    Clockwork,
    Duties,
    GivenUpError,
    Job,
    Turn,
    Watcher,
    serve,
)
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

    def __call__(self, moment: datetime, _: Turn) -> None:
        """Note the moment."""
        self.ran.append(moment)
        if len(self.ran) <= self.failures:
            msg = "a value that must not be logged"
            raise ValueError(msg)


@dataclass
class Until(Watcher):
    """Stops the service at the end of a tick at which nothing is in hand, or a test is content."""

    stop: threading.Event
    is_content: Callable[[Clockwork], bool] = lambda clockwork: not clockwork.running
    ticks: int = 0

    def after(self, clockwork: Clockwork) -> None:
        """Look whether it is enough."""
        self.ticks += 1
        if self.is_content(clockwork):
            self.stop.set()


def tick(
    store: Store,
    now: datetime,
    *jobs: Job,
    is_working: Callable[[date], bool] = lambda day: day.isoweekday() <= 5,
    is_content: Callable[[Clockwork], bool] = lambda clockwork: not clockwork.running,
) -> None:
    """Let a service that was just started tick until all that was due at `now` is done."""
    stop = threading.Event()
    serve(
        lambda: Duties(jobs, DORDRECHT, is_working),
        store.slots,
        lambda: now,
        stop,
        watcher=Until(stop, is_content),
        tick_seconds=0.01,
    )


def daily(
    run: Callable[[datetime, Turn], None], name: str = "daily", limit: timedelta = 10 * MINUTE
) -> Job:
    """Make a job for every morning at eight."""
    return Job(name, "day 08:00", run, limit)


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


@pytest.mark.parametrize(
    ("night", "at"),
    [
        (datetime(2016, 3, 26, 12, tzinfo=DORDRECHT), ["27 03:00 +0200", "28 02:30 +0200"]),
        (datetime(2016, 10, 29, 12, tzinfo=DORDRECHT), ["30 02:30 +0200", "31 02:30 +0100"]),
    ],
)
def test_both_nights_of_summer_time_have_one_slot(
    store: Store, night: datetime, at: list[str]
) -> None:
    """Half past two does not exist in the one, and comes twice in the other; each night counts."""
    worked = Worked()
    job = Job("nightly", "day 02:30", worked)
    for half_hours in range(80):
        now = (night.astimezone(UTC) + half_hours * 30 * MINUTE).astimezone(DORDRECHT)
        tick(store, now, job)
    assert [moment.strftime("%d %H:%M %z") for moment in worked.ran] == at


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
    store: Store, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    """After its wait; the log names the kind of error, for its text may quote a cell."""
    failing, well = Worked(failures=2), Worked()
    jobs = (daily(failing, "failing"), daily(well, "well"))
    with caplog.at_level(logging.INFO, "werkblad"):
        tick(store, MONDAY, *jobs)
        for minutes in range(20):
            machine.time += MINUTE
            tick(store, EIGHT + minutes * MINUTE, *jobs)
    assert failing.ran == [EIGHT, EIGHT + MINUTE, EIGHT + 6 * MINUTE]
    assert well.ran == [EIGHT]
    assert "failing: attempt 1 failed after 0.0 s: ValueError (test_scheduler.py:" in caplog.text
    assert "must not be logged" not in caplog.text


def test_the_waits_between_attempts_grow(store: Store, machine: Machine) -> None:
    """A minute, five, a quarter of an hour, an hour; not one second earlier."""
    failing = Worked(failures=100)
    tick(store, MONDAY, daily(failing))
    tick(store, EIGHT, daily(failing))
    for attempt, wait in enumerate(WAITS, start=1):
        machine.time += wait - timedelta(seconds=1)
        tick(store, EIGHT, daily(failing))
        assert len(failing.ran) == attempt
        machine.time += timedelta(seconds=1)
        tick(store, EIGHT, daily(failing))
        assert len(failing.ran) == attempt + 1


def test_a_job_that_keeps_failing_is_left_alone_until_its_next_slot(
    store: Store, machine: Machine
) -> None:
    """After five attempts the ledger says so; the next morning it begins anew."""
    failing = Worked(failures=100)
    tick(store, MONDAY, daily(failing))
    for _ in range(10):
        tick(store, EIGHT, daily(failing))
        machine.time += 60 * MINUTE
    assert len(failing.ran) == ATTEMPTS
    look = store.slots.latest()["daily"]
    assert (look.state, look.attempts, look.due) == ("failed", ATTEMPTS, EIGHT)
    assert (look.error or "").startswith("ValueError")
    tick(store, EIGHT + DAY, daily(failing))
    assert len(failing.ran) == ATTEMPTS + 1


def test_a_wait_does_not_keep_the_next_slot_waiting(store: Store) -> None:
    """Who failed at eight does nine o'clock at nine."""
    failing = Worked(failures=1)
    tick(store, MONDAY, daily(failing))
    tick(store, EIGHT, daily(failing))
    tick(store, EIGHT + DAY, daily(failing))
    assert failing.ran == [EIGHT, EIGHT + DAY]


def test_a_machine_whose_clock_was_wrong_does_not_wait_for_years(
    store: Store, machine: Machine
) -> None:
    """What was claimed by a clock of 2030 is not held until then."""
    machine.time += 4 * 365 * DAY
    failing = Worked(failures=1)
    tick(store, MONDAY, daily(failing))
    tick(store, EIGHT, daily(failing))
    machine.time -= 4 * 365 * DAY
    tick(store, EIGHT, daily(failing))
    assert len(failing.ran) == 2


def test_what_cannot_even_be_planned_stops_no_other_job(store: Store) -> None:
    """A calendar that fails is the fault of the jobs that ask it."""
    well, unasked = Worked(), Worked()
    jobs = (Job("asking", "working day 08:00", unasked), daily(well))
    tick(store, MONDAY, *jobs)

    def no_calendar(_: object) -> bool:
        raise LookupError

    tick(store, EIGHT, *jobs, is_working=no_calendar)
    assert (len(unasked.ran), len(well.ran)) == (0, 1)


# What takes too long


@dataclass
class Hangs:
    """A job that hangs until a test lets it go, as on a network share that does not answer."""

    free: threading.Event = field(default_factory=threading.Event)
    begun: int = 0
    ended: list[str] = field(default_factory=list)

    def __call__(self, _: datetime, turn: Turn) -> None:
        """Hang; then do something that must not be done any more."""
        self.begun += 1
        self.free.wait(60)
        try:
            turn.check()
        except GivenUpError:
            self.ended.append("given up")
            raise
        self.ended.append("worked")


def is_given_up(clockwork: Clockwork) -> bool:
    """Tell whether a job was given up, and nothing else is in hand."""
    return bool(clockwork.given_up) and not clockwork.running


@pytest.fixture
def hangs() -> Iterator[Hangs]:
    """Give a job that hangs, and let it go at the end."""
    hanging = Hangs()
    yield hanging
    hanging.free.set()


def test_a_job_that_hangs_is_given_up_and_the_others_go_on(
    store: Store, hangs: Hangs, caplog: pytest.LogCaptureFixture
) -> None:
    """Its slot says that it took too long; what it does after that changes nothing any more."""
    well = Worked()
    jobs = (daily(hangs, "hangs", timedelta(seconds=0.2)), daily(well, "well"))
    tick(store, MONDAY, *jobs)
    with caplog.at_level(logging.INFO, "werkblad"):
        tick(store, EIGHT, *jobs, is_content=lambda c: is_given_up(c) and bool(well.ran))
    assert well.ran == [EIGHT]
    look = store.slots.latest()["hangs"]
    assert (look.state, look.error, look.attempts) == ("failed", TOO_LONG, 1)
    assert "hangs: given up after 0." in caplog.text
    hangs.free.set()
    while not hangs.ended:
        time.sleep(0.01)
    assert hangs.ended == ["given up"]
    assert store.slots.latest()["hangs"].error == TOO_LONG


def test_a_job_that_hangs_is_not_begun_again_before_it_has_ended(
    store: Store, machine: Machine, hangs: Hangs
) -> None:
    """In its own process, whatever the clocks say: not its slot again, and not the next one."""
    job = daily(hangs, limit=timedelta(seconds=0.1))
    tick(store, MONDAY, job)
    moment, stop, seen = EIGHT, threading.Event(), list[int]()

    class Watching(Watcher):
        def after(self, clockwork: Clockwork) -> None:
            nonlocal moment
            if clockwork.given_up and not hangs.free.is_set():
                seen.append(hangs.begun)
                machine.time += 2 * LEASE
                moment += DAY
                if len(seen) == 20:
                    hangs.free.set()
            elif hangs.free.is_set():
                moment += DAY  # a slot that a slow machine lost meanwhile is not the last one
            if hangs.begun > 1:
                stop.set()

    serve(
        lambda: Duties([job], DORDRECHT, lambda _: True),
        store.slots,
        lambda: moment,
        stop,
        watcher=Watching(),
        tick_seconds=0.01,
    )
    assert seen == [1] * 20
    assert hangs.begun > 1


def test_no_other_process_runs_what_hangs(
    stores: Callable[[], Store], machine: Machine, hangs: Hangs
) -> None:
    """The slot keeps its lease while the thread lives; once that is gone, its turn comes again."""
    one, two = stores(), stores()
    slot = one.slots.claim("daily", EIGHT, "one", EIGHT)
    assert slot is not None
    one.slots.give_up(slot, EIGHT)
    for _ in range(5):
        machine.time += LEASE - timedelta(seconds=1)
        one.slots.renew(slot)
        assert two.slots.take_over("daily", "two", EIGHT, ATTEMPTS) is None
        assert two.slots.claim("daily", EIGHT + DAY, "two", EIGHT + DAY) is None
    machine.time += LEASE
    assert two.slots.take_over("daily", "two", EIGHT, ATTEMPTS) is not None
    assert not hangs.begun


def test_a_delivery_that_hangs_keeps_no_job_from_running(store: Store) -> None:
    """It has a thread of its own; no second one begins beside it, and the watcher can tell."""
    free, begun, worked, stop = threading.Event(), list[int](), Worked(), threading.Event()
    stuck: list[bool] = []
    tick(store, MONDAY, daily(worked))

    def deliver(turn: Turn) -> None:
        begun.append(1)
        turn.limit = timedelta(seconds=0.1)
        free.wait(60)

    class Watching(Watcher):
        def after(self, clockwork: Clockwork) -> None:
            if clockwork.is_stuck:
                stuck.append(True)
                free.set()
                stop.set()

    serve(
        lambda: Duties([daily(worked)], DORDRECHT, lambda _: True),
        store.slots,
        lambda: EIGHT,
        stop,
        deliver=deliver,
        watcher=Watching(),
        tick_seconds=0.01,
    )
    assert (worked.ran, len(begun), stuck) == ([EIGHT], 1, [True])


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
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo
from automations.engine import scheduler
from automations.engine.store.store import open_store

folder, seconds, grace = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
scheduler.GRACE = grace

def note(line):
    with (folder / "notes").open("a") as file:
        file.write(f"{line} {os.getpid()}\\n")

def work(moment, turn):
    note("begun")
    time.sleep(seconds)
    note("done")

class Noting(scheduler.Watcher):
    def after(self, clockwork):
        note("ticked")

stop = scheduler.stop_on_signals()
with open_store(folder / "service.db", slot_lease=timedelta(seconds=2)) as store:
    scheduler.serve(
        lambda: scheduler.Duties(
            [scheduler.Job("job", "day 08:00", work)], ZoneInfo("UTC"), lambda day: True
        ),
        store.slots,
        lambda: datetime.fromisoformat((folder / "clock").read_text()),
        stop,
        watcher=Noting(),
        tick_seconds=0.2,
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
