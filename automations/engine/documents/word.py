"""Filling the Word template: text from cells is text, whatever it looks like."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from automations.engine.core.findings import Message
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
# The template's styles by their names: a Dutch Word gives the same styles other ids.
STYLES = {
    "paragraph": "Normal",
    "heading": "heading 3",
    "bullet": "List Bullet",
    "number": "List Number",
    "quote": "Quote",
    "gap": "Ontbrekende toelichting",
    "chart": "Grafiek",
}
_SHORT = 9  # rows, with the header: a table that is not worth a break
_BRIEF = 1200  # characters: a narrative that stays on one page with the figures it is about
# What a template that people edited may make docxtpl, Jinja, lxml and python-docx say.
UNFILLABLE = (
    *(TemplateError, etree.Error, zipfile.BadZipFile, PackageNotFoundError),
    *(TypeError, ValueError, LookupError, AttributeError),
)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip can hold: same report, same bytes


class TemplateMissingError(FileNotFoundError):
    """No folder of templates holds this Word template; restore it or name another folder."""


def write_word(
    report: Report, settings: Settings, words: Words, templates: Sequence[Path], path: Path
) -> None:
    """Fill the template of the last folder that has it, and write the document to `path`."""
    template = find_template(templates, TEMPLATE if report.kind == PROGRESS else SUBJECT_TEMPLATE)
    document = DocxTemplate(template)
    with _blamed(template):
        opened = document.get_docx()
    narrate, draw = _Narrator(opened).narrate, _Artist(opened).draw
    shown = view(report, settings, words, narrate, draw)
    with _blamed(template):
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


class TemplateBrokenError(ValueError):
    """A template of the city's own cannot be filled; `report template --check` says why."""

    def __init__(self, template: Path, cause: Exception) -> None:
        """Name the file, and what it was that went wrong."""
        super().__init__(f"{template.name}: {cause}")
        self.message = Message("template.broken", {"file": template.name})


@contextmanager
def _blamed(template: Path) -> Iterator[None]:
    try:
        yield
    except UNFILLABLE as error:
        raise TemplateBrokenError(template, error) from error


def style_ids(document: Any) -> dict[str, str]:  # noqa: ANN401 - python-docx has no types
    """Return the ids of a document's styles by their names, in small letters."""
    return {style.name_val.lower(): style.styleId for style in document.styles.element.style_lst}


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
        self._styles = style_ids(document)
        self._list: int | None = None
        self._count = 0

    def narrate(
        self,
        blocks: tuple[Block, ...],
        missing: str,
        with_next: bool,  # noqa: FBT001 - a callback, given by place
    ) -> _Paragraphs:
        kept = with_next and sum(len(block.text) for block in blocks) <= _BRIEF
        keep = "<w:keepNext/>" if kept else ""
        if missing:
            return _Paragraphs(self._paragraph("gap", keep, _run(Run(missing))))
        made, before = [], ""
        for block in blocks:
            if block.kind == "number":
                if before != "number" or block.first:
                    self._list, self._count = self._new_list(block.number), block.number
                made.append(self._numbered(block, keep))
            else:
                inside = "".join(map(_run, block.runs))
                made.append(self._paragraph(block.kind, keep, inside))
            before = block.kind
        return _Paragraphs("".join(made))

    def _paragraph(self, kind: str, looks: str, inside: str) -> str:
        return _paragraph(self._styles.get(STYLES[kind].lower()), looks, inside)

    def _numbered(self, block: Block, keep: str) -> str:
        """Write a line of a list; where the template has no numbers for it, they are typed."""
        inside = "".join(map(_run, block.runs))
        if self._list is None:
            inside, self._count = _run(Run(f"{self._count}. ")) + inside, self._count + 1
            return self._paragraph("paragraph", keep, inside)
        numbering = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self._list}"/></w:numPr>'
        return self._paragraph("number", keep + numbering, inside)

    def _new_list(self, start: int) -> int | None:
        """Add a list with the looks of the style for numbered lists, beginning at `start`."""
        place = numbering_of(self._document, self._styles.get(STYLES["number"].lower()))
        if place is None:
            return None
        numbering = self._document.part.numbering_part.element
        looks = numbering.num_having_numId(place).abstractNumId.val
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
        style = style_ids(self._document).get(STYLES["chart"].lower())
        return _paragraph(style, "", _drawing(relation, number, data, alternative))


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


def numbering_of(document: Any, style: str | None) -> int | None:  # noqa: ANN401 - as above
    """Return the list that a style numbers its paragraphs by; None where it has none."""
    found = document.styles.element.get_by_id(style) if style else None
    place = None if found is None else found.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return None if place is None else int(place.get(qn("w:val")))


def _paragraph(style: str | None, looks: str, inside: str) -> str:
    named = "" if style is None else f'<w:pStyle w:val="{_as_typed(style)}"/>'
    return f"<w:p><w:pPr>{named}{looks}</w:pPr>{inside}</w:p>"


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
