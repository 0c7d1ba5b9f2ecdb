"""`demo` and `init`: new workspaces."""

from __future__ import annotations

import shutil
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from automations.engine.cli import Answer, CannotRunError
from automations.engine.commands.checking import summary_json, tally
from automations.engine.commands.documents import make_report
from automations.engine.commands.newsletters import preview_edition
from automations.engine.commands.progress import progress
from automations.engine.commands.world import World
from automations.engine.config import NAME, read_config
from automations.engine.core.checked import Checked
from automations.engine.core.periods import last_half_year
from automations.engine.outgoing import Outgoing
from automations.engine.runner import due
from automations.engine.stopping import stoppable
from automations.engine.words import Words
from automations.engine.workspace import Workspace
from automations.engine.yaml_files import FileError

MARK = ".werkblad-demo"  # stands in every folder that `demo` made, and in no other
_QUESTIONS = {
    "organisation": "Gemeente Dordrecht",
    "network": "Kennis- en Signaleringsnetwerk Radicalisering",
    "coordinator": "coordinator@dordrecht.example",
}


def demo(args: Namespace, world: World) -> Answer:
    """Build the example in a folder and run the whole job in it."""
    folder = Path(getattr(args, "workspace", ".") or ".", args.folder).resolve()
    _make_room(folder, world.words)
    with progress(world.words) as step:
        step("building")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()
        world.build_example(folder)
        workspace = world.open(folder)
        now = world.now(args, workspace)
        step("running")
        with world.open_store(workspace.store) as store, stoppable() as stop:
            outgoing = Outgoing(workspace, world.transport(workspace))
            chosen, shell = due(workspace, now), world.shell(workspace, now)
            result = outgoing.run(store, shell, now, chosen, first_runs=False)
            counts = outgoing.deliver(store, lambda: now, stop.is_set)
        step("newsletter")
        editions = [
            preview_edition(edition, workspace, world, result.checked, now)
            for edition in result.checked.register["editions"]
            if edition.status == "concept"
        ]
        step("report")
        period = last_half_year(now.date())
        report = make_report(workspace, world, result.checked, period, now, pdf=False)
    by_kind = Counter(mail.template for mail in result.decision.mails)
    files = [*result.documents, *report.files.values(), *(preview.file for preview in editions)]
    return Answer(
        {
            "folder": str(folder),
            "today": now.date().isoformat(),
            "sheets": [summary_json(summary) for summary in result.checked.sheets],
            "findings": dict(Counter(str(f.severity) for f in result.checked.findings)),
            "mails": dict(sorted(by_kind.items())),
            "sent": counts.sent,
            "files": [workspace.relative(Path(file)) for file in files if file],
        },
        list(_demo_text(folder, workspace, result.checked, by_kind, files, world.words)),
    )


def _demo_text(  # noqa: PLR0913, PLR0917 - a summary is made of all that was done
    folder: Path,
    workspace: Workspace,
    checked: Checked,
    by_kind: Mapping[str, int],
    files: list[Path | None],
    words: Words,
) -> Iterator[str]:
    shown = _shortest(folder)
    yield words("commands.demo-made", folder=shown)
    yield ""
    yield words("commands.demo-sheets")
    for name, location in workspace.workbooks.items():
        tabs = " · ".join(f"{s.tab} {s.rows}" for s in checked.sheets if s.workbook == name)
        yield f"  {Path(location).name:<22} {tabs}"
    yield words("commands.demo-findings", tally=tally(checked.findings, words))
    yield words("commands.demo-mails", count=sum(by_kind.values()), folder="outbox/")
    for kind, count in sorted(by_kind.items()):
        yield f"  {words(f'commands.mail-{kind}', count=count)}"
    yield words("commands.demo-files")
    yield from (f"  {workspace.relative(file)}" for file in files if file)
    yield ""
    yield words("commands.demo-next", folder=shown)


def _make_room(folder: Path, words: Words) -> None:
    """Empty a folder that `demo` made before; refuse any other that is not empty."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder / MARK).is_file():
        raise CannotRunError(words("commands.demo-not-ours", folder=_shortest(folder)))
    for inner in folder.iterdir():
        if inner.is_dir() and not inner.is_symlink():
            shutil.rmtree(inner)
        elif inner.name != MARK:  # the mark goes last of all, so that a half-emptied folder is ours
            inner.unlink()


def _shortest(folder: Path) -> str:
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)


def init(args: Namespace, world: World) -> Answer:
    """Make a workspace with empty workbooks; asks three questions, or takes them as flags."""
    folder = Path(args.folder or getattr(args, "workspace", None) or ".").resolve()
    words = world.words
    if (folder / NAME).exists():
        raise CannotRunError(words("commands.init-exists", folder=_shortest(folder)))
    answers = {name: getattr(args, name) for name in _QUESTIONS}
    open_ones = [name for name, answer in answers.items() if not answer]
    if open_ones and not sys.stdin.isatty():
        options = ", ".join(f"--{name}" for name in open_ones)
        raise CannotRunError(words("commands.init-needs", option=options))
    answers |= {name: _ask(name, words) for name in open_ones}
    with _only_whole(folder, words):
        (folder / NAME).write_text(_config(answers, words), "utf-8")
        try:
            read_config(folder)
        except FileError as error:
            raise CannotRunError(*world.mistakes(error.mistakes)) from error
        workspace = world.open(folder)
        made = []
        for name, location in workspace.workbooks.items():
            path = folder / location
            if path.exists():
                continue  # a workbook that is there already is never touched
            path.parent.mkdir(parents=True, exist_ok=True)
            world.build_empty(workspace, name, path)
            made.append(path)
    files = [workspace.relative(path) for path in made]
    return Answer(
        {"folder": str(folder), "files": [NAME, *files]},
        [
            words("commands.init-made", folder=_shortest(folder)),
            *(f"  {file}" for file in (NAME, *files)),
            words("commands.init-next"),
        ],
    )


@contextmanager
def _only_whole(folder: Path, words: Words) -> Iterator[None]:
    """Take the new config.yaml away again when the answers in it are wrong."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRunError(words("commands.no-folder", folder=str(folder))) from error
    try:
        yield
    except CannotRunError:
        (folder / NAME).unlink(missing_ok=True)
        raise


def _ask(name: str, words: Words) -> str:
    sys.stderr.write(words(f"commands.ask-{name}", example=_QUESTIONS[name]) + " ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:  # the end of the input: nobody answers any more
        raise CannotRunError(words("commands.init-needs", option=f"--{name}"))
    return line.strip() or _ask(name, words)


def _config(answers: Mapping[str, str], words: Words) -> str:
    quoted = {name: _quoted(value) for name, value in answers.items()}
    domain = answers["coordinator"].rpartition("@")[2]
    sender = _quoted(
        f"{answers['organisation'].replace('<', '').replace('>', '')} <netwerk@{domain}>"
    )
    coordinator = quoted["coordinator"]
    return f"""# {words("commands.config-head")}
organisation: {quoted["organisation"]}
network: {quoted["network"]}
timezone: Europe/Amsterdam
people:
  coordinator: {coordinator}
  case_handlers: [{coordinator}]
  mayor_office: [{coordinator}]
  board: [{coordinator}]
workbooks:
  partners: workbooks/partnerregister.xlsx
  training: workbooks/trainingen.xlsx
  programme: workbooks/actieplan.xlsx
  signals: workbooks/signalen.xlsx        # {words("commands.config-signals")}
  news: workbooks/nieuwsbrief.xlsx
  control: workbooks/beheer.xlsx
mail:
  sender: {sender}
  via: folder                    # {words("commands.config-folder")}
"""


def _quoted(text: str) -> str:
    """Write a YAML string that reads back as typed, whatever is in it."""
    import json  # noqa: PLC0415 - used here only; JSON strings are YAML strings

    return json.dumps(text, ensure_ascii=False)
