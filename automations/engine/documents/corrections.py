"""Late edits to closed periods, as a list at the end of the report in Word and a sheet in Excel."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from automations.engine.core.approved_reports import Correction
from automations.engine.core.figures.registry import Number
from automations.engine.core.report import Report
from automations.engine.documents import wording
from automations.engine.words import Words

_NAMESPACE = nsdecls("w")
_WIDTHS = (2100, 4338, 1600, 1600)  # twentieths of a point


def headers(words: Words) -> tuple[str, ...]:
    """Name the columns of the list."""
    named = ("record.column-period", "record.column-what")
    return tuple(map(words, (*named, "record.column-approved", "record.column-now")))


def lines(report: Report, words: Words) -> tuple[tuple[str, ...], ...]:
    """Write each correction as a line of texts: of which period, about what, then and now."""
    return tuple(
        (
            wording.capital(words.message(one.period.label)),
            label(one, words),
            _number(one, one.approved, words),
            _number(one, one.now, words),
        )
        for one in report.corrections
    )


def label(one: Correction, words: Words) -> str:
    """Say what a correction is about."""
    if one.about == "chapter":
        return words("record.guarded", chapter=words(f"report.chapter-{one.id}"))
    if one.about == "figure":
        return words(f"report.figure-{one.id}")
    line = wording.clean(one.line) if one.from_cell else words(f"report.label-{one.line}")
    table = words(f"report.table-{one.id}")
    return words("record.in-table", table=table, line=line)


def _number(one: Correction, value: Number | None, words: Words) -> str:
    if one.hidden:
        return words("report.value-hidden")
    if value is None:
        return words("report.value-unknown")
    return wording.written(words, value, one.unit)


def add_corrections(document: Any, report: Report, words: Words) -> None:  # noqa: ANN401 - python-docx has no types
    """Add the list to the end of the appendix, in the styles of the template."""
    if report.corrections:
        head = _row(headers(words), ("TableHead", "TableHead", "TableHeadRight", "TableHeadRight"))
        looks = ("TableText", "TableText", "TableNumber", "TableNumber")
        rows = "".join(_row(line, looks) for line in lines(report, words))
        title = words("record.title")
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
        table = (
            f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblStyle w:val="Werkblad"/>'
            f'<w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f"<w:tblCaption w:val={quoteattr(title)}/></w:tblPr>"
            f"<w:tblGrid>{columns}</w:tblGrid>{_as_head(head)}{rows}</w:tbl>"
        )
        end = document.element.body.sectPr
        note = words("record.note")
        for part in (_paragraph("Caption", title), table, _paragraph("Note", note)):
            end.addprevious(parse_xml(part))


def _paragraph(style: str, text: str) -> str:
    keep = "<w:keepNext/>" if style == "Caption" else ""
    looks = f'<w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>'
    return f"<w:p {_NAMESPACE}>{looks}{_run(text)}</w:p>"


def _row(texts: Sequence[str], styles: Sequence[str]) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(text)}</w:p></w:tc>'
        for text, style, width in zip(texts, styles, _WIDTHS, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _as_head(row: str) -> str:
    return row.replace("<w:cantSplit/>", "<w:cantSplit/><w:tblHeader/>", 1)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(wording.clean(text))}</w:t></w:r>'
