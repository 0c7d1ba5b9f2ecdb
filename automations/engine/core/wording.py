"""Expressions in plain words: columns by their headers, dates and conditions as one would say them.

What is not simple enough for that is quoted as it was written.
"""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import nodes

from automations.engine.core.conditions import Condition, Shape, path_of, shape_of, tree_of
from automations.engine.core.expressions import Expression, Path
from automations.engine.core.findings import Message
from automations.engine.core.questions import NAMES
from automations.engine.core.rules import Offset
from automations.engine.core.schema import Field, Kind, Schema, Schemas

_ROLES = ("coordinator", "case_handlers", "mayor_office", "board")
_AMOUNTS = (Kind.MONEY, Kind.INTEGER, Kind.DECIMAL)
_CALLED_TO: dict[Path, str] = {
    ("focal_points",): "rules.to-focal-points",
    ("trainer_contacts",): "rules.to-trainer-contacts",
}
_CALLED_DATES: dict[Path, str] = {
    ("report_due",): "rules.date-report-due",
    ("retained_until",): "rules.date-retained-until",
}
_OF_ROWS = {Shape.TRUE: "rules.cond-filled", Shape.FALSE: "rules.cond-empty"}


def date_words(source: str, about: str, schemas: Schemas) -> Message:
    """Put the date that an expression gives into words."""
    return _date(tree_of(source), about, schemas) or quoted(source)


def recipient_words(entry: Expression, about: str, schemas: Schemas) -> Message:
    """Put an entry of `to` into words."""
    if (entry.source,) in entry.paths:  # one name, and maybe none that could be parsed
        found = _named_recipient((entry.source,), about, schemas)
    else:
        found = _recipient(tree_of(entry.source), about, schemas)
    return found or quoted(entry.source)


def part_words(part: Condition, about: str, schemas: Schemas) -> Message:
    """Put one part of a condition into words."""
    shaped = _shaped(part.shape, part.path, part.values, about, schemas)
    return shaped or condition_words(part.expression.source, about, schemas)


def condition_words(source: str, about: str, schemas: Schemas) -> Message:
    """Put a condition into words."""
    return _condition(tree_of(source), about, schemas) or quoted(source)


def column_words(path: Path, about: str, schemas: Schemas) -> Message | None:
    """Name a column by its header, with its tab where that is another one; None when it is none."""
    found = column_at(path, about, schemas)
    if found is None:
        return None
    schema, column = found
    if schema.name == about:
        return Message("rules.column", {"column": column.title})
    return Message("rules.column-of", {"column": column.title, "tab": schema.title})


def column_at(path: Path, about: str, schemas: Schemas) -> tuple[Schema, Field] | None:
    """Find the column that a path ends at, with its sheet."""
    sheet = about
    for index, name in enumerate(path):
        schema = schemas[sheet]
        if name in schema.by_name and index == len(path) - 1:
            return schema, schema[name]
        if name not in schemas.links[sheet]:
            return None
        sheet = schemas.links[sheet][name][0]
    return None


def joined(parts: Sequence[Message], word: str) -> Message:
    """Join with commas and, before the last one, `en` or `of`."""
    if len(parts) == 1:
        return parts[0]
    return Message(f"rules.{word}", {"first": tuple(parts[:-1]), "last": parts[-1]})


def quoted(source: str) -> Message:
    """Quote an expression as it was written."""
    return Message("rules.computed", {"expression": source})


def _date(node: nodes.Node, about: str, schemas: Schemas) -> Message | None:
    if isinstance(node, nodes.Or):
        first = _date(node.left, about, schemas)
        second = _date(node.right, about, schemas)
        return _else(first, second)
    if isinstance(node, nodes.Sub | nodes.Add) and (count := _days(node.right)) is not None:
        sign = -1 if isinstance(node, nodes.Sub) else 1
        return _shifted(Offset(sign * count).message, _date(node.left, about, schemas))
    if isinstance(node, nodes.Call):
        return _called_date(node, about, schemas)
    return column_words(path_of(node), about, schemas)


def _called_date(node: nodes.Call, about: str, schemas: Schemas) -> Message | None:
    """Put the date that a function gives into words."""
    function = path_of(node.node)
    if entry := _CALLED_DATES.get(function):
        return Message(entry)
    if len(node.args) != 2:  # noqa: PLR2004 - a date and a number
        return _in_next_year(node, about, schemas)
    day, count = _date(node.args[0], about, schemas), _number(node.args[1])
    if function == ("working_days",) and count is not None:
        return _shifted(Offset(count, working=True).message, day)
    if function != ("months",) or day is None:
        return None
    if count is not None:
        return (
            _shifted(Message("rules.offset-months-after", count=count), day) if count > 0 else None
        )
    months = column_words(path_of(node.args[1]), about, schemas)
    return Message("rules.months-in", {"months": months, "day": day}) if months else None


def _in_next_year(node: nodes.Node, about: str, schemas: Schemas) -> Message | None:
    """Put `date(year + 1, 1, 15)` into words."""
    if not isinstance(node, nodes.Call) or path_of(node.node) != ("date",):
        return None
    if len(node.args) != 3:  # noqa: PLR2004 - year, month, day
        return None
    year, *rest = node.args
    if not (isinstance(year, nodes.Add) and _number(year.right) == 1):
        return None
    column = column_words(path_of(year.left), about, schemas)
    month, day = (_number(one) for one in rest)
    if column is None or month is None or day is None:
        return None
    name = Message(f"values.month-{month}")
    return Message("rules.next-year", {"day": str(day), "month": name, "column": column})


def _recipient(node: nodes.Node, about: str, schemas: Schemas) -> Message | None:
    if isinstance(node, nodes.Or):
        first = _recipient(node.left, about, schemas)
        return _else(first, _recipient(node.right, about, schemas))
    if isinstance(node, nodes.And):  # `contact and contact.email`: only where there is one
        return _recipient(node.right, about, schemas)
    if isinstance(node, nodes.Call) and (entry := _CALLED_TO.get(path_of(node.node))):
        return Message(entry)
    return _named_recipient(path_of(node), about, schemas)


def _named_recipient(path: Path, about: str, schemas: Schemas) -> Message | None:
    if path == ("owner",):
        return Message("rules.to-owner")
    if len(path) == 1 and path[0] in _ROLES:
        return Message(f"rules.to-{path[0].replace('_', '-')}")
    if len(path) == 1 and (link := schemas.links[about].get(path[0])):
        if link == ("contacts", False):
            return Message("rules.to-contact")
        return Message("rules.to-rows", {"tab": schemas[link[0]].title})
    title = column_words(path, about, schemas)
    return Message("rules.to-column", {"column": title}) if title else None


def _condition(node: nodes.Node, about: str, schemas: Schemas) -> Message | None:
    if isinstance(node, nodes.Or | nodes.And):
        first = _condition(node.left, about, schemas)
        second = _condition(node.right, about, schemas)
        word = "or" if isinstance(node, nodes.Or) else "and"
        return joined([first, second], word) if first and second else None
    if isinstance(node, nodes.Not):
        return _question(node.node, about, schemas, "no-") or _simple(node, about, schemas)
    if isinstance(node, nodes.Compare) and len(node.ops) == 1:
        compared = _fewer_active(node) or _two_columns(node, about, schemas)
        return compared or _simple(node, about, schemas)
    return _question(node, about, schemas, "") or _simple(node, about, schemas)


def _simple(node: nodes.Node, about: str, schemas: Schemas) -> Message | None:
    return _shaped(*shape_of(node), about, schemas)


def _shaped(
    shape: Shape, path: Path, values: Sequence[object], about: str, schemas: Schemas
) -> Message | None:
    """Say what is asked of which column."""
    found, title = column_at(path, about, schemas), column_words(path, about, schemas)
    if shape == Shape.OTHER or found is None or title is None:
        return None
    entry = f"rules.cond-{shape.value}"
    if shape in _OF_ROWS and found[1].kind != Kind.YES_NO:
        entry = _OF_ROWS[shape]
    choices = [Message("rules.text", {"text": value}) for value in values]
    return Message(
        entry, {"column": title, **({"value": joined(choices, "or")} if choices else {})}
    )


def _question(node: nodes.Node, about: str, schemas: Schemas, no: str) -> Message | None:
    """Put the two usual questions about linked rows into words."""
    if isinstance(node, nodes.Call) and path_of(node.node) == ("active",):
        role = _role(node)
        return Message(f"rules.cond-{no}active", {"role": role}) if role else None
    if isinstance(node, nodes.Call) and path_of(node.node)[:1] and path_of(node.node)[0] in NAMES:
        count = _number(node.args[1]) if len(node.args) > 1 else None
        return Message(f"rules.cond-{no}{path_of(node.node)[0].replace('_', '-')}", count=count)
    if isinstance(node, nodes.Filter) and node.name == "list":
        return _some_row(node.node, about, schemas, no)
    return None


def _fewer_active(node: nodes.Compare) -> Message | None:
    """Put `active(contacts, role)|length < 2` into words."""
    counted, operand = node.expr, node.ops[0]
    if not (isinstance(counted, nodes.Filter) and isinstance(counted.node, nodes.Call)):
        return None
    role, most = _role(counted.node), _number(operand.expr)
    if counted.name != "length" or role is None or most is None or operand.op != "lt":
        return None
    return Message("rules.cond-fewer-active", {"role": role}, count=most - 1)


def _two_columns(node: nodes.Compare, about: str, schemas: Schemas) -> Message | None:
    """Put a comparison of two columns of amounts into words."""
    paths = path_of(node.expr), path_of(node.ops[0].expr)
    found = [column_at(path, about, schemas) for path in paths]
    if node.ops[0].op not in {"gt", "lt"} or not all(
        one and one[1].kind in _AMOUNTS for one in found
    ):
        return None
    first, second = (column_words(path, about, schemas) for path in paths)
    return Message(f"rules.cond-{node.ops[0].op}", {"first": first, "second": second})


def _role(node: nodes.Call) -> str | None:
    """Return the role that `active(contacts, role)` asks for."""
    if path_of(node.node) != ("active",) or len(node.args) != 2:  # noqa: PLR2004 - both
        return None
    return _text(node.args[1])


def _some_row(node: nodes.Node | None, about: str, schemas: Schemas, no: str) -> Message | None:
    if not isinstance(node, nodes.Filter) or node.name != "selectattr" or node.node is None:
        return None
    link = path_of(node.node)
    arguments = [_text(argument) for argument in node.args]
    if len(link) != 1 or len(arguments) != 3 or arguments[1] != "eq":  # noqa: PLR2004 - x eq y
        return None
    linked = schemas[schemas.links[about][link[0]][0]]
    column = linked[arguments[0] or ""].title
    values = {"tab": linked.title, "column": column, "value": arguments[2]}
    return Message(f"rules.cond-{no}row", values)


def _else(first: Message | None, second: Message | None) -> Message | None:
    return Message("rules.else", {"first": first, "second": second}) if first and second else None


def _shifted(offset: Message, day: Message | None) -> Message | None:
    return Message("rules.shifted", {"offset": offset, "day": day}) if day else None


def _days(node: nodes.Node) -> int | None:
    if isinstance(node, nodes.Call) and path_of(node.node) == ("days",) and len(node.args) == 1:
        return _number(node.args[0])
    return None


def _number(node: nodes.Node) -> int | None:
    if isinstance(node, nodes.Neg) and (number := _number(node.node)) is not None:
        return -number
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, int) else None


def _text(node: nodes.Node) -> str | None:
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else None
