"""The garbage collector, paused where very many rows are made.

It would go through all of them again and again while they grow, for more than the work itself
takes; and rows hold no circles that only it could find.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector, and let it go on as it was."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
