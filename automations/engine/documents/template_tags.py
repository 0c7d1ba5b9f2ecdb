"""Reading what stands between braces in a Word template, paragraph by paragraph, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from automations.engine.core.findings import Message

_TAG = re.compile(
    r"""\{\{(?:(?P<kind>p|tr|tc|r)(?=\ ))?-?(?P<expression>.*?)-?\}\}
    | \{%(?:(?P<level>p|tr|tc|r)(?=\ ))?-?(?P<statement>.*?)-?%\}
    | \{\#.*?\#\}""",
    re.DOTALL | re.VERBOSE,
)
_LOOSE = re.compile(r"\{[{%#]|[}%#]\}")
_HEADING = re.compile(r"heading \d$|^bijlage$", re.IGNORECASE)
SHOWN = 60  # characters of a template in a message


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the part, the heading above it, and the text itself."""

    part: str  # body, header or footer
    heading: str
    text: str

    @property
    def message(self) -> Message:
        """Say it to people."""
        part = "top" if self.part == "body" and not self.heading else self.part
        return Message(
            f"template.place-{part}", {"text": _short(self.text), "heading": _short(self.heading)}
        )


@dataclass(frozen=True, slots=True)
class Tag:
    """One pair of braces. `level`: what Word element it stands for: p, tr, tc, r or nothing.

    `inside` is what must hold both ends of a block; `alone` tells whether it has its level for
    itself.
    """

    source: str
    code: str
    level: str
    is_statement: bool
    place: Place
    inside: Any
    alone: bool


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a template: its tags in order, and the texts with braces that are not closed."""

    tags: tuple[Tag, ...]
    loose: tuple[Place, ...]


def read_part(element: Any, part: str, headings: dict[str, str]) -> Part:  # noqa: ANN401 - lxml's
    """Read the tags of a part; `headings` are the names of the styles by their ids."""
    tags, loose, heading = list[Tag](), list[Place](), ""
    for paragraph in element.iter(qn("w:p")):
        text = text_of(paragraph)
        if _HEADING.search(headings.get(_style(paragraph), "")) and not _TAG.search(text):
            heading = text
        if "{" in text or "}" in text:
            tags += _tags(paragraph, text, part, heading)
            rest = _TAG.sub("", text)
            if _LOOSE.search(rest):
                loose.append(Place(part, heading, text))
    return Part(tuple(tags), tuple(loose))


def text_of(paragraph: Any) -> str:  # noqa: ANN401 - lxml's
    """Return the text of a paragraph, however Word has cut it up."""
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def _style(paragraph: Any) -> str:  # noqa: ANN401 - lxml's
    named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if named is None else str(named.get(qn("w:val")))


def _tags(paragraph: Any, text: str, part: str, heading: str) -> Iterator[Tag]:  # noqa: ANN401 - lxml's
    for found in _TAG.finditer(text):
        if found[0].startswith("{#"):
            continue
        is_statement = found["statement"] is not None
        level = (found["level"] if is_statement else found["kind"]) or ""
        code = found["statement"] if is_statement else found["expression"]
        inside, alone = _around(paragraph, text, found[0], level)
        place = Place(part, heading, found[0])
        yield Tag(found[0], code.strip(), level, is_statement, place, inside, alone)


def _around(paragraph: Any, text: str, tag: str, level: str) -> tuple[Any, bool]:  # noqa: ANN401 - lxml's
    if level in {"", "r"}:
        return paragraph, True
    if level == "p":
        return paragraph.getparent(), text.strip() == tag
    name = qn("w:tr") if level == "tr" else qn("w:tc")
    around = next(paragraph.iterancestors(name), None)
    if around is None:
        return None, False
    whole = "".join(text_of(one) for one in around.iter(qn("w:p")))
    return around.getparent(), whole.strip() == tag
