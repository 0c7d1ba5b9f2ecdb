"""The store's bytes as they are at one moment, while the service goes on writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from automations.engine.store.database import in_words


def bytes_of(path: Path) -> bytes:
    """Return a consistent copy of the store as the bytes of a database file; raises StoreError.

    It goes by way of memory, so that no copy ever lies on the disk that is not encrypted.
    """
    with (
        in_words(path),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as store,
        closing(sqlite3.connect(":memory:")) as copy,
    ):
        store.backup(copy)
        return copy.serialize()
