"""The report as Word and Excel: the same figures everywhere, and every text as typed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from automations.engine.core.periods import parse_period
from automations.engine.core.settings import Settings
from automations.engine.documents.markdown import blocks
from automations.engine.documents.pdf import convert
from automations.engine.documents.word import TemplateMissingError, find_template
from automations.engine.documents.wording import row_numbers
from automations.engine.reporting import ReportResult, make_report
from automations.engine.words import Words
from tests.registers import ROOT, Row, register_of

TODAY = date(2016, 10, 3)
NAUGHTY = '=1+1 & <b>"O\'Brien"</b> {{ organisation }} {_{ {% raw %} ]]> 𝄞 é'
# what the report itself writes as a formula: over the counted rows, a name, or another sheet
FORMULA = re.compile(
    r"=(?:IF\(|ROUND\(|MEDIAN\(|COUNTIFS\(Regels\[|SUMIFS\(Regels\[|\w+$|'\w+'!\$)"
)
PERIOD = parse_period("2016-H1")


def settings(organisation: str = "Gemeente Dordrecht", network: str = "Netwerk") -> Settings:
    """Say who the city is."""
    return Settings(organisation, network, {"coordinator": ("coordinator@dordrecht.example",)})


def make(
    folder: Path,
    sheets: Mapping[str, Sequence[Row]] | None = None,
    city: Settings | None = None,
    *,
    pdf: bool = False,
) -> ReportResult:
    """Make the report of a few rows with the shipped template."""
    register = register_of(**(sheets or SHEETS))
    templates = [ROOT / "templates" / "word"]
    words = Words("nl")
    city = city or settings()
    return make_report(register, (), PERIOD, city, words, templates, folder, TODAY, pdf=pdf)


SHEETS: Mapping[str, Sequence[Row]] = {
    "organisations": [
        {
            "organisation_id": f"ORG-{number:02}",
            "name": f"Organisatie {number}",
            "kind": "welzijn",
            "status": "aangesloten",
            "joined_on": date(2015, 10, 1),
            "frontline_staff": 1000,
        }
        for number in range(1, 4)
    ],
    "dialogues": [
        {
            "dialogue_id": "D2016-01",
            "held_on": date(2016, 2, 1),
            "status": "gehouden",
            "district": NAUGHTY,
            "attendees": 3,
            "young_people": True,
        }
    ],
    "actions": [
        {
            "action_id": "A-01",
            "pillar": "samenwerken aan sociale stabiliteit",
            "title": NAUGHTY,
            "status": "loopt",
            "starts_on": date(2016, 1, 1),
            "due_on": date(2016, 12, 1),
            "progress": "eerste regel\ntweede regel",
        }
    ],
    "narratives": [
        {
            "period": "2016-H1",
            "chapter": "samenvatting",
            "text": f"Een *nadrukkelijk* en **vet** begin: {NAUGHTY}\n\n- eerst\n- dan\n\n"
            "1. een\n2. twee\n\nTussendoor.\n\n1. opnieuw",
        }
    ],
}


def file(made: ReportResult, kind: str) -> Path:
    """Return one of the files of a report."""
    path = made.files[kind]
    assert path is not None
    return path


def word_text(path: Path) -> str:
    """Return every piece of text in the body, a line per paragraph."""
    body = Document(str(path)).element.body
    return "\n".join(
        "".join(
            "\n" if node.tag == qn("w:br") else node.text or ""
            for node in paragraph.iter(qn("w:t"), qn("w:br"))
        )
        for paragraph in body.iter(qn("w:p"))
    )


def word_rows(path: Path) -> list[list[str]]:
    """Return the rows of every table as text."""
    document = Document(str(path))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def excel_rows(path: Path) -> list[list[object]]:
    """Return the rows of every sheet, of a formula the value that is stored with it."""
    book = openpyxl.load_workbook(path, data_only=True)
    return [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]


def formulas(path: Path) -> list[str]:
    """Return every formula of a workbook."""
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return [str(getattr(cell.value, "text", cell.value)) for cell in cells if cell.data_type == "f"]


def test_json_word_and_excel_say_the_same(tmp_path: Path) -> None:
    """Every figure stands in all three with one value."""
    made = make(tmp_path)
    in_word = {row[0]: row[1] for row in word_rows(file(made, "word")) if len(row) == 4}
    book = openpyxl.load_workbook(file(made, "excel"), data_only=True)
    in_excel = {
        row[0]: row[1] for sheet in book.worksheets[:8] for row in sheet.iter_rows(values_only=True)
    }
    compared = 0
    for figure in made.figures:
        label, value = str(figure["label"]), figure["value"]
        if isinstance(value, int):
            compared += 1
            assert int(re.sub(r"[^0-9]", "", in_word[label])) == value
            assert in_excel[label] == value
        elif figure["suppressed"]:
            compared += 1
            assert in_word[label] in {"<5", "niet getoond"}
            assert in_excel[label] == in_word[label]
    assert compared > 10


def test_thousands_are_written_as_people_do(tmp_path: Path) -> None:
    """3000 is 3.000 on paper and a number in Excel."""
    made = make(tmp_path)
    label = "Eerstelijns medewerkers in het netwerk"
    assert [label, "3.000", "3.000", "gelijk gebleven"] in word_rows(file(made, "word"))
    assert any(row[:3] == [label, 3000, 3000] for row in excel_rows(file(made, "excel")))


def test_naughty_text_comes_out_as_typed(tmp_path: Path) -> None:
    """In table, narrative, header, properties and Excel, and nothing in it is executed."""
    made = make(tmp_path, city=settings(organisation=NAUGHTY, network=NAUGHTY))
    word, excel = file(made, "word"), file(made, "excel")
    text = word_text(word)
    assert text.count(NAUGHTY) >= 4
    document = Document(str(word))
    header = document.sections[0].header.paragraphs[0].text
    assert header.startswith(NAUGHTY)
    assert document.core_properties.subject == NAUGHTY
    assert document.core_properties.author == NAUGHTY
    assert any(NAUGHTY in row for row in excel_rows(excel))
    assert all("O'Brien" not in formula for formula in formulas(excel))


@pytest.mark.parametrize(
    "typed",
    [
        "Jansen & Zn <b>vet</b> \"'",
        "{{7*7}} {%p if x %} {{r title }} {# weg #}",
        '=HYPERLINK("http://a.example") +1 -1 @som',
        "Hottentottententententoonstelling" * 9,
        "👩🏽\u200d🏫 feest 🎉",
        "Van \u202elinks\u202c naar \u200frechts שלום",
    ],
)
def test_whatever_is_typed_reaches_the_report_as_typed(tmp_path: Path, typed: str) -> None:
    """Every column of words that the report shows: names, titles, progress, kinds, narratives."""
    sheets: Mapping[str, Sequence[Row]] = {
        "organisations": [{**row, "kind": typed} for row in SHEETS["organisations"]],
        "participants": [],
        "trainings": [],
        "dialogues": [{**SHEETS["dialogues"][0], "district": typed}],
        "actions": [
            {
                **SHEETS["actions"][0],
                "action_id": typed,
                "title": typed,
                "progress": typed,
                "due_on": date(2016, 9, 1),
            }
        ],
        "narratives": [
            {"period": "2016-H1", "chapter": chapter, "text": f"```\n{typed}\n```"}
            for chapter in ("samenvatting", "beeld en dreiging", "financiën")
        ],
    }
    made = make(tmp_path, sheets, city=settings(organisation=typed, network=typed))
    text, lines = word_text(file(made, "word")), word_text(file(made, "word")).split("\n")
    assert text.count(typed) >= 9
    assert sum(line == typed for line in lines) >= 6
    assert "49" not in text
    cells = [cell for row in excel_rows(file(made, "excel")) for cell in row]
    assert sum(str(cell) == typed for cell in cells) >= 2
    assert all(FORMULA.match(formula) for formula in formulas(file(made, "excel")))
    book = openpyxl.load_workbook(file(made, "excel"))
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)


def test_only_the_first_of_many_row_numbers_are_named() -> None:
    """All of thousands of rows would not fit in a cell of Excel, and nobody would read them."""
    assert row_numbers([0]) == ""
    assert row_numbers([2, 5]) == "2, 5"
    many = row_numbers(range(2, 9000))
    assert many.startswith("2, 3, 4, ")
    assert many.endswith("50, 51, …")


def test_characters_that_no_document_can_hold_are_dropped(tmp_path: Path) -> None:
    """They would break the file; the text around them stays."""
    sheets = dict(SHEETS)
    sheets["dialogues"] = [{**SHEETS["dialogues"][0], "district": "Krispijn\x0b\x00 zuid\ufffe"}]
    made = make(tmp_path, sheets)
    assert "Krispijn zuid" in word_text(file(made, "word"))
    assert any("Krispijn zuid" in row for row in excel_rows(file(made, "excel")))


def test_a_narrative_becomes_real_paragraphs_and_lists(tmp_path: Path) -> None:
    """Bold is bold, bullets are a list style, and every numbered list begins anew."""
    made = make(tmp_path)
    document = Document(str(file(made, "word")))
    by_text = {paragraph.text: paragraph for paragraph in document.paragraphs}
    assert by_text["eerst"].style.name == "List Bullet"
    first, again = by_text["een"], by_text["opnieuw"]
    assert first.style.name == again.style.name == "List Number"
    numbers = [item._p.pPr.numPr.numId.val for item in (first, by_text["twee"], again)]  # noqa: SLF001 - python-docx shows no numbering
    assert numbers[0] == numbers[1] != numbers[2]
    begin = next(p for p in document.paragraphs if p.text.startswith("Een nadrukkelijk"))
    assert [run.text for run in begin.runs if run.bold] == ["vet"]
    assert [run.text for run in begin.runs if run.italic] == ["nadrukkelijk"]


def test_a_missing_narrative_is_a_gap_that_nobody_overlooks(tmp_path: Path) -> None:
    """The draft says what is missing and where to write it."""
    document = Document(str(file(make(tmp_path), "word")))
    gaps = [p.text for p in document.paragraphs if p.style.name == "Ontbrekende toelichting"]
    assert len(gaps) == 8
    assert gaps[0].startswith("Toelichting ontbreekt: Beeld en dreiging.")


def test_the_word_document_is_made_of_styles(tmp_path: Path) -> None:
    """Headings in order, header rows that repeat, no empty paragraphs, Dutch throughout."""
    document = Document(str(file(make(tmp_path), "word")))
    levels = [
        int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert all(p.text or p._p.xpath(".//wp:inline") for p in document.paragraphs)  # noqa: SLF001 - python-docx shows no charts
    headers = [table.rows[0]._tr.find(".//" + qn("w:tblHeader")) for table in document.tables]  # noqa: SLF001 - python-docx shows no header rows
    assert len(headers) > 10
    assert None not in headers
    captions = [p.style.name for p in document.paragraphs]
    assert captions.count("Caption") == len(document.tables) + captions.count("Grafiek")
    languages = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"nl-NL"}
    assert document.core_properties.language == "nl-NL"
    assert document.core_properties.title == "Voortgangsrapportage eerste halfjaar 2016"


def test_the_contents_name_every_chapter_and_lead_there(tmp_path: Path) -> None:
    """An entry without a chapter, or a chapter without an entry, would mislead."""
    document = Document(str(file(make(tmp_path), "word")))
    body = document.element.body
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    assert set(links) == marks
    entries = [p.text.split("\t")[1] for p in body.iter(qn("w:p")) if _style(p) == "TOC1"]
    chapters = [p.text for p in document.paragraphs if p.style.name in {"Heading 1", "Bijlage"}]
    assert entries == chapters


def _style(paragraph: object) -> str | None:
    return paragraph.style  # type: ignore[attr-defined, no-any-return]


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    """So that an approved file can be told from one that was changed."""
    first, second = make(tmp_path / "a"), make(tmp_path / "b")
    for kind in ("word", "excel"):
        assert file(first, kind).read_bytes() == file(second, kind).read_bytes()


def test_excel_prints_on_a4_landscape_with_frozen_filtered_headers(tmp_path: Path) -> None:
    """A sheet per chapter, one of counted rows, and two for definitions and data quality."""
    book = openpyxl.load_workbook(file(make(tmp_path), "excel"))
    assert len(book.sheetnames) == 11
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.freeze_panes == "B5"
        filtered = [sheet.auto_filter.ref, *(each.autoFilter for each in sheet.tables.values())]
        assert any(filtered)
        assert sheet.print_title_rows is not None


def test_a_workspace_may_have_its_own_template(tmp_path: Path) -> None:
    """The last folder that has the file wins."""
    own = tmp_path / "own"
    own.mkdir()
    document = Document(str(ROOT / "templates" / "word" / "voortgangsrapportage.docx"))
    document.paragraphs[1].runs[0].text = "Ons eigen rapport"
    document.save(str(own / "voortgangsrapportage.docx"))
    register = register_of(**SHEETS)
    folders = [ROOT / "templates" / "word", own]
    made = make_report(
        register, (), PERIOD, settings(), Words("nl"), folders, tmp_path / "out", TODAY
    )
    assert "Ons eigen rapport" in word_text(file(made, "word"))


def test_a_template_cannot_reach_the_machine(tmp_path: Path) -> None:
    """Staff edit templates, so they run in a sandbox."""
    own = tmp_path / "own"
    own.mkdir()
    document = Document(str(ROOT / "templates" / "word" / "voortgangsrapportage.docx"))
    document.paragraphs[1].runs[0].text = "{{ title.__class__.__mro__ }}"
    document.save(str(own / "voortgangsrapportage.docx"))
    register = register_of(**SHEETS)
    with pytest.raises(Exception, match=r"unsafe|undefined"):
        make_report(register, (), PERIOD, settings(), Words("nl"), [own], tmp_path / "out", TODAY)


def test_without_a_template_it_says_which_one_is_missing(tmp_path: Path) -> None:
    """A folder without the file is no reason for a riddle."""
    with pytest.raises(TemplateMissingError, match="voortgangsrapportage"):
        find_template([tmp_path], "voortgangsrapportage.docx")


def test_html_in_a_narrative_stays_text() -> None:
    """Markdown of staff is no way to put markup into a document."""
    (block,) = blocks("Let op <script>alert(1)</script>")
    assert block.text == "Let op <script>alert(1)</script>"


def test_a_picture_in_a_narrative_is_named_with_its_address() -> None:
    """A document holds no pictures from elsewhere, and no text is lost."""
    (block,) = blocks("Zie ![de kaart](https://dordrecht.example/kaart.png).")
    assert block.text == "Zie !de kaart (https://dordrecht.example/kaart.png)."


def test_an_address_in_a_narrative_can_be_read_on_paper() -> None:
    """A link that only the screen shows is lost in print."""
    (block,) = blocks("Zie [de gids](https://dordrecht.example/gids).")
    assert block.text == "Zie de gids (https://dordrecht.example/gids)."


@pytest.fixture(scope="module")
def soffice() -> str:
    """Find LibreOffice; the builds that must have it say so, and fail without."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("WERKBLAD_REQUIRE_TOOLS") == "1":
            pytest.fail("LibreOffice (soffice) is required here and not installed")
        pytest.skip("LibreOffice (soffice) is not installed")
    return program


def test_libreoffice_opens_both_and_converts_them(tmp_path: Path, soffice: str) -> None:
    """What does not open there would not open at a partner's."""
    made = make(tmp_path)
    for kind in ("word", "excel"):
        path = file(made, kind)
        profile = (tmp_path / "profile").as_uri()
        command = [soffice, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
        command += ["--convert-to", "pdf", "--outdir", str(tmp_path / kind), str(path)]
        done = subprocess.run(command, capture_output=True, timeout=120, check=True)
        assert b"error" not in done.stderr.lower()
        pdf = tmp_path / kind / f"{path.stem}.pdf"
        assert pdf.read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("soffice")
def test_a_pdf_is_made_beside_the_document(tmp_path: Path) -> None:
    """LibreOffice works in a profile of its own and leaves nothing else behind."""
    word = file(make(tmp_path / "out"), "word")
    before = set(word.parent.iterdir())
    pdf = convert(word)
    assert pdf is not None
    assert pdf.read_bytes().startswith(b"%PDF")
    assert set(word.parent.iterdir()) - before == {pdf}


def test_without_libreoffice_there_is_no_pdf_and_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report is complete without it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert convert(tmp_path / "report.docx") is None


def test_a_pdf_that_fails_leaves_the_rest_of_the_report_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason comes with it, and an older PDF does not stay beside the newer document."""
    programs = tmp_path / "programs"
    programs.mkdir()
    program = programs / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    out = tmp_path / "out"
    out.mkdir()
    (out / "voortgangsrapportage-2016-H1.pdf").write_bytes(b"%PDF of last week")
    made = make(out, pdf=True)
    assert made.files["pdf"] is None
    assert made.pdf_failed is not None
    assert "geen PDF" in Words("nl").message(made.pdf_failed)
    assert sorted(path.suffix for path in out.iterdir()) == [".docx", ".xlsx"]
    assert make(out).pdf_failed is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# Kop\n\ntekst", ["heading", "paragraph"]),
        ("> citaat", ["quote"]),
        ("```\ncode\n```", ["paragraph"]),
        ("- een\n  1. binnen\n- twee", ["bullet", "number", "bullet"]),
    ],
)
def test_every_kind_of_markdown_finds_its_style(text: str, kinds: list[str]) -> None:
    """Nothing that staff may type in Markdown disappears."""
    assert [block.kind for block in blocks(text)] == kinds


def test_every_part_of_the_document_is_dated_alike(tmp_path: Path) -> None:
    """A time stamp in the archive would make two equal reports differ."""
    with zipfile.ZipFile(file(make(tmp_path), "word")) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
