"""What the store remembers and its slots, as a contract for any database; see `test_outbox.py`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from automations.engine.core.checked import Heading, SheetLook, SignalLook
from automations.engine.core.intents import History, Item, Mail, Noticed
from automations.engine.ports import Finished, Hold, Run, Slot
from automations.engine.store.models import metadata
from automations.engine.store.slots import LEASE
from automations.engine.store.store import Store
from tests.clocks import Machine
from tests.postgresql import PostgreSQL

NOW = datetime(2016, 10, 3, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(stores: Callable[[], Store]) -> Store:
    """Open a new store."""
    return stores()


def test_the_migrations_make_the_same_tables_on_postgresql(postgresql: PostgreSQL) -> None:
    """Alembic finds no difference between them and the models."""
    with postgresql.database().read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


# Memory


def test_a_condition_keeps_the_first_day_on_which_it_was_noticed(store: Store) -> None:
    """Until it lapses; when it returns, it is a new occurrence."""
    first, later = date(2016, 10, 3), date(2016, 10, 10)
    store.remember([Noticed("focal-point-missing", "ORG-01", first)])
    store.remember([Noticed("focal-point-missing", "ORG-01", later)])
    assert store.history().noticed == {("focal-point-missing", "ORG-01"): first}
    store.remember([Noticed("focal-point-missing", "ORG-01", None)])
    assert store.history().noticed == {}
    store.remember([Noticed("focal-point-missing", "ORG-01", later)])
    assert store.history().noticed == {("focal-point-missing", "ORG-01"): later}


def test_of_signals_only_the_last_look_is_kept(store: Store) -> None:
    """A signal that was deleted from the sheet is forgotten here too."""
    first = SignalLook(date(2016, 9, 1), "nieuw", None, None)
    second = SignalLook(date(2016, 9, 2), "afgesloten", date(2016, 9, 9), date(2016, 9, 20))
    store.remember_signals({"S-01": first, "S-02": second})
    assert store.signals_before() == {"S-01": first, "S-02": second}
    store.remember_signals({"S-02": second})
    assert store.signals_before() == {"S-02": second}
    store.remember_signals({})
    assert store.signals_before() == {}


def test_the_last_run_of_each_automation_is_known(store: Store) -> None:
    """For `status`: the last one recorded, whatever became of it."""
    done = Run("reminders", NOW, NOW, "done", messages=4, skipped=2)
    failed = Run("reminders", NOW, NOW, "failed", error="KeyError")
    held = Run("check", NOW, NOW, "held")
    for run in (done, held, failed):
        store.runs.record(run)
    assert store.runs.last() == {"check": held, "reminders": failed}


def test_of_the_rows_of_each_tab_only_the_last_look_is_kept(store: Store) -> None:
    """A tab that is gone from the schemas is forgotten here too."""
    assert store.rows_before() == {}
    store.remember_rows({"actions": 12, "contacts": 40})
    store.remember_rows({"contacts": 41, "trainings": 0})
    assert store.rows_before() == {"contacts": 41, "trainings": 0}
    store.remember_rows({})
    assert store.rows_before() == {}


def test_of_the_tabs_only_the_last_look_is_kept(stores: Callable[[], Store]) -> None:
    """Where columns stood and which rows there were; another process sees it at once."""
    one, two = stores(), stores()
    columns = {"action_id": Heading("Code", 0), "title": Heading("Actie", 1)}
    first = {"actions": SheetLook(columns, frozenset({"A-01", "A-02"})), "budget": SheetLook()}
    assert two.looks_before() == {}
    one.remember_looks(first)
    assert two.looks_before() == {"actions": first["actions"]}
    second = {"actions": SheetLook({"title": Heading("Titel", 4)}, frozenset({"A-02", "A-03"}))}
    two.remember_looks(second)
    assert one.looks_before() == second
    one.remember_looks({})
    assert two.looks_before() == {}


def test_a_note_is_written_over_what_was_there(stores: Callable[[], Store]) -> None:
    """Another process reads the last one."""
    one, two = stores(), stores()
    assert two.notes.get("live") is None
    one.notes.put("live", "yes")
    one.notes.put("live", "")
    assert two.notes.get("live") == ""


def test_a_store_without_a_file_has_no_mark(stores: Callable[[], Store]) -> None:
    """It cannot be put back by itself: that is for who looks after the database."""
    assert stores().behind() is None


# Rules of the coordinator's own


def of_rule(key: str, meaning: str, rule: str = "persmap") -> Finished:
    """Make a mail of a rule that a person has to see first."""
    item = Item(rule, key, NOW.date(), "0 days", "an@city.example")
    mail = Mail(
        (key, rule, meaning),
        "an@city.example",
        "own_rule",
        {},
        NOW.date(),
        items=(item,),
        unseen=meaning,
    )
    return Finished(mail, f"<{key}.{rule}.{meaning}@city.example>", "Persmap", b"x", NOW)


WAITS = Hold("own-rule", "De regel is nieuw.")


def test_what_a_person_saw_of_a_rule_is_kept_by_what_it_means(store: Store) -> None:
    """Also twice, and of a rule that was edited both."""
    assert store.history().approved == frozenset()
    store.approve_rules([("persmap", "one")], NOW)
    store.approve_rules([("persmap", "one"), ("persmap", "two")], NOW + HOUR)
    store.approve_rules([], NOW)
    assert store.history().approved == {("persmap", "one"), ("persmap", "two")}


def test_what_waits_of_a_new_rule_is_known_until_a_person_decides(store: Store) -> None:
    """With its items and how it counts for the month; nobody was written to yet."""
    first, second = of_rule("A-01", "one"), of_rule("A-02", "one")
    assert store.outbox.queue([first, second], NOW, hold=WAITS) == 2
    history = store.history()
    assert [(one.rule, one.meaning, one.items) for one in history.unseen] == [
        ("persmap", "one", frozenset(first.mail.items)),
        ("persmap", "one", frozenset(second.mail.items)),
    ]
    assert {one.capped for one in history.unseen} == history.capped
    assert history.written == frozenset()
    assert history.without(history.unseen) == History()
    store.outbox.approve([1], NOW)
    store.outbox.cancel([2], NOW)
    assert store.history().unseen == ()
    assert store.history().items == {*first.mail.items, *second.mail.items}
    assert store.history().written == {("an@city.example", "")}


def test_what_waits_of_a_rule_that_changed_is_withdrawn_and_may_come_again(store: Store) -> None:
    """Under the same name too; what is held for another reason, or may go, is left alone."""
    old, other = of_rule("A-01", "one"), of_rule("A-01", "one", "ander")
    gone, free = of_rule("A-02", "one"), of_rule("A-03", "one")
    store.outbox.queue([old, other, gone, free], NOW, hold=WAITS)
    store.outbox.approve([4], NOW)
    assert store.outbox.withdraw([("persmap", "one"), ("nergens", "x")], NOW, "Veranderd.") == [
        1,
        3,
    ]
    assert store.history().items == {*other.mail.items, *free.mail.items}
    assert [(one.state, one.reason) for one in store.outbox.list()] == [
        ("cancelled", "Veranderd."),
        ("held", "De regel is nieuw."),
        ("cancelled", "Veranderd."),
        ("waiting", None),
    ]
    assert store.outbox.queue([old, gone, free], NOW, hold=WAITS) == 2
    assert store.outbox.withdraw([("persmap", "one")], NOW, "Weer.") == [5, 6]
    assert store.outbox.queue([old], NOW, hold=WAITS) == 1
    assert store.outbox.withdraw([], NOW, "Niets.") == []


# Slots


def claim(store: Store, due: datetime = NOW, holder: str = "one") -> Slot | None:
    """Claim a slot of the job, at the moment at which it is due."""
    return store.slots.claim("job", due, holder, due)


def test_a_job_is_first_seen_once(stores: Callable[[], Store]) -> None:
    """Later looks, and those of other processes, return that moment."""
    assert stores().slots.last("job", NOW) == NOW
    assert stores().slots.last("job", NOW + HOUR) == NOW


def test_a_slot_is_claimed_once(stores: Callable[[], Store]) -> None:
    """While it runs, no other slot of the job is given out either."""
    one, two = stores(), stores()
    assert claim(one) is not None
    assert claim(two, holder="two") is None
    assert claim(two, NOW + HOUR, "two") is None
    assert two.slots.claim("other", NOW, "two", NOW) is not None


def test_of_many_that_want_one_slot_one_gets_it(stores: Callable[[], Store]) -> None:
    """And of many that want different slots of one job at once, one gets any."""
    opened = [stores() for _ in range(6)]
    for store in opened:
        store.slots.last("job", NOW)
    ready = threading.Barrier(len(opened))
    won: list[Slot | None] = []

    def want(number: int) -> None:
        ready.wait()
        won.append(claim(opened[number], NOW + number // 2 * HOUR, str(number)))

    threads = [threading.Thread(target=want, args=(number,)) for number in range(len(opened))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == len(opened)
    assert len([slot for slot in won if slot]) == 1


def test_a_slot_that_is_done_is_not_run_again(store: Store, machine: Machine) -> None:
    """Nor claimed anew; the next one can be."""
    slot = claim(store)
    assert slot is not None
    store.slots.finish(slot, NOW)
    machine.time += 2 * LEASE
    assert store.slots.take_over("job", "two", NOW, 3) is None
    assert claim(store) is None
    assert store.slots.last("job", NOW + HOUR) == NOW
    assert claim(store, NOW + HOUR) is not None


def test_a_slot_that_failed_is_taken_over_as_often_as_is_allowed(store: Store) -> None:
    """Each time it counts one attempt more."""
    slot = claim(store)
    for attempts in (2, 3):
        assert slot is not None
        store.slots.finish(slot, NOW, "KeyError")
        slot = store.slots.take_over("job", "two", NOW, 3)
        assert slot is not None
        assert (slot.attempts, slot.holder) == (attempts, "two")
    assert slot is not None
    store.slots.finish(slot, NOW, "KeyError")
    assert store.slots.take_over("job", "two", NOW, 3) is None


def test_a_slot_that_failed_waits_before_it_is_taken_over(store: Store, machine: Machine) -> None:
    """And people can see how each job's last slot stands, and when it is tried again."""
    slot = claim(store)
    assert slot is not None
    store.slots.finish(slot, NOW, "KeyError", HOUR)
    look = store.slots.latest()["job"]
    assert (look.state, look.attempts, look.error) == ("failed", 1, "KeyError")
    assert look.until == machine.time + HOUR
    machine.time += HOUR - timedelta(seconds=1)
    assert store.slots.take_over("job", "two", NOW, 3) is None
    machine.time += timedelta(seconds=1)
    assert store.slots.take_over("job", "two", NOW, 3) is not None
    assert store.slots.latest()["job"].state == "running"


def test_the_slot_of_a_dead_process_is_taken_over_when_its_lease_ends(
    stores: Callable[[], Store], machine: Machine
) -> None:
    """Not while it says that it lives; what it says after that changes nothing."""
    one, two = stores(), stores()
    slot = claim(one)
    assert slot is not None
    machine.time += LEASE / 2
    one.slots.renew(slot)
    machine.time += LEASE / 2
    assert two.slots.take_over("job", "two", NOW, 3) is None
    machine.time += LEASE / 2
    assert two.slots.take_over("job", "two", NOW, 3) is not None
    one.slots.finish(slot, NOW)
    machine.time += LEASE
    assert one.slots.take_over("job", "one", NOW, 3) is not None


def test_a_service_that_ticks_says_when(store: Store, machine: Machine) -> None:
    """On the machine's clock."""
    assert store.slots.heartbeat() is None
    store.slots.beat()
    assert store.slots.heartbeat() == machine.time
