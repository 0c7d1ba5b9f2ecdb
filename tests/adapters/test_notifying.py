"""Signs of life: to systemd over a real socket, and to a dead man's switch over real TLS."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from automations.engine import notifying
from automations.engine.app import _fetch
from automations.engine.notifying import Pinger, Systemd
from automations.engine.words import Words
from automations.engine.workspace import SHIPPED, Workspace, open_workspace
from automations.engine.yaml_files import FileError
from tests.serving import serving

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="systemd is Linux's")

# systemd


@POSIX
@pytest.mark.parametrize("kind", ["path", "abstract"])
def test_systemd_hears_that_the_service_is_ready_alive_and_leaving(
    tmp_path: Path, kind: str
) -> None:
    """As sd_notify(3) has it: a datagram each, also in Linux's abstract namespace."""
    name = str(tmp_path / "notify") if kind == "path" else f"@werkblad-{tmp_path.name}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hears:
        hears.bind(f"\0{name[1:]}" if name.startswith("@") else name)
        hears.settimeout(5)
        systemd = Systemd({"NOTIFY_SOCKET": name})
        systemd.ready()
        systemd.alive("alles goed")
        systemd.stopping()
        heard = [hears.recv(1000).decode() for _ in range(3)]
    assert heard == ["READY=1", "WATCHDOG=1\nSTATUS=alles goed", "STOPPING=1"]


def test_without_systemd_nothing_is_said(tmp_path: Path) -> None:
    """Nor where its socket is gone."""
    Systemd({}).ready()
    Systemd({"NOTIFY_SOCKET": str(tmp_path / "nowhere")}).ready()


# The dead man's switch


class Switch:
    """A dead man's switch on loopback: what it was asked, and what it answers."""

    def __init__(self) -> None:
        """Answer that all is well."""
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[int] = []  # in place of 200, one after another
        self.location = ""
        self.silent = threading.Event()
        self.url = ""

    def wait(self, count: int) -> None:
        """Wait until it was asked so often."""
        until = time.monotonic() + 10
        while len(self.asked) < count:
            assert time.monotonic() < until, self.asked
            time.sleep(0.01)


@contextlib.contextmanager
def switched_on(ca: trustme.CA, name: str = "localhost") -> Iterator[Switch]:
    """Run a switch whose certificate is for `name`."""
    switch = Switch()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            switch.asked.append(self.path)
            switch.headers.append(dict(self.headers))
            if switch.silent.is_set():
                time.sleep(3)
            status = switch.answers.pop(0) if switch.answers else 200
            self.send_response(status)
            if switch.location:
                self.send_header("Location", switch.location)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"OK")

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing."""

    server = Quiet(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name).configure_cert(context)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    switch.url = f"https://localhost:{server.server_port}/ping/geheim"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield switch
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def ca() -> trustme.CA:
    """Give a CA of the city's own."""
    return trustme.CA()


@pytest.fixture
def switch(ca: trustme.CA) -> Iterator[Switch]:
    """Run a switch."""
    with switched_on(ca) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, ca: trustme.CA) -> Workspace:
    """Give a workspace that trusts the city's CA."""
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    text = (SHIPPED / "config.yaml").read_text("utf-8")
    (tmp_path / "config.yaml").write_text(f"{text}  tls_ca: ca.pem\n", "utf-8")
    return open_workspace(tmp_path)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait little between attempts."""
    monkeypatch.setattr(notifying, "RETRIES", (0.01, 0.02))


def settle(pinger: Pinger, is_settled: Callable[[], object]) -> None:
    """Wait until a ping came to its end."""
    until = time.monotonic() + 10
    while not is_settled():
        assert time.monotonic() < until, pinger
        time.sleep(0.01)


def test_a_ping_is_a_request_and_nothing_more(switch: Switch, workspace: Workspace) -> None:
    """No data, no cookie, and a name that says what asks."""
    pinger = Pinger(_fetch(workspace), switch.url)
    pinger.tick(well=True, ran=0)
    settle(pinger, lambda: pinger.last)
    assert switch.asked == ["/ping/geheim"]
    assert switch.headers[0]["User-Agent"] == "werkblad"
    assert not {"Cookie", "Authorization", "Content-Length"} & switch.headers[0].keys()


def test_a_ping_comes_after_each_round_of_jobs_and_every_five_minutes(
    switch: Switch, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at each tick."""
    pinger = Pinger(_fetch(workspace), switch.url)

    def tick(ran: int) -> int:
        pinger.last = None
        pinger.tick(well=True, ran=ran)
        settle(pinger, lambda: not pinger.is_busy)
        return len(switch.asked)

    assert [tick(0), tick(0), tick(1), tick(1)] == [1, 1, 2, 2]
    monkeypatch.setattr(notifying, "PING_EVERY", 0.0)
    assert tick(1) == 3


def test_trouble_is_silence_unless_there_is_an_address_for_it(
    switch: Switch, workspace: Workspace
) -> None:
    """`/fail` is a convention of some switches; silence raises the alarm at all of them."""
    pinger = Pinger(_fetch(workspace), switch.url)
    pinger.tick(well=False, ran=1)
    time.sleep(0.2)
    assert switch.asked == []
    pinger.trouble_url = f"{switch.url}/fail"
    pinger.tick(well=False, ran=1)
    switch.wait(1)
    assert switch.asked == ["/ping/geheim/fail"]


@pytest.mark.usefixtures("quick")
def test_a_ping_that_fails_is_tried_three_times_and_told_without_its_secret(
    switch: Switch, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    """The address is what others must not know; its host is enough to look."""
    switch.answers = [500, 503, 404, 200]
    pinger = Pinger(_fetch(workspace), switch.url)
    with caplog.at_level(logging.DEBUG, "werkblad"):
        pinger.tick(well=True, ran=1)
        settle(pinger, lambda: "failed" in caplog.text)
    assert len(switch.asked) == 3
    assert "the ping to localhost failed: HTTPError" in caplog.text
    assert "geheim" not in caplog.text
    assert pinger.error == "HTTPError"


@pytest.mark.usefixtures("quick")
def test_a_switch_that_comes_back_is_told(switch: Switch, workspace: Workspace) -> None:
    """The second attempt comes off."""
    switch.answers = [500, 200]
    pinger = Pinger(_fetch(workspace), switch.url)
    pinger.tick(well=True, ran=1)
    settle(pinger, lambda: pinger.last)
    assert (len(switch.asked), pinger.error) == (2, None)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("wrong", ["name", "issuer"])
def test_a_switch_that_cannot_prove_who_it_is_is_not_pinged(
    workspace: Workspace, ca: trustme.CA, wrong: str
) -> None:
    """Another name in the certificate, or a CA that nobody trusts: no request is made."""
    with switched_on(
        trustme.CA() if wrong == "issuer" else ca, "other" if wrong == "name" else "localhost"
    ) as switch:
        pinger = Pinger(_fetch(workspace), switch.url)
        pinger.tick(well=True, ran=1)
        settle(pinger, lambda: pinger.error and not pinger.is_busy)
    assert switch.asked == []
    assert pinger.error == "SSLError"


@pytest.mark.usefixtures("quick")
def test_a_switch_may_not_send_us_to_a_place_without_tls(
    switch: Switch, workspace: Workspace
) -> None:
    """A redirect to http is not followed."""
    switch.answers, switch.location = [302, 302, 302], "http://localhost:9/"
    pinger = Pinger(_fetch(workspace), switch.url)
    pinger.tick(well=True, ran=1)
    settle(pinger, lambda: pinger.error and not pinger.is_busy)
    assert pinger.error == "InvalidSchema"


def test_a_switch_that_is_silent_holds_nothing_up(switch: Switch, workspace: Workspace) -> None:
    """A tick returns at once, and no second ping begins beside the first."""
    switch.silent.set()
    pinger = Pinger(_fetch(workspace), switch.url)
    began = time.monotonic()
    for ran in range(5):
        pinger.tick(well=True, ran=ran)
    assert time.monotonic() - began < 0.5
    switch.wait(1)
    assert len(switch.asked) == 1
    pinger.stop()


def test_the_service_pings_once_it_proved_itself_and_says_when_it_is_troubled(
    workspace: Workspace, switch: Switch
) -> None:
    """The addresses stand in config.yaml; a mistake in that very file is trouble."""
    config = workspace.folder / "config.yaml"
    right = f"ping: {switch.url}\nping_trouble: {switch.url}/fail\n{config.read_text('utf-8')}"
    config.write_text(right, "utf-8")
    with serving(workspace.folder, "2016-10-04 12:00") as running:
        switch.wait(1)
        assert running.health.data["ticks"] > 1
        running.wait(lambda: running.health.data["ping"]["last"])
        config.write_text(f"{right}nonsense: 1\n", "utf-8")
        switch.wait(2)
        config.write_text(right, "utf-8")
        switch.wait(3)
    assert switch.asked[:3] == ["/ping/geheim", "/ping/geheim/fail", "/ping/geheim"]


@pytest.mark.parametrize(
    "url", ["http://hc.example/x", "hc.example/x", "https://", "https://a b/", "https://x:99999/"]
)
def test_an_address_that_cannot_be_pinged_safely_is_a_mistake_in_config_yaml(
    tmp_path: Path, url: str
) -> None:
    """With its line and the remedy."""
    text = (SHIPPED / "config.yaml").read_text("utf-8")
    (tmp_path / "config.yaml").write_text(f'{text}ping: "{url}"\n', "utf-8")
    with pytest.raises(FileError) as found:
        open_workspace(tmp_path)
    (mistake,) = found.value.mistakes
    assert (mistake.place, mistake.line) == ("ping", len(text.splitlines()) + 1)
    assert "https://" in Words("nl").message(mistake.message)
