"""The Excel report: a sheet per chapter with charts, the counted rows, definitions, data quality.

Numbers that may be counted are formulas over the counted rows, with the computed value stored; text
is never a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from automations.engine.core.figures.registry import Chapter, Unit
from automations.engine.core.report import KEY_FIGURES, Report
from automations.engine.core.settings import Settings
from automations.engine.documents import corrections, excel_charts, wording
from automations.engine.documents.excel_grids import (
    Cell,
    Grid,
    Value,
    chapter_grids,
    definitions,
    quality,
)
from automations.engine.documents.excel_rows import Formulas, write_rows
from automations.engine.documents.wording import clean, clipped
from automations.engine.words import Words

__all__ = ["chapter_grids", "write_excel"]

_ACCENT, _LINE, _MUTED = "#1F4E79", "#C9D3DD", "#51606F"
_FORMATS = {
    Unit.COUNT: "#,##0",
    Unit.PERCENT: '0"%"',
    Unit.DAYS: "0.0",
    Unit.EURO: "€ #,##0.00",
    Unit.RATING: "0.0",
}
_AMOUNTS = ("#,##0", "#,##0.00")  # of counted rows: whole, and not
_WIDTHS = (54, 20, 20, 28, 16)
_ROWS_WIDTHS = (62, 12, 12, 40, 16, 16)
_FIRST_ROW = 3  # below the title, the period and the note
_LETTER = 0.98  # the width of a letter in column units, with some to spare
_FOOTER = 100  # characters of a name; a footer takes 255 in all, an ampersand counts double
_PAGE_ROWS = 36  # what fits on one page before it gets too small to read
_LINE_HEIGHT, _AIR = 15.0, 5.0  # points
# A chapter's columns fill the width of A4 at this scale; with a scale, and not with "fit to width",
# breaks between pages are kept, so that no chart is cut in two.
_SCALE = 92  # percent
_PAGE = 494 / _SCALE * 100  # points of A4 landscape between the margins
_TITLES = 43.0  # points of the title and the period, which stand on every page
_TEXT_ONLY = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "d-m-yyyy",
}


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
        writer.chapter(chapter)
    writer.counted_rows()
    writer.sheet("definitions", [definitions(report, words)], widths=(46, 76, 16, 32))
    writer.sheet("quality", quality(report, words), widths=(24, 20, 18, 40, 52, 16))
    if report.corrections:
        grid = Grid("", corrections.headers(words), corrections.lines(report, words))
        writer.sheet("corrections", [grid], widths=(24, 60, 22, 22))
    try:
        book.close()
    except FileCreateError as error:  # as for any file that could not be written
        (cause,) = error.args
        raise cause if isinstance(cause, OSError) else OSError(str(cause)) from error


class _Writer:
    """Lays grids out on sheets, in one look."""

    def __init__(self, book: Any, report: Report, settings: Settings, words: Words) -> None:  # noqa: ANN401 - XlsxWriter has no types
        self._book = book
        self._report = report
        self._words = words
        self._widths: Sequence[float] = _WIDTHS
        self._formulas = Formulas(report, words)
        self._cells = _places(report, words)
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
        self._wrapped = book.add_format(
            {**base, "font_color": _MUTED, "text_wrap": True, "valign": "top"}
        )
        self._plain_text = book.add_format({**base, "indent": 1})
        self._words_for_number = book.add_format(
            {**base, **edge, "align": "right", "indent": 1, "font_color": _MUTED}
        )
        self._numbers = {
            unit: book.add_format(
                {**base, **edge, "num_format": form, "align": "right", "indent": 1}
            )
            for unit, form in _FORMATS.items()
        }

    def chapter(self, chapter: Chapter) -> None:
        """Write the sheet of a chapter: its figures, its tables, and a chart of each."""
        grids = chapter_grids(self._report, self._words, chapter)
        linked = self._cells if chapter is Chapter.SUMMARY else {}
        self.sheet(chapter, grids, linked=linked, charts=True)
        for figure in self._report.figures_of(chapter):
            if figure.id in KEY_FIGURES and figure.id in self._cells and not linked:
                name, sheet, row = self._cells[figure.id]
                self._book.define_name(name, f"={_quoted(sheet)}!$B${row}")

    def counted_rows(self) -> None:
        """Write the sheet of the counted rows: one native table, and what is not in it."""
        sheet = self._begin("rows", _ROWS_WIDTHS)
        self._note(sheet, 2, self._words("report.rows-note"))
        plain = {"font_name": "Calibri", "valign": "vcenter", "align": "right", "indent": 1}
        looks = [self._head, self._head_number, self._plain_text]
        looks += [self._book.add_format({**plain, "num_format": form}) for form in _AMOUNTS]
        sheet.set_row(_FIRST_ROW, _LINE_HEIGHT + _AIR)
        below = write_rows(sheet, _FIRST_ROW, self._formulas, looks)
        self._print(sheet, below, repeated=_FIRST_ROW)

    def sheet(
        self,
        name: str,
        grids: Sequence[Grid],
        widths: Sequence[float] = _WIDTHS,
        *,
        linked: Mapping[str, tuple[str, str, int]] | None = None,
        charts: bool = False,
    ) -> None:
        """Write one sheet: a title, the period, and the grids below each other.

        `linked`: where the figures stand that this sheet takes from other sheets.
        """
        words = self._words
        sheet = self._begin(name, widths)
        small = {words("report.value-small"), words("report.value-hidden")}
        hides = any(small.intersection(map(str, line)) for grid in grids for line in grid.rows)
        above = self._note(sheet, 2, words("report.note-small")) if hides else _LINE_HEIGHT
        pages = _Pages(_TITLES + above)
        row = _FIRST_ROW
        for grid in grids:
            drawn = charts and bool(grid.charted) and excel_charts.has_chart(grid)
            table, chart = self._points(grid), excel_charts.points(grid) if drawn else 0.0
            together = grid is not grids[0] and pages.fits(table + chart)
            pages.block(row, table + chart if together else table)
            row = self._grid(sheet, row, grid, linked or {})
            if drawn:
                if not together:
                    pages.block(row, chart)
                row = self._chart(sheet, row, grid)
        first = grids[0]
        sheet.autofilter(_FIRST_ROW, 0, _FIRST_ROW + len(first.rows), len(first.headers) - 1)
        repeated = _FIRST_ROW if len(grids) == 1 and not charts else _FIRST_ROW - 1
        self._print(sheet, row, repeated=repeated, breaks=pages.breaks if charts else None)

    def _begin(self, name: str, widths: Sequence[float]) -> Any:  # noqa: ANN401 - as above
        """Begin a sheet with its title and period."""
        words, report = self._words, self._report
        sheet = self._book.add_worksheet(words(f"report.sheet-{name}"))
        sheet.hide_gridlines(2)
        self._widths = widths
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, words(f"report.chapter-{name}"), self._title)
        period = wording.capital(words.message(report.period.label))
        state = f"{wording.state(words, report)}. {words('report.made-on', date=report.made_on)}."
        standing = wording.standing(words, report)
        sheet.write_string(1, 0, f"{period}. {state} {standing}", self._muted)
        return sheet

    def _grid(
        self,
        sheet: Any,  # noqa: ANN401 - as above
        row: int,
        grid: Grid,
        linked: Mapping[str, tuple[str, str, int]],
    ) -> int:
        if grid.title and row > _FIRST_ROW:
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
                if isinstance(cell, str):
                    looks = self._words_for_number if numbers[column] else self._text
                    sheet.write_string(number, column, clean(cell), looks)
                else:
                    self._number(sheet, number, column, cell, linked)
        return row + len(grid.rows) + 2

    def _number(
        self,
        sheet: Any,  # noqa: ANN401 - as above
        row: int,
        column: int,
        cell: Value,
        linked: Mapping[str, tuple[str, str, int]],
    ) -> None:
        """Write a number: as a formula where it comes from counted rows, or from another sheet."""
        value = float(cell.number) if isinstance(cell.number, Decimal) else cell.number
        looks = self._numbers[cell.unit]
        if cell.where is not None and cell.where[0] in linked:
            name, other, line = linked[cell.where[0]]
            formula = f"={name}" if not cell.where[2] else f"={_quoted(other)}!$C${line}"
            sheet.write_formula(row, column, formula, looks, value)
            return
        live = self._formulas.of(cell.where)
        if live is None:
            sheet.write_number(row, column, value, looks)
        elif live[1]:
            sheet.write_array_formula(row, column, row, column, live[0], looks, value)
        else:
            sheet.write_formula(row, column, live[0], looks, value)

    def _note(self, sheet: Any, row: int, text: str) -> float:  # noqa: ANN401 - as above
        """Write a note over the whole width, as high as it needs; return its height."""
        sheet.merge_range(row, 0, row, len(self._widths) - 1, text, self._wrapped)
        height = _height([text], [sum(self._widths)])
        sheet.set_row(row, height)
        return height

    def _chart(self, sheet: Any, row: int, grid: Grid) -> int:  # noqa: ANN401 - as above
        """Place a block's chart at `row`, right below it; return the row below the chart."""
        headers = row - len(grid.rows) - 2
        made = excel_charts.chart(self._book, sheet.get_name(), grid, headers)
        described = excel_charts.description(self._words, grid)
        options = {"object_position": 2, "description": described, "x_offset": 4, "y_offset": 4}
        sheet.insert_chart(row, 0, made, options)
        return row + ceil(excel_charts.points(grid) / _LINE_HEIGHT)

    def _points(self, grid: Grid) -> float:
        """Return how high a block is in points: caption, headers, rows, and a line below it."""
        lines = sum(_height(line, self._widths) for line in (grid.headers, *grid.rows))
        return lines + 2 * _LINE_HEIGHT

    def _print(
        self,
        sheet: Any,  # noqa: ANN401 - as above
        rows: int,
        *,
        repeated: int,
        breaks: Sequence[int] | None = None,
    ) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.8)
        if breaks is None:
            sheet.fit_to_pages(1, 1 if rows <= _PAGE_ROWS else 0)
        else:
            sheet.set_print_scale(_SCALE)
            sheet.set_h_pagebreaks(list(breaks))
        sheet.repeat_rows(0, repeated)
        sheet.freeze_panes(_FIRST_ROW + 1, 1)
        sheet.set_footer(self._footer)


class _Pages:
    """Decides before which blocks a new page begins, so that none is cut that fits on one."""

    def __init__(self, repeated: float) -> None:
        self.breaks: list[int] = []
        self._repeated = repeated  # points of the rows that stand on every page
        self._used = repeated

    def fits(self, points: float) -> bool:
        """Tell whether a block fits on a page of its own."""
        return self._repeated + points <= _PAGE

    def block(self, row: int, points: float) -> None:
        """Count a block that should stay in one piece; it begins at `row`."""
        if self._used + points > _PAGE and self._used > self._repeated:
            self.breaks.append(row)
            self._used = self._repeated
        self._used += points
        if self._used > _PAGE:  # it goes on, on the next page or on several
            self._used = self._repeated + (self._used - _PAGE) % (_PAGE - self._repeated)


def _places(report: Report, words: Words) -> dict[str, tuple[str, str, int]]:
    """Give of every figure the name it may have in formulas, its sheet, and its row in Excel."""
    return {
        figure.id: (
            re.sub(r"\W+", "_", words(f"report.figure-{figure.id}")).strip("_"),
            words(f"report.sheet-{chapter}"),
            place,
        )
        for chapter in Chapter
        if chapter is not Chapter.SUMMARY
        for place, figure in enumerate(report.figures_of(chapter), start=_FIRST_ROW + 2)
    }


def _quoted(sheet: str) -> str:
    """Write a sheet's name as formulas need it."""
    return "'" + sheet.replace("'", "''") + "'"


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Return the height in points that a row needs for its longest text, which wraps."""
    lines = max(
        ceil(len(cell) * _LETTER / width) if isinstance(cell, str) else 1
        for cell, width in zip(cells, widths, strict=False)
    )
    return _LINE_HEIGHT * max(lines, 1) + _AIR


def _plain(text: str) -> str:
    """Write text so that a footer takes it as text; there an ampersand begins an instruction."""
    return text.replace("&", "&&")
