"""What a check gives: linked records for the rest of the program, findings for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from automations.engine.core.findings import Finding
from automations.engine.core.refusals import Refused
from automations.engine.core.register import Register
from automations.engine.core.settings import Settings


@dataclass(frozen=True, slots=True)
class SignalLook:
    """What the service may remember of one signal: its dates and status word, nothing else."""

    received_on: date | None
    status: str | None
    returned_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a column stood, from 0, and what its header said: nothing, where a tab is sensitive."""

    header: str
    position: int


@dataclass(frozen=True)
class SheetLook:
    """What the service may remember of one tab: where its columns stood, and which rows it had.

    A row is remembered by its code. Where its key is no code (it may hold a name or an address) by
    a digest of it, and in a sensitive tab not at all.
    """

    columns: Mapping[str, Heading] = field(default_factory=lambda: MappingProxyType({}))
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Context:
    """What a check depends on beside the workbooks."""

    today: date
    settings: Settings
    signals_before: Mapping[str, SignalLook] = field(default_factory=lambda: MappingProxyType({}))
    shipped_rules: frozenset[str] = frozenset()  # names that no rule of the coordinator's may have
    refused: Mapping[str, Refused] = field(default_factory=lambda: MappingProxyType({}))
    looks_before: Mapping[str, SheetLook] = field(default_factory=lambda: MappingProxyType({}))
    rows_before: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """One tab in figures: non-blank data rows, rows without an error, findings by severity."""

    workbook: str
    sheet: str
    tab: str
    rows: int
    valid: int
    errors: int
    warnings: int
    notices: int


@dataclass(frozen=True)
class Checked:
    """The outcome of one look at every workbook."""

    register: Register
    findings: tuple[Finding, ...]
    sheets: tuple[SheetSummary, ...]
    signals: Mapping[str, SignalLook]  # to remember until the next look
    columns: Mapping[str, Mapping[str, Heading]] = field(  # where they are now, tab by tab
        default_factory=lambda: MappingProxyType({})
    )
