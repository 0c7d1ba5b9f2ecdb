"""Making a report: compute it once, then write it as Word, as Excel, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from automations.engine.core.approved_reports import (
    APPROVED,
    DRAFT,
    ApprovedData,
    Origin,
    as_data,
    digest,
    plain,
)
from automations.engine.core.findings import Finding, Message
from automations.engine.core.periods import Period
from automations.engine.core.register import Register
from automations.engine.core.report import KINDS, PROGRESS, Report, gaps, report
from automations.engine.core.settings import Settings
from automations.engine.documents.corrections import label
from automations.engine.documents.excel import write_excel
from automations.engine.documents.pdf import PdfError, convert
from automations.engine.documents.seal import Seal, sealed
from automations.engine.documents.word import find_template, template_of, write_word
from automations.engine.documents.wording import LOCALES
from automations.engine.words import Words


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
    corrections: list[dict[str, object]]
    data: ApprovedData  # as an approval keeps it
    digest: str  # of the data: what the seal of its files says
    gaps: tuple[Message, ...]
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
    published: Sequence[ApprovedData] = (),
    origin: Origin | None = None,
    approved_on: date | None = None,
    gaps_too: bool = True,
) -> ReportResult:
    """Write the report of `period` in `folder`, as a draft; `kind` is one of KINDS.

    What was `published` before, it is compared with. Each file says inside of what `origin` it is;
    without one it says nothing, and cannot be approved.
    With `approved_on` it says that it was approved on that day, and nothing else differs. Without
    `gaps_too` a report that lacks something gets no PDF.

    `templates` are the folders with Word templates, the last one first in rank. With `pdf` a PDF is
    made too, where LibreOffice is installed; where that fails, the report is still made and
    `pdf_failed` says why. A PDF of an earlier report of the period never stays beside a newer one.
    `published` is what approved reports have shown: a small number must not come out beside it.
    """
    computed = replace(
        report(register, findings, period, today, kind, approved=published),
        approved_on=approved_on,
    )
    folder.mkdir(parents=True, exist_ok=True)
    word = folder / f"{KINDS[kind].file}-{period.code}.docx"
    excel = word.with_suffix(".xlsx")
    write_word(computed, settings, words, templates, word)
    write_excel(computed, settings, words, excel)
    data = data_of(computed, words)
    if origin is not None:
        seal = seal_of(computed, data, origin)
        for path in (word, excel):
            path.write_bytes(sealed(path.read_bytes(), seal))
    lacks = gaps(computed)
    made, failed = _pdf(word, LOCALES[words.language], wanted=pdf and (gaps_too or not lacks))
    files = {"word": word, "excel": excel, "pdf": made}
    return ReportResult(
        period.code,
        computed.kind,
        state_of(computed),
        files,
        figures_as_json(computed, words),
        tables_as_json(computed),
        corrections_as_json(computed, words),
        data,
        digest(data),
        lacks,
        failed,
    )


def data_of(computed: Report, words: Words) -> ApprovedData:
    """Give a report as an approval keeps it."""
    return as_data(
        computed.kind,
        computed.period,
        computed.made_on,
        computed.figures,
        computed.tables,
        computed.corrections,
        words,
    )


def seal_of(computed: Report, data: ApprovedData, origin: Origin) -> Seal:
    """Give what the files of a report say of it."""
    state, made_on, code = state_of(computed), computed.made_on, computed.period.code
    return Seal(computed.kind, code, state, made_on, digest(data), origin, whole=True)


def state_of(computed: Report) -> str:
    """Say whether a report is a draft or approved, as scripts get it."""
    return DRAFT if computed.approved_on is None else APPROVED


def template_print(templates: Sequence[Path], kind: str) -> str:
    """Return the SHA-256 of the Word template that is used; raises TemplateMissingError."""
    return sha256(find_template(templates, template_of(kind)).read_bytes()).hexdigest()


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
            "value": plain(figure.value),
            "previous": plain(figure.previous),
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
                            "value": plain(cell.value),
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


def corrections_as_json(computed: Report, words: Words) -> list[dict[str, object]]:
    """Give what closed periods say differently now; where numbers are small they are null."""
    return [
        {
            "period": one.period.code,
            "id": one.id,
            "label": label(one, words),
            "approved": plain(one.approved),
            "now": plain(one.now),
            "suppressed": one.hidden,
        }
        for one in computed.corrections
    ]
