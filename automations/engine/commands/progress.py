"""Progress: on a terminal, one line that says what is going on; silent anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from automations.engine.words import Words


@contextmanager
def progress(words: Words) -> Iterator[Callable[[str], None]]:
    """Give a function that shows a step of the work; the line goes away at the end."""
    shown = False

    def step(name: str) -> None:
        nonlocal shown
        if sys.stderr.isatty():
            shown = True
            sys.stderr.write(f"\r\x1b[K{words(f'commands.step-{name}')}")
            sys.stderr.flush()

    try:
        yield step
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
