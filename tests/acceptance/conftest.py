"""One demo for all tests that look at what it made."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from automations.engine.app import main

Run = Callable[..., tuple[int, Any]]


def run_json(*argv: str) -> tuple[int, Any]:
    """Run one command with `--json` and return its exit code and its document."""
    out = io.StringIO()
    with redirect_stdout(out):
        code = main([*argv, "--json", "--lang", "nl"])
    return code, json.loads(out.getvalue())


@pytest.fixture(scope="session")
def run() -> Run:
    """Give the function that runs a command for its JSON."""
    return run_json


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace that `demo` made; tests that write take a copy of it."""
    folder = tmp_path_factory.mktemp("werkblad") / "demo"
    code, made = run_json("demo", str(folder))
    assert code == 0
    assert made["files"]
    return folder


@pytest.fixture
def fresh(demo: Path, tmp_path: Path) -> Path:
    """Give a workspace with the example's workbooks in which nothing ran yet."""
    folder = tmp_path / "fresh"
    shutil.copytree(demo / "workbooks", folder / "workbooks")
    shutil.copy(demo / "config.yaml", folder)
    return folder
