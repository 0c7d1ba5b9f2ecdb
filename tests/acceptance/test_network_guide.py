"""The network guide on the example: asked for, with the newsletter, and who never stands in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from automations.engine.app import main
from tests.documents import paragraphs
from tests.mails import in_folder, text_of

Run = Callable[..., tuple[int, Any]]
TAB = "Aandachtsfunctionarissen"
SEEN = ("Naam", "Functie", "Telefoon")


def contacts(folder: Path, change: Callable[[int, dict[str, Any]], dict[str, Any]]) -> None:
    """Change the cells of every contact, by the titles of their columns."""
    path = folder / "workbooks" / "partnerregister.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book[TAB]
    titles = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        before = {title: sheet.cell(row, column).value for title, column in titles.items()}
        if before["Code"]:
            for title, value in change(row, before).items():
                sheet.cell(row, titles[title]).value = value
    book.save(path)


def guides(folder: Path) -> Iterator[bytes]:
    """Go through every guide that went along with a mail."""
    for mail in in_folder(folder).values():
        for part in mail.iter_attachments():
            if part.get_filename().startswith("netwerkgids"):
                yield part.get_payload(decode=True)


def everything_in(content: bytes) -> bytes:
    """Unpack a document."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist()).lower()


def test_it_is_written_among_the_reports_and_said_so(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`run network_guide`, with its date in its name; the JSON names it too."""
    main(["-C", str(fresh), "run", "network_guide", "--lang", "nl"])
    assert "Geschreven: reports/netwerkgids-2016-10-03.docx" in capsys.readouterr().out
    made = fresh / "reports" / "netwerkgids-2016-10-03.docx"
    text = paragraphs(made.read_bytes())
    assert "Jongerenwerk" in text
    assert "Aandachtsfunctionaris jongerenwerk" in text


def test_for_scripts_it_is_named_in_the_answer(fresh: Path, run: Run) -> None:
    """Beside the mails, of which there are none."""
    _, data = run("-C", str(fresh), "run", "network_guide")
    assert data["documents"] == ["netwerkgids-2016-10-03.docx"]
    assert [(one["automation"], one["messages"]) for one in data["ran"]] == [("network_guide", 0)]


def test_it_is_never_made_by_itself(fresh: Path, run: Run) -> None:
    """Only when somebody asks; with a newsletter it goes along as an attachment."""
    _, data = run("-C", str(fresh), "run")
    assert "network_guide" not in {one["automation"] for one in data["ran"]}
    assert not [name for name in data["documents"] if name.startswith("netwerkgids")]
    assert not list((fresh / "reports").glob("netwerkgids*"))


def test_it_goes_with_the_october_newsletter_to_each_contact_once(fresh: Path, run: Run) -> None:
    """The mail says so, in both alternatives; a second run sends nothing more."""
    run("-C", str(fresh), "run", "newsletter")
    sent = [mail for mail in in_folder(fresh).values() if "List-Id" in mail]
    assert len(sent) == len(list(guides(fresh))) > 10
    for mail in sent:
        assert "Bij deze mail zit de netwerkgids" in text_of(mail)
        assert "Bij deze mail zit de netwerkgids" in text_of(mail, "html")
    run("-C", str(fresh), "run", "newsletter", "--today", "2016-10-04")
    assert len(list(guides(fresh))) == len(sent)


def test_who_did_not_agree_stands_in_no_guide(fresh: Path, run: Run) -> None:
    """Each cell of theirs has its own canary; every part of every guide is searched."""

    def plant(row: int, before: dict[str, Any]) -> dict[str, Any]:
        agreed = row % 2 == 0
        who = "wel" if agreed else "niet"
        seen = {title: f"kanarie{who}{row}x" for title in SEEN if before[title]}
        seen |= {"Telefoon": f"06-1333{'7' if agreed else '9'}{row:03}"}
        return {**seen, "Delen met netwerk": "ja" if agreed else "nee"}

    contacts(fresh, plant)
    run("-C", str(fresh), "run", "newsletter")
    run("-C", str(fresh), "run", "network_guide")
    made = [path.read_bytes() for path in (fresh / "reports").glob("netwerkgids*.docx")]
    found = [everything_in(content) for content in (*made, *guides(fresh))]
    assert len(found) > 10
    for content in found:
        assert b"kanariewel" in content
        assert b"06 13337" in content
        assert b"kanarieniet" not in content
        assert b"13339" not in content


def test_when_nobody_agreed_there_is_no_guide_and_the_command_says_why(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No file, and no attachment; the newsletter still goes."""
    contacts(fresh, lambda _row, _before: {"Delen met netwerk": "nee"})
    main(["-C", str(fresh), "run", "network_guide", "newsletter", "--lang", "nl"])
    said = capsys.readouterr().out
    assert "Er is geen actieve contactpersoon die in de netwerkgids wil staan." in said
    assert not list((fresh / "reports").glob("netwerkgids*"))
    assert list(guides(fresh)) == []
    assert [mail for mail in in_folder(fresh).values() if "List-Id" in mail]


def test_a_file_that_cannot_be_written_is_named_with_the_remedy(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder stands where the file is to come; nothing else stops."""
    (fresh / "reports" / "netwerkgids-2016-10-03.docx").mkdir(parents=True)
    code = main(["-C", str(fresh), "run", "network_guide", "--lang", "nl"])
    said = capsys.readouterr()
    assert code == 1
    assert "netwerkgids-2016-10-03.docx kon niet geschreven worden" in said.out
    assert "Traceback" not in said.err
