"""The few ways in which figures turn chosen rows into an outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from automations.engine.core.figures.registry import Line, Lines, Outcome, rounded, share
from automations.engine.core.figures.select import Selection, select, when, where
from automations.engine.core.periods import Period
from automations.engine.core.register import Record, Register


def counted(chosen: Selection) -> Outcome:
    """Count the chosen rows."""
    number = len(chosen)
    value = number if chosen.readable else None
    return Outcome(value, number, chosen.left_out, part=number, whole=number)


def shared(chosen: Selection, holds: Callable[[Record], bool]) -> Outcome:
    """Return the share of the chosen rows for which `holds` is true, in percents."""
    part = sum(map(holds, chosen.rows))
    return Outcome(share(part, len(chosen)), len(chosen), chosen.left_out, part, len(chosen))


def summed(chosen: Selection, column: str) -> Outcome:
    """Add up a column of the chosen rows."""
    amounts: list[int | Decimal] = [record[column] for record in chosen.rows]
    total = sum(amounts)
    people = int(total)
    value = total if chosen.readable else None
    return Outcome(value, len(chosen), chosen.left_out, part=people, whole=people)


def median_days(chosen: Selection, first: str, last: str) -> Outcome:
    """Return the median number of days between two columns of the chosen rows."""
    days = [(record[last] - record[first]).days for record in chosen.rows]
    value = rounded(median(days), 1) if days else None
    return Outcome(value, len(chosen), chosen.left_out, part=len(days), whole=len(days))


def tallied(
    chosen: Selection, labels: Sequence[tuple[str, str]], values: Callable[[Record], Iterable[str]]
) -> Lines:
    """Count the chosen rows by what `values` gives; `labels` pairs each value with its entry.

    Every label gets a line, also with nought, so that a table keeps its shape. Values that share
    an entry count together, a row once.
    """
    entries = dict(labels)
    tally = Counter(
        entry
        for record in chosen.rows
        for entry in {entries[value] for value in values(record) if value in entries}
    )
    lines = tuple(Line(entry, (tally[entry],)) for entry in dict.fromkeys(entries.values()))
    return Lines(lines, chosen.left_out)


def held(register: Register, sheet: str, period: Period, *more: Any, **options: Any) -> Selection:  # noqa: ANN401 - passed on to select
    """Choose the rows of `sheet` that took place in the period."""
    return select(
        register,
        sheet,
        where("status", "gehouden"),
        when("held_on", period.contains),
        *more,
        **options,
    )


def before(stop: date) -> Callable[[date], bool]:
    """Return a test that a day comes before `stop`."""
    return lambda day: day < stop


def open_until(stop: date) -> Callable[[date | None], bool]:
    """Return a test that an end date, where there is one, does not come before `stop`."""
    return lambda day: day is None or day >= stop
