"""Approved reports: what is kept of them, and what the next report takes from them.

An approved report is kept as the figures that it showed, after suppression: what was hidden is not
in it, and cannot come out of it. The next report compares itself with what was approved, and lists
what the workbooks say differently since.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Literal

from automations.engine.core.figures.compute import Cell, Figure, TableData, TableLine
from automations.engine.core.figures.registry import Chapter, Compare, Number, TableSpec, Unit
from automations.engine.core.periods import Period, parse_period
from automations.engine.core.suppression import Hide

ApprovedData = Mapping[str, Any]  # one approved report as `as_data` gave it
Computed = tuple[tuple[Figure, ...], tuple[TableData, ...]]

DRAFT, APPROVED = "draft", "approved"
LOOKED_BACK = 4  # approved reports of earlier periods that late edits are looked for in


@dataclass(frozen=True, slots=True)
class Origin:
    """What a report was made from: SHA-256 of each workbook and of the template, and by what.

    A workbook or template that could not be read has an empty fingerprint.
    """

    workbooks: Mapping[str, str]
    template: str
    program: str


@dataclass(frozen=True, slots=True)
class ApprovedFile:
    """One file of an approved report; `sort` is word, excel or pdf, `sha256` that of its bytes."""

    sort: str
    name: str
    sha256: str
    content: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class ApprovedReport:
    """A report that a person approved; its files are kept with it and never change."""

    kind: str
    period: str
    made_on: date  # of the draft that was approved
    approved_at: datetime
    approved_by: str  # the coordinator's address
    account: str  # the user of the computer
    gaps: tuple[str, ...]  # what was missing and known to be, in words
    origin: Origin
    data: ApprovedData
    files: tuple[ApprovedFile, ...]


def approved_report(  # noqa: PLR0913, PLR0917 - a row of the store, as its columns stand
    kind: str,
    period: str,
    made_on: date,
    approved_at: datetime,
    approved_by: str,
    account: str,
    gaps: str,
    origin: str,
    data: str,
    *,
    files: Iterable[ApprovedFile],
) -> ApprovedReport:
    """Read an approved report back; `gaps`, `origin` and `data` are JSON."""
    return ApprovedReport(
        *(kind, period, made_on, approved_at, approved_by, account),
        tuple(json.loads(gaps)),
        Origin(**json.loads(origin)),
        json.loads(data),
        tuple(files),
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """Something that an approved report said of a closed period and the workbooks say no more.

    `about` is a figure, a line of a table, or a whole chapter whose numbers may not be shown.
    Hidden: either number was suppressed, or the difference would tell of a few; both are None then.
    """

    period: Period
    about: Literal["figure", "table", "chapter"]
    id: str
    approved: Number | None
    now: Number | None
    hidden: bool = False
    line: str = ""
    from_cell: bool = False
    measure: str = ""
    unit: Unit = Unit.COUNT
    mark: str = ""  # of a hidden one: a fingerprint of what the period shows now

    @property
    def name(self) -> tuple[str, str, str, str]:
        """Tell what it is about."""
        return self.period.code, self.id, self.line, self.measure


def as_data(  # noqa: PLR0913, PLR0917 - what a report shows, part by part
    kind: str,
    period: Period,
    made_on: date,
    figures: Iterable[Figure],
    tables: Iterable[TableData],
    corrections: Iterable[Correction],
    label: Callable[[str], str],
) -> ApprovedData:
    """Give the figures of a report as they are kept; `label` names an entry of the catalogue.

    Closed: the period was over, so that what differs later was edited late.
    """
    return {
        "period": period.code,
        "kind": kind,
        "made_on": made_on.isoformat(),
        "closed": made_on >= period.end,
        "figures": [
            {
                "id": figure.id,
                "label": label(f"report.figure-{figure.id}"),
                "value": plain(figure.value),
                "previous": plain(figure.previous),
                "suppressed": figure.suppressed,
                "previous_suppressed": figure.previous_suppressed,
                "unknown": figure.unknown,
                "rows": figure.rows,
                "complete": figure.complete,
            }
            for figure in figures
        ],
        "tables": [
            {
                "id": table.id,
                "label": label(f"report.table-{table.id}"),
                "measures": [name for name, _ in table.measures],
                "compares": table.compares,
                "lines": [
                    {
                        "label": line.label,
                        "from_cell": line.from_cell,
                        "cells": [
                            {
                                "value": plain(cell.value),
                                "suppressed": cell.suppressed,
                                "small": cell.small,
                            }
                            for cell in line.cells
                        ],
                    }
                    for line in table.lines
                ],
            }
            for table in tables
        ],
        "corrections": [
            {
                "period": one.period.code,
                "about": one.about,
                "id": one.id,
                "line": one.line,
                "measure": one.measure,
                "approved": plain(one.approved),
                "now": plain(one.now),
                "suppressed": one.hidden,
                "mark": one.mark,
            }
            for one in corrections
        ],
    }


def digest(data: ApprovedData) -> str:
    """Return a fingerprint of what a report says in figures."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def plain(value: Number | None) -> int | float | None:
    """Write a number as JSON has it."""
    return float(value) if isinstance(value, Decimal) else value


def beside_approved(
    computed: Computed, kind: str, period: Period, published: Sequence[ApprovedData]
) -> Computed:
    """Take previous values from the approved report of that period, where there is one.

    A value is shown only where both that report and the workbooks as they are now show it.
    """
    closed = _closed(kind, published)
    before = closed.get(period.previous().code)
    year = closed.get(f"{period.year - 1:04}-J") or closed.get(f"{period.year - 1:04}-H2")
    sources = {Compare.PREVIOUS: _by_id(before, "figures"), Compare.YEAR: _by_id(year, "figures")}
    figures, tables = computed
    approved = _by_id(before, "tables")
    return (
        tuple(_figure(one, sources.get(one.compare, {}).get(one.id)) for one in figures),
        tuple(_table(one, approved.get(one.id)) for one in tables),
    )


def corrections(
    kind: str,
    period: Period,
    published: Sequence[ApprovedData],
    specs: Iterable[TableSpec],
    again: Callable[[Period], Computed],
) -> tuple[Correction, ...]:
    """List what approved reports of earlier, closed periods say and the workbooks say no more.

    `again` computes a period as the workbooks are now. What an approved report of another period
    listed already, with the same number, is not listed again.
    """
    closed = _closed(kind, published)
    periods = sorted((parse_period(code) for code in closed), key=lambda one: (one.end, one.start))
    earlier = [one for one in periods if one.end <= period.end and one.code != period.code]
    divided = frozenset(spec.id for spec in specs if spec.divides is not None)
    told = {
        (one["period"], one["id"], one["line"], one["measure"]): (one["now"], one["mark"])
        for code, report in closed.items()
        if code != period.code
        for one in report["corrections"]
    }
    found = [
        one
        for past in earlier[-LOOKED_BACK:]
        for one in _differences(
            replace(past, today=period.today), closed[past.code], again, divided
        )
    ]
    return tuple(one for one in found if told.get(one.name) != (plain(one.now), one.mark))


def _closed(kind: str, published: Iterable[ApprovedData]) -> Mapping[str, ApprovedData]:
    return {one["period"]: one for one in published if one["kind"] == kind and one["closed"]}


def _by_id(report: ApprovedData | None, part: str) -> Mapping[str, Mapping[str, Any]]:
    return {one["id"]: one for one in report[part]} if report else {}


def _figure(figure: Figure, approved: Mapping[str, Any] | None) -> Figure:
    if approved is None or figure.suppressed:
        return figure
    if figure.previous_suppressed or approved["suppressed"]:
        return replace(figure, previous=None, previous_suppressed=True, previous_unknown=False)
    value = _number(approved["value"], figure.unit)
    return replace(figure, previous=value, previous_unknown=approved["unknown"])


def _table(table: TableData, approved: Mapping[str, Any] | None) -> TableData:
    """Put the approved numbers in the column of the period before."""
    if approved is None or not table.compares or not approved["compares"]:
        return table
    unit = table.measures[0][1]
    then = {line["label"]: line for line in approved["lines"]}
    labels = {line.label: line.from_cell for line in table.lines}
    labels |= {name: line["from_cell"] for name, line in then.items()}
    mine = {line.label: line.cells for line in table.lines}
    order = sorted(labels) if any(labels.values()) else list(labels)
    lines = []
    for label in order:
        now, before = mine.get(label, (Cell(0), Cell(0)))
        kept = Cell(0)
        if label in then:
            cell = then[label]["cells"][0]
            kept = Cell(_number(cell["value"], unit), cell["suppressed"], cell["small"])
        if before.suppressed and not kept.suppressed:
            kept = Cell(None, suppressed=True)
        lines.append(TableLine(label, (now, kept), labels[label]))
    return replace(table, lines=tuple(lines))


def _number(value: float | None, unit: Unit) -> Number | None:
    return Decimal(str(value)) if value is not None and unit is Unit.EURO else value


def _differences(
    period: Period,
    approved: ApprovedData,
    again: Callable[[Period], Computed],
    divided: frozenset[str],
) -> Iterator[Correction]:
    """Compare one approved report with its period as it is now.

    Where small numbers are about, not even the difference is shown, nor which line it is in: one
    signal more would be told by it.
    """
    figures, tables = again(period)
    guarded: dict[Chapter, list[object]] = {}
    before = _by_id(approved, "figures")
    for figure in figures:
        then = before.get(figure.id)
        if then is None or not _stays(figure.chapter, figure.compare, period):
            continue
        said = (then["value"], then["suppressed"], then["unknown"])
        if said == (plain(figure.value), figure.suppressed, figure.unknown):
            continue
        small = figure.hide is not Hide.NOTHING or figure.suppressed or then["suppressed"]
        if small or figure.chapter is Chapter.CASEWORK:
            shows = (figure.id, plain(figure.value), figure.suppressed, figure.unknown)
            guarded.setdefault(figure.chapter, []).append(shows)
        else:
            was = _number(then["value"], figure.unit)
            yield Correction(period, "figure", figure.id, was, figure.value, unit=figure.unit)
    before = _by_id(approved, "tables")
    for table in tables:
        if table.id not in before or not _stays(table.chapter, Compare.PREVIOUS, period):
            continue
        lines = list(_lines(period, table, before[table.id]))
        small = table.id in divided or table.chapter is Chapter.CASEWORK
        if lines and (small or any(one.hidden for one in lines)):
            wide = 1 if table.compares else len(table.measures)
            cells = [
                (line.label, *(plain(c.value) for c in line.cells[:wide])) for line in table.lines
            ]
            guarded.setdefault(table.chapter, []).append((table.id, cells))
        else:
            yield from lines
    for chapter, shown in guarded.items():
        mark = sha256(json.dumps(shown).encode()).hexdigest()
        yield Correction(period, "chapter", str(chapter), None, None, hidden=True, mark=mark)


def _stays(chapter: Chapter, compare: Compare, period: Period) -> bool:
    """Tell whether what is said of a period stays the same when nobody edits it late.

    What is planned changes by itself, and what is kept per year until the year is over.
    """
    if chapter is Chapter.OUTLOOK or compare is Compare.NOTHING:
        return False
    yearly = chapter is Chapter.FINANCE or compare is Compare.YEAR
    return not yearly or period.end.month == 1


def _lines(period: Period, table: TableData, approved: Mapping[str, Any]) -> Iterator[Correction]:
    """Compare the numbers of a table's own period, line by line; a line that is not there is 0."""
    wide = 1 if table.compares else len(table.measures)
    then = {line["label"]: line for line in approved["lines"]}
    now = {line.label: line for line in table.lines}
    nothing = {"value": 0, "suppressed": False}
    for label in dict.fromkeys([*then, *now]):
        was, mine = then.get(label), now.get(label)
        from_cell = mine.from_cell if mine else bool(was and was["from_cell"])
        for place in range(wide):
            old = was["cells"][place] if was and place < len(was["cells"]) else nothing
            new = mine.cells[place] if mine else Cell(0)
            if (old["value"], old["suppressed"]) == (plain(new.value), new.suppressed):
                continue
            hidden = bool(old["suppressed"]) or new.suppressed
            name, unit = table.measures[place]
            yield Correction(
                period,
                "table",
                table.id,
                None if hidden else _number(old["value"], unit),
                None if hidden else new.value,
                hidden,
                label,
                from_cell,
                name,
                unit,
            )
