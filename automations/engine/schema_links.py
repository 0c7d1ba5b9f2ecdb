"""What can be wrong between schema files: references, names of links, conditions over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from jinja2 import nodes

from automations.engine.core.checks.closed import OWN_TABS
from automations.engine.core.conditions import path_of, tree_of
from automations.engine.core.expressions import Expression, Path
from automations.engine.core.findings import Message, Severity
from automations.engine.core.schema import Field, Kind, Schema, Schemas
from automations.engine.schema_checks import TAKEN, Found, header, unknown
from automations.engine.schema_files import SheetFile
from automations.engine.yaml_files import KeyPath

FUNCTIONS = frozenset({"today", "active"})  # what an expression sees beside columns and links
_BY_ATTRIBUTE = frozenset({"selectattr", "rejectattr"})


def mistakes_between(
    sheet: SheetFile, schema: Schema, schemas: Schemas, unread: AbstractSet[str]
) -> Iterator[Found]:
    """Find what is wrong with links to other sheets, and with conditions that follow them.

    `unread` are sheets whose own files have mistakes; nothing is said about links to those.
    """
    others = [other for other in schemas.of_workbook(schema.workbook) if other.name < schema.name]
    if header(schema.title) in {header(other.title) for other in others} | OWN_TABS:
        yield ("title",), Message("schemas.tab-doubled", {"value": schema.title})
    for index, foreign in enumerate(sheet.foreign_keys):
        for key, message in _reference(schema, schema[foreign.fields[0]], schemas, unread):
            yield ("foreignKeys", index, *key), message
    if schema.owner is not None:
        for message in _owner(schema, schemas, unread):
            yield ("x-owner",), message
    for key, expression, name in _expressions(sheet, schema):
        if name not in unread:
            for message in _paths(expression, name, schemas, unread):
                yield key, message
    yield from _on_today(schema)


def _on_today(schema: Schema) -> Iterator[Found]:
    """Find rules that would make a row wrong by the mere passing of days."""
    for index, rule in enumerate(schema.rules):
        used = rule.must.paths | (rule.when.paths if rule.when else frozenset())
        if rule.severity is Severity.ERROR and {("today",), ("active",)} & used:
            yield ("x-rules", index, "severity"), Message("schemas.today")


def _reference(
    schema: Schema, column: Field, schemas: Schemas, unread: AbstractSet[str]
) -> Iterator[Found]:
    reference = column.reference
    if reference is None or reference.sheet in unread:
        return
    if reference.sheet not in schemas.sheets:
        values = {"value": reference.sheet, "known": ", ".join(schemas.sheets)}
        yield ("reference", "resource"), Message("schemas.sheet", values)
        return
    target = schemas[reference.sheet]
    if target.primary_key != (reference.field,):
        values = {"value": reference.field, "sheet": target.name}
        yield ("reference", "fields"), Message("schemas.not-key", values)
    used = _link_names(schemas)
    for key, name, where in (
        ("x-link", reference.link, schema),
        ("x-backlink", reference.backlink, target),
    ):
        if name in where.by_name or name in TAKEN or used[where.name, name] > 1:
            yield (key,), Message("schemas.link", {"value": name, "sheet": where.name})


def _link_names(schemas: Schemas) -> Counter[tuple[str, str]]:
    """Count how often each name leads somewhere, by sheet."""
    references = [
        (schema.name, column.reference)
        for schema in schemas.sheets.values()
        for column in schema.fields
        if column.reference is not None
    ]
    return Counter(
        place
        for name, reference in references
        for place in ((name, reference.link), (reference.sheet, reference.backlink))
    )


def _expressions(sheet: SheetFile, schema: Schema) -> Iterator[tuple[KeyPath, Expression, str]]:
    """Name every expression with its key and the sheet whose rows it is about."""
    for index, column in enumerate(schema.fields):
        for place, condition in enumerate(column.required_when):
            key = ("fields", index, "x-required-when", place, "when")
            yield key, condition.when, schema.name
    for index, rule in enumerate(schema.rules):
        yield ("x-rules", index, "must"), rule.must, schema.name
        if rule.when is not None:
            yield ("x-rules", index, "when"), rule.when, schema.name
    for index, foreign in enumerate(sheet.foreign_keys):
        reference = schema[foreign.fields[0]].reference
        if reference is not None and reference.where is not None:
            yield ("foreignKeys", index, "x-where"), reference.where, reference.sheet


def _paths(
    expression: Expression, sheet: str, schemas: Schemas, unread: AbstractSet[str]
) -> Iterator[Message]:
    for path in sorted(expression.paths):
        if not (len(path) == 1 and path[0] in FUNCTIONS):
            end = _follow(path, sheet, schemas, unread)
            if isinstance(end, Message):
                yield end
    for path in _attributes(expression):
        end = _follow(path, sheet, schemas, unread, through_many=True)
        if isinstance(end, Message):
            yield end


def _attributes(expression: Expression) -> Iterator[Path]:
    """Find the columns that filters ask of several rows: `participants|selectattr("status", …)`."""
    for asked in tree_of(expression.source).find_all(nodes.Filter):
        if asked.name not in _BY_ATTRIBUTE or not asked.args:
            continue
        base, attribute = asked.node, asked.args[0]
        while isinstance(base, nodes.Filter):
            base = base.node
        path = () if base is None else path_of(base)
        if path and isinstance(attribute, nodes.Const):
            yield (*path, *str(attribute.value).split("."))


def _owner(schema: Schema, schemas: Schemas, unread: AbstractSet[str]) -> Iterator[Message]:
    path = tuple((schema.owner or "").split("."))
    end = _follow(path, schema.name, schemas, unread)
    if isinstance(end, Message):
        yield end
    elif end is not None and not (isinstance(end, Field) and end.kind is Kind.EMAIL):
        yield Message("schemas.owner", {"value": ".".join(path)})


def _follow(
    path: Path,
    sheet: str,
    schemas: Schemas,
    unread: AbstractSet[str],
    *,
    through_many: bool = False,
) -> Field | Schema | Message | None:
    """Follow `path` from a sheet to a column or a sheet; None when a file on the way is unread."""
    many = False
    for index, part in enumerate(path):
        if sheet in unread or sheet not in schemas.sheets:
            return None
        schema, links = schemas[sheet], schemas.links[sheet]
        if many and not through_many:
            return Message("schemas.through-many", {"path": ".".join(path)})
        if part in links:
            sheet, many = links[part]
        elif part not in schema.by_name:
            return unknown(part, {**schema.by_name, **links}, sheet)
        elif index < len(path) - 1:
            return Message("schemas.no-link", {"path": ".".join(path), "column": part})
        else:
            return schema[part]
    return schemas.sheets.get(sheet)
