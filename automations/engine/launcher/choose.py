"""Choosing the Python to run with: the user's own environment, or `.venv` beside `run.py`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from automations.engine.launcher.stamp import interpreter, is_current, is_sound, read_stamp


def python_for(folder: str, *, dev: bool) -> str | None:
    """Return the Python that has the dependencies, after installing them where that is needed.

    None, after saying why, where there is no way to get one.
    """
    root = Path(folder)
    home = root / ".venv"
    stamp = read_stamp(home)
    if _active(home) or (_inside(home) and not stamp):
        from automations.engine.launcher.installed import fits  # noqa: PLC0415 - seldom needed

        if fits(root, dev=dev):
            return sys.executable
    if is_sound(home, stamp) and is_current(root, stamp, dev=dev):
        return str(interpreter(home))
    from automations.engine.launcher.environment import prepared  # noqa: PLC0415 - the dear part

    return prepared(root, dev=dev)


def _inside(home: Path) -> bool:
    return Path(sys.prefix).resolve() == home.resolve()


def _active(home: Path) -> bool:
    """Tell whether this Python belongs to an environment of the user's own."""
    conda = os.environ.get("CONDA_PREFIX")
    in_one = sys.prefix != sys.base_prefix or (conda is not None and sys.prefix == conda)
    return in_one and not _inside(home)
