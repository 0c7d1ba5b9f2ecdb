"""Where the columns of a sheet are: the header row is found, and matched to the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from automations.engine.core.cells import as_text, fold, quotation, squeeze
from automations.engine.core.checks.remarks import Remark
from automations.engine.core.findings import Message, Severity
from automations.engine.core.grid import Cell, address, column_letter
from automations.engine.core.schema import Field, Schema

_LOOK_AT = 50  # rows in which a header is looked for
_SMALL = 3  # so few columns that one known header is enough
_CLOSE = 0.7  # how much a header must look like a title to be proposed for it

Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Binding:
    """Which column is where. `row` is the header's, as the spreadsheet numbers it."""

    row: int
    positions: Mapping[str, int]
    headers: Mapping[str, str]
    unusable: frozenset[str]  # columns that are missing or doubled
    unknown: Mapping[int, str] = field(default_factory=dict)  # headers that the schema lacks
    remarks: tuple[Remark, ...] = ()


def bind(rows: Rows, schema: Schema) -> Binding | None:
    """Find the header row and match its cells; None when no row looks like a header.

    The header is the row with most known titles among the first fifty. A title goes before an
    English name, and a name before an alias.
    """
    known = _known(schema)
    index = _header_row(rows, known, len(schema.fields))
    if index is None:
        return None
    typed = {place: as_text(cell) for place, cell in enumerate(rows[index]) if as_text(cell)}
    positions: dict[str, int] = {}
    again: list[tuple[str, int]] = []
    unknown: dict[int, str] = {}
    for place, header in typed.items():
        name = known.get(fold(header))
        if name is None:
            unknown[place] = header
        elif name in positions:
            again.append((name, place))
        else:
            positions[name] = place
    missing = [column for column in schema.fields if column.name not in positions]
    close = _close_misses(unknown, missing)
    row = index + 1
    return Binding(
        row,
        positions,
        {name: squeeze(typed[place]) for name, place in positions.items()},
        frozenset({column.name for column in missing} | {name for name, _ in again}),
        unknown,
        (
            *_missing(schema, missing, unknown, close),
            *_doubled(schema, again, positions, row, typed),
            *_unknown(schema, unknown, close, row),
        ),
    )


def _known(schema: Schema) -> dict[str, str]:
    """Return the column's name by everything that its header may say."""
    known: dict[str, str] = {}
    for column in schema.fields:
        known.setdefault(fold(column.title), column.name)
    for column in schema.fields:
        known.setdefault(fold(column.name), column.name)
    for column in schema.fields:
        for alias in column.aliases:
            known.setdefault(fold(alias), column.name)
    return known


def _header_row(rows: Rows, known: Mapping[str, str], columns: int) -> int | None:
    best, most = None, 1 if columns > _SMALL else 0
    for index, row in enumerate(rows[:_LOOK_AT]):
        found = {known.get(fold(cell)) for cell in row if isinstance(cell, str)} - {None}
        if len(found) > most:
            best, most = index, len(found)
    return best


def _close_misses(unknown: Mapping[int, str], missing: Sequence[Field]) -> dict[int, Field]:
    """Pair unknown headers with missing columns that they look like, each once."""
    names = {
        fold(name): column
        for column in reversed(missing)
        for name in (*column.aliases, column.name, column.title)
    }
    pairs: dict[int, Field] = {}
    for place, header in unknown.items():
        near = get_close_matches(fold(header)[:80], names, n=1, cutoff=_CLOSE)
        if near and names[near[0]] not in pairs.values():
            pairs[place] = names[near[0]]
    return pairs


def _missing(
    schema: Schema,
    missing: Sequence[Field],
    unknown: Mapping[int, str],
    close: Mapping[int, Field],
) -> Iterator[Remark]:
    """Report each missing column: a warning where no row ever has to fill it, else an error."""
    for column in missing:
        needed = column.required or column.required_when or column.name in schema.primary_key
        place = next((place for place, meant in close.items() if meant is column), None)
        suggestion = Message("findings.put-back", {"title": column.title})
        if place is not None:
            letter = column_letter(place)
            values = {"letter": letter, "header": quotation(unknown[place]), "title": column.title}
            entry = "findings.rename-hidden" if schema.sensitive else "findings.rename"
            suggestion = Message(entry, values)
        yield Remark(
            "missing-column",
            Message("findings.missing-column", {"title": column.title}),
            suggestion,
            Severity.ERROR if needed else Severity.WARNING,
            field=column.name,
        )


def _doubled(
    schema: Schema,
    again: Sequence[tuple[str, int]],
    positions: Mapping[str, int],
    row: int,
    typed: Mapping[int, str],
) -> Iterator[Remark]:
    for name, place in again:
        first = address(row, positions[name])
        yield Remark(
            "duplicate-column",
            Message("findings.duplicate-column", {"title": schema[name].title, "first": first}),
            row=row,
            field=name,
            position=place,
            header=squeeze(typed[place]),
        )


def _unknown(
    schema: Schema, unknown: Mapping[int, str], close: Mapping[int, Field], row: int
) -> Iterator[Remark]:
    """Report each unknown column: the staff's own, or forbidden in a closed sheet."""
    hidden = schema.sensitive or schema.closed
    for place, header in unknown.items():
        entry = "findings.forbidden-column" if schema.closed else "findings.unknown-column"
        title = None if place not in close else close[place].title
        yield Remark(
            "unknown-column",
            Message(entry, {"header": "" if hidden else quotation(header)}),
            None if title is None else Message("findings.did-you-mean-column", {"title": title}),
            Severity.ERROR if schema.closed else Severity.NOTICE,
            row=row,
            position=place,
            header=None if hidden else squeeze(header),
        )
