"""What was read is kept: an unchanged workbook is not read again, and a changed one always is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.sheets import snapshot
from automations.engine.sheets.guarded import GuardedSource
from tests.raw_workbooks import row, save_sheet, sheet, text

OLD = 1_000_000_000


def written(path: Path, code: str, at: int = OLD) -> None:
    """Save a workbook with one cell, as if it was done at a moment long ago."""
    save_sheet(path, sheet(row(text("A1", code))))
    os.utime(path, (at, at))


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that were read, as they are read."""
    names: list[str] = []
    take = snapshot.take

    def noted(path: Path) -> snapshot.Snapshot:
        names.append(path.name)
        return take(path)

    monkeypatch.setattr(snapshot, "take", noted)
    return names


def code(source: GuardedSource, path: Path) -> object:
    """Read the one cell."""
    found = source.read("partners", str(path))
    assert isinstance(found, Workbook)
    return found.tabs[0].rows[0][0]


def test_an_unchanged_workbook_is_the_very_same_object(tmp_path: Path, taken: list[str]) -> None:
    """It is looked at, and not read; what was made of it can be kept by its identity."""
    path = tmp_path / "things.xlsx"
    written(path, "A-01")
    source = GuardedSource()
    first = source.read("partners", str(path))
    assert all(source.read("partners", str(path)) is first for _ in range(5))
    assert taken == ["things.xlsx"]


def replaced(path: Path) -> None:
    """Put another file of the same size and moment in the place of the old one."""
    other = path.with_name("other")
    written(other, "A-02")
    other.replace(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda path: written(path, "A-02", OLD + 1),
        lambda path: written(path, "A-02"),  # the moment of the file itself tells
        replaced,
    ],
)
def test_a_changed_workbook_is_read_again(
    tmp_path: Path, taken: list[str], change: Callable[[Path], object]
) -> None:
    """By its moment, or by the file itself where size and moment are as they were."""
    path = tmp_path / "things.xlsx"
    written(path, "A-01")
    source = GuardedSource()
    assert code(source, path) == "A-01"
    change(path)
    assert code(source, path) == "A-02"
    assert len(taken) == 2


def test_one_that_was_just_saved_is_not_trusted_yet(tmp_path: Path, taken: list[str]) -> None:
    """Within one tick of the clock it could change and look the same; so its bytes are compared."""
    path = tmp_path / "things.xlsx"
    save_sheet(path, sheet(row(text("A1", "A-01"))))
    source = GuardedSource()
    first = source.read("partners", str(path))
    again = source.read("partners", str(path))
    assert len(taken) == 2
    assert isinstance(first, Workbook)
    assert isinstance(again, Workbook)
    assert again.tabs is first.tabs


def test_one_that_was_touched_is_not_parsed_again(tmp_path: Path) -> None:
    """The same bytes are the same workbook, and the same object."""
    path = tmp_path / "things.xlsx"
    written(path, "A-01")
    source = GuardedSource()
    first = source.read("partners", str(path))
    os.utime(path, (OLD + 5, OLD + 5))
    assert source.read("partners", str(path)) is first


def test_a_damaged_one_is_looked_at_and_not_parsed_again(tmp_path: Path, taken: list[str]) -> None:
    """A file that makes the parser stop does so once, not at every look."""
    path = tmp_path / "things.xlsx"
    path.write_bytes(b"PK\x03\x04 kapot")
    os.utime(path, (OLD, OLD))
    source = GuardedSource()
    first = source.read("partners", str(path))
    assert isinstance(first, Unreadable)
    assert source.read("partners", str(path)) is first
    assert taken == ["things.xlsx"]


def test_one_that_went_away_is_missing_and_found_when_it_is_back(tmp_path: Path) -> None:
    """Nothing of it is answered from what was kept."""
    path = tmp_path / "things.xlsx"
    written(path, "A-01")
    source = GuardedSource()
    assert code(source, path) == "A-01"
    path.rename(tmp_path / "elders.xlsx")
    found = source.read("partners", str(path))
    assert isinstance(found, Unreadable)
    assert found.code == "missing-workbook"
    (tmp_path / "elders.xlsx").rename(path)
    assert code(source, path) == "A-01"


def test_a_conflict_copy_is_noticed_when_it_comes_and_when_it_goes(tmp_path: Path) -> None:
    """The workbook itself is not read again for it."""
    path, copy = tmp_path / "things.xlsx", tmp_path / "things (1).xlsx"
    written(path, "A-01")
    os.utime(tmp_path, (OLD, OLD))
    source = GuardedSource()
    assert source.read("partners", str(path)).copies == ()
    copy.write_bytes(b"x")
    assert source.read("partners", str(path)).copies == ("things (1).xlsx",)
    first = source.read("partners", str(path))
    assert source.read("partners", str(path)) is first
    copy.unlink()
    assert source.read("partners", str(path)).copies == ()


def test_an_unchanged_look_takes_microseconds(tmp_path: Path) -> None:
    """Far below a millisecond, so that a look costs nothing where nobody worked."""
    path = tmp_path / "things.xlsx"
    written(path, "A-01")
    os.utime(tmp_path, (OLD, OLD))
    source = GuardedSource()
    source.read("partners", str(path))
    took = []
    for _ in range(200):
        started = time.perf_counter()
        source.read("partners", str(path))
        took.append(time.perf_counter() - started)
    assert sorted(took)[100] < 0.001
