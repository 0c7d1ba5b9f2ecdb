"""The pages about findings: one for every code, and their examples are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from automations.engine.core.findings import CODES
from automations.engine.finding_pages import FILES, MARKS, Example, Page, pages, read_page
from tests.page_examples import lines
from tests.text_tables import shipped

ENGINE = Path(__file__).parents[2] / "automations" / "engine"
PAGES = pages()
ON_FILES = {
    "missing-workbook",
    "unreadable-workbook",
    "conflict-copy",
}  # run as a command elsewhere
LONGEST_WORDS = 25  # in a sentence


def _examples(page: Page, *, wrong: bool) -> list[Example]:
    parts = page.wrong if wrong else page.right
    return [part for part in parts if isinstance(part, Example)]


CASES = [
    pytest.param(page, example, id=f"{page.code}-{'wrong' if wrong else 'right'}")
    for page in PAGES
    for wrong in (True, False)
    for example in _examples(page, wrong=wrong)
]


def test_every_code_has_a_page_and_no_page_is_left_over() -> None:
    """The codes are a contract with scripts, and a colleague can look each of them up."""
    assert [page.code for page in PAGES] == sorted(CODES)


def test_every_code_that_a_checker_gives_has_a_page() -> None:
    """Also one that a schema gives to a rule."""
    source = "\n".join(path.read_text("utf-8") for path in ENGINE.rglob("core/**/*.py"))
    given = set(re.findall(r'(?:Remark|Failure)\(\s*"([a-z-]+)"', source))
    given |= {rule.code for schema in shipped().sheets.values() for rule in schema.rules}
    assert given
    assert given <= {page.code for page in PAGES}


@pytest.mark.parametrize(("page", "example"), CASES)
def test_an_example_gives_the_lines_that_stand_below_it(page: Page, example: Example) -> None:
    """Exactly those, at those cells, and nothing else."""
    assert lines(example, page) == list(example.lines)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_a_page_shows_what_fails_and_what_passes(page: Page) -> None:
    """What fails has a finding in it; what passes has a notice at most."""
    assert all(example.lines for example in _examples(page, wrong=True))
    assert _examples(page, wrong=True)
    passes = [line for example in _examples(page, wrong=False) for line in example.lines]
    assert _examples(page, wrong=False)
    assert not [line for line in passes if not line.startswith("·")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_a_page_says_what_it_means_and_what_to_do_in_short_sentences(page: Page) -> None:
    """Staff read it between two other things."""
    assert page.title[0].isupper()
    for text in (page.meaning, page.remedy):
        for sentence in re.split(r"(?<=[.?:])\s", " ".join(text.split())):
            assert len(sentence.split()) <= LONGEST_WORDS, sentence


def test_the_lines_of_an_example_begin_with_a_mark() -> None:
    """As `check` prints them."""
    for page in PAGES:
        for example in (*_examples(page, wrong=True), *_examples(page, wrong=False)):
            assert all(line.startswith(MARKS) for line in example.lines)
            assert all(table.title for table in example.tables)
            files = [table.title == FILES for table in example.tables]
            assert any(files) == (page.code in ON_FILES)


def test_a_docstring_without_its_sections_is_no_page() -> None:
    """Whoever adds a code is told what a page has."""
    with pytest.raises(ValueError, match="Zo gaat het mis, Zo is het goed, Wat u doet"):
        read_page("new-code", "Er is iets.\n\nZo gaat het mis\n---------------\n\n    x")
