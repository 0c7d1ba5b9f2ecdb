"""How long checking a workbook takes, as a multiple of only reading it.

    python benchmarks/check.py            # 100,000 rows of 12 columns, one in fifty with a mistake
    python benchmarks/check.py --quick    # 10,000 rows, fewer rounds
    python benchmarks/check.py --scale    # 10,000 to 1,000,000 rows: what a row costs
    python benchmarks/check.py --shared   # texts in a part of their own, as Excel saves them
    python benchmarks/check.py --json --check

Compared in one run, each in a process of its own and in turn, so that the ratios hold on a machine
whose speed drifts: reading alone (calamine), our whole path (a look of a service that runs: the
guarded reader and the check), pydantic and pandera over the same reading, and frictionless. The
memory is the peak of the process, and that of the reading process added to ours. Beside it: the
example as a whole process, and a look at workbooks that nobody changed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

AT_MOST = 1.5  # times reading alone
SCALE_AT_MOST = 1.2  # what a row of many costs, times what a row of few costs
EXAMPLE_AT_MOST = 0.5  # seconds
KINDS = ("basistraining", "verdieping", "voorlichting", "netwerkbijeenkomst")
STATES = ("open", "volgeboekt", "gehouden")
HEADER = (
    *("Code", "Titel", "Soort", "Status", "E-mail", "Datum", "Tot", "Plaatsen", "Kosten"),
    *("Beoordeling", "Openbaar", "Toelichting"),
)
FIRST = date(2016, 1, 1)
CODE = r"^A-\d{2,7}$"
WRONG: Sequence[object] = (
    *("A0001", "x" * 200, "basis", "opn", "partner@", "31-06-2016", "z.s.m.", "veel", "euro"),
    *(9, "misschien", "y" * 500),
)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and with `--check` return 1 when a goal is missed."""
    options = _options(arguments)
    say = _nothing if options.json else _say
    rows = options.rows or (10_000 if options.quick else 100_000)
    rounds = options.rounds or (3 if options.quick else 5)
    with tempfile.TemporaryDirectory(prefix="werkblad-check-") as name:
        folder = Path(name)
        found = compare(folder, workbook(folder, rows, shared=options.shared), rounds, say)
        if options.scale:
            found["scale"] = scale(folder, say)
        found["example"] = example(folder / "demo", say)
    met = _judged(found, say)
    if options.json:
        _say(json.dumps({**found, "met": met}, indent=2) + "\n")
    return 0 if all(met.values()) or not options.check else 1


def compare(folder: Path, path: Path, rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Read and check one workbook in every way, in turn."""
    rows = int(path.stem.rpartition("-")[2])
    workbook(folder, 10).rename(folder / _FEW)
    ways = [way for way in WAYS if rows <= _MOST.get(way, rows)]
    measured: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            measured[way].append(_apart(way, path))
    found: dict[str, Any] = {"rows": rows, "rounds": rounds, "ways": {}}
    say(f"{rows:,} rows of {len(HEADER)} columns, {rounds} rounds\n")
    say(f"  {'':14}{'seconds':>10}{'ratio':>8}{'min':>7}{'max':>7}{'MB':>8}{'found':>8}\n")
    for way in ways:
        ratios = [
            one["seconds"] / raw["seconds"]
            for one, raw in zip(measured[way], measured["raw"], strict=True)
        ]
        found["ways"][way] = one = {
            "seconds": statistics.median(one["seconds"] for one in measured[way]),
            "ratio": statistics.median(ratios),
            "ratio_min": min(ratios),
            "ratio_max": max(ratios),
            "peak_mb": statistics.median(one["peak_mb"] for one in measured[way]),
            "found": measured[way][0]["found"],
        }
        say(
            f"  {way:14}{one['seconds']:10.3f}{one['ratio']:8.2f}{min(ratios):7.2f}"
            f"{max(ratios):7.2f}{one['peak_mb']:8.0f}{one['found']:8}\n"
        )
    return found


def scale(folder: Path, say: Callable[[str], None]) -> dict[str, float]:
    """Return the microseconds that a row costs, by the number of rows."""
    found = {}
    for rows in (10_000, 100_000, 1_000_000):
        path = workbook(folder, rows)
        best = min(_apart("ours", path)["seconds"] for _ in range(3))
        found[str(rows)] = round(best / rows * 1e6, 2)
        say(f"  {rows:>9,} rows: {found[str(rows)]:.2f} µs per row\n")
        path.unlink()
    return found


def example(folder: Path, say: Callable[[str], None]) -> dict[str, float]:
    """Return the seconds of `check` on the example, and the microseconds of an unchanged look."""
    run = [sys.executable, str(ROOT / "run.py")]
    # As for anybody: Python keeps what it compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([*run, "demo", str(folder)], check=True, capture_output=True)  # noqa: S603 - our own command
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([*run, "-C", str(folder), "check"], check=False, capture_output=True)  # noqa: S603 - as above
        seconds.append(time.perf_counter() - started)
    look = _apart("look", folder)
    found = {"seconds": round(statistics.median(seconds), 3), "unchanged_look_us": look["seconds"]}
    say(f"The example as a whole process: {found['seconds']:.3f} s\n")
    say(f"A look at its six workbooks, unchanged: {found['unchanged_look_us']:.0f} µs\n")
    return found


def _judged(found: Mapping[str, Any], say: Callable[[str], None]) -> dict[str, bool]:
    met = {
        f"at most {AT_MOST:g} times reading alone": found["ways"]["ours"]["ratio"] <= AT_MOST,
        f"the example in {EXAMPLE_AT_MOST:g} s": found["example"]["seconds"] <= EXAMPLE_AT_MOST,
    }
    if costs := found.get("scale"):
        many, few = costs["1000000"], costs["10000"]
        met[f"a row of a million at most {SCALE_AT_MOST:g} times one of 10,000"] = (
            many / few <= SCALE_AT_MOST
        )
    for goal, is_met in met.items():
        say(f"{'met   ' if is_met else 'MISSED'}  {goal}\n")
    return met


def workbook(folder: Path, rows: int, *, shared: bool = False) -> Path:
    """Make a workbook in which one row in fifty has one mistake."""
    import xlsxwriter  # noqa: PLC0415 - not in the processes that are measured

    path = folder / f"dingen-{rows}.xlsx"
    if path.exists():
        return path
    chance = random.Random(2016)  # noqa: S311 - data, not secrets
    with xlsxwriter.Workbook(str(path), {"constant_memory": not shared}) as book:
        sheet = book.add_worksheet("Dingen")
        days = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write_row(0, 0, HEADER)
        for number in range(rows):
            row = _row(number, chance)
            if chance.random() < 0.02:  # noqa: PLR2004 - one in fifty
                place = chance.randrange(len(WRONG))
                row[place] = WRONG[place]
            for column, value in enumerate(row):
                if isinstance(value, date):
                    moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as cells have them
                    sheet.write_datetime(number + 1, column, moment, days)
                else:
                    sheet.write(number + 1, column, value)
    return path


def _row(number: int, chance: random.Random) -> list[object]:
    day = FIRST + timedelta(days=number % 300)
    return [
        f"A-{number:07}",
        f"Bijeenkomst nummer {number}",
        chance.choice(KINDS),
        chance.choice(STATES),
        f"partner{number}@netwerk{number % 40}.example",
        day,
        day + timedelta(days=number % 90),
        number % 40,
        number % 1000 / 4,
        1 + number % 9 / 2,
        chance.choice(["ja", "nee"]),
        f"Een gewone opmerking van een paar woorden over regel {number}",
    ]


# What is measured; each returns how many mistakes it found.


def _raw(path: Path) -> int:
    _read(path)
    return 0


def _ours(path: Path) -> int:
    return _service(path.parent)(path)


def _service(folder: Path) -> Callable[[Path], int]:
    """Return what looks at a workbook as the service does, which has looked at others before."""
    from automations.engine.core.settings import Settings  # noqa: PLC0415 - each process loads its own
    from automations.engine.looker import Looker, look  # noqa: PLC0415 - as above
    from automations.engine.runner import NothingYet  # noqa: PLC0415 - as above
    from automations.engine.sheets.guarded import GuardedSource  # noqa: PLC0415 - as above

    source, looker = GuardedSource(), Looker()
    workspace: Any = SimpleNamespace(
        folder=folder,
        schemas=_schemas(),
        settings=Settings("Stad", "Netwerk", {"coordinator": ("a@b.example",)}),
        rule_names=frozenset(),
        config=SimpleNamespace(zone=ZoneInfo("Europe/Amsterdam")),
    )

    def found(path: Path) -> int:
        workspace.workbooks = {"programme": path.name}
        checked = look(workspace, source, date(2016, 10, 3), NothingYet(), looker)
        return len(checked.findings)

    found(folder / _FEW)  # its reading process is there, as it is in a service
    return found


def _schemas() -> Any:  # noqa: ANN401 - named where it is loaded
    from automations.engine.core.schema import Field, Kind, Schema, Schemas  # noqa: PLC0415 - as above

    kinds: Mapping[str, Mapping[str, Any]] = {
        "Code": {"kind": Kind.TEXT, "pattern": CODE, "required": True, "example": "A-01"},
        "Titel": {"kind": Kind.TEXT, "required": True, "max_length": 120},
        "Soort": {"kind": Kind.TEXT, "enum": KINDS},
        "Status": {"kind": Kind.TEXT, "enum": STATES, "required": True},
        "E-mail": {"kind": Kind.EMAIL},
        "Datum": {"kind": Kind.DATE, "required": True},
        "Tot": {"kind": Kind.DATE},
        "Plaatsen": {"kind": Kind.INTEGER, "minimum": 0},
        "Kosten": {"kind": Kind.MONEY, "minimum": 0},
        "Beoordeling": {"kind": Kind.DECIMAL, "minimum": 1, "maximum": 5},
        "Openbaar": {"kind": Kind.YES_NO},
        "Toelichting": {"kind": Kind.TEXT, "max_length": 400},
    }
    fields = tuple(
        Field(
            re.sub("[^a-z]", "", title.lower()),
            title,
            kinds[title]["kind"],
            "",
            **{key: value for key, value in kinds[title].items() if key != "kind"},
        )
        for title in HEADER
    )
    schema = Schema(
        name="things",
        title="Dingen",
        workbook="programme",
        file="dingen.xlsx",
        description="",
        fields=fields,
        primary_key=("code",),
    )
    return Schemas({"things": schema})


def _read(path: Path) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - as above

    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _pydantic(path: Path) -> int:
    from typing import Annotated, Literal  # noqa: PLC0415 - as above

    from pydantic import BaseModel, EmailStr, Field, TypeAdapter, ValidationError  # noqa: PLC0415 - as above

    class Thing(BaseModel):
        Code: Annotated[str, Field(pattern=CODE)]
        Titel: Annotated[str, Field(max_length=120)]
        Soort: Literal[KINDS]  # type: ignore[valid-type]
        Status: Literal[STATES]  # type: ignore[valid-type]
        Mail: Annotated[EmailStr, Field(alias="E-mail")]
        Datum: date
        Tot: date
        Plaatsen: Annotated[int, Field(ge=0)]
        Kosten: Annotated[float, Field(ge=0)]
        Beoordeling: Annotated[float, Field(ge=1, le=5)]
        Openbaar: Literal["ja", "nee"]
        Toelichting: Annotated[str, Field(max_length=400)]

    header, *rows = _read(path)
    things = TypeAdapter(list[Thing])
    try:
        things.validate_python([dict(zip(header, row, strict=True)) for row in rows])
    except ValidationError as error:
        return error.error_count()
    return 0


def _pandera(path: Path) -> int:
    import pandas as pd  # noqa: PLC0415 - as above
    import pandera.pandas as pa  # noqa: PLC0415 - as above

    frame = pd.read_excel(path, engine="calamine", dtype=object)
    text = pa.Check.str_length
    schema = pa.DataFrameSchema(
        {
            "Code": pa.Column(object, [pa.Check.str_matches(CODE)], unique=True),
            "Titel": pa.Column(object, [text(max_value=120)]),
            "Soort": pa.Column(object, [pa.Check.isin(KINDS)]),
            "Status": pa.Column(object, [pa.Check.isin(STATES)]),
            "E-mail": pa.Column(object, [pa.Check.str_matches(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]),
            "Datum": pa.Column(
                object, [pa.Check(lambda cell: isinstance(cell, date), element_wise=True)]
            ),
            "Tot": pa.Column(
                object, [pa.Check(lambda cell: isinstance(cell, date), element_wise=True)]
            ),
            "Plaatsen": pa.Column(object, [pa.Check(_is_whole, element_wise=True)]),
            "Kosten": pa.Column(object, [pa.Check(_is_number, element_wise=True)]),
            "Beoordeling": pa.Column(object, [pa.Check(_is_rating, element_wise=True)]),
            "Openbaar": pa.Column(object, [pa.Check.isin(["ja", "nee"])]),
            "Toelichting": pa.Column(object, [text(max_value=400)]),
        }
    )
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        return len(error.failure_cases)
    return 0


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and cell >= 0


def _is_whole(cell: object) -> bool:
    return _is_number(cell) and cell == int(cell)  # type: ignore[call-overload]


def _is_rating(cell: object) -> bool:
    return isinstance(cell, int | float) and 1 <= cell <= 5  # noqa: PLR2004 - of five


def _frictionless(path: Path) -> int:
    from frictionless import Resource, Schema, system  # noqa: PLC0415 - as above

    system.trusted = True
    described = {
        "fields": [
            {"name": "Code", "type": "string", "constraints": {"pattern": CODE, "unique": True}},
            {"name": "Titel", "type": "string", "constraints": {"maxLength": 120}},
            {"name": "Soort", "type": "string", "constraints": {"enum": list(KINDS)}},
            {"name": "Status", "type": "string", "constraints": {"enum": list(STATES)}},
            {"name": "E-mail", "type": "string", "format": "email"},
            {"name": "Datum", "type": "any"},
            {"name": "Tot", "type": "any"},
            {"name": "Plaatsen", "type": "integer", "constraints": {"minimum": 0}},
            {"name": "Kosten", "type": "number", "constraints": {"minimum": 0}},
            {"name": "Beoordeling", "type": "number", "constraints": {"minimum": 1, "maximum": 5}},
            {"name": "Openbaar", "type": "string", "constraints": {"enum": ["ja", "nee"]}},
            {"name": "Toelichting", "type": "string", "constraints": {"maxLength": 400}},
        ]
    }
    rows = _read(path)
    resource = Resource(data=rows, schema=Schema.from_descriptor(described))
    report = resource.validate(limit_errors=100_000)
    return sum(len(task.errors) for task in report.tasks)


def _look(folder: Path) -> int:
    from automations.engine.sheets.guarded import GuardedSource  # noqa: PLC0415 - as above
    from automations.engine.workspace import open_workspace  # noqa: PLC0415 - as above

    workspace, source = open_workspace(folder), GuardedSource()
    places = [(n, str(workspace.folder / w)) for n, w in workspace.workbooks.items()]
    for _ in range(2):
        for name, place in places:
            source.read(name, place)
        time.sleep(3)  # a file that was just written may be written again in the same instant
    times = 200
    started = time.perf_counter()
    for _ in range(times):
        for name, place in places:
            source.read(name, place)
    return round((time.perf_counter() - started) / times * 1e6)


WAYS: Mapping[str, Callable[[Path], int]] = {
    "raw": _raw,
    "ours": _ours,
    "pydantic": _pydantic,
    "pandera": _pandera,
    "frictionless": _frictionless,
}
_FEW = "weinig.xlsx"
_MOST: Mapping[str, int] = {"frictionless": 100_000}  # rows, beyond which it takes minutes


def _apart(way: str, path: Path) -> dict[str, Any]:
    """Measure in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--as", way, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this file itself
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _measure(way: str, path: Path) -> None:
    import resource  # noqa: PLC0415 - there is none on Windows

    if way == "look":
        _say(json.dumps({"seconds": _look(path), "peak_mb": 0, "found": 0}))
        return
    for module in _NEEDS.get(way, ()):  # loading is not what is measured
        __import__(module)
    work = _service(path.parent) if way == "ours" else WAYS[way]
    started = time.perf_counter()
    found = work(path)
    seconds = time.perf_counter() - started
    if way == "ours":
        from automations.engine.sheets.process import shared  # noqa: PLC0415 - as above

        shared().stop()  # else its memory is not counted
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = sum(resource.getrusage(one).ru_maxrss for one in whose) / 1024
    _say(json.dumps({"seconds": seconds, "peak_mb": peak, "found": found}))


_NEEDS: Mapping[str, Sequence[str]] = {
    "raw": ["python_calamine"],
    "ours": ["automations.engine.runner", "automations.engine.sheets.guarded"],
    "pydantic": ["pydantic", "python_calamine", "email_validator"],
    "pandera": ["pandera.pandas", "python_calamine"],
    "frictionless": ["frictionless", "python_calamine"],
}


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _nothing(_: str) -> None:
    pass


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What checking a workbook costs.")
    parser.add_argument("--quick", action="store_true", help="10,000 rows, fewer rounds")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--shared", action="store_true", help="texts apart, as Excel saves them")
    parser.add_argument("--scale", action="store_true", help="10,000 to 1,000,000 rows as well")
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    parser.add_argument("--check", action="store_true", help="end with 1 when a goal is missed")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--as"]:
        _measure(sys.argv[2], Path(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1:]))
