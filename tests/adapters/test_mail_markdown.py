"""Markdown columns in mails."""

from __future__ import annotations

import re

import pytest

from automations.engine.mail.markdown import markdown_html, markdown_text


def test_marks_become_html_and_disappear_from_the_text() -> None:
    """Bold, a link and a heading look right in both."""
    source = "# Kop\n\nOp **17 november**, zie [het programma](https://dordrecht.example/p)."
    assert markdown_html(source) == (
        "<h3>Kop</h3>\n<p>Op <strong>17 november</strong>, zie "
        '<a href="https://dordrecht.example/p">het programma</a>.</p>'
    )
    assert markdown_text(source) == (
        "Kop\n\nOp 17 november, zie het programma (https://dordrecht.example/p)."
    )


def test_lists_keep_their_shape_in_plain_text() -> None:
    """Items stand under each other, a list inside one is indented, two lists stay apart."""
    source = "Breng mee:\n\n- pas\n- pen\n  - blauw\n\n1. lezen\n2. tekenen\n"
    assert markdown_text(source) == (
        "Breng mee:\n\n\u2013 pas\n\u2013 pen\n  \u2013 blauw\n\n1. lezen\n2. tekenen"
    )


@pytest.mark.parametrize("start", [1, 9])
def test_a_numbered_list_counts_on_from_its_first_number(start: int) -> None:
    """The list of step 9 begins with 9, as it does in the HTML."""
    assert markdown_text(f"{start}. a\n{start + 1}. b") == f"{start}. a\n{start + 1}. b"


def test_quotes_breaks_and_rules_are_kept_in_plain_text() -> None:
    """What structures the text is still to be seen."""
    source = "> een citaat\n\nregel een  \nregel twee\n\n***\n\n    code"
    assert markdown_text(source) == "> een citaat\n\nregel een\nregel twee\n\n* * *\n\ncode"


def test_an_address_that_is_its_own_words_is_written_once() -> None:
    """No "https://x (https://x)"."""
    assert markdown_text("<https://dordrecht.example>") == "https://dordrecht.example"
    assert markdown_text("[a@b.example](mailto:a@b.example)") == "a@b.example"
    assert markdown_text("[bel niet](mailto:a@b.example)") == "bel niet (a@b.example)"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "tekst <img src=x onerror=alert(1)>",
        "<div onclick='x'>blok</div>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](http://onveilig.example)",
        "[x](//onveilig.example)",
        "![x](http://onveilig.example/p.png)",
        '[x]("><script>)',
    ],
)
def test_nothing_but_a_safe_link_becomes_an_element(source: str) -> None:
    """HTML, images and other schemes stay the text that they were."""
    elements = set(re.findall(r"<(\w+)", markdown_html(source)))
    assert elements <= {"p"}
    assert "script" not in source or "script" in markdown_text(source)


def test_an_image_becomes_a_link_so_that_nothing_is_loaded() -> None:
    """A mail that loads a picture tells its sender who opened it."""
    html = markdown_html("![foto](https://dordrecht.example/foto.png)")
    assert "<img" not in html
    assert 'href="https://dordrecht.example/foto.png"' in html
