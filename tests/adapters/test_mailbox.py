"""The service's own mailbox, on a real Dovecot: whether a mail is there, and since when."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import trustme
from imapclient import IMAPClient

from automations.engine.mail.login import Password
from automations.engine.mail.mailbox import Mailbox
from automations.engine.mail_config import Server
from automations.engine.ports import UnavailableError
from automations.engine.words import Words
from tests import dovecot as dovecots
from tests.dovecot import Dovecot, free_port

USER = "netwerk@dordrecht.example"
PASSWORD = "hunter2 en möre"  # noqa: S105 - of these tests
AT = datetime(2016, 10, 3, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    """Return the own CA of a city."""
    return trustme.CA()


@pytest.fixture(scope="module")
def running(ca: trustme.CA) -> Iterator[Dovecot]:
    """Run Dovecot for the whole file."""
    with dovecots.running(ca, {USER: PASSWORD}) as server:
        yield server


@pytest.fixture
def dovecot(running: Dovecot, ca: trustme.CA) -> Dovecot:
    """Return the running Dovecot, its mailbox empty."""
    with logged_in(running, ca) as client:
        for _, _, name in client.list_folders():
            client.select_folder(name)
            client.delete_messages(client.search())
            client.expunge()
    return running


def context(ca: trustme.CA) -> ssl.SSLContext:
    """Return what trusts the city's CA."""
    made = ssl.create_default_context()
    ca.configure_trust(made)
    return made


def logged_in(server: Dovecot, ca: trustme.CA) -> IMAPClient:
    """Log in as a mail program does."""
    client = IMAPClient("localhost", server.imaps, ssl_context=context(ca))
    client.plain_login(USER, PASSWORD)
    return client


def put(server: Dovecot, ca: trustme.CA, identity: str, folder: str = "INBOX") -> None:
    """Put a mail in a folder."""
    mail = f"From: {USER}\r\nMessage-ID: {identity}\r\nSubject: Proef\r\n\r\nDag.\r\n"
    with logged_in(server, ca) as client:
        if not client.folder_exists(folder):
            client.create_folder(folder)
        client.append(folder, mail.encode(), msg_time=AT)


def mailbox(
    server: Dovecot, ca: trustme.CA, *, path: str = "", port: int = 0, password: str = PASSWORD
) -> Mailbox:
    """Return the mailbox as the service has it."""
    where = Server("imaps", "localhost", port or server.imaps, USER, path)
    return Mailbox(where, lambda: Password(password), context(ca), timeout=5.0)


def said(error: UnavailableError) -> str:
    """Return in Dutch why nobody can look."""
    return Words("nl").message(error.message)


def test_a_mail_that_is_there_is_found_with_its_folder_and_moment(
    dovecot: Dovecot, ca: trustme.CA
) -> None:
    """And one that is not there is None."""
    put(dovecot, ca, "<een@dordrecht.example>")
    found = mailbox(dovecot, ca).find(["<een@dordrecht.example>", "<twee@dordrecht.example>"])
    there = found["<een@dordrecht.example>"]
    assert there is not None
    assert (there.folder, there.at) == ("INBOX", AT)
    assert found["<twee@dordrecht.example>"] is None


def test_a_part_of_a_message_id_is_not_the_mail(dovecot: Dovecot, ca: trustme.CA) -> None:
    """IMAP's search finds parts (RFC 3501, 6.4.4); taking one for the mail would lose another."""
    put(dovecot, ca, "<12@dordrecht.example>")
    assert mailbox(dovecot, ca).find(["2@dordrecht.example"]) == {"2@dordrecht.example": None}


def test_the_folder_of_the_address_is_looked_in(dovecot: Dovecot, ca: trustme.CA) -> None:
    """`imaps://user@server/Kopie`."""
    put(dovecot, ca, "<een@dordrecht.example>", "Kopie")
    there = mailbox(dovecot, ca, path="Kopie").find(["<een@dordrecht.example>"])
    assert there["<een@dordrecht.example>"] is not None
    assert mailbox(dovecot, ca).find(["<een@dordrecht.example>"]) == {
        "<een@dordrecht.example>": None
    }
    assert mailbox(dovecot, ca, path="Kopie").folders()[0] == "Kopie"


def test_looking_changes_nothing(dovecot: Dovecot, ca: trustme.CA) -> None:
    """A mail stays as unread as it was."""
    put(dovecot, ca, "<een@dordrecht.example>")
    mailbox(dovecot, ca).find(["<een@dordrecht.example>"])
    with logged_in(dovecot, ca) as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search("UNSEEN")
        assert client.search() == client.search("UNSEEN")


def test_nothing_to_look_for_needs_no_connection(dovecot: Dovecot, ca: trustme.CA) -> None:
    """So that nothing fails for nothing."""
    assert mailbox(dovecot, ca, port=free_port()).find([]) == {}


def test_a_wrong_password_is_told_with_what_to_look_at(dovecot: Dovecot, ca: trustme.CA) -> None:
    """And only a person can mend it; the password is not in the words."""
    with pytest.raises(UnavailableError) as raised:
        mailbox(dovecot, ca, password="hunter3").find(["<een@x>"])  # noqa: S106 - of this test
    assert raised.value.by_hand
    assert "laat netwerk@dordrecht.example niet toe" in said(raised.value)
    assert "hunter3" not in said(raised.value)


def test_a_folder_that_is_not_there_is_told_by_name(dovecot: Dovecot, ca: trustme.CA) -> None:
    """A name is easily mistyped."""
    with pytest.raises(UnavailableError) as raised:
        mailbox(dovecot, ca, path="Nergens").folders()
    assert '"Nergens"' in said(raised.value)


def test_a_server_that_is_away_is_told(dovecot: Dovecot, ca: trustme.CA) -> None:
    """Time may mend that."""
    with pytest.raises(UnavailableError) as raised:
        mailbox(dovecot, ca, port=free_port()).find(["<een@x>"])
    assert not raised.value.by_hand
    assert "niet te bereiken" in said(raised.value)


def test_a_certificate_of_an_unknown_ca_gets_no_password(dovecot: Dovecot, ca: trustme.CA) -> None:
    """As with the mail server."""
    del ca
    with pytest.raises(UnavailableError) as raised:
        mailbox(dovecot, trustme.CA()).find(["<een@x>"])
    assert "mail.tls_ca" in said(raised.value)
