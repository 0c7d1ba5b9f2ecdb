"""`start`: the service, on schedule, until it is stopped."""

from __future__ import annotations

import logging
import threading
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

from automations.engine.cli import Answer, CannotRunError
from automations.engine.commands.world import World
from automations.engine.core.automation import Automation
from automations.engine.delivery import Counts
from automations.engine.looker import Looker
from automations.engine.outgoing import Outgoing
from automations.engine.scheduler import Job, serve, stop_on_signals
from automations.engine.workspace import Workspace

log = logging.getLogger("werkblad")


def start(args: Namespace, world: World) -> Answer:
    """Run every automation on its schedule; SIGTERM finishes the mail in hand and ends well."""
    stop = stop_on_signals()
    workspace = world.workspace(args)
    if mistakes := world.check_templates(workspace):
        raise CannotRunError(*world.mistakes(mistakes))
    now = _clock(args, world, workspace)
    outgoing = Outgoing(workspace, world.transport(workspace))
    with world.open_store(workspace.store) as store:
        service = _Service(workspace, world, outgoing, store, now, stop)
        jobs = service.jobs()
        log.info("started in %s: %s", workspace.folder, ", ".join(job.name for job in jobs))
        if closed := outgoing.closed(store):
            log.warning("nothing leaves: %s", world.words.message(closed.message))
        serve(
            jobs,
            store.slots,
            now,
            workspace.config.zone,
            workspace.calendar.is_working,
            stop,
            tick_seconds=args.tick,
            each_tick=service.deliver,
        )
    log.info("stopped")
    return Answer({"stopped": now().isoformat()}, [world.words("commands.service-stopped")])


def _clock(args: Namespace, world: World, workspace: Workspace) -> Callable[[], datetime]:
    """Return the clock; one that was set (`--now`, `--today`, `today:`) goes on from there."""
    begun, since = world.now(args, workspace), monotonic()
    if not world.is_set(args, workspace):
        return workspace.now
    return lambda: begun + timedelta(seconds=monotonic() - since)


@dataclass(frozen=True)
class _Service:
    """What the service does at its slots and at each tick; one way out for as long as it lives."""

    workspace: Workspace
    world: World
    outgoing: Outgoing
    store: Any
    now: Callable[[], datetime]
    stop: threading.Event
    looker: Looker = field(default_factory=Looker)  # keeps what was found while nothing changes

    def jobs(self) -> list[Job]:
        """Make one job of all automations that run at one time, so that they share digests."""
        by_time: dict[str, list[Automation]] = {}
        for automation in self.workspace.automations:
            by_time.setdefault(automation.every, []).append(automation)
        return [
            Job(name=every, every=every, run=partial(self.run, chosen))
            for every, chosen in by_time.items()
        ]

    def run(self, chosen: Sequence[Automation], moment: datetime) -> None:
        """Run automations, and deliver what they queued."""
        shell = replace(self.world.shell(self.workspace, moment), looker=self.looker)
        result = self.outgoing.run(self.store, shell, moment, chosen)
        for ran in result.ran:
            log.info("%s %s: %d mails", ran.automation, ran.status, ran.messages)
        for held in result.holds:
            log.warning("held: %s", self.world.words.message(held.message))
        self.deliver()

    def deliver(self) -> None:
        """Deliver what may leave: new, waited for its window, or for another attempt."""
        counts = self.outgoing.deliver_in_time(self.store, self.now, self.stop.is_set)
        if counts is not None:
            self._log(counts)

    def _log(self, counts: Counts) -> None:
        if counts.trouble:
            log.warning("nothing leaves: %s", self.world.words.message(counts.trouble))
        if counts.sent or counts.trouble:
            log.info("delivery: %s", replace(counts, trouble=None))
