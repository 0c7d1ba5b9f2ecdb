"""What automations ask for, as plain data; carrying it out is somebody else's job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from automations.engine.core.findings import Finding, Message
from automations.engine.core.register import Record


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """The identity of one thing that is said to one person, once, ever.

    `offset` is the rule's own notation (`-3 days`); `anchor` is None for what hangs on no date.
    """

    rule: str
    key: str
    anchor: date | None
    offset: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """One sentence for one recipient about one row; the digest joins them into mails."""

    item: Item
    sheet: str
    row: int
    sentence: str  # plain text
    headline: str  # a few words for the subject, plain text
    reason: Message
    on: date  # the day on which it is due, inside the window
    about: Record
    family: str
    urgent: bool = False
    template: str | None = None  # a mail of its own
    reply_to: str | None = None
    expires: date | None = None  # after this day it is of no use
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding that its owner should hear about."""

    item: Item
    finding: Finding
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one recipient.

    `key` names the mail: the same key always gives the same Message-ID. `template` names the files
    `templates/mail/NAME.{subject,txt,mjml}.j2`; `about` is what they may use. `items` are recorded
    with the mail in one transaction, and none of them goes out a second time.
    """

    key: tuple[str, ...]
    to: str
    template: str
    about: Mapping[str, object]
    on: date
    automation: str = ""
    items: tuple[Item, ...] = ()
    reasons: tuple[tuple[str, int, Message], ...] = ()  # sheet, row and reason of each item
    reply_to: str | None = None
    urgent: bool = False
    expires: date | None = None
    sensitive: bool = False
    newsletter: bool = False  # carries List-Unsubscribe


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that almost qualified, and why it did not."""

    on: date
    rule: str
    sheet: str
    row: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Noticed:
    """A condition without a date of its own began to hold (`since`), or lapsed (None)."""

    rule: str
    key: str
    since: date | None


Intent = Reminder | Alert | Mail | Skipped | Noticed


@dataclass(frozen=True)
class History:
    """What the service remembers of its own doings; never changed in place."""

    items: frozenset[Item] = frozenset()
    noticed: Mapping[tuple[str, str], date] = field(default_factory=lambda: MappingProxyType({}))
    digests: frozenset[tuple[str, str, date]] = frozenset()  # recipient, template and day
