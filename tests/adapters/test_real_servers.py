"""Postfix and Dovecot as Debian ships them: a login over each form of `mail.via`, or nothing."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from automations.engine.mail_config import Mail
from automations.engine.store.store import Store, open_store
from tests import dovecot as dovecots
from tests import postfix as postfixes
from tests import sink as sinks
from tests import token_server
from tests.dovecot import Dovecot
from tests.handing_over import SENDER, hand_over, queue, settings, trouble
from tests.postfix import Postfix
from tests.sink import Sink
from tests.token_server import CLIENT, CLIENT_SECRET, TENANT, TokenServer

PASSWORD = "hunter2 en meer"  # noqa: S105 - of these tests


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    """Return the own CA of a city."""
    return trustme.CA()


@pytest.fixture(scope="module")
def running_tokens(ca: trustme.CA) -> Iterator[TokenServer]:
    """Run a server of tokens."""
    with token_server.running(ca) as server:
        yield server


@pytest.fixture
def tokens(running_tokens: TokenServer) -> TokenServer:
    """Return the server of tokens as if it had just been started."""
    running_tokens.lifetime = 3600
    running_tokens.given.clear()
    return running_tokens


@pytest.fixture(scope="module")
def dovecot_and_sink(ca: trustme.CA, running_tokens: TokenServer) -> Iterator[tuple[Dovecot, Sink]]:
    """Run Dovecot, and where it sends on what is submitted to it."""
    introspection = f"{running_tokens.url}/introspect"
    with (
        sinks.running() as sink,
        dovecots.running(
            ca, {SENDER: PASSWORD}, relay=sink.port, introspection=introspection
        ) as server,
    ):
        yield server, sink


@pytest.fixture
def dovecot(dovecot_and_sink: tuple[Dovecot, Sink]) -> Dovecot:
    """Return the running Dovecot."""
    return dovecot_and_sink[0]


@pytest.fixture
def sink(dovecot_and_sink: tuple[Dovecot, Sink]) -> Sink:
    """Return where Dovecot sends on to, empty."""
    dovecot_and_sink[1].envelopes.clear()
    return dovecot_and_sink[1]


@pytest.fixture(scope="module")
def running_postfix(ca: trustme.CA, dovecot_and_sink: tuple[Dovecot, Sink]) -> Iterator[Postfix]:
    """Run Postfix, which asks Dovecot who may log in."""
    with postfixes.running(ca, dovecot_and_sink[0]) as server:
        yield server


@pytest.fixture
def postfix(running_postfix: Postfix) -> Postfix:
    """Return the running Postfix, its inbox and its log empty."""
    running_postfix.clear()
    return running_postfix


@pytest.fixture
def store(tmp_path: Path, ca: trustme.CA) -> Iterator[Store]:
    """Open a new store, in a workspace with the own CA."""
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    with open_store(tmp_path / "service.db") as opened:
        yield opened


def via(form: str, server: Postfix | Dovecot, host: str = "localhost") -> str:
    """Return `mail.via` for one of the forms."""
    if form == "smtp+plain":
        assert isinstance(server, Postfix)
        return f"smtp+plain://{host}:{server.relay}"
    return f"{form}://{SENDER}@{host}:{getattr(server, form)}"


@pytest.mark.parametrize("form", ["smtp", "smtps", "smtp+plain"])
def test_postfix_takes_mail_over_each_form(
    store: Store, postfix: Postfix, tmp_path: Path, form: str
) -> None:
    """Each mail once, over a login where the form has one."""
    sent = queue(store, 5)
    counts = hand_over(
        store, settings(via(form, postfix)), tmp_path, WERKBLAD_MAIL_PASSWORD=PASSWORD
    )
    assert (counts.sent, counts.waiting, counts.trouble) == (5, 0, None)
    assert sorted(mail["Message-ID"] for mail in postfix.received(5)) == sent
    assert postfix.log().count(f"sasl_username={SENDER}") == (0 if form == "smtp+plain" else 5)


@pytest.mark.parametrize("form", ["smtp", "smtps"])
def test_dovecot_takes_mail_over_both_forms_with_tls(
    store: Store, dovecot: Dovecot, sink: Sink, tmp_path: Path, form: str
) -> None:
    """It passes on what was submitted."""
    sent = queue(store)
    mail = settings(via(form, dovecot))
    counts = hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD=PASSWORD)
    assert (counts.sent, counts.waiting, counts.trouble) == (3, 0, None)
    assert sorted(sink.identities) == sent


@pytest.mark.parametrize("form", ["smtp", "smtps"])
def test_a_wrong_password_at_postfix_sends_nothing(
    store: Store, postfix: Postfix, tmp_path: Path, form: str
) -> None:
    """All of it waits for a person; the right password sends it, once."""
    sent = queue(store)
    mail = settings(via(form, postfix))
    counts = hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD="hunter3")  # noqa: S106 - wrong
    assert trouble(counts)
    assert counts.by_hand
    assert counts.waiting == 3
    assert postfix.received() == []
    counts = hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD=PASSWORD)
    assert counts.sent == 3
    assert sorted(mail["Message-ID"] for mail in postfix.received(3)) == sent


@pytest.mark.parametrize("form", ["smtp", "smtps"])
def test_a_wrong_password_at_dovecot_sends_nothing(
    store: Store, dovecot: Dovecot, sink: Sink, tmp_path: Path, form: str
) -> None:
    """As at Postfix."""
    queue(store)
    mail = settings(via(form, dovecot))
    counts = hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD="hunter3")  # noqa: S106 - wrong
    assert trouble(counts)
    assert counts.by_hand
    assert counts.waiting == 3
    assert sink.envelopes == []


@pytest.mark.parametrize("form", ["smtp", "smtps"])
@pytest.mark.parametrize(
    ("host", "ca_file", "expected"),
    [("127.0.0.1", "ca.pem", "andere naam"), ("localhost", None, "mail.tls_ca")],
)
def test_postfix_gets_no_password_when_its_certificate_is_not_right(
    store: Store,
    postfix: Postfix,
    tmp_path: Path,
    form: str,
    host: str,
    ca_file: str | None,
    expected: str,
) -> None:
    """Of another name, or of a CA that this computer does not know."""
    queue(store)
    mail = settings(via(form, postfix, host), tls_ca=ca_file)
    counts = hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD=PASSWORD)
    assert expected in trouble(counts)
    assert counts.by_hand
    assert counts.waiting == 3
    assert postfix.received() == []
    assert " auth=" not in postfix.log()


def test_postfix_without_starttls_gets_no_password(
    store: Store, postfix: Postfix, tmp_path: Path
) -> None:
    """It would take one unencrypted: that is how somebody in between would ask for it."""
    queue(store)
    mail = settings(f"smtp://{SENDER}@localhost:{postfix.stripped}")
    counts = hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD=PASSWORD)
    assert "STARTTLS" in trouble(counts)
    assert counts.by_hand
    assert counts.waiting == 3
    assert postfix.received() == []
    assert " auth=" not in postfix.log()


def test_postfix_on_the_port_of_the_other_form_is_told(
    store: Store, postfix: Postfix, tmp_path: Path
) -> None:
    """`smtps://` with the port of `smtp://`, the most usual mistake."""
    queue(store)
    mail = settings(f"smtps://{SENDER}@localhost:{postfix.smtp}")
    counts = hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD=PASSWORD)
    assert "smtp://" in trouble(counts)
    assert counts.by_hand
    assert counts.waiting == 3
    assert postfix.received() == []


def with_token(who: str, form: str, dovecot: Dovecot, tokens: TokenServer, folder: Path) -> Mail:
    """Return settings that log in at Dovecot with a token of Microsoft 365 or of Google."""
    tokens.write_key_file(folder / "key.json")
    logins = {
        "microsoft": {
            "microsoft": {"tenant": TENANT, "client": CLIENT, "authority": tokens.url},
        },
        "google": {"google": {"key_file": "key.json"}},
    }
    return settings(via(form, dovecot), login=logins[who], connections=1)


@pytest.mark.parametrize("form", ["smtp", "smtps"])
@pytest.mark.parametrize("who", ["microsoft", "google"])
def test_a_token_logs_in_and_is_fetched_anew_when_it_expired(
    store: Store,
    dovecot: Dovecot,
    sink: Sink,
    tokens: TokenServer,
    tmp_path: Path,
    who: str,
    form: str,
) -> None:
    """Dovecot asks the server of tokens whether one is valid, and whose it is."""
    tokens.lifetime = 2
    sent = queue(store)
    mail = with_token(who, form, dovecot, tokens, tmp_path)
    assert hand_over(store, mail, tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET).sent == 3
    time.sleep(2.1)
    assert [tokens.user_of(token) for token in tokens.given] == [None]
    sent += queue(store, first=3)
    assert hand_over(store, mail, tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET).sent == 3
    assert len(tokens.given) == 2
    assert sorted(sink.identities) == sent


@pytest.mark.parametrize("who", ["microsoft", "google"])
def test_a_token_that_dovecot_does_not_take_sends_nothing(
    store: Store, dovecot: Dovecot, sink: Sink, tokens: TokenServer, tmp_path: Path, who: str
) -> None:
    """It was taken back, or is of another user: a person has to look."""
    queue(store)
    tokens.lifetime = 0
    mail = with_token(who, "smtps", dovecot, tokens, tmp_path)
    counts = hand_over(store, mail, tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET)
    assert trouble(counts)
    assert counts.by_hand
    assert counts.waiting == 3
    assert sink.envelopes == []


def test_a_token_server_that_is_down_keeps_everything_waiting(
    store: Store, dovecot: Dovecot, sink: Sink, tokens: TokenServer, tmp_path: Path
) -> None:
    """Time mends it: the mails leave when it is back, and no attempt was counted."""
    queue(store)
    mail = with_token("google", "smtps", dovecot, tokens, tmp_path)
    tokens.instead = (400, '{"error": "temporarily_unavailable"}')
    counts = hand_over(store, mail, tmp_path)
    tokens.instead = None
    assert "geen token te krijgen" in trouble(counts)
    assert not counts.by_hand
    assert hand_over(store, mail, tmp_path).sent == 3
    assert len(sink.envelopes) == 3


def test_no_secret_is_left_behind(
    store: Store,
    dovecot: Dovecot,
    tokens: TokenServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Not in the store, in no log, on no screen: after a good login and after a bad one."""
    caplog.set_level(logging.DEBUG)
    queue(store)
    mail = settings(via("smtps", dovecot))
    wrong = "hunter3 en meer"
    counts = [
        hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD=wrong),
        hand_over(store, mail, tmp_path, WERKBLAD_MAIL_PASSWORD=PASSWORD),
    ]
    queue(store, first=3)
    mail = with_token("microsoft", "smtp", dovecot, tokens, tmp_path)
    counts += [hand_over(store, mail, tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET)]
    assert [one.sent for one in counts] == [0, 3, 3]
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("service.db*")).decode("latin-1")
    kept += repr(counts) + caplog.text + "".join(capfd.readouterr())
    for secret in (wrong, PASSWORD, CLIENT_SECRET, *tokens.given):
        assert secret not in kept
