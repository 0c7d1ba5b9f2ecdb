"""What a Word template may use: the report in words, as plain nested data.

The names are the placeholders that staff see when they edit the template.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from automations.engine.core.figures.compute import Figure, TableData
from automations.engine.core.figures.registry import Chapter
from automations.engine.core.quality import NotCounted, SheetQuality
from automations.engine.core.report import NARRATIVES, THREAT, ActionLine, Report
from automations.engine.core.settings import Settings
from automations.engine.documents import wording
from automations.engine.documents.charts import ChartData, chart_of, chart_title, described
from automations.engine.documents.markdown import Block, blocks
from automations.engine.words import Words

Narrate = Callable[[tuple[Block, ...], str, bool], object]
Draw = Callable[[ChartData, str], object]


@dataclass(frozen=True, slots=True)
class _Viewer:
    report: Report
    settings: Settings
    words: Words
    narrate: Narrate
    draw: Draw

    def document(self) -> dict[str, Any]:
        report, words = self.report, self.words
        period = words.message(report.period.label)
        chapters = {chapter: self.chapter(chapter) for chapter in report.chapters}
        return {
            "title": wording.report_title(words, report),
            "organisation": wording.clean(self.settings.organisation),
            "network": wording.clean(self.settings.network),
            "period": period,
            "period_title": wording.capital(period),
            "code": report.period.code,
            "made_on": words("report.made-on", date=report.made_on),
            "standing": wording.standing(words, report),
            "state": wording.state(words, report),
            "story": [wording.sentence(words, told) for told in report.story],
            "note_small": words("report.note-small"),
            "threat": {
                "narrative": self.narrative(THREAT, wording.capital(THREAT), with_next=False)
            },
            **{str(chapter): one for chapter, one in chapters.items()},
            "chapters": list(chapters.values()),
            "definitions": [self.definition(figure) for figure in report.figures],
            "sheets": [self.sheet(sheet) for sheet in report.quality.sheets],
            "not_counted": [self.not_counted(place) for place in report.quality.not_counted],
        }

    def chapter(self, chapter: Chapter) -> dict[str, Any]:
        report, words = self.report, self.words
        title = words(f"report.chapter-{chapter}")
        now, then = wording.headers(words, report, chapter)
        actions = report.actions_of(chapter)
        return {
            "id": str(chapter),
            "title": title,
            "now": now,
            "then": then,
            "narrated": NARRATIVES[chapter] in report.narratives,
            "narrative": self.narrative(NARRATIVES[chapter], title),
            "figures": [self.figure(figure, chapter) for figure in report.figures_of(chapter)],
            "tables": [self.table(table) for table in report.tables_of(chapter)],
            "actions": [self.action(action) for action in actions],
            "due": [self.action(action) for action in actions if action.due_next],
        }

    def narrative(self, name: str, title: str, *, with_next: bool = True) -> object:
        """Give a narrative as paragraphs; a missing one as a gap that nobody overlooks.

        `with_next`: a table follows that belongs to it.
        """
        text = self.report.narratives.get(name, "")
        missing = "" if text else self.words("report.missing-narrative", chapter=title)
        return self.narrate(blocks(text), missing, with_next)

    def figure(self, figure: Figure, chapter: Chapter) -> dict[str, str]:
        words = self.words
        return {
            "label": wording.title(words, figure, chapter),
            "value": wording.value(words, figure),
            "previous": wording.previous(words, figure),
            "change": wording.changed(words, figure),
        }

    def table(self, table: TableData) -> dict[str, Any]:
        words = self.words
        units = wording.units(table)
        return {
            "title": wording.caption(words, table),
            "columns": wording.columns(words, self.report, table),
            "wide": not table.compares,
            "hides": table.hides,
            **self.chart(table),
            "rows": [
                {
                    "label": wording.capital(wording.label(words, line)),
                    "cells": [
                        wording.cell(words, cell, unit)
                        for cell, unit in zip(line.cells, units, strict=True)
                    ],
                }
                for line in table.lines
            ],
        }

    def chart(self, table: TableData) -> dict[str, object]:
        """Draw a table where that shows something; what is hidden in it, is in no part of it."""
        data = chart_of(self.words, self.report, table)
        if data is None:
            return {"chart": "", "chart_title": ""}
        alternative = described(self.words, self.report, table)
        return {
            "chart": self.draw(data, alternative),
            "chart_title": chart_title(self.words, table, data),
        }

    def action(self, action: ActionLine) -> dict[str, str]:
        words = self.words
        going_on = words("report.going-on")
        return {
            "code": wording.clean(action.action_id),
            "title": wording.clean(action.title),
            "target": wording.clean(action.target or ""),
            "due": going_on if action.due_on is None else words.value(action.due_on),
            "standing": words(f"report.standing-{action.standing}"),
            "late": "yes" if action.standing == "delayed" else "",
            "progress": wording.clean(action.progress or ""),
        }

    def definition(self, figure: Figure) -> dict[str, str]:
        words = self.words
        return {
            "label": words(f"report.figure-{figure.id}"),
            "definition": words(f"report.definition-{figure.id}"),
            "rows": wording.rows(words, figure),
        }

    def sheet(self, sheet: SheetQuality) -> dict[str, str]:
        small = self.words("report.value-hidden")
        rows = small if sheet.rows is None else str(sheet.rows)
        return {
            "tab": sheet.tab,
            "rows": rows if sheet.readable else self.words("report.rows-unreadable"),
            "errors": _or_small(self.words, sheet.errors),
            "warnings": _or_small(self.words, sheet.warnings),
        }

    def not_counted(self, place: NotCounted) -> dict[str, str]:
        words = self.words
        return {
            "tab": place.tab,
            "column": place.column,
            "reason": words(f"report.reason-{place.reason}"),
            "count": "" if place.whole else _or_small(words, place.count),
            "rows": wording.row_numbers(place.rows),
            "figures": "; ".join(words(f"report.{name}") for name in place.figures),
        }


def _or_small(words: Words, count: int | None) -> str:
    return words("report.value-small") if count is None else str(count)


def view(
    report: Report, settings: Settings, words: Words, narrate: Narrate, draw: Draw
) -> dict[str, Any]:
    """Put the whole report into words.

    `narrate` makes what stands in the place of a narrative from its paragraphs, or from the words
    that say that it is missing, and hears whether it belongs to what follows. `draw` makes what
    stands in the place of a chart, from its data and from what it shows in words.
    """
    return _Viewer(report, settings, words, narrate, draw).document()
