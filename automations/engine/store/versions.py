"""The versions of the store that the program knows: one for each migration."""

from __future__ import annotations

from pathlib import Path

SCRIPTS = Path(__file__).with_name("migrations")


def known_versions(scripts: Path = SCRIPTS) -> tuple[str, ...]:
    """Return the versions that the program has migrations to, oldest first."""
    files = (scripts / "versions").glob("[0-9]*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))
