"""What the last look saw of each tab: where its columns stood, and which rows it had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from automations.engine.core.checked import Heading, SheetLook
from automations.engine.store.database import Database
from automations.engine.store.models import column_looks, counters, row_looks

_number = counters.c.name == "looks"
_NUMBER = select(counters.c.number).where(_number)
_COUNT = update(counters).where(_number).values(number=counters.c.number + 1)
_FORGET = delete(row_looks).where(
    row_looks.c.sheet == bindparam("of"), row_looks.c.key == bindparam("gone")
)


class Looks:
    """The last look; it is read again only when somebody remembered another one."""

    def __init__(self, database: Database) -> None:
        """Keep looks in `database`."""
        self._database = database
        self._known: tuple[int, Mapping[str, SheetLook]] | None = None

    def last(self) -> Mapping[str, SheetLook]:
        """Return what the last look saw of each tab."""
        with self._database.read() as connection:
            number = connection.execute(_NUMBER).scalar_one()
            if self._known is None or self._known[0] != number:
                self._known = (number, _read(connection))
            return self._known[1]

    def remember(self, looks: Mapping[str, SheetLook]) -> None:
        """Replace what was seen; only what differs is written, and nothing where nothing does."""
        if self.last() == looks:
            return
        with self._database.write() as connection:
            before = _read(connection)
            _write_columns(connection, looks)
            for sheet in before.keys() | looks.keys():
                then = before.get(sheet, SheetLook()).keys
                now = looks.get(sheet, SheetLook()).keys
                _write_rows(connection, sheet, gone=then - now, new=now - then)
            connection.execute(_COUNT)


def _read(connection: Connection) -> Mapping[str, SheetLook]:
    columns: dict[str, dict[str, Heading]] = {}
    for one in connection.execute(select(column_looks)):
        columns.setdefault(one.sheet, {})[one.name] = Heading(one.header, one.position)
    keys: dict[str, set[str]] = {}
    for sheet, key in connection.execute(select(row_looks.c.sheet, row_looks.c.key)):
        keys.setdefault(sheet, set()).add(key)
    return {
        sheet: SheetLook(places, frozenset(keys.get(sheet, ())))
        for sheet, places in columns.items()
    }


def _write_columns(connection: Connection, looks: Mapping[str, SheetLook]) -> None:
    connection.execute(delete(column_looks))
    rows = [
        {"sheet": sheet, "name": name, "header": one.header, "position": one.position}
        for sheet, look in looks.items()
        for name, one in look.columns.items()
    ]
    if rows:
        connection.execute(insert(column_looks), rows)


def _write_rows(
    connection: Connection, sheet: str, *, gone: Iterable[str], new: Iterable[str]
) -> None:
    if forgotten := [{"of": sheet, "gone": key} for key in gone]:
        connection.execute(_FORGET, forgotten)
    if added := [{"sheet": sheet, "key": key} for key in new]:
        connection.execute(insert(row_looks), added)
