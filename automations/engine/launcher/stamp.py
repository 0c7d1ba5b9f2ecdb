"""The stamp of an environment: what was installed in it, written when it was finished."""

from __future__ import annotations

import sys
from pathlib import Path

TO_RUN, TO_TEST = "requirements.lock", "requirements-dev.lock"  # the second holds the first
STAMP = "werkblad.stamp"


def interpreter(home: Path) -> Path:
    """Return where the environment at `home` has its Python."""
    return home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def read_stamp(home: Path) -> dict[str, str]:
    """Return what the stamp says of the environment at `home`; empty where there is none.

    Its keys: `home`, `python`, `site` and `names` as they were, which lock (`file`), and its text
    (`lock`).
    """
    try:
        text = (home / STAMP).read_text("utf-8")
    except OSError:
        return {}
    head, _, lock = text.partition("\n\n")
    facts = dict(line.partition("=")[::2] for line in head.splitlines())
    return {**facts, "lock": lock}


def is_sound(home: Path, stamp: dict[str, str]) -> bool:
    """Tell whether the environment at `home` still is as its stamp describes it."""
    try:
        present = {path.name for path in (home / stamp["site"]).iterdir()}
        return (
            stamp["home"] == str(home)
            and stamp["python"] == str(interpreter(home).resolve(strict=True))
            and (home / "pyvenv.cfg").is_file()
            and present.issuperset(stamp["names"].split("/"))
        )
    except (KeyError, OSError):
        return False


def is_current(root: Path, stamp: dict[str, str], *, dev: bool) -> bool:
    """Tell whether what is installed is what the locks of `root` ask for."""
    files = [root / file for file in ((TO_TEST,) if dev else (TO_TEST, TO_RUN))]
    return stamp.get("lock") in [file.read_text("utf-8") for file in files if file.is_file()]
