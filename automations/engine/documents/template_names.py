"""What the tags of a Word template ask for: whether it exists, and whether they may ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from automations.engine.core.findings import Message
from automations.engine.documents.placeholders import BLOCK, PLACEHOLDERS, TEXT, Shape
from automations.engine.documents.sandbox import environment
from automations.engine.documents.template_tags import Place, Tag

_FOR = re.compile(r"for\s+(\w+)\s+in\s+(.+)", re.DOTALL)
_WORD = re.compile(r"\w+")
_ALLOWED = (
    *(nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.Not, nodes.And, nodes.Or),
    *(nodes.Compare, nodes.Operand, nodes.Filter),
)
_FILTERS = frozenset({"upper", "lower", "capitalize", "title", "length", "first", "last"})
_LOOP: Shape = dict.fromkeys(("index", "first", "last", "length"), TEXT)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a template. `wrong`: a report made with it would fail, or mislead."""

    message: Message
    place: Place | None = None
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class _Known:
    """A name that can be used: what it is, and its whole path in the report: `a.b`, `a.b.*`."""

    shape: Shape
    path: str


@dataclass(slots=True)
class _Block:
    """A `for` or an `if` that is open, with the names that it adds."""

    tag: Tag
    word: str
    names: Mapping[str, _Known] = field(default_factory=dict)


def _statement(code: str, level: str) -> str:
    return f"{{%{level} {code} %}}"


class NameCheck:
    """Walks through the tags of one part; `used` gathers the paths that were asked for."""

    def __init__(self, used: set[str]) -> None:
        """Begin outside every block."""
        self._used = used
        self._open: list[_Block] = []
        self._environment = environment()

    def check(self, tags: Sequence[Tag]) -> Iterator[Remark]:
        """Give everything that is wrong with the tags, in their order."""
        for tag in tags:
            if not tag.alone:
                entry = "template.outside-table" if tag.inside is None else "template.not-alone"
                yield Remark(Message(entry, {"level": tag.level}), tag.place)
            yield from self._statement(tag) if tag.is_statement else self._shown(tag)
        for block in self._open:
            end = f"end{block.word}"
            values = {"example": _statement(end, block.tag.level)}
            yield Remark(Message("template.never-closed", values), block.tag.place)

    def _statement(self, tag: Tag) -> Iterator[Remark]:
        word = (_WORD.match(tag.code) or [""])[0]
        rest = tag.code[len(word) :].strip()
        match word:
            case "for":
                yield from self._for(tag)
            case "if":
                yield from self._asked(rest, tag)
                self._open.append(_Block(tag, word))
            case "elif" | "else":
                yield from self._within(tag, "if", "for")
                if word == "elif":
                    yield from self._asked(rest, tag)
            case "endfor" | "endif":
                yield from self._within(tag, word.removeprefix("end"))
                if self._open and self._open[-1].word == word.removeprefix("end"):
                    self._open.pop()
            case _:
                yield Remark(Message("template.statement", {"word": word or tag.code}), tag.place)

    def _for(self, tag: Tag) -> Iterator[Remark]:
        match = _FOR.fullmatch(tag.code)
        if match is None:
            yield Remark(
                Message("template.for", {"example": "{% for figure in summary.figures %}"}),
                tag.place,
            )
            self._open.append(_Block(tag, "for"))
            return
        found: list[_Known] = []
        yield from self._asked(match[2], tag, found)
        known = found[0] if found else _Known("", "")
        names = {"loop": _Known(_LOOP, "")}
        if isinstance(known.shape, tuple):
            names[match[1]] = _Known(known.shape[0], f"{known.path}.*")
        else:
            names[match[1]] = _Known("", "")  # anything goes: what is wrong was said already
            if known.shape:
                yield Remark(Message("template.not-many", {"name": match[2].strip()}), tag.place)
        self._open.append(_Block(tag, "for", names))

    def _within(self, tag: Tag, *words: str) -> Iterator[Remark]:
        """Check that a tag belongs to the block that is open, in one place and at one level."""
        if not self._open or self._open[-1].word not in words:
            inside = self._open[-1].tag.source if self._open else ""
            entry = "template.crossed" if inside else "template.never-opened"
            values = {"begin": _statement(f"{words[0]} …", tag.level), "open": inside}
            yield Remark(Message(entry, values), tag.place)
            return
        begin = self._open[-1].tag
        values = {"open": begin.source}
        if begin.level != tag.level:
            yield Remark(Message("template.other-level", values), tag.place)
        elif begin.inside is not tag.inside:
            yield Remark(Message(f"template.other-place-{tag.level or 'r'}", values), tag.place)

    def _shown(self, tag: Tag) -> Iterator[Remark]:
        found: list[_Known] = []
        yield from self._asked(tag.code, tag, found)
        shape = found[0].shape if found else ""
        if shape == BLOCK and tag.level != "p":
            yield Remark(
                Message("template.needs-p", {"example": f"{{{{p {tag.code} }}}}"}), tag.place
            )
        elif shape == BLOCK and tag.place.part != "body":
            yield Remark(Message("template.only-in-body", {"name": tag.code}), tag.place)
        elif shape == TEXT and tag.level in {"p", "tr", "tc", "r"}:
            values = {"example": f"{{{{ {tag.code} }}}}"}
            yield Remark(Message("template.needs-no-level", values), tag.place)
        elif isinstance(shape, tuple | Mapping):
            yield Remark(Message("template.needs-part", {"name": tag.code}), tag.place)

    def _asked(self, code: str, tag: Tag, found: list[_Known] | None = None) -> Iterator[Remark]:
        """Check an expression; what it stands for is put in `found`."""
        try:
            tree = self._environment.parse("{{ " + code + " }}").body
        except TemplateSyntaxError:
            yield Remark(Message("template.expression", {"code": code}), tag.place)
            return
        output = tree[0] if len(tree) == 1 else None
        if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
            yield Remark(Message("template.expression", {"code": code}), tag.place)
            return
        known, remarks = self._known(output.nodes[0], tag)
        yield from remarks
        if found is not None and known is not None:
            found.append(known)

    def _known(self, node: Any, tag: Tag) -> tuple[_Known | None, list[Remark]]:  # noqa: ANN401 - Jinja's
        """Return what an expression stands for, and what is wrong with it."""
        match node:
            case nodes.Name():
                return self._name(node.name, self._scope(), tag)
            case nodes.Getattr() | nodes.Getitem():
                return self._member(node, tag)
            case nodes.Filter() if node.name not in _FILTERS or node.args or node.kwargs:
                message = Message("template.filter", {"name": node.name})
                return None, [Remark(message, tag.place)]
            case _ if not isinstance(node, _ALLOWED):
                return None, [Remark(Message("template.forbidden", {"code": tag.code}), tag.place)]
        remarks: list[Remark] = []
        for child in node.iter_child_nodes():
            remarks += self._known(child, tag)[1]
        return _Known("", ""), remarks

    def _member(self, node: Any, tag: Tag) -> tuple[_Known | None, list[Remark]]:  # noqa: ANN401 - Jinja's
        known, remarks = self._known(node.node, tag)
        if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
            return None, [
                *remarks,
                Remark(Message("template.forbidden", {"code": tag.code}), tag.place),
            ]
        member = node.attr if isinstance(node, nodes.Getattr) else node.arg.value
        if known is None or not known.shape:
            is_private = str(member).startswith("_")
            wrong = [Remark(Message("template.forbidden", {"code": tag.code}), tag.place)]
            return None, [*remarks, *(wrong if is_private else [])]
        if isinstance(member, int) and isinstance(known.shape, tuple):
            return _Known(known.shape[0], f"{known.path}.*"), remarks
        if not isinstance(known.shape, Mapping):
            entry = "template.forbidden" if str(member).startswith("_") else "template.no-parts"
            values = {"code": tag.code, "name": str(member)}
            return None, [*remarks, Remark(Message(entry, values), tag.place)]
        names = {name: _Known(shape, f"{known.path}.{name}") for name, shape in known.shape.items()}
        found, more = self._name(str(member), names, tag)
        return found, [*remarks, *more]

    def _name(
        self, name: str, names: Mapping[str, _Known], tag: Tag
    ) -> tuple[_Known | None, list[Remark]]:
        if name in names:
            self._used.add(names[name].path)
            return names[name], []
        if name.startswith("_"):
            return None, [Remark(Message("template.forbidden", {"code": tag.code}), tag.place)]
        near = get_close_matches(name, names, n=1, cutoff=0.5)
        values = {"name": name, "near": near[0] if near else "", "known": ", ".join(sorted(names))}
        entry = "template.unknown-near" if near else "template.unknown"
        return None, [Remark(Message(entry, values), tag.place)]

    def _scope(self) -> Mapping[str, _Known]:
        scope = {name: _Known(shape, name) for name, shape in PLACEHOLDERS.items()}
        for block in self._open:
            scope |= block.names
        return scope
