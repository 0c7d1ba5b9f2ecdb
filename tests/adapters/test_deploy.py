"""The files for systemd and for Windows' task scheduler: right by their own judges."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "engineering" / "deploy"
UNIT = (DEPLOY / "werkblad.service").read_text("utf-8")
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
SYSTEMD = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="it judges units")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Give the unit with folders that are there."""
    text = UNIT.replace("/srv/werkblad/.venv/bin/python", sys.executable)
    text = text.replace("/srv/werkblad", str(ROOT)).replace("/srv/netwerk", str(tmp_path))
    path = tmp_path / "werkblad.service"
    path.write_text(re.sub(r"(?m)^(User|Group)=.*$", r"\1=root", text), "utf-8")
    return path


def judged(*argv: str) -> subprocess.CompletedProcess[str]:
    """Run systemd-analyze."""
    command = ["systemd-analyze", *argv]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@SYSTEMD
def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    """No word that it does not know, no path that is none."""
    found = judged("verify", "--man=no", str(unit))
    assert (found.returncode, found.stderr) == (0, "")


@SYSTEMD
def test_the_unit_is_hardened(unit: Path) -> None:
    """What it has to be allowed is the network and its workspace; 2.0 is the threshold we keep."""
    unit.write_text(re.sub(r"(?m)^(User|Group)=root$", r"\1=werkblad", unit.read_text("utf-8")))
    found = judged("security", "--offline=true", "--threshold=20", "--no-pager", str(unit))
    assert found.returncode == 0, found.stdout[-200:]


def test_the_unit_gives_a_stop_its_ten_seconds_and_the_watchdog_six_ticks() -> None:
    """Figures that the service itself promises."""
    settings = dict(re.findall(r"(?m)^(\w+)=(.*)$", UNIT))
    assert int(settings["TimeoutStopSec"]) > 10
    assert int(settings["WatchdogSec"]) >= 6 * 30
    assert settings["Type"] == "notify"
    assert settings["KillMode"] == "mixed"
    assert "@resources" not in settings["SystemCallFilter"]  # setrlimit, of the reading process


def test_the_task_runs_for_ever_once_and_again_after_a_failure() -> None:
    """No limit on its time, no second one beside it, at boot and without anybody logged on."""
    task = ET.fromstring((DEPLOY / "werkblad.xml").read_text("utf-8").split("?>", 1)[1])  # noqa: S314 - our own file
    found = {element.tag.removeprefix(TASK): element.text for element in task.iter()}
    assert found["ExecutionTimeLimit"] == "PT0S"
    assert found["MultipleInstancesPolicy"] == "IgnoreNew"
    assert found["DisallowStartIfOnBatteries"] == found["StopIfGoingOnBatteries"] == "false"
    assert found["RunLevel"] == "LeastPrivilege"
    assert {"BootTrigger", "RestartOnFailure"} <= found.keys()
    assert (found["Arguments"] or "").split() == [
        *("-m", "automations.engine.app", "-C", r"D:\Netwerk", "start"),
        *("--log-file", r"D:\Netwerk\service.log"),
    ]
