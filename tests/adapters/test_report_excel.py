"""The Excel report as a reader, an attacker and another spreadsheet program find it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from automations.engine.core.figures import FIGURES, TABLES
from automations.engine.core.figures.counted import may_count
from automations.engine.core.periods import parse_period
from automations.engine.core.report import KEY_FIGURES, Report, report
from automations.engine.core.settings import Settings
from automations.engine.documents.excel import write_excel
from automations.engine.words import Words
from tests.random_registers import TODAY, random_sheets
from tests.registers import Row, register_of

City = Callable[[int], dict[str, list[Row]]]
CITY = Settings("Gemeente Dordrecht", "Netwerk", {"coordinator": ("c@dordrecht.example",)})
WORDS = Words("nl")
CODES = ("2016-H1", "2015-H2", "2016-Q3", "2016-J", "2016-H2", "2015-J")
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SHOWN = date(2016, 2, 1)


def made(sheets: Mapping[str, Sequence[Row]], code: str = "2016-H1") -> Report:
    """Make the report of a few rows."""
    return report(register_of(**sheets), (), parse_period(code), TODAY)


def written(folder: Path, sheets: Mapping[str, Sequence[Row]], code: str = "2016-H1") -> Path:
    """Write its Excel file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{code}.xlsx"
    write_excel(made(sheets, code), CITY, WORDS, path)
    return path


def formulas(path: Path) -> dict[tuple[str, str], str]:
    """Return every formula of a workbook by its place."""
    return {
        (sheet.title, cell.coordinate): str(getattr(cell.value, "text", cell.value))
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values(path: Path) -> dict[tuple[str, str], object]:
    """Return every stored value of a workbook by its place."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(path, data_only=True)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def parts(path: Path, name: str) -> Iterator[str]:
    """Return the parts of a package whose name begins so."""
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.namelist()):
            if entry.startswith(name) and entry.endswith(".xml"):
                yield archive.read(entry).decode()


def forgetting(path: Path, copy: Path) -> Path:
    """Copy a workbook without the stored values of its formulas, so that they must be computed."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w") as out:
        for entry in archive.namelist():
            content = archive.read(entry)
            if entry.startswith("xl/worksheets/"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            out.writestr(entry, content)
    return copy


@pytest.fixture(scope="module")
def soffice() -> str:
    """Find LibreOffice; the builds that must have it say so, and fail without."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("WERKBLAD_REQUIRE_TOOLS") == "1":
            pytest.fail("LibreOffice (soffice) is required here and not installed")
        pytest.skip("LibreOffice (soffice) is not installed")
    return program


def recalculated(soffice: str, folder: Path, files: Sequence[Path]) -> dict[Path, Path]:
    """Let LibreOffice compute workbooks whose formulas have no value yet."""
    bare, out = folder / "bare", folder / "out"
    bare.mkdir()
    copies = {path: forgetting(path, bare / f"{n}.xlsx") for n, path in enumerate(files)}
    for path, copy in copies.items():
        assert not formulas(path).keys() & values(copy).keys()
    profile = (folder / "profile").as_uri()
    command = [soffice, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), *map(str, copies.values())]
    subprocess.run(command, capture_output=True, timeout=180, check=True)
    return {path: out / copy.name for path, copy in copies.items()}


def test_every_formula_computed_again_gives_the_value_that_is_stored(
    tmp_path: Path, soffice: str
) -> None:
    """LibreOffice gets them without values: of eight random registers, of none, and in English."""
    empty: Mapping[str, Sequence[Row]] = {name: [] for name in random_sheets(0)}
    files = [written(tmp_path / "empty", empty)]
    files += [
        written(tmp_path / str(seed), random_sheets(seed), CODES[seed % len(CODES)])
        for seed in range(8)
    ]
    english = tmp_path / "english.xlsx"
    write_excel(made(random_sheets(9)), CITY, Words("en"), english)
    files.append(english)
    compared = 0
    for path, again in recalculated(soffice, tmp_path, files).items():
        stored, computed = values(path), values(again)
        for place, formula in formulas(path).items():
            assert computed.get(place) == pytest.approx(stored[place], abs=1e-9), formula
            compared += 1
    assert compared > 500


def test_every_number_that_may_be_counted_is_a_formula() -> None:
    """Of 40 random registers not one number has rows that give another value."""
    counts = {spec.id for spec in (*FIGURES, *TABLES) if may_count(spec)}
    assert len(counts) > 30
    for seed in range(40):
        shown = made(random_sheets(seed), CODES[seed % len(CODES)])
        live = set(shown.counted.live)
        for figure in shown.figures:
            for column, value in enumerate((figure.value, figure.previous)):
                expected = value is not None and figure.id in counts
                assert ((figure.id, 0, column) in live) is expected, (seed, figure.id)
        for table in shown.tables:
            for line, each in enumerate(table.lines):
                for column, cell in enumerate(each.cells):
                    expected = cell.value is not None and table.id in counts
                    assert ((table.id, line, column) in live) is expected, (seed, table.id)


def test_what_is_about_small_numbers_never_has_rows() -> None:
    """Signals, school talks, case conferences, no-show, dialogue attendance, and averages."""
    secret = {
        "signals-received",
        "days-to-assessment",
        "days-to-informing",
        "signals-by-group",
        "signals-by-route",
        "school-talks",
        "school-support-requested",
        "school-support-given",
        "school-talks-by-subject",
        "case-conferences",
        "no-show-share",
        "dialogue-attendees",
        "training-rating",
    }
    assert secret == {spec.id for spec in (*FIGURES, *TABLES) if not may_count(spec)}
    for seed in range(20):
        counted = made(random_sheets(seed)).counted
        assert not secret.intersection(name for name, _ in counted.rows)
        assert not secret.intersection(where[0] for where in counted.live)


def test_a_name_of_a_key_figure_leads_to_its_value(tmp_path: Path) -> None:
    """The summary takes its numbers over these names, from the chapters."""
    path = written(tmp_path, random_sheets(3))
    book, stored = openpyxl.load_workbook(path), values(path)
    names = {
        name: each.attr_text for name, each in book.defined_names.items() if "!$" in each.attr_text
    }
    assert len(names) >= len(KEY_FIGURES)
    summary = book.worksheets[0]
    followed = 0
    for row in summary.iter_rows(min_row=5, max_row=14):
        formula = str(row[1].value)
        if formula.startswith("="):
            sheet, cell = names[formula[1:]].replace("$", "").replace("'", "").split("!")
            assert stored[sheet, cell] == stored[summary.title, row[1].coordinate]
            label = str(stored[summary.title, row[0].coordinate])
            assert label.startswith(str(stored[sheet, f"A{cell[1:]}"]))
            followed += 1
    assert followed > 5


def test_counted_rows_hold_no_names_addresses_texts_codes_or_days(tmp_path: Path) -> None:
    """What stands in the sheet of rows is a figure's name, a period, a month, a group, a number."""
    sheets = random_sheets(5)
    path = written(tmp_path, sheets)
    rows = openpyxl.load_workbook(path)["Getelde regels"]
    forbidden = {
        str(row[column])
        for each in sheets.values()
        for row in each
        for column in row
        if column.endswith("_id")
        or column in {"name", "email", "title", "theme", "decisions", "description", "owner"}
    } - {"None"}
    groups = {str(row["district"]) for row in sheets["dialogues"]}
    groups |= {str(row["kind"]) for row in sheets["organisations"]}
    groups |= WORDS_OF_GROUPS
    seen = 0
    for figure, period, month, group, number, amount in rows.iter_rows(min_row=5, values_only=True):
        assert re.fullmatch(r"\d{4}-(H[12]|Q[1-4]|J)", str(period))
        assert month is None or re.fullmatch(r"\d{4}-\d{2}", str(month))
        assert group is None or str(group).split(":")[0] in groups, group
        assert number is None or isinstance(number, int)
        assert isinstance(amount, int | float)
        assert not forbidden.intersection({figure, group})
        seen += 1
    assert seen > 50


WORDS_OF_GROUPS = frozenset(
    WORDS(f"report.label-{name}")
    for name in (
        *("counted-yes", "counted-no", "other-kinds"),
        *(f"standing-{each}" for each in ("joined", "prospect", "left")),
        *(f"source-{each}" for each in ("rijk", "gemeente", "partner")),
        *(f"channel-{each}" for each in ("inwoner", "pers", "gemeenteraad", "partner", "collega")),
        *(
            f"consultation-{each}"
            for each in ("cpo", "college", "stuurgroep", "var", "ess", "nctv", "other")
        ),
    )
) | {WORDS(f"report.measure-{name}") for name in ("budgeted", "spent", "cost", "attended")}


# From here on an attacker: of two cities that differ only in what is hidden, the files are the same
# byte for byte. So nothing in a cell, a formula, a cache or a row can tell them apart.


def training(**more: object) -> Row:
    """Give a training that was held in the period."""
    return {
        "training_id": "T2016-01",
        "held_on": SHOWN,
        "status": "gehouden",
        "kind": "basistraining",
        **more,
    }


def participant(number: int, status: str, organisation: str = "ORG-01") -> Row:
    """Give somebody who was expected there."""
    return {
        "training_id": "T2016-01",
        "name": f"Medewerker {number}",
        "email": f"m{number}@partner.example",
        "organisation_id": organisation,
        "status": status,
    }


def away(count: int) -> dict[str, list[Row]]:
    """Give a city where so many stayed away, and the same number came."""
    came = [participant(number, "aanwezig") for number in range(9)]
    missed = [participant(number, "afwezig") for number in range(10, 10 + count)]
    return {"trainings": [training()], "participants": [*came, *missed]}


def rows_of(name: str, key: str, count: int, **values_: object) -> dict[str, list[Row]]:
    """Give a city with so many rows in one sheet."""
    return {name: [{key: f"X2016-{number:03}", **values_} for number in range(count)]}


def signals(count: int) -> dict[str, list[Row]]:
    """Give a city with so many signals, each assessed after a day."""
    return rows_of(
        "signals",
        "signal_id",
        count,
        received_on=SHOWN,
        source="inwoner",
        status="afgesloten",
        assessed_on=SHOWN + timedelta(days=count),
        route=("nazorg",),
    )


def talks(count: int) -> dict[str, list[Row]]:
    """Give a city with so many talks with schools."""
    return rows_of(
        "school_talks",
        "talk_id",
        count,
        held_on=SHOWN,
        status="gehouden",
        subject="polarisatie",
        support_requested="meedenken aanpak",
    )


def conferences(count: int) -> dict[str, list[Row]]:
    """Give a city that took part in so many case conferences."""
    return rows_of(
        "consultations",
        "consultation_id",
        count,
        held_on=SHOWN,
        kind="casusoverleg VHRR",
        status="gehouden",
        attended=True,
    )


def attendees(count: int) -> dict[str, list[Row]]:
    """Give a city with a dialogue to which so many came."""
    return rows_of(
        "dialogues",
        "dialogue_id",
        1,
        held_on=SHOWN,
        status="gehouden",
        district="Staart",
        young_people=True,
        attendees=count,
        theme=f"thema {count}",
    )


def ratings(count: int) -> dict[str, list[Row]]:
    """Give a city with so many ratings of a training, each of that height."""
    return {"trainings": [training(rating=float(count), rating_count=count)]}


@pytest.mark.parametrize("city", [away, signals, talks, conferences, attendees, ratings])
def test_files_that_differ_only_in_a_small_number_are_the_same(tmp_path: Path, city: City) -> None:
    """One, two, three or four: no row, sum, formula, chart or cache tells which it is."""
    files = {written(tmp_path / str(count), city(count)).read_bytes() for count in range(1, 5)}
    assert len(files) == 1
    nine = written(tmp_path / "nine", city(9)).read_bytes()
    assert nine not in files  # the number is in the file where it may be


def test_kinds_with_one_organisation_cannot_be_told_apart(tmp_path: Path) -> None:
    """Who has the large staff and the trained people, the police or the housing company, is hid."""
    cities = []
    for police, housing in (("ORG-01", "ORG-02"), ("ORG-02", "ORG-01")):
        sizes = {"ORG-01": 300, "ORG-02": 20}
        organisations: list[Row] = [
            {
                "organisation_id": code,
                "kind": kind,
                "status": "aangesloten",
                "joined_on": date(2015, 2, 1),
                "frontline_staff": sizes.get(code, 50),
            }
            for code, kind in (
                (police, "politie"),
                (housing, "wonen"),
                ("ORG-03", "zorg"),
                ("ORG-04", "zorg"),
            )
        ]
        people = [participant(n, "aanwezig", f"ORG-0{1 + n % 3}") for n in range(9)]
        people += [participant(20, "aanwezig", "ORG-01")]
        sheets = {"organisations": organisations, "trainings": [training()], "participants": people}
        path = written(tmp_path / police, sheets)
        rows = openpyxl.load_workbook(path)["Getelde regels"]
        amounts = {line[-1] for line in rows.iter_rows(min_row=5, values_only=True)}
        assert 320 in amounts
        assert not amounts & set(sizes.values())  # nor does the size of one stand alone
        cities.append(path.read_bytes())
    assert cities[0] == cities[1]


def test_the_order_of_the_sheets_is_not_that_of_the_rows() -> None:
    """A place in the list would lead back to a row, and lay two rows of one partner together."""
    sheets = random_sheets(11)
    turned = {name: list(reversed(rows)) for name, rows in sheets.items()}
    assert made(sheets).counted == made(turned).counted
    assert made(sheets).counted.rows


def test_who_came_by_name_and_who_by_head_are_one_number() -> None:
    """Apart, the share of who stayed away would give how many those were."""
    by_name = {
        "trainings": [training()],
        "participants": [participant(number, "aanwezig") for number in range(9)],
    }
    by_head = {
        "trainings": [training(headcount=4)],
        "participants": [participant(number, "aanwezig") for number in range(5)],
    }
    key = ("participants-attended", "2016-H1")
    rows = made(by_name).counted.rows[key]
    assert rows == made(by_head).counted.rows[key]
    assert [(row.month, row.amount) for row in rows] == [("2016-02", 9)]


def test_charts_say_what_they_show_and_keep_nothing_that_is_hidden(tmp_path: Path) -> None:
    """Native, with alt text; a hidden number is a gap, in the chart's own copy of its data too."""
    sources = ["inwoner"] * 18 + ["gemeente"] * 2 + ["politie"] * 4
    city = [
        {**row, "source": source, "status": "nieuw", "assessed_on": None, "route": ()}
        for row, source in zip(signals(24)["signals"], sources, strict=True)
    ]
    sheets = {**random_sheets(4), "signals": city}
    groups = next(each for each in made(sheets).tables if each.id == "signals-by-group")
    shown = [line.cells[0].value for line in groups.lines]
    assert None in shown
    assert any(shown)
    path = written(tmp_path, sheets)
    drawings = "".join(parts(path, "xl/drawings/drawing"))
    told = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]*)"', drawings)
    charts = [ET.fromstring(text) for text in parts(path, "xl/charts/chart")]  # noqa: S314 - our own
    assert len(told) == len(charts) > 4
    assert all(text.startswith("Staafdiagram: ") and len(text) > 60 for text in told)
    about = next(text for text in told if "Signalen naar herkomst" in text)
    assert "Gemeente &lt;5" in about
    chart = next(c for c in charts if "Signalen naar herkomst" in "".join(c.itertext()))
    (values_, *_) = chart.findall(f".//{CHART}val")
    kept = {point.get("idx"): point.findtext(f"{CHART}v") for point in values_.iter(f"{CHART}pt")}
    assert kept == {str(n): str(value) for n, value in enumerate(shown) if value is not None}


def test_a_chart_is_cut_by_no_page(tmp_path: Path) -> None:
    """Between two breaks there is no more than fits on a page, unless it is one long table."""
    path = written(tmp_path, random_sheets(7))
    for sheet in openpyxl.load_workbook(path).worksheets[:8]:
        assert sheet.page_setup.scale == 92
        assert not sheet.sheet_properties.pageSetUpPr.fitToPage
        breaks = [0, *(each.id for each in sheet.row_breaks.brk), sheet.max_row]
        for first, last in pairwise(breaks):
            heights = [sheet.row_dimensions[row].height or 15 for row in range(first + 1, last + 1)]
            assert sum(heights) < 540
