"""Between a run and its delivery: a server in trouble is given time, and nothing is forgotten."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from automations.engine.core.findings import Message
from automations.engine.core.intents import Mail
from automations.engine.core.refusals import Refused
from automations.engine.delivery import Counts
from automations.engine.outgoing import BACK_OFF, BY_HAND, LIVE, Outgoing, trouble_of
from automations.engine.ports import (
    Claimed,
    Finished,
    Hold,
    TransportError,
    UnavailableError,
)
from automations.engine.store.store import Store, open_store
from automations.engine.workspace import SHIPPED, Workspace, open_workspace
from tests.clocks import Machine
from tests.transports import Direct

NOW = datetime(2016, 10, 3, 9, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
AWAY = UnavailableError(Message("transport.broke", {"server": "mail.example:587"}))
WRONG = UnavailableError(Message("transport.broke", {"server": "mail.example:587"}), by_hand=True)


@dataclass
class Server(Direct):
    """Takes mail, unless a test says what it raises instead."""

    name: str = "smtp"
    raises: Exception | None = None
    offered: int = 0
    arrived: list[str] = field(default_factory=list)

    def offer(self, message: Claimed) -> None:  # noqa: ARG002 - as a session has it
        """Raise what a test says."""
        self.offered += 1
        if self.raises:
            raise self.raises

    def hand_over(self, message: Claimed) -> None:
        """Take a mail."""
        self.arrived.append(message.to)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give a workspace that sends to a server."""
    text = (SHIPPED / "config.yaml").read_text("utf-8")
    text = re.sub(r"(?m)^  via:.*$", "  via: smtp+plain://mail.example", text)
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    return open_workspace(tmp_path)


@pytest.fixture
def store(workspace: Workspace, machine: Machine) -> Iterator[Store]:
    """Open its store, gone live, with one mail in it."""
    with open_store(workspace.store, clock=machine) as opened:
        opened.notes.put(LIVE, "yes")
        queue(opened, "een")
        yield opened


def queue(store: Store, name: str, *, hold: Hold | None = None) -> None:
    """Queue a mail."""
    to = f"{name}@partner.example"
    mail = Mail((name,), to, "digest", {}, date(2016, 10, 3))
    store.outbox.queue([Finished(mail, f"<{name}@x>", "Dag", b"x", NOW)], NOW, hold=hold)


def tick(outgoing: Outgoing, store: Store) -> Counts | None:
    """Do what the service does at each tick."""
    return outgoing.deliver_in_time(store, lambda: NOW, lambda: False)


def test_a_server_in_trouble_is_tried_after_growing_waits(
    workspace: Workspace, store: Store, machine: Machine
) -> None:
    """A minute at first, an hour at most; meanwhile ticks do not knock. Time alone mends it."""
    server = Server(raises=AWAY)
    outgoing = Outgoing(workspace, server, machine)
    for tries, wait in enumerate([*BACK_OFF, BACK_OFF[-1]], start=1):
        assert tick(outgoing, store) is not None
        assert tick(outgoing, store) is None
        trouble = trouble_of(store)
        assert trouble is not None
        assert (trouble.tries, trouble.again - machine.time) == (tries, wait)
        assert trouble.since == datetime(2026, 1, 1, tzinfo=UTC)
        machine.time += wait
    assert server.offered == len(BACK_OFF) + 1
    server.raises = None
    assert tick(outgoing, store) is not None
    assert server.arrived == ["een@partner.example"]
    assert trouble_of(store) is None


def test_what_only_a_person_mends_is_tried_rarely(
    workspace: Workspace, store: Store, machine: Machine
) -> None:
    """A wrong password that is tried every half minute locks the account."""
    outgoing = Outgoing(workspace, Server(raises=WRONG), machine)
    tick(outgoing, store)
    trouble = trouble_of(store)
    assert trouble is not None
    assert trouble.by_hand
    assert trouble.again - machine.time == BY_HAND


def test_a_run_by_hand_tries_at_once(workspace: Workspace, store: Store, machine: Machine) -> None:
    """Whoever mended the password wants to see that it works."""
    server = Server(raises=WRONG)
    outgoing = Outgoing(workspace, server, machine)
    tick(outgoing, store)
    server.raises = None
    counts = outgoing.deliver_all(store, lambda: NOW, threading.Event(), lambda: None)
    assert counts.sent == 1
    assert trouble_of(store) is None


def test_trouble_is_remembered_in_words_that_another_process_reads(
    workspace: Workspace, store: Store, machine: Machine
) -> None:
    """`status` is another process than the service."""
    tick(Outgoing(workspace, Server(raises=AWAY), machine), store)
    with open_store(workspace.store) as other:
        trouble = trouble_of(other)
    assert trouble is not None
    assert "mail.example:587" in workspace.words.message(trouble.message)


def test_a_limit_is_waited_for_and_everything_leaves(
    workspace: Workspace, store: Store, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`run` waits for room; who asks it to stop need not wait for that."""
    monkeypatch.setattr("automations.engine.core.pace.MINUTE", 0.05)
    queue(store, "twee")
    queue(store, "drie")
    outgoing = Outgoing(workspace, Server(), machine)
    outgoing.pace.per_minute = 1
    waits: list[int] = []
    counts = outgoing.deliver_all(store, lambda: NOW, threading.Event(), lambda: waits.append(1))
    assert (counts.sent, counts.waiting) == (3, 0)
    assert len(waits) == 2
    stopped = threading.Event()
    stopped.set()
    queue(store, "vier")
    assert outgoing.deliver_all(store, lambda: NOW, stopped, lambda: None).sent == 0


def test_mail_into_a_folder_ends_being_live(workspace: Workspace, store: Store) -> None:
    """What a trial put into a folder in between reached nobody: the next server is asked for."""
    folder = Server(name="folder")
    Outgoing(workspace, folder).deliver(store, lambda: NOW, lambda: False)
    assert folder.arrived
    closed = Outgoing(workspace, Server()).closed(store)
    assert closed is not None
    assert closed.kind == "not-live"


@pytest.mark.parametrize(
    ("said", "code", "fault", "kind"),
    [
        ("5.1.1 No such user", 550, "address", "unknown"),
        ("5.2.2 Full", 552, "address", "full"),
        ("5.7.1 Relay denied", 554, "address", "policy"),
        ("5.6.0 Bad content", 554, "content", "content"),
        ("Go away", 571, "address", "other"),
    ],
)
def test_a_refused_address_is_remembered_until_it_takes_a_mail(
    workspace: Workspace,
    store: Store,
    machine: Machine,
    said: str,
    code: int,
    fault: str,
    kind: str,
) -> None:
    """By the last mail that ended; a retry, or dropping it, is a person's word."""
    error = TransportError(said, permanent=True, code=code, fault=fault)  # type: ignore[arg-type]
    server = Server(raises=error)
    outgoing = Outgoing(workspace, server, machine)
    outgoing.deliver(store, lambda: NOW, lambda: False)
    expected = {"een@partner.example": Refused(kind, date(2016, 10, 3), 1)}  # type: ignore[arg-type]
    assert store.refused(ZONE) == expected
    store.outbox.retry([1], NOW)
    assert store.refused(ZONE) == {}
    outgoing.deliver(store, lambda: NOW, lambda: False)
    assert store.refused(ZONE) == expected
    server.raises = None
    mail = Mail(("later",), "Een@Partner.example", "digest", {}, date(2016, 10, 4))
    later = NOW + timedelta(days=1)
    store.outbox.queue([Finished(mail, "<later@x>", "Dag", b"x", later)], later)
    outgoing.deliver(store, lambda: later, lambda: False)
    assert store.refused(ZONE) == {}
