"""Going live, and a memory that was put back: what leaves, what waits, and what people are told."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from automations.engine.app import main
from tests import sink as sinks
from tests.sink import Sink

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Run a mail server that takes everything."""
    with sinks.running() as running:
        yield running


@pytest.fixture
def town(demo: Path, tmp_path: Path) -> Path:
    """Give a copy of the demo, where 60 mails of Monday lie in the folder."""
    return shutil.copytree(demo, tmp_path / "town")


def send_to(workspace: Path, via: str) -> None:
    """Let `mail.via` of a workspace name a server."""
    config = workspace / "config.yaml"
    config.write_text(
        re.sub(r"(?m)^  via:.*$", f"  via: {via}", config.read_text("utf-8")), "utf-8"
    )


def put_back(workspace: Path, copy: Path) -> None:
    """Put a copy of the store back, as from a backup of the night."""
    for path in workspace.glob("service.db*"):
        if path.suffix != ".mark":
            path.unlink()
    shutil.copy(copy, workspace / "service.db")


def back_up(workspace: Path, copy: Path) -> None:
    """Copy the store whole, its log included."""
    with (
        closing(sqlite3.connect(workspace / "service.db")) as store,
        closing(sqlite3.connect(copy)) as target,
    ):
        store.backup(target)


def by_state(run: Run, workspace: Path) -> dict[str, list[int]]:
    """Return the numbers of all mails by state."""
    found: dict[str, list[int]] = {}
    for message in run("-C", str(workspace), "outbox")[1]["messages"]:
        found.setdefault(message["state"], []).append(message["id"])
    return found


def test_the_first_run_over_a_server_holds_everything(town: Path, sink: Sink, run: Run) -> None:
    """Nobody gets mail by surprise because somebody filled in a mail server."""
    send_to(town, sink.via)
    code, ran = run("-C", str(town), "run", "--today", "2016-10-04")
    assert code == 1
    assert ran["closed"]["kind"] == "not-live"
    assert ran["delivery"]["sent"] == 0
    assert ran["delivery"]["held"] > 0
    assert sink.envelopes == []
    _, plan = run("-C", str(town), "plan", "--today", "2016-10-05")
    assert plan["closed"] == "not-live"


def test_going_live_sends_what_waited_for_it_and_lists_what_lay_in_the_folder(
    town: Path, sink: Sink, run: Run
) -> None:
    """Mails that are past their use are not among them, and none of the folder leaves by itself."""
    send_to(town, sink.via)
    _, before = run("-C", str(town), "run", "--today", "2016-10-04")
    code, ran = run("-C", str(town), "run", "--go-live", "--today", "2016-10-04")
    assert code == 1  # the mails of the folder want a decision
    assert len(ran["live"]["released"]) == before["delivery"]["held"] == ran["delivery"]["sent"]
    assert len(sink.envelopes) == ran["delivery"]["sent"]
    in_folder = ran["live"]["from_folder"]
    assert in_folder == by_state(run, town)["held"]
    _, listed = run("-C", str(town), "outbox", "list", "--state", "held")
    assert {message["hold"] for message in listed["messages"]} == {"folder"}
    assert {message["subject"] for message in listed["messages"]}


def test_mails_of_the_folder_are_sent_or_dropped_one_by_one(
    town: Path, sink: Sink, run: Run
) -> None:
    """`approve` without numbers leaves them: each was for a day that is over."""
    send_to(town, sink.via)
    _, ran = run("-C", str(town), "run", "--go-live", "--today", "2016-10-04")
    sent, dropped, *rest = ran["live"]["from_folder"]
    assert run("-C", str(town), "outbox", "approve")[1]["changed"] == []
    assert run("-C", str(town), "outbox", "approve", str(sent))[1]["changed"] == [sent]
    assert run("-C", str(town), "outbox", "cancel", str(dropped))[1]["changed"] == [dropped]
    already = len(sink.envelopes)
    _, again = run("-C", str(town), "run", "--today", "2016-10-04")
    assert again["delivery"]["sent"] == 1
    assert len(sink.envelopes) == already + 1
    states = by_state(run, town)
    assert sent in states["sent"]
    assert states["cancelled"] == [dropped]
    assert states["held"] == rest


def test_going_live_twice_does_it_once(town: Path, sink: Sink, run: Run) -> None:
    """Nothing is listed or sent a second time."""
    send_to(town, sink.via)
    run("-C", str(town), "run", "--go-live", "--today", "2016-10-04")
    already = sink.identities
    _, ran = run("-C", str(town), "run", "--go-live", "--today", "2016-10-04")
    assert (ran["live"]["released"], ran["live"]["from_folder"]) == ([], [])
    assert sink.identities == already
    assert len(set(already)) == len(already)


def test_a_memory_that_was_put_back_does_not_resend(
    town: Path, sink: Sink, run: Run, tmp_path: Path
) -> None:
    """What the copy would send anew is in doubt or held until a person has looked."""
    send_to(town, sink.via)
    run("-C", str(town), "run", "--go-live", "--today", "2016-10-03")
    back_up(town, tmp_path / "copy.db")
    _, tuesday = run("-C", str(town), "run", "--today", "2016-10-04")
    assert tuesday["delivery"]["sent"] > 0
    already = sink.identities
    put_back(town, tmp_path / "copy.db")
    code, again = run("-C", str(town), "run", "--today", "2016-10-04")
    assert code == 1
    assert again["closed"]["kind"] == "restored"
    assert again["delivery"]["sent"] == 0
    assert sink.identities == already
    _, status = run("-C", str(town), "status")
    assert "run.py run --go-live" in status["closed"]

    _, live = run("-C", str(town), "run", "--go-live", "--today", "2016-10-04")
    assert len(live["live"]["doubted"]) == tuesday["delivery"]["sent"]
    assert sink.identities == already
    assert by_state(run, town)["in-doubt"] == live["live"]["doubted"]

    _, wednesday = run("-C", str(town), "run", "--today", "2016-10-05")
    assert wednesday["closed"] is None
    assert wednesday["delivery"]["sent"] > 0
    assert len(set(sink.identities)) == len(sink.identities)


def test_a_memory_that_is_gone_does_not_begin_anew(town: Path, sink: Sink, run: Run) -> None:
    """Somebody deleted service.db: to send everything again is the last thing to do."""
    send_to(town, sink.via)
    run("-C", str(town), "run", "--go-live", "--today", "2016-10-04")
    already = sink.identities
    for path in town.glob("service.db*"):
        if path.suffix != ".mark":
            path.unlink()
    _, ran = run("-C", str(town), "run", "--today", "2016-10-04")
    assert ran["closed"]["kind"] == "restored"
    assert sink.identities == already


def test_what_going_live_did_is_told_in_words(
    town: Path, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a line for each mail of the folder, and what to type."""
    send_to(town, sink.via)
    main(["-C", str(town), "run", "--today", "2016-10-04", "--lang", "nl"])
    said = capsys.readouterr().out
    assert "run.py run --go-live" in said
    main(["-C", str(town), "run", "--go-live", "--today", "2016-10-04", "--lang", "nl"])
    said = capsys.readouterr().out
    assert sink.via in said
    assert "kwamen nooit aan" in said
    assert "run.py outbox approve NUMMER" in said


def test_where_mail_goes_to_a_folder_there_is_nothing_to_go_live_to(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder is live at once."""
    main(["-C", str(town), "run", "--go-live", "--today", "2016-10-04", "--lang", "nl"])
    assert "er is niets om live te zetten" in capsys.readouterr().out
