"""The report's figures, recomputed from the example's workbooks without the project's own code.

Nothing here takes a number from the code that makes it: openpyxl, pandas, SQL, and a few lines of
arithmetic.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import openpyxl
import pandas as pd
import pytest
from docx import Document

from automations.engine.core.checked import Checked, Context
from automations.engine.core.checks import check
from automations.engine.core.findings import Severity
from automations.engine.core.periods import parse_period
from automations.engine.core.report import report
from automations.engine.core.settings import Settings
from automations.engine.example import build_example
from automations.engine.reporting import figures_as_json, make_report
from automations.engine.schemas import load_schemas
from automations.engine.sheets.builder import build_workbook
from automations.engine.sheets.guarded import GuardedSource
from automations.engine.words import Words
from tests.random_registers import TODAY, random_sheets
from tests.recomputed import recomputed
from tests.registers import register_of, shipped_schemas

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, Any]]
Rows = list[dict[str, Any]]

MONTHS = ["jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
NOW = (date(2016, 1, 1), date(2016, 7, 1))
THEN = (date(2015, 7, 1), date(2016, 1, 1))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the example without its mistakes, so that every row counts."""
    folder = tmp_path_factory.mktemp("clean")
    build_example(folder, load_schemas([ROOT / "sheets_schema"]), Words("nl"), mistakes=False)
    return folder


@dataclass
class Made:
    """What `report` made of the example."""

    figures: dict[str, dict[str, Any]]
    word: dict[str, str]
    excel: dict[str, object]


@pytest.fixture(scope="module")
def made(clean: Path, run: Run) -> Made:
    """Make the report of the first half of 2016, and read its figures back from all three."""
    code, data = run("-C", str(clean), "report", "--period", "2016-H1")
    assert code == 0
    document = Document(str(clean / data["files"]["word"]))
    rows = [[cell.text for cell in row.cells] for t in document.tables for row in t.rows]
    book = openpyxl.load_workbook(clean / data["files"]["excel"], data_only=True)
    chapters = book.worksheets[:8]
    return Made(
        figures={figure["id"]: figure for figure in data["figures"]},
        word={row[0]: row[1] for row in rows if len(row) == 4},
        excel={
            str(row[0]): row[1]
            for sheet in chapters
            for row in sheet.iter_rows(min_row=5, values_only=True)
        },
    )


def read(folder: Path, file: str, tab: str) -> Rows:
    """Read a tab as rows by header, with dates as days and references as their code."""
    sheet = openpyxl.load_workbook(folder / "workbooks" / f"{file}.xlsx", data_only=True)[tab]
    header, *rows = sheet.iter_rows(values_only=True)
    return [
        {str(name): _plain(value) for name, value in zip(header, row, strict=True)}
        for row in rows
        if any(value is not None for value in row)
    ]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    if not isinstance(value, str):
        return value
    typed = re.fullmatch(r"(\d{1,2})[ /-](\w+)[ /-](\d{4})", value)
    if typed:  # a date that somebody typed as text, as in "13 sept 2016"
        month = typed[2]
        number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1
        return date(int(typed[3]), number, int(typed[1]))
    return value.split(" – ")[0]


def within(day: date | None, period: tuple[date, date]) -> bool:
    """Tell whether a day lies in a period."""
    return day is not None and period[0] <= day < period[1]


def joined(folder: Path, period: tuple[date, date]) -> Rows:
    """Find the organisations that belonged to the network when a period ended."""
    return [
        row
        for row in read(folder, "partnerregister", "Organisaties")
        if row["Aangesloten op"]
        and row["Aangesloten op"] < period[1]
        and not (row["Gestopt op"] and row["Gestopt op"] < period[1])
    ]


def agree(made: Made, name: str, value: float, previous: float | None, text: str) -> None:
    """Compare one figure in JSON, in Word as it is written, and in Excel as it is stored."""
    figure = made.figures[name]
    assert (figure["value"], figure["previous"]) == (value, previous)
    assert made.word[figure["label"]] == text
    assert made.excel[figure["label"]] == value


def test_organisations_in_the_network(clean: Path, made: Made) -> None:
    """By their dates of joining and leaving."""
    now, then = len(joined(clean, NOW)), len(joined(clean, THEN))
    assert now > then > 0
    agree(made, "organisations-joined", now, then, str(now))


def test_dialogues_and_who_came(clean: Path, made: Made) -> None:
    """Held in the period; the people added up."""
    rows = [
        row for row in read(clean, "actieplan", "Dialooggesprekken") if row["Status"] == "gehouden"
    ]
    now, then = ([row for row in rows if within(row["Datum"], p)] for p in (NOW, THEN))
    agree(made, "dialogues-held", len(now), len(then), str(len(now)))
    people, before = (sum(row["Aantal deelnemers"] for row in half) for half in (now, then))
    agree(made, "dialogue-attendees", people, before, str(people))


def test_trained_staff_and_their_share(clean: Path, made: Made) -> None:
    """Present at a basic training or a deeper one that still holds, each person once."""
    trainings = {row["Code"]: row for row in read(clean, "trainingen", "Trainingen")}
    numbers = []
    for period in (NOW, THEN):
        members = {row["Code"]: row["Eerstelijns medewerkers"] for row in joined(clean, period)}
        people = set()
        for row in read(clean, "trainingen", "Deelnemers"):
            training = trainings[row["Training"]]
            if (
                row["Status"] == "aanwezig"
                and row["Organisatie"] in members
                and training["Soort"] in {"basistraining", "verdieping"}
                and training["Status"] == "gehouden"
                and training["Datum"] < period[1]
                and _holds(training, period[1])
            ):
                people.add((row["E-mail"].lower(), row["Naam"].lower()))
        numbers.append((len(people), sum(members.values())))
    (trained, staff), (trained_before, staff_before) = numbers
    agree(made, "frontline-staff", staff, staff_before, str(staff))
    agree(made, "staff-trained", trained, trained_before, str(trained))
    percent, before = round(100 * trained / staff), round(100 * trained_before / staff_before)
    agree(made, "staff-trained-share", percent, before, f"{percent}%")


def _holds(training: dict[str, Any], end: date) -> bool:
    months = training["Geldig (maanden)"]
    if months is None:
        return True
    held = training["Datum"]
    year, month = divmod(held.year * 12 + held.month - 1 + months, 12)
    return date(year, month + 1, min(held.day, 28)) >= end


def test_contact_with_organisations(clean: Path, made: Made) -> None:
    """The share with at least one contact in the period."""
    moments = read(clean, "partnerregister", "Contactmomenten")
    shares = []
    for period in (NOW, THEN):
        spoken = {row["Organisatie"] for row in moments if within(row["Datum"], period)}
        members = [row["Code"] for row in joined(clean, period)]
        shares.append(round(100 * sum(code in spoken for code in members) / len(members)))
    agree(made, "contact-share", *shares, f"{shares[0]}%")


def test_attendance_of_trainings(clean: Path, made: Made) -> None:
    """Present by name, and counted by head where the list is kept elsewhere."""
    numbers = []
    for period in (NOW, THEN):
        held = {
            row["Code"]: row["Aanwezig zonder namen"] or 0
            for row in read(clean, "trainingen", "Trainingen")
            if row["Status"] == "gehouden" and within(row["Datum"], period)
        }
        present = [
            row
            for row in read(clean, "trainingen", "Deelnemers")
            if row["Training"] in held and row["Status"] == "aanwezig"
        ]
        numbers.append(len(present) + sum(held.values()))
    agree(made, "participants-attended", *numbers, str(numbers[0]))


def test_actions_on_schedule(clean: Path, made: Made) -> None:
    """Started, and neither past the end date nor called delayed."""
    end = NOW[1]
    good = late = 0
    for row in read(clean, "actieplan", "Acties"):
        if row["Status"] == "vervallen" or row["Start"] >= end:
            continue
        finished = row["Afgerond op"] is not None and row["Afgerond op"] < end
        past = row["Einddatum"] is not None and row["Einddatum"] < end
        if not finished and (past or row["Status"] == "vertraagd"):
            late += 1
        else:
            good += 1
    assert late
    agree(made, "actions-on-schedule", good, None, str(good))
    agree(made, "actions-delayed", late, None, str(late))


def test_questions_answered_on_time(clean: Path, made: Made) -> None:
    """Of those due in the period, by the day asked for."""
    questions = read(clean, "actieplan", "Vragen")
    shares = []
    for period in (NOW, THEN):
        due = [row for row in questions if within(row["Beantwoorden vóór"], period)]
        good = [
            row
            for row in due
            if row["Beantwoord op"] and row["Beantwoord op"] <= row["Beantwoorden vóór"]
        ]
        shares.append(round(100 * len(good) / len(due)))
    agree(made, "answered-on-time", *shares, f"{shares[0]}%")


def test_money_of_the_year(clean: Path, made: Made) -> None:
    """The posts of the year, beside those of the year before."""
    posts = read(clean, "actieplan", "Budget")
    for name, column in (("budgeted", "Begroot"), ("spent", "Besteed")):
        now, then = (
            float(sum(post[column] for post in posts if post["Jaar"] == year))
            for year in (2016, 2015)
        )
        figure = made.figures[name]
        assert (figure["value"], figure["previous"]) == (now, then)
        assert made.excel[figure["label"]] == now
        written = made.word[figure["label"]].removeprefix("€ ")
        assert float(written.replace(".", "").replace(",", ".")) == now


def test_handling_time_of_signals(clean: Path, made: Made) -> None:
    """The median of the period's signals; how many there were is not given with it."""
    for name, column in (
        ("days-to-assessment", "Beoordeeld op"),
        ("days-to-informing", "Melder geïnformeerd op"),
    ):
        days = []
        for row in read(clean, "signalen", "Signalen"):
            informs = row["Bron"] in {"partnerorganisatie", "inwoner"}
            if (
                within(row["Ontvangen op"], NOW)
                and row["Status"] != "ingetrokken"
                and row[column]
                and row[column] < NOW[1]
                and (informs or name == "days-to-assessment")
            ):
                days.append((row[column] - row["Ontvangen op"]).days)
        assert len(days) >= 5
        figure = made.figures[name]
        assert figure["value"] == median(days)
        assert figure["rows"] is None
        assert made.excel[figure["label"]] == median(days)


def test_what_was_held_sent_and_asked(clean: Path, made: Made) -> None:
    """Plain counts by the day on which it happened."""
    to_network = {"Voor": "netwerk", "Status": "goedgekeurd"}
    everything: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
        ("trainings-held", "trainingen", "Trainingen", "Datum", {"Status": "gehouden"}),
        ("organisations-new", "partnerregister", "Organisaties", "Aangesloten op", {}),
        ("actions-completed", "actieplan", "Acties", "Afgerond op", {}),
        ("questions-received", "actieplan", "Vragen", "Ontvangen op", {}),
        ("newsletters-sent", "nieuwsbrief", "Edities", "Verzenden op", to_network),
    )
    for name, file, tab, day, wanted in everything:
        rows = [row for row in read(clean, file, tab) if wanted.items() <= row.items()]
        now, then = (sum(within(row[day], period) for row in rows) for period in (NOW, THEN))
        agree(made, name, now, then, str(now))


def test_consultations_and_case_conferences(clean: Path, made: Made) -> None:
    """The case conference counts apart; one to four of them are hidden, now and before."""
    rows = [row for row in read(clean, "actieplan", "Overleggen") if row["Status"] == "gehouden"]
    apart = "casusoverleg VHRR"
    now, then = (
        sum(within(row["Datum"], period) and row["Overleg"] != apart for row in rows)
        for period in (NOW, THEN)
    )
    agree(made, "consultations-held", now, then, str(now))
    conferences, before = (
        sum(
            within(row["Datum"], period) and row["Overleg"] == apart and row["Deelgenomen"] == "ja"
            for row in rows
        )
        for period in (NOW, THEN)
    )
    assert conferences >= 5 > before > 0
    agree(made, "case-conferences", conferences, None, str(conferences))


def test_who_stayed_away(clean: Path, made: Made) -> None:
    """Fewer than five stayed away, so the share is hidden, and how many were expected too."""
    held = {
        row["Code"]
        for row in read(clean, "trainingen", "Trainingen")
        if row["Status"] == "gehouden" and within(row["Datum"], NOW)
    }
    away = sum(
        row["Training"] in held and row["Status"] == "afwezig"
        for row in read(clean, "trainingen", "Deelnemers")
    )
    assert 0 < away < 5
    figure = made.figures["no-show-share"]
    assert figure["suppressed"]
    assert made.word[figure["label"]] == made.excel[figure["label"]] == "niet getoond"


def test_every_figure_is_shown_alike_in_word_and_excel(made: Made) -> None:
    """None is missing, and each is the value of the JSON, written or stored."""
    for figure in made.figures.values():
        label = figure["label"]
        written, stored = made.word[label], made.excel[label]
        if figure["value"] is None:
            assert written == stored
            hidden = written in {"<5", "niet getoond"}
            assert hidden is figure["suppressed"], label
        else:
            assert stored == figure["value"], label
            number = re.sub(r"[^0-9,]", "", written).replace(",", ".")
            assert float(number) == figure["value"], label
    assert len(made.figures) > 35


def test_small_groups_of_signals_are_hidden_everywhere(clean: Path, made: Made) -> None:
    """A group of one to four shows as "<5", and no total stands anywhere."""
    groups = {
        "Partner of inwoner": {"partnerorganisatie", "inwoner"},
        "Gemeente": {"gemeente", "andere gemeente of Veiligheidshuis"},
        "Veiligheidsketen": {"politie", "openbaar ministerie", "ambtsbericht"},
    }
    tally = Counter(
        group
        for row in read(clean, "signalen", "Signalen")
        if within(row["Ontvangen op"], NOW) and row["Status"] != "ingetrokken"
        for group, sources in groups.items()
        if row["Bron"] in sources
    )
    # "Gemeente" also names a source of money, on a later sheet, so only the others are compared
    for group in ("Partner of inwoner", "Veiligheidsketen"):
        number = tally[group]
        assert made.excel[group] == ("<5" if 0 < number < 5 else number)
    assert 0 < tally["Gemeente"] < 5
    received = made.figures["signals-received"]
    assert received["suppressed"]
    assert (received["value"], received["previous"], received["rows"]) == (None, None, None)
    assert made.word[received["label"]] == made.excel[received["label"]] == "niet getoond"


HIDE = {  # what is about small numbers; every other figure is always shown
    "dialogue-attendees",
    "school-talks",
    "school-support-requested",
    "school-support-given",
    "no-show-share",
    "training-rating",
    "signals-received",
    "days-to-assessment",
    "days-to-informing",
    "case-conferences",
}
PERIODS = ("2016-H1", "2015-H2", "2016-Q3", "2016-J", "2016-H2", "2015-J")


def test_every_figure_of_200_random_registers_is_what_sql_makes_of_the_rows() -> None:
    """Also the values beside them; what is hidden, is one of few, and has no number anywhere."""
    shown = hidden = 0
    for seed in range(200):
        sheets, code = random_sheets(seed), PERIODS[seed % len(PERIODS)]
        computed = report(register_of(**sheets), (), parse_period(code), TODAY)
        told = {figure["id"]: figure for figure in figures_as_json(computed, Words("nl"))}
        expected = recomputed(sheets, code, TODAY)
        assert told.keys() == expected.keys()
        for figure in computed.figures:
            value, previous = expected[figure.id]
            if figure.suppressed:
                assert figure.id in HIDE
                assert told[figure.id]["value"] is told[figure.id]["previous"] is None
                hidden += 1
                continue
            shown += 1
            assert _same(told[figure.id]["value"], value) or (figure.unknown and not value), (
                seed,
                figure.id,
            )
            assert (
                _same(told[figure.id]["previous"], previous)
                or (figure.previous_suppressed and figure.id in HIDE)
                or (figure.previous_unknown and not previous)
            ), (seed, figure.id)
    assert shown > 5000
    assert hidden > 200


def _same(told: object, expected: object) -> bool:
    if told is None or expected is None:
        return told is expected
    return Decimal(str(told)) == Decimal(str(expected))


@pytest.mark.parametrize("seed", [3, 11, 28])
def test_random_workbooks_give_one_value_in_json_word_excel_and_sql(
    tmp_path: Path, seed: int
) -> None:
    """From the files on the disk to the files that come out, and SQL over what pandas reads."""
    code = PERIODS[seed % len(PERIODS)]
    _build(tmp_path, random_sheets(seed))
    checked = _checked(tmp_path)
    errors = [finding for finding in checked.findings if finding.severity == Severity.ERROR]
    assert not errors
    city = Settings("Gemeente Dordrecht", "Netwerk", {"coordinator": ("c@dordrecht.example",)})
    files = make_report(
        checked.register,
        checked.findings,
        parse_period(code),
        city,
        Words("nl"),
        [ROOT / "templates" / "word"],
        tmp_path / "out",
        TODAY,
    )
    expected = recomputed(_read_by_pandas(tmp_path), code, TODAY)
    document = Document(str(files.files["word"]))
    rows = [[cell.text for cell in row.cells] for t in document.tables for row in t.rows]
    word = {row[0]: row[1] for row in rows if len(row) == 4}
    book = openpyxl.load_workbook(str(files.files["excel"]), data_only=True)
    excel = {
        str(row[0]): row[1]
        for sheet in book.worksheets[1:8]
        for row in sheet.iter_rows(min_row=5, values_only=True)
    }
    compared = 0
    for figure in files.figures:
        label, value = str(figure["label"]), expected[str(figure["id"])][0]
        if figure["value"] is not None:
            compared += 1
            assert _same(figure["value"], value), label
            assert _same(excel[label], value), label
            number = re.sub(r"[^0-9,]", "", word[label]).replace(",", ".")
            assert _same(number, value), label
        else:
            assert word[label] == excel[label]
    assert compared > 20


def _build(folder: Path, sheets: dict[str, list[dict[str, object]]]) -> None:
    """Write the rows into the workbooks that staff fill in."""
    (folder / "workbooks").mkdir()
    schemas = shipped_schemas()
    rows = {
        name: [
            {
                column: ";".join(value) if isinstance(value, tuple) else value
                for column, value in row.items()
            }
            for row in each
        ]
        for name, each in sheets.items()
    }
    for workbook, file in {s.workbook: s.file for s in schemas.sheets.values()}.items():
        build_workbook(
            folder / "workbooks" / file,
            schemas.of_workbook(workbook),
            schemas,
            rows,
            {},
            Words("nl"),
            "coordinator@dordrecht.example",
        )


def _read_by_pandas(folder: Path) -> dict[str, Rows]:
    """Read what a report counts with pandas, by the names that the queries have for columns."""
    sheets: dict[str, Rows] = {}
    for name, schema in shipped_schemas().sheets.items():
        if schema.workbook == "control" or name == "items":
            continue
        frame = pd.read_excel(
            folder / "workbooks" / schema.file, sheet_name=schema.title, engine="openpyxl"
        )
        names = {column.title: column.name for column in schema.fields}
        frame = frame.rename(columns=names)[list(names.values())].astype(object)
        frame = frame.where(frame.notna(), None)
        sheets[name] = [
            {column: _typed(column, value) for column, value in row.items()}
            for row in frame.to_dict("records")
        ]
    return sheets


def _typed(column: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    if column in {"role", "route"}:
        return tuple(str(value).split(";")) if value else ()
    if column.endswith("_id") and isinstance(value, str):
        return value.split(" – ")[0]
    if value in {"ja", "nee"} and column != "support_requested":
        return value == "ja"
    if column in {"budgeted", "spent", "cost", "rating"} and isinstance(value, int | float):
        return Decimal(str(value))
    return value


def test_a_figure_that_the_mistakes_change_says_which_rows_it_left_out(
    clean: Path, tmp_path: Path
) -> None:
    """No row is lost in silence: a figure differs only where it names what it could not count."""
    build_example(tmp_path, load_schemas([ROOT / "sheets_schema"]), Words("nl"))
    wrong, right = (
        report(checked.register, checked.findings, parse_period("2016-H1"), date(2016, 10, 3))
        for checked in (_checked(tmp_path), _checked(clean))
    )
    changed = [
        (mine, other)
        for mine, other in zip(wrong.figures, right.figures, strict=True)
        if (mine.value, mine.previous) != (other.value, other.previous)
    ]
    assert changed
    for mine, other in changed:
        assert set(mine.left_out) - set(other.left_out), mine.id


def _checked(folder: Path) -> Checked:
    schemas = load_schemas([ROOT / "sheets_schema"])
    files = {schema.workbook: schema.file for schema in schemas.sheets.values()}
    source = GuardedSource()
    workbooks = {
        name: source.read(name, str(folder / "workbooks" / file)) for name, file in files.items()
    }
    people = {
        "coordinator": ("coordinator@dordrecht.example",),
        "case_handlers": ("dossierhouder@dordrecht.example",),
    }
    settings = Settings("Gemeente Dordrecht", "Netwerk", people)
    return check(workbooks, schemas, Context(date(2016, 10, 3), settings))
