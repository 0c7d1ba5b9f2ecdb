"""Rows kept as columns: a row is made only when somebody looks at it.

A sheet of 100,000 rows with a mistake in every fiftieth is judged by its columns; making all its
rows would cost more than reading the file.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from operator import not_
from typing import Any, overload

from automations.engine.core.register import KEY_SEPARATOR, LateRecords, Record
from automations.engine.core.schema import Schema


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read. `typed` is what stood in the columns that could not be read."""

    number: int
    values: Mapping[str, Any]
    faults: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)


Sparse = Mapping[int, frozenset[str]]  # names of columns by place of the row, where there are any
_NONE: frozenset[str] = frozenset()


def is_empty(value: object) -> bool:
    """Tell whether a column's value is an empty one."""
    return value is None or value in ((), "")


def empty_places(values: Sequence[Any]) -> list[int]:
    """Return where the empty ones are among many values."""
    if all(values):  # a zero is no empty value, but then there may be some
        return []
    without = compress(range(len(values)), map(not_, values))  # there are few, if any
    return [place for place in without if is_empty(values[place])]


def text_of(value: object) -> str:
    """Return a value as keys are compared: dates as ISO writes them."""
    return value.isoformat() if isinstance(value, date) else str(value)


class Rows(Sequence[Row]):
    """The rows of one tab. Places count from 0; `numbers` are those that the spreadsheet shows."""

    def __init__(
        self,
        numbers: Sequence[int] = (),
        columns: Mapping[str, Sequence[Any]] | None = None,
        absent: Mapping[str, Any] | None = None,
        faults: Sparse | None = None,
        typed: Mapping[int, Mapping[str, str]] | None = None,
    ) -> None:
        """Take values by column; `absent` are the columns that the tab lacks, empty in each row.

        `typed` is what stood in cells that could not be read.
        """
        self.numbers = numbers
        self.columns = columns or {}
        self.absent = absent or {}
        self.faults = faults or {}
        self.typed = typed or {}
        self.keys: Sequence[str | None] | None = None  # as `key_texts` found them
        self._everywhere = frozenset(self.absent)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        """Make a row, or several."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        values = dict(self.absent)
        for name, column in self.columns.items():
            values[name] = column[place]
        return Row(self.numbers[place], values, self.faults_at(place), self.typed.get(place, {}))

    def __iter__(self) -> Iterator[Row]:
        """Make every row in turn."""
        return (self[place] for place in range(len(self)))

    def values(self, name: str) -> Sequence[Any]:
        """Return the values of a column, one for each row."""
        if name in self.columns:
            return self.columns[name]
        return [self.absent[name]] * len(self) if len(self) else []

    def faults_at(self, place: int) -> frozenset[str]:
        """Return the columns of a row that hold an error, or are absent."""
        found = self.faults.get(place, _NONE)
        return self._everywhere | found if found else self._everywhere

    def typed_at(self, place: int, name: str) -> str:
        """Return what stood in a cell that could not be read; nothing where it could."""
        return self.typed.get(place, {}).get(name, "")

    def place_of(self, number: int) -> int | None:
        """Return the place of the row that the spreadsheet numbers so."""
        place = bisect_left(self.numbers, number)
        return place if place < len(self) and self.numbers[place] == number else None

    def with_column(
        self, name: str, values: Sequence[Any], typed: Mapping[int, str] | None = None
    ) -> Rows:
        """Return rows with other values in a column; where it is `typed`, they are faulty."""
        faults, before = dict(self.faults), dict(self.typed)
        for place, text in (typed or {}).items():
            faults[place] = faults.get(place, _NONE) | {name}
            before[place] = {**before.get(place, {}), name: text}
        columns = {**self.columns, name: values}
        return Rows(self.numbers, columns, self.absent, faults, before)

    def with_faults(
        self, schema: Schema, names: Mapping[int, Collection[str]], kept: Collection[str] = ()
    ) -> Rows:
        """Return rows with more faulty columns, by place; what stood in them is kept as typed.

        Their values are empty then, but for the columns that are `kept`.
        """
        if not names:
            return self
        faults, typed, changed = dict(self.faults), dict(self.typed), dict[str, list[Any]]()
        for place, some in names.items():
            faults[place] = faults.get(place, _NONE).union(some)
            for name in some:
                if name in kept or name in self.absent:
                    continue
                column = changed.setdefault(name, [])
                if not column:
                    column += self.columns[name]
                value = column[place]
                text = self.typed_at(place, name) if is_empty(value) else text_of(value)
                typed[place] = {**typed.get(place, {}), name: text}
                column[place] = () if schema[name].many else None
        return Rows(self.numbers, {**self.columns, **changed}, self.absent, faults, typed)


def key_texts(rows: Rows, schema: Schema) -> Sequence[str | None]:
    """Return each row's key as text; None where any part of it is blank or cannot be read at all.

    A part that is wrong in itself still counts as typed: such a row can be referred to.
    """
    if rows.keys is None:
        rows.keys = _key_texts(rows, schema)
    return rows.keys


def _key_texts(rows: Rows, schema: Schema) -> Sequence[str | None]:
    parts = [_key_part(rows, name) for name in schema.primary_key]
    if len(parts) == 1:
        return [part or None for part in parts[0]] if "" in parts[0] else parts[0]
    return [KEY_SEPARATOR.join(key) if all(key) else None for key in zip(*parts, strict=True)]


def _key_part(rows: Rows, name: str) -> Sequence[str]:
    values = rows.values(name)
    empty = empty_places(values)
    kinds = set(map(type, values))
    if kinds == {str} and not empty:
        return values
    if not kinds <= {str, type(None), tuple}:
        values = [text_of(value) for value in values]
    if not empty:
        return values
    filled = list(values)
    for place in empty:
        filled[place] = rows.typed_at(place, name)
    return filled


class Records(LateRecords):
    """The rows of a tab that have a key, as records; each is made once, when it is asked for."""

    def __init__(self, schema: Schema, rows: Rows) -> None:
        """Leave out the rows without a key: nobody can refer to them."""
        self._sheet = schema.name
        self._rows = rows
        keys = key_texts(rows, schema)
        self._keys = keys
        self._places: Sequence[int] = range(len(keys))
        if None in keys:
            self._places = [place for place, key in enumerate(keys) if key is not None]
        self._made: dict[int, Record] = {}

    def __len__(self) -> int:
        """Count the records."""
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        """Return a record, or several."""
        if isinstance(index, slice):
            return tuple(self[one] for one in range(*index.indices(len(self))))
        return self._at(self._places[index])

    def __iter__(self) -> Iterator[Record]:
        """Return every record in turn."""
        return (self._made.get(place) or self._at(place) for place in self._places)

    def _at(self, place: int) -> Record:
        record = self._made.get(place)
        if record is None:
            row = self._rows[place]
            key = self._keys[place] or ""
            record = Record(self._sheet, row.number, key, row.values, row.faults)
            record.belong_to(self.register)
            self._made[place] = record
        return record

    def without_key(self) -> Records:
        """Return the rows that are left out here."""
        others = copy(self)
        places: Sequence[int] = ()
        if len(self._places) < len(self._keys):
            places = [place for place, key in enumerate(self._keys) if key is None]
        others._places, others._made = places, {}  # noqa: SLF001 - a copy of this one
        return others

    def keys(self) -> Iterator[str]:
        """Yield the key of each record."""
        return (self._keys[place] or "" for place in self._places)

    def values(self, name: str) -> Iterator[Any]:
        """Yield what each record has in a column."""
        column = self._rows.values(name)
        return (column[place] for place in self._places)


class ByKey(Mapping[str, Record]):
    """Records by key; one that is there twice leads to none of them."""

    def __init__(self, records: Records) -> None:
        """Index the keys when somebody asks for the first."""
        self._records = records
        self._index: dict[str, int | None] | None = None

    def _known(self) -> dict[str, int | None]:
        if self._index is None:
            found: dict[str, int | None] = {}
            for index, key in enumerate(self._records.keys()):
                found[key] = None if key in found else index
            self._index = {key: index for key, index in found.items() if index is not None}
        return self._index

    def __getitem__(self, key: str) -> Record:
        """Return the record with a key; raises KeyError."""
        index = self._known()[key]
        assert index is not None  # noqa: S101 - those are left out
        return self._records[index]

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as Mapping has it
        """Return the record with a key, or `default`."""
        index = self._known().get(key)
        return default if index is None else self._records[index]

    def __contains__(self, key: object) -> bool:
        """Tell whether a key leads to one record."""
        return key in self._known()

    def __iter__(self) -> Iterator[str]:
        """Return the keys."""
        return iter(self._known())

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._known())
