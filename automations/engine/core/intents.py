"""What automations ask for, as plain data; carrying it out is somebody else's job."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

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
    page: str = ""  # the same in Markdown, with its paragraphs, where the rule says it in Markdown
    urgent: bool = False
    template: str | None = None  # a mail of its own
    attach: str | None = None  # the document that goes with it, by its kind
    # What its rule means, while the coordinator has not seen that rule of her own at work yet.
    unseen: str = ""
    reply_to: str | None = None
    expires: date | None = None  # after this day it is of no use
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding that its owner should hear about: a new one, or one that is open for some days.

    What `rides` was said already, and is only counted in a mail that goes anyway.
    """

    item: Item
    finding: Finding
    sensitive: bool = False
    days: int = 0
    rides: bool = False


@dataclass(frozen=True, slots=True)
class Mended:
    """A finding that somebody heard of is gone: thanks, in the next mail that they get anyway."""

    item: Item
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that goes with a mail: its kind, and the row or whatever else it is made from."""

    kind: str
    about: Mapping[str, object]
    optional: bool = False  # left out where the mail would get too large with it


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
    attachments: tuple[Attachment, ...] = ()
    unseen: str = ""  # waits for a person, alone, for what its rule means is new
    frozen: bool = False  # a person approved its very bytes: those leave, and no others
    first: bool = False  # to somebody outside who never got one: says what is kept about them


@dataclass(frozen=True, slots=True)
class Document:
    """A file to write among the reports; `kind` says what it is made from, as for an attachment.

    `key` names it; a mail whose own key begins with it only goes once the file is there. `name` is
    its file's. A later one of that name replaces it.
    """

    key: tuple[str, ...]
    kind: str
    name: str
    about: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of every workbook and of the store, and for how many days each kind is kept."""

    on: date
    workbook_days: int
    sensitive_days: int  # of workbooks with a sensitive sheet, which are copied encrypted only
    store_days: int


@dataclass(frozen=True, slots=True)
class Freeze:
    """An edition of the newsletter is approved: these mails, made now, leave on its day.

    `fingerprint` names what it says, so that a later change shows; `people` are the contacts who
    stand in a document that goes along; `archive` is the edition as everybody may see it. An
    earlier approval of the edition is replaced.
    """

    edition: str
    kind: str
    by: str  # sheet or command
    on: date  # on which it was approved
    day: date  # on which it leaves
    fingerprint: str
    subject: str
    mails: tuple[Mail, ...]
    archive: Mail
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Thaw:
    """An approval is over: the edition left, was withdrawn, or came too late."""

    edition: str
    left: bool  # to anybody at all


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


Intent = Reminder | Alert | Mended | Mail | Document | Snapshot | Freeze | Thaw | Skipped | Noticed


@dataclass(frozen=True, slots=True)
class Frozen:
    """An approved edition as it is remembered; its mails are kept with it, byte for byte."""

    edition: str
    kind: str
    by: str  # sheet or command
    on: date  # on which it was approved
    day: date  # on which it leaves
    fingerprint: str
    subject: str
    # To whom it goes, each with the name of what is remembered of a document that goes along.
    addresses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    people: frozenset[str] = frozenset()
    at_once: bool = False  # a person said: today, whatever the sheet says


@dataclass(frozen=True, slots=True)
class Unseen:
    """A mail that waits because its rule is new: what it tells, and how it counts for the cap."""

    rule: str
    meaning: str
    items: frozenset[Item]
    capped: tuple[str, str, date]


@dataclass(frozen=True)
class History:
    """What the service remembers of its own doings; never changed in place."""

    items: frozenset[Item] = frozenset()
    noticed: Mapping[tuple[str, str], date] = field(default_factory=lambda: MappingProxyType({}))
    digests: frozenset[tuple[str, str, date]] = frozenset()  # recipient, template and day
    # The mails that count for the monthly cap: recipient, name and day.
    capped: frozenset[tuple[str, str, date]] = frozenset()
    # Who was written to, in lower case, and through what it left: empty where it is on its way.
    written: frozenset[tuple[str, str]] = frozenset()
    approved: frozenset[tuple[str, str]] = frozenset()  # rules by name, and what they mean
    unseen: tuple[Unseen, ...] = ()  # what waits because its rule is new
    # Approved editions of the newsletter, by their code.
    editions: Mapping[str, Frozen] = field(default_factory=lambda: MappingProxyType({}))
    reports: tuple[Mapping[str, Any], ...] = ()  # what approved reports say, as data

    def without(self, gone: Collection[Unseen]) -> History:
        """Return the history as it would be without mails that never left."""
        items = frozenset[Item]().union(*(one.items for one in gone))
        capped = frozenset(one.capped for one in gone)
        unseen = tuple(one for one in self.unseen if one not in gone)
        return replace(self, items=self.items - items, capped=self.capped - capped, unseen=unseen)
