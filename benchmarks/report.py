"""What the report costs beside the libraries that it is written with, and for a large network.

    python benchmarks/report.py            # 100,000 participants; --participants for another number
    python benchmarks/report.py --json --check

Word: our whole path against docxtpl alone, which fills the same template with the same values.
Excel: ours, formulas and counted rows with it, against XlsxWriter alone, which is given the very
same calls one after the other. Charts apart: neither side draws them. Then the example: one more
report in a process that made one, and `run.py report` as a process from its start.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import xlsxwriter  # noqa: E402 - after the path to the project
from docxtpl import DocxTemplate  # noqa: E402 - as above

from automations.engine.core.checked import Context  # noqa: E402 - as above
from automations.engine.core.checks import check  # noqa: E402 - as above
from automations.engine.core.periods import parse_period  # noqa: E402 - as above
from automations.engine.core.register import Record, Register, Table  # noqa: E402 - as above
from automations.engine.core.report import Report, report  # noqa: E402 - as above
from automations.engine.core.settings import Settings  # noqa: E402 - as above
from automations.engine.documents import excel, excel_charts  # noqa: E402 - as above
from automations.engine.documents.view import view  # noqa: E402 - as above
from automations.engine.documents.word import (  # noqa: E402 - as above
    TEMPLATE,
    environment,
    find_template,
    write_word,
)
from automations.engine.example import build_example  # noqa: E402 - as above
from automations.engine.reporting import make_report  # noqa: E402 - as above
from automations.engine.schemas import load_schemas  # noqa: E402 - as above
from automations.engine.sheets.guarded import GuardedSource  # noqa: E402 - as above
from automations.engine.words import Words  # noqa: E402 - as above

NOW = date(2016, 10, 3)
PERIOD = parse_period("2016-H1")
CITY = Settings(
    "Gemeente Dordrecht",
    "Netwerk",
    {
        "coordinator": ("coordinator@dordrecht.example",),
        "case_handlers": ("dossierhouder@dordrecht.example",),
    },
)
WORDS = Words("nl")
TEMPLATES = [ROOT / "templates" / "word"]
SCHEMAS = load_schemas([ROOT / "sheets_schema"])
AT_MOST = 1.2  # times the library alone
WARM, COLD = 1.0, 3.0  # seconds
Row = Mapping[str, object]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and with --check end with 1 when a goal is missed."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measured = _large(folder, options.participants, options.rounds)
        measured |= _example(folder, options.rounds)
    goals = {
        "word_times": AT_MOST,
        "excel_times": AT_MOST,
        "warm_seconds": WARM,
        "cold_seconds": COLD,
    }
    met = all(measured[name] <= most for name, most in goals.items())
    if options.json:
        sys.stdout.write(json.dumps({**measured, "goals": goals, "met": met}, indent=2) + "\n")
    else:
        for name, value in measured.items():
            goal = f"  at most {goals[name]:g}" if name in goals else ""
            sys.stdout.write(f"{name:24} {value:>10,.2f}{goal}\n")
    return 0 if met or not options.check else 1


def _large(folder: Path, participants: int, rounds: int) -> dict[str, float]:
    """Measure a large network: figures, Word and Excel, each beside its library alone."""
    register = _register(_network(participants))
    figures, made = _timed(lambda: report(register, (), PERIOD, NOW), 1)
    word, docxtpl = _beside(
        lambda: write_word(made, CITY, WORDS, TEMPLATES, folder / "ours.docx"),
        _docxtpl_alone(made, folder / "alone.docx"),
        rounds,
    )
    charts, excel_charts.has_chart = excel_charts.has_chart, lambda _: False
    try:
        calls = _recorded(made, folder / "recorded.xlsx")
        ours, alone = _beside(
            lambda: excel.write_excel(made, CITY, WORDS, folder / "ours.xlsx"),
            lambda: _xlsxwriter_alone(calls, folder / "alone.xlsx"),
            rounds,
        )
    finally:
        excel_charts.has_chart = charts
    return {
        "participants": participants,
        "counted_rows": sum(map(len, made.counted.rows.values())),
        "figures_seconds": figures,
        "word_seconds": word,
        "docxtpl_seconds": docxtpl,
        "word_times": word / docxtpl,
        "excel_seconds": ours,
        "xlsxwriter_seconds": alone,
        "excel_times": ours / alone,
    }


def _docxtpl_alone(made: Report, path: Path) -> Callable[[], None]:
    """Fill the same template with what a template gets; nothing else is done to the document."""
    shown = view(made, CITY, WORDS, lambda _, missing, __: missing)

    def fill() -> None:
        document = DocxTemplate(find_template(TEMPLATES, TEMPLATE))
        document.render(shown, environment(), autoescape=True)
        document.save(path)

    return fill


class _Recorder:
    """Stands before a workbook or a sheet, passes every call on, and writes it down."""

    def __init__(self, real: Any, calls: list[tuple[Any, ...]], number: int | None) -> None:  # noqa: ANN401 - XlsxWriter has no types
        self._real, self._calls, self._number = real, calls, number
        self._sheets = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        real = getattr(self._real, name)

        def call(*positional: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
            result = real(*positional, **named)
            if name.startswith(("get_", "close")):
                return result
            self._calls.append((self._number, name, positional, named, result))
            if name == "add_worksheet":
                self._sheets += 1
                return _Recorder(result, self._calls, self._sheets - 1)
            return result

        return call


def _recorded(made: Report, path: Path) -> list[tuple[Any, ...]]:
    """Write the workbook once, and keep every call of XlsxWriter that was made for it."""
    calls: list[tuple[Any, ...]] = []

    def workbook(*positional: Any) -> _Recorder:  # noqa: ANN401 - as above
        return _Recorder(xlsxwriter.Workbook(*positional), calls, None)

    library, excel.xlsxwriter = excel.xlsxwriter, SimpleNamespace(Workbook=workbook)
    try:
        excel.write_excel(made, CITY, WORDS, path)
    finally:
        excel.xlsxwriter = library
    return calls


def _xlsxwriter_alone(calls: Sequence[tuple[Any, ...]], path: Path) -> None:
    """Make the calls again, without anything that thinks between them."""
    book = xlsxwriter.Workbook(str(path), dict(excel._TEXT_ONLY))  # noqa: SLF001 - the same options
    formats: dict[int, Any] = {}
    sheets: list[Any] = []
    for number, name, positional, named, result in calls:
        if number is None:
            made = getattr(book, name)(*positional, **named)
            if name == "add_format":
                formats[id(result)] = made
            elif name == "add_worksheet":
                sheets.append(made)
            continue
        given = [formats.get(id(one), one) for one in positional]
        if name == "add_table":
            given[-1] = {
                **given[-1],
                "columns": [_column(c, formats) for c in given[-1]["columns"]],
            }
        getattr(sheets[number], name)(*given, **named)
    book.close()


def _column(column: Mapping[str, Any], formats: Mapping[int, Any]) -> dict[str, Any]:
    return {name: formats.get(id(value), value) for name, value in column.items()}


def _example(folder: Path, rounds: int) -> dict[str, float]:
    """Measure the example: another report in a process that made one, and a process of its own."""
    build_example(folder, SCHEMAS, WORDS, mistakes=False)
    source = GuardedSource()
    files = {schema.workbook: schema.file for schema in SCHEMAS.sheets.values()}
    workbooks = {
        name: source.read(name, str(folder / "workbooks" / file)) for name, file in files.items()
    }
    checked = check(workbooks, SCHEMAS, Context(NOW, CITY))

    def again() -> None:
        make_report(
            checked.register,
            checked.findings,
            PERIOD,
            CITY,
            WORDS,
            TEMPLATES,
            folder / "out",
            NOW,
        )

    again()
    warm, _ = _timed(again, rounds)
    (folder / "config.yaml").write_bytes((ROOT / "config.yaml").read_bytes())
    command = [sys.executable, str(ROOT / "run.py"), "-C", str(folder), "--today", str(NOW)]
    command += ["report", "--period", PERIOD.code]
    without_pdf = {**os.environ, "PATH": str(folder)}  # LibreOffice is not ours to measure
    cold, _ = _timed(
        lambda: subprocess.run(command, env=without_pdf, capture_output=True, check=False),  # noqa: S603 - our own program
        rounds,
    )
    return {"warm_seconds": warm, "cold_seconds": cold}


def _beside(
    ours: Callable[[], object], alone: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """Time two in turn, so that a busy moment of the machine meets both; return their medians."""
    ours(), alone()
    times = [(_timed(ours, 1)[0], _timed(alone, 1)[0]) for _ in range(rounds)]
    first, second = zip(*times, strict=True)
    return statistics.median(first), statistics.median(second)


def _timed(do: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = do()
        times.append(time.perf_counter() - start)
    return statistics.median(times), result


def _network(participants: int) -> dict[str, list[Row]]:
    """Make a network in which so many people were at trainings, spread over four years."""
    chance = random.Random(2016)  # noqa: S311 - data, not secrets
    kinds = ("zorg", "welzijn", "onderwijs", "jongerenwerk", "wonen")
    size = max(10, participants // 300)
    held = max(4, participants // 200)
    organisations: list[Row] = [
        {
            "organisation_id": f"ORG-{number:04}",
            "kind": kinds[number % len(kinds)],
            "status": "aangesloten",
            "joined_on": NOW - timedelta(days=1500 - number % 300),
            "frontline_staff": 400,
        }
        for number in range(size)
    ]
    trainings: list[Row] = [
        {
            "training_id": f"T-{number:04}",
            "kind": "basistraining",
            "status": "gehouden",
            "held_on": NOW - timedelta(days=number * 1460 // held),
            "valid_months": 24,
            "cost": 500,
        }
        for number in range(held)
    ]
    attended: list[Row] = [
        {
            "training_id": f"T-{number % held:04}",
            "name": f"Medewerker {number}",
            "email": f"medewerker{number}@partner{number % size}.example",
            "organisation_id": f"ORG-{number % size:04}",
            "status": chance.choice(("aanwezig", "aanwezig", "aanwezig", "afwezig")),
        }
        for number in range(participants)
    ]
    return {"organisations": organisations, "trainings": trainings, "participants": attended}


def _register(sheets: Mapping[str, Sequence[Row]]) -> Register:
    tables = {}
    for name, schema in SCHEMAS.sheets.items():
        defaults = {field.name: () if field.many else field.default for field in schema.fields}
        records = []
        for number, row in enumerate(sheets.get(name, ()), start=2):
            values = {**defaults, **row}
            key = " / ".join(str(values[part]) for part in schema.primary_key)
            records.append(Record(name, number, key, values))
        by_key = MappingProxyType({record.key: record for record in records})
        tables[name] = Table(schema, tuple(records), by_key=by_key)
    return Register(SCHEMAS, tables)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What the report costs.")
    parser.add_argument("--participants", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="a tenth of it, for a first look")
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    parser.add_argument("--check", action="store_true", help="end with 1 when a goal is missed")
    options = parser.parse_args(arguments)
    if options.quick:
        options.participants, options.rounds = options.participants // 10, 3
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
