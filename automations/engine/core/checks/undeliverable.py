"""Addresses at which mail was refused for good: said at the cell where the address stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from automations.engine.core.checks.remarks import Remark
from automations.engine.core.findings import Message, Severity
from automations.engine.core.refusals import Refusal, Refused
from automations.engine.core.register import Table
from automations.engine.core.schema import Kind

_SAYS: Mapping[Refusal, str] = {
    "unknown": "findings.undeliverable-unknown",
    "full": "findings.undeliverable-full",
    "policy": "findings.undeliverable-policy",
    "given-up": "findings.undeliverable-given-up",
    "content": "findings.undeliverable-content",
    "other": "findings.undeliverable-other",
}
# An address that does not exist keeps its row from being used: who goes on writing to it is taken
# for a spammer. The others may mend by themselves, or are not the address's fault.
_SEVERITY: Mapping[Refusal, Severity] = {"unknown": Severity.ERROR, "content": Severity.NOTICE}
_MEND_ADDRESS = "findings.undeliverable-mend-address"
_LOOK_AT_MAIL = "findings.undeliverable-mend-content"


def check_undeliverable(table: Table, refused: Mapping[str, Refused]) -> Iterator[Remark]:
    """Report each cell with an address whose last mail was refused for good; quotes nothing."""
    columns = [column for column in table.schema.fields if column.kind is Kind.EMAIL]
    for record in table if refused else ():
        for column in columns:
            typed = record[column.name]
            for address in typed if isinstance(typed, tuple | list) else (typed,):
                if found := refused.get(str(address).lower()):
                    yield _remark(found, record.row, column.name)


def _remark(refused: Refused, row: int, column: str) -> Remark:
    values = {"number": str(refused.number), "on": refused.on}
    remedy = _LOOK_AT_MAIL if refused.kind == "content" else _MEND_ADDRESS
    return Remark(
        "undeliverable",
        Message(_SAYS[refused.kind], values),
        Message(remedy, values),
        _SEVERITY.get(refused.kind, Severity.WARNING),
        row=row,
        field=column,
    )
