"""Text from a cell is text in every mail: never a header, an element or a template."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.intents import Mail
from automations.engine.mail.compose import ComposeError
from tests.mails import (
    COMPOSER,
    MONDAY,
    Elements,
    alone,
    digest,
    every_mail,
    newsletter,
    parsed,
    reminder,
    text_of,
)

NAUGHTY = {
    "crlf": "Kop\r\nBcc: dief@kwaad.example\r\n\r\n<b>tekst</b>",
    "jinja": "{{ 7*7 }} {% for x in range(9) %}",
    "script": "<script>alert('1')</script> <img src=x onerror=alert(1)> & \"c\" & d",
    "formula": "=cmd|' /C calc'!A0 +1 @SUM(1)",
    "encoded": "=?utf-8?q?Bcc=3A_dief=40kwaad.example?= en meer",
    "right-to-left": "\u202egnp.exe \u200f\u05e2\u05d1\u05e8\u202c",
    "emoji": "Gezellig 👩‍👩‍👧‍👦 café 😀",
    "boundary": "--=_0000\nContent-Type: text/html\n\n.\nFrom de wijk",
    "long": "Signaal " * 1250,
    "long-word": "x" * 10_000,
}


def squeezed(text: str) -> str:
    """Leave out blanks, which layout may change."""
    return re.sub(r"\s+", "", text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_a_subject_is_read_as_it_was_written(text: str) -> None:
    """Every text survives the header, at most 78 characters of it, in one line."""
    headline = "Actie " + text
    subject = COMPOSER.render(alone("urgent", reminder(headline=headline))).subject
    assert len(subject) <= 78
    whole = " ".join(headline.split())
    assert subject == whole or (subject.endswith("…") and whole.startswith(subject[:-1]))
    assert parsed(alone("urgent", reminder(headline=headline)))["Subject"] == subject


def test_words_behind_a_headline_that_was_cut_stay_where_they_are() -> None:
    """What turns the writing direction around ends where the headline is cut."""
    headline = "Actie \u202e" + "naam " * 20
    subject = COMPOSER.subject(digest(reminder(headline=headline), reminder()))
    assert re.fullmatch("Actie \u202e.+…\u202c, en nog 1 ding", subject)


def test_no_line_is_longer_than_a_server_takes() -> None:
    """RFC 5322 allows 998 octets."""
    for mail in every_mail(NAUGHTY["long-word"]).values():
        assert max(map(len, COMPOSER.render(mail).content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("text", NAUGHTY.values(), ids=list(NAUGHTY))
@pytest.mark.parametrize("kind", list(every_mail("x")))
def test_text_from_a_cell_stays_text(kind: str, text: str) -> None:
    """No header, no element, no template comes out of a cell, and no text is lost."""
    plain, harmless = every_mail(text)[kind], every_mail("x")[kind]
    message, expected = parsed(plain), parsed(harmless)
    assert message.keys() == expected.keys()
    assert message["To"] == expected["To"]
    assert [part.get_content_type() for part in message.walk()] == [
        part.get_content_type() for part in expected.walk()
    ]
    html = Elements(text_of(message, "html"))
    allowed = Elements(text_of(expected, "html")).tags | {"ul", "li", "br", "blockquote", "h3"}
    assert html.tags <= allowed
    assert not {name for name, _ in html.attributes} & {"onerror", "onclick", "src"}
    assert squeezed(text) in squeezed(text_of(message))
    assert squeezed(text) in squeezed(html.text)
    assert "49" not in text_of(message)


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_a_control_character_is_refused_in_a_header_and_shown_in_a_body(character: str) -> None:
    """A subject with one is no mail; in a body it becomes a replacement character."""
    with pytest.raises(ComposeError, match="teken dat geen tekst is"):
        COMPOSER.render(alone("urgent", reminder(headline=f"a{character}b")))
    message = parsed(alone("urgent", reminder(f"a{character}b")))
    assert "a\ufffdb" in text_of(message)
    assert "a\ufffdb" in text_of(message, "html")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "geen adres",
        "an@dordrecht.example, dief@kwaad.example",
        "an@dordrecht.example\r\nBcc: dief@kwaad.example",
        "an@dordrecht.example\x00",
        "Naam\n <an@dordrecht.example>",
        "an@dordrecht",
    ],
)
def test_an_address_that_is_not_one_is_refused(address: str) -> None:
    """One recipient per message, validated; the error says so in Dutch."""
    with pytest.raises(ComposeError, match=r"geen adres|geen tekst"):
        COMPOSER.render(Mail(("k",), address, "digest", digest().about, MONDAY))


def test_an_address_with_a_foreign_domain_is_written_as_dns_knows_it() -> None:
    """A domain with an accent becomes its ASCII form."""
    message = parsed(digest(to="an@gemeënte.example"))
    assert str(message["To"]) == "an@xn--gemente-uya.example"


def test_markdown_is_read_only_where_the_column_says_so() -> None:
    """In the newsletter's text two stars are bold; in a reminder they are two stars."""
    assert "<strong>nu</strong>" in text_of(parsed(newsletter("**nu**")), "html")
    assert "**nu**" in text_of(parsed(digest(reminder("**nu**"))), "html")
