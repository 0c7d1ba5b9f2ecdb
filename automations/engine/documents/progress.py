"""The progress report as documents to file and to mail: Word, Excel, and PDF where that is made."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from automations.engine.core.findings import Finding
from automations.engine.core.periods import Period
from automations.engine.core.register import Register
from automations.engine.core.report import Report, report
from automations.engine.documents.excel import write_excel
from automations.engine.documents.filling import Paper
from automations.engine.documents.pdf import PdfError, convert
from automations.engine.documents.word import write_word

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class ProgressReport:
    """Makes the files of one report; what is asked for again is not made again."""

    def __init__(self, paper: Paper) -> None:
        """Make them with the same sender, language and day."""
        self._paper = paper
        self._made: dict[tuple[str, str], bytes | None] = {}
        self._of: Register | None = None

    def make(self, kind: str, about: Mapping[str, object]) -> tuple[str, str, bytes] | None:
        """Return a file's name, its type and its bytes; None for a PDF that cannot be made here."""
        register, period = cast("Register", about["register"]), cast("Period", about["period"])
        if register is not self._of:
            self._made, self._of = {}, register
        if (period.code, kind) not in self._made:
            self._made[period.code, kind] = self._file(kind, about)
        content = self._made[period.code, kind]
        name = f"voortgangsrapportage-{period.code}-{self._paper.made_on}.{kind}"
        return None if content is None else (name, TYPES[kind], content)

    def _file(self, kind: str, about: Mapping[str, object]) -> bytes | None:
        writing: dict[str, Callable[[Path, Mapping[str, object]], Path | None]] = {
            "docx": self._word,
            "xlsx": self._excel,
            "pdf": self._pdf,
        }
        with tempfile.TemporaryDirectory() as folder:
            made = writing[kind](Path(folder) / f"report.{kind}", about)
            return None if made is None else made.read_bytes()

    def _word(self, path: Path, about: Mapping[str, object]) -> Path:
        paper = self._paper
        write_word(self._report(about), paper.settings, paper.words, paper.templates, path)
        return path

    def _excel(self, path: Path, about: Mapping[str, object]) -> Path:
        write_excel(self._report(about), self._paper.settings, self._paper.words, path)
        return path

    def _pdf(self, path: Path, about: Mapping[str, object]) -> Path | None:
        """Convert the Word document; a report without its PDF still is a report."""
        made = self.make("docx", about)
        if made is None:
            return None
        word = path.with_suffix(".docx")
        word.write_bytes(made[2])
        try:
            return convert(word)
        except PdfError:
            return None

    def _report(self, about: Mapping[str, object]) -> Report:
        return report(
            cast("Register", about["register"]),
            cast("tuple[Finding, ...]", about["findings"]),
            cast("Period", about["period"]),
            self._paper.made_on,
        )
