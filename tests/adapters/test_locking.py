"""One service in a workspace: on one machine by a lock, between machines by a note."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from automations.engine.locking import (
    FRESH,
    NAME,
    NOTE,
    HeldError,
    Holder,
    Lock,
    Presence,
    read_holder,
)
from automations.engine.store.store import Store, open_store
from tests.clocks import Machine

ROOT = Path(__file__).parents[2]
HOLDS = """
import sys
from pathlib import Path
from automations.engine.locking import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def store(tmp_path: Path, machine: Machine) -> Iterator[Store]:
    """Open a new store."""
    with open_store(tmp_path / "service.db", clock=machine) as opened:
        yield opened


def elsewhere(machine: Machine, **more: object) -> Holder:
    """Make the name of a service on another machine."""
    holder = Holder("other:1:ab", "other", 1, machine.time, machine.time)
    return replace(holder, **more)


@contextmanager
def holding(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the lock of a folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_gets_no_lock(tmp_path: Path) -> None:
    """While the first one lives."""
    with holding(tmp_path), pytest.raises(HeldError):
        Lock(tmp_path)


def test_a_process_that_was_killed_leaves_no_lock_behind(tmp_path: Path) -> None:
    """Its file stays, and blocks nobody."""
    with holding(tmp_path) as process:
        process.kill()
        process.wait()
        Lock(tmp_path).close()
    assert (tmp_path / NAME).exists()


def test_who_comes_second_reads_who_was_first(
    tmp_path: Path, store: Store, machine: Machine
) -> None:
    """Host, process, and since when."""
    lock = Lock(tmp_path)
    me = Presence(lock, store.notes, "me", machine).me
    with pytest.raises(HeldError) as second:
        Lock(tmp_path)
    assert second.value.by == me
    assert (me.host, me.since) == (socket.gethostname(), machine.time)
    lock.close()


def test_a_lock_that_nobody_has_signed_yet_holds_too(tmp_path: Path) -> None:
    """Between taking it and writing who took it."""
    lock = Lock(tmp_path)
    with pytest.raises(HeldError) as second:
        Lock(tmp_path)
    assert second.value.by is None
    lock.close()


def test_a_service_of_another_machine_holds_while_it_ticks(
    tmp_path: Path, store: Store, machine: Machine
) -> None:
    """On a network share where locks do not reach the other one: for three ticks after its last."""
    store.notes.put(NOTE, elsewhere(machine).written())
    lock = Lock(tmp_path)
    machine.time += FRESH - timedelta(seconds=1)
    with pytest.raises(HeldError) as held:
        Presence(lock, store.notes, "me", machine)
    assert held.value.by is not None
    assert held.value.by.host == "other"
    machine.time += timedelta(seconds=1)
    assert Presence(lock, store.notes, "me", machine).me.holder == "me"
    lock.close()


def test_a_crash_on_this_machine_blocks_nobody(
    tmp_path: Path, store: Store, machine: Machine
) -> None:
    """The note of a dead process of this machine is fresh, and the lock says that it is dead."""
    here = elsewhere(machine, host=socket.gethostname())
    store.notes.put(NOTE, here.written())
    lock = Lock(tmp_path)
    assert Presence(lock, store.notes, "me", machine).me.holder == "me"
    lock.close()


def test_who_was_away_while_another_took_over_finds_out(
    tmp_path: Path, store: Store, machine: Machine
) -> None:
    """A laptop that slept wakes up and stops by itself; the other one goes on."""
    lock = Lock(tmp_path)
    mine = Presence(lock, store.notes, "me", machine)
    mine.keep()
    theirs = elsewhere(machine).written()
    store.notes.put(NOTE, theirs)
    with pytest.raises(HeldError) as lost:
        mine.keep()
    assert lost.value.by == read_holder(theirs)
    mine.leave()
    assert store.notes.get(NOTE) == theirs
    lock.close()


def test_who_leaves_in_good_order_leaves_no_name(
    tmp_path: Path, store: Store, machine: Machine
) -> None:
    """So that another machine need not wait."""
    lock = Lock(tmp_path)
    presence = Presence(lock, store.notes, "me", machine)
    presence.leave()
    assert read_holder(store.notes.get(NOTE)) is None
    lock.close()
    assert (tmp_path / NAME).read_text() == ""


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"holder": 1}', '"x"', "null"])
def test_a_note_that_cannot_be_read_is_none(text: str | None) -> None:
    """Whatever wrote it, it blocks nobody."""
    assert read_holder(text) is None
