"""A service inside a test: the real one, with a clock that a test sets, in a thread."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from automations.engine.app import _world
from automations.engine.commands.serving import Serving
from automations.engine.commands.world import World
from automations.engine.health import Seen, read_health
from automations.engine.locking import Lock
from automations.engine.words import Words
from automations.engine.workspace import SHIPPED, Workspace

PATIENCE = 30.0  # seconds in which something must come about
TICK = 0.05


class Running:
    """One service and its clock."""

    def __init__(self, folder: Path, at: str, world: World) -> None:
        """Serve the workspace in `folder` from that moment on."""
        self.folder, self.time, self.stop = folder, datetime.fromisoformat(at), threading.Event()
        self.error: BaseException | None = None
        self.ended_well: bool | None = None
        self.service = Serving(world, folder, self.now, self.stop, tick_seconds=TICK)
        self._lock = Lock(folder)
        self._thread = threading.Thread(target=self._serve)

    def now(self, workspace: Workspace) -> datetime:
        """Return the time on the wall in the workspace's zone."""
        return self.time.replace(tzinfo=workspace.config.zone)

    def at(self, moment: str) -> None:
        """Put the clock to that moment."""
        self.time = datetime.fromisoformat(moment)

    @property
    def health(self) -> Seen:
        """Return what the health file says."""
        return read_health(self.folder, datetime.now().astimezone())

    def job(self, name: str) -> dict[str, Any]:
        """Return what it says of a job."""
        jobs = self.health.data.get("jobs", [])
        return next((one for one in jobs if one["job"] == name), {})

    def wait(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so."""
        until = time.monotonic() + PATIENCE
        while not is_so():
            assert self._thread.is_alive(), self.error
            assert time.monotonic() < until, self.health
            time.sleep(0.02)

    def wait_ticks(self, ticks: int = 3) -> None:
        """Wait until it has ticked so many times from now."""
        seen = {self.health.data.get("ticks")}
        self.wait(lambda: seen.add(self.health.data.get("ticks")) or len(seen) > ticks)

    def wait_for_end(self) -> None:
        """Wait until it has left by itself."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()
        self.wait(lambda: self.health.state in {"well", "troubled"})

    def end(self) -> None:
        """Stop, and wait until it has left."""
        self.stop.set()
        if self._thread.ident:
            self._thread.join(PATIENCE)
        self._lock.close()

    def _serve(self) -> None:
        try:
            self.ended_well = self.service.serve(self._lock)
        except BaseException as error:
            self.error = error
            raise


@contextmanager
def serving(folder: Path, at: str, **instead: Any) -> Iterator[Running]:  # noqa: ANN401 - of World
    """Serve a workspace; `instead` replaces parts of the world."""
    world = replace(_world(Words("en"), reads=False), **instead)
    running = Running(folder, at, world)
    try:
        running.start()
        yield running
    finally:
        running.end()


def configured(folder: Path, **keys: str) -> Path:
    """Write a config.yaml into `folder`: the shipped one, with other values for some keys."""
    text = (SHIPPED / "config.yaml").read_text("utf-8")
    for key, value in keys.items():
        text, count = re.subn(rf"(?m)^(\s*){key}:.*$", rf"\g<1>{key}: {value}", text)
        if not count:
            text = f"{key}: {value}\n{text}"
    (folder / "config.yaml").write_text(text, "utf-8")
    return folder
