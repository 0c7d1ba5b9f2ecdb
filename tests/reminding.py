"""Rules written as YAML in a test, and days on which they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from types import MappingProxyType

from automations.engine.core.due import due
from automations.engine.core.intents import History, Noticed, Reminder, Skipped
from automations.engine.core.register import Register
from automations.engine.core.rules import Rule
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar
from automations.engine.rule_files import load_rules
from automations.engine.words import Words
from tests.registers import ROOT, shipped_schemas

COORDINATOR = "coordinator@city.example"
SETTINGS = Settings(
    organisation="City",
    network="Network",
    roles=MappingProxyType(
        {
            "coordinator": (COORDINATOR,),
            "case_handlers": ("handler@city.example", "second@city.example"),
            "mayor_office": ("mayor@city.example",),
        }
    ),
    retention_months=MappingProxyType({"signals": 12}),
)
CALENDAR = Calendar()
WORDS = Words("nl")


@dataclass(frozen=True)
class Asked:
    """What one day gave, sorted by kind, with the history as it stands afterwards."""

    reminders: tuple[Reminder, ...]
    skipped: tuple[Skipped, ...]
    noticed: tuple[Noticed, ...]
    history: History

    @property
    def reasons(self) -> list[str]:
        """Why rows were skipped, in words."""
        return [WORDS.message(one.reason) for one in self.skipped]

    @property
    def recipients(self) -> list[str]:
        """Who is reminded."""
        return [one.item.recipient for one in self.reminders]


def rules_from(text: str, family: str = "programme") -> tuple[Rule, ...]:
    """Compile rules as the loader does with a file of that name."""
    with TemporaryDirectory() as folder:
        (Path(folder) / f"{family}.yaml").write_text(dedent(text), "utf-8")
        return load_rules([Path(folder)], shipped_schemas(), WORDS, SETTINGS)


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules that ship."""
    return load_rules([ROOT / "automations" / "rules"], shipped_schemas(), WORDS, SETTINGS)


def shipped(name: str) -> tuple[Rule, ...]:
    """Return one of the rules that ship."""
    return tuple(rule for rule in shipped_rules() if rule.name == name)


def ask(
    rules: Sequence[Rule],
    register: Register,
    today: str | date,
    history: History | None = None,
    settings: Settings = SETTINGS,
) -> Asked:
    """Ask what is due on one day, and carry it out in memory."""
    history = history or History()
    day = date.fromisoformat(today) if isinstance(today, str) else today
    found = tuple(due(rules, register, day, history, settings, CALENDAR))
    reminders = tuple(one for one in found if isinstance(one, Reminder))
    noticed = tuple(one for one in found if isinstance(one, Noticed))
    known = dict(history.noticed)
    for one in noticed:
        if one.since is None:
            del known[one.rule, one.key]
        else:
            known[one.rule, one.key] = one.since
    after = History(history.items | {one.item for one in reminders}, known)
    skipped = tuple(one for one in found if isinstance(one, Skipped))
    return Asked(reminders, skipped, noticed, after)


def each_day(
    rules: Sequence[Rule],
    register: Register,
    start: str | date,
    days: int,
    settings: Settings = SETTINGS,
) -> list[tuple[date, Reminder]]:
    """Ask day after day, remembering, and return every reminder with the day it went out."""
    day = date.fromisoformat(start) if isinstance(start, str) else start
    history = History()
    sent: list[tuple[date, Reminder]] = []
    for ahead in range(days):
        today = day + timedelta(days=ahead)
        asked = ask(rules, register, today, history, settings)
        history = asked.history
        sent.extend((today, reminder) for reminder in asked.reminders)
    return sent
