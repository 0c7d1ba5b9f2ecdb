"""Every kind of document that a mail may bring, or an automation may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from automations.engine.core.guide import NETWORK_GUIDE, Guide
from automations.engine.core.register import Record
from automations.engine.documents.filling import Paper
from automations.engine.documents.guide import guide_name, network_guide
from automations.engine.documents.progress import TYPES, ProgressReport
from automations.engine.documents.proof import proof_name, proof_of_attendance

PROGRESS = {"progress_word": "docx", "progress_excel": "xlsx"}
APPROVED = "approved_report"  # a file that was made and approved before
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILE_TYPES = {"word": TYPES["docx"], "excel": TYPES["xlsx"], "pdf": "application/pdf"}


class Documents:
    """Makes documents by their kind; the guide, the same for everybody, once."""

    def __init__(self, paper: Paper) -> None:
        """Make them all with the same sender, language and day."""
        self._paper = paper
        self._guides: dict[Guide, bytes] = {}
        self._progress = ProgressReport(paper)

    def make(self, kind: str, about: Mapping[str, object]) -> tuple[str, str, bytes]:
        """Return a file's name, its type and its bytes; raises TemplateMissingError, KeyError."""
        if kind in PROGRESS:
            return self._progress.make(PROGRESS[kind], about)
        if kind == APPROVED:
            content = cast("bytes", about["content"])
            return str(about["name"]), FILE_TYPES[str(about["sort"])], content
        making = {NETWORK_GUIDE: self._guide, "proof_of_attendance": self._proof}
        name, content = making[kind](about)
        return name, DOCX, content

    def _proof(self, about: Mapping[str, object]) -> tuple[str, bytes]:
        participant = cast("Record", about["row"])
        name = proof_name(participant.training, self._paper.words)
        return name, proof_of_attendance(participant, self._paper)

    def _guide(self, about: Mapping[str, object]) -> tuple[str, bytes]:
        guide = cast("Guide", about["guide"])
        if guide not in self._guides:
            self._guides = {guide: network_guide(guide, self._paper)}
        return guide_name(guide), self._guides[guide]
