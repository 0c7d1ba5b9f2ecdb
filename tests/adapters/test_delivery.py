"""Delivery over several sessions: who ends, who goes on, and what is given back."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from automations.engine.core.findings import Message
from automations.engine.core.intents import Mail
from automations.engine.core.pace import Pace
from automations.engine.delivery import GIVE_UP, Counts, deliver
from automations.engine.ports import (
    Claimed,
    Ended,
    Finished,
    InDoubtError,
    TransportError,
    UnavailableError,
)
from automations.engine.store.records import StoreError
from automations.engine.store.store import Store, open_store
from tests.clocks import Machine

NOW = datetime(2016, 10, 3, 9, tzinfo=UTC)
DOWN = UnavailableError(Message("store.full"))


@dataclass
class Line:
    """A session that does what a test says at each step, and notes what it was asked."""

    number: int
    at_offer: Callable[[int, Claimed], None] = lambda *_: None
    at_bytes: Callable[[int, Claimed], None] = lambda *_: None
    done: list[str] = field(default_factory=list)

    def offer(self, message: Claimed) -> None:
        """Note the offer, then do what the test says."""
        self.done.append(f"offer {message.to}")
        self.at_offer(self.number, message)

    def hand_over(self, message: Claimed) -> None:
        """Do what the test says, then note that the bytes went."""
        self.at_bytes(self.number, message)
        self.done.append(f"bytes {message.to}")

    def withdraw(self) -> None:
        """Note it."""
        self.done.append("withdraw")

    def close(self) -> None:
        """Note it."""
        self.done.append("close")


@dataclass
class Lines:
    """A transport with several sessions."""

    lanes: int = 1
    at_offer: Callable[[int, Claimed], None] = lambda *_: None
    at_bytes: Callable[[int, Claimed], None] = lambda *_: None
    name: str = "lines"
    repeatable: bool = False
    opened: list[Line] = field(default_factory=list)

    def session(self) -> Line:
        """Open one more."""
        self.opened.append(Line(len(self.opened), self.at_offer, self.at_bytes))
        return self.opened[-1]

    @property
    def arrived(self) -> Counter[str]:
        """Count what arrived by receiver."""
        done = [step for line in self.opened for step in line.done]
        return Counter(step[6:] for step in done if step.startswith("bytes "))


@pytest.fixture
def store(tmp_path: Path, machine: Machine) -> Iterator[Store]:
    """Open a new store."""
    with open_store(tmp_path / "service.db", clock=machine) as opened:
        yield opened


def queue(store: Store, *to: str) -> None:
    """Queue a mail to each address."""
    for address in to:
        mail = Mail((address,), address, "digest", {}, date(2016, 10, 3))
        store.outbox.queue([Finished(mail, f"<{address}>", "Onderwerp", b"x", NOW)], NOW)


def states(store: Store) -> dict[str, str]:
    """Return the state of each mail by its address."""
    return {message.to: message.state for message in store.outbox.list()}


def send(store: Store, lines: Lines, machine: Machine, pace: Pace | None = None) -> Counts:
    """Deliver what may leave now."""
    return deliver(store.outbox, lines, lambda: NOW, "test", pace=pace, machine=machine)


def refuse(*, permanent: bool, code: int) -> Callable[[int, Claimed], None]:
    """Refuse every message."""

    def at(_: int, __: Claimed) -> None:
        text = f"{code} no"
        raise TransportError(text, permanent=permanent, code=code)

    return at


def test_nothing_is_recorded_as_going_before_it_was_wanted(store: Store, machine: Machine) -> None:
    """While sender and receiver are named, a kill leaves no doubt: the claim comes back."""
    queue(store, "a")
    seen = []
    lines = Lines(
        at_offer=lambda *_: seen.append(states(store)["a"]),
        at_bytes=lambda *_: seen.append(states(store)["a"]),
    )
    send(store, lines, machine)
    assert seen == ["claimed", "handing-over"]


def test_a_receiver_that_is_refused_gets_no_bytes(store: Store, machine: Machine) -> None:
    """A final answer to the offer is final for the message, with its code and whose fault."""
    queue(store, "a", "b")

    def only_b(_: int, message: Claimed) -> None:
        if message.to == "a":
            refuse(permanent=True, code=550)(0, message)

    lines = Lines(at_offer=only_b)
    assert send(store, lines, machine).refused == 1
    assert lines.opened[0].done == ["offer a", "offer b", "bytes b", "close"]
    (refused,) = store.outbox.list(["refused"])
    assert (refused.reply_code, refused.fault, refused.attempts) == (550, "address", 1)
    assert states(store)["b"] == "sent"


def test_a_temporary_refusal_is_given_up_after_five_days(store: Store, machine: Machine) -> None:
    """Counted from the first attempt; until then it is tried again and again."""
    queue(store, "a")
    lines = Lines(at_offer=refuse(permanent=False, code=451))
    send(store, lines, machine)
    assert states(store) == {"a": "retry"}
    machine.time += GIVE_UP
    send(store, lines, machine)
    assert states(store) == {"a": "retry"}
    machine.time += timedelta(hours=4, seconds=1)
    assert send(store, lines, machine).refused == 1
    (given_up,) = store.outbox.list(["refused"])
    assert (given_up.reply_code, given_up.attempts) == (451, 3)


def test_an_answer_that_did_not_come_is_in_doubt(store: Store, machine: Machine) -> None:
    """And the next one goes on."""
    queue(store, "a", "b")

    def silence(_: int, message: Claimed) -> None:
        if message.to == "a":
            raise InDoubtError

    assert send(store, Lines(at_bytes=silence), machine).in_doubt == 1
    assert states(store) == {"a": "in-doubt", "b": "sent"}
    assert send(store, Lines(), machine).sent == 0


def test_a_server_that_is_away_is_no_message_s_fault(store: Store, machine: Machine) -> None:
    """Everything waits as before, no attempt is counted, and the trouble is told."""
    queue(store, "a", "b")

    def away(_: int, __: Claimed) -> None:
        raise DOWN

    counts = send(store, Lines(lanes=2, at_offer=away), machine)
    assert (counts.waiting, counts.trouble) == (2, DOWN.message)
    assert {message.attempts for message in store.outbox.list()} == {0}
    assert send(store, Lines(), machine).sent == 2


def test_one_session_that_fails_leaves_its_work_to_the_others(
    store: Store, machine: Machine
) -> None:
    """A server may allow fewer connections than were asked for: everything leaves all the same."""
    queue(store, *map(str, range(60)))
    both = threading.Barrier(2)

    def second_is_refused(number: int, _: Claimed) -> None:
        if number < 2 and not both.broken:
            both.wait(10)  # both have claimed
            both.abort() if number else None
        if number == 1:
            raise DOWN

    lines = Lines(lanes=2, at_offer=lambda n, m: _quietly(second_is_refused, n, m))
    counts = send(store, lines, machine)
    assert (counts.sent, counts.waiting, counts.trouble) == (60, 0, None)
    assert lines.arrived == Counter(map(str, range(60)))


def _quietly(do: Callable[[int, Claimed], None], number: int, message: Claimed) -> None:
    try:
        do(number, message)
    except threading.BrokenBarrierError:
        return


def test_sessions_share_the_work_and_nothing_arrives_twice(store: Store, machine: Machine) -> None:
    """Eight sessions, three hundred mails: each once, and every session is closed."""
    queue(store, *map(str, range(300)))
    lines = Lines(lanes=8, at_bytes=lambda *_: threading.Event().wait(0.002) and None)
    assert send(store, lines, machine).sent == 300
    assert lines.arrived == Counter(map(str, range(300)))
    assert len([line for line in lines.opened if any("bytes" in step for step in line.done)]) > 1
    assert all(line.done[-1] == "close" for line in lines.opened)


def test_no_session_is_idle_while_another_has_work_waiting(store: Store, machine: Machine) -> None:
    """As many mails as sessions leave side by side; each waits here until all are under way."""
    queue(store, *map(str, range(8)))
    all_of_them = threading.Barrier(8)

    def wait(_: int, __: Claimed) -> None:
        all_of_them.wait(10)

    lines = Lines(lanes=8, at_bytes=wait)
    assert send(store, lines, machine).sent == 8
    assert {sum("bytes" in step for step in line.done) for line in lines.opened} == {1}


def test_what_was_sent_is_recorded_also_when_the_next_one_cannot_be(
    store: Store, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end of one is recorded in the commit of the next; when that fails, by itself."""
    queue(store, "a", "b")
    record = store.outbox.handing_over

    def only_a(message: Claimed, now: datetime, transport: str, ended: Ended | None) -> bool:
        if message.to == "b":
            raise StoreError(Message("store.full"))
        return record(message, now, transport, ended)

    monkeypatch.setattr(store.outbox, "handing_over", only_a)
    with pytest.raises(StoreError):
        send(store, Lines(), machine)
    assert states(store) == {"a": "sent", "b": "waiting"}


def test_a_mistake_in_a_session_comes_out_and_stops_the_others(
    store: Store, machine: Machine
) -> None:
    """What nobody expected is not swallowed; the message in hand is in doubt, the rest waits."""
    queue(store, *map(str, range(40)))

    def broken(number: int, _: Claimed) -> None:
        if number == 1:
            raise ZeroDivisionError
        threading.Event().wait(0.05)

    with pytest.raises(ZeroDivisionError):
        send(store, Lines(lanes=2, at_bytes=broken), machine)
    counted = Counter(states(store).values())
    assert counted["in-doubt"] == 1
    assert counted["claimed"] == counted["handing-over"] == 0
    assert counted["waiting"] > 20


def test_a_domain_that_had_enough_waits_and_the_others_go_on(
    store: Store, machine: Machine
) -> None:
    """No attempt is counted, and the delivery says when there is room again."""
    queue(store, "a@x.example", "b@x.example", "c@y.example")
    counts = send(store, Lines(), machine, Pace(per_domain=1))
    assert (counts.sent, counts.waiting) == (2, 1)
    assert 0 < counts.pause <= 60
    (waits,) = store.outbox.list(["waiting"])
    assert (waits.to, waits.attempts) == ("b@x.example", 0)
    machine.time += timedelta(seconds=61)
    assert send(store, Lines(), machine).sent == 1


def test_the_limit_of_a_minute_ends_the_delivery_for_now(store: Store, machine: Machine) -> None:
    """What is left waits unclaimed, so that a cancel or another run finds it."""
    queue(store, "a", "b", "c")
    counts = send(store, Lines(), machine, Pace(per_minute=2))
    assert (counts.sent, counts.waiting) == (2, 1)
    assert 0 < counts.pause <= 60
    assert states(store)["c"] == "waiting"


def test_a_session_without_work_is_never_opened_further(store: Store, machine: Machine) -> None:
    """An empty outbox costs no connection."""
    lines = Lines(lanes=2)
    assert send(store, lines, machine).sent == 0
    assert {tuple(line.done) for line in lines.opened} == {("close",)}


def test_while_mails_go_fast_more_of_them_are_claimed_at_once(
    store: Store, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A claim in a long queue is dear; one that lasts long could outlive its lease."""
    queue(store, *map(str, range(400)))
    claim, asked = store.outbox.claim, list[int]()

    def note(holder: str, now: datetime, limit: int, **more: Any) -> Sequence[Claimed]:  # noqa: ANN401 - passed on
        asked.append(limit)
        return claim(holder, now, limit, **more)

    monkeypatch.setattr(store.outbox, "claim", note)
    send(store, Lines(), machine)
    assert asked == [50, 100, 200, 400, 500]
    monkeypatch.setattr("automations.engine.delivery.QUICK", 0.0)
    queue(store, *map(str, range(400, 500)))
    send(store, Lines(), machine)
    assert asked[5:] == [50, 50, 50]
