"""A row of drop-downs is the same rule as its YAML, and what is typed in it is only a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from automations.engine.core.cells import balanced
from automations.engine.core.decision import Decision, Outcome
from automations.engine.core.describe import describe
from automations.engine.core.digest import digest, digests_in
from automations.engine.core.due import due
from automations.engine.core.holds import own_holds, reasons_to_keep
from automations.engine.core.intents import History, Item, Mail, Reminder, Unseen
from automations.engine.core.markdown_text import as_markdown
from automations.engine.core.own_rows import Mistake, read_row
from automations.engine.core.own_rules import OwnRules, not_running, own_rules, up_to_date
from automations.engine.core.register import Register
from automations.engine.core.rules import Rule
from automations.engine.core.schema import Schemas
from automations.engine.mail.markdown import markdown_html, markdown_text
from automations.engine.rule_files import phrases_of
from tests.mails import Elements
from tests.naughty import STRINGS
from tests.registers import register_of, shipped_schemas
from tests.reminding import CALENDAR, COORDINATOR, SETTINGS, WORDS, ask, rules_from

AN = "an@city.example"
MONDAY = date(2016, 10, 3)
ROW = {
    "rule_id": "persmap",
    "about": "Acties",
    "column_1": "Status",
    "is_1": "is",
    "value_1": "loopt",
    "anchor": "Einddatum",
    "send": "14 dagen ervoor; op de dag; daarna elke 7 dagen",
    "to": "Eigenaar",
    "subject": "Bijna zover: {Actie}",
    "text": "Actie {Code} moet op {Einddatum} klaar zijn.",
    "active": True,
}
SAME = """
    persmap:
      about: actions
      when: status == "loopt"
      anchor: due_on
      send: [-14 days, 0 days, every 7 days]
      to: owner
      headline: "Bijna zover: {title}"
      says: "Actie {action_id} moet op {due_on} klaar zijn."
    """


def compiled(row: dict[str, object] | None = None, **sheets: object) -> tuple[Rule, ...]:
    """Compile one row of the tab, with those changes to it."""
    return own(row, **sheets).rules


def own(row: dict[str, object] | None = None, **sheets: object) -> OwnRules:
    """Compile one row, and tell whether it is one that cannot be a rule."""
    register = register_of(rules=[{**ROW, **(row or {})}], **sheets)  # type: ignore[arg-type]
    return own_rules(register, SETTINGS, phrases_of(WORDS), WORDS.value)


def actions(*rows: dict[str, object]) -> Register:
    """Return a register of actions."""
    first = {"action_id": "A-01", "title": "Persmap", "owner": AN, "status": "loopt"}
    return register_of(actions=[{**first, **row} for row in rows], organisations=[])


DAYS = st.integers(-40, 40).map(lambda ahead: MONDAY + timedelta(days=ahead)) | st.none()
FAULTS = ["status", "due_on", "title", "starts_on", "progress", "partners"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(["loopt", "gepland", None]),
            "due_on": DAYS,
            "starts_on": DAYS,
            "progress": st.sampled_from(["Bijna.", None]),
            "partners": st.sampled_from([(), ("ORG-01",), ("ORG-01", "ORG-02")]),
            "owner": st.sampled_from([AN, None]),
            "faults": st.sampled_from([(), (), (), *((name,) for name in FAULTS)]),
        }
    ),
    max_size=4,
)
EQUAL = [
    ({}, 'status == "loopt"'),
    ({"is_1": "is niet"}, 'status != "loopt"'),
    ({"column_1": "Voortgang", "is_1": "leeg", "value_1": None}, "not progress"),
    ({"column_1": "Voortgang", "is_1": "gevuld", "value_1": None}, "progress"),
    ({"column_1": "Start", "is_1": "leeg", "value_1": None}, "starts_on is none"),
    ({"column_1": "Start", "is_1": "vóór vandaag", "value_1": None}, "starts_on < today"),
    ({"column_1": "Start", "is_1": "na vandaag", "value_1": None}, "starts_on > today"),
    ({"column_1": "Start", "value_1": "3-10-2016"}, "starts_on == date(2016, 10, 3)"),
    ({"column_1": "Partners", "value_1": "ORG-02"}, '"ORG-02" in partners'),
    (
        {"column_2": "Start", "is_2": "vóór vandaag"},
        'status == "loopt" and starts_on < today',
    ),
]


@pytest.mark.parametrize(("row", "when"), EQUAL)
@given(ROWS, st.integers(0, 20))
def test_a_row_of_the_tab_decides_as_its_yaml_does(
    row: dict[str, object], when: str, rows: list[dict[str, object]], ahead: int
) -> None:
    """On any day, over any rows: who hears what, and why the others do not."""
    register = actions(*({**row, "action_id": f"A-{n:02}"} for n, row in enumerate(rows)))
    today = MONDAY + timedelta(days=ahead)
    mee = [{"organisation_id": "ORG-02", "name": "MEE"}]
    mine = ask(compiled(row, organisations=mee), register, today)
    yaml = ask(same(when), register, today)
    assert [(one.item, one.sentence, one.headline, one.reason) for one in mine.reminders] == [
        (one.item, one.sentence, one.headline, one.reason) for one in yaml.reminders
    ]
    if "date(" in when:  # of which a file says less in words
        assert len(mine.reasons) == len(yaml.reasons)
    else:
        assert mine.reasons == yaml.reasons


@cache
def same(when: str) -> tuple[Rule, ...]:
    """Return the rule of a file that says the same."""
    return rules_from(SAME.replace('status == "loopt"', f"'{when}'"))


LOOPT = {"value_1": "loopt"}
CONDITIONS = [
    ({"is_1": "is niet", **LOOPT}, [], ["gepland"]),
    ({"column_1": "Voortgang", "is_1": "leeg"}, ["loopt", "gepland"], []),
    ({"column_1": "Voortgang", "is_1": "gevuld"}, [], []),
    ({"column_1": "Actie", "value_1": " PERSMAP "}, ["loopt", "gepland"], []),
    ({"column_1": "Partners", "value_1": "MEE"}, ["loopt"], []),
    ({"column_1": "Partners", "is_1": "is niet", "value_1": "ORG-01 – MEE"}, [], ["gepland"]),
    ({**LOOPT, "column_2": "Einddatum", "is_2": "vóór vandaag"}, [], []),
    ({**LOOPT, "column_2": "Start", "is_2": "vóór vandaag"}, ["loopt"], []),
    ({**LOOPT, "column_2": "Start", "is_2": "na vandaag"}, [], []),
    ({"column_1": "Start", "is_1": "is", "value_1": "1-9-2016"}, ["loopt", "gepland"], []),
]


@pytest.mark.parametrize(("row", "with_loopt", "with_gepland"), CONDITIONS)
def test_each_word_of_the_list_asks_what_it_says(
    row: dict[str, object], with_loopt: list[str], with_gepland: list[str]
) -> None:
    """Is niet, leeg, gevuld, vóór and na vandaag, and two conditions that must both hold."""
    register = actions(
        *(
            {
                "status": status,
                "due_on": MONDAY,
                "starts_on": date(2016, 9, 1),
                "action_id": key,
                "partners": partners,
            }
            for status, key, partners in (("loopt", "A-01", ("ORG-01",)), ("gepland", "A-02", ()))
        )
    )
    mee = [{"organisation_id": "ORG-01", "name": "MEE"}]
    rules = compiled({"value_1": None, **row}, organisations=mee)
    told = {one.item.key for one in ask(rules, register, MONDAY).reminders}
    statuses = {"A-01": "loopt", "A-02": "gepland"}
    assert {statuses[key] for key in told} == set(with_loopt) | set(with_gepland)


@pytest.mark.parametrize(
    "row",
    [
        {"active": False},
        {"faults": ("send",)},
        {"about": "Signalen"},
        {"about": "Nergens"},
        {"column_1": "Nergens"},
        {"value_1": "geen status"},
        {"value_1": None},
        {"anchor": "Actie"},
        {"send": "ooit"},
        {"to": "Actie"},
        {"to": "relatiebeheerder"},
        {"to": "aandachtsfunctionarissen"},
        {"text": "{Nergens}"},
        {"text": "{% set x = 1 %}"},
        {"text": "{{ today }}"},
        {"subject": "{# niets #}"},
    ],
)
def test_a_row_that_is_off_or_says_what_cannot_be_does_nothing(row: dict[str, object]) -> None:
    """What is wrong with it is a finding at its cell, and a run says that it does nothing."""
    register = register_of(rules=[{**ROW, **row}], organisations=[])
    assert own_rules(register, SETTINGS, phrases_of(WORDS), WORDS.value).rules == ()
    told = [WORDS.message(one.reason) for one in not_running(register, SETTINGS, MONDAY)]
    assert len(told) == (0 if row == {"active": False} else 1)
    assert all(one.startswith("De regel doet niets: er is iets mis met ") for one in told)


@pytest.mark.parametrize("text", STRINGS)
def test_whatever_stands_in_a_cell_stays_text(text: str) -> None:
    """As a value to compare with, and as what a brace stands for: nothing is compiled."""
    rules = compiled(
        {"column_1": "Actie", "value_1": text, "subject": "Over {Actie}", "text": "Lees {Actie}."}
    )
    typed = balanced(text)  # as the sheet is read
    register = actions({"title": typed, "due_on": MONDAY}, {"action_id": "A-02", "due_on": MONDAY})
    (one,) = ask(rules, register, MONDAY).reminders
    assert one.item.key == "A-01"
    line = " ".join(typed.split())
    assert (one.headline, one.sentence) == (f"Over {line}", f"Lees {line}.")
    assert markdown_text(one.page) == f"Lees {line}."
    seen = Elements(str(markdown_html(one.page)))
    assert (seen.tags, seen.text.strip()) == ({"p"}, f"Lees {line}.")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1))
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    """Whatever the marks in it; a line break would be one blank."""
    line = " ".join(text.split())
    assume(line)
    seen = Elements(str(markdown_html(f"a {as_markdown(line)} b")))
    assert (seen.tags, seen.text.strip()) == ({"p"}, f"a {line} b")


def test_the_text_of_a_rule_is_markdown_with_its_paragraphs() -> None:
    """The coordinator wrote it; the values of the row are only values."""
    text = "Beste *collega*,\n\n- {Actie}\n- [de site](https://dordrecht.example)"
    register = actions({"title": "**Pers** & <b>map</b>", "due_on": MONDAY})
    (one,) = ask(compiled({"text": text}), register, MONDAY).reminders
    assert markdown_html(one.page) == (
        "<p>Beste <em>collega</em>,</p>\n<ul>\n<li>**Pers** &amp; &lt;b&gt;map&lt;/b&gt;</li>\n"
        '<li><a href="https://dordrecht.example">de site</a></li>\n</ul>'
    )
    assert one.sentence.startswith("Beste *collega*, - **Pers** & <b>map</b>")


def test_a_moved_date_is_said_in_a_paragraph_of_its_own() -> None:
    """As other rules say it behind their sentence."""
    before = ask(compiled(), actions({"due_on": MONDAY}), MONDAY).history
    later = actions({"due_on": MONDAY + timedelta(days=14)})
    (one,) = ask(compiled(), later, MONDAY, before).reminders
    assert markdown_text(one.page) == (
        "Actie A-01 moet op 17 oktober 2016 klaar zijn.\n\n"
        "Let op: de datum is veranderd. Eerst was het 3 oktober 2016, nu 17 oktober 2016."
    )


def test_values_are_written_as_people_write_them() -> None:
    """Dates in words, money with a comma, yes and no, a reference by its name."""
    register = register_of(
        organisations=[{"organisation_id": "ORG-01", "name": "MEE", "owner": AN}],
        contact_moments=[
            {
                "moment_id": "C2016-001",
                "organisation_id": "ORG-01",
                "held_on": MONDAY,
                "done": False,
                "support": "geen",
            }
        ],
    )
    row = {
        "about": "Contactmomenten",
        "column_1": "Afgehandeld",
        "value_1": "nee",
        "anchor": "Datum",
        "send": "op de dag",
        "to": "relatiebeheerder",
        "subject": "{Organisatie}",
        "text": "{Datum} {Afgehandeld} {Ondersteuning} {Afspraak}.",
    }
    (one,) = ask(compiled(row), register, MONDAY).reminders
    assert (one.headline, one.sentence) == ("MEE", "3 oktober 2016 nee geen .")


def test_what_is_for_colleagues_goes_to_no_other_address() -> None:
    """Free text stays inside, also when a column for colleagues holds another address."""
    rules = compiled({"text": "{Voortgang}"})
    inside = actions({"due_on": MONDAY, "progress": "Bijna."})
    outside = actions({"due_on": MONDAY, "progress": "Bijna.", "owner": "bo@partner.example"})
    assert ask(rules, inside, MONDAY).recipients == [AN]
    told = ask(rules, outside, MONDAY)
    assert (told.recipients, told.reasons) == (
        [],
        ["Dit adres is niet van de gemeente, en de tekst is alleen voor collega's."],
    )
    assert ask(compiled(), outside, MONDAY).recipients == ["bo@partner.example"]


HEAD = 'persmap: op "Einddatum" gaat er bericht over een rij in Acties naar'
SENTENCES = [
    ({}, f'{HEAD} de eigenaar van de rij, zolang geldt: "Status" is loopt.'),
    (
        {"column_2": "Partners", "is_2": "is niet", "value_2": "ORG-01", "to": "coordinator"},
        f'{HEAD} de coördinator, zolang geldt: "Status" is loopt en "Partners" bevat niet ORG-01.',
    ),
    (
        {"column_2": "Start", "is_2": "na vandaag", "to": "coordinator"},
        f'{HEAD} de coördinator, zolang geldt: "Status" is loopt en "Start" ligt na vandaag.',
    ),
    (
        {"column_1": "Voortgang", "is_1": "leeg", "value_1": None},
        f'{HEAD} de eigenaar van de rij, zolang geldt: "Voortgang" is leeg.',
    ),
]


@pytest.mark.parametrize(("row", "sentence"), SENTENCES)
def test_a_rule_is_read_back_as_a_sentence(row: dict[str, object], sentence: str) -> None:
    """The same words as for the rules that ship."""
    mee = [{"organisation_id": "ORG-01", "name": "MEE"}]
    (rule,) = compiled({"send": "op de dag", **row}, organisations=mee)
    assert describe(rule, WORDS, shipped_schemas()) == sentence


def test_a_role_of_any_name_is_a_recipient() -> None:
    """A city names roles in config.yaml as it likes."""
    settings = replace(SETTINGS, roles={**SETTINGS.roles, "pers & co": ("pers@city.example",)})
    register = register_of(rules=[{**ROW, "to": "Pers & Co"}])
    (rule,) = own_rules(register, settings, phrases_of(WORDS), WORDS.value).rules
    today = actions({"due_on": MONDAY})
    assert ask([rule], today, MONDAY, settings=settings).recipients == ["pers@city.example"]
    assert "naar" in describe(rule, WORDS, shipped_schemas())


def test_who_is_meant_is_found_through_the_organisation() -> None:
    """Its owner, its focal persons, or a role of the configuration."""
    register = register_of(
        organisations=[
            {"organisation_id": "ORG-01", "name": "MEE", "owner": AN, "status": "aangesloten"}
        ],
        contacts=[
            {
                "contact_id": "CP-001",
                "organisation_id": "ORG-01",
                "email": "bo@partner.example",
                "role": ("aandachtsfunctionaris",),
                "active_from": date(2016, 1, 1),
            }
        ],
        contact_moments=[
            {"moment_id": "C2016-001", "organisation_id": "ORG-01", "held_on": MONDAY}
        ],
    )
    row = {
        "about": "Contactmomenten",
        "column_1": "Datum",
        "is_1": "gevuld",
        "value_1": None,
        "anchor": "Datum",
        "send": "op de dag",
        "subject": "Contact",
        "text": "Er was contact.",
    }
    for to, expected in (
        ("relatiebeheerder", AN),
        ("aandachtsfunctionarissen", "bo@partner.example"),
        ("coordinator", COORDINATOR),
    ):
        assert ask(compiled({**row, "to": to}), register, MONDAY).recipients == [expected]


def history_of(*approved: Rule) -> History:
    """Remember that a person saw these rules at work."""
    return History(approved=frozenset((rule.name, rule.meaning) for rule in approved))


def decided(rules: tuple[Rule, ...], history: History, *rows: dict[str, object]) -> Decision:
    """Decide one day with own rules, beside a reminder of another rule to the same person."""
    register = actions(*(rows or ({"due_on": MONDAY},)))
    every = (*rules, *rules_from(SAME.replace("persmap", "shipped")))
    found = due(every, register, MONDAY, history, SETTINGS, CALENDAR)
    reminders = [one for one in found if isinstance(one, Reminder)]
    mails = digest(reminders, [], MONDAY, history, SETTINGS)
    return Decision((Outcome("reminders", tuple(one for one in mails if isinstance(one, Mail))),))


def test_the_first_time_a_person_looks_with_samples_and_the_rest_goes() -> None:
    """Its mail stands alone and waits, however few it reaches; the digest of the day does not."""
    rows = [{"action_id": f"A-{n:02}", "owner": f"c{n}@city.example"} for n in range(1, 6)]
    decision = decided(compiled(), History(), *({**row, "due_on": MONDAY} for row in rows))
    held = [mail for mail in decision.mails if mail.unseen]
    assert [[one.rule for one in mail.items] for mail in held] == [["persmap"]] * 5
    assert {one.rule for mail in decision.mails if not mail.unseen for one in mail.items} == {
        "shipped"
    }
    (one,) = own_holds(decision)
    assert (one.kind, WORDS.message(one.message)) == (
        "own-rule",
        (
            "De eigen regel persmap is nieuw of veranderd en wil 5 mails sturen, zoals "
            "c1@city.example: Bijna zover: Persmap; c2@city.example: Bijna zover: Persmap; "
            "c3@city.example: Bijna zover: Persmap."
        ),
    )
    kept = WORDS.message(reasons_to_keep(decision)["persmap"])
    assert "persmap" in kept
    assert "@" not in kept


def test_what_a_new_rule_tells_one_person_is_one_mail() -> None:
    """And it is no digest of the day: that one has its own."""
    decision = decided(
        compiled(), History(), {"due_on": MONDAY}, {"action_id": "A-02", "due_on": MONDAY}
    )
    assert [len(mail.items) for mail in decision.mails] == [2, 2]
    assert len(digests_in(decision.mails)) == 1


def test_a_rule_that_was_approved_joins_the_digest_until_it_means_something_else() -> None:
    """Its next words wait for nobody; after an edit a person looks again."""
    (rule,) = compiled()
    (edited,) = compiled({"text": "Andere woorden."})
    assert [len(mail.items) for mail in decided((rule,), history_of(rule)).mails] == [2]
    held = [bool(mail.unseen) for mail in decided((edited,), history_of(rule)).mails]
    assert sorted(held) == [False, True]
    assert own_holds(decided((edited,), history_of(rule, edited))) == ()


SAME_MEANING = [
    {"rule_id": "anders"},
    {"value_1": " LOOPT "},
    {"column_1": "status"},
    {"anchor": "due_on"},
    {"to": "eigenaar"},
    {"subject": "Bijna zover: {title}"},
    {"send": "14 dagen ervoor;op de dag; daarna elke 7 dagen"},
]
OTHER_MEANING = [
    {"about": "Overleggen", "anchor": "Datum", "to": "coordinator", "value_1": "gepland"},
    {"value_1": "gepland"},
    {"is_1": "is niet"},
    {"column_2": "Voortgang", "is_2": "leeg"},
    {"anchor": "Start"},
    {"to": "coordinator"},
    {"send": "14 dagen ervoor; op de dag"},
    {"send": "14 werkdagen ervoor; op de dag; daarna elke 7 dagen"},
    {"subject": "Bijna zover"},
    {"text": "Actie {Code} moet op {Einddatum} klaar zijn!"},
]


@pytest.mark.parametrize("row", SAME_MEANING)
def test_another_way_of_writing_the_same_needs_no_second_look(row: dict[str, object]) -> None:
    """Upper case, the English name of a column, a blank more."""
    assert [one.meaning for one in compiled(row)] == [one.meaning for one in compiled()]


@pytest.mark.parametrize("row", OTHER_MEANING)
def test_whatever_changes_what_it_does_changes_its_meaning(row: dict[str, object]) -> None:
    """Every column of the row counts but its name and whether it is on."""
    more = {"subject": "x", "text": "x"} if "about" in row else {}
    (edited,) = compiled({**row, **more})
    assert edited.meaning != compiled()[0].meaning


def test_what_waits_of_a_rule_that_was_edited_is_said_anew() -> None:
    """It never left; what left is never said again."""
    (rule,) = compiled()
    item = Item("persmap", "A-01", MONDAY, "0 days", AN)
    unseen = Unseen("persmap", rule.meaning, frozenset({item}), (AN, "key", MONDAY))
    waiting = History(frozenset({item}), capped=frozenset({unseen.capped}), unseen=(unseen,))
    assert up_to_date(waiting, own()) == waiting
    for now in (own({"text": "Andere woorden."}), own({"active": False}), own({"rule_id": "x-y"})):
        assert up_to_date(waiting, now) == History()
    sent = History(frozenset({item}))
    assert up_to_date(sent, own({"text": "Andere woorden."})) == sent


@pytest.mark.parametrize("row", [{"faults": ("send",)}, {"text": "{Nergens}"}])
def test_what_waits_of_a_row_with_a_mistake_stays(row: dict[str, object]) -> None:
    """Somebody is at work in it; and so it stays where the tab cannot be read."""
    (rule,) = compiled()
    item = Item("persmap", "A-01", MONDAY, "0 days", AN)
    unseen = Unseen("persmap", rule.meaning, frozenset({item}), (AN, "key", MONDAY))
    waiting = History(frozenset({item}), unseen=(unseen,))
    assert up_to_date(waiting, own(row)) == waiting
    nothing = own_rules(register_of(), SETTINGS, phrases_of(WORDS), WORDS.value)
    assert up_to_date(waiting, nothing) == waiting


def test_an_edited_rule_does_not_say_again_what_it_said() -> None:
    """It is known by its name, the row, the date, the moment and the person."""
    register = actions({"due_on": MONDAY})
    first = ask(compiled(), register, MONDAY)
    edited = compiled({"text": "Andere woorden.", "send": "op de dag; 3 dagen erna"})
    assert len(first.reminders) == 1
    assert ask(edited, register, MONDAY, history=first.history).recipients == []


def test_rules_are_compiled_once_for_a_look_and_anew_for_other_settings() -> None:
    """The register keeps them; who is a role may change while no cell does."""
    register = register_of(rules=[{**ROW, "to": "press"}])
    settings = replace(SETTINGS, roles={**SETTINGS.roles, "press": ("pers@city.example",)})
    first = own_rules(register, settings, phrases_of(WORDS), WORDS.value)
    assert own_rules(register, settings, phrases_of(WORDS), WORDS.value) is first
    assert own_rules(register, SETTINGS, phrases_of(WORDS), WORDS.value).broken == {"persmap"}
    taken = own_rules(register, settings, phrases_of(WORDS), WORDS.value, "nl", ["persmap"])
    assert taken.rules == ()


def test_a_reference_to_a_person_shows_the_code() -> None:
    """The name behind it is somebody's, and a mail about a dialogue goes to others."""
    register = register_of(
        actions=[],
        contacts=[{"contact_id": "CP-001", "name": "Jan", "email": "jan@partner.example"}],
        dialogues=[
            {
                "dialogue_id": "D2016-01",
                "held_on": MONDAY,
                "status": "gepland",
                "contact_id": "CP-001",
                "organisers": ("ORG-01",),
            }
        ],
    )
    row = {
        "about": "Dialooggesprekken",
        "value_1": "gepland",
        "anchor": "Datum",
        "send": "op de dag",
        "to": "coordinator",
        "subject": "{Contactpersoon}",
        "text": "{Organisatoren} {Vervolgactie}",
    }
    (one,) = ask(compiled(row), register, MONDAY).reminders
    assert (one.headline, one.sentence) == ("CP-001", "ORG-01")


def test_a_value_that_is_a_row_of_a_tab_that_cannot_be_read_waits_for_that_tab() -> None:
    """It is not wrong: nobody can tell. The tab has a finding that says so."""
    rules = [{**ROW, "column_1": "Partners", "value_1": "MEE"}]
    register = register_of(rules=rules)
    found = own_rules(register, SETTINGS, phrases_of(WORDS), WORDS.value)
    assert (found.rules, found.broken) == ((), {"persmap"})
    mistakes = [read_row(one, register, SETTINGS)[1] for one in register.rules]
    assert mistakes == [(Mistake("value_1"),)]


@pytest.mark.parametrize(
    ("organisations", "said"),
    [
        ([("ORG-01", "MEE"), ("ORG-02", "mee")], "findings.reference-several"),
        ([("ORG-01", "MEE"), ("ORG-02", None)], None),
        ([("ORG-01", None)], "findings.reference"),
    ],
)
def test_a_name_is_one_row_or_none(organisations: list[tuple[str, str]], said: str | None) -> None:
    """Of two with one name nobody can tell which is meant."""
    rows = [{"organisation_id": key, "name": name} for key, name in organisations]
    rules = [{**ROW, "column_1": "Partners", "value_1": "MEE"}]
    register = register_of(rules=rules, organisations=rows)
    (row,) = register.rules
    _, mistakes = read_row(row, register, SETTINGS)
    assert [one.failure.id for one in mistakes if one.failure] == ([said] if said else [])


def test_a_column_of_a_secret_is_in_no_rule() -> None:
    """Also where the rest of its tab is not secret: not to ask for, and not to show."""
    sheets = dict(shipped_schemas().sheets)
    fields = tuple(
        replace(one, sensitive=one.name == "progress") for one in sheets["actions"].fields
    )
    sheets["actions"] = replace(sheets["actions"], fields=fields)
    row = {**ROW, "column_1": "Voortgang", "is_1": "gevuld", "value_1": None, "text": "{Voortgang}"}
    register = register_of(Schemas(sheets), rules=[row])
    (record,) = register.rules
    rule, mistakes = read_row(record, register, SETTINGS)
    assert rule is None
    assert [(one.column, one.failure and one.failure.id) for one in mistakes] == [
        ("column_1", "findings.own-secret"),
        ("text", "findings.own-secret"),
    ]


def test_without_the_tab_there_are_no_rules() -> None:
    """A workspace may do without it."""
    sheets = {name: one for name, one in shipped_schemas().sheets.items() if name != "rules"}
    register = register_of(Schemas(sheets))
    assert own_rules(register, SETTINGS, phrases_of(WORDS), WORDS.value).rules == ()
    assert list(not_running(register, SETTINGS, MONDAY)) == []


def test_a_row_that_works_is_not_named_among_those_that_do_not() -> None:
    """Only what is on and has a mistake."""
    assert list(not_running(register_of(rules=[ROW]), SETTINGS, MONDAY)) == []
