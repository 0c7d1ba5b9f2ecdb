"""Closed sheets: whatever could hold what has no column is an error, and is never repeated."""

from __future__ import annotations

from collections.abc import Iterator

from automations.engine.core.cells import as_text, fold, is_blank
from automations.engine.core.checks.binding import Binding
from automations.engine.core.checks.remarks import Remark
from automations.engine.core.findings import Message
from automations.engine.core.grid import Tab, Workbook
from automations.engine.core.schema import Schema

OWN_TABS = frozenset({"uitleg", "lijsten"})  # made by the service in every workbook


def closed_remarks(tab: Tab, schema: Schema, binding: Binding | None) -> Iterator[Remark]:
    """Report notes, boxes, hiding, and what stands above or beside a closed sheet's columns.

    Notes in the header row are the builder's own and are allowed.
    """
    if not schema.closed:
        return
    if tab.hidden:
        yield Remark("unknown-column", Message("findings.closed-hidden-tab"))
    if tab.boxes:
        yield Remark("unknown-column", Message("findings.closed-boxes", count=tab.boxes))
    for note in tab.notes:
        column, row = _place(note)
        if binding is None or row != binding.row:
            message = Message("findings.closed-note")
            yield Remark("unknown-column", message, row=row, position=column)
    if binding is not None:
        yield from _above_header(tab, schema, binding)
        yield from _without_header(tab, binding)


def _above_header(tab: Tab, schema: Schema, binding: Binding) -> Iterator[Remark]:
    """Report what stands above the header row, but for the tab's own title: it could be a name."""
    titles = {fold(schema.title), fold(schema.name)}
    for number, cells in enumerate(tab.rows[: binding.row - 1], 1):
        for place, cell in enumerate(cells):
            if not is_blank(cell) and fold(as_text(cell)) not in titles:
                message = Message("findings.closed-above")
                yield Remark("unknown-column", message, row=number, position=place)


def _without_header(tab: Tab, binding: Binding) -> Iterator[Remark]:
    """Report the first value in each column that has no header at all."""
    seen = {*binding.positions.values(), *binding.unknown}
    for number, cells in enumerate(tab.rows[binding.row :], binding.row + 1):
        for place, cell in enumerate(cells):
            if place not in seen and not is_blank(cell):
                seen.add(place)
                message = Message("findings.closed-no-header")
                yield Remark("unknown-column", message, row=number, position=place)


def extra_tabs(workbook: Workbook, known: frozenset[str]) -> Iterator[Remark]:
    """Report tabs of a closed workbook that no schema knows, by their place, not their title.

    On the service's own tabs, notes and boxes are reported as on any other.
    """
    for place, tab in enumerate(workbook.tabs, 1):
        if fold(tab.title) in known:
            continue
        values = {"place": str(place)}
        if fold(tab.title) not in OWN_TABS:
            yield Remark("unknown-column", Message("findings.closed-extra-tab", values))
        elif tab.notes or tab.boxes:
            yield Remark("unknown-column", Message("findings.closed-own-tab", values))


def _place(note: str) -> tuple[int, int]:
    """Return the column, from 0, and the row of an address."""
    letters = note.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(note[len(letters) :])
