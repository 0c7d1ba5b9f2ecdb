"""config.yaml: one mistake or ten, all are reported at once, each with its line and remedy."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from automations.engine.config import read_config
from automations.engine.words import Words
from automations.engine.yaml_files import FileError

SHIPPED = Path(__file__).parents[2]


def mistakes(folder: Path, text: str) -> dict[str, tuple[int | None, str]]:
    """Read `text` as a config.yaml and return its mistakes: key → line and Dutch words."""
    (folder / "config.yaml").write_text(text, "utf-8")
    with pytest.raises(FileError) as raised:
        read_config(folder)
    words = Words("nl")
    return {m.place: (m.line, words.message(m.message)) for m in raised.value.mistakes}


RIGHT = """\
organisation: Gemeente Dordrecht
network: Kennisnetwerk
people:
  coordinator: coordinator@dordrecht.example
workbooks:
  partners: workbooks/partnerregister.xlsx
mail:
  sender: "Gemeente Dordrecht <netwerk@dordrecht.example>"
"""


def test_the_shipped_file_is_thirty_lines_at_most_and_right() -> None:
    """Low configuration is the promise."""
    assert len((SHIPPED / "config.yaml").read_text("utf-8").splitlines()) <= 30
    config = read_config(SHIPPED)
    assert config.settings.coordinator == "coordinator@dordrecht.example"
    assert config.settings.window == (time(8), time(18))
    assert config.via == "folder"


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    """A zone, a window and a folder for mail need no line."""
    (tmp_path / "config.yaml").write_text(RIGHT, "utf-8")
    config = read_config(tmp_path)
    assert config.zone.key == "Europe/Amsterdam"
    assert config.settings.hold_above == 200
    assert config.settings.retention_months == {"signals": 12, "contacts": 12}
    assert config.today is None


def test_today_fixes_the_day_of_a_whole_workspace(tmp_path: Path) -> None:
    """Later commands in a demo agree with the first."""
    (tmp_path / "config.yaml").write_text(RIGHT + "today: 2016-10-03\n", "utf-8")
    assert read_config(tmp_path).today == date(2016, 10, 3)


def test_every_mistake_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    """Nobody mends ten mistakes in ten runs."""
    found = mistakes(
        tmp_path,
        RIGHT.replace("coordinator@dordrecht.example", "coordinator")
        .replace("network: Kennisnetwerk\n", "netwerk: Kennisnetwerk\n")
        .replace("<netwerk@dordrecht.example>", "")
        + "timezone: Europe/Dordrecht\nhold_above: nul\ntoday: 2016-13-01\n",
    )
    assert found.keys() == {
        "network",
        "netwerk",
        "people.coordinator",
        "mail.sender",
        "timezone",
        "hold_above",
        "today",
    }
    assert found["netwerk"][0] == 2
    assert found["people.coordinator"] == (4, '"coordinator" is geen e-mailadres.')
    assert found["timezone"][0] == 9
    assert "2016-13-01" in found["today"][1]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("  password: hunter2\n", "mail.password"),
        ("  via: smtp://netwerk:hunter2@mail.example:587\n", "mail.via"),
    ],
)
def test_a_secret_is_refused_and_never_repeated(tmp_path: Path, line: str, key: str) -> None:
    """A secret belongs in the environment, and its value in no message."""
    found = mistakes(tmp_path, RIGHT + line)
    assert "WERKBLAD_MAIL_PASSWORD" in found[key][1]
    assert "hunter2" not in str(found)


def test_the_signals_never_live_at_google(tmp_path: Path) -> None:
    """A Google link for that workbook is refused in its own words."""
    link = "  signals: https://docs.google.com/spreadsheets/d/abc\n"
    found = mistakes(tmp_path, RIGHT.replace("mail:\n", link + "mail:\n"))
    assert "nooit bij Google" in found["workbooks.signals"][1]


def test_a_doubled_key_is_reported_on_its_line(tmp_path: Path) -> None:
    """YAML would silently keep the last."""
    found = mistakes(tmp_path, RIGHT + "network: Ander netwerk\n")
    assert found["network"][0] == 9


def test_a_file_that_is_no_yaml_is_reported_with_its_line(tmp_path: Path) -> None:
    """The parser's place is passed on."""
    found = mistakes(tmp_path, RIGHT + "people: [open\n")
    assert found[""][0] is not None


def test_a_window_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    """Else no mail would ever leave."""
    found = mistakes(tmp_path, RIGHT + 'window: ["18:00", "08:00"]\n')
    assert "Het venster" in next(iter(found.values()))[1]


def test_a_folder_without_config_says_how_to_make_one(tmp_path: Path) -> None:
    """The remedy is a command."""
    with pytest.raises(FileError) as raised:
        read_config(tmp_path)
    assert "run.py init" in Words("nl").message(raised.value.mistakes[0].message)
