"""What can be wrong in one schema file beyond its shape: names, headers, limits, keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches

from automations.engine.core.findings import Message
from automations.engine.core.register import RESERVED
from automations.engine.schema_files import Column, SheetFile
from automations.engine.yaml_files import KeyPath

Found = tuple[KeyPath, Message]

TAKEN = RESERVED | {"values", "today"}  # names that a row has of its own
_TAKEN_SHEETS = frozenset({"tables", "schemas", "follow", "active_contacts"})
_FORMATS = {
    "string": {"default", "email", "uri", "phone", "markdown"},
    "list": {"default", "email"},
    "number": {"default", "money"},
}
_NUMBERS = frozenset({"integer", "number"})


def unknown(name: str, known: Collection[str], sheet: str) -> Message:
    """Say that a sheet has no such name, and which one was probably meant."""
    near = get_close_matches(name, known, 1) or [", ".join(known)]
    return Message("schemas.column", {"value": name, "sheet": sheet, "known": near[0]})


def header(text: str) -> str:
    """Reduce a header to what makes it the same as another one when reading."""
    return " ".join(text.split()).casefold()


def mistakes_within(sheet: SheetFile, stem: str) -> Iterator[Found]:
    """Find what is wrong in one file by itself; `stem` is the file's name without `.yaml`."""
    if sheet.name != stem:
        yield ("name",), Message("schemas.stem", {"value": sheet.name, "stem": stem})
    if sheet.name in _TAKEN_SHEETS:
        yield ("name",), Message("schemas.reserved", {"value": sheet.name})
    for index, column in enumerate(sheet.fields):
        for key, message in _column(column):
            yield ("fields", index, *key), message
        needed = column.constraints.required or column.required_when
        if column.optional and (needed or column.name in sheet.primary_key):
            key = ("fields", index, "x-optional")
            yield key, Message("schemas.optional", {"value": column.name})
    yield from _doubled_columns(sheet)
    yield from _unknown_columns(sheet)
    yield from _doubled_rules(sheet)


def _column(column: Column) -> Iterator[Found]:
    if column.name in TAKEN:
        yield ("name",), Message("schemas.reserved", {"value": column.name})
    yield from _form(column)
    yield from _limits(column)
    yield from _enum(column)
    if column.default is not None and not _fits(column, column.default):
        yield ("x-default",), Message("schemas.default", {"value": str(column.default)})
    if column.one_of_role is not None and column.format != "email":
        yield ("x-one-of-role",), Message("schemas.role", {"column": column.name})


def _form(column: Column) -> Iterator[Found]:
    key = "x-format" if column.x_format else "format"
    form = column.x_format or column.format
    both = column.x_format is not None and column.format != "default"
    if both or form not in _FORMATS.get(column.type, {"default"}):
        yield (key,), Message("schemas.format", {"value": form, "type": column.type})
    if column.type != "list":
        for name, value in (("delimiter", column.delimiter), ("itemType", column.item_type)):
            if value is not None:
                yield (name,), Message("schemas.only-lists", {"key": name})


def _limits(column: Column) -> Iterator[Found]:
    limits = column.constraints
    texts, numbers = column.type in ("string", "list"), column.type in _NUMBERS
    given = (
        ("pattern", limits.pattern, texts),
        ("enum", limits.enum, texts and column.format == "default" and column.x_format is None),
        ("maxLength", limits.max_length, texts),
        ("minimum", limits.minimum, numbers),
        ("maximum", limits.maximum, numbers),
    )
    for name, value, fitting in given:
        if value is not None and not fitting:
            values = {"key": name, "type": column.type}
            yield ("constraints", name), Message("schemas.constraint", values)
    if limits.pattern is not None and (problem := _pattern_problem(limits.pattern)):
        values = {"value": limits.pattern, "problem": problem}
        yield ("constraints", "pattern"), Message("schemas.pattern", values)
    low, high = limits.minimum, limits.maximum
    if low is not None and high is not None and low > high:
        yield ("constraints", "minimum"), Message("schemas.bounds")


def _pattern_problem(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return ""


def _enum(column: Column) -> Iterator[Found]:
    values = column.constraints.enum or []
    counted = Counter(header(value) for value in values)
    for index, value in enumerate(values):
        key = ("constraints", "enum", index)
        if counted[header(value)] > 1:
            yield key, Message("schemas.enum-doubled", {"value": value})
        if column.type == "list" and (column.delimiter or ";") in value:
            yield key, Message("schemas.enum-delimiter", {"value": value})


def _fits(column: Column, value: object) -> bool:
    if column.type == "boolean":
        return isinstance(value, bool)
    if column.type in _NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    enum = column.constraints.enum
    return column.type == "string" and isinstance(value, str) and (not enum or value in enum)


def _doubled_columns(sheet: SheetFile) -> Iterator[Found]:
    """Find columns with one name, and headers that could mean two columns."""
    names: dict[str, int] = {}
    headers: dict[str, int] = {}
    for index, column in enumerate(sheet.fields):
        if names.setdefault(column.name, index) != index:
            yield ("fields", index, "name"), Message("schemas.doubled", {"value": column.name})
        aliases = [(("x-aliases", place), text) for place, text in enumerate(column.aliases)]
        for key, text in [(("title",), column.title), (("name",), column.name), *aliases]:
            other = headers.setdefault(header(text), index)
            if other != index and sheet.fields[other].name != column.name:
                values = {"value": text, "column": sheet.fields[other].name}
                yield ("fields", index, *key), Message("schemas.header", values)


def _unknown_columns(sheet: SheetFile) -> Iterator[Found]:
    """Find keys and rules over columns that the sheet does not have."""
    columns = {column.name: column for column in sheet.fields}
    for key, name in _used(sheet):
        if name not in columns:
            yield key, unknown(name, columns, sheet.name)
    for index, name in enumerate(sheet.primary_key):
        if name in columns and columns[name].type == "list":
            yield ("primaryKey", index), Message("schemas.key-list", {"column": name})


def _used(sheet: SheetFile) -> Iterator[tuple[KeyPath, str]]:
    """Name every column that something in the file leans on."""
    yield from _places(("primaryKey",), sheet.primary_key)
    for index, foreign in enumerate(sheet.foreign_keys):
        yield ("foreignKeys", index, "fields"), foreign.fields[0]
    for index, names in enumerate(sheet.unique_together):
        yield from _places(("x-unique-together", index), names)
    for index, same in enumerate(sheet.same):
        yield from _places(("x-same", index, "same"), same.same)
        yield ("x-same", index, "agree"), same.agree
    for index, rule in enumerate(sheet.rules):
        yield ("x-rules", index, "column"), rule.column
    for index, column in enumerate(sheet.fields):
        for key in ("of", "column") if column.offers is not None else ():
            if (name := getattr(column.offers, key)) is not None:
                yield ("fields", index, "x-offers", key), name


def _places(key: KeyPath, names: Sequence[str]) -> Iterator[tuple[KeyPath, str]]:
    for place, name in enumerate(names):
        yield (*key, place), name


def _doubled_rules(sheet: SheetFile) -> Iterator[Found]:
    names: set[str] = set()
    same = [(("x-same", index, "name"), one.name) for index, one in enumerate(sheet.same)]
    rules = [(("x-rules", index, "name"), one.name) for index, one in enumerate(sheet.rules)]
    for key, name in [*same, *rules]:
        if name in names:
            yield key, Message("schemas.doubled", {"value": name})
        names.add(name)
    keyed: set[str] = set()
    for index, foreign in enumerate(sheet.foreign_keys):
        if foreign.fields[0] in keyed:
            key = ("foreignKeys", index, "fields")
            yield key, Message("schemas.doubled", {"value": foreign.fields[0]})
        keyed.add(foreign.fields[0])
