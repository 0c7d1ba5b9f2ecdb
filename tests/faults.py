"""Cases of what a mail server answers, and what is to be true after each."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

from automations.engine.commands.mail_words import Teller
from automations.engine.core.intents import Mail as Intent
from automations.engine.core.pace import Pace
from automations.engine.delivery import Counts, deliver
from automations.engine.mail.smtp import SmtpTransport
from automations.engine.ports import Finished, Outbox
from automations.engine.store.store import Store, open_store
from automations.engine.words import Words
from tests.clocks import Machine
from tests.fault_server import PASSWORD, TOKEN, Fault, FaultServer, running
from tests.handing_over import NOW, SENDER, settings, transport

PLAIN = "smtp+plain"
WORDS = Words("nl")
TELLER = Teller(WORDS, UTC)

# What a person reads.
DOWN = "verbreekt steeds de verbinding of geeft geen antwoord"
SHUT = "laat nu niemand binnen"
CUT = "brak af vóór de mail verstuurd was"
SILENT = "geeft geen antwoord nadat hij een mail helemaal kreeg"
DOUBT = "Niemand weet of deze mail aankwam"
NOT_SENT = "Er is niets verstuurd"
UNKNOWN = "Het adres bestaat niet. De mailserver zei:"
CONTENT = "De inhoud is geweigerd; met het adres is niets mis. De mailserver zei:"
SENDER_WRONG = (f"neemt geen mail aan van {SENDER}", "mail.sender", NOT_SENT)
LOGIN_WRONG = (f"laat {SENDER} niet inloggen", "Bewaar het juiste wachtwoord", NOT_SENT)
LOGIN_WANTED = ("wil dat er eerst wordt ingelogd", "Schrijf bij mail.via wie inlogt")
NO_WAY_IN = (f"kent de manier van inloggen van {SENDER} niet", "mail.login")


@dataclass(frozen=True)
class Case:
    """A row of the table; mail 0 goes to `partner0@`, unless said, and so on."""

    name: str
    faults: tuple[Fault, ...]
    mails: str  # what becomes of each, and how many copies arrived: "sent 1, in-doubt 0"
    said: tuple[str, ...] | str = ()  # in `outbox list`, or as why nothing leaves
    by_hand: bool = False  # only a person can mend it
    form: str = "smtp"
    server: Mapping[str, object] = field(default_factory=dict)
    mail: Mapping[str, object] = field(default_factory=dict)
    to: tuple[str, ...] = ()
    size: int = 0  # bytes of each body, at least
    fault: str | None = None  # of what was refused
    logins: int | None = None  # tries to log in
    patience: float = 10.0  # for an answer, in seconds
    password: str = PASSWORD


def wrong(at: str, answer: str = "", **more: object) -> tuple[Fault, ...]:
    """Say one thing that goes wrong: an answer, or silence."""
    return (Fault(at, answer, **more),)


def cut(at: str, answer: str = "", **more: object) -> tuple[Fault, ...]:
    """Say where the server hangs up, with a last word or without."""
    return wrong(at, answer, hang_up=True, **more)


@dataclass
class Bench:
    """A workspace with a store, its mails, and a clock."""

    store: Store
    folder: Path
    machine: Machine

    def queue(self, *to: str, size: int = 0, body: str = "Dag.") -> list[str]:
        """Queue a mail to each address, and return their Message-IDs."""
        finished = []
        for number, address in enumerate(to):
            identity = f"<{number}-{size}@werkblad.dordrecht.example>"
            head = (
                f"From: {SENDER}",
                f"To: {address}",
                f"Message-ID: {identity}",
                "Subject: Proef",
            )
            filling = ["x" * 990] * (size // 990)
            content = "\r\n".join([*head, "", body, *filling, ""]).encode()
            intent = Intent((identity,), address, "digest", {}, date(2016, 10, 3))
            finished.append(Finished(intent, identity, "Proef", content, NOW))
        self.store.outbox.queue(finished, NOW)
        return [one.message_id for one in finished]

    def transport(self, server: FaultServer, case: Case) -> SmtpTransport:
        """Return the transport to a server; silence that a test wants is not borne for long."""
        user = "" if case.form == PLAIN else f"{SENDER}@"
        mail = settings(
            f"{case.form}://{user}localhost:{server.port}", **{"connections": 1, **case.mail}
        )
        made = transport(mail, self.folder, WERKBLAD_MAIL_PASSWORD=case.password)
        silent = any(fault.at == "DOT" and not fault.answer for fault in server.faults)
        made.timeout, made.after_dot = case.patience, 1.0 if silent else 10.0
        return made

    def send(
        self,
        server: FaultServer,
        case: Case,
        *,
        pace: Pace | None = None,
        outbox: Outbox | None = None,
    ) -> Counts:
        """Hand over what may leave now."""
        return deliver(
            outbox or self.store.outbox,
            self.transport(server, case),
            lambda: NOW,
            "test",
            pace=pace,
            machine=self.machine,
        )

    @property
    def states(self) -> list[str]:
        """Return the state of each mail."""
        return [message.state for message in self.store.outbox.list()]

    def shown(self, counts: Counts) -> str:
        """Return all that a coordinator reads in Dutch about the mails and the server."""
        trouble = [WORDS.message(counts.trouble)] if counts.trouble else []
        why = [TELLER.why(message) or "" for message in self.store.outbox.list()]
        return "\n".join([*trouble, *why])

    def later(self) -> None:
        """Let the time pass until everything may be tried again."""
        self.machine.time += timedelta(hours=5)


HEALTHY = Case("a server that is well", (), "")


@cache
def authority() -> trustme.CA:
    """Return the own CA of a city."""
    return trustme.CA()


@cache
def tls() -> ssl.SSLContext:
    """Return what a server shows its certificate with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority().issue_cert("localhost").configure_cert(context)
    return context


@cache
def empty_store() -> bytes:
    """Make a store once: its tables take longer than a case."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "service.db")
        open_store(path).close()
        return path.read_bytes()


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Open a new store in a workspace."""
    authority().cert_pem.write_to_path(folder / "ca.pem")
    (folder / "service.db").write_bytes(empty_store())
    machine = Machine()
    with open_store(folder / "service.db", clock=machine) as store:
        yield Bench(store, folder, machine)


def served(case: Case) -> FaultServer:
    """Return the server of a case."""
    context = None if case.form == PLAIN else tls()
    return FaultServer(case.faults, context, **case.server)


def check(case: Case, folder: Path) -> None:
    """Hand over to a server that goes wrong, then to one that is well, and look at everything."""
    expected = [one.split() for one in case.mails.split(", ")]
    to = case.to or tuple(f"partner{number}@dordrecht.example" for number in range(len(expected)))
    with bench(folder) as at:
        sent = at.queue(*to, size=case.size)
        with running(served(case)) as server:
            counts = at.send(server, case)
        found = [
            [state, str(server.copies[identity])]
            for state, identity in zip(at.states, sent, strict=True)
        ]
        read = at.shown(counts)
        assert found == expected, read
        said = (case.said,) if isinstance(case.said, str) else case.said
        assert [part for part in said if part not in read] == [], read
        own = [one for one in at.store.outbox.list() if one.reply_code is None]
        assert not any("mailserver zei" in (TELLER.why(one) or "") for one in own)
        assert all(TELLER.why(one) == one.reason for one in own if one.state == "refused")
        assert counts.by_hand == case.by_hand
        refused = {message.fault for message in at.store.outbox.list(["refused"])}
        assert refused == ({case.fault} if case.fault else set())
        assert case.logins in {None, len(server.logins)}
        check_the_rest(at, sent, server)
        check_secrets(case, folder, read)


def check_the_rest(at: Bench, sent: Sequence[str], before: FaultServer) -> None:
    """Let a healthy server have what is to be sent still: exactly that, and each once."""
    at.later()
    states = at.states
    with running(FaultServer((), tls(), utf8=True)) as server:
        at.send(server, HEALTHY)
    rest = {identity for identity, state in zip(sent, states, strict=True) if state in _GOES}
    assert server.copies == dict.fromkeys(rest, 1)
    assert at.states == ["sent" if state in _GOES else state for state in states]
    assert all((server.copies + before.copies)[identity] <= 1 for identity in sent)


_GOES = ("waiting", "retry")


def check_secrets(case: Case, folder: Path, read: str) -> None:
    """Find no secret on the screen or in the store."""
    kept = b"".join(path.read_bytes() for path in folder.glob("service.db*"))
    for secret in (case.password, TOKEN):
        assert secret not in read
        assert secret.encode() not in kept
