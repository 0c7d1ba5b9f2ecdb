"""The coordinator's own rules, checked: names, moments, recipients, and columns in braces."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automations.engine.core.checked import Checked
from automations.engine.core.checks import check
from automations.engine.core.findings import Severity
from automations.engine.core.grid import Cell, Tab, Workbook
from automations.engine.core.own_rules import own_rules
from automations.engine.rule_files import phrases_of
from automations.engine.words import Words
from tests.naughty import STRINGS
from tests.text_tables import SETTINGS, context, look, places, said, schemas, shipped, workbooks

WORDS = Words("nl")

HEADER = (
    "Regel | Over tabblad | Kolom 1 | Is 1 | Waarde 1 | Kolom 2 | Is 2 | Waarde 2 | Peildatum"
    " | Versturen | Aan | Onderwerp | Tekst | Actief"
)
ORGANISATIONS = """
Code   | Organisatie       | Soort | Status       | Relatiebeheerder     | Volgende stap
ORG-17 | Vluchtelingenwerk | zorg  | te benaderen | an@dordrecht.example | bellen
"""
RIGHT = {
    "Regel": "actie-klaar",
    "Over tabblad": "Acties",
    "Kolom 1": "Status",
    "Is 1": "is",
    "Waarde 1": "loopt",
    "Peildatum": "Einddatum",
    "Versturen": "14 dagen ervoor; op de dag",
    "Aan": "Eigenaar",
    "Onderwerp": "Bijna zover: {Actie}",
    "Tekst": "Op {Einddatum} moet {code} klaar zijn.",
    "Actief": "ja",
}


def _rule(**changes: str) -> Checked:
    """Check one rule; `changes` are by title, with `_` for a blank."""
    row = {**RIGHT, **{title.replace("_", " "): typed for title, typed in changes.items()}}
    line = " | ".join(row.get(title, "") for title in HEADER.split(" | "))
    roles = {**SETTINGS.roles, "press": ("pers@dordrecht.example",)}
    known = replace(SETTINGS, roles=roles)
    on = replace(context(), settings=known, shipped_rules=frozenset({"action-due"}))
    found = look({"Herinneringsregels": f"{HEADER}\n{line}", "Organisaties": ORGANISATIONS}, on=on)
    return replace(found, findings=tuple(one for one in found.findings if one.sheet == "rules"))


def _moment(**changes: str) -> Checked:
    """Check one rule about moments of contact, which each have one organisation."""
    about = {"Over_tabblad": "Contactmomenten", "Kolom_1": "Afgehandeld", "Waarde_1": "nee"}
    right = {
        **about,
        "Peildatum": "Opvolgen op",
        "Aan": "coordinator",
        "Onderwerp": "Afspraak",
        "Tekst": "{Onderwerp}",
    }
    return _rule(**{**right, **changes})


def _contact(**changes: str) -> Checked:
    """Check one rule about contacts: people of the network."""
    about = {"Over_tabblad": "Aandachtsfunctionarissen", "Kolom_1": "Vraagbaak", "Waarde_1": "ja"}
    right = {
        **about,
        "Peildatum": "Actief tot",
        "Aan": "coordinator",
        "Onderwerp": "Afscheid",
        "Tekst": "Bedankt.",
    }
    return _rule(**{**right, **changes})


def test_a_right_rule_has_no_findings() -> None:
    """Columns are named by title or English name, in any case, as headers are."""
    assert places(_rule()) == []
    assert places(_rule(Onderwerp="{ACTIE} en {title}")) == []


def test_a_rule_may_not_have_the_name_of_one_that_ships() -> None:
    """Its reminders could not be told apart."""
    found = _rule(Regel="Action-due")
    assert places(found) == [("A2", "unique", "error")]
    assert said(found.findings) == [
        '"action-due" is al de naam van een vaste regel van de dienst. Kies een andere naam.'
    ]


@pytest.mark.parametrize("typed", ["2 weken ervoor", "op de dag; een week ervoor", "ooit"])
def test_moments_that_cannot_be_read_are_a_matter_of_pattern(typed: str) -> None:
    """The cell says how it is written."""
    assert places(_rule(Versturen=typed)) == [("J2", "pattern", "error")]


def test_an_unread_moment_is_named_with_what_was_meant() -> None:
    """One part of several is wrong, so that one is repeated."""
    assert said(_rule(Versturen="op de dag; 2 weken erna").findings) == [
        (
            '"2 weken erna" is niet te lezen. Schrijf bijvoorbeeld: 14 dagen ervoor; op de dag; '
            "5 werkdagen erna; daarna elke 7 dagen. Bedoelde u 14 dagen erna?"
        )
    ]


def test_repeating_without_a_first_time_is_told() -> None:
    """Something must be sent before it can be sent again."""
    found = _rule(Versturen="daarna elke 7 dagen")
    assert places(found) == [("J2", "pattern", "error")]
    assert said(found.findings)[0].startswith('Zet "daarna elke … dagen" één keer, als laatste')


@pytest.mark.parametrize("typed", ["Eigenaar", "owner", "Coordinator", "case_handlers", "press"])
def test_mail_goes_to_a_column_of_addresses_or_a_known_role(typed: str) -> None:
    """A role is one of config.yaml, also one that a city named itself."""
    assert places(_rule(Aan=typed)) == []


def test_a_role_without_an_address_is_nobody() -> None:
    """The list offers it, and this config.yaml names no one."""
    found = _rule(Aan="board")
    assert places(found) == [("K2", "list", "error")]
    assert said(found.findings) == [
        'Voor "board" staat geen adres in config.yaml. Zet het onder people, of kies iemand anders.'
    ]


@pytest.mark.parametrize("typed", ["relatiebeheerder", "Aandachtsfunctionarissen"])
def test_who_is_found_through_the_organisation_needs_one(typed: str) -> None:
    """An action has several partners, or none; a moment of contact has one organisation."""
    found = _rule(Aan=typed)
    assert places(found) == [("K2", "list", "error")]
    assert said(found.findings) == [
        (
            f'Een rij in Acties hoort niet bij één organisatie, dus "{typed}" is er niet. '
            "Kies een kolom met e-mailadressen of een rol."
        )
    ]
    assert places(_moment(Aan=typed)) == []


@pytest.mark.parametrize("typed", ["Behandelaar", "Actie", "iemand@dordrecht.example", "mayor"])
def test_mail_goes_nowhere_else(typed: str) -> None:
    """A column of another tab, a column without addresses and an address itself are none."""
    assert places(_rule(Aan=typed)) == [("K2", "list", "error")]


@pytest.mark.parametrize("typed", ["Status", "Ontvangen op"])
def test_days_are_counted_from_a_date_column_of_that_tab(typed: str) -> None:
    """Not from another kind of column, and not from a date of another tab."""
    found = _rule(Peildatum=typed)
    assert places(found) == [("I2", "list", "error")]
    assert said(found.findings) == [
        f'"{typed}" is geen kolom met datums in Acties. Kies bij Peildatum iets uit de lijst.'
    ]


@pytest.mark.parametrize(("column", "cell"), [("Onderwerp", "L2"), ("Tekst", "M2")])
def test_braces_hold_columns_of_that_tab_and_the_nearest_is_proposed(
    column: str, cell: str
) -> None:
    """A mail must not go out with a hole in it."""
    found = _rule(**{column: "Over {Einddatm}"})
    assert places(found) == [(cell, "list", "error")]
    assert said(found.findings) == [
        (
            '"Einddatm" is geen kolom van Acties. Zet tussen accolades de naam van een kolom '
            "van dat tabblad. Bedoelde u {Einddatum}?"
        )
    ]


@pytest.mark.parametrize("typed", ["{}", "{Wijk}", "{Actie.owner}", "{Actie} {today}"])
def test_braces_hold_nothing_else(typed: str) -> None:
    """No column of another tab, no path and no formula."""
    assert places(_rule(Onderwerp=typed)) == [("L2", "list", "error")]


@pytest.mark.parametrize("typed", ["{Actie", "Actie}", "{Act{Actie}", "{{Actie}}"])
def test_a_loose_brace_is_told(typed: str) -> None:
    """It is a slip of the pen, and would be sent as such."""
    found = _rule(Onderwerp=typed)
    assert places(found) == [("L2", "pattern", "error")]
    assert said(found.findings) == [
        "In deze tekst staat een accolade te veel of te weinig. Schrijf een kolom als {Titel}."
    ]


def test_free_text_does_not_leave_the_municipality() -> None:
    """Focal persons work elsewhere; colleagues may read what was agreed."""
    assert places(_rule(Tekst="{Voortgang}", Aan="Eigenaar")) == []
    assert places(_moment(Tekst="{Afspraak}", Aan="relatiebeheerder")) == []
    found = _moment(Tekst="{Afspraak}", Aan="aandachtsfunctionarissen")
    assert places(found) == [("M2", "rule", "error")]
    assert said(found.findings) == [
        (
            "Deze mail kan buiten de gemeente komen. Daarin mag Afspraak niet staan. "
            "Haal die kolom uit de tekst."
        )
    ]


@pytest.mark.parametrize("column", ["Naam", "Functie", "E-mail", "Telefoon"])
@pytest.mark.parametrize(
    ("to", "is_right"),
    [
        ("E-mail", True),
        ("relatiebeheerder", True),
        ("coordinator", True),
        ("aandachtsfunctionarissen", False),
    ],
)
def test_what_is_personal_is_for_that_person_and_for_colleagues(
    column: str,
    to: str,
    is_right: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """No partner gets the personal data of another one, in the subject or in the text."""
    wrong = [] if is_right else [("L2", "rule", "error"), ("M2", "rule", "error")]
    found = _contact(Aan=to, Onderwerp=f"Over {{{column}}}", Tekst=f"Dag {{{column}}}")
    assert places(found) == wrong
    assert said(found.findings)[:1] == (
        []
        if is_right
        else [
            (
                "Deze mail gaat naar een ander dan over wie de rij gaat. "
                f"Daarin mag {column} niet staan. Haal die kolom uit de tekst."
            )
        ]
    )


def test_a_column_of_network_members_addresses_is_outside_too() -> None:
    """In a sheet about network members every address may be one of another organisation."""
    sheets = dict(shipped().sheets)
    members = sheets["participants"]
    free = tuple(replace(one, free_text=one.name == "status") for one in members.fields)
    sheets["participants"] = replace(members, fields=free)
    known = schemas(*sheets.values())
    row = {
        **RIGHT,
        "Over tabblad": "Deelnemers",
        "Waarde 1": "aanwezig",
        "Peildatum": "Aangemeld op",
        "Aan": "E-mail",
        "Onderwerp": "Uw training",
        "Tekst": "{Status}",
    }
    line = " | ".join(row.get(title, "") for title in HEADER.split(" | "))
    tables = {"Herinneringsregels": f"{HEADER}\n{line}"}
    checked = check(workbooks(tables, known), known, context(date(2016, 10, 3)))
    assert places(checked) == [("M2", "rule", "error")]


def test_about_a_tab_that_cannot_be_read_nothing_more_is_asked() -> None:
    """One mistake, one finding; what hangs on it comes when it is mended."""
    assert places(_rule(Over_tabblad="Signalen", Onderwerp="{Kenmerk}")) == [
        ("B2", "list", "error")
    ]


def test_a_second_column_and_what_it_is_belong_together() -> None:
    """Half a condition is none."""
    assert places(_rule(Kolom_2="Pijler")) == [("G2", "required", "error")]
    assert places(_rule(Is_2="leeg")) == [("F2", "required", "error")]


VALUES = """
    Kolom 1       | Is 1         | Waarde 1  | cell | code      | says
    Status        | is           | lopt      | E2   | list      | Bedoelde u loopt?
    Status        | is niet      |           | E2   | required  | Waarmee moet Status
    Statuss       | is           | loopt     | C2   | list      | Bedoelde u Status?
    Wijk          | gevuld       |           | C2   | list      | "Wijk" hoort niet bij Acties.
    Status        | vóór vandaag |           | D2   | list      | Status is dat niet.
    Einddatum     | vóór vandaag | vandaag   | E2   | rule      | hoort geen waarde
    Voortgang     | leeg         | niets     | E2   | rule      | "niets" doet niets.
    Einddatum     | is           | 31-6-2016 | E2   | type      | juni heeft 30 dagen
    Einddatum     | is           | ooit      | E2   | type      | is geen datum
    Code          | is           | A08       | E2   | pattern   | Bedoelde u A-08?
    Eigenaar      | is           | iemand    | E2   | email     | e-mailadres
    Partners      | is           | ORG-71    | E2   | reference | Bedoelde u ORG-17?
    Partners      | is           | MEE Zuid  | E2   | reference | of zet het eerst in Org
    """


@pytest.mark.parametrize("line", VALUES.strip().splitlines()[1:], ids=str.strip)
def test_a_condition_that_cannot_be_is_told_at_its_cell(line: str) -> None:
    """The column is one of the tab, what is asked fits it, and so does the value."""
    column, asked, value, cell, code, says = (part.strip() for part in line.split("|"))
    found = _rule(Kolom_1=column, Is_1=asked, Waarde_1=value)
    severity = "warning" if code == "rule" else "error"
    assert places(found) == [(cell, code, severity)]
    assert says in said(found.findings)[0]


RIGHT_VALUES = """
    Status    | is           | LOOPT
    Status    | is niet      | loopt
    Einddatum | is           | 1 okt 2016
    Einddatum | na vandaag   |
    Voortgang | gevuld       |
    Code      | is           | a-08
    Partners  | is niet      | ORG-17
    Partners  | is           | org-17 – Vluchtelingenwerk
    Partners  | is           | vluchtelingenwerk
    """


@pytest.mark.parametrize("line", RIGHT_VALUES.strip().splitlines(), ids=str.strip)
def test_a_value_may_be_typed_as_in_the_tab_itself(line: str) -> None:
    """A list in any case, a date in any habit, a reference by its code or its name."""
    column, asked, value = (part.strip() for part in line.split("|"))
    assert places(_rule(Kolom_1=column, Is_1=asked, Waarde_1=value)) == []


def test_a_number_or_a_yes_is_read_as_its_column_reads_it() -> None:
    """`twaalf` is no number, `misschien` is neither yes nor no."""
    budget = {"Over_tabblad": "Budget", "Peildatum": "Voorgelegd op", "Aan": "coordinator"}
    more = {"Onderwerp": "Budget", "Tekst": "{Omschrijving}"}
    for typed, wrong in (("€ 1.250,00", []), ("twaalf", [("E2", "type", "error")])):
        assert places(_rule(**budget, **more, Kolom_1="Begroot", Waarde_1=typed)) == wrong
    for typed, wrong in (("nee", []), ("x", []), ("misschien", [("E2", "type", "error")])):
        assert places(_moment(Waarde_1=typed)) == wrong


def test_a_list_that_takes_several_values_is_compared_with_one() -> None:
    """Two are two conditions."""
    found = _contact(Kolom_1="Rol", Waarde_1="overig; bestuurlijk contact")
    assert places(found) == [("E2", "list", "error")]
    assert places(_contact(Kolom_1="Rol", Waarde_1="bestuurlijk contact")) == []


def test_a_value_of_a_personal_column_is_not_repeated() -> None:
    """A finding goes to others than the one who typed it."""
    found = _contact(Kolom_1="Telefoon", Waarde_1="0612zq")
    assert [place[:2] for place in places(found)] == [("E2", "phone")]
    assert "0612zq" not in said(found.findings)[0]


def test_a_second_value_without_a_column_does_nothing() -> None:
    """The rule says what it says without it, so it is a warning."""
    found = _rule(Waarde_2="loopt")
    assert places(found) == [("H2", "rule", "warning")]
    assert said(found.findings) == [
        (
            '"loopt" doet niets: er is geen tweede kolom gekozen. '
            "Kies Kolom 2 en Is 2, of haal de waarde weg."
        )
    ]


def test_a_rule_is_about_no_sensitive_tab_and_no_rule_whatever_a_list_offers() -> None:
    """A workspace may offer more tabs; these stay out of it."""
    sheets = dict(shipped().sheets)
    rules = sheets["rules"]
    more = (*rules["about"].enum, "Signalen", "Herinneringsregels")
    fields = tuple(replace(one, enum=more) if one.name == "about" else one for one in rules.fields)
    sheets["rules"] = replace(rules, fields=fields)
    known = schemas(*sheets.values())
    for tab in ("Signalen", "Herinneringsregels"):
        row = {**RIGHT, "Over tabblad": tab, "Kolom 1": "Status", "Aan": "coordinator"}
        line = " | ".join(row.get(title, "") for title in HEADER.split(" | "))
        tables = {"Herinneringsregels": f"{HEADER}\n{line}"}
        found = check(workbooks(tables, known), known, context(date(2016, 10, 3))).findings
        mine = [one for one in found if one.cell == "B2"]
        assert said(mine) == [
            f"Over {tab} kan geen eigen regel gaan. Kies bij Over tabblad een ander tabblad."
        ]


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(HEADER.split(" | ")),
        st.one_of(
            st.sampled_from(
                [*STRINGS, "{", "}", "{}", "{{ cycler }}", "{% set x = 1 %}", "x" * 5000]
            ),
            st.text(max_size=30),
        ),
        min_size=1,
    )
)
def test_whatever_is_typed_in_whatever_column_is_a_finding_or_a_rule(
    typed: dict[str, str],
) -> None:
    """Never an exception; and a row with an error is no rule, one without is."""
    row: list[Cell] = [{**RIGHT, **typed}.get(title) for title in HEADER.split(" | ")]
    tab = Tab("Herinneringsregels", [[*HEADER.split(" | ")], row])
    book = workbooks({}, shipped())["control"]
    assert isinstance(book, Workbook)
    tabs = tuple(tab if one.title == tab.title else one for one in book.tabs)
    books = {**workbooks({}, shipped()), "control": replace(book, tabs=tabs)}
    checked = check(books, shipped(), context())
    errors = [one for one in checked.findings if one.severity is Severity.ERROR]
    found = own_rules(checked.register, SETTINGS, phrases_of(WORDS), WORDS.value)
    is_off = any(record.active is False for record in checked.register.rules)
    assert len(found.rules) == (0 if errors or is_off or not len(checked.register.rules) else 1)
