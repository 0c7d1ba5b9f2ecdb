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
from automations.engine.core.checks.columns import Rows
from automations.engine.core.checks.remarks import Remark, Sheet, failed, is_secret
from automations.engine.core.findings import Message
from automations.engine.core.moments import meant
from automations.engine.core.schema import Field, Reference, Schema

_BETWEEN = re.compile(r"\s+[-–—]+\s*|\s*[–—]+\s+")
_TYPING_MISTAKES = 1
_SEARCHES = 200  # wrong references for which a nearest row is looked for; it takes a while


def label_column(schema: Schema) -> Field | None:
    """Return the column that names a row of a sheet for people, beside its code."""
    return schema.label


@dataclass(frozen=True)
class Target:
    """What a reference may point at: the rows of a sheet by code and by name."""

    sheet: Sheet
    field: str

    @cached_property
    def codes(self) -> Mapping[str, tuple[str, int]]:
        """Every code in use with the place of its row, by how it is compared.

        One that is wrong in itself counts too.
        """
        found: dict[str, tuple[str, int]] = {}
        rows = self.sheet.rows
        for place, value in enumerate(rows.values(self.field)):
            code = value or rows.typed_at(place, self.field)
            if code:
                found.setdefault(_bare(str(code)), (str(code), place))
        return found

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """The codes by the name of their row."""
        label = label_column(self.sheet.schema)
        found: dict[str, tuple[str, ...]] = {}
        if label is None:
            return found
        names = self.sheet.rows.values(label.name)
        for code, place in self.codes.values():
            if name := names[place]:
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
        name = self.sheet.rows.values(label.name)[self.codes[_bare(code)][1]]
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
    rows = sheet.rows
    for column in columns:
        reference = column.reference
        assert reference is not None  # noqa: S101 - by the choice of columns above
        target = targets.get(reference)
        if target is None:
            there = sheets[reference.sheet]
            target = targets[reference] = Target(there, reference.field)
        rows = _resolved(sheet, rows, column, target, remarks)
    return replace(sheet, rows=rows, remarks=(*sheet.remarks, *remarks))


def _resolved(
    sheet: Sheet, rows: Rows, column: Field, target: Target, remarks: list[Remark]
) -> Rows:
    """Resolve one column; a sheet that could not be read is not held against its references."""
    is_there = target.sheet.readable and target.field in target.sheet.positions
    find = _found if is_there else _unjudged
    known: dict[str, str | Failure | None] = {}
    values: list[Any] = list(rows.values(column.name))
    typed: dict[int, str] = {}
    for place, value in enumerate(values):
        if not value:
            continue
        parts: Sequence[str] = value if column.many else (value,)
        for part in parts:
            if part not in known:
                known[part] = find(part, column, target)
        found = [known[part] for part in parts]
        bad = next((p for p, code in zip(parts, found, strict=True) if not _is_code(code)), None)
        if bad is None:
            values[place] = tuple(dict.fromkeys(found)) if column.many else found[0]
            continue
        if isinstance(failure := known[bad], Failure):
            number = rows.numbers[place]
            remarks.append(failed(sheet.schema, column, number, bad, failure))
        values[place] = () if column.many else None
        typed[place] = f"{column.delimiter} ".join(parts)
    return rows.with_column(column.name, values, typed)


def _is_code(found: str | Failure | None) -> bool:
    return isinstance(found, str)


def _found(typed: str, column: Field, target: Target) -> str | Failure:
    """Find a code, and see that the row it belongs to may be referred to here."""
    code = target.find(typed)
    where = None if column.reference is None else column.reference.where
    if isinstance(code, Failure) or where is None:
        return code
    row = target.sheet.rows[target.codes[_bare(code)][1]]
    names = {path[0] for path in where.paths}
    if any(name in row.faults for name in names) or where(row.values):
        return code
    return Failure(
        "reference", "findings.reference-where", known={"tab": target.sheet.schema.title}
    )


def _unjudged(typed: str, _: Field, target: Target) -> str | None:
    """Keep what can only be a code; a name cannot be looked up in a sheet that is not there."""
    pattern = target.sheet.schema[target.field].pattern
    code = _bare(_BETWEEN.split(typed, maxsplit=1)[0]).upper()
    return None if pattern is None or not re.fullmatch(pattern, code, re.ASCII) else code
