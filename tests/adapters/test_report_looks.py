"""The Word report on paper and read aloud: order, colours, lists, captions, headers and footers."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from automations.engine.core.periods import parse_period
from automations.engine.core.report import NARRATIVES
from automations.engine.core.settings import Settings
from automations.engine.documents.pdf import convert
from automations.engine.documents.sandbox import environment
from automations.engine.reporting import make_report
from automations.engine.words import Words
from tests.registers import ROOT, Row, register_of, shipped_schemas

TODAY = date(2016, 10, 3)
TEMPLATES = ROOT / "templates" / "word"
SHIPPED = TEMPLATES / "voortgangsrapportage.docx"
NAUGHTY = '=1+1 & <b>"O\'Brien"</b> {{ title }} {% raw %} ]]> 𝄞 é ' + "lang" * 30
LONG = "Wij spraken met de corporaties, het jongerenwerk en de scholen & maakten afspraken. " * 15
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# How styles name the colours of a theme.
THEME = {"background1": "lt1", "text1": "dk1", "background2": "lt2", "text2": "dk2"}


def made(
    folder: Path, sheets: Mapping[str, Sequence[Row]], *, name: str = "Dordrecht", pdf: bool = False
) -> Path:
    """Make the report of a few rows; return the Word file."""
    city = Settings(name, name, {"coordinator": ("c@dordrecht.example",)})
    period, words = parse_period("2016-H1"), Words("nl")
    register = register_of(**sheets)
    report = make_report(register, (), period, city, words, [TEMPLATES], folder, TODAY, pdf=pdf)
    path = report.files["word"]
    assert path is not None
    return path


def rich() -> Mapping[str, Sequence[Row]]:
    """Give a city that did much: long texts in every chapter, and twelve tables that are full."""
    dialogue: Row = {"held_on": date(2016, 2, 1), "status": "gehouden", "attendees": 20}
    action: Row = {"status": "loopt", "starts_on": date(2016, 1, 1), "due_on": date(2016, 8, 1)}
    pillars = list(NARRATIVES.values())[1:6]
    return {
        "dialogues": [
            {**dialogue, "dialogue_id": f"D{n}", "district": f"Wijk {n % 12}"} for n in range(40)
        ],
        "actions": [
            {
                **action,
                "action_id": f"A-{n:02}",
                "pillar": pillars[n % 5],
                "title": LONG[:150],
                "progress": LONG[:700],
            }
            for n in range(25)
        ],
        "budget": [
            {"post_id": "B1", "year": 2016, "source": "rijk", "budgeted": 12500, "spent": 4750},
            {"post_id": "B2", "year": 2016, "source": "gemeente", "budgeted": 90000, "spent": 1},
        ],
        "narratives": [
            {"period": "2016-H1", "chapter": chapter, "text": f"{LONG}\n\n1. een\n2. twee"}
            for chapter in (*NARRATIVES.values(), "beeld en dreiging")
        ],
    }


NOTHING: Mapping[str, Sequence[Row]] = {name: [] for name in shipped_schemas().sheets}


@pytest.fixture(scope="module", params=["rich", "nothing"])
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - python-docx has no types
    """Give the report of a busy period, and of one in which nothing happened."""
    folder = tmp_path_factory.mktemp(request.param)
    return Document(str(made(folder, rich() if request.param == "rich" else NOTHING)))


def test_every_table_and_chart_stays_with_its_caption(document: Any) -> None:  # noqa: ANN401 - as above
    """The caption comes right before it, and holds on to the header and the first row."""
    styles = document.styles
    assert styles["Caption"].paragraph_format.keep_with_next
    captioned = 0
    for block in document.element.body.iter(qn("w:tbl"), qn("w:drawing")):
        outer = block if block.tag == qn("w:tbl") else next(block.iterancestors(qn("w:p")))
        before = outer.getprevious()
        assert before.pPr.pStyle.val == "Caption"
        captioned += 1
        if block.tag == qn("w:tbl"):
            header, *rows = block.tr_lst
            assert header.find(f".//{qn('w:tblHeader')}") is not None
            assert all(p.pPr.find(qn("w:keepNext")) is not None for p in header.iter(qn("w:p")))
            assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in (header, *rows))
    assert captioned >= 15


def test_headings_come_in_order_and_nothing_is_empty(document: Any) -> None:  # noqa: ANN401 - as above
    """No level is skipped, and no empty paragraph makes room."""
    levels = [
        int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert all(p.text or p._p.xpath(".//w:drawing") for p in document.paragraphs)  # noqa: SLF001 - python-docx shows no charts


def test_every_chart_says_what_it_shows(document: Any) -> None:  # noqa: ANN401 - as above
    """In words, and each is told apart by a number of its own."""
    charts = list(document.element.body.iter(qn("wp:docPr")))
    assert all(len(chart.get("descr")) > 40 for chart in charts)
    assert len({chart.get("id") for chart in charts}) == len(charts)


def test_every_numbered_list_begins_at_one(document: Any) -> None:  # noqa: ANN401 - as above
    """Also the six goals of the template, behind lists of staff's own."""
    numbering = document.part.numbering_part.element
    seen = set()
    for paragraph in document.element.body.iter(qn("w:p")):
        looks = paragraph.pPr
        if looks is None or looks.pStyle is None or looks.pStyle.val != "ListNumber":
            continue
        assert looks.numPr is not None
        seen.add(looks.numPr.numId.val)
    assert seen
    for place in seen:
        override = numbering.num_having_numId(place).find(qn("w:lvlOverride"))
        assert override.find(qn("w:startOverride")).get(qn("w:val")) == "1"


def test_the_footer_says_page_x_of_y_and_the_header_whose_report_it_is(tmp_path: Path) -> None:
    """With names as typed, on the first page too."""
    path = made(tmp_path, NOTHING, name=NAUGHTY)
    section = Document(str(path)).sections[0]
    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].text == (
        f"{NAUGHTY}\tVoortgangsrapportage eerste halfjaar 2016"
    )
    for footer, state in ((section.footer, " · Concept"), (section.first_page_footer, "")):
        (paragraph,) = footer.paragraphs
        assert re.fullmatch(re.escape(f"{NAUGHTY}{state}\tPagina ") + r"\d van \d", paragraph.text)
        fields = [node.text.strip() for node in paragraph._p.iter(qn("w:instrText"))]  # noqa: SLF001 - python-docx shows no fields
        assert fields == ["PAGE", "NUMPAGES"]


def theme_colours() -> dict[str, str]:
    """Return the colours of the shipped theme by their names."""
    with zipfile.ZipFile(SHIPPED) as archive:
        theme = etree.fromstring(archive.read("word/theme/theme1.xml"))
    return {
        etree.QName(colour).localname: next(iter(colour)).get("val", "")
        for scheme in theme.iter(f"{A}clrScheme")
        for colour in scheme
    }


def contrast(one: str, other: str) -> float:
    """Return how well two colours are told apart, as WCAG 2 counts it: from 1 to 21."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def coloured() -> Iterator[tuple[str, Any, str, str]]:
    """Give each colour of each style: the style, the element, the colour, its name in the theme."""
    styles = Document(str(SHIPPED)).styles.element
    for style in styles.style_lst:
        for node in style.iter():
            for kind, theme in (
                ("color", "themeColor"),
                ("val", "themeColor"),
                ("fill", "themeFill"),
            ):
                is_colour = kind != "val" or node.tag == qn("w:color")
                colour = node.get(qn(f"w:{kind}"))
                if is_colour and colour not in {None, "auto"}:
                    yield style.styleId, node, colour, node.get(qn(f"w:{theme}")) or ""


def test_every_colour_comes_from_the_theme() -> None:
    """Another theme gives another report; what Word keeps beside the name agrees with it."""
    theme = theme_colours()
    found = list(coloured())
    assert len(found) > 20
    for style, node, colour, name in found:
        assert name, style
        shaded = any("Tint" in key or "Shade" in key for key in node.attrib)
        if not shaded:
            assert colour == theme[THEME.get(name, name)], style


def test_text_and_bars_can_be_told_from_what_is_behind_them() -> None:
    """WCAG 2 AA: 4.5 for text, 3 for bars and for the edges of light ones."""
    theme = theme_colours()
    behind = {"CoverOrganisation", "Title", "Subtitle", "CoverPeriod", "TableHead"}
    fills = {style: colour for style, node, colour, _ in coloured() if node.tag == qn("w:shd")}
    for style, node, colour, _ in coloured():
        if node.tag == qn("w:color"):
            back = (
                theme["accent1"] if style in {*behind, "Werkblad"} else fills.get(style, "FFFFFF")
            )
            assert contrast(colour, back) >= 4.5, style
    assert contrast(theme["dk1"], "FFFFFF") >= 4.5
    assert contrast(theme["accent1"], "FFFFFF") >= 3
    assert contrast(theme["accent1"], theme["lt2"]) >= 3


def test_a_template_is_compiled_once() -> None:
    """A second report is made from what the first one compiled."""
    first = environment().from_string("{{ title }}")
    assert environment().from_string("{{ title }}") is first
    assert first.render(title="<a> {b}") == "&lt;a&gt; &#123;b&#125;"
    with pytest.raises(Exception, match="undefined"):
        environment().from_string("{{ range(3) }}").render()


@pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="needs LibreOffice and pdftotext",
)
def test_a_pdf_has_all_pages_with_numbers_as_the_dutch_write_them(tmp_path: Path) -> None:
    """Charts too, wherever the computer comes from; and each page says which one it is."""
    word = made(tmp_path, rich())
    pdf = convert(word)
    assert pdf is not None
    program = shutil.which("pdftotext")
    assert program is not None
    command = [program, "-layout", str(pdf), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert text.count("€ 90.000") == 2  # the table and the chart
    assert "90,000" not in text
    pages = text.split("\f")[:-1]
    assert len(pages) > 10
    for number, page in enumerate(pages, start=1):
        assert f"Pagina {number} van {len(pages)}" in page
        last = [line.strip() for line in page.splitlines() if line.strip()][-2]
        assert last not in {"De acties en hoe ze ervoor staan", "Grafiek: Budget naar bron"}
