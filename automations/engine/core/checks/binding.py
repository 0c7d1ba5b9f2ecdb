"""Where the columns of a sheet are: the header row is found, and matched to the schema.

Understood in silence: upper and lower case, blanks and line breaks before, behind and inside, and
the columns in any order. Proposed with its reason, and not used: a header that looks like a title
(`Emial`), and one with more or less around it (`E-mail *`, `Datum:`, `Begroot (€)`). A header that
stands one row too high or too low, as under merged cells, is pointed at. A column without any
header at all, as beside a merged one, is the staff's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from automations.engine.core.cells import as_text, fold, is_blank, quotation, squeeze
from automations.engine.core.checks.belonging import is_about_somebody
from automations.engine.core.checks.remarks import Remark
from automations.engine.core.findings import Message, Severity
from automations.engine.core.grid import Cell, address, column_letter
from automations.engine.core.schema import Field, Schema

_LOOK_AT = 50  # rows in which a header is looked for
_SMALL = 3  # so few columns that one known header is enough
_CLOSE = 0.7  # how much a header must look like a title to be proposed for it
_LONGEST = 200  # characters of a header that may be a title with something around it
_GAPS = 20  # columns without a header, among those with one, that are looked at
_BARE = re.compile(r"[\s*:.]*(?P<bare>.*?)[\s*:.]*(?:[(\[][^()\[\]]*[)\]][\s*:.]*)?", re.DOTALL)

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
    known = known_headers(schema)
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
    elsewhere = {} if not missing else _elsewhere(rows, index, typed, known)
    meant = {column.name for column in close.values()} | elsewhere.keys()
    missing = [column for column in missing if not column.optional or column.name in meant]
    row = index + 1
    return Binding(
        row,
        positions,
        {name: squeeze(typed[place]) for name, place in positions.items()},
        frozenset({column.name for column in missing} | {name for name, _ in again}),
        unknown,
        (
            *_missing(schema, missing, unknown, close, elsewhere),
            *_doubled(schema, again, positions, row, typed),
            *_unknown(schema, unknown, close, row),
            *_headerless(schema, rows, typed, row),
        ),
    )


def known_headers(schema: Schema) -> dict[str, str]:
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


def looks_like(header: str, names: Collection[str]) -> bool:
    """Tell whether a header is near enough to one of the names to be proposed for it."""
    folded = [fold(name) for name in names if name]
    bare = {_bare(name) for name in folded}
    return _bare(header) in bare or bool(get_close_matches(fold(header)[:80], folded, 1, _CLOSE))


def _bare(header: str) -> str:
    """Return a header without what people put around it: a star, a colon, a unit in brackets."""
    text = fold(header)
    match = _BARE.fullmatch(text) if len(text) <= _LONGEST else None
    return match["bare"] if match and match["bare"] else text


def _close_misses(unknown: Mapping[int, str], missing: Sequence[Field]) -> dict[int, Field]:
    """Pair unknown headers with missing columns that they look like, each once, the nearest first.

    Nearest is what only has more or less around it.
    """
    names = {
        fold(name): column
        for column in reversed(missing)
        for name in (*column.aliases, column.name, column.title)
    }
    bare = {_bare(name): column for name, column in names.items()}
    pairs: dict[int, Field] = {}
    for place, header in unknown.items():
        column = bare.get(_bare(header))
        if column is not None and column not in pairs.values():
            pairs[place] = column
    for place, header in unknown.items():
        near = get_close_matches(fold(header)[:80], names, n=1, cutoff=_CLOSE)
        if place not in pairs and near and names[near[0]] not in pairs.values():
            pairs[place] = names[near[0]]
    return pairs


def _elsewhere(
    rows: Rows, index: int, typed: Mapping[int, str], known: Mapping[str, str]
) -> dict[str, tuple[int, int]]:
    """Return the columns whose header stands in the row above or below the others, and where.

    Only where the header row itself is blank: so it looks under merged cells, and in two lines.
    """
    found: dict[str, tuple[int, int]] = {}
    for near in (index - 1, index + 1):
        for place, cell in enumerate(rows[near] if 0 <= near < len(rows) else ()):
            name = known.get(fold(cell)) if isinstance(cell, str) else None
            if name is not None and place not in typed:
                found.setdefault(name, (near + 1, place))
    return found


def is_needed(schema: Schema, column: Field) -> bool:
    """Tell whether a row ever has to fill a column."""
    return bool(column.required or column.required_when or column.name in schema.primary_key)


def is_hidden(schema: Schema, header: str) -> bool:
    """Tell whether no finding may repeat a header of the staff's own; there may be a name in it."""
    return schema.sensitive or schema.closed or is_about_somebody(header)


def _missing(
    schema: Schema,
    missing: Sequence[Field],
    unknown: Mapping[int, str],
    close: Mapping[int, Field],
    elsewhere: Mapping[str, tuple[int, int]],
) -> Iterator[Remark]:
    """Report each missing column: a warning where no row ever has to fill it, else an error."""
    for column in missing:
        place = next((place for place, meant in close.items() if meant is column), None)
        suggestion = Message("findings.put-back", {"title": column.title})
        if place is not None:
            suggestion = _rename(schema, column, place, unknown[place])
        elif column.name in elsewhere:
            cell = address(*elsewhere[column.name])
            suggestion = Message("findings.header-elsewhere", {"cell": cell})
        yield Remark(
            "missing-column",
            Message("findings.missing-column", {"title": column.title}),
            suggestion,
            Severity.ERROR if is_needed(schema, column) else Severity.WARNING,
            field=column.name,
        )


def _rename(schema: Schema, column: Field, place: int, header: str) -> Message:
    values = {"letter": column_letter(place), "title": column.title}
    if is_hidden(schema, header):
        return Message("findings.rename-hidden", values)
    return Message("findings.rename", {**values, "header": quotation(header)})


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
    for place, header in unknown.items():
        hidden = is_hidden(schema, header)
        entry = "findings.unknown-column-hidden" if hidden else "findings.unknown-column"
        if schema.closed:
            entry = "findings.forbidden-column"
        yield Remark(
            "unknown-column",
            Message(entry, {"header": "" if hidden else quotation(header)}),
            _reason(header, close[place], hidden=hidden) if place in close else None,
            Severity.ERROR if schema.closed else Severity.NOTICE,
            row=row,
            position=place,
            header=None if hidden else squeeze(header),
        )


def _reason(header: str, column: Field, *, hidden: bool) -> Message:
    """Say why a header is not its column's: it only looks like it, or has something around it."""
    name = next((n for n in (column.title, *column.aliases) if _bare(n) == _bare(header)), None)
    values: dict[str, object] = {"title": column.title}
    if name is None:
        return Message("findings.did-you-mean-column", values)
    before, _, behind = squeeze(header).casefold().partition(fold(name))
    extra = quotation(f"{before.strip()} {behind.strip()}")
    if hidden or not extra or before == fold(header):
        return Message("findings.not-quite-column", values)
    return Message("findings.not-quite-column-without", {**values, "extra": extra})


def _headerless(schema: Schema, rows: Rows, typed: Mapping[int, str], row: int) -> Iterator[Remark]:
    """Report columns with values and no header, among the others and right behind the last.

    What stands further away is not part of the table. In a closed sheet `closed` reports them all.
    """
    if schema.closed:
        return
    gaps = [place for place in range(min(typed), max(typed) + 2) if place not in typed]
    below, widest = rows[row:], max(map(len, rows[row:]), default=0)
    for place in gaps[:_GAPS] if gaps[0] < widest else ():
        if any(place < len(one) and not is_blank(one[place]) for one in below):
            values = {"letter": column_letter(place), "left": column_letter(place - 1)}
            yield Remark(
                "unknown-column",
                Message("findings.no-header-column", values),
                Message("findings.split-header", values) if place - 1 in typed else None,
                Severity.NOTICE,
                row=row,
                position=place,
            )
