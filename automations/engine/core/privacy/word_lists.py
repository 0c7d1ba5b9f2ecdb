"""Lists of words, written as running text."""

from __future__ import annotations


def words_in(*texts: str) -> frozenset[str]:
    """Return the words of texts that stand between blanks."""
    return frozenset(word for text in texts for word in text.split())
