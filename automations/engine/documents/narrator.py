"""Narratives as paragraphs of Word, in the styles of the template."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from automations.engine.documents.markdown import Block, Run
from automations.engine.documents.sandbox import as_typed
from automations.engine.documents.wording import clean

# The template's styles by their names: a Dutch Word gives the same styles other ids.
STYLES = {
    "paragraph": "Normal",
    "heading": "heading 3",
    "bullet": "List Bullet",
    "number": "List Number",
    "quote": "Quote",
    "gap": "Ontbrekende toelichting",
    "chart": "Grafiek",
}
_BRIEF = 1200  # characters: a narrative that stays on one page with the figures it is about


def style_ids(document: Any) -> dict[str, str]:  # noqa: ANN401 - python-docx has no types
    """Return the ids of a document's styles by their names, in small letters."""
    return {style.name_val.lower(): style.styleId for style in document.styles.element.style_lst}


def numbering_of(document: Any, style: str | None) -> int | None:  # noqa: ANN401 - as above
    """Return the list that a style numbers its paragraphs by; None where it has none."""
    found = document.styles.element.get_by_id(style) if style else None
    place = None if found is None else found.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return None if place is None else int(place.get(qn("w:val")))


class _Paragraphs:
    """A narrative as paragraphs in the template's own styles; put in with `{{p … }}`."""

    def __init__(self, xml: str) -> None:
        self._xml = xml

    def __html__(self) -> str:
        return self._xml


class Narrator:
    """Turns narratives into paragraphs; every numbered list begins anew at its own number."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - python-docx has no types
        """Write with the styles and the lists of `document`, which is python-docx's."""
        self._document = document
        self._styles = style_ids(document)
        self._list: int | None = None
        self._count = 0

    def narrate(
        self,
        blocks: tuple[Block, ...],
        missing: str,
        with_next: bool,  # noqa: FBT001 - a callback, given by place
    ) -> _Paragraphs:
        """Return a narrative as paragraphs, or the words that say that it is missing."""
        kept = with_next and sum(len(block.text) for block in blocks) <= _BRIEF
        keep = "<w:keepNext/>" if kept else ""
        if missing:
            return _Paragraphs(self._paragraph("gap", keep, _run(Run(missing))))
        made, before = [], ""
        for block in blocks:
            if block.kind == "number":
                if before != "number" or block.first:
                    self._list, self._count = self._new_list(block.number), block.number
                made.append(self._numbered(block, keep))
            else:
                inside = "".join(map(_run, block.runs))
                made.append(self._paragraph(block.kind, keep, inside))
            before = block.kind
        return _Paragraphs("".join(made))

    def _paragraph(self, kind: str, looks: str, inside: str) -> str:
        return paragraph(self._styles.get(STYLES[kind].lower()), looks, inside)

    def _numbered(self, block: Block, keep: str) -> str:
        """Write a line of a list; where the template has no numbers for it, they are typed."""
        inside = "".join(map(_run, block.runs))
        if self._list is None:
            inside, self._count = _run(Run(f"{self._count}. ")) + inside, self._count + 1
            return self._paragraph("paragraph", keep, inside)
        numbering = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self._list}"/></w:numPr>'
        return self._paragraph("number", keep + numbering, inside)

    def _new_list(self, start: int) -> int | None:
        """Add a list with the looks of the style for numbered lists, beginning at `start`."""
        place = numbering_of(self._document, self._styles.get(STYLES["number"].lower()))
        if place is None:
            return None
        numbering = self._document.part.numbering_part.element
        looks = numbering.num_having_numId(place).abstractNumId.val
        made = numbering.add_num(looks)
        made.add_lvlOverride(0).add_startOverride(start)
        return int(made.numId)


def paragraph(style: str | None, looks: str, inside: str) -> str:
    """Return the XML of a paragraph, with what makes its looks and what stands in it."""
    named = "" if style is None else f'<w:pStyle w:val="{as_typed(style)}"/>'
    return f"<w:p><w:pPr>{named}{looks}</w:pPr>{inside}</w:p>"


def _run(run: Run) -> str:
    looks = ("<w:b/>" if run.bold else "") + ("<w:i/>" if run.italic else "")
    text = as_typed(clean(run.text))
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
