"""The demo's mails as a browser draws them on the narrowest telephone."""

from __future__ import annotations

from pathlib import Path

from tests.browser import WIDTHS, draw
from tests.mails import in_folder

NARROW = WIDTHS[0]


def test_no_mail_is_wider_than_the_narrowest_telephone(demo: Path, tmp_path: Path) -> None:
    """Nobody has to scroll sideways, and every mail has something to read."""
    pages = {name: mail.get_body(("html",)).get_content() for name, mail in in_folder(demo).items()}
    found = draw(pages, tmp_path, width=NARROW)
    assert found.keys() == pages.keys()
    assert {name: one.width for name, one in found.items() if one.width > NARROW} == {}
    assert min(one.letters for one in found.values()) > 200


def test_a_page_that_is_too_wide_is_noticed(tmp_path: Path) -> None:
    """The measure itself: a box of 400 pixels needs 400."""
    wide = '<!doctype html><div style="width:400px">Te breed</div>'
    assert draw({"wide": wide}, tmp_path, width=NARROW)["wide"].width > NARROW
