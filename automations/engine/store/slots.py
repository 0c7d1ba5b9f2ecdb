"""The slot ledger: what ran when, so that a restart and a second process know it too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Row, delete, func, select, update

from automations.engine.ports import Slot
from automations.engine.store.database import Database, insert_new
from automations.engine.store.models import jobs, slots
from automations.engine.store.notes import Notes

LEASE = timedelta(seconds=90)  # three ticks; renewed at each
KEPT = timedelta(days=90)
HEARTBEAT = "heartbeat"


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
        # Who claims a slot of a job lets nobody else look meanwhile, also where others can write.
        alone = select(jobs.c.name).where(jobs.c.name == job).with_for_update()
        with self._database.write() as connection:
            connection.execute(alone)
            if connection.execute(select(c.id).where(running, c.claimed_until > machine)).first():
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
        """Claim the job's last slot again, when it failed or its holder died."""
        c = slots.c
        machine = self._clock()
        last = select(func.max(c.due_at)).where(c.job == job, c.due_at <= now).scalar_subquery()
        dead = (c.state == "running") & (c.claimed_until <= machine)
        free = update(slots).where(c.job == job, c.due_at == last, dead | (c.state == "failed"))
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
                .where(slots.c.state == "running")
                .values(claimed_until=self._clock() + self._lease)
            )

    def finish(self, slot: Slot, now: datetime, error: str | None = None) -> None:
        """Record how the slot ended, and forget the job's slots of long ago."""
        c = slots.c
        with self._database.write() as connection:
            connection.execute(
                update(slots)
                .where(c.id == slot.id, c.claimed_by == slot.holder, c.state == "running")
                .values(state="failed" if error else "done", finished_at=now, error=error)
            )
            old = (c.job == slot.job) & (c.due_at < slot.due - KEPT)
            connection.execute(delete(slots).where(old))

    def beat(self) -> None:
        """Record that the service ticks."""
        self._notes.put(HEARTBEAT, self._clock().isoformat())

    def heartbeat(self) -> datetime | None:
        """Return when the service last ticked, on the machine's clock."""
        value = self._notes.get(HEARTBEAT)
        return datetime.fromisoformat(value) if value else None


def _slot(row: Row[tuple[object, ...]] | None) -> Slot | None:
    if row is None:
        return None
    return Slot(row.id, row.job, row.due_at, row.attempts, row.claimed_by)
