"""Checking a Word template that staff edited: everything that is wrong, in words, with its place.

In the end it is filled, in Jinja's sandbox: what that cannot do is said too.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

from automations.engine.core.findings import Message
from automations.engine.documents.narrator import STYLES, numbering_of, style_ids
from automations.engine.documents.placeholders import (
    BLOCK,
    EXPECTED,
    PLACEHOLDERS,
    REQUIRED,
    Shape,
)
from automations.engine.documents.sandbox import environment
from automations.engine.documents.template_names import NameCheck, Remark
from automations.engine.documents.template_tags import Part, Place, read_part, text_of
from automations.engine.documents.word import UNFILLABLE

MOST = 64 * 1024 * 1024  # bytes that a template may take when it is unpacked
_OLD = b"\xd0\xcf\x11\xe0"  # how a .doc begins, and a document with a password
_LINK = "/hyperlink"  # the only thing outside the file that a document may point at
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LANGUAGE = "nl-NL"


def check_template(path: Path, language: str = _LANGUAGE) -> tuple[Remark, ...]:
    """Return every remark about the template at `path`; raises OSError where it cannot be read."""
    content = path.read_bytes()
    damaged = tuple(_damage(content))
    if damaged:
        return damaged
    try:
        document = Document(io.BytesIO(content))
    except UNFILLABLE as error:
        return (Remark(Message("template.damaged", {"reason": str(error)})),)
    if lost := _lost(document):
        return (Remark(Message("template.damaged", {"reason": ", ".join(lost)})),)
    used: set[str] = set()
    names = [remark for part in _parts(document) for remark in _tags(part, used)]
    found = [*names, *_missing(used), *_styles(document)]
    if not any(remark.wrong for remark in found):  # else it says the same less clearly
        found += _trial(content)
    return (*found, *_outside(content), *_readable(document, language))


def _damage(content: bytes) -> Iterator[Remark]:
    """Tell why a file is no Word document that can be opened."""
    if content.startswith(_OLD):
        yield Remark(Message("template.old-or-locked"))
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if sum(entry.file_size for entry in archive.infolist()) > MOST:
                yield Remark(Message("template.too-big"))
                return
            if "word/document.xml" not in names:
                yield Remark(Message("template.no-word"))
                return
            if any(name.endswith("vbaProject.bin") for name in names):
                yield Remark(Message("template.macros"))
            for name in names:
                if name.endswith((".xml", ".rels")):
                    _parse(archive.read(name))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        yield Remark(Message("template.damaged", {"reason": str(error)}))
    except etree.XMLSyntaxError as error:
        yield Remark(Message("template.damaged", {"reason": f"{name}: {error.msg}"}))


def _lost(document: Any) -> list[str]:  # noqa: ANN401 - python-docx has no types
    """Return the parts that the text speaks of and the file does not have."""
    ids = {
        value
        for element in document.element.iter()
        for name, value in element.attrib.items()
        if name.startswith(_RELATION)
    }
    return sorted(ids - document.part.rels.keys())


def _parse(content: bytes) -> Any:  # noqa: ANN401 - lxml's
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _parts(document: Any) -> Iterator[Part]:  # noqa: ANN401 - python-docx has no types
    names = {style.styleId: style.name_val for style in document.styles.element.style_lst}
    yield read_part(document.element.body, "body", names)
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in {"header", "footer"}:
            yield read_part(relation.target_part.element, kind, names)


def _tags(part: Part, used: set[str]) -> Iterator[Remark]:
    for place in part.loose:
        yield Remark(Message("template.loose"), place)
    yield from NameCheck(used).check(part.tags)


def _missing(used: set[str]) -> Iterator[Remark]:
    for names in REQUIRED:
        if not used.intersection(names):
            yield Remark(Message("template.missing", {"example": _as_tag(names[0])}))
    for names in EXPECTED:
        if not used.intersection(names):
            yield Remark(Message("template.left-out", {"name": names[0]}), wrong=False)
    if not any(path.endswith(".chart") for path in used):
        yield Remark(Message("template.no-charts"), wrong=False)


def _as_tag(path: str) -> str:
    """Write a path as it would stand in a template."""
    many, _, part = path.partition(".*.")
    if part:
        return f"{{%tr for item in {many} %}} … {{{{ item.{part} }}}}"
    return f"{{{{p {path} }}}}" if path.endswith(".narrative") else f"{{{{ {path} }}}}"


def _styles(document: Any) -> Iterator[Remark]:  # noqa: ANN401 - as above
    ids = style_ids(document)
    for name in STYLES.values():
        if name.lower() not in ids:
            yield Remark(Message("template.style", {"name": name}), wrong=False)
    number = ids.get(STYLES["number"].lower())
    if number is not None and numbering_of(document, number) is None:
        yield Remark(Message("template.style-numbers", {"name": STYLES["number"]}), wrong=False)


def _outside(content: bytes) -> Iterator[Remark]:
    """Find what would be fetched from elsewhere by everybody who opens a report."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                for relation in _parse(archive.read(name)):
                    outside = relation.get("TargetMode") == "External"
                    if outside and not relation.get("Type", "").endswith(_LINK):
                        values = {"target": relation.get("Target")}
                        yield Remark(Message("template.fetched", values))


def _trial(content: bytes) -> Iterator[Remark]:
    """Fill the template with examples, and with nothing in its lists, and open what comes out."""
    for many in (2, 0):
        document = DocxTemplate(io.BytesIO(content))
        shown = {name: _example(shape, many) for name, shape in PLACEHOLDERS.items()}
        made = io.BytesIO()
        try:
            document.render(shown, environment(), autoescape=True)
            document.save(made)
            Document(made)
        except UNFILLABLE as error:
            yield Remark(Message("template.not-filled", {"reason": str(error)}))
            return


class _Paragraph:
    """Stands in for a narrative or a chart."""

    def __html__(self) -> str:
        return "<w:p><w:r><w:t>…</w:t></w:r></w:p>"


def _example(shape: Shape, many: int) -> object:
    if isinstance(shape, Mapping):
        return {name: _example(part, many) for name, part in shape.items()}
    if isinstance(shape, tuple):
        fixed = shape[0] == "text"  # columns and cells are never fewer than a table needs
        return [_example(shape[0], many)] * (4 if fixed else many)
    return _Paragraph() if shape == BLOCK else "…"


def _readable(document: Any, language: str) -> Iterator[Remark]:  # noqa: ANN401 - python-docx has no types
    """Find what a screen reader, or a printed page, would trip over."""
    body = document.element.body
    names = {style.styleId: style.name_val for style in document.styles.element.style_lst}
    spoken = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    if spoken - {language, None}:
        other = ", ".join(sorted(spoken - {language, None}))
        yield Remark(Message("template.language", {"other": other}), wrong=False)
    for table in body.iter(qn("w:tbl")):
        if next(table.iter(qn("w:tblHeader")), None) is None:
            first = next(filter(None, map(text_of, table.iter(qn("w:p")))), "")
            place = Place("body", "", first)
            yield Remark(Message("template.no-header-row"), place, wrong=False)
    for picture in document.element.iter(qn("wp:docPr")):
        if not (picture.get("descr") or "").strip():
            values = {"name": picture.get("name") or ""}
            yield Remark(Message("template.no-alternative", values), wrong=False)
    yield from _headings(body, names)
    empty = sum(1 for one in body.findall(qn("w:p")) if _is_empty(one))
    if empty:
        yield Remark(Message("template.empty", count=empty), wrong=False)


def _is_empty(paragraph: Any) -> bool:  # noqa: ANN401 - lxml's
    holds = (qn("w:t"), qn("w:drawing"), qn("w:sectPr"), qn("w:fldChar"), qn("w:pict"))
    return next(paragraph.iter(*holds), None) is None


def _headings(body: Any, names: Mapping[str, str]) -> Iterator[Remark]:  # noqa: ANN401 - lxml's
    found: list[tuple[int, str]] = []
    for paragraph in body.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = "" if style is None else names.get(style.get(qn("w:val")), "").lower()
        if name.startswith("heading ") and name[8:].isdigit():
            found.append((int(name[8:]), text_of(paragraph)))
    for (before, _), (level, text) in pairwise([(0, ""), *found]):
        if level > before + 1:
            message = Message("template.heading-skipped", {"level": level, "before": before})
            yield Remark(message, Place("body", "", text), wrong=False)
