"""What to log in with: found where it is kept, fetched when it is needed, and never shown."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import keyring
import pytest
import trustme

from automations.engine.mail import tokens as tokens_module
from automations.engine.mail.login import Password, Token, secret_for
from automations.engine.mail_config import Mail, Server
from automations.engine.ports import UnavailableError
from automations.engine.words import Words
from tests import token_server
from tests.keyring_file import FileKeyring
from tests.token_server import CLIENT, CLIENT_SECRET, TENANT, TokenServer

USER = "netwerk@dordrecht.example"
VIA = f"smtp://{USER}@mail.dordrecht.example:587"
SECRET = "hunter2-en-meer"  # noqa: S105 - of these tests


def mail(**keys: object) -> Mail:
    """Return the `mail:` block of a config.yaml."""
    return Mail.model_validate({"sender": f"Netwerk <{USER}>", "via": VIA} | keys)


def secret(settings: Mail, folder: Path, **environ: str) -> Password | Token | None:
    """Ask for what to log in with at the mail server."""
    assert settings.server is not None
    return secret_for(settings, settings.server, folder, dict(os.environ) | environ)


def password(settings: Mail, folder: Path, **environ: str) -> str:
    """Return the password that is found for the mail server."""
    found = secret(settings, folder, **environ)
    assert isinstance(found, Password)
    return found.text


def token(settings: Mail, folder: Path, **environ: str) -> str:
    """Return the token that is got for the mail server."""
    found = secret(settings, folder, **environ)
    assert isinstance(found, Token)
    return found.get()


def trouble(settings: Mail, folder: Path, *, by_hand: bool = True, **environ: str) -> str:
    """Return in Dutch why there is nothing to log in with; no secret may be in it, or behind it."""
    with pytest.raises(UnavailableError) as raised:
        token(settings, folder, **environ)
    assert raised.value.by_hand is by_hand
    words = Words("nl").message(raised.value.message)
    everything = words + "".join(traceback.format_exception(raised.value)) + repr(raised.value)
    for kept in (SECRET, CLIENT_SECRET, *environ.values()):
        assert kept not in everything
    return words


@pytest.fixture(autouse=True)
def _own_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the test a keyring of its own, in a file; and no password in the environment."""
    before = keyring.get_keyring()
    monkeypatch.setenv("TEST_KEYRING", str(tmp_path / "keyring.json"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.keyring_file.FileKeyring")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    for name in ("WERKBLAD_MAIL_PASSWORD", "WERKBLAD_MAILBOX_PASSWORD", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "localhost")
    keyring.set_keyring(FileKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    """Return an authority that signs the certificates of these tests."""
    return trustme.CA()


@pytest.fixture
def tokens(ca: trustme.CA, tmp_path: Path) -> Iterator[TokenServer]:
    """Run a server of tokens; its CA is in `ca.pem` of the workspace."""
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    with token_server.running(ca) as server:
        yield server


def microsoft(tokens: TokenServer, **other: str) -> Mail:
    """Return settings that log in with a token of Microsoft 365."""
    app = {"tenant": TENANT, "client": CLIENT, "authority": tokens.url} | other
    return mail(login={"microsoft": app}, tls_ca="ca.pem")


def google(**other: str) -> Mail:
    """Return settings that log in with a token of Google."""
    return mail(login={"google": {"key_file": "key.json"}}, tls_ca="ca.pem", **other)


def test_without_a_user_nobody_logs_in(tmp_path: Path) -> None:
    """A relay on one's own network asks for no password, so none is looked for."""
    assert secret(mail(via="smtp+plain://relay.dordrecht.example"), tmp_path) is None


def test_the_password_stands_in_the_environment(tmp_path: Path) -> None:
    """A line end that a file of secrets left behind is no part of it."""
    assert password(mail(), tmp_path, WERKBLAD_MAIL_PASSWORD=f"{SECRET}\r\n") == SECRET


def test_the_command_that_we_give_puts_the_password_where_we_look(tmp_path: Path) -> None:
    """The remedy in the message is run as it stands, and then there is a password."""
    words = trouble(mail(), tmp_path)
    command = words.partition(" met: ")[2]
    assert command.endswith(f"-m keyring set werkblad {USER}@mail.dordrecht.example")
    assert "WERKBLAD_MAIL_PASSWORD" in words
    subprocess.run(command.split(), input=SECRET, text=True, check=True, capture_output=True)
    assert password(mail(), tmp_path) == SECRET


def test_the_environment_goes_before_the_keyring(tmp_path: Path) -> None:
    """So a new password can be tried without losing the old."""
    keyring.set_password("werkblad", f"{USER}@mail.dordrecht.example", "uit de sleutelbos")
    assert password(mail(), tmp_path) == "uit de sleutelbos"
    assert password(mail(), tmp_path, WERKBLAD_MAIL_PASSWORD=SECRET) == SECRET
    assert password(mail(), tmp_path, WERKBLAD_MAIL_PASSWORD="") == "uit de sleutelbos"


def test_a_system_without_a_keyring_is_no_error_of_its_own(tmp_path: Path) -> None:
    """A server in a cupboard has none; the environment will do there."""
    from keyring.backends.fail import Keyring  # noqa: PLC0415 - what keyring takes without any

    keyring.set_keyring(Keyring())
    assert "WERKBLAD_MAIL_PASSWORD" in trouble(mail(), tmp_path)
    assert password(mail(), tmp_path, WERKBLAD_MAIL_PASSWORD=SECRET) == SECRET


@pytest.mark.parametrize("blank", [" ", "\u00a0"])
def test_an_app_password_may_be_copied_with_the_blanks_that_google_shows(
    tmp_path: Path, blank: str
) -> None:
    """Only at Google, and only in that shape: elsewhere a blank may be part of a password."""
    shown = blank.join(["abcd", "efgh", "ijkl", "mnop"])
    gmail = mail(via="smtps://netwerk@smtp.gmail.com")
    assert password(gmail, tmp_path, WERKBLAD_MAIL_PASSWORD=shown) == "abcdefghijklmnop"
    assert password(mail(), tmp_path, WERKBLAD_MAIL_PASSWORD=shown) == shown
    other = "een goed en lang wachtwoord"
    assert password(gmail, tmp_path, WERKBLAD_MAIL_PASSWORD=other) == other


def test_a_password_with_a_line_in_it_is_refused(tmp_path: Path) -> None:
    """No server takes one; and it is told without showing it."""
    words = trouble(mail(), tmp_path, WERKBLAD_MAIL_PASSWORD=f"{SECRET}\nregel")
    assert "een teken dat er niet in hoort" in words


def test_the_mailbox_may_have_a_password_of_its_own(tmp_path: Path) -> None:
    """Of the same user it is the same, unless said; another user never gets that of the sender."""
    own = Server("imaps", "mail.dordrecht.example", 993, USER)
    other = Server("imaps", "imap.elders.example", 993, "kopie@elders.example")
    environ = {"WERKBLAD_MAIL_PASSWORD": SECRET}
    found = secret_for(mail(), own, tmp_path, environ)
    assert isinstance(found, Password)
    assert found.text == SECRET
    with pytest.raises(UnavailableError) as raised:
        secret_for(mail(), other, tmp_path, environ)
    assert "WERKBLAD_MAILBOX_PASSWORD" in Words("en").message(raised.value.message)
    found = secret_for(mail(), other, tmp_path, environ | {"WERKBLAD_MAILBOX_PASSWORD": "ander"})
    assert isinstance(found, Password)
    assert found.text == "ander"


def test_a_secret_does_not_show_itself() -> None:
    """Not in a log line that prints it, nor in a traceback that shows its values."""
    assert SECRET not in f"{Password(SECRET)!r} {Password(SECRET)} {Token(lambda: SECRET)!r}"


def command(*words: str) -> Mail:
    """Return settings that log in with the token that Python prints."""
    return mail(login={"command": [sys.executable, "-c", *words]})


def test_a_command_prints_the_token_on_its_first_line(tmp_path: Path) -> None:
    """It runs in the workspace, with the service's environment and nothing to read."""
    (tmp_path / "token.txt").write_text("ey.abc.def\r\nwat uitleg\n", "utf-8")
    assert token(command("print(open('token.txt').read())"), tmp_path) == "ey.abc.def"
    asks = "import os, sys; print(os.environ['A'] + str(len(sys.stdin.read())))"
    assert token(command(asks), tmp_path, A="omgeving") == "omgeving0"


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    """What looks like one is a word like any other."""
    words = "import sys; print(sys.argv[1])"
    assert token(command(words, "$(id);`id`|x"), tmp_path) == "$(id);`id`|x"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("import sys; print('x'); print('geen netwerk', file=sys.stderr); sys.exit(3)", "code 3"),
        ("import sys; print('x'); print('geen netwerk', file=sys.stderr); sys.exit(3)", "geen net"),
        ("pass", "gaf geen token"),
        ("print('twee woorden')", "gaf geen token"),
        ("import sys; sys.stdout.buffer.write(bytes(range(128, 256)))", "gaf geen token"),
        ("print()", "gaf geen token"),
    ],
)
def test_a_command_that_gives_no_token_is_told_with_its_remedy(
    tmp_path: Path, words: str, expected: str
) -> None:
    """The exit code and its last complaint help whoever looks."""
    assert expected in trouble(command(words), tmp_path)


def test_a_command_that_complains_with_its_token_does_not_show_it(tmp_path: Path) -> None:
    """A tool with `--debug` does such things."""
    words = f"import sys; print({SECRET!r}); print('bad: {SECRET}', file=sys.stderr); sys.exit(1)"
    assert "bad: …" in trouble(command(words), tmp_path)


def test_a_command_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The name that stands in config.yaml is in the message."""
    words = trouble(mail(login={"command": ["./geen-token"]}), tmp_path)
    assert "./geen-token" in words
    assert "No such file" in words
    assert "null byte" not in trouble(mail(login={"command": ["a\0b"]}), tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="a process group is ended where there are groups")
def test_a_command_that_hangs_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that holds the pipe open would else keep the service waiting for ever."""
    monkeypatch.setattr(tokens_module, "PATIENCE", 1.0)
    (tmp_path / "hangs.sh").write_text("sleep 60 & echo $! > child; wait\n", "utf-8")
    begin = time.monotonic()
    words = trouble(mail(login={"command": ["/bin/sh", "hangs.sh"]}), tmp_path)
    assert time.monotonic() - begin < 10
    assert "na 1 seconden" in words
    child = int((tmp_path / "child").read_text("utf-8"))
    end = time.monotonic() + 5
    while _lives(child):
        assert time.monotonic() < end
        time.sleep(0.02)


def _lives(process: int) -> bool:
    """Tell whether a process runs; one that nobody has waited for yet does not."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat")
        return not state.exists() or state.read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_microsoft_gives_a_token_that_is_used_until_it_expires(
    tokens: TokenServer, tmp_path: Path
) -> None:
    """One question serves many logins; the secret is that of the environment."""
    settings = microsoft(tokens)
    first = token(settings, tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET)
    assert tokens.user_of(first) == USER
    again = [token(settings, tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET) for _ in range(3)]
    assert again == [first] * 3
    assert len(tokens.given) == 1


def test_microsofts_secret_may_be_in_the_keyring(tokens: TokenServer, tmp_path: Path) -> None:
    """Under the id of the application; without any, the command that puts it there is told."""
    words = trouble(microsoft(tokens), tmp_path)
    assert f"-m keyring set werkblad {CLIENT}" in words
    assert "WERKBLAD_MICROSOFT_SECRET" in words
    keyring.set_password("werkblad", CLIENT, CLIENT_SECRET)
    assert tokens.user_of(token(microsoft(tokens), tmp_path)) == USER


def test_google_gives_a_token_that_is_used_until_it_expires(
    tokens: TokenServer, tmp_path: Path
) -> None:
    """The service account signs that it acts for the user who logs in."""
    tokens.write_key_file(tmp_path / "key.json")
    first = token(google(), tmp_path)
    assert tokens.user_of(first) == USER
    assert token(google(), tmp_path) == first
    assert len(tokens.given) == 1


@pytest.mark.parametrize("who", ["microsoft", "google"])
def test_a_token_that_expires_between_two_logins_is_fetched_anew(
    tokens: TokenServer, tmp_path: Path, who: str
) -> None:
    """Nobody has to restart the service for it."""
    tokens.lifetime = 1
    tokens.write_key_file(tmp_path / "key.json")
    settings = microsoft(tokens) if who == "microsoft" else google()
    found = secret(settings, tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET)
    assert isinstance(found, Token)
    first = found.get()
    time.sleep(1.1)
    assert tokens.user_of(first) is None
    second = found.get()
    assert tokens.user_of(second) == USER
    assert second != first


def test_many_lanes_at_once_fetch_one_token(tokens: TokenServer, tmp_path: Path) -> None:
    """They share what holds it."""
    found: list[str] = []
    settings = microsoft(tokens)

    def ask() -> None:
        found.append(token(settings, tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(tokens.given) == 1


@pytest.mark.parametrize(
    ("other", "key", "expected"),
    [
        ({}, "een ander geheim", "AADSTS7000215"),
        ({"client": "een-andere"}, CLIENT_SECRET, "AADSTS700016"),
        ({"tenant": "elders.example"}, CLIENT_SECRET, "elders.example"),
    ],
)
def test_a_refusal_of_microsoft_is_told_by_its_code(
    tokens: TokenServer, tmp_path: Path, other: dict[str, str], key: str, expected: str
) -> None:
    """Its text repeats what it was sent, so only the code is shown, with the remedy."""
    words = trouble(microsoft(tokens, **other), tmp_path, WERKBLAD_MICROSOFT_SECRET=key)
    assert expected in words
    assert tokens.given == {}


def test_a_secret_that_was_mended_is_used_at_the_next_login(
    tokens: TokenServer, tmp_path: Path
) -> None:
    """Without a restart: what was refused is not remembered with the new secret."""
    keyring.set_password("werkblad", CLIENT, "het oude")
    trouble(microsoft(tokens), tmp_path)
    keyring.set_password("werkblad", CLIENT, CLIENT_SECRET)
    assert tokens.user_of(token(microsoft(tokens), tmp_path)) == USER


def test_google_that_does_not_know_the_user_or_the_key_is_told(
    tokens: TokenServer, tmp_path: Path
) -> None:
    """The remedies are the administrator's."""
    tokens.write_key_file(tmp_path / "key.json")
    words = trouble(google(via="smtp://wie@dordrecht.example@smtp.gmail.com"), tmp_path)
    assert "wie@dordrecht.example" in words
    assert "invalid_grant" in words
    TokenServer(url=tokens.url).write_key_file(tmp_path / "key.json")  # signed by another
    assert "invalid_grant" in trouble(google(), tmp_path)
    assert tokens.given == {}


@pytest.mark.parametrize(
    "text",
    ["", "{}", "geen json", "[1]", '{"type": "authorized_user"}', '{"token_uri": "https://x"}'],
)
def test_a_key_file_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    """Also one that is empty, or of another kind."""
    (tmp_path / "key.json").write_text(text, "utf-8")
    assert "key.json is niet te gebruiken" in trouble(google(), tmp_path)


def test_a_key_file_that_would_go_unencrypted_or_is_not_there_is_refused(tmp_path: Path) -> None:
    """What it signs is as good as a password."""
    (tmp_path / "ca.pem").write_bytes(trustme.CA().cert_pem.bytes())
    assert "No such file" in trouble(google(), tmp_path)
    TokenServer(url="http://localhost:9").write_key_file(tmp_path / "key.json")
    assert "token_uri" in trouble(google(), tmp_path)


@pytest.mark.parametrize("who", ["microsoft", "google"])
def test_a_server_of_tokens_in_trouble_is_tried_again_later(
    tokens: TokenServer, tmp_path: Path, who: str
) -> None:
    """Time mends that, so nobody is called."""
    tokens.write_key_file(tmp_path / "key.json")
    tokens.lifetime = 0
    settings = microsoft(tokens) if who == "microsoft" else google()
    key = {"WERKBLAD_MICROSOFT_SECRET": CLIENT_SECRET}
    for status, answer in [(200, "[]"), (200, "<p>Log in</p>"), (503, "{}")]:
        tokens.instead = None
        assert token(settings, tmp_path, **key)
        tokens.instead = (status, answer)
        words = trouble(settings, tmp_path, by_hand=False, **key)
        assert "geen token te krijgen van localhost" in words


@pytest.mark.parametrize("who", ["microsoft", "google"])
def test_a_server_of_tokens_that_is_not_there_is_tried_again_later(
    ca: trustme.CA, tmp_path: Path, who: str
) -> None:
    """A network that is down is nobody's mistake."""
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    with token_server.running(ca) as gone:
        gone.write_key_file(tmp_path / "key.json")
    settings = microsoft(gone) if who == "microsoft" else google()
    words = trouble(settings, tmp_path, by_hand=False, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET)
    assert "geen token te krijgen van localhost" in words


@pytest.mark.parametrize("who", ["microsoft", "google"])
def test_a_server_of_tokens_must_show_its_certificate(
    ca: trustme.CA, tmp_path: Path, who: str
) -> None:
    """The secret is worth as much as the password: it goes to nobody whose name is not proven."""
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    with token_server.running(ca, host="elders.example") as other:
        other.write_key_file(tmp_path / "key.json")
        settings = microsoft(other) if who == "microsoft" else google()
        words = trouble(settings, tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET)
        assert "een andere naam" in words
        unknown = settings.model_copy(update={"tls_ca": None})
        words = trouble(unknown, tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET)
        assert "mail.tls_ca" in words
        assert other.asked == []


def test_the_libraries_log_no_secret(
    tokens: TokenServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even when somebody asks for every line that there is."""
    caplog.set_level(logging.DEBUG)
    tokens.write_key_file(tmp_path / "key.json")
    got = [
        token(microsoft(tokens), tmp_path, WERKBLAD_MICROSOFT_SECRET=CLIENT_SECRET),
        token(google(), tmp_path),
    ]
    trouble(microsoft(tokens), tmp_path, WERKBLAD_MICROSOFT_SECRET=SECRET)
    assert caplog.records
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    for kept in (SECRET, CLIENT_SECRET, *got):
        assert kept not in logged
