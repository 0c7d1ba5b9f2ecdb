"""Which tables of the report are drawn as well, with what numbers, and what a chart says in words.

A hidden number is no number here: its bar is a gap, and the workbook in the document lacks it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from automations.engine.core.figures.compute import Cell, TableData, TableLine
from automations.engine.core.figures.registry import Unit
from automations.engine.core.report import Report
from automations.engine.documents import wording
from automations.engine.documents.wording import LOCALES, capital, clipped
from automations.engine.words import Words

# The tables that are drawn, and of those with several measures, which; all of one unit.
CHARTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "dialogues-by-district": (),
        "school-talks-by-subject": (),
        "organisations-by-standing": (),
        "reach-by-kind": ("share",),
        "signals-by-group": (),
        "signals-by-route": (),
        "budget-by-source": ("budgeted", "spent"),
    }
)
FEWEST = 2  # bars that can be compared; with fewer a chart says nothing
SAID = 12  # lines that a description names one by one; a screen reader reads all of it
BAR, BETWEEN, LEGEND, EDGE = 0.38, 0.24, 0.9, 0.2  # cm
HIGHEST = 20.0  # cm: what fits on a page with its caption
_LINE, _LETTERS = 0.38, 30  # cm, and how many letters of a name fit beside its bar
_LABEL = 1000  # characters of one line's name in a description
_FORMATS = {Unit.PERCENT: '0"%"', Unit.EURO: '"€ "#,##0'}


@dataclass(frozen=True, slots=True)
class Series:
    """One row of bars: None where there is no number to show."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ChartData:
    """All that a chart is made of; two with the same data are the same chart.

    `form` is the format of its numbers, `of` says what the names of the bars are.
    """

    of: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    form: str
    language: str

    @property
    def height(self) -> float:
        """Return how high it is in cm."""
        bars = BAR * len(self.series) + self.between
        return EDGE + len(self.labels) * bars + self.below

    @property
    def between(self) -> float:
        """Return the room between the bars of two lines in cm: more where names are long."""
        lines = max(-(-len(label) // _LETTERS) for label in self.labels)
        return BETWEEN + max(0, lines * _LINE - BAR * len(self.series))

    @property
    def below(self) -> float:
        """Return the room below the bars in cm, for the legend of two series."""
        return EDGE + (LEGEND if len(self.series) > 1 else 0)


def chart_of(words: Words, report: Report, table: TableData) -> ChartData | None:
    """Return what a table looks like as bars.

    None where most would be gaps, where there is nothing to compare, or no room on one page.
    """
    if table.id not in CHARTED or not table.lines:
        return None
    places = _drawn(table)
    columns = wording.columns(words, report, table)
    series = tuple(
        Series(columns[place + 1], tuple(_number(line.cells[place]) for line in table.lines))
        for place in places
    )
    values = [value for row in series for value in row.values]
    gaps = values.count(None)
    if 2 * gaps > len(values) or sum(map(bool, values)) < FEWEST:
        return None
    data = ChartData(
        of=columns[0],
        labels=tuple(capital(wording.label(words, line)) for line in table.lines),
        series=series,
        form=_FORMATS.get(wording.units(table)[places[0]], "#,##0"),
        language=LOCALES[words.language],
    )
    return data if data.height <= HIGHEST else None


def chart_title(words: Words, table: TableData, data: ChartData) -> str:
    """Name a chart, so that it is told apart from its table, and say what a gap in it is."""
    gaps = any(value is None for series in data.series for value in series.values)
    entry = "charts.title-gaps" if gaps else "charts.title"
    return words(entry, table=wording.caption(words, table))


def described(words: Words, report: Report, table: TableData) -> str:
    """Say what a chart shows to who cannot see it: every bar, or of very many the first."""
    places = _drawn(table)
    names = [wording.columns(words, report, table)[place + 1] for place in places]
    what = words("charts.bars", table=wording.caption(words, table), series=_listed(words, names))
    said = [_said(words, table, line, places) for line in table.lines[:SAID]]
    rest = len(table.lines) - len(said)
    more = [words("charts.more", count=rest)] if rest else []
    return " ".join([what, f"{'; '.join(said)}.", *more])


def _said(words: Words, table: TableData, line: TableLine, places: Sequence[int]) -> str:
    units = wording.units(table)
    values = [wording.cell(words, line.cells[place], units[place]) for place in places]
    label = " ".join(clipped(capital(wording.label(words, line)), _LABEL).split())
    return f"{label}: {_listed(words, values)}"


def _listed(words: Words, texts: Sequence[str]) -> str:
    """Join two as people do: this and that."""
    return texts[0] if len(texts) == 1 else words("charts.and", first=texts[0], second=texts[1])


def _drawn(table: TableData) -> tuple[int, ...]:
    """Return the columns of numbers that are drawn, counted from nought."""
    if table.compares:
        return (0, 1)
    names = [name for name, _ in table.measures]
    return tuple(names.index(name) for name in CHARTED[table.id])


def _number(cell: Cell) -> float | None:
    value = None if cell.suppressed else cell.value
    return float(value) if isinstance(value, Decimal) else value
