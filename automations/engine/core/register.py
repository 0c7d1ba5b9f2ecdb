"""The register: every sheet's rows as records that are linked to each other, read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from automations.engine.core.schema import Field, Schema, Schemas

T = TypeVar("T")
KEY_SEPARATOR = " / "
RESERVED = frozenset({"sheet", "row", "key", "faults"})  # names that no column may have


class Record:
    """One row. Columns and linked rows are attributes: `participant.training.held_on`.

    `row` is the number the spreadsheet shows; `key` the primary key as text; `faults` the columns
    that hold an error, whose values are None here.
    """

    __slots__ = ("_register", "_values", "faults", "key", "row", "sheet")

    def __init__(
        self,
        sheet: str,
        row: int,
        key: str,
        values: Mapping[str, Any],
        faults: frozenset[str] = frozenset(),
    ) -> None:
        """Take a row as it was read; the register links it."""
        self.sheet = sheet
        self.row = row
        self.key = key
        self.faults = faults
        self._values = values
        self._register: Register | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a column holds any of the cell types
        """Return a column's value, a linked record, or linked records."""
        if name[0] == "_":
            raise AttributeError(name)
        values = self._values
        if name in values:
            return values[name]
        if self._register is not None:
            return self._register.follow(self, name)
        raise AttributeError(name)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - as above
        """Return a column's value; raises KeyError."""
        return self._values[name]

    def belong_to(self, register: Register | None) -> None:
        """Be linked to the other records of a register."""
        self._register = register

    def __repr__(self) -> str:
        """Name the row without its contents, so that no traceback or log shows a cell."""
        return f"<{self.sheet} row {self.row}>"

    @property
    def values(self) -> Mapping[str, Any]:
        """Every column's value by its English name."""
        return MappingProxyType(dict(self._values))


class LateRecords(Sequence[Record]):
    """Records that are made when somebody asks for them; then they belong to `register`."""

    register: Register | None = None


@dataclass(frozen=True)
class Table(Sequence[Record]):
    """The records of one sheet, in the order of the sheet."""

    schema: Schema
    records: Sequence[Record] = ()
    readable: bool = True  # False when the tab or its workbook could not be read
    by_key: Mapping[str, Record] = field(default_factory=lambda: MappingProxyType({}))
    keyless: Sequence[Record] = ()  # rows without a key: no records, yet no report may lose them

    def __len__(self) -> int:
        """Count the records."""
        return len(self.records)

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - Sequence's own overloads
        """Return a record, or a slice of them."""
        return self.records[index]

    def __iter__(self) -> Iterator[Record]:
        """Go through the records in the order of the sheet."""
        return iter(self.records)

    def where(self, **values: object) -> tuple[Record, ...]:
        """Return the records whose columns equal `values`."""
        return tuple(
            record
            for record in self.records
            if all(getattr(record, name) == value for name, value in values.items())
        )


class Register:
    """All sheets, linked. `register.trainings` is a Table."""

    def __init__(self, schemas: Schemas, tables: Mapping[str, Table]) -> None:
        """Link `tables`; a sheet that is not among them is an empty, unreadable table."""
        self._schemas = schemas
        self._tables = {
            name: tables.get(name, Table(schema, readable=False))
            for name, schema in schemas.sheets.items()
        }
        self._back: dict[tuple[str, str], dict[str, list[Record]]] = {}
        self._followed: dict[tuple[Record, str], Any] = {}
        self.memo: dict[object, object] = {}  # what others worked out of it, for as long as it is
        for table in self._tables.values():
            for records in (table.records, table.keyless):
                if isinstance(records, LateRecords):
                    records.register = self
                else:
                    for record in records:
                        record.belong_to(self)

    def __getattr__(self, name: str) -> Table:
        """Return the table of that sheet."""
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._tables[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Table:
        """Return the table of that sheet; raises KeyError."""
        return self._tables[name]

    def once(self, what: object, make: Callable[[], T]) -> T:
        """Return what is worked out of the tables once, by a name that says what it is."""
        if what not in self.memo:
            self.memo[what] = make()
        made: T = self.memo[what]  # type: ignore[assignment]  # what was made by that name
        return made

    @property
    def tables(self) -> Mapping[str, Table]:
        """Every table by sheet name."""
        return MappingProxyType(self._tables)

    @property
    def schemas(self) -> Schemas:
        """The schemas of the tables."""
        return self._schemas

    def _pointing_at(self, sheet: str, backlink: str) -> dict[str, list[Record]]:
        """Return the records that a link back leads to, by the key that they refer to."""
        found = self._back.get((sheet, backlink))
        if found is None:
            found = self._back[sheet, backlink] = {}
            for schema in self._schemas.sheets.values():
                for column in schema.fields:
                    reference = column.reference
                    if reference and (reference.sheet, reference.backlink) == (sheet, backlink):
                        self._point(self._tables[schema.name], column, found)
        return found

    def _point(self, table: Table, column: Field, found: dict[str, list[Record]]) -> None:
        for record in table:
            value = record[column.name]
            for key in value if column.many else (value,):
                if key is not None:
                    found.setdefault(key, []).append(record)

    def follow(self, record: Record, name: str) -> Any:  # noqa: ANN401 - one record, several, or none
        """Return what `name` leads to from `record`: a record, None, or a tuple of records."""
        step = (record, name)
        if step not in self._followed:
            self._followed[step] = self._lead(record, name)
        return self._followed[step]

    def _lead(self, record: Record, name: str) -> Any:  # noqa: ANN401 - as above
        column = self._schemas[record.sheet].by_link.get(name)
        if column is not None and column.reference is not None:
            target = self._tables[column.reference.sheet].by_key
            value = record[column.name]
            if column.many:
                return tuple(target[key] for key in value if key in target)
            return target.get(value)
        if name in self._schemas.links[record.sheet]:
            return tuple(self._pointing_at(record.sheet, name).get(record.key, ()))
        raise AttributeError(name)

    def active_contacts(
        self, today: date, kinds: Sequence[str] = (), role: str | None = None
    ) -> tuple[Record, ...]:
        """Return the contacts that are active today (SHEETS: active contact), in sheet order.

        `kinds` narrows to kinds of organisation (empty: all), `role` to one role.
        """
        return tuple(
            contact
            for contact in self.contacts
            if is_active(contact, today)
            and (not kinds or contact.organisation.kind in kinds)
            and (role is None or role in contact.role)
        )


def is_active(contact: Record, today: date) -> bool:
    """Tell whether today lies in active_from..active_until and the organisation has joined."""
    organisation = contact.organisation
    return (
        contact.active_from is not None
        and contact.active_from <= today
        and (contact.active_until is None or today <= contact.active_until)
        and "active_until" not in contact.faults
        and organisation is not None
        and organisation.status == "aangesloten"
    )
