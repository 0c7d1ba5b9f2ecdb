"""The charts in the Word report: native, with the table's numbers, and never a hidden one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from automations.engine.core.periods import parse_period
from automations.engine.core.settings import Settings
from automations.engine.documents.chart_parts import chart_parts
from automations.engine.documents.charts import HIGHEST, SAID, ChartData, Series
from automations.engine.reporting import make_report
from automations.engine.words import Words
from tests.registers import ROOT, Row, register_of

TODAY = date(2016, 10, 3)
CITY = Settings("Gemeente Dordrecht", "Netwerk", {"coordinator": ("c@dordrecht.example",)})
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
TEMPLATES = ROOT / "templates" / "word"
TWO = ChartData(
    "Wijk", ("Krispijn", "Reeland"), (Series("Nu", (1, 2)), Series("Toen", (3, None))), "0", "nl-NL"
)


@dataclass(frozen=True)
class Chart:
    """A chart as it stands in the document: drawing, workbook, and what it shows in words."""

    drawing: etree._Element
    workbook: bytes
    alternative: str
    caption: str

    @property
    def numbers(self) -> list[dict[str, float]]:
        """The numbers of each series by the names of the bars; a gap has none."""
        return [self._bars(series) for series in self.drawing.iter(f"{C}ser")]

    @staticmethod
    def _bars(series: etree._Element) -> dict[str, float]:
        def points(name: str) -> dict[str, str]:
            found = series.find(f"{C}{name}")
            assert found is not None
            return {p.get("idx", ""): p.findtext(f"{C}v") or "" for p in found.iter(f"{C}pt")}

        names = points("cat")
        return {names[place]: float(value) for place, value in points("val").items()}

    @property
    def cells(self) -> list[list[object]]:
        """All that its workbook holds."""
        (sheet,) = openpyxl.load_workbook(io.BytesIO(self.workbook)).worksheets
        return [list(row) for row in sheet.iter_rows(values_only=True)]


def made(folder: Path, templates: Path = TEMPLATES, **sheets: Sequence[Row]) -> Path:
    """Make the report of a few rows."""
    period, words = parse_period("2016-H1"), Words("nl")
    register = register_of(**sheets)
    report = make_report(register, (), period, CITY, words, [templates], folder, TODAY)
    path = report.files["word"]
    assert path is not None
    return path


def charts(path: Path) -> list[Chart]:
    """Return the charts of a document in their order."""
    document = Document(str(path))
    found = []
    for frame in document.element.body.iter(qn("wp:inline")):
        part = document.part.related_parts[frame.find(f".//{C}chart").get(qn("r:id"))]
        (workbook,) = (relation.target_part for relation in part.rels.values())
        caption = next(frame.iterancestors(qn("w:p"))).getprevious()
        assert caption.pPr.pStyle.val == "Caption"
        text = "".join(node.text or "" for node in caption.iter(qn("w:t")))
        descr = frame.find(qn("wp:docPr")).get("descr")
        found.append(Chart(etree.fromstring(part.blob), workbook.blob, descr, text))
    return found


def dialogues(districts: Mapping[str, int]) -> list[Row]:
    """Make so many dialogues in each district."""
    return [
        {
            "dialogue_id": f"D2016-{place}-{number}",
            "held_on": date(2016, 2, 1),
            "status": "gehouden",
            "district": district,
            "attendees": 30,
        }
        for place, (district, held) in enumerate(districts.items())
        for number in range(held)
    ]


def signals(sources: Mapping[str, int]) -> list[Row]:
    """Make so many signals of each source."""
    return [
        {
            "signal_id": f"S2016-{source}-{number}",
            "received_on": date(2016, 3, 1),
            "source": source,
            "status": "afgesloten",
            "assessed_on": date(2016, 3, 3),
            "route": ("geen vervolg",),
        }
        for source, number_of in sources.items()
        for number in range(number_of)
    ]


def test_a_chart_shows_the_numbers_of_its_table(tmp_path: Path) -> None:
    """In the drawing, in the workbook that staff edit, and in words."""
    (chart,) = charts(made(tmp_path, dialogues=dialogues({"Krispijn": 3, "Staart": 12})))
    assert chart.caption == "Grafiek: Dialooggesprekken per wijk"
    assert chart.numbers == [{"Krispijn": 3, "Staart": 12}, {"Krispijn": 0, "Staart": 0}]
    assert chart.cells == [
        ["Wijk", "Eerste halfjaar 2016", "Tweede halfjaar 2015"],
        ["Krispijn", 3, 0],
        ["Staart", 12, 0],
    ]
    assert chart.alternative == (
        "Staafdiagram. Dialooggesprekken per wijk: Eerste halfjaar 2016 en Tweede halfjaar 2015. "
        "Krispijn: 3 en 0; Staart: 12 en 0."
    )


def test_a_hidden_number_is_a_gap_and_in_no_part_of_the_chart(tmp_path: Path) -> None:
    """Two signals from the municipality stand in no cache and in no cell."""
    path = made(tmp_path, signals=signals({"inwoner": 14, "politie": 6, "gemeente": 2}))
    (chart,) = [one for one in charts(path) if "herkomst" in one.caption]
    now, then = chart.numbers
    assert now["Partner of inwoner"] == 14
    assert "Gemeente" not in now
    assert then == {"Partner of inwoner": 0, "Gemeente": 0, "Veiligheidsketen": 0}
    assert ["Gemeente", None, 0] in chart.cells
    assert {row[0]: row[1] for row in chart.cells[1:] if row[1] is not None} == now
    assert "Gemeente: <5 en 0" in chart.alternative
    assert chart.caption.endswith("(geen staaf: het getal wordt niet getoond of is niet bekend)")


def test_a_table_that_hides_most_is_not_drawn(tmp_path: Path) -> None:
    """A chart of gaps says nothing; nor does one with a single bar."""
    hidden = made(tmp_path / "a", signals=signals({"politie": 2, "gemeente": 3}))
    single = made(tmp_path / "b", dialogues=dialogues({"Krispijn": 3}))
    many = made(tmp_path / "c", dialogues=dialogues({f"Wijk {n}": 1 for n in range(25)}))
    assert charts(hidden) == charts(single) == charts(many) == []


def test_a_chart_of_many_bars_fits_on_a_page_and_its_words_are_few(tmp_path: Path) -> None:
    """The table names all of them; who hears the page read gets the first."""
    path = made(tmp_path, dialogues=dialogues({f"Wijk {n:02}": n + 1 for n in range(18)}))
    (chart,) = charts(path)
    assert len(chart.numbers[0]) == 18
    assert "Wijk 11: 12 en 0. En nog 6 regels; die staan in de tabel." in chart.alternative
    assert f"Wijk {SAID}" not in chart.alternative
    (frame,) = Document(str(path)).inline_shapes
    assert frame.height.cm <= HIGHEST
    assert frame.width.cm == pytest.approx(17, abs=0.01)


def test_names_come_out_as_typed_in_every_part_of_a_chart(tmp_path: Path) -> None:
    """Whatever is typed as a district, and a number stays text: 007 is no 7."""
    typed = (
        '=1+1 & <b>"O\'Brien"</b> {{ organisation }} {_{ {% raw %} ]]> 𝄞 é',
        '=HYPERLINK("http://a.example")',
        "007",
        "Hottentottententententoonstelling" * 9,
    )
    (chart,) = charts(made(tmp_path, dialogues=dialogues(dict.fromkeys(typed, 2))))
    assert chart.numbers[0] == dict.fromkeys(typed, 2)
    assert {row[0] for row in chart.cells[1:]} == set(typed)
    assert all(name in chart.alternative for name in typed)
    numbers = made(tmp_path / "numbers", dialogues=dialogues({"007": 2, "08": 3}))
    assert charts(numbers)[0].numbers[0] == {"007": 2, "08": 3}


def test_a_chart_leaves_nothing_to_a_programs_defaults(tmp_path: Path) -> None:
    """Word and LibreOffice have other defaults than Excel; the workbook comes last."""
    (chart,) = charts(made(tmp_path, dialogues=dialogues({"Krispijn": 3, "Staart": 12})))
    names = [etree.QName(child).localname for child in chart.drawing]
    assert names == ["lang", "roundedCorners", "chart", "spPr", "txPr", "externalData"]
    values = {
        (etree.QName(e).localname, e.get("val")) for e in chart.drawing.iter() if e.get("val")
    }
    assert values >= {
        ("lang", "nl-NL"),
        ("roundedCorners", "0"),
        ("autoTitleDeleted", "1"),
        ("overlay", "0"),
        ("varyColors", "0"),
        ("invertIfNegative", "0"),
        ("delete", "0"),
        ("delete", "1"),
        ("minorTickMark", "none"),
        ("dispBlanksAs", "gap"),
    }
    assert {e.get("lang") for e in chart.drawing.iter(f"{A}endParaRPr")} == {"nl-NL"}


def test_the_colours_of_a_chart_are_those_of_the_theme(tmp_path: Path) -> None:
    """A city that changes the theme of its template changes the charts with it."""
    (chart,) = charts(made(tmp_path, dialogues=dialogues({"Krispijn": 3, "Staart": 12})))
    assert list(chart.drawing.iter(f"{A}srgbClr")) == []
    assert {c.get("val") for c in chart.drawing.iter(f"{A}schemeClr")} == {"accent1", "bg2", "tx1"}


def test_a_template_without_charts_has_no_parts_of_them(tmp_path: Path) -> None:
    """What a city left out of its template is not hidden in the file."""
    document = Document(str(TEMPLATES / "voortgangsrapportage.docx"))
    for paragraph in document.paragraphs:
        if paragraph.text == "{{p table.chart }}":
            paragraph.runs[0].text = "Zie de tabel."
    own = tmp_path / "own"
    own.mkdir()
    document.save(str(own / "voortgangsrapportage.docx"))
    path = made(tmp_path, own, dialogues=dialogues({"Krispijn": 3, "Staart": 12}))
    with zipfile.ZipFile(path) as archive:
        assert [name for name in archive.namelist() if "chart" in name or "embed" in name] == []


def test_a_chart_is_made_once_for_the_same_numbers() -> None:
    """And the same numbers give the same bytes; others give another chart."""
    first = chart_parts(TWO)
    again = ChartData(TWO.of, TWO.labels, TWO.series, TWO.form, TWO.language)
    assert chart_parts(again) is first
    chart_parts.cache_clear()
    assert chart_parts(again) == first
    other = ChartData(TWO.of, TWO.labels, TWO.series[:1], TWO.form, TWO.language)
    assert chart_parts(other) != first
