"""Headers that stand again among the rows, as when somebody pastes a second block with its header.

Such a row is no record: it is reported once, and not cell by cell for words that are no dates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from automations.engine.core.cells import as_text, fold, is_blank
from automations.engine.core.checks.binding import Binding, known_headers
from automations.engine.core.checks.remarks import Remark
from automations.engine.core.findings import Message, Severity
from automations.engine.core.grid import Cell
from automations.engine.core.schema import Schema

_LEAST = 2  # headers in a row; one word may be a value too

Columns = Mapping[int, Sequence[Cell]]


def repeated_headers(
    columns: Columns,
    doubtful: Iterable[tuple[int, AbstractSet[int]]],
    schema: Schema,
    binding: Binding,
) -> AbstractSet[int]:
    """Return the places of rows that are a header once more.

    `columns` are the cells below the header by position, `doubtful` the position of each column
    with the places that could not be read. Only those that say what a header says are looked at,
    and where a key says what its own header says: a sheet without mistakes costs next to nothing.
    """
    known = known_headers(schema).keys() | set(map(fold, binding.unknown.values()))
    places = {
        place
        for position, wrong in doubtful
        for place in wrong
        if _says_a_header(columns[position][place], known)
    }
    for name in schema.primary_key:
        cells = columns.get(binding.positions.get(name, -1), ())
        header = binding.headers.get(name)
        if header in cells:
            places |= {place for place, cell in enumerate(cells) if cell == header}
    return {place for place in places if _is_header(columns, place, known)}


def _is_header(columns: Columns, place: int, known: Collection[str]) -> bool:
    """Tell whether most of what stands in a row is what headers say."""
    filled = [cells[place] for cells in columns.values() if not is_blank(cells[place])]
    same = sum(_says_a_header(cell, known) for cell in filled)
    return same >= _LEAST and same * 2 > len(filled)


def _says_a_header(cell: Cell, known: Collection[str]) -> bool:
    return isinstance(cell, str) and fold(as_text(cell)) in known


def repeat_remarks(places: Collection[int], binding: Binding) -> Iterator[Remark]:
    """Report each row that is a header once more; nothing of it is used, so nothing is lost."""
    for place in sorted(places):
        values = {"row": str(binding.row)}
        message = Message("findings.repeated-header", values)
        row = binding.row + 1 + place
        yield Remark("duplicate-column", message, severity=Severity.WARNING, row=row)
