"""A template of the report that staff edited: what is wrong with it, where, and what to do."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from automations.engine.core.periods import parse_period
from automations.engine.core.report import report
from automations.engine.core.settings import Settings
from automations.engine.documents.placeholders import BLOCK, PLACEHOLDERS, TEXT, Shape
from automations.engine.documents.template_check import MOST, check_template
from automations.engine.documents.template_names import Remark
from automations.engine.documents.view import view
from automations.engine.documents.word import TemplateBrokenError, write_word
from automations.engine.words import Words
from tests.registers import ROOT, Row, register_of

NAME = "voortgangsrapportage.docx"
SHIPPED = ROOT / "templates" / "word" / NAME
WORDS = Words("nl")
CITY = Settings("Gemeente Dordrecht", "Netwerk", {"coordinator": ("c@dordrecht.example",)})
TODAY = date(2016, 10, 3)
Edit = Callable[[object], None]


def edited(folder: Path, old: str = "", new: str = "", *, add: str = "") -> Path:
    """Change one text of the shipped template, or add paragraphs at its end, a line each."""
    document = Document(str(SHIPPED))
    if old:
        nodes = [node for node in document.element.body.iter(qn("w:t")) if node.text == old]
        assert nodes, old
        nodes[0].text = new
    for line in filter(None, add.split("\n")):
        document.add_paragraph(line)
    path = folder / NAME
    document.save(str(path))
    return path


def said(remarks: tuple[Remark, ...], *, wrong: bool = True) -> list[str]:
    """Put remarks into words, with the place behind each."""
    return [
        WORDS.message(one.message) + (f" [{WORDS.message(one.place.message)}]" if one.place else "")
        for one in remarks
        if one.wrong is wrong
    ]


def test_the_shipped_template_has_nothing_to_remark() -> None:
    """Not a mistake, and nothing that a screen reader trips over."""
    assert check_template(SHIPPED) == ()


def test_a_misspelt_name_is_shown_with_its_place_and_the_nearest_that_exists(
    tmp_path: Path,
) -> None:
    """At the top, behind a dot, and within a repetition."""
    path = edited(tmp_path, "{{ organisation }}", "{{ organisatoin }}")
    (one,) = said(check_template(path))
    assert one == (
        "organisatoin bestaat hier niet. Bedoelt u organisation? "
        "[Vóór de eerste kop: {{ organisatoin }}]"
    )
    path = edited(tmp_path, "{{ summary.now }}", "{{ summary.nou }}")
    assert said(check_template(path)) == [
        "nou bestaat hier niet. Bedoelt u now? [Onder de kop Samenvatting: {{ summary.nou }}]"
    ]
    path = edited(tmp_path, "{{ figure.label }}", "{{ figure.waarde }}")
    (one,) = said(check_template(path))
    assert one.startswith("waarde bestaat hier niet. ")
    path = edited(tmp_path, "{{ title }}", "{{ xyzzy }}")
    (one,) = said(check_template(path))
    assert "Wel: casework, chapters, code, communication" in one


@pytest.mark.parametrize(
    ("removed", "example"),
    [
        ("{{ state }}. {{ made_on }}. {{ standing }}", None),
        ("{{p summary.narrative }}", "{{p summary.narrative }}"),
        ("{{p threat.narrative }}", "{{p threat.narrative }}"),
        ("{{ item.reason }}", "{%tr for item in not_counted %} … {{ item.reason }}"),
    ],
)
def test_what_a_report_must_say_is_missed(
    tmp_path: Path, removed: str, example: str | None
) -> None:
    """Also in the footer it says that it is a draft, and one of both is enough."""
    found = said(check_template(edited(tmp_path, removed, "Weg")))
    wanted = [f"Dit ontbreekt: {example}. Zonder dit zegt het rapport niet wat het moet zeggen."]
    assert found == (wanted if example else [])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "{%p for x in story %}\n{{ x }}",
            "Dit wordt nergens gesloten. Zet het einde erachter: {%p endfor %}",
        ),
        ("{%p if story %}", "Dit wordt nergens gesloten. Zet het einde erachter: {%p endif %}"),
        ("{%p endfor %}", "Dit hoort bij een begin dat er niet is. Zet ervoor: {%p for … %}"),
        ("{%p else %}", "Dit hoort bij een begin dat er niet is. Zet ervoor: {%p if … %}"),
        (
            "{%p if story %}\n{%p endfor %}\n{%p endif %}",
            "Dit sluit niet wat open is. Sluit eerst: {%p if story %}",
        ),
        (
            "{%p if story %}\n{% endif %}",
            "Begin en einde verschillen. Gebruik dezelfde letter als in {%p if story %}",
        ),
        ("{% if story %}\nja\n{% endif %}", "Begin en einde staan niet in dezelfde alinea."),
        (
            "{%p for story %}\n{%p endfor %}",
            "Een herhaling ziet er zo uit: {% for figure in summary.figures %}",
        ),
        (
            "{%p for x in title %}\n{%p endfor %}",
            "title is er maar één keer. Een herhaling is er alleen voor een lijst.",
        ),
        ("Toelichting: {%p if story %}\n{%p endif %}", "Wat met p begint, moet alleen staan"),
        (
            "{%tr if story %}\n{%tr endif %}",
            "Wat met tr begint, hoort in een tabel. Gebruik p buiten een tabel.",
        ),
    ],
)
def test_a_broken_repetition_or_question_is_said_at_its_place(
    tmp_path: Path, lines: str, expected: str
) -> None:
    """What has a beginning has an end, of the same kind and in the same place."""
    found = said(check_template(edited(tmp_path, add=lines)))
    assert found[0].startswith(expected)
    assert "[Onder de kop Kwaliteit van de gegevens: " in found[0]


def test_an_end_that_is_in_a_cell_does_not_close_what_began_in_the_text(tmp_path: Path) -> None:
    """Word would not open what comes of it."""
    document = Document(str(SHIPPED))
    document.add_paragraph("{%p if story %}")
    table = document.add_table(1, 1)
    table.rows[0].cells[0].paragraphs[0].text = "{%p endif %}"
    document.save(str(tmp_path / NAME))
    (one,) = said(check_template(tmp_path / NAME))
    assert one.startswith("Begin en einde staan niet op dezelfde plek.")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{{ organisation", "Haken zijn niet allebei open en dicht."),
        ("{{ organisation }", "Haken zijn niet allebei open en dicht."),
        ("% if story %}", "Haken zijn niet allebei open en dicht."),
        (
            "{{ summary.narrative }}",
            "Dit zijn hele alinea's of een grafiek. Zet het alleen in een alinea, met een p: ",
        ),
        ("{{p title }}", "Dit is gewone tekst. Schrijf het zonder letter: {{ title }}"),
        ("{{ summary }}", "summary bestaat uit onderdelen. Noem er één, of herhaal het met for."),
        ("{{ story }}", "story bestaat uit onderdelen. Noem er één, of herhaal het met for."),
        ("{{ title.naam }}", "naam bestaat hier niet."),
        ("{{ title period }}", "Dit is niet te lezen: title period"),
        ("{{ }}", "Dit is niet te lezen:"),
        ("Lees: {{p summary.narrative }}", "Wat met p begint, moet alleen staan"),
    ],
)
def test_what_cannot_be_written_so_is_said_with_how_it_can(
    tmp_path: Path, line: str, expected: str
) -> None:
    """With an example that can be typed over."""
    found = said(check_template(edited(tmp_path, add=line)))
    assert found[0].startswith(expected)


@pytest.mark.parametrize(
    "line",
    [
        "{{ title.__class__.__mro__ }}",
        '{{ title["__class__"] }}',
        "{{ __import__ }}",
        "{{ story.append(1) }}",
        "{{ range(9999999) }}",
        "{{ [1, 2] }}",
        "{{ title ~ period }}",
        "{{ 2 ** 99999 }}",
        "{{ story[title] }}",
        '{{ title | attr("upper") }}',
        "{{ title | safe }}",
        "{% set x = 1 %}",
        '{% include "geheim.docx" %}',
        "{% macro x() %}{% endmacro %}",
        "{%p for x in story.__class__ %}",
    ],
)
def test_what_could_reach_further_than_the_report_is_forbidden(tmp_path: Path, line: str) -> None:
    """Staff send templates to each other; one that asks for more is refused with its place."""
    found = [one for one in check_template(edited(tmp_path, add=line)) if one.wrong]
    allowed = {"template.forbidden", "template.filter", "template.statement", "template.unknown"}
    assert found
    assert found[0].message.id in allowed
    assert found[0].place is not None
    assert found[0].place.text in line


def test_what_people_do_write_is_allowed(tmp_path: Path) -> None:
    """Questions, comparisons, the first of a list, capitals, remarks, and words cut up by Word."""
    document = Document(str(SHIPPED))
    for line in (
        "{{ title | upper }} {{ story | length }} {{ story[0] }} {# later #}",
        '{% if summary.figures and not code == "2016-H1" %}ja{% else %}nee{% endif %}',
        "{%p for line in story %}",
        "{{ loop.index }} {{ line }}",
        "{%p endfor %}",
        "Wijk {Krispijn} is 100% bereikt",
    ):
        document.add_paragraph(line)
    cut = document.add_paragraph("{{ orga")
    cut.add_run("nisa").bold = True
    cut.add_run("tion }}")
    document.save(str(tmp_path / NAME))
    assert said(check_template(tmp_path / NAME)) == []


def test_headers_and_footers_are_checked_too(tmp_path: Path) -> None:
    """A chart or a narrative has no place there."""
    document = Document(str(SHIPPED))
    document.sections[0].header.paragraphs[0].runs[0].text = "{{ organisatie }}"
    document.sections[0].footer.add_paragraph("{{p summary.narrative }}")
    document.save(str(tmp_path / NAME))
    unknown, block = sorted(said(check_template(tmp_path / NAME)))
    assert unknown.startswith("organisatie bestaat hier niet. Bedoelt u organisation?")
    assert unknown.endswith("[In de koptekst: {{ organisatie }}]")
    assert block.startswith("summary.narrative kan alleen in de tekst zelf staan, niet in een")
    assert block.endswith("[In de voettekst: {{p summary.narrative }}]")


def altered(path: Path, change: Mapping[str, bytes | None]) -> Path:
    """Write the shipped template with some parts changed, added, or left out (None)."""
    with zipfile.ZipFile(SHIPPED) as old, zipfile.ZipFile(path, "w") as new:
        parts: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
        for name, content in {**parts, **change}.items():
            if content is not None:
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def test_a_file_that_is_no_sound_word_document_is_named_as_what_it_is(tmp_path: Path) -> None:
    """Cut off, an old .doc or a password, a text, a workbook, broken inside, too big, macros."""
    path = tmp_path / NAME

    def first(content: bytes) -> str:
        path.write_bytes(content)
        return said(check_template(path))[0]

    whole = SHIPPED.read_bytes()
    assert first(whole[: len(whole) // 2]).startswith("Het bestand is beschadigd (")
    assert first(b"").startswith("Het bestand is beschadigd (")
    assert first(b"Beste collega").startswith("Het bestand is beschadigd (")
    assert first(b"\xd0\xcf\x11\xe0" + whole).startswith("Dit is een oud Word-bestand (.doc), of")
    assert said(check_template(altered(path, {"word/document.xml": None}))) == [
        "Dit is geen Word-bestand. Sla het in Word op als .docx."
    ]
    (one,) = said(check_template(altered(path, {"word/styles.xml": b"<w:styles>"})))
    assert one.startswith("Het bestand is beschadigd (word/styles.xml: ")
    (one,) = said(check_template(altered(path, {"word/media/a.bin": b"\0" * (MOST + 1)})))
    assert one == "Het bestand is te groot. Haal grote afbeeldingen eruit."
    (one,) = said(check_template(altered(path, {"word/vbaProject.bin": b"macro"})))
    assert one == "Er zitten macro's in. Sla het in Word op als .docx, zonder macro's."
    (one,) = said(check_template(altered(path, {"word/_rels/document.xml.rels": None})))
    assert one.startswith("Het bestand is beschadigd (rId10, ")


def test_what_would_be_fetched_from_elsewhere_is_refused(tmp_path: Path) -> None:
    """Everybody who opens a report would tell that address so; a link that is clicked may stay."""
    with zipfile.ZipFile(SHIPPED) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    outside = "".join(
        f'<Relationship Id="x{kind}" Type="{kinds}/{kind}" TargetMode="External"'
        f' Target="https://elders.example/{kind}"/>'
        for kind in ("image", "hyperlink")
    )
    changed = relations.replace("</Relationships>", f"{outside}</Relationships>").encode()
    path = altered(tmp_path / NAME, {"word/_rels/document.xml.rels": changed})
    (one,) = said(check_template(path))
    assert one.startswith("Het sjabloon haalt iets van buiten: https://elders.example/image.")


def test_what_a_screen_reader_trips_over_is_a_remark_and_no_mistake(tmp_path: Path) -> None:
    """A table without header, a skipped heading, another language, empty lines, a bare picture."""
    document = Document(str(SHIPPED))
    document.add_heading("Te diep", 3)
    document.add_paragraph("")
    document.add_table(1, 1).rows[0].cells[0].paragraphs[0].text = "Wijk"
    picture = OxmlElement("wp:docPr")
    picture.set("name", "Logo")
    document.paragraphs[0].runs[0]._r.append(picture)  # noqa: SLF001 - python-docx adds none by itself
    spoken = next(document.styles.element.iter(qn("w:lang")))
    spoken.set(qn("w:val"), "en-US")
    document.save(str(tmp_path / NAME))
    remarks = check_template(tmp_path / NAME)
    assert said(remarks) == []
    language, header, picture, heading, empty = said(remarks, wrong=False)
    assert language.startswith("De taal is niet overal Nederlands (en-US).")
    assert header.startswith("Deze tabel heeft geen kop die op elke pagina terugkomt.")
    assert header.endswith("Wijk]")
    assert picture.startswith("De afbeelding Logo heeft geen alternatieve tekst.")
    assert heading.startswith("Een kop van niveau 3 volgt op niveau 1. Sla geen niveau over.")
    assert heading.endswith("Te diep]")
    assert empty == "Er is 1 lege alinea. Gebruik witruimte van het opmaakprofiel."


def test_what_was_left_out_is_asked_about(tmp_path: Path) -> None:
    """A shorter report is a choice, and a chapter without figures may be a slip."""
    document = Document(str(SHIPPED))
    for node in document.element.body.iter(qn("w:t")):
        if node.text == "{{p table.chart }}":
            node.text = "Zie de tabel."
        elif node.text == "{%p if table.chart %}":
            node.text = "{%p if table.rows %}"
        elif node.text == "{%tr for figure in finance.figures %}":
            node.text = "{%tr for figure in summary.figures %}"
    document.save(str(tmp_path / NAME))
    assert said(check_template(tmp_path / NAME), wrong=False) == [
        "finance.figures staat er niet in. Was dat de bedoeling?",
        "Er staan geen grafieken in. Was dat de bedoeling?",
    ]


def test_styles_that_are_gone_are_named_and_the_report_is_made_all_the_same(tmp_path: Path) -> None:
    """Numbers of a list are typed then, and nothing of a text is lost."""
    document = Document(str(SHIPPED))
    styles = document.styles.element
    for name in ("Quote", "Chart"):
        styles.remove(styles.get_by_id(name))
    number = styles.get_by_id("ListNumber")
    number.pPr.remove(number.pPr.numPr)
    document.save(str(tmp_path / NAME))
    assert said(check_template(tmp_path / NAME), wrong=False) == [
        "Het opmaakprofiel Quote is weg. Tekst die het nodig heeft, ziet er gewoon uit.",
        "Het opmaakprofiel Grafiek is weg. Tekst die het nodig heeft, ziet er gewoon uit.",
        "Het opmaakprofiel List Number nummert niet meer. Nummers worden dan getypt.",
    ]
    texts = [p.text for p in Document(str(filled(tmp_path))).paragraphs]
    assert {"3. drie", "4. vier", "gezegd"} <= set(texts)


def test_a_word_in_dutch_may_give_the_styles_other_ids(tmp_path: Path) -> None:
    """It goes by their names, which stay as they are."""
    parts: dict[str, bytes | None] = {}
    ids = {"ListNumber": "Lijstnummering", "Heading3": "Kop3", "Quote": "Citaat", "Gap": "Gat"}
    with zipfile.ZipFile(SHIPPED) as archive:
        for name in ("styles", "numbering", "document"):
            content = archive.read(f"word/{name}.xml").decode()
            for old, new in ids.items():
                by_id = rf'(w:styleId|<w:(?:pStyle|basedOn|next) w:val)="{old}"'
                content = re.sub(by_id, rf'\1="{new}"', content)
            parts[f"word/{name}.xml"] = content.encode()
    altered(tmp_path / NAME, parts)
    assert check_template(tmp_path / NAME) == ()
    document = Document(str(filled(tmp_path)))
    looks = {p.text: p.style.style_id for p in document.paragraphs}
    assert looks["drie"] == "Lijstnummering"
    assert looks["gezegd"] == "Citaat"
    assert "Gat" in looks.values()


NARRATIVES: tuple[Row, ...] = (
    {"period": "2016-H1", "chapter": "samenvatting", "text": "3. drie\n4. vier\n\n> gezegd"},
)


def filled(folder: Path) -> Path:
    """Make a report with the template in `folder`."""
    made = report(register_of(narratives=NARRATIVES), (), parse_period("2016-H1"), TODAY)
    path = folder / "gevuld.docx"
    write_word(made, CITY, WORDS, [folder], path)
    return path


def test_a_report_of_a_broken_template_says_how_to_find_out_what_is_wrong(tmp_path: Path) -> None:
    """In words, with the command that tells the place."""
    for old, new in (("{{ title }}", "{{ titel }}"), ("{%p endfor %}", "{%p einde %}")):
        edited(tmp_path, old, new)
        with pytest.raises(TemplateBrokenError) as caught:
            filled(tmp_path)
        assert WORDS.message(caught.value.message) == (
            f"Het sjabloon {NAME} kan niet worden ingevuld. Wat eraan schort, zegt: "
            "python3 run.py report template --check"
        )


@pytest.mark.parametrize("name", [NAME, "deelrapportage.docx"])
def test_nothing_is_wrong_with_a_shipped_template(name: str) -> None:
    """Of the whole report, and of one about one subject."""
    assert check_template(ROOT / "templates" / "word" / name) == ()


def test_the_list_of_placeholders_is_what_the_report_gives() -> None:
    """A name that is checked exists, and one that exists can be used."""
    dialogue: Row = {"held_on": date(2016, 2, 1), "status": "gehouden"}
    action: Row = {
        "action_id": "A-1",
        "pillar": "samenwerken aan sociale stabiliteit",
        "title": "Actie",
        "status": "loopt",
        "starts_on": date(2016, 1, 1),
        "due_on": date(2016, 8, 1),
    }
    sheets: Mapping[str, list[Row]] = {
        "dialogues": [
            {**dialogue, "dialogue_id": f"D{n}", "district": f"Wijk {n}"} for n in range(3)
        ],
        "actions": [action],
        "consultations": [{"consultation_id": "O-1", "faults": ("held_on",)}],
    }
    made = report(register_of(**sheets), (), parse_period("2016-H1"), TODAY)
    shown = view(made, CITY, WORDS, lambda *_: BLOCK, lambda *_: BLOCK)
    compare(shown, PLACEHOLDERS, "")


def compare(value: object, shape: Shape, path: str) -> None:
    """Compare a value with what the list says of it, down to the last name."""
    if isinstance(shape, Mapping):
        assert isinstance(value, Mapping), path
        assert value.keys() == shape.keys(), path
        for name, part in shape.items():
            compare(value[name], part, f"{path}.{name}")
    elif isinstance(shape, tuple):
        assert isinstance(value, list | tuple), path
        for one in value:
            compare(one, shape[0], f"{path}.*")
    else:
        assert shape in {TEXT, BLOCK}, path
        assert isinstance(value, str | bool), path


def test_the_handbook_describes_every_placeholder() -> None:
    """Staff find each name in the page about the report."""
    page = (ROOT / "docs/handleiding/rapport.md").read_text("utf-8")
    named = {part for name in re.findall(r"`([a-z_.]+)`", page) for part in name.split(".")}

    def missing(shape: Shape, name: str) -> set[str]:
        own = {name} - named
        if isinstance(shape, Mapping):
            return own.union(*(missing(part, part_name) for part_name, part in shape.items()))
        return own | missing(shape[0], name) if isinstance(shape, tuple) else own

    found = set[str]().union(*(missing(shape, name) for name, shape in PLACEHOLDERS.items()))
    assert found == set()


def test_a_template_may_look_entirely_different(tmp_path: Path) -> None:
    """What is needed in two pages of one's own is enough, with the looks of Word's own."""
    document = Document(str(SHIPPED))
    document.styles["Normal"].font.size = Pt(14)
    document.save(str(tmp_path / NAME))
    assert check_template(tmp_path / NAME) == ()
    assert Document(str(filled(tmp_path))).styles["Normal"].font.size == Pt(14)
