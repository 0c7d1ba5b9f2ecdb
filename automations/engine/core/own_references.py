"""The row that somebody meant who typed a code or a name in a rule of their own."""

from __future__ import annotations

import re
from difflib import get_close_matches

from automations.engine.core.cells import Failure, fold
from automations.engine.core.findings import Message
from automations.engine.core.moments import meant
from automations.engine.core.register import Table
from automations.engine.core.schema import Field

_BETWEEN = re.compile(r"\s+[-–—]+\s*|\s*[–—]+\s+")
_CLOSE = 0.6


def find_code(table: Table, column: Field, typed: str) -> str | Failure:
    """Find the code of a row that was typed as a code, a name, or as a drop-down offers it."""
    codes = {_bare(record.key): record.key for record in table}
    code = codes.get(_bare(typed)) or codes.get(_bare(_BETWEEN.split(typed, maxsplit=1)[0]))
    if code is not None:
        return code
    label, names = table.schema.label, dict[str, list[str]]()
    for record in table if label is not None else ():
        if label is not None and record[label.name]:
            names.setdefault(fold(str(record[label.name])), []).append(record.key)
    named = names.get(fold(typed), [])
    if len(named) == 1:
        return named[0]
    known = {"tab": table.schema.title}
    if named:
        return Failure("reference", "findings.reference-several", known=known)
    near = get_close_matches(_bare(typed)[:100], codes, n=1, cutoff=_CLOSE)
    suggestion = meant(codes[near[0]]) if near and not column.personal else None
    advice = Message("findings.choose-or-add", known)
    return Failure("reference", "findings.reference", {}, known, suggestion, advice)


def _bare(code: str) -> str:
    return "".join(fold(code).split())
