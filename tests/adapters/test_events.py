"""What the service logs: stable events, as text or as JSON, and nothing that anybody typed."""

from __future__ import annotations

import ast
import json
import logging
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from automations.engine import events
from automations.engine.events import EVENTS, log_to, tell

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    """Leave the log as it was."""
    log = logging.getLogger("werkblad")
    before = log.handlers, log.propagate, log.level
    yield
    for handler in log.handlers:
        handler.close()
    log.handlers, log.propagate, log.level = before


def fields(event: str) -> set[str]:
    """Return the fields of an event."""
    return {name for _, name, _, _ in string.Formatter().parse(EVENTS[event].text) if name}


def told() -> Iterator[tuple[str, int, str, set[str]]]:
    """Find every place that logs an event: file, line, event and fields."""
    for path in sorted(ROOT.glob("automations/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "tell"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                names = {keyword.arg for keyword in node.keywords if keyword.arg}
                starred = any(keyword.arg is None for keyword in node.keywords)
                event = str(node.args[0].value)
                yield path.name, node.lineno, event, names | (fields(event) if starred else set())


def test_every_event_that_is_logged_is_in_the_table_with_its_fields() -> None:
    """And none is in the table that nobody logs."""
    found = list(told())
    assert {event for _, _, event, _ in found} == EVENTS.keys()
    assert [one for one in found if one[3] != fields(one[2])] == []


def test_every_event_stands_in_the_manual() -> None:
    """With its fields, so that whoever watches the log knows what to look for."""
    page = (ROOT / "docs/engineering/running.md").read_text("utf-8")
    rows = dict(re.findall(r"(?m)^\| `([\w-]+)` \| \w+ \| (.*?) \|", page))
    assert rows.keys() == EVENTS.keys()
    for event, listed in rows.items():
        assert set(re.findall(r"`(\w+)`", listed)) == fields(event), event


def test_json_is_one_object_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """With time, level, event, its fields, and the sentence that people would read."""
    log_to("json", None, verbose=False)
    tell("ran", automation="check", status="done", messages=3, skipped=1, seconds=0.2)
    (line,) = capsys.readouterr().err.splitlines()
    written = json.loads(line)
    assert written.pop("time").endswith("+00:00")
    assert written == {
        "level": "info",
        "event": "ran",
        "automation": "check",
        "status": "done",
        "messages": 3,
        "skipped": 1,
        "seconds": 0.2,
        "message": "check: done, 3 mails, 1 rows left out, 0.2 s",
    }


def test_text_is_a_sentence_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """With time and level; what would turn a terminal around does nothing."""
    log_to("text", None, verbose=False)
    tell("failed", job="een\u202etwee", error="KeyError")
    (line,) = capsys.readouterr().err.splitlines()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ERROR een.twee failed: KeyError", line
    )
    assert "\u202e" not in line


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_is_logged_by_its_place_and_never_by_its_text(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also with `-v`: the text of an error may quote a cell."""
    log_to(form, None, verbose=True)
    cell = "KANARIE"
    try:
        int(cell)
    except ValueError as error:
        logging.getLogger("werkblad").debug("something failed", exc_info=error)
    written = capsys.readouterr().err
    assert "ValueError" in written
    assert "test_events.py" in written
    assert cell not in written


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_address_is_taken_out_whoever_says_it(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mail server likes to repeat whom it does not want."""
    log_to(form, None, verbose=False)
    why = '421 4.7.0 <jw@partner.example>: not now ("café\\x@partner.example")'
    tell("mail-trouble", why=why, again="09:01")
    logging.getLogger("werkblad").warning("no copy: %s", why)
    written = capsys.readouterr().err
    assert "partner.example" not in written
    assert written.count("421 4.7.0") == (2 if form == "text" else 3)
    assert form == "text" or all(json.loads(line) for line in written.splitlines())


def test_what_is_no_event_is_a_note_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    """So that a machine can leave it alone."""
    log_to("json", None, verbose=False)
    logging.getLogger("werkblad").warning("something %s", "else")
    written = json.loads(capsys.readouterr().err)
    assert (written["event"], written["message"]) == ("note", "something else")


def test_a_log_file_begins_anew_when_it_has_grown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five older ones are kept; Windows has no journal that does it."""
    monkeypatch.setattr(events, "FILE_SIZE", 1000)
    log_to("text", tmp_path / "service.log", verbose=False)
    for number in range(200):
        tell("failed", job=f"job {number}", error="KeyError")
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["service.log", *(f"service.log.{number}" for number in range(1, 6))]
    assert "job 199" in (tmp_path / "service.log").read_text("utf-8")
    assert sys.getsizeof((tmp_path / "service.log.5").read_bytes()) < 1100
