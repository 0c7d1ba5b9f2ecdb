"""`start`: the service, on schedule, until it is stopped."""

from __future__ import annotations

import atexit
import math
import os
import sys
import threading
from argparse import Namespace
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic

from automations.engine.cli import Answer, CannotRunError
from automations.engine.commands.serving import Serving
from automations.engine.commands.world import World, folder_of
from automations.engine.events import FORMATS, log_to, tell
from automations.engine.locking import NOTE, HeldError, Holder, Lock, read_holder
from automations.engine.scheduler import stop_on_signals
from automations.engine.workspace import Workspace


def start(args: Namespace, world: World) -> Answer:
    """Run every automation on its schedule; SIGTERM finishes the mail in hand and ends well."""
    stop = stop_on_signals()
    apart = _log(args, world)
    try:
        return _serve(args, world, stop)
    except CannotRunError as error:
        if apart:  # else it stands on stderr already
            tell("not-started", why=" ".join(error.lines))
        raise


def _serve(args: Namespace, world: World, stop: threading.Event) -> Answer:
    if not (args.tick > 0 and math.isfinite(args.tick)):
        raise CannotRunError(world.words("serving.tick", value=str(args.tick)))
    folder = folder_of(args)
    workspace = world.open(folder)  # so that a folder that is none gets no lock
    serving = Serving(world, folder, Clock(args, world), stop, tick_seconds=args.tick)
    try:
        with closing(Lock(folder)) as lock:
            ended_well = serving.serve(lock)
    except HeldError as error:
        by = _seen(world, workspace) or error.by
        raise CannotRunError(_held(by, world, workspace, "serving.held-by")) from error
    if not ended_well:
        # What is left behind may hold the store or a reader, so the process ends without them.
        atexit.register(_leave)
    if serving.lost_to:
        raise CannotRunError(_held(serving.lost_to, world, workspace, "serving.lost"))
    data = {"stopped": serving.now().isoformat(), "left_behind": not ended_well}
    entry = "serving.stopped" if ended_well else "serving.stopped-early"
    return Answer(data, [world.words(entry)])


class Clock:
    """What time it is in a workspace; one that was set (`--now`, `today:`) goes on from there."""

    def __init__(self, args: Namespace, world: World) -> None:
        """Take what was asked for on the command line."""
        self._args, self._world = args, world
        self._begun: datetime | None = None
        self._since = 0.0
        self._today: date | None = None  # of config.yaml, when it begun

    def __call__(self, workspace: Workspace) -> datetime:
        """Return this moment, in the workspace's zone."""
        if not self._world.is_set(self._args, workspace):
            return workspace.now()
        if self._begun is None or self._today != workspace.config.today:
            self._begun, self._since = self._world.now(self._args, workspace), monotonic()
            self._today = workspace.config.today
        passed = timedelta(seconds=monotonic() - self._since)
        return (self._begun + passed).astimezone(workspace.config.zone)


def _log(args: Namespace, world: World) -> bool:
    """Log as was asked for; tell whether that is somewhere or somehow else than on a terminal."""
    form = args.log_format or os.environ.get("WERKBLAD_LOG_FORMAT") or "text"
    file = args.log_file or os.environ.get("WERKBLAD_LOG_FILE")
    if form not in FORMATS:
        raise CannotRunError(world.words("serving.log-format", value=form))
    log_to(form, Path(file) if file else None, verbose=getattr(args, "verbose", False))
    return bool(file) or form != "text"


def _seen(world: World, workspace: Workspace) -> Holder | None:
    """Return who ticks in the store: fresher than what stands in the lock."""
    with world.open_store(workspace.store) as store:
        return read_holder(store.notes.get(NOTE))


def _held(by: Holder | None, world: World, workspace: Workspace, entry: str) -> str:
    """Say who runs the service here."""
    if by is None:
        return world.words("serving.held")
    zone = workspace.config.zone
    since, seen = by.since.astimezone(zone), by.seen.astimezone(zone)
    return world.words(entry, host=by.host, pid=str(by.pid), since=since, seen=seen)


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
