"""The pages about findings, read from the docstrings in `core/checks/explained/`.

A docstring is a title, what the finding means, and three sections. An indented block in the first
two is an example: tabs as text tables, and below them the lines that `check` prints.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from automations.engine.core.checks import explained

SECTIONS = ("Zo gaat het mis", "Zo is het goed", "Wat u doet")
MARKS = ("✗", "!", "·")
FILES = "Map workbooks"  # the title of an example that is a list of files
_HEADING = re.compile(rf"^({'|'.join(SECTIONS)})\n-+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Table:
    """One tab of an example: its title, and its rows as they would be typed."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """Tabs or files as they are, what happened before, and the lines that `check` prints."""

    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one code; `wrong` and `right` hold examples with sentences between them."""

    code: str
    title: str
    meaning: str
    wrong: tuple[str | Example, ...]
    right: tuple[str | Example, ...]
    remedy: str


def pages() -> tuple[Page, ...]:
    """Return the page of every finding code, in the order of the codes."""
    names = sorted(module.name for module in pkgutil.iter_modules(explained.__path__))
    modules = [importlib.import_module(f"{explained.__name__}.{name}") for name in names]
    return tuple(
        read_page(name.replace("_", "-"), module.__doc__ or "")
        for name, module in zip(names, modules, strict=True)
    )


def read_page(code: str, docstring: str) -> Page:
    """Take a docstring apart; raises ValueError where it is no page."""
    opening, *rest = _HEADING.split(inspect.cleandoc(docstring))
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    if tuple(sections) != SECTIONS:
        msg = f"{code}: a page has the sections {', '.join(SECTIONS)}, in that order"
        raise ValueError(msg)
    title, _, meaning = opening.partition("\n")
    wrong, right, remedy = sections.values()
    return Page(
        code,
        title.removesuffix("."),
        meaning.strip(),
        tuple(_parts(wrong)),
        tuple(_parts(right)),
        remedy.strip(),
    )


def _parts(section: str) -> Iterator[str | Example]:
    """Take a section apart into sentences and examples."""
    paragraphs = section.strip("\n").split("\n\n")
    for indented, group in groupby(paragraphs, lambda one: one.startswith("    ")):
        text = "\n\n".join(group)
        yield read_example(text) if indented else text


def read_example(text: str) -> Example:
    """Read blocks with a blank line between: tabs with their rows, sentences, and marked lines."""
    tables, notes, lines = [], [], []
    for block in textwrap.dedent(text).strip("\n ").split("\n\n"):
        first, _, rest = block.partition("\n")
        if first.startswith(MARKS):
            lines += re.sub(r"\n +", " ", block).split("\n")
        elif rest:
            rows = [tuple(cell.strip() for cell in row.split("|")) for row in rest.split("\n")]
            tables.append(Table(first, tuple(rows)))
        else:
            notes.append(first)
    return Example(tuple(tables), tuple(notes), tuple(lines))
