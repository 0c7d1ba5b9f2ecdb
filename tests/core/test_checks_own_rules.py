"""The coordinator's own rules, checked: names, moments, recipients, and columns in braces."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from automations.engine.core.checked import Checked
from automations.engine.core.checks import check
from tests.text_tables import SETTINGS, context, look, places, said, schemas, shipped, workbooks

HEADER = (
    "Regel | Over tabblad | Kolom 1 | Is 1 | Waarde 1 | Kolom 2 | Is 2 | Waarde 2 | Peildatum"
    " | Versturen | Aan | Onderwerp | Tekst | Actief"
)
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
    settings = replace(SETTINGS, roles={**SETTINGS.roles, "press": ("pers@dordrecht.example",)})
    on = replace(context(), settings=settings, shipped_rules=frozenset({"action-due"}))
    return look({"Herinneringsregels": f"{HEADER}\n{line}"}, on=on)


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


@pytest.mark.parametrize(
    "typed", ["Eigenaar", "owner", "relatiebeheerder", "Aandachtsfunctionarissen", "board", "press"]
)
def test_mail_goes_to_a_column_of_addresses_or_a_known_role(typed: str) -> None:
    """A role is one of config.yaml, also one that a city named itself."""
    assert places(_rule(Aan=typed)) == []


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
    """Focal persons work elsewhere; colleagues may read the progress of an action."""
    assert places(_rule(Tekst="{Voortgang}", Aan="Eigenaar")) == []
    found = _rule(Tekst="{Voortgang}", Aan="aandachtsfunctionarissen")
    assert places(found) == [("M2", "rule", "error")]
    assert said(found.findings) == [
        (
            "Deze mail kan buiten de gemeente komen. Daarin mag Voortgang niet staan. "
            "Haal die kolom uit de tekst."
        )
    ]


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
