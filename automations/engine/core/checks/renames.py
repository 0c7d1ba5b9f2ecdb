"""Headers between two looks: a column that lost its name is found again, named, and not used.

The service never guesses which column is meant. It remembers where every column stood and what its
header said, so that it can say what became of one that is missing: another header stands there now,
or none at all. Either is said at the header's cell, in place of "is missing" and "is your own".

A header counts as the old column's new name when what stands under it could be in that column, and

- it looks like the old name, or
- it stands exactly where the column stood between its two neighbours, or
- it stands next to the one neighbour there is, and the column is of a kind that cannot hold just
  any text: dates, numbers, addresses, codes, lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from automations.engine.core.cells import Failure, fold, is_blank, quotation
from automations.engine.core.checked import Heading
from automations.engine.core.checks.binding import (
    Binding,
    bind,
    is_hidden,
    is_needed,
    looks_like,
)
from automations.engine.core.checks.remarks import Remark, Sheet
from automations.engine.core.findings import Message, Severity
from automations.engine.core.grid import Cell, Tab, address, column_letter
from automations.engine.core.schema import Field, Kind, Schema
from automations.engine.core.values import reader

_TRIED = 200  # filled cells under a header that are tried
_TEXT = (Kind.TEXT, Kind.MARKDOWN)

Headings = Mapping[str, Heading]


def headings(sheet: Sheet) -> Headings:
    """Return where the columns of a tab are; of a sensitive one nothing that was typed."""
    hidden = sheet.schema.sensitive
    return {
        name: Heading("" if hidden else sheet.headers[name], position)
        for name, position in sheet.positions.items()
    }


def with_renames(sheet: Sheet, tab: Tab, before: Headings) -> Sheet:
    """Return the sheet with what became of columns that were there at the last look."""
    lost = [column for column in sheet.schema.fields if _is_lost(column, sheet, before)]
    binding = bind(tab.rows, sheet.schema) if lost and sheet.readable else None
    if binding is None:
        return sheet
    below = tab.rows[binding.row :]
    found: dict[str, Remark] = {}
    taken: set[int] = set()
    for column in lost:
        at = _find(column, before, binding, below, taken)
        if at is not None:
            taken.add(at)
            found[column.name] = _remark(sheet.schema, column, before[column.name], binding, at)
    told = {(remark.row, remark.position) for remark in found.values()}
    remarks = [
        remark
        for remark in sheet.remarks
        if not (remark.code == "missing-column" and remark.field in found)
        and not (remark.code == "unknown-column" and (remark.row, remark.position) in told)
    ]
    return replace(sheet, remarks=(*found.values(), *remarks)) if found else sheet


def _is_lost(column: Field, sheet: Sheet, before: Headings) -> bool:
    return column.name in before and column.name not in sheet.positions


def _find(
    column: Field,
    before: Headings,
    binding: Binding,
    below: Sequence[Sequence[Cell]],
    taken: set[int],
) -> int | None:
    """Return where a column that lost its name stands now, if that is beyond doubt."""
    places = _places(column.name, before, binding)
    expected = places.pop() if len(set(places)) == 1 else None
    both = expected is not None and len(places) + 1 == len(_SIDES)
    near = [
        place
        for place, header in binding.unknown.items()
        if looks_like(header, (*_names(column), before[column.name].header))
    ]
    for place in (*([] if expected is None else [expected]), *near):
        if place < 0 or place in taken or place in binding.positions.values():
            continue
        fits = _fit(column, _under(below, place))
        if place not in binding.unknown:  # no header at all: somebody emptied its cell
            if fits.some and fits.all and (both or fits.is_strong):
                return place
        elif fits.all and (place in near or both or (fits.some and fits.is_strong)):
            return place
    return None


_SIDES = (-1, 1)


def _places(name: str, before: Headings, binding: Binding) -> list[int]:
    """Return where a column should stand, seen from its neighbour at each side that still has one.

    Columns to the left that came or went move both neighbours, and so make no difference.
    """
    here = before[name].position
    places = []
    for side in _SIDES:
        others = [
            (abs(heading.position - here), other)
            for other, heading in before.items()
            if other in binding.positions and (heading.position - here) * side > 0
        ]
        if others:
            _, other = min(others)
            places.append(here + binding.positions[other] - before[other].position)
    return places


def _names(column: Field) -> tuple[str, ...]:
    return (column.title, column.name, *column.aliases)


def _under(below: Sequence[Sequence[Cell]], place: int) -> Iterator[Cell]:
    return (row[place] for row in below if place < len(row) and not is_blank(row[place]))


@dataclass(frozen=True, slots=True)
class _Fit:
    """Whether cells could be a column's: `is_strong` where not just any text could."""

    some: bool
    all: bool
    is_strong: bool


def _fit(column: Field, cells: Iterator[Cell]) -> _Fit:
    """Try the first cells; a column of the right kind may hold a mistake here and there."""
    read = reader(column)
    tried = [read(cell) for cell, _ in zip(cells, range(_TRIED), strict=False)]
    bad = sum(isinstance(value, Failure) for value in tried)
    strong = bool(column.kind not in _TEXT or column.pattern or column.enum)
    return _Fit(bad < len(tried), bad * 5 <= len(tried), strong)


def _remark(schema: Schema, column: Field, before: Heading, binding: Binding, place: int) -> Remark:
    """Say at the header's cell what it was; it is as bad as a column that is missing."""
    known = {fold(name) for name in _names(column)}
    old = before.header if fold(before.header) in known else column.title
    header = binding.unknown.get(place)
    hidden = header is None or is_hidden(schema, header)
    severe = schema.closed or is_needed(schema, column)
    values: dict[str, object] = {"old": old}
    entry = "findings.renamed-column-hidden"
    if header is None:
        entry = "findings.emptied-header"
        values["letter"] = column_letter(place)
    elif not hidden:
        entry = "findings.renamed-column"
        values["header"] = quotation(header)
    back = {"old": old, "cell": address(binding.row, place)}
    return Remark(
        "missing-column" if header is None else "renamed-column",
        Message(entry, values),
        Message("findings.name-again", back),
        Severity.ERROR if severe else Severity.WARNING,
        row=binding.row,
        field=column.name,
        position=place,
        header=None if header is None or hidden else quotation(header),
    )
