"""Finding the draft that counts, and the folder of approved files: whole, and for good."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from automations.engine.approving import CannotWriteError
from automations.engine.core.approved_reports import ApprovedFile, Origin
from automations.engine.core.periods import parse_period
from automations.engine.documents.seal import Seal, read_seal, sealed
from automations.engine.recording import (
    FOLDER,
    CannotApproveError,
    changed_since,
    find_draft,
    others,
    put_in_place,
    staged,
    writing,
)


def file(content: bytes = b"approved") -> ApprovedFile:
    """Make an approved file."""
    return ApprovedFile("word", "rapport.docx", sha256(content).hexdigest(), content)


def test_a_copy_is_written_once_read_only_and_never_over_something(tmp_path: Path) -> None:
    """What somebody put there stays, and is told as another one."""
    put_in_place(tmp_path, [file()])
    path = tmp_path / FOLDER / "rapport.docx"
    assert path.read_bytes() == b"approved"
    assert path.stat().st_mode & 0o777 == 0o444
    assert others(tmp_path, [file()]) == ()
    put_in_place(tmp_path, [file(b"other")])
    assert path.read_bytes() == b"approved"
    assert others(tmp_path, [file(b"other")]) == (path,)
    assert [one.name for one in path.parent.iterdir()] == ["rapport.docx"]


def test_of_many_that_put_a_copy_at_once_one_does_and_it_is_whole(tmp_path: Path) -> None:
    """Nobody ever sees half of it."""
    parts = [file(bytes([number]) * 200_000) for number in range(6)]
    ready = threading.Barrier(len(parts))

    def put(one: ApprovedFile) -> None:
        ready.wait()
        put_in_place(tmp_path, [one])

    threads = [threading.Thread(target=put, args=(one,)) for one in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (path,) = (tmp_path / FOLDER).iterdir()
    assert sum(others(tmp_path, [one]) == () for one in parts) == 1
    assert len(path.read_bytes()) == 200_000


def test_without_links_a_copy_gets_its_name_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a stick or some network shares."""

    def no_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    put_in_place(tmp_path, [file()])
    assert (tmp_path / FOLDER / "rapport.docx").read_bytes() == b"approved"
    assert len(list((tmp_path / FOLDER).iterdir())) == 1


def test_a_folder_that_may_not_be_written_in_is_named(as_nobody: Path) -> None:
    """Nothing is left behind in it."""
    (as_nobody / FOLDER).mkdir()
    (as_nobody / FOLDER).chmod(0o555)
    with pytest.raises(CannotWriteError) as refused, staged(as_nobody):
        pass
    assert "Permission denied" in str(refused.value.message.values["why"])
    with pytest.raises(CannotWriteError):
        put_in_place(as_nobody, [file()])
    assert list((as_nobody / FOLDER).iterdir()) == []


FULL = """
import resource, sys
from pathlib import Path
from tests.adapters.test_recording import file
from automations.engine.approving import CannotWriteError
from automations.engine.recording import put_in_place
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    put_in_place(Path(sys.argv[1]), [file(b"x" * 5000)])
except CannotWriteError as error:
    print(error.message.values["why"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_copy_for_which_there_is_no_room_is_not_there(tmp_path: Path) -> None:
    """The system itself refuses to write on; no half of it is left."""
    command = [sys.executable, "-c", FULL, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.strip() == "File too large"
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_what_is_staged_is_gone_afterwards_and_old_leftovers_with_it(tmp_path: Path) -> None:
    """Also after an error; what another process may be busy with stays."""
    with pytest.raises(FileNotFoundError), staged(tmp_path) as place:
        (place / "half.docx").write_bytes((place / "nothing").read_bytes())
    folder = tmp_path / FOLDER
    assert list(folder.iterdir()) == []
    for name in ("old", "busy"):
        (folder / f".new-{name}").mkdir()
    (folder / ".new-file").write_bytes(b"x")
    for name in ("old", "file"):
        os.utime(folder / f".new-{name}", (time.time() - 90_000,) * 2)
    with staged(tmp_path):
        assert (folder / ".new-busy").exists()
    assert [one.name for one in folder.iterdir()] == [".new-busy"]


def test_an_error_without_a_name_names_the_place(tmp_path: Path) -> None:
    """A full disk does not always say which file it was."""
    with pytest.raises(CannotWriteError) as refused, writing(tmp_path / "rapport.docx"):
        raise OSError(28, "No space left on device")
    assert refused.value.message.values == {
        "file": "rapport.docx",
        "why": "No space left on device",
    }


# Finding the draft


PERIOD = parse_period("2016-H1")
STEM = "voortgangsrapportage-2016-H1"


def draft(folder: Path, name: str, made_on: date, **more: Any) -> None:  # noqa: ANN401 - of a seal
    """Lay the two files of a draft in a folder."""
    origin = Origin({"partners": "a" * 64}, "b" * 64, "0.1")
    seal = Seal("voortgang", "2016-H1", "draft", made_on, "d" * 64, origin, whole=True)
    made = io.BytesIO()
    Document().save(made)
    for end in ("docx", "xlsx"):  # what is in the package is all the same to the seal
        content = sealed(made.getvalue(), replace(seal, **more))
        (folder / f"{name}.{end}").write_bytes(content)


def test_the_newest_draft_is_the_one_that_counts(tmp_path: Path) -> None:
    """By the day on which it was made; on one day that of the command."""
    draft(tmp_path, f"{STEM}-2016-10-03", date(2016, 10, 3))
    draft(tmp_path, f"{STEM}-2016-10-06", date(2016, 10, 6))
    found = find_draft(tmp_path, "voortgang", PERIOD, read_seal)
    assert found.files["word"].name == f"{STEM}-2016-10-06.docx"
    draft(tmp_path, STEM, date(2016, 10, 6))
    found = find_draft(tmp_path, "voortgang", PERIOD, read_seal)
    assert found.files["word"].name == f"{STEM}.docx"
    draft(tmp_path, STEM, date(2016, 10, 5))
    found = find_draft(tmp_path, "voortgang", PERIOD, read_seal)
    assert found.files["excel"].name == f"{STEM}-2016-10-06.xlsx"


def test_an_old_draft_that_somebody_changed_is_nobodys_business(tmp_path: Path) -> None:
    """Nor one without a seal, of which only Word is there, or of another period."""
    draft(tmp_path, f"{STEM}-2016-10-03", date(2016, 10, 3), state="approved")
    for end in ("docx", "xlsx"):
        (tmp_path / f"{STEM}-2016-10-04.{end}").write_bytes(b"something else")
    (tmp_path / f"{STEM}-2016-10-05.docx").write_bytes(b"alone")
    draft(tmp_path, f"{STEM}1", date(2016, 12, 1))
    with pytest.raises(CannotApproveError) as refused:
        find_draft(tmp_path, "voortgang", parse_period("2015-H1"), read_seal)
    assert refused.value.message.id == "record.no-draft"
    draft(tmp_path, STEM, date(2016, 10, 4))
    found = find_draft(tmp_path, "voortgang", PERIOD, read_seal)
    assert found.files["word"].name == f"{STEM}.docx"


@pytest.mark.parametrize(
    ("spoil", "entry"),
    [
        (lambda path: path.write_bytes(b"from another program"), "record.no-seal"),
        (lambda path: draft(path.parent, STEM, date(2016, 10, 3), kind="x"), "record.edited-draft"),
        (
            lambda path: draft(path.parent, STEM, date(2016, 10, 3), state="approved"),
            "record.edited-draft",
        ),
    ],
)
def test_a_newest_draft_that_is_none_is_never_passed_over(
    spoil: Callable[[Path], None], entry: str, tmp_path: Path
) -> None:
    """An older one would be approved in its place, without what somebody wrote in it."""
    draft(tmp_path, f"{STEM}-2016-10-01", date(2016, 10, 1))
    draft(tmp_path, STEM, date(2016, 10, 3))
    spoil(tmp_path / f"{STEM}.docx")
    with pytest.raises(CannotApproveError) as refused:
        find_draft(tmp_path, "voortgang", PERIOD, read_seal)
    assert refused.value.message.id == entry


def test_word_and_excel_of_two_days_are_no_draft(tmp_path: Path) -> None:
    """They may say different things."""
    draft(tmp_path, STEM, date(2016, 10, 3))
    old = (tmp_path / f"{STEM}.xlsx").read_bytes()
    draft(tmp_path, STEM, date(2016, 10, 4))
    (tmp_path / f"{STEM}.xlsx").write_bytes(old)
    with pytest.raises(CannotApproveError) as refused:
        find_draft(tmp_path, "voortgang", PERIOD, read_seal)
    assert refused.value.message.id == "record.not-a-pair"


def test_what_changed_since_a_draft_is_named(tmp_path: Path) -> None:
    """Each workbook, also one that came or went, the template and the program."""
    draft(tmp_path, STEM, date(2016, 10, 3))
    found = find_draft(tmp_path, "voortgang", PERIOD, read_seal)
    same = Origin({"partners": "a" * 64}, "b" * 64, "0.1")
    assert changed_since(found, same) == ()
    other = Origin({"partners": "", "news": "c"}, "x", "0.2")
    assert changed_since(found, other) == ("news", "partners", "template", "program")
