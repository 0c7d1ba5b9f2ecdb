"""Several connections, limits, what the store cannot keep, and bytes that arrive as they were."""

from __future__ import annotations

import logging
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from automations.engine.core.findings import Message
from automations.engine.core.pace import Pace
from automations.engine.delivery import GIVE_UP
from automations.engine.mail.smtp import AFTER_DOT, TIMEOUT
from automations.engine.ports import Claimed, Ended
from automations.engine.store.outbox import LEASE, Outbox
from automations.engine.store.records import StoreError
from tests.fault_server import Fault, FaultServer, running
from tests.faults import CUT, HEALTHY, PLAIN, SILENT, Bench, bench, cut, tls, wrong
from tests.mails import COMPOSER, every_mail

LANES = {"connections": 2}
TWO = replace(HEALTHY, mail=LANES)
FULL = StoreError(Message("store.full", {"path": "service.db", "said": ""}))


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Bench]:
    """Open a new store in a workspace."""
    with bench(tmp_path) as opened:
        yield opened


def partners(number: int) -> list[str]:
    """Name so many receivers."""
    return [f"partner{one}@dordrecht.example" for one in range(number)]


def test_sixty_seconds_for_each_answer_and_less_than_a_lease_in_all() -> None:
    """DATA, the bytes and what follows the dot: else a slow hand-over would be taken for dead."""
    assert TIMEOUT == 60
    assert timedelta(seconds=TIMEOUT + TIMEOUT + AFTER_DOT) < LEASE


def test_a_server_that_is_not_there_is_said_with_what_to_look_at(at: Bench) -> None:
    """Nothing listens: all waits, and no attempt is counted."""
    at.queue(*partners(2))
    with running(FaultServer()) as server:
        pass
    counts = at.send(server, TWO)
    read = at.shown(counts)
    assert "is niet te bereiken" in read
    assert "of server en poort kloppen" in read
    assert not counts.by_hand
    assert {(one.state, one.attempts) for one in at.store.outbox.list()} == {("waiting", 0)}


def test_many_mails_go_over_one_login_for_each_connection(at: Bench) -> None:
    """And each arrives once."""
    sent = at.queue(*partners(60))
    with running(FaultServer((), tls())) as server:
        assert at.send(server, TWO).sent == 60
    assert server.copies == dict.fromkeys(sent, 1)
    assert len(server.logins) == 2


def test_a_wrong_password_fails_once_however_many_connections(at: Bench) -> None:
    """A server locks out who fails too often; five connections tried nothing by themselves."""
    at.queue(*partners(60))
    case = replace(HEALTHY, mail={"connections": 5}, password="hunter3")  # noqa: S106 - wrong
    slowly = Fault("AUTH", late=0.3)
    with running(FaultServer((slowly,), tls())) as server:
        counts = at.send(server, case)
    assert counts.by_hand
    assert len(server.logins) == 1
    assert set(at.states) == {"waiting"}


def test_a_server_with_room_for_one_connection_gets_everything_over_it(at: Bench) -> None:
    """The other one is turned away, and leaves its work."""
    sent = at.queue(*partners(60))
    with running(FaultServer((), tls(), most=1)) as server:
        counts = at.send(server, TWO)
    assert (counts.sent, counts.trouble) == (60, None)
    assert server.copies == dict.fromkeys(sent, 1)


def test_a_connection_that_breaks_each_time_leaves_the_rest_to_the_other(at: Bench) -> None:
    """Two that were in hand are put off; nothing is in doubt, and the others leave."""
    sent = at.queue(*partners(40))
    broken = cut("RCPT", to="partner0@") + cut("RCPT", to="partner1@")
    with running(FaultServer(broken, tls())) as server:
        counts = at.send(server, TWO)
    assert Counter(at.states) == {"sent": 38, "retry": 2}
    assert server.copies == dict.fromkeys(sent[2:], 1)
    assert counts.trouble is None


def test_a_server_that_is_silent_after_every_dot_gets_one_mail_a_connection(at: Bench) -> None:
    """Else the whole queue would be in doubt; what waits is well, and is tried after a while."""
    sent = at.queue(*partners(40))
    with running(FaultServer(wrong("DOT", took=True), tls())) as server:
        counts = at.send(server, TWO)
        assert Counter(at.states) == {"in-doubt": 2, "waiting": 38}
        assert SILENT in at.shown(counts)
        assert not counts.by_hand
    assert sum(server.copies.values()) == 2
    with running(FaultServer((), tls())) as well:
        assert at.send(well, TWO).sent == 38
    assert server.copies + well.copies == dict.fromkeys(sent, 1)


def test_one_silence_leaves_the_rest_to_the_other_connection(at: Bench) -> None:
    """One mail in doubt, named in the list; all others leave."""
    at.queue(*partners(30))
    with running(FaultServer(wrong("DOT", to="partner3@"), tls())) as server:
        counts = at.send(server, TWO)
    (doubt,) = at.store.outbox.list(["in-doubt"])
    assert doubt.to == "partner3@dordrecht.example"
    assert (counts.sent, counts.trouble) == (29, None)


def test_a_server_that_hangs_up_after_each_mail_is_logged_in_to_again(at: Bench) -> None:
    """421 or not: each mail arrives, once, with no attempt too many."""
    sent = at.queue(*partners(6))
    with running(FaultServer(cut("DOT", "250 2.0.0 Taken", took=True), tls())) as server:
        assert at.send(server, HEALTHY).sent == 6
    assert server.copies == dict.fromkeys(sent, 1)
    assert len(server.logins) == 6
    assert {message.attempts for message in at.store.outbox.list()} == {1}


def test_the_limit_of_a_minute_holds_over_all_connections(at: Bench) -> None:
    """What is above it waits, without an attempt."""
    at.queue(*partners(9))
    with running(FaultServer((), tls())) as server:
        counts = at.send(server, TWO, pace=Pace(per_minute=4))
    assert (counts.sent, counts.waiting, len(server.received)) == (4, 5, 4)
    assert 0 < counts.pause <= 60
    assert {one.attempts for one in at.store.outbox.list(["waiting"])} == {0}


def test_the_limit_of_a_domain_lets_the_other_domains_go(at: Bench) -> None:
    """A receiver that mistrusts much at once gets it in parts."""
    at.queue("a@x.example", "b@x.example", "c@x.example", "d@y.example")
    with running(FaultServer((), tls())) as server:
        counts = at.send(server, TWO, pace=Pace(per_domain=2))
        assert (counts.sent, counts.waiting) == (3, 1)
        at.machine.time += timedelta(seconds=61)
        assert at.send(server, TWO, pace=Pace(per_domain=2)).sent == 1
    assert sorted(to for _, receivers, _ in server.received for to in receivers) == [
        *("a@x.example", "b@x.example", "c@x.example", "d@y.example")
    ]


def test_a_connection_that_breaks_for_days_blames_no_address(at: Bench) -> None:
    """It is given up as any other, and said in our own words: no server spoke of the receiver."""
    at.queue(*partners(1))
    with running(FaultServer(cut("RCPT"), tls())) as server:
        at.send(server, HEALTHY)
        at.machine.time += GIVE_UP + timedelta(hours=5)
        counts = at.send(server, HEALTHY)
    (given_up,) = at.store.outbox.list(["refused"])
    assert (given_up.fault, given_up.reply_code, given_up.attempts) == (None, None, 2)
    assert "Na vijf dagen proberen opgegeven" in at.shown(counts)
    assert CUT in at.shown(counts)


def test_a_greylisting_that_never_ends_is_given_up(at: Bench) -> None:
    """After days of trying, and told in the words of the receiver's server."""
    at.queue(*partners(1))
    with running(FaultServer(wrong("RCPT", "450 4.2.0 Greylisted"), tls())) as server:
        at.send(server, HEALTHY)
        at.machine.time += GIVE_UP + timedelta(hours=5)
        counts = at.send(server, HEALTHY)
    (given_up,) = at.store.outbox.list(["refused"])
    assert (given_up.fault, given_up.reply_code) == (None, 450)
    assert "Na vijf dagen proberen opgegeven. De mailserver zei: 4.2.0" in at.shown(counts)


class Failing:
    """An outbox that cannot keep one thing: the disk is full, or the store read-only."""

    def __init__(self, outbox: Outbox, what: str) -> None:
        """Fail at `what`."""
        self.outbox, self.what = outbox, what

    def handing_over(
        self, message: Claimed, now: datetime, transport: str, ended: Ended | None = None
    ) -> bool:
        """Fail, or not."""
        if self.what == "handing_over":
            raise FULL
        return self.outbox.handing_over(message, now, transport, ended)

    def settle(self, ended: Ended) -> None:
        """Fail, or not."""
        if self.what == "settle":
            raise FULL
        self.outbox.settle(ended)

    def __getattr__(self, name: str) -> object:
        """Do all else as ever."""
        return getattr(self.outbox, name)


def test_no_bytes_go_while_the_store_cannot_keep_that_they_go(at: Bench) -> None:
    """The server hears of sender and receiver, and of no DATA; all is sent later, once."""
    sent = at.queue(*partners(2))
    with running(FaultServer((), tls())) as server:
        with pytest.raises(StoreError):
            at.send(server, HEALTHY, outbox=Failing(at.store.outbox, "handing_over"))
        assert "RCPT" in server.verbs
        assert "DATA" not in server.verbs
        assert at.states == ["waiting", "waiting"]
        at.later()
        assert at.send(server, HEALTHY).sent == 2
    assert server.copies == dict.fromkeys(sent, 1)


def test_a_mail_whose_end_the_store_cannot_keep_is_not_sent_again(at: Bench) -> None:
    """It arrived, and is in doubt once its lease is over: a person looks, nobody has it twice."""
    sent = at.queue(*partners(1))
    with running(FaultServer((), tls())) as server:
        with pytest.raises(StoreError):
            at.send(server, HEALTHY, outbox=Failing(at.store.outbox, "settle"))
        at.later()
        assert at.send(server, HEALTHY).sent == 0
    assert at.states == ["in-doubt"]
    assert server.copies == dict.fromkeys(sent, 1)


def test_a_store_that_may_only_be_read_lets_no_mail_go(at: Bench) -> None:
    """Nothing can be claimed; the server is not even called."""
    at.queue(*partners(2))
    database = at.store.outbox._database  # noqa: SLF001 - what a mount without writing does
    with database.write() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with running(FaultServer((), tls())) as server:
        with pytest.raises(StoreError) as found:
            at.send(server, HEALTHY)
        assert found.value.message.id == "store.read-only"
        assert server.verbs == []
    assert isinstance(found.value.__cause__, sqlite3.Error)


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(at: Bench) -> None:
    """RFC 5321, 4.5.2; a dot alone ends nothing but the mail."""
    body = ".\r\n..\r\n.x\r\n\r\n.\r\nQUIT"
    at.queue("an@dordrecht.example", body=body)
    with running(FaultServer((), None)) as server:
        assert at.send(server, replace(HEALTHY, form=PLAIN)).sent == 1
    ((_, _, content),) = server.received
    assert content.endswith(f"\r\n\r\n{body}\r\n".encode())


@pytest.mark.parametrize("half", ["\n.\n", "\r.\r", "\n.\r\n", "\r\n.\r", "\r\r\n"])
def test_half_a_line_end_is_never_sent(at: Bench, half: str) -> None:
    """Some servers see the end of a mail in it, and a second mail in what follows (CVE-2023-51764).

    Only that mail is refused, nobody's address is blamed, and the next one leaves.
    """
    at.queue("an@dordrecht.example", body=f"Dag.{half}MAIL FROM:<burgemeester@dordrecht.example>")
    at.queue("jo@dordrecht.example", size=1)
    with running(FaultServer((), tls())) as server:
        counts = at.send(server, HEALTHY)
    assert at.states == ["refused", "sent"]
    (refused,) = at.store.outbox.list(["refused"])
    assert refused.fault == "content"
    assert "half regeleinde" in at.shown(counts)
    assert [to for _, to, _ in server.received] == [("jo@dordrecht.example",)]


@pytest.mark.parametrize("text", ["Dag\n.\nAn", "a\r.\rb", "x" * 3000, "é" * 500, "a\r\n.\r\nb"])
def test_a_mail_that_we_compose_has_whole_line_ends_and_lines_that_fit(text: str) -> None:
    """Whatever a cell holds: CRLF, at most 998 bytes between (RFC 5321, 4.5.3.1.6), only ASCII."""
    for mail in every_mail(text).values():
        content = COMPOSER.render(mail).content
        assert content.isascii()
        lines = content.split(b"\r\n")
        assert not any(sign in line for line in lines for sign in (b"\r", b"\n"))
        assert max(map(len, lines)) <= 998


def test_a_copy_that_is_not_to_be_had_is_said_once(
    at: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """In the log, with the server's words; the mails leave, each once."""
    at.queue(*partners(3))
    case = replace(HEALTHY, mail={"copy_to": "kopie@dordrecht.example", "connections": 1})
    with (
        caplog.at_level(logging.WARNING, "werkblad"),
        running(FaultServer(wrong("RCPT", "550 5.1.1 No such copy", to="kopie@"), tls())) as server,
    ):
        assert at.send(server, case).sent == 3
    said = [record.getMessage() for record in caplog.records if record.name == "werkblad"]
    assert said == ["mail.copy_to gets no copy: 550 5.1.1 No such copy"]
    assert [len(to) for _, to, _ in server.received] == [1, 1, 1]


def test_a_copy_arrives_with_the_mail(at: Bench) -> None:
    """One hand-over for both; the receiver does not see it."""
    at.queue(*partners(1))
    case = replace(HEALTHY, mail={"copy_to": "kopie@dordrecht.example"})
    with running(FaultServer((), tls())) as server:
        assert at.send(server, case).sent == 1
    ((_, to, content),) = server.received
    assert to == ("partner0@dordrecht.example", "kopie@dordrecht.example")
    assert b"kopie" not in content


def test_a_domain_is_written_in_ascii(at: Bench) -> None:
    """RFC 5891: every server knows how to reach it, also one without SMTPUTF8."""
    at.queue("an@münchen.example")
    with running(FaultServer((), tls())) as server:
        assert at.send(server, HEALTHY).sent == 1
    assert [to for _, to, _ in server.received] == [("an@xn--mnchen-3ya.example",)]
