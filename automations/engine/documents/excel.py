"""The Excel report: a sheet per chapter, definitions and data quality; text is never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter

from automations.engine.core.figures.compute import Figure, TableData
from automations.engine.core.figures.registry import Chapter, Number, Unit
from automations.engine.core.report import Report
from automations.engine.core.settings import Settings
from automations.engine.documents import wording
from automations.engine.documents.wording import clean, clipped
from automations.engine.words import Words

_ACCENT, _LINE, _MUTED = "#1F4E79", "#C9D3DD", "#51606F"
_FORMATS = {
    Unit.COUNT: "#,##0",
    Unit.PERCENT: '0"%"',
    Unit.DAYS: "0.0",
    Unit.EURO: "€ #,##0.00",
    Unit.RATING: "0.0",
}
_WIDTHS = (54, 20, 20, 28, 16)
_FIRST_ROW = 3  # below the title, the period and the note
_LETTER = 0.98  # the width of a letter in column units, with some to spare
_FOOTER = 100  # characters of a name; a footer takes 255 in all, an ampersand counts double
_PAGE_ROWS = 36  # what fits on one page before it gets too small to read
_LINE_HEIGHT, _AIR = 15.0, 5.0  # points
_TEXT_ONLY = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "d-m-yyyy",
}


@dataclass(frozen=True, slots=True)
class _Grid:
    """One table on a sheet: headers, and rows of text or numbers with their unit."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str | tuple[Number, Unit], ...], ...]


def write_excel(report: Report, settings: Settings, words: Words, path: Path) -> None:
    """Write the workbook of the report to `path`; the values are those of the figures."""
    book = xlsxwriter.Workbook(str(path), _TEXT_ONLY)
    made = datetime(report.made_on.year, report.made_on.month, report.made_on.day, tzinfo=UTC)
    period = words.message(report.period.label)
    title = wording.report_title(words, report)
    book.set_properties(
        {
            "title": clipped(words("report.document-title", title=title, period=period)),
            "subject": clipped(clean(settings.network)),
            "author": clipped(clean(settings.organisation)),
            "created": made.replace(tzinfo=None),
        }
    )
    writer = _Writer(book, report, settings, words)
    for chapter in report.chapters:
        writer.sheet(chapter, chapter_grids(report, words, chapter))
    writer.sheet("definitions", [_definitions(report, words)], widths=(46, 76, 16, 32))
    writer.sheet("quality", _quality(report, words), widths=(24, 20, 18, 40, 52, 16))
    book.close()


def chapter_grids(report: Report, words: Words, chapter: Chapter) -> list[_Grid]:
    """Return a chapter's figures and tables, ready to write."""
    figures = report.figures_of(chapter)
    tables = [_table(report, words, table) for table in report.tables_of(chapter)]
    return [_figures(report, words, chapter, figures), *(table for table in tables if table.rows)]


def _figures(report: Report, words: Words, chapter: Chapter, figures: Sequence[Figure]) -> _Grid:
    headers = (
        words("report.column-figure"),
        *wording.headers(words, report, chapter),
        words("report.column-change"),
        words("report.column-rows"),
    )
    rows = tuple(
        (
            wording.title(words, figure, chapter),
            _or_words(figure.value, figure.unit, wording.value(words, figure)),
            _or_words(figure.previous, figure.unit, wording.previous(words, figure)),
            wording.changed(words, figure),
            _or_words(figure.rows, Unit.COUNT, wording.rows(words, figure)),
        )
        for figure in figures
    )
    return _Grid("", headers, rows)


def _table(report: Report, words: Words, table: TableData) -> _Grid:
    units = wording.units(table)
    rows = tuple(
        (
            wording.capital(wording.label(words, line)),
            *(
                _or_words(cell.value, unit, wording.cell(words, cell, unit))
                for cell, unit in zip(line.cells, units, strict=True)
            ),
        )
        for line in table.lines
    )
    return _Grid(wording.caption(words, table), wording.columns(words, report, table), rows)


def _or_words(value: Number | None, unit: Unit, otherwise: str) -> str | tuple[Number, Unit]:
    return otherwise if value is None else (value, unit)


def _definitions(report: Report, words: Words) -> _Grid:
    headers = ("figure", "definition", "rows", "sources")
    titles = {sheet.sheet: sheet.tab for sheet in report.quality.sheets}
    return _Grid(
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


def _quality(report: Report, words: Words) -> list[_Grid]:
    hidden, small = words("report.value-hidden"), words("report.value-small")
    read = _Grid(
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
    left_out = _Grid(
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


class _Writer:
    """Lays grids out on sheets, in one look."""

    def __init__(self, book: Any, report: Report, settings: Settings, words: Words) -> None:  # noqa: ANN401 - XlsxWriter has no types
        self._book = book
        self._report = report
        self._words = words
        self._widths: Sequence[float] = _WIDTHS
        organisation = _plain(clipped(clean(settings.organisation), _FOOTER))
        self._footer = f"&L{organisation}&R{words('report.page')}"
        base = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
        self._title = book.add_format(
            {**base, "bold": True, "font_size": 18, "font_color": _ACCENT}
        )
        self._caption = book.add_format(
            {**base, "bold": True, "font_size": 12, "font_color": _ACCENT}
        )
        self._muted = book.add_format({**base, "font_color": _MUTED})
        edge = {"bottom": 1, "bottom_color": _LINE, "text_wrap": True}
        head = {"bold": True, "font_color": "#FFFFFF", "bg_color": _ACCENT, "valign": "vcenter"}
        self._head = book.add_format({**base, **head, "text_wrap": True, "indent": 1})
        self._head_number = book.add_format(
            {**base, **head, "text_wrap": True, "align": "right", "indent": 1}
        )
        self._text = book.add_format({**base, **edge, "indent": 1})
        self._words_for_number = book.add_format(
            {**base, **edge, "align": "right", "indent": 1, "font_color": _MUTED}
        )
        self._numbers = {
            unit: book.add_format(
                {**base, **edge, "num_format": form, "align": "right", "indent": 1}
            )
            for unit, form in _FORMATS.items()
        }

    def sheet(self, name: str, grids: Sequence[_Grid], widths: Sequence[float] = _WIDTHS) -> None:
        """Write one sheet: a title, the period, and the grids below each other."""
        words, report = self._words, self._report
        sheet = self._book.add_worksheet(words(f"report.sheet-{name}"))
        sheet.hide_gridlines(2)
        self._widths = widths
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, words(f"report.chapter-{name}"), self._title)
        period = wording.capital(words.message(report.period.label))
        state = f"{words('report.draft')}. {words('report.made-on', date=report.made_on)}."
        standing = wording.standing(words, report)
        sheet.write_string(1, 0, f"{period}. {state} {standing}", self._muted)
        row = _FIRST_ROW
        for grid in grids:
            row = self._grid(sheet, row, grid)
        small = {words("report.value-small"), words("report.value-hidden")}
        if any(small.intersection(map(str, line)) for grid in grids for line in grid.rows):
            sheet.write_string(row, 0, words("report.note-small"), self._muted)
        self._print(sheet, grids, row)

    def _grid(self, sheet: Any, row: int, grid: _Grid) -> int:  # noqa: ANN401 - as above
        if grid.title:
            sheet.write_string(row, 0, grid.title, self._caption)
            row += 1
        numbers = [
            any(not isinstance(line[column], str) for line in grid.rows)
            for column in range(len(grid.headers))
        ]
        for column, header in enumerate(grid.headers):
            looks = self._head_number if numbers[column] else self._head
            sheet.write_string(row, column, clean(header), looks)
        sheet.set_row(row, _height(grid.headers, self._widths))
        for number, line in enumerate(grid.rows, start=row + 1):
            sheet.set_row(number, _height(line, self._widths))
            for column, cell in enumerate(line):
                self._cell(sheet, number, column, cell, is_number=numbers[column])
        return row + len(grid.rows) + 2

    def _cell(
        self,
        sheet: Any,  # noqa: ANN401 - as above
        row: int,
        column: int,
        cell: str | tuple[Number, Unit],
        *,
        is_number: bool,
    ) -> None:
        if isinstance(cell, str):
            looks = self._words_for_number if is_number else self._text
            sheet.write_string(row, column, clean(cell), looks)
        else:
            value, unit = cell
            number = float(value) if isinstance(value, Decimal) else value
            sheet.write_number(row, column, number, self._numbers[unit])

    def _print(self, sheet: Any, grids: Sequence[_Grid], rows: int) -> None:  # noqa: ANN401 - as above
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.8)
        sheet.fit_to_pages(1, 1 if rows <= _PAGE_ROWS else 0)
        sheet.repeat_rows(0, _FIRST_ROW if len(grids) == 1 else 1)
        sheet.freeze_panes(_FIRST_ROW + 1, 1)
        sheet.set_footer(self._footer)
        first = grids[0]
        last_row, last_column = _FIRST_ROW + len(first.rows), len(first.headers) - 1
        sheet.autofilter(_FIRST_ROW, 0, last_row, last_column)


def _height(cells: Sequence[str | tuple[Number, Unit]], widths: Sequence[float]) -> float:
    """Return the height in points that a row needs for its longest text, which wraps."""
    lines = max(
        ceil(len(cell) * _LETTER / width) if isinstance(cell, str) else 1
        for cell, width in zip(cells, widths, strict=False)
    )
    return _LINE_HEIGHT * max(lines, 1) + _AIR


def _plain(text: str) -> str:
    """Write text so that a footer takes it as text; there an ampersand begins an instruction."""
    return text.replace("&", "&&")
