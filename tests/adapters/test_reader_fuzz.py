"""Damaged workbooks, 150 of them at every build; `benchmarks/fuzz.py` does 2,000."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def test_no_damaged_workbook_raises_hangs_or_stops_the_service(tmp_path: Path) -> None:
    """Each is read or becomes a finding, in seconds and within memory; then a sound one is read."""
    spec = importlib.util.spec_from_file_location(
        "benchmark_fuzz", Path(__file__).parents[2] / "benchmarks" / "fuzz.py"
    )
    assert spec is not None
    assert spec.loader is not None
    fuzz = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = fuzz
    spec.loader.exec_module(fuzz)
    result = fuzz.fuzz(tmp_path, 150, 42, lambda _: None)
    assert result.holds, result
    assert result.outcomes["read"] > 10
    assert len(result.outcomes) > 2
