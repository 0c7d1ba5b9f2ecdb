"""`check` as staff read it, and as scripts do, over the example."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from automations.engine.app import main
from automations.engine.handbook import FINDINGS
from automations.engine.workspace import open_workspace

Run = Callable[..., tuple[int, Any]]


def test_a_doubled_code_is_one_line_for_people_and_two_findings_for_scripts(
    demo: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names both cells; the document has every finding by itself."""
    _, found = run("-C", str(demo), "check", "Acties")
    doubled = [finding["cell"] for finding in found["findings"] if finding["code"] == "unique"]
    main(["-C", str(demo), "check", "Acties", "--lang", "nl"])
    told = [line for line in capsys.readouterr().out.splitlines() if "twee keer" in line]
    assert doubled == ["A9", "A11"]
    assert [" ".join(line.split()) for line in told] == [
        "✗ Acties A9 en A11 Code A-08 komt twee keer voor. De eerste vrije code is A-19."
    ]


def test_with_v_every_line_names_a_page_of_the_handbook(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the last line says where the pages are."""
    main(["-C", str(demo), "check", "-v", "--lang", "nl"])
    told = capsys.readouterr().out.splitlines()
    marked = [line for line in told if line.lstrip().startswith(("✗", "!", "·"))]
    codes = [re.search(r"\[([a-z-]+)\]$", line) for line in marked]
    assert marked
    assert all(code and (FINDINGS / f"{code[1]}.md").is_file() for code in codes)
    assert "docs/handleiding/bevindingen" in told[-1]


def test_every_finding_of_the_example_says_what_and_what_to_do(demo: Path, run: Run) -> None:
    """At least two sentences, or one with a colon in it; and none longer than two lines."""
    _, found = run("-C", str(demo), "check")
    for finding in found["findings"]:
        text = " ".join(filter(None, (finding["message"], finding["suggestion"])))
        assert len(re.findall(r"[.?:](?:\s|$)", text)) >= 2, text
        assert len(text) <= 2 * 100, text


@pytest.mark.parametrize("columns", ["80", "120"])
def test_check_stays_within_the_terminal(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    """The lines of findings, that is; the tally below them may be longer."""
    monkeypatch.setenv("COLUMNS", columns)
    main(["-C", str(demo), "check", "--lang", "nl"])
    told = capsys.readouterr().out.split("\n\n")[0].splitlines()
    assert max(map(len, told)) <= int(columns)


def test_a_check_loads_nothing_that_it_does_not_use(demo: Path) -> None:
    """It is run often and by hand; these took half of its time, and decide nothing in a check."""
    heavy = ["sqlalchemy", "alembic", "holidays", "docxtpl", "xlsxwriter", "python_calamine"]
    heavy += [f"automations.{name}" for name in ("reminders", "engine.rule_files", "engine.runner")]
    heavy += ["automations.engine.ports", "automations.engine.core.intents"]
    program = (
        "import contextlib, io, sys\n"
        "from automations.engine.app import main\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(['-C', sys.argv[1], 'check'])\n"
        f"print([name for name in {heavy} if name in sys.modules])\n"
        "from pydantic.plugin import _loader\n"
        "print(_loader._plugins)\n"  # looking for them reads the metadata of every package
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(demo)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["[]", "None"]


def test_a_check_still_knows_which_names_of_rules_are_taken(fresh: Path) -> None:
    """It reads the names of the rules, and not the rules; also where a file of them is broken."""
    (fresh / "rules").mkdir()
    (fresh / "rules" / "eigen.yaml").write_text("mijn-regel:\n  about: actions\n", "utf-8")
    (fresh / "rules" / "kapot.yaml").write_text("a: [", "utf-8")
    names = open_workspace(fresh, decides=False).rule_names
    assert {"mijn-regel", "action-due"} <= names
    assert main(["-C", str(fresh), "check", "--json"]) == 1
    assert main(["-C", str(fresh), "rules"]) == 2
