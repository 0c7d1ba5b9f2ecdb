"""What the service remembers of the tabs, from one look to the next, and who remembers it."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from automations.engine.core.checked import Checked, Heading, SheetLook
from automations.engine.core.grid import Tab, Unreadable, Workbook
from automations.engine.core.intents import Mail
from automations.engine.looker import Looker, look
from automations.engine.outgoing import Outgoing, approve
from automations.engine.planning import plan
from automations.engine.ports import Finished
from automations.engine.runner import NothingYet, RunResult, Shell, run
from automations.engine.store.looks import Looks
from automations.engine.store.store import Store, open_store
from automations.engine.workspace import SHIPPED, Workspace, open_workspace
from tests.text_tables import rows, shipped
from tests.transports import Direct

TODAY = date(2016, 10, 3)
NOW = datetime(2016, 10, 3, 9, tzinfo=UTC)
LOOKS = {
    "actions": SheetLook({"action_id": Heading("Code", 0)}, frozenset({"A-01", "A-02"})),
    "signals": SheetLook({"status": Heading("", 5)}),
}
HEADER = "Code | Actie | Eigenaar | Start | Einddatum | Status"


def _actions(*codes: int, header: str = HEADER) -> str:
    lines = (f"A-{code:02} | x | an@x.example | 1-9-2016 | 30-12-2016 | gepland" for code in codes)
    return "\n".join((header, *lines))


TEN = _actions(*range(1, 11))


@dataclass
class Source:
    """Workbooks as text tables; other tabs have their header alone."""

    tables: dict[str, str] = field(default_factory=dict)
    away: bool = False

    def read(self, name: str, location: str) -> Workbook | Unreadable:
        """Give a workbook as it stands now."""
        file = Path(location).name
        if self.away:
            return Unreadable(name, file, "missing-workbook", "findings.missing-workbook")
        tabs = (
            Tab(one.title, rows(self.tables.get(one.title) or _header(one.fields)))
            for one in shipped().of_workbook(name)
        )
        return Workbook(name, file, tuple(tabs))


def _header(columns: Any) -> str:  # noqa: ANN401 - the fields of a schema
    return " | ".join(column.title for column in columns)


class Renderer:
    """Finishes mails without looking at them."""

    def render(self, mail: Mail) -> Finished:
        """Finish a mail."""
        return Finished(mail, f"<{mail.key}@x>", "Dag", b"x", NOW)

    def subject(self, mail: Mail) -> str:
        """Return the subject."""
        return mail.template


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give a workspace with the shipped configuration."""
    shutil.copy(SHIPPED / "config.yaml", tmp_path)
    return open_workspace(tmp_path)


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    """Open its store."""
    with open_store(workspace.store) as opened:
        yield opened


@dataclass
class Service:
    """A service that runs, and a colleague who only checks."""

    workspace: Workspace
    store: Store
    source: Source = field(default_factory=lambda: Source({"Acties": TEN}))
    looker: Looker = field(default_factory=Looker)

    def run(self) -> RunResult:
        """Run without an automation: look, and remember."""
        shell = Shell(self.source, Renderer(), self.looker)
        return run(self.workspace, shell, self.store, NOW, [])

    def check(self) -> Checked:
        """Look, and remember nothing."""
        return look(self.workspace, self.source, TODAY, self.store)

    def put(self, table: str) -> None:
        """Have the actions look so from now on."""
        self.source.tables = {"Acties": table}


@pytest.fixture
def service(workspace: Workspace, store: Store) -> Service:
    """Give a service whose tab Acties has ten rows, and that has not run yet."""
    return Service(workspace, store)


def _said(checked: Checked) -> list[tuple[str | None, str, str]]:
    told = {"row-loss", "renamed-column"}
    return [(f.cell, f.code, str(f.severity)) for f in checked.findings if f.code in told]


def test_what_a_look_saw_is_there_after_a_restart(store: Store, workspace: Workspace) -> None:
    """Columns and keys of each sheet; what is not there any more is forgotten."""
    assert store.looks_before() == {}
    store.remember_looks(LOOKS)
    with open_store(workspace.store) as other:
        assert other.looks_before() == LOOKS
    fewer = {"actions": SheetLook({"action_id": Heading("Nr", 3)}, frozenset({"A-02", "A-09"}))}
    store.remember_looks(fewer)
    with open_store(workspace.store) as other:
        assert other.looks_before() == fewer
    store.remember_looks({})
    assert store.looks_before() == {}


def test_what_another_process_remembered_is_seen(store: Store, workspace: Workspace) -> None:
    """Somebody runs by hand while the service lives."""
    store.remember_looks(LOOKS)
    assert store.looks_before() == LOOKS
    with open_store(workspace.store) as other:
        other.remember_looks({"signals": LOOKS["signals"]})
    assert store.looks_before() == {"signals": LOOKS["signals"]}


def test_a_look_that_saw_the_same_is_not_written_and_not_read_again(store: Store) -> None:
    """One small question tells whether somebody else remembered another."""
    store.remember_looks(LOOKS)
    first = store.looks_before()
    database = store._database  # noqa: SLF001 - to see what is asked of it
    asked: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda *call: asked.append(call[2]),
    )
    store.remember_looks(dict(LOOKS))
    assert store.looks_before() is first
    assert len(asked) == 2
    assert all("FROM counter" in statement for statement in asked)


def test_of_many_rows_only_those_that_differ_are_written(store: Store) -> None:
    """Twenty thousand rows of which one is new are one row to write."""
    many = frozenset(f"A-{number}" for number in range(20_000))
    store.remember_looks({"actions": replace(LOOKS["actions"], keys=many)})
    database = store._database  # noqa: SLF001 - to see what is asked of it
    written: list[Any] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda *call: written.append(call[3]) if "row_look" in call[2] else None,
    )
    store.remember_looks({"actions": replace(LOOKS["actions"], keys=many | {"A-20000"})})
    assert Looks(database).last()["actions"].keys == many | {"A-20000"}
    assert ("actions", "A-20000") in written


def test_a_check_reads_what_was_remembered_and_remembers_nothing(service: Service) -> None:
    """However often a colleague looks, the run still knows what it saw."""
    assert _said(service.check()) == []
    assert service.store.looks_before() == {}
    service.run()
    before = service.store.looks_before()
    assert before["actions"].keys == {f"A-{number:02}" for number in range(1, 11)}
    service.put(_actions(*range(2, 11)))
    for _ in range(2):
        assert _said(service.check()) == [(None, "row-loss", "notice")]
    assert service.store.looks_before() == before


def test_a_run_says_what_is_gone_once(service: Service) -> None:
    """It remembers what it saw, and the next run compares with that."""
    service.run()
    service.put(_actions(*range(2, 11)))
    assert _said(service.run().checked) == [(None, "row-loss", "notice")]
    assert _said(service.run().checked) == []


def test_a_run_that_was_held_for_lost_rows_remembers_nothing(service: Service) -> None:
    """The finding and the hold go together, until a person approves."""
    service.run()
    before = service.store.looks_before()
    service.put(_actions(1, 2))
    for _ in range(2):
        result = service.run()
        assert [held.kind for held in result.holds] == ["rows"]
        assert _said(result.checked) == [(None, "row-loss", "warning")]
    assert service.store.looks_before() == before
    service.put(TEN)
    assert _said(service.run().checked) == []


def test_after_an_approval_nothing_is_said_of_the_loss_any_more(
    workspace: Workspace, store: Store
) -> None:
    """Neither a hold nor a finding; a row that goes later is named as ever."""
    source = Source({"Acties": TEN})
    outgoing = Outgoing(workspace, Direct())
    shell = Shell(source, Renderer())
    outgoing.run(store, shell, NOW, [])
    source.tables = {"Acties": _actions(1, 2)}
    assert outgoing.run(store, shell, NOW, []).holds
    approve(store, [], NOW)
    for _ in range(2):
        result = outgoing.run(store, shell, NOW, [])
        assert (result.holds, _said(result.checked)) == ((), [])
    source.tables = {"Acties": _actions(1)}
    result = outgoing.run(store, shell, NOW, [])
    assert (result.holds, _said(result.checked)) == ((), [(None, "row-loss", "notice")])


def test_an_approval_accepts_what_is_gone_and_nothing_that_came_back(
    workspace: Workspace, store: Store
) -> None:
    """The last run counts: rows that somebody put back before are missed when they go again."""
    source = Source({"Acties": TEN})
    outgoing = Outgoing(workspace, Direct())
    shell = Shell(source, Renderer())
    outgoing.run(store, shell, NOW, [])
    for left in ((1, 2), (1, 2, 3, 4)):
        source.tables = {"Acties": _actions(*left)}
        assert outgoing.run(store, shell, NOW, []).holds
    approve(store, [], NOW)
    source.tables = {"Acties": _actions(1, 2, 3)}
    (told,) = [
        one
        for one in outgoing.run(store, shell, NOW, []).checked.findings
        if one.code == "row-loss"
    ]
    assert told.message.values["codes"] == "A-04"


def test_a_renamed_header_stays_renamed_over_runs_and_restarts(
    service: Service, workspace: Workspace
) -> None:
    """Until it is called what it was."""
    service.run()
    service.put(_actions(*range(1, 11), header=HEADER.replace("Einddatum", "Klaar op")))
    renamed = ("E1", "renamed-column", "error")
    assert renamed in _said(service.run().checked)
    with open_store(workspace.store) as other:
        assert renamed in _said(Service(workspace, other, service.source).run().checked)
    service.put(TEN)
    assert _said(service.run().checked) == []


def test_a_workbook_that_is_away_for_a_while_is_compared_when_it_is_back(
    service: Service,
) -> None:
    """Nothing is forgotten meanwhile."""
    service.run()
    before = service.store.looks_before()
    service.source.away = True
    service.run()
    assert service.store.looks_before() == before
    service.source.away = False
    service.put(_actions(*range(2, 11)))
    assert _said(service.run().checked) == [(None, "row-loss", "notice")]


def test_looking_ahead_tells_what_is_gone_today_and_not_tomorrow(service: Service) -> None:
    """A plan remembers from day to day as runs do, and writes nothing."""
    service.run()
    before = service.store.looks_before()
    service.put(_actions(*range(2, 11)))
    shell = Shell(service.source, Renderer())
    looked: list[list[tuple[str | None, str, str]]] = []
    take = shell.looker.again.take

    def noting(step: Any, *rest: Any) -> Any:  # noqa: ANN401 - as Again has it
        outcome = take(step, *rest)
        if step == "all":
            looked.append(_said(outcome))
        return outcome

    shell.looker.again.take = noting  # type: ignore[method-assign]
    plan(service.workspace, shell, service.store, NOW, 3)
    assert looked == [[(None, "row-loss", "notice")], [], []]
    assert service.store.looks_before() == before


def test_a_service_checks_again_only_what_changed(service: Service) -> None:
    """Its looker lives as long as it does."""
    for _ in range(2):
        service.run()
    service.looker.again.made.clear()
    service.run()
    assert not service.looker.again.made
    service.put(TEN.replace("30-12-2016", "z.s.m.", 1))
    checked = service.run().checked
    made = service.looker.again.made
    assert {sheet for step, sheet in made if step == "read"} == {"actions"}
    assert {sheet for step, sheet in made if step == "linked"} == {"actions", "dialogues"}
    assert [found.cell for found in checked.findings if found.code == "type"] == ["E2"]


def test_no_name_address_or_typed_header_reaches_the_store(
    workspace: Workspace, store: Store
) -> None:
    """Of people a digest, of signals no header, of mistyped codes nothing."""
    source = Source(
        {
            "Deelnemers": "Training | Naam | E-mail | Status\nT2016-01 | Kanarie | kanarie@x.nl |",
            "Signalen": "Kenmerk | Kanarie | Status\nkanarie | x | nieuw",
            "Acties": "Code | Actie | Kanarie\nKanarie | Kanarie | x",
        }
    )
    Service(workspace, store, source).run()
    with closing(sqlite3.connect(workspace.store)) as raw:
        kept = [
            str(value)
            for table in ("column_look", "row_look", "tab_look")
            for row in raw.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
            for value in row
        ]
    assert kept
    assert not [value for value in kept if re.search("kanarie", value, re.IGNORECASE)]
    people = store.looks_before()["participants"]
    assert [len(key) for key in people.keys] == [16]
    assert set(store.looks_before()["signals"].columns.values()) == {
        Heading("", 0),
        Heading("", 2),
    }
    assert store.looks_before()["signals"].keys == frozenset()


def test_a_workspace_that_never_ran_has_nothing_to_compare_with() -> None:
    """A first look says nothing of what is gone."""
    assert NothingYet().looks_before() == {}
