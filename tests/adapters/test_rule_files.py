"""Loading rules: what a file may say, and every mistake with its place."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from automations.engine.core.describe import describe
from automations.engine.core.rules import Offset, Repeat
from automations.engine.rule_files import load_rules
from automations.engine.words import Words
from automations.engine.yaml_files import FileError
from tests.registers import shipped_schemas
from tests.reminding import SETTINGS, WORDS, rules_from, shipped, shipped_rules

GOOD = {
    "about": "actions",
    "when": 'status == "loopt"',
    "anchor": "due_on",
    "send": "[0 days]",
    "to": "owner",
    "says": '"{title}"',
}
SIGNAL = {**GOOD, "about": "signals", "anchor": "next_step_on", "to": "handler"}
SIGNAL |= {"when": "status == 'nieuw'", "says": '"{signal_id}"'}


def mistakes(start: dict[str, str], **changes: str) -> list[tuple[str, int | None, str]]:
    """Return key, line and words of every mistake in a rule with those changes."""
    rule = "\n".join(f"  {key}: {value}" for key, value in {**start, **changes}.items() if value)
    with pytest.raises(FileError) as caught:
        rules_from(f"a-rule:\n{rule}")
    return [(one.place, one.line, WORDS.message(one.message)) for one in caught.value.mistakes]


def test_a_rule_with_every_key_is_read() -> None:
    """Lists and single values; the repeat is taken from the offsets."""
    (rule,) = rules_from(
        """
        a-rule:
          about: actions
          when: status == "loopt" and not completed_on
          anchor: due_on
          send: [-14 days, 5 working days, every 7 days]
          repeat: 2
          to: [owner, coordinator]
          escalate: {after: 14 days, to: [coordinator], says: "{title} ligt stil."}
          headline: "{action_id}"
          says: "{title}"
          template: action_mail
          urgent: true
        """,
        family="own",
    )
    assert (rule.name, rule.family, rule.about) == ("a-rule", "own", "actions")
    assert [part.expression.source for part in rule.when] == [
        'status == "loopt"',
        "not completed_on",
    ]
    assert rule.send == (Offset(-14), Offset(5, working=True))
    assert rule.repeat == Repeat(Offset(7), 2)
    assert [one.source for one in rule.to] == ["owner", "coordinator"]
    assert rule.escalate is not None
    assert rule.escalate.after == Offset(14)
    assert (rule.template, rule.urgent, rule.sensitive) == ("action_mail", True, False)


def test_a_rule_in_the_workspace_replaces_one_of_its_name(tmp_path: Path) -> None:
    """And another name comes beside it."""
    rule = "{name}: {{about: actions, anchor: due_on, send: [0 days], to: owner, says: '{says}'}}\n"
    for folder, text in (
        ("shipped", rule.format(name="one", says="a") + rule.format(name="two", says="b")),
        ("own", rule.format(name="two", says="c") + rule.format(name="three", says="d")),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "rules.yaml").write_text(text, "utf-8")
    loaded = load_rules(
        [tmp_path / "shipped", tmp_path / "own"], shipped_schemas(), WORDS, SETTINGS
    )
    assert {one.name: one.says.source for one in loaded} == {"one": "a", "two": "c", "three": "d"}


def test_every_mistake_of_every_file_is_reported_at_once(tmp_path: Path) -> None:
    """With file, key and line, in the order in which people read."""
    (tmp_path / "a.yaml").write_text(
        dedent(
            """\
            first:
              about: actoins
              anchor: due_on
              send: [0 days]
              to: owner
              says: "x"
            second:
              about: actions
              when: staus == "loopt"
              anchor: due_on
              send: [soon, 3]
              to: owner
              sayz: "x"
            """
        ),
        "utf-8",
    )
    (tmp_path / "b.yaml").write_text("- no rules\n", "utf-8")
    (tmp_path / "c.yaml").write_text("a: [\n", "utf-8")
    with pytest.raises(FileError) as caught:
        load_rules([tmp_path], shipped_schemas(), WORDS)
    found = [(Path(one.file).name, one.place, one.line) for one in caught.value.mistakes]
    assert ("a.yaml", "first.about", 2) in found
    assert ("a.yaml", "second.send.0", 11) in found
    assert ("a.yaml", "second.send.1", 11) in found
    assert ("a.yaml", "second.says", 7) in found
    assert ("a.yaml", "second.sayz", 13) in found
    assert ("b.yaml", "", 1) in found
    assert any(file == "c.yaml" for file, _, _ in found)


def test_a_rule_that_stands_twice_in_one_folder_is_a_mistake(tmp_path: Path) -> None:
    """Which of the two counts would depend on the alphabet."""
    rule = "one: {about: actions, anchor: due_on, send: [0 days], to: owner, says: 'x'}\n"
    (tmp_path / "a.yaml").write_text(rule, "utf-8")
    (tmp_path / "b.yaml").write_text(rule, "utf-8")
    with pytest.raises(FileError) as caught:
        load_rules([tmp_path], shipped_schemas(), WORDS)
    (mistake,) = caught.value.mistakes
    assert Path(mistake.file).name == "b.yaml"
    assert "a.yaml" in WORDS.message(mistake.message)


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"when": 'staus == "loopt"'}, "a-rule.when", "Bedoelde u status?"),
        ({"when": "status =="}, "a-rule.when", "niet te lezen"),
        ({"when": "zzz"}, "a-rule.when", "Mogelijk is: action_id"),
        ({"when": "partner_organisations.name"}, "a-rule.when", "leidt naar meer rijen"),
        ({"when": "title.name"}, "a-rule.when", "leidt"),
        ({"when": 'dialogues["status"]'}, "a-rule.when", "zonder rechte haken"),
        ({"when": "title|upper"}, "a-rule.when", "filter"),
        ({"when": 'dialogues|selectattr("wijk")|list'}, "a-rule.when", '"wijk"'),
        ({"when": "dialogues|map(title)|list"}, "a-rule.when", "naam van een kolom"),
        ({"anchor": "due"}, "a-rule.anchor", "Bedoelde u due_on?"),
        ({"anchor": "noticed", "when": ""}, "a-rule.when", "voorwaarde"),
        ({"send": "[every 7 days]"}, "a-rule.send", "minstens één ander moment"),
        ({"send": "[every 7 days, 0 days]"}, "a-rule.send", "als laatste"),
        ({"send": "[]"}, "a-rule.send", "leeg"),
        ({"send": "[0 days]", "repeat": "3"}, "a-rule.repeat", "every"),
        ({"to": "ownr"}, "a-rule.to", "Bedoelde u owner?"),
        ({"to": "title"}, "a-rule.to", "geen e-mailadressen"),
        ({"to": "dialogues"}, "a-rule.to", "geen e-mailadressen"),
        ({"to": "trainer_contacts(this)"}, "a-rule.to", "een rij van trainings"),
        ({"when": "quiet(this, 6)"}, "a-rule.when", "een rij van organisations"),
        ({"says": '"{other_title}"'}, "a-rule.says", "geen kolom"),
        ({"to": "title or owner"}, "a-rule.to", "geen e-mailadressen"),
        ({"to": "owner if progress else title"}, "a-rule.to", "geen e-mailadressen"),
        ({"to": "progress and title"}, "a-rule.to", "geen e-mailadressen"),
        ({"says": '"{titel}"'}, "a-rule.says", "Bedoelde u title?"),
        ({"says": "'{title|upper}'"}, "a-rule.says", "zonder rechte haken"),
        ({"says": '"{title"'}, "a-rule.says", "niet te lezen"),
        ({"escalate": "{after: soon, to: owner}"}, "a-rule.escalate.after", "geen moment"),
        ({"escalate": "{after: 1 day, to: nobody}"}, "a-rule.escalate.to", "nobody"),
        (
            {"escalate": '{after: 1 day, to: owner, says: "{titel}"}'},
            "a-rule.escalate.says",
            "Bedoelde u title?",
        ),
        (
            {"escalate": '{after: 1 day, to: owner, headline: "{titel}"}'},
            "a-rule.escalate.headline",
            "Bedoelde u title?",
        ),
        ({"urgent": "perhaps"}, "a-rule.urgent", "ja of nee"),
    ],
)
def test_a_mistake_names_its_key_and_the_remedy(
    changes: dict[str, str], place: str, words: str
) -> None:
    """One change to a good rule, one mistake."""
    (found,) = mistakes(GOOD, **changes)
    assert found[0] == place
    assert words in found[2]


@pytest.mark.parametrize("where", ["when", "anchor", "to", "says", "headline"])
@pytest.mark.parametrize(
    "reach",
    [
        "''.__class__",
        "title.__class__",
        "(title).__init__",
        "lipsum()",
        "range(9)",
        "self",
        "cycler",
    ],
)
def test_an_expression_that_reaches_for_more_than_the_row_is_a_mistake(
    where: str, reach: str
) -> None:
    """What a rule may say is columns and a few functions; the rest is refused at load."""
    source = f'"{{{reach}}}"' if where in {"says", "headline"} else f'"{reach}"'
    found = mistakes(GOOD, **{where: source})
    assert found
    assert all(place == f"a-rule.{where}" and said for place, _, said in found)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"to": "coordinator"}, "a-rule.to"),
        ({"to": "owner"}, "a-rule.to"),
        ({"to": "handler or coordinator"}, "a-rule.to"),
        ({"escalate": "{after: 1 day, to: coordinator}"}, "a-rule.escalate.to"),
        ({"says": '"{source}"'}, "a-rule.says"),
        ({"says": '"{organisation.name}"'}, "a-rule.says"),
        ({"headline": '"{route}"'}, "a-rule.headline"),
    ],
)
def test_about_signals_few_may_be_told_and_little_said(changes: dict[str, str], place: str) -> None:
    """Handlers and the mayor's office; reference, dates and status."""
    (found,) = mistakes(SIGNAL, **changes)
    assert found[0] == place


@pytest.mark.parametrize(
    "changes",
    [
        {"about": "organisations", "when": "signals|length", "says": '"{name}"'},
        {"about": "contacts", "when": "organisation.signals|length", "says": '"{name}"'},
        {
            "about": "contacts",
            "when": 'organisation.contacts|map("organisation.signals")|list',
            "says": '"{name}"',
        },
    ],
)
def test_a_rule_about_another_sheet_cannot_reach_signals(changes: dict[str, str]) -> None:
    """Not by a link, nor over another row, nor by naming it inside a filter."""
    anchor = "joined_on" if changes["about"] == "organisations" else "active_from"
    (found,) = mistakes(GOOD, anchor=anchor, to="coordinator", **changes)
    assert "signalenbestand" in found[2]


def test_the_shipped_rules_use_every_key_of_the_format_in_every_family() -> None:
    """So that each has an example to copy."""
    rules = shipped_rules()
    assert {rule.family for rule in rules} == {
        "network",
        "training",
        "programme",
        "governance",
        "signals",
    }
    assert any(rule.template for rule in rules)
    assert any(rule.urgent for rule in rules)
    assert any(rule.escalate and rule.escalate.says for rule in rules)
    assert any(rule.repeat and rule.repeat.every.working for rule in rules)
    assert any(rule.repeat and rule.repeat.times == 12 for rule in rules)
    assert any(rule.anchor is None for rule in rules)
    assert any(len(rule.to) > 1 for rule in rules)
    assert any(offset.working and offset.before for rule in rules for offset in rule.send)
    assert any(rule.anchor and " or " in rule.anchor.source for rule in rules)
    assert {rule.name for rule in rules if rule.sensitive} == {
        rule.name for rule in rules if rule.family == "signals"
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_shipped_rule_reads_back_as_a_sentence_without_code(language: str) -> None:
    """No expression is left to quote, in either language."""
    words = Words(language)
    for rule in shipped_rules():
        sentence = describe(rule, words, shipped_schemas())
        assert sentence.startswith(f"{rule.name}: ")
        assert sentence.endswith(".")
        assert not set("()[]=<>_|") & set(_without_asides(sentence)), sentence


def _without_asides(sentence: str) -> str:
    """Leave out what a sentence itself puts between brackets."""
    sentence = sentence.replace('"Geldig (maanden)"', "")  # a header has brackets of its own
    for aside in ("(of, ", "(or, ", "(daarna ", "(then "):
        while aside in sentence:
            before, _, rest = sentence.partition(aside)
            sentence = before + rest.replace(")", "", 1)
    return sentence


def test_a_rule_reads_back_with_its_headers() -> None:
    """The words of the sheet, not of the code."""
    assert describe(shipped("action-due")[0], WORDS, shipped_schemas()) == (
        'action-due: 14 dagen voor, op en 7 dagen na "Einddatum" (daarna elke 7 dagen, hoogstens '
        "4 keer) gaat er bericht over een rij in Acties naar de eigenaar van de rij, zolang geldt: "
        '"Status" is gepland, loopt of vertraagd; 14 dagen na die datum ook naar de coördinator.'
    )


def test_what_is_not_simple_is_quoted() -> None:
    """Better honest than wrong."""
    (rule,) = rules_from(
        """
        a-rule:
          about: actions
          when: title == progress and (status == "loopt" and 1 < 2)
          anchor: (due_on or starts_on) - days(1 + 1)
          send: [0 days]
          to: owner if title else coordinator
          says: "{title}"
        """
    )
    assert describe(rule, WORDS, shipped_schemas()) == (
        'a-rule: op "(due_on or starts_on) - days(1 + 1)" gaat er bericht over een rij in Acties '
        'naar "owner if title else coordinator", zolang geldt: "title == progress" en '
        '"(status == "loopt" and 1 < 2)".'
    )


@pytest.mark.parametrize(
    ("anchor", "words"),
    [
        ("due_on + days(3)", '3 dagen na "Einddatum"'),
        ("months(due_on, 2)", '2 maanden na "Einddatum"'),
        ("months(due_on, -2)", '"months(due_on, -2)"'),
        ("working_days(due_on, -2)", '2 werkdagen voor "Einddatum"'),
        ("date(2016, 1, 15)", '"date(2016, 1, 15)"'),
        ("date(title + 1, due_on, 15)", '"date(title + 1, due_on, 15)"'),
        ("date(2016 + 1, 1, 15)", '"date(2016 + 1, 1, 15)"'),
        ("due_on + days(1 + 1)", '"due_on + days(1 + 1)"'),
        ("due_on - starts_on", '"due_on - starts_on"'),
        ("date(2016, 1)", '"date(2016, 1)"'),
        ("due_on or today", '"due_on or today"'),
    ],
)
def test_dates_read_back_as_one_would_say_them(anchor: str, words: str) -> None:
    """Or as they were written."""
    rule = f'{{about: actions, anchor: "{anchor}", send: [0 days], to: owner, says: x}}'
    (loaded,) = rules_from(f"a-rule: {rule}")
    assert describe(loaded, WORDS, shipped_schemas()).startswith(f"a-rule: op {words} gaat er")


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ('active(contacts, "overig")', "er is een actieve overig"),
        ("active(contacts)", '"active(contacts)"'),
        ('active(contacts, "overig")|length < 3', "er zijn hoogstens 2 actieve mensen"),
        ('active(contacts, "overig")|length > 3', '"active(contacts, "overig")|length > 3"'),
        ("contacts|length < 3", '"contacts|length < 3"'),
        ('not actions|selectattr("status", "eq", "loopt")|list', "in Acties staat geen rij met"),
        ('actions|selectattr("status")|list', '"actions|selectattr("status")|list"'),
        ("actions|list", '"actions|list"'),
        ("not newsletter", '"Nieuwsbrief" is nee'),
        ("frontline_staff or next_step", '"Eerstelijns medewerkers" is gevuld of "Volgende stap"'),
        ("frontline_staff or 1 > 2", '"frontline_staff or 1 > 2"'),
        ("left_on > joined_on", '"left_on > joined_on"'),
    ],
)
def test_conditions_read_back_as_one_would_say_them(when: str, words: str) -> None:
    """Or as they were written."""
    (loaded,) = rules_from(
        "a-rule:\n  about: organisations\n  anchor: joined_on\n  send: [0 days]\n"
        f"  to: owner\n  says: x\n  when: >-\n    {when}\n"
    )
    assert f"zolang geldt: {words}" in describe(loaded, WORDS, shipped_schemas())


def test_recipients_read_back_as_one_would_say_them() -> None:
    """Roles and functions too; and an empty file has no rules."""
    (rule,) = rules_from(
        "a-rule: {about: contacts, anchor: active_from, send: [0 days], says: x, "
        "to: [email, case_handlers, focal_points(organisation)]}"
    )
    assert '"E-mail", alle dossierhouders en elke actieve' in describe(
        rule, WORDS, shipped_schemas()
    )
    assert rules_from("") == ()


def test_a_filter_after_a_filter_is_checked_as_well() -> None:
    """The rows stay those of the same sheet; the column may be named by its keyword."""
    start = {**GOOD, "to": "coordinator"}
    (found,) = mistakes(start, when="dialogues|list|map(attribute='wijk')|list")
    assert '"wijk"' in found[2]
    good = "\n".join(f"  {key}: {value}" for key, value in start.items() if key != "when")
    fine = "dialogues|list|map(attribute='district')|list"
    assert rules_from(f"a-rule:\n{good}\n  when: {fine}")
