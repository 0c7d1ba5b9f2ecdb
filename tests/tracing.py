"""A rule from the sentence of the plan that it serves to the sentence in a mail.

Sheets are written as text; they are checked, decided about and composed as by the service itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from email import message_from_bytes, policy

from automations.engine.core.decision import Decision, Inputs, after, decide
from automations.engine.core.intents import History, Mail
from automations.engine.core.rules import Rule
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar
from automations.engine.documents.filling import Paper
from automations.engine.documents.kinds import Documents
from automations.engine.mail.compose import Composer
from automations.engine.mail.message import Attached
from automations.engine.rule_files import load_rules
from automations.engine.words import Words
from automations.reminders import reminders
from tests.mails import TEMPLATES, FixedClock
from tests.registers import ROOT, shipped_schemas
from tests.text_tables import context, look

CALENDAR = Calendar()
WORDS = Words("nl")
SETTINGS = Settings(
    "Gemeente Dordrecht",
    "Kennis- en Signaleringsnetwerk",
    {
        "coordinator": ("coordinator@dordrecht.example",),
        "case_handlers": ("dossierhouder@dordrecht.example", "tweede@dordrecht.example"),
        "mayor_office": ("bestuurssecretariaat@dordrecht.example",),
    },
    phone="14 078",
    retention_months={"signals": 12},
)
CHAPTERS = {
    "3": "De rol van de gemeente",
    "4": "Samenwerken aan Sociale Stabiliteit",
    "5a": "Kennis- en signaleringsnetwerk Radicalisering",
    "5b": "Deskundigheidsbevordering",
    "6": "Persoonsgerichte aanpak",
    "7": "Sturing en organisatie",
    "8": "Communicatie en woordvoering",
    "9": "Financiën",
}


@dataclass(frozen=True)
class Swap:
    """The same sheets with one cell changed: what is said of the row then, instead of a mail.

    `since` is the first day on which the service looked, where that is another one.
    """

    old: str
    new: str
    reason: str
    since: str = ""


@dataclass(frozen=True)
class Trace:
    """One rule: whence it comes, a row for which it fires, one that almost did, one with a fault.

    `plan` are words of the plan of 2016, `word` one that stands there and in the mail as well,
    where the mail may say it.
    """

    rule: str
    chapter: str
    plan: str
    tables: Mapping[str, str]
    to: str
    says: str
    almost: Swap
    fault: Swap
    word: str = ""
    today: str = "2016-10-03"
    since: str = ""

    def swapped(self, swap: Swap) -> Trace:
        """Return the trace with one cell changed; raises AssertionError where it is not there."""
        assert any(swap.old in table for table in self.tables.values()), swap.old
        tables = {tab: table.replace(swap.old, swap.new) for tab, table in self.tables.items()}
        return replace(self, tables=tables, since=swap.since or self.since)


def shipped(name: str) -> tuple[Rule, ...]:
    """Return one of the rules that ship."""
    folder = ROOT / "automations" / "rules"
    rules = load_rules([folder], shipped_schemas(), WORDS, SETTINGS)
    return tuple(rule for rule in rules if rule.name == name)


def lived(trace: Trace) -> Decision:
    """Go through the days of a trace as the service does, and return what the last one decides."""
    day = first = date.fromisoformat(trace.since or trace.today)
    history, decision = History(), None
    while day <= date.fromisoformat(trace.today):
        checked = look(trace.tables, shipped_schemas(), on=context(day))
        inputs = Inputs(checked.register, (), day, history, shipped(trace.rule), CALENDAR, SETTINGS)
        decision = decide([reminders], inputs)
        assert not any(outcome.error for outcome in decision.outcomes)
        history = after(history, decision)
        day += timedelta(days=1)
    assert decision is not None, first
    return decision


def text_of(mail: Mail) -> str:
    """Compose a mail, with what is attached to it, and return its plain text on one line."""
    composer = Composer(
        [TEMPLATES],
        SETTINGS,
        WORDS,
        "Gemeente Dordrecht <netwerk@dordrecht.example>",
        clock=FixedClock(f"{mail.on} 09:00"),
        is_working=CALENDAR.is_working,
        schemas=shipped_schemas(),
        documents={"proof_of_attendance": _document},
    )
    message = message_from_bytes(composer.render(mail).content, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def _document(about: Mapping[str, object]) -> Attached:
    paper = Paper(SETTINGS, WORDS, [ROOT / "templates" / "word"], date(2016, 10, 3))
    return Attached(*Documents(paper).make("proof_of_attendance", about))
