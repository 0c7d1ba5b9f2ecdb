"""`check`: what is wrong in the sheets."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from time import perf_counter

from automations.engine.cli import COULD_NOT_RUN, DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.progress import progress
from automations.engine.commands.world import World
from automations.engine.core.checked import Checked, SheetSummary
from automations.engine.core.findings import Finding, Severity
from automations.engine.runner import look
from automations.engine.words import Words
from automations.engine.workspace import Workspace

MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTICE: "·"}


def check(args: Namespace, world: World) -> Answer:
    """Read and check every workbook; reads history and records nothing."""
    workspace = world.workspace(args)
    wanted = _wanted(args.sheets, workspace, world.words)
    now = world.now(args, workspace)
    started = perf_counter()
    with world.memory(workspace) as memory, progress(world.words) as step:
        step("checking")
        checked = look(workspace, world.source, now.date(), memory)
    seconds = perf_counter() - started
    findings = [f for f in checked.findings if not wanted or f.sheet in wanted]
    sheets = [s for s in checked.sheets if not wanted or s.sheet in wanted]
    return Answer(
        {
            "today": now.date().isoformat(),
            "sheets": [summary_json(summary) for summary in sheets],
            "findings": [finding_json(finding, world.words) for finding in findings],
        },
        [
            *text(workspace, sheets, findings, world.words),
            *_ending(sheets, findings, seconds, world),
        ],
        exit_code(checked, findings),
    )


def exit_code(checked: Checked, findings: Iterable[Finding]) -> int:
    """Return 2 when nothing could be read, 1 when there are errors, else 0."""
    if not any(table.readable for table in checked.register.tables.values()):
        return COULD_NOT_RUN
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    return NEEDS_A_PERSON if wrong else DONE


def finding_json(finding: Finding, words: Words) -> dict[str, object]:
    """Write a finding as INTERFACE promises it to scripts."""
    suggestion = finding.suggestion
    return {
        "workbook": finding.workbook,
        "sheet": finding.sheet,
        "tab": finding.tab,
        "row": finding.row,
        "column": finding.column,
        "cell": finding.cell,
        "code": finding.code,
        "severity": str(finding.severity),
        "message": words.message(finding.message),
        "suggestion": words.message(suggestion) if suggestion else None,
        "owner": finding.owner,
    }


def summary_json(summary: SheetSummary) -> dict[str, object]:
    """Write the summary of a sheet as INTERFACE promises it to scripts."""
    return {
        "workbook": summary.workbook,
        "sheet": summary.sheet,
        "tab": summary.tab,
        "rows": summary.rows,
        "valid": summary.valid,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "notices": summary.notices,
    }


def text(
    workspace: Workspace,
    sheets: Sequence[SheetSummary],
    findings: Sequence[Finding],
    words: Words,
) -> Iterator[str]:
    """Write the findings for people, workbook by workbook."""
    names = {name: PurePath(place).name for name, place in workspace.workbooks.items()}
    wide = max(map(len, names.values()), default=0)
    for name, file in names.items():
        tabs = " · ".join(f"{s.tab} {s.rows}" for s in sheets if s.workbook == name)
        mine = [finding for finding in findings if finding.workbook == name]
        if not tabs and not mine:
            continue
        yield f"{file:<{wide}}  {tabs}"
        places = [place(finding, words) for finding in mine]
        room = min(max(map(len, places), default=0), 36)
        for where, finding in zip(places, mine, strict=True):
            mark = MARKS[finding.severity]
            yield f"  {mark} " + f"{where:<{room}}  {words.message(finding.message)}".lstrip()
            if finding.suggestion:
                yield f"    {'':<{room}}  {words.message(finding.suggestion)}"


def place(finding: Finding, words: Words) -> str:
    """Name the place of a finding: tab and cell, tab and row, or nothing more than the file."""
    if finding.cell:
        return f"{finding.tab} {finding.cell}"
    if finding.row:
        return words("commands.place-row", tab=finding.tab, row=finding.row)
    return finding.tab or ""


def tally(findings: Iterable[Finding], words: Words) -> str:
    """Count findings by severity, in words."""
    severities = [finding.severity for finding in findings]
    parts = [
        words("commands.errors", count=severities.count(Severity.ERROR)),
        words("commands.warnings", count=severities.count(Severity.WARNING)),
    ]
    if notices := severities.count(Severity.NOTICE):
        parts.append(words("commands.notices", count=notices))
    return ", ".join(parts)


def _ending(
    sheets: Sequence[SheetSummary], findings: Sequence[Finding], seconds: float, world: World
) -> Iterator[str]:
    words = world.words
    clean = sum(1 for s in sheets if not s.errors and not s.warnings and not s.notices)
    yield ""
    yield words(
        "commands.check-summary",
        clean=words("commands.clean-sheets", count=clean),
        tally=tally(findings, words),
        milliseconds=round(seconds * 1000),
    )
    if any(finding.severity is not Severity.NOTICE for finding in findings):
        yield words("commands.check-next")


def _wanted(names: Sequence[str], workspace: Workspace, words: Words) -> set[str]:
    known = {s.title.casefold(): s.name for s in workspace.schemas.sheets.values()}
    known |= {name.casefold(): name for name in workspace.schemas.sheets}
    unknown = [name for name in names if name.casefold() not in known]
    if unknown:
        titles = ", ".join(s.title for s in workspace.schemas.sheets.values())
        raise CannotRunError(words("commands.unknown-sheet", name=unknown[0], known=titles))
    return {known[name.casefold()] for name in names}
