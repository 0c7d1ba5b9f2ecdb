"""What guards a store: the mark beside it, and what happens when neither can be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from automations.engine.core.findings import Message
from automations.engine.core.intents import Mail
from automations.engine.delivery import deliver
from automations.engine.ports import Claimed, Finished
from automations.engine.store.mark import LINE, LINES, Line, Mark, read_lines, write_line
from automations.engine.store.records import Behind, StoreError
from automations.engine.store.store import Store, open_store
from automations.engine.words import Words
from tests.clocks import Machine
from tests.transports import Direct

NOW = datetime(2016, 10, 3, 9, tzinfo=UTC)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")


class Sink(Direct):
    """A transport that notes who got something."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.taken: list[str] = []

    def hand_over(self, message: Claimed) -> None:
        """Note the receiver."""
        self.taken.append(message.to)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a store that is not there yet."""
    return tmp_path / "service.db"


@pytest.fixture
def machine() -> Machine:
    """Give the machine's clock."""
    return Machine()


@pytest.fixture
def store(path: Path, machine: Machine) -> Iterator[Store]:
    """Open a new store."""
    with open_store(path, clock=machine) as opened:
        yield opened


def queue(store: Store, *to: str) -> None:
    """Queue a mail to each address."""
    for address in to:
        mail = Mail((address,), address, "digest", {}, date(2016, 10, 3))
        store.outbox.queue([Finished(mail, f"<{address}>", "Onderwerp", b"x", NOW)], NOW)


def states(store: Store) -> dict[str, str]:
    """Return the state of each mail by its address."""
    return {message.to: message.state for message in store.outbox.list()}


def send(store: Store) -> list[str]:
    """Deliver what waits, and return who got something."""
    sink = Sink()
    deliver(store.outbox, sink, lambda: NOW, "test")
    return sink.taken


def claimed(store: Store, to: str = "a") -> Claimed:
    """Queue a mail and claim it."""
    queue(store, to)
    (message,) = store.outbox.claim("one", NOW)
    return message


# The mark


def test_a_store_that_was_put_back_knows_that_it_is_older_than_what_left(
    path: Path, machine: Machine
) -> None:
    """Its copy still has the mails waiting; the mark beside it says when the last one left."""
    with open_store(path, clock=machine) as store:
        queue(store, "a", "b")
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    with open_store(path, clock=machine) as store:
        machine.time += timedelta(hours=1)
        assert send(store) == ["a", "b"]
        assert store.behind() is None
    shutil.copy(copy, path)
    with open_store(path, clock=machine) as store:
        assert states(store) == {"a": "waiting", "b": "waiting"}
        assert store.behind() == Behind(machine.time)


def test_a_new_store_beside_an_old_mark_is_behind(path: Path) -> None:
    """Who deletes `service.db` has a service that knows nothing of what it sent."""
    with open_store(path) as store:
        queue(store, "a")
        send(store)
    path.unlink()
    with open_store(path) as store:
        assert store.behind() is not None


def test_a_copy_that_knows_all_that_left_is_not_behind(path: Path) -> None:
    """Such as after a move to another disk: it just goes on."""
    with open_store(path) as store:
        queue(store, "a", "b")
        send(store)
    shutil.copy(path, path.with_name("copy"))
    shutil.copy(path.with_name("copy"), path)
    with open_store(path) as store:
        assert store.behind() is None


def test_a_store_without_a_mark_is_not_behind(store: Store, path: Path) -> None:
    """Nothing was ever handed over; looking makes no file."""
    assert store.behind() is None
    store.catch_up()
    assert not Mark(path).path.exists()


def test_a_person_who_looked_lets_the_store_go_on(path: Path) -> None:
    """From then on it counts further than the mark, and a second time it is not behind."""
    with open_store(path) as store:
        queue(store, "a", "b", "c")
        send(store)
    path.unlink()
    with open_store(path) as store:
        store.catch_up()
        assert store.behind() is None
        queue(store, "d")
        send(store)
        assert store.behind() is None
    path.unlink()
    with open_store(path) as store:
        assert store.behind() is not None


def test_the_mark_is_written_before_the_bytes_go(path: Path, machine: Machine) -> None:
    """A process that is killed while they go leaves a mark that counts them."""
    with open_store(path, clock=machine) as store:
        message = claimed(store)
        assert store.outbox.handing_over(message, NOW, "smtp")
        assert Mark(path).last() == Line(1, machine.time)


def test_a_kill_between_the_commit_and_the_mark_is_no_alarm(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store counts further than its mark, and the bytes did not go."""
    message = claimed(store)
    monkeypatch.setattr(Mark, "put", lambda *_: None)
    assert store.outbox.handing_over(message, NOW, "smtp")
    assert Mark(path).last() is None
    assert store.behind() is None


def test_a_store_that_is_busy_never_looks_older_than_it_is(path: Path) -> None:
    """Whoever looks while other processes hand over sees the mark first, and then the store."""
    busy = threading.Event()
    seen: list[Behind | None] = []

    def look() -> None:
        with open_store(path) as other:
            while not busy.is_set():
                seen.append(other.behind())

    with open_store(path) as one, open_store(path) as two:
        queue(one, *(f"p{number}" for number in range(100)))
        looking = threading.Thread(target=look)
        senders = [threading.Thread(target=send, args=(store,)) for store in (one, two)]
        for thread in (looking, *senders):
            thread.start()
        for thread in senders:
            thread.join()
        busy.set()
        looking.join()
        assert one.outbox.counts()["sent"] == 100
    assert seen
    assert set(seen) == {None}


def test_only_hand_overs_that_may_go_are_counted(store: Store, path: Path) -> None:
    """Who lost a claim hands nothing over."""
    message = claimed(store)
    store.outbox.release("one", NOW)
    assert not store.outbox.handing_over(message, NOW, "smtp")
    assert not Mark(path).path.exists()


@POSIX
def test_only_its_owner_can_read_the_mark(store: Store, path: Path) -> None:
    """It says when mail left, and nothing else."""
    queue(store, "a")
    send(store)
    file = path.with_name("service.db.mark")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.stat().st_size == LINE * LINES


def test_a_line_of_the_mark_reads_as_it_was_written() -> None:
    """Each is as long as the others, up to the highest number that a store can count to."""
    for number in (1, 64, 2**63 - 1):
        line = Line(number, datetime(2016, 10, 3, 9, 0, 0, 5, tzinfo=UTC))
        assert len(write_line(line)) == LINE
        assert list(read_lines(write_line(line))) == [line]


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line[:30] + b"\0" * 34,
        lambda line: line[:10] + b"9" + line[11:],
        lambda _: b"\xff" * LINE,
        lambda _: b"",
        lambda line: line[: LINE - 1] + b" ",
        lambda _: b"x  y  z".ljust(LINE),
    ],
)
def test_rubbish_in_the_mark_is_passed_over(path: Path, damage: Callable[[bytes], bytes]) -> None:
    """A line that was written by half is none; those before it count."""
    whole = Line(7, NOW)
    Mark(path).path.write_bytes(write_line(whole) + damage(write_line(Line(8, NOW))))
    assert Mark(path).last() == whole


def test_the_highest_line_counts_wherever_it_stands(path: Path) -> None:
    """After more hand-overs than there are lines the first ones are written over."""
    mark = Mark(path)
    for number in (*range(1, 150), 148):  # a process that was slow to write its own
        mark.put(Line(number, NOW))
    mark.close()
    assert mark.last() == Line(149, NOW)


def test_processes_write_one_mark_without_waiting_for_each_other(path: Path) -> None:
    """Each line has a place of its own, so that none is lost."""
    both = [Mark(path), Mark(path)]

    def write(which: int) -> None:
        for number in range(which + 1, 61, 2):
            both[which].put(Line(number, NOW))

    threads = [threading.Thread(target=write, args=(which,)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = sorted(line.number for line in read_lines(Mark(path).path.read_bytes()))
    assert lines == list(range(1, 61))
    for mark in both:
        mark.close()


def test_a_mark_that_was_taken_away_is_made_anew(store: Store, path: Path) -> None:
    """At the next batch: a process must not go on writing to a file that nobody sees."""
    queue(store, "a")
    send(store)
    Mark(path).path.unlink()
    queue(store, "b", "c")
    send(store)
    line = Mark(path).last()
    assert line is not None
    assert line.number == 3


def test_without_writing_at_a_place_in_one_go_it_is_done_in_two(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows."""
    monkeypatch.delattr(os, "pwrite", raising=False)
    mark = Mark(path)
    for number in (1, 2, 70):
        mark.put(Line(number, NOW))
    mark.close()
    assert {line.number for line in read_lines(mark.path.read_bytes())} == {1, 2, 70}


@POSIX
def test_a_mark_that_cannot_be_made_lets_no_mail_go(store: Store, path: Path) -> None:
    """Said in words; what was claimed waits as before, and no attempt is counted."""
    queue(store, "a", "b")
    Mark(path).path.mkdir()
    sink = Sink()
    with pytest.raises(StoreError) as refused:
        deliver(store.outbox, sink, lambda: NOW, "test")
    assert refused.value.message.id == "store.mark"
    assert "service.db.mark" in Words("nl").message(refused.value.message)
    assert sink.taken == []
    assert states(store) == {"a": "waiting", "b": "waiting"}
    assert {message.attempts for message in store.outbox.list()} == {0}
    Mark(path).path.rmdir()
    assert send(store) == ["a", "b"]


def test_a_mark_that_fails_after_the_commit_takes_the_hand_over_back(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes did not go, so nothing is in doubt; how the mail before it ended stands."""
    queue(store, "a", "b")
    put = Mark.put

    def full_at_the_second(mark: Mark, line: Line) -> None:
        if line.number > 1:
            raise StoreError(Message("store.mark", {"path": path, "said": "full"}))
        put(mark, line)

    monkeypatch.setattr(Mark, "put", full_at_the_second)
    sink = Sink()
    with pytest.raises(StoreError):
        deliver(store.outbox, sink, lambda: NOW, "test")
    assert sink.taken == ["a"]
    assert states(store) == {"a": "sent", "b": "waiting"}
    (waits,) = store.outbox.list(["waiting"])
    assert (waits.attempts, waits.transport) == (0, None)
    monkeypatch.undo()
    assert send(store) == ["b"]
    assert store.behind() is None


def test_a_mark_that_cannot_be_read_is_said_in_words(store: Store, path: Path) -> None:
    """Nobody can tell then whether the store is older than what left."""
    Mark(path).path.mkdir()
    with pytest.raises(StoreError) as refused:
        store.behind()
    assert refused.value.message.id == "store.mark"


# A store that cannot be written


def lock(folder: Path, *, files: int, own: int) -> None:
    """Change the rights of what is in a folder, and of the folder itself."""
    for file in folder.iterdir():
        file.chmod(files)
    folder.chmod(own)


@pytest.mark.parametrize(("files", "own"), [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)])
def test_a_store_that_may_not_be_written_is_refused_with_words_and_loses_nothing(
    as_nobody: Path, files: int, own: int
) -> None:
    """Its file, its folder, or both; once the rights are back it goes on where it was."""
    path = as_nobody / "service.db"
    with open_store(path) as store:
        queue(store, "a")
    before = path.read_bytes()
    lock(as_nobody, files=files, own=own)
    sink = Sink()
    with pytest.raises(StoreError) as refused, open_store(path) as store:
        deliver(store.outbox, sink, lambda: NOW, "test")
    assert refused.value.message.id in {"store.read-only", "store.unreachable"}
    assert "service.db" in Words("nl").message(refused.value.message)
    assert sink.taken == []
    assert path.read_bytes() == before
    lock(as_nobody, files=0o600, own=0o700)
    with open_store(path) as store:
        assert send(store) == ["a"]


def test_a_mark_that_may_not_be_written_lets_no_mail_go(as_nobody: Path) -> None:
    """The store itself can be; what was claimed is given back."""
    path = as_nobody / "service.db"
    with open_store(path) as store:
        queue(store, "a")
        send(store)
        queue(store, "b")
    Mark(path).path.chmod(0o400)
    with open_store(path) as store:
        with pytest.raises(StoreError) as refused:
            send(store)
        assert refused.value.message.id == "store.mark"
        assert states(store) == {"a": "sent", "b": "waiting"}
        Mark(path).path.chmod(0o600)
        assert send(store) == ["b"]


def test_an_older_store_in_a_folder_that_may_not_be_written_is_not_migrated(
    as_nobody: Path,
) -> None:
    """Without a copy of before there is no upgrade, and the store is as it was."""
    path = as_nobody / "service.db"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    before = path.read_bytes()
    lock(as_nobody, files=0o600, own=0o500)
    with pytest.raises(StoreError):
        open_store(path)
    assert path.read_bytes() == before
    assert [file.name for file in as_nobody.iterdir()] == ["service.db"]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Give a disk of eight megabytes."""
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if not sys.platform.startswith("linux") or os.geteuid() or not (mount and unmount):
        pytest.skip("needs root on Linux, to mount a small disk")
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run([mount, "-t", "tmpfs", "-o", "size=8m", "none", folder], check=False)
        if made.returncode:
            pytest.skip("a small disk cannot be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run([unmount, folder], check=True)


def fill(disk: Path) -> Path:
    """Fill what is left of a disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 1024):
            pass
    return filler


def test_a_run_on_a_full_disk_queues_whole_mails_or_none(small_disk: Path) -> None:
    """It is said in words; with room again the run is done again, and each mail is there once."""
    path = small_disk / "service.db"
    names = [f"p{number:03}" for number in range(200)]
    with open_store(path) as store:
        queue(store, "before")
        filler = fill(small_disk)
        with pytest.raises(StoreError) as refused:
            queue(store, *names)
        assert refused.value.message.id == "store.full"
        assert "service.db" in Words("nl").message(refused.value.message)
        for message in store.outbox.list():
            shown = store.outbox.show(message.id)
            assert shown is not None
            assert shown.content == b"x"
        filler.unlink()
        queue(store, *names)
        assert send(store) == ["before", *names]


def test_a_delivery_on_a_disk_that_fills_up_loses_nothing_and_sends_nothing_twice(
    small_disk: Path, machine: Machine
) -> None:
    """What was handed over is sent or in doubt; the rest leaves once there is room."""
    path = small_disk / "service.db"
    names = [f"p{number:03}" for number in range(60)]
    taken: list[str] = []

    class Filling(Sink):
        def hand_over(self, message: Claimed) -> None:
            taken.append(message.to)
            if len(taken) == 20:
                fill(small_disk)

    with open_store(path, clock=machine) as store:
        queue(store, *names)
        with suppress(StoreError):
            while deliver(store.outbox, Filling(), lambda: NOW, "test").waiting:
                pass
    (small_disk / "filler").unlink()
    machine.time += timedelta(minutes=10)
    with open_store(path, clock=machine) as store:
        after = send(store)
        left = states(store)
    assert sorted([*taken, *after]) == names
    in_doubt = [name for name, state in left.items() if state == "in-doubt"]
    assert set(in_doubt) <= set(taken)
    assert len(in_doubt) <= 1
    assert set(left.values()) <= {"sent", "in-doubt"}


def test_a_new_store_on_a_full_disk_is_refused_with_words(small_disk: Path) -> None:
    """What was made by half is made whole once there is room."""
    path = small_disk / "service.db"
    filler = fill(small_disk)
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.message.id == "store.full"
    filler.unlink()
    with open_store(path) as store:
        queue(store, "a")
        assert send(store) == ["a"]


def test_the_mark_on_a_full_disk_lets_no_mail_go(small_disk: Path) -> None:
    """The first line needs room, the later ones do not."""
    mark = Mark(small_disk / "service.db")
    filler = fill(small_disk)
    with pytest.raises(StoreError) as refused:
        mark.put(Line(1, NOW))
    assert refused.value.message.id == "store.mark"
    assert mark.last() is None
    filler.unlink()
    mark.put(Line(1, NOW))
    fill(small_disk)
    mark.put(Line(2, NOW))
    assert mark.last() == Line(2, NOW)
    mark.close()
