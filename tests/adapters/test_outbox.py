"""The outbox as a contract: what any database that keeps it must do, and delivery on top of it.

`stores` opens the same store again and again, as several processes would; another database needs
another `stores`, and the tests stay as they are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from automations.engine.core.findings import Message
from automations.engine.core.intents import Item, Mail
from automations.engine.delivery import Counts, deliver, wait_after
from automations.engine.ports import Claimed, Ended, Finished, Hold, TransportError
from automations.engine.store.outbox import LEASE
from automations.engine.store.store import Store
from tests.clocks import Machine
from tests.transports import Direct

DORDRECHT = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2016, 10, 3, 9, tzinfo=DORDRECHT)
TODAY = NOW.date()
DAY = timedelta(days=1)


@dataclass
class Recorder(Direct):
    """A transport that keeps what it was handed, and does what a test says before that."""

    name: str = "recorder"
    repeatable: bool = False
    before: Callable[[Claimed], None] = lambda _: None
    handed: list[str] = field(default_factory=list)

    def hand_over(self, message: Claimed) -> None:
        """Keep the message's address."""
        self.before(message)
        self.handed.append(message.to)


@pytest.fixture
def store(stores: Callable[[], Store]) -> Store:
    """Open a new store."""
    return stores()


def item(key: str, to: str = "a@city.example", anchor: date | None = TODAY) -> Item:
    """Make the identity of a reminder about one action."""
    return Item("action-due", key, anchor, "-14 days", to)


def mail(to: str, *items: Item, urgent: bool = False, expires: date | None = None) -> Finished:
    """Finish a digest that may leave at once."""
    reasons = tuple(("actions", 5, Message("rules.due", {"on": TODAY})) for _ in items)
    intent = Mail(
        key=("digest", to, "2016-10-03"),
        to=to,
        template="digest",
        about={},
        on=TODAY,
        automation="reminders",
        items=items,
        reasons=reasons,
        urgent=urgent,
        expires=expires,
    )
    return Finished(intent, f"<{to}>", f"Actie voor {to}", b"To: " + to.encode(), NOW)


def states(store: Store) -> dict[str, str]:
    """Return the state of each mail by its address."""
    return {message.to: message.state for message in store.outbox.list()}


def claim(store: Store, holder: str = "one", now: datetime = NOW, **more: int | str) -> list[str]:
    """Claim, and return the addresses."""
    limit, redo = cast("int", more.get("limit", 50)), cast("str | None", more.get("redo"))
    return [message.to for message in store.outbox.claim(holder, now, limit, redo=redo)]


def begun(store: Store, to: str = "a", transport: str = "smtp") -> Claimed:
    """Queue a mail, claim it and begin its hand-over, as a process that is killed just then."""
    store.outbox.queue([mail(to)], NOW)
    (message,) = store.outbox.claim("dead", NOW)
    assert store.outbox.handing_over(message, NOW, transport)
    return message


def number(store: Store, to: str = "a") -> int:
    """Return the number of the mail to an address."""
    return next(message.id for message in store.outbox.list() if message.to == to)


# Queueing


def test_a_mail_is_kept_with_its_bytes_its_items_and_their_reasons(store: Store) -> None:
    """Who gets what, when, by which rule, from which row: all of it can be shown."""
    assert store.outbox.queue([mail("a", item("A-01"), item("A-02", anchor=None))], NOW) == 1
    shown = store.outbox.show(number(store))
    assert shown is not None
    assert shown.content == b"To: a"
    assert (shown.message.key, shown.message.message_id) == (("digest", "a", "2016-10-03"), "<a>")
    assert (shown.message.state, shown.message.on, shown.message.changed) == ("waiting", TODAY, NOW)
    assert [part.item for part in shown.items] == [item("A-01"), item("A-02", anchor=None)]
    assert {(part.sheet, part.row) for part in shown.items} == {("actions", 5)}
    assert shown.items[0].reason == Message("rules.due", {"on": TODAY})


def test_a_mail_that_is_not_there_cannot_be_shown(store: Store) -> None:
    """A number that was never given shows nothing."""
    assert store.outbox.show(1) is None


def test_a_mail_is_queued_once(store: Store) -> None:
    """The second run on one day makes no second mail, nor do two of one key in one run."""
    assert store.outbox.queue([mail("a", item("A-01")), mail("a", item("A-01"))], NOW) == 1
    assert store.outbox.queue([mail("a", item("A-01"))], NOW) == 0
    assert states(store) == {"a": "waiting"}


def test_a_mail_with_an_item_that_went_out_before_is_left_out_whole(store: Store) -> None:
    """Its other items are not recorded either: they can go out another time, and do."""
    store.outbox.queue([mail("a", item("A-01"))], NOW)
    assert store.outbox.queue([mail("b", item("A-01"), item("A-02")), mail("c")], NOW) == 1
    assert states(store) == {"a": "waiting", "c": "waiting"}
    assert store.history().items == {item("A-01")}
    assert store.outbox.queue([mail("b", item("A-02"))], NOW) == 1


def test_a_mail_that_is_left_out_takes_no_other_one_along(store: Store) -> None:
    """In one batch: b shares an item with a and is left out, so c may still say what b would."""
    mails = [
        mail("a", item("A-01")),
        mail("b", item("A-01"), item("A-02")),
        mail("c", item("A-02")),
    ]
    assert store.outbox.queue(mails, NOW) == 2
    assert states(store) == {"a": "waiting", "c": "waiting"}


def test_an_item_without_a_date_goes_out_once_too(store: Store) -> None:
    """No date equals no date, which a database does not say of NULL by itself."""
    store.outbox.queue([mail("a", item("A-01", anchor=None))], NOW)
    assert store.outbox.queue([mail("b", item("A-01", anchor=None))], NOW) == 0
    assert store.outbox.queue([mail("c", item("A-01", anchor=TODAY))], NOW) == 1


def test_a_mail_that_names_an_item_twice_goes_out_with_it_once(store: Store) -> None:
    """It is not mistaken for one that went out before."""
    assert store.outbox.queue([mail("a", item("A-01"), item("A-01"))], NOW) == 1
    assert store.history().items == {item("A-01")}


def test_a_mail_without_reasons_is_kept_without_them(store: Store) -> None:
    """An automation with mails of its own need not give any."""
    finished = mail("a", item("A-01"))
    store.outbox.queue([replace(finished, mail=replace(finished.mail, reasons=()))], NOW)
    shown = store.outbox.show(number(store))
    assert shown is not None
    assert [(part.sheet, part.row, part.reason) for part in shown.items] == [(None, None, None)]


def test_two_mails_with_one_message_id_are_an_error_and_not_one_mail(store: Store) -> None:
    """Leaving the second one out would lose it in silence."""
    with pytest.raises(Exception, match="message_id"):
        store.outbox.queue([mail("a"), replace(mail("b"), message_id="<a>")], NOW)
    assert states(store) == {}


def test_the_history_knows_the_items_and_the_digests(store: Store) -> None:
    """Of every mail, whatever became of it; what goes alone is no digest."""
    own, signal, urgent = (
        replace(one, mail=replace(one.mail, template=template, urgent=urgent))
        for one, template, urgent in (
            (mail("b", item("A-02")), "training_roster", False),
            (mail("c", item("S-01")), "signal_digest", False),
            (mail("d", item("S-02")), "signal_digest", True),
        )
    )
    store.outbox.queue([mail("a", item("A-01")), own, signal, urgent], NOW)
    store.outbox.cancel([number(store)], NOW)
    history = store.history()
    assert history.items == {item("A-01"), item("A-02"), item("S-01"), item("S-02")}
    assert history.digests == {("a", "digest", TODAY), ("c", "signal_digest", TODAY)}


def test_the_history_knows_what_counts_for_the_month_and_the_one_before(store: Store) -> None:
    """Not what is urgent, what a person approved, what was cancelled, or what is longer ago."""
    changes: dict[str, dict[str, object]] = {
        "now": {},
        "own": {"template": "training_roster"},
        "urgent": {"urgent": True},
        "newsletter": {"template": "newsletter"},
        "last": {"on": date(2016, 9, 1)},
        "before": {"on": date(2016, 8, 31)},
        "cancelled": {},
    }
    queued = [
        replace(one, mail=replace(one.mail, **change))  # type: ignore[arg-type]
        for one, change in ((mail(to), change) for to, change in changes.items())
    ]
    store.outbox.queue(queued, NOW)
    store.outbox.cancel([number(store, "cancelled")], NOW)
    counted = {(to, on) for to, _, on in store.history().capped}
    assert counted == {("now", TODAY), ("own", TODAY), ("last", date(2016, 9, 1))}


def test_five_thousand_mails_are_queued_in_few_commits(store: Store) -> None:
    """One mail in the middle that went out before costs its neighbours nothing."""
    store.outbox.queue([mail("before", item("A-2500"))], NOW)
    mails = [mail(f"p{n:04}", item(f"A-{n}"), item(f"B-{n}")) for n in range(5000)]
    assert store.outbox.queue(mails, NOW) == 4999
    assert len(store.history().items) == 1 + 2 * 4999
    queued = [message.to for message in store.outbox.list()][1:]
    assert queued == [f"p{n:04}" for n in range(5000) if n != 2500]


# Claiming


def test_a_message_is_claimed_once(stores: Callable[[], Store]) -> None:
    """Two processes share the work and never take the same message."""
    one, two = stores(), stores()
    one.outbox.queue([mail(to) for to in "abcde"], NOW)
    assert claim(one, "one", limit=2) == ["a", "b"]
    assert claim(two, "two") == ["c", "d", "e"]
    assert claim(one, "one") == []


def test_urgent_ones_go_first_then_those_that_may_leave_first(store: Store) -> None:
    """In the order in which they were queued where that makes no difference."""
    early = replace(mail("early"), not_before=NOW - DAY)
    store.outbox.queue([mail("a"), mail("b"), early, mail("urgent", urgent=True)], NOW)
    assert claim(store) == ["urgent", "early", "a", "b"]


def test_a_message_waits_for_its_window(store: Store) -> None:
    """What falls outside the window leaves when the next one begins, not earlier."""
    store.outbox.queue([replace(mail("a"), not_before=NOW + timedelta(hours=1))], NOW)
    assert claim(store, now=NOW + timedelta(minutes=59)) == []
    assert claim(store, now=NOW + timedelta(minutes=60)) == ["a"]


@pytest.mark.parametrize("hold", [None, Hold("many", "te veel")])
def test_a_message_whose_use_has_passed_expires(store: Store, hold: Hold | None) -> None:
    """On its last day it may still leave; the day after it does not, held or not."""
    store.outbox.queue([mail("a", expires=TODAY), mail("b", expires=TODAY - DAY)], NOW, hold=hold)
    assert claim(store) == ([] if hold else ["a"])
    assert states(store) == {"a": "held" if hold else "claimed", "b": "expired"}


def test_a_day_ends_at_midnight_in_dordrecht(store: Store) -> None:
    """At 23:30 local it is still the last day, while in UTC the evening is younger."""
    store.outbox.queue([mail("a", expires=TODAY)], NOW)
    assert claim(store, now=datetime(2016, 10, 4, 0, 30, tzinfo=DORDRECHT)) == []
    assert states(store) == {"a": "expired"}


def test_a_held_message_waits_for_a_person(store: Store) -> None:
    """It is not claimed, and it says why."""
    store.outbox.queue([mail("a")], NOW, hold=Hold("many", "meer dan 200 mails"))
    assert claim(store) == []
    (held,) = store.outbox.list(["held"])
    assert held.reason == "meer dan 200 mails"


def test_the_claim_of_a_dead_process_comes_back(store: Store, machine: Machine) -> None:
    """When its lease has ended, not before."""
    store.outbox.queue([mail("a")], NOW)
    assert claim(store, "dead") == ["a"]
    machine.time += LEASE - timedelta(seconds=1)
    assert claim(store) == []
    machine.time += timedelta(seconds=1)
    assert claim(store) == ["a"]


def test_leases_end_although_the_services_clock_stands_still(
    store: Store, machine: Machine
) -> None:
    """The demo lives on 3 October 2016; a process that is killed there comes back too."""
    store.outbox.queue([mail("a")], NOW)
    assert claim(store, "dead", NOW) == ["a"]
    machine.time += LEASE
    assert claim(store, "next", NOW) == ["a"]


def test_who_lost_a_claim_does_not_hand_over(store: Store, machine: Machine) -> None:
    """A process that slept through its lease finds that somebody else has the message."""
    store.outbox.queue([mail("a")], NOW)
    (slept,) = store.outbox.claim("slow", NOW)
    machine.time += LEASE
    assert claim(store, "quick") == ["a"]
    assert not store.outbox.handing_over(slept, NOW, "smtp")
    assert states(store) == {"a": "claimed"}


def test_what_was_not_begun_is_given_back(store: Store) -> None:
    """A service that stops leaves its claims to the next one, which need not wait for a lease."""
    store.outbox.queue([mail("a"), mail("b")], NOW)
    first, _ = store.outbox.claim("one", NOW)
    store.outbox.handing_over(first, NOW, "smtp")
    store.outbox.release("one", NOW)
    assert states(store) == {"a": "handing-over", "b": "waiting"}


# In doubt


def test_what_was_cut_off_inside_a_hand_over_is_in_doubt_and_never_resent(
    store: Store, machine: Machine
) -> None:
    """Nobody knows whether it arrived, so nobody but a person decides."""
    begun(store)
    machine.time += LEASE
    assert claim(store) == []
    assert states(store) == {"a": "in-doubt"}
    machine.time += 365 * DAY
    assert claim(store, now=NOW + DAY) == []


def test_a_hand_over_that_may_be_done_twice_is_done_again(store: Store, machine: Machine) -> None:
    """Writing the same file once more does no harm."""
    begun(store, transport="folder")
    machine.time += LEASE
    assert claim(store, redo="folder") == ["a"]


def test_a_hand_over_to_one_transport_is_not_done_again_by_another(
    store: Store, machine: Machine
) -> None:
    """It may have arrived over SMTP: that the folder bears a second one is no reason."""
    begun(store, transport="smtp")
    machine.time += LEASE
    assert claim(store, redo="folder") == []
    assert states(store) == {"a": "in-doubt"}


def test_a_slow_process_can_still_say_that_its_message_arrived(
    store: Store, machine: Machine
) -> None:
    """It was taken for dead, its message for doubtful; it knows better."""
    message = begun(store)
    machine.time += LEASE
    claim(store)
    store.outbox.settle(Ended(message, "sent", NOW))
    assert states(store) == {"a": "sent"}


def test_a_slow_process_does_not_undo_what_a_person_decided(store: Store, machine: Machine) -> None:
    """The person said that it arrived; that the process would try again comes too late."""
    message = begun(store)
    machine.time += LEASE
    claim(store)
    store.outbox.resolve([message.id], NOW, delivered=True)
    store.outbox.settle(Ended(message, "retry", NOW, wait=wait_after(1)))
    assert states(store) == {"a": "sent"}


# People


def test_held_mails_are_approved_by_number_or_all_at_once(store: Store) -> None:
    """Only what is held; the numbers that changed are told."""
    store.outbox.queue([mail("a"), mail("b"), mail("c")], NOW, hold=Hold("many", "te veel"))
    store.outbox.queue([mail("d")], NOW)
    everyone = [number(store, to) for to in "abcd"]
    assert store.outbox.approve([everyone[0], everyone[3]], NOW) == [everyone[0]]
    assert store.outbox.approve(None, NOW) == everyone[1:3]
    assert claim(store) == ["a", "b", "c", "d"]
    assert {message.reason for message in store.outbox.list()} == {None}


def test_a_mail_is_cancelled_as_long_as_nobody_hands_it_over(store: Store) -> None:
    """What is under way or gone cannot be called back, and the answer says so."""
    sent = begun(store, "c")
    store.outbox.queue([mail("a", item("A-01")), mail("b")], NOW)
    numbers = [number(store, to) for to in "abc"]
    store.outbox.settle(Ended(sent, "sent", NOW))
    assert store.outbox.cancel(numbers, NOW) == sorted(numbers[:2])
    assert states(store) == {"a": "cancelled", "b": "cancelled", "c": "sent"}
    assert store.outbox.queue([mail("d", item("A-01"))], NOW) == 0


def test_a_refused_mail_is_tried_again_when_a_person_says_so(store: Store) -> None:
    """At once, also when it waited for another attempt; a sent one is left alone."""
    store.outbox.settle(Ended(begun(store, "a"), "refused", NOW, "550 unknown", 550))
    store.outbox.settle(Ended(begun(store, "b"), "retry", NOW, "451", wait=wait_after(1)))
    store.outbox.settle(Ended(begun(store, "c"), "sent", NOW))
    assert claim(store) == []
    numbers = [number(store, to) for to in "abc"]
    assert store.outbox.retry(numbers, NOW) == numbers[:2]
    assert claim(store) == ["a", "b"]


@pytest.mark.parametrize(
    ("delivered", "state", "again"), [(True, "sent", []), (False, "retry", ["a"])]
)
def test_a_person_settles_what_is_in_doubt(
    store: Store,
    machine: Machine,
    delivered: bool,  # noqa: FBT001 - pytest passes it by name
    state: str,
    again: list[str],
) -> None:
    """It arrived, or it is to be sent again; nothing else can be settled so."""
    message = begun(store)
    assert store.outbox.resolve([message.id], NOW, delivered=delivered) == []
    machine.time += LEASE
    claim(store)
    assert store.outbox.resolve([message.id], NOW + DAY, delivered=delivered) == [message.id]
    assert states(store) == {"a": state}
    assert claim(store, now=NOW + DAY) == again


def test_a_store_that_was_put_back_doubts_what_it_would_send(store: Store) -> None:
    """Nobody knows which of them left after the copy was made; what a person held did not."""
    sent, late = begun(store, "sent"), begun(store, "late")
    store.outbox.settle(Ended(sent, "sent", NOW))
    store.outbox.settle(Ended(late, "retry", NOW, "451", wait=wait_after(1)))
    store.outbox.queue([mail("held")], NOW, hold=Hold("many", "te veel"))
    store.outbox.queue([mail("taken")], NOW)
    (taken,) = store.outbox.claim("slow", NOW)
    store.outbox.queue([mail("waits")], NOW)
    numbers = [number(store, to) for to in ("late", "taken", "waits")]
    assert store.outbox.doubt_waiting(NOW, "oude kopie") == sorted(numbers)
    assert states(store) == {
        **dict.fromkeys(("late", "taken", "waits"), "in-doubt"),
        "sent": "sent",
        "held": "held",
    }
    assert {one.reason for one in store.outbox.list(["in-doubt"])} == {"oude kopie"}
    assert not store.outbox.handing_over(taken, NOW, "smtp")
    store.outbox.settle(Ended(taken, "retry", NOW, wait=wait_after(1)))
    assert states(store)["taken"] == "in-doubt"
    assert claim(store, now=NOW + DAY) == []


def test_what_such_a_store_made_anew_is_doubted_up_to_the_day_of_the_last_mail(
    store: Store,
) -> None:
    """A mail of a later day surely did not leave; one that waits for another reason did not."""
    old, new, other = (
        replace(one, mail=replace(one.mail, on=on))
        for one, on in ((mail("old"), TODAY), (mail("new"), TODAY + DAY), (mail("other"), TODAY))
    )
    store.outbox.queue([old, new], NOW, hold=Hold("restored", "teruggezet"))
    store.outbox.queue([other], NOW, hold=Hold("many", "te veel"))
    changed = store.outbox.doubt_held(NOW, "oude kopie", "restored", TODAY)
    assert changed == [number(store, "old")]
    assert states(store) == {"old": "in-doubt", "new": "held", "other": "held"}
    assert store.outbox.list(["in-doubt"])[0].reason == "oude kopie"


def test_what_lay_too_long_is_held_and_what_somebody_touched_since_is_not(store: Store) -> None:
    """Of what is held already only that which is held for one of the reasons that are named."""
    before, later = NOW + 8 * DAY, NOW + 20 * DAY
    store.outbox.queue([mail("old")], NOW)
    store.outbox.queue([mail("approved")], NOW, hold=Hold("many", "te veel"))
    store.outbox.queue([mail("waits")], NOW, hold=Hold("not-live", "nog niet"))
    store.outbox.queue([mail("decides")], NOW, hold=Hold("many", "te veel"))
    store.outbox.approve([number(store, "approved")], later)
    store.outbox.queue([replace(mail("new"), not_before=later)], later)
    hold = Hold("late", "te laat")
    assert store.outbox.hold_late(before, hold, later) == [number(store, "old")]
    kinds = ("not-live",)
    assert store.outbox.hold_late(before, hold, later, kinds) == [number(store, "waits")]
    held = {one.to: (one.hold, one.reason) for one in store.outbox.list(["held"])}
    assert held == {
        "old": ("late", "te laat"),
        "waits": ("late", "te laat"),
        "decides": ("many", "te veel"),
    }
    assert {name for name, state in states(store).items() if state == "waiting"} == {
        *("approved", "new")
    }


def test_mails_are_listed_by_state_and_counted(store: Store) -> None:
    """Every state has a count, so that nobody need ask for it twice."""
    store.outbox.queue([mail("a"), mail("b")], NOW)
    store.outbox.queue([mail("c")], NOW, hold=Hold("many", "te veel"))
    assert [message.to for message in store.outbox.list(["held"])] == ["c"]
    counts = store.outbox.counts()
    assert (counts["waiting"], counts["held"], counts["sent"]) == (2, 1, 0)
    assert len(counts) == 10


# Delivery


def test_everything_that_may_leave_is_handed_over_once(store: Store) -> None:
    """Over several batches; the second delivery finds nothing."""
    addresses = [f"p{n:03}" for n in range(120)]
    store.outbox.queue([mail(to) for to in addresses], NOW)
    transport = Recorder()
    assert deliver(store.outbox, transport, lambda: NOW, "one") == Counts(120, 0, 0, 0, 0, 0)
    assert deliver(store.outbox, transport, lambda: NOW, "one").sent == 0
    assert transport.handed == addresses
    first = store.outbox.list()[0]
    assert (first.state, first.sent, first.transport) == ("sent", NOW, "recorder")
    assert first.attempts == 1


def test_the_hand_over_is_recorded_before_the_bytes_go(stores: Callable[[], Store]) -> None:
    """What another process sees while they go; the message before is settled by then."""
    seen: list[dict[str, str]] = []
    other = stores()
    transport = Recorder(before=lambda _: seen.append(states(other)))
    store = stores()
    store.outbox.queue([mail("a"), mail("b")], NOW)
    deliver(store.outbox, transport, lambda: NOW, "one")
    assert seen == [{"a": "handing-over", "b": "claimed"}, {"a": "sent", "b": "handing-over"}]


def failing(*, permanent: bool, code: int) -> Recorder:
    """Make a transport that refuses the mail to b."""

    def refuse(message: Claimed) -> None:
        if message.to == "b":
            text = f"{code} no"
            raise TransportError(text, permanent=permanent, code=code)

    return Recorder(before=refuse)


def test_a_temporary_refusal_is_tried_again_after_growing_waits(
    store: Store, machine: Machine
) -> None:
    """A minute, then five; the others go on."""
    store.outbox.queue([mail("a"), mail("b"), mail("c")], NOW)
    transport = failing(permanent=False, code=451)

    def again() -> Counts:
        return deliver(store.outbox, transport, lambda: NOW, "one", machine=machine)

    assert again() == Counts(sent=2, waiting=0, held=0, retry=1, refused=0, in_doubt=0)
    (message,) = store.outbox.list(["retry"])
    assert (message.reason, message.reply_code) == ("451 no", 451)
    assert message.next_attempt == machine.time + timedelta(minutes=1)
    machine.time += timedelta(seconds=59)
    again()
    assert store.outbox.list(["retry"])[0].attempts == 1
    machine.time += timedelta(seconds=1)
    again()
    (message,) = store.outbox.list(["retry"])
    assert (message.attempts, message.next_attempt) == (2, machine.time + timedelta(minutes=5))
    transport.before = lambda _: None
    machine.time += timedelta(minutes=5)
    assert again() == Counts(sent=1, waiting=0, held=0, retry=0, refused=0, in_doubt=0)
    assert (transport.handed, store.outbox.list()[1].reason) == (["a", "c", "b"], None)


def test_the_waits_grow_to_four_hours_and_no_further() -> None:
    """A server that is down for a weekend is asked now and then."""
    minutes = [wait_after(n).total_seconds() / 60 for n in (0, 1, 2, 3, 4, 5, 6, 100)]
    assert minutes == [1, 1, 5, 15, 60, 240, 240, 240]


def test_a_final_refusal_is_final(store: Store, machine: Machine) -> None:
    """It is not tried again by itself, and it keeps what the other side said."""
    store.outbox.queue([mail("a"), mail("b")], NOW)
    counts = deliver(store.outbox, failing(permanent=True, code=550), lambda: NOW, "one")
    assert counts == Counts(sent=1, waiting=0, held=0, retry=0, refused=1, in_doubt=0)
    machine.time += 30 * DAY
    assert claim(store) == []
    assert store.outbox.list(["refused"])[0].reason == "550 no"


@pytest.mark.parametrize(("repeatable", "state"), [(False, "in-doubt"), (True, "retry")])
def test_a_transport_that_breaks_down_leaves_its_message_accounted_for(
    store: Store,
    repeatable: bool,  # noqa: FBT001 - pytest passes it by name
    state: str,
) -> None:
    """A mistake in the program is not swallowed; the rest is given back at once."""

    def break_down(_: Claimed) -> None:
        raise KeyError

    store.outbox.queue([mail("a"), mail("b")], NOW)
    transport = Recorder(repeatable=repeatable, before=break_down)
    with pytest.raises(KeyError):
        deliver(store.outbox, transport, lambda: NOW, "one")
    assert states(store) == {"a": state, "b": "waiting"}


def test_a_stop_finishes_the_mail_in_hand_and_no_other(store: Store) -> None:
    """The rest waits for the next process, which need not wait for a lease."""
    store.outbox.queue([mail(to) for to in "abcd"], NOW)
    transport = Recorder()
    counts = deliver(
        store.outbox, transport, lambda: NOW, "one", lambda: len(transport.handed) >= 2
    )
    assert counts == Counts(sent=2, waiting=2, held=0, retry=0, refused=0, in_doubt=0)
    assert states(store) == {"a": "sent", "b": "sent", "c": "waiting", "d": "waiting"}


def test_several_deliverers_share_the_work(stores: Callable[[], Store]) -> None:
    """Four at once on one store: each message once, none left, none in doubt."""
    addresses = {f"p{n:03}" for n in range(400)}
    stores().outbox.queue([mail(to) for to in sorted(addresses)], NOW)
    transports = [Recorder() for _ in range(4)]
    opened = [stores() for _ in transports]
    threads = [
        threading.Thread(target=deliver, args=(store.outbox, transport, lambda: NOW, "same"))
        for store, transport in zip(opened, transports, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    handed = [to for transport in transports for to in transport.handed]
    assert len(handed) == len(set(handed))
    assert set(handed) == addresses
    assert stores().outbox.counts()["sent"] == 400
