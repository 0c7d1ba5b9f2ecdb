"""One store, opened: everything that the service remembers, behind a few names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from automations.engine.core.affairs import Affairs
from automations.engine.core.approved_reports import ApprovedData
from automations.engine.core.checked import SheetLook, SignalLook
from automations.engine.core.intents import History, Noticed
from automations.engine.core.refusals import Refused
from automations.engine.store import memory, statements
from automations.engine.store.database import Database, sqlite_database
from automations.engine.store.editions import Editions
from automations.engine.store.looks import Looks
from automations.engine.store.mark import Mark
from automations.engine.store.notes import Notes
from automations.engine.store.outbox import Outbox
from automations.engine.store.records import Behind
from automations.engine.store.refused import refused
from automations.engine.store.reports import Reports
from automations.engine.store.slots import LEASE, Slots
from automations.engine.store.upgrade import bring_up_to_date

PATIENCE = 10.0  # seconds to wait for another process that writes


def machine_clock() -> datetime:
    """Return this moment on the machine's own clock, which no setting moves."""
    return datetime.now(UTC)


class Store:
    """What the service remembers; close it, or use it in a `with`."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        slot_lease: timedelta = LEASE,
        mark: Mark | None = None,
    ) -> None:
        """Wrap a database that is up to date; one that lies in a file has a `mark` beside it."""
        self._database = database
        self._mark = mark
        self.outbox = Outbox(database, clock, mark)
        self.slots = Slots(database, clock, slot_lease)
        self.runs = memory.Runs(database)
        self.notes = Notes(database)
        self.editions = Editions(database)
        self.reports = Reports(database)
        self._looks = Looks(database)

    def history(self) -> History:
        """Return what the core needs to know of the past."""
        return memory.history(self._database)

    def approved_reports(self) -> Sequence[ApprovedData]:
        """Return what every approved report says, as data after suppression, the oldest first."""
        return self.reports.data()

    def affairs(self, since: datetime) -> Affairs:
        """Return what left since a moment, what waits for a person, and the last plan."""
        return memory.affairs(self._database, since)

    def remember(self, noticed: Iterable[Noticed]) -> None:
        """Keep since when conditions hold; forget those that lapsed."""
        memory.remember(self._database, noticed)

    def approve_rules(self, rules: Iterable[tuple[str, str]], now: datetime) -> None:
        """Keep that a person saw what these rules do: each name with what it means."""
        memory.approve_rules(self._database, rules, now)

    def signals_before(self) -> Mapping[str, SignalLook]:
        """Return what the last look at the signals saw."""
        return memory.signals_before(self._database)

    def remember_signals(self, looks: Mapping[str, SignalLook]) -> None:
        """Replace what the last look at the signals saw; only after a look that saw the sheet."""
        memory.remember_signals(self._database, looks)

    def rows_before(self) -> Mapping[str, int]:
        """Return how many rows each tab had when it was last read and nobody needed to look."""
        return memory.rows_before(self._database)

    def remember_rows(self, rows: Mapping[str, int]) -> None:
        """Replace how many rows each tab has."""
        memory.remember_rows(self._database, rows)

    def looks_before(self) -> Mapping[str, SheetLook]:
        """Return what the last look saw of each tab: where its columns stood, and its rows."""
        return self._looks.last()

    def remember_looks(self, looks: Mapping[str, SheetLook]) -> None:
        """Replace what the last look saw of each tab."""
        self._looks.remember(looks)

    def refused(self, zone: ZoneInfo) -> Mapping[str, Refused]:
        """Return the addresses whose last mail was refused for good; days are those of `zone`."""
        return refused(self._database, zone)

    def behind(self) -> Behind | None:
        """Say whether the store is older than what left: it was put back, or is gone and new.

        Raises StoreError when the mark cannot be read.
        """
        # The mark first: what another process commits between the two looks is no sign of anything.
        line = self._mark.last() if self._mark else None
        if line is None:
            return None
        with self._database.read() as connection:
            counted = connection.execute(statements.COUNTED).scalar_one()
        return Behind(line.at) if line.number > counted else None

    def catch_up(self) -> None:
        """Take the store as it is from now on: a person looked."""
        if self._mark and (line := self._mark.last()):
            with self._database.write() as connection:
                connection.execute(statements.CATCH_UP, {"reached": line.number})

    def close(self) -> None:
        """Close every connection."""
        if self._mark:
            self._mark.close()
        self._database.close()

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the store."""
        self.close()


def open_store(
    path: Path,
    *,
    clock: Callable[[], datetime] = machine_clock,
    patience: float = PATIENCE,
    slot_lease: timedelta = LEASE,
) -> Store:
    """Open the store at `path`, made or migrated first where needed.

    Raises StoreError when it is locked for longer than `patience` s, read-only, damaged, on a full
    disk, or of a newer program.
    """
    database = sqlite_database(path, patience)
    try:
        bring_up_to_date(database, path)
    except BaseException:
        database.close()
        raise
    return Store(database, clock, slot_lease, Mark(path))
