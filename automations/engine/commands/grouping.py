"""Findings for a terminal: the same mistake in many cells is one line, with its first cells.

Scripts get every finding by itself; this is for people, who mend a column and not a cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.words import Words

_APART = 3  # so many different sentences about one column each get a line of their own
_TOLD = 3  # cells that a line names
_DOUBLED = frozenset({"findings.unique", "findings.unique-together"})

Findings = Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Line:
    """What is said once: about one place, or about all that have the same mistake."""

    severity: Severity
    code: str
    place: str
    text: str


def grouped(findings: Findings, words: Words) -> list[Line]:
    """Return the lines for findings, in the order of the first place of each.

    Findings are of one pattern when tab, column, code and sentence agree, whatever is filled in.
    Those that read the same are one line. Where more than a few of one pattern read differently,
    they are one line too, with the sentence of the first.
    """
    order = {id(finding): number for number, finding in enumerate(findings)}
    lines: dict[int, Line] = {}
    for pattern in _by(_pattern, findings):
        alike = _by(lambda finding: _what(finding, words), pattern)
        if len(alike) <= _APART or pattern[0].row is None:
            lines |= {
                order[id(group[0])]: _line(group, _text(group, words), words) for group in alike
            }
        else:
            first = _spot(pattern[0], words)
            text = words("commands.first-of-many", place=first, text=_text(alike[0], words))
            lines[order[id(pattern[0])]] = _line(pattern, text, words)
    return [lines[number] for number in sorted(lines)]


def _line(group: Findings, text: str, words: Words) -> Line:
    return Line(group[0].severity, group[0].code, place(group, words), text)


def _by(key: Callable[[Finding], Hashable], findings: Findings) -> list[list[Finding]]:
    """Gather findings by what `key` says of each, in the order of the first."""
    found: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        found.setdefault(key(finding), []).append(finding)
    return list(found.values())


def _pattern(finding: Finding) -> Hashable:
    message = finding.message
    column = finding.field or (finding.cell or "").rstrip("0123456789")
    sentence = (message.id, tuple(message.texts.items()))
    return finding.workbook, finding.tab, column, finding.code, finding.severity, sentence


def _what(finding: Finding, words: Words) -> Hashable:
    """Tell findings apart that do not say the same; what is doubled says it of each other."""
    if finding.message.id in _DOUBLED:
        rows = [int(row) for row in re.findall("[0-9]+", str(finding.message.values["rows"]))]
        return min([finding.row or 0, *rows])
    return said(finding, words)


def said(finding: Finding, words: Words) -> str:
    """Return what a finding says, with its suggestion behind it."""
    message = words.message(finding.message)
    return f"{message} {words.message(finding.suggestion)}" if finding.suggestion else message


def _text(group: Findings, words: Words) -> str:
    first = group[0]
    if first.message.id not in _DOUBLED or len(group) == 1:
        return said(first, words)
    value = first.message.values.get("value")
    told = value.values.get("value") if isinstance(value, Message) else None
    entry = "commands.doubled"
    if value is None:
        entry = "commands.doubled-rows"
    elif told is None:  # it must not be repeated
        entry = "commands.doubled-hidden"
    column, others, times = first.column or "", len(group) - 1, len(group)
    text = words(entry, others, times=times, column=column, value=told)
    remedy = first.suggestion
    return f"{text} {words.message(remedy) if remedy else words('commands.doubled-remedy')}"


def place(group: Findings, words: Words) -> str:
    """Name where findings are: the tab with their cells or rows; nothing where it is the file."""
    first = group[0]
    if first.row is None:
        return first.tab or ""
    spots = [finding.cell or str(finding.row) for finding in group]
    if len(spots) == 1:
        where = spots[0]
    elif len(spots) <= _TOLD:
        where = words("commands.places", places=", ".join(spots[:-1]), last=spots[-1])
    else:
        entry = "commands.places-cells" if first.cell else "commands.places-rows"
        where = words(entry, number=len(spots), places=", ".join(spots[:_TOLD]))
    if first.cell:
        return f"{first.tab} {where}"
    return words("commands.place-row", tab=first.tab, row=where)


def _spot(finding: Finding, words: Words) -> str:
    return finding.cell or words("commands.place-row", tab="", row=finding.row).strip()
