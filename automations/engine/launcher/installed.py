"""Looking at what is installed: by the folders' names, as `importlib.metadata` is slow to start."""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

_PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)[ \t]*(;?)", re.MULTILINE)
_REQUIREMENT = re.compile(r"([\w.-]+)(?:>=([\d.]+))?")
_METADATA = re.compile(r"(.+?)-(\d[^-]*)(?:-py[\d.]+)?\.(?:dist|egg)-info")


def fits(root: Path, *, dev: bool) -> bool:
    """Tell whether this Python's environment has what the pyproject.toml of `root` asks for."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"]["dev"] if dev else [])
    have = {name: version for name, (version, _) in _installed(map(Path, sys.path)).items()}
    return all(is_met(requirement, have) for requirement in wanted)


def is_met(requirement: str, have: dict[str, str]) -> bool:
    """Tell whether `have` (normal name → version) meets `name>=bound`; raises ValueError."""
    parts = _REQUIREMENT.fullmatch(requirement)
    if parts is None:
        raise ValueError(requirement)
    version = have.get(_normal(parts[1]))
    return version is not None and _numbers(version) >= _numbers(parts[2] or "0")


def pins(lock: str) -> dict[str, str]:
    """Return what the text of a lock pins on every machine: normal name → version."""
    return {_normal(name): version for name, version, marker in _PIN.findall(lock) if not marker}


def is_complete(site: Path, lock: str) -> bool:
    """Tell whether `site` has every package that a lock pins, with every file of it."""
    have = _installed([site])
    for name, version in pins(lock).items():
        found, folder = have.get(name, ("", site))
        if found != version or not _has_its_files(folder):
            return False
    return True


def _installed(sites: Iterable[Path]) -> dict[str, tuple[str, Path]]:
    """Map the normal name of each package to its version and the folder that describes it."""
    have: dict[str, tuple[str, Path]] = {}
    for site in sites:
        for folder in site.iterdir() if site.is_dir() else ():
            if parts := _METADATA.fullmatch(folder.name):
                have.setdefault(_normal(parts[1]), (parts[2], folder))
    return have


def _has_its_files(metadata: Path) -> bool:
    try:
        with (metadata / "RECORD").open(encoding="utf-8", newline="") as record:
            files = [row[0] for row in csv.reader(record) if row]
    except OSError:
        return False
    return all((metadata.parent / file).exists() for file in files if not file.endswith(".pyc"))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _numbers(version: str) -> tuple[int, ...]:
    leading = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in leading[0].split(".")) if leading else ()
