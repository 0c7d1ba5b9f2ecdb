"""References to other sheets: a code, an exact name, or both as in the drop-downs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from automations.engine.core.cells import Failure, fold, squeeze
from automations.engine.core.checks.remarks import Remark, Row, Sheet, failed, is_secret
from automations.engine.core.findings import Message
from automations.engine.core.moments import meant
from automations.engine.core.schema import Field, Reference, Schema

_LABELS = ("name", "title", "description", "subject")  # the column that names a row, first found
_BETWEEN = re.compile(r"\s+[-–—]+\s*|\s*[–—]+\s+")
_TYPING_MISTAKES = 1
_SEARCHES = 200  # wrong references for which a nearest row is looked for; it takes a while


def label_column(schema: Schema) -> Field | None:
    """Return the column that names a row of a sheet for people, beside its code."""
    return next((schema[name] for name in _LABELS if name in schema.by_name), None)


@dataclass(frozen=True)
class Target:
    """What a reference may point at: the rows of a sheet by code and by name."""

    sheet: Sheet
    field: str

    @cached_property
    def codes(self) -> Mapping[str, tuple[str, Row]]:
        """Every code in use, as it is compared; one that is wrong in itself counts too."""
        found: dict[str, tuple[str, Row]] = {}
        for row in self.sheet.rows:
            code = row.values[self.field] or row.typed.get(self.field)
            if code:
                found.setdefault(_bare(str(code)), (str(code), row))
        return found

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """The codes by the name of their row."""
        label = label_column(self.sheet.schema)
        found: dict[str, tuple[str, ...]] = {}
        for code, row in self.codes.values():
            name = None if label is None else row.values[label.name]
            if name:
                found[fold(str(name))] = (*found.get(fold(str(name)), ()), code)
        return found

    @cached_property
    def _near(self) -> dict[str, Message | None]:
        """What was suggested before: the same mistake is often made in many rows."""
        return {}

    def find(self, typed: str) -> str | Failure:
        """Return the code that was typed, named or chosen from the drop-down."""
        exact = self.codes.get(_bare(typed))
        if exact is not None:
            return exact[0]
        named = self.names.get(fold(typed), ())
        if len(named) == 1:
            return named[0]
        known = {"tab": self.sheet.schema.title}
        if named:
            return Failure("reference", "findings.reference-several", known=known)
        chosen = self.codes.get(_bare(_BETWEEN.split(typed, maxsplit=1)[0]))
        if chosen is not None:
            return chosen[0]
        advice = Message("findings.choose-or-add", known)
        if typed not in self._near:
            self._near[typed] = self._nearest(typed) if len(self._near) < _SEARCHES else None
        near = self._near[typed]
        return Failure("reference", "findings.reference", {}, known, near, advice)

    def _nearest(self, typed: str) -> Message | None:
        """Suggest the one row that was probably meant; where several could be, none."""
        bare = _bare(_BETWEEN.split(typed, maxsplit=1)[0])[:60]
        near = [code for code in self.codes if _slips(bare, code) <= _TYPING_MISTAKES]
        turned = [code for code in near if Counter(code) == Counter(bare)]
        best = turned or near
        if len(best) == 1:
            return self._meant(self.codes[best[0]][0])
        names = get_close_matches(fold(typed)[:120], self.names, n=1, cutoff=0.75)
        if names and len(self.names[names[0]]) == 1:
            return self._meant(self.names[names[0]][0])
        return None

    def _meant(self, code: str) -> Message:
        """Name a row by its code, and by its name where that says nothing of a person."""
        label = label_column(self.sheet.schema)
        if label is None or is_secret(self.sheet.schema, label):
            return meant(code)
        name = self.codes[_bare(code)][1].values[label.name]
        if not name:
            return meant(code)
        return Message(
            "findings.did-you-mean-reference", {"code": code, "name": squeeze(str(name))}
        )


def _bare(code: str) -> str:
    return "".join(fold(code).split())


def _slips(typed: str, code: str) -> int:
    """Count typing mistakes between two codes that differ: 1, or 2 for more than one."""
    start = 0
    while start < min(len(typed), len(code)) and typed[start] == code[start]:
        start += 1
    a, b = typed[start:], code[start:]
    one = (
        a[1:] == b[1:]  # another character
        or a[1:] == b  # one too many
        or a == b[1:]  # one too few
        or (a[:2] == b[1::-1] and a[2:] == b[2:])  # two in the wrong order
    )
    return 1 if one else 2


def resolve(sheet: Sheet, sheets: Mapping[str, Sheet], targets: dict[Reference, Target]) -> Sheet:
    """Return `sheet` with the codes of what its references point at, and remarks where none is."""
    columns = [
        column
        for column in sheet.schema.fields
        if column.reference is not None and column.name in sheet.positions
    ]
    if not columns:
        return sheet
    remarks: list[Remark] = []
    rows = list(sheet.rows)
    for column in columns:
        reference = column.reference
        assert reference is not None  # noqa: S101 - by the choice of columns above
        target = targets.get(reference)
        if target is None:
            there = sheets[reference.sheet]
            target = targets[reference] = Target(there, reference.field)
        rows = [_resolved(sheet, row, column, target, remarks) for row in rows]
    return replace(sheet, rows=tuple(rows), remarks=(*sheet.remarks, *remarks))


def _resolved(sheet: Sheet, row: Row, column: Field, target: Target, remarks: list[Remark]) -> Row:
    """Resolve one cell; a sheet that could not be read is not held against its references."""
    typed = row.values[column.name]
    if not typed:
        return row
    parts: Sequence[str] = typed if column.many else (typed,)
    if not target.sheet.readable or target.field not in target.sheet.positions:
        return _unjudged(row, column, parts, target)
    found = [_found(part, column, target) for part in parts]
    failures = [
        (part, code) for part, code in zip(parts, found, strict=True) if isinstance(code, Failure)
    ]
    if not failures:
        codes = tuple(dict.fromkeys(found))
        return _with(row, column, codes if column.many else codes[0])
    for part, failure in failures[:1]:
        remarks.append(failed(sheet.schema, column, row.number, part, failure))
    return _faulty(row, column, parts)


def _found(typed: str, column: Field, target: Target) -> str | Failure:
    """Find a code, and see that the row it belongs to may be referred to here."""
    code = target.find(typed)
    where = None if column.reference is None else column.reference.where
    if isinstance(code, Failure) or where is None:
        return code
    row = target.codes[_bare(code)][1]
    names = {path[0] for path in where.paths}
    if any(name in row.faults for name in names) or where(row.values):
        return code
    return Failure(
        "reference", "findings.reference-where", known={"tab": target.sheet.schema.title}
    )


def _unjudged(row: Row, column: Field, parts: Sequence[str], target: Target) -> Row:
    """Keep what can only be a code; a name cannot be looked up in a sheet that is not there."""
    pattern = target.sheet.schema[target.field].pattern
    codes = tuple(_bare(_BETWEEN.split(part, maxsplit=1)[0]).upper() for part in parts)
    if pattern is None or not all(re.fullmatch(pattern, code) for code in codes):
        return _faulty(row, column, parts)
    return _with(row, column, codes if column.many else codes[0])


def _with(row: Row, column: Field, value: Any) -> Row:  # noqa: ANN401 - one code or several
    return replace(row, values={**row.values, column.name: value})


def _faulty(row: Row, column: Field, parts: Sequence[str]) -> Row:
    return replace(
        row,
        values={**row.values, column.name: () if column.many else None},
        faults=row.faults | {column.name},
        typed={**row.typed, column.name: f"{column.delimiter} ".join(parts)},
    )
