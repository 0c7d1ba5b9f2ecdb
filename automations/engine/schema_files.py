"""What may stand in a file of `sheets_schema/`: Table Schema's words, and ours with `x-`.

Only the shape of one file is judged here; what columns, links and conditions mean together is
judged in `schemas.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from automations.engine.yaml_files import MessageError


def _like(pattern: str, entry: str) -> Callable[[str], str]:
    """Make a validator that asks for `pattern`, and says so with an entry of the catalogues."""

    def judge(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise MessageError(entry, value=value)
        return value

    return judge


Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Name = Annotated[str, AfterValidator(_like("[a-z][a-z0-9_]*", "schemas.name"))]
RuleName = Annotated[str, AfterValidator(_like("[a-z][a-z0-9-]*", "schemas.rule-name"))]
TabTitle = Annotated[str, AfterValidator(_like(r"[^\[\]:*?/\\]{1,31}", "schemas.tab-title"))]
FileName = Annotated[str, AfterValidator(_like(r"[^/\\]+\.xlsx", "schemas.file-name"))]
Delimiter = Annotated[str, AfterValidator(_like("[;,|]", "schemas.delimiter"))]
Names = Annotated[list[Name], Field(min_length=1)]
Severity = Literal["error", "warning", "notice"]
Says = Annotated[dict[str, Filled], Field(min_length=1)]


class _Part(BaseModel):
    """Strict: an unknown key is a mistake, and a number is not a text."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Constraints(_Part):
    """Table Schema's constraints, the ones that spreadsheets of this kind need."""

    required: bool = False
    unique: bool = False
    pattern: Filled | None = None
    enum: Annotated[list[Filled], Field(min_length=1)] | None = None
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = Field(None, alias="maxLength", ge=1)


class RequiredWhen(_Part):
    """When a column must be filled: an expression over the row."""

    when: Filled
    severity: Severity = "error"


class OffersPart(_Part):
    """What a drop-down proposes where that depends on the row."""

    what: Literal["columns", "dates", "addresses", "values"]
    of: Name
    column: Name | None = None
    also: list[Filled] = []


class Column(_Part):
    """One column of a sheet."""

    name: Name
    title: Filled
    type: Literal["string", "integer", "number", "date", "time", "boolean", "list"]
    item_type: Literal["string"] | None = Field(None, alias="itemType")
    delimiter: Delimiter | None = None
    format: Literal["default", "email", "uri"] = "default"
    x_format: Literal["phone", "money", "markdown"] | None = Field(None, alias="x-format")
    description: Filled
    constraints: Constraints = Field(default_factory=lambda: Constraints.model_validate({}))
    aliases: list[Filled] = Field([], alias="x-aliases")
    required_when: list[RequiredWhen] = Field([], alias="x-required-when")
    default: str | int | float | bool | None = Field(None, alias="x-default")
    optional: bool = Field(default=False, alias="x-optional")
    free_text: bool = Field(default=False, alias="x-free-text")
    personal: bool = Field(default=False, alias="x-personal")
    offers: OffersPart | None = Field(None, alias="x-offers")
    one_of_role: Name | None = Field(None, alias="x-one-of-role")
    example: str = Field("", alias="x-example")


class Target(_Part):
    """The sheet and the column that a reference points at."""

    resource: Name
    fields: Annotated[list[Name], Field(min_length=1, max_length=1)]


class ForeignKey(_Part):
    """A reference, and the names under which the two rows reach each other."""

    fields: Annotated[list[Name], Field(min_length=1, max_length=1)]
    reference: Target
    link: Name = Field(alias="x-link")
    backlink: Name = Field(alias="x-backlink")
    where: Filled | None = Field(None, alias="x-where")


class Rule(_Part):
    """A rule over the columns of one row, with its words by language."""

    name: RuleName
    when: Filled | None = None
    must: Filled
    column: Name
    severity: Severity = "error"
    code: Literal["rule", "minimum", "maximum", "coverage"] = "rule"
    says: Says


class Same(_Part):
    """Rows that agree in `same` should agree in `agree` as well."""

    name: RuleName
    same: Names
    agree: Name
    severity: Severity = "warning"
    says: Says


class SheetFile(_Part):
    """One file: one sheet."""

    name: Name
    title: TabTitle
    description: Filled
    workbook: Name = Field(alias="x-workbook")
    file: FileName | None = Field(None, alias="x-file")
    order: int = Field(1000, alias="x-order")
    primary_key: Names = Field(alias="primaryKey")
    missing_values: list[Literal[""]] = Field([""], alias="missingValues")
    owner: Filled | None = Field(None, alias="x-owner")
    owner_role: Name = Field("coordinator", alias="x-owner-role")
    personal: bool = Field(default=False, alias="x-personal")
    sensitive: bool = Field(default=False, alias="x-sensitive")
    closed: bool = Field(default=False, alias="x-closed")
    written_by: Literal["service"] | None = Field(None, alias="x-written-by")
    fields: Annotated[list[Column], Field(min_length=1)]
    foreign_keys: list[ForeignKey] = Field([], alias="foreignKeys")
    unique_together: list[Names] = Field([], alias="x-unique-together")
    same: list[Same] = Field([], alias="x-same")
    rules: list[Rule] = Field([], alias="x-rules")
