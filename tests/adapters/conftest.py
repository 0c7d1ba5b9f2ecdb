"""What several files test: stores on SQLite and a real PostgreSQL, and a folder without rights."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from automations.engine.store.store import Store, open_store
from tests.clocks import Machine
from tests.postgresql import PostgreSQL, running

NOBODY = 65534  # the user who owns nothing


@pytest.fixture
def machine() -> Machine:
    """Give the machine's clock."""
    return Machine()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Run PostgreSQL once for all tests."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(
    request: pytest.FixtureRequest, tmp_path: Path, machine: Machine
) -> Iterator[Callable[[], Store]]:
    """Give a way to open one and the same store more than once."""
    opened: list[Store] = []
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None

    def another() -> Store:
        if server:
            opened.append(Store(server.database(), machine))
        else:
            opened.append(open_store(tmp_path / "service.db", clock=machine))
        return opened[-1]

    yield another
    for store in opened:
        store.close()
    if server:
        server.empty()


@pytest.fixture
def as_nobody(tmp_path: Path) -> Iterator[Path]:
    """Give a folder of somebody who is not root; root may write anywhere."""
    if sys.platform == "win32":
        pytest.skip("Windows has other rights")
    if os.geteuid() != 0:
        yield tmp_path
        tmp_path.chmod(0o700)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(0)
