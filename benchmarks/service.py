"""The service for real, for minutes on end, while all that surrounds it goes wrong.

The real `start` (its locks, reloads, jobs, deliveries and log) runs in a process of its own against
a real mail server, on a clock on which a working day takes seconds. Meanwhile an editor adds
promises to a workbook and does some of them, saves by halves, takes the file away, cuts it off or
puts a folder in its place; mistakes are made in config.yaml, a rule and a template, and mended; the
mail server is away, defers, hangs up and is slow; the service is killed, stopped and started again,
and somebody types `run` beside it.

    python benchmarks/service.py                  # ten minutes, 50 working days
    python benchmarks/service.py --quick --json   # 40 seconds, 7 working days
    python benchmarks/service.py --check          # exit code 1 when a promise is broken

Which mails are right is worked out from what the editor typed, and from nothing else: each promise
that was not done before its day is told to its owner, once. What must come out: lost 0, doubled 0,
wrong 0; no mail twice; in doubt at most what was cut off inside a hand-over, each by its number.
The log must hold nothing that was typed. `--keep DIR` leaves the workspace and the log to look at.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from automations.engine import app  # noqa: E402 - found by the line above
from automations.engine.commands.running import run as run_command  # noqa: E402 - as above
from automations.engine.commands.serving import Serving  # noqa: E402 - as above
from automations.engine.commands.world import World  # noqa: E402 - as above
from automations.engine.events import log_to  # noqa: E402 - as above
from automations.engine.health import read_health  # noqa: E402 - as above
from automations.engine.locking import Lock  # noqa: E402 - as above
from automations.engine.scheduler import stop_on_signals  # noqa: E402 - as above
from automations.engine.store.store import open_store  # noqa: E402 - as above
from automations.engine.words import Words  # noqa: E402 - as above
from automations.engine.workspace import Workspace  # noqa: E402 - as above
from tests.fault_server import Fault, FaultServer, running  # noqa: E402 - as above

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2017, 1, 9)  # ten weeks without a public holiday follow
OPENS, HOURS = timedelta(hours=7, minutes=50), timedelta(hours=2, minutes=40)  # of each day
MACHINE = 20.0  # how fast the machine's clock goes, so that waits of minutes take seconds
TICK = 0.25
TEN = 10.0  # seconds in which a service that is asked to stop is gone
DONE_EARLY, SAVED_SLOWLY = 0.1, 0.3  # shares of the promises and of the savings
OWNERS = tuple(f"collega{number}@dordrecht.example" for number in range(6))
COORDINATOR = "c@dordrecht.example"
HEADERS = ("Code", "Op", "Eigenaar", "Gedaan")
SCHEMA = """
name: promises
title: Afspraken
x-workbook: promises
x-file: afspraken.xlsx
description: Wat collega's beloofden.
primaryKey: [code]
x-owner: owner
fields:
  - {name: code, title: Code, type: string, description: De code.,
     constraints: {required: true, unique: true, pattern: '^AFS-\\d{4}$'}}
  - {name: due, title: Op, type: date, description: De dag., constraints: {required: true}}
  - {name: owner, title: Eigenaar, type: string, format: email, description: Wie.,
     constraints: {required: true}}
  - {name: done, title: Gedaan, type: boolean,
     description: Of het gedaan is., x-default: false}
"""
RULE = """
promise-due:
  about: promises
  when: not done
  anchor: due
  send: [0 days]
  to: owner
  headline: "{word} {{code}}"
  says: "{word} {{code}} is vandaag aan de beurt."
"""


@dataclass(frozen=True)
class Clocks:
    """The two clocks, as everybody in this run reads them: both depend on the real time alone."""

    start: float
    day_seconds: float

    @property
    def day(self) -> int:
        """Return the number of the working day, from 0."""
        return int((time.time() - self.start) // self.day_seconds)

    def now(self) -> datetime:
        """Return the time on the wall: each working day from 07:50 to 10:30."""
        passed = time.time() - self.start
        share = passed % self.day_seconds / self.day_seconds
        wall = datetime.combine(working_day(self.day), datetime.min.time(), ZONE)
        return wall + OPENS + share * HOURS

    def machine(self) -> datetime:
        """Return the time of the machine's clock."""
        base = datetime(2017, 1, 9, 7, tzinfo=UTC)
        return base + timedelta(seconds=(time.time() - self.start) * MACHINE)

    def wait_for(self, day: int, wall: str) -> None:
        """Wait until it is so late on that day."""
        hour, minute = map(int, wall.split(":"))
        share = (timedelta(hours=hour, minutes=minute) - OPENS) / HOURS
        left = self.start + (day + share) * self.day_seconds - time.time()
        time.sleep(max(left, 0.0))


def working_day(number: int) -> date:
    """Return a working day by its number."""
    return MONDAY + timedelta(days=number // 5 * 7 + number % 5)


@dataclass(frozen=True)
class Outcome:
    """What became of the promises, and of the mails."""

    seconds: float
    days: int
    promises: int
    done: int  # before their day, so that nobody hears of them
    expected: int
    told: int
    late: int  # told on a later working day, because the workbook could not be read on its own
    lost: int
    doubled: int
    wrong: int  # told to somebody else, or although it was done
    mails: int  # of all kinds, that arrived
    mails_twice: int
    in_doubt: int
    in_doubt_arrived: int
    stuck: int  # mails that neither left nor wait for a person at the end
    kills: int
    stops: int
    slowest_stop: float
    broken_files: int
    mistakes: int
    server_faults: int
    by_hand: int
    log_lines: int
    log_events: dict[str, int] = field(default_factory=dict)
    typed_in_log: int = 0  # codes and addresses that got into the log
    health: str = ""  # as it was at the end

    @property
    def holds(self) -> bool:
        """Tell whether every promise was kept."""
        broken = self.lost + self.doubled + self.wrong + self.mails_twice + self.stuck
        return not broken and not self.typed_in_log and self.slowest_stop < TEN


class Editor:
    """Who works in the workbook: what was typed, by code."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        """Begin with an empty tab."""
        self.path, self._chance = path, chance
        self.rows: dict[str, tuple[date, str, bool]] = {}  # day, owner, done
        self.save()

    def work(self, day: int) -> None:
        """Make promises for the next days, and do some that lie further ahead."""
        for _ in range(self._chance.randint(2, 5)):
            ahead = day + self._chance.randint(1, 4)
            code = f"AFS-{len(self.rows) + 1:04}"
            self.rows[code] = (working_day(ahead), self._chance.choice(OWNERS), False)
        for code, (due, owner, done) in self.rows.items():
            if due > working_day(day + 1) and not done and self._chance.random() < DONE_EARLY:
                self.rows[code] = (due, owner, True)

    def content(self) -> bytes:
        """Return the workbook as it should be."""
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Afspraken"
        sheet.append(HEADERS)
        for code, (due, owner, done) in self.rows.items():
            sheet.append([code, due, owner, "ja" if done else None])
        part = self.path.with_name(".part")
        book.save(part)
        content = part.read_bytes()
        part.unlink()
        return content

    def save(self) -> None:
        """Save in one go."""
        part = self.path.with_name(".part2")
        part.write_bytes(self.content())
        part.replace(self.path)

    def save_slowly(self, seconds: float) -> None:
        """Save as Excel does over a slow line: half of it is there for a while."""
        content = self.content()
        with self.path.open("wb") as file:
            file.write(content[: len(content) // 2])
            file.flush()
            time.sleep(seconds)
            file.write(content[len(content) // 2 :])

    def expected(self, last: date) -> dict[str, str]:
        """Work out who must hear of what, until the last day."""
        return {
            code: owner
            for code, (due, owner, done) in self.rows.items()
            if not done and due <= last
        }


class Bench:
    """One run."""

    def __init__(self, folder: Path, server: FaultServer, clocks: Clocks, seed: int) -> None:
        """Make the workspace, and go live."""
        self.folder, self.server, self.clocks = folder, server, clocks
        self.chance = random.Random(seed)  # noqa: S311 - moments, not secrets
        self.counts: Counter[str] = Counter()
        self.slowest_stop = 0.0
        self.service: subprocess.Popen[bytes] | None = None
        self._make()
        self.editor = Editor(folder / "workbooks" / "afspraken.xlsx", self.chance)

    def _make(self) -> None:
        flags = ("--organisation", "Dordrecht", "--network", "Netwerk")
        command = ["init", str(self.folder), *flags, "--coordinator", COORDINATOR]
        silent = subprocess.run(  # noqa: S603 - this program
            [sys.executable, "-m", "automations.engine.app", *command],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        assert not silent.stderr, silent.stderr  # noqa: S101 - it is a script
        (self.folder / "sheets_schema").mkdir()
        (self.folder / "rules").mkdir()
        (self.folder / "templates" / "mail").mkdir(parents=True)
        (self.folder / "sheets_schema" / "promises.yaml").write_text(SCHEMA, "utf-8")
        self.write_rule("Afspraak")
        config = (self.folder / "config.yaml").read_text("utf-8")
        config = re.sub(
            r"(?m)^  via:.*$", f"  via: smtp+plain://127.0.0.1:{self.server.port}", config
        )
        promises = "\nworkbooks:\n  promises: workbooks/afspraken.xlsx\n"
        self.config = re.sub(r"\nworkbooks:.*\n", promises, config, count=1)
        self.write_config()

    def write_rule(self, word: str) -> None:
        """Write the rule, with a word that its mails carry."""
        _replace(self.folder / "rules" / "own.yaml", RULE.format(word=word))

    def write_config(self, more: str = "") -> None:
        """Write config.yaml, right or with something more."""
        _replace(self.folder / "config.yaml", self.config + more)

    # The service

    def start(self) -> None:
        """Start the service, and wait until it ticks."""
        with (self.folder / "service.log").open("ab") as log:
            self.service = subprocess.Popen(  # noqa: S603 - this file itself
                self._as("service"), stderr=log, stdout=log
            )
        self._wait(lambda: self._ticks(self.service), "the service ticks")

    def kill(self) -> None:
        """Kill the service at whatever it does."""
        assert self.service is not None  # noqa: S101 - it was started
        self.service.kill()
        self.service.wait()
        self.counts["kills"] += 1

    def stop(self) -> None:
        """Ask the service to stop, and see how long it takes."""
        assert self.service is not None  # noqa: S101 - it was started
        began = time.monotonic()
        self.service.send_signal(signal.SIGTERM)
        code = self.service.wait(30)
        self.slowest_stop = max(self.slowest_stop, time.monotonic() - began)
        self.counts["stops"] += 1
        if code:
            msg = f"the service ended with {code}"
            raise RuntimeError(msg)

    def by_hand(self, *, live: bool = False) -> None:
        """Type `run` beside the service."""
        subprocess.run(self._as("live" if live else "run"), check=False, capture_output=True)  # noqa: S603 - this file
        self.counts["by_hand"] += not live

    def _as(self, role: str) -> list[str]:
        script = str(Path(__file__).resolve())
        clocks = (str(self.clocks.start), str(self.clocks.day_seconds))
        return [sys.executable, script, "--as", role, str(self.folder), *clocks]

    def _ticks(self, process: subprocess.Popen[bytes] | None) -> bool:
        assert process is not None  # noqa: S101 - it was started
        if process.poll() is not None:
            msg = f"the service ended with {process.returncode}: see service.log"
            raise RuntimeError(msg)
        seen = read_health(self.folder, self.clocks.machine())
        return seen.data.get("pid") == process.pid

    @staticmethod
    def _wait(is_so: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + 60
        while not is_so():
            if time.monotonic() > until:
                msg = f"not within a minute: {what}"
                raise TimeoutError(msg)
            time.sleep(0.05)

    # The days

    def live(self, days: int) -> None:
        """Live through so many days; the last two are quiet, so that all is told."""
        self.by_hand(live=True)
        self.start()
        for day in range(days):
            quiet = day >= days - 2
            trouble = None if quiet or day == 0 else self._trouble(day)
            if trouble:
                trouble()
            self.clocks.wait_for(day, "09:10")
            if not quiet:
                self._edit(day)
            self.clocks.wait_for(day, "10:20")
        self._drain()
        self.stop()

    def _edit(self, day: int) -> None:
        self.editor.work(day)
        if self.chance.random() < SAVED_SLOWLY:
            self.editor.save_slowly(min(1.0, self.clocks.day_seconds / 10))
        else:
            self.editor.save()

    def _trouble(self, day: int) -> Callable[[], None]:
        """Choose what goes wrong on a day; each kind has its turn."""
        kinds = [
            self._killed,
            self._file_cut,
            self._server_hangs_up,
            self._wrong_rule,
            self._killed_and_stopped,
            self._file_missing,
            self._server_away,
            self._hand_beside,
            self._wrong_template,
            self._file_is_folder,
            self._server_defers,
            self._wrong_config,
            self._saved_slowly,
            self._server_slow_and_stopped,
        ]
        kind = kinds[(day - 1) % len(kinds)]
        return lambda: kind(day)

    def _at(self, day: int, first: str = "07:58", spread: float = 0.12) -> None:
        """Wait until about then."""
        self.clocks.wait_for(day, first)
        time.sleep(self.chance.random() * spread * self.clocks.day_seconds)

    def _killed(self, day: int) -> None:
        self._at(day)
        self.kill()
        self.start()

    def _killed_and_stopped(self, day: int) -> None:
        for _ in range(2):
            self._at(day, spread=0.05)
            self.kill()
            self.start()
        self.stop()
        self.start()

    def _hand_beside(self, day: int) -> None:
        self.clocks.wait_for(day, "07:58")
        both = [threading.Thread(target=self.by_hand) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()

    def _file_missing(self, day: int) -> None:
        self._without(day, lambda path: path.unlink())

    def _file_cut(self, day: int) -> None:
        self._without(day, lambda path: path.write_bytes(self.editor.content()[:-900]))

    def _file_is_folder(self, day: int) -> None:
        def folder(path: Path) -> None:
            path.unlink()
            path.mkdir()

        self._without(day, folder)

    def _without(self, day: int, spoil: Callable[[Path], None]) -> None:
        """Spoil the workbook over eight o'clock, and mend it after nine."""
        spoil(self.editor.path)
        self.counts["broken_files"] += 1
        self.clocks.wait_for(day, "09:05")
        if self.editor.path.is_dir():
            self.editor.path.rmdir()
        self.editor.save()

    def _saved_slowly(self, day: int) -> None:
        self.counts["broken_files"] += 1
        self.clocks.wait_for(day, "07:59")
        self.editor.save_slowly(1.5)

    def _wrong_rule(self, day: int) -> None:
        _replace(
            self.folder / "rules" / "own.yaml", RULE.format(word="x").replace("due\n", "deu\n")
        )
        self.counts["mistakes"] += 1
        self.clocks.wait_for(day, "08:40")
        self.write_rule(f"Belofte {day}:")

    def _wrong_template(self, day: int) -> None:
        own = self.folder / "templates" / "mail" / "digest.subject.j2"
        _replace(own, "{{ nergens }}")
        self.counts["mistakes"] += 1
        self.clocks.wait_for(day, "08:40")
        own.unlink()

    def _wrong_config(self, day: int) -> None:
        self.write_config('hold_abov: 3\nwindow: ["18:00", "08:00"]\n')
        self.counts["mistakes"] += 1
        self.clocks.wait_for(day, "08:40")
        self.write_config("hold_above: 300\n")

    def _server(self, day: int, *faults: Fault, until: str = "08:40") -> None:
        self.server.faults = faults
        self.counts["server_faults"] += 1
        self.clocks.wait_for(day, until)
        self.server.faults = ()

    def _server_away(self, day: int) -> None:
        self._server(day, Fault("CONNECT", "421 4.3.2 Away", hang_up=True))

    def _server_defers(self, day: int) -> None:
        deferred = self.chance.choice(OWNERS)
        self._server(
            day,
            Fault("RCPT", "451 4.2.1 Later", to=deferred),
            Fault("DOT", "452 4.2.2 Full", times=1),
        )

    def _server_hangs_up(self, day: int) -> None:
        self._server(
            day,
            Fault("DOT", hang_up=True, took=True, times=1),
            Fault("BODY", hang_up=True, after=1, times=1),
        )

    def _server_slow_and_stopped(self, day: int) -> None:
        self.server.faults = (Fault("DOT", late=1.5),)
        self.counts["server_faults"] += 1
        self._at(day, "08:02", spread=0.05)
        self.stop()
        self.server.faults = ()
        self.start()

    def _drain(self) -> None:
        """Wait until nothing is on its way any more."""
        until = time.monotonic() + 30
        while time.monotonic() < until and self._states().keys() & {
            "waiting",
            "retry",
            "claimed",
            "handing-over",
        }:
            time.sleep(0.2)

    def _states(self) -> Counter[str]:
        with open_store(self.folder / "service.db", clock=self.clocks.machine) as store:
            return Counter(one.state for one in store.outbox.list())

    # What came out

    def outcome(self, seconds: float, days: int) -> Outcome:
        """Compare what arrived with what was typed."""
        expected = self.editor.expected(working_day(days - 1))
        told, late = self._told()
        with open_store(self.folder / "service.db", clock=self.clocks.machine) as store:
            messages = {one.id: one for one in store.outbox.list()}
            doubt = [one for one in messages.values() if one.state == "in-doubt"]
            doubted = {code for one in doubt for code in _codes(store.outbox.show(one.id).content)}
        received = self.server.copies
        lines = (self.folder / "service.log").read_text("utf-8", "replace").splitlines()
        events = Counter(_event(line) for line in lines)
        typed = re.compile("AFS-|" + "|".join(OWNERS))
        wrong = [code for code, whom in told.items() if set(whom) != {expected.get(code)}]
        ended = {"sent", "in-doubt", "refused", "held", "cancelled"}
        return Outcome(
            seconds=round(seconds, 1),
            days=days,
            promises=len(self.editor.rows),
            done=sum(done for _, _, done in self.editor.rows.values()),
            expected=len(expected),
            told=len(told.keys() & expected.keys()),
            late=late,
            lost=len(expected.keys() - told.keys() - doubted),
            doubled=sum(len(whom) > 1 for whom in told.values()),
            wrong=len(wrong),
            mails=len(self.server.received),
            mails_twice=sum(count > 1 for count in received.values()),
            in_doubt=len(doubt),
            in_doubt_arrived=sum(one.message_id in received for one in doubt),
            stuck=sum(one.state not in ended for one in messages.values()),
            kills=self.counts["kills"],
            stops=self.counts["stops"],
            slowest_stop=round(self.slowest_stop, 1),
            broken_files=self.counts["broken_files"],
            mistakes=self.counts["mistakes"],
            server_faults=self.counts["server_faults"],
            by_hand=self.counts["by_hand"],
            log_lines=len(lines),
            log_events=dict(sorted(events.items())),
            typed_in_log=sum(bool(typed.search(line)) for line in lines),
            health=read_health(self.folder, self.clocks.machine()).state,
        )

    def _told(self) -> tuple[dict[str, list[str]], int]:
        """Return who was told of which promise, and how many promises came late."""
        told: dict[str, list[str]] = {}
        late = 0
        for _, to, content in self.server.received:
            if COORDINATOR in to:  # whose overview tells of mails that are in doubt
                continue
            on = message_from_bytes(content, policy=policy.default)["Date"].datetime.date()
            for code in _codes(content):
                told.setdefault(code, []).append(to[0])
                late += on > self.editor.rows[code][0]
        return told, late


def _codes(content: bytes) -> set[str]:
    """Find the promises that a mail tells of."""
    text = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    return set(re.findall(r"AFS-\d{4}", text.get_content() if text else ""))


def _event(line: str) -> str:
    try:
        return str(json.loads(line)["event"])
    except (ValueError, KeyError, TypeError):
        return "no JSON"


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, "utf-8")
    part.replace(path)


def measure(days: int, day_seconds: float, seed: int = 2016, keep: Path | None = None) -> Outcome:
    """Live through `days` working days of `day_seconds` each, and count."""
    with (
        tempfile.TemporaryDirectory(prefix="werkblad-service-") as name,
        running(FaultServer()) as server,
    ):
        folder = Path(name) / "netwerk"
        clocks = Clocks(time.time() + 6.0, day_seconds)  # there is a workspace to make first
        bench = Bench(folder, server, clocks, seed)
        began = time.monotonic()
        try:
            bench.live(days)
            return bench.outcome(time.monotonic() - began, days)
        finally:
            if bench.service and bench.service.poll() is None:
                bench.service.kill()
                bench.service.wait()
            if keep:
                shutil.copytree(folder, keep, dirs_exist_ok=True)


def _act(role: str, folder: Path, clocks: Clocks) -> None:
    """Be the service, or somebody who types `run`; only the clocks are others."""
    world: World = replace(
        app._world(Words("en"), reads=True),  # noqa: SLF001 - the composition root, as `start` has it
        open_store=lambda path: open_store(path, clock=clocks.machine),
    )

    def now(_: Workspace) -> datetime:
        return clocks.now()

    if role != "service":
        args = Namespace(names=[], rehearse=False, go_live=role == "live", workspace=str(folder))
        args.now = clocks.now().isoformat()
        run_command(args, world)
        return
    stop = stop_on_signals()
    log_to("json", None, verbose=False)
    lock = Lock(folder)
    serving = Serving(world, folder, now, stop, tick_seconds=TICK, machine=clocks.machine)
    serving.serve(lock)
    lock.close()


def main() -> int:
    """Run, and print what came out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--days", type=int, default=50)
    parser.add_argument("--day-seconds", type=float, default=12.0)
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--quick", action="store_true", help="7 days of 5 seconds")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a promise is broken")
    parser.add_argument("--keep", type=Path, help="leave the workspace and the log there")
    args = parser.parse_args()
    days, seconds = (7, 5.0) if args.quick else (args.days, args.day_seconds)
    outcome = measure(days, seconds, args.seed, args.keep)
    written = {**asdict(outcome), "holds": outcome.holds}
    if args.json:
        print(json.dumps(written, indent=2))  # noqa: T201 - it is a script
    else:
        for name, value in written.items():
            print(f"{name:<17} {value}")  # noqa: T201 - as above
    return 1 if args.check and not outcome.holds else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--as"]:
        _act(sys.argv[2], Path(sys.argv[3]), Clocks(float(sys.argv[4]), float(sys.argv[5])))
    else:
        sys.exit(main())
