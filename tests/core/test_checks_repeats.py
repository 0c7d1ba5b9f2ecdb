"""Headers among the rows: one remark for each, and no record."""

from __future__ import annotations

import pytest

from automations.engine.core.schema import Kind
from tests.text_tables import column, look, places, said, schemas, things

KNOWN = schemas(
    things(
        column("title", required=True),
        column("on", Kind.DATE, required=True),
        column("spent", Kind.MONEY, aliases=("uitgegeven",)),
    )
)
BLOCK = "Code | Title | On | Spent\nA-01 | Brief | 1-9-2016 | 10"


def test_a_second_header_is_one_warning_and_no_record() -> None:
    """Not a mistake in each of its cells; the rows around it are used as ever."""
    checked = look(
        {"Things": f"{BLOCK}\nCode | Title | On | Spent\nA-02 | Pers | 2-9-2016 |"}, KNOWN
    )
    assert places(checked) == [(None, "duplicate-column", "warning")]
    assert checked.findings[0].row == 3
    assert said(checked.findings)[0].startswith("Hier staan de kolomkoppen nog een keer, zoals in")
    assert said(checked.findings)[0].endswith(
        "rij 1. De dienst slaat deze rij over. Haal haar weg."
    )
    assert len(checked.findings) == 1
    assert [(one.key, one.row) for one in checked.register.things] == [("A-01", 2), ("A-02", 4)]
    assert (checked.sheets[0].rows, checked.sheets[0].errors) == (2, 0)


@pytest.mark.parametrize(
    "header",
    [
        "CODE | title | on | SPENT",
        "Code | Title | On",
        "code | title | on | uitgegeven",
        "Title | Code | Spent | On",
        "Code | Title | On | Bedrag",
        "Code | Title | |",
    ],
)
def test_it_is_known_in_other_words_case_and_order(header: str) -> None:
    """As the first one is; a block with its columns elsewhere gives findings of its own."""
    checked = look({"Things": f"{BLOCK}\n{header}"}, KNOWN)
    assert places(checked) == [(None, "duplicate-column", "warning")]


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("A-02 | Title | 2-9-2016 | 3", []),
        ("A-02 | Title | On | 3", ["type"]),
        ("Code | Brief | 2-9-2016 |", ["pattern"]),
        ("A-02 | | On |", ["required", "type"]),
    ],
)
def test_a_row_that_only_holds_such_a_word_is_a_row(row: str, codes: list[str]) -> None:
    """Most of what stands in a header is a header."""
    checked = look({"Things": f"{BLOCK}\n{row}"}, KNOWN)
    assert [code for _, code, _ in places(checked)] == codes


def test_many_blocks_are_reported_block_by_block() -> None:
    """Each at its own row."""
    checked = look({"Things": f"{BLOCK}\n{BLOCK.replace('01', '02')}\nCode | Title"}, KNOWN)
    assert [one.row for one in checked.findings] == [3, 5]


def test_in_a_sheet_of_text_alone_it_is_found_by_its_key() -> None:
    """There no cell of it is a mistake; it would be a record with the key "Code"."""
    free = schemas(things(column("title"), fields=(column("code"), column("title"))))
    checked = look({"Things": "Code | Title\nx | een\nCode | Title\ny | twee"}, free)
    assert [one.row for one in checked.findings] == [3]
    assert [one.key for one in checked.register.things] == ["x", "y"]


def test_of_a_sensitive_sheet_nothing_is_repeated() -> None:
    """Neither what headers of the staff's own say."""
    table = "Kenmerk | Status | Jan Jansen\nS2016-001 | nieuw | x\nKenmerk | Status | Jan Jansen"
    checked = look({"Signalen": table})
    assert [one.row for one in checked.findings if one.code == "duplicate-column"] == [3]
    assert "Jansen" not in repr(checked.findings)
    assert len(checked.register.signals) == 1
