"""The counted rows as one table of Excel, and the formulas that make numbers of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from automations.engine.core.figures.basis import CountedRow, How, Ratio, Term
from automations.engine.core.figures.counted import Live, Place, Where
from automations.engine.core.report import Report
from automations.engine.documents.wording import clean
from automations.engine.words import Words

COLUMNS = ("figure", "period", "month", "group", "group-number", "amount")
_FIGURE, _PERIOD, _, _, _NUMBER, _AMOUNT = range(len(COLUMNS))


class Formulas:
    """Writes how a number comes from the counted rows; no text of a cell ever stands in it.

    Groups are called by number: a name that somebody typed could hold a sign that Excel obeys.
    """

    def __init__(self, report: Report, words: Words) -> None:
        """Take the names of the table and of its columns from the catalogue."""
        counted = report.counted
        self._counted, self._words = counted, words
        self.table = words("report.rows-table")
        self.headers = [words(f"report.column-{name}") for name in COLUMNS]
        self._columns = [f"{self.table}[{header}]" for header in self.headers]
        self._names = {
            **{each.id: words(f"report.table-{each.id}") for each in report.tables},
            **{each.id: words(f"report.figure-{each.id}") for each in report.figures},
        }
        self._numbers = {
            name: {place: number for number, place in enumerate(places, start=1)}
            for name, places in counted.places.items()
        }

    def of(self, where: Where | None) -> tuple[str, bool] | None:
        """Return a number's formula, and whether it goes through rows one by one; None without."""
        live = None if where is None else self._counted.live.get(where)
        if live is None:
            return None
        return f"={self._expression(live)}", _is_median(live)

    def rows(self) -> Iterator[tuple[str, str, str, str, int | None, int | float]]:
        """Give every counted row in the order of the columns."""
        for (name, period), rows in self._counted.rows.items():
            figure, numbers = self._names[name], self._numbers[name]
            named: dict[Place, str] = {}  # thousands of rows are of a few groups
            for row in rows:
                place = (row.group, row.measure)
                if place not in named:
                    named[place] = self._group(row)
                amount = row.amount if isinstance(row.amount, int) else float(row.amount)
                yield figure, period, row.month, named[place], numbers.get(place), amount

    def _group(self, row: CountedRow) -> str:
        words = self._words
        group = row.group
        if group and not row.from_cell:
            group = words(f"report.label-{group}")
        measure = words(f"report.measure-{row.measure}") if row.measure else ""
        return clean(": ".join(part for part in (group, measure) if part))

    def _expression(self, live: Live) -> str:
        expression = live.expression
        if isinstance(expression, Ratio):
            part, whole = (
                self._term(term, live.period) for term in (expression.part, expression.whole)
            )
            times = f"{expression.times}*" if expression.times != 1 else ""
            return f"IF({whole}=0,0,ROUND({times}{part}/{whole},{live.places}))"
        text = self._term(expression, live.period)
        is_whole = not live.places and expression.how is not How.MEDIAN
        return text if is_whole else f"ROUND({text},{live.places})"

    def _term(self, term: Term, period: str) -> str:
        wanted = [(_FIGURE, _quoted(self._names[term.of])), (_PERIOD, _quoted(period))]
        if term.group is not None:
            wanted.append((_NUMBER, str(self._numbers[term.of][term.group, term.measure])))
        amount = self._columns[_AMOUNT]
        if term.how is How.MEDIAN:
            tests = "*".join(f"({self._columns[place]}={value})" for place, value in wanted)
            return f"MEDIAN(IF({tests},{amount}))"
        criteria = ",".join(f"{self._columns[place]},{value}" for place, value in wanted)
        return f"COUNTIFS({criteria})" if term.how is How.COUNT else f"SUMIFS({amount},{criteria})"


def write_rows(sheet: Any, first: int, formulas: Formulas, looks: Sequence[Any]) -> int:  # noqa: ANN401 - XlsxWriter has no types
    """Write the table of counted rows from row `first`; return the row below it.

    `looks`: the formats of a header, of one above numbers, of text, of whole numbers and of others.
    """
    head, head_number, text, whole, broken = looks
    row = first
    for row, line in enumerate(formulas.rows(), start=first + 1):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(row, column, cell, text)
            elif cell is not None:
                sheet.write_number(row, column, cell, whole if cell == int(cell) else broken)
    last = max(row, first + 1)  # a table of Excel has one row at least, if need be an empty one
    columns = [
        {"header": header, "header_format": head_number if place >= _NUMBER else head}
        for place, header in enumerate(formulas.headers)
    ]
    sheet.add_table(
        first,
        0,
        last,
        len(columns) - 1,
        {"name": formulas.table, "columns": columns, "style": "Table Style Light 1"},
    )
    return last + 1


def _is_median(live: Live) -> bool:
    return isinstance(live.expression, Term) and live.expression.how is How.MEDIAN


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
