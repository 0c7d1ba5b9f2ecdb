"""`restore`: what there is, a copy beside the original, and what is said when that cannot be."""

from __future__ import annotations

import base64
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from automations.engine.app import main
from automations.engine.core.intents import Snapshot
from automations.engine.snapshots.keeping import Means, keep
from automations.engine.workspace import open_workspace

Run = Callable[..., tuple[int, Any]]
VARIABLE = "WERKBLAD_SNAPSHOT_KEY"


def in_base64(first: int) -> str:
    """Write a key as people do."""
    return base64.b64encode(bytes(range(first, first + 32))).decode()


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a key; a test that has none takes it away."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv(VARIABLE, in_base64(0))


@pytest.fixture(scope="module")
def two_days(demo: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with copies of two days; the partners changed in between."""
    folder = tmp_path_factory.mktemp("restore") / "town"
    shutil.copytree(demo / "workbooks", folder / "workbooks")
    shutil.copy(demo / "config.yaml", folder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(VARIABLE, in_base64(0))
        _, ran = run("-C", str(folder), "run", "snapshot", "--today", "2016-10-03")
        assert [one["status"] for one in ran["ran"]] == ["done"]
        change(folder / "workbooks" / "partnerregister.xlsx")
        run("-C", str(folder), "run", "snapshot", "--today", "2016-10-04")
    return folder


@pytest.fixture
def town(two_days: Path, tmp_path: Path) -> Path:
    """Give a copy of that workspace."""
    return shutil.copytree(two_days, tmp_path / "town")


def change(path: Path) -> None:
    """Save a workbook with one row less."""
    book = openpyxl.load_workbook(path)
    book["Organisaties"].delete_rows(4)
    book.save(path)


def refused(folder: Path, capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """Run `restore`, which cannot; return what it said."""
    code = main(["-C", str(folder), "restore", *argv, "--lang", "nl"])
    said = capsys.readouterr().err
    assert code == 2
    assert "Traceback" not in said
    return said


def contents(folder: Path) -> Iterator[bytes]:
    """Go through every byte of the copies and every name, unpacked too."""
    for path in folder.rglob("*"):
        yield path.name.encode()
        if path.is_file():
            yield path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    yield from map(archive.read, archive.namelist())


def test_without_a_name_it_lists_what_there_is(town: Path, run: Run) -> None:
    """Each workbook with its dates, and whether its copies are encrypted."""
    code, listed = run("-C", str(town), "restore")
    assert code == 0
    found = {one["workbook"]: one for one in listed["snapshots"]}
    assert list(found) == [
        *("control", "news", "partners", "programme", "service.db", "signals", "training"),
    ]
    assert found["partners"]["file"] == "partnerregister.xlsx"
    dates = [copy["date"] for copy in found["partners"]["copies"]]
    assert dates == ["2016-10-04", "2016-10-03"]
    sealed = {name for name, one in found.items() if any(c["encrypted"] for c in one["copies"])}
    assert sealed == {"signals", "service.db"}


@pytest.mark.parametrize(
    "name", ["partners", "partnerregister", "partnerregister.xlsx", "PartnerRegister"]
)
def test_a_copy_is_put_beside_the_original(town: Path, demo: Path, run: Run, name: str) -> None:
    """Byte for byte as it was that day, by whatever name people call the workbook."""
    original = town / "workbooks" / "partnerregister.xlsx"
    before = original.read_bytes()
    code, made = run("-C", str(town), "restore", name, "--date", "2016-10-03")
    assert code == 0
    assert made == {
        "workbook": "partners",
        "date": "2016-10-03",
        "file": "workbooks/partnerregister (momentopname 2016-10-03).xlsx",
        "encrypted": False,
    }
    then = (demo / "workbooks" / "partnerregister.xlsx").read_bytes()
    assert (town / made["file"]).read_bytes() == then
    assert original.read_bytes() == before != then


def test_without_a_date_it_is_the_newest(town: Path, run: Run) -> None:
    """That of yesterday evening, most often."""
    _, made = run("-C", str(town), "restore", "partners")
    now = (town / "workbooks" / "partnerregister.xlsx").read_bytes()
    assert made["date"] == "2016-10-04"
    assert (town / made["file"]).read_bytes() == now


def test_nothing_is_ever_written_over(town: Path, run: Run) -> None:
    """A second copy gets a number, and what lay there under that name stays as it was."""
    taken = town / "workbooks" / "partnerregister (momentopname 2016-10-03).xlsx"
    taken.write_text("hier werkt iemand in")
    files = []
    for _ in range(2):
        _, made = run("-C", str(town), "restore", "partners", "--date", "2016-10-03")
        files.append(made["file"])
    assert files == [
        "workbooks/partnerregister (momentopname 2016-10-03) 2.xlsx",
        "workbooks/partnerregister (momentopname 2016-10-03) 3.xlsx",
    ]
    assert taken.read_text() == "hier werkt iemand in"


def test_a_sensitive_copy_is_decrypted_for_its_owner_alone(
    town: Path, demo: Path, run: Run
) -> None:
    """It says that the file is not encrypted any more."""
    code, made = run("-C", str(town), "restore", "signalen")
    path = town / made["file"]
    assert code == 0
    assert made["encrypted"] is True
    assert path.read_bytes() == (demo / "workbooks" / "signalen.xlsx").read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_was_put_back_is_no_conflict_copy_and_no_workbook(town: Path, run: Run) -> None:
    """It lies beside the original and changes nothing in what `check` says."""
    _, before = run("-C", str(town), "check", "--today", "2016-10-05")
    run("-C", str(town), "restore", "partners")
    _, after = run("-C", str(town), "check", "--today", "2016-10-05")
    assert after == before


def test_the_store_can_be_put_back(town: Path, run: Run) -> None:
    """Its copy opens, with what was remembered."""
    ran = [one["status"] for one in run("-C", str(town), "status")[1]["automations"]]
    _, made = run("-C", str(town), "restore", "service.db")
    path = town / made["file"]
    assert path.stat().st_mode & 0o777 == 0o600
    other = town.parent / "other"
    shutil.copytree(town, other, ignore=shutil.ignore_patterns("service.db*"))
    shutil.copy(path, other / "service.db")
    again = [one["status"] for one in run("-C", str(other), "status")[1]["automations"]]
    assert "done" in again
    assert again == ran


def test_a_date_without_a_copy_is_answered_with_those_that_there_are(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that nobody has to guess."""
    said = refused(town, capsys, "partners", "--date", "2016-09-30")
    assert "30 september 2016" in said
    assert "2016-10-04, 2016-10-03" in said
    assert "2016-10-03" in refused(town, capsys, "partners", "--date", "gisteren")
    assert "run.py restore" in refused(town, capsys, "--date", "2016-10-03")


def test_an_unknown_name_is_answered_with_those_that_there_are(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Braces in it do no harm."""
    said = refused(town, capsys, "{partner}")
    assert '"{partner}"' in said
    assert "partners, programme" in said


def test_where_no_copy_was_made_yet_it_says_how(
    fresh: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list is empty, and a name cannot be found in it."""
    assert run("-C", str(fresh), "restore") == (0, {"snapshots": []})
    assert "run.py run snapshot" in refused(fresh, capsys, "partners")


def test_a_missing_key_is_said_with_its_remedy(
    town: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not encrypted can still be put back."""
    monkeypatch.delenv(VARIABLE)
    said = refused(town, capsys, "signals")
    assert VARIABLE in said
    assert "keyring set werkblad snapshot" in said
    assert not list((town / "workbooks").glob("signalen (*"))
    assert main(["-C", str(town), "restore", "partners"]) == 0


@pytest.mark.parametrize(("given", "said"), [(1, "andere sleutel"), (None, "geen sleutel")])
def test_a_wrong_key_is_said_with_its_remedy(
    town: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    given: int | None,
    said: str,
) -> None:
    """One of somebody else, and what is no key at all."""
    monkeypatch.setenv(VARIABLE, "geheim" if given is None else in_base64(given))
    assert said in refused(town, capsys, "signals")
    assert not list((town / "workbooks").glob("signalen (*"))


@pytest.mark.parametrize("name", ["signals", "partners"])
def test_a_copy_that_was_changed_is_refused(
    town: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """One bit is enough, encrypted or not; an older day can still be chosen."""
    (path,) = (town / "snapshots" / "2016-10-04").glob(f"{name}-*")
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.unlink()  # an unchanged workbook shares its bytes with the day before
    path.write_bytes(raw)
    said = refused(town, capsys, name)
    assert "beschadigd" in said
    assert "--date" in said
    assert main(["-C", str(town), "restore", name, "--date", "2016-10-03"]) == 0


def test_a_manifest_that_cannot_be_read_takes_only_its_own_day(town: Path, run: Run) -> None:
    """Whatever stands in it: the other days are listed."""
    for wrong in ("", "[]", "{}", '{"version": 2}', "\0", '{"copies": [{}]}'):
        (town / "snapshots" / "2016-10-04" / "manifest.json").write_text(wrong)
        _, listed = run("-C", str(town), "restore")
        dates = {c["date"] for one in listed["snapshots"] for c in one["copies"]}
        assert dates == {"2016-10-03"}


def test_where_the_original_was_there_is_no_folder_any_more(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says which folder is to be made."""
    (town / "workbooks").rename(town / "weg")
    said = refused(town, capsys, "partners")
    assert str(town / "workbooks") in said


def test_a_workbook_that_cannot_be_read_makes_the_run_fail_by_name(town: Path, run: Run) -> None:
    """The coordinator sees which one; the copies of the others are there."""
    (town / "workbooks" / "actieplan.xlsx").unlink()
    code, ran = run("-C", str(town), "run", "snapshot", "--today", "2016-10-05")
    assert code == 1
    assert [one["status"] for one in ran["ran"]] == ["failed"]
    _, status = run("-C", str(town), "status")
    (need,) = [one for one in status["needs"] if one["code"] == "failed-automation"]
    assert "actieplan.xlsx" in need["message"]
    _, listed = run("-C", str(town), "restore")
    newest = {one["workbook"]: one["copies"][0]["date"] for one in listed["snapshots"]}
    assert newest.pop("programme") == "2016-10-04"
    assert set(newest.values()) == {"2016-10-05"}


def test_a_disk_that_fails_stops_no_other_automation(
    fresh: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it gives, it is that automation's failure, and the others do their work."""

    def broken(_: Path) -> None:
        raise RuntimeError

    monkeypatch.setattr("automations.engine.snapshots.keeping.read_days", broken)
    code, ran = run("-C", str(fresh), "run", "check", "snapshot")
    assert code == 1
    status = {one["automation"]: one["status"] for one in ran["ran"]}
    assert status == {"check": "done", "snapshot": "failed"}


def test_without_a_key_the_run_says_what_was_left_out(
    fresh: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """It is no failure: there is nothing to try again until somebody makes a key."""
    monkeypatch.delenv(VARIABLE)
    _, ran = run("-C", str(fresh), "run", "snapshot")
    assert [(one["status"], one["skipped"]) for one in ran["ran"]] == [("done", 2)]
    said = capfd.readouterr().err
    assert "signalen.xlsx, service.db" in said
    assert VARIABLE in said


def test_no_cell_of_the_signals_is_in_any_byte_of_the_copies(fresh: Path, run: Run) -> None:
    """Canaries in every cell of the workbook; every file of the copies searched, also unzipped."""
    path = fresh / "workbooks" / "signalen.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book["Signalen"].iter_rows(min_row=2):
        for cell in row:
            cell.value = f"KANARIE{cell.coordinate}"
    book.save(path)
    register = fresh / "workbooks" / "partnerregister.xlsx"
    book = openpyxl.load_workbook(register)
    book["Organisaties"]["A2"] = "WELTEVINDEN"
    book.save(register)
    run("-C", str(fresh), "run", "snapshot")
    searched = list(contents(fresh / "snapshots"))
    assert any(b"WELTEVINDEN" in raw for raw in searched)
    assert not any(b"KANARIE" in raw for raw in searched)


def test_the_service_copies_once_in_the_evening_and_plan_names_nothing(
    fresh: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before seven there is no copy; a `plan` of that evening and a rehearsal make none."""
    run("-C", str(fresh), "run", "--now", "2016-10-03T18:59")
    main(["-C", str(fresh), "run", "snapshot", "--rehearse"])
    main(["-C", str(fresh), "plan", "--days", "3", "--now", "2016-10-03T18:59"])
    assert "snapshot" not in capsys.readouterr().out
    assert not (fresh / "snapshots").exists()
    _, ran = run("-C", str(fresh), "run", "--now", "2016-10-03T19:00")
    assert [one["automation"] for one in ran["ran"] if one["automation"] == "snapshot"]
    _, listed = run("-C", str(fresh), "restore")
    assert {len(one["copies"]) for one in listed["snapshots"]} == {1}


def test_lost_rows_are_told_with_the_command_that_brings_them_back(
    town: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """And that very command gives the rows that are missed."""
    run("-C", str(town), "run", "--today", "2016-10-05")
    path = town / "workbooks" / "partnerregister.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Aandachtsfunctionarissen"]
    rows = sheet.max_row
    sheet.delete_rows(5, rows)
    book.save(path)
    capsys.readouterr()
    main(["-C", str(town), "run", "--today", "2016-10-06", "--lang", "nl"])
    said = capsys.readouterr().out
    assert "run.py restore partners" in said
    _, made = run("-C", str(town), "restore", "partners")
    assert openpyxl.load_workbook(town / made["file"])[sheet.title].max_row == rows


def test_the_list_for_people_names_every_date(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines stay readable however many there are, and the last one says what to type."""
    workspace = open_workspace(town, decides=False)
    for number in range(2, 30):
        wanted = Snapshot(date(2016, 10, 3) + timedelta(days=number), 30, 7, 7)
        keep(workspace, wanted, Means(Path.read_bytes, Path.read_bytes))
    capsys.readouterr()
    main(["-C", str(town), "restore", "--lang", "nl"])
    lines = capsys.readouterr().out.splitlines()
    assert "partners (partnerregister.xlsx): 30 kopieën" in lines
    assert "signals (signalen.xlsx): 7 kopieën, versleuteld" in lines
    assert max(map(len, lines)) <= 100
    assert lines[-1].endswith("run.py restore control --date 2016-11-01")
    assert json.dumps(lines).count("2016-10-03") == 5
