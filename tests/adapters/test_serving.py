"""The service as a whole, in a thread: its jobs, its health, and files that change under it."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from automations.engine import health, registry
from automations.engine.api import Alert
from automations.engine.app import _build_example
from automations.engine.commands.seen import service_seen
from automations.engine.core.automation import Automation
from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.health import Guard, read_health
from automations.engine.locking import NOTE, Holder
from automations.engine.outgoing import Outgoing
from automations.engine.ports import Claimed
from automations.engine.registry import load_automations
from automations.engine.reloading import COPIES, Reloader
from automations.engine.scheduler import DELIVERY, Turn
from automations.engine.store.store import open_store
from automations.engine.words import Words
from automations.engine.workspace import SHIPPED, Workspace, open_workspace
from automations.engine.yaml_files import Mistake
from tests.serving import configured, serving
from tests.transports import Direct

EIGHT, NINE = "working day 08:00", "working day 09:00"
RULE = """
question-late:
  about: questions
  when: answered_on == none
  anchor: received_on
  send: [{send}]
  to: [owner]
  says: "Vraag {{question_id}} wacht op antwoord."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a workspace without workbooks, so that every run has something to tell."""
    return configured(tmp_path)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Catch what the service logs."""
    logger = logging.getLogger("werkblad")
    before, logger.propagate = logger.propagate, True
    with caplog.at_level(logging.INFO, "werkblad"):
        yield caplog
    logger.propagate = before


def events(log: pytest.LogCaptureFixture, *names: str) -> list[str]:
    """Return the sentences of some events, in their order."""
    return [one.getMessage() for one in log.records if getattr(one, "event", "") in names]


def mails(folder: Path) -> list[str]:
    """Return every mail that was written to the folder, as text."""
    return [path.read_text("utf-8") for path in sorted((folder / "outbox").rglob("*.eml"))]


def write(path: Path, text: str) -> None:
    """Write a file in one go, as a good editor does."""
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, "utf-8")
    part.replace(path)


# Jobs


@dataclass
class Stuck:
    """A network share that does not answer until a test lets it."""

    free: threading.Event = field(default_factory=threading.Event)
    asked: int = 0
    late: bool = False

    def start(self) -> None:
        """Have nothing to start."""

    def read(self, name: str, location: str) -> Workbook | Unreadable:
        """Wait for the share."""
        self.asked += 1
        if not self.free.is_set():
            self.free.wait(60)
            self.late = True
        values = {"file": location}
        return Unreadable(name, location, "missing-workbook", "findings.missing-workbook", values)


def test_a_share_that_does_not_answer_stops_one_job_and_not_the_others(
    folder: Path, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job is given up, told, and not begun again before it has ended; then its turn comes."""
    stuck = Stuck()

    def limited() -> tuple[Automation, ...]:
        quick = timedelta(seconds=0.3)
        return tuple(
            replace(one, limit=quick if one.every == EIGHT else one.limit)
            for one in load_automations()
        )

    monkeypatch.setattr(registry, "load_automations", limited)
    with serving(folder, "2016-10-04 07:59", source=stuck) as running:
        running.at("2016-10-04 08:00")
        running.wait(lambda: running.job(EIGHT).get("error") == "took too long")
        assert running.health.state == "troubled"
        (trouble,) = running.health.troubles
        assert trouble.code == "job-too-long"
        assert "took too long" in trouble.text
        (hanging,) = [one for one in running.health.data["in_hand"] if one["given_up"]]
        assert hanging["job"] == EIGHT
        asked = stuck.asked
        running.wait_ticks(5)
        assert stuck.asked == asked
        stuck.free.set()
        running.wait(lambda: stuck.late and not running.health.data["in_hand"])
        running.at("2016-10-04 09:00")
        running.wait(lambda: running.job(NINE).get("state") == "done")
    assert mails(folder) == []  # what came too late queued nothing
    assert [text for text in events(log, "ran") if text.startswith("check")] == []


def test_an_automation_that_fails_is_tried_again_and_status_says_so(
    folder: Path, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others of the same hour did their work; the health file names it, and what to do."""

    def broken(today: date) -> Iterator[Alert]:
        msg = f"KANARIE {today}"
        raise ValueError(msg)
        yield

    def with_broken() -> tuple[Automation, ...]:
        return (*load_automations(), Automation("broken", EIGHT, broken))

    monkeypatch.setattr(registry, "load_automations", with_broken)
    with serving(folder, "2016-10-03 07:59") as running:
        running.at("2016-10-03 08:00")
        running.wait(lambda: running.health.state == "troubled")
        job = running.job(EIGHT)
        assert (job["state"], job["attempts"], job["error"]) == ("retry", 1, "broken")
        (trouble,) = running.health.troubles
        assert trouble.code == "job"
        running.wait(lambda: mails(folder))
    assert "broken" in events(log, "slot-failed")[0]
    assert "again in 1 min" in events(log, "slot-failed")[0]
    assert "KANARIE" not in log.text


def test_a_store_that_is_locked_is_told_and_the_service_goes_on(
    folder: Path, log: pytest.LogCaptureFixture
) -> None:
    """Another program holds it; once that lets go, all is well again."""
    with serving(
        folder, "2016-10-03 07:59", open_store=lambda path: open_store(path, patience=0.1)
    ) as running:
        with closing(sqlite3.connect(folder / "service.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            running.wait(lambda: running.health.state == "troubled")
            assert [one.code for one in running.health.troubles] == ["store"]
            other.rollback()
        running.wait(lambda: running.health.state == "well")
    assert events(log, "troubled")
    assert events(log, "well")


@dataclass
class Silent(Direct):
    """A folder on a share that takes no mail until a test lets it."""

    free: threading.Event = field(default_factory=threading.Event)

    def offer(self, message: Claimed) -> None:  # noqa: ARG002 - as a session has it
        """Wait for the share."""
        self.free.wait(60)

    def hand_over(self, message: Claimed) -> None:
        """Take a mail."""


def test_a_delivery_that_hangs_is_told_and_jobs_go_on(
    folder: Path, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once in the log, and in the health file for as long as it lasts."""
    is_late = property(lambda turn: turn.what == DELIVERY and turn.seconds > 0.3)
    monkeypatch.setattr(Turn, "is_late", is_late)
    silent = Silent()
    silent.name = "folder"
    with serving(folder, "2016-10-04 07:59", transport=lambda _: silent) as running:
        running.at("2016-10-04 08:00")
        running.wait(lambda: [one.code for one in running.health.troubles] == ["delivery"])
        running.at("2016-10-04 09:00")
        running.wait(lambda: running.job(NINE).get("state") == "done")
        silent.free.set()
        running.wait(lambda: running.health.state == "well")
    assert len(events(log, "delivery-stuck")) == 1
    assert [text for text in events(log, "delivered") if "sent" in text]


def test_a_service_whose_workspace_was_taken_over_stops(
    folder: Path, log: pytest.LogCaptureFixture
) -> None:
    """Its machine slept, and another one went on; nothing of that one's is touched."""
    with serving(folder, "2016-10-04 07:59") as running:
        me = running.service.lost_to
        assert me is None
        moment = datetime.now(UTC)
        other = Holder("other:7:ab", "other", 7, moment, moment)
        with open_store(folder / "service.db") as store:
            store.notes.put(NOTE, other.written())
        running.wait_for_end()
    assert running.service.lost_to == other
    assert "other, process 7" in events(log, "lost-workspace")[0]
    with open_store(folder / "service.db") as store:
        assert store.notes.get(NOTE) == other.written()


def test_a_service_that_left_says_so(folder: Path) -> None:
    """Its copies of templates are gone, and its name too."""
    with serving(folder, "2016-10-03 07:59") as running:
        assert (folder / COPIES).is_dir()
    assert running.ended_well
    assert running.health.state == "stopped"
    assert not (folder / COPIES).exists()
    with open_store(folder / "service.db") as store:
        assert store.notes.get("service") == ""


# Health


def test_the_health_file_says_when_everything_ran_and_comes_next(folder: Path) -> None:
    """For people, for `status` and for monitoring."""
    with serving(folder, "2016-10-03 07:59") as running:
        running.at("2016-10-03 08:00")
        running.wait(lambda: running.job(EIGHT).get("state") == "done")
        seen = running.health
    assert seen.state == "well"
    assert running.job(EIGHT)["automations"] == ["check", "reminders"]
    assert seen.data["jobs"][0]["next"] == "2016-10-04T08:00:00+02:00"
    ran = {one["automation"]: one["status"] for one in seen.data["automations"]}
    assert ran["check"] == "done"
    assert seen.data["pid"] == os.getpid()


def test_status_is_told_in_words_how_the_service_is(folder: Path) -> None:
    """Never started, at work, silent, stopped; only silence and trouble need a person."""
    words = Words("nl")
    zone = open_workspace(folder).config.zone
    never = service_seen(folder, zone, words)
    assert (never.data["state"], never.needs_a_person) == ("never", False)
    assert "run.py start" in never.lines[0]
    with serving(folder, "2016-10-03 07:59") as running:
        well = service_seen(folder, zone, words)
        tick = running.health.ticked
        assert tick is not None
        silent = service_seen(folder, zone, words, tick + timedelta(minutes=5))
    assert (well.data["state"], well.needs_a_person) == ("well", False)
    assert f"(proces {os.getpid()})" in well.lines[0]
    assert (silent.data["state"], silent.needs_a_person) == ("silent", True)
    stopped = service_seen(folder, zone, words)
    assert (stopped.data["state"], stopped.needs_a_person) == ("stopped", False)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"state": "well"}', "null"])
def test_a_health_file_that_cannot_be_read_is_none(folder: Path, text: str) -> None:
    """Whoever wrote it."""
    (folder / health.NAME).write_text(text)
    assert read_health(folder, open_workspace(folder).now()).state == "never"


def test_a_service_that_is_held_up_is_told_by_another_thread(
    log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that ticks cannot say so itself."""
    monkeypatch.setattr(health, "LATEST", timedelta(0))
    told: list[float] = []
    guard = Guard(0.1, told.append)
    guard.start()
    until = time.monotonic() + 10
    while not told and time.monotonic() < until:
        time.sleep(0.05)
    guard.stop()
    assert told
    assert events(log, "late")


def test_the_health_file_says_that_the_service_is_held_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of the last tick stays what it was; then all is well again."""
    monkeypatch.setattr(health, "LATEST", timedelta(seconds=1))
    hold, free = threading.Event(), threading.Event()

    def check(_: Workspace) -> tuple[Mistake, ...]:
        if hold.is_set():
            free.wait(60)
        return ()

    with serving(folder, "2016-10-04 07:59", check_templates=check) as running:
        hold.set()
        write(folder / "rules" / "own.yaml", RULE.format(send="0 days"))
        running.wait(lambda: [one.code for one in running.health.troubles] == ["late"])
        free.set()
        running.wait(lambda: running.health.state == "well")


# Files that change


def test_a_rule_that_changes_is_used_from_the_next_job_on(
    folder: Path, log: pytest.LogCaptureFixture
) -> None:
    """Without a restart; the log says which file it was."""
    with serving(folder, "2016-10-03 07:59"):
        write(folder / "rules" / "own.yaml", RULE.format(send="0 days"))
        until = time.monotonic() + 10
        while not events(log, "reloaded"):
            assert time.monotonic() < until
            time.sleep(0.05)
    assert events(log, "reloaded") == ["reloaded: rules/own.yaml"]


def test_while_new_files_have_mistakes_the_old_ones_stay_in_use(
    folder: Path, log: pytest.LogCaptureFixture
) -> None:
    """Each mistake is told once, with file, line and remedy; a mended file is taken at once."""
    write(folder / "rules" / "own.yaml", RULE.format(send="0 days"))
    with serving(folder, "2016-10-03 07:59") as running:
        write(folder / "rules" / "own.yaml", RULE.format(send="morgen"))
        write(folder / "config.yaml", (folder / "config.yaml").read_text() + "pinf: x\n")
        running.wait(lambda: running.health.state == "troubled")
        (trouble,) = running.health.troubles
        assert trouble.code == "configuration"
        assert "config.yaml" in trouble.text
        running.wait_ticks(5)
        assert len(events(log, "not-reloaded")) <= 2
        assert len(set(events(log, "mistake"))) == len(events(log, "mistake"))
        running.at("2016-10-03 08:00")
        running.wait(lambda: running.job(EIGHT).get("state") == "done")
        configured(folder)
        running.wait(lambda: "own.yaml" in " ".join(events(log, "mistake")))
        write(folder / "rules" / "own.yaml", RULE.format(send="1 days"))
        running.wait(lambda: running.health.state == "well")
    assert mails(folder)


def test_a_template_with_a_mistake_breaks_no_mail(folder: Path) -> None:
    """What was checked at the start is what is used, until another one is right."""
    with serving(folder, "2016-10-03 07:59") as running:
        (folder / "templates").mkdir()
        own = folder / "templates" / "mail" / "digest.subject.j2"
        write(own, "{{ misspelt }}")
        running.wait(lambda: running.health.state == "troubled")
        assert "digest.subject.j2" in running.health.troubles[0].text
        running.at("2016-10-03 08:00")
        running.wait(lambda: mails(folder))
        assert not [mail for mail in mails(folder) if "Subject: Een eigen" in mail]
        write(own, "Een eigen onderwerp")
        running.wait(lambda: running.health.state == "well")
        running.at("2016-10-11 08:00")
        running.wait(lambda: [mail for mail in mails(folder) if "Subject: Een eigen" in mail])


def test_a_file_that_cannot_be_read_is_told_by_its_name(
    folder: Path, log: pytest.LogCaptureFixture
) -> None:
    """As where the service has no right to it; here a folder stands in its place."""
    with serving(folder, "2016-10-04 07:59") as running:
        (folder / "rules" / "own.yaml" / "x").mkdir(parents=True)
        (folder / "rules" / "own.yaml" / "x" / "y").touch()
        running.wait(lambda: running.health.state == "troubled")
        assert "own.yaml" in running.health.troubles[0].text
        shutil.rmtree(folder / "rules")
        running.wait(lambda: running.health.state == "well")
    assert "own.yaml, line 0" in events(log, "mistake")[0]


def test_a_half_saved_file_is_not_read(folder: Path) -> None:
    """A change counts once the files look the same at two ticks in a row."""
    reloader = Reloader(folder, lambda _: ())
    reloader.load()
    assert reloader.changed() == ()
    path = folder / "rules" / "own.yaml"
    write(path, "question-late:")
    assert reloader.changed() == ()
    write(path, RULE.format(send="0 days"))
    assert reloader.changed() == ()
    assert reloader.changed() == ("rules/own.yaml",)
    reloader.load()
    assert reloader.changed() == ()
    path.unlink()
    assert (reloader.changed(), reloader.changed()) == ((), ("rules/own.yaml",))


def test_a_file_saved_with_the_same_size_and_another_inode_is_seen(folder: Path) -> None:
    """An editor that replaces a file may keep its time; ones that copy may keep its size."""
    path = folder / "config.yaml"
    reloader = Reloader(folder, lambda _: ())
    reloader.load()
    before = path.stat()
    write(path, path.read_text("utf-8").replace("07", "06"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    reloader.changed()
    assert reloader.changed() == ("config.yaml",)


def test_another_zone_moves_the_slots(folder: Path) -> None:
    """From the next tick on."""
    with serving(folder, "2016-10-03 07:59") as running:
        assert running.job(EIGHT)["next"] == "2016-10-03T08:00:00+02:00"
        configured(folder, timezone="Europe/Lisbon")
        running.wait(lambda: running.job(EIGHT)["next"] == "2016-10-03T08:00:00+01:00")


def test_a_workbook_that_moves_is_read_at_its_new_place(
    folder: Path, log: pytest.LogCaptureFixture
) -> None:
    """The mail about what cannot be read names the new file."""
    with serving(folder, "2016-10-03 07:59") as running:
        configured(folder, partners="elders/register.xlsx")
        running.wait(lambda: events(log, "reloaded"))
        running.at("2016-10-03 08:00")
        running.wait(lambda: mails(folder))
    assert any("register.xlsx" in mail for mail in mails(folder))
    assert "partners: missing-workbook" in " ".join(events(log, "unreadable"))


def test_a_schema_that_changes_is_checked_against_at_the_next_look(
    folder: Path, log: pytest.LogCaptureFixture
) -> None:
    """What was found while nothing changed is found anew, though no cell changed."""
    _build_example(folder)
    configured(folder)
    with serving(folder, "2016-10-03 07:59") as running:
        running.at("2016-10-03 08:00")
        running.wait(lambda: running.job(EIGHT).get("state") == "done")
        assert noticed(folder, "questions/%/pattern") == 0
        schema = (SHIPPED / "sheets_schema" / "questions.yaml").read_text("utf-8")
        changed = schema.replace(r"'^Q\d{4}-\d{3}$'", "'^V-.*$'")
        assert changed != schema
        write(folder / "sheets_schema" / "questions.yaml", changed)
        running.wait(lambda: events(log, "reloaded"))
        running.at("2016-10-04 08:00")
        running.wait(lambda: noticed(folder, "questions/%/pattern") > 1)


def test_while_a_schema_has_a_mistake_the_old_one_stays_in_use(
    folder: Path, log: pytest.LogCaptureFixture
) -> None:
    """Its job is done as before; a mended schema is taken at once."""
    own = folder / "sheets_schema" / "questions.yaml"
    with serving(folder, "2016-10-03 07:59") as running:
        write(own, "name: questions\nfields: [\n")
        running.wait(lambda: running.health.state == "troubled")
        (trouble,) = running.health.troubles
        assert trouble.code == "configuration"
        assert "questions.yaml" in trouble.text
        running.at("2016-10-03 08:00")
        running.wait(lambda: running.job(EIGHT).get("state") == "done")
        assert mails(folder)
        write(own, (SHIPPED / "sheets_schema" / "questions.yaml").read_text("utf-8"))
        running.wait(lambda: running.health.state == "well")
    assert "questions.yaml" in " ".join(events(log, "reloaded"))


def noticed(folder: Path, key: str) -> int:
    """Count the findings that are remembered under a name."""
    with closing(sqlite3.connect(folder / "service.db")) as store:
        query = "select count(*) from noticed where rule = 'check' and key like ?"
        return int(store.execute(query, [key]).fetchone()[0])


def test_a_reload_forgets_neither_the_pace_nor_the_trouble(folder: Path) -> None:
    """What left in the last minute counts on, under the new limits."""
    before = Outgoing(open_workspace(configured(folder, via="folder\n  per_minute: 5")), Direct())
    for _ in range(3):
        assert before.pace.take("a@b.example", 100.0) is None
    after = Outgoing(open_workspace(configured(folder, via="folder\n  per_minute: 4")), Direct())
    after.keep_pace(before)
    assert after.pace.take("a@b.example", 101.0) is None
    wait = after.pace.take("a@b.example", 102.0)
    assert wait is not None
    assert wait.everybody
