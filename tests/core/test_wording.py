"""Rules of a workspace's own, read back in words: the forms that no shipped rule has."""

from __future__ import annotations

import pytest

from automations.engine.core.expressions import compile_expression
from automations.engine.core.wording import condition_words, date_words, recipient_words
from tests.registers import shipped_schemas
from tests.reminding import WORDS


@pytest.mark.parametrize(
    ("about", "source", "words"),
    [
        ("budget", "spent > budgeted", '"Besteed" is meer dan "Begroot"'),
        ("budget", "spent < budgeted", '"Besteed" is minder dan "Begroot"'),
        ("budget", "not overspent(this, 90)", "niet meer dan 90 procent is besteed"),
        ("budget", "not running(this)", "het jaar is voorbij"),
        ("organisations", "not quiet(this, 1)", "er was in 1 maand een contactmoment"),
        ("budget", "spent * 2 > budgeted", '"spent * 2 > budgeted"'),
    ],
)
def test_a_condition_in_words(about: str, source: str, words: str) -> None:
    """What is not simple enough is quoted as it was written."""
    assert WORDS.message(condition_words(source, about, shipped_schemas())) == words


@pytest.mark.parametrize(
    ("about", "source", "words"),
    [
        ("budget", "date(year + 1, 3, 1)", '1 maart van het jaar na "Jaar"'),
        ("budget", "date(year, 3, 1)", '"date(year, 3, 1)"'),
        ("budget", "date(year + 1, 3)", '"date(year + 1, 3)"'),
        ("contacts", "months(active_from, -1)", '"months(active_from, -1)"'),
        ("contacts", "active(contacts)", '"active(contacts)"'),
        ("actions", "working_days(due_on, -2)", '2 werkdagen voor "Einddatum"'),
        (
            "trainings",
            "months(held_on, valid_months)",
            'zoveel maanden als "Geldig (maanden)" na "Datum"',
        ),
    ],
)
def test_a_date_in_words(about: str, source: str, words: str) -> None:
    """The same."""
    assert WORDS.message(date_words(source, about, shipped_schemas())) == words


@pytest.mark.parametrize(
    ("about", "source", "words"),
    [
        (
            "dialogues",
            "contact and contact.email",
            'het adres in "E-mail" in Aandachtsfunctionarissen',
        ),
        ("trainings", "participants", "iedereen die er in Deelnemers bij staat"),
        ("organisations", "contacts", "iedereen die er in Aandachtsfunctionarissen bij staat"),
        (
            "dialogues",
            "contact or owner",
            "de contactpersoon (of, als dat leeg is, de eigenaar van de rij)",
        ),
        (
            "trainings",
            "trainer_contacts(this)",
            "de actieve contactpersonen van de organisatie van de trainer",
        ),
    ],
)
def test_a_recipient_in_words(about: str, source: str, words: str) -> None:
    """The same."""
    entry = compile_expression(source)
    assert WORDS.message(recipient_words(entry, about, shipped_schemas())) == words
