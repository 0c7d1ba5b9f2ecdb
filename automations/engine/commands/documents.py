"""`report` and `rules`: what can be read on paper or on the screen."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from automations.engine.cli import COULD_NOT_RUN, DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.progress import progress
from automations.engine.commands.report_record import (
    approval_json,
    look_whole,
    of_period,
    put_back,
    record,
)
from automations.engine.commands.report_template import no_template, template
from automations.engine.commands.world import World
from automations.engine.core.checked import Checked
from automations.engine.core.describe import describe
from automations.engine.core.findings import Severity
from automations.engine.core.intents import Skipped
from automations.engine.core.own_rows import SHEET as OWN_RULES
from automations.engine.core.own_rules import not_running
from automations.engine.core.periods import Period, PeriodError, last_half_year, parse_period
from automations.engine.core.report import KINDS, PROGRESS
from automations.engine.core.rules import Rule
from automations.engine.looker import look
from automations.engine.own import rules_of
from automations.engine.words import Words
from automations.engine.workspace import Workspace


def report(args: Namespace, world: World) -> Answer:
    """Make the draft of a report, in Word and Excel; or what comes after that."""
    if args.action == "template":
        return template(args, world)
    no_template(args, world.words)
    workspace = world.workspace(args)
    now = world.now(args, workspace)
    try:
        period = parse_period(args.period) if args.period else last_half_year(now.date())
    except PeriodError as error:
        raise CannotRunError(world.words("commands.bad-period", value=args.period)) from error
    if args.action != "make":
        return record(args, world, period)
    approved = world.approved(workspace)
    if before := of_period(approved, args.kind, period):
        put_back(world, workspace, before)
    checked, origin = look_whole(workspace, world, now, args.kind)
    with progress(world.words) as step:
        step("report")
        workspace.reports.mkdir(parents=True, exist_ok=True)
        made = world.report(
            workspace,
            checked,
            period,
            now.date(),
            kind=args.kind,
            pdf=True,
            published=[one.data for one in approved],
            origin=origin,
        )
    files = {
        kind: workspace.relative(Path(path)) if path else None for kind, path in made.files.items()
    }
    data = {
        "period": made.period,
        "kind": made.kind,
        "state": made.state,
        "files": files,
        "figures": made.figures,
        "tables": made.tables,
        "corrections": made.corrections,
        "gaps": [world.words.message(gap) for gap in made.gaps],
        "approved": approval_json(before, workspace),
    }
    words = world.words
    lines = [
        words(
            "commands.report-made",
            title=words.message(KINDS[made.kind].title),
            period=words.message(period.label),
        )
    ]
    lines += [f"  {path}" for path in files.values() if path]
    if made.pdf_failed:
        lines.append(words.message(made.pdf_failed))
    if before:
        on = before.approved_at.astimezone(workspace.config.zone)
        lines.append(words("record.beside", on=on))
    if made.corrections:
        lines.append(words("record.corrections", count=len(made.corrections)))
    errors = sum(1 for finding in checked.findings if finding.severity is Severity.ERROR)
    if errors:
        lines.append(words("commands.report-errors", count=errors))
    return Answer(data, lines, NEEDS_A_PERSON if errors else DONE)


def make_report(  # noqa: PLR0913 - what, of when, from which look, and with or without a PDF
    workspace: Workspace,
    world: World,
    checked: Checked,
    period: Period,
    now: datetime,
    *,
    kind: str = PROGRESS,
    pdf: bool,
) -> Any:  # noqa: ANN401 - reporting's own result; naming it here would load Word and Excel
    """Write the report's files in the workspace's folder of reports; a PDF takes seconds more."""
    workspace.reports.mkdir(parents=True, exist_ok=True)
    return world.report(workspace, checked, period, now.date(), kind=kind, pdf=pdf)


def rules(args: Namespace, world: World) -> Answer:
    """Read every rule back as one plain sentence."""
    workspace = world.workspace(args)
    now = world.now(args, workspace)
    with world.before(workspace) as before:
        checked = look(workspace, world.source, now.date(), before)
    every = rules_of(workspace, checked)
    sentences = [(rule, describe(rule, world.words, workspace.schemas)) for rule in every]
    broken = list(not_running(checked.register, workspace.settings, now.date()))
    data = {
        "rules": [
            {
                "rule": rule.name,
                "family": rule.family,
                "origin": "tab" if rule.meaning else "file",
                "about": rule.about,
                "sentence": sentence,
            }
            for rule, sentence in sentences
        ],
        "not_running": [
            {"rule": one.rule, "row": one.row, "reason": world.words.message(one.reason)}
            for one in broken
        ],
    }
    lines = list(_rules_text(sentences, broken, workspace, world.words))
    return Answer(data, lines, DONE if sentences else COULD_NOT_RUN)


def _rules_text(
    sentences: Sequence[tuple[Rule, str]],
    broken: Sequence[Skipped],
    workspace: Workspace,
    words: Words,
) -> Iterator[str]:
    """Write rules by family; those of the tab have a heading that says where they stand."""
    own = words("commands.rules-own", tab=workspace.schemas[OWN_RULES].title)
    headed = [(own if rule.meaning else rule.family, said) for rule, said in sentences]
    for heading, group in groupby(headed, key=lambda one: one[0]):
        if heading != headed[0][0]:
            yield ""
        yield heading
        yield from (f"  {sentence}" for _, sentence in group)
    if broken and own not in {heading for heading, _ in headed}:
        yield from ("", own)
    for one in broken:
        why = words.message(one.reason)
        yield "  " + words("commands.rules-own-not", rule=one.rule, row=str(one.row), why=why)
