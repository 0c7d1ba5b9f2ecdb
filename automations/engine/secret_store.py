"""Where secrets come from: the environment, else the system's keyring. None stands in a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

SERVICE = "werkblad"  # under which the keyring keeps them


def find_secret(names: Iterable[str], account: str, environ: Mapping[str, str]) -> str | None:
    """Look in the environment, then in the keyring. The end of a line is no part of a secret."""
    for name in names:
        if value := environ.get(name, "").rstrip("\r\n"):
            return value
    return (_kept(account) or "").rstrip("\r\n") or None


def _kept(account: str) -> str | None:
    import keyring  # noqa: PLC0415 - looks for its backends, which takes its time

    try:
        return keyring.get_password(SERVICE, account)
    except Exception:  # noqa: BLE001 - a backend raises what it likes; without it there is none
        return None


def keep_command(account: str) -> str:
    """Return what to type so that the keyring keeps a secret."""
    program = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"{program} -m keyring set {SERVICE} {account}"
