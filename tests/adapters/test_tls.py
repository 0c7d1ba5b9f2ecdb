"""TLS: each certificate that is not right is told apart, and nothing goes to who shows one."""

from __future__ import annotations

import contextlib
import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from automations.engine.mail.tls import describe_tls, tls_context, tls_trouble
from automations.engine.mail_config import Server
from automations.engine.ports import UnavailableError
from automations.engine.words import Words

NOW = datetime.now(UTC).replace(tzinfo=None)  # as certificates write it
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    """Return the own CA of a city."""
    return trustme.CA()


@pytest.fixture
def ca_file(ca: trustme.CA, tmp_path: Path) -> Path:
    """Return the file that `mail.tls_ca` names."""
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    return tmp_path / "ca.pem"


def presenting(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return a server's context that shows a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@contextlib.contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Run a server on loopback that answers one connection; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def serve() -> None:
            connection, _ = server.accept()
            connection.settimeout(10)
            with connection, contextlib.suppress(OSError):
                answer(connection)

        thread = Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def talking(context: ssl.SSLContext) -> Callable[[socket.socket], None]:
    """Return an answer that speaks TLS."""

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as wrapped:
            wrapped.recv(1)

    return answer


def refused(
    answer: Callable[[socket.socket], None], ca: Path | None, *, scheme: str = "smtps"
) -> tuple[str, bool]:
    """Connect to a server, and return in Dutch why that is refused, and whether by hand."""
    with listening(answer) as port:
        with (
            socket.create_connection(("127.0.0.1", port), 10) as plain,
            pytest.raises(ssl.SSLError) as raised,
        ):
            tls_context(ca).wrap_socket(plain, server_hostname="localhost")
        server = Server(scheme, "localhost", port)
        trouble = tls_trouble(raised.value, server)
        assert trouble.message == describe_tls(raised.value, server)
        words = Words("nl").message(trouble.message)
        assert f"localhost:{port}" in words
        return words, trouble.by_hand


def test_a_certificate_of_the_own_ca_is_trusted(ca: trustme.CA, ca_file: Path) -> None:
    """For the name that it was given for, and only with its CA in the settings."""
    context = presenting(ca.issue_cert("localhost"))
    with (
        listening(talking(context)) as port,
        socket.create_connection(("127.0.0.1", port), 10) as plain,
        tls_context(ca_file).wrap_socket(plain, server_hostname="localhost") as wrapped,
    ):
        assert wrapped.version() == "TLSv1.3"


def test_the_own_ca_stands_beside_those_of_the_system(ca_file: Path) -> None:
    """A city has one for its mail server, and takes its tokens from Microsoft."""
    system = tls_context(None).get_ca_certs()
    both = tls_context(ca_file).get_ca_certs()
    assert len(both) == len(system) + 1


@pytest.mark.parametrize("with_ca", [True, False])
def test_nothing_is_ever_left_unverified(ca_file: Path, *, with_ca: bool) -> None:
    """Name, issuer and TLS 1.2: no setting turns one of them off."""
    context = tls_context(ca_file if with_ca else None)
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_an_intermediate_certificate_will_do_as_own_ca(ca: trustme.CA, tmp_path: Path) -> None:
    """On Python 3.13 it does by itself; what works may not depend on that."""
    under = ca.create_child_ca()
    under.cert_pem.write_to_path(tmp_path / "under.pem")
    context = presenting(under.issue_cert("localhost"))
    with (
        listening(talking(context)) as port,
        socket.create_connection(("127.0.0.1", port), 10) as plain,
        tls_context(tmp_path / "under.pem").wrap_socket(plain, server_hostname="localhost"),
    ):
        pass


@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, "No such file"), ("", "no certificate"), ("geen PEM", "no certificate")],
)
def test_a_ca_file_that_is_none_is_told(tmp_path: Path, text: str | None, expected: str) -> None:
    """It is not left out in silence: then the next message would be about an unknown CA."""
    if text is not None:
        (tmp_path / "ca.pem").write_text(text, "utf-8")
    with pytest.raises(UnavailableError) as raised:
        tls_context(tmp_path / "ca.pem")
    assert raised.value.by_hand
    words = Words("en").message(raised.value.message)
    assert "ca.pem" in words
    assert expected in words
    assert "mail.tls_ca" in words


def test_a_ca_file_that_is_a_folder_is_told(tmp_path: Path) -> None:
    """As one that may not be read."""
    with pytest.raises(UnavailableError) as raised:
        tls_context(tmp_path)
    assert raised.value.by_hand


def test_a_certificate_of_another_name_is_refused(ca: trustme.CA, ca_file: Path) -> None:
    """The remedy is the name in the settings: that of the mailbox, where it is about that."""
    certificate = ca.issue_cert("elders.example", "127.0.0.1")
    words, by_hand = refused(talking(presenting(certificate)), ca_file)
    assert "andere naam" in words
    assert "mail.via" in words
    assert by_hand
    words, _ = refused(talking(presenting(certificate)), ca_file, scheme="imaps")
    assert "mail.mailbox" in words


def test_a_certificate_of_an_unknown_ca_is_refused(ca: trustme.CA) -> None:
    """The remedy is `mail.tls_ca`."""
    words, by_hand = refused(talking(presenting(ca.issue_cert("localhost"))), None)
    assert "uitgever" in words
    assert "mail.tls_ca" in words
    assert by_hand


def test_a_certificate_that_expired_is_refused(ca: trustme.CA, ca_file: Path) -> None:
    """Only the server's administrator mends that."""
    old = ca.issue_cert("localhost", not_before=NOW - 9 * DAY, not_after=NOW - DAY)
    words, by_hand = refused(talking(presenting(old)), ca_file)
    assert "verlopen" in words
    assert by_hand


def test_a_certificate_of_tomorrow_is_refused(ca: trustme.CA, ca_file: Path) -> None:
    """Often it is the clock of this computer."""
    new = ca.issue_cert("localhost", not_before=NOW + DAY, not_after=NOW + 9 * DAY)
    words, by_hand = refused(talking(presenting(new)), ca_file)
    assert "nog niet geldig" in words
    assert "klok" in words
    assert by_hand


def self_signed(folder: Path) -> Path:
    """Write a certificate for localhost that signed itself, with its key: one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "own.pem").write_bytes(pem)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "both.pem").write_bytes(pem + private)
    return folder / "both.pem"


def test_a_certificate_that_signed_itself_is_refused_until_it_is_named(tmp_path: Path) -> None:
    """The very certificate may be the own CA: many a small server has no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    words, by_hand = refused(talking(context), None)
    assert "zelf ondertekend" in words
    assert by_hand
    with (
        listening(talking(context)) as port,
        socket.create_connection(("127.0.0.1", port), 10) as plain,
        tls_context(tmp_path / "own.pem").wrap_socket(plain, server_hostname="localhost"),
    ):
        pass


def test_a_server_that_greets_without_tls_is_told_with_the_right_form(ca_file: Path) -> None:
    """Port 587 and `smtps://` is the most usual mistake."""

    def greet(connection: socket.socket) -> None:
        connection.sendall(b"220 mail.dordrecht.example ESMTP\r\n")
        connection.recv(1000)

    words, by_hand = refused(greet, ca_file)
    assert "zonder TLS" in words
    assert "smtp://" in words
    assert by_hand
    words, _ = refused(greet, ca_file, scheme="imaps")
    assert "smtp://" not in words
    assert "mail.mailbox" in words


def test_a_server_of_long_ago_is_refused(ca: trustme.CA, ca_file: Path) -> None:
    """TLS 1.1 can be read by others."""
    context = presenting(ca.issue_cert("localhost"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    words, by_hand = refused(talking(context), ca_file)
    assert "TLS 1.2" in words
    assert by_hand


def test_a_line_that_is_cut_may_mend_by_itself(ca_file: Path) -> None:
    """Nobody is called for it."""

    def hang_up(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)

    words, by_hand = refused(hang_up, ca_file)
    assert "verbrak" in words
    assert not by_hand


def test_what_has_no_words_of_its_own_is_passed_on(ca: trustme.CA, ca_file: Path) -> None:
    """A server that asks for the client's certificate, as some relays do."""
    context = presenting(ca.issue_cert("localhost"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    words, by_hand = refused(talking(context), ca_file)
    assert "handshake failure" in words.replace("_", " ")
    assert by_hand
