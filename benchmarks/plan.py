"""How long looking a month ahead takes for a large network, and whether that grows with it.

    python benchmarks/plan.py             # 300 organisations, 3,000 contacts, 10,000 participants
    python benchmarks/plan.py --json --check

The workbooks are real files, read by the guarded reader; timed is `plan` for 30 days, with all
rules and automations that ship and with the subject of every mail rendered. Beside it the same
network at a tenth of its size: ten times the rows may take twelve times as long at most.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from automations.engine.app import composer  # noqa: E402 - after the path to the project
from automations.engine.planning import plan  # noqa: E402 - as above
from automations.engine.runner import NothingYet, Shell  # noqa: E402 - as above
from automations.engine.sheets.builder import build_workbook  # noqa: E402 - as above
from automations.engine.sheets.guarded import GuardedSource  # noqa: E402 - as above
from automations.engine.workspace import SHIPPED, Workspace, open_workspace  # noqa: E402 - as above

DAYS = 30
AT_MOST = 5.0  # seconds
LINEAR = 12.0  # times as long, for ten times the rows
NOW = date(2016, 10, 3)
STATES = ("uitgenodigd", "aangemeld", "wachtlijst", "afgemeld", "aanwezig", "afwezig")
Rows = Mapping[str, Sequence[Mapping[str, object]]]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and with `--check` return 1 when a goal is missed."""
    options = _options(arguments)
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="werkblad-plan-") as name:
        for label, size in (("tenth", 30), ("whole", 300)):
            workspace = network(Path(name) / label, size)
            found[label] = measured(workspace, options.rounds)
            if not options.json:
                sys.stdout.write(
                    f"{size:>4} organisations: {found[label]['seconds']:.2f} s for {DAYS} days "
                    f"({found[label]['cpu']:.2f} s of the processor), "
                    f"{found[label]['mails']} mails, {found[label]['skipped']} rows explained\n"
                )
    ratio = found["whole"]["seconds"] / found["tenth"]["seconds"]
    met = {
        f"{DAYS} days in {AT_MOST:g} s": found["whole"]["seconds"] <= AT_MOST,
        f"ten times the rows in {LINEAR:g} times the time": ratio <= LINEAR,
    }
    if options.json:
        sys.stdout.write(json.dumps({**found, "ratio": ratio, "met": met}, indent=2) + "\n")
    else:
        sys.stdout.write(f"Ten times the rows take {ratio:.1f} times as long.\n")
        sys.stdout.writelines(
            f"{'met   ' if is_met else 'MISSED'}  {goal}\n" for goal, is_met in met.items()
        )
    return 0 if all(met.values()) or not options.check else 1


def measured(workspace: Workspace, rounds: int) -> dict[str, Any]:
    """Return the best of some rounds: whatever disturbs only makes it longer."""
    now = datetime(NOW.year, NOW.month, NOW.day, 7, tzinfo=workspace.config.zone)
    source = GuardedSource()
    for name, location in workspace.workbooks.items():
        source.read(name, str(workspace.folder / location))  # reading has a benchmark of its own
    best, busy, foreseen = float("inf"), float("inf"), None
    for _ in range(rounds):
        shell = Shell(source, composer(workspace, now))
        started, worked = time.perf_counter(), time.process_time()
        foreseen = plan(workspace, shell, NothingYet(), now, DAYS)
        best = min(best, time.perf_counter() - started)
        busy = min(busy, time.process_time() - worked)
    assert foreseen is not None  # noqa: S101 - there is at least one round
    return {
        "seconds": round(best, 3),
        "cpu": round(busy, 3),  # what others do on this machine does not count there
        "mails": len(foreseen.messages),
        "skipped": sum(len(decision.skipped) for _, decision in foreseen.decisions),
    }


def network(folder: Path, size: int) -> Workspace:
    """Make a workspace of so many organisations, with ten contacts and 33 participants each."""
    folder.mkdir()
    shutil.copy(SHIPPED / "config.yaml", folder)
    (folder / "workbooks").mkdir()
    workspace = open_workspace(folder)
    rows = _rows(size)
    for name, location in workspace.workbooks.items():
        sheets = workspace.schemas.of_workbook(name)
        owner = workspace.settings.coordinator
        build_workbook(
            folder / location, sheets, workspace.schemas, rows, {}, workspace.words, owner
        )
    return workspace


def _rows(size: int) -> Rows:
    chance = random.Random(2016)  # noqa: S311 - data, not secrets
    kinds = ("zorg", "welzijn", "onderwijs", "jongerenwerk", "wonen")
    organisations = [
        {
            "organisation_id": f"ORG-{number:04}",
            "name": f"Organisatie {number}",
            "kind": kinds[number % len(kinds)],
            "status": "aangesloten",
            "joined_on": NOW - timedelta(days=400 + number % 300),
            "owner": f"collega{number % 12}@dordrecht.example",
            "frontline_staff": 20,
        }
        for number in range(1, size + 1)
    ]
    contacts = [
        {
            "contact_id": f"CP-{number:05}",
            "organisation_id": f"ORG-{number % size + 1:04}",
            "name": f"Aandachtsfunctionaris {number}",
            "role": "aandachtsfunctionaris",
            "email": f"contact{number}@partner{number % size}.example",
            "active_from": NOW - timedelta(days=500),
            "confirmed_on": NOW - timedelta(days=number % 365),
        }
        for number in range(1, size * 10 + 1)
    ]
    moments = [
        {
            "moment_id": f"C2016-{number:03}",
            "held_on": NOW - timedelta(days=number % 300),
            "organisation_id": f"ORG-{number % size + 1:04}",
            "kind": "telefoon",
            "subject": "Stand van zaken",
        }
        for number in range(1, min(size * 3, 999))
    ]
    trainings = [
        {
            "training_id": f"T2016-{number:02}",
            "title": f"Basistraining {number}",
            "kind": "basistraining",
            "status": "open" if number % 3 else "gehouden",
            "held_on": NOW + timedelta(days=number * 2 if number % 3 else -number * 3),
            "starts_at": "13:00",
            "ends_at": "17:00",
            "location": "Stadskantoor",
            "invite": "niemand",
            "capacity": 400,
            "valid_months": 24,
        }
        for number in range(1, 31)
    ]
    participants = [
        {
            "training_id": f"T2016-{number % 30 + 1:02}",
            "name": f"Medewerker {number}",
            "email": f"medewerker{number}@partner{number % size}.example",
            "organisation_id": f"ORG-{number % size + 1:04}",
            "status": chance.choice(STATES[4:] if not (number % 30 + 1) % 3 else STATES[:4]),
            "enrolled_on": NOW - timedelta(days=number % 60),
        }
        for number in range(1, size * 100 // 3 + 1)
    ]
    return {
        "organisations": organisations,
        "contacts": contacts,
        "contact_moments": moments,
        "trainings": trainings,
        "participants": participants,
    }


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What looking a month ahead costs.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    parser.add_argument("--check", action="store_true", help="end with 1 when a goal is missed")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
