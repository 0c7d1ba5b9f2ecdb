"""Checking again: the outcome is that of a first look, and only what changed is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automations.engine.core.checked import Checked, Context
from automations.engine.core.checks import check
from automations.engine.core.checks.again import Again, Watched, kept_where_same, same_cells
from automations.engine.core.checks.judging import Judge
from automations.engine.core.checks.looks import looks_now
from automations.engine.core.expressions import compile_expression
from automations.engine.core.grid import Cell, Tab, Unreadable, Workbook
from automations.engine.core.holds import rows_now
from automations.engine.core.refusals import Refused
from automations.engine.core.register import Record
from tests.registers import register_of
from tests.text_tables import TODAY, context, rows, shipped, workbooks

TABLES = {
    "Organisaties": """
        Code   | Organisatie | Soort        | Status      | Aangesloten op | Relatiebeheerder
        ORG-01 | Jeugd BV    | jongerenwerk | aangesloten | 1-2-2016       | an@dordrecht.example
        ORG-02 | School      | onderwijs    | benaderd    |                | bo@dordrecht.example
        ORG-03 | Welzijn     | welzijn      | aangesloten | 3-3-2016       |
        """,
    "Aandachtsfunctionarissen": """
        Code   | Organisatie | Naam | Rol                   | E-mail       | Actief vanaf
        CP-001 | ORG-01      | Wijk | aandachtsfunctionaris | wijk@x.nl    | 1-2-2016
        CP-002 | School      | Buro | bestuurlijk contact   | buro@x.nl    | 1-2-2016
        CP-003 | ORG-03      | Team | aandachtsfunctionaris | team@x.nl    | 9-9-2016
        """,
    "Contactmomenten": """
        Code      | Datum    | Organisatie | Soort   | Onderwerp | Afspraak | Opvolgen op
        C2016-001 | 1-9-2016 | ORG-02      | gesprek | iets      | bellen   |
        C2016-002 | 2-9-2016 | ORG-09      | gesprek | iets      |          |
        """,
    "Trainingen": """
        Code     | Titel | Soort         | Status  | Datum     | Capaciteit | Kosten | Budgetpost
        T2016-01 | Basis | basistraining | open    | 1-11-2016 | 1          | 10     | B2016-01
        T2016-02 | Later | verdieping    | concept |           |            |        |
        """,
    "Deelnemers": """
        Training | Naam | E-mail    | Organisatie | Status
        T2016-01 | Wijk | wijk@x.nl | ORG-01      | aangemeld
        T2016-01 | Team | team@x.nl | ORG-03      | aanwezig
        T2016-02 | Buro | buro@x.nl | School      | aangemeld
        """,
    "Acties": """
        Code | Actie   | Eigenaar             | Start    | Einddatum | Status  | Partners
        A-01 | Persmap | an@dordrecht.example | 1-9-2016 | 1-2-2016  | loopt   | ORG-01; ORG-02
        A-02 | Brief   | bo@dordrecht.example | 1-9-2016 |           | gepland | ORG-07
        """,
    "Dialooggesprekken": """
        Code     | Datum    | Status   | Wijk      | Organisatoren | Contactpersoon | Vervolgactie
        D2016-01 | 1-9-2016 | gehouden | Crabbehof | ORG-01        | CP-001         | A-01
        """,
    "Onderwijsgesprekken": """
        Code     | School | Datum    | Status   | Onderwerp
        O2016-01 | ORG-02 | 1-9-2016 | gehouden | burgerschap
        """,
    "Budget": """
        Post     | Jaar | Omschrijving | Soort    | Bron | Begroot | Besteed
        B2016-01 | 2016 | Trainingen   | training | rijk | 1000    | 1200
        """,
    "Signalen": """
        Kenmerk   | Ontvangen op | Bron    | Behandelaar                    | Status
        S2016-001 | 1-9-2016     | politie | dossierhouder@dordrecht.example | nieuw
        S2016-002 | 2-9-2016     | inwoner | an@dordrecht.example            | in behandeling
        """,
    "Herinneringsregels": """
        Regel     | Over tabblad | Kolom 1 | Is 1   | Peildatum | Versturen | Aan      | Tekst
        mijn-eind | Acties       | Status  | gevuld | Einddatum | op de dag | Eigenaar | {Actie}
        """,
}
SCHEMAS = shipped()
WORDS = (
    *("", "x", "ORG-01", "ORG-02", "ORG-03", "School", "CP-001", "CP-003", "T2016-01", "A-01"),
    *("B2016-01", "1-9-2016", "31-6-2016", "1-1-2017", "open", "concept", "aangesloten", "gestopt"),
    *("aangemeld", "nieuw", "afgesloten", "aandachtsfunctionaris", "an@dordrecht.example", "12"),
    *("Status", "Einddatum", "onderwijs", "welzijn", "gehouden"),
)
Grid = list[list[Cell]]


@dataclass
class Desk:
    """The workbooks as staff have them, and who looks at them again and again."""

    grids: dict[str, Grid] = field(default_factory=lambda: {t: rows(s) for t, s in TABLES.items()})
    away: set[str] = field(default_factory=set)
    on: Context = field(default_factory=context)
    again: Again = field(default_factory=Again)
    before: dict[str, Workbook | Unreadable] = field(default_factory=dict)

    def books(self) -> dict[str, Workbook | Unreadable]:
        """Read every workbook anew: no cell is the object that it was."""
        plain = workbooks({}, SCHEMAS)
        for name, book in plain.items():
            if name in self.away:
                plain[name] = Unreadable(name, "x.xlsx", "missing-workbook", "findings.x")
            elif isinstance(book, Workbook):
                tabs = [
                    Tab(tab.title, [list(row) for row in self.grids.get(tab.title, tab.rows)])
                    for tab in book.tabs
                    if tab.title not in self.away
                ]
                plain[name] = replace(book, tabs=tuple(tabs))
        return plain

    def look(self) -> Checked:
        """Look again, as the service does."""
        self.before = {
            name: kept_where_same(self.before.get(name), book)
            for name, book in self.books().items()
        }
        self.again.made.clear()
        return check(self.before, SCHEMAS, self.on, self.again)

    def look_for_the_first_time(self) -> Checked:
        """Look as somebody who never looked before."""
        return check(self.books(), SCHEMAS, self.on)

    def remember(self, checked: Checked) -> None:
        """Remember a look, as a run does."""
        self.on = replace(
            self.on,
            signals_before=checked.signals,
            looks_before=looks_now(checked, self.on.looks_before),
            rows_before={**self.on.rows_before, **rows_now(checked)},
        )

    def made(self, step: str) -> set[str]:
        """Return the sheets of which a step was made at the last look."""
        return {sheet for (one, sheet), number in self.again.made.items() if one == step and number}


def outcome(checked: Checked) -> object:
    """Return all that a look gives, links included, in a form that can be compared."""
    register = checked.register
    records = {
        name: [
            (record.row, record.key, dict(record.values), record.faults, _linked(record, name))
            for record in table
        ]
        for name, table in register.tables.items()
    }
    keys = {name: (table.readable, sorted(table.by_key)) for name, table in register.tables.items()}
    return checked.findings, checked.sheets, checked.signals, checked.columns, records, keys


def _linked(record: object, sheet: str) -> list[object]:
    found = []
    for name in SCHEMAS.links[sheet]:
        there = getattr(record, name)
        several = there if isinstance(there, tuple) else (there,)
        found.append([one and (one.sheet, one.row, dict(one.values)) for one in several])
    return found


def _cell(desk: Desk, title: str, row: int, random: Random) -> None:
    line = desk.grids[title][row]
    line[random.randrange(len(line))] = random.choice(WORDS) or None


def _header(desk: Desk, title: str, _: int, random: Random) -> None:
    header = desk.grids[title][0]
    header[random.randrange(len(header))] = random.choice(("Eigen", "Code", "Datum", None))


def _delete(desk: Desk, title: str, row: int, _: Random) -> None:
    del desk.grids[title][row]


def _copy(desk: Desk, title: str, row: int, random: Random) -> None:
    grid = desk.grids[title]
    grid.insert(random.randint(1, len(grid)), list(grid[row]))


def _sort(desk: Desk, title: str, _: int, random: Random) -> None:
    desk.grids[title][1:] = sorted(
        desk.grids[title][1:], key=repr, reverse=random.choice((True, False))
    )


def _insert_column(desk: Desk, title: str, _: int, __: Random) -> None:
    for line in desk.grids[title]:
        line.insert(0, None)


def _take_away(desk: Desk, title: str, _: int, random: Random) -> None:
    """Take a tab or a workbook away, or put it back."""
    desk.away ^= {random.choice((title, "partners", "programme", "training"))}


def _go_on(desk: Desk, _: str, __: int, random: Random) -> None:
    days = timedelta(days=random.choice((1, 40, 400)))
    desk.on = replace(desk.on, today=desk.on.today + days)


def _refuse(desk: Desk, _: str, __: int, ___: Random) -> None:
    refused = {} if desk.on.refused else {"wijk@x.nl": Refused("unknown", TODAY, 3)}
    desk.on = replace(desk.on, refused=refused)


def _restore(desk: Desk, title: str, _: int, __: Random) -> None:
    desk.grids[title] = rows(TABLES[title])


def _nothing(*_: object) -> None:
    """Only look again."""


EDITS = (
    *(_cell,) * 8,
    *(_header, _delete, _copy, _sort, _insert_column),
    *(_take_away, _go_on, _refuse, _restore, _nothing),
)


def _edit(desk: Desk, random: Random) -> None:
    """Do one of the things that people do to workbooks."""
    title = random.choice(list(desk.grids))
    row = random.randrange(len(desk.grids[title]))
    random.choice(EDITS)(desk, title, row, random)
    if not desk.grids[title]:
        _restore(desk, title, 0, random)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), remembered=st.booleans())
def test_looking_again_gives_what_a_first_look_would(seed: int, *, remembered: bool) -> None:
    """After whatever sequence of edits, whether or not the looks between were remembered."""
    random, desk = Random(seed), Desk()  # noqa: S311 - no secret
    for _ in range(8):
        _edit(desk, random)
        seen = desk.look()
        assert outcome(seen) == outcome(desk.look_for_the_first_time())
        if remembered and random.random() < 0.5:
            desk.remember(seen)


def test_when_nothing_changed_nothing_is_checked() -> None:
    """The very outcome of before is given again."""
    desk = Desk()
    first = desk.look()
    assert desk.made("read") == set(SCHEMAS.sheets)
    assert desk.look() is first
    assert not desk.again.made


def test_a_remembered_look_has_only_the_looks_compared() -> None:
    """What was remembered concerns what is said between two looks, and no cell."""
    desk = Desk()
    desk.remember(desk.look())
    desk.look()
    assert {step for step, _ in desk.again.made} == {"renamed", "all"}
    desk.remember(desk.look())
    desk.look()
    assert not desk.again.made


@dataclass(frozen=True)
class Case:
    """One edit, and the sheets that have to be made again, step by step."""

    edit: Callable[[Mapping[str, Grid]], None]
    read: Sequence[str]
    linked: Sequence[str]
    judged: Sequence[str]


def _put(tab: str, row: int, place: int, cell: Cell) -> Callable[[Mapping[str, Grid]], None]:
    def put(grids: Mapping[str, Grid]) -> None:
        grids[tab][row][place] = cell

    return put


REFER_TO_ORGANISATIONS = (
    *("contacts", "contact_moments", "trainings", "participants", "actions", "dialogues"),
    *("school_talks", "signals"),
)
CASES = {
    "nobody refers to it": Case(
        _put("Dialooggesprekken", 1, 3, "Sterrenburg"),
        ["dialogues"],
        ["dialogues"],
        ["dialogues"],
    ),
    "trainings refer to it": Case(
        _put("Budget", 1, 5, "2000"),
        ["budget"],
        ["budget", "trainings"],
        ["budget", "trainings", "participants"],
    ),
    "a sheet that many refer to": Case(
        _put("Organisaties", 1, 1, "Jeugd NV"),
        ["organisations"],
        ["organisations", *REFER_TO_ORGANISATIONS],
        # no signal names an organisation here, so that linking them gave what they were
        ["organisations", *(name for name in REFER_TO_ORGANISATIONS if name != "signals")],
    ),
    "the coverage of organisations looks at contacts": Case(
        _put("Aandachtsfunctionarissen", 1, 3, "bestuurlijk contact"),
        ["contacts"],
        ["contacts", "dialogues"],
        ["contacts", "dialogues", "organisations"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_edit_has_its_sheet_read_and_those_checked_that_look_at_it(name: str) -> None:
    """And no other sheet, not even in the same workbook."""
    case, desk = CASES[name], Desk()
    desk.look()
    case.edit(desk.grids)
    desk.look()
    assert desk.made("read") == set(case.read)
    assert desk.made("linked") == set(case.linked)
    assert desk.made("judged") | desk.made("judged-today") == set(case.judged)


def test_a_new_day_judges_what_asks_for_today_and_reads_nothing() -> None:
    """A new year brings other codes to suggest, and keys with them."""
    desk = Desk()
    desk.look()
    desk.on = replace(desk.on, today=TODAY + timedelta(days=1))
    desk.look()
    assert (desk.made("read"), desk.made("linked")) == (set(), set())
    assert desk.made("judged-today") == set(SCHEMAS.sheets)
    assert desk.made("judged") == set()
    desk.on = replace(desk.on, today=date(2017, 1, 1))
    desk.look()
    assert (desk.made("read"), desk.made("linked")) == (set(), set(SCHEMAS.sheets))


def test_on_a_later_day_an_edit_still_has_those_judged_that_look_at_it() -> None:
    """Also where no row was judged on that day, as what was found before still held."""
    desk = Desk()
    desk.look()
    desk.on = replace(desk.on, today=TODAY + timedelta(days=1))
    desk.look()
    _put("Aandachtsfunctionarissen", 1, 3, "bestuurlijk contact")(desk.grids)
    seen = desk.look()
    assert "organisations" in desk.made("judged-today")  # one has no focal person any more
    assert outcome(seen) == outcome(desk.look_for_the_first_time())


def test_a_row_is_judged_again_on_the_day_on_which_it_may_turn() -> None:
    """The days between cost nothing, and an earlier day is judged for itself."""
    register = register_of(trainings=[{"training_id": "T1", "held_on": date(2016, 10, 5)}])
    (training,) = register.trainings
    must, asked = compile_expression("held_on <= today"), list[int]()

    def on(day: int) -> tuple[object, ...]:
        judge = Judge(register, date(2016, 10, day))

        def answers(row: Record) -> Iterator[object]:
            asked.append(day)
            yield judge(must, row)

        return tuple(judge.kept([training], answers))

    days = [3, 4, 5, 6, 7, 8, 4]
    assert [on(day) for day in days] == [(day >= 5,) for day in days]
    assert asked == [3, 5, 6, 4]


def test_other_schemas_have_everything_checked_anew() -> None:
    """What was found by the rules of before says nothing."""
    desk = Desk()
    desk.look()
    other = replace(SCHEMAS)
    check(desk.before, other, desk.on, desk.again)
    assert desk.made("read") == set(SCHEMAS.sheets)


def test_other_addresses_of_a_role_have_every_tab_read_again() -> None:
    """A column may ask for one of them."""
    desk = Desk()
    desk.look()
    roles = {**desk.on.settings.roles, "case_handlers": ("an@dordrecht.example",)}
    desk.on = replace(desk.on, settings=replace(desk.on.settings, roles=roles))
    assert outcome(desk.look()) == outcome(desk.look_for_the_first_time())
    assert desk.made("read") == set(SCHEMAS.sheets)


def test_a_watched_register_notes_what_is_looked_at_and_only_while_it_is_watched() -> None:
    """By name, by link, and not where nothing is."""
    tables = Desk().look().register.tables
    register = Watched(SCHEMAS, tables)
    action = register.tables["actions"].records[0]
    with register.watch() as seen:
        assert register.follow(action, "partner_organisations")
        assert register.contacts is register.tables["contacts"]
        assert register["budget"].readable
        with pytest.raises(AttributeError):
            register.follow(action, "nothing")
    assert register["signals"].readable
    assert seen == {"organisations", "contacts", "budget"}


BOOK = Workbook("a", "a.xlsx", (Tab("One", [[1, "x"]]), Tab("Two", [["y"]])), "f1")


def test_a_workbook_with_the_same_bytes_is_the_same() -> None:
    """Whatever became of its tabs in memory."""
    now = replace(BOOK, tabs=(Tab("One", [[2]]),))
    assert kept_where_same(BOOK, now) is BOOK


def test_of_another_workbook_the_tabs_that_stayed_are_the_same() -> None:
    """Also when they stand in another order."""
    now = replace(BOOK, tabs=(Tab("Two", [["y"]]), Tab("One", [[1, "z"]])), fingerprint="f2")
    kept = kept_where_same(BOOK, now)
    assert isinstance(kept, Workbook)
    assert kept == now
    assert kept.tabs[0] is BOOK.tabs[1]
    assert kept.tabs[1] is now.tabs[1]


@pytest.mark.parametrize(
    "other",
    [
        Tab("One", [[1, "x"]], hidden=True),
        Tab("One", [[1, "x"]], notes=("A1",)),
        Tab("One", [[1, "x"]], boxes=1),
        Tab("One", [[1, "x", None]]),
        Tab("One", [[1, "x"], [None]]),
        Tab("One", [[1.0, "x"]]),
        Tab("One", [[True, "x"]]),
    ],
)
def test_a_tab_that_differs_in_anything_is_another(other: Tab) -> None:
    """In kind too: TRUE and 1 are equal to Python, and not to a reader."""
    kept = kept_where_same(BOOK, replace(BOOK, tabs=(other,), fingerprint="f2"))
    assert isinstance(kept, Workbook)
    assert kept.tabs[0] is other


def test_a_workbook_that_cannot_be_read_for_the_same_reason_is_the_same() -> None:
    """And one that can be read again is another."""
    gone = Unreadable("a", "a.xlsx", "missing-workbook", "findings.missing-workbook")
    assert kept_where_same(gone, replace(gone)) is gone
    assert kept_where_same(gone, BOOK) is BOOK
    assert kept_where_same(BOOK, gone) is gone
    assert kept_where_same(None, BOOK) is BOOK


def test_the_very_same_rows_are_not_compared() -> None:
    """A tab of a hundred thousand rows costs nothing then."""
    rows_once: list[list[Cell]] = [[float("nan")]]
    assert same_cells(rows_once, rows_once)
    assert not same_cells(rows_once, [[float("nan")]])
