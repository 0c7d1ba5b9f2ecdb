"""The part of config.yaml that decisions depend on, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType


@dataclass(frozen=True)
class Settings:
    """Who is who, and when mail may leave."""

    organisation: str
    network: str
    roles: Mapping[
        str, tuple[str, ...]
    ]  # coordinator, case_handlers, mayor_office, board → addresses
    timezone: str = "Europe/Amsterdam"
    language: str = "nl"
    phone: str = ""  # the coordinator's, for the foot of each mail
    window: tuple[time, time] = (time(8), time(18))
    free_days: frozenset[date] = frozenset()  # beside the public holidays
    hold_above: int = 200
    catch_up_days: int = 7
    monthly_cap: int = 4  # automatic mails to a partner in a calendar month
    school_holidays: frozenset[date] = frozenset()  # days on which schools get no reminders
    to_folder: bool = False  # mail only goes to a folder, and reaches nobody
    retention_months: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def is_colleague(self, address: str) -> bool:
        """Tell whether somebody works for the organisation itself, and is no partner."""
        if any(address in addresses for addresses in self.roles.values()):
            return True
        return address.rpartition("@")[2].lower() == self.coordinator.rpartition("@")[2].lower()

    @property
    def coordinator(self) -> str:
        """The coordinator's address."""
        return self.roles["coordinator"][0]

    def addresses(self, role: str) -> tuple[str, ...]:
        """Return the addresses of a role; raises KeyError."""
        return self.roles[role]
