"""Filling a Word template of one of the short documents: a proof of attendance, the guide."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from automations.engine.core.report import Report
from automations.engine.core.settings import Settings
from automations.engine.documents.sandbox import Remembered, environment
from automations.engine.documents.word import find_template, steady
from automations.engine.documents.wording import LOCALES, clean, clipped
from automations.engine.words import Words


@dataclass(frozen=True)
class Paper:
    """What every document is made with: who sends it, in which language, on which day."""

    settings: Settings
    words: Words
    templates: Sequence[Path]  # folders with Word templates, the last one first in rank
    made_on: date
    seal: Callable[[Report, bytes], bytes] | None = None  # puts in a report from what it was made


def one_line(text: str | None) -> str:
    """Write text from a cell as typed, on one line."""
    return clean(text or "").replace("\n", " ").replace("\t", " ").strip()


def fill(template: str, shown: Mapping[str, object], title: str, paper: Paper) -> bytes:
    """Fill the template of the last folder that has it; raises TemplateMissingError.

    Beside what is `shown`, templates may say who sends it. The same document has the same bytes.
    """
    settings, words, made_on = paper.settings, paper.words, paper.made_on
    document = Remembered(find_template(paper.templates, template))
    sender = {
        "organisation": one_line(settings.organisation),
        "network": one_line(settings.network),
        "contact": one_line(settings.phone or settings.coordinator),
        "made_on": words.value(made_on),
    }
    document.render({**sender, **shown}, environment(), autoescape=True)
    properties = document.docx.core_properties
    properties.title = clipped(title)
    properties.subject = clipped(sender["network"])
    properties.author = properties.last_modified_by = clipped(sender["organisation"])
    properties.language = LOCALES[words.language]
    properties.created = properties.modified = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 - python-docx writes it as UTC
    properties.revision = 1
    made = io.BytesIO()
    document.save(made)
    return steady(made.getvalue())
