"""What earlier reports have shown: it stays shown, so a next report must reckon with it.

A report is read from its JSON (`report --json`), as that is what is kept of an approved one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from automations.engine.core.periods import Period, PeriodError, parse_period

Place = tuple[str, str]  # a figure's id and nothing, or a table's id and the label of a line
Number = int | float


class PublishedError(ValueError):
    """What was kept of a report is not the JSON of a report; it says what is wrong."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One number of a report: its value, or that it was hidden; `small`: it was written as "<5".

    A value of None that is not hidden is a number that was not known.
    """

    value: Number | None
    hidden: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """What one report has shown: its numbers about its own period, and about the one before."""

    period: Period
    now: Mapping[Place, Shown] = field(default_factory=lambda: MappingProxyType({}))
    before: Mapping[Place, Shown] = field(default_factory=lambda: MappingProxyType({}))


def parse_published(data: Mapping[str, Any]) -> Published:
    """Read what a report has shown from its JSON; raises PublishedError.

    `figures` need `id`, `value`, `previous` and `suppressed`; `tables` (which may be missing) need
    `id` and `lines`, each with a `label` and `cells` of `value`, `suppressed` and `small`.
    """
    try:
        period = parse_period(data["period"])
        numbers = [*_figures(data["figures"]), *_tables(data.get("tables", ()))]
    except (PeriodError, KeyError, TypeError, AttributeError) as error:
        raise PublishedError(repr(error)) from error
    return Published(
        period,
        MappingProxyType({place: shown for place, column, shown in numbers if not column}),
        MappingProxyType({place: shown for place, column, shown in numbers if column}),
    )


def _figures(figures: Any) -> Iterator[tuple[Place, int, Shown]]:  # noqa: ANN401 - JSON
    for figure in figures:
        place, hidden = (figure["id"], ""), bool(figure["suppressed"])
        yield place, 0, Shown(_number(figure["value"]), hidden, hidden)
        previous = _number(figure["previous"])
        if not hidden:  # beside a hidden number none is given, whatever it was
            yield place, 1, Shown(previous, previous is None, previous is None)


def _tables(tables: Any) -> Iterator[tuple[Place, int, Shown]]:  # noqa: ANN401 - JSON
    for table in tables:
        if not table["compares"]:
            continue
        for line in table["lines"]:
            for column, cell in enumerate(line["cells"]):
                shown = Shown(_number(cell["value"]), bool(cell["suppressed"]), bool(cell["small"]))
                yield (table["id"], line["label"]), column, shown


def _number(value: Any) -> Number | None:  # noqa: ANN401 - JSON
    if value is not None and not isinstance(value, int | float):
        raise TypeError(value)
    return value


class Facts:
    """All that earlier reports have shown, by period; what one of them showed, is shown."""

    def __init__(self, reports: tuple[Published, ...] = ()) -> None:
        """Join the reports."""
        self._known: dict[tuple[str, Place], Shown] = {}
        for report in reports:
            for period, numbers in (
                (report.period, report.now),
                (report.period.previous(), report.before),
            ):
                for place, shown in numbers.items():
                    self._add((period.code, place), shown)
        self._periods = {code for code, _ in self._known}

    def _add(self, at: tuple[str, Place], shown: Shown) -> None:
        known = self._known.get(at)
        if known is None or _tells(shown) > _tells(known):
            self._known[at] = shown

    def about(self, period: Period) -> bool:
        """Tell whether a report has shown numbers about a period."""
        return period.code in self._periods

    def number(self, period: Period, place: Place) -> Shown | None:
        """Return what was shown of a number; None where it stood in no report."""
        return self._known.get((period.code, place))


def _tells(shown: Shown) -> int:
    """Rank what a number tells: a value most, then "<5", then that it is hidden."""
    return 3 if shown.value is not None else 2 if shown.small else 1 if shown.hidden else 0
