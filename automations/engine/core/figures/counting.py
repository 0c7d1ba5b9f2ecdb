"""The few ways in which figures turn chosen rows into an outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from automations.engine.core.figures.basis import (
    Basis,
    CountedRow,
    Expression,
    How,
    LinesBasis,
    Ratio,
    Term,
)
from automations.engine.core.figures.registry import Line, Lines, Outcome, rounded, share
from automations.engine.core.figures.select import Selection, select, when, where
from automations.engine.core.periods import Period
from automations.engine.core.register import Record, Register

YES, NO = "counted-yes", "counted-no"  # the groups of a share, as entries `report.label-…`
_HAPPENED = {  # the day by whose month a counted row is told
    "contact_moments": "held_on",
    "consultations": "held_on",
    "dialogues": "held_on",
    "editions": "send_on",
    "questions": "received_on",
    "trainings": "held_on",
}


def counted(chosen: Selection, *, day: str | None = None) -> Outcome:
    """Count the chosen rows; `day` is the column whose month may be told of each."""
    number = len(chosen)
    value = number if chosen.readable else None
    basis = Basis(Term(), lambda: (CountedRow(month_of(record, day)) for record in chosen.rows))
    return Outcome(value, number, chosen.left_out, part=number, whole=number, basis=basis)


def month_of(record: Record, day: str | None = None) -> str:
    """Return the month of a row, as 2016-03; empty where it has no day, or none that may be told.

    `day` is the column; None takes what is usual for the sheet.
    """
    column = _HAPPENED.get(record.sheet, "") if day is None else day
    found = record[column] if column else None
    return f"{found:%Y-%m}" if isinstance(found, date) else ""


def share_basis(rows: Iterable[Any], holds: Callable[[Any], bool]) -> Basis:
    """Tell of each row only whether it is part of the share."""
    expression = Ratio(Term(group=YES), Term())
    return Basis(expression, lambda: (CountedRow(group=YES if holds(row) else NO) for row in rows))


def line_counts(label: str) -> Expression:
    """Count the rows of a table that stand in the line of `label`."""
    return Term(group=label)


def shared(chosen: Selection, holds: Callable[[Record], bool]) -> Outcome:
    """Return the share of the chosen rows for which `holds` is true, in percents."""
    part = sum(map(holds, chosen.rows))
    basis = share_basis(chosen.rows, holds)
    value = share(part, len(chosen))
    return Outcome(value, len(chosen), chosen.left_out, part, len(chosen), basis)


def summed(chosen: Selection, column: str) -> Outcome:
    """Add up a column of the chosen rows."""
    amounts: list[int | Decimal] = [record[column] for record in chosen.rows]
    total = sum(amounts)
    people = int(total)
    value = total if chosen.readable else None
    basis = Basis(Term(How.SUM), lambda: (CountedRow(amount=amount) for amount in amounts))
    return Outcome(value, len(chosen), chosen.left_out, people, people, basis)


def median_days(chosen: Selection, first: str, last: str) -> Outcome:
    """Return the median number of days between two columns of the chosen rows."""
    days = [(record[last] - record[first]).days for record in chosen.rows]
    value = rounded(median(days), 1) if days else None
    basis = Basis(
        Term(How.MEDIAN),
        lambda: (
            CountedRow(month_of(record), amount=number)
            for record, number in zip(chosen.rows, days, strict=True)
        ),
    )
    return Outcome(value, len(chosen), chosen.left_out, len(days), len(days), basis)


def tallied(
    chosen: Selection, labels: Sequence[tuple[str, str]], values: Callable[[Record], Iterable[str]]
) -> Lines:
    """Count the chosen rows by what `values` gives; `labels` pairs each value with its entry.

    Every label gets a line, also with nought, so that a table keeps its shape. Values that share
    an entry count together, a row once.
    """
    entries = dict(labels)
    stands = [
        (record, entry)
        for record in chosen.rows
        for entry in {entries[value] for value in values(record) if value in entries}
    ]
    tally = Counter(entry for _, entry in stands)
    lines = tuple(Line(entry, (tally[entry],)) for entry in dict.fromkeys(entries.values()))
    basis = LinesBasis(
        (line_counts,), lambda: (CountedRow(month_of(record), entry) for record, entry in stands)
    )
    return Lines(lines, chosen.left_out, basis)


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
