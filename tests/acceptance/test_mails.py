"""Every mail that the demo writes, looked at as a mail program would."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.mails import in_folder

Run = Callable[..., tuple[int, Any]]


def defects(mail: EmailMessage) -> list[object]:
    """Gather what the parser stumbled over, in the mail, its headers and its parts."""
    found: list[object] = []
    for part in mail.walk():
        found += part.defects
        found += [defect for value in part.values() for defect in getattr(value, "defects", ())]
    return found


def test_every_mail_parses_without_a_defect_and_has_text_html_and_headers(demo: Path) -> None:
    """AUTOMATIONS, section 4: what each mail carries."""
    found = in_folder(demo)
    assert len(found) > 20
    for name, mail in found.items():
        assert defects(mail) == [], name
        assert mail.get_body(("plain",)).get_content().strip(), name
        assert "<html" in mail.get_body(("html",)).get_content(), name
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["From"].addresses[0].addr_spec == "netwerk@dordrecht.example"
        assert len(mail["To"].addresses) == 1
        assert mail["Reply-To"]
        assert mail["Date"].datetime is not None
        assert len(mail["Subject"]) <= 78
        assert re.fullmatch(r"<[0-9a-f]+@dordrecht\.example>", mail["Message-ID"])


def test_no_mail_loads_anything_from_elsewhere(demo: Path) -> None:
    """No remote images and no tracking: nothing is fetched when a mail is opened."""
    for name, mail in in_folder(demo).items():
        html = mail.get_body(("html",)).get_content()
        assert not re.search(r"<(img|script|iframe|link)\b|url\(|@import", html), name


def test_every_foot_says_why_and_to_call_about_names_and_signals(demo: Path) -> None:
    """The foot of every mail."""
    for name, mail in in_folder(demo).items():
        for kind in ("plain", "html"):
            text = re.sub(r"\s+", " ", mail.get_body((kind,)).get_content())
            assert "Zet geen namen of signalen in een mail; bel." in text, (name, kind)


def test_newsletters_can_be_left_and_other_mails_are_no_bulk(demo: Path) -> None:
    """List-Unsubscribe stands on newsletters only."""
    leaves = {bool(mail["List-Unsubscribe"]): mail["Subject"] for mail in in_folder(demo).values()}
    assert set(leaves) == {True, False}
    for mail in in_folder(demo).values():
        if mail["List-Unsubscribe"]:
            assert mail["List-Unsubscribe"].startswith("<mailto:")


def test_message_ids_differ_between_mails_and_agree_between_two_demos(
    demo: Path, tmp_path: Path, run: Run
) -> None:
    """The Message-ID comes from what the mail is about, not from chance."""
    ids = [mail["Message-ID"] for mail in in_folder(demo).values()]
    assert len(ids) == len(set(ids))
    run("demo", str(tmp_path / "again"))
    assert sorted(mail["Message-ID"] for mail in in_folder(tmp_path / "again").values()) == sorted(
        ids
    )


@pytest.mark.parametrize("named", [[], ["reminders", "check", "newsletter"]])
def test_a_second_run_on_one_day_makes_no_second_mail(
    demo: Path, tmp_path: Path, run: Run, named: list[str]
) -> None:
    """Each item goes out once, ever, also when automations are run by name."""
    folder = shutil.copytree(demo, tmp_path / "demo")
    before = in_folder(folder)
    _, ran = run("-C", str(folder), "run", *named)
    assert {one["automation"] for one in ran["ran"]} >= {"reminders", "check", "newsletter"}
    assert [one["messages"] for one in ran["ran"]] == [0] * len(ran["ran"])
    assert ran["delivery"]["sent"] == 0
    assert in_folder(folder).keys() == before.keys()
