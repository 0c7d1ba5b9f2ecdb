"""What several files test: stores on SQLite and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from automations.engine.store.store import Store, open_store
from tests.clocks import Machine
from tests.postgresql import PostgreSQL, running


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
