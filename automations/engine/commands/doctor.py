"""`doctor`: what is well, and how to mend what is not. It tries everything for real."""

from __future__ import annotations

import shutil
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from uuid import uuid4

from automations.engine.cli import COULD_NOT_RUN, DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.progress import progress
from automations.engine.commands.report_template import own_trouble
from automations.engine.commands.world import World, folder_of
from automations.engine.core.findings import Message
from automations.engine.core.grid import Unreadable
from automations.engine.core.intents import Mail
from automations.engine.core.school_holidays import known_until
from automations.engine.core.workdays import add_months
from automations.engine.looker import read_workbooks
from automations.engine.mail_config import Server
from automations.engine.outgoing import Closed, Outgoing
from automations.engine.ports import (
    Claimed,
    InDoubtError,
    Session,
    TransportError,
    UnavailableError,
)
from automations.engine.snapshots.keeping import is_sensitive, snapshot_trouble
from automations.engine.words import Words
from automations.engine.workspace import Workspace

_DPIA_MONTHS = 36  # an assessment is looked at again once in three years at least
_ASTRAY = timedelta(minutes=5)  # a clock that is less behind is only set right


@dataclass(frozen=True)
class _Examined:
    """One thing that the doctor looked at; `remedy` is None where it is well."""

    name: str
    message: str
    remedy: str | None = None
    is_warning: bool = False  # the service does its work all the same

    @property
    def severity(self) -> str | None:
        """Tell how bad it is; None where it is well."""
        if self.remedy is None:
            return None
        return "warning" if self.is_warning else "error"


@dataclass(frozen=True)
class _Memory:
    """What the store tells, or why it cannot."""

    messages: int = 0
    latest: datetime | None = None  # the last moment at which it knows that something ran
    closed: Closed | None = None
    trouble: str | None = None


_MARKS = {None: "✓", "warning": "!", "error": "✗"}


def doctor(args: Namespace, world: World) -> Answer:
    """Look at configuration, workbooks, templates, rules, store, copies, folder, mail and clock.

    And at what a city owes beside: an assessment (DPIA), and school holidays that go on. Where mail
    goes to a server, the coordinator gets a test mail. A warning is no reason for exit code 1.
    """
    try:
        workspace = world.open(folder_of(args))
    except CannotRunError as error:
        examined = [_Examined("configuration", line, line) for line in error.lines]
        return _answer(examined, world.words, COULD_NOT_RUN)
    with progress(world.words) as step:
        step("examining")
        examined = list(_examine(workspace, world, world.now(args, workspace)))
    wrong = any(one.severity == "error" for one in examined)
    return _answer(examined, world.words, NEEDS_A_PERSON if wrong else DONE)


def _answer(examined: list[_Examined], words: Words, code: int) -> Answer:
    lines = []
    for one in examined:
        name = words(f"commands.doctor-{one.name}")
        lines.append(f"{_MARKS[one.severity]} {name:<15} {one.message}")
        if one.remedy and one.remedy != one.message:
            lines.append(f"  {'':<15} {one.remedy}")
    return Answer(
        {
            "examined": [
                {
                    "name": one.name,
                    "well": one.remedy is None,
                    "severity": one.severity,
                    "message": one.message,
                    "remedy": one.remedy,
                }
                for one in examined
            ]
        },
        lines,
        code,
    )


def _examine(workspace: Workspace, world: World, now: datetime) -> Iterator[_Examined]:
    words = world.words
    yield _Examined("configuration", words("commands.doctor-config-well"))
    for read in read_workbooks(workspace, world.source).values():
        if isinstance(read, Unreadable):
            said = words.message(Message(read.reason, read.values))
            yield _Examined("workbook", said, said)
        else:
            tabs = words("commands.doctor-tabs", count=len(read.tabs))
            yield _Examined("workbook", f"{read.file}: {tabs}")
    mistakes = world.check_templates(workspace)
    for line in world.mistakes(mistakes):
        yield _Examined("templates", line, words("commands.doctor-templates-mend"))
    if not mistakes:
        yield _Examined("templates", words("commands.doctor-templates-well"))
    if trouble := own_trouble(workspace, world):
        yield _Examined("templates", trouble, words("template.doctor-mend"))
    yield _Examined("rules", words("commands.doctor-rules-well", count=len(workspace.rules)))
    memory = _memory(workspace, world)
    said = memory.trouble or words("commands.doctor-store-well", count=memory.messages)
    yield _Examined("store", said, memory.trouble)
    yield _snapshots(workspace, words)
    yield _folder(workspace.folder, words)
    yield from _mail(workspace, world, memory)
    yield _clock(workspace, memory, words)
    yield _school_holidays(workspace, now.date(), words)
    yield from _dpia(workspace, now.date(), words)
    if not shutil.which("soffice"):
        yield _Examined("pdf", words("commands.doctor-no-pdf"))


def _memory(workspace: Workspace, world: World) -> _Memory:
    """Open the store and ask it; one that does not open keeps nothing else from being examined."""
    outgoing = Outgoing(workspace, world.transport(workspace))
    if not workspace.store.exists():
        return _Memory(closed=outgoing.closed(None))
    try:
        with world.open_store(workspace.store) as store:
            runs = [run.started for run in store.runs.last().values()]
            beats = [beat for beat in (store.slots.heartbeat(),) if beat is not None]
            messages = sum(store.outbox.counts().values())
            latest = max([*runs, *beats], default=None)
            return _Memory(messages, latest, outgoing.closed(store))
    except Exception as error:
        message = getattr(error, "message", None)  # naming the error's class loads SQLAlchemy
        if not isinstance(message, Message):
            raise
        return _Memory(trouble=world.words.message(message))


def _snapshots(workspace: Workspace, words: Words) -> _Examined:
    """Say whether all is copied each day; without a key the rest is, with a wrong one it failed."""
    if (trouble := snapshot_trouble(workspace)) is None:
        return _Examined("snapshots", words("commands.doctor-snapshots-well"))
    said = words.message(trouble)
    return _Examined("snapshots", said, said, is_warning=trouble.id == "snapshots.no-key")


def _folder(folder: Path, words: Words) -> _Examined:
    """Write in the folder: rights alone do not tell of a full disk."""
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(b"?")
            file.flush()
    except OSError as error:
        why = error.strerror or type(error).__name__
        said = words("commands.doctor-folder-closed", folder=str(folder), why=why)
        return _Examined("folder", said, words("commands.doctor-folder-mend"))
    return _Examined("folder", words("commands.doctor-folder-well", folder=str(folder)))


def _clock(workspace: Workspace, memory: _Memory, words: Words) -> _Examined:
    """Compare the clock with the last moment that the service remembers."""
    now, latest = workspace.now(), memory.latest
    if workspace.config.today:
        fixed = words("commands.doctor-clock-fixed", day=workspace.config.today)
        if workspace.config.mail.server is None:
            return _Examined("clock", fixed)
        return _Examined("clock", fixed, words("commands.doctor-clock-fixed-mend"))
    if latest is not None and latest > now + _ASTRAY:
        latest = latest.astimezone(workspace.config.zone)
        said = words("commands.doctor-clock-behind", now=now, latest=latest)
        return _Examined("clock", said, words("commands.doctor-clock-mend"))
    return _Examined("clock", words("commands.doctor-clock-well", now=now))


def _school_holidays(workspace: Workspace, today: date, words: Words) -> _Examined:
    """Say how far they are known: schools would be reminded in those that are not."""
    last = known_until(workspace.settings.school_holidays, today)
    if last is not None:
        well = words("commands.doctor-school-holidays-well", day=last)
        return _Examined("school-holidays", well)
    said = words("commands.doctor-school-holidays-unknown")
    mend = words("commands.doctor-school-holidays-mend")
    return _Examined("school-holidays", said, mend, is_warning=True)


def _dpia(workspace: Workspace, today: date, words: Words) -> Iterator[_Examined]:
    """Ask for the assessment where signals are kept; it comes before the first of them."""
    if not any(is_sensitive(workspace, name) for name in workspace.workbooks):
        return
    made = workspace.config.dpia
    if made is None:
        said = words("commands.doctor-dpia-none")
    elif made > today:
        said = words("commands.doctor-dpia-coming", day=made)
    elif add_months(made, _DPIA_MONTHS) <= today:
        said = words("commands.doctor-dpia-old", day=made)
    else:
        yield _Examined("dpia", words("commands.doctor-dpia-well", day=made))
        return
    yield _Examined("dpia", said, words("commands.doctor-dpia-mend"), is_warning=True)


def _mail(workspace: Workspace, world: World, memory: _Memory) -> Iterator[_Examined]:
    """Try the mail server and the mailbox as the service does."""
    words, mail = world.words, workspace.config.mail
    if (server := mail.server) is None:
        yield _Examined("mail", words("commands.doctor-mail-folder"))
        return
    if not server.has_tls:
        yield _Examined("mail", words("commands.doctor-mail-plain", server=_place(server)))
    yield _send(workspace, world, server)
    yield _mailbox(workspace, world)
    if memory.trouble is None:
        yield _live(memory.closed, words)


def _send(workspace: Workspace, world: World, server: Server) -> _Examined:
    """Send one mail to the coordinator, past the outbox: a test need not be kept."""
    words, now = world.words, workspace.now()
    to = workspace.settings.coordinator
    about = {"via": _place(server), "now": now}
    intent = Mail(("doctor", uuid4().hex), to, "test_mail", about, now.date())
    finished = world.renderer(workspace, now).render(intent)
    message = Claimed(0, finished.message_id, to, finished.content, now)
    session = world.transport(workspace).session()
    try:
        hand_over(session, message)
    except UnavailableError as error:
        said = words.message(error.message)
        return _Examined("mail", said, said)
    except TransportError as error:
        said = words("commands.doctor-mail-refused", to=to, said=str(error))
        return _Examined("mail", said, words("commands.doctor-mail-refused-mend"))
    except InDoubtError as error:
        said = words("commands.doctor-mail-doubt", to=to, said=str(error))
        return _Examined("mail", said, words("commands.doctor-mail-doubt-mend"))
    return _Examined("mail", words("commands.doctor-mail-sent", to=to, server=_place(server)))


def hand_over(session: Session, message: Claimed) -> None:
    """Hand one mail over past the outbox, and close the connection."""
    try:
        session.offer(message)
        session.hand_over(message)
    finally:
        session.close()


def _mailbox(workspace: Workspace, world: World) -> _Examined:
    """Open the folders in which `outbox settle` looks."""
    words, server = world.words, workspace.config.mail.mailbox_server
    try:
        mailbox = world.mailbox(workspace)
        if mailbox is None or server is None:
            return _Examined("mailbox", words("commands.doctor-mailbox-none"))
        folders = ", ".join(mailbox.folders())
    except UnavailableError as error:
        said = words.message(error.message)
        return _Examined("mailbox", said, said)
    values = {"server": _place(server), "folders": folders}
    return _Examined("mailbox", words("commands.doctor-mailbox-well", None, **values))


def _live(closed: Closed | None, words: Words) -> _Examined:
    """Say whether mail may leave; not being live yet is no fault, a lost memory is."""
    if closed is None:
        return _Examined("live", words("commands.doctor-live-well"))
    said = words.message(closed.message)
    return _Examined("live", said, said if closed.kind == "restored" else None)


def _place(server: Server) -> str:
    return f"{server.host}:{server.port}"
