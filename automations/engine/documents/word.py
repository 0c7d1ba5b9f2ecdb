"""Filling the Word template: text from cells is text, whatever it looks like."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from automations.engine.core.report import PROGRESS, Report
from automations.engine.core.settings import Settings
from automations.engine.documents.chart_parts import RELATION, chart_parts, size
from automations.engine.documents.charts import ChartData
from automations.engine.documents.markdown import Block, Run
from automations.engine.documents.view import view
from automations.engine.documents.wording import clean, clipped
from automations.engine.words import Words

TEMPLATE = "voortgangsrapportage.docx"
SUBJECT_TEMPLATE = "deelrapportage.docx"  # of a report about one subject
_STYLES = {  # the template's styles, by their ids
    "paragraph": "Normal",
    "heading": "Heading3",
    "bullet": "ListBullet",
    "number": "ListNumber",
    "quote": "Quote",
}
CHART_STYLE = "Chart"
_SHORT = 9  # rows, with the header: a table that is not worth a break
_BRIEF = 1200  # characters: a narrative that stays on one page with the figures it is about
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip can hold: same report, same bytes


class TemplateMissingError(FileNotFoundError):
    """No folder of templates holds this Word template; restore it or name another folder."""


def write_word(
    report: Report, settings: Settings, words: Words, templates: Sequence[Path], path: Path
) -> None:
    """Fill the template of the last folder that has it, and write the document to `path`."""
    template = find_template(templates, TEMPLATE if report.kind == PROGRESS else SUBJECT_TEMPLATE)
    document = DocxTemplate(template)
    opened = document.get_docx()
    narrate, draw = _Narrator(opened).narrate, _Artist(opened).draw
    shown = view(report, settings, words, narrate, draw)
    document.render(shown, environment(), autoescape=True)
    _keep_together(document.docx.tables)
    _describe(document, shown, report.made_on, words.language)
    made = io.BytesIO()
    document.save(made)
    path.write_bytes(steady(made.getvalue()))


def find_template(templates: Sequence[Path], name: str) -> Path:
    """Return a template from the last folder that has it; raises TemplateMissingError."""
    for folder in reversed(templates):
        if (folder / name).is_file():
            return folder / name
    raise TemplateMissingError(name)


class _Paragraphs:
    """A narrative as paragraphs in the template's own styles; put in with `{{p … }}`."""

    def __init__(self, xml: str) -> None:
        self._xml = xml

    def __html__(self) -> str:
        return self._xml


class _Narrator:
    """Turns narratives into paragraphs; every numbered list begins anew at its own number."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - python-docx has no types
        self._document = document
        self._list = 0

    def narrate(
        self,
        blocks: tuple[Block, ...],
        missing: str,
        with_next: bool,  # noqa: FBT001 - a callback, given by place
    ) -> _Paragraphs:
        kept = with_next and sum(len(block.text) for block in blocks) <= _BRIEF
        keep = "<w:keepNext/>" if kept else ""
        if missing:
            return _Paragraphs(_paragraph("Gap", keep, _run(Run(missing))))
        made, before = [], ""
        for block in blocks:
            if block.kind == "number" and (before != "number" or block.first):
                self._list = self._new_list(block.number)
            numbering = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self._list}"/></w:numPr>'
            inside = "".join(map(_run, block.runs))
            looks = keep + (numbering if block.kind == "number" else "")
            made.append(_paragraph(_STYLES[block.kind], looks, inside))
            before = block.kind
        return _Paragraphs("".join(made))

    def _new_list(self, start: int) -> int:
        """Add a list with the looks of the style for numbered lists, beginning at `start`."""
        style = self._document.styles.element.get_by_id(_STYLES["number"])
        numbering = self._document.part.numbering_part.element
        looks = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
        made = numbering.add_num(looks)
        made.add_lvlOverride(0).add_startOverride(start)
        return int(made.numId)


class _Artist:
    """Puts native charts into a document: a part for each, with its workbook as a part of it."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - python-docx has no types
        self._document = document
        self._made = 0

    def draw(self, data: ChartData, alternative: str) -> _Chart:
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
        return _paragraph(CHART_STYLE, "", _drawing(relation, number, data, alternative))


def _part(package: Any, name: str, kind: str, content: bytes) -> Part:  # noqa: ANN401 - as above
    return Part(PackURI(f"/word/{name}"), kind, content, package)


class _Chart:
    """A chart in a paragraph of its own; put in with `{{p … }}`. One that is not used, is not made.

    A template that shows it twice gets it twice: each is edited by itself.
    """

    def __init__(self, artist: _Artist, data: ChartData, alternative: str) -> None:
        self._artist, self._data, self._alternative = artist, data, alternative

    def __html__(self) -> str:
        return self._artist.put(self._data, self._alternative)


def _drawing(relation: str, number: int, data: ChartData, alternative: str) -> str:
    width, height = size(data)
    said = _as_typed(clean(alternative))
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


def _paragraph(style: str, looks: str, inside: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{looks}</w:pPr>{inside}</w:p>'


def _run(run: Run) -> str:
    looks = ("<w:b/>" if run.bold else "") + ("<w:i/>" if run.italic else "")
    text = _as_typed(clean(run.text))
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def environment() -> ImmutableSandboxedEnvironment:
    """Return what fills templates: text from cells is text, whatever a template does with it."""
    made = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_as_typed
    )
    made.globals.clear()
    return made


def _as_typed(value: object) -> object:
    """Write text so that it comes out as typed.

    Beside what XML asks for, braces become references: docxtpl gives `{_{` a meaning of its own.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = escape(value).replace("{", "&#123;").replace("}", "&#125;")
    return Markup(text)  # noqa: S704 - escaped on the line above


def _keep_together(tables: Iterable[Any]) -> None:
    """Keep each short table on one page, and of a long one no row alone beside a break."""
    for table in tables:
        rows = table._tbl.tr_lst  # noqa: SLF001 - python-docx's own rows are slow to make
        kept = rows[:-1] if len(rows) <= _SHORT else [*rows[:2], rows[-2]]
        for row in kept:
            for paragraph in row.iter(qn("w:p")):
                paragraph.get_or_add_pPr().get_or_add_keepNext()


def _describe(document: DocxTemplate, shown: dict[str, Any], made_on: date, language: str) -> None:
    """Set the properties of the document, which readers and archives go by."""
    properties = document.docx.core_properties
    properties.title = clipped(f"{shown['title']} {shown['period']}")
    properties.subject = clipped(shown["network"])
    properties.author = properties.last_modified_by = clipped(shown["organisation"])
    properties.language = {"nl": "nl-NL", "en": "en-GB"}.get(language, language)
    properties.created = properties.modified = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 - python-docx writes it as UTC
    properties.revision = 1


def steady(content: bytes) -> bytes:
    """Write the parts again with one fixed time, so that the same report gives the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            new.writestr(part, old.read(name))
    return made.getvalue()
