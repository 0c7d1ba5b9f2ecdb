"""What stands on the sheets of the Excel report, as plain data: headers, and rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from automations.engine.core.figures.compute import Figure, TableData
from automations.engine.core.figures.counted import Where
from automations.engine.core.figures.registry import Chapter, Number, Unit
from automations.engine.core.report import Report
from automations.engine.documents import wording
from automations.engine.words import Words


class Value(NamedTuple):
    """A number with its unit; `where` names it among those that come from counted rows."""

    number: Number
    unit: Unit
    where: Where | None = None


Cell = str | Value


@dataclass(frozen=True, slots=True)
class Grid:
    """One block on a sheet: headers, and rows of text or numbers. `charted`: columns of a chart."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    charted: tuple[int, ...] = ()
    first: int = 0  # the rows that are charted, where not all are: from this one
    last: int | None = None  # up to and without this one


def chapter_grids(report: Report, words: Words, chapter: Chapter) -> list[Grid]:
    """Return a chapter's figures and tables, ready to write."""
    tables = [_table(report, words, table) for table in report.tables_of(chapter)]
    tables = [table for table in tables if table.rows]
    figures = _figures(report, words, chapter, charted=not tables)
    return [figures, *tables]


def definitions(report: Report, words: Words) -> Grid:
    """Say of every figure what it means, how many rows it counted, and of which tabs."""
    headers = ("figure", "definition", "rows", "sources")
    titles = {sheet.sheet: sheet.tab for sheet in report.quality.sheets}
    return Grid(
        "",
        tuple(words(f"report.column-{name}") for name in headers),
        tuple(
            (
                words(f"report.figure-{figure.id}"),
                words(f"report.definition-{figure.id}"),
                _or_words(figure.rows, Unit.COUNT, wording.rows(words, figure)),
                ", ".join(titles[name] for name in figure.sources),
            )
            for figure in report.figures
        ),
    )


def quality(report: Report, words: Words) -> list[Grid]:
    """Sum up the tabs, and the rows that could not be counted."""
    hidden, small = words("report.value-hidden"), words("report.value-small")
    read = Grid(
        "",
        tuple(
            words(f"report.column-{name}")
            for name in ("tab", "number-of-rows", "errors", "warnings")
        ),
        tuple(
            (
                sheet.tab,
                _or_words(sheet.rows, Unit.COUNT, hidden)
                if sheet.readable
                else words("report.rows-unreadable"),
                _or_words(sheet.errors, Unit.COUNT, small),
                _or_words(sheet.warnings, Unit.COUNT, small),
            )
            for sheet in report.quality.sheets
        ),
    )
    left_out = Grid(
        words("report.column-left-out"),
        tuple(
            words(f"report.column-{name}")
            for name in ("tab", "column", "number-of-rows", "reason", "for", "where")
        ),
        tuple(
            (
                place.tab,
                place.column,
                "" if place.whole else _or_words(place.count, Unit.COUNT, small),
                words(f"report.reason-{place.reason}"),
                "; ".join(words(f"report.{name}") for name in place.figures),
                wording.row_numbers(place.rows),
            )
            for place in report.quality.not_counted
        ),
    )
    return [read, left_out] if left_out.rows else [read]


def _figures(report: Report, words: Words, chapter: Chapter, *, charted: bool) -> Grid:
    figures = report.figures_of(chapter)
    headers = (
        words("report.column-figure"),
        *wording.headers(words, report, chapter),
        words("report.column-change"),
        words("report.column-rows"),
    )
    rows = tuple(
        (
            wording.title(words, figure, chapter),
            _or_words(figure.value, figure.unit, wording.value(words, figure), (figure.id, 0, 0)),
            _or_words(
                figure.previous, figure.unit, wording.previous(words, figure), (figure.id, 0, 1)
            ),
            wording.changed(words, figure),
            _or_words(figure.rows, Unit.COUNT, wording.rows(words, figure)),
        )
        for figure in figures
    )
    if not charted:
        return Grid("", headers, rows)
    first, last = _alike(figures)
    title = words("report.chart-figures", chapter=words(f"report.chapter-{chapter}"))
    return Grid(title, headers, rows, (1, 2), first, last)


def _alike(figures: Sequence[Figure]) -> tuple[int, int]:
    """Find the most figures below each other that fit on one axis: shares before counts."""
    best = (0, 0)
    for unit in (Unit.PERCENT, Unit.COUNT):
        first = 0
        for place, figure in enumerate((*figures, None)):
            if figure is None or figure.unit is not unit:
                if place - first > max(1, best[1] - best[0]):
                    best = (first, place)
                first = place + 1
        if best != (0, 0):
            break
    return best


def _table(report: Report, words: Words, table: TableData) -> Grid:
    units = wording.units(table)
    rows = tuple(
        (
            wording.capital(wording.label(words, line)),
            *(
                _or_words(
                    cell.value, unit, wording.cell(words, cell, unit), (table.id, place, column)
                )
                for column, (cell, unit) in enumerate(zip(line.cells, units, strict=True))
            ),
        )
        for place, line in enumerate(table.lines)
    )
    charted = tuple(place for place, unit in enumerate(units, start=1) if unit is units[0])
    headers = wording.columns(words, report, table)
    return Grid(wording.caption(words, table), headers, rows, charted)


def _or_words(value: Number | None, unit: Unit, otherwise: str, where: Where | None = None) -> Cell:
    return otherwise if value is None else Value(value, unit, where)
