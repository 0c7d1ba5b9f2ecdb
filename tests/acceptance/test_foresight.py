"""Looking ahead on the example: what changed since the last run, and a rehearsed run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from automations.engine.app import main

Run = Callable[..., tuple[int, Any]]
TUESDAY = ("--today", "2016-10-04")


@pytest.fixture
def town(demo: Path, tmp_path: Path) -> Path:
    """Give a copy of the demo, whose run of Monday 3 October is done."""
    return shutil.copytree(demo, tmp_path / "town")


def edit(workspace: Path, file: str, tab: str, cell: str, value: object) -> None:
    """Change one cell, as staff do."""
    path = workspace / "workbooks" / file
    book = openpyxl.load_workbook(path)
    book[tab][cell] = value
    book.save(path)


def row_of(workspace: Path, key: str) -> tuple[int, str]:
    """Return the row of an action, and the column of its end date."""
    sheet = openpyxl.load_workbook(workspace / "workbooks/actieplan.xlsx")["Acties"]
    rows = list(sheet.iter_rows())
    header = next(row for row in rows if any(cell.value == "Einddatum" for cell in row))
    due = next(cell.column_letter for cell in header if cell.value == "Einddatum")
    return next(cell.row for row in rows for cell in row if cell.value == key), due


def files(folder: Path) -> dict[str, bytes]:
    """Read everything below a folder, rehearsals and SQLite's own files apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and "rehearsal" not in path.parts
        and not path.name.endswith(("-wal", "-shm"))
    }


def test_after_a_run_nothing_changed_until_somebody_edits_a_cell(town: Path, run: Run) -> None:
    """The moved date of an action shows as moved, with the day on which it stood."""
    _, plan = run("-C", str(town), "plan", "--diff", "--days", "14", *TUESDAY)
    assert (plan["diff"]["added"], plan["diff"]["gone"], plan["diff"]["moved"]) == ([], [], [])
    action = next(
        item["key"]
        for message in plan["messages"]
        for item in message["items"]
        if item["rule"] == "action-due" and message["on"] > "2016-10-04"
    )
    row, due = row_of(town, action)
    edit(town, "actieplan.xlsx", "Acties", f"{due}{row}", None)
    _, plan = run("-C", str(town), "plan", "--diff", "--days", "14", *TUESDAY)
    assert {(one["rule"], one["key"]) for one in plan["diff"]["gone"]} >= {("action-due", action)}
    assert "action-due" not in {one["rule"] for one in plan["diff"]["added"]}


def test_before_the_first_run_there_is_nothing_to_compare_with(
    fresh: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says so, and what to do."""
    assert run("-C", str(fresh), "plan", "--diff")[1]["diff"] is None
    assert main(["-C", str(fresh), "plan", "--diff", "--lang", "nl"]) == 0
    assert "nog niets om mee te vergelijken" in capsys.readouterr().out


def test_a_rehearsal_shows_what_a_run_does_and_records_nothing(town: Path, run: Run) -> None:
    """The mails that lie in `rehearsal/` are those that the run then sends, byte for byte."""
    before = files(town)
    _, said = run("-C", str(town), "run", "--rehearse", *TUESDAY)
    assert files(town) == before
    mails = {one["file"]: (town / one["file"]).read_bytes() for one in said["mails"]}
    assert len(mails) == len(list((town / "rehearsal").iterdir())) > 3
    _, ran = run("-C", str(town), "run", *TUESDAY)
    sent = [path.read_bytes() for path in (town / "outbox" / "2016-10-04").iterdir()]
    assert sorted(sent) == sorted(mails.values())
    assert ran["delivery"]["sent"] == len(mails)
    told = {(row["rule"], row["key"], row["to"]) for row in said["rows"] if row["to"]}
    _, listed = run("-C", str(town), "outbox", "list")
    assert told
    assert {row["outcome"] for row in said["rows"]} == {"sent", "skipped"}
    assert all(row["reason"] for row in said["rows"])
    assert {one["subject"] for one in said["mails"]} <= {
        message["subject"] for message in listed["messages"]
    }


def test_a_rehearsal_out_of_hours_says_when_each_mail_leaves(town: Path, run: Run) -> None:
    """What is urgent leaves at once; the rest waits for the window of Wednesday."""
    _, said = run("-C", str(town), "run", "--rehearse", "--now", "2016-10-04T19:30")
    leaves = {row["outcome"]: row["leaves"] for row in said["rows"] if row["to"]}
    assert set(leaves) == {"sent", "deferred"}
    assert leaves["deferred"] == "2016-10-05T06:00:00+00:00"
    urgent = {row["rule"] for row in said["rows"] if row["outcome"] == "sent"}
    assert urgent == {"signal-official"}


def test_a_rehearsal_says_what_would_be_held(fresh: Path, run: Run) -> None:
    """A new workspace: a rule that never ran would mail much of the network."""
    config = fresh / "config.yaml"
    config.write_text(config.read_text("utf-8") + "hold_above: 5\n", "utf-8")
    code, said = run("-C", str(fresh), "run", "--rehearse")
    assert code == 1
    assert {row["outcome"] for row in said["rows"] if row["to"]} == {"held"}
    assert "many" in {held["kind"] for held in said["holds"]}
    assert not (fresh / "service.db").exists()


def test_the_next_rehearsal_replaces_the_last_and_leaves_other_files(town: Path, run: Run) -> None:
    """Somebody may keep notes there."""
    run("-C", str(town), "run", "--rehearse", *TUESDAY)
    note = town / "rehearsal" / "notitie.txt"
    note.write_text("van mij", "utf-8")
    _, said = run("-C", str(town), "run", "--rehearse", "--today", "2016-10-05")
    names = {path.name for path in (town / "rehearsal").iterdir()}
    assert names == {"notitie.txt"} | {Path(one["file"]).name for one in said["mails"]}
    first = min((town / "rehearsal").glob("*.eml"))
    assert message_from_bytes(first.read_bytes(), policy=policy.default)["Date"]


def test_rehearsing_and_going_live_exclude_each_other(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sends nothing, the other begins to send."""
    assert main(["-C", str(town), "run", "--rehearse", "--go-live", "--lang", "nl"]) == 2
    assert "Beide tegelijk kan niet" in capsys.readouterr().err


def test_what_a_rehearsal_and_a_comparison_say_reads_as_sentences(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In Dutch and in English."""
    for language, words in (("nl", ("Repetitie", "verstuurd")), ("en", ("Rehearsal", "sent"))):
        main(["-C", str(town), "run", "--rehearse", *TUESDAY, "--lang", language])
        shown = capsys.readouterr().out
        assert shown.startswith(words[0])
        assert f"\n  {words[1]} " in shown
        main(["-C", str(town), "plan", "--diff", *TUESDAY, "--lang", language])
        assert "commands." not in capsys.readouterr().out
