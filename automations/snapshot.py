"""Snapshot: every evening a copy of each workbook and of the store, for the day it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from automations.engine.api import Snapshot, automation

WORKBOOKS, SENSITIVE, STORE = 30, 7, 7  # days


@automation(every="day 19:00")
def snapshot(today: date) -> Iterator[Snapshot]:
    """Copy every workbook and the service's own memory each evening, to be put back when needed.

    Copies of workbooks are kept for thirty days; what is sensitive is kept for seven, and only
    encrypted. `run.py restore` puts a copy beside the original.
    """
    yield Snapshot(today, WORKBOOKS, SENSITIVE, STORE)
