"""What reading costs: seconds beside calamine alone, and the memory of the reading process.

One workbook of 12 columns (codes, names, addresses, dates, numbers, some blanks) per number of
rows. Each round reads it with calamine alone in this process, and then as the service does.

    python benchmarks/reading.py                        # 1,000, 10,000 and 100,000 rows
    python benchmarks/reading.py --rows 1000000 --rounds 1
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import python_calamine  # noqa: E402 - after the path to the project
import xlsxwriter  # noqa: E402 - as above

from automations.engine.core.grid import Workbook  # noqa: E402 - as above
from automations.engine.sheets.guarded import GuardedSource  # noqa: E402 - as above
from automations.engine.sheets.process import ReadingProcess  # noqa: E402 - as above

TITLES = ("Code", "Naam", "E-mail", "Soort", "Van", "Tot", "Aantal", "Bedrag", "Actief", "Tekst")
BEGIN = datetime(2016, 1, 1)  # noqa: DTZ001 - workbooks know no zones


def write(path: Path, rows: int) -> None:
    """Write a workbook that looks like a register."""
    chance = random.Random(2016)  # noqa: S311 - to be repeated, not to be secret
    with xlsxwriter.Workbook(str(path), {"constant_memory": rows > 200_000}) as book:  # noqa: PLR2004 - else too much memory
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        tab = book.add_worksheet("Register")
        tab.write_row(0, 0, (*TITLES, "Telefoon", "Opmerking"))
        for at in range(1, rows + 1):
            tab.write_row(at, 0, (f"ORG-{at:06}", f"Naam {chance.randrange(10**6)}"))
            tab.write(at, 2, f"p{at}@city.example")
            tab.write(at, 3, chance.choice(("zorg", "welzijn", "politie")))
            tab.write_datetime(at, 4, BEGIN + timedelta(days=chance.randrange(300)), day)
            if at % 3:
                tab.write_datetime(at, 5, BEGIN + timedelta(days=chance.randrange(300)), day)
            tab.write_row(at, 6, (chance.randrange(100), chance.randrange(10_000) / 100))
            tab.write_row(at, 8, (chance.choice(("ja", "nee")), f"tekst {chance.randrange(10**7)}"))
            tab.write(at, 10, 31612345678)
            if at % 5 == 0:
                tab.write(at, 11, "opmerking")


def timed(work: Callable[[], object]) -> float:
    """Return how long something took; what it made is gone again after that."""
    started = time.perf_counter()
    made = work()
    took = time.perf_counter() - started
    del made
    return took


def alone(path: Path) -> object:
    """Read with calamine and nothing else."""
    book = python_calamine.load_workbook(str(path))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def guarded(path: Path, process: ReadingProcess) -> Workbook:
    """Read as the service does at its first look."""
    found = GuardedSource(process=process).read("partners", str(path))
    if not isinstance(found, Workbook):
        raise TypeError(found.reason)
    return found


def unchanged(path: Path, process: ReadingProcess) -> float:
    """Return the median of a second look, in microseconds."""
    source = GuardedSource(process=process)
    source.read("partners", str(path))
    return 1e6 * statistics.median(
        timed(lambda: source.read("partners", str(path))) for _ in range(99)
    )


def peak(process: ReadingProcess, kind: str) -> int:
    """Return the most memory that the process had, in MB, where the system tells."""
    try:
        lines = Path(f"/proc/{process.number}/status").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return max((int(line.split()[1]) for line in lines if line.startswith(kind)), default=0) >> 10


def measure(folder: Path, rows: int, rounds: int) -> dict[str, float]:
    """Read a workbook of so many rows, and tell what it cost."""
    path = folder / "register.xlsx"
    write(path, rows)
    time.sleep(2.1)  # until nobody can be saving it any more
    process = ReadingProcess()
    process.start()
    pairs = [
        (timed(lambda: alone(path)), timed(lambda: guarded(path, process))) for _ in range(rounds)
    ]
    found = {
        "rows": rows,
        "file_mb": round(path.stat().st_size / 1e6, 1),
        "calamine_s": round(statistics.median(one for one, _ in pairs), 3),
        "guarded_s": round(statistics.median(other for _, other in pairs), 3),
        "ratio": round(statistics.median(other / one for one, other in pairs), 2),
        "address_space_mb": peak(process, "VmPeak"),
        "resident_mb": peak(process, "VmHWM"),
        "unchanged_us": round(unchanged(path, process), 1),
    }
    process.stop()
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line for each number of rows."""
    parser = argparse.ArgumentParser(description="Measure what reading costs.")
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        for rows in args.rows:
            found = measure(Path(folder), rows, args.rounds)
            sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
