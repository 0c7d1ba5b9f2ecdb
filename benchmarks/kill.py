"""Kill the service while mail goes out, again and again, and count what was lost and doubled.

A real mail server runs in a process of its own and writes down each mail before it says yes to it.
The service delivers a queue to it and is killed with SIGKILL at random moments; what it had claimed
comes back as if its lease had ended. Three ways:

- `one`: one service at a time, over as many connections as `--connections` says;
- `two`: two services on one store, both killed;
- `server`: the service lives, and the mail server is killed and started again.

    python benchmarks/kill.py                  # 500 kills, 5,000 mails, all three ways
    python benchmarks/kill.py --quick --json   # 100 kills, 1,000 mails
    python benchmarks/kill.py --check          # exit code 1 when a promise is broken

What must come out: lost 0; doubled 0; in doubt at most one for each kill and connection. How many
of those in doubt had been delivered is told: a person, or the own mailbox, finds that out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO, cast

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from automations.engine.core.intents import Mail  # noqa: E402 - found by the line above
from automations.engine.delivery import deliver  # noqa: E402 - as above
from automations.engine.mail.smtp import SmtpTransport  # noqa: E402 - as above
from automations.engine.mail_config import Server  # noqa: E402 - as above
from automations.engine.ports import Finished  # noqa: E402 - as above
from automations.engine.store.outbox import LEASE  # noqa: E402 - as above
from automations.engine.store.store import machine_clock, open_store  # noqa: E402 - as above
from automations.engine.words import Words  # noqa: E402 - as above

NOW = datetime(2016, 10, 3, 9, tzinfo=UTC)
SENDER = "netwerk@dordrecht.example"
WAYS = ("one", "two", "server")
BODY = b"Dag.\r\n" * 500  # about as long as a digest
PATIENCE = 60.0  # seconds in which something must happen
LONG_AGO = LEASE + timedelta(seconds=1)


@dataclass(frozen=True)
class Outcome:
    """What became of the mails."""

    way: str
    mails: int
    kills: int
    connections: int  # of all services together
    sent: int
    lost: int  # neither told as sent nor in doubt, or told as sent and never arrived
    doubled: int  # that arrived more than once
    in_doubt: int
    in_doubt_delivered: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Tell whether every promise was kept."""
        return not self.lost and not self.doubled and self.in_doubt <= self.kills * self.connections


def main() -> int:
    """Run the ways that were asked for and print what came out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--way", choices=WAYS, action="append", help="only this one; may be repeated"
    )
    parser.add_argument("--kills", type=int)
    parser.add_argument("--mails", type=int)
    parser.add_argument("--connections", type=int, default=2)
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--quick", action="store_true", help="100 kills, 1,000 mails")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a promise is broken")
    args = parser.parse_args()
    kills = args.kills or (100 if args.quick else 500)
    mails = args.mails or (1000 if args.quick else 5000)
    outcomes = [
        measure(way, mails=mails, kills=kills, connections=args.connections, seed=args.seed)
        for way in args.way or WAYS
    ]
    if args.json:
        print(json.dumps([{**asdict(one), "holds": one.holds} for one in outcomes], indent=2))  # noqa: T201 - it is a script
    else:
        for one in outcomes:
            print(_line(one))  # noqa: T201 - as above
    return 1 if args.check and not all(one.holds for one in outcomes) else 0


def _line(one: Outcome) -> str:
    return (
        f"{one.way:<7} {one.mails} mails, {one.kills} kills, {one.connections} connections: "
        f"lost {one.lost}, doubled {one.doubled}, in doubt {one.in_doubt} "
        f"(delivered {one.in_doubt_delivered}), sent {one.sent}; {one.seconds:.0f} s"
        f"{'' if one.holds else '  PROMISE BROKEN'}"
    )


def measure(way: str, *, mails: int, kills: int, connections: int = 2, seed: int = 2016) -> Outcome:
    """Send `mails` mails while killing `kills` times, and count."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="werkblad-kill-") as name:
        folder = Path(name)
        (folder / "arrived").touch()
        with open_store(folder / "service.db") as store:
            store.outbox.queue([_finished(number) for number in range(mails)], NOW)
        with _helper("server", folder) as server, _helper("deliver", folder) as service:
            bench = _Bench(folder, chance, server, service, connections, mails)
            killed = bench.kill_server(kills) if way == "server" else bench.kill_service(way, kills)
            bench.finish()
        arrived = Counter((folder / "arrived").read_text("ascii").split())
        with open_store(folder / "service.db") as store:
            states = {message.message_id: message.state for message in store.outbox.list()}
    sent = {name for name, state in states.items() if state == "sent"}
    doubt = {name for name, state in states.items() if state == "in-doubt"}
    return Outcome(
        way=way,
        mails=mails,
        kills=killed,
        connections=connections * (2 if way == "two" else 1),
        sent=len(sent),
        lost=len(states.keys() - sent - doubt) + len(sent - arrived.keys()) + mails - len(states),
        doubled=sum(count > 1 for count in arrived.values()),
        in_doubt=len(doubt),
        in_doubt_delivered=len(doubt & arrived.keys()),
        seconds=round(time.monotonic() - began, 1),
    )


class _Helper:
    """A process that has imported everything, and splits off a child for each line it reads."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._ask = cast("IO[str]", process.stdin)
        self._answer = cast("IO[str]", process.stdout)

    def start(self, *words: object) -> int:
        """Start a child, and return its number."""
        self._ask.write(" ".join(map(str, words)) + "\n")
        self._ask.flush()
        return int(self._answer.readline())


@contextmanager
def _helper(role: str, folder: Path) -> Iterator[_Helper]:
    command = [sys.executable, str(Path(__file__).resolve()), "--as", role, str(folder)]
    with subprocess.Popen(  # noqa: S603 - this file itself
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield _Helper(process)


class _Bench:
    """One measurement: starts, kills and waits."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that a measurement has
        self,
        folder: Path,
        chance: random.Random,
        server: _Helper,
        service: _Helper,
        connections: int,
        mails: int,
    ) -> None:
        self._folder = folder
        self._chance = chance
        self._server = server
        self._service = service
        self._connections = connections
        self._mails = mails
        self._port = _free_port()
        self._running = self._start_server()

    def kill_service(self, way: str, kills: int) -> int:
        """Kill services at random moments; return how many were killed while they worked."""
        killed = 0
        while killed < kills and self._left():
            children = [self._deliver() for _ in range(2 if way == "two" else 1)]
            for child in children:
                self._wait_for_mails(child, kills - killed)
                killed += _kill(child)
            self._end_leases()
        return killed

    def kill_server(self, kills: int) -> int:
        """Kill the mail server at random moments, while a service goes on delivering."""
        killed = 0
        child = self._deliver()
        while killed < kills and self._left():
            if not _lives(child):
                child = self._deliver()
            self._wait_for_mails(child, kills - killed)
            killed += _kill(self._running)
            self._running = self._start_server()
        _wait(child)
        return killed

    def finish(self) -> None:
        """Let everything that may still leave do so, and end the mail server."""
        until = time.monotonic() + PATIENCE
        while True:
            self._end_leases()
            _wait(self._deliver())
            with open_store(self._folder / "service.db") as store:
                counts = store.outbox.counts()
            if not counts["waiting"] + counts["retry"] + counts["claimed"] + counts["handing-over"]:
                break
            if time.monotonic() > until:
                break  # it is counted as lost
        _kill(self._running)

    def _deliver(self) -> int:
        return self._service.start(self._port, self._connections)

    def _start_server(self) -> int:
        child = self._server.start(self._port)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
            except OSError:
                time.sleep(0.001)
            else:
                return child
        msg = "the mail server did not start"
        raise TimeoutError(msg)

    def _arrived(self) -> int:
        return (self._folder / "arrived").read_bytes().count(b"\n")

    def _left(self) -> int:
        return self._mails - self._arrived()

    def _wait_for_mails(self, child: int, kills_left: int) -> None:
        """Wait until a random number of mails more arrived, then for a random moment."""
        share = 2 * self._left() / max(kills_left, 1)
        goal = self._arrived() + int(self._chance.uniform(0, share))
        until = time.monotonic() + 1
        while self._arrived() < goal and _lives(child) and time.monotonic() < until:
            time.sleep(0.0005)
        time.sleep(self._chance.uniform(0, 0.004))

    def _end_leases(self) -> None:
        """Bring back what dead processes claimed, as one would that looks after five minutes."""
        with open_store(
            self._folder / "service.db", clock=lambda: machine_clock() + LONG_AGO
        ) as store:
            store.outbox.claim("nobody", NOW, 0)


def _finished(number: int) -> Finished:
    to, identity = f"p{number}@partner.example", f"<{number}@dordrecht.example>"
    head = f"From: {SENDER}\r\nTo: {to}\r\nMessage-ID: {identity}\r\nSubject: Nieuws\r\n\r\n"
    mail = Mail((str(number),), to, "digest", {}, date(2016, 10, 3))
    return Finished(mail, identity, "Nieuws", head.encode() + BODY, NOW)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _lives(child: int) -> bool:
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return False
    return True


def _kill(child: int) -> bool:
    """Kill a child and wait until it is gone; False when it had come to its end by itself."""
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        return False
    _wait(child)
    return True


def _wait(child: int) -> None:
    until = time.monotonic() + PATIENCE
    while _lives(child):
        if time.monotonic() > until:
            msg = "a process does not end"
            raise TimeoutError(msg)
        time.sleep(0.001)


def _split_off(role: str, folder: Path) -> None:
    """Be a helper: for each line on stdin, split off a child and print its number."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that a dead child is gone at once
    for line in sys.stdin:
        words = [int(word) for word in line.split()]
        if child := os.fork():
            sys.stdout.write(f"{child}\n")
            sys.stdout.flush()
            continue
        try:
            if role == "server":
                _serve(folder, *words)
            else:
                _deliver(folder, *words)
        finally:
            os._exit(0)


def _deliver(folder: Path, port: int, connections: int) -> None:
    """Be the service: deliver until nothing is left, over real connections."""
    transport = SmtpTransport(
        Server("smtp+plain", "127.0.0.1", port),
        lambda: None,
        context=ssl.create_default_context,
        sender=SENDER,
        words=Words("nl"),
        lanes=connections,
        timeout=5.0,
        after_dot=5.0,
    )
    # A message that was put off is tried again at once: here nobody waits minutes for a server.
    skewed = [0.0]

    def clock() -> datetime:
        return machine_clock() + timedelta(seconds=skewed[0])

    with open_store(folder / "service.db", clock=clock) as store:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            deliver(store.outbox, transport, lambda: NOW, "service", machine=clock)
            counts = store.outbox.counts()
            if not counts["waiting"] + counts["retry"]:
                return
            if counts["retry"] and not counts["waiting"]:
                skewed[0] += 60.0  # less than a lease: what others hold stays theirs
            time.sleep(0.002)


def _serve(folder: Path, port: int) -> None:
    """Be the mail server: write down each mail, then say yes."""
    import asyncio  # noqa: PLC0415 - the service has no use for it

    from aiosmtpd.smtp import SMTP, Envelope, Session  # noqa: PLC0415 - as above

    arrived = os.open(folder / "arrived", os.O_WRONLY | os.O_APPEND)

    class Handler:
        async def handle_DATA(  # noqa: N802 - aiosmtpd's name
            self, _server: SMTP, _session: Session, envelope: Envelope
        ) -> str:
            content = envelope.original_content or b""
            identity = content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0]
            os.write(arrived, identity + b"\n")
            return "250 OK"

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(Handler(), loop=loop), "127.0.0.1", port, reuse_address=True
        )
        await server.serve_forever()

    asyncio.run(serve())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--as"]:
        _split_off(sys.argv[2], Path(sys.argv[3]))
    else:
        sys.exit(main())
