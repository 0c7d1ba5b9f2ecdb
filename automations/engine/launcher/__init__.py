"""What `run.py` does: find or make the environment with the dependencies, and run in it.

Only the standard library, and as little of it as can be: help must answer at once, and most runs
find everything in place. The rest of this package is imported when it is needed.
"""

from __future__ import annotations

import os
import sys

COULD_NOT_RUN, INTERRUPTED = 2, 130
_READY = "werkblad"  # a mark on the interpreter (-X) that this is the right environment
_WITH_VALUE = frozenset({"-C", "--today", "--now", "--lang"})


def main(argv: list[str], root: str) -> int:
    """Do what `argv` asks in the repository at `root`, and return the exit code.

    On POSIX this process may become another one, so that signals reach it; then it never returns.
    """
    place = command_at(argv)
    tests = argv[place : place + 1] == ["test"]
    if not tests and (code := _help(argv)) is not None:
        return code
    try:
        python = _python(root, dev=tests)
    except KeyboardInterrupt:
        return INTERRUPTED
    if python is None:
        return COULD_NOT_RUN
    if tests:
        os.chdir(root)
        return _become([python, "-m", "pytest", *argv[place + 1 :]])
    if python != sys.executable:
        return _become([python, "-X", _READY, f"{root}/run.py", *argv])
    from automations.engine.app import main as run  # noqa: PLC0415 - not there before installing

    code = run(argv)
    import gc  # noqa: PLC0415 - help must start fast

    gc.freeze()  # the process ends: nothing needs to be looked through once more
    return code


def command_at(argv: list[str]) -> int:
    """Return where in `argv` the command stands; past the end when there is none."""
    place = 0
    while place < len(argv) and argv[place].startswith("-"):
        place += 2 if argv[place] in _WITH_VALUE else 1
    return place


def _help(argv: list[str]) -> int | None:
    if argv and not {"-h", "--help"}.intersection(argv):
        return None
    from automations.engine.cli import help_only  # noqa: PLC0415 - only help pays for it

    return help_only(argv)


def _python(root: str, *, dev: bool) -> str | None:
    """Return the Python to run with; None, after saying why, where there is no way to get one."""
    if _READY in sys._xoptions:  # noqa: SLF001 - documented, and no child process inherits it
        return sys.executable
    from automations.engine.launcher.choose import python_for  # noqa: PLC0415 - help needs none

    return python_for(root, dev=dev)


def _become(command: list[str]) -> int:
    """Run `command` in the place of this process or, on Windows, beside it."""
    if sys.platform != "win32":
        os.execv(command[0], command)  # noqa: S606 - a list of our own, and no shell
    import subprocess  # noqa: PLC0415 - only there

    with subprocess.Popen(command) as process:  # noqa: S603 - as above
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # it got Ctrl-C as well, and decides what to do
                continue
