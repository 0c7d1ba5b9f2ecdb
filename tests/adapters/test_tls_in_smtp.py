"""What becomes of mail when TLS is not right: it waits, and nobody sees a password.

The server here takes everything, login and mail, with and without TLS: what does not arrive, we
did not send.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import pytest
import trustme

from automations.engine.store.store import Store, open_store
from tests.handing_over import SENDER, hand_over, queue, settings, trouble

PASSWORD = "hunter2-en-meer"  # noqa: S105 - of these tests
NOW = datetime.now(UTC).replace(tzinfo=None)  # as certificates write it
DAY = timedelta(days=1)


@dataclass
class Greedy:
    """A server that takes all it can get, and keeps every line."""

    context: ssl.SSLContext
    tls_first: bool = False  # as `smtps://` has it
    offers: str = "STARTTLS"
    starttls: str = "220 go ahead"
    lines: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def verbs(self) -> set[str]:
        """Return the commands that it was given."""
        return {line.split(" ")[0].upper() for line in self.lines}

    def serve(self, connection: socket.socket) -> None:
        """Speak SMTP over one connection until it ends."""
        connection.settimeout(10)
        with contextlib.suppress(OSError), contextlib.ExitStack() as ending:
            ending.callback(connection.close)
            if self.tls_first:
                connection = ending.enter_context(
                    self.context.wrap_socket(connection, server_side=True)
                )
            connection.sendall(b"220 greedy ESMTP\r\n")
            if self.talk(connection):
                connection = ending.enter_context(
                    self.context.wrap_socket(connection, server_side=True)
                )
                self.talk(connection)

    def talk(self, connection: socket.socket) -> bool:
        """Answer every line, until the other side goes away; True when TLS is to begin."""
        encrypted = isinstance(connection, ssl.SSLSocket)
        with connection.makefile("rb") as reader:
            while verb := self.read(reader).split(" ")[0].upper():
                connection.sendall(self.answer(verb, encrypted=encrypted).encode() + b"\r\n")
                if verb == "STARTTLS" and self.starttls.startswith("220"):
                    return True
                if verb == "DATA":
                    while self.read(reader) not in {".", ""}:
                        pass
                    connection.sendall(b"250 taken\r\n")
        return False

    def read(self, reader: BinaryIO) -> str:
        """Read a line and keep it; nothing at the end."""
        line = reader.readline().decode("latin-1")
        self.lines += [line.rstrip("\r\n")] if line else []
        return line and (line.rstrip("\r\n") or " ")

    def answer(self, verb: str, *, encrypted: bool) -> str:
        """Say yes to everything."""
        offers = ["greedy", "AUTH PLAIN LOGIN XOAUTH2"] + [self.offers] * (not encrypted)
        lines = [line for line in offers if line]
        several = [f"250-{line}" for line in lines[:-1]] + [f"250 {lines[-1]}"]
        special = {
            "EHLO": "\r\n".join(several),
            "STARTTLS": self.starttls,
            "AUTH": "235 welcome",
            "DATA": "354 go ahead",
        }
        return special.get(verb, "250 OK")


@contextlib.contextmanager
def running(server: Greedy) -> Iterator[Greedy]:
    """Run the server on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        threads: list[Thread] = []

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threads.append(Thread(target=server.serve, args=(connection,)))
                    threads[-1].start()

        accepting = Thread(target=accept)
        accepting.start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
        accepting.join()
        for thread in threads:
            thread.join()


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    """Return the own CA of a city."""
    return trustme.CA()


@pytest.fixture
def store(tmp_path: Path, ca: trustme.CA) -> Iterator[Store]:
    """Open a new store, in a workspace with the own CA."""
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    with open_store(tmp_path / "service.db") as opened:
        yield opened


def showing(ca: trustme.CA, name: str = "localhost", begin: int = -1, end: int = 9) -> Greedy:
    """Return a server with a certificate of `ca`, good from a day to a day, counted from now."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = ca.issue_cert(name, not_before=NOW + begin * DAY, not_after=NOW + end * DAY)
    certificate.configure_cert(context)
    return Greedy(context)


def refused(
    store: Store, server: Greedy, form: str, folder: Path, *, tls_first: bool = True
) -> tuple[str, bool]:
    """Try to send to a server; return why not, in Dutch, and whether only a person mends it.

    Whatever the reason: every mail waits as before, and the server got neither mail nor login.
    """
    queue(store)
    before = store.outbox.counts()
    server.tls_first = form == "smtps" and tls_first
    with running(server):
        mail = settings(f"{form}://{SENDER}@localhost:{server.port}")
        counts = hand_over(store, mail, folder, WERKBLAD_MAIL_PASSWORD=PASSWORD)
    words = trouble(counts)
    assert counts.waiting == 3
    assert store.outbox.counts() == before
    assert not server.verbs & {"AUTH", "MAIL", "RCPT", "DATA"}
    assert PASSWORD not in words
    return words, counts.by_hand


@pytest.mark.parametrize("form", ["smtp", "smtps"])
def test_the_server_of_these_tests_takes_mail_where_tls_is_right(
    store: Store, ca: trustme.CA, tmp_path: Path, form: str
) -> None:
    """Else none of the others could fail."""
    queue(store)
    server = showing(ca)
    server.tls_first = form == "smtps"
    with running(server):
        mail = settings(f"{form}://{SENDER}@localhost:{server.port}")
        assert hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD=PASSWORD).sent == 3
    assert {"AUTH", "MAIL", "RCPT", "DATA"} <= server.verbs
    assert sum(line.startswith("Message-ID:") for line in server.lines) == 3


def test_starttls_that_is_not_offered_sends_nothing(
    store: Store, ca: trustme.CA, tmp_path: Path
) -> None:
    """Somebody in between may have taken it out; there is no way to ask for it unencrypted."""
    server = showing(ca)
    server.offers = ""
    words, by_hand = refused(store, server, "smtp", tmp_path)
    assert "STARTTLS" in words
    assert by_hand
    assert "STARTTLS" not in server.verbs


@pytest.mark.parametrize("answer", ["454 TLS not available", "502 no", "500 what"])
def test_starttls_that_is_offered_and_then_refused_sends_nothing(
    store: Store, ca: trustme.CA, tmp_path: Path, answer: str
) -> None:
    """454 is said to pass (RFC 3207, 4), and still nothing goes unencrypted."""
    server = showing(ca)
    server.starttls = answer
    words, _ = refused(store, server, "smtp", tmp_path)
    assert "STARTTLS" in words
    assert "STARTTLS" in server.verbs


@pytest.mark.parametrize("form", ["smtp", "smtps"])
def test_a_certificate_of_another_name_sends_nothing(
    store: Store, ca: trustme.CA, tmp_path: Path, form: str
) -> None:
    """Whoever holds any certificate of the CA could else stand in between."""
    words, by_hand = refused(store, showing(ca, "elders.example"), form, tmp_path)
    assert "andere naam" in words
    assert by_hand


@pytest.mark.parametrize("form", ["smtp", "smtps"])
def test_a_certificate_of_an_unknown_ca_sends_nothing(
    store: Store, tmp_path: Path, form: str
) -> None:
    """The remedy is `mail.tls_ca`."""
    words, by_hand = refused(store, showing(trustme.CA()), form, tmp_path)
    assert "mail.tls_ca" in words
    assert by_hand


@pytest.mark.parametrize("form", ["smtp", "smtps"])
def test_a_certificate_that_expired_sends_nothing(
    store: Store, ca: trustme.CA, tmp_path: Path, form: str
) -> None:
    """Its server's administrator is asked for another."""
    words, by_hand = refused(store, showing(ca, begin=-9, end=-1), form, tmp_path)
    assert "verlopen" in words
    assert by_hand


@pytest.mark.parametrize("form", ["smtp", "smtps"])
def test_a_certificate_of_tomorrow_sends_nothing(
    store: Store, ca: trustme.CA, tmp_path: Path, form: str
) -> None:
    """Often it is this computer's clock."""
    words, by_hand = refused(store, showing(ca, begin=1), form, tmp_path)
    assert "nog niet geldig" in words
    assert by_hand


def test_a_server_without_tls_on_the_port_of_smtps_sends_nothing(
    store: Store, ca: trustme.CA, tmp_path: Path
) -> None:
    """The port of the other form: its right one is told."""
    words, by_hand = refused(store, showing(ca), "smtps", tmp_path, tls_first=False)
    assert "zonder TLS" in words
    assert "smtp://" in words
    assert by_hand


def test_what_is_said_before_tls_is_forgotten(store: Store, ca: trustme.CA, tmp_path: Path) -> None:
    """Answers that somebody put behind that to STARTTLS are not taken for the server's.

    CVE-2011-0411 and its kin: a client that keeps them takes a login for done.
    """
    server = showing(ca)
    server.starttls = "220 go ahead\r\n250-greedy\r\n250 AUTH PLAIN\r\n235 welcome\r\n250 OK"
    queue(store)
    with running(server):
        mail = settings(f"smtp://{SENDER}@localhost:{server.port}", connections=1)
        counts = hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD=PASSWORD)
    arrived = sum(line.startswith("Message-ID:") for line in server.lines)
    assert counts.sent == arrived
    assert arrived in {0, 3}
