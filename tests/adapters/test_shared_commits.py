"""Commits that the threads of a process share: fewer waits for the disk, and no claim too few."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from automations.engine.core.intents import Mail
from automations.engine.ports import Claimed, Ended, Finished
from automations.engine.store.database import Database, sqlite_database
from automations.engine.store.store import Store
from automations.engine.store.together import Together
from automations.engine.store.upgrade import bring_up_to_date

NOW = datetime(2016, 10, 3, 9, tzinfo=UTC)
THREADS = 8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a store that is not there yet."""
    return tmp_path / "service.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """Open the database of a new store."""
    database = sqlite_database(path, 10.0)
    bring_up_to_date(database, path)
    yield database
    database.close()


def claimed(store: Store, number: int) -> Sequence[Claimed]:
    """Queue mails and claim them."""
    mails = [Mail((str(n),), f"p{n}", "digest", {}, date(2016, 10, 3)) for n in range(number)]
    store.outbox.queue([Finished(one, f"<{one.to}>", "x", b"x", NOW) for one in mails], NOW)
    return store.outbox.claim("one", NOW, number)


def side_by_side(do: Callable[[int], None], number: int = THREADS) -> None:
    """Do something in several threads, and wait for all of them."""
    threads = [threading.Thread(target=do, args=(n,), daemon=True) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def test_threads_share_commits_and_each_message_begins_once(database: Database, path: Path) -> None:
    """On a slow disk eight threads need far fewer commits; what is told is on disk by then."""
    store = Store(database, lambda: NOW)
    messages = claimed(store, 80)
    commits: list[float] = []
    told: list[bool] = []

    @event.listens_for(database.engine, "commit")
    def slow(_: object) -> None:
        commits.append(time.monotonic())
        time.sleep(0.005)

    def hand_over(thread: int) -> None:
        last: Ended | None = None
        with closing(sqlite3.connect(path, timeout=20)) as other:
            for message in messages[thread::THREADS]:
                told.append(store.outbox.handing_over(message, NOW, "smtp", last))
                query = "SELECT state FROM message WHERE id = ?"
                assert other.execute(query, [message.id]).fetchone() == ("handing-over",)
                last = Ended(message, "sent", NOW)
        if last:
            store.outbox.settle(last)

    side_by_side(hand_over)
    assert told == [True] * 80
    assert len(commits) < 60
    assert {(one.state, one.attempts) for one in store.outbox.list()} == {("sent", 1)}


def test_a_commit_that_fails_is_told_to_everyone_who_shares_it(database: Database) -> None:
    """Nobody hands anything over then; the messages are claimed as before."""
    store = Store(database, lambda: NOW)
    messages = claimed(store, THREADS)
    broken = True
    told: Counter[str] = Counter()

    @event.listens_for(database.engine, "commit")
    def fail(_: object) -> None:
        if broken:
            time.sleep(0.01)
            raise OSError

    def hand_over(thread: int) -> None:
        try:
            told[str(store.outbox.handing_over(messages[thread], NOW, "smtp"))] += 1
        except OSError:
            told["error"] += 1

    side_by_side(hand_over)
    assert told == {"error": THREADS}
    broken = False
    assert {one.state for one in store.outbox.list()} == {"claimed"}
    side_by_side(hand_over)
    assert told["True"] == THREADS


def test_one_message_that_two_threads_hold_is_given_to_one(database: Database) -> None:
    """Also when both ask in the same commit: each gets its own answer."""
    store = Store(database, lambda: NOW)
    (message,) = claimed(store, 1)
    told: list[bool] = []
    side_by_side(lambda _: told.append(store.outbox.handing_over(message, NOW, "smtp")))
    assert sorted(told) == [False] * (THREADS - 1) + [True]


def test_what_comes_while_something_is_done_is_done_next_and_together() -> None:
    """In the order in which it was asked; everyone gets the answer to what they asked."""
    calls: list[Sequence[int]] = []
    begun, go_on = threading.Event(), threading.Event()

    def double(asked: Sequence[int]) -> Sequence[int]:
        calls.append(asked)
        begun.set()
        assert go_on.wait(20)
        return [2 * one for one in asked]

    together = Together(double)
    answers: dict[int, int] = {}

    def ask(number: int) -> None:
        if number:
            assert begun.wait(20)
        else:
            threading.Timer(0.2, go_on.set).start()
        answers[number] = together.ask(number)

    side_by_side(ask)
    assert answers == {number: 2 * number for number in range(THREADS)}
    assert calls[0] == [0]
    assert sorted(calls[1]) == list(range(1, THREADS))


def test_who_asks_alone_is_done_at_once() -> None:
    """Each by itself, and an error does not keep the next one waiting."""

    def reciprocal(asked: Sequence[int]) -> Sequence[float]:
        return [1 / one for one in asked]

    together = Together(reciprocal)
    assert together.ask(2) == 0.5
    with pytest.raises(ZeroDivisionError):
        together.ask(0)
    assert together.ask(4) == 0.25


def test_threads_that_write_wait_for_each_other_and_not_for_the_database(
    database: Database,
) -> None:
    """With no patience at all for others none of them is refused."""
    database.close()
    impatient = sqlite_database(Path(str(database.engine.url.database)), 0.0)
    store = Store(impatient, lambda: NOW)
    refused: list[BaseException] = []

    def write(thread: int) -> None:
        try:
            for number in range(20):
                store.notes.put(f"{thread}-{number}", "yes")
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            refused.append(error)

    side_by_side(write)
    assert refused == []
    store.close()
