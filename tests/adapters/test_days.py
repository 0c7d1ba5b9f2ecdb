"""Days of a service, one after another, on a real store: what is foreseen is what goes out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from automations.engine.app import _documents
from automations.engine.core.automation import Automation
from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.core.windows import is_open
from automations.engine.delivery import deliver
from automations.engine.mail.compose import Composer
from automations.engine.planning import Plan, plan
from automations.engine.ports import Claimed, Finished, Hold
from automations.engine.runner import Keeping, RunResult, Shell, due, run
from automations.engine.store.store import Store, open_store
from automations.engine.workspace import SHIPPED, Workspace, open_workspace
from tests.text_tables import workbooks
from tests.transports import Direct

ZONE = ZoneInfo("Europe/Amsterdam")
AN, HANDLER = "an@dordrecht.example", "dossierhouder@dordrecht.example"
COORDINATOR = "coordinator@dordrecht.example"
OFFICIAL = "ambtsbericht"  # a signal of this source is urgent
Tables = Mapping[str, str]


@cache
def the_workspace() -> Workspace:
    """Open a workspace with the shipped configuration; nothing is written in it."""
    folder = TemporaryDirectory(prefix="werkblad-")
    _KEPT.append(folder)
    shutil.copy(SHIPPED / "config.yaml", folder.name)
    return open_workspace(Path(folder.name))


_KEPT: list[TemporaryDirectory[str]] = []


@dataclass
class Wall:
    """A clock on the wall, which tests put forward."""

    moment: datetime = datetime(2016, 10, 3, 9, tzinfo=ZONE)

    def now(self) -> datetime:
        """Return what time it is."""
        return self.moment


@dataclass
class Cells:
    """Workbooks that hold what a test writes in them; other tabs have their header alone."""

    tables: Tables
    unreadable: frozenset[str] = frozenset()

    def read(self, name: str, location: str) -> Workbook | Unreadable:
        """Give a workbook."""
        if name in self.unreadable:
            file = Path(location).name
            why = "findings.unreadable-folder"
            return Unreadable(name, file, "unreadable-workbook", why, {"file": file})
        return workbooks(self.tables, the_workspace().schemas)[name]


@dataclass
class Postman(Direct):
    """A transport that remembers when it was handed what."""

    clock: Wall
    handed: list[tuple[datetime, str]] = field(default_factory=list)
    name: str = "postman"
    repeatable: bool = False

    def hand_over(self, message: Claimed) -> None:
        """Take a mail."""
        self.handed.append((self.clock.now(), message.message_id))


class City:
    """A service on its own store, with workbooks that can be edited and a clock that can be set."""

    def __init__(self, tables: Tables, store: Store) -> None:
        """Begin with these tabs and nothing sent."""
        self.cells, self.clock, self.store = Cells(tables), Wall(), store
        self.postman = Postman(self.clock)
        self._shell = Shell(self.cells, _composer(self.clock))

    def set(self, moment: str | datetime) -> None:
        """Put the clock at a local moment."""
        given = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        self.clock.moment = given.replace(tzinfo=ZONE)

    def run(self, moment: str | datetime) -> RunResult:
        """Run what is due by then, and deliver what may leave."""
        self.set(moment)
        chosen = due(the_workspace(), self.clock.now())
        result = run(
            the_workspace(), self._shell, cast("Keeping", self.store), self.clock.now(), chosen
        )
        deliver(self.store.outbox, self.postman, self.clock.now, "test", is_open=self._is_open)
        return result

    def run_named(self, moment: datetime, chosen: Sequence[Automation]) -> None:
        """Run these, and deliver what may leave."""
        self.set(moment)
        run(the_workspace(), self._shell, cast("Keeping", self.store), self.clock.now(), chosen)
        deliver(self.store.outbox, self.postman, self.clock.now, "test", is_open=self._is_open)

    def _is_open(self, moment: datetime) -> bool:
        workspace = the_workspace()
        return is_open(
            moment,
            window=workspace.settings.window,
            zone=workspace.settings.timezone,
            is_working=workspace.calendar.is_working,
        )

    def told(self, to: str) -> list[list[str]]:
        """Return the findings in each mail to somebody."""
        shown = [self.store.outbox.show(one.id) for one in self.store.outbox.list() if one.to == to]
        found = [[part.item.key for part in one.items] for one in shown if one is not None]
        return [keys for keys in found if keys and not keys[0].startswith("overview")]

    def plan(self, moment: str | datetime, days: int) -> Plan:
        """Look ahead."""
        self.set(moment)
        return plan(the_workspace(), self._shell, self.store, self.clock.now(), days)

    def mails(self, template: str) -> list[tuple[str, str, list[str]]]:
        """Return day, recipient and rows of every mail of that template, findings apart."""
        found = []
        for message in self.store.outbox.list():
            shown = self.store.outbox.show(message.id)
            assert shown is not None
            keys = [part.item.key for part in shown.items if part.item.rule != "check"]
            if message.template == template and keys:
                found.append((message.on.isoformat(), message.to, keys))
        return found


def _composer(clock: Wall) -> Composer:
    workspace = the_workspace()
    return Composer(
        workspace.templates("mail"),
        workspace.settings,
        workspace.words,
        workspace.config.mail.sender,
        clock=clock,
        is_working=workspace.calendar.is_working,
        schemas=workspace.schemas,
        documents=_documents(workspace, clock.now()),
    )


@contextmanager
def city(tables: Tables) -> Iterator[City]:
    """Give a service that sent nothing yet."""
    with TemporaryDirectory() as folder, open_store(Path(folder) / "service.db") as store:
        yield City(tables, store)


def table(sheet: str, *rows: Mapping[str, str]) -> str:
    """Write a tab with all its columns, filled where a row says so."""
    titles = [column.title for column in the_workspace().schemas[sheet].fields]
    return "\n".join(
        " | ".join(cells) for cells in [titles, *([row.get(t, "") for t in titles] for row in rows)]
    )


def actions(*rows: tuple[str, str]) -> str:
    """Write the tab Acties: owner and end date of each."""
    same = {"Pijler": "communicatie en woordvoering", "Actie": "Persmap", "Status": "loopt"}
    same |= {"Start": "1-1-2016", "Beoogd resultaat": "Rust", "Voortgang": "Goed"}
    return table(
        "actions",
        *(
            {**same, "Code": f"A-{n:02}", "Eigenaar": owner, "Einddatum": day}
            for n, (owner, day) in enumerate(rows, start=1)
        ),
    )


def signals(*rows: tuple[str, str], source: str = "politie") -> str:
    """Write the tab Signalen: day of receipt and of the next step of each."""
    same = {"Bron": source, "Behandelaar": HANDLER, "Status": "nieuw"}
    return table(
        "signals",
        *(
            {**same, "Kenmerk": f"S2016-{n:03}", "Ontvangen op": one, "Volgende stap op": two}
            for n, (one, two) in enumerate(rows, start=1)
        ),
    )


def questions(*days: str) -> str:
    """Write the tab Vragen: before when each is to be answered."""
    same = {"Ontvangen op": "3-10-2016", "Kanaal": "pers", "Onderwerp": "Dag", "Behandelaar": AN}
    return table(
        "questions",
        *(
            {**same, "Code": f"Q2016-{n:03}", "Beantwoorden vóór": day}
            for n, day in enumerate(days, start=1)
        ),
    )


def test_a_second_run_on_one_day_makes_no_second_digest() -> None:
    """A row that was added after today's digest left waits for the next; the plan says so."""
    with city({"Acties": actions((AN, "3-10-2016"))}) as here:
        here.run("2016-10-03 09:00")
        here.cells.tables = {"Acties": actions((AN, "3-10-2016"), (AN, "30-9-2016"))}
        again = here.run("2016-10-03 11:00")
        assert here.mails("digest") == [("2016-10-03", AN, ["A-01"])]
        waits = [one for one in again.decision.skipped if one.reason.id == "rules.waits"]
        assert [(one.rule, one.sheet, one.row) for one in waits] == [("action-due", "actions", 3)]

        foreseen = here.plan("2016-10-03 11:30", 2)
        said = [
            the_workspace().words.message(one.reason)
            for one in foreseen.decisions[0][1].skipped
            if (one.sheet, one.row) == ("actions", 3)
        ]
        assert said == ["Wacht op het dagoverzicht van 4 oktober 2016; dat van vandaag is al weg."]
        assert [(one.on.day, [i.key for i in one.mail.items]) for one in foreseen.messages] == [
            (4, ["A-02"])
        ]
        here.run("2016-10-04 09:00")
        assert here.mails("digest")[1:] == [("2016-10-04", AN, ["A-02"])]


def test_a_second_run_on_one_day_makes_no_second_digest_about_signals() -> None:
    """They are one a day too, apart from the other kind; the left-over is in tomorrow's."""
    with city({"Signalen": signals(("3-10-2016", "3-10-2016"))}) as here:
        here.run("2016-10-03 09:00")
        two = signals(("3-10-2016", "3-10-2016"), ("3-10-2016", "3-10-2016"))
        here.cells.tables = {"Signalen": two, "Acties": actions((HANDLER, "3-10-2016"))}
        again = here.run("2016-10-03 11:00")
        assert here.mails("signal_digest") == [("2016-10-03", HANDLER, ["S2016-001"])]
        assert here.mails("digest") == [("2016-10-03", HANDLER, ["A-01"])]
        waits = [one for one in again.decision.skipped if one.reason.id == "rules.waits"]
        assert [(one.rule, one.row) for one in waits] == [("signal-next-step", 3)]
        here.run("2016-10-04 09:00")
        assert here.mails("signal_digest")[1:] == [("2016-10-04", HANDLER, ["S2016-002"])]


def test_an_urgent_signal_does_not_keep_back_the_digest_of_the_day() -> None:
    """It goes alone; what is found later that day is still the first digest."""
    with city({"Signalen": signals(("3-10-2016", "10-10-2016"), source=OFFICIAL)}) as here:
        here.run("2016-10-03 09:00")
        assert {to for _, to, _ in here.mails("signal_digest")} == {
            HANDLER,
            "bestuurssecretariaat@dordrecht.example",
        }
        here.cells.tables = {"Signalen": signals(("3-10-2016", "3-10-2016"), source=OFFICIAL)}
        here.run("2016-10-03 11:00")
        assert here.mails("signal_digest")[-1] == ("2016-10-03", HANDLER, ["S2016-001"])


def test_what_would_be_too_late_in_the_next_digest_goes_alone() -> None:
    """After Friday's digest: what is about Saturday goes at once, what is about Monday waits."""
    with city({"Vragen": questions("7-10-2016")}) as here:
        here.run("2016-10-07 09:00")
        here.cells.tables = {"Vragen": questions("7-10-2016", "8-10-2016", "10-10-2016")}
        here.run("2016-10-07 11:00")
        assert here.mails("digest") == [("2016-10-07", AN, ["Q2016-001"])]
        assert here.mails("urgent") == [("2016-10-07", AN, ["Q2016-002"])]
        here.run("2016-10-07 12:00")
        here.run("2016-10-10 09:00")
        assert here.mails("urgent") == [("2016-10-07", AN, ["Q2016-002"])]
        monday = [keys for on, _, keys in here.mails("digest") if on == "2016-10-10"]
        assert monday == [["Q2016-002", "Q2016-003"]]


def test_a_run_that_dies_after_queueing_does_not_notice_the_same_thing_anew() -> None:
    """What is noticed is remembered first: the next day's run sends no second mail about it."""
    with city({"Signalen": signals(("3-10-2016", "17-10-2016"), source=OFFICIAL)}) as here:
        queue = here.store.outbox.queue

        def dies(mails: Sequence[Finished], now: datetime, *, hold: Hold | None = None) -> int:
            if queue(mails, now, hold=hold):
                raise KeyboardInterrupt
            return 0

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(here.store.outbox, "queue", dies)
            with pytest.raises(KeyboardInterrupt):
                here.run("2016-10-03 09:30")
        assert here.store.history().noticed["signal-official", "S2016-001"] == date(2016, 10, 3)


REGISTERS = st.fixed_dictionaries(
    {
        "Acties": st.lists(
            st.tuples(
                st.sampled_from([AN, COORDINATOR, HANDLER, "geen adres"]),
                st.dates(date(2016, 4, 1), date(2016, 5, 31)).map(lambda day: f"{day:%d-%m-%Y}")
                | st.just("z.s.m."),
            ),
            max_size=5,
        ).map(lambda rows: actions(*rows)),
        "Signalen": st.lists(
            st.tuples(
                st.dates(date(2016, 4, 1), date(2016, 4, 25)).map(lambda day: f"{day:%d-%m-%Y}"),
                st.dates(date(2016, 4, 20), date(2016, 5, 31)).map(lambda day: f"{day:%d-%m-%Y}"),
            ),
            max_size=4,
        ).flatmap(
            lambda rows: st.sampled_from(["politie", OFFICIAL]).map(
                lambda source: signals(*rows, source=source)
            )
        ),
    }
)
MONDAY = datetime(2016, 4, 25, 9, 30)  # noqa: DTZ001 - King's day, Ascension and Whit Monday follow


def sent_by(here: City) -> list[tuple[date, str, str, list[str]]]:
    """Return day, template, recipient and items of all mails in the store."""
    found = []
    for message in here.store.outbox.list():
        shown = here.store.outbox.show(message.id)
        assert shown is not None
        items = sorted(
            f"{part.item.rule} {part.item.key} {part.item.offset}" for part in shown.items
        )
        found.append((message.on, message.template, message.to, items))
    return sorted(found)


def foreseen_by(plan: Plan) -> list[tuple[date, str, str, list[str]]]:
    """Return the same of what was foreseen."""
    return sorted(
        (
            one.on,
            one.mail.template,
            one.mail.to,
            sorted(f"{item.rule} {item.key} {item.offset}" for item in one.mail.items),
        )
        for one in plan.messages
    )


@given(tables=REGISTERS)
@settings(max_examples=6, phases=[Phase.explicit, Phase.generate])
def test_the_plan_of_a_period_is_what_runs_send_day_by_day(tables: Tables) -> None:
    """If nobody touches a cell: the same mails, to the same people, on the same days."""
    with city(tables) as here:
        foreseen = foreseen_by(here.plan(MONDAY, 25))
        for ahead in range(25):
            here.run(MONDAY + timedelta(days=ahead))
        assert sent_by(here) == foreseen
        assert foreseen_by(here.plan(MONDAY + timedelta(days=24), 1)) == []


@given(
    tables=REGISTERS,
    hours=st.lists(st.sampled_from([0, 7, 8, 12, 17, 18, 23]), min_size=25, max_size=25),
)
@settings(max_examples=6, phases=[Phase.explicit, Phase.generate])
def test_nothing_leaves_outside_the_window_or_on_a_free_day(
    tables: Tables, hours: Sequence[int]
) -> None:
    """At whatever hours somebody runs it, also by name; only what is urgent leaves at once."""
    with city(tables) as here:
        for ahead, hour in enumerate(hours):
            here.run(datetime.combine(MONDAY.date() + timedelta(days=ahead), time(hour, 5)))
        urgent = {one.message_id for one in here.store.outbox.list() if one.urgent}
        calendar = the_workspace().calendar
        for moment, message in here.postman.handed:
            local = moment.astimezone(ZONE)
            inside = time(8) <= local.time() < time(18) and calendar.is_working(local.date())
            assert inside or message in urgent, (local, message)
        twice = [message for _, message in here.postman.handed]
        assert len(twice) == len(set(twice))


def test_an_unreadable_workbook_stops_what_needs_it_and_the_coordinator_hears_it_once() -> None:
    """The other rules go on; the coordinator hears it in one digest, also when it lasts."""
    with city({"Acties": actions((AN, "3-10-2016"))}) as here:
        here.cells.unreadable = frozenset({"news", "signals"})
        first = here.run("2016-10-03 09:30")
        skipped = {(one.rule, one.sheet) for one in first.decision.skipped if one.row == 0}
        assert {("newsletter", "editions"), ("newsletter", "items")} <= skipped
        assert ("signal-assess", "signals") in skipped
        assert [ran.status for ran in first.ran] == ["done"] * len(first.ran)
        (told,) = here.told(COORDINATOR)
        assert {"news///unreadable-workbook", "signals///unreadable-workbook"} <= set(told)
        assert [keys for _, to, keys in here.mails("digest") if to == AN] == [["A-01"]]
        here.run("2016-10-04 09:30")
        assert here.told(COORDINATOR) == [told]
