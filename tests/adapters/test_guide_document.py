"""The network guide in Word."""

from __future__ import annotations

from datetime import date

import pytest
from docx.oxml.ns import qn

from automations.engine.core.guide import Group, Guide, Person
from automations.engine.documents.guide import spoken
from tests import naughty
from tests.documents import documents, opened, paragraphs, part, rows, times

HEAD = ["Organisatie", "Naam en functie", "Telefoon", "Vraagbaak"]


def person(name: str = "An", **more: object) -> Person:
    """Make somebody in the guide."""
    given: dict[str, object] = {
        "organisation": "MEE",
        "job": "Coach",
        "phone": "+31781110001",
        "sounding_board": True,
    }
    return Person(name=name, **{**given, **more})  # type: ignore[arg-type]


def made(*people: Person, kinds: tuple[str, ...] = ("jongerenwerk",)) -> bytes:
    """Make the guide, with the same people in each kind."""
    guide = Guide(date(2016, 10, 3), tuple(Group(kind, people) for kind in kinds))
    _, _, content = documents().make("network_guide", {"guide": guide})
    return content


def test_each_kind_of_organisation_has_a_heading_and_a_table() -> None:
    """A function under the name where one is known; yes or no for who thinks along."""
    content = made(
        person(), person("Bo", job="", phone="", sounding_board=False), kinds=("zorg", "welzijn")
    )
    people = [["MEE", "An / Coach", "078 111 0001", "ja"], ["MEE", "Bo", "niet bekend", "nee"]]
    assert rows(content) == [HEAD, *people, HEAD, *people]
    document = opened(content)
    headings = [p.text for p in document.paragraphs if "Heading" in p.style.name]
    assert headings == ["Netwerkgids", "Zorg", "Welzijn"]


def test_it_says_when_it_stood_so_and_what_not_to_do_with_it() -> None:
    """Call, do not mail; not to be passed on; how to get out of it."""
    text = "\n".join(paragraphs(made(person())))
    assert "Zo stond het er op 3 oktober 2016." in text
    assert "zet geen namen of signalen in een mail" in text
    assert "Stuur hem niet door" in text
    assert "of wilt u niet meer in de gids staan? Laat het weten: 078 - 555 01 23." in text


@pytest.mark.parametrize("text", [one for one in naughty.STRINGS if "\n" not in one])
def test_what_stands_in_a_cell_comes_out_as_typed(text: str) -> None:
    """Names, functions and organisations are text, whatever they look like."""
    content = made(person(text, organisation=text, job=text))
    assert rows(content)[1][:2] == [text, f"{text} / {text}"]


def test_a_screen_reader_finds_its_way() -> None:
    """Every table has a first row that is repeated, a name and a description; no hole anywhere."""
    content = made(person(), kinds=("zorg", "welzijn"))
    document = opened(content)
    for table, kind in zip(document.tables, ("Zorg", "Welzijn"), strict=True):
        properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no name for these
        assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == kind
        assert kind.lower() in properties.find(qn("w:tblDescription")).get(qn("w:val"))
        assert "tblHeader" in part(content, "word/document.xml")
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None  # noqa: SLF001
    assert all(paragraphs(content))
    assert document.core_properties.language == "nl-NL"


def test_the_same_guide_has_the_same_bytes() -> None:
    """Two composers make the same of it."""
    assert made(person()) == made(person())
    assert times(made(person())) == {(1980, 1, 1, 0, 0, 0)}


def test_it_is_made_once_for_everybody() -> None:
    """A thousand newsletters bring the very same bytes."""
    maker, guide = documents(), Guide(date(2016, 10, 3), (Group("zorg", (person(),)),))
    first, second = (maker.make("network_guide", {"guide": guide}) for _ in range(2))
    assert first[2] is second[2]


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+31781110001", "078 111 0001"),
        ("+31612345678", "06 12345678"),
        ("+3225551212", "+32 2 555 12 12"),
        ("", ""),
    ],
)
def test_a_number_is_written_as_people_dial_it(phone: str, shown: str) -> None:
    """Without the country where that is our own."""
    assert spoken(phone) == shown
