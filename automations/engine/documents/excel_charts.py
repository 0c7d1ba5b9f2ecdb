"""Native bar charts of a block's columns: what is hidden is a gap, and in no cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_range_abs

from automations.engine.core.figures.registry import Unit
from automations.engine.documents import wording
from automations.engine.documents.excel_grids import Cell, Grid, Value
from automations.engine.documents.wording import clean, clipped
from automations.engine.words import Words

COLOURS = ("#1F4E79", "#9AA7B4")  # what a chapter is about; what stands beside it
MOST = 24  # lines of a table; of more a chart shows nothing that the table does not
_WIDTH = 870  # pixels
_BAR, _AROUND, _LEAST = 24, 92, 176  # pixels per line, and for title, axis and legend
_PIXEL, _BELOW = 0.75, 24.0  # points
_DESCRIBED = 1000  # characters that a screen reader reads out
_LABELS = {  # nought has no bar and no number, and neither has what is not shown
    Unit.COUNT: "#,##0;-#,##0;;",
    Unit.PERCENT: '0"%";-0"%";;',
    Unit.EURO: '"€" #,##0;-"€" #,##0;;',
}


def charted_rows(grid: Grid) -> tuple[int, int]:
    """Return the first of a block's rows that a chart shows and the one after the last."""
    return grid.first, len(grid.rows) if grid.last is None else grid.last


def has_chart(grid: Grid) -> bool:
    """Tell whether a chart of the block shows something: a number, and not too many lines."""
    first, last = charted_rows(grid)
    return last - first <= MOST and any(
        isinstance(line[column], Value) and line[column][0]
        for line in grid.rows[first:last]
        for column in grid.charted
    )


def points(grid: Grid) -> float:
    """Return how much room a block's chart needs from top to bottom, in points."""
    return _height(grid) * _PIXEL + _BELOW


def _height(grid: Grid) -> int:
    first, last = charted_rows(grid)
    return max(_LEAST, _AROUND + _BAR * (last - first))


def chart(book: Any, sheet: str, grid: Grid, below: int) -> Any:  # noqa: ANN401 - XlsxWriter has no types
    """Make a block's chart; `below` is the row of its headers on the sheet."""
    made = book.add_chart({"type": "bar"})
    first, last = charted_rows(grid)
    lines = grid.rows[first:last]
    unit = next(cell.unit for line in lines for cell in line[1:] if isinstance(cell, Value))
    labels = [clean(str(line[0])) for line in lines]
    area = (below + 1 + first, below + last)
    for number, column in enumerate(grid.charted):
        colour = COLOURS[number % len(COLOURS)]
        made.add_series(
            {
                "name": clean(grid.headers[column]),
                "categories": _reference(sheet, area, 0),
                "categories_data": labels,
                "values": _reference(sheet, area, column),
                "values_data": [_number(line[column]) for line in lines],
                "fill": {"color": colour},
                "border": {"none": True},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "num_format": _LABELS.get(unit, "General"),
                    "font": {"size": 9, "color": "#404040"},
                },
            }
        )
    made.set_title(
        {
            "name": clean(grid.title),
            "name_font": {"size": 12, "color": COLOURS[0]},
            "overlay": False,
        }
    )
    made.set_legend({"position": "bottom", "font": {"size": 10}})
    made.set_y_axis(
        {
            "reverse": True,
            "interval_unit": 1,
            "num_font": {"size": 10},
            "line": {"color": "#9AA7B4"},
        }
    )
    made.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    made.show_blanks_as("gap")
    made.set_size({"width": _WIDTH, "height": _height(grid)})
    made.set_chartarea({"border": {"color": "#C9D3DD"}})
    return made


def description(words: Words, grid: Grid) -> str:
    """Say in words what the chart shows, as somebody hears it who cannot see it."""
    first, last = charted_rows(grid)
    series = [
        words(
            "report.chart-series",
            series=clean(grid.headers[column]),
            values="; ".join(
                f"{clean(str(line[0]))} {_written(words, line[column])}"
                for line in grid.rows[first:last]
            ),
        )
        for column in grid.charted
    ]
    told = words("report.chart-described", title=clean(grid.title), series=" ".join(series))
    return clipped(told, _DESCRIBED)


def _reference(sheet: str, area: Sequence[int], column: int) -> str:
    quoted = sheet.replace("'", "''")
    return f"='{quoted}'!{xl_range_abs(area[0], column, area[1], column)}"


def _number(cell: Cell) -> int | float | None:
    if not isinstance(cell, Value):
        return None
    return cell.number if isinstance(cell.number, int) else float(cell.number)


def _written(words: Words, cell: Cell) -> str:
    return wording.written(words, cell.number, cell.unit) if isinstance(cell, Value) else cell
