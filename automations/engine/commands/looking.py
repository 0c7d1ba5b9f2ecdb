"""`status`: how things stand, and what needs a person."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from automations.engine.cli import DONE, NEEDS_A_PERSON, Answer
from automations.engine.commands.mail_words import NEEDS_A_PERSON_STATES
from automations.engine.commands.world import World
from automations.engine.core.slots import parse_every, slots_between
from automations.engine.outgoing import Outgoing, Trouble, trouble_of
from automations.engine.words import Words
from automations.engine.workspace import Workspace


def status(args: Namespace, world: World) -> Answer:
    """Show last and next runs, workbooks, mails by state and what needs a person."""
    workspace = world.workspace(args)
    now = world.now(args, workspace)
    counts, last, heartbeat = {}, {}, None
    outgoing = Outgoing(workspace, world.transport(workspace))
    closed, trouble = outgoing.closed(None), None
    if workspace.store.exists():
        with world.open_store(workspace.store) as store:
            counts, last = dict(store.outbox.counts()), store.runs.last()
            heartbeat = store.slots.heartbeat()
            closed, trouble = outgoing.closed(store), trouble_of(store)
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
        "closed": world.words.message(closed.message) if closed else None,
        "trouble": _trouble_json(trouble, zone, world.words) if trouble else None,
    }
    missing = any(workbook["changed"] is None for workbook in workbooks)
    return Answer(
        data,
        list(_status_text(data, world.words)),
        NEEDS_A_PERSON if waits or missing or closed or trouble else DONE,
    )


def _trouble_json(trouble: Trouble, zone: tzinfo, words: Words) -> dict[str, object]:
    """Write why the mail server took nothing at the last attempt."""
    return {
        "reason": words.message(trouble.message),
        "since": _iso(trouble.since.astimezone(zone)),
        "attempts": trouble.tries,
        "again": _iso(trouble.again.astimezone(zone)),
        "by_hand": trouble.by_hand,
    }


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
    if closed := data["closed"]:
        yield words("commands.status-closed", why=str(closed))
    if trouble := data["trouble"]:
        assert isinstance(trouble, dict)  # noqa: S101 - as above
        yield words(
            "commands.status-trouble",
            count=trouble["attempts"],
            since=moment(trouble["since"]),
            why=trouble["reason"],
        )
        yield words("commands.status-again", again=moment(trouble["again"]))
    waits = data["needs_a_person"]
    assert isinstance(waits, dict)  # noqa: S101 - as above
    for state, count in waits.items():
        yield words(f"commands.needs-{state}", count=count)
    if not waits and not data["closed"] and not data["trouble"]:
        yield words("commands.needs-nothing")
