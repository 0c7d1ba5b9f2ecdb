"""Small numbers stay hidden: which ones are small, in one place for every document.

A count from 1 to 4 is shown as "<5". Averages over fewer than five and 90th percentiles over
fewer than ten are hidden whole. What else must be hidden, so that no small count can be worked out
from totals, from another table or from another report, is decided in `disclosure`.
"""

from __future__ import annotations

from enum import StrEnum

THRESHOLD = 5
AVERAGE_ROWS = 5
P90_ROWS = 10


class Hide(StrEnum):
    """What makes a figure too small to show."""

    NOTHING = "nothing"
    COUNT = "count"  # a count from 1 to 4
    SHARE = "share"  # a share whose part, or whose rest, is a count from 1 to 4
    AVERAGE = "average"  # an average or median over fewer than five
    P90 = "p90"  # a 90th percentile over fewer than ten


def is_small(count: int) -> bool:
    """Tell whether a count is too small to show; nobody is recognised in a nought."""
    return 0 < count < THRESHOLD


def is_hidden(rule: Hide, *, part: int, whole: int) -> bool:
    """Tell whether a figure must be hidden.

    `whole` is how many rows or people it is about, `part` how many of them it counts; for a plain
    count both are the same. What is about nobody has no value and hides nothing.
    """
    match rule:
        case Hide.COUNT:
            return is_small(part)
        case Hide.SHARE:
            return is_small(whole) or is_small(part) or is_small(whole - part)
        case Hide.AVERAGE:
            return 0 < whole < AVERAGE_ROWS
        case Hide.P90:
            return 0 < whole < P90_ROWS
        case Hide.NOTHING:
            return False
