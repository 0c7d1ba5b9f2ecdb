"""The one way to the database: transactions, conditional inserts, and errors in words."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Dialect,
    Engine,
    Insert,
    Table,
    UpdateBase,
    create_engine,
    event,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection

from automations.engine.core.findings import Message
from automations.engine.store.records import StoreError

WRITES = "store_writes"  # the execution option that marks a writing transaction
TROUBLE = {
    sqlite3.SQLITE_BUSY: "store.locked",
    sqlite3.SQLITE_LOCKED: "store.locked",
    sqlite3.SQLITE_READONLY: "store.read-only",
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_NOTADB: "store.damaged",
    sqlite3.SQLITE_CANTOPEN: "store.unreachable",
    sqlite3.SQLITE_IOERR: "store.unreachable",
    sqlite3.SQLITE_PERM: "store.unreachable",
    sqlite3.SQLITE_AUTH: "store.unreachable",
}
OS_TROUBLE = {
    errno.ENOSPC: "store.full",
    errno.EDQUOT: "store.full",
    errno.EROFS: "store.read-only",
}
SETTINGS = ("PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON")


class Database:
    """An engine, with a reading and a writing transaction; threads may share it.

    Where a database has room for one writer at a time, the threads of a process wait for each other
    here: the database itself would let them sleep, and look again now and then.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        one_writer: bool = False,
        in_words: Callable[[BaseException], StoreError | None] = lambda _: None,
    ) -> None:
        """Wrap an engine; `in_words` says what to do about an error of the database."""
        self.engine = engine
        self._in_words = in_words
        self._prepared: dict[UpdateBase, _Prepared] = {}
        self._writing = engine.execution_options(**{WRITES: True})
        # A thread may take it twice: a write inside a write is then refused, and not waited for.
        self._turn = threading.RLock() if one_writer else None
        self._writer: Connection | None = None  # kept open: opening costs as much as a statement

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the store."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that may change the store; its commit is on disk when it returns."""
        if self._turn is None:
            with self._writing.begin() as connection:
                yield connection
            return
        with self._turn:
            if self._writer is None:
                self._writer = self._writing.connect()
            try:
                with self._writer.begin():
                    yield self._writer
            except BaseException:  # a commit that failed may leave its transaction open
                self._close_writer()
                raise

    def run(
        self, connection: Connection, statement: UpdateBase, values: Mapping[str, object]
    ) -> tuple[Any, ...] | None:
        """Run a statement in a transaction and return the first row that it gives, if any.

        It goes past SQLAlchemy, which takes longer over a small statement than the database does.
        The statement must not expand its values, as IN does over a list.
        """
        prepared = self._prepared.get(statement)
        if prepared is None:
            prepared = self._prepared[statement] = _Prepared(statement, self.engine.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(prepared.text, prepared.values(values))
            row: tuple[Any, ...] | None = cursor.fetchone() if prepared.gives_rows else None
        except Exception as error:
            if trouble := self._in_words(error):
                raise trouble from error
            raise
        finally:
            cursor.close()
        return row

    def close(self) -> None:
        """Close every connection."""
        self._close_writer()
        self.engine.dispose()

    def _close_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()


class _Prepared:
    """A statement as the database takes it, with what turns values into the database's own."""

    def __init__(self, statement: UpdateBase, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self.gives_rows = bool(statement.exported_columns)
        self._names = compiled.positiontup  # None where the database knows names
        self._fixed = {
            name: bind.value for name, bind in compiled.binds.items() if not bind.required
        }
        self._turn = {
            name: turn
            for name, bind in compiled.binds.items()
            if (turn := bind.type.dialect_impl(dialect).bind_processor(dialect))
        }

    def values(self, given: Mapping[str, object]) -> Sequence[object] | Mapping[str, object]:
        """Return the values in the database's own types, in its own order."""
        turned = {**self._fixed, **given}
        for name, turn in self._turn.items():
            turned[name] = turn(turned[name])
        return turned if self._names is None else [turned[name] for name in self._names]


def insert_new(connection: Connection, table: Table, unique: tuple[Column[Any], ...]) -> Insert:
    """Return an insert that does nothing where `unique` is there already.

    Add `.returning(...)`: what it returns was inserted, and nobody else inserted it.
    """
    columns = [column.name for column in unique]
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - takes as long as a command

        return postgresql.insert(table).on_conflict_do_nothing(index_elements=columns)
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=columns)


def sqlite_database(path: Path, patience: float) -> Database:
    """Open or make a SQLite file that only its owner can read; waits `patience` s for a lock."""
    with in_words(path):
        _make_private(path)
        _keep_a_log(path, patience)
    engine = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": patience}
    )

    @event.listens_for(engine, "connect")
    def connected(raw: DBAPIConnection, _record: object) -> None:
        raw.isolation_level = None  # pysqlite would begin late, and never for a read
        for setting in SETTINGS:
            raw.execute(setting)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A writer asks for the lock at once: one that asks half-way fails instead of waiting.
        writes = connection.get_execution_options().get(WRITES)
        with in_words(path):  # past SQLAlchemy, which takes as long for it as for a statement
            connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "handle_error")
    def failed(context: ExceptionContext) -> None:
        if trouble := trouble_in(context.original_exception, path):
            raise trouble from context.original_exception

    return Database(engine, one_writer=True, in_words=lambda error: trouble_in(error, path))


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn an error of the file or the database into one that says what to do."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        trouble = trouble_in(error, path)
        if trouble is None:
            raise
        raise trouble from error


def trouble_in(error: BaseException | None, path: Path) -> StoreError | None:
    """Return the error in words, when it is the file's and not the program's."""
    values: Mapping[str, object] = {"path": path, "said": str(error)}
    if isinstance(error, OSError):
        entry = OS_TROUBLE.get(error.errno or 0, "store.unreachable")
        return StoreError(Message(entry, values))
    code = getattr(error, "sqlite_errorcode", None)
    found = TROUBLE.get(code & 0xFF) if isinstance(code, int) else None
    return StoreError(Message(found, values)) if found else None


def _make_private(path: Path) -> None:
    """Make an empty file for its owner alone; one that is there is never opened by ourselves.

    Closing any descriptor of a file drops all POSIX locks that the process has on it, SQLite's
    included; another process would then take away the log of a store that is in use
    (https://sqlite.org/howtocorrupt.html, section 2.2).
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _keep_a_log(path: Path, patience: float) -> None:
    """Switch to write-ahead logging; SQLite does not wait for a lock here by itself."""
    until = time.monotonic() + patience
    with closing(sqlite3.connect(path, timeout=patience)) as raw:
        while True:
            try:
                raw.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
                if not busy or time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return
