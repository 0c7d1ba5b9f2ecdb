"""The service for real: processes that are started, killed and stopped."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="SIGKILL and SIGTERM are POSIX signals"
)


@contextmanager
def service(folder: Path, now: str) -> Iterator[subprocess.Popen[str]]:
    """Start the service in `folder` with its clock set to `now`; kill it at the end."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "automations.engine.app"),
            *("start", "-C", str(folder), "--now", now, "--tick", "0.2"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def slots(folder: Path) -> list[tuple[str, str, str, int]]:
    """Read the ledger: job, due, state and attempts."""
    if not (folder / "service.db").exists():
        return []
    with closing(sqlite3.connect(folder / "service.db", timeout=30)) as store:
        try:
            return store.execute("select job, due_at, state, attempts from slot").fetchall()
        except sqlite3.OperationalError:  # not migrated yet
            return []


def wait_for_slot(folder: Path, seconds: float = 60) -> None:
    """Wait until Monday's slot is done."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if any(
            job == "working day 08:00" and state == "done" for job, _, state, _ in slots(folder)
        ):
            return
        time.sleep(0.1)
    pytest.fail(f"the slot was not done in {seconds} seconds: {slots(folder)}")


def stop(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Send SIGTERM, and give the exit code and the log; it has ten seconds."""
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=10)
    return process.returncode, log


def test_a_slot_runs_once_with_two_processes_and_across_a_kill_and_a_restart(
    fresh: Path,
) -> None:
    """Each slot is claimed by an insert that can win once, and the ledger outlives a process."""
    with (
        service(fresh, "2016-10-03T07:59:57") as first,
        service(fresh, "2016-10-03T07:59:57"),
    ):
        wait_for_slot(fresh)
        first.kill()
    mails = sorted((fresh / "outbox").rglob("*.eml"))
    assert mails
    with service(fresh, "2016-10-03T08:10:00") as again:
        time.sleep(3)
        code, log = stop(again)
    assert code == 0, log
    mine = [row for row in slots(fresh) if row[0] == "working day 08:00"]
    assert [(state, attempts) for _, _, state, attempts in mine] == [("done", 1)]
    with closing(sqlite3.connect(fresh / "service.db")) as store:
        runs = store.execute("select count(*) from run where automation = 'reminders'").fetchone()
    assert runs == (1,)
    assert sorted((fresh / "outbox").rglob("*.eml")) == mails


def test_a_service_that_was_killed_before_its_slot_does_it_after_the_restart(
    fresh: Path,
) -> None:
    """A restart on Monday 08:05 still does Monday 08:00."""
    with service(fresh, "2016-10-03T07:30:00") as first:
        until = time.monotonic() + 30
        while not _known(fresh) and time.monotonic() < until:
            time.sleep(0.1)
        first.kill()
    assert slots(fresh) == []
    with service(fresh, "2016-10-03T08:05:00") as second:
        wait_for_slot(fresh)
        code, log = stop(second)
    assert code == 0, log
    assert list((fresh / "outbox").rglob("*.eml"))


def _known(folder: Path) -> bool:
    """Tell whether the service has seen its jobs, from when on they count."""
    if not (folder / "service.db").exists():
        return False
    with closing(sqlite3.connect(folder / "service.db", timeout=30)) as store:
        try:
            return store.execute("select count(*) from job").fetchone()[0] >= 2
        except sqlite3.OperationalError:
            return False


def test_a_new_service_does_not_mail_about_slots_before_its_start(fresh: Path) -> None:
    """A job begins when it is first seen: the past is not made up for."""
    with service(fresh, "2016-10-03T12:00:00") as process:
        until = time.monotonic() + 30
        while not _known(fresh) and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(1)
        code, log = stop(process)
    assert code == 0, log
    assert slots(fresh) == []
    assert "stopped" in log
