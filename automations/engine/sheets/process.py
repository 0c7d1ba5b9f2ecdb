"""Our end of the reading process: starts it, asks it, and starts another when it dies."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
import weakref
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock, Timer
from time import monotonic
from typing import Any, TypeVar

from automations.engine.sheets import limits
from automations.engine.sheets.worker import BAND, READY, REFUSED, TABS, receive, send

T = TypeVar("T")
Take = Callable[[int, str, Any], None]

_ROOT = Path(__file__).parents[3]  # where the package `automations` lies
_ANSWER = 1 << 30  # bytes of an answer at most
_START = 60.0  # seconds in which the process must be there
_GONE = 5.0  # seconds in which it ends by itself once nobody asks any more


class DiedError(Exception):
    """The process did not survive this workbook; `reason` as in RefusedError."""

    def __init__(self, reason: str) -> None:
        """Carry the reason."""
        super().__init__(reason)
        self.reason = reason


class ReadingProcess:
    """Reads workbooks in a process of its own, one at a time; may be used by several threads."""

    def __init__(
        self, *, memory: int = limits.MEMORY, seconds: float = limits.SECONDS, program: str = ""
    ) -> None:
        """Set the limits; the process is started when it is needed, or by `start`."""
        self._memory, self._seconds = memory, seconds
        self._program = program or "automations.engine.sheets.worker"
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._is_ready = False
        self._at_end: Callable[[], object] = lambda: None

    def start(self) -> None:
        """Start the process now, so that it is there when it is needed."""
        with self._lock:
            self._running()

    def stop(self) -> None:
        """End the process; it is started again when it is needed."""
        with self._lock:
            self._stop()

    @property
    def number(self) -> int:
        """Return the number that the system gave the process; 0 when there is none."""
        return self._process.pid if self._process else 0

    def read(
        self,
        content: bytes,
        password: str | None = None,
        then: str | None = None,
        more: Any = None,  # noqa: ANN401 - plain data
        take: Take = lambda *_: None,
    ) -> Any:  # noqa: ANN401 - plain data
        """Return the tabs of a workbook as plain data, or what the function `then` makes of them.

        The bands of a large tab come before that, while the rest is still being read: each is given
        to `take`, with the number and the title of its tab, and the tabs name it by its number.

        `then` is `module:function` and gets the tabs and `more`, in that process. Raises DiedError
        with the reason, also when the workbook was refused.
        """
        question = marshal.dumps((content, password, then, more))
        with self._lock:
            try:
                seconds = limits.seconds(len(content), self._seconds)
                kind, answer = self._ask(question, seconds, take)
            except BaseException:  # also Ctrl-C: its answer may not be taken for that of the next
                self._stop()
                raise
        if kind == TABS:
            return answer
        raise DiedError(str(answer) if kind == REFUSED else "crash")

    def _ask(self, question: bytes, seconds: float, take: Take) -> tuple[str, Any]:
        process = self._running()
        ready = self._is_ready or _within(_START, process, lambda: _heard(process)) == READY
        if not ready:
            msg = "the reading process does not start"
            raise RuntimeError(msg)
        self._is_ready = True
        began = monotonic()
        try:
            answer = _within(seconds, process, lambda: _asked(process, question, take))
        except (EOFError, ValueError, TypeError, IndexError):
            answer = None
        if answer is None:
            raise DiedError("slow" if monotonic() - began >= seconds else "crash")
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the process, started anew where it ended, or where we are a fork ourselves."""
        process = self._process
        if process is None or process.poll() is not None or self._owner != os.getpid():
            process = self._process = self._started()
            self._owner, self._is_ready = os.getpid(), False
            self._at_end = weakref.finalize(self, _end, process)
        return process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._at_end()
            self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        # No secrets for what reads the work of others, and nothing from the folder that we are in.
        given = os.environ.get("PYTHONPATH")
        environment = {"PYTHONPATH": os.pathsep.join([str(_ROOT), *([given] if given else [])])}
        for name in ("SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONHOME"):
            if name in os.environ:
                environment[name] = os.environ[name]
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", "-m", self._program, str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )


def _heard(process: subprocess.Popen[bytes]) -> bytes | None:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    return receive(process.stdout, _ANSWER)


def _asked(process: subprocess.Popen[bytes], question: bytes, take: Take) -> tuple[str, Any] | None:
    """Ask, and hand on the bands of large tabs as they come."""
    assert process.stdin is not None  # noqa: S101 - it was asked for
    send(process.stdin, question)
    size = 0
    while size <= _ANSWER and (message := _heard(process)) is not None:
        kind, answer = marshal.loads(message)  # noqa: S302 - plain data
        if kind != BAND:
            return kind, answer
        size += len(message)
        take(*answer)
    return None


def _within(
    seconds: float, process: subprocess.Popen[bytes], work: Callable[[], T | None]
) -> T | None:
    """Do what waits for the process; it is stopped when that takes longer than `seconds`."""
    timer = Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        return work()
    except OSError:
        return None
    finally:
        timer.cancel()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process: it leaves when it hears nothing more, and is stopped where it does not."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                continue
    try:
        process.wait(_GONE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@cache
def shared() -> ReadingProcess:
    """Return the reading process that everything in this process shares."""
    return ReadingProcess()
