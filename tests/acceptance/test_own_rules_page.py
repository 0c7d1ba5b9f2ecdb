"""The handbook's page about rules of one's own: its example is filled in as it stands there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.registers import ROOT

Run = Callable[..., tuple[int, Any]]
PAGE = (ROOT / "docs/handleiding/eigen-herinneringen.md").read_text("utf-8")
DAY = ("--today", "2016-10-03")


def example() -> dict[str, str]:
    """Read the table of the page: column by column what to fill in."""
    table = PAGE.partition("| Kolom | Vul in |\n|---|---|\n")[2].partition("\n\n")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines()]
    return {title.strip(): value.strip() for title, value in rows}


def filled_in(fresh: Path) -> Path:
    """Write the example's rule over the other ones."""
    path = fresh / "workbooks/beheer.xlsx"
    book = load_workbook(path)
    sheet = book["Herinneringsregels"]
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.value = None
    for cell in sheet[1]:
        sheet.cell(2, cell.column).value = example()[str(cell.value)] or None
    book.save(path)
    return fresh


def test_the_example_has_every_column_and_no_mistake(fresh: Path, run: Run) -> None:
    """Whoever types it over has a rule that works."""
    _, checked = run("-C", str(filled_in(fresh)), "check", "Herinneringsregels", *DAY)
    assert checked["findings"] == []


def test_the_rule_is_read_back_in_the_words_of_the_page(fresh: Path, run: Run) -> None:
    """So that a reader recognises it."""
    _, listed = run("-C", str(filled_in(fresh)), "rules", *DAY)
    (rule,) = [one["sentence"] for one in listed["rules"] if one["origin"] == "tab"]
    assert f" {rule} " in " ".join(PAGE.replace("\n>", "\n").split())


def test_the_rule_sends_what_the_page_says_and_waits_first(
    fresh: Path, run: Run, tmp_path: Path
) -> None:
    """Two weeks before an action ends, to its owner; the commands of the page work."""
    path = filled_in(fresh) / "workbooks/actieplan.xlsx"
    book = load_workbook(path)
    heads = {cell.value: cell.column for cell in book["Acties"][1]}
    for title, value in (("Einddatum", "17-10-2016"), ("Status", "loopt"), ("Voortgang", None)):
        book["Acties"].cell(2, heads[title]).value = value
    action = book["Acties"].cell(2, heads["Actie"]).value
    book.save(path)
    run("-C", str(fresh), "run", *DAY)
    _, listed = run("-C", str(fresh), "outbox", "list", "--state", "held")
    (held,) = [one for one in listed["messages"] if one["own_rule"] == "actie-bijna-klaar"]
    assert held["subject"].startswith(f"Bijna zover: {action}"[:70])
    _, shown = run("-C", str(fresh), "outbox", "show", str(held["id"]))
    assert "17 oktober 2016 klaar zijn. Schrijf bij Voortgang hoe het gaat." in " ".join(
        shown["text"].split()
    )
    shutil.copytree(fresh, tmp_path / "other")
    for folder, command in ((fresh, "approve"), (tmp_path / "other", "cancel")):
        _, done = run("-C", str(folder), "outbox", command, str(held["id"]), *DAY)
        assert done["changed"] == [held["id"]]
