"""What must be there, and only once: keys, unique columns, and columns unique together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace

from automations.engine.core.cells import as_text, fold
from automations.engine.core.checks.codes import NextCode
from automations.engine.core.checks.columns import Row, Rows, is_empty, key_texts, text_of
from automations.engine.core.checks.remarks import Remark, Sheet, is_secret, shown
from automations.engine.core.checks.sheet import blank_key_rows
from automations.engine.core.findings import Message, Severity
from automations.engine.core.schema import SameRule, Schema

Group = tuple[int, ...]  # the places of rows that share something
Claims = tuple[tuple[str, ...], ...]

_ROWS_TOLD = 5  # rows that a message names; a whole column may hold the same


def check_keys(sheet: Sheet, year: int) -> Sheet:
    """Report rows without a key, and what is there twice, at every row that shares it.

    What is there twice becomes a fault in those rows. Columns that are unique together are reported
    at the first of them. `year` is that of today, for the codes that are suggested.
    """
    schema, rows = sheet.schema, sheet.rows
    codes = NextCode(schema, rows, year)
    sheet = _without_taken(sheet, codes)
    remarks: list[Remark] = []
    faults: dict[int, set[str]] = {}
    for columns, groups in _claims(sheet):
        for group in groups:
            is_key = columns == schema.primary_key
            suggestion = _next_code(codes, rows[group[-1]], schema) if is_key else None
            for place in group:
                remarks.append(_doubled(sheet, columns, place, group, suggestion))
                faults.setdefault(place, set()).add(columns[0])
    remarks.extend(_blank_keys(sheet, codes))
    if not remarks:
        return sheet
    return replace(sheet, rows=rows.with_faults(schema, faults), remarks=(*sheet.remarks, *remarks))


def _without_taken(sheet: Sheet, codes: NextCode) -> Sheet:
    """Suggest for a wrong code none that another row has, but the next free one."""
    schema, rows = sheet.schema, sheet.rows
    mended = {
        number: str(remark.suggestion.values.get("value"))
        for number, remark in enumerate(sheet.remarks)
        if remark.code == "pattern" and remark.field == schema.primary_key[0] and remark.suggestion
    }
    taken = set(rows.values(schema.primary_key[0])).intersection(mended.values()) if mended else ()
    for code in mended.values():
        codes.keep(code)
    if not taken:
        return sheet
    places = {number: place for place, number in enumerate(rows.numbers)}
    remarks = list(sheet.remarks)
    for number, code in mended.items():
        if code in taken:
            row = rows[places[remarks[number].row or 0]]
            remarks[number] = replace(remarks[number], suggestion=_next_code(codes, row, schema))
    return replace(sheet, remarks=tuple(remarks))


def _blank_keys(sheet: Sheet, codes: NextCode) -> Iterator[Remark]:
    schema = sheet.schema
    column = schema[schema.primary_key[0]]
    for place, number in blank_key_rows(sheet.rows, schema):
        yield Remark(
            "blank-key",
            Message("findings.blank-key", {"column": column.title}),
            _next_code(codes, sheet.rows[place], schema),
            row=number,
            field=column.name,
        )


def _next_code(codes: NextCode, row: Row, schema: Schema) -> Message | None:
    """Suggest a free code, where a code may be named."""
    if is_secret(schema, schema[schema.primary_key[0]]):
        return None
    code = codes.take(row)
    return None if code is None else Message("findings.next-code", {"code": code})


def _claims(sheet: Sheet) -> Iterator[tuple[tuple[str, ...], Sequence[Group]]]:
    """Yield what must be unique, with the groups of rows that share it."""
    schema, rows = sheet.schema, sheet.rows
    yield schema.primary_key, _groups(_folded(key_texts(rows, schema)))
    alone: Claims = tuple((column.name,) for column in schema.fields if column.unique)
    for columns in (*alone, *schema.unique_together):
        if columns != schema.primary_key:
            yield columns, _groups(_together(columns, rows))


def _folded(texts: Sequence[str | None]) -> Sequence[str | None]:
    """Fold keys; where none has an odd blank in it, that is their case alone."""
    whole = [text for text in texts if text is not None]
    together = "|".join(whole)
    if together.isprintable() and "  " not in together:
        folded = together.casefold().split("|")
        if len(folded) == len(texts):  # at once, where all have a key and none has the sign in it
            return folded
        return [None if text is None else text.casefold() for text in texts]
    return [None if text is None else fold(text) for text in texts]


def _together(names: Sequence[str], rows: Rows) -> Sequence[Hashable]:
    columns = [rows.values(name) for name in names]
    return [_claim(values) for values in zip(*columns, strict=True)]


def _claim(values: Sequence[object]) -> Hashable:
    return None if any(map(is_empty, values)) else tuple(fold(text_of(one)) for one in values)


def _groups(claims: Sequence[Hashable]) -> Sequence[Group]:
    """Return the places that share a claim, where several do; None claims nothing."""
    found: dict[Hashable, list[int]] = {
        claim: [] for claim, times in Counter(claims).items() if times > 1 and claim is not None
    }
    if found:
        for place, claim in enumerate(claims):
            if claim in found:
                found[claim].append(place)
    return [tuple(group) for group in found.values()]


def _doubled(
    sheet: Sheet,
    columns: Sequence[str],
    place: int,
    group: Group,
    suggestion: Message | None,
) -> Remark:
    schema, rows = sheet.schema, sheet.rows
    others = [str(rows.numbers[one]) for one in group[: _ROWS_TOLD + 1] if one != place]
    column = schema[columns[0]]
    told = ", ".join(others[:_ROWS_TOLD]) + (", …" if len(group) - 1 > _ROWS_TOLD else "")
    values: Mapping[str, object] = {"rows": told}
    entry = "findings.unique-together"
    if len(columns) == 1:
        entry = "findings.unique"
        typed = rows.typed_at(place, column.name)
        text = typed or as_text(_cell(rows.values(column.name)[place]))
        values = {**values, "value": shown(schema, column, text)}
    return Remark(
        "unique",
        Message(entry, values, count=len(group) - 1),
        suggestion,
        row=rows.numbers[place],
        field=column.name,
    )


def _cell(value: object) -> str:
    return "" if value is None else text_of(value)


def check_same(sheet: Sheet) -> Iterator[Remark]:
    """Report rows that agree in some columns and differ in another where they should not."""
    for rule in sheet.schema.same:
        for group in _groups(_together(rule.same, sheet.rows)):
            yield from _differing(rule, group, sheet.rows)


def _differing(rule: SameRule, group: Group, rows: Rows) -> Iterator[Remark]:
    values = rows.values(rule.agree)
    told = [place for place in group if not is_empty(values[place])]
    for place in told[1:]:
        if _claim((values[place],)) != _claim((values[told[0]],)):
            message = Message("", {"row": str(rows.numbers[told[0]])}, rule.says)
            number = rows.numbers[place]
            yield Remark(
                "rule", message, severity=Severity(rule.severity), row=number, field=rule.agree
            )
