"""The reading process: takes bytes, answers with plain data, and may die of what it is given.

Started with `python -m`; it hears and speaks on its standard input and output, each message with
its length before it. What it is asked comes from our own process alone. What it answers is data and
nothing else (`marshal`), whatever a workbook may have done to it.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import sys
from itertools import count

TYPE_CHECKING = False  # it must start fast
if TYPE_CHECKING:
    from typing import IO, Any

HEADER = 8  # bytes that say how long a message is
READY = b"ready"  # the first message: everything that reading needs is there
TABS, REFUSED, BROKEN = "tabs", "refused", "broken"
BAND = "band"  # of a large tab, before the tabs; they name it by its number


def main() -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asks; then we are told
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints may not stand between the answers
    gc.disable()  # it would look at every row of a large sheet again and again
    _limit(int(sys.argv[1]))
    from automations.engine.sheets import parse  # noqa: PLC0415, F401 - while nobody asks yet

    gc.freeze()  # what is there now stays
    sys.setswitchinterval(0.0005)  # a band takes 10 ms; waiting for another thread costs no 5 of it
    questions = sys.stdin.buffer
    send(answers, READY)
    while (question := receive(questions)) is not None:
        send(answers, _answer(marshal.loads(question), answers))  # noqa: S302 - from our own process
        gc.collect()


def _limit(memory: int) -> None:
    """Limit the memory of this process, where the system can; and leave no core files."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (limit, limit))
        except (OSError, ValueError):  # macOS refuses, or a lower limit is set already
            continue


def _answer(question: tuple[bytes, str | None, str | None, Any], answers: IO[bytes]) -> bytes:
    """Read a workbook; with `then`, answer what that function makes of the tabs.

    Else the bands of large tabs are sent as soon as they are there: who asked takes them meanwhile.
    """
    from automations.engine.sheets import parse  # noqa: PLC0415 - see main
    from automations.engine.sheets.package import RefusedError  # noqa: PLC0415 - as above

    content, password, then, more = question
    numbers = count()

    def send_band(*band: Any) -> int:  # noqa: ANN401 - plain data
        send(answers, marshal.dumps((BAND, band)))
        return next(numbers)

    try:
        if then is None:
            return marshal.dumps((TABS, parse.read(content, password, send_band)))
        return marshal.dumps((TABS, _function(then)(parse.read(content, password), more)))
    except RefusedError as error:
        return marshal.dumps((REFUSED, error.reason))
    except (MemoryError, RecursionError):
        return marshal.dumps((REFUSED, "large"))
    except Exception as error:  # noqa: BLE001 - the service goes on; the workbook is reported
        return marshal.dumps((BROKEN, type(error).__name__))


def _function(name: str) -> Any:  # noqa: ANN401 - what our own process names, as module:function
    from importlib import import_module  # noqa: PLC0415 - only for this

    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def send(file: IO[bytes], message: bytes) -> None:
    """Write one message."""
    file.write(len(message).to_bytes(HEADER, "big"))
    file.write(message)
    file.flush()


def receive(file: IO[bytes], at_most: int | None = None) -> bytes | None:
    """Read one message; None where it ends before, or is longer than it may be."""
    header = file.read(HEADER)
    if len(header) < HEADER:
        return None
    length = int.from_bytes(header, "big")
    if at_most is not None and length > at_most:
        return None
    message = file.read(length)
    return message if len(message) == length else None


if __name__ == "__main__":
    main()
