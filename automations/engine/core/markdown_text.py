"""Text from a cell inside Markdown: it stays text, whatever it says."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")  # all that can have a meaning (CommonMark 2.4)


def as_markdown(text: str) -> str:
    """Write `text` so that Markdown shows it as it is."""
    return _MARKS.sub(r"\\\1", text)
