"""Word documents as tests read them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from automations.engine.documents.filling import Paper
from automations.engine.documents.kinds import Documents
from automations.engine.words import Words
from tests.mails import SETTINGS
from tests.registers import ROOT

WORD = ROOT / "templates" / "word"
MADE_ON = date(2016, 10, 7)


def documents(*own: Path, language: str = "nl") -> Documents:
    """Make documents with the shipped templates, and those of a workspace."""
    return Documents(Paper(SETTINGS, Words(language), [WORD, *own], MADE_ON))


def opened(content: bytes) -> Any:  # noqa: ANN401 - python-docx has no types
    """Open a document as Word does."""
    return Document(io.BytesIO(content))


def paragraphs(content: bytes) -> list[str]:
    """Return every paragraph's text in order, those in tables too."""
    body = opened(content).element.body
    return [_text(paragraph) for paragraph in body.iter(qn("w:p"))]


def rows(content: bytes) -> list[list[str]]:
    """Return the cells of every row of every table, the paragraphs of a cell with a / between."""
    return [
        [
            " / ".join(_text(paragraph) for paragraph in cell.iter(qn("w:p")))
            for cell in row.iter(qn("w:tc"))
        ]
        for row in opened(content).element.body.iter(qn("w:tr"))
    ]


def part(content: bytes, name: str) -> str:
    """Return one part of a document."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def times(content: bytes) -> set[Sequence[int]]:
    """Return the times that stand in a document's package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {one.date_time for one in archive.infolist()}


def _text(paragraph: Any) -> str:  # noqa: ANN401 - as above
    signs = {qn("w:t"): lambda one: one.text or "", qn("w:tab"): lambda _: "\t"}
    return "".join(signs[one.tag](one) for one in paragraph.iter() if one.tag in signs)
