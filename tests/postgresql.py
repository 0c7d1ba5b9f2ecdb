"""Debian's own PostgreSQL on a socket in a folder of its own, ended with the tests that use it.

Nothing in it outlives them, so it is told not to wait for the disk.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, insert, text
from sqlalchemy.exc import OperationalError

from automations.engine.store.database import Database
from automations.engine.store.models import counters, metadata
from automations.engine.store.upgrade import migrate

_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_START = 20.0  # seconds
_NO_WAITING = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class PostgreSQL:
    """A running PostgreSQL with the store's tables."""

    url: URL
    _databases: list[Database] = field(default_factory=list)

    def database(self) -> Database:
        """Connect to it, as another process would."""
        self._databases.append(Database(create_engine(self.url)))
        return self._databases[-1]

    def empty(self) -> None:
        """End all connections, and leave the tables as a new store has them."""
        while self._databases:
            self._databases.pop().close()
        names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        with _engine(self.url) as engine, engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
            zeros = [{"name": name, "number": 0} for name in ("hand-overs", "looks")]
            connection.execute(insert(counters), zeros)


@contextlib.contextmanager
def running() -> Iterator[PostgreSQL]:
    """Run PostgreSQL; skip without it, but fail where everything must be there."""
    initdb, postgres = _program("initdb"), _program("postgres")
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))  # a socket's path may have 107 signs
    user = None
    if os.geteuid() == 0:  # it refuses to run as root
        user = "postgres"
        shutil.chown(folder, user)
    data = folder / "data"
    subprocess.run(
        [initdb, "-D", data, "-A", "trust", "-U", "werkblad", "-E", "UTF8", "--locale=C", "-N"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        user=user,
    )
    settings = [part for setting in _NO_WAITING for part in ("-c", setting)]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [postgres, "-D", data, "-k", folder, "-c", "listen_addresses=", *settings],
            stdout=said,
            stderr=said,
            cwd=folder,
            user=user,
        )
    url = URL.create(
        "postgresql+psycopg", "werkblad", database="postgres", query={"host": str(folder)}
    )
    try:
        with _engine(url) as engine:
            _wait(engine, process, folder / "said")
            with engine.begin() as connection:
                migrate(connection)
        yield PostgreSQL(url)
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    """Find one of its programs, which Debian keeps out of the way."""
    places = os.pathsep.join([*map(str, reversed(_FOLDERS)), os.environ.get("PATH", "")])
    found = shutil.which(name, path=places)
    if found is None:
        if os.environ.get("WERKBLAD_REQUIRE_TOOLS"):
            pytest.fail(f"{name} (PostgreSQL) must be installed here")
        pytest.skip(f"{name} (PostgreSQL) is not installed")
    return found


@contextlib.contextmanager
def _engine(url: URL) -> Iterator[Engine]:
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _wait(engine: Engine, process: subprocess.Popen[bytes], said: Path) -> None:
    """Wait until it answers."""
    end = time.monotonic() + _START
    while True:
        try:
            engine.connect().close()
        except OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail(f"PostgreSQL did not start\n{said.read_text('utf-8')}")
            time.sleep(0.05)
        else:
            return
