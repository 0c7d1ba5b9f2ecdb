"""Reading the YAML that people write: every mistake at once, each with file, key and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from automations.engine.core.findings import Message

if TYPE_CHECKING:
    from pydantic import ValidationError
    from yaml import SafeLoader as _Base
else:  # LibYAML reads ten times as fast; wheels have it, a build from source may not
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KeyPath = tuple[str | int, ...]

# How pydantic names its kinds of mistakes, and our entry in the catalogue for each.
_ENTRIES = {
    "missing": "files.missing",
    "extra_forbidden": "files.unknown",
    "literal_error": "files.choice",
    "enum": "files.choice",
    "string_type": "files.text",
    "string_too_short": "files.empty",
    "too_short": "files.empty",
    "int_type": "files.number",
    "int_parsing": "files.number",
    "int_from_float": "files.number",
    "float_type": "files.number",
    "greater_than": "files.bound",
    "greater_than_equal": "files.bound",
    "less_than": "files.bound",
    "less_than_equal": "files.bound",
    "bool_type": "files.yes-no",
    "bool_parsing": "files.yes-no",
    "list_type": "files.list",
    "tuple_type": "files.list",
    "dict_type": "files.block",
    "model_type": "files.block",
    "model_attributes_type": "files.block",
    "date_type": "files.date",
    "date_from_datetime_parsing": "files.date",
    "date_parsing": "files.date",
    "time_parsing": "files.time",
    "time_type": "files.time",
}


class _Loader(_Base):
    """Leaves dates as typed, so that one that does not exist is reported at its key."""


def _as_typed(loader: yaml.SafeLoader, node: yaml.Node) -> str:
    return str(loader.construct_scalar(cast("yaml.ScalarNode", node)))


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_typed)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a file: `line` counts from 1, and is None where the file has no such line."""

    file: str
    key: KeyPath
    line: int | None
    message: Message

    @property
    def place(self) -> str:
        """The key as people write it: `fields.3.title`."""
        return ".".join(str(part) for part in self.key)


class FileError(Exception):
    """Files that people wrote have mistakes; all of them are in `mistakes`."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        """Carry every mistake, in the order of the files."""
        super().__init__(f"{len(mistakes)} mistakes")
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class Document:
    """A YAML file's data, and the line on which each key stands."""

    file: str
    data: Any
    lines: dict[KeyPath, int]

    def mistake(self, key: KeyPath, message: Message) -> Mistake:
        """Make a mistake at `key`, on the line of the nearest key that is in the file."""
        near = key
        while near and near not in self.lines:
            near = near[:-1]
        return Mistake(self.file, key, self.lines.get(near), message)

    def mistakes(self, error: ValidationError, prefix: KeyPath = ()) -> Iterator[Mistake]:
        """Translate what pydantic found."""
        for found in error.errors():
            key = prefix + tuple(part for part in found["loc"] if not _is_tag(part))
            context = found.get("ctx", {})
            if isinstance(inner := context.get("error"), MessageError):
                yield self.mistake(key, inner.message)
                continue
            entry = _ENTRIES.get(found["type"], "files.other")
            values = {
                "key": str(key[-1]) if key else "",
                "value": str(found["input"])[:60],
                "expected": context.get("expected", found["msg"]),
                "bound": next(
                    (context[name] for name in ("gt", "ge", "lt", "le") if name in context), ""
                ),
            }
            yield self.mistake(key, Message(entry, values))


class MessageError(ValueError):
    """A mistake that a validator found, with its words in the catalogues."""

    def __init__(self, entry: str, **values: object) -> None:
        """Name the entry in the catalogues and its values."""
        super().__init__(entry)
        self.message = Message(entry, values)


def read_yaml(path: Path, name: str) -> Document:
    """Read one YAML file; raises FileError where it is no YAML or a key is doubled.

    `name` is how the file is called in messages.
    """
    try:
        loader = _Loader(path.read_text("utf-8-sig"))
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        problem = Message("files.yaml", {"problem": error.problem or ""})
        raise FileError([Mistake(name, (), line, problem)]) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = Message("files.yaml", {"problem": str(error).split("\n")[0]})
        raise FileError([Mistake(name, (), None, problem)]) from error
    lines: dict[KeyPath, int] = {}
    doubled: list[Mistake] = []
    if node is not None:
        _walk(node, (), lines, doubled, name)
    if doubled:
        raise FileError(doubled)
    data = None if node is None else loader.construct_document(node)
    return Document(name, data, lines)


def _walk(
    node: yaml.Node, key: KeyPath, lines: dict[KeyPath, int], doubled: list[Mistake], name: str
) -> None:
    lines.setdefault(key, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            inner = (*key, str(key_node.value))
            line = key_node.start_mark.line + 1
            if inner in lines:
                message = Message("files.doubled", {"key": str(key_node.value)})
                doubled.append(Mistake(name, inner, line, message))
            lines[inner] = line
            _walk(value_node, inner, lines, doubled, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value_node in enumerate(node.value):
            _walk(value_node, (*key, index), lines, doubled, name)


def _is_tag(part: str | int) -> bool:
    """Tell pydantic's own marks (`function-after[...]`, `list[...]`) from keys of the file."""
    return isinstance(part, str) and part.endswith(("]", ")"))
