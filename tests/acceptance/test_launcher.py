"""run.py: from a fresh clone to a running service, and back from every half-way state.

The launcher under test is the real one, in a small tree of its own: a service that says how it was
started, and locks that pin tiny packages from a folder, so that nothing comes from the network.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from automations.engine.launcher import command_at
from automations.engine.launcher.installed import is_met, pins
from automations.engine.launcher.stamp import is_sound, read_stamp

REPOSITORY = Path(__file__).parents[2]
PYTHON = str(getattr(sys, "_base_executable", sys.executable))
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the tree is made with symlinks")

SERVICE = """
import json, os, sys, time, tiny
def main(argv):
    print(json.dumps({"argv": argv, "cwd": os.getcwd(), "pid": os.getpid(), "prefix": sys.prefix,
                      "tiny": tiny.VERSION}), flush=True)
    if argv[0] == "start":
        time.sleep(30)
    return 7
"""
PYTEST = "import json, os, sys; print(json.dumps({'argv': sys.argv[1:], 'cwd': os.getcwd()}))"
PROJECT = """
[project]
dependencies = ["tiny>=1.1"]
[project.optional-dependencies]
dev = ["pytest"]
"""


def wheel(folder: Path, name: str, version: str, files: Mapping[str, str]) -> str:
    """Write a wheel to `folder` and return its line for a lock."""
    about = f"{name}-{version}.dist-info"
    contents = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(_digest(text)).decode().rstrip('=')},{len(text)}\n"
        for path, text in contents.items()
    )
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inner, text in contents.items():
            archive.writestr(inner, text)
        archive.writestr(f"{about}/RECORD", f"{record}{about}/RECORD,,\n")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def write_locks(tree: Path, *packages: str) -> None:
    """Write both locks: `packages` to run, and pytest beside them to test."""
    wheels = tree / "wheels"
    lines = "".join(_tiny(wheels, version) for version in packages)
    head = f"--no-index\n--find-links {wheels.as_uri()}\n"
    (tree / "requirements.lock").write_text(head + lines)
    tests = wheel(wheels, "pytest", "9.0", {"pytest/__init__.py": "", "pytest/__main__.py": PYTEST})
    (tree / "requirements-dev.lock").write_text(head + lines + tests)


def _tiny(wheels: Path, version: str) -> str:
    return wheel(wheels, "tiny", version, {"tiny/__init__.py": f"VERSION = '{version}'\n"})


def clone(tree: Path) -> Path:
    """Make a clone in which nothing ran yet."""
    engine = tree / "automations/engine"
    for part in ("launcher", "locale"):
        shutil.copytree(REPOSITORY / "automations/engine" / part, engine / part)
    for part in ("run.py", "automations/__init__.py", "automations/engine/__init__.py"):
        shutil.copy(REPOSITORY / part, tree / part)
    for part in ("cli.py", "words.py"):
        shutil.copy(REPOSITORY / "automations/engine" / part, engine / part)
    (engine / "app.py").write_text(SERVICE)
    (tree / "pyproject.toml").write_text(PROJECT)
    (tree / "wheels").mkdir()
    write_locks(tree, "1.1")
    return tree


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Give a clone in which nothing ran yet."""
    return clone(tmp_path / "a clone")


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Give a clone that ran once, and how that went; making one takes seconds."""
    tree = clone(tmp_path_factory.mktemp("made") / "a clone")
    return tree, run(tree, "check", "--json")


@pytest.fixture
def tree(made: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> Path:
    """Give a clone of the test's own that ran before."""
    copy = tmp_path / "clone"
    shutil.copytree(made[0], copy, symlinks=True)
    assert run(copy, "check").returncode == 7  # it was moved; that mends it
    return copy


def environment(**values: str) -> dict[str, str]:
    """Return the environment of a user without uv, without an active environment."""
    kept = {name: os.environ[name] for name in ("HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PATH": "", "LC_ALL": "nl_NL.UTF-8", **values}


def run(
    tree: Path, *arguments: str, python: str = PYTHON, cwd: Path | None = None, **values: str
) -> subprocess.CompletedProcess[str]:
    """Run the launcher of `tree` with the Python outside any environment."""
    return subprocess.run(
        [python, str(tree / "run.py"), *arguments],
        cwd=cwd or tree.parent,
        env=environment(**values),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def test_the_first_use_makes_an_environment_beside_the_launcher_and_says_so(
    made: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    """What it does stands on stderr; on stdout is only what the command prints."""
    tree, result = made
    assert "De eerste keer" in result.stderr
    assert json.loads(result.stdout)["prefix"] == str(tree / ".venv")


def test_a_command_gets_its_arguments_its_folder_and_returns_its_exit_code(
    tree: Path, tmp_path: Path
) -> None:
    """The launcher works from any folder and stays out of the way."""
    result = run(tree, "check", "-C", "x y", "--json", cwd=tmp_path)
    said = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (7, "")
    assert (said["argv"], said["cwd"]) == (["check", "-C", "x y", "--json"], str(tmp_path))


def test_once_installed_it_needs_no_network_and_says_nothing(tree: Path) -> None:
    """Offline: the packages are gone, and nothing is asked for."""
    shutil.rmtree(tree / "wheels")
    result = run(tree, "check")
    assert (result.returncode, result.stderr) == (7, "")


def test_a_moved_folder_goes_on_working_without_a_network(tree: Path) -> None:
    """The environment's scripts name its old place; they are put right."""
    moved = tree.rename(tree.with_name("elsewhere, with blanks"))
    shutil.rmtree(moved / "wheels")
    result = run(moved, "check")
    assert "verplaatst" in result.stderr
    assert json.loads(result.stdout)["prefix"] == str(moved / ".venv")
    pip = subprocess.run([moved / ".venv/bin/pip", "--version"], capture_output=True, check=True)
    assert str(moved / ".venv") in pip.stdout.decode()


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param(["bin/python"], id="its Python is gone"),
        pytest.param(["werkblad.stamp", "lib/*/site-packages/tiny"], id="installing broke off"),
    ],
)
def test_a_broken_environment_is_made_again(tree: Path, lost: list[str]) -> None:
    """Whatever is missing, the next use mends it and then does what was asked."""
    lose(tree / ".venv", lost)
    result = run(tree, "check")
    assert "opnieuw gemaakt" in result.stderr
    assert result.returncode == 7


@pytest.mark.parametrize(
    "lost", ["werkblad.stamp", "pyvenv.cfg", "lib/*/site-packages/tiny", "lib", "bin/python"]
)
def test_an_environment_that_lost_a_part_is_not_sound(tree: Path, lost: str) -> None:
    """The look that every start takes sees what is missing."""
    home = tree / ".venv"
    assert is_sound(home, read_stamp(home))
    lose(home, [lost])
    assert not is_sound(home, read_stamp(home))


def lose(home: Path, patterns: list[str]) -> None:
    """Delete what matches from an environment."""
    for pattern in patterns:
        for path in home.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def test_a_complete_environment_without_a_stamp_is_taken_over(tree: Path) -> None:
    """One that somebody made by hand from the lock is not thrown away."""
    (tree / ".venv/werkblad.stamp").unlink()
    (tree / ".venv/their-own-file").touch()
    assert run(tree, "check").returncode == 7
    assert (tree / ".venv/their-own-file").exists()
    assert (tree / ".venv/werkblad.stamp").exists()


def test_a_changed_lock_refreshes_the_environment(tree: Path) -> None:
    """After an upgrade of the service the packages follow by themselves, once."""
    write_locks(tree, "1.2")
    refreshed = run(tree, "check")
    assert "bijgewerkt" in refreshed.stderr
    assert json.loads(refreshed.stdout)["tiny"] == "1.2"
    assert run(tree, "check").stderr == ""


def test_tests_run_in_the_repository_and_share_their_environment(
    tree: Path, tmp_path: Path
) -> None:
    """`test` adds what tests need; the other commands then go on in it without installing."""
    result = run(tree, "-C", "ignored", "test", "-k", "a name", "--help", cwd=tmp_path)
    assert "bijgewerkt" in result.stderr
    assert json.loads(result.stdout) == {"argv": ["-k", "a name", "--help"], "cwd": str(tree)}
    again = run(tree, "check")
    assert (again.returncode, again.stderr) == (7, "")


def test_a_failed_installation_says_what_to_do_and_keeps_what_was_there(tree: Path) -> None:
    """Offline after an upgrade: what pip says, a remedy, exit code 2; the old lock still runs."""
    before = (tree / "requirements.lock").read_text()
    (tree / "requirements.lock").write_text(before.replace("tiny==1.1", "tiny==6.6"))
    (tree / "requirements-dev.lock").unlink()
    result = run(tree, "check")
    assert result.returncode == 2
    assert "tiny==6.6" in result.stderr
    assert "internet" in result.stderr
    (tree / "requirements.lock").write_text(before)
    assert run(tree, "check").stderr == ""


def test_an_altered_package_is_refused(tree: Path) -> None:
    """Every package must be the one whose hash stands in the lock."""
    write_locks(tree, "1.2")
    wheel(tree / "wheels", "tiny", "1.2", {"tiny/__init__.py": "VERSION = 'altered'\n"})
    result = run(tree, "check")
    assert result.returncode == 2
    assert "DO NOT MATCH THE HASHES" in result.stderr


def test_when_uv_fails_pip_does_it(tree: Path, tmp_path: Path) -> None:
    """Where a proxy or an index is set for pip only, the failure of uv is not the end."""
    write_locks(tree, "1.2")
    (tmp_path / "uv").write_text("#!/bin/sh\necho no route\nexit 3\n")
    (tmp_path / "uv").chmod(0o755)
    result = run(tree, "check", PATH=str(tmp_path))
    assert "no route" in result.stderr
    assert json.loads(result.stdout)["tiny"] == "1.2"


def test_two_first_uses_at_once_do_not_clash(fresh: Path) -> None:
    """One installs, the other waits for it, and both do what was asked."""
    command = [PYTHON, str(fresh / "run.py"), "check"]
    both = [
        subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=300)[1].decode() for process in both]
    assert [process.returncode for process in both] == [7, 7]
    assert sum("Klaar in" in text for text in said) == 1
    assert sum("Even wachten" in text for text in said) == 1


def test_the_service_gets_the_signals_itself(tree: Path) -> None:
    """A supervisor that starts run.py and stops it, starts and stops the service."""
    command = [PYTHON, str(tree / "run.py"), "start"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["pid"] == process.pid
        process.terminate()
        assert process.wait(timeout=10) == -signal.SIGTERM


def own_environment(folder: Path, version: str) -> str:
    """Make an environment that has `tiny`, and return its Python: what `activate` puts first."""
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", str(folder)], check=True)
    site = next(folder.glob("lib/*/site-packages"))
    (site / "tiny").mkdir()
    (site / "tiny/__init__.py").write_text(f"VERSION = '{version}'\n")
    (site / f"tiny-{version}.dist-info").mkdir()
    return str(folder / "bin/python")


def test_an_activated_environment_that_has_the_dependencies_is_used(
    fresh: Path, tmp_path: Path
) -> None:
    """Nothing is made and nothing is said."""
    result = run(fresh, "check", python=own_environment(tmp_path / "own", "1.10"))
    assert json.loads(result.stdout)["prefix"] == str(tmp_path / "own")
    assert not (fresh / ".venv").exists()
    assert result.stderr == ""


def test_an_activated_environment_with_too_old_a_dependency_is_left_alone(
    tree: Path, tmp_path: Path
) -> None:
    """Its tiny is below what pyproject.toml asks for, so the launcher's own is used."""
    result = run(tree, "check", python=own_environment(tmp_path / "own", "1.0"))
    said = json.loads(result.stdout)
    assert (said["prefix"], said["tiny"]) == (str(tree / ".venv"), "1.1")


def test_too_old_a_python_is_told_what_to_do(fresh: Path) -> None:
    """In the system's language, with a newer Python by name where there is one."""
    newer = fresh / "python3.12"
    newer.touch()
    act_old = (
        "import runpy, sys; sys.version_info = (3, 8, 2, 'final', 0);"
        f"runpy.run_path({str(fresh / 'run.py')!r}, run_name='__main__')"
    )
    command = [PYTHON, "-c", act_old]
    for values, said in (
        ({}, "Installeer een nieuwere Python"),
        ({"LC_ALL": "en_GB.UTF-8"}, "Install a newer Python"),
        ({"PATH": str(fresh)}, "Typ: python3.12 run.py"),
    ):
        result = subprocess.run(
            command, env=environment(**values), capture_output=True, encoding="utf-8", check=False
        )
        assert result.returncode == 2
        assert "3.8.2" in result.stderr
        assert said in result.stderr


def test_a_system_that_lacks_ensurepip_is_told_which_package_to_install(fresh: Path) -> None:
    """Debian and Ubuntu ship Python without it."""
    lacking = (
        f"import sys; sys.modules['ensurepip'] = None; sys.path.insert(0, {str(fresh)!r});"
        "from automations.engine.launcher import main;"
        f"sys.exit(main(['check'], {str(fresh)!r}))"
    )
    result = subprocess.run(
        [PYTHON, "-c", lacking],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 2
    package = f"python3.{sys.version_info.minor}-venv"
    assert f"sudo apt install {package}" in result.stderr


def test_help_needs_no_environment(fresh: Path) -> None:
    """Before anything is installed, `--help` explains every command."""
    result = run(fresh, "--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert "demo" in result.stdout
    assert not (fresh / ".venv").exists()


def test_help_takes_at_most_four_times_as_long_as_python_itself() -> None:
    """The best of twenty pairs, so that what else the machine does counts as little as it can."""
    commands = [[PYTHON, "-c", "pass"], [PYTHON, str(REPOSITORY / "run.py"), "--help"]]
    best = [float("inf"), float("inf")]
    for _ in range(20):
        for index, command in enumerate(commands):
            began = time.perf_counter()
            subprocess.run(command, env=environment(), stdout=subprocess.DEVNULL, check=True)
            best[index] = min(best[index], time.perf_counter() - began)
    assert best[1] <= 4 * best[0]


@pytest.mark.parametrize(
    ("argv", "place"),
    [(["test"], 0), (["-v", "test"], 1), (["-C", "test", "check"], 2), (["--lang=en", "run"], 1)],
)
def test_the_command_is_found_after_options(argv: list[str], place: int) -> None:
    """An option's value is not taken for the command."""
    assert command_at(argv) == place


def test_versions_are_compared_by_number() -> None:
    """3.10 is newer than 3.9, whatever the spelling of the name."""
    assert is_met("Some_Name>=3.9", {"some-name": "3.10"})
    assert not is_met("some.name>=3.10", {"some-name": "3.9.4"})
    assert not is_met("other", {"some-name": "1"})


def test_what_is_pinned_for_another_system_is_not_missed() -> None:
    """A line with a marker may not hold here, so it is not looked for."""
    assert pins("a==1 \\\n --hash=x\nb==2 ; sys_platform == 'win32' \\\n --hash=y\n") == {"a": "1"}
