"""Save a workbook every 50 ms while it is read, in the three ways in which programs save.

- `over`: write over the old content at once;
- `rename`: write another file, and put it in the place of the old one;
- `slow`: make the file empty, and write it in pieces.

Every version says its number in two tabs. What is read must be one version as a whole, never older
than the one before, or the finding that the file is being saved.

    python benchmarks/saving.py                    # 60 seconds of each
    python benchmarks/saving.py --seconds 5 --check
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import xlsxwriter  # noqa: E402 - after the path to the project

from automations.engine.core.grid import Workbook  # noqa: E402 - as above
from automations.engine.sheets.guarded import GuardedSource  # noqa: E402 - as above

WAYS = ("over", "rename", "slow")
EVERY = 0.05
PIECES = 5
ROWS = 300


@dataclass
class Read:
    """What one reader saw of one editor."""

    way: str
    versions: int = 0
    reads: int = 0
    wrong: int = 0
    last_is_read: bool = False
    outcomes: Counter[str] = field(default_factory=Counter)


def version(number: int) -> bytes:
    """Return a workbook that says its number in the first and the last place."""
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for title in ("Begin", "Eind"):
            tab = book.add_worksheet(title)
            for at in range(ROWS):
                tab.write(at, 0, number)
                tab.write(at, 1, f"rij {at} van versie {number}")
    return content.getvalue()


def edit(path: Path, way: str, seconds: float) -> int:
    """Save again and again; return how often."""
    made = [version(number) for number in range(40)]
    until = time.monotonic() + seconds
    number = 0
    while time.monotonic() < until:
        begun = time.monotonic()
        number += 1
        save(path, way, version(number) if number >= len(made) else made[number])
        time.sleep(max(0.0, EVERY - (time.monotonic() - begun)))
    return number


def save(path: Path, way: str, content: bytes) -> None:
    """Save once."""
    if way == "rename":
        other = path.with_name(f"~{path.name}.tmp")
        other.write_bytes(content)
        other.replace(path)
    elif way == "over":
        with path.open("r+b") as file:
            file.write(content)
            file.truncate()
    else:
        with path.open("wb", buffering=0) as file:
            size = len(content) // PIECES + 1
            for start in range(0, len(content), size):
                file.write(content[start : start + size])
                time.sleep(EVERY / 10)


def run(folder: Path, way: str, seconds: float) -> Read:
    """Let an editor save in a process of its own, and read meanwhile."""
    path = folder / f"{way}.xlsx"
    path.write_bytes(version(0))
    os.utime(path, (1e9, 1e9))
    source, result = GuardedSource(), Read(way)
    command = [sys.executable, __file__, "--edit", str(path), "--way", way]
    with subprocess.Popen(  # noqa: S603 - this very program
        [*command, "--seconds", str(seconds)], stdout=subprocess.PIPE, text=True
    ) as editor:
        before = 0
        while editor.poll() is None:
            before = _look(source, path, result, before)
            time.sleep(0.001)
        assert editor.stdout is not None  # noqa: S101 - it was asked for
        result.versions = int(editor.stdout.read())
    last = _look(source, path, result, before)
    result.last_is_read = last == result.versions
    return result


def _look(source: GuardedSource, path: Path, result: Read, before: int) -> int:
    found = source.read("partners", str(path))
    result.reads += 1
    if not isinstance(found, Workbook):
        result.outcomes[found.reason] += 1
        result.wrong += found.reason != "findings.unreadable-saving"
        return before
    numbers = {tab.rows[at][0] for tab in found.tabs for at in range(len(tab.rows))}
    whole = len(found.tabs) == 2 and all(len(tab.rows) == ROWS for tab in found.tabs)  # noqa: PLR2004 - as written
    number = numbers.pop() if len(numbers) == 1 else None
    if not whole or not isinstance(number, int) or number < before:
        result.wrong += 1
        return before
    result.outcomes["new" if number > before else "the same"] += 1
    return number


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and return 1 when a read was wrong and `--check` was given."""
    parser = argparse.ArgumentParser(description="Read a workbook while it is saved.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--edit", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.edit:
        sys.stdout.write(f"{edit(args.edit, args.way, args.seconds)}\n")
        return 0
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:
            result = run(Path(folder), way, args.seconds)
            sys.stdout.write(json.dumps(vars(result)) + "\n")
            wrong += result.wrong + (not result.last_is_read)
    return 1 if args.check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
