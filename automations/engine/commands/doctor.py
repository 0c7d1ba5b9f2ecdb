"""`doctor`: what is well, and how to mend what is not. It tries everything for real."""

from __future__ import annotations

import os
import shutil
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from automations.engine.cli import COULD_NOT_RUN, DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.progress import progress
from automations.engine.commands.world import World, folder_of
from automations.engine.core.findings import Message
from automations.engine.core.grid import Unreadable
from automations.engine.core.intents import Mail
from automations.engine.looker import read_workbooks
from automations.engine.mail_config import Server
from automations.engine.outgoing import Outgoing
from automations.engine.ports import (
    Claimed,
    InDoubtError,
    Session,
    TransportError,
    UnavailableError,
)
from automations.engine.words import Words
from automations.engine.workspace import Workspace


@dataclass(frozen=True)
class _Examined:
    """One thing that the doctor looked at; `remedy` is None where it is well."""

    name: str
    message: str
    remedy: str | None = None


def doctor(args: Namespace, world: World) -> Answer:
    """Look at configuration, workbooks, templates, rules, store, folders, mail and clock.

    Where mail goes to a server, the coordinator gets a test mail.
    """
    try:
        workspace = world.open(folder_of(args))
    except CannotRunError as error:
        examined = [_Examined("configuration", line, line) for line in error.lines]
        return _answer(examined, world.words, COULD_NOT_RUN)
    with progress(world.words) as step:
        step("examining")
        examined = list(_examine(workspace, world))
    wrong = any(one.remedy is not None for one in examined)
    return _answer(examined, world.words, NEEDS_A_PERSON if wrong else DONE)


def _answer(examined: list[_Examined], words: Words, code: int) -> Answer:
    lines = []
    for one in examined:
        mark = "✓" if one.remedy is None else "✗"
        lines.append(f"{mark} {words(f'commands.doctor-{one.name}'):<14} {one.message}")
        if one.remedy and one.remedy != one.message:
            lines.append(f"  {'':<14} {one.remedy}")
    return Answer(
        {
            "examined": [
                {
                    "name": one.name,
                    "well": one.remedy is None,
                    "message": one.message,
                    "remedy": one.remedy,
                }
                for one in examined
            ]
        },
        lines,
        code,
    )


def _examine(workspace: Workspace, world: World) -> Iterator[_Examined]:
    words = world.words
    yield _Examined("configuration", words("commands.doctor-config-well"))
    for read in read_workbooks(workspace, world.source).values():
        if isinstance(read, Unreadable):
            reason = words.message(Message(read.reason, read.values))
            yield _Examined(
                "workbook", f"{read.file}: {reason}", words("commands.doctor-workbook-mend")
            )
        else:
            tabs = words("commands.doctor-tabs", count=len(read.tabs))
            yield _Examined("workbook", f"{read.file}: {tabs}")
    mistakes = world.check_templates(workspace)
    for line in world.mistakes(mistakes):
        yield _Examined("templates", line, words("commands.doctor-templates-mend"))
    if not mistakes:
        yield _Examined("templates", words("commands.doctor-templates-well"))
    yield _Examined("rules", words("commands.doctor-rules-well", count=len(workspace.rules)))
    known = 0
    if workspace.store.exists():
        with world.open_store(workspace.store) as store:
            known = sum(store.outbox.counts().values())
    yield _Examined("store", words("commands.doctor-store-well", count=known))
    yield _folder(workspace.folder, words)
    yield from _mail(workspace, world)
    if workspace.config.today:
        fixed = words("commands.doctor-clock-fixed", day=workspace.config.today)
        yield _Examined("clock", fixed)
    else:
        yield _Examined("clock", words("commands.doctor-clock-well", now=workspace.now()))
    if not shutil.which("soffice"):
        yield _Examined("pdf", words("commands.doctor-no-pdf"))


def _folder(folder: Path, words: Words) -> _Examined:
    if os.access(folder, os.W_OK):
        return _Examined("folder", words("commands.doctor-folder-well", folder=str(folder)))
    return _Examined(
        "folder",
        words("commands.doctor-folder-closed", folder=str(folder)),
        words("commands.doctor-folder-mend"),
    )


def _mail(workspace: Workspace, world: World) -> Iterator[_Examined]:
    """Try the mail server and the mailbox as the service does."""
    words, mail = world.words, workspace.config.mail
    if (server := mail.server) is None:
        yield _Examined("mail", words("commands.doctor-mail-folder"))
        return
    if not server.has_tls:
        yield _Examined("mail", words("commands.doctor-mail-plain", server=_place(server)))
    yield _send(workspace, world, server)
    yield _mailbox(workspace, world)
    yield _live(workspace, world)


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


def _live(workspace: Workspace, world: World) -> _Examined:
    """Say whether mail may leave; not being live yet is no fault, a lost memory is."""
    words = world.words
    outgoing = Outgoing(workspace, world.transport(workspace))
    if workspace.store.exists():
        with world.open_store(workspace.store) as store:
            closed = outgoing.closed(store)
    else:
        closed = outgoing.closed(None)
    if closed is None:
        return _Examined("live", words("commands.doctor-live-well"))
    said = words.message(closed.message)
    return _Examined("live", said, said if closed.kind == "restored" else None)


def _place(server: Server) -> str:
    return f"{server.host}:{server.port}"
