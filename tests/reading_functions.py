"""What tests let the reading process do with the tabs that it read, and with itself."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

Tabs = list[Any]


def titles(tabs: Tabs, more: str) -> list[str]:
    """Return the titles with something behind each."""
    return [str(tab[0]) + more for tab in tabs]


def noisy(tabs: Tabs, _: object) -> int:
    """Print what would break the framing of answers, in every way that there is."""
    print("een losse regel")  # noqa: T201 - that is what it is for
    sys.stdout.flush()
    os.write(1, b"\0" * 100)
    return len(tabs)


def environment(_: Tabs, __: object) -> dict[str, str]:
    """Return what the process knows of its surroundings."""
    return dict(os.environ)


def number(_: Tabs, __: object) -> int:
    """Return the process's own number."""
    return os.getpid()


def abort(_: Tabs, __: object) -> None:
    """Die as a library in Rust or C does."""
    os.abort()


def leave(_: Tabs, __: object) -> None:
    """End without an answer."""
    os._exit(0)


def hang(_: Tabs, __: object) -> None:
    """Take for ever."""
    time.sleep(3600)


def eat(_: Tabs, __: object) -> int:
    """Ask for memory until there is no more."""
    eaten = []
    while True:
        eaten.append(bytearray(50_000_000))


def lie(_: Tabs, __: object) -> str:
    """Answer what is no tabs."""
    return "geen tabbladen"


def raise_error(_: Tabs, __: object) -> None:
    """Fail as code fails that has a mistake."""
    raise ZeroDivisionError


def garbage(_: Tabs, __: object) -> None:
    """Answer what is no message at all, past the program's own way."""
    for handle in range(3, 20):
        try:
            os.write(handle, (5).to_bytes(8, "big") + b"\xffabcd")
        except OSError:
            continue
    os._exit(0)
