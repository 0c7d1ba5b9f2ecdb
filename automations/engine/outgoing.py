"""Whether mail may leave at all, and how hard to try: what stands between a run and the delivery.

Three things hold mail back beside a run's own holds: the service is not live yet, its store is an
older copy of itself, or the server cannot be reached and is given time.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from automations.engine import planning
from automations.engine.core.automation import Automation
from automations.engine.core.findings import Message
from automations.engine.core.foresight import NOTE, record
from automations.engine.core.pace import Pace
from automations.engine.core.windows import is_open
from automations.engine.delivery import Counts, counts, deliver
from automations.engine.losses import ROWS, Notes, accept_loss, note_loss
from automations.engine.mail_config import FOLDER
from automations.engine.own import approve_rules
from automations.engine.ports import Hold, HoldKind, Outbox, Transport
from automations.engine.runner import Keeping, RunResult, Shell, place_of
from automations.engine.runner import run as carry_out
from automations.engine.telling import tell
from automations.engine.words import Words
from automations.engine.workspace import Workspace

log = logging.getLogger("werkblad")

# Names of notes in the store.
LIVE, TROUBLE, DOUBTED, DELIVERED = "live", "trouble", "restored", "delivered"
AT_ONCE: tuple[HoldKind, ...] = ("rows", "many", "first-run", "own-rule", "not-live", "restored")
ONE_BY_ONE: tuple[HoldKind, ...] = ("folder", "late")
UNTIL_LIVE: tuple[HoldKind, ...] = ("not-live", "restored")
_WORKED = 5  # days on which mail could have left
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
BY_HAND = timedelta(minutes=15)  # a wrong password, tried every half minute, locks the account


class Desk(Outbox, Protocol):
    """The outbox, with what a person decides about it."""

    def list(self, states: Collection[Any] = ()) -> Sequence[Any]:
        """Return the mails in these states."""

    def approve(
        self,
        numbers: Collection[int] | None,
        now: datetime,
        kinds: Collection[HoldKind] | None = None,
    ) -> Sequence[int]:
        """Let held mails go; with `kinds` only those that are held for one of these reasons."""

    def take_back(self, transport: str, hold: Hold, now: datetime) -> Sequence[int]:
        """Hold mails that were handed to `transport` only and are still of use."""

    def doubt_waiting(self, now: datetime, reason: str) -> Sequence[int]:
        """Put in doubt all that was to be sent."""

    def hold_late(
        self, before: datetime, hold: Hold, now: datetime, kinds: Collection[HoldKind] = ()
    ) -> Sequence[int]:
        """Hold what might have left before a moment; see `Desk`."""

    def doubt_held(self, now: datetime, reason: str, kind: HoldKind, up_to: date) -> Sequence[int]:
        """Put in doubt what is held for a reason of this kind and was due by that day."""


class Behind(Protocol):
    """The store is older than what left."""

    @property
    def last(self) -> datetime:
        """Return when the last mail left, on the machine's clock."""


class Store(Keeping, Protocol):
    """What the service remembers, with what guards it."""

    @property
    def outbox(self) -> Desk:
        """Return the outbox."""

    @property
    def notes(self) -> Notes:
        """Return the notes."""

    def behind(self) -> Behind | None:
        """Say whether the store is older than what left."""

    def catch_up(self) -> None:
        """Take the store as it is: a person looked."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Why nothing at all may leave now: not live yet, or a store that was put back."""

    kind: HoldKind
    message: Message


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing could leave at the last attempt; times are the machine's."""

    message: Message
    since: datetime
    tries: int
    again: datetime  # the service does not try before
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class WentLive:
    """What going live did: mails that go now, and mails of the folder that a person decides on."""

    released: Sequence[int]
    from_folder: Sequence[Any]  # as the store gives them
    doubted: Sequence[int] = ()  # that may have left before the store was put back
    late: Sequence[int] = ()  # that were for days long gone, and wait for a decision about each


@dataclass(frozen=True, slots=True)
class Approved:
    """What an approval did."""

    changed: Sequence[int]
    alone: Mapping[HoldKind, int]  # left out, because each wants a decision of its own
    rows: bool  # whether lost rows were accepted
    rules: Sequence[str] = ()  # of the coordinator's own that need no look any more
    left: Sequence[int] = ()  # what waits for one of these rules still


@dataclass
class Outgoing:
    """One process's way out: its transport and its pace live as long as it does."""

    workspace: Workspace
    transport: Transport
    machine: Callable[[], datetime] = lambda: datetime.now(UTC)
    pace: Pace = field(init=False)
    _delivered: str = field(init=False, default="")  # the last day on which it did, as it is noted

    def __post_init__(self) -> None:
        """Begin to count what leaves."""
        mail = self.workspace.config.mail
        self.pace = Pace(mail.per_minute, mail.per_domain)

    def keep_pace(self, before: Outgoing) -> None:
        """Go on counting where another one stops; the limits are our own."""
        mail = self.workspace.config.mail
        self.pace = replace(before.pace, per_minute=mail.per_minute, per_domain=mail.per_domain)

    def closed(self, store: Store | None) -> Closed | None:
        """Say why nothing may leave, where that is so; `store` is None where there is none yet."""
        if store is not None and (behind := store.behind()):
            last = behind.last.astimezone(self.workspace.config.zone)
            return Closed("restored", Message("guards.restored", {"last": last}))
        if self.transport.name != FOLDER and not (store and store.notes.get(LIVE)):
            via = self.workspace.config.mail.via
            return Closed("not-live", Message("guards.not-live", {"via": via}))
        return None

    def gate(self, store: Store, now: datetime) -> Closed | None:
        """Say why nothing may leave; in a store that was put back, doubt what it would send.

        That is done once: what a person then decides about a mail stands.
        """
        closed = self.closed(store)
        if closed and closed.kind == "restored" and not store.notes.get(DOUBTED):
            store.outbox.doubt_waiting(now, self._words("guards.restored-doubt"))
            store.notes.put(DOUBTED, now.isoformat())
        return closed

    def run(
        self,
        store: Store,
        shell: Shell,
        now: datetime,
        chosen: Sequence[Automation],
        *,
        first_runs: bool = True,
    ) -> RunResult:
        """Run automations: their mails wait in the outbox, or are held in it."""
        closed = self.gate(store, now)
        hold = Hold(closed.kind, self._words.message(closed.message)) if closed else None
        result = carry_out(
            self.workspace, shell, store, now, chosen, closed=hold, first_runs=first_runs
        )
        note_loss(store, result)
        if result.holds and closed is None and self.transport.name != FOLDER:
            tell(self.workspace, store.outbox, shell, result, now)
        self._look_ahead(store, shell, now)
        return result

    def _look_ahead(self, store: Store, shell: Shell, now: datetime) -> None:
        """Leave behind what is planned now, for `plan --diff`; a run does not fail of it."""
        try:
            ahead = planning.plan(self.workspace, shell, store, now, planning.AHEAD)
            store.notes.put(NOTE, record(ahead.foreseen, now, ahead.end))
        except Exception as error:  # noqa: BLE001 - what was to be done is done already
            log.error("the plan was not kept: %s", place_of(error))  # noqa: TRY400 - no cell's text

    def deliver(
        self, store: Store, now: Callable[[], datetime], should_stop: Callable[[], bool]
    ) -> Counts:
        """Hand over what may leave at this hour of this day, as far as the limits leave room."""
        if self.gate(store, now()):
            return counts(store.outbox)
        self._after_a_pause(store, now())
        found = deliver(
            store.outbox,
            self.transport,
            now,
            holder(),
            should_stop,
            is_open=self._may_leave,
            pace=self.pace,
            machine=self.machine,
        )
        self._remember(store, found)
        return found

    def _after_a_pause(self, store: Store, now: datetime) -> None:
        """After days on which nothing was delivered, keep what was for the days before them.

        While a server is away deliveries are tried, and what waits for it is no older for that.
        """
        today = now.date().isoformat()
        if self._delivered == today:
            return
        last, before = store.notes.get(DELIVERED), self._late_before(now)
        if last and date.fromisoformat(last) < before.date():
            store.outbox.hold_late(before, self._late, now)
        store.notes.put(DELIVERED, today)
        self._delivered = today

    def _late_before(self, now: datetime) -> datetime:
        """Return the midnight before which a mail was for a day that is too long ago.

        As with reminders a week may pass; over a Christmas holiday five working days take longer.
        """
        days, today = self.workspace.settings.catch_up_days, now.date()
        worked = self.workspace.calendar.add_working_days(today, -_WORKED)
        day = min(today - timedelta(days=days), worked)
        return datetime(day.year, day.month, day.day, tzinfo=self.workspace.config.zone)

    @property
    def _late(self) -> Hold:
        return Hold("late", self._words("guards.late"))

    def deliver_all(
        self,
        store: Store,
        now: Callable[[], datetime],
        stop: threading.Event,
        waits: Callable[[], None],
    ) -> Counts:
        """Deliver until nothing waits for a limit; `waits` is called before each wait for room."""
        sent = 0
        while True:
            found = self.deliver(store, now, stop.is_set)
            sent += found.sent
            if not found.pause or found.trouble or stop.is_set():
                return replace(found, sent=sent)
            waits()
            stop.wait(found.pause)

    def deliver_in_time(
        self, store: Store, now: Callable[[], datetime], should_stop: Callable[[], bool]
    ) -> Counts | None:
        """Deliver, unless a server that was in trouble is to be left alone for now."""
        trouble = trouble_of(store)
        if trouble and self.machine() < trouble.again:
            return None
        return self.deliver(store, now, should_stop)

    def go_live(self, store: Store, now: datetime) -> WentLive | None:
        """Let mail leave from now on; None when there is nothing to go live to.

        What a folder took was never delivered: it is held for a decision about each. The order is
        such that whatever breaks it off, doing it again does the rest.
        """
        behind = store.behind()
        in_folder = self.transport.name == FOLDER
        if in_folder and not behind:
            return None
        store.outbox.claim(holder(), now, 0)  # claims nothing; what is past its use expires
        doubted = self._doubt_made_anew(store, behind, now) if behind else ()
        late = store.outbox.hold_late(self._late_before(now), self._late, now, UNTIL_LIVE)
        released = store.outbox.approve(None, now, UNTIL_LIVE)
        taken: Sequence[int] = ()
        if not in_folder:
            hold = Hold("folder", self._words("guards.folder"))
            taken = store.outbox.take_back(FOLDER, hold, now)
            store.notes.put(LIVE, now.isoformat())
        store.notes.put(DOUBTED, "")
        if behind:
            store.catch_up()
        mine = set(taken)
        from_folder = [one for one in store.outbox.list(["held"]) if one.id in mine]
        return WentLive(released, from_folder, doubted, late)

    def _doubt_made_anew(self, store: Store, behind: Behind, now: datetime) -> Sequence[int]:
        """Put in doubt what runs made again for days on which the lost memory had sent already.

        Mails of later days cannot have left yet.
        """
        last = behind.last.astimezone(self.workspace.config.zone).date()
        why = self._words("guards.restored-doubt")
        kinds: tuple[HoldKind, ...] = ("restored", "own-rule")  # that may have been approved since
        return [one for kind in kinds for one in store.outbox.doubt_held(now, why, kind, last)]

    @property
    def _words(self) -> Words:
        return self.workspace.words

    def _may_leave(self, moment: datetime) -> bool:
        settings = self.workspace.settings
        return is_open(
            moment,
            window=settings.window,
            zone=settings.timezone,
            is_working=self.workspace.calendar.is_working,
        )

    def _remember(self, store: Store, found: Counts) -> None:
        """Keep what a delivery showed: trouble or its end, and that a folder took the mail."""
        before = trouble_of(store)
        if found.trouble:
            _note(store, self._next(before, found, found.trouble))
        elif before and (found.reached or not (found.waiting or found.retry)):
            store.notes.put(TROUBLE, "")
        if found.sent and self.transport.name == FOLDER and store.notes.get(LIVE):
            store.notes.put(LIVE, "")  # what a trial in between put in a folder reached nobody

    def _next(self, before: Trouble | None, found: Counts, message: Message) -> Trouble:
        tries = before.tries + 1 if before else 1
        wait = BACK_OFF[min(tries, len(BACK_OFF)) - 1]
        if found.by_hand:
            wait = max(wait, BY_HAND)
        now = self.machine()
        values = {name: self._words.value(value) for name, value in message.values.items()}
        return Trouble(
            replace(message, values=values),
            before.since if before else now,
            tries,
            now + wait,
            found.by_hand,
        )


def approve(store: Store, numbers: Collection[int], now: datetime) -> Approved:
    """Approve held mails, all of them when no numbers are given, and the rows that a tab lost.

    Those that only lay in a folder are left out unless they are named. Lost rows are accepted with
    any mail that was held for them, and by approving everything, also when no mail was due. A rule
    of the coordinator's own is approved with any of its mails: what it says next needs no look.
    """
    held = store.outbox.list(["held"])
    named = set(numbers)
    pending = store.notes.get(ROWS)
    about_rows = not named or any(one.id in named and one.hold == "rows" for one in held)
    changed = store.outbox.approve(numbers or None, now, None if named else AT_ONCE)
    rules, left = approve_rules(store, held, changed, now)
    if pending and about_rows:
        accept_loss(store, pending)
    left_out = Counter() if named else Counter(one.hold for one in held)
    alone = {kind: left_out[kind] for kind in ONE_BY_ONE}
    return Approved(changed, alone, bool(pending and about_rows), rules, left)


def trouble_of(store: Store) -> Trouble | None:
    """Return why nothing can leave at present, as far as the last attempt showed."""
    text = store.notes.get(TROUBLE)
    if not text:
        return None
    kept: Mapping[str, Any] = json.loads(text)
    return Trouble(
        Message(kept["entry"], kept["values"], kept["texts"], kept["count"]),
        datetime.fromisoformat(kept["since"]),
        kept["tries"],
        datetime.fromisoformat(kept["again"]),
        kept["by_hand"],
    )


def _note(store: Store, trouble: Trouble) -> None:
    kept = {
        "entry": trouble.message.id,
        "values": trouble.message.values,
        "texts": trouble.message.texts,
        "count": trouble.message.count,
        "since": trouble.since.isoformat(),
        "tries": trouble.tries,
        "again": trouble.again.isoformat(),
        "by_hand": trouble.by_hand,
    }
    store.notes.put(TROUBLE, json.dumps(kept, ensure_ascii=False))


def holder() -> str:
    """Name this process among all that may work on one store."""
    return f"{socket.gethostname()}:{os.getpid()}"
