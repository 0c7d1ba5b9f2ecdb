"""`report approve`, `send` and `verify`: what the board gets, and whether a file is just that."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from automations.engine.cli import DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.progress import progress
from automations.engine.commands.world import World
from automations.engine.core.approved_reports import APPROVED, ApprovedReport, Origin
from automations.engine.core.checked import Checked
from automations.engine.core.intents import Attachment, Item, Mail
from automations.engine.core.periods import Period, parse_period
from automations.engine.looker import look
from automations.engine.outgoing import Outgoing
from automations.engine.ports import Hold
from automations.engine.recording import (
    FOLDER,
    CannotApproveError,
    Verdict,
    account,
    changed_since,
    find_draft,
    missing,
    others,
    put_in_place,
    staged,
    taken,
    verify,
    writing,
)
from automations.engine.runner import NothingYet
from automations.engine.stopping import stoppable
from automations.engine.words import Words
from automations.engine.workspace import Workspace

SENT = "report_approved"  # its mail's template, and under which it is remembered who got one
BOARD = "board"
TRIES = 3  # looks at the workbooks, when somebody saves one meanwhile


def look_whole(
    workspace: Workspace, world: World, now: datetime, kind: str
) -> tuple[Checked, Origin]:
    """Look at the workbooks, and take the fingerprints of the very bytes that were looked at."""
    for _ in range(TRIES):
        before = world.origin(workspace, kind)
        # A report says the same of the same workbooks, whatever the service remembers.
        checked = look(workspace, world.source, now.date(), NothingYet())
        if world.origin(workspace, kind) == before:
            break
    else:
        raise CannotRunError(world.words("record.being-saved"))
    if not any(table.readable for table in checked.register.tables.values()):
        raise CannotRunError(world.words("commands.nothing-readable"))
    return checked, before


def record(args: Namespace, world: World, period: Period) -> Answer:
    """Approve the draft of a period, send what was approved, or say what a file is."""
    workspace = world.workspace(args)
    now = world.now(args, workspace)
    if args.action == "verify":
        return _verify(args, world, workspace)
    with world.open_store(workspace.store) as store:
        if args.action == "approve":
            return _approve(args, world, workspace, period, now, store)
        return _send(args, world, workspace, period, now, store)


def of_period(
    approved: Sequence[ApprovedReport], kind: str, period: Period
) -> ApprovedReport | None:
    """Return the approved report of a period."""
    same = (one for one in approved if (one.kind, one.period) == (kind, period.code))
    return next(same, None)


def put_back(world: World, workspace: Workspace, approved: ApprovedReport) -> None:
    """Put back copies of approved files that are gone."""
    if missing(workspace.reports, approved):
        with world.open_store(workspace.store) as store:
            restore(workspace, store, [approved])


def approval_json(report: ApprovedReport | None, workspace: Workspace) -> dict[str, Any] | None:
    """Write an approval as scripts get it."""
    if report is None:
        return None
    local = report.approved_at.astimezone(workspace.config.zone)
    return {
        "at": local.isoformat(timespec="seconds"),
        "by": report.approved_by,
        "account": report.account,
        "made_on": report.made_on.isoformat(),
        "gaps": list(report.gaps),
        "workbooks": dict(report.origin.workbooks),
        "template": report.origin.template,
        "program": report.origin.program,
        "files": {
            file.sort: {"file": _place(workspace, file.name), "sha256": file.sha256}
            for file in report.files
        },
    }


def _place(workspace: Workspace, name: str) -> str:
    return workspace.relative(workspace.reports / FOLDER / name)


def _approve(  # noqa: PLR0913, PLR0917 - what is approved, when, and where it is kept
    args: Namespace,
    world: World,
    workspace: Workspace,
    period: Period,
    now: datetime,
    store: Any,  # noqa: ANN401 - as above
) -> Answer:
    """Keep the draft of a period as approved, where it is what the figures give now."""
    words, kind = world.words, args.kind
    _refuse_a_second(store, kind, period, workspace, words)
    with progress(words) as step:
        step("report")
        try:
            draft = find_draft(workspace.reports, kind, period, world.read_seal)
        except CannotApproveError as error:
            raise CannotRunError(words.message(error.message)) from error
        checked, origin = look_whole(workspace, world, now, kind)
        if changed := changed_since(draft, origin):
            named = ", ".join(_changed(changed, workspace, words))
            raise CannotRunError(words("record.changed", what=named, period=period.code))
        with staged(workspace.reports) as folder, writing(folder):
            made = world.report(
                workspace,
                checked,
                period,
                draft.seal.made_on,
                kind=kind,
                pdf=True,
                gaps_too=args.with_gaps,
                published=store.approved_reports(),
                origin=origin,
                folder=folder,
                approved_on=now.date(),
            )
            files = taken(made.files)
        if made.digest != draft.seal.figures:
            raise CannotRunError(words("record.other-figures", period=period.code))
    gaps = tuple(words.message(gap) for gap in made.gaps)
    if gaps and not args.with_gaps:
        lines = [words("record.gaps", period=period.code), *(f"  {gap}" for gap in gaps)]
        lines.append(words("record.gaps-next", period=period.code))
        data = {"period": period.code, "kind": kind, "state": "draft", "gaps": list(gaps)}
        return Answer({**data, "approved": None}, lines, NEEDS_A_PERSON)
    for other in others(workspace.reports, files):
        raise CannotRunError(words("record.in-the-way", file=workspace.relative(other)))
    approved = ApprovedReport(
        kind=kind,
        period=period.code,
        made_on=draft.seal.made_on,
        approved_at=now,
        approved_by=workspace.settings.coordinator,
        account=account(),
        gaps=tuple(workspace.words.message(gap) for gap in made.gaps),
        origin=origin,
        data=made.data,
        files=files,
    )
    if not store.reports.approve(approved):  # somebody else was first
        _refuse_a_second(store, kind, period, workspace, words)
    put_in_place(workspace.reports, files)
    lines = [words("record.approved", period=words.message(period.label))]
    lines += [f"  {_place(workspace, file.name)}" for file in files]
    lines += [words("record.approved-with", gap=gap) for gap in gaps]
    if made.pdf_failed:
        lines.append(words.message(made.pdf_failed))
    lines.append(words("record.approved-next", period=period.code))
    data = {"period": period.code, "kind": kind, "state": APPROVED, "gaps": list(gaps)}
    return Answer({**data, "approved": approval_json(approved, workspace)}, lines)


def _refuse_a_second(
    store: Any,  # noqa: ANN401 - as above
    kind: str,
    period: Period,
    workspace: Workspace,
    words: Words,
) -> None:
    before = of_period(store.reports.all(), kind, period)
    if before is None:
        return
    restore(workspace, store, [before])
    on = before.approved_at.astimezone(workspace.config.zone)
    by = before.approved_by
    raise CannotRunError(words("record.approved-before", period=period.code, on=on, by=by))


def _changed(changed: Sequence[str], workspace: Workspace, words: Words) -> Iterator[str]:
    """Name what changed, as staff know it."""
    for name in changed:
        if name in workspace.workbooks:
            yield Path(workspace.workbooks[name]).name
        elif name in {"template", "program"}:
            yield words("record.template" if name == "template" else "record.program")
        else:
            yield name


def restore(
    workspace: Workspace,
    store: Any,  # noqa: ANN401 - as above
    approved: Sequence[ApprovedReport],
) -> tuple[Path, ...]:
    """Put back copies of approved files that are gone; return those that somebody changed."""
    differ: list[Path] = []
    for report in approved:
        if missing(workspace.reports, report):
            put_in_place(workspace.reports, store.reports.files(report.kind, report.period))
        differ += others(workspace.reports, report.files)
    return tuple(differ)


def _send(  # noqa: PLR0913, PLR0917 - as for approving
    args: Namespace,
    world: World,
    workspace: Workspace,
    period: Period,
    now: datetime,
    store: Any,  # noqa: ANN401 - as above
) -> Answer:
    """Mail the approved files to the board, once to each address."""
    words, kind = world.words, args.kind
    receivers = workspace.settings.roles.get(BOARD, ())
    if not receivers:
        raise CannotRunError(words("record.no-board"))
    report = of_period(store.reports.all(), kind, period)
    if report is None:
        raise CannotRunError(words("record.not-approved", period=period.code))
    differ = restore(workspace, store, [report])
    files = store.reports.files(kind, period.code)
    before = store.reports.deliveries((SENT, kind, period.code))
    mails = [
        _mail(to, report, files, period, workspace, now) for to in receivers if to not in before
    ]
    with stoppable() as stop, progress(words) as step:
        step("delivering")
        outgoing = Outgoing(workspace, world.transport(workspace))
        closed = outgoing.gate(store, now)
        hold = Hold(closed.kind, workspace.words.message(closed.message)) if closed else None
        renderer = world.renderer(workspace, now)
        queued = store.outbox.queue([renderer.render(mail) for mail in mails], now, hold=hold)
        counts = outgoing.deliver_all(store, lambda: now, stop, lambda: step("pacing"))
    states = store.reports.deliveries((SENT, kind, period.code))
    mine = {to: states.get(to, "") for to in receivers}
    lines = [words("record.queued", count=queued, period=words.message(period.label))]
    if before:
        lines.append(words("record.sent-before", to=tuple(sorted(before))))
    lines += [f"  {to}: {words(f'commands.state-{state}')}" for to, state in mine.items() if state]
    if closed:
        lines.append(words.message(closed.message))
    if counts.trouble:
        lines.append(words.message(counts.trouble))
    lines += [words("record.copy-changed", file=workspace.relative(path)) for path in differ]
    arrived = all(state == "sent" for state in mine.values())
    data = {
        "period": period.code,
        "kind": kind,
        "state": "sent" if arrived else APPROVED,
        "receivers": [{"to": to, "state": state} for to, state in mine.items()],
        "queued": queued,
        "approved": approval_json(report, workspace),
    }
    waits = any(state not in {"sent", "waiting"} for state in mine.values())
    return Answer(data, lines, NEEDS_A_PERSON if waits or counts.trouble or differ else DONE)


def _mail(  # noqa: PLR0913, PLR0917 - to whom, and what it brings
    to: str,
    report: ApprovedReport,
    files: Sequence[Any],
    period: Period,
    workspace: Workspace,
    now: datetime,
) -> Mail:
    key = (SENT, report.kind, report.period)
    return Mail(
        key=(*key, to),
        to=to,
        template=SENT,
        about={
            "period": period.label,
            "approved_on": report.approved_at.astimezone(workspace.config.zone).date(),
            "files": tuple(file.name for file in files),
        },
        on=now.date(),
        automation="progress_report",
        items=(Item(SENT, f"{report.kind} {report.period}", None, "", to),),
        attachments=tuple(
            Attachment(
                "approved_report",
                {"name": file.name, "sort": file.sort, "content": file.content},
            )
            for file in files
        ),
    )


def _verify(args: Namespace, world: World, workspace: Workspace) -> Answer:
    """Say whether a file is what was approved."""
    words = world.words
    if not args.file:
        raise CannotRunError(words("record.verify-what"))
    path = Path(args.file)
    if not path.is_absolute() and not path.is_file():
        path = workspace.folder / path
    try:
        found = verify(path, world.approved(workspace), world.read_seal)
    except OSError as error:
        why = error.strerror or str(error)
        raise CannotRunError(words("commands.no-access", file=args.file, why=why)) from error
    data = {
        "file": args.file,
        "state": found.state,
        "period": found.period,
        "kind": found.kind,
        "claims": found.claims,
        "approved": approval_json(found.report, workspace),
    }
    line = _verdict(found, args.file, workspace, words)
    return Answer(data, [line], DONE if found.state == APPROVED else NEEDS_A_PERSON)


def _verdict(found: Verdict, file: str, workspace: Workspace, words: Words) -> str:
    """Say in one sentence what a file is, and what that means."""
    if found.period is None:
        return words("record.verify-unknown", file=file)
    period, report = words.message(parse_period(found.period).label), found.report
    zone = workspace.config.zone
    on = report.approved_at.astimezone(zone).date() if report else None
    if found.state == APPROVED and report is not None:
        by = report.approved_by
        return words("record.verify-approved", file=file, period=period, on=on, by=by)
    if found.state == "edited":
        of = APPROVED if found.claims == APPROVED else "draft"
        return words(f"record.verify-edited-{of}", file=file, period=period)
    if found.state == "draft" and report is not None:
        return words("record.verify-draft-beside", file=file, period=period, on=on)
    if found.state == "draft":
        return words("record.verify-draft", file=file, period=period)
    return words("record.verify-not-ours", file=file, period=period)
