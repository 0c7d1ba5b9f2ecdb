"""Making and mending `.venv`, from the committed locks.

An environment is stamped when it is finished. One without a stamp is looked through, file by file:
complete, it is taken over; else it is made again.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from automations.engine.launcher.installed import is_complete, pins
from automations.engine.launcher.stamp import (
    STAMP,
    TO_RUN,
    TO_TEST,
    interpreter,
    is_current,
    is_sound,
    read_stamp,
)
from automations.engine.words import Words, system_language

_PROBE = "import sysconfig; print(sysconfig.get_path('purelib'))"
# Settings of Python and pip that would install elsewhere, or run another Python's files.
_MISLEADING = frozenset(
    {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV"}
)


class CannotPrepareError(Exception):
    """There is no environment and none can be made: `entry` of the catalogue says why."""

    def __init__(self, entry: str, **values: object) -> None:
        """Name the entry in the catalogues, and its values."""
        super().__init__(entry)
        self.entry = entry
        self.values = values


class Speaker:
    """Says on stderr what is going on, in the system's language."""

    def __init__(self) -> None:
        """Look whether there is a terminal to show progress on."""
        self._words = Words(system_language())
        self._live = sys.stderr.isatty()

    def say(self, entry: str, **values: object) -> None:
        """Say one entry of the catalogues."""
        self.progress("")
        sys.stderr.write(self._words(entry, None, **values) + "\n")
        sys.stderr.flush()

    def progress(self, text: str) -> None:
        """Show `text` on the last line of a terminal; the empty text wipes it."""
        if self._live:
            sys.stderr.write(f"\r\x1b[K{text[:70]}")
            sys.stderr.flush()


def prepared(root: Path, *, dev: bool) -> str | None:
    """Make or mend `.venv` and return its Python; None, after saying why, when that cannot be."""
    speaker = Speaker()
    home = root / ".venv"
    try:
        with _alone(root, speaker) as lock:
            _Maker(root, lock, speaker).prepare(dev=dev)
    except CannotPrepareError as error:
        speaker.say(error.entry, **error.values)
        return None
    except OSError as error:
        speaker.say("launcher.no-access", folder=home, problem=error.strerror or error)
        return None
    except KeyboardInterrupt:
        speaker.say("launcher.interrupted")
        raise
    return str(interpreter(home))


@contextmanager
def _alone(root: Path, speaker: Speaker) -> Iterator[int]:
    """Hold the lock on `.venv`; the system gives it back when the last process that has it ends."""
    with (root / ".venv.lock").open("a") as file:
        told = False
        while not _locked(file.fileno()):
            if not told:
                speaker.say("launcher.waiting", folder=root / ".venv")
                told = True
            time.sleep(0.2)
        yield file.fileno()


def _locked(lock: int) -> bool:
    """Try to take the lock, and say whether that went well."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only there

            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


class _Maker:
    """Makes one environment; only one process does so at a time."""

    def __init__(self, root: Path, lock: int, speaker: Speaker) -> None:
        self._root = root
        self._home = root / ".venv"
        self._lock = lock
        self._speaker = speaker

    def prepare(self, *, dev: bool) -> None:
        """Bring the environment to what the lock file asks for, the shortest way."""
        stamp = read_stamp(self._home)
        sound = is_sound(self._home, stamp)
        if sound and is_current(self._root, stamp, dev=dev):
            return  # another run made it while this one waited
        file = self._root / (TO_TEST if dev or stamp.get("file") == TO_TEST else TO_RUN)
        if not file.is_file():
            raise CannotPrepareError("launcher.no-lock", file=file)
        if not sound and self._take_over(stamp, file):
            return
        began = time.monotonic()
        told = "refresh" if sound else "repair" if self._home.exists() else "first"
        tool = "uv" if shutil.which("uv") else "pip"
        self._speaker.say(f"launcher.{told}", folder=self._home, tool=tool)
        if sound:
            self._refresh(stamp, file)
        else:
            _remove(self._home)
            self._install(file)
        self._stamp(file.name, file.read_text("utf-8"))
        self._speaker.say("launcher.done", seconds=round(time.monotonic() - began))

    def _take_over(self, stamp: dict[str, str], file: Path) -> bool:
        """Keep an environment that was moved, or was made by hand, when it is complete."""
        try:
            if stamp and sys.platform != "win32" and stamp["home"] != str(self._home):
                _relocate(self._home, stamp["home"])
            if not (self._home / "pyvenv.cfg").is_file():
                return False
            site = self._site()
            for lock in (self._root / TO_TEST, file):
                if lock.is_file() and is_complete(site, text := lock.read_text("utf-8")):
                    self._stamp(lock.name, text)
                    break
            else:
                return False
        except (CannotPrepareError, OSError):
            return False
        if stamp:
            self._speaker.say("launcher.moved", folder=self._home)
        return True

    def _refresh(self, stamp: dict[str, str], file: Path) -> None:
        """Install over what is there; when that fails before it changed anything, keep it."""
        site = self._site()
        (self._home / STAMP).unlink()
        try:
            self._install(file)
        except CannotPrepareError:
            if is_complete(site, stamp["lock"]):
                self._stamp(stamp["file"], stamp["lock"])
            raise

    def _install(self, file: Path) -> None:
        """Install what `file` pins, with uv where it is and works, else with venv and pip."""
        python = str(interpreter(self._home))
        if uv := shutil.which("uv"):
            options = ["--quiet", "--require-hashes", "--compile-bytecode", "--python", python]
            try:
                if not self._home.exists():
                    self._run([uv, "venv", "--quiet", "--python", _base(), str(self._home)])
                self._run([uv, "pip", "install", *options, "-r", str(file)])
            except CannotPrepareError as error:
                self._speaker.say("launcher.uv-failed", output=error.values["output"])
            else:
                return
        if not self._has_pip():
            if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
                package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
                raise CannotPrepareError("launcher.no-venv", package=package, python=_base())
            self._run([_base(), "-I", "-m", "venv", str(self._home)])
        options = ["--require-hashes", "--no-input", "--disable-pip-version-check"]
        total, seen = len(pins(file.read_text("utf-8"))), 0
        for line in self._lines([python, "-I", "-m", "pip", "install", *options, "-r", str(file)]):
            if line.startswith("Collecting "):
                seen += 1
                self._speaker.progress(f"{seen}/{total} {line.split()[1]}")

    def _has_pip(self) -> bool:
        try:
            self._run([str(interpreter(self._home)), "-I", "-c", "import pip"])
        except (CannotPrepareError, OSError):
            return False
        return True

    def _site(self) -> Path:
        """Ask the environment's own Python where its packages are, which shows that it works."""
        command = [str(interpreter(self._home)), "-I", "-c", _PROBE]
        site = Path("".join(self._lines(command)).strip())
        if not site.is_relative_to(self._home):
            raise CannotPrepareError("launcher.failed", tool=command[0], output=str(site))
        return site

    def _stamp(self, name: str, lock: str) -> None:
        """Write down what was installed; from then on the environment counts as finished."""
        site = self._site()
        names = sorted(path.name for path in site.iterdir() if path.name != "__pycache__")
        facts = {
            "home": self._home,
            "python": interpreter(self._home).resolve(),
            "site": site.relative_to(self._home),
            "file": name,
            "names": "/".join(names),
        }
        head = "\n".join(f"{fact}={value}" for fact, value in facts.items())
        fresh = self._home / f"{STAMP}.new"
        fresh.write_text(f"{head}\n\n{lock}", "utf-8")
        fresh.replace(self._home / STAMP)

    def _run(self, command: list[str]) -> None:
        deque(self._lines(command), maxlen=0)

    def _lines(self, command: list[str]) -> Iterator[str]:
        """Run `command` and yield what it says; raises CannotPrepareError when it fails.

        It keeps the lock for as long as it runs, also when this process is killed.
        """
        kept = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
        with subprocess.Popen(  # noqa: S603 - a list of our own, and no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=kept,
            pass_fds=() if sys.platform == "win32" else (self._lock,),
            encoding="utf-8",
            errors="replace",
        ) as process:
            last = deque[str](maxlen=15)
            for line in process.stdout or ():
                last.append(line)
                yield line
        if process.returncode:
            tool = Path(command[0]).stem
            raise CannotPrepareError("launcher.failed", tool=tool, output="".join(last))


def _base() -> str:
    """Return the Python outside any environment, which outlives the one that is being made."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _remove(home: Path) -> None:
    if home.is_symlink() or home.is_file():
        home.unlink()
    elif home.exists():
        shutil.rmtree(home)


def _relocate(home: Path, before: str) -> None:
    """Let the scripts of an environment that was moved name their own Python again."""
    old, new = before.encode(), str(home).encode()
    for script in [home / "pyvenv.cfg", *interpreter(home).parent.iterdir()]:
        if script.is_symlink() or not script.is_file():
            continue
        content = script.read_bytes()
        if content.startswith(b"#!" + old):  # a shell starts it: the new path may hold a blank
            program, _, rest = content[2:].partition(b"\n")
            content = b"#!/bin/sh\n'''exec' \"%b\" \"$0\" \"$@\"\n' '''\n%b" % (program, rest)
        if old in content and b"\0" not in content:
            script.write_bytes(content.replace(old, new))
