"""A glance at the store says what the store says, and leaves to it what it is not sure of."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from automations.engine.core.checked import Heading, SheetLook, SignalLook
from automations.engine.store.glance import glance, glance_at_reports
from automations.engine.store.models import messages
from automations.engine.store.store import Store, open_store
from tests.adapters.test_store_reports import REPORT
from tests.handing_over import queue

ZONE = ZoneInfo("Europe/Amsterdam")
LATE = datetime(2016, 10, 3, 22, 30, tzinfo=UTC)  # the day after in Amsterdam


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a store in which a look was remembered and mails ended in every way."""
    path = tmp_path / "map met é" / "service.db"
    path.parent.mkdir()
    with open_store(path) as store:
        store.remember_signals(
            {
                "S2016-001": SignalLook(date(2016, 9, 1), "nieuw", None, None),
                "S2016-002": SignalLook(None, None, date(2016, 9, 3), date(2016, 9, 4)),
            }
        )
        store.remember_rows({"actions": 18, "signals": 2})
        places = {"action_id": Heading("Code", 1), "title": Heading("Actie", 3)}
        store.remember_looks({"actions": SheetLook(places, frozenset({"A-01", "A-02"}))})
        queue(store, 6)
        end(store, 1, "refused", reply_code=550, reason="5.1.1 no such user", fault="address")
        end(store, 2, "refused", reply_code=552, reason="mailbox full", fault="address")
        end(store, 3, "sent")
        end(store, 4, "held")
        queue(store, 1, first=9)
        end(store, 5, "refused", recipient="Twee@Dordrecht.example", fault="given-up")
        end(store, 6, "sent", recipient="twee@dordrecht.example")
    return path


def end(store: Store, number: int, state: str, **more: object) -> None:
    """Let a mail end in this way, each an hour after the one before."""
    changed = LATE.replace(day=3 + number // 2)
    values = {"state": state, "changed_at": changed, **more}
    with store._database.write() as connection:  # noqa: SLF001 - as a deliverer would leave it
        connection.execute(update(messages).where(messages.c.id == number).values(**values))


def test_a_glance_says_what_the_store_says(path: Path) -> None:
    """Signals, rows, columns and keys, and which addresses are refused and since which day."""
    seen = glance(path)
    assert seen is not None
    with open_store(path) as store:
        assert seen.signals_before() == store.signals_before()
        assert seen.rows_before() == store.rows_before()
        assert seen.looks_before() == store.looks_before()
        assert seen.refused(ZONE) == store.refused(ZONE)
    refused = seen.refused(ZONE)
    assert set(refused) == {"partner0@dordrecht.example", "partner1@dordrecht.example"}
    assert seen.refused(ZONE)["partner0@dordrecht.example"].on == date(2016, 10, 4)


def test_a_glance_sees_what_a_running_service_just_wrote(path: Path) -> None:
    """It lies in the write-ahead log still."""
    with open_store(path) as store:
        store.remember_rows({"actions": 19})
        seen = glance(path)
        assert seen is not None
        assert seen.rows_before() == {"actions": 19}
        store.remember_rows({"actions": 20})  # nothing is locked
        assert store.rows_before() == {"actions": 20}


def test_a_store_of_another_version_is_left_to_the_store(path: Path) -> None:
    """It migrates an older one, and has words for a newer one."""
    with closing(sqlite3.connect(path)) as store:
        store.execute("UPDATE alembic_version SET version_num = '0001'")
        store.commit()
    assert glance(path) is None


@pytest.mark.parametrize("content", [b"", b"not a database, however long it may be" * 40])
def test_a_file_that_is_no_store_is_left_to_the_store(tmp_path: Path, content: bytes) -> None:
    """Nothing is written, and nothing is raised."""
    path = tmp_path / "service.db"
    path.write_bytes(content)
    assert glance(path) is None
    assert path.read_bytes() == content
    assert glance(tmp_path / "none.db") is None
    assert not (tmp_path / "none.db").exists()


def test_a_glance_at_the_approved_reports_says_what_the_store_says(path: Path) -> None:
    """All of them, in their order, without the bytes; None where it is not sure."""
    with open_store(path) as store:
        assert glance_at_reports(path) == []
        store.reports.approve(REPORT)
        store.reports.approve(replace(REPORT, period="2015-H2", approved_at=LATE, files=()))
        assert len(store.reports.all()) == 2
        assert glance_at_reports(path) == store.reports.all()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
        raw.commit()
    assert glance_at_reports(path) is None
    assert glance_at_reports(path.with_name("nothing.db")) is None
