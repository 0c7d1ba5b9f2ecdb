"""Making a report: compute it once, then write it as Word, as Excel, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from automations.engine.core.figures.registry import Number
from automations.engine.core.findings import Finding, Message
from automations.engine.core.periods import Period
from automations.engine.core.published import Published
from automations.engine.core.register import Register
from automations.engine.core.report import KINDS, PROGRESS, Report, report
from automations.engine.core.settings import Settings
from automations.engine.documents.excel import write_excel
from automations.engine.documents.pdf import PdfError, convert
from automations.engine.documents.word import write_word
from automations.engine.documents.wording import LOCALES
from automations.engine.words import Words

DRAFT = "draft"


@dataclass(frozen=True)
class ReportResult:
    """A report that was made: its files by kind, and its figures as scripts get them.

    `pdf_failed` says why there is no PDF although LibreOffice is installed; the rest is complete.
    """

    period: str
    kind: str
    state: str
    files: Mapping[str, Path | None]
    figures: list[dict[str, object]]
    tables: list[dict[str, object]]
    pdf_failed: Message | None = None


def make_report(  # noqa: PLR0913, PLR0917 - everything that a report depends on, and nothing hidden
    register: Register,
    findings: Iterable[Finding],
    period: Period,
    settings: Settings,
    words: Words,
    templates: Sequence[Path],
    folder: Path,
    today: date,
    *,
    kind: str = PROGRESS,
    pdf: bool = False,
    published: Sequence[Published] = (),
) -> ReportResult:
    """Write the report of `period` in `folder`, as a draft; `kind` is one of KINDS.

    `templates` are the folders with Word templates, the last one first in rank. With `pdf` a PDF is
    made too, where LibreOffice is installed; where that fails, the report is still made and
    `pdf_failed` says why. A PDF of an earlier report of the period never stays beside a newer one.
    `published` is what approved reports have shown: a small number must not come out beside it.
    """
    computed = report(register, findings, period, today, kind, published=published)
    folder.mkdir(parents=True, exist_ok=True)
    word = folder / f"{KINDS[kind].file}-{period.code}.docx"
    excel = word.with_suffix(".xlsx")
    write_word(computed, settings, words, templates, word)
    write_excel(computed, settings, words, excel)
    made, failed = _pdf(word, LOCALES[words.language], wanted=pdf)
    files = {"word": word, "excel": excel, "pdf": made}
    figures, tables = figures_as_json(computed, words), tables_as_json(computed)
    return ReportResult(period.code, computed.kind, DRAFT, files, figures, tables, failed)


def _pdf(word: Path, locale: str, *, wanted: bool) -> tuple[Path | None, Message | None]:
    word.with_suffix(".pdf").unlink(missing_ok=True)
    try:
        return (convert(word, locale) if wanted else None), None
    except PdfError:
        return None, Message("report.pdf-failed", {"file": word.name})


def figures_as_json(computed: Report, words: Words) -> list[dict[str, object]]:
    """Give the figures as scripts get them; of a suppressed one the numbers are null."""
    tabs = {sheet.sheet: sheet.tab for sheet in computed.quality.sheets}
    return [
        {
            "id": figure.id,
            "label": words(f"report.figure-{figure.id}"),
            "definition": words(f"report.definition-{figure.id}"),
            "unit": str(figure.unit),
            "period": computed.period.code,
            "sources": [tabs[name] for name in figure.sources],
            "value": _number(figure.value),
            "previous": _number(figure.previous),
            "suppressed": figure.suppressed,
            "rows": figure.rows,
            "complete": figure.complete,
            "left_out": [
                {
                    "tab": place.tab,
                    "column": place.column or None,
                    "reason": words(f"report.reason-{place.reason}"),
                    "rows": list(place.rows),
                }
                for place in computed.quality.not_counted
                if f"figure-{figure.id}" in place.figures
            ],
        }
        for figure in computed.figures
    ]


def tables_as_json(computed: Report) -> list[dict[str, object]]:
    """Give the tables as scripts get them; `small` tells that a hidden number is written as "<5".

    A table that `compares` has two cells in a line: the period, and the one before.
    """
    return [
        {
            "id": table.id,
            "compares": table.compares,
            "lines": [
                {
                    "label": line.label,
                    "cells": [
                        {
                            "value": _number(cell.value),
                            "suppressed": cell.suppressed,
                            "small": cell.small,
                        }
                        for cell in line.cells
                    ],
                }
                for line in table.lines
            ],
        }
        for table in computed.tables
    ]


def _number(value: Number | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value
