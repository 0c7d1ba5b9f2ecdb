"""Filling the Word template: text from cells is text, whatever it looks like."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from automations.engine.core.report import PROGRESS, Report
from automations.engine.core.settings import Settings
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
_SHORT = 16  # rows: a table that fits on a page with its caption
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
    shown = view(report, settings, words, _Narrator(document.get_docx()).narrate)
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
    """Keep each short table on one page: every row but the last stays with the next."""
    for table in tables:
        rows = table._tbl.tr_lst  # noqa: SLF001 - python-docx's own rows are slow to make
        if len(rows) <= _SHORT:
            for row in rows[:-1]:
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
