"""How a new workbook looks: number formats, widths, and cells that call for a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from automations.engine.core.column_words import is_unconditional
from automations.engine.core.conditions import Condition, Shape, compile_conditions
from automations.engine.core.expressions import Expression
from automations.engine.core.grid import column_letter
from automations.engine.core.schema import Field, Kind, Schema

_FONT = {"font_name": "Calibri", "font_size": 11}
_NUMBERS: Mapping[Kind, str] = {
    Kind.DATE: "dd-mm-yyyy",
    Kind.TIME: "hh:mm",
    Kind.MONEY: "€ #,##0.00",
    Kind.INTEGER: "0",
    Kind.DECIMAL: "0.0#",
}
_WIDTHS: Mapping[Kind, int] = {
    Kind.DATE: 12,
    Kind.TIME: 9,
    Kind.YES_NO: 9,
    Kind.INTEGER: 11,
    Kind.DECIMAL: 11,
    Kind.MONEY: 14,
    Kind.EMAIL: 33,
    Kind.PHONE: 16,
    Kind.URL: 28,
    Kind.MARKDOWN: 60,
}
_RIGHT = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
_WHOLE = frozenset({Kind.EMAIL, Kind.PHONE})  # never broken over two lines
_TEXT_CELL = (
    255  # a longer text in a cell that is formatted as text shows as ##### in some programs
)
_LINE, _HIGHEST = 15, 405  # of one line, and of the highest row that spreadsheets have
_BUTTON = 3  # the width of the filter's button, in characters


@dataclass(frozen=True)
class Look:
    """The formats of one workbook."""

    book: Workbook
    _made: dict[str, Format] = field(default_factory=dict)

    def of(self, **properties: Any) -> Format:  # noqa: ANN401 - XlsxWriter's own properties
        """Return a format; the same properties give the same one."""
        key = repr(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({**_FONT, **properties})
        return self._made[key]

    def column(self, column: Field) -> Format:
        """Return the format of a column's cells."""
        properties: dict[str, Any] = {"valign": "top", "num_format": number_format(column)}
        if column.kind in _RIGHT:
            return self.of(**properties, align="right", indent=1)
        return self.of(**properties, align="left", text_wrap=wraps(column))

    def header(self, *, required: bool) -> Format:
        """Return the format of a header: dark where the column must always be filled."""
        return self.of(
            bold=True,
            text_wrap=True,
            valign="vcenter",
            font_color="#FFFFFF" if required else "#12344D",
            bg_color="#12506B" if required else "#CFE3EC",
            border=1,
            border_color="#FFFFFF",
        )


def wraps(column: Field) -> bool:
    """Tell whether a column's texts may take more than one line."""
    return column.kind not in _RIGHT | _WHOLE


def number_format(column: Field) -> str:
    """Return how a spreadsheet shows a column; codes and short texts stay as typed."""
    if column.kind in _NUMBERS:
        return _NUMBERS[column.kind]
    short = column.max_length is not None and column.max_length <= _TEXT_CELL
    code = column.pattern is not None or column.reference is not None or column.kind is Kind.PHONE
    return "@" if short or code else "General"


def width(column: Field) -> int:
    """Return a sensible width, in characters; longer texts wrap."""
    return max(_width(column), max(len(word) for word in column.title.split()) + _BUTTON)


def _width(column: Field) -> int:
    if column.kind in _WIDTHS:
        return _WIDTHS[column.kind]
    if column.many or column.reference is not None:
        return 26
    if column.enum:
        return min(24, max(len(value) for value in column.enum) + _BUTTON)
    if column.pattern is not None:
        return max(12, len(column.example) + _BUTTON)
    return 20 if column.max_length is None else min(42, 12 + column.max_length // 10)


def row_height(widths: Sequence[int], texts: Sequence[str]) -> int | None:
    """Return the height that wrapped texts need, in points; None where one line will do."""
    lines = max(
        (
            sum(1 + (len(part) - 1) // wide for part in text.split("\n"))
            for wide, text in zip(widths, texts, strict=True)
        ),
        default=1,
    )
    return None if lines <= 1 else min(_HIGHEST, _LINE * lines)


def missing(schema: Schema, column: Field, yes_no: tuple[str, str]) -> str | None:
    """Return the formula that holds where a cell calls for a value; None where none is simple."""
    index = schema.fields.index(column)
    cell = f"{column_letter(index)}2"
    started = f"COUNTA($A2:${column_letter(len(schema.fields) - 1)}2)>0"
    empty = f"LEN(TRIM({cell}))=0"
    if column.required:
        return f"=AND({started},{empty})"
    needs = [_need(need.when, schema, yes_no) for need in column.required_when]
    known = [need for need in needs if need is not None]
    if not known:
        return None
    asked = known[0] if len(known) == 1 else f"OR({','.join(known)})"
    return f"=AND({started},{empty},{asked})"


def _need(when: Expression, schema: Schema, yes_no: tuple[str, str]) -> str | None:
    """Translate a condition into a formula over row 2, where every part of it is simple."""
    if is_unconditional(when):
        return "TRUE"
    letters = {one.name: column_letter(index) for index, one in enumerate(schema.fields)}
    parts = [_part(part, letters, yes_no) for part in compile_conditions(when.source)]
    known = [part for part in parts if part is not None]
    return f"AND({','.join(known)})" if len(known) == len(parts) else None


def _part(part: Condition, letters: Mapping[str, str], yes_no: tuple[str, str]) -> str | None:
    if len(part.path) != 1 or part.path[0] not in letters:
        return None
    cell = f"${letters[part.path[0]]}2"
    equal = f"OR({','.join(_equal(cell, part.values, yes_no))})"
    asked = {
        Shape.EMPTY: f"LEN(TRIM({cell}))=0",
        Shape.FILLED: f"LEN(TRIM({cell}))>0",
        Shape.TRUE: f'{cell}="{yes_no[0]}"',
        Shape.IS: equal,
        Shape.IS_NOT: f"AND(LEN(TRIM({cell}))>0,NOT({equal}))",
    }
    return asked.get(part.shape)


def _equal(cell: str, values: Sequence[object], yes_no: tuple[str, str]) -> list[str]:
    yes, no = yes_no
    texts = [yes if value is True else no if value is False else value for value in values]
    return [f'{cell}="{text}"' for text in texts]
