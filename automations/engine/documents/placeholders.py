"""What a Word template of the report may use, by the names that staff type between braces.

The handbook describes each of them; a test compares it, and the report itself, with this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from automations.engine.core.figures.registry import Chapter

TEXT = "text"  # words for `{{ … }}`, or something that `{% if … %}` can ask
BLOCK = "block"  # paragraphs or a chart for `{{p … }}`, alone in a paragraph

# An object is a mapping by its names, a row of things a tuple with one of them.
Shape = str | Mapping[str, "Shape"] | tuple["Shape", ...]

_FIGURE: Shape = dict.fromkeys(("label", "value", "previous", "change"), TEXT)
_ROW: Shape = {"label": TEXT, "cells": (TEXT,)}
_TABLE: Shape = {
    **dict.fromkeys(("title", "wide", "hides", "chart_title"), TEXT),
    "columns": (TEXT,),
    "rows": (_ROW,),
    "chart": BLOCK,
}
_ACTION: Shape = dict.fromkeys(
    ("code", "title", "target", "due", "standing", "late", "progress"), TEXT
)
_CHAPTER: Shape = {
    **dict.fromkeys(("id", "title", "now", "then", "narrated"), TEXT),
    "narrative": BLOCK,
    "figures": (_FIGURE,),
    "tables": (_TABLE,),
    "actions": (_ACTION,),
    "due": (_ACTION,),
}
PLACEHOLDERS: Mapping[str, Shape] = MappingProxyType(
    {
        **dict.fromkeys(("organisation", "network", "title", "period", "period_title"), TEXT),
        **dict.fromkeys(("code", "made_on", "standing", "state", "note_small"), TEXT),
        "story": (TEXT,),
        "threat": {"narrative": BLOCK},
        **dict.fromkeys(map(str, Chapter), _CHAPTER),
        "chapters": (_CHAPTER,),
        "definitions": (dict.fromkeys(("label", "definition", "rows"), TEXT),),
        "sheets": (dict.fromkeys(("tab", "rows", "errors", "warnings"), TEXT),),
        "not_counted": (
            dict.fromkeys(("tab", "column", "reason", "count", "rows", "figures"), TEXT),
        ),
    }
)
_EACH = "chapters.*.narrative"  # of whichever chapters a report has
# Without these a report would hide who made it, about when, that it is a draft, or what is missing.
REQUIRED: tuple[tuple[str, ...], ...] = (
    ("organisation",),
    ("period", "period_title"),
    ("state",),
    ("note_small",),
    ("not_counted.*.reason",),
    ("threat.narrative", _EACH),
    *((f"{chapter}.narrative", _EACH) for chapter in Chapter),
)
# Without these it is a report still, and perhaps not the one that was meant.
EXPECTED: tuple[tuple[str, ...], ...] = (
    ("definitions",),
    ("sheets",),
    *((f"{chapter}.figures", "chapters.*.figures") for chapter in Chapter),
)
