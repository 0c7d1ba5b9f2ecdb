"""The parts of a Word document that make a native chart: the drawing, and the workbook behind it.

XlsxWriter makes both. What it leaves to Excel's defaults is written out, in the schema's order:
Word and LibreOffice have other defaults.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from functools import lru_cache
from typing import Any

import xlsxwriter
from lxml import etree
from xlsxwriter.color import Color

from automations.engine.documents.charts import BAR, EDGE, ChartData

RELATION = "rId1"  # by which a chart knows its workbook
_TAB = "Grafiek"
_KEPT = 128  # charts whose bytes are kept: those of some ten reports
_CELL = 32_767  # characters that a cell of Excel can hold
_WHEN = datetime(1980, 1, 1)  # noqa: DTZ001 - XlsxWriter writes it as UTC; same data, same bytes
_POINTS = 9  # size of the letters
_DARK, _LIGHT = Color.theme(4, 0), Color.theme(2, 0)  # accent1 and light2 of the document's theme
_WIDTH = 17.0  # cm, as wide as the text
_NAMES, _BARS = 0.32, 0.58  # parts of the width: names on the left, room for a number on the right
_WIDEST = 500  # percent of a bar that may be left between bars
_EMU = 360_000  # Word's measure, in a centimetre

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# What stands where XlsxWriter writes nothing: in which element, what, and behind which others.
_DEFAULTS = (
    ("barChart", "varyColors", "0", ("grouping",)),
    ("ser", "invertIfNegative", "0", ("spPr", "tx")),
    ("dLbls", "dLblPos", "outEnd", ("txPr", "spPr", "numFmt")),
    ("dLbls", "showLegendKey", "0", ("dLblPos",)),
    ("dLbls", "showCatName", "0", ("showVal",)),
    ("dLbls", "showSerName", "0", ("showCatName",)),
    ("dLbls", "showPercent", "0", ("showSerName",)),
    ("dLbls", "showBubbleSize", "0", ("showPercent",)),
    ("catAx", "delete", "0", ("scaling",)),
    ("catAx", "numFmt", None, ("axPos",)),
    ("catAx", "majorTickMark", "none", ("numFmt",)),
    ("catAx", "minorTickMark", "none", ("majorTickMark",)),
    ("catAx", "noMultiLvlLbl", "1", ("lblOffset",)),
    ("valAx", "majorTickMark", "none", ("numFmt",)),
    ("valAx", "minorTickMark", "none", ("majorTickMark",)),
    ("legend", "overlay", "0", ("layout", "legendPos")),
    ("chart", "dispBlanksAs", "gap", ("plotVisOnly",)),
    ("chartSpace", "roundedCorners", "0", ("lang",)),
)


@lru_cache(maxsize=_KEPT)
def chart_parts(data: ChartData) -> tuple[bytes, bytes]:
    """Return the XML of a chart and the bytes of its workbook, made once for the same data."""
    with zipfile.ZipFile(io.BytesIO(_workbook(data, drawn=True))) as made:
        drawing = _finished(made.read("xl/charts/chart1.xml"), data.language)
    return drawing, _workbook(data, drawn=False)


def size(data: ChartData) -> tuple[int, int]:
    """Return how wide and how high a chart is, in Word's measure."""
    return round(_WIDTH * _EMU), round(data.height * _EMU)


def _workbook(data: ChartData, *, drawn: bool) -> bytes:
    """Write the numbers of a chart in a workbook, with the chart or without it."""
    made = io.BytesIO()
    text_only = {"strings_to_formulas": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(made, {**text_only, "strings_to_urls": False})
    book.set_properties({"created": _WHEN})
    sheet = book.add_worksheet(_TAB)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(data.series), 22)
    form = book.add_format({"num_format": data.form})
    for column, name in enumerate([data.of, *(series.name for series in data.series)]):
        sheet.write_string(0, column, name[:_CELL])
    for row, label in enumerate(data.labels, start=1):
        sheet.write_string(row, 0, label[:_CELL])
        for column, series in enumerate(data.series, start=1):
            if (value := series.values[row - 1]) is not None:
                sheet.write_number(row, column, value, form)
    if drawn:
        sheet.insert_chart("A1", _chart(book, data))
    book.close()
    return made.getvalue()


def _chart(book: Any, data: ChartData) -> Any:  # noqa: ANN401 - XlsxWriter has no types
    chart = book.add_chart({"type": "bar"})
    last = len(data.labels)
    letters = {"size": _POINTS}
    labels = {"value": True, "num_format": data.form, "font": letters}
    for column, (_, fill) in enumerate(zip(data.series, (_DARK, _LIGHT), strict=False), start=1):
        chart.add_series(
            {
                "name": [_TAB, 0, column],
                "categories": [_TAB, 1, 0, last, 0],
                "values": [_TAB, 1, column, last, column],
                "fill": {"color": fill},
                "border": {"color": _DARK, "width": 0.75},  # the light bars need an edge to be seen
                "data_labels": labels,
                "gap": min(round(100 * data.between / BAR), _WIDEST),
                "overlap": 0,
            }
        )
    chart.set_y_axis({"reverse": True, "num_font": letters, "line": {"color": _DARK}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    legend = {"position": "bottom", "font": letters} if len(data.series) > 1 else {"none": True}
    chart.set_legend(legend)
    chart.set_title({"none": True})
    inner = {"x": _NAMES, "y": EDGE / data.height, "width": _BARS}
    chart.set_plotarea({"layout": {**inner, "height": 1 - (data.below + EDGE) / data.height}})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    return chart


def _finished(made: bytes, language: str) -> bytes:
    """Make of Excel's chart one of Word's: nothing left to a default, its workbook beside it."""
    root = etree.fromstring(made)
    for element in root.iter(f"{_C}chartSpace", f"{_C}lang", f"{_A}endParaRPr"):
        if element.tag == f"{_C}lang":
            element.set("val", language)
        elif element.tag == f"{_A}endParaRPr":
            element.set("lang", language)
    for parent, name, value, after in _DEFAULTS:
        for element in [root] if parent == "chartSpace" else list(root.iter(f"{_C}{parent}")):
            _add(element, name, value, after)
    for parent, wrap in (("catAx", "square"), ("dLbls", "none")):  # names break, numbers do not
        for looks in root.iterfind(f".//{_C}{parent}/{_C}txPr/{_A}bodyPr"):
            looks.attrib.update({"rot": "0", "vert": "horz", "wrap": wrap})
    for names in root.iter(f"{_C}cat"):
        _as_text(names)
    for old in root.findall(f"{_C}printSettings"):
        root.remove(old)
    root.append(_letters(language))
    workbook = etree.SubElement(root, f"{_C}externalData", {f"{_R}id": RELATION})
    etree.SubElement(workbook, f"{_C}autoUpdate", val="0")
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def _add(parent: Any, name: str, value: str | None, after: tuple[str, ...]) -> None:  # noqa: ANN401 - lxml's
    """Add an element behind the first of `after` that is there, unless it has it already."""
    if parent.find(f"{_C}{name}") is not None:
        return
    made = etree.Element(f"{_C}{name}")
    if value is None:
        made.set("formatCode", "General")
        made.set("sourceLinked", "0")
    else:
        made.set("val", value)
    before = next(found for one in after if (found := parent.find(f"{_C}{one}")) is not None)
    before.addnext(made)


def _as_text(names: Any) -> None:  # noqa: ANN401 - lxml's
    """Keep names that look like numbers text: 007 is no 7."""
    for element in list(names.iter()):
        kind = etree.QName(element).localname
        if kind in {"numRef", "numCache"}:
            element.tag = f"{_C}{kind.replace('num', 'str')}"
        elif kind == "formatCode":
            element.getparent().remove(element)


def _letters(language: str) -> Any:  # noqa: ANN401 - lxml's
    """Write with the letters and the ink of the document's theme."""
    text = etree.Element(f"{_C}txPr")
    etree.SubElement(text, f"{_A}bodyPr")
    etree.SubElement(text, f"{_A}lstStyle")
    paragraph = etree.SubElement(text, f"{_A}p")
    looks = etree.SubElement(
        etree.SubElement(paragraph, f"{_A}pPr"), f"{_A}defRPr", sz=str(_POINTS * 100)
    )
    etree.SubElement(etree.SubElement(looks, f"{_A}solidFill"), f"{_A}schemeClr", val="tx1")
    etree.SubElement(looks, f"{_A}latin", typeface="+mn-lt")
    etree.SubElement(paragraph, f"{_A}endParaRPr", lang=language)
    return text
