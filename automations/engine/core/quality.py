"""How good the rows were: what the report could not count, and why, tab by tab."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from automations.engine.core.figures.compute import Figure, TableData
from automations.engine.core.figures.registry import Chapter
from automations.engine.core.findings import Finding, Severity
from automations.engine.core.register import Register
from automations.engine.core.suppression import is_small

_SMALL = frozenset({"signals", "school_talks"})  # tabs about small numbers
# how many rows they have, is a total of hidden numbers: case conferences, who stayed away
_TOTALS = _SMALL | {"consultations", "participants"}


@dataclass(frozen=True, slots=True)
class SheetQuality:
    """One tab: its rows, errors and warnings; None where the number may not be shown."""

    sheet: str
    tab: str
    rows: int | None
    errors: int | None
    warnings: int | None
    readable: bool


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Rows that figures left out for one reason; without row numbers where those may not be shown.

    `count` None: from one to four rows of a tab about small numbers.
    """

    tab: str
    column: str
    reason: str
    count: int | None
    rows: tuple[int, ...]
    figures: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Tell whether it is about the whole tab, in which no row could be counted."""
        return self.reason == "unreadable"


@dataclass(frozen=True, slots=True)
class Quality:
    """The appendix on data quality."""

    sheets: tuple[SheetQuality, ...]
    not_counted: tuple[NotCounted, ...]


def quality(
    register: Register,
    findings: Iterable[Finding],
    figures: Iterable[Figure],
    tables: Iterable[TableData],
) -> Quality:
    """Sum up the state of every tab that the figures come from."""
    figures, tables = tuple(figures), tuple(tables)
    used = {sheet for figure in figures for sheet in figure.sources}
    severities = Counter((finding.sheet, finding.severity) for finding in findings)
    sheets = tuple(
        _sheet(register, name, severities) for name in register.schemas.sheets if name in used
    )
    return Quality(sheets, _not_counted(register, figures, tables))


def _sheet(
    register: Register, name: str, severities: Counter[tuple[str | None, Severity]]
) -> SheetQuality:
    table = register[name]
    small = name in _SMALL
    errors, warnings = severities[name, Severity.ERROR], severities[name, Severity.WARNING]
    return SheetQuality(
        sheet=name,
        tab=table.schema.title,
        rows=None if name in _TOTALS or not table.readable else len(table) + len(table.keyless),
        errors=None if small and is_small(errors) else errors,
        warnings=None if small and is_small(warnings) else warnings,
        readable=table.readable,
    )


def _not_counted(
    register: Register, figures: Iterable[Figure], tables: Iterable[TableData]
) -> tuple[NotCounted, ...]:
    rows: dict[tuple[str, str, str], set[int]] = {}
    names: dict[tuple[str, str, str], dict[str, None]] = {}
    discreet = set()
    everything: list[Figure | TableData] = [*figures, *tables]
    for shown in everything:
        for left_out in shown.left_out:
            place = (left_out.sheet, left_out.column, left_out.reason)
            rows.setdefault(place, set()).add(left_out.row)
            kind = "figure" if isinstance(shown, Figure) else "table"
            names.setdefault(place, {})[f"{kind}-{shown.id}"] = None
            if left_out.sheet in _SMALL or shown.chapter is Chapter.CASEWORK:
                discreet.add(place)
    return tuple(
        _line(register, place, sorted(rows[place]), tuple(names[place]), discreet=place in discreet)
        for place in sorted(rows, key=lambda place: _order(register, place))
    )


def _line(
    register: Register,
    place: tuple[str, str, str],
    rows: list[int],
    names: tuple[str, ...],
    *,
    discreet: bool,
) -> NotCounted:
    sheet, column, reason = place
    schema = register.schemas[sheet]
    title = schema[column].title if column else ""
    count = None if discreet and is_small(len(rows)) else len(rows)
    return NotCounted(schema.title, title, reason, count, () if discreet else tuple(rows), names)


def _order(register: Register, place: tuple[str, str, str]) -> tuple[int, str, str]:
    return (list(register.schemas.sheets).index(place[0]), *place[1:])
