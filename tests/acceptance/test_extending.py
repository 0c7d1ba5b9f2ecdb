"""Adding is cheap: a rule, a sheet and an automation are one file each, and no list is kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

Run = Callable[..., tuple[int, Any]]
ROOT = Path(__file__).parents[2]

RULE = """\
sound-the-bell:
  about: organisations
  when: organisation_id == "ORG-01"
  anchor: joined_on
  send: [0 days]
  to: coordinator
  headline: "Verjaardag van {name}"
  says: "{name} is sinds {joined_on} aangesloten. Stuur een kaart."
"""

SHEET = """\
name: rooms
title: Zalen
x-workbook: training
x-file: trainingen.xlsx
description: De zalen waarin een training kan zijn.
primaryKey: [room_id]
fields:
  - name: room_id
    title: Code
    type: string
    description: De code van de zaal.
    constraints: {required: true, unique: true, pattern: '^Z-\\d{2}$'}
  - name: seats
    title: Stoelen
    type: integer
    description: Hoeveel mensen er kunnen zitten.
    constraints: {required: true, minimum: 1}
"""

AUTOMATION = '''\
"""A postcard for the coordinator."""

from automations.engine.api import Mail, automation


@automation(every="working day 08:00", inputs=["organisations"])
def postcard(register, today, settings):
    """Send the coordinator one postcard, with the number of partners."""
    yield Mail(
        key=("postcard", today.isoformat()),
        to=settings.coordinator,
        template="postcard",
        about={"partners": len(register.organisations)},
        on=today,
    )
'''


def test_a_rule_is_one_entry_in_a_file_of_the_workspace(fresh: Path, run: Run) -> None:
    """It is read back as a sentence, and its sentence stands in a mail of that day."""
    (fresh / "rules").mkdir()
    (fresh / "rules" / "own.yaml").write_text(RULE, "utf-8")
    _, rules = run("-C", str(fresh), "rules")
    assert "sound-the-bell" in {rule["rule"] for rule in rules["rules"]}
    book = openpyxl.load_workbook(fresh / "workbooks" / "partnerregister.xlsx")
    sheet = book["Organisaties"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    joined = sheet.cell(2, columns["Aangesloten op"]).value
    assert sheet.cell(2, columns["Code"]).value == "ORG-01"
    day = joined.date().isoformat()
    _, plan = run("-C", str(fresh), "plan", "--days", "4", "--today", day)
    mine = [
        message
        for message in plan["messages"]
        for item in message["items"]
        if item["rule"] == "sound-the-bell"
    ]
    assert [message["to"] for message in mine] == ["coordinator@dordrecht.example"]


def test_a_sheet_is_one_file_and_is_checked_like_any_other(fresh: Path, run: Run) -> None:
    """A schema that names an existing workbook needs no line in config.yaml."""
    (fresh / "sheets_schema").mkdir()
    (fresh / "sheets_schema" / "rooms.yaml").write_text(SHEET, "utf-8")
    path = fresh / "workbooks" / "trainingen.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Zalen")
    for row in (["Code", "Stoelen"], ["Z-01", 20], ["Z-02", "veel"]):
        sheet.append(row)
    book.save(path)
    _, found = run("-C", str(fresh), "check", "rooms")
    assert [(s["rows"], s["valid"], s["errors"]) for s in found["sheets"]] == [(2, 1, 1)]
    assert [(f["cell"], f["code"], f["column"]) for f in found["findings"]] == [
        ("B3", "type", "Stoelen")
    ]


def test_an_automation_is_one_file_in_the_source_with_its_templates(
    fresh: Path, tmp_path: Path
) -> None:
    """It is found by its place, runs on its own time, and its mail goes out."""
    tree = tmp_path / "tree"
    ignore = shutil.ignore_patterns("__pycache__")
    for folder in ("automations", "templates", "sheets_schema"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=ignore)
    (tree / "automations" / "postcard.py").write_text(AUTOMATION, "utf-8")
    mails = tree / "templates" / "mail"
    (mails / "postcard.subject.j2").write_text("Een ansichtkaart\n", "utf-8")
    (mails / "postcard.txt.j2").write_text("U hebt {{ partners }} partners.\n", "utf-8")
    (mails / "postcard.mjml.j2").write_text(
        "<mjml><mj-body><mj-section><mj-column><mj-text>"
        "U hebt {{ partners }} partners.</mj-text></mj-column></mj-section></mj-body></mjml>",
        "utf-8",
    )
    subprocess.run(
        [sys.executable, "-m", "automations.engine.app", "run", "-C", str(fresh)],
        check=False,
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
    )
    written = [path.read_text("utf-8") for path in (fresh / "outbox").rglob("*.eml")]
    mine = [text for text in written if "Subject: Een ansichtkaart" in text]
    assert len(mine) == 1
    assert "To: coordinator@dordrecht.example" in mine[0]
