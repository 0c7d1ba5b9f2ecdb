"""Mail templates: checked before any mail is made, and run in a sandbox."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from automations.engine.mail.compose import ComposeError
from automations.engine.mail.templates import Templates
from automations.engine.words import Words
from tests.mails import (
    COMPOSER,
    composer,
    digest,
    every_mail,
    parsed,
    text_of,
)


def test_nothing_is_loaded_from_anywhere() -> None:
    """No picture, no style sheet, no font: nobody learns who opened a mail."""
    for mail in every_mail("x").values():
        html = text_of(parsed(mail), "html")
        assert not re.search(r"<(img|link|script|iframe)|url\(|@import", html)


def test_a_template_of_the_workspace_replaces_the_shipped_one(tmp_path: Path) -> None:
    """By file name; the other two of the trio stay."""
    (tmp_path / "digest.subject.j2").write_text("Vandaag: {{ reminders|length }}")
    assert COMPOSER.subject(digest()) != "Vandaag: 1"
    assert composer(tmp_path).subject(digest()) == "Vandaag: 1"


def test_the_shipped_templates_have_no_mistakes() -> None:
    """Every name that they use exists."""
    assert COMPOSER.check_templates() == ()


@pytest.mark.parametrize(
    ("file", "source", "line", "word"),
    [
        ("digest.txt.j2", "Dag,\n\n{{ remindrs|length }}", 3, "remindrs"),
        ("digest.txt.j2", "{% for r in reminders %}\n{{ r.sentense }}{% endfor %}", 2, "sentense"),
        ("digest.txt.j2", "{% for r in reminders %}{{ r.item.anker }}{% endfor %}", 1, "anker"),
        ("digest.txt.j2", "{{ (reminders|first).headlin }}", 1, "headlin"),
        ("newsletter.txt.j2", "{{ edition.subjekt }}", 1, "subjekt"),
        ("newsletter.txt.j2", "{% for i in edition.items %}{{ i.titel }}{% endfor %}", 1, "titel"),
        ("newsletter.txt.j2", "\n{{ contact.organisation.naam }}", 2, "naam"),
        ("newsletter.txt.j2", '{{ items|selectattr("soort")|list }}', 1, "soort"),
        (
            "training_reminder.txt.j2",
            "{% set t = row.training %}\n{{ t.titel }}",
            2,
            "titel",
        ),
        ("_foot.txt.j2", "{{ reminders }}", 1, "reminders"),
        ("digest.txt.j2", "{% if %}", 1, "Expected an expression"),
        ("digest.txt.j2", "a\n{{ phone|telefoon }}", 2, "telefoon"),
        ("digest.txt.j2", '{% include "_voet.txt.j2" %}', 1, "_voet"),
        ("digest.mjml.j2", '<mjml>\n<mj-include path="_kop.mjml.j2" /></mjml>', 2, "_kop"),
        ("digest.mjml.j2", "<mjml><mj-body><mj-text></mjml>", 1, "MJML"),
        (
            "digest.mjml.j2",
            '<mjml><mj-body><mj-image src="https://volg.example/p.gif" /></mj-body></mjml>',
            1,
            "volg.example",
        ),
        (
            "digest.mjml.j2",
            (
                '<mjml><mj-head><mj-style>@import "https://volg.example/s.css";</mj-style></mj-head>'
                "<mj-body></mj-body></mjml>"
            ),
            1,
            "volg.example",
        ),
        ("eigen.txt.j2", "tekst", 1, "eigen.subject.j2|eigen.mjml.j2"),
    ],
)
def test_a_mistake_in_a_template_is_found_at_its_line(
    tmp_path: Path, file: str, source: str, line: int, word: str
) -> None:
    """A misspelt name is found before any mail is made, with file and line."""
    (tmp_path / file).write_text(source)
    words = Words("nl")
    found = [
        (mistake.file, mistake.line, words.message(mistake.message))
        for mistake in composer(tmp_path).check_templates()
    ]
    assert found
    assert all(name.startswith("templates/mail/") for name, _, _ in found)
    assert all(place == line for _, place, _ in found)
    assert any(re.search(word, f"{name} {text}") for name, _, text in found)


def test_a_template_of_an_own_rule_is_checked_against_its_sheet(tmp_path: Path) -> None:
    """`row` stands for a row of the sheet that the rule is about."""
    for part in ("subject", "txt"):
        (tmp_path / f"eigen.{part}.j2").write_text("{{ row.district }}")
    (tmp_path / "eigen.mjml.j2").write_text("<mjml><mj-body></mj-body></mjml>")
    assert composer(tmp_path).check_templates({"eigen": "dialogues"}) == ()
    wrong = composer(tmp_path).check_templates({"eigen": "actions"})
    assert {mistake.file for mistake in wrong} == {
        "templates/mail/eigen.subject.j2",
        "templates/mail/eigen.txt.j2",
    }


def test_a_template_that_a_rule_names_and_nobody_made_is_missed() -> None:
    """Else the first mail of that rule would be the one to find out."""
    missing = composer().check_templates({"eigen": "dialogues"})
    assert [(one.file, one.message.id) for one in missing] == [
        ("templates/mail/eigen.mjml.j2", "mail.template-missing"),
        ("templates/mail/eigen.subject.j2", "mail.template-missing"),
        ("templates/mail/eigen.txt.j2", "mail.template-missing"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ reminders.append(1) }}",
        "{{ settings }}",
        "{{ range(10**9)|list }}",
        "{{ reminders[0].item.__init__.__globals__ }}",
    ],
)
def test_a_template_cannot_reach_out_of_its_sandbox(tmp_path: Path, source: str) -> None:
    """A city's own template gets data, and nothing else."""
    (tmp_path / "digest.txt.j2").write_text(source)
    with pytest.raises(ComposeError, match=r"digest\.txt\.j2"):
        composer(tmp_path).render(digest())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('De actie "Persmap" (A-03) is klaar.', ["A-03"]),
        ("Kenmerk S2016-041, op 6 oktober 2016.", ["S2016-041", "6 oktober"]),
        ("Er is € 22.000,00 van de € 24.000,00.", ["€ 22.000,00", "€ 24.000,00"]),
        ("De rapportage over 2016-H1.", ["2016-H1"]),
        ("Het GGZ-team belt 5 mensen over <A-03>.", ["A-03"]),
    ],
)
def test_a_code_an_amount_and_a_day_of_a_month_are_not_broken_over_two_lines(
    text: str, kept: list[str]
) -> None:
    """Nor changed: whoever copies a code finds it in the list. What people typed stays text."""
    render = (
        Templates([], Words("nl")).environment(html=True).from_string("{{ text|lines }}").render
    )
    html = render(text=text)
    assert re.findall('<span style="white-space:nowrap">(.*?)</span>', html) == kept
    plain = re.sub("<[^>]*>", "", html)
    assert unescape(plain) == text
