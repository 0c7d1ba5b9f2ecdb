"""Reports on record: approved once and for good, sent once, and known again by their bytes."""

from __future__ import annotations

import email
import email.policy
import errno
import io
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from automations.engine.app import main
from automations.engine.core.approved_reports import ApprovedReport
from automations.engine.documents.seal import read_seal
from automations.engine.store.store import open_store
from tests import sink as sinks
from tests.acceptance.test_mail_server import send_to

Run = Callable[..., tuple[int, Any]]
PERIOD, BEFORE, LATER = "2016-H1", "2016-10-03", "2017-01-10"
NAME = f"voortgangsrapportage-{PERIOD}"
BOARD = "cpo@dordrecht.example"
APPROVE = ("report", "approve", "--period", PERIOD, "--with-gaps")


@pytest.fixture(scope="module")
def base(demo: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the draft once."""
    folder = tmp_path_factory.mktemp("record") / "base"
    shutil.copytree(demo / "workbooks", folder / "workbooks")
    shutil.copy(demo / "config.yaml", folder)
    run("-C", str(folder), "report", "--period", PERIOD)
    return folder


@pytest.fixture(scope="module")
def base_approved(base: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Approve it once, with what it lacks."""
    folder = tmp_path_factory.mktemp("record") / "approved"
    shutil.copytree(base, folder)
    code, answer = run("-C", str(folder), *APPROVE)
    assert (code, answer["state"]) == (0, "approved")
    return folder


@pytest.fixture
def place(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a workspace with a draft, on a machine without LibreOffice: that takes seconds."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return Path(shutil.copytree(base, tmp_path / "place"))


@pytest.fixture
def approved(base_approved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a workspace with an approved report, with its PDF where there is LibreOffice."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return Path(shutil.copytree(base_approved, tmp_path / "approved"))


def refused(folder: Path, *argv: str) -> str:
    """Run a command that cannot be done, and return what it says."""
    said, out = io.StringIO(), io.StringIO()
    with redirect_stderr(said), redirect_stdout(out):
        code = main(["-C", str(folder), "report", *argv, "--lang", "nl"])
    assert (code, out.getvalue()) == (2, "")
    return said.getvalue()


def change(folder: Path, file: str, tab: str, key: str, column: str, value: object) -> None:
    """Type a value in one cell, as staff do."""
    path = folder / "workbooks" / file
    book = openpyxl.load_workbook(path)
    head, *rows = book[tab].iter_rows()
    place = next(cell.column for cell in head if cell.value == column)
    row = next(row[0].row for row in rows if row[0].value == key)
    book[tab].cell(row, place).value = value  # type: ignore[assignment]
    book.save(path)


def kept(folder: Path) -> list[ApprovedReport]:
    """Return what the store holds."""
    with open_store(folder / "service.db") as store:
        return list(store.reports.all())


def copies(folder: Path) -> list[str]:
    """Return what lies among the approved files."""
    return sorted(path.name for path in (folder / "reports" / "approved").glob("*"))


# Approving


def test_what_is_missing_is_named_and_approved_by_nobody_in_silence(place: Path, run: Run) -> None:
    """A chapter without text, rows that are not counted; --with-gaps says that it is known."""
    code, answer = run("-C", str(place), "report", "approve", "--period", PERIOD)
    assert (code, answer["state"], answer["approved"]) == (1, "draft", None)
    gaps = answer["gaps"]
    assert "Er is geen tekst: communicatie en woordvoering." in gaps
    assert "Niet geteld: 1 in Acties, Einddatum (de cel bevat een fout)." in gaps
    assert any("niet alles geteld" in gap for gap in gaps)
    assert (kept(place), copies(place)) == ([], [])
    code, answer = run("-C", str(place), *APPROVE)
    assert (code, answer["state"], answer["gaps"]) == (0, "approved", gaps)
    assert kept(place)[0].gaps == tuple(gaps)


def test_a_draft_shows_where_a_text_is_missing(place: Path) -> None:
    """Where it would stand, in a style of its own; what is there has no gap."""
    paragraphs = Document(str(place / "reports" / f"{NAME}.docx")).paragraphs
    gaps = [one.text for one in paragraphs if one.style is not None and one.style.style_id == "Gap"]
    assert len(gaps) == 1
    assert gaps[0].startswith("Toelichting ontbreekt: Communicatie en woordvoering.")


def test_an_approval_is_on_record_with_all_that_it_came_from(approved: Path, run: Run) -> None:
    """Who and when, the fingerprints of the workbooks, and the figures that it shows."""
    (report,) = kept(approved)
    assert (report.approved_by, report.period) == ("coordinator@dordrecht.example", PERIOD)
    assert report.account
    assert report.origin.program
    assert len(report.origin.template) == 64
    for book in (approved / "workbooks").glob("*.xlsx"):
        assert sha256(book.read_bytes()).hexdigest() in report.origin.workbooks.values()
    _, made = run("-C", str(approved), "report", "--period", PERIOD)
    values = {one["id"]: one["value"] for one in made["figures"]}
    assert {one["id"]: one["value"] for one in report.data["figures"]} == values
    assert any(one["suppressed"] for one in report.data["figures"])
    assert made["approved"]["files"]["word"]["file"] == f"reports/approved/{NAME}.docx"


def test_the_approved_files_say_so_and_the_draft_stays_a_draft(approved: Path) -> None:
    """In words for the board, and in their properties; nothing else in them differs."""
    draft = Document(str(approved / "reports" / f"{NAME}.docx"))
    final = Document(str(approved / "reports" / "approved" / f"{NAME}.docx"))
    pairs = zip(draft.paragraphs, final.paragraphs, strict=True)
    differ = [(old.text, new.text) for old, new in pairs if old.text != new.text]
    assert len(differ) == 1
    assert differ[0][0].startswith("Concept.")
    assert differ[0][1].startswith("Goedgekeurd op 3 oktober 2016.")
    for end in ("docx", "xlsx"):
        old = read_seal(approved / "reports" / f"{NAME}.{end}")
        new = read_seal(approved / "reports" / "approved" / f"{NAME}.{end}")
        assert old is not None
        assert new is not None
        assert (old.state, new.state) == ("draft", "approved")
        assert (old.figures, old.origin) == (new.figures, new.origin)
        assert old.whole
        assert new.whole


def test_an_approved_file_is_read_only_and_a_new_draft_lies_beside_it(
    approved: Path, run: Run
) -> None:
    """Also when the workbooks changed since; `report` says that one is approved."""
    folder = approved / "reports" / "approved"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert all(path.stat().st_mode & 0o222 == 0 for path in before)
    change(approved, "actieplan.xlsx", "Dialooggesprekken", "D2016-02", "Status", "vervallen")
    _, made = run("-C", str(approved), "report", "--period", PERIOD)
    assert made["state"] == "draft"
    assert made["approved"]["by"] == "coordinator@dordrecht.example"
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    said = refused(approved, "approve", "--period", PERIOD, "--with-gaps")
    assert "al goedgekeurd op 3 oktober 2016" in said
    assert len(kept(approved)) == 1


def test_a_draft_of_other_workbooks_is_not_approved(place: Path, run: Run) -> None:
    """The workbook that changed is named, and a draft that is made again can be approved."""
    change(place, "actieplan.xlsx", "Dialooggesprekken", "D2016-02", "Status", "vervallen")
    said = refused(place, "approve", "--period", PERIOD, "--with-gaps")
    assert "veranderd: actieplan.xlsx." in said
    assert f"run.py report --period {PERIOD}" in said
    assert kept(place) == []
    run("-C", str(place), "report", "--period", PERIOD)
    assert run("-C", str(place), *APPROVE)[0] == 0


def test_a_draft_that_is_missing_edited_or_of_two_makes_is_not_approved(
    place: Path, run: Run
) -> None:
    """Each in its own words, with what to do."""
    assert "geen concept over 2016-Q1" in refused(place, "approve", "--period", "2016-Q1")
    word = place / "reports" / f"{NAME}.docx"
    document = Document(str(word))
    document.paragraphs[0].add_run(" heel goed")
    document.save(str(word))
    said = refused(place, "approve", "--period", PERIOD, "--with-gaps")
    assert f"{NAME}.docx is met de hand veranderd" in said
    run("-C", str(place), "report", "--period", PERIOD)
    old = word.read_bytes()
    change(place, "actieplan.xlsx", "Dialooggesprekken", "D2016-02", "Status", "vervallen")
    run("-C", str(place), "report", "--period", PERIOD)
    word.write_bytes(old)
    assert "niet tegelijk gemaakt" in refused(place, "approve", "--period", PERIOD)
    word.write_bytes((place / "workbooks" / "beheer.xlsx").read_bytes())
    assert "zegt niet waar het van gemaakt is" in refused(place, "approve", "--period", PERIOD)


def test_the_draft_that_was_mailed_on_its_day_can_be_approved(place: Path, run: Run) -> None:
    """Nobody has to make it once more; it is approved as of the day on which it was made."""
    for path in (place / "reports").glob("*"):
        path.unlink()
    run("-C", str(place), "run", "progress_report", "--today", BEFORE)
    assert not (place / "reports" / f"{NAME}.docx").exists()
    code, answer = run("-C", str(place), *APPROVE, "--today", "2016-10-05")
    assert code == 0
    assert answer["approved"]["made_on"] == BEFORE
    assert answer["approved"]["at"].startswith("2016-10-05")


def test_a_period_that_is_not_over_is_not_approved_in_silence(place: Path, run: Run) -> None:
    """Its figures will change by themselves."""
    run("-C", str(place), "report", "--period", "2016-H2")
    _, answer = run("-C", str(place), "report", "approve", "--period", "2016-H2")
    assert answer["gaps"][0] == "De periode loopt nog, tot 1 januari 2017."


def test_of_two_approvals_at_once_one_wins(place: Path) -> None:
    """The other is told, and there is one report on record."""
    command = [sys.executable, "-m", "automations.engine.app", "-C", str(place), *APPROVE]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ended = [(*one.communicate(timeout=120), one.returncode) for one in both]
    assert sorted(code for _, _, code in ended) == [0, 2], ended
    assert "al goedgekeurd" in next(error for _, error, code in ended if code == 2)
    (report,) = kept(place)
    for file in report.files:
        content = (place / "reports" / "approved" / file.name).read_bytes()
        assert sha256(content).hexdigest() == file.sha256
    assert copies(place) == sorted(file.name for file in report.files)


def _approve_and_stop(folder: str, at: str) -> None:
    """Approve, and die without a word just before or just after the approval is kept."""
    from automations.engine.commands import report_record  # noqa: PLC0415 - in its own process

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(report_record, at, die)
    main(["-C", folder, *APPROVE, "--lang", "nl"])


def killed(folder: Path, at: str) -> None:
    """Run an approval that is killed when it calls `at`."""
    process = multiprocessing.get_context("spawn").Process(
        target=_approve_and_stop, args=(str(folder), at)
    )
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL


def test_an_approval_that_is_killed_before_it_is_kept_approves_nothing(
    place: Path, run: Run
) -> None:
    """No file has its name yet, `send` refuses, and approving again does it."""
    killed(place, "taken")
    assert kept(place) == []
    (left,) = (place / "reports" / "approved").iterdir()
    assert left.name.startswith(".new-")
    assert "nog geen rapport goedgekeurd" in refused(place, "send", "--period", PERIOD)
    os.utime(left, (time.time() - 90_000,) * 2)
    assert run("-C", str(place), *APPROVE)[0] == 0
    assert not left.exists()
    assert len(kept(place)) == 1


def test_an_approval_that_is_killed_after_it_is_kept_is_whole(place: Path, run: Run) -> None:
    """The copies are put in place by whatever command comes next."""
    killed(place, "put_in_place")
    (report,) = kept(place)
    assert [name for name in copies(place) if not name.startswith(".")] == []
    code, answer = run("-C", str(place), "report", "send", "--period", PERIOD)
    assert (code, answer["state"]) == (0, "sent")
    for file in report.files:
        content = (place / "reports" / "approved" / file.name).read_bytes()
        assert sha256(content).hexdigest() == file.sha256


def test_a_folder_without_room_or_rights_approves_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said in words which file could not be written, and why."""
    folder = place / "reports" / "approved"
    folder.write_text("in the way")
    said = refused(place, "approve", "--period", PERIOD, "--with-gaps")
    assert "approved kon niet geschreven worden" in said
    folder.unlink()

    def full(self: Path, content: bytes) -> int:
        del content
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        said = refused(place, "approve", "--period", PERIOD, "--with-gaps")
    assert f"{NAME}.docx kon niet geschreven worden: {os.strerror(errno.ENOSPC)}" in said
    assert (kept(place), copies(place)) == ([], [])


LIMITED = """
import resource, sys
from automations.engine.app import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_room_that_ends_while_the_approval_is_kept_approves_nothing(place: Path, run: Run) -> None:
    """The files of the report fit, and what the store writes of them does not."""
    run("-C", str(place), "report", "approve", "--period", PERIOD)  # makes the store
    command = [sys.executable, "-c", LIMITED, "150000", "-C", str(place), *APPROVE, "--lang", "nl"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 2, ended
    assert "Traceback" not in ended.stderr
    assert "service.db" in ended.stderr
    assert (kept(place), copies(place)) == ([], [])
    assert run("-C", str(place), *APPROVE)[0] == 0


def test_a_strange_file_in_the_place_of_an_approved_one_is_never_overwritten(place: Path) -> None:
    """Somebody put it there; it is named, and nothing is approved."""
    strange = place / "reports" / "approved" / f"{NAME}.xlsx"
    strange.parent.mkdir()
    strange.write_bytes(b"mine")
    said = refused(place, "approve", "--period", PERIOD, "--with-gaps")
    assert f"reports/approved/{NAME}.xlsx" in said
    assert (strange.read_bytes(), kept(place)) == (b"mine", [])


# Sending


def arrived(folder: Path) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Give each mail to the board: to whom, and what it brought."""
    for path in sorted((folder / "outbox").rglob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if mail["Subject"].startswith("Voortgangsrapportage"):
            parts = mail.iter_attachments()  # type: ignore[attr-defined]
            yield mail["To"], {one.get_filename(): one.get_payload(decode=True) for one in parts}


def test_the_board_gets_what_was_approved_and_once(approved: Path, run: Run) -> None:
    """Byte for byte, also when somebody changed the copy; that is said."""
    (report,) = kept(approved)
    copy = approved / "reports" / "approved" / f"{NAME}.docx"
    copy.chmod(0o644)
    copy.write_bytes(b"changed")
    code, answer = run("-C", str(approved), "report", "send", "--period", PERIOD)
    assert (code, answer["state"], answer["queued"]) == (1, "sent", 1)
    code, answer = run("-C", str(approved), "report", "send", "--period", PERIOD)
    assert (answer["state"], answer["queued"]) == ("sent", 0)
    ((to, files),) = arrived(approved)
    assert to == BOARD
    found = {name: sha256(content).hexdigest() for name, content in files.items()}
    assert found == {file.name: file.sha256 for file in report.files}
    copy.unlink()
    code, _ = run("-C", str(approved), "report", "send", "--period", PERIOD)
    assert code == 0
    assert sha256(copy.read_bytes()).hexdigest() == report.files[0].sha256


def test_over_a_mail_server_the_board_gets_it_once(approved: Path, run: Run) -> None:
    """Before the service is live it is held, and going live lets it go; then the server has it."""
    with sinks.running() as server:
        send_to(approved, server.via)
        code, answer = run("-C", str(approved), "report", "send", "--period", PERIOD)
        assert (code, answer["state"]) == (1, "approved")
        assert answer["receivers"] == [{"to": BOARD, "state": "held"}]
        run("-C", str(approved), "run", "snapshot", "--go-live")
        code, answer = run("-C", str(approved), "report", "send", "--period", PERIOD)
        assert (code, answer["state"], answer["queued"]) == (0, "sent", 0)
        got = [(to, mail) for to, mail in server.envelopes if to[0] == BOARD]
    ((_, mail),) = got
    assert [part.get_filename() for part in mail.iter_attachments()][:2] == [
        f"{NAME}.docx",
        f"{NAME}.xlsx",
    ]


def test_who_joins_the_board_gets_it_and_nobody_twice(approved: Path, run: Run) -> None:
    """A second address in config.yaml."""
    run("-C", str(approved), "report", "send", "--period", PERIOD)
    config = approved / "config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace(f"[{BOARD}]", f"[{BOARD}, lid@dordrecht.example]"), "utf-8")
    _, answer = run("-C", str(approved), "report", "send", "--period", PERIOD)
    assert answer["queued"] == 1
    assert [to for to, _ in arrived(approved)].count(BOARD) == 1
    assert {to for to, _ in arrived(approved)} == {BOARD, "lid@dordrecht.example"}


def test_a_draft_and_a_board_without_addresses_get_nothing_sent(
    place: Path, approved: Path
) -> None:
    """Each says what to do."""
    said = refused(place, "send", "--period", PERIOD)
    assert f"run.py report approve --period {PERIOD}" in said
    config = approved / "config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace(f"[{BOARD}]", "[]"), "utf-8")
    said = refused(approved, "send", "--period", PERIOD)
    assert "board: [cpo@dordrecht.example]" in said
    assert list(arrived(approved)) == []


# Knowing it again


def test_a_file_is_known_by_its_bytes(approved: Path, run: Run, tmp_path: Path) -> None:
    """Approved under any name, a draft, an edited copy of either, and what is not ours."""
    where = ("-C", str(approved), "report", "verify")
    folder = approved / "reports" / "approved"
    for path in folder.iterdir():
        other = tmp_path / f"bijlage{path.suffix}"
        shutil.copy(path, other)
        code, answer = run(*where, str(other))
        assert (code, answer["state"], answer["period"]) == (0, "approved", PERIOD)
    for end in ("docx", "xlsx"):
        code, answer = run(*where, f"reports/{NAME}.{end}")
        assert (code, answer["state"], answer["period"]) == (1, "draft", PERIOD)
    for source, claims in ((folder, "approved"), (approved / "reports", "draft")):
        document = Document(str(source / f"{NAME}.docx"))
        document.paragraphs[0].add_run(".")
        document.save(str(tmp_path / "edited.docx"))
        code, answer = run(*where, str(tmp_path / "edited.docx"))
        assert (code, answer["state"], answer["claims"]) == (1, "edited", claims)
        assert answer["period"] == PERIOD
    code, answer = run(*where, "workbooks/beheer.xlsx")
    assert (code, answer["state"], answer["period"]) == (1, "unknown", None)


def test_an_approved_file_is_not_taken_on_its_word(approved: Path, place: Path, run: Run) -> None:
    """In a workspace that does not know it, it is unknown, whatever it says of itself."""
    file = approved / "reports" / "approved" / f"{NAME}.docx"
    code, answer = run("-C", str(place), "report", "verify", str(file))
    assert (code, answer["state"], answer["claims"]) == (1, "unknown", "approved")


def test_a_file_that_cannot_be_read_or_is_not_named_is_said_so(approved: Path) -> None:
    """With 2: nothing was looked at."""
    assert "nergens.docx is niet te openen" in refused(approved, "verify", "nergens.docx")
    assert "report verify BESTAND" in refused(approved, "verify")


# The next report


def test_late_edits_to_a_closed_period_are_corrections_in_the_next_report(
    approved: Path, run: Run
) -> None:
    """As approved and as it is now, in JSON, Word and Excel; the previous value is the approved."""
    change(approved, "actieplan.xlsx", "Dialooggesprekken", "D2016-02", "Status", "vervallen")
    arguments = ("report", "--period", "2016-H2", "--today", LATER)
    _, made = run("-C", str(approved), *arguments)
    found = {one["id"]: one for one in made["corrections"]}
    held = found["dialogues-held"]
    assert (held["period"], held["approved"], held["now"]) == (PERIOD, 5, 4)
    figure = next(one for one in made["figures"] if one["id"] == "dialogues-held")
    assert figure["previous"] == 5
    assert found["dialogues-by-district"]["label"] == "Dialooggesprekken per wijk: Sterrenburg"
    assert (found["stability"]["approved"], found["stability"]["now"]) == (None, None)
    document = Document(str(approved / made["files"]["word"]))
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert rows[0] == ["Periode", "Cijfer", "Goedgekeurd", "Nu"]
    assert ["Eerste halfjaar 2016", "Dialooggesprekken gehouden", "5", "4"] in rows
    book = openpyxl.load_workbook(approved / made["files"]["excel"])
    sheet = list(book["Correcties"].iter_rows(min_row=5, max_col=4, values_only=True))
    assert [list(row) for row in sheet[: len(rows) - 1]] == rows[1:]
    other = approved.parent / "never"
    shutil.copytree(approved / "workbooks", other / "workbooks")
    shutil.copy(approved / "config.yaml", other)
    _, without = run("-C", str(other), *arguments)
    assert without["corrections"] == []
    figure = next(one for one in without["figures"] if one["id"] == "dialogues-held")
    assert figure["previous"] == 4


def test_a_signal_that_is_edited_late_is_told_without_a_number(approved: Path, run: Run) -> None:
    """Neither how many, nor from whom: only that figures of the chapter changed."""
    path = approved / "workbooks" / "signalen.xlsx"
    book = openpyxl.load_workbook(path)
    head, *rows = book["Signalen"].iter_rows()
    place = next(cell.column for cell in head if cell.value == "Ontvangen op")
    moved = 0
    for row in rows:
        received = row[place - 1].value
        if getattr(received, "year", 0) == 2016 and received.month < 7 and moved < 9:
            book["Signalen"].cell(row[0].row, place).value = received.replace(year=2014)
            moved += 1
    assert moved
    book.save(path)
    _, made = run("-C", str(approved), "report", "--period", "2016-H2", "--today", LATER)
    told = [one for one in made["corrections"] if one["id"] == "casework"]
    assert told == [
        {
            "period": PERIOD,
            "id": "casework",
            "label": "Persoonsgerichte aanpak: cijfers die klein kunnen zijn",
            "approved": None,
            "now": None,
            "suppressed": True,
        }
    ]
    signals = {one["id"] for one in made["figures"] if "signal" in one["id"]}
    assert signals
    assert not signals & {one["id"] for one in made["corrections"]}


def test_without_late_edits_there_are_no_corrections(approved: Path, run: Run) -> None:
    """Nothing of the approved report changes by itself when time goes by."""
    _, made = run("-C", str(approved), "report", "--period", "2016-H2", "--today", LATER)
    assert made["corrections"] == []
    with zipfile.ZipFile(approved / made["files"]["excel"]) as package:
        assert b"Correcties" not in package.read("xl/workbook.xml")
