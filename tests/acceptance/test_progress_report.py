"""The draft of the progress report: on its day and on a yes, to colleagues, never to the board."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import sink as sinks
from tests.acceptance.test_mail_server import send_to
from tests.sink import Sink

Run = Callable[..., tuple[int, Any]]
BEFORE, DUE, AFTER = "2016-10-03", "2016-10-31", "2016-11-01"  # the CPO is on 14 November
COORDINATOR = "coordinator@dordrecht.example"
NAMES = [f"voortgangsrapportage-2016-H1-{DUE}.{end}" for end in ("docx", "xlsx")]


@pytest.fixture
def server() -> Iterator[Sink]:
    """Run a mail server that takes everything."""
    with sinks.running() as running:
        yield running


@pytest.fixture
def town(fresh: Path, server: Sink, run: Run) -> Path:
    """Give a workspace that mails to the server, in which nobody asks for a report."""
    send_to(fresh, server.via)
    asked(fresh, "nee")
    run("-C", str(fresh), "run", "snapshot", "--go-live", "--today", BEFORE)
    server.envelopes.clear()
    return fresh


def asked(folder: Path, make: str, by: str | None = None) -> None:
    """Fill in Maken, and who asks, in every row of Rapportaanvragen."""
    path = folder / "workbooks" / "beheer.xlsx"
    book = openpyxl.load_workbook(path)
    head, *rows = book["Rapportaanvragen"].iter_rows()
    columns = {cell.value: cell.column for cell in head}
    for row in rows:
        if row[0].value:
            book["Rapportaanvragen"].cell(row[0].row, columns["Maken"]).value = make
            if by:
                book["Rapportaanvragen"].cell(row[0].row, columns["Aangevraagd door"]).value = by
    book.save(path)


def files(mail: EmailMessage) -> dict[str, bytes]:
    """Return what is attached to a mail, by name."""
    return {
        str(part.get_filename()): part.get_payload(decode=True)  # type: ignore[misc]
        for part in mail.iter_attachments()
    }


def drafts(server: Sink) -> list[tuple[str, EmailMessage]]:
    """Return what arrived: the receiver and the mail."""
    return [(to[0], mail) for to, mail in server.envelopes]


def test_the_draft_goes_to_the_coordinator_on_the_day_it_is_due_and_once(
    town: Path, server: Sink, run: Run
) -> None:
    """Over the mail server, with both files as they lie in `reports`; the board gets nothing."""
    where = ("-C", str(town))
    run(*where, "run", "progress_report", "--today", "2016-10-28")
    assert drafts(server) == []
    run(*where, "run", "progress_report", "--today", DUE)
    ((to, mail),) = drafts(server)
    assert (to, mail["Subject"]) == (
        COORDINATOR,
        "Concept voortgangsrapportage, eerste halfjaar 2016",
    )
    assert sorted(files(mail)) == NAMES
    for name, content in files(mail).items():
        assert content == (town / "reports" / name).read_bytes()
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    for day in (DUE, AFTER, "2016-11-07"):
        run(*where, "run", "progress_report", "--today", day)
    assert len(drafts(server)) == 1


def test_a_yes_in_rapportaanvragen_brings_the_draft_to_who_asked_where_that_is_a_colleague(
    town: Path, server: Sink, run: Run
) -> None:
    """Each row once; what somebody outside asks for comes to the coordinator."""
    where = ("-C", str(town))
    asked(town, "ja", by="aandacht@davinci.example")
    for _ in range(2):
        run(*where, "run", "progress_report", "--today", BEFORE)
    told = [(to, mail["Subject"]) for to, mail in drafts(server)]
    assert {to for to, _ in told} == {COORDINATOR}
    assert sorted(one[1] for one in told) == [
        "Concept netwerkrapportage, derde kwartaal 2016",
        "Concept voortgangsrapportage, eerste halfjaar 2016",
    ]


def test_plan_a_rehearsal_and_status_name_the_draft_before_it_goes(
    town: Path, server: Sink, run: Run
) -> None:
    """And nothing leaves by looking ahead; `status` says when it was made."""
    where = ("-C", str(town))
    _, plan = run(*where, "plan", "--today", BEFORE, "--days", "35")
    foreseen = [one for one in plan["messages"] if one["automation"] == "progress_report"]
    assert [(one["on"], one["to"]) for one in foreseen] == [(DUE, COORDINATOR)]
    run(*where, "run", "progress_report", "--today", BEFORE)
    due = {"period": "2016-H1", "label": "eerste halfjaar 2016", "due": DUE}
    assert run(*where, "status", "--today", BEFORE)[1]["reports"] == [due | {"made": False}]
    _, rehearsed = run(*where, "run", "progress_report", "--rehearse", "--today", DUE)
    assert [(one["to"], one["outcome"]) for one in rehearsed["rows"]] == [(COORDINATOR, "sent")]
    assert drafts(server) == []
    assert not list((town / "reports").glob("*.docx"))
    run(*where, "run", "progress_report", "--today", DUE)
    assert run(*where, "status", "--today", DUE)[1]["reports"] == [due | {"made": True}]


def test_no_mail_tells_of_a_draft_that_could_not_be_written(
    town: Path, server: Sink, run: Run
) -> None:
    """A file stands where the folder should be: that is told, and the next run makes both."""
    where = ("-C", str(town))
    (town / "reports").write_text("in de weg", "utf-8")
    _, told = run(*where, "run", "progress_report", "--today", DUE)
    assert [one["status"] for one in told["ran"]] == ["failed"]
    assert drafts(server) == []
    _, status = run(*where, "status", "--today", DUE)
    assert "failed-automation" in [one["code"] for one in status["needs"]]
    (town / "reports").unlink()
    run(*where, "run", "progress_report", "--today", AFTER)
    assert [to for to, _ in drafts(server)] == [COORDINATOR]
