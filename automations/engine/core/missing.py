"""The rows that a rule expects and that are not there, so that it can ask for them as well."""

from __future__ import annotations

from collections.abc import Iterator

from automations.engine.core.register import KEY_SEPARATOR, Record
from automations.engine.core.rows import Day
from automations.engine.core.rules import PERIOD, Rule


def missing_rows(rule: Rule, day: Day) -> Iterator[Record]:
    """Make the rows that a rule expects for the period accounted for, and that are not there.

    They are empty, and stand in row 0: whoever is to write one finds no row to write in.
    """
    if rule.expects is None:
        return
    table = day.register[rule.about]
    period = day.report_due[0].code
    names = (PERIOD, rule.expects)
    there = [tuple(None if name in row.faults else row[name] for name in names) for row in table]
    column = table.schema[rule.expects]
    for value in column.enum or ():
        # What cannot be read in a row may be just this: it is told of that row, and not as missing.
        if not any(when in (period, None) and of in (value, None) for when, of in there):
            values: dict[str, object] = {
                one.name: () if one.many else None for one in table.schema.fields
            }
            values |= {PERIOD: period, rule.expects: value}
            key = KEY_SEPARATOR.join(str(values[name]) for name in table.schema.primary_key)
            row = Record(rule.about, 0, key, values, frozenset())
            row.belong_to(day.register)
            yield row
