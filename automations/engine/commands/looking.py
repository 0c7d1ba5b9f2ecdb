"""`status`: how things stand, and what needs a person, each with its remedy."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from automations.engine.cli import DONE, NEEDS_A_PERSON, Answer
from automations.engine.commands.mail_words import (
    NEEDS_A_PERSON_STATES,
    WaitingRule,
    waiting_rules,
)
from automations.engine.commands.seen import ServiceSeen, service_seen
from automations.engine.commands.world import World
from automations.engine.core.editions import CHANGED, STOPPED, editions_that, got
from automations.engine.core.intents import History
from automations.engine.core.periods import parse_period
from automations.engine.core.report_due import REPORT_DUE
from automations.engine.core.slots import ON_REQUEST, parse_every, slots_between
from automations.engine.outgoing import Closed, Outgoing, Trouble, trouble_of
from automations.engine.snapshots.days import FOLDER, read_days
from automations.engine.snapshots.keeping import snapshot_trouble
from automations.engine.words import Words
from automations.engine.workspace import Workspace

REPORTS = "progress_report"  # under which it is remembered what was made, and what cannot be yet


@dataclass(frozen=True)
class _Remembered:
    """What the store tells; where there is none, nothing happened yet."""

    counts: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, Any] = field(default_factory=dict)  # the last run of each automation
    heartbeat: datetime | None = None
    closed: Closed | None = None
    trouble: Trouble | None = None
    own_rules: Sequence[WaitingRule] = ()  # of the coordinator's own that wait for her
    findings: tuple[int, int] = (0, 0)  # how many owners know of, and for how many days at most
    history: History = field(default_factory=History)


@dataclass(frozen=True)
class _Need:
    """One thing that a person must do: the message says what, and how."""

    code: str
    message: str
    count: int = 1


def status(args: Namespace, world: World) -> Answer:
    """Show last and next runs, workbooks, mails by state and what needs a person."""
    workspace = world.workspace(args)
    now, machine = world.now(args, workspace), datetime.now(UTC)
    zone, words = workspace.config.zone, world.words
    known = _remembered(workspace, world, now)
    seen = service_seen(workspace.folder, zone, words, machine)
    workbooks = [_workbook(workspace, name, machine) for name in workspace.workbooks]
    needs = list(_needs(known, seen, workbooks, words))
    data: dict[str, object] = {
        "workspace": str(workspace.folder),
        "now": _iso(now),
        "service": seen.data,
        "service_seen": _iso(known.heartbeat and known.heartbeat.astimezone(zone)),
        "automations": list(_automations(workspace, known, now)),
        "workbooks": workbooks,
        "findings": {"open": known.findings[0], "oldest_days": known.findings[1]},
        "snapshots": _copies(workspace, words),
        "outbox": dict(known.counts),
        "own_rules": [
            {
                "rule": one.rule,
                "mails": [mail.id for mail in one.mails],
                "samples": [{"to": mail.to, "subject": mail.subject} for mail in one.samples],
            }
            for one in known.own_rules
        ],
        "editions": list(_editions(known.history)),
        "reports": list(_reports(known.history, words)),
        "needs_a_person": _counted(needs),
        "needs": [{"code": one.code, "count": one.count, "message": one.message} for one in needs],
        "closed": words.message(known.closed.message) if known.closed else None,
        "trouble": _trouble_json(known.trouble, zone, words) if known.trouble else None,
    }
    lines = [*_text(data, seen, words), *_needs_text(needs, known, zone, words)]
    return Answer(data, lines, NEEDS_A_PERSON if needs else DONE)


def _remembered(workspace: Workspace, world: World, now: datetime) -> _Remembered:
    outgoing = Outgoing(workspace, world.transport(workspace))
    if not workspace.store.exists():
        return _Remembered(closed=outgoing.closed(None))
    with world.open_store(workspace.store) as store:
        history = store.history()
        since = [day for (rule, _), day in history.noticed.items() if rule == "check"]
        return _Remembered(
            store.outbox.counts(),
            store.runs.last(),
            store.slots.heartbeat(),
            outgoing.closed(store),
            trouble_of(store),
            waiting_rules(store.outbox.list(["held"])),
            (len(since), (now.date() - min(since)).days if since else 0),
            history,
        )


def _needs(
    known: _Remembered, seen: ServiceSeen, workbooks: list[dict[str, object]], words: Words
) -> Iterator[_Need]:
    """Name everything that stands still until somebody does something."""
    for state in NEEDS_A_PERSON_STATES:
        if count := known.counts.get(state, 0):
            yield _Need(state, words(f"commands.needs-{state}", count=count), count)
    yield from _to_approve(known, words)
    for workbook in workbooks:
        if workbook["changed"] is None:
            said = words("commands.needs-workbook", file=str(workbook["file"]))
            yield _Need("missing-workbook", said)
    for name, run in known.last.items():
        if run.status == "failed":
            said = words("commands.needs-automation", name=name, why=run.error or "")
            yield _Need("failed-automation", said)
    if seen.needs_a_person:
        yield _Need("service", " ".join(seen.lines[1:]) or seen.lines[0])
    if known.closed:
        yield _Need(known.closed.kind, words.message(known.closed.message))
    if known.trouble:
        yield _Need("trouble", words.message(known.trouble.message))


def _to_approve(known: _Remembered, words: Words) -> Iterator[_Need]:
    """Name what the coordinator has not seen as it is now."""
    yield from (_Need("own-rule", one.line(words), len(one.mails)) for one in known.own_rules)
    for what, code in ((CHANGED, "changed-edition"), (STOPPED, "stopped-edition")):
        for edition in editions_that(what, known.history):
            yield _Need(code, words(f"commands.needs-{code}", edition=edition))


def _counted(needs: Sequence[_Need]) -> dict[str, int]:
    """Count what needs a person by its kind."""
    counts: dict[str, int] = {}
    for need in needs:
        counts[need.code] = counts.get(need.code, 0) + need.count
    return counts


def _automations(
    workspace: Workspace, known: _Remembered, now: datetime
) -> Iterator[dict[str, object]]:
    for automation in workspace.automations:
        run = known.last.get(automation.name)
        yield {
            "automation": automation.name,
            "every": automation.every,
            "last": _iso(run.started.astimezone(workspace.config.zone)) if run else None,
            "status": run.status if run else None,
            "next": _iso(_next(automation.every, workspace, now)),
        }


def _editions(history: History) -> Iterator[dict[str, object]]:
    """Tell of the editions of the newsletter that are approved and have not left yet."""
    for frozen in history.editions.values():
        if left := frozenset(frozen.addresses) - got(history, frozen.edition):
            yield {
                "edition": frozen.edition,
                "approved_on": frozen.on.isoformat(),
                "by": frozen.by,
                "day": frozen.day.isoformat(),
                "receivers": len(left),
            }


def _reports(history: History, words: Words) -> Iterator[dict[str, object]]:
    """Tell which progress report is due next, as the last run saw it, and whether it was made."""
    made = {item.key for item in history.items if item.rule == REPORTS}
    for (rule, code), due in history.noticed.items():
        if rule == REPORT_DUE:
            label = words.message(parse_period(code).label)
            yield {"period": code, "label": label, "due": due.isoformat(), "made": code in made}


def _trouble_json(trouble: Trouble, zone: tzinfo, words: Words) -> dict[str, object]:
    """Write why the mail server took nothing at the last attempt."""
    return {
        "reason": words.message(trouble.message),
        "since": _iso(trouble.since.astimezone(zone)),
        "attempts": trouble.tries,
        "again": _iso(trouble.again.astimezone(zone)),
        "by_hand": trouble.by_hand,
    }


def _workbook(workspace: Workspace, name: str, machine: datetime) -> dict[str, object]:
    """Say when a workbook was saved last, on the machine's clock, and who looks after it."""
    path = workspace.folder / workspace.workbooks[name]
    owner = workspace.schemas.of_workbook(name)
    role = owner[0].owner_role if owner else "coordinator"
    changed = None
    if path.is_file():
        changed = datetime.fromtimestamp(path.stat().st_mtime, workspace.config.zone)
    addresses = workspace.settings.addresses(role)
    return {
        "workbook": name,
        "file": workspace.workbooks[name],
        "changed": _iso(changed),
        "age_days": max((machine - changed).days, 0) if changed else None,
        "owner": addresses[0] if addresses else workspace.settings.coordinator,
    }


def _copies(workspace: Workspace, words: Words) -> dict[str, object]:
    """Say of which day the last copies are, and why part is not copied."""
    days = [day.on for day in read_days(workspace.folder / FOLDER) if day.complete]
    trouble = snapshot_trouble(workspace)
    return {
        "last": max(days).isoformat() if days else None,
        "trouble": words.message(trouble) if trouble else None,
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


def _text(data: Mapping[str, Any], seen: ServiceSeen, words: Words) -> Iterator[str]:
    def moment(text: str | None) -> str:
        return words.value(datetime.fromisoformat(text)) if text else words("commands.never")

    yield seen.lines[0]
    yield words("commands.status-automations")
    for one in data["automations"]:
        failed = words("commands.status-failed-too") if one["status"] == "failed" else ""
        yield "  " + words(
            "commands.status-automation",
            name=f"{one['automation']:<16}",
            last=moment(one["last"]) + failed,
            next=words("commands.on-request")
            if one["every"] == ON_REQUEST
            else moment(one["next"]),
        )
    yield words("commands.status-workbooks")
    for one in data["workbooks"]:
        entry = "commands.status-workbook" if one["changed"] else "commands.status-no-workbook"
        age = words("commands.status-age", count=one["age_days"]) if one["age_days"] else ""
        yield "  " + words(
            entry,
            file=f"{one['file']:<32}",
            changed=moment(one["changed"]) + age,
            owner=one["owner"],
        )
    found = data["findings"]
    if found["open"]:
        days = found["oldest_days"]
        oldest = words("commands.status-oldest", count=days) if days else ""
        yield words("commands.status-findings", count=found["open"], oldest=oldest)
    for one in data["editions"]:
        on, day = (date.fromisoformat(one[name]) for name in ("approved_on", "day"))
        yield words(
            "commands.status-edition",
            edition=one["edition"],
            on=on,
            day=day,
            count=one["receivers"],
        )
    for one in data["reports"]:
        due, entry = date.fromisoformat(one["due"]), "made" if one["made"] else "due"
        yield words(f"commands.status-report-{entry}", period=one["label"], day=due)
    yield _copies_text(data["snapshots"], words)
    counts = data["outbox"]
    shown = ", ".join(f"{words(f'commands.state-{s}')} {n}" for s, n in counts.items() if n)
    yield words("commands.status-outbox", counts=shown or "–")


def _copies_text(copies: Mapping[str, str | None], words: Words) -> str:
    said = words("commands.status-copies-never")
    if copies["last"]:
        said = words("commands.status-copies", day=date.fromisoformat(copies["last"]))
    if copies["trouble"]:
        said = words("commands.status-copies-trouble", copies=said, why=copies["trouble"])
    return said


def _needs_text(
    needs: list[_Need], known: _Remembered, zone: tzinfo, words: Words
) -> Iterator[str]:
    """Say what a person must do; of what stops the mail also since when, and what happens next."""
    for need in needs:
        if known.closed and need.code == known.closed.kind:
            yield words("commands.status-closed", why=need.message)
        elif known.trouble and need.code == "trouble":
            since = known.trouble.since.astimezone(zone)
            count = known.trouble.tries
            yield words("commands.status-trouble", count=count, since=since, why=need.message)
            again = known.trouble.again.astimezone(zone)
            yield words("commands.status-again", again=again)
        else:
            yield need.message
    if not needs:
        yield words("commands.needs-nothing")
