"""Native charts as parts of a Word document."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from automations.engine.documents.chart_parts import RELATION, chart_parts, size
from automations.engine.documents.charts import ChartData
from automations.engine.documents.narrator import STYLES, paragraph, style_ids
from automations.engine.documents.sandbox import as_typed
from automations.engine.documents.wording import clean


class Artist:
    """Puts native charts into a document: a part for each, with its workbook as a part of it."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - python-docx has no types
        """Put them in `document`, which is python-docx's."""
        self._document = document
        self._made = 0

    def draw(self, data: ChartData, alternative: str) -> _Chart:
        """Return what a template puts in with `{{p … }}`."""
        return _Chart(self, data, alternative)

    def put(self, data: ChartData, alternative: str) -> str:
        """Add the parts, and return the paragraph that shows them."""
        self._made += 1
        drawing, workbook = chart_parts(data)
        package, number = self._document.part.package, self._made
        chart = _part(package, f"charts/chart{number}.xml", CONTENT_TYPE.DML_CHART, drawing)
        name = f"embeddings/Microsoft_Excel_Worksheet{number}.xlsx"
        beside = _part(package, name, CONTENT_TYPE.SML_SHEET, workbook)
        chart.rels.add_relationship(RELATIONSHIP_TYPE.PACKAGE, beside, RELATION)
        relation = self._document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
        style = style_ids(self._document).get(STYLES["chart"].lower())
        return paragraph(style, "", _drawing(relation, number, data, alternative))


def _part(package: Any, name: str, kind: str, content: bytes) -> Part:  # noqa: ANN401 - as above
    return Part(PackURI(f"/word/{name}"), kind, content, package)


class _Chart:
    """A chart in a paragraph of its own; put in with `{{p … }}`. One that is not used, is not made.

    A template that shows it twice gets it twice: each is edited by itself.
    """

    def __init__(self, artist: Artist, data: ChartData, alternative: str) -> None:
        self._artist, self._data, self._alternative = artist, data, alternative

    def __html__(self) -> str:
        return self._artist.put(self._data, self._alternative)


def _drawing(relation: str, number: int, data: ChartData, alternative: str) -> str:
    width, height = size(data)
    said = as_typed(clean(alternative))
    main = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{main}/wordprocessingDrawing"'
        ' distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="Grafiek {number}" descr="{said}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{main}/main">'
        f'<a:graphicData uri="{main}/chart">'
        f'<c:chart xmlns:c="{main}/chart" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
