"""Copies of each day: the same bytes, kept as long as promised, and unreadable where sensitive."""

from __future__ import annotations

import base64
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from automations.engine.core.findings import Message
from automations.engine.core.intents import Snapshot
from automations.engine.locking import Lock
from automations.engine.sheets.snapshot import UntakenError, take
from automations.engine.snapshots import days as days_module
from automations.engine.snapshots.days import MANIFEST, read_days
from automations.engine.snapshots.keeping import (
    Kept,
    Means,
    NotTakenError,
    keep,
    snapshot_trouble,
)
from automations.engine.snapshots.putting_back import content_of, found_in, put_beside
from automations.engine.snapshots.sealing import VARIABLE, Key, SnapshotError, find_key, needed_key
from automations.engine.store.backup import bytes_of
from automations.engine.store.store import open_store
from automations.engine.workspace import Workspace, open_workspace

ROOT = Path(__file__).parents[2]
MONDAY = date(2016, 10, 3)
SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))
BOOKS = {
    "partners": "partnerregister.xlsx",
    "training": "trainingen.xlsx",
    "programme": "actieplan.xlsx",
    "signals": "signalen.xlsx",  # the sensitive one
    "news": "nieuwsbrief.xlsx",
    "control": "beheer.xlsx",
}
OPEN = [name for name in BOOKS if name != "signals"]
CANARY = b"KANARIE in cel C7"
CONFIG = """\
organisation: Stad
network: Netwerk
people: {coordinator: an@city.example}
mail: {sender: netwerk@city.example, via: folder}
workbooks:
"""


def in_base64(secret: bytes) -> str:
    """Write a key as people do."""
    return base64.b64encode(secret).decode()


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a key; a test that has none takes it away."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv(VARIABLE, in_base64(SECRET))


def workspace_in(folder: Path) -> Workspace:
    """Make a workspace; a workbook's bytes are copied whatever they are, so these are short."""
    lines = [f"  {name}: workbooks/{file}\n" for name, file in BOOKS.items()]
    (folder / "config.yaml").write_text(CONFIG + "".join(lines), "utf-8")
    (folder / "workbooks").mkdir()
    for name, file in BOOKS.items():
        content = CANARY if name == "signals" else f"{name}, eerste versie".encode()
        (folder / "workbooks" / file).write_bytes(content)
    return open_workspace(folder, decides=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give a workspace."""
    return workspace_in(tmp_path)


def taken(path: Path) -> bytes:
    """Take a workbook's bytes as the reader does."""
    try:
        return take(path).content
    except UntakenError as error:
        raise NotTakenError(Message(f"findings.unreadable-{error.reason}")) from error


def copy(workspace: Workspace, on: date = MONDAY) -> Kept:
    """Make the copies of a day."""
    return keep(workspace, Snapshot(on, 30, 7, 7), Means(taken, bytes_of))


def write(workspace: Workspace, name: str, content: bytes) -> None:
    """Change a workbook."""
    (workspace.folder / workspace.workbooks[name]).write_bytes(content)


def kept(workspace: Workspace) -> dict[str, list[date]]:
    """Return the days of which there is a copy, by workbook, the oldest first."""
    found = found_in(workspace.folder / "snapshots")
    return {name: [one.day.on for one in reversed(copies)] for name, copies in found.items()}


def content(workspace: Workspace, name: str, on: date = MONDAY) -> bytes:
    """Return what a copy holds."""
    (one,) = [o for o in found_in(workspace.folder / "snapshots")[name] if o.day.on == on]
    return content_of(one, needed_key)


def stored(workspace: Workspace) -> list[Path]:
    """Return every file of the copies."""
    return [path for path in (workspace.folder / "snapshots").rglob("*") if path.is_file()]


def test_every_workbook_is_copied_byte_for_byte(workspace: Workspace) -> None:
    """Whatever stands in it, and the sensitive one too."""
    assert copy(workspace) == Kept()
    assert kept(workspace) == {name: [MONDAY] for name in BOOKS}
    for name, file in BOOKS.items():
        assert content(workspace, name) == (workspace.folder / "workbooks" / file).read_bytes()


def test_copies_are_for_their_owner_alone(workspace: Workspace) -> None:
    """Folders are closed, and so are the files in them."""
    copy(workspace)
    root = workspace.folder / "snapshots"
    assert {path.stat().st_mode & 0o777 for path in (root, root / "2016-10-03")} == {0o700}
    files = list((root / "2016-10-03").iterdir())
    assert len(files) == len(BOOKS) + 1
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_an_unchanged_workbook_is_stored_once(workspace: Workspace) -> None:
    """Its bytes are those of the first day; a changed one gets its own."""
    copy(workspace)
    write(workspace, "partners", b"tweede versie")
    copy(workspace, MONDAY + timedelta(days=1))
    inodes = {path.stat().st_ino for path in stored(workspace) if "xlsx" in path.name}
    assert len(inodes) == len(BOOKS) + 1
    assert content(workspace, "partners") == b"partners, eerste versie"
    assert content(workspace, "partners", MONDAY + timedelta(days=1)) == b"tweede versie"
    assert content(workspace, "signals", MONDAY + timedelta(days=1)) == CANARY


def test_where_files_cannot_be_linked_the_bytes_are_written_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on many a network drive; each day then has its own."""

    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    copy(workspace)
    copy(workspace, MONDAY + timedelta(days=1))
    for name in BOOKS:
        assert content(workspace, name, MONDAY + timedelta(days=1)) == content(workspace, name)
    assert {path.stat().st_nlink for path in stored(workspace)} == {1}


def test_copies_are_kept_for_as_many_days_as_promised(workspace: Workspace) -> None:
    """Forty evenings: thirty days of workbooks, seven of what is sensitive, nothing else left.

    One workbook changes every day, one every fifth day, the others never.
    """
    open_store(workspace.store).close()
    for number in range(40):
        today = MONDAY + timedelta(days=number)
        write(workspace, "partners", f"versie {number}".encode())
        write(workspace, "training", f"versie {number // 5}".encode())
        assert copy(workspace, today) == Kept()
        days = [today - timedelta(days=ago) for ago in reversed(range(30))]
        days = [day for day in days if day >= MONDAY]
        expected = dict.fromkeys(OPEN, days) | dict.fromkeys(["signals", "service.db"], days[-7:])
        assert kept(workspace) == expected
    for day in read_days(workspace.folder / "snapshots"):
        number = (day.on - MONDAY).days
        assert content(workspace, "partners", day.on) == f"versie {number}".encode()
        assert content(workspace, "training", day.on) == f"versie {number // 5}".encode()
        assert content(workspace, "news", day.on) == b"news, eerste versie"
        there = {path.name for path in day.folder.iterdir()}
        assert there == {MANIFEST, *(one.stored for one in day.copies)}
    folders = [path for path in (workspace.folder / "snapshots").iterdir() if path.is_dir()]
    assert len(folders) == 30


def test_only_what_a_manifest_names_is_deleted(workspace: Workspace) -> None:
    """What somebody put there stays, and a manifest that names files elsewhere is not ours."""
    copy(workspace)
    root = workspace.folder / "snapshots"
    (root / "2016-10-03" / "van mij.txt").write_text("blijft")
    (root / "oud").mkdir()
    (root / "oud" / "eigen kopie.xlsx").write_text("blijft")
    (root / "2016-10-04").mkdir()
    wrong = '{"version": 1, "complete": false, "copies": [], "files": ["../../config.yaml"]}'
    (root / "2016-10-04" / MANIFEST).write_text(wrong)
    copy(workspace, MONDAY + timedelta(days=60))
    assert (root / "2016-10-03" / "van mij.txt").read_text() == "blijft"
    assert [path.name for path in (root / "2016-10-03").iterdir()] == ["van mij.txt"]
    assert (root / "oud" / "eigen kopie.xlsx").exists()
    assert (workspace.folder / "config.yaml").exists()


def test_a_day_that_is_only_played_costs_no_copies(workspace: Workspace) -> None:
    """`--today` in a far year makes a copy, and nothing is taken for old because of it."""
    today = datetime.now(workspace.config.zone).date()
    copy(workspace, today)
    copy(workspace, today + timedelta(days=1000))
    assert kept(workspace)["partners"] == [today, today + timedelta(days=1000)]


def test_a_workbook_that_cannot_be_read_is_named_and_the_others_are_copied(
    workspace: Workspace,
) -> None:
    """Here a folder has its name. At the next attempt only it is new."""
    path = workspace.folder / workspace.workbooks["programme"]
    path.unlink()
    path.mkdir()
    (error,) = copy(workspace).errors
    assert error.message.id == "snapshots.not-copied"
    why = error.message.values["why"]
    assert isinstance(why, Message)
    assert why.id == "findings.unreadable-folder"
    assert sorted(kept(workspace)) == sorted(BOOKS.keys() - {"programme"})
    path.rmdir()
    path.write_bytes(b"terug")
    assert copy(workspace) == Kept()
    assert content(workspace, "programme") == b"terug"


def test_the_last_copy_of_a_workbook_that_is_gone_stays(workspace: Workspace) -> None:
    """However long ago it was: it is what people will ask for. Not of a sensitive one."""
    copy(workspace)
    (workspace.folder / workspace.workbooks["programme"]).unlink()
    (workspace.folder / workspace.workbooks["signals"]).unlink()
    later = MONDAY + timedelta(days=90)
    assert len(copy(workspace, later).errors) == 2
    assert kept(workspace)["programme"] == [MONDAY]
    assert "signals" not in kept(workspace)
    assert content(workspace, "programme") == b"programme, eerste versie"


def test_nothing_sensitive_can_be_read_without_the_key(workspace: Workspace) -> None:
    """Neither cell text nor the store's rows stand in any byte of the copies, nor in a name."""
    with open_store(workspace.store) as store:
        store.notes.put("canary", CANARY.decode())
    write(workspace, "partners", b"PARTNERS")
    copy(workspace)
    everything = b"".join(path.name.encode() + path.read_bytes() for path in stored(workspace))
    assert b"PARTNERS" in everything
    assert CANARY not in everything
    assert CANARY in content(workspace, "signals")
    assert CANARY in content(workspace, "service.db")


def test_without_a_key_what_is_sensitive_is_not_copied_and_that_is_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The other workbooks are; `snapshot_trouble` and the log name the files."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("logging.Logger.propagate", True, raising=False)
    open_store(workspace.store).close()
    with caplog.at_level("WARNING", "werkblad"):
        assert copy(workspace) == Kept(left_out=2)
    assert sorted(kept(workspace)) == sorted(OPEN)
    trouble = snapshot_trouble(workspace)
    assert trouble is not None
    assert trouble.values["files"] == ["signalen.xlsx", "service.db"]
    assert VARIABLE in workspace.words.message(trouble)
    assert "signalen.xlsx, service.db" in caplog.text


def test_open_copies_of_what_became_sensitive_go(workspace: Workspace) -> None:
    """A schema that says so from today on counts for the copies of yesterday too."""
    copy(workspace)
    sheets = {
        name: replace(schema, sensitive=schema.sensitive or schema.workbook == "news")
        for name, schema in workspace.schemas.sheets.items()
    }
    stricter = replace(workspace, schemas=replace(workspace.schemas, sheets=sheets))
    tuesday = MONDAY + timedelta(days=1)
    assert copy(stricter, tuesday) == Kept()
    assert kept(workspace)["news"] == [tuesday]
    assert not any(b"news, eerste" in path.read_bytes() for path in stored(workspace))
    assert content(workspace, "news", tuesday) == b"news, eerste versie"


def test_with_a_key_there_is_no_trouble(workspace: Workspace) -> None:
    """All is copied, so nothing is to be said."""
    assert snapshot_trouble(workspace) is None


@pytest.mark.parametrize("wrong", ["geheim", in_base64(SECRET[:16]), in_base64(SECRET)[:-2]])
def test_what_is_no_key_is_refused_and_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    """Nothing is encrypted with half a key; the other workbooks are copied."""
    monkeypatch.setenv(VARIABLE, wrong)
    result = copy(workspace)
    assert [error.message.id for error in result.errors] == ["snapshots.bad-key"]
    assert sorted(kept(workspace)) == sorted(OPEN)
    assert snapshot_trouble(workspace) == result.errors[0].message


def test_a_new_key_makes_new_copies_and_the_old_ones_want_the_old_key(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed key is no change of the workbook, and still nothing is linked to the old copy."""
    copy(workspace)
    monkeypatch.setenv(VARIABLE, in_base64(OTHER))
    tuesday = MONDAY + timedelta(days=1)
    copy(workspace, tuesday)
    assert content(workspace, "signals", tuesday) == CANARY
    with pytest.raises(SnapshotError) as wrong:
        content(workspace, "signals")
    assert wrong.value.message.id == "snapshots.wrong-key"


@pytest.mark.parametrize("place", range(0, 16 + 8 + 12 + len(CANARY) + 16, 3))
def test_a_changed_byte_anywhere_in_a_sealed_copy_is_seen(place: int) -> None:
    """In its head, its nonce, its text or its tag: what comes out is an error, and no bytes."""
    sealed = bytearray(Key(SECRET).seal("signals", CANARY))
    sealed[place] ^= 1
    with pytest.raises(SnapshotError):
        Key(SECRET).open("signals", bytes(sealed))


def test_a_sealed_copy_is_of_one_workbook() -> None:
    """Another one's copy under its name is refused; and no two of them are the same bytes."""
    sealed = Key(SECRET).seal("signals", CANARY)
    assert Key(SECRET).open("signals", sealed) == CANARY
    assert Key(SECRET).seal("signals", CANARY) != sealed
    with pytest.raises(SnapshotError):
        Key(SECRET).open("service.db", sealed)
    with pytest.raises(SnapshotError):
        Key(SECRET).open("signals", sealed[:20])


def test_a_damaged_copy_is_not_given_and_made_anew_the_next_day(workspace: Workspace) -> None:
    """One that was changed on the disk is never linked to."""
    copy(workspace)
    for path in stored(workspace):
        if path.name.startswith(("news-", "signals-")):
            path.write_bytes(path.read_bytes() + b"!")
    for name in ("news", "signals"):
        with pytest.raises(SnapshotError) as damaged:
            content(workspace, name)
        assert damaged.value.message.id == "snapshots.damaged"
    tuesday = MONDAY + timedelta(days=1)
    copy(workspace, tuesday)
    assert content(workspace, "news", tuesday) == b"news, eerste versie"
    assert content(workspace, "signals", tuesday) == CANARY


def test_the_key_may_come_from_the_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Under the name that the messages give."""
    import keyring  # noqa: PLC0415 - looks for its backend when it is loaded

    from tests.keyring_file import FileKeyring  # noqa: PLC0415 - as above

    before = keyring.get_keyring()
    monkeypatch.setenv("TEST_KEYRING", str(tmp_path / "keyring.json"))
    keyring.set_keyring(FileKeyring())
    try:
        assert find_key({}) is None
        keyring.set_password("werkblad", "snapshot", in_base64(SECRET))
        assert find_key({}) == Key(SECRET)
    finally:
        keyring.set_keyring(before)


def test_the_copy_of_the_store_is_whole_while_the_service_writes(workspace: Workspace) -> None:
    """Notes are written in pairs, one transaction each; every copy holds whole pairs only."""
    with open_store(workspace.store) as store:
        store.notes.put("before", "here")
    stop, written = threading.Event(), [0]

    def write_pairs() -> None:
        with closing(sqlite3.connect(workspace.store, timeout=10, isolation_level=None)) as other:
            other.execute("create table pair (number integer, half integer)")
            while not stop.is_set():
                other.execute("begin immediate")
                other.execute("insert into pair values (?, 1)", (written[0],))
                other.execute("insert into pair values (?, 2)", (written[0],))
                other.execute("commit")
                written[0] += 1

    writer = threading.Thread(target=write_pairs)
    writer.start()
    try:
        seen = []
        for number in range(5):
            while written[0] <= number * 50:
                stop.wait(0.01)
            day = MONDAY + timedelta(days=number)
            assert copy(workspace, day) == Kept()
            put = put_beside(
                workspace.store, str(day), content(workspace, "service.db", day), private=True
            )
            with closing(sqlite3.connect(put)) as copied:
                assert copied.execute("pragma integrity_check").fetchone() == ("ok",)
                counts = copied.execute(
                    "select count(*) filter (where half = 1), count(*) filter (where half = 2)"
                    " from pair"
                ).fetchone()
            assert counts[0] == counts[1] > number * 50 - 1
            seen.append(counts[0])
            with open_store(put) as restored:
                assert restored.notes.get("before") == "here"
    finally:
        stop.set()
        writer.join()
    assert seen == sorted(seen)
    assert seen[0] < written[0]


class Cut(BaseException):
    """The power went."""


@pytest.fixture
def power(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], None]:
    """Give a switch: after so many changes to the disk no other one happens any more."""
    left: list[int | None] = [None]

    def counted(module: object, name: str) -> None:
        real = getattr(module, name)

        def limited(*args: object, **kwargs: object) -> object:
            if left[0] is not None:
                left[0] -= 1
                if left[0] < 0:
                    raise Cut
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, limited)

    counted(os, "link")
    for name in ("replace", "unlink", "rmdir", "mkdir"):
        counted(Path, name)
    counted(days_module.os, "fsync")

    def switch(changes: int | None) -> None:
        left[0] = changes

    return switch


def test_whenever_the_power_goes_what_is_listed_is_whole(
    workspace: Workspace, power: Callable[[int | None], None]
) -> None:
    """After every possible cut: no copy is listed that is not right, and the day is made again.

    On the evening before all was well, and one day is over; in the end nothing else lies there.
    """
    contents = {}
    for on in (MONDAY - timedelta(days=30), MONDAY - timedelta(days=1)):
        write(workspace, "news", f"nieuws van {on}".encode())
        copy(workspace, on)
        contents[on] = content(workspace, "news", on)
    before = _tree(workspace)
    write(workspace, "news", b"nieuws van vandaag")
    write(workspace, "signals", CANARY + b" 2")
    contents[MONDAY] = b"nieuws van vandaag"
    cuts, ended = 0, False
    while not ended:
        _put_tree(workspace, before)
        power(cuts)
        try:
            copy(workspace)
            ended = True
        except Cut:
            cuts += 1
        power(None)
        for on in kept(workspace)["news"]:
            assert content(workspace, "news", on) == contents[on]
        assert kept(workspace).get("signals", []) in (
            [MONDAY - timedelta(days=1)],
            [MONDAY - timedelta(days=1), MONDAY],
            [MONDAY - timedelta(days=30), MONDAY - timedelta(days=1)],
            [MONDAY - timedelta(days=30), MONDAY - timedelta(days=1), MONDAY],
        )
        assert copy(workspace) == Kept()
        assert kept(workspace)["news"] == [MONDAY - timedelta(days=1), MONDAY]
        for day in read_days(workspace.folder / "snapshots"):
            there = {path.name for path in day.folder.iterdir()}
            assert there == {MANIFEST, *(one.stored for one in day.copies)}
    assert cuts > 30


def _tree(workspace: Workspace) -> dict[Path, bytes]:
    root = workspace.folder / "snapshots"
    return {path.relative_to(root): path.read_bytes() for path in stored(workspace)}


def _put_tree(workspace: Workspace, tree: dict[Path, bytes]) -> None:
    root = workspace.folder / "snapshots"
    for path in stored(workspace):
        if path.name != "service.lock":
            path.unlink()
    for path in root.iterdir():
        if path.is_dir():
            path.rmdir()
    for name, raw in tree.items():
        (root / name).parent.mkdir(mode=0o700, exist_ok=True)
        (root / name).write_bytes(raw)


def test_a_day_whose_process_was_killed_is_not_listed_and_made_again(
    workspace: Workspace,
) -> None:
    """Killed for real while the third workbook is taken; the lock does not outlive its process."""
    program = f"""
import os, signal
from datetime import date
from pathlib import Path
from automations.engine.core.intents import Snapshot
from automations.engine.snapshots.keeping import Means, keep
from automations.engine.workspace import open_workspace

def take(path):
    if path.name == "actieplan.xlsx":
        os.kill(os.getpid(), signal.{"SIGKILL" if os.name != "nt" else "SIGTERM"})
    return path.read_bytes()

folder = Path({str(workspace.folder)!r})
wanted = Snapshot(date(2016, 10, 3), 30, 7, 7)
keep(open_workspace(folder, decides=False), wanted, Means(take, take))
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert ended.returncode in (-signal.SIGKILL, signal.SIGTERM)
    day = workspace.folder / "snapshots" / "2016-10-03"
    assert len(list(day.iterdir())) > 1
    assert kept(workspace) == {}
    assert copy(workspace) == Kept()
    assert kept(workspace) == {name: [MONDAY] for name in BOOKS}


def test_a_day_that_was_cut_off_is_taken_away_by_the_next(workspace: Workspace) -> None:
    """It is of no use any more, and a part of it may be sensitive."""
    copy(workspace)
    root = workspace.folder / "snapshots"
    (day,) = read_days(root)
    days_module.write_day(replace(day, complete=False, copies=()))
    copy(workspace, MONDAY + timedelta(days=1))
    assert not (root / "2016-10-03").exists()
    assert kept(workspace)["partners"] == [MONDAY + timedelta(days=1)]


def test_a_second_time_on_one_day_replaces_only_what_changed(workspace: Workspace) -> None:
    """The copy of a day is how things stood at the last time; the first bytes are gone."""
    copy(workspace)
    write(workspace, "partners", b"later op de dag")
    copy(workspace)
    assert content(workspace, "partners") == b"later op de dag"
    assert len([path for path in stored(workspace) if path.name.startswith("partners-")]) == 1


def test_a_folder_that_cannot_be_written_is_a_failure_with_a_remedy(workspace: Workspace) -> None:
    """Here a file has its name."""
    (workspace.folder / "snapshots").write_text("in de weg")
    (error,) = copy(workspace).errors
    assert error.message.id == "snapshots.cannot-write"
    assert "schrijfrechten" in workspace.words.message(error.message)


def test_a_read_only_folder_is_a_failure_with_a_remedy(as_nobody: Path) -> None:
    """The earlier copies are still there."""
    workspace = workspace_in(as_nobody)
    assert copy(workspace) == Kept()
    root = workspace.folder / "snapshots"
    root.chmod(0o500)
    try:
        (error,) = copy(workspace, MONDAY + timedelta(days=1)).errors
    finally:
        root.chmod(0o700)
    assert error.message.id == "snapshots.cannot-write"
    assert content(workspace, "partners") == b"partners, eerste versie"


def test_two_processes_do_not_make_copies_at_once(workspace: Workspace) -> None:
    """The second one says so, and the service tries again."""
    root = workspace.folder / "snapshots"
    root.mkdir()
    with closing(Lock(root)):
        (error,) = copy(workspace).errors
        assert error.message.id == "snapshots.busy"
    assert copy(workspace) == Kept()
