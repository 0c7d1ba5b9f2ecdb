"""`report template`: make one, check it, and what it refuses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from automations.engine.app import main
from tests.registers import ROOT

SHIPPED = ROOT / "templates" / "word" / "voortgangsrapportage.docx"
OWN = "templates/word/voortgangsrapportage.docx"
Run = Callable[..., tuple[int, Any]]


def test_a_fresh_template_is_that_which_ships_and_is_in_order(fresh: Path, run: Run) -> None:
    """It goes where a workspace keeps its own, and the check looks there."""
    place = ("-C", str(fresh), "report", "template")
    assert run(*place, "--write") == (0, {"file": OWN})
    assert (fresh / OWN).read_bytes() == SHIPPED.read_bytes()
    assert run(*place, "--check") == (0, {"file": OWN, "usable": True, "remarks": []})
    assert run(*place) == run(*place, "--check")


def test_without_one_of_its_own_the_shipped_template_is_checked(fresh: Path, run: Run) -> None:
    """That is what a report is made with."""
    code, made = run("-C", str(fresh), "report", "template", "--check")
    assert (code, made["usable"]) == (0, True)
    assert made["file"] == str(SHIPPED)


def test_a_template_that_is_there_stays_as_it_is(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody's work of an afternoon may be in it."""
    (fresh / OWN).parent.mkdir(parents=True)
    (fresh / OWN).write_bytes(b"mine")
    assert main(["-C", str(fresh), "--lang", "nl", "report", "template", "--write"]) == 2
    assert (fresh / OWN).read_bytes() == b"mine"
    assert "bestaat al en blijft zoals het is" in capsys.readouterr().err


def test_what_is_wrong_is_told_with_its_place_first_and_needs_a_person(
    fresh: Path, tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mistakes before remarks, in words and as JSON; a report is not made with it either."""
    document = Document(str(SHIPPED))
    document.add_paragraph("{{ organisatie }}")
    document.add_table(1, 1).rows[0].cells[0].paragraphs[0].text = "Wijk"
    path = tmp_path / "eigen.docx"
    document.save(str(path))
    code, made = run("-C", str(fresh), "report", "template", "--check", str(path))
    assert (code, made["usable"]) == (1, False)
    assert [remark["wrong"] for remark in made["remarks"]] == [True, False]
    assert main(["-C", str(fresh), "--lang", "nl", "report", "template", "--check", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith(
        "eigen.docx heeft 1 fout. Daarmee kan geen goed rapport worden gemaakt."
    )
    assert lines[1:3] == [
        "  Fout: organisatie bestaat hier niet. Bedoelt u organisation?",
        "        Onder de kop Kwaliteit van de gegevens: {{ organisatie }}",
    ]
    (fresh / OWN).parent.mkdir(parents=True)
    shutil.copy(path, fresh / OWN)
    assert main(["-C", str(fresh), "--lang", "nl", "report", "--period", "2016-H1"]) == 2
    told = capsys.readouterr().err
    assert "voortgangsrapportage.docx kan niet worden ingevuld" in told
    assert "report template --check" in told


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["template", "--check", "nergens.docx"], "nergens.docx is er niet."),
        (["template", "--write", "nergens/nieuw.docx"], "De map nergens bestaat niet."),
        (["template", "--write", "a.docx", "--check", "a.docx"], "Kies --check of --write"),
        (["--check"], "--check en --write horen bij report template."),
        (["make", "--write"], "--check en --write horen bij report template."),
    ],
)
def test_what_cannot_be_done_is_said(
    fresh: Path, capsys: pytest.CaptureFixture[str], argv: list[str], told: str
) -> None:
    """In words, and nothing is made."""
    before = sorted(fresh.rglob("*"))
    assert main(["-C", str(fresh), "--lang", "nl", "report", *argv]) == 2
    assert told in capsys.readouterr().err
    assert sorted(fresh.rglob("*")) == before


def test_doctor_names_a_template_of_ones_own_that_cannot_be_filled(fresh: Path, run: Run) -> None:
    """Before the day on which the report is due, and with the command that says more."""
    (fresh / OWN).parent.mkdir(parents=True)
    shutil.copy(SHIPPED, fresh / OWN)
    _, well = run("-C", str(fresh), "doctor")
    document = Document(str(SHIPPED))
    document.add_paragraph("{{ organisatie }}")
    document.save(str(fresh / OWN))
    _, ill = run("-C", str(fresh), "doctor")
    trouble = [one for one in ill["examined"] if one not in well["examined"]]
    assert [(one["name"], one["well"]) for one in trouble] == [("templates", False)]
    assert f"{OWN} heeft 1 fout." in trouble[0]["message"]
    assert "report template --check" in trouble[0]["remedy"]
