"""What a sheet looks like: the schema files of `sheets_schema/`, as frozen data.

The vocabulary is Table Schema's (https://specs.frictionlessdata.io/table-schema/); what that has no
word for is ours and starts with `x-` in the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from automations.engine.core.cells import fold
from automations.engine.core.expressions import Expression
from automations.engine.core.findings import Severity

_LABELS = ("name", "title", "description", "subject")  # what names a row, first found


class Kind(StrEnum):
    """What a column holds, once type and format are taken together."""

    TEXT = "text"
    MARKDOWN = "markdown"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values are keys of another sheet.

    `link` is the name under which a row reaches the rows it refers to, `backlink` the name under
    which those rows reach back. `where` narrows the rows that may be referred to.
    """

    sheet: str
    field: str
    link: str
    backlink: str
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """When a column must be filled, and how bad it is when it is not."""

    when: Expression
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule over the columns of one row.

    It is judged only where every column that it uses is filled and without error, except the
    columns it asks about being empty. `code` is `rule`, or `minimum`/`maximum` for a bound against
    today.
    """

    name: str
    must: Expression
    column: str
    says: Mapping[str, str]
    severity: Severity = Severity.ERROR
    code: str = "rule"
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class SameRule:
    """Rows that hold the same in every column of `same` should hold the same in `agree`.

    Blanks are left out; upper and lower case and outer blanks make no difference. The finding is
    `rule`, at `agree`, in each row that differs from the first such row.
    """

    name: str
    same: tuple[str, ...]
    agree: str
    says: Mapping[str, str]
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Offers:
    """What a drop-down proposes where that depends on the row, as for a rule made with drop-downs.

    `what` is `columns`, `dates`, `addresses` or `values`; `of` the column of this row that names a
    tab, `column` the one that names a column of that tab; `also` is proposed beside those.
    """

    what: str
    of: str
    column: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One column. `many` columns hold several values with `delimiter` between them."""

    name: str
    title: str
    kind: Kind
    description: str
    many: bool = False
    delimiter: str = ";"
    aliases: tuple[str, ...] = ()
    required: bool = False
    optional: bool = False  # a tab may do without it, as one from before it existed
    unique: bool = False
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    default: object = None
    required_when: tuple[Condition, ...] = ()
    reference: Reference | None = None
    offers: Offers | None = None
    one_of_role: str | None = (
        None  # a role of config.yaml whose addresses are the only ones allowed
    )
    free_text: bool = False  # searched for personal data
    personal: bool = False  # says something about a member of the network
    sensitive: bool = False
    example: str = ""


@dataclass(frozen=True)
class Schema:
    """One sheet: `name` is its English name, `title` the tab, `workbook` the key in config.yaml."""

    name: str
    title: str
    workbook: str
    file: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    unique_together: tuple[tuple[str, ...], ...] = ()
    rules: tuple[RowRule, ...] = ()
    same: tuple[SameRule, ...] = ()
    owner: str | None = None  # a path to an address, as in `organisation.owner`
    owner_role: str = "coordinator"
    personal: bool = False
    sensitive: bool = False
    closed: bool = False  # extra columns and tabs, notes and boxes are errors
    written_by_service: bool = False
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The columns by their English name."""
        return MappingProxyType({column.name: column for column in self.fields})

    @cached_property
    def by_header(self) -> Mapping[str, Field]:
        """The columns by everything that may name them, as it is compared."""
        return MappingProxyType(
            {
                fold(name): column
                for column in self.fields
                for name in (column.title, column.name, *column.aliases)
            }
        )

    @cached_property
    def by_link(self) -> Mapping[str, Field]:
        """The columns that refer to other sheets, by the name that leads there."""
        found: dict[str, Field] = {}
        for column in self.fields:
            if column.reference is not None:
                found.setdefault(column.reference.link, column)
        return MappingProxyType(found)

    @cached_property
    def label(self) -> Field | None:
        """The column that names a row for people, beside its code."""
        return next((self.by_name[name] for name in _LABELS if name in self.by_name), None)

    def __getitem__(self, name: str) -> Field:
        """Return the column of that English name; raises KeyError."""
        return self.by_name[name]


@dataclass(frozen=True)
class Schemas:
    """Every sheet, in the order of the workbooks."""

    sheets: Mapping[str, Schema]

    def __getitem__(self, name: str) -> Schema:
        """Return the sheet of that English name; raises KeyError."""
        return self.sheets[name]

    def of_workbook(self, workbook: str) -> tuple[Schema, ...]:
        """Return the sheets that live in that workbook, in tab order."""
        return tuple(schema for schema in self.sheets.values() if schema.workbook == workbook)

    @cached_property
    def links(self) -> Mapping[str, Mapping[str, tuple[str, bool]]]:
        """For each sheet, the names that lead to other sheets: name → (sheet, leads to many)."""
        found: dict[str, dict[str, tuple[str, bool]]] = {name: {} for name in self.sheets}
        for schema in self.sheets.values():
            for column in schema.fields:
                if column.reference is not None:
                    found[schema.name][column.reference.link] = (
                        column.reference.sheet,
                        column.many,
                    )
                    back = found.setdefault(column.reference.sheet, {})
                    back[column.reference.backlink] = (schema.name, True)
        return MappingProxyType(found)
