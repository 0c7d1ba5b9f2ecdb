"""How figures are written, the same in every document: values, changes and labels in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from automations.engine.core.figures.compute import Cell, Figure, TableData, TableLine
from automations.engine.core.figures.registry import Chapter, Compare, Number, Unit
from automations.engine.core.findings import Message
from automations.engine.core.report import KINDS, Report
from automations.engine.core.story import change
from automations.engine.core.suppression import Hide
from automations.engine.words import Words

ROWS_NAMED = 50  # row numbers in one cell; all of them would not fit in it
# What the languages of the catalogues are called in documents.
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
PROPERTY = 255  # characters that a document property can hold
# What XML 1.0 cannot hold; such a character would break the whole document.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Drop the characters that no document can hold; everything else stays as typed."""
    return _NOT_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def clipped(text: str, most: int = PROPERTY) -> str:
    """Cut text off where a place in a document has only room for so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def row_numbers(numbers: Sequence[int]) -> str:
    """List the rows that somebody must look at: the first of them, as all may be thousands."""
    some = [str(number) for number in numbers if number][:ROWS_NAMED]
    return ", ".join([*some, "…"] if len(numbers) > ROWS_NAMED else some)


def written(words: Words, value: Number, unit: Unit) -> str:
    """Write a value with its unit: 1.250, 9%, 2,5 dagen, € 1.250,00."""
    places = {Unit.EURO: 2, Unit.RATING: 1}.get(unit)
    if isinstance(value, float | Decimal) and value == int(value) and unit is not Unit.RATING:
        value, places = int(value), None
    text = words.number(value, places)
    if unit is Unit.DAYS:
        return words("report.value-days", count=1 if value == 1 else 2, value=text)
    return words(f"report.value-{unit}", value=text)


def value(words: Words, figure: Figure) -> str:
    """Write a figure's value, or why there is none."""
    if figure.suppressed:
        return words("report.value-small" if figure.hide is Hide.COUNT else "report.value-hidden")
    if figure.value is None:
        return words("report.value-unknown" if figure.unknown else "report.value-none")
    return written(words, figure.value, figure.unit)


def previous(words: Words, figure: Figure) -> str:
    """Write what the figure is compared with, or why that cannot be shown."""
    if figure.suppressed or figure.previous_suppressed:
        return words("report.value-hidden")
    if figure.compare is Compare.NOTHING or figure.previous_unknown:
        return words("report.value-unknown")
    if figure.previous is None:
        return words("report.value-none")
    return written(words, figure.previous, figure.unit)


def changed(words: Words, figure: Figure) -> str:
    """Write how a figure differs from what it is compared with, and that rows were left out."""
    message = change(figure)
    if message is None:
        return words("report.value-no-change" if figure.complete else "report.not-all")
    told = sentence(words, message)
    return told if figure.complete else words("report.change-not-all", change=told)


def caption(words: Words, table: TableData) -> str:
    """Name a table, and say that rows were left out of it."""
    named = words(f"report.table-{table.id}")
    return named if table.complete else words("report.table-not-all", table=named)


def sentence(words: Words, message: Message) -> str:
    """Put a message into words, with its whole numbers written as in 1.250."""
    values = {
        name: words.number(value) if isinstance(value, int) else value
        for name, value in message.values.items()
    }
    return words.message(replace(message, values=values))


def title(words: Words, figure: Figure, chapter: Chapter) -> str:
    """Name a figure; in the summary it is told apart when it stands beside another year."""
    named = words(f"report.figure-{figure.id}")
    if chapter is Chapter.SUMMARY and figure.compare is Compare.YEAR:
        return words("report.beside-year", figure=named)
    return named


def cell(words: Words, shown: Cell, unit: Unit) -> str:
    """Write one number of a table, or why there is none."""
    if shown.suppressed:
        return words("report.value-small" if shown.small else "report.value-hidden")
    if shown.value is None:
        return words("report.value-unknown")
    return written(words, shown.value, unit)


def label(words: Words, line: TableLine) -> str:
    """Name a line of a table."""
    return clean(line.label) if line.from_cell else words(f"report.label-{line.label}")


def columns(words: Words, report: Report, table: TableData) -> tuple[str, ...]:
    """Name the columns of a table, the one with the lines' names first."""
    first = words(f"report.rows-{table.id}")
    if table.compares:
        return (first, *headers(words, report, table.chapter))
    return (first, *(words(f"report.measure-{name}") for name, _ in table.measures))


def units(table: TableData) -> tuple[Unit, ...]:
    """Return the unit of each column of numbers."""
    given = tuple(unit for _, unit in table.measures)
    return given * 2 if table.compares else given


def headers(words: Words, report: Report, chapter: Chapter) -> tuple[str, str]:
    """Name what a chapter's figures are about, and what stands beside them."""
    period = report.period
    match chapter:
        case Chapter.FINANCE:
            return str(period.year), str(period.year - 1)
        case Chapter.OUTLOOK:
            beside = (period.following(), period)
        case _:
            beside = (period, period.previous())
    now, then = (words.message(each.label) for each in beside)
    return capital(now), capital(then)


def capital(text: str) -> str:
    """Begin with a capital and leave the rest."""
    return text[:1].upper() + text[1:]


def report_title(words: Words, report: Report) -> str:
    """Name the report, with a capital."""
    return capital(words.message(KINDS[report.kind].title))


def state(words: Words, report: Report) -> str:
    """Say whether a report is a draft, or when it was approved."""
    if report.approved_on is None:
        return words("report.draft")
    return words("record.approved-on", date=report.approved_on)


def standing(words: Words, report: Report) -> str:
    """Say for which day the standings hold."""
    running = report.period.stop < report.period.end
    entry = "report.running" if running else "report.finished"
    return words(entry, date=report.period.last_day)


def rows(words: Words, figure: Figure) -> str:
    """Write how many rows were counted, where that may be shown."""
    return words("report.value-hidden") if figure.rows is None else str(figure.rows)
