"""Writing records into a workbook and reading it back is the identity, whatever they hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from automations.engine.core.cells import CONTROL, balanced, clean
from automations.engine.core.checks import check
from automations.engine.core.grid import Workbook
from automations.engine.core.schema import Kind
from automations.engine.sheets.builder import build_workbook
from automations.engine.sheets.guarded import GuardedSource
from automations.engine.words import Words
from tests.text_tables import column, context, schemas, things

Row = Mapping[str, Any]

WORDS = Words("nl")
STATUS = ("gepland", "in gesprek", "loopt")
THINGS = things(
    column("title", max_length=120),
    column("story", Kind.MARKDOWN),
    column("email", Kind.EMAIL),
    column("phone", Kind.PHONE),
    column("link", Kind.URL),
    column("number", Kind.INTEGER),
    column("share", Kind.DECIMAL),
    column("spent", Kind.MONEY),
    column("held_on", Kind.DATE),
    column("starts_at", Kind.TIME),
    column("done", Kind.YES_NO),
    column("status", enum=STATUS),
    column("kinds", enum=STATUS, many=True),
)
KNOWN = schemas(THINGS)


def _is_kept(text: str) -> bool:
    """Tell whether a text is as a record holds it: no outer blanks, nothing to end or to refuse."""
    return bool(text) and clean(text) == text == balanced(text) and not CONTROL.search(text)


TEXT = st.text(max_size=60).map(lambda text: text.replace("\r", "")).filter(_is_kept)
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z0-9]{1,6})?", fullmatch=True)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXT,
    "story": st.lists(TEXT, min_size=1, max_size=3).map("\n".join).filter(_is_kept),
    "email": st.builds("{}@{}.example".format, NAMES, NAMES),
    "phone": st.integers(10_000_000, 59_999_999).map("+316{}".format),
    "link": NAMES.map("https://www.dordrecht.example/{}".format),
    "number": st.integers(-(10**12), 10**12),
    "share": st.integers(-(10**9), 10**9).map(lambda number: number / 1000),
    "spent": st.decimals(-(10**9), 10**9, places=2),
    "held_on": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    "starts_at": st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    "done": st.booleans(),
    "status": st.sampled_from(STATUS),
    "kinds": st.lists(st.sampled_from(STATUS), min_size=1, unique=True).map(tuple),
}
EMPTY = {"kinds": ()}


@st.composite
def records(draw: st.DrawFn) -> list[Row]:
    """Make rows with a code each, and any columns left empty."""
    return [
        {
            "code": f"A-{number:02}",
            **{
                name: draw(st.one_of(st.just(EMPTY.get(name)), value))
                for name, value in VALUES.items()
            },
        }
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]


@pytest.fixture(scope="module")
def source() -> GuardedSource:
    """Give the reader that the service reads with."""
    return GuardedSource()


@given(rows=records())
@settings(max_examples=40)
@example(rows=[{"code": "A-01", "title": "_x0041_", "story": "=1+1"}])
@example(rows=[{"code": "A-01", "title": "0612345678", "story": "https://x.example"}])
@example(rows=[{"code": "A-01", "title": "TRUE", "story": "12-3-2016", "share": 0.333333}])
@example(rows=[{"code": "A-01", "title": "𝄞 é e\u0301", "story": "'aanhaling", "kinds": STATUS}])
@example(rows=[{"code": "A-01", "held_on": date(1900, 2, 28), "starts_at": time(0)}])
@example(rows=[{"code": "A-01", "held_on": date(1900, 3, 1), "starts_at": time(23, 59)}])
def test_what_is_written_reads_back(
    rows: list[Row], source: GuardedSource, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every kind of column, through the real builder and the real reader."""
    path = tmp_path_factory.mktemp("written") / "things.xlsx"
    assert _read_back(rows, source, path) == [_whole(row) for row in rows]


def _read_back(rows: list[Row], source: GuardedSource, path: Path) -> list[Row]:
    build_workbook(path, [THINGS], KNOWN, {"things": rows}, {}, WORDS, "an@dordrecht.example")
    book = source.read("programme", str(path))
    assert isinstance(book, Workbook)
    checked = check({"programme": book}, KNOWN, context())
    assert checked.findings == ()
    return [
        {name: record[name] for name in ("code", *VALUES)} for record in checked.register["things"]
    ]


def _whole(row: Row) -> Row:
    return {name: row.get(name, EMPTY.get(name)) for name in ("code", *VALUES)}
