"""The service for real: processes that are started, killed and stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from automations.engine.health import read_health
from automations.engine.workspace import open_workspace
from tests.fault_server import Fault, FaultServer, running
from tests.text_tables import shipped

ROOT = Path(__file__).parents[2]
EIGHT = "working day 08:00"
Run = Callable[..., tuple[int, Any]]
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="SIGKILL and SIGTERM are POSIX signals"
)


@contextmanager
def service(
    folder: Path, now: str, *more: str, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """Start the service in `folder` with its clock set to `now`; kill it at the end."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "automations.engine.app"),
            *("start", "-C", str(folder), "--now", now, "--tick", "0.2", "--lang", "en", *more),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def rows(folder: Path, query: str) -> list[Any]:
    """Ask the store something; nothing comes out while it is not there yet."""
    if not (folder / "service.db").exists():
        return []
    with closing(sqlite3.connect(folder / "service.db", timeout=30)) as store:
        try:
            return store.execute(query).fetchall()
        except sqlite3.OperationalError:  # not migrated yet
            return []


def slots(folder: Path) -> list[tuple[str, str, int]]:
    """Read the ledger: job, state and attempts."""
    return rows(folder, "select job, state, attempts from slot")


def wait(is_so: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"not within {seconds} seconds: {what}"
        time.sleep(0.05)


def wait_for_slot(folder: Path) -> None:
    """Wait until Monday's slot is done."""
    wait(lambda: (EIGHT, "done", 1) in slots(folder), "the slot is done")


def wait_until_it_ticks(folder: Path, process: subprocess.Popen[str]) -> None:
    """Wait until this very process has written how it is."""

    def ticks() -> bool:
        seen = read_health(folder, open_workspace(folder).now().astimezone())
        return seen.data.get("pid") == process.pid and seen.state != "stopped"

    wait(ticks, "the service ticks")


def stop(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Send SIGTERM, and give the exit code and the log; it has ten seconds."""
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=10)
    return process.returncode, log


def mails(folder: Path) -> list[Path]:
    """Return the mails that were written to the folder."""
    return sorted((folder / "outbox").rglob("*.eml"))


def test_a_second_service_says_who_was_first_and_a_killed_one_blocks_nobody(
    fresh: Path,
) -> None:
    """Host, process, since when and what to do, with exit code 2; then the slot is done once."""
    with service(fresh, "2016-10-03T07:59:57") as first:
        wait_until_it_ticks(fresh, first)
        with service(fresh, "2016-10-03T07:59:57") as second:
            _, said = second.communicate(timeout=30)
        assert second.returncode == 2
        assert f"on {socket.gethostname()}, process {first.pid}, since" in said
        assert "stop it first" in said
        wait_for_slot(fresh)
        open_mails = "select 1 from message where state not in ('sent', 'held')"
        wait(lambda: not rows(fresh, open_mails), "the slot's mails are sent")
        first.kill()
    before = mails(fresh)
    assert before
    with service(fresh, "2016-10-03T08:10:00") as again:
        wait_until_it_ticks(fresh, again)
        time.sleep(1)
        code, log = stop(again)
    assert code == 0, log
    assert (EIGHT, "done", 1) in slots(fresh)
    assert rows(fresh, "select count(*) from run where automation = 'reminders'") == [(1,)]
    assert mails(fresh) == before


def test_a_service_that_was_killed_before_its_slot_does_it_after_the_restart(
    fresh: Path,
) -> None:
    """A restart on Monday 08:05 still does Monday 08:00."""
    with service(fresh, "2016-10-03T07:30:00") as first:
        wait_until_it_ticks(fresh, first)
        first.kill()
    assert slots(fresh) == []
    with service(fresh, "2016-10-03T08:05:00") as second:
        wait_for_slot(fresh)
        code, log = stop(second)
    assert code == 0, log
    assert mails(fresh)


def test_a_new_service_does_not_mail_about_slots_before_its_start(fresh: Path) -> None:
    """A job begins when it is first seen: the past is not made up for."""
    with service(fresh, "2016-10-03T12:00:00") as process:
        wait_until_it_ticks(fresh, process)
        time.sleep(1)
        code, log = stop(process)
    assert code == 0, log
    assert slots(fresh) == []
    assert "stopped" in log


def test_a_run_by_hand_beside_the_service_sends_nothing_twice(fresh: Path, run: Run) -> None:
    """Whoever types `run` meanwhile gets an answer, and everybody gets one mail."""
    with service(fresh, "2016-10-03T07:59:57") as process:
        wait_until_it_ticks(fresh, process)
        codes = [run("-C", str(fresh), "run", "--now", "2016-10-03T08:00")[0] for _ in range(2)]
        wait(lambda: (EIGHT, "done", 1) in slots(fresh), "the slot is done")
        code, log = stop(process)
    assert code == 0, log
    assert set(codes) <= {0, 1}
    sent = rows(fresh, 'select recipient, template, "on", count(*) from message group by 1, 2, 3')
    assert sent
    assert {count for _, template, _, count in sent if template == "digest"} == {1}
    columns = 'rule, key, anchor, "offset", recipient'
    items = f"select {columns}, count(*) from message_item group by {columns}"  # noqa: S608 - ours
    assert {row[-1] for row in rows(fresh, items)} == {1}
    # The first mails of the example's own rules wait for the coordinator.
    ended = "select count(*) from message where hold is null or hold != 'own-rule'"
    assert len(mails(fresh)) == rows(fresh, ended)[0][0]


# With a mail server


def live(folder: Path, server: FaultServer, run: Run) -> None:
    """Let a workspace send to a server, and go live before anything is due."""
    config = folder / "config.yaml"
    via = f"  via: smtp+plain://127.0.0.1:{server.port}"
    config.write_text(re.sub(r"(?m)^  via:.*$", via, config.read_text("utf-8")), "utf-8")
    run("-C", str(folder), "run", "--go-live", "--now", "2016-10-03T07:00")


def test_a_service_that_is_stopped_finishes_the_mail_in_hand(fresh: Path, run: Run) -> None:
    """SIGTERM while a slow server has the mail: within ten seconds, told as sent, sent once."""
    slow = Fault("DOT", late=4.0)
    with running(FaultServer([slow])) as server:
        live(fresh, server, run)
        with service(fresh, "2016-10-03T07:59:58") as process:
            wait(lambda: "DATA" in server.verbs, "a mail is in hand")
            began = time.monotonic()
            code, log = stop(process)
            seconds = time.monotonic() - began
        assert code == 0, log
        assert seconds < 10
        arrived = len(server.received)
        counts = dict(rows(fresh, "select state, count(*) from message group by 1"))
        assert counts.pop("held") == 3  # the first mails of the example's own rules
        assert counts["sent"] == arrived > 0
        assert counts.keys() == {"sent", "waiting"}
        server.faults = ()
        with service(fresh, "2016-10-03T08:10:00") as process:
            wait(lambda: len(server.received) == sum(counts.values()), "the rest is sent")
            stop(process)
        assert set(server.copies.values()) == {1}


def test_a_job_that_does_not_end_keeps_no_process_from_stopping(fresh: Path) -> None:
    """A template that loops for ever; after a stop the service is gone within ten seconds."""
    own = fresh / "templates" / "mail"
    own.mkdir(parents=True)
    digits = "0123456789"
    loops = "".join(f'{{% for {letter} in "{digits}" %}}' for letter in "abcdefghijkl")
    (own / "digest.subject.j2").write_text(f"{loops}x{'{% endfor %}' * 12}", "utf-8")
    with service(fresh, "2016-10-03T07:59:58") as process:
        wait(lambda: (EIGHT, "running", 1) in slots(fresh), "the slot is begun")
        began = time.monotonic()
        code, log = stop(process)
        assert time.monotonic() - began < 10
    assert code == 0, log
    assert f"{EIGHT}: left behind after" in log
    assert (EIGHT, "running", 1) in slots(fresh)  # its lease ends, and the next one does it


def test_systemd_hears_from_the_service_itself(fresh: Path, tmp_path: Path) -> None:
    """Ready after its first tick, alive at each, and leaving."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hears:
        hears.bind(str(tmp_path / "notify"))
        hears.settimeout(30)
        with service(fresh, "2016-10-03T12:00", NOTIFY_SOCKET=str(tmp_path / "notify")) as process:
            heard = [hears.recv(4096).decode() for _ in range(3)]
            stop(process)
            heard.append("")
            while heard[-1] != "STOPPING=1":
                heard.append(hears.recv(4096).decode())
    assert heard[0] == "READY=1"
    assert re.fullmatch(r"WATCHDOG=1\nSTATUS=well, \d\d:\d\d:\d\d UTC", heard[1])
    assert heard[1][:10] == heard[2][:10] == "WATCHDOG=1"


# What it logs


def planted(folder: Path) -> int:
    """Put a canary into every cell of a column that is personal, free text or sensitive."""
    count = 0
    for file in sorted({schema.file for schema in shipped().sheets.values()}):
        book = openpyxl.load_workbook(folder / "workbooks" / file)
        for schema in shipped().sheets.values():
            if schema.file != file:
                continue
            sheet = book[schema.title]
            (header,) = [row for row in sheet.iter_rows() if row[0].value == schema.fields[0].title]
            by_title = {cell.value: cell.column for cell in header}
            for field in schema.fields:
                secret = field.personal or field.free_text or schema.sensitive
                if not secret or field.title not in by_title or field.name in schema.primary_key:
                    continue
                for row in range(header[0].row + 1, sheet.max_row + 1):
                    cell = sheet.cell(row, by_title[field.title])
                    if isinstance(cell.value, str):
                        at = "@kanarie.example" if "@" in cell.value else ""
                        cell.value = f"kanarie{count}{at}"
                        count += 1
        book.save(folder / "workbooks" / file)
    return count


def test_the_log_and_the_health_file_hold_nothing_that_anybody_typed(fresh: Path, run: Run) -> None:
    """No cell, no name, no address of a partner, also with `-v` and a server that repeats them."""
    assert planted(fresh) > 200
    refuses = Fault("RCPT", "550 5.1.1 No such user {arg}", times=4)
    breaks = Fault("RCPT", "421 4.7.0 Not now, {arg}", hang_up=True)
    with running(FaultServer([refuses, breaks])) as server:
        live(fresh, server, run)
        with service(fresh, "2016-10-03T07:59:58", "-v", "--log-format", "json") as process:
            wait_for_slot(fresh)
            wait(
                lambda: rows(fresh, "select count(*) from message where state = 'refused'")[0][0],
                "mails are refused",
            )
            wait(lambda: "troubled" in (fresh / "service.health").read_text("utf-8"), "it is told")
            health = (fresh / "service.health").read_text("utf-8")
            lock = (fresh / "service.lock").read_text("utf-8")
            code, log = stop(process)
    assert code == 0, log
    receivers = {row[0] for row in rows(fresh, "select recipient from message")}
    assert any("kanarie" in address for address in receivers)
    for text in (log, health, lock):
        assert "kanarie" not in text.lower()
        assert [address for address in receivers if address in text] == []
    events = [json.loads(line) for line in log.splitlines()]
    assert {
        "started",
        "slot-begun",
        "ran",
        "slot-done",
        "not-taken",
        "mail-trouble",
        "stopped",
    } <= {one["event"] for one in events}
    (refused, *_) = [one for one in events if one["event"] == "not-taken"]
    assert re.fullmatch(r"[\d, -]+", refused["numbers"])


def test_the_log_names_a_new_rule_of_her_own_and_none_of_its_mails(fresh: Path) -> None:
    """Their subjects hold what stands in cells: they are for a mail, and for `status`."""
    with service(fresh, "2016-10-03T07:59:58") as process:
        wait_for_slot(fresh)
        code, log = stop(process)
    assert code == 0, log
    held = rows(fresh, "select subject, own_rule from message where hold = 'own-rule'")
    assert len(held) > 1
    for subject, rule in held:
        assert rule in log
        assert subject not in log


def test_the_log_can_go_to_a_file(fresh: Path, tmp_path: Path) -> None:
    """As on Windows, where nothing else keeps it; also why the service did not start."""
    file = tmp_path / "service.log"
    with service(fresh, "2016-10-03T12:00", "--log-file", str(file)) as process:
        wait_until_it_ticks(fresh, process)
        code, log = stop(process)
    assert (code, log) == (0, "")
    assert "started in" in file.read_text("utf-8")
    (fresh / "config.yaml").write_text("organisation: x\n", "utf-8")
    with service(fresh, "2016-10-03T12:00", WERKBLAD_LOG_FILE=str(file)) as process:
        process.communicate(timeout=30)
    assert process.returncode == 2
    assert "not started: config.yaml" in file.read_text("utf-8")


@pytest.mark.parametrize("argv", [["--log-format", "xml"], ["--tick", "0"], ["--tick", "nan"]])
def test_an_option_that_makes_no_sense_is_refused(fresh: Path, argv: list[str]) -> None:
    """With what would; nothing is started."""
    with service(fresh, "2016-10-03T12:00", *argv) as process:
        _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert argv[1] in said.lower() or "0.0" in said
    assert not (fresh / "service.lock").exists()
