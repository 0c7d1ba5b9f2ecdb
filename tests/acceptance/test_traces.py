"""From a cell to the sentence in the mail: a reminder of each family, and one that was not due."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from automations.engine.words import Words

Run = Callable[..., tuple[int, Any]]
WORDS = Words("nl")


def cell(folder: Path, file: str, tab: str, key: str, title: str) -> Any:  # noqa: ANN401 - any cell
    """Give the cell under `title` in the row whose first column is `key`."""
    sheet = openpyxl.load_workbook(folder / "workbooks" / file)[tab]
    column = next(cell.column for cell in sheet[1] if cell.value == title)
    row = next(cell.row for cell in sheet["A"] if cell.value == key)
    return sheet.cell(row, column)


def sent(run: Run, folder: Path, rule: str, to: str, row: int) -> tuple[str, dict[str, Any]]:
    """Give the text of the mail that carries the rule's item about that row, and the item."""
    for message in run("-C", str(folder), "outbox")[1]["messages"]:
        if message["to"] == to:
            _, shown = run("-C", str(folder), "outbox", "show", str(message["id"]))
            for item in shown["items"]:
                if (item["rule"], item["row"]) == (rule, row):
                    return " ".join(shown["text"].split()), item
    pytest.fail(f"no {rule} about row {row} to {to}")


@pytest.mark.parametrize(
    ("rule", "place", "to", "sentence"),
    [
        pytest.param(
            "onboarding-step",
            ("partnerregister.xlsx", "Organisaties", "ORG-13", "Volgende stap op"),
            "communicatie@dordrecht.example",
            "De volgende stap met Stadswinkel (publieksbalie) stond op {day}: Teamleider",
            id="network",
        ),
        pytest.param(
            "action-due",
            ("actieplan.xlsx", "Acties", "A-03", "Einddatum"),
            "wijken@dordrecht.example",
            '"Afspraken dialoog met MEE en ContourdeTwern" (A-03) moest op {day} klaar zijn.',
            id="programme",
        ),
        pytest.param(
            "question-unanswered",
            ("actieplan.xlsx", "Vragen", "Q2016-009", "Beantwoorden vóór"),
            "coordinator@dordrecht.example",
            "(Q2016-009) die vóór {day} beantwoord moet zijn.",
            id="governance",
        ),
        pytest.param(
            "signal-assess",
            ("signalen.xlsx", "Signalen", "S2016-041", "Ontvangen op"),
            "dossierhouder@dordrecht.example",
            "Kenmerk S2016-041, ontvangen op {day}, heeft nog de status nieuw.",
            id="signals",
        ),
    ],
)
def test_a_date_in_a_cell_becomes_a_sentence_in_a_mail(
    demo: Path, run: Run, rule: str, place: tuple[str, str, str, str], to: str, sentence: str
) -> None:
    """What the workbook says is what the owner reads, and the outbox knows from which row."""
    found = cell(demo, *place)
    text, item = sent(run, demo, rule, to, found.row)
    assert sentence.format(day=WORDS.value(found.value.date())) in text
    assert item["reason"]


def test_the_date_of_a_training_becomes_the_mail_of_its_participants(demo: Path, run: Run) -> None:
    """The training family: when, where, and for whom there is a waiting list."""
    training = ("trainingen.xlsx", "Trainingen", "T2016-06")
    day = cell(demo, *training, "Datum").value.date()
    place = cell(demo, *training, "Locatie").value
    sheet = openpyxl.load_workbook(demo / "workbooks" / "trainingen.xlsx")["Deelnemers"]
    head = {one.value: one.column - 1 for one in sheet[1]}
    enrolled = [
        (row[head["E-mail"]].value, row[0].row)
        for row in sheet.iter_rows(min_row=2)
        if str(row[head["Training"]].value).startswith("T2016-06")
        and row[head["Status"]].value == "aangemeld"
    ]
    assert day == date(2016, 10, 6)
    assert len(enrolled) == 18
    for address, row in enrolled:
        text, _ = sent(run, demo, "training-coming-up", address, row)
        assert "donderdag 6 oktober 2016" in text
        assert place in text


def test_an_edited_cell_changes_the_sentence_and_says_that_the_date_moved(
    demo: Path, tmp_path: Path, run: Run
) -> None:
    """A colleague moves an end date: a new item, that tells what the date was."""
    folder = shutil.copytree(demo, tmp_path / "demo")
    path = folder / "workbooks" / "actieplan.xlsx"
    book = openpyxl.load_workbook(path)
    row = cell(folder, "actieplan.xlsx", "Acties", "A-03", "Einddatum")
    book["Acties"][row.coordinate].value = date(2016, 10, 5)
    book.save(path)
    run("-C", str(folder), "run", "--today", "2016-10-05")
    _, outbox = run("-C", str(folder), "outbox")
    mine = [m for m in outbox["messages"] if m["to"] == "wijken@dordrecht.example"]
    shown = run("-C", str(folder), "outbox", "show", str(mine[-1]["id"]))[1]
    text = " ".join(shown["text"].split())
    assert "(A-03) moet vandaag klaar zijn." in text
    assert "30 september 2016" in text


def test_a_row_that_almost_qualified_is_in_the_plan_with_its_reason(fresh: Path, run: Run) -> None:
    """A-17 ends on 18 October, so its first reminder is due tomorrow and not today."""
    due = cell(fresh, "actieplan.xlsx", "Acties", "A-17", "Einddatum")
    assert due.value.date() == date(2016, 10, 18)
    _, plan = run("-C", str(fresh), "plan", "--days", "2")
    why = [
        (skipped["on"], skipped["reason"])
        for skipped in plan["skipped"]
        if (skipped["rule"], skipped["row"]) == ("action-due", due.row)
    ]
    assert why[0] == ("2016-10-03", "Pas op 4 oktober 2016.")
    planned = [
        message["on"]
        for message in plan["messages"]
        for item in message["items"]
        if (item["rule"], item["row"]) == ("action-due", due.row)
    ]
    assert planned == ["2016-10-04"]
