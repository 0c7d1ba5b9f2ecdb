"""The few things that the core needs from outside, as small protocols; adapters fill them in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from automations.engine.core.findings import Message
from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.core.intents import Mail


class WorkbookSource(Protocol):
    """Where a workbook comes from: a file today, a Google or SharePoint link later."""

    def read(self, name: str, location: str) -> Workbook | Unreadable:
        """Take the workbook `name` as it stands now at `location`; never raises for bad content."""


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """Return this moment, in the configured zone."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A mail as the bytes that will leave, made before it is queued."""

    mail: Mail
    message_id: str  # with its angle brackets
    subject: str
    content: bytes
    not_before: datetime  # the start of the window in which it may leave, in UTC


class Made(Protocol):
    """A document that was made."""

    @property
    def content(self) -> bytes:
        """Return the bytes of its file."""


class Renderer(Protocol):
    """Turns a mail into finished bytes."""

    def render(self, mail: Mail) -> Finished:
        """Render `mail`; the same mail gives the same bytes at the same moment of the clock."""

    def subject(self, mail: Mail) -> str:
        """Return only the subject of `mail`."""

    def page(self, mail: Mail) -> tuple[str, str]:
        """Return what `mail` says, as HTML and as text, without anything about a receiver."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process has claimed for hand-over."""

    id: int
    message_id: str
    to: str
    content: bytes
    on: datetime  # when it was queued, in UTC
    attempts: int = 0  # the hand-overs that were begun before this one
    holder: str = ""  # who claimed it
    tried_since: datetime | None = None  # the first attempt, on the machine's clock


Fault = Literal["address", "content"]  # what a refusal is about: the receiver, or this one message


@dataclass(frozen=True, slots=True)
class Ended:
    """How a hand-over ended: `sent`, `retry` after `wait`, `refused`, or `in-doubt`."""

    message: Claimed
    state: str
    at: datetime
    reason: str | None = None  # the other side's words, or ours
    code: int | None = None  # its reply code
    wait: timedelta | None = None
    fault: Fault | None = None  # of a refusal; None when it was given up after days of trying
    transport: str | None = None  # of a refusal before the hand-over was recorded


class TransportError(Exception):
    """One message was not taken. `permanent` decides: stop, or try again later."""

    def __init__(
        self, message: str, *, permanent: bool, code: int | None = None, fault: Fault = "address"
    ) -> None:
        """Say what went wrong, in the words of the other side, its reply code and whose fault."""
        super().__init__(message)
        self.permanent = permanent
        self.code = code
        self.fault = fault


class InDoubtError(Exception):
    """The bytes of a message went, and no answer came: nobody knows whether it was taken."""


class UnavailableError(Exception):
    """Nothing can be handed over now, and no message is to blame.

    `message` says why and what to do. `by_hand` says that time alone does not mend it, as with a
    password that is wrong: then trying again soon would only do harm.
    """

    def __init__(self, message: Message, *, by_hand: bool = False) -> None:
        """Carry the message."""
        super().__init__(message.id)
        self.message = message
        self.by_hand = by_hand


class Session(Protocol):
    """One way out, such as a connection; used by one thread. It opens at the first offer."""

    def offer(self, message: Claimed) -> None:
        """Go as far as can be taken back: connect where needed, and name sender and receiver.

        Raises TransportError when this message is not wanted, UnavailableError when none can go.
        """

    def hand_over(self, message: Claimed) -> None:
        """Send the bytes of the message that was offered.

        Raises TransportError when it surely was not taken, InDoubtError when nobody can tell.
        """

    def withdraw(self) -> None:
        """Take the last offer back; never raises."""

    def close(self) -> None:
        """Say goodbye; never raises."""


class Transport(Protocol):
    """Takes finished bytes to where they go."""

    @property
    def name(self) -> str:
        """Return the transport's name: `folder`, `smtp`."""

    @property
    def repeatable(self) -> bool:
        """Say whether a second hand-over of the same message does no harm, as in a folder."""

    @property
    def lanes(self) -> int:
        """Return how many sessions at a time do good."""

    def session(self) -> Session:
        """Return a new session, not yet open."""


HoldKind = Literal[
    "many", "rows", "first-run", "own-rule", "not-live", "restored", "folder", "late"
]


@dataclass(frozen=True, slots=True)
class Hold:
    """Why mails wait for a person: the kind, for the program, and the reason, for people."""

    kind: HoldKind
    reason: str


class Outbox(Protocol):
    """The queue of finished mails; the one place that knows what was sent.

    `now` is the service's clock in the configured zone: an expiry is a local day. Leases and the
    waits between attempts run on the machine's own clock: they are about processes and servers.
    Several threads may use one outbox.
    """

    def queue(self, mails: Sequence[Finished], now: datetime, *, hold: Hold | None = None) -> int:
        """Record mails with their items, each in one transaction, and return how many were new.

        A mail whose key, or any of whose items, is recorded already is left out whole. With `hold`
        the mails wait for a person's approval, for that reason.
        """

    def withdraw(
        self, rules: Collection[tuple[str, str]], now: datetime, reason: str
    ) -> Sequence[int]:
        """Cancel what is held for these rules, each with what it meant, and forget its items.

        It never left: the rule as it is now may say the same anew.
        """

    def claim(
        self,
        holder: str,
        now: datetime,
        limit: int = 50,
        *,
        redo: str | None = None,
        is_open: bool = True,
    ) -> Sequence[Claimed]:
        """Claim messages that may leave now; each can be claimed once until its lease ends.

        A message whose holder died inside a hand-over becomes `in-doubt`, unless the hand-over was
        to the transport `redo`, where a second one does no harm. While the window is not open only
        urgent messages are claimed.
        """

    def handing_over(
        self, message: Claimed, now: datetime, transport: str, ended: Ended | None = None
    ) -> bool:
        """Record, just before the bytes go, that they go; False when the claim was lost.

        `ended` is how the one before went, recorded in the same commit. Several threads that ask
        at the same moment may share one commit.
        """

    def settle(self, ended: Ended) -> None:
        """Record how a hand-over ended, or how it was refused before it began."""

    def postpone(self, messages: Sequence[Claimed], now: datetime, wait: timedelta) -> None:
        """Give claimed messages back, to be claimed again after `wait`; no attempt is counted."""

    def release(self, holder: str, now: datetime) -> None:
        """Give back what the holder claimed and did not begin."""

    def counts(self) -> Mapping[str, int]:
        """Count the messages by state; a state without messages counts 0."""


RunStatus = Literal["done", "failed", "held"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one automation."""

    automation: str
    started: datetime
    finished: datetime
    status: RunStatus
    messages: int = 0
    skipped: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which a job is due, claimed by one process."""

    id: int
    job: str
    due: datetime
    attempts: int  # this one included
    holder: str


TOO_LONG = "took too long"  # how a slot ended whose time was up


@dataclass(frozen=True, slots=True)
class SlotLook:
    """How a job's last slot stands, for people to look at; `until` runs on the machine's clock."""

    job: str
    due: datetime
    state: str  # running, done, failed
    attempts: int
    started: datetime
    finished: datetime | None
    error: str | None
    until: datetime | None  # a lease, or when a slot that failed may be tried again


class SlotLedger(Protocol):
    """Which slots of which job were run; what decides when two processes want the same one.

    Leases run on the machine's own clock, as in the outbox.
    """

    def last(self, job: str, now: datetime) -> datetime:
        """Return the job's last slot up to now, or when it was first seen: never the past."""

    def claim(self, job: str, due: datetime, holder: str, now: datetime) -> Slot | None:
        """Claim a slot that nobody claimed, while no other slot of the job is running."""

    def take_over(self, job: str, holder: str, now: datetime, attempts: int) -> Slot | None:
        """Claim the job's last slot again: it failed and its wait is over, or its holder died.

        Not after that many `attempts`, and never a slot that is done.
        """

    def renew(self, slot: Slot) -> None:
        """Begin the slot's lease anew: its holder lives, or what it gave up has not ended yet."""

    def finish(
        self,
        slot: Slot,
        now: datetime,
        error: str | None = None,
        wait: timedelta = timedelta(0),
    ) -> None:
        """Record that the slot is done, or why it failed; it is not tried again before `wait`."""

    def give_up(self, slot: Slot, now: datetime) -> None:
        """Record that the slot took too long. While its lease is renewed the job has no other."""

    def latest(self) -> Mapping[str, SlotLook]:
        """Return each job's last slot, by the job's name."""

    def beat(self) -> None:
        """Record that the service ticks."""


@dataclass(frozen=True, slots=True)
class Found:
    """A mail that lies in the service's own mailbox: in which folder, and since when."""

    folder: str
    at: datetime  # when the server put it there, with its zone


class Mailbox(Protocol):
    """The service's own mailbox, to look in only."""

    def folders(self) -> Sequence[str]:
        """Return the folders that are looked in; raises UnavailableError."""

    def find(self, message_ids: Sequence[str]) -> Mapping[str, Found | None]:
        """Look for mails by their Message-ID, angle brackets included; None where there is none.

        Raises UnavailableError.
        """
