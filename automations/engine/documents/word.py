"""Filling the Word template: text from cells is text, whatever it looks like."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree

from automations.engine.core.findings import Message
from automations.engine.core.report import PROGRESS, Report
from automations.engine.core.settings import Settings
from automations.engine.documents.artist import Artist
from automations.engine.documents.corrections import add_corrections
from automations.engine.documents.narrator import Narrator
from automations.engine.documents.sandbox import Remembered, environment
from automations.engine.documents.view import view
from automations.engine.documents.wording import LOCALES, clipped
from automations.engine.words import Words

TEMPLATE = "voortgangsrapportage.docx"
SUBJECT_TEMPLATE = "deelrapportage.docx"  # of a report about one subject
_SHORT = 9  # rows, with the header: a table that is not worth a break
_LONG = 100  # characters in a row, on average: a table that may break anywhere
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
    template = find_template(templates, template_of(report.kind))
    document = Remembered(template)
    with _blamed(template):
        opened = document.get_docx()
    narrate, draw = Narrator(opened).narrate, Artist(opened).draw
    shown = view(report, settings, words, narrate, draw)
    with _blamed(template):
        document.render(shown, environment(), autoescape=True)
    add_corrections(document.docx, report, words)
    _keep_together(document.docx.element.body)
    _describe(document, shown, report.made_on, words.language)
    made = io.BytesIO()
    document.save(made)
    path.write_bytes(steady(made.getvalue()))


def template_of(kind: str) -> str:
    """Name the template of a kind of report."""
    return TEMPLATE if kind == PROGRESS else SUBJECT_TEMPLATE


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


def _keep_together(body: Any) -> None:  # noqa: ANN401 - lxml's
    """Keep each short table on one page, and of a long one no row alone beside a break."""
    for table in body.iter(qn("w:tbl")):
        for row in _kept(table.findall(qn("w:tr"))):
            for paragraph in row.iter(qn("w:p")):
                _keep(paragraph)


def _kept(rows: Sequence[Any]) -> Sequence[Any]:
    """Return the rows that stay with the next; tall rows do not, but for the header."""
    letters = sum(len(text.text or "") for row in rows for text in row.iter(qn("w:t")))
    if letters > _LONG * len(rows):
        return rows[:1]
    return rows[:-1] if len(rows) <= _SHORT else [*rows[:2], rows[-2]]


def _keep(paragraph: Any) -> None:  # noqa: ANN401 - lxml's
    """Keep a paragraph with the next; python-docx does it too, and takes its time."""
    looks = paragraph.find(qn("w:pPr"))
    if looks is None:
        looks = etree.Element(qn("w:pPr"))
        paragraph.insert(0, looks)
    if looks.find(qn("w:keepNext")) is None:
        styled = looks.find(qn("w:pStyle")) is not None
        looks.insert(int(styled), etree.Element(qn("w:keepNext")))


def _describe(document: DocxTemplate, shown: dict[str, Any], made_on: date, language: str) -> None:
    """Set the properties of the document, which readers and archives go by."""
    properties = document.docx.core_properties
    properties.title = clipped(f"{shown['title']} {shown['period']}")
    properties.subject = clipped(shown["network"])
    properties.author = properties.last_modified_by = clipped(shown["organisation"])
    properties.language = LOCALES[language]
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
