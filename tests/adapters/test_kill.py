"""The promise of the outbox, small: deliverers killed at random moments lose and double nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO, cast

import pytest

from automations.engine.core.intents import Mail
from automations.engine.ports import Finished
from automations.engine.store.outbox import LEASE
from automations.engine.store.store import machine_clock, open_store

NOW = datetime(2016, 10, 3, 9, tzinfo=UTC)
MAILS = 2000
KILLS = 20

# One process imports everything; for each line that it reads it splits off one that delivers.
DELIVERERS = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from automations.engine.delivery import deliver
from automations.engine.store.store import open_store

folder, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
signal.signal(signal.SIGCHLD, signal.SIG_IGN)

class Sink:
    # As a mail server: what arrived has arrived, and a second copy arrives twice.
    name = "sink"
    repeatable = False

    def hand_over(self, message):
        handle = os.open(folder / "arrived", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, f"{message.message_id}\\n".encode())
        os.fsync(handle)
        os.close(handle)

for line in sys.stdin:
    if child := os.fork():
        print(child, flush=True)
    else:
        with open_store(folder / "service.db") as store:
            deliver(store.outbox, Sink(), lambda: now, "deliverer")
        os._exit(0)
"""


def finished(number: int) -> Finished:
    """Make one mail of many."""
    mail = Mail((str(number),), f"p{number}@x.example", "news", {}, date(2016, 10, 3))
    return Finished(mail, f"<{number}@x.example>", "Nieuws", b"x" * 3000, NOW)


class Deliverers:
    """Processes that deliver, by their number."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Ask `process` for them."""
        self._ask = cast("IO[str]", process.stdin)
        self._answer = cast("IO[str]", process.stdout)

    def start(self) -> int:
        """Start one."""
        self._ask.write("\n")
        self._ask.flush()
        return int(self._answer.readline())

    def lives(self, number: int) -> bool:
        """Tell whether one is still there."""
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self, number: int) -> bool:
        """Kill one; False when it had come to its end by itself."""
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            return False
        self.wait(number)
        return True

    def wait(self, number: int) -> None:
        """Wait until one is gone."""
        until = time.monotonic() + 60
        while self.lives(number):
            assert time.monotonic() < until
            time.sleep(0.002)


@contextmanager
def deliverers(folder: Path) -> Iterator[Deliverers]:
    """Give processes that deliver what is in the store of a folder."""
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", DELIVERERS, str(folder), NOW.isoformat()],
        env={**os.environ, "PYTHONPATH": root},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Deliverers(process)


def end_leases(folder: Path) -> None:
    """Bring back what dead processes claimed, as a process would that looks after five minutes."""

    def later() -> datetime:
        return machine_clock() + LEASE + timedelta(seconds=1)

    with open_store(folder / "service.db", clock=later) as store:
        store.outbox.claim("nobody", NOW, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_deliverers_that_are_killed_lose_nothing_and_send_nothing_twice(tmp_path: Path) -> None:
    """Twenty kills at random moments, two deliverers at a time: lost 0, doubled 0.

    What was cut off inside its hand-over is in doubt, at most one per kill; whether it arrived is
    for a person to say. Everything else arrived, once.
    """
    chance = random.Random(2016)  # noqa: S311 - moments, not secrets
    with open_store(tmp_path / "service.db") as store:
        store.outbox.queue([finished(number) for number in range(MAILS)], NOW)
    killed = 0
    with deliverers(tmp_path) as processes:
        while killed < KILLS:
            both = [processes.start(), processes.start()]
            for number in both:
                time.sleep(chance.uniform(0.0, 0.15))
                killed += processes.kill(number)
            end_leases(tmp_path)
        processes.wait(processes.start())

    with open_store(tmp_path / "service.db") as store:
        states = {message.message_id: message.state for message in store.outbox.list()}
    arrived = Counter((tmp_path / "arrived").read_text().splitlines())
    sent = {name for name, state in states.items() if state == "sent"}
    in_doubt = {name for name, state in states.items() if state == "in-doubt"}
    assert len(sent) + len(in_doubt) == len(states) == MAILS
    assert sent <= arrived.keys() <= sent | in_doubt
    assert set(arrived.values()) == {1}
    assert len(in_doubt) <= killed
