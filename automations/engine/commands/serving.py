"""The service as a whole: one workspace, its jobs and deliveries, and what is told about them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from automations.engine.cli import CannotRunError
from automations.engine.commands.mail_words import spans
from automations.engine.commands.wellbeing import Wellbeing
from automations.engine.commands.world import World
from automations.engine.config import VERSION
from automations.engine.core.automation import Automation
from automations.engine.core.slots import ON_REQUEST
from automations.engine.delivery import Counts
from automations.engine.events import tell
from automations.engine.health import Guard
from automations.engine.locking import HeldError, Holder, Lock, Presence
from automations.engine.looker import Looker
from automations.engine.notifying import Pinger, Systemd
from automations.engine.noting import IN_DOUBT, NOT_TAKEN, SENT, Noting
from automations.engine.outgoing import TROUBLE, Outgoing, trouble_of
from automations.engine.reloading import Reloader, UnreadableError
from automations.engine.runner import RunResult, place_of
from automations.engine.scheduler import Clockwork, Duties, Job, Turn, Watcher, holder_name, serve
from automations.engine.workspace import Workspace
from automations.engine.yaml_files import FileError

UNREADABLE = ("missing-workbook", "unreadable-workbook", "missing-tab")
BREATH = 300.0  # seconds after which a delivery gives way to a new one, the mail in hand finished


def machine_clock() -> datetime:
    """Return this moment on the machine's own clock."""
    return datetime.now(UTC)


class FailedError(Exception):
    """Automations of a job failed, and the others did their work; `about` names them."""

    def __init__(self, result: RunResult) -> None:
        """Name them once each."""
        self.about = ", ".join(dict.fromkeys(one.automation for one in result.failures))
        super().__init__(self.about)


@dataclass(frozen=True)
class Inside:
    """What lasts as long as a workspace is in use; a reload replaces all of it at once."""

    workspace: Workspace
    outgoing: Outgoing
    noting: Noting
    since: datetime


class Serving(Watcher):
    """One service, from its start to its end.

    What a job or a delivery uses is taken at its beginning, so that a reload does not disturb it.
    """

    def __init__(  # noqa: PLR0913 - all that a service depends on, given once
        self,
        world: World,
        folder: Path,
        clock: Callable[[Workspace], datetime],
        stop: threading.Event,
        *,
        tick_seconds: float = 30.0,
        machine: Callable[[], datetime] = machine_clock,
    ) -> None:
        """Prepare to serve the workspace in `folder`."""
        self._world, self._folder, self._clock, self._stop = world, folder, clock, stop
        self._machine, self._tick_seconds = machine, tick_seconds
        self._reloader = Reloader(folder, world.check_templates)
        self._looker, self._looking = Looker(), Turn("")
        self._systemd = Systemd()
        self._guard = Guard(tick_seconds, self._late)
        self._store: Any = None
        self.lost_to: Holder | None = None  # another service that took the workspace

    def now(self) -> datetime:
        """Return what time it is for the workspace."""
        return self._clock(self._inside.workspace)

    def serve(self, lock: Lock) -> bool:
        """Serve until the stop; False when work was left behind, and the store with it.

        Raises HeldError when another machine serves the workspace, CannotRunError with mistakes.
        """
        workspace = self._first()
        self._store = store = self._world.open_store(workspace.store)
        try:
            self._presence = Presence(lock, store.notes, holder_name(), self._machine)
        except BaseException:
            store.close()
            raise
        self._use(workspace)
        self._wellbeing = Wellbeing(
            self._world.words, self._folder, VERSION, self._presence.me, self._tick_seconds
        )
        self._pinger = Pinger(self._fetch)
        self._tell_started()
        self._guard.start()
        ended_well = serve(
            self._duties,
            store.slots,
            self.now,
            self._stop,
            deliver=self.deliver,
            watcher=self,
            tick_seconds=self._tick_seconds,
            holder=self._presence.me.holder,
        )
        self._pinger.stop()
        self._wellbeing.write_stopped(self._machine())
        if ended_well:
            with suppress(Exception):  # the lock says the same, and the note grows old by itself
                self._presence.leave()
            store.close()
            self._reloader.clear()
        tell("stopped")
        return ended_well

    # What is called at each tick

    def before(self) -> None:
        """Keep the workspace, and take its files anew when they changed."""
        try:
            self._presence.keep()
        except HeldError as error:
            if self.lost_to is None and error.by:
                tell("lost-workspace", host=error.by.host, pid=error.by.pid)
            self.lost_to = error.by
            self._stop.set()
            return
        self._guard.tick()
        if files := self._reloader.changed():
            self._reload(files)

    def after(self, clockwork: Clockwork) -> None:
        """Write down how things are, and tell whoever waits for a sign of life."""
        self._guard.tick()
        inside = self._inside
        well = self._wellbeing.write(
            clockwork, self._store, inside.outgoing, self._pinger, self._machine(), self.now()
        )
        if self._wellbeing.ticks == 1:
            self._systemd.ready()
        self._systemd.alive(self._wellbeing.status)
        if self._wellbeing.ticks > 1:  # before that nothing is proved
            config = inside.workspace.config
            self._pinger.url, self._pinger.trouble_url = config.ping, config.ping_trouble
            self._pinger.tick(well=well, ran=clockwork.ran)

    def stopping(self) -> None:
        """Say that the service is leaving."""
        self._guard.stop()
        self._systemd.stopping()

    def _fetch(self, url: str) -> None:
        self._world.fetch(self._inside.workspace)(url)

    def _late(self, seconds: float) -> None:
        self._wellbeing.write_late(seconds)

    # Jobs and deliveries, each in a thread of its own

    def _duties(self) -> Duties:
        """Make one job of all automations that run at one time, so that they share digests."""
        workspace = self._inside.workspace
        by_time: dict[str, list[Automation]] = {}
        for automation in workspace.automations:
            if automation.every != ON_REQUEST:
                by_time.setdefault(automation.every, []).append(automation)
        jobs = [
            Job(every, every, partial(self.run, chosen), max(one.limit for one in chosen))
            for every, chosen in by_time.items()
        ]
        return Duties(jobs, workspace.config.zone, workspace.calendar.is_working)

    def run(self, chosen: Sequence[Automation], moment: datetime, turn: Turn) -> None:
        """Run automations; raises FailedError when some failed, so that it is done again."""
        if self._looking.over.is_set():  # what was given up may still be at it
            self._looker = Looker()
        self._looking = turn
        inside = self._inside
        shell = replace(self._world.shell(inside.workspace, moment), looker=self._looker)
        result = inside.outgoing.run(Whilst(self._store, turn), shell, moment, chosen)
        for ran in result.ran:
            tell(
                "ran",
                automation=ran.automation,
                status=ran.status,
                messages=ran.messages,
                skipped=ran.skipped,
                seconds=round(ran.seconds, 1),
            )
        for finding in result.checked.findings:
            if finding.code in UNREADABLE:
                tell("unreadable", workbook=finding.sheet or finding.workbook, code=finding.code)
        for held in result.holds:
            tell("held", why=self._world.words.message(held.for_log))
        if result.failures:
            raise FailedError(result)

    def deliver(self, _: Turn) -> None:
        """Deliver what may leave: new, waited for its window, or for another attempt."""
        inside, began = self._inside, monotonic()

        def should_stop() -> bool:
            return self._stop.is_set() or monotonic() - began > BREATH

        was_troubled = trouble_of(self._store) is not None
        counts = inside.outgoing.deliver_in_time(self._store, self.now, should_stop)
        if counts is not None:
            self._tell_delivery(counts, inside, round(monotonic() - began, 1))
            if was_troubled and not counts.trouble and counts.reached:
                tell("mail-well")

    def _tell_delivery(self, counts: Counts, inside: Inside, seconds: float) -> None:
        noted = inside.noting.taken()
        if sent := noted.get(SENT):
            tell(
                "delivered",
                sent=counts.sent,
                numbers=spans(sent),
                waiting=counts.waiting,
                held=counts.held,
                retry=counts.retry,
                refused=counts.refused,
                in_doubt=counts.in_doubt,
                seconds=seconds,
            )
        if numbers := noted.get(NOT_TAKEN):
            tell("not-taken", numbers=spans(numbers))
        if numbers := noted.get(IN_DOUBT):
            tell("in-doubt", numbers=spans(numbers))
        if counts.trouble and (trouble := trouble_of(self._store)):
            again = trouble.again.astimezone(inside.workspace.config.zone)
            why = self._world.words.message(counts.trouble)
            tell("mail-trouble", why=why, again=again.isoformat(timespec="seconds"))

    # The workspace and its files

    def _first(self) -> Workspace:
        try:
            return self._reloader.load()
        except FileError as error:
            raise CannotRunError(*self._world.mistakes(error.mistakes)) from error
        except UnreadableError as error:
            words = self._world.words
            line = words("serving.unreadable", file=error.file, why=error.why)
            raise CannotRunError(line) from error

    def _reload(self, files: Sequence[str]) -> None:
        """Take the workspace anew; while its files have mistakes the old ones stay in use."""
        words = self._world.words
        try:
            workspace = self._reloader.load()
            self._use(workspace)
        except FileError as error:
            for mistake in error.mistakes:
                why = words.message(mistake.message)
                tell(
                    "mistake",
                    file=mistake.file,
                    line=mistake.line or 0,
                    key=mistake.place or "-",
                    why=why,
                )
            mistakes = self._world.mistakes(error.mistakes)
        except UnreadableError as error:
            mistakes = (words("serving.unreadable", file=error.file, why=error.why),)
            tell("mistake", file=error.file, line=0, key="-", why=error.why)
        except Exception as error:  # noqa: BLE001 - whatever it is, what works goes on
            mistakes = (place_of(error),)
            tell("mistake", file=files[0], line=0, key="-", why=mistakes[0])
        else:
            self._wellbeing.configured(self._inside.since, ())
            tell("reloaded", files=", ".join(files))
            return
        since = self._inside.since.isoformat(timespec="minutes")
        tell("not-reloaded", mistakes=len(mistakes), since=since)
        self._wellbeing.configured(self._inside.since, mistakes)

    def _use(self, workspace: Workspace) -> None:
        """Use a workspace from the next job and the next delivery on."""
        before: Inside | None = getattr(self, "_inside", None)
        noting = Noting(self._world.transport(workspace))
        outgoing = Outgoing(workspace, noting, self._machine)
        if before:
            outgoing.keep_pace(before.outgoing)
            if before.workspace.config.mail != workspace.config.mail:
                self._store.notes.put(TROUBLE, "")  # whoever mended it wants to see that it works
        since = self._machine().astimezone(workspace.config.zone)
        self._inside = Inside(workspace, outgoing, noting, since)
        self._reloader.clear(*[workspace, *([before.workspace] if before else [])])

    def _tell_started(self) -> None:
        me, inside = self._presence.me, self._inside
        jobs = ", ".join(job.name for job in self._duties().jobs)
        tell("started", folder=str(self._folder), version=VERSION, pid=me.pid, jobs=jobs)
        self._wellbeing.configured(inside.since, ())
        if closed := inside.outgoing.closed(self._store):
            tell("closed", why=self._world.words.message(closed.message))


class Whilst:
    """The store, for as long as a turn lasts: what was given up can change nothing any more."""

    def __init__(self, store: Any, turn: Turn) -> None:  # noqa: ANN401 - naming it loads SQLAlchemy
        """Stand between `store` and the work of `turn`."""
        self._store, self._turn = store, turn

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as above
        """Give a part of the store; raises GivenUpError once nobody waits for the work."""
        self._turn.check()
        return getattr(self._store, name)
