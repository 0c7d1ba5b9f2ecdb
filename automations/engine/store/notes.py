"""Single facts that the service keeps by name, such as when it last ticked."""

from __future__ import annotations

from sqlalchemy import select, update

from automations.engine.store.database import Database, insert_new
from automations.engine.store.models import notes


class Notes:
    """Texts by name."""

    def __init__(self, database: Database) -> None:
        """Keep notes in `database`."""
        self._database = database

    def get(self, name: str) -> str | None:
        """Return a note, or None."""
        with self._database.read() as connection:
            return connection.execute(select(notes.c.value).where(notes.c.name == name)).scalar()

    def put(self, name: str, value: str) -> None:
        """Write a note, over what was there."""
        with self._database.write() as connection:
            new = insert_new(connection, notes, (notes.c.name,))
            connection.execute(new.values(name=name, value=value))
            connection.execute(update(notes).where(notes.c.name == name).values(value=value))
