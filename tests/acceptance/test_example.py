"""The example is rich enough to show everything, and has the mistakes that it says it has."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from automations.engine.config import read_config
from automations.engine.core.checked import Checked, Context
from automations.engine.core.checks import check
from automations.engine.core.decision import Inputs, after, decide
from automations.engine.core.findings import Severity
from automations.engine.core.grid import Workbook
from automations.engine.core.intents import History
from automations.engine.core.schema import Schemas
from automations.engine.core.workdays import Calendar
from automations.engine.example import build_example
from automations.engine.example.mistakes import Expected, read_mistakes
from automations.engine.rule_files import load_rules
from automations.engine.schemas import load_schemas
from automations.engine.sheets.guarded import GuardedSource
from automations.engine.words import Words
from automations.reminders import reminders

ROOT = Path(__file__).parents[2]
TODAY = date(2016, 10, 3)
HALF_YEARS = {
    "2015-H2": (date(2015, 7, 1), date(2016, 1, 1)),
    "2016-H1": (date(2016, 1, 1), date(2016, 7, 1)),
}


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    """Return the shipped schemas."""
    return load_schemas([ROOT / "sheets_schema"])


@pytest.fixture(scope="module")
def wrong(schemas: Schemas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with the example as the demo has it."""
    folder = tmp_path_factory.mktemp("wrong")
    build_example(folder, schemas, Words("nl"))
    return folder


@pytest.fixture(scope="module")
def right(schemas: Schemas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with the example without its mistakes."""
    folder = tmp_path_factory.mktemp("right")
    build_example(folder, schemas, Words("nl"), mistakes=False)
    return folder


def workbooks(folder: Path) -> dict[str, Workbook]:
    """Read every workbook of a workspace."""
    locations = read_config(folder).workbooks
    read = {name: GuardedSource().read(name, str(folder / at)) for name, at in locations.items()}
    return {name: book for name, book in read.items() if isinstance(book, Workbook)}


@pytest.fixture(scope="module")
def found(wrong: Path, schemas: Schemas) -> Checked:
    """Return what the check finds in the example."""
    return check(workbooks(wrong), schemas, Context(TODAY, read_config(wrong).settings))


@pytest.fixture(scope="module")
def clean(right: Path, schemas: Schemas) -> Checked:
    """Return what the check finds in the example without its mistakes."""
    return check(workbooks(right), schemas, Context(TODAY, read_config(right).settings))


def problems(checked: Checked) -> Counter[Expected]:
    """Return the findings beside notices, as the list of mistakes describes them."""
    return Counter(
        Expected(str(finding.sheet), finding.cell, finding.code, str(finding.severity))
        for finding in checked.findings
        if finding.severity != Severity.NOTICE
    )


def test_the_check_finds_exactly_the_mistakes_that_were_planted(found: Checked) -> None:
    """Sheet, cell, code and severity agree: none is missed, and none is invented."""
    planted = Counter(finding for mistake in read_mistakes() for finding in mistake.expect)
    assert problems(found) - planted == Counter()
    assert planted - problems(found) == Counter()


def test_the_example_without_its_mistakes_has_no_error_and_no_warning(clean: Checked) -> None:
    """Whoever mends every mistake has a clean set of workbooks."""
    assert problems(clean) == Counter()


def test_the_list_of_mistakes_is_broad() -> None:
    """At least fifteen mistakes over at least twelve codes, and both severities."""
    mistakes = read_mistakes()
    expected = [finding for mistake in mistakes for finding in mistake.expect]
    assert len(mistakes) >= 15
    assert len({finding.code for finding in expected}) >= 12
    assert {finding.severity for finding in expected} == {"error", "warning"}


@pytest.mark.parametrize(
    ("sheet", "least"),
    [
        ("organisations", 16),
        ("contacts", 25),
        ("contact_moments", 14),
        ("trainings", 4),
        ("participants", 60),
        ("actions", 15),
        ("dialogues", 10),
        ("school_talks", 8),
        ("consultations", 10),
        ("questions", 5),
        ("budget", 5),
        ("signals", 60),
        ("editions", 2),
        ("items", 5),
        ("report_requests", 1),
        ("narratives", 9),
        ("rules", 2),
    ],
)
def test_every_sheet_has_enough_to_show(clean: Checked, sheet: str, least: int) -> None:
    """The example is big enough to look like a real city."""
    assert len(clean.register[sheet]) >= least


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        ("organisations", "status"),
        ("trainings", "status"),
        ("participants", "status"),
        ("actions", "pillar"),
        ("actions", "status"),
        ("dialogues", "status"),
        ("school_talks", "status"),
        ("consultations", "kind"),
        ("questions", "channel"),
        ("signals", "source"),
        ("signals", "status"),
        ("editions", "status"),
    ],
)
def test_every_word_of_the_lists_that_steer_something_occurs(
    clean: Checked, sheet: str, column: str
) -> None:
    """A status that no row has is a status that nobody sees at work."""
    table = clean.register[sheet]
    assert {row[column] for row in table} == set(table.schema[column].enum)


@pytest.mark.parametrize("period", HALF_YEARS)
def test_both_half_years_have_something_for_every_chapter(clean: Checked, period: str) -> None:
    """A report compares with the half year before, so that one must not be empty either."""
    start, end = HALF_YEARS[period]
    dated = {
        "dialogues": "held_on",
        "school_talks": "held_on",
        "contact_moments": "held_on",
        "trainings": "held_on",
        "signals": "received_on",
        "consultations": "held_on",
        "questions": "received_on",
        "editions": "send_on",
    }
    for sheet, column in dated.items():
        rows = [row for row in clean.register[sheet] if start <= (row[column] or TODAY) < end]
        assert rows, sheet
    chapters = {row.chapter for row in clean.register["narratives"] if row.period == period}
    assert len(chapters) >= 6
    year = int(period[:4])
    assert [post for post in clean.register["budget"] if post.year == year]


def test_the_network_grew_as_the_plan_tells_it(clean: Checked) -> None:
    """Twelve organisations had joined by the summer of 2016, ten by the end of 2015."""
    joined = [org for org in clean.register["organisations"] if org.status == "aangesloten"]
    assert len(joined) == 12
    assert sum(org.joined_on < date(2016, 1, 1) for org in joined) == 10
    assert sum(org.frontline_staff for org in joined) == 412
    assert {"GGZ-instellingen", "Stadswinkel (publieksbalie)"} <= {
        org.name
        for org in clean.register["organisations"]
        if org.status in {"benaderd", "in gesprek"}
    }


def test_small_numbers_occur_among_the_signals(clean: Checked) -> None:
    """Some counts lie under five and some above, so that a report has something to hide."""
    start, end = HALF_YEARS["2016-H1"]
    sources = Counter(
        signal.source for signal in clean.register["signals"] if start <= signal.received_on < end
    )
    assert min(sources.values()) < 5 <= max(sources.values())


def test_all_addresses_are_under_the_reserved_domain(wrong: Path, right: Path) -> None:
    """Nobody who runs the demo can mail a real person."""
    for folder in (wrong, right):
        for book in workbooks(folder).values():
            for tab in book.tabs:
                for cell in (cell for row in tab.rows for cell in row if isinstance(cell, str)):
                    hosts = re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", cell)
                    assert all(host.endswith(".example") for host in hosts), cell


def test_building_twice_gives_the_same_bytes(schemas: Schemas, wrong: Path, tmp_path: Path) -> None:
    """A rebuilt demo is the same demo."""
    build_example(tmp_path, schemas, Words("nl"))
    files = sorted(path.relative_to(wrong) for path in wrong.rglob("*") if path.is_file())
    assert len(files) == 7
    assert all((wrong / file).read_bytes() == (tmp_path / file).read_bytes() for file in files)


def test_the_configuration_of_the_demo_is_the_shipped_one_on_a_fixed_day(wrong: Path) -> None:
    """What the demo shows is what a city gets."""
    demo = yaml.safe_load((wrong / "config.yaml").read_text("utf-8"))
    shipped = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))
    assert demo == shipped | {"today": TODAY}


def test_every_rule_has_something_to_say_on_some_day_of_the_year(
    found: Checked, wrong: Path, schemas: Schemas
) -> None:
    """Whoever looks ahead in the example, from any day, meets each of them."""
    settings = read_config(wrong).settings
    rules = load_rules([ROOT / "automations" / "rules"], schemas, Words("nl"), settings)
    history, told = History(), set()
    for ahead in range(366):
        today = date(2016, 1, 1) + timedelta(days=ahead)
        inputs = Inputs(found.register, (), today, history, rules, Calendar(), settings)
        decision = decide([reminders], inputs)
        history = after(history, decision)
        told |= {item.rule for mail in decision.mails for item in mail.items}
    assert {rule.name for rule in rules} == told


def test_somebody_stands_in_for_a_contact_who_is_away(
    found: Checked, wrong: Path, schemas: Schemas
) -> None:
    """In the middle of October a deputy of MEE is asked how many people came."""
    settings = read_config(wrong).settings
    rules = load_rules([ROOT / "automations" / "rules"], schemas, Words("nl"), settings)
    inputs = Inputs(found.register, (), date(2016, 10, 14), History(), rules, Calendar(), settings)
    asked = {
        item.recipient
        for mail in decide([reminders], inputs).mails
        for item in mail.items
        if item.key == "D2016-09"
    }
    assert asked == {"vervanging@mee-drechtsteden.example"}
