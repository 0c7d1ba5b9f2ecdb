"""`start`: the service, on schedule, until it is stopped."""

from __future__ import annotations

import logging
import threading
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic

from automations.engine.cli import Answer, CannotRunError
from automations.engine.commands.running import hand_over, run_now
from automations.engine.commands.world import World
from automations.engine.core.automation import Automation
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
    jobs = _jobs(workspace, world, stop)
    log.info("started in %s: %s", workspace.folder, ", ".join(job.name for job in jobs))
    with world.open_store(workspace.store) as store:

        def deliver_waiting() -> None:
            """Deliver what waited for its window, or for another attempt."""
            hand_over(store.outbox, workspace, world, now, stop.is_set)

        serve(
            jobs,
            store.slots,
            now,
            workspace.config.zone,
            workspace.calendar.is_working,
            stop,
            tick_seconds=args.tick,
            each_tick=deliver_waiting,
        )
    log.info("stopped")
    return Answer({"stopped": now().isoformat()}, [world.words("commands.service-stopped")])


def _clock(args: Namespace, world: World, workspace: Workspace) -> Callable[[], datetime]:
    """Return the clock; one that was set (`--now`, `--today`, `today:`) goes on from there."""
    begun, since = world.now(args, workspace), monotonic()
    if not world.is_set(args, workspace):
        return workspace.now
    return lambda: begun + timedelta(seconds=monotonic() - since)


def _jobs(workspace: Workspace, world: World, stop: threading.Event) -> list[Job]:
    """Make one job of all automations that run at one time, so that they share their digests."""
    by_time: dict[str, list[Automation]] = {}
    for automation in workspace.automations:
        by_time.setdefault(automation.every, []).append(automation)
    return [
        Job(name=every, every=every, run=_job(workspace, world, chosen, stop))
        for every, chosen in by_time.items()
    ]


def _job(
    workspace: Workspace, world: World, chosen: Sequence[Automation], stop: threading.Event
) -> Callable[[datetime], None]:
    def run(moment: datetime) -> None:
        result, counts = run_now(workspace, world, moment, chosen, stop.is_set)
        for ran in result.ran:
            log.info("%s %s: %d mails", ran.automation, ran.status, ran.messages)
        log.info("delivery: %s", counts)

    return run
