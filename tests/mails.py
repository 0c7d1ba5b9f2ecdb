"""Mails to render in tests, and how a mail program reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

from automations.engine.core.digest import NO_FINDINGS
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.intents import Item, Mail, Reminder
from automations.engine.core.register import Record
from automations.engine.core.settings import Settings
from automations.engine.mail.compose import NO_DOCUMENTS, Composer, MakeDocument
from automations.engine.words import Words
from tests.registers import ROOT, register_of, shipped_schemas

MONDAY = date(2016, 10, 3)
TEMPLATES = ROOT / "templates" / "mail"
COLLEAGUE, OUTSIDER = "an@dordrecht.example", "jw@partner.example"
SETTINGS = Settings(
    organisation="Gemeente Dordrecht",
    network="Kennis- en Signaleringsnetwerk",
    roles={"coordinator": ("coordinator@dordrecht.example",)},
    phone="078 - 555 01 23",
)


class FixedClock:
    """A clock that stands still."""

    def __init__(self, moment: str = "2016-10-03 09:00") -> None:
        """Stop at `moment`, as the clock on the wall shows it."""
        self.moment = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))

    def now(self) -> datetime:
        """Return the moment at which it stands."""
        return self.moment


def composer(
    *own: Path,
    at: str = "2016-10-03 09:00",
    sender: str | None = None,
    documents: Mapping[str, MakeDocument] = NO_DOCUMENTS,
) -> Composer:
    """Make a composer with the shipped templates, and those of a workspace."""
    return Composer(
        [TEMPLATES, *own],
        SETTINGS,
        Words("nl"),
        sender or "Gemeente Dordrecht <netwerk@dordrecht.example>",
        clock=FixedClock(at),
        is_working=lambda day: day.isoweekday() < 6,
        schemas=shipped_schemas(),
        documents=documents,
    )


COMPOSER = composer()
REGISTER = register_of(
    trainings=[
        {
            "training_id": "T2016-03",
            "title": "Basistraining radicalisering",
            "status": "open",
            "held_on": date(2016, 10, 6),
            "starts_at": time(13),
            "ends_at": time(17),
            "location": "Stadskantoor, zaal 2.11",
        }
    ],
    participants=[
        {"training_id": "T2016-03", "name": "Een", "email": OUTSIDER, "status": "aangemeld"},
        {"training_id": "T2016-03", "name": "Twee", "email": "b@c.example", "status": "wachtlijst"},
    ],
)


def reminder(
    sentence: str = "De actie A-03 moest op 30 september klaar zijn.",
    headline: str = "Actie A-03: 3 dagen te laat",
    about: Record = REGISTER.participants[0],
) -> Reminder:
    """Make a reminder."""
    return Reminder(
        item=Item("action-due", "A-03", date(2016, 9, 30), "0 days", COLLEAGUE),
        sheet="actions",
        row=5,
        sentence=sentence,
        headline=headline,
        reason=Message("x"),
        on=MONDAY,
        about=about,
        family="programme",
    )


def finding(text: str, suggestion: str | None = None) -> Finding:
    """Make a finding with words of its own."""
    return Finding(
        workbook="programme",
        code="type",
        severity=Severity.ERROR,
        message=Message("", texts={"nl": text.replace("{", "{{").replace("}", "}}")}),
        suggestion=Message("", texts={"nl": suggestion}) if suggestion else None,
        sheet="actions",
        tab="Acties",
        row=7,
        column="Einddatum",
        cell="H7",
    )


def digest(
    *reminders: Reminder, findings: tuple[Finding, ...] = (), to: str = COLLEAGUE, key: str = "1"
) -> Mail:
    """Make a digest."""
    about = {
        **NO_FINDINGS,
        "reminders": reminders or (reminder(),),
        "findings": findings,
        "days": (0,) * len(findings),
        "today": MONDAY,
    }
    return Mail(("digest", key, to), to, "digest", about, MONDAY)


def edition(text: str = "Nieuws", **more: object) -> tuple[Record, tuple[Record, ...]]:
    """Make an edition with one item, in which every text is `text`."""
    register = register_of(
        editions=[
            {
                "edition_id": "N2016-10",
                "kind": "netwerk",
                "send_on": MONDAY,
                "subject": text,
                "introduction": text,
                "status": "goedgekeurd",
            }
        ],
        items=[
            {
                "edition_id": "N2016-10",
                "position": 1,
                "title": text,
                "body": text,
                "link": "https://dordrecht.example/a?b=1&c=2",
                "link_text": text,
                **more,
            }
        ],
    )
    return register.editions[0], tuple(register.items)


def newsletter(text: str = "Nieuws", to: str = OUTSIDER) -> Mail:
    """Make a newsletter in which every text is `text`."""
    record, items = edition(text)
    return Mail(
        ("newsletter", "N2016-10", to),
        to,
        "newsletter",
        {"edition": record, "items": items, "contact": None},
        MONDAY,
        newsletter=True,
    )


def training(text: str, template: str = "training_reminder") -> Mail:
    """Make a mail about a training, or about who takes part, in which every text is `text`."""
    register = register_of(
        organisations=[{"organisation_id": "ORG-01", "name": text}],
        trainings=[
            {
                "training_id": "T2016-03",
                "title": text,
                "held_on": MONDAY,
                "location": text,
                "trainer_organisation_id": "ORG-01",
            }
        ],
        participants=[
            {
                "training_id": "T2016-03",
                "name": text,
                "email": OUTSIDER,
                "organisation_id": "ORG-01",
                "status": "aangemeld",
            }
        ],
    )
    rows = register.trainings if template == "training_roster" else register.participants
    return alone(template, reminder(text, text, rows[0]))


def alone(template: str, one: Reminder) -> Mail:
    """Make a mail that is about one reminder."""
    about = {
        "reminder": one,
        "row": one.about,
        "reminders": (one,),
        **NO_FINDINGS,
        "today": MONDAY,
    }
    return Mail((template, "1"), OUTSIDER, template, about, MONDAY)


def every_mail(text: str) -> Mapping[str, Mail]:
    """Make one mail of each kind, with `text` in every place where text from a cell may stand."""
    one = reminder(text, text)
    return {
        "digest": digest(one, one, findings=(finding(text),)),
        "findings": digest(findings=(finding(text),)),
        "signal_digest": alone("signal_digest", one),
        "urgent": alone("urgent", one),
        "training_reminder": training(text),
        "training_thanks": training(text, "training_thanks"),
        "training_roster": training(text, "training_roster"),
        "newsletter": newsletter(text),
    }


def parsed(mail: Mail, by: Composer = COMPOSER) -> EmailMessage:
    """Render a mail and read it back as a mail program does."""
    message = message_from_bytes(by.render(mail).content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """Return one of the two alternatives, with plain line ends."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


class Elements(HTMLParser):
    """Collects what a mail program would see: elements, addresses and text."""

    def __init__(self, html: str) -> None:
        """Read `html`."""
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Remember text."""
        self.text += data


def in_folder(workspace: Path) -> dict[str, EmailMessage]:
    """Parse every .eml in a workspace's outbox: file name → mail."""
    return {
        path.name: message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((workspace / "outbox").rglob("*.eml"))
    }
