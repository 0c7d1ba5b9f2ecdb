"""The tab "Lijsten": what the drop-downs of a new workbook offer, one column per list.

Row 1 names the list, row 2 says how many values it has, the values stand below. A list over rows of
the same workbook is made of formulas, so that a row which staff add is offered at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from automations.engine.core.checks.references import label_column
from automations.engine.core.grid import column_letter
from automations.engine.core.own_rows import FOCAL_POINTS, OWNER, has_organisation
from automations.engine.core.schema import Field, Kind, Reference, Schema, Schemas

TITLE = "Lijsten"
LIVE_ROWS = 500  # how many rows of a tab in the same workbook are offered
BETWEEN = " \N{EN DASH} "
_FIRST = 3  # the row of the first value, as the spreadsheet numbers it

Rows = Mapping[str, Sequence[Mapping[str, object]]]
References = Mapping[str, Sequence[tuple[str, str]]]


def label(key: str, name: str) -> str:
    """Write a reference as the drop-downs offer it: `ORG-01 – ContourdeTwern`."""
    return f"{key}{BETWEEN}{name}" if name else key


@dataclass(frozen=True)
class _Live:
    """A list over the rows of a tab: the letters of its key and of its name, and what it holds."""

    tab: str
    key: str
    name: str | None
    values: tuple[str, ...]

    def formula(self, row: int) -> str:
        """Offer what stands in that row of the tab; also after rows were moved or deleted."""
        key = f"INDEX('{self.tab}'!${self.key}:${self.key},{row})"
        if self.name is None:
            return f'=IF({key}="","",{key})'
        name = f"INDEX('{self.tab}'!${self.name}:${self.name},{row})"
        return f'=IF({key}="","",{key}&"{BETWEEN}"&{name})'


class Lists:
    """The lists of one workbook, and the formulas with which drop-downs reach them."""

    def __init__(
        self,
        inside: Sequence[Schema],
        schemas: Schemas,
        rows: Rows,
        references: References,
        yes_no: tuple[str, str],
    ) -> None:
        """Plan the lists that the columns of `inside` need."""
        self._inside = {schema.name: schema for schema in inside}
        self._schemas = schemas
        self._rows = rows
        self._references = references
        self._yes_no = yes_no
        self._columns: dict[str, tuple[str, ...] | _Live] = {}
        for schema in inside:
            for column in schema.fields:
                self._plan(schema, column)

    def source(self, schema: Schema, column: Field) -> str | None:
        """Return the formula of a column's drop-down; None where there is nothing to offer."""
        if column.offers is not None:
            return self._by_row(schema, column)
        if column.many:
            return None
        found = self._columns.get(self._key(schema, column))
        if not found:
            return None
        letter = column_letter([*self._columns].index(self._key(schema, column)))
        if isinstance(found, _Live):
            return f"=OFFSET({TITLE}!${letter}${_FIRST},0,0,MAX(1,{TITLE}!${letter}$2),1)"
        return f"={TITLE}!${letter}${_FIRST}:${letter}${_FIRST + len(found) - 1}"

    def write(self, sheet: Worksheet) -> None:
        """Write every list."""
        for place, (key, values) in enumerate(self._columns.items()):
            sheet.write_string(0, place, key)
            if isinstance(values, _Live):
                self._write_live(sheet, place, values)
                continue
            sheet.write_number(1, place, len(values))
            for row, value in enumerate(values, _FIRST - 1):
                sheet.write_string(row, place, value)
        sheet.set_column(0, max(0, len(self._columns) - 1), 30)

    def _write_live(self, sheet: Worksheet, place: int, live: _Live) -> None:
        letter, last = column_letter(place), _FIRST + LIVE_ROWS - 1
        cells = f"${letter}${_FIRST}:${letter}${last}"
        counted = f'=SUMPRODUCT(MAX(({cells}<>"")*(ROW({cells})-{_FIRST - 1})))'
        sheet.write_formula(1, place, counted, None, len(live.values))
        for index in range(LIVE_ROWS):
            value = live.values[index] if index < len(live.values) else ""
            sheet.write_formula(_FIRST - 1 + index, place, live.formula(index + 2), None, value)

    def _plan(self, schema: Schema, column: Field) -> None:
        if column.offers is not None:
            for key, values in self._offered(schema, column):
                self._columns.setdefault(key, tuple(values))
            return
        key = self._key(schema, column)
        if column.many or key in self._columns:
            return
        if column.reference is not None:
            self._columns[key] = self._referred(column)
        elif column.kind is Kind.YES_NO:
            self._columns[key] = self._yes_no
        elif column.enum:
            self._columns[key] = column.enum

    def _key(self, schema: Schema, column: Field) -> str:
        if column.reference is not None:
            where = column.reference.where
            return f"{column.reference.sheet}|{where.source}" if where else column.reference.sheet
        if column.kind is Kind.YES_NO:
            return "|".join(self._yes_no)
        return f"{schema.title}|{column.title}"

    def _referred(self, column: Field) -> tuple[str, ...] | _Live:
        reference = column.reference
        assert reference is not None  # noqa: S101 - by the choice in _plan
        target = self._inside.get(reference.sheet)
        if target is not None and reference.where is None:
            return self._live(target)
        offered = self._references.get(reference.sheet, ())
        if reference.where is not None:
            allowed = self._allowed(reference)
            offered = [(key, name) for key, name in offered if key in allowed]
        return tuple(label(key, name) for key, name in offered)

    def _live(self, target: Schema) -> _Live:
        letters = {one.name: column_letter(index) for index, one in enumerate(target.fields)}
        named, key = label_column(target), target.primary_key[0]
        rows = self._rows.get(target.name, ())
        values = tuple(
            label(str(row.get(key) or ""), "" if named is None else str(row.get(named.name) or ""))
            for row in rows
        )
        name = None if named is None else letters[named.name]
        return _Live(target.title.replace("'", "''"), letters[key], name, values)

    def _allowed(self, reference: Reference) -> set[object]:
        """Return the keys that a narrowed reference may use, as far as the rows tell."""
        assert reference.where is not None  # noqa: S101 - by the choice in _referred
        blank = dict.fromkeys(self._schemas[reference.sheet].by_name)
        return {
            row.get(reference.field)
            for row in self._rows.get(reference.sheet, ())
            if reference.where({**blank, **row})
        }

    def _offered(self, schema: Schema, column: Field) -> Iterable[tuple[str, Iterable[str]]]:
        """Yield every list that a column's drop-down may turn to, by the tab that a row names."""
        offers = column.offers
        assert offers is not None  # noqa: S101 - by the choice in _plan
        by_title = {one.title: one for one in self._schemas.sheets.values()}
        for tab in schema[offers.of].enum:
            fields = by_title[tab].fields if tab in by_title else ()
            if offers.what == "values":
                for one in fields:
                    values = self._yes_no if one.kind is Kind.YES_NO else one.enum
                    if values:
                        yield f"{tab}|{one.title}", values
            elif offers.what == "dates":
                yield f"dates|{tab}", [one.title for one in fields if one.kind is Kind.DATE]
            elif offers.what == "addresses":
                mails = [one.title for one in fields if one.kind is Kind.EMAIL]
                also = self._recipients(by_title.get(tab), offers.also)
                yield f"addresses|{tab}", [*mails, *also]
            else:
                yield f"columns|{tab}", [one.title for one in fields]

    def _recipients(self, about: Schema | None, also: Iterable[str]) -> Iterable[str]:
        """Leave out who is found through the organisation, where a row has none."""
        if about is not None and has_organisation(about, self._schemas):
            return also
        return [word for word in also if word not in (OWNER, FOCAL_POINTS)]

    def _by_row(self, schema: Schema, column: Field) -> str:
        offers = column.offers
        assert offers is not None  # noqa: S101 - by the choice in source
        letters = {one.name: column_letter(index) for index, one in enumerate(schema.fields)}
        tab = f"${letters[offers.of]}2"
        wanted = f'"{offers.what}|"&{tab}'
        if offers.what == "values" and offers.column is not None:
            wanted = f'{tab}&"|"&${letters[offers.column]}2'
        found = f"MATCH({wanted},{TITLE}!$1:$1,0)"
        return f"=OFFSET({TITLE}!$A${_FIRST},0,{found}-1,INDEX({TITLE}!$2:$2,{found}),1)"
