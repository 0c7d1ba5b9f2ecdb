"""The slot ledger: what ran when, so that a restart and a second process know it too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Row, delete, func, select, update

from automations.engine.ports import TOO_LONG, Slot, SlotLook
from automations.engine.store.database import Database, insert_new
from automations.engine.store.models import jobs, slots
from automations.engine.store.notes import Notes

LEASE = timedelta(seconds=90)  # three ticks; renewed at each
LONGEST = timedelta(hours=2)  # more than any lease or wait: what goes on longer is a wrong clock's
KEPT = timedelta(days=90)
HEARTBEAT = "heartbeat"
# At work: or given up, and not known to have ended yet.
_IN_HAND = (slots.c.state == "running") | (
    (slots.c.state == "failed") & (slots.c.error == TOO_LONG)
)


class Slots:
    """The slots of all jobs; see `ports.SlotLedger`."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], lease: timedelta = LEASE
    ) -> None:
        """Keep slots in `database`; `clock` is the machine's, for leases and the heartbeat."""
        self._database = database
        self._notes = Notes(database)
        self._clock = clock
        self._lease = lease

    def last(self, job: str, now: datetime) -> datetime:
        """Return the job's last slot up to now, or when it was first seen."""
        latest = select(func.max(slots.c.due_at)).where(slots.c.job == job, slots.c.due_at <= now)
        first = select(jobs.c.known_since).where(jobs.c.name == job)
        with self._database.write() as connection:
            if found := connection.execute(latest).scalar():
                return cast("datetime", found)
            new = insert_new(connection, jobs, (jobs.c.name,))
            connection.execute(new.values(name=job, known_since=now))
            # A clock that was put back would otherwise keep the job waiting until then.
            later = update(jobs).where(jobs.c.name == job, jobs.c.known_since > now)
            connection.execute(later.values(known_since=now))
            return cast("datetime", connection.execute(first).scalar_one())

    def claim(self, job: str, due: datetime, holder: str, now: datetime) -> Slot | None:
        """Claim a slot that nobody claimed, while no other slot of the job is running."""
        c = slots.c
        machine = self._clock()
        running = (c.job == job) & (c.state == "running")
        in_hand = (c.job == job) & _IN_HAND & ~_over(machine)
        # Who claims a slot of a job lets nobody else look meanwhile, also where others can write.
        alone = select(jobs.c.name).where(jobs.c.name == job).with_for_update()
        with self._database.write() as connection:
            connection.execute(alone)
            if connection.execute(select(c.id).where(in_hand)).first():
                return None
            passed = update(slots).where(running, c.due_at < due)
            connection.execute(passed.values(state="failed", finished_at=now, error="broken off"))
            new = insert_new(connection, slots, (c.job, c.due_at)).values(
                job=job,
                due_at=due,
                state="running",
                attempts=1,
                claimed_by=holder,
                claimed_until=machine + self._lease,
                started_at=now,
            )
            return _slot(connection.execute(new.returning(slots)).first())

    def take_over(self, job: str, holder: str, now: datetime, attempts: int) -> Slot | None:
        """Claim the job's last slot again, when it failed or its holder died.

        What a slot is claimed until is its lease while it runs, and its wait once it failed.
        """
        c = slots.c
        machine = self._clock()
        last = select(func.max(c.due_at)).where(c.job == job, c.due_at <= now).scalar_subquery()
        dead = (c.state == "running") & _over(machine)
        waited = (c.state == "failed") & _over(machine)
        free = update(slots).where(c.job == job, c.due_at == last, dead | waited)
        again = free.where(c.attempts < attempts).values(
            state="running",
            attempts=c.attempts + 1,
            claimed_by=holder,
            claimed_until=machine + self._lease,
            started_at=now,
            finished_at=None,
            error=None,
        )
        given_up = free.where(dead, c.attempts >= attempts)
        with self._database.write() as connection:
            connection.execute(given_up.values(state="failed", finished_at=now, error="broken off"))
            return _slot(connection.execute(again.returning(slots)).first())

    def renew(self, slot: Slot) -> None:
        """Begin the slot's lease anew."""
        with self._database.write() as connection:
            connection.execute(
                update(slots)
                .where(slots.c.id == slot.id, slots.c.claimed_by == slot.holder)
                .where(_IN_HAND)
                .values(claimed_until=self._clock() + self._lease)
            )

    def give_up(self, slot: Slot, now: datetime) -> None:
        """Record that the slot took too long; its lease goes on for as long as it is renewed."""
        self.finish(slot, now, TOO_LONG, self._lease)

    def finish(
        self,
        slot: Slot,
        now: datetime,
        error: str | None = None,
        wait: timedelta = timedelta(0),
    ) -> None:
        """Record how the slot ended, and forget the job's slots of long ago."""
        c = slots.c
        ended = {
            "state": "failed" if error else "done",
            "finished_at": now,
            "error": error,
            "claimed_until": self._clock() + wait,
        }
        with self._database.write() as connection:
            connection.execute(
                update(slots)
                .where(c.id == slot.id, c.claimed_by == slot.holder, c.state == "running")
                .values(ended)
            )
            old = (c.job == slot.job) & (c.due_at < slot.due - KEPT)
            connection.execute(delete(slots).where(old))

    def latest(self) -> Mapping[str, SlotLook]:
        """Return each job's last slot."""
        c = slots.c
        last = select(c.job, func.max(c.due_at).label("due")).group_by(c.job).subquery()
        query = select(slots).join(last, (c.job == last.c.job) & (c.due_at == last.c.due))
        with self._database.read() as connection:
            return {
                row.job: SlotLook(
                    row.job,
                    row.due_at,
                    row.state,
                    row.attempts,
                    row.started_at,
                    row.finished_at,
                    row.error,
                    row.claimed_until,
                )
                for row in connection.execute(query)
            }

    def beat(self) -> None:
        """Record that the service ticks."""
        self._notes.put(HEARTBEAT, self._clock().isoformat())

    def heartbeat(self) -> datetime | None:
        """Return when the service last ticked, on the machine's clock."""
        value = self._notes.get(HEARTBEAT)
        return datetime.fromisoformat(value) if value else None


def _over(machine: datetime) -> ColumnElement[bool]:
    """Tell whether a lease or a wait is over; so is one that a wrong clock left."""
    until = slots.c.claimed_until
    return until.is_(None) | (until <= machine) | (until > machine + LONGEST)


def _slot(row: Row[tuple[object, ...]] | None) -> Slot | None:
    if row is None:
        return None
    return Slot(row.id, row.job, row.due_at, row.attempts, row.claimed_by)
