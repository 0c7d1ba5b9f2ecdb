"""Reading while somebody saves: one version as a whole, or the finding that it is being saved."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.sheets import guarded
from automations.engine.sheets.guarded import GuardedSource

SECONDS = float(os.environ.get("WERKBLAD_EDITOR_SECONDS", "1.7"))  # of each way of saving


def benchmark(name: str) -> ModuleType:
    """Return a benchmark as a module."""
    spec = importlib.util.spec_from_file_location(
        f"benchmark_{name}", Path(__file__).parents[2] / "benchmarks" / f"{name}.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


saving = benchmark("saving")


@pytest.mark.parametrize("way", saving.WAYS)
def test_no_read_is_wrong_while_an_editor_saves_every_50_ms(tmp_path: Path, way: str) -> None:
    """Whichever way it saves; and once it is done, its last version is read."""
    result = saving.run(tmp_path, way, SECONDS)
    assert result.versions > 10
    assert result.reads > 10
    assert result.wrong == 0, result
    assert result.last_is_read


def _later(seconds: float, work: Callable[[], object]) -> threading.Thread:
    def wait() -> None:
        time.sleep(seconds)
        work()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_half_a_file_that_was_just_written_is_waited_for(tmp_path: Path) -> None:
    """The rest of it comes a moment later, and then the workbook is read."""
    path, whole = tmp_path / "things.xlsx", saving.version(7)
    path.write_bytes(whole[:3000])
    thread = _later(0.2, lambda: path.write_bytes(whole))
    found = GuardedSource().read("partners", str(path))
    thread.join()
    assert isinstance(found, Workbook)
    assert found.tabs[0].rows[0][0] == 7


def test_a_file_that_is_away_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    """Some programs take the old file away before the new one is there."""
    path, whole = tmp_path / "things.xlsx", saving.version(7)
    thread = _later(0.08, lambda: path.write_bytes(whole))
    found = GuardedSource().read("partners", str(path))
    thread.join()
    assert isinstance(found, Workbook)


def test_half_a_file_that_stays_so_is_reported_as_it_is(tmp_path: Path) -> None:
    """Nobody is saving it any more, so that waiting does not help."""
    path = tmp_path / "things.xlsx"
    path.write_bytes(saving.version(7)[:3000])
    started = time.monotonic()
    found = GuardedSource().read("partners", str(path))
    assert isinstance(found, Unreadable)
    assert found.reason == "findings.unreadable-half"
    assert time.monotonic() - started < guarded.PATIENCE
