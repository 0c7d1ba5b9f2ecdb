"""`check`: what is wrong in the sheets."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from time import perf_counter

from automations.engine.cli import COULD_NOT_RUN, DONE, NEEDS_A_PERSON, Answer, CannotRunError
from automations.engine.commands.grouping import Line, grouped
from automations.engine.commands.progress import progress
from automations.engine.commands.world import World
from automations.engine.core.checked import Checked, SheetSummary
from automations.engine.core.findings import Finding, Severity
from automations.engine.looker import look
from automations.engine.words import Words
from automations.engine.workspace import Workspace

_PLACE_AT_MOST = 36  # characters of a place that texts are lined up behind
_NARROWEST = 30  # characters in which a text is still wrapped
_TIED = "\u00a0"  # keeps a tab and its number of rows together
MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTICE: "·"}


@dataclass(frozen=True, slots=True)
class Paper:
    """What findings are written on: how wide it is, if that matters, and with their codes or not.

    Under a finding's code the handbook tells more.
    """

    width: int | None = None
    codes: bool = False


def check(args: Namespace, world: World) -> Answer:
    """Read and check every workbook; reads history and records nothing."""
    workspace = world.workspace(args, decides=False)
    wanted = _wanted(args.sheets, workspace, world.words)
    now = world.now(args, workspace)
    started = perf_counter()
    with world.before(workspace) as before, progress(world.words) as step:
        step("checking")
        checked = look(workspace, world.source, now.date(), before)
    seconds = perf_counter() - started
    findings = [f for f in checked.findings if not wanted or f.sheet in wanted]
    sheets = [s for s in checked.sheets if not wanted or s.sheet in wanted]
    paper = Paper(terminal_width(), codes=hasattr(args, "verbose"))
    return Answer(
        {
            "today": now.date().isoformat(),
            "sheets": [summary_json(summary) for summary in sheets],
            "findings": [finding_json(finding, world.words) for finding in findings],
        },
        [
            *text(workspace, sheets, findings, world.words, paper),
            *_ending(sheets, findings, seconds, world, paper),
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
    paper: Paper,
) -> Iterator[str]:
    """Write the findings for people, workbook by workbook."""
    names = {name: PurePath(place).name for name, place in workspace.workbooks.items()}
    wide = max(map(len, names.values()), default=0)
    for name, file in names.items():
        tabs = " · ".join(
            f"{s.tab} {s.rows}".replace(" ", _TIED) for s in sheets if s.workbook == name
        )
        mine = [finding for finding in findings if finding.workbook == name]
        if not tabs and not mine:
            continue
        yield from _hung(f"{file:<{wide}}  ", tabs, paper)
        lines = grouped(mine, words)
        room = min(max((len(line.place) for line in lines), default=0), _PLACE_AT_MOST)
        for line in lines:
            yield from _told(line, room, paper)


def _told(line: Line, room: int, paper: Paper) -> Iterator[str]:
    """Write one line of findings: its mark, its place, what it says."""
    text = f"{line.text} [{line.code}]" if paper.codes else line.text
    mark = f"  {MARKS[line.severity]} "
    below = len(mark) + room + 2
    fits = paper.width is None or paper.width - below >= _NARROWEST
    if not room:
        yield from _hung(mark, text, paper)
    elif fits and (paper.width is None or len(line.place) <= room):
        yield from _hung(f"{mark}{line.place:<{room}}  ", text, paper, below)
    else:
        yield mark + line.place
        yield from _hung(" " * (below if fits else len(mark) + 2), text, paper)


def _hung(head: str, text: str, paper: Paper, indent: int | None = None) -> Iterator[str]:
    """Write a text behind its head; what does not fit in the width hangs below its beginning."""
    below = " " * (len(head) if indent is None else indent)
    room = (paper.width or 0) - len(below)
    if room < _NARROWEST:
        yield f"{head}{text}".rstrip().replace(_TIED, " ")
        return
    lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        yield f"{below if number else head}{line}".rstrip().replace(_TIED, " ")


def terminal_width() -> int | None:
    """Return how wide the terminal is; None where the output goes to a file or a program."""
    if not sys.stdout.isatty() and not os.environ.get("COLUMNS"):
        return None
    return shutil.get_terminal_size().columns


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
    sheets: Sequence[SheetSummary],
    findings: Sequence[Finding],
    seconds: float,
    world: World,
    paper: Paper,
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
    if paper.codes and findings:
        yield words("commands.check-more")


def _wanted(names: Sequence[str], workspace: Workspace, words: Words) -> set[str]:
    known = {s.title.casefold(): s.name for s in workspace.schemas.sheets.values()}
    known |= {name.casefold(): name for name in workspace.schemas.sheets}
    unknown = [name for name in names if name.casefold() not in known]
    if unknown:
        titles = ", ".join(s.title for s in workspace.schemas.sheets.values())
        raise CannotRunError(words("commands.unknown-sheet", name=unknown[0], known=titles))
    return {known[name.casefold()] for name in names}
