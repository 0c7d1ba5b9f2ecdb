"""Bring a store to the program's version: from nothing, or from any earlier version.

Alembic is imported only when there is something to do; reading one row says whether there is.
"""

from __future__ import annotations

import filecmp
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, String, column, select, table

from automations.engine.core.findings import Message
from automations.engine.store.database import Database, in_words
from automations.engine.store.records import StoreError
from automations.engine.store.versions import SCRIPTS, known_versions


def bring_up_to_date(database: Database, path: Path, scripts: Path = SCRIPTS) -> Path | None:
    """Run the migrations that the store has not had; return where the copy of before is.

    An empty store has no copy. Raises StoreError for a store of a newer program.
    """
    versions = known_versions(scripts)

    def version_in(connection: Connection) -> str | None:
        version = stored_version(connection)
        if version is not None and version not in versions:
            raise StoreError(Message("store.newer", {"path": path, "version": version}))
        return version

    with database.read() as connection:
        if version_in(connection) == versions[-1]:
            return None
    with database.write() as connection:
        version = version_in(connection)
        if version == versions[-1]:  # another process was first
            return None
        copy = _copy(path, version) if version else None  # while nobody else can write
        migrate(connection, scripts)
    return copy


def stored_version(connection: Connection) -> str | None:
    """Return the store's version, or None when it is empty."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    number = column("version_num", String())
    return connection.execute(select(number).select_from(table("alembic_version"))).scalar()


def migrate(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """Run the migrations that a database has not had, in the transaction of the connection."""
    from alembic import command  # noqa: PLC0415 - takes longer than most commands
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _copy(path: Path, version: str) -> Path:
    """Copy a store as it is, its log included, readable by its owner only.

    The copy has its name once it is whole. One that is there already stays: an upgrade that failed
    and is tried again makes no second copy of the same, and another one gets a name of its own.
    """
    copy = path.with_name(f"{path.name}.before-{version}")
    with in_words(copy):
        handle, name = tempfile.mkstemp(prefix=f"{copy.name}.", dir=path.parent)  # the owner's only
        os.close(handle)
        part = Path(name)
        try:
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
                source.backup(target)
            return part.replace(next(name for name in _names(copy) if _may_hold(name, part)))
        finally:
            part.unlink(missing_ok=True)


def _names(copy: Path) -> Iterator[Path]:
    yield copy
    yield from (copy.with_name(f"{copy.name}-{number}") for number in count(2))


def _may_hold(name: Path, part: Path) -> bool:
    return not name.exists() or filecmp.cmp(name, part, shallow=False)
