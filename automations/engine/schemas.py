"""Loading `sheets_schema/`: YAML files in, frozen schemas out, every mistake named at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from automations.engine.core.expressions import Expression, ExpressionError, compile_expression
from automations.engine.core.findings import Message, Severity
from automations.engine.core.schema import (
    Condition,
    Field,
    Kind,
    Offers,
    Reference,
    RowRule,
    SameRule,
    Schema,
    Schemas,
)
from automations.engine.schema_checks import mistakes_within
from automations.engine.schema_files import Column, ForeignKey, SheetFile
from automations.engine.schema_links import mistakes_between
from automations.engine.yaml_files import Document, FileError, KeyPath, Mistake, read_yaml

_KINDS: Mapping[tuple[str, str], Kind] = {
    ("string", "default"): Kind.TEXT,
    ("string", "email"): Kind.EMAIL,
    ("string", "uri"): Kind.URL,
    ("string", "phone"): Kind.PHONE,
    ("string", "markdown"): Kind.MARKDOWN,
    ("list", "default"): Kind.TEXT,
    ("list", "email"): Kind.EMAIL,
    ("integer", "default"): Kind.INTEGER,
    ("number", "default"): Kind.DECIMAL,
    ("number", "money"): Kind.MONEY,
    ("date", "default"): Kind.DATE,
    ("time", "default"): Kind.TIME,
    ("boolean", "default"): Kind.YES_NO,
}


class SchemaError(FileError):
    """Files of `sheets_schema/` have mistakes; all of them are in `mistakes`."""


@dataclass(frozen=True)
class _Read:
    """One file: what it says, and the schema that it makes."""

    document: Document
    sheet: SheetFile
    schema: Schema


def load_schemas(folders: Sequence[Path]) -> Schemas:
    """Load every sheet; a file in a later folder replaces the one of that name, or adds a sheet.

    A folder that does not exist is skipped. Raises SchemaError with every mistake in every file.
    """
    paths = {
        path.name: path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.glob("*.yaml"))
    }
    mistakes: list[Mistake] = []
    read = [found for path in paths.values() if (found := _read(path, mistakes))]
    read = sorted(
        _with_files(read, mistakes, complete=len(read) == len(paths)),
        key=lambda one: (one.sheet.order, one.schema.name),
    )
    schemas = Schemas(MappingProxyType({one.schema.name: one.schema for one in read}))
    unread = {Path(name).stem for name in paths} - set(schemas.sheets)
    for one in read:
        between = mistakes_between(one.sheet, one.schema, schemas, unread)
        mistakes.extend(one.document.mistake(key, message) for key, message in between)
    if mistakes:
        raise SchemaError(sorted(mistakes, key=lambda one: (one.file, one.line or 0)))
    return schemas


def _read(path: Path, mistakes: list[Mistake]) -> _Read | None:
    """Read one file; None where it holds no sheet that others can be compared with."""
    name = f"{path.parent.name}/{path.name}"
    try:
        document = read_yaml(path, name)
        sheet = SheetFile.model_validate(document.data)
    except FileError as error:
        mistakes.extend(error.mistakes)
        return None
    except ValidationError as error:
        mistakes.extend(document.mistakes(error))
        return None
    found = [*mistakes_within(sheet, path.stem)]
    compiler = _Compiler()
    schema = _schema(sheet, compiler)
    mistakes.extend(document.mistake(key, message) for key, message in found + compiler.mistakes)
    return None if found or compiler.mistakes else _Read(document, sheet, schema)


class _Compiler:
    """Compiles conditions and remembers those that cannot be read."""

    def __init__(self) -> None:
        self.mistakes: list[tuple[KeyPath, Message]] = []

    def __call__(self, source: str, *key: str | int) -> Expression:
        try:
            return compile_expression(source)
        except ExpressionError as error:
            message = Message("schemas.expression", {"expression": source, "problem": str(error)})
            self.mistakes.append((key, message))
            return compile_expression("true")

    def maybe(self, source: str | None, *key: str | int) -> Expression | None:
        return None if source is None else self(source, *key)


def _schema(sheet: SheetFile, compiled: _Compiler) -> Schema:
    return Schema(
        name=sheet.name,
        title=sheet.title,
        workbook=sheet.workbook,
        file=sheet.file or "",
        description=sheet.description,
        fields=tuple(
            _field(sheet, index, column, compiled) for index, column in enumerate(sheet.fields)
        ),
        primary_key=tuple(sheet.primary_key),
        unique_together=tuple(tuple(names) for names in sheet.unique_together),
        rules=tuple(
            RowRule(
                name=rule.name,
                must=compiled(rule.must, "x-rules", index, "must"),
                column=rule.column,
                says=MappingProxyType(rule.says),
                severity=Severity(rule.severity),
                code=rule.code,
                when=compiled.maybe(rule.when, "x-rules", index, "when"),
            )
            for index, rule in enumerate(sheet.rules)
        ),
        same=tuple(
            SameRule(
                name=same.name,
                same=tuple(same.same),
                agree=same.agree,
                says=MappingProxyType(same.says),
                severity=Severity(same.severity),
            )
            for same in sheet.same
        ),
        owner=sheet.owner,
        owner_role=sheet.owner_role,
        personal=sheet.personal,
        sensitive=sheet.sensitive,
        closed=sheet.closed,
        written_by_service=sheet.written_by == "service",
    )


def _field(sheet: SheetFile, index: int, column: Column, compiled: _Compiler) -> Field:
    limits = column.constraints
    return Field(
        name=column.name,
        title=column.title,
        kind=_KINDS.get((column.type, column.x_format or column.format), Kind.TEXT),
        description=column.description,
        many=column.type == "list",
        delimiter=column.delimiter or ";",
        aliases=tuple(column.aliases),
        required=limits.required or column.name in sheet.primary_key,
        optional=column.optional,
        unique=limits.unique,
        pattern=limits.pattern,
        enum=tuple(limits.enum or ()),
        minimum=limits.minimum,
        maximum=limits.maximum,
        max_length=limits.max_length,
        default=column.default,
        required_when=tuple(
            Condition(
                compiled(condition.when, "fields", index, "x-required-when", place, "when"),
                Severity(condition.severity),
            )
            for place, condition in enumerate(column.required_when)
        ),
        reference=_reference(sheet.foreign_keys, column.name, compiled),
        offers=_offers(column),
        one_of_role=column.one_of_role,
        free_text=column.free_text,
        personal=column.personal,
        sensitive=sheet.sensitive,
        example=column.example,
    )


def _offers(column: Column) -> Offers | None:
    if column.offers is None:
        return None
    offers = column.offers
    return Offers(offers.what, offers.of, offers.column, tuple(offers.also))


def _reference(keys: Sequence[ForeignKey], name: str, compiled: _Compiler) -> Reference | None:
    for index, key in enumerate(keys):
        if key.fields == [name]:
            return Reference(
                sheet=key.reference.resource,
                field=key.reference.fields[0],
                link=key.link,
                backlink=key.backlink,
                where=compiled.maybe(key.where, "foreignKeys", index, "x-where"),
            )
    return None


def _with_files(
    read: Sequence[_Read], mistakes: list[Mistake], *, complete: bool
) -> Iterator[_Read]:
    """Give sheets that name no file the file of their workbook."""
    files: dict[str, str] = {}
    for one in sorted(read, key=lambda one: one.sheet.order):
        if one.schema.file:
            files.setdefault(one.schema.workbook, one.schema.file)
    for one in read:
        file = files.get(one.schema.workbook)
        if file is None and not complete:
            continue  # a file with mistakes may name it
        if file is None:
            values = {"workbook": one.schema.workbook, "known": ", ".join(sorted(files))}
            message = Message("schemas.no-file", values)
            mistakes.append(one.document.mistake(("x-workbook",), message))
        elif one.schema.file not in ("", file):
            values = {"workbook": one.schema.workbook, "file": file, "value": one.schema.file}
            message = Message("schemas.other-file", values)
            mistakes.append(one.document.mistake(("x-file",), message))
        else:
            yield _Read(one.document, one.sheet, replace(one.schema, file=file))
