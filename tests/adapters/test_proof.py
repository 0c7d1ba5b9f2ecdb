"""The proof of attendance: what it says, and that what stands in a cell stays text."""

from __future__ import annotations

import re
import zipfile
from datetime import date, time
from pathlib import Path

import pytest
from docx.oxml.ns import qn

from automations.engine.core.register import Record
from automations.engine.documents.pdf import convert
from tests import naughty
from tests.documents import WORD, documents, opened, paragraphs, part, times
from tests.registers import register_of

NAMES = (*(text for text in naughty.STRINGS if "\n" not in text), "O'Brien & Zn. <Jan>", "=1+1")


def participant(name: str = "Jongerenwerker", **training: object) -> Record:
    """Make somebody who was there."""
    register = register_of(
        organisations=[
            {"organisation_id": "ORG-01", "name": "MEE & co"},
            {"organisation_id": "ORG-02", "name": "Bureau Trainers"},
        ],
        trainings=[
            {
                "training_id": "T2016-03",
                "title": "Basistraining radicalisering",
                "held_on": date(2016, 10, 6),
                "starts_at": time(13),
                "ends_at": time(17),
                "location": "Stadskantoor, zaal 2.11",
                "organiser_id": "ORG-01",
                "trainer_organisation_id": "ORG-02",
                "valid_months": 24,
                **training,
            }
        ],
        participants=[{"training_id": "T2016-03", "name": name, "email": "a@b.example"}],
    )
    return register.participants[0]


def proof(name: str = "Jongerenwerker", **training: object) -> bytes:
    """Make a proof."""
    _, _, content = documents().make("proof_of_attendance", {"row": participant(name, **training)})
    return content


def facts(**training: object) -> dict[str, str]:
    """Return what stands behind each word in bold."""
    lines = paragraphs(proof(**training))
    return dict(line.split("\t") for line in lines if "\t" in line)


def test_it_says_who_attended_what_and_until_when_that_counts() -> None:
    """Every line of it, in order."""
    assert paragraphs(proof()) == [
        "Gemeente Dordrecht",
        "Bewijs van deelname",
        "Hiermee verklaren wij dat",
        "Jongerenwerker",
        "heeft deelgenomen aan deze training:",
        "Basistraining radicalisering",
        "Datum\tdonderdag 6 oktober 2016",
        "Tijd\t13.00–17.00 uur (4 uur)",
        "Plaats\tStadskantoor, zaal 2.11",
        "Organisator\tMEE & co",
        "Geldigheid\tGeldig tot 6 oktober 2018",
        (
            "Gemeente Dordrecht heeft dit bewijs op 7 oktober 2016 gemaakt voor het "
            "Kennis- en Signaleringsnetwerk. Klopt er iets niet? Laat het weten: 078 - 555 01 23."
        ),
    ]


@pytest.mark.parametrize(
    ("valid_months", "held_on", "says"),
    [
        (None, date(2016, 10, 6), "Onbeperkt geldig"),
        (1, date(2016, 1, 31), "Geldig tot 29 februari 2016"),
        (12, date(2016, 2, 29), "Geldig tot 28 februari 2017"),
        (120, date(2016, 10, 6), "Geldig tot 6 oktober 2026"),
    ],
)
def test_until_when_it_counts_is_counted_in_months_from_the_day(
    valid_months: int | None, held_on: date, says: str
) -> None:
    """As the reminder that it runs out counts, and the report."""
    assert facts(valid_months=valid_months, held_on=held_on)["Geldigheid"] == says


@pytest.mark.parametrize(
    ("ends_at", "long"),
    [(time(17), "4 uur"), (time(16, 45), "3 uur en 45 minuten"), (time(13, 30), "30 minuten")],
)
def test_it_says_how_long_it_was(ends_at: time, long: str) -> None:
    """In hours and minutes, as people say it."""
    assert facts(ends_at=ends_at)["Tijd"].endswith(f"({long})")


def test_what_is_not_known_is_left_out_and_leaves_no_hole() -> None:
    """No empty paragraph, no label without a value; without an organiser the trainer's stands."""
    found = facts(ends_at=None, location=None, organiser_id=None)
    assert list(found) == ["Datum", "Organisator", "Geldigheid"]
    assert found["Organisator"] == "Bureau Trainers"
    assert facts(organiser_id=None, trainer_organisation_id=None)["Organisator"] == (
        "Gemeente Dordrecht"
    )
    assert all(paragraphs(proof(ends_at=None, location=None)))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_out_as_typed(name: str) -> None:
    """Ampersands, quotes, markup, formulas, template tags: all of it is text."""
    assert paragraphs(proof(name, title=name)).count(name) == 2


def test_no_text_makes_a_field_or_a_link() -> None:
    """A formula stays what somebody typed, in a document without a single field."""
    name = '=HYPERLINK("http://kwaad.example") { INCLUDETEXT "c:\\\\x" }'
    xml = part(proof(name), "word/document.xml")
    for tag in ("w:fldChar", "w:fldSimple", "w:instrText", "w:hyperlink"):
        assert f"<{tag}" not in xml
    assert name in paragraphs(proof(name))


def test_a_line_break_in_a_cell_does_not_break_the_name() -> None:
    """It stands on one line."""
    assert "Een naam met een regel" in paragraphs(proof("Een naam\nmet een regel"))


def test_a_screen_reader_finds_its_way() -> None:
    """A title, two headings in order, no empty paragraph, and the language it is read in."""
    document = opened(proof())
    headings = [(p.style.name, p.text) for p in document.paragraphs if "Heading" in p.style.name]
    assert headings == [
        ("Heading 1", "Bewijs van deelname"),
        ("Heading 2", "Basistraining radicalisering"),
    ]
    assert all(paragraph.text.strip() for paragraph in document.paragraphs)
    properties = document.core_properties
    assert properties.title == "Bewijs van deelname: Basistraining radicalisering"
    assert (properties.language, properties.author) == ("nl-NL", "Gemeente Dordrecht")
    languages = document.styles.element.iter(qn("w:lang"))
    assert {one.get(qn("w:val")) for one in languages} == {"nl-NL"}


def test_the_same_proof_has_the_same_bytes() -> None:
    """Its times are fixed: those of the package, and those that say when it was made."""
    assert proof() == proof()
    assert times(proof()) == {(1980, 1, 1, 0, 0, 0)}
    properties = opened(proof()).core_properties
    assert properties.created == properties.modified
    assert properties.created.date() == date(2016, 10, 7)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Basistraining", "Bewijs van deelname Basistraining 2016-10-06.docx"),
        ('Dag 1/2: "wie?" <b>', "Bewijs van deelname Dag 1 2 wie b 2016-10-06.docx"),
        ("één\r\nBcc: x", "Bewijs van deelname één Bcc x 2016-10-06.docx"),
        ("x" * 160, f"Bewijs van deelname {'x' * 59}… 2016-10-06.docx"),
    ],
)
def test_its_file_is_named_after_the_training(title: str, name: str) -> None:
    """So that somebody who keeps several can tell them apart, on any system."""
    made, _, _ = documents().make("proof_of_attendance", {"row": participant(title=title)})
    assert made == name


def test_staff_may_change_the_template_in_word(tmp_path: Path) -> None:
    """A file of that name in the workspace takes the place of the shipped one."""
    document = opened((WORD / "bewijs_van_deelname.docx").read_bytes())
    document.paragraphs[2].runs[0].text = "Dit bewijst dat"
    document.save(str(tmp_path / "bewijs_van_deelname.docx"))
    row = {"row": participant()}
    _, _, own = documents(tmp_path).make("proof_of_attendance", row)
    assert "Dit bewijst dat" in paragraphs(own)
    assert "Dit bewijst dat" not in paragraphs(proof())


def test_libreoffice_makes_one_page_of_it(tmp_path: Path) -> None:
    """Also with the longest name and title."""
    path = tmp_path / "bewijs.docx"
    path.write_bytes(proof("N" * 120, title="W" * 160))
    made = convert(path)
    if made is None:
        pytest.skip("LibreOffice is not installed")
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", made.read_bytes())
    assert len(pages) == 1


def test_the_shipped_template_holds_nothing_of_anybody() -> None:
    """No author, no revision marks, no pictures: only parts that Word needs."""
    with zipfile.ZipFile(WORD / "bewijs_van_deelname.docx") as archive:
        names = archive.namelist()
    assert not [name for name in names if "media" in name or "custom" in name or "comments" in name]
