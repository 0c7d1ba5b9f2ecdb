"""Approved reports in the store, as a contract for any database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from sqlalchemy import event

from automations.engine.core.approved_reports import ApprovedFile, ApprovedReport, Origin
from automations.engine.core.intents import Item, Mail
from automations.engine.ports import Finished
from automations.engine.store.store import Store

NOW = datetime(2016, 10, 3, 8, tzinfo=UTC)
WORD, EXCEL = b"PK\x03\x04\x00word\xff", b"PK\x03\x04excel"


def file(sort: str, content: bytes) -> ApprovedFile:
    """Make a file of a report."""
    return ApprovedFile(sort, f"rapport.{sort}", sha256(content).hexdigest(), content)


REPORT = ApprovedReport(
    kind="voortgang",
    period="2016-H1",
    made_on=date(2016, 10, 2),
    approved_at=NOW,
    approved_by="coordinator@city.example",
    account="an",
    gaps=("Er is geen tekst: financiën.",),
    origin=Origin({"partners": "a" * 64, "signals": ""}, "b" * 64, "0.1"),
    data={"period": "2016-H1", "figures": [{"id": "spent", "value": 12.5}], "tables": []},
    files=(file("word", WORD), file("excel", EXCEL)),
)


def test_an_approved_report_comes_back_whole(stores: Callable[[], Store]) -> None:
    """With its files byte for byte, in another process too; the history has its figures."""
    one, two = stores(), stores()
    assert (two.reports.all(), two.approved_reports(), two.history().reports) == ([], (), ())
    assert one.reports.approve(REPORT)
    bare = tuple(replace(part, content=b"") for part in REPORT.files)
    assert two.reports.all() == [replace(REPORT, files=bare)]
    assert tuple(two.reports.files("voortgang", "2016-H1")) == REPORT.files
    assert two.reports.files("voortgang", "2015-H2") == []
    assert two.approved_reports() == (REPORT.data,)
    assert two.history().reports == (REPORT.data,)


def test_a_period_is_approved_once_for_each_kind(stores: Callable[[], Store]) -> None:
    """A second approval changes nothing; another kind or period is another report."""
    store = stores()
    assert store.reports.approve(REPORT)
    assert not store.reports.approve(replace(REPORT, approved_by="x@city.example", files=()))
    assert store.reports.approve(replace(REPORT, kind="netwerk"))
    assert store.reports.approve(replace(REPORT, period="2016-H2"))
    found = [(one.kind, one.period, one.approved_by) for one in store.reports.all()]
    by = REPORT.approved_by
    assert found == [
        ("voortgang", "2016-H1", by),
        ("netwerk", "2016-H1", by),
        ("voortgang", "2016-H2", by),
    ]
    assert tuple(store.reports.files("voortgang", "2016-H1")) == REPORT.files


def test_of_many_approvals_at_once_one_wins(stores: Callable[[], Store]) -> None:
    """Its files are on record, and no others."""
    opened = [stores() for _ in range(5)]
    ready = threading.Barrier(len(opened))
    won: list[int] = []

    def approve(number: int) -> None:
        mine = replace(REPORT, account=str(number), files=(file("word", bytes([number])),))
        ready.wait()
        if opened[number].reports.approve(mine):
            won.append(number)

    threads = [threading.Thread(target=approve, args=(number,)) for number in range(len(opened))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = won
    (report,) = opened[0].reports.all()
    assert report.account == str(winner)
    (kept,) = opened[0].reports.files("voortgang", "2016-H1")
    assert kept.content == bytes([winner])


def test_an_approval_that_breaks_off_between_its_parts_is_not_there(
    stores: Callable[[], Store],
) -> None:
    """The report and its files are one transaction."""
    one, two = stores(), stores()

    def cut(*given: object) -> None:
        if "approved_report_file" in str(given[2]):
            raise KeyboardInterrupt

    engine = one.reports._database.engine  # noqa: SLF001 - to cut it off in the middle
    event.listen(engine, "before_cursor_execute", cut)
    with pytest.raises(KeyboardInterrupt):
        one.reports.approve(REPORT)
    event.remove(engine, "before_cursor_execute", cut)
    assert two.reports.all() == []
    assert two.reports.approve(REPORT)


def test_it_is_known_how_the_mails_of_a_report_stand(stores: Callable[[], Store]) -> None:
    """By the beginning of their key: not those of another period, or of one that begins alike."""
    store = stores()
    for number, period in enumerate(("2016-H1", "2016-H2", "2016-H11", "2016_H1")):
        to = f"lid{number}@city.example"
        key = ("report_approved", "voortgang", period, to)
        items = (Item("report_approved", period, None, "", to),)
        mail = Mail(key, to, "report_approved", {}, NOW.date(), items=items)
        store.outbox.queue([Finished(mail, f"<{number}@city.example>", "R", b"x", NOW)], NOW)
    found = store.reports.deliveries(("report_approved", "voortgang", "2016-H1"))
    assert found == {"lid0@city.example": "waiting"}
    assert store.reports.deliveries(("report_approved", "netwerk", "2016-H1")) == {}
