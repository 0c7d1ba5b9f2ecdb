"""Every mail of every rule and automation, as people see it.

The gallery itself is `tests/gallery.py`; here stands what must hold for every page of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from automations.engine.workspace import SHIPPED, open_workspace
from tests.browser import WIDTHS, Drawn, Scheme, draw
from tests.gallery import Shown, gallery, write
from tests.reminding import shipped_rules

SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@pytest.fixture(scope="module")
def shown(demo: Path) -> tuple[Shown, ...]:
    """Make every mail once."""
    return gallery(demo)


@pytest.fixture(scope="module")
def drawn(
    shown: tuple[Shown, ...], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[int, Scheme], dict[str, Drawn]]:
    """Draw every mail at each width and in each scheme; axe looks at the narrow ones."""
    folder = tmp_path_factory.mktemp("drawn")
    pages = {one.name: one.html for one in shown}
    return {
        (width, scheme): draw(pages, folder, width=width, scheme=scheme, axe=width == WIDTHS[0])
        for width in WIDTHS
        for scheme in SCHEMES
    }


def test_every_rule_has_its_mail(shown: tuple[Shown, ...]) -> None:
    """A rule that the example never lets speak was never looked at."""
    rules = {one.of for one in shown if one.name.startswith("regel-")}
    assert rules == {rule.name for rule in shipped_rules()}


def test_every_template_has_a_mail(shown: tuple[Shown, ...]) -> None:
    """Also those of mails that no rule sends."""
    files = (SHIPPED / "templates" / "mail").glob("[!_]*.subject.j2")
    assert {one.template for one in shown} == {
        path.name.removesuffix(".subject.j2") for path in files
    }


def test_every_automation_that_mails_has_a_mail(demo: Path, shown: tuple[Shown, ...]) -> None:
    """Reminders go by their rules; the guide is a file, and goes with the newsletter."""
    mailing = {one.name for one in open_workspace(demo).automations} - {"network_guide"}
    assert mailing - {one.of for one in shown} <= {"reminders", "snapshot"}


def test_a_mail_has_a_subject_that_is_read_whole_and_a_text_that_fits(
    shown: tuple[Shown, ...],
) -> None:
    """At most 78 characters and no hole; no doubled blank line, no trailing blanks, no markup."""
    for one in shown:
        assert 10 <= len(one.subject) <= 78, one.name
        assert "\n\n\n" not in one.text, one.name
        assert all(line == line.rstrip() for line in one.text.split("\n")), one.name
        for sign in ("{{", "}}", "{%", "None", "<p>", "&amp;", "  –"):
            assert sign not in one.text, (one.name, sign)


def test_text_and_html_say_the_same(shown: tuple[Shown, ...]) -> None:
    """Each word of the plain text of some length stands in the HTML too."""
    for one in shown:
        page = one.html
        words = {word.strip(".,:;()").lower() for word in one.text.split() if word.isalpha()}
        missing = {word for word in words if len(word) > 9 and word not in page.lower()}
        assert missing == set(), one.name


def test_nobody_scrolls_sideways(drawn: dict[tuple[int, Scheme], dict[str, Drawn]]) -> None:
    """On a telephone or a desk, in the light or the dark."""
    for (width, scheme), pages in drawn.items():
        too_wide = {name: page.width for name, page in pages.items() if page.width > width}
        assert too_wide == {}, (width, scheme)
        assert min(page.letters for page in pages.values()) > 150


def test_the_dark_is_really_dark(drawn: dict[tuple[int, Scheme], dict[str, Drawn]]) -> None:
    """Else what holds in the dark would have been looked at in the light."""
    for (_, scheme), pages in drawn.items():
        assert {page.dark for page in pages.values()} == {scheme == "dark"}


def test_axe_finds_nothing_serious(drawn: dict[tuple[int, Scheme], dict[str, Drawn]]) -> None:
    """Contrast, names of links, language, tables: in the light and in the dark."""
    for scheme in SCHEMES:
        found = {name: page.serious for name, page in drawn[WIDTHS[0], scheme].items()}
        assert {name: serious for name, serious in found.items() if serious} == {}, scheme


def test_axe_and_the_measure_notice_what_is_wrong(tmp_path: Path) -> None:
    """A page with grey letters, a picture without words, and a box of 400 pixels."""
    page = (
        '<!doctype html><html lang="nl"><title>x</title><body style="background:#fff">'
        '<p style="color:#bbb">Nauwelijks te lezen</p><img src="data:,"/>'
        '<div style="width:400px">Te breed</div>'
    )
    (seen,) = draw({"slecht": page}, tmp_path, axe=True).values()
    assert {"color-contrast", "image-alt"} <= {rule for _, rule, _ in seen.serious}
    assert seen.width > WIDTHS[0]


def test_a_mail_that_is_too_bright_in_the_dark_is_noticed(tmp_path: Path) -> None:
    """Dark letters on a card that turns dark, and only there."""
    page = (
        '<!doctype html><html lang="nl"><title>x</title><style>@media (prefers-color-scheme: dark)'
        "{ body { background: #1a2327 !important } }</style>"
        '<body style="color:#1f2d34;background:#fff"><p>Tekst</p>'
    )
    light, dark = (
        draw({"x": page}, tmp_path, scheme=scheme, axe=True)["x"].serious for scheme in SCHEMES
    )
    assert light == ()
    assert [rule for _, rule, _ in dark] == ["color-contrast"]


def test_the_gallery_has_a_page_and_a_text_for_every_mail(
    shown: tuple[Shown, ...], tmp_path: Path
) -> None:
    """`python -m tests.gallery FOLDER` writes these."""
    index = write(shown, tmp_path).read_text("utf-8")
    for one in shown:
        assert f'href="{one.name}.html"' in index
        assert (tmp_path / f"{one.name}.txt").read_text("utf-8") == one.text
        assert (tmp_path / f"{one.name}.html").stat().st_size > len(one.html)
