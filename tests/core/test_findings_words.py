"""The catalogue of findings: complete in both languages, short, and nothing too many."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from automations.engine.core.schema import Kind

ENGINE = Path(__file__).parents[2] / "automations" / "engine"
SOURCES = [*ENGINE.glob("core/checks/*.py"), *ENGINE.glob("core/*.py"), *ENGINE.glob("sheets/*.py")]
TWO_LINES = 140  # characters, before values are filled in


def _entries(language: str) -> dict[str, tuple[str, ...]]:
    """Return the texts of each entry: one, or singular and plural."""
    path = ENGINE / "locale" / language / "LC_MESSAGES" / "findings.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    texts = {}
    for message in catalogue:
        if message.id:
            name = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string
            texts[name] = (text,) if isinstance(text, str) else tuple(text)
    return texts


def _used() -> set[str]:
    """Return the entries that code names, with those that are named by kind of column."""
    source = "\n".join(path.read_text("utf-8") for path in SOURCES)
    named = set(re.findall(r'"(findings\.[a-z-]+)"', source))
    named |= {f"findings.{name}" for name in re.findall(r'return "(email[a-z-]*)"', source)}
    named |= {
        f"findings.{name}" for name in re.findall(r'return "((?:missing|unre)[a-z-]+)"', source)
    }
    named |= {f"findings.type-{kind.value}" for kind in (Kind.MONEY, Kind.DECIMAL, Kind.INTEGER)}
    return named | _unreadable()


def _unreadable() -> set[str]:
    """Return the entries for reasons why a file is not read: a word that the reader gives."""
    source = "\n".join(path.read_text("utf-8") for path in ENGINE.glob("sheets/*.py"))
    raised = set(re.findall(r'(?:Refused|Untaken|Died)Error\(\s*"([a-z-]+)"', source))
    words = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', source))
    told = {name.removeprefix("findings.unreadable-") for name in _entries("nl")}
    return {f"findings.unreadable-{reason}" for reason in raised | (words & told)}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_entry_that_is_used_is_there_and_no_other(language: str) -> None:
    """A message that nobody uses is not translated."""
    assert set(_entries(language)) == _used()


def test_both_languages_fill_in_the_same_values() -> None:
    """A value that a translation forgets would be missed by half of the readers."""
    dutch, english = _entries("nl"), _entries("en")
    for name, texts in dutch.items():
        values = {value for text in texts for value in re.findall(r"{(\w+)}", text)}
        assert values == {v for text in english[name] for v in re.findall(r"{(\w+)}", text)}, name


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_message_is_longer_than_two_lines(language: str) -> None:
    """A colleague mends the cell in ten seconds."""
    for name, texts in _entries(language).items():
        assert max(map(len, texts)) <= TWO_LINES, name
