"""`status` and `doctor`: how things stand, and how to mend what does not."""

from __future__ import annotations

import os
import shutil
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from automations.engine.cli import COULD_NOT_RUN, DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.world import World, folder_of
from automations.engine.core.findings import Message
from automations.engine.core.grid import Unreadable
from automations.engine.core.slots import parse_every, slots_between
from automations.engine.runner import read_workbooks
from automations.engine.words import Words
from automations.engine.workspace import Workspace

NEEDS_A_PERSON_STATES = ("held", "refused", "in-doubt")


def status(args: Namespace, world: World) -> Answer:
    """Show last and next runs, workbooks, mails by state and what needs a person."""
    workspace = world.workspace(args)
    now = world.now(args, workspace)
    counts, last, heartbeat = {}, {}, None
    if workspace.store.exists():
        with world.open_store(workspace.store) as store:
            counts, last = dict(store.outbox.counts()), store.runs.last()
            heartbeat = store.slots.heartbeat()
    zone = workspace.config.zone
    workbooks = [_workbook(workspace, name, now) for name in workspace.workbooks]
    automations = [
        {
            "automation": automation.name,
            "every": automation.every,
            "last": _iso(last[automation.name].started.astimezone(zone))
            if automation.name in last
            else None,
            "status": last[automation.name].status if automation.name in last else None,
            "next": _iso(_next(automation.every, workspace, now)),
        }
        for automation in workspace.automations
    ]
    waits = {state: counts.get(state, 0) for state in NEEDS_A_PERSON_STATES if counts.get(state)}
    data: dict[str, object] = {
        "workspace": str(workspace.folder),
        "now": _iso(now),
        "service_seen": _iso(heartbeat.astimezone(zone) if heartbeat else None),
        "automations": automations,
        "workbooks": workbooks,
        "outbox": counts,
        "needs_a_person": waits,
    }
    missing = any(workbook["changed"] is None for workbook in workbooks)
    return Answer(
        data,
        list(_status_text(data, world.words)),
        NEEDS_A_PERSON if waits or missing else DONE,
    )


def _workbook(workspace: Workspace, name: str, now: datetime) -> dict[str, object]:
    path = workspace.folder / workspace.workbooks[name]
    owner = workspace.schemas.of_workbook(name)
    role = owner[0].owner_role if owner else "coordinator"
    changed = None
    if path.is_file():
        changed = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
    addresses = workspace.settings.addresses(role)
    return {
        "workbook": name,
        "file": workspace.workbooks[name],
        "changed": _iso(changed),
        "owner": addresses[0] if addresses else workspace.settings.coordinator,
    }


def _next(every: str, workspace: Workspace, now: datetime) -> datetime | None:
    for days in (1, 8, 40):  # a slot is nearly always near
        slots = slots_between(
            parse_every(every),
            now,
            now + timedelta(days=days),
            workspace.config.zone,
            workspace.calendar.is_working,
        )
        if slots:
            return slots[0].astimezone(workspace.config.zone)
    return None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _status_text(data: dict[str, object], words: Words) -> Iterator[str]:
    def moment(text: object) -> str:
        return words.value(datetime.fromisoformat(str(text))) if text else words("commands.never")

    yield words("commands.status-automations")
    automations = data["automations"]
    assert isinstance(automations, list)  # noqa: S101 - for the type checker; made a few lines up
    for one in automations:
        yield "  " + words(
            "commands.status-automation",
            name=f"{one['automation']:<14}",
            last=moment(one["last"]),
            next=moment(one["next"]),
        )
    yield words("commands.status-workbooks")
    workbooks = data["workbooks"]
    assert isinstance(workbooks, list)  # noqa: S101 - as above
    for one in workbooks:
        entry = "commands.status-workbook" if one["changed"] else "commands.status-no-workbook"
        yield "  " + words(
            entry, file=f"{one['file']:<32}", changed=moment(one["changed"]), owner=one["owner"]
        )
    counts = data["outbox"]
    assert isinstance(counts, dict)  # noqa: S101 - as above
    shown = ", ".join(f"{words(f'commands.state-{s}')} {n}" for s, n in counts.items() if n)
    yield words("commands.status-outbox", counts=shown or "–")
    waits = data["needs_a_person"]
    assert isinstance(waits, dict)  # noqa: S101 - as above
    for state, count in waits.items():
        yield words(f"commands.needs-{state}", count=count)
    if not waits:
        yield words("commands.needs-nothing")


@dataclass(frozen=True)
class _Examined:
    """One thing that the doctor looked at; `remedy` is None where it is well."""

    name: str
    message: str
    remedy: str | None = None


def doctor(args: Namespace, world: World) -> Answer:
    """Look at configuration, workbooks, templates, rules, store, folders and clock."""
    try:
        workspace = world.open(folder_of(args))
    except CannotRunError as error:
        examined = [_Examined("configuration", line, line) for line in error.lines]
        return _answer(examined, world.words, COULD_NOT_RUN)
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
    yield _Examined("mail", words("commands.doctor-mail-folder"))
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
