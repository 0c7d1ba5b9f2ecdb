"""The store's file: its tables, its versions, and what it says when it cannot be used."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, make_url, select
from sqlalchemy.exc import IntegrityError, StatementError

from automations.engine.core.findings import Message
from automations.engine.store import models, reasons, statements
from automations.engine.store.database import Database, sqlite_database, trouble_in
from automations.engine.store.records import StoreError
from automations.engine.store.store import Store, open_store
from automations.engine.store.upgrade import SCRIPTS, bring_up_to_date, known_versions
from automations.engine.words import Words

LATER = "    op.execute(\"INSERT INTO note VALUES ('later', 'yes')\")\n"
POSTGRESQL = make_url("postgresql://").get_dialect()()
NOW = datetime(2016, 10, 3, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a store that is not there yet."""
    return tmp_path / "service.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Open a new store."""
    with open_store(path) as opened:
        yield opened


@pytest.fixture
def database(store: Store, path: Path) -> Iterator[Database]:  # noqa: ARG001 - made by the store
    """Open the database below a new store."""
    database = sqlite_database(path, 1.0)
    yield database
    database.close()


def tables(path: Path) -> dict[str, list[str]]:
    """Return the parts of every table and index, in any order, without white space and quotes."""
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: sorted(parts("".join(sql.replace('"', "").split()))) for name, sql in rows}


def parts(sql: str) -> list[str]:
    """Split at the commas between columns and constraints, and not at those inside them."""
    begin, _, inner = sql.removesuffix(")").partition("(")
    found, depth = [begin, ""], 0
    for sign in inner:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


def later_version(folder: Path) -> Path:
    """Write the migrations of a program one version ahead of this one."""
    scripts = folder / "migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "9999_later.py").write_text(
        "from alembic import op\n"
        "revision = '9999'\n"
        f"down_revision = '{known_versions()[-1]}'\n"
        "def upgrade():\n" + LATER
    )
    return scripts


def test_the_migrations_make_the_tables_that_the_program_uses(database: Database) -> None:
    """Alembic finds no difference between a migrated store and the models."""
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.metadata) == []


@pytest.mark.usefixtures("store")
def test_the_migrations_make_every_constraint_too(path: Path, tmp_path: Path) -> None:
    """Alembic does not compare lists of states, so the tables' own texts are compared as well."""
    fresh = tmp_path / "fresh.db"
    engine = create_engine(f"sqlite:///{fresh}")
    models.metadata.create_all(engine)
    engine.dispose()
    migrated = tables(path)
    del migrated["alembic_version"]
    assert migrated == tables(fresh)


def test_the_last_version_by_file_name_is_the_last_one_for_alembic() -> None:
    """The fast path trusts the names of the migrations; Alembic goes by what they say."""
    assert known_versions()[-1] == ScriptDirectory(str(SCRIPTS)).get_current_head()


@pytest.mark.usefixtures("store")
def test_a_store_that_is_up_to_date_opens_without_alembic(path: Path) -> None:
    """Importing Alembic takes longer than most commands."""
    program = (
        "import pathlib, sys\n"
        "from automations.engine.store.store import open_store\n"
        f"open_store(pathlib.Path({str(path)!r})).close()\n"
        "print('alembic' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


# What a store may hold: a mail in each state, whatever is part of it, and one row at least of
# everything else. A column that a version does not have yet is left out for it.
MOMENT = "2016-10-03 07:00:00.000000"
IN_EACH_STATE = ("waiting", "held", "claimed", "sent", "retry", "refused", "in-doubt", "cancelled")
ROWS: dict[str, list[dict[str, object]]] = {
    "message": [
        {
            "id": number,
            "key": f'["digest", "p{number}"]',
            "message_id": f"<{number}@x.example>",
            "automation": "reminders",
            "template": "digest",
            "recipient": f"p{number}@x.example",
            "subject": f"Onderwerp {number} \u2013 é",
            "state": state,
            "reason": "450 later" if state == "retry" else None,
            "on": "2016-10-03",
            "not_before": MOMENT,
            "expires": "2016-10-31" if state == "waiting" else None,
            "sensitive": number % 2,
            "urgent": 0,
            "created_at": MOMENT,
            "changed_at": MOMENT,
            "attempts": int(state in {"sent", "retry", "refused", "in-doubt"}),
            "next_attempt_at": MOMENT if state == "retry" else None,
            "claimed_by": "host:1" if state in {"claimed", "in-doubt"} else None,
            "claimed_until": MOMENT if state == "claimed" else None,
            "handing_over_at": MOMENT if state == "sent" else None,
            "sent_at": MOMENT if state == "sent" else None,
            "transport": "smtp" if state == "sent" else None,
            "reply_code": 450 if state == "retry" else None,
            "hold": "rows" if state == "held" else None,
            "fault": "address" if state == "refused" else None,
            "tried_since": MOMENT if state == "retry" else None,
        }
        for number, state in enumerate(IN_EACH_STATE, 3)
    ],
    "content": [{"message_id": number, "bytes": b"\0\xff" * number} for number in range(3, 11)],
    "message_item": [
        {
            "id": number,
            "message_id": number,
            "rule": "action-due",
            "key": f"A-{number}",
            "anchor": "2016-10-03" if number % 2 else "",
            "offset": "-14 days",
            "recipient": f"p{number}@x.example",
            "sheet": "actions",
            "row": number,
            "reason": '{"id":"rules.due","values":{},"texts":{},"count":null}',
        }
        for number in range(3, 11)
    ],
    "noticed": [{"rule": "focal-point-missing", "key": "ORG-01", "since": "2016-09-01"}],
    "signal_look": [{"key": "S-01", "received_on": "2016-09-01", "status": "nieuw"}],
    "job": [{"name": "day 08:00", "known_since": MOMENT}],
    "slot": [
        {
            "id": number,
            "job": "day 08:00",
            "due_at": f"2016-10-0{number} 06:00:00.000000",
            "state": state,
            "attempts": 1,
            "started_at": MOMENT,
        }
        for number, state in enumerate(("done", "failed", "running"), 1)
    ],
    "run": [
        {
            "id": number,
            "automation": "reminders",
            "started_at": MOMENT,
            "finished_at": MOMENT,
            "status": status,
            "messages": 2,
            "skipped": 1,
        }
        for number, status in enumerate(("done", "failed", "held"), 1)
    ],
    "tab_look": [{"sheet": "actions", "rows": 12}],
    "column_look": [{"sheet": "actions", "name": "action_id", "header": "Code", "position": 0}],
    "row_look": [{"sheet": "actions", "key": "A-01"}],
    "note": [{"name": "live", "value": "2016-10-03T09:00:00+02:00"}],
}


def store_of(version: str, path: Path, folder: Path) -> None:
    """Make a store as the program of that version did, and fill it."""
    scripts = folder / "migrations"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (scripts / "versions").glob("[0-9]*.py"):
        if file.name.partition("_")[0] > version:
            file.unlink()
    database = sqlite_database(path, 1.0)
    assert bring_up_to_date(database, path, scripts) is None
    database.close()
    with closing(sqlite3.connect(path)) as raw, raw:
        for table, rows in ROWS.items():
            known = {row[1] for row in raw.execute(f"PRAGMA table_info({table})")}
            for row in rows if known else []:
                names = [name for name in row if name in known]
                quoted = ", ".join(f'"{name}"' for name in names)
                places = ", ".join("?" * len(names))
                raw.execute(
                    f"INSERT INTO {table} ({quoted}) VALUES ({places})",  # noqa: S608 - our own names
                    [row[name] for name in names],
                )


def rows_of(path: Path) -> dict[str, list[dict[str, object]]]:
    """Read every row of every table."""
    with closing(sqlite3.connect(path)) as raw:
        raw.row_factory = sqlite3.Row
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return {
            name: [dict(row) for row in raw.execute(f'SELECT * FROM "{name}"')]  # noqa: S608 - as above
            for name in names
            if name != "alembic_version"
        }


@pytest.mark.parametrize("version", known_versions()[:-1])
def test_a_store_of_every_earlier_version_loses_nothing_when_it_is_upgraded(
    version: str, path: Path, tmp_path: Path
) -> None:
    """Every value of every row is what it was; the tables are those of a new store."""
    store_of(version, path, tmp_path)
    before = rows_of(path)
    assert {len(before[table]) for table in ("message", "content", "message_item")} == {8}
    with open_store(path) as store:
        states = [message.state for message in store.outbox.list()]
        held = store.outbox.list(["held"])[0]
        assert store.behind() is None
    assert states == list(IN_EACH_STATE)
    assert held.hold in {"many", "rows"}  # what was held before there were kinds is many
    after = rows_of(path)
    for table, rows in before.items():
        kept = [{name: new[name] for name in old} for old, new in pairs(rows, after[table])]
        assert kept == rows
    assert len(after["content"]) == len(before["content"])
    database = sqlite_database(path, 1.0)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.metadata) == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    database.close()


def pairs(
    before: list[dict[str, object]], after: list[dict[str, object]]
) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """Pair what was with what is, row by row; a table may only gain rows at its end."""
    assert len(after) >= len(before)
    return zip(before, after, strict=False)


@pytest.mark.parametrize("version", known_versions()[:-1])
def test_a_mail_that_waited_in_an_older_store_leaves_after_the_upgrade(
    version: str, path: Path, tmp_path: Path
) -> None:
    """With the bytes that it was queued with; what was sent does not go again."""
    store_of(version, path, tmp_path)
    with open_store(path) as store:
        claimed = store.outbox.claim("one", NOW)
        assert {message.message_id for message in claimed} == {
            f"<{number}@x.example>" for number in (3, 5, 7)
        }
        assert {message.content for message in claimed} == {b"\0\xff" * n for n in (3, 5, 7)}
        assert all(store.outbox.handing_over(message, NOW, "smtp") for message in claimed)


def test_an_upgrade_never_writes_over_an_older_copy(path: Path, tmp_path: Path) -> None:
    """It may be the last good one; a copy of the very same is not made twice."""
    scripts = later_version(tmp_path)
    version = known_versions()[-1]

    def upgrade() -> Path | None:
        database = sqlite_database(path, 1.0)
        copy = bring_up_to_date(database, path, scripts)
        database.close()
        return copy

    with open_store(path) as store:
        store.notes.put("first", "kept")
    first = upgrade()
    assert first is not None
    kept = first.read_bytes()
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.copy(first, path)
    assert upgrade() == first
    shutil.copy(first, path)
    with open_store(path) as store:
        store.notes.put("second", "kept")
    second = upgrade()
    assert second == path.with_name(f"service.db.before-{version}-2")
    assert first.read_bytes() == kept
    copies = sorted(file.name for file in tmp_path.glob("service.db.before*"))
    assert copies == [first.name, second.name]
    assert stat.S_IMODE(second.stat().st_mode) == 0o600


def test_an_older_store_is_copied_before_it_is_migrated(path: Path, tmp_path: Path) -> None:
    """The copy holds what the store held, and only its owner can read it."""
    with open_store(path) as store:
        store.notes.put("before", "kept")
    database = sqlite_database(path, 1.0)
    copy = bring_up_to_date(database, path, later_version(tmp_path))
    database.close()
    assert copy == tmp_path / f"service.db.before-{known_versions()[-1]}"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with open_store(copy) as kept:
        assert (kept.notes.get("before"), kept.notes.get("later")) == ("kept", None)
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT name, value FROM note ORDER BY name").fetchall()
        assert rows == [("before", "kept"), ("later", "yes")]


def test_a_migration_that_fails_leaves_the_store_as_it_was(path: Path, tmp_path: Path) -> None:
    """A version runs whole or not at all, its tables included."""
    open_store(path).close()
    scripts = later_version(tmp_path)
    broken = scripts / "versions" / "9999_later.py"
    broken.write_text(broken.read_text() + "    op.drop_table('slot')\n    1 / 0\n")
    database = sqlite_database(path, 1.0)
    with pytest.raises(ZeroDivisionError):
        bring_up_to_date(database, path, scripts)
    database.close()
    with open_store(path) as store:
        assert store.notes.get("later") is None
    assert "slot" in tables(path)


def test_a_store_of_a_newer_program_is_refused_with_words(path: Path, tmp_path: Path) -> None:
    """An older program would not know what the newer one recorded, and could send it again."""
    open_store(path).close()
    database = sqlite_database(path, 1.0)
    bring_up_to_date(database, path, later_version(tmp_path))
    database.close()
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.message.id == "store.newer"
    assert "9999" in Words("nl").message(refused.value.message)


def test_two_processes_that_make_one_store_at_once_both_get_it(path: Path) -> None:
    """The first `run` and the service may start in the same second."""
    program = (
        "import pathlib\n"
        "from automations.engine.store.store import open_store\n"
        f"print(open_store(pathlib.Path({str(path)!r})).outbox.counts()['waiting'])\n"
    )
    command = [sys.executable, "-c", program]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0].strip() for process in both] == ["0", "0"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_only_its_owner_can_read_a_store_and_its_log(store: Store, path: Path) -> None:
    """It holds mails; the log beside it holds them too."""
    store.notes.put("anything", "to make the log")
    files = sorted(file.name for file in path.parent.iterdir())
    assert files == ["service.db", "service.db-shm", "service.db-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_what_is_committed_is_on_disk(database: Database) -> None:
    """A write-ahead log with full synchronisation: a power cut loses nothing that was recorded."""
    for transaction in (database.read, database.write):
        with transaction() as connection:
            found = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
        assert found == ["wal", 2, 1, 1000]


def test_a_store_that_somebody_else_writes_is_refused_with_words(store: Store, path: Path) -> None:
    """After waiting; the words name the file and what to do."""
    store.notes.put("before", "kept")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with open_store(path, patience=0.1) as waiting, pytest.raises(StoreError) as refused:
            waiting.notes.put("name", "value")
        assert refused.value.message.id == "store.locked"
        assert str(path) in Words("nl").message(refused.value.message)
        assert waiting.notes.get("before") == "kept"  # reading goes on
        waiting.close()


def test_a_full_disk_is_told_with_words_and_loses_nothing(path: Path) -> None:
    """SQLite is given a limit of its own here, which it reports as it does a full disk."""
    database = sqlite_database(path, 1.0)
    bring_up_to_date(database, path)
    store = Store(database, lambda: NOW)
    store.notes.put("before", "kept")
    with database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError) as refused:
        store.notes.put("large", "x" * 1_000_000)
    assert refused.value.message.id == "store.full"
    assert store.notes.get("before") == "kept"
    store.close()


@pytest.mark.usefixtures("store")
def test_a_store_that_cannot_be_written_is_told_with_words(path: Path) -> None:
    """The error is that of a file opened for reading only: a test may run as root."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw:
        with pytest.raises(sqlite3.OperationalError) as error:
            raw.execute("INSERT INTO note VALUES ('a', 'b')")
        trouble = trouble_in(error.value, path)
    assert trouble is not None
    assert trouble.message.id == "store.read-only"


def test_a_file_that_is_no_store_is_refused_with_words(path: Path) -> None:
    """Nothing in it is overwritten."""
    path.write_bytes(b"Geachte mevrouw, " * 100)
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.message.id == "store.damaged"
    assert path.read_bytes() == b"Geachte mevrouw, " * 100


def test_a_folder_that_is_not_there_is_told_with_words(tmp_path: Path) -> None:
    """Not made: a store in a misspelt place would know nothing of what was sent."""
    with pytest.raises(StoreError) as refused:
        open_store(tmp_path / "elsewhere" / "service.db")
    assert refused.value.message.id == "store.unreachable"
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "entry", ["newer", "locked", "read-only", "full", "damaged", "unreachable", "mark"]
)
def test_every_refusal_has_words(entry: str, language: str) -> None:
    """In both languages, naming the file."""
    values = {"path": "service.db", "version": "9999", "said": "no"}
    assert "service.db" in Words(language).message(Message(f"store.{entry}", values))


def test_a_mistake_of_the_program_is_not_blamed_on_the_file(database: Database) -> None:
    """A constraint that is broken stays the error that it is."""
    twice = insert(models.notes).values([{"name": "once", "value": "a"}] * 2)
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(twice)


@pytest.mark.parametrize("name", ["CLAIM", "BEGIN", "END", "RELEASE", "AGAIN", "DOUBT", "EXPIRE"])
def test_the_statements_lean_on_no_one_dialect(name: str) -> None:
    """PostgreSQL has words for each of them, and skips rows that another process is claiming."""
    text = str(getattr(statements, name).compile(dialect=POSTGRESQL))
    assert "UPDATE message SET " in text
    assert ("FOR UPDATE SKIP LOCKED" in text) == (name == "CLAIM")


def test_a_moment_keeps_its_meaning_and_comes_back_in_utc(database: Database) -> None:
    """09:00 in Dordrecht in October is 07:00 in UTC."""
    with database.write() as connection:
        connection.execute(insert(models.jobs).values(name="job", known_since=NOW))
        found = connection.execute(select(models.jobs.c.known_since)).scalar_one()
    assert found == NOW
    assert (found.hour, found.tzinfo) == (7, UTC)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    """Nobody could tell later which one was meant."""
    naive = insert(models.jobs).values(name="job", known_since=NOW.replace(tzinfo=None))
    with pytest.raises(StatementError, match="without a time zone"), database.write() as connection:
        connection.execute(naive)


def test_a_reason_can_be_put_into_words_later() -> None:
    """Kept as its entry and values of every kind, so that any language can say it."""
    reason = Message(
        "rules.deadline",
        {
            "day": date(2016, 9, 30),
            "at": time(13, 0),
            "moment": NOW,
            "amount": Decimal("1250.00"),
            "share": 0.5,
            "days": 3,
            "done": False,
            "nothing": None,
            "name": "Persmap \u2013 \u201cé\u201d",
            "partners": ("ORG-01", "ORG-02"),
            "inner": Message("rules.other", {"day": date(2016, 10, 3)}),
        },
        {"nl": "Tekst", "en": "Text"},
        3,
    )
    assert reasons.read(reasons.write(reason)) == reason


def test_a_second_opening_in_one_process_does_not_let_another_take_the_log_away(
    path: Path,
) -> None:
    """The service opens its store again for each job, while others look at the same file.

    A descriptor of our own on the file, once closed, would drop SQLite's locks; the other process
    would then remove the log as the last one to leave, and what was written after it with it.
    """
    show = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1])
print(store.execute("select name from note").fetchall())
store.close()
"""
    with open_store(path) as first:
        first.notes.put("before", "yes")
        with open_store(path) as second:
            second.notes.put("between", "yes")
        subprocess.run([sys.executable, "-c", show, str(path)], check=True)
        first.notes.put("after", "yes")
        found = subprocess.run(
            [sys.executable, "-c", show, str(path)], check=True, capture_output=True, text=True
        ).stdout
    assert "before" in found
    assert "between" in found
    assert "after" in found
