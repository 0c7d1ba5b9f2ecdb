"""The command line as INTERFACE promises it: JSON shapes, exit codes, languages, remedies."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from automations.engine.app import main
from automations.engine.cli import help_only

Run = Callable[..., tuple[int, Any]]
ROOT = Path(__file__).parents[2]
BEGIN = ("config.yaml", "workbooks/")


@pytest.fixture
def workspace(demo: Path, tmp_path: Path) -> Path:
    """Give a copy of the demo that a test may change."""
    return shutil.copytree(demo, tmp_path / "demo")


def files(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_check_gives_the_promised_document(demo: Path, run: Run) -> None:
    """The keys of `check --json`, and what its numbers mean."""
    code, found = run("-C", str(demo), "check")
    assert code == 1
    assert found.keys() == {"today", "sheets", "findings"}
    assert found["today"] == "2016-10-03"
    assert len(found["sheets"]) == 17
    for sheet in found["sheets"]:
        assert list(sheet) == [
            *("workbook", "sheet", "tab", "rows", "valid", "errors", "warnings", "notices")
        ]
        mine = [f for f in found["findings"] if f["sheet"] == sheet["sheet"]]
        for kind in ("error", "warning", "notice"):
            assert sheet[f"{kind}s"] == sum(f["severity"] == kind for f in mine)
        assert sheet["valid"] == sheet["rows"] - len(
            {f["row"] for f in mine if f["severity"] == "error" and (f["row"] or 0) > 1}
        )
    for finding in found["findings"]:
        assert list(finding) == [
            *("workbook", "sheet", "tab", "row", "column", "cell", "code", "severity"),
            *("message", "suggestion", "owner"),
        ]


def test_check_and_plan_record_nothing(workspace: Path, run: Run) -> None:
    """Looking changes no file of the workspace."""
    (workspace / "service.db").unlink()
    before = files(workspace)
    run("-C", str(workspace), "check")
    run("-C", str(workspace), "plan", "--days", "3")
    run("-C", str(workspace), "status")
    run("-C", str(workspace), "doctor")
    assert files(workspace) == before


def test_check_takes_sheets_by_name_or_title(demo: Path, run: Run) -> None:
    """`check Acties` and `check actions` are the same; an unknown one is a usage error."""
    _, by_title = run("-C", str(demo), "check", "Acties")
    _, by_name = run("-C", str(demo), "check", "actions")
    assert by_title == by_name
    assert {sheet["sheet"] for sheet in by_name["sheets"]} == {"actions"}
    assert main(["-C", str(demo), "check", "Actes"]) == 2


def test_plan_gives_the_promised_document(demo: Path, run: Run) -> None:
    """The keys of `plan --json`; it looks at the days that were asked for."""
    code, plan = run("-C", str(demo), "plan", "--days", "10")
    assert code == 0
    assert list(plan) == ["from", "to", "messages", "skipped", "closed"]
    assert plan["closed"] is None
    assert (plan["from"], plan["to"]) == ("2016-10-03", "2016-10-12")
    assert plan["messages"]
    for message in plan["messages"]:
        assert list(message) == ["on", "automation", "to", "subject", "held", "hold", "items"]
        assert message["held"] is (message["hold"] is not None)
        assert plan["from"] <= message["on"] <= plan["to"]
        for item in message["items"]:
            assert list(item) == ["rule", "key", "sheet", "row", "reason"]
            assert item["reason"]
    assert plan["skipped"]
    for skipped in plan["skipped"]:
        assert list(skipped) == ["on", "rule", "sheet", "row", "reason"]
        assert skipped["reason"]


def test_what_plan_foresees_is_what_run_sends_day_by_day(fresh: Path, run: Run) -> None:
    """`plan` and `run` are the same functions, so their mails are the same."""
    _, plan = run("-C", str(fresh), "plan", "--days", "5")
    foreseen = {(m["on"], m["to"], m["subject"]) for m in plan["messages"]}
    for day in range(3, 8):
        run("-C", str(fresh), "run", "--today", f"2016-10-0{day}")
    _, outbox = run("-C", str(fresh), "outbox")
    assert {(m["on"], m["to"], m["subject"]) for m in outbox["messages"]} == foreseen
    held = [m for m in outbox["messages"] if m["state"] != "sent"]  # of rules of her own
    assert {m["state"] for m in held} <= {"held", "expired"}
    assert {m["subject"] for m in held} == {m["subject"] for m in plan["messages"] if m["held"]}


def test_run_gives_the_promised_document(workspace: Path, run: Run) -> None:
    """The keys of `run --json`; errors in the sheets need a person, so the code is 1."""
    code, ran = run("-C", str(workspace), "run", "--today", "2016-10-04")
    assert code == 1
    assert set(ran) >= {"today", "ran", "delivery", "holds", "closed", "trouble", "live"}
    assert (ran["holds"], ran["closed"], ran["trouble"], ran["live"]) == ([], None, None, None)
    for one in ran["ran"]:
        assert list(one) == ["automation", "status", "messages", "skipped", "seconds"]
        assert one["status"] == "done"
    assert list(ran["delivery"]) == ["sent", "waiting", "held", "retry", "refused", "in_doubt"]


def test_nothing_is_due_in_the_weekend_and_nothing_leaves(workspace: Path, run: Run) -> None:
    """The automations run on working days; a Saturday's run sends nothing."""
    _, ran = run("-C", str(workspace), "run", "--today", "2016-10-08")
    assert ran["ran"] == []
    assert ran["delivery"]["sent"] == 0


def test_what_is_run_after_hours_waits_for_the_window(workspace: Path, run: Run) -> None:
    """What falls outside the window waits for the next one, also when nobody was up for one.

    What was of use on the day before only, a reminder of what is past by now, expires.
    """
    _, ran = run("-C", str(workspace), "run", "reminders", "--now", "2016-10-04T19:30")
    waiting = ran["delivery"]["waiting"]
    assert waiting >= 1
    _, early = run("-C", str(workspace), "run", "newsletter", "--now", "2016-10-05T07:59")
    assert (early["delivery"]["sent"], early["delivery"]["waiting"]) == (0, waiting)
    _, night = run("-C", str(workspace), "run", "newsletter", "--now", "2016-10-05T23:05")
    assert (night["delivery"]["sent"], night["delivery"]["waiting"]) == (0, waiting)
    _, later = run("-C", str(workspace), "run", "newsletter", "--now", "2016-10-06T08:00")
    _, expired = run("-C", str(workspace), "outbox", "list", "--state", "expired")
    assert [message["on"] for message in expired["messages"]] == ["2016-10-04"]
    assert later["delivery"]["sent"] == waiting - 1
    assert later["delivery"]["waiting"] == 0


def test_a_run_that_would_send_too_much_is_held_until_a_person_approves(
    fresh: Path, run: Run
) -> None:
    """`hold_above`: nothing leaves, the outbox says why, and `approve` lets it go."""
    config = (fresh / "config.yaml").read_text("utf-8") + "hold_above: 5\n"
    (fresh / "config.yaml").write_text(config, "utf-8")
    code, ran = run("-C", str(fresh), "run")
    held = ran["delivery"]["held"]
    assert code == 1
    assert held > 5
    assert not list((fresh / "outbox").rglob("*.eml"))
    code, listed = run("-C", str(fresh), "outbox", "list", "--state", "held")
    assert code == 1
    assert len(listed["messages"]) == held
    assert "5" in listed["messages"][0]["reason"]
    code, approved = run("-C", str(fresh), "outbox", "approve")
    assert (code, len(approved["changed"])) == (0, held)
    _, again = run("-C", str(fresh), "run")
    assert again["delivery"]["sent"] == held


def test_outbox_lists_and_shows_what_was_sent_and_why(demo: Path, run: Run) -> None:
    """Every outgoing item can be explained: who, what, when, by which rule, from which row."""
    _, listed = run("-C", str(demo), "outbox")
    keys = ["id", "message_id", "key", "automation", "to", "subject", "state", "reason", "on"]
    for message in listed["messages"]:
        assert list(message) == [
            *(*keys, "changed", "hold", "fault", "code", "attempts", "next_attempt", "sent"),
            "own_rule",
        ]
    digest = next(m for m in listed["messages"] if m["automation"] == "reminders")
    _, shown = run("-C", str(demo), "outbox", "show", str(digest["id"]))
    assert shown["text"].strip()
    for item in shown["items"]:
        assert item["rule"]
        assert item["sheet"]
        assert item["row"]
        assert item["reason"]


def test_report_gives_the_promised_document(workspace: Path, run: Run) -> None:
    """The keys of `report --json`; a suppressed figure has no value, previous or rows."""
    _, made = run("-C", str(workspace), "report", "--period", "2016-H1")
    first = ["period", "kind", "state", "files", "figures", "tables"]
    assert list(made) == [*first, "corrections", "gaps", "approved"]
    assert made["files"].keys() == {"word", "excel", "pdf"}
    assert (workspace / made["files"]["word"]).is_file()
    assert (workspace / made["files"]["excel"]).is_file()
    for figure in made["figures"]:
        assert list(figure) == [
            *("id", "label", "definition", "unit", "period", "sources"),
            *("value", "previous", "suppressed", "rows", "complete", "left_out"),
        ]
        if figure["suppressed"]:
            assert figure["value"] is figure["previous"] is figure["rows"] is None
    assert any(figure["suppressed"] for figure in made["figures"])
    cells = [cell for table in made["tables"] for line in table["lines"] for cell in line["cells"]]
    assert all(list(cell) == ["value", "suppressed", "small"] for cell in cells)
    assert all(cell["value"] is None for cell in cells if cell["suppressed"])
    assert any(cell["small"] for cell in cells)


def test_the_period_of_a_report_defaults_to_the_last_finished_half_year(
    workspace: Path, run: Run
) -> None:
    """In October that is the first half of the year."""
    assert run("-C", str(workspace), "report")[1]["period"] == "2016-H1"


def test_init_asks_for_all_that_is_missing_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script that forgets two flags hears of both; nothing is made."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["init", str(tmp_path / "new"), "--network", "Netwerk"]) == 2
    assert "--organisation, --coordinator" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_mistake_in_a_template_stops_the_service_before_it_starts(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt name is a start-up finding and not a broken mail."""
    own = workspace / "templates" / "mail"
    own.mkdir(parents=True)
    (own / "digest.txt.j2").write_text("{{ remindres }}\n", "utf-8")
    assert main(["start", "-C", str(workspace)]) == 2
    assert "remindres" in capsys.readouterr().err


def test_status_shows_runs_workbooks_and_mails(demo: Path, run: Run) -> None:
    """After a demo everything ran, every workbook is there, and nothing waits."""
    code, status = run("-C", str(demo), "status")
    assert code == 0
    assert {one["status"] for one in status["automations"]} <= {"done", None}
    assert all(one["changed"] for one in status["workbooks"])
    assert status["outbox"]["sent"] > 20
    assert status["needs_a_person"] == {}


@pytest.mark.parametrize("command", ["status", "doctor", "rules", "outbox list"])
def test_what_a_script_gets_is_documented(demo: Path, run: Run, command: str) -> None:
    """Every key of the document and of what its lists hold stands in the table."""
    page = (ROOT / "docs/engineering/scripting.md").read_text("utf-8")
    (row,) = [line for line in page.splitlines() if line.startswith(f"| `{command}` |")]
    _, document = run("-C", str(demo), *command.split())
    keys = set(document)
    for value in document.values():
        if isinstance(value, list):
            keys.update(*value)
    assert {key for key in keys if f'"{key}"' not in row} == set()


def doctored(run: Run, workspace: Path, *more: str) -> tuple[int, dict[str, dict[str, str]]]:
    """Return the exit code of `doctor`, and what is not well by its name."""
    code, found = run("-C", str(workspace), "doctor", *more)
    for one in found["examined"]:
        assert list(one) == ["name", "well", "severity", "message", "remedy"]
        assert one["well"] is (one["severity"] is None) is (one["remedy"] is None)
    return code, {one["name"]: one for one in found["examined"] if not one["well"]}


def configure(workspace: Path, *lines: str) -> None:
    """Add lines to a config.yaml."""
    with (workspace / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def in_real_time(workspace: Path) -> None:
    """Let a workspace live today instead of in 2016."""
    config = workspace / "config.yaml"
    config.write_text(config.read_text("utf-8").replace("today: 2016-10-03\n", ""), "utf-8")


@pytest.fixture
def sound(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a demo in which all is well: with a key for its copies, and a DPIA."""
    configure(workspace, "dpia: 2016-09-01")
    monkeypatch.setenv("WERKBLAD_SNAPSHOT_KEY", b64encode(bytes(32)).decode())
    return workspace


def test_doctor_finds_nothing_where_all_is_well(sound: Path, run: Run) -> None:
    """Everything is named, with no remedy."""
    code, found = run("-C", str(sound), "doctor")
    assert code == 0
    assert {one["remedy"] for one in found["examined"]} == {None}
    assert {one["name"] for one in found["examined"]} - {"pdf"} == {
        *("configuration", "workbook", "templates", "rules", "store", "snapshots", "folder"),
        *("mail", "clock", "school-holidays", "dpia"),
    }


def test_doctor_names_each_trouble_with_its_remedy(sound: Path, run: Run) -> None:
    """A workbook that is gone and a template with a misspelt name are both found."""
    (sound / "workbooks" / "trainingen.xlsx").unlink()
    own = sound / "templates" / "mail"
    own.mkdir(parents=True)
    (own / "digest.subject.j2").write_text("{{ remindres[0].headline }}\n", "utf-8")
    code, wrong = doctored(run, sound)
    assert code == 1
    assert wrong.keys() == {"workbook", "templates"}
    assert {one["severity"] for one in wrong.values()} == {"error"}
    assert "remindres" in wrong["templates"]["message"]


def test_doctor_says_of_a_workbook_what_its_own_trouble_asks_for(sound: Path, run: Run) -> None:
    """An old .xls under another name is saved anew, and put back by nobody."""
    path = sound / "workbooks" / "trainingen.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    _, wrong = doctored(run, sound)
    assert wrong.keys() == {"workbook"}
    assert ".xlsx" in wrong["workbook"]["remedy"]
    assert "config.yaml" not in wrong["workbook"]["remedy"]


def test_doctor_goes_on_where_the_store_is_damaged(sound: Path, run: Run) -> None:
    """What else is wrong is still found, and config.yaml with ten mistakes is no other case."""
    (sound / "service.db").write_bytes(b"geen database" * 999)
    (sound / "workbooks" / "trainingen.xlsx").unlink()
    code, wrong = doctored(run, sound)
    assert code == 1
    assert wrong.keys() == {"workbook", "store"}
    assert "Zet de laatste kopie terug" in wrong["store"]["remedy"]


@pytest.fixture
def example(demo: Path) -> dict[str, bytes]:
    """Give the files that a workspace begins with."""
    return {name: content for name, content in files(demo).items() if name.startswith(BEGIN)}


def test_doctor_names_a_folder_that_takes_no_file(
    example: dict[str, bytes], as_nobody: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tries, and leaves nothing behind where it can."""
    monkeypatch.setenv("WERKBLAD_SNAPSHOT_KEY", b64encode(bytes(32)).decode())
    (as_nobody / "workbooks").mkdir()
    for name, content in example.items():
        (as_nobody / name).write_bytes(content)
    configure(as_nobody, "dpia: 2016-09-01")
    before = files(as_nobody)
    assert doctored(run, as_nobody) == (0, {})
    assert files(as_nobody) == before
    as_nobody.chmod(0o500)
    code, wrong = doctored(run, as_nobody)
    assert (code, wrong.keys()) == (1, {"folder"})
    assert "schrijfrechten" in wrong["folder"]["remedy"]


def test_doctor_warns_of_what_is_not_copied(
    sound: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a key signals and memory have no copy: a warning; a wrong key copies nothing."""
    monkeypatch.delenv("WERKBLAD_SNAPSHOT_KEY")
    code, wrong = doctored(run, sound)
    assert code == 0
    assert (wrong.keys(), wrong["snapshots"]["severity"]) == ({"snapshots"}, "warning")
    assert "signalen.xlsx, service.db" in wrong["snapshots"]["message"]
    assert "WERKBLAD_SNAPSHOT_KEY" in wrong["snapshots"]["remedy"]
    assert main(["-C", str(sound), "doctor", "--lang", "nl"]) == 0
    assert "\n! momentopnamen   Van signalen.xlsx" in capsys.readouterr().out
    monkeypatch.setenv("WERKBLAD_SNAPSHOT_KEY", "geheim")
    code, wrong = doctored(run, sound)
    assert (code, wrong["snapshots"]["severity"]) == (1, "error")


@pytest.mark.parametrize(
    ("line", "today", "said"),
    [
        ("", "2016-10-03", "niet ingevuld"),
        ("dpia: 2016-11-01", "2016-10-03", "pas op 1 november 2016"),
        ("dpia: 2016-11-01", "2016-11-01", None),
        ("dpia: 2013-10-04", "2016-10-03", None),
        ("dpia: 2013-10-03", "2016-10-03", "drie jaar"),
    ],
)
def test_doctor_asks_for_an_assessment_that_is_there_and_not_too_old(
    workspace: Path, run: Run, line: str, today: str, said: str | None
) -> None:
    """A warning, in a workspace that keeps signals."""
    configure(workspace, line)
    code, wrong = doctored(run, workspace, "--today", today)
    assert code == 0
    if said is None:
        assert "dpia" not in wrong
    else:
        assert said in wrong["dpia"]["message"]
        assert "functionaris gegevensbescherming" in wrong["dpia"]["remedy"]
        assert wrong["dpia"]["severity"] == "warning"


def test_doctor_warns_where_the_next_school_holidays_are_not_known(sound: Path, run: Run) -> None:
    """Until somebody fills them in."""
    in_march = ("--today", "2027-03-01")
    config = sound / "config.yaml"
    config.write_text(config.read_text("utf-8").replace("dpia: 2016", "dpia: 2026"), "utf-8")
    code, wrong = doctored(run, sound, *in_march)
    assert (code, wrong.keys()) == (0, {"school-holidays"})
    assert wrong["school-holidays"]["severity"] == "warning"
    assert "school_holidays" in wrong["school-holidays"]["remedy"]
    configure(sound, "school_holidays: [[2027-04-24, 2027-05-09]]")
    _, found = run("-C", str(sound), "doctor", *in_march)
    (known,) = [one for one in found["examined"] if one["name"] == "school-holidays"]
    assert known["message"] == "bekend tot en met 19 augustus 2029"


def test_doctor_sees_that_the_clock_is_behind_what_already_ran(sound: Path, run: Run) -> None:
    """Mails would wait for a time that passed already."""
    in_real_time(sound)
    _, wrong = doctored(run, sound)
    assert "clock" not in wrong
    run("-C", str(sound), "run", "--today", "2099-10-05")
    code, wrong = doctored(run, sound)
    assert code == 1
    assert "5 oktober 2099" in wrong["clock"]["message"]
    assert "klok" in wrong["clock"]["remedy"]


def test_rules_reads_every_rule_as_one_sentence(demo: Path, run: Run) -> None:
    """Each rule is one sentence that names it."""
    code, found = run("-C", str(demo), "rules")
    assert code == 0
    assert {rule["family"] for rule in found["rules"]} == {
        *("governance", "network", "programme", "signals", "training", "eigen")
    }
    for rule in found["rules"]:
        assert rule["sentence"].startswith(rule["rule"])
        assert rule["sentence"].endswith(".")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["-C", "{tmp}", "check"], "run.py init"),
        (["-C", "{demo}", "run", "remindres"], "reminders"),
        (["-C", "{demo}", "report", "--period", "2016-H3"], "2016-H1"),
        (["-C", "{demo}", "check", "--today", "3-10-2016"], "2016-10-03"),
        (["-C", "{demo}", "newsletter", "preview", "N2016-99"], "N2016-10"),
        (["demo", "{tmp}"], "niet leeg"),
    ],
)
def test_an_error_says_what_to_do_and_ends_with_2(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: list[str], said: str
) -> None:
    """On stderr, in words, never a traceback, and nothing on stdout."""
    (tmp_path / "something.txt").touch()
    filled = [word.format(tmp=tmp_path, demo=demo) for word in argv]
    assert main([*filled, "--lang", "nl"]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert "Traceback" not in printed.err
    assert printed.out == ""


def test_a_usage_error_ends_with_2_in_the_users_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An unknown command says where the help is."""
    with pytest.raises(SystemExit) as stopped:
        main(["chek", "--lang", "nl"])
    assert stopped.value.code == 2
    assert "Hulp: run.py --help" in capsys.readouterr().err


def test_the_command_line_speaks_dutch_and_english(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--lang` decides; the findings follow."""
    main(["-C", str(demo), "check", "--lang", "nl"])
    dutch = capsys.readouterr().out
    main(["-C", str(demo), "check", "--lang", "en"])
    english = capsys.readouterr().out
    assert "fouten" in dutch
    assert "errors" in english
    assert "fouten" not in english


def test_the_workspace_may_be_named_before_or_after_the_command(demo: Path, run: Run) -> None:
    """`-C DIR check` and `check -C DIR` are the same."""
    assert run("-C", str(demo), "check") == run("check", "-C", str(demo))


def test_help_needs_nothing_but_python_and_names_every_command() -> None:
    """Without site-packages the help is still there."""
    helped = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "run.py"), "--help"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "LANG": "en_GB.UTF-8", "LC_ALL": ""},
    ).stdout
    for command in (
        *("demo", "init", "check", "plan", "run", "report", "newsletter", "rules", "status"),
        *("doctor", "outbox", "start", "test"),
    ):
        assert f"\n    {command} " in helped


def test_asking_for_nothing_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """And is no error."""
    assert help_only([]) == 0
    assert "demo" in capsys.readouterr().out
    assert help_only(["check"]) is None


def test_init_makes_a_workspace_that_checks_without_a_remark(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three answers, six empty workbooks, nothing to complain about; a second time is refused."""
    flags = ["--organisation", 'Gemeente "X": & co', "--network", "Netwerk", "--coordinator"]
    code, made = run("init", str(tmp_path / "new"), *flags, "coordinator@x.example")
    assert code == 0
    assert len(made["files"]) == 7
    code, found = run("-C", str(tmp_path / "new"), "check")
    assert (code, found["findings"]) == (0, [])
    assert main(["init", str(tmp_path / "new"), *flags, "coordinator@x.example"]) == 2
    assert main(["init", str(tmp_path / "bad"), *flags, "coordinator"]) == 2
    assert not (tmp_path / "bad" / "config.yaml").exists()
    assert "coordinator" in capsys.readouterr().err


def test_demo_rebuilds_its_own_folder_and_no_other(demo: Path, tmp_path: Path, run: Run) -> None:
    """A folder that demo made is made anew; any other that is not empty is refused."""
    folder = shutil.copytree(demo, tmp_path / "demo")
    (folder / "outbox" / "old.eml").touch()
    code, _ = run("demo", str(folder))
    assert code == 0
    assert not (folder / "outbox" / "old.eml").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine", "utf-8")
    assert main(["demo", str(other)]) == 2
    assert (other / "mine.txt").read_text("utf-8") == "mine"


def test_nothing_readable_could_not_run(workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, with a finding for each workbook."""
    shutil.rmtree(workspace / "workbooks")
    assert main(["-C", str(workspace), "check", "--json"]) == 2
    found = json.loads(capfd.readouterr().out)
    assert [f["code"] for f in found["findings"]] == ["missing-workbook"] * 6
