"""The progress report as documents to file and to mail: Word and Excel."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from automations.engine.core.approved_reports import ApprovedData
from automations.engine.core.findings import Finding
from automations.engine.core.periods import Period
from automations.engine.core.register import Register
from automations.engine.core.report import KINDS, Report, report
from automations.engine.documents.excel import write_excel
from automations.engine.documents.filling import Paper
from automations.engine.documents.word import write_word

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ProgressReport:
    """Makes the files of one report; what is asked for again is not made again."""

    def __init__(self, paper: Paper) -> None:
        """Make them with the same sender, language and day."""
        self._paper = paper
        self._made: dict[tuple[str, str, str], bytes] = {}
        self._of: Register | None = None

    def make(self, kind: str, about: Mapping[str, object]) -> tuple[str, str, bytes]:
        """Return a file's name, its type and its bytes; `kind` is docx or xlsx."""
        register, period = cast("Register", about["register"]), cast("Period", about["period"])
        of = KINDS[cast("str", about["kind"])]
        if register is not self._of:
            self._made, self._of = {}, register
        place = (of.name, period.code, kind)
        if place not in self._made:
            self._made[place] = self._file(kind, about)
        name = f"{of.file}-{period.code}-{self._paper.made_on}.{kind}"
        return name, TYPES[kind], self._made[place]

    def _file(self, kind: str, about: Mapping[str, object]) -> bytes:
        writing: dict[str, Callable[[Path, Report], None]] = {
            "docx": self._word,
            "xlsx": self._excel,
        }
        made = report(
            cast("Register", about["register"]),
            cast("tuple[Finding, ...]", about["findings"]),
            cast("Period", about["period"]),
            self._paper.made_on,
            cast("str", about["kind"]),
            approved=cast("tuple[ApprovedData, ...]", about.get("published", ())),
        )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"report.{kind}"
            writing[kind](path, made)
            content, seal = path.read_bytes(), self._paper.seal
            return seal(made, content) if seal else content

    def _word(self, path: Path, made: Report) -> None:
        paper = self._paper
        write_word(made, paper.settings, paper.words, paper.templates, path)

    def _excel(self, path: Path, made: Report) -> None:
        write_excel(made, self._paper.settings, self._paper.words, path)
