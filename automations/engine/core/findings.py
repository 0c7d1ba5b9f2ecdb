"""What is wrong in a workbook, as data: a code, a place and a message, put into words later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is; an error keeps its row out of whatever uses the column."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


CODES = frozenset(
    {
        *("missing-workbook", "unreadable-workbook", "conflict-copy", "missing-tab"),
        *("missing-column", "duplicate-column", "renamed-column", "unknown-column"),
        *("blank-key", "required", "type", "list", "pattern", "length", "minimum", "maximum"),
        *("unique", "reference", "rule", "coverage", "error-value", "no-stored-value"),
        *("ambiguous-date", "email", "phone", "url", "undeliverable", "personal-data"),
        *("changed-history", "row-loss"),
    }
)


@dataclass(frozen=True, slots=True)
class Message:
    """Words that are chosen later: an entry of the catalogues with its values.

    `id` is `<catalogue>.<name>`, as in `findings.type-date`. Where the words come from a file that
    people edit (a rule in a schema), `texts` holds them by language and `id` is empty.
    """

    id: str
    values: Mapping[str, object] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None  # the number that decides between singular and plural

    def __post_init__(self) -> None:
        """Take a plain copy of both mappings, so that a message can go to another process."""
        object.__setattr__(self, "values", dict(self.values))
        object.__setattr__(self, "texts", dict(self.texts))


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about one place in a workbook.

    `row` and `cell` are numbered as the spreadsheet does; `column` is the header as typed. All
    three are None where the remark is about a whole tab or file. `field` is the schema's name.
    """

    workbook: str
    code: str
    severity: Severity
    message: Message
    suggestion: Message | None = None
    sheet: str | None = None
    tab: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    owner: str | None = None
    field: str | None = None
    key: str | None = None  # the row's primary key, where it could be read

    def __post_init__(self) -> None:
        """Refuse a code that scripts do not know; the list is a contract."""
        if self.code not in CODES:
            msg = f"unknown finding code: {self.code}"
            raise ValueError(msg)
