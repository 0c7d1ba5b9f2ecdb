"""The composition root: wires the adapters to the commands. Nothing imports this module."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from automations.engine.cli import (
    COULD_NOT_RUN,
    Answer,
    CannotRunError,
    build_parser,
    chosen_language,
    printable,
    show,
)
from automations.engine.words import Words

if TYPE_CHECKING:
    from automations.engine.commands.world import Preview, World
    from automations.engine.core.checked import Checked
    from automations.engine.core.periods import Period
    from automations.engine.core.register import Record
    from automations.engine.mail.compose import Composer
    from automations.engine.ports import Mailbox, Transport
    from automations.engine.workspace import Workspace
    from automations.engine.yaml_files import Mistake

# Each command and the module that it lives in; only that one is imported.
_MODULES = {
    "demo": "making",
    "init": "making",
    "check": "checking",
    "plan": "running",
    "run": "running",
    "start": "service",
    "report": "documents",
    "newsletter": "documents",
    "rules": "documents",
    "outbox": "outbox",
    "status": "looking",
    "doctor": "doctor",
}
_READING = frozenset({"check", "plan", "run", "start", "report", "newsletter", "doctor"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 needs a person, 2 could not run."""
    argv = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an old Windows console cannot show every sign
            stream.reconfigure(errors="replace")
    words = Words(chosen_language(argv))
    parser = build_parser(words)
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help()
        return 0
    verbose = getattr(args, "verbose", False)
    _log_to(sys.stderr, verbose=verbose)
    try:
        world = _world(words, reads=args.command in _READING)
        return show(_command(args.command)(args, world), as_json=hasattr(args, "json"))
    except CannotRunError as error:
        return _sorry(error.lines, error, verbose=verbose)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output left, as `head` does
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - the last resort: words, never a bare traceback
        return _sorry(_unexpected(error, words), error, verbose=verbose)


def _unexpected(error: Exception, words: Words) -> Sequence[str]:
    from automations.engine.runner import place_of  # noqa: PLC0415 - only when something broke

    if (message := getattr(error, "message", None)) is not None and hasattr(message, "id"):
        return [words.message(message)]
    if isinstance(error, OSError) and error.filename:
        return [words("commands.no-access", file=str(error.filename), why=str(error.strerror))]
    return [words("commands.unexpected", what=place_of(error))]


def _sorry(lines: Sequence[str], error: Exception, *, verbose: bool) -> int:
    for line in lines:
        sys.stderr.write(printable(line) + "\n")
    if verbose:
        traceback.print_exception(error, file=sys.stderr)
    return COULD_NOT_RUN


def _command(name: str) -> Callable[[Namespace, World], Answer]:
    module = import_module(f"automations.engine.commands.{_MODULES[name]}")
    return cast("Callable[[Namespace, World], Answer]", getattr(module, name))


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def _log_to(stream: TextIO, *, verbose: bool) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Plain("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("werkblad")
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.DEBUG if verbose else logging.INFO)


def _world(words: Words, *, reads: bool) -> World:
    from automations.engine.sheets.guarded import GuardedSource  # noqa: PLC0415 - not for every command

    source = GuardedSource(_workbook_password)
    if reads:
        source.start()  # while the rest is imported and the workspace is opened
    from automations.engine.commands.world import World  # noqa: PLC0415 - as above

    return World(
        words=words,
        source=source,
        open_store=_open_store,
        renderer=_composer,
        transport=_transport,
        mailbox=_mailbox,
        check_templates=_check_templates,
        build_empty=_build_empty,
        build_example=_build_example,
        preview=_preview,
        report=_report,
    )


def _workbook_password(name: str) -> str | None:
    """Find the password of a workbook: its own, else that of all, else what the keyring keeps."""
    from automations.engine.secret_store import find_secret  # noqa: PLC0415 - for few workbooks

    own = "".join(sign if sign.isalnum() else "_" for sign in name.upper())
    names = (f"WERKBLAD_PASSWORD_{own}", "WERKBLAD_WORKBOOK_PASSWORD")
    return find_secret(names, name, os.environ)


def _open_store(path: Path) -> Any:  # noqa: ANN401 - naming the class would load SQLAlchemy
    from automations.engine.store.store import open_store  # noqa: PLC0415 - only where a store is used

    return open_store(path)


class _FixedClock:
    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


def _composer(workspace: Workspace, now: datetime) -> Composer:
    from automations.engine.mail.compose import Composer  # noqa: PLC0415 - only to send

    return Composer(
        workspace.templates("mail"),
        workspace.settings,
        workspace.words,
        workspace.config.mail.sender,
        clock=_FixedClock(now),
        is_working=workspace.calendar.is_working,
        schemas=workspace.schemas,
    )


def _transport(workspace: Workspace) -> Transport:
    mail = workspace.config.mail
    if (server := mail.server) is None:
        from automations.engine.mail.folder import FolderTransport  # noqa: PLC0415 - only to send

        return FolderTransport(workspace.outbox, workspace.settings.timezone, workspace.words)
    from automations.engine.mail.login import secret_for  # noqa: PLC0415 - only to send
    from automations.engine.mail.message import sender_address  # noqa: PLC0415 - as above
    from automations.engine.mail.smtp import SmtpTransport  # noqa: PLC0415 - as above
    from automations.engine.mail.tls import tls_context  # noqa: PLC0415 - as above

    return SmtpTransport(
        server,
        lambda: secret_for(mail, server, workspace.folder, os.environ),
        context=cache(lambda: tls_context(mail.ca(workspace.folder))),
        sender=sender_address(mail.sender).addr_spec,
        words=workspace.words,
        copy_to=mail.copy_to,
        lanes=mail.connections,
    )


def _mailbox(workspace: Workspace) -> Mailbox | None:
    """Return the service's own mailbox; raises UnavailableError when its CA cannot be read."""
    mail = workspace.config.mail
    if (server := mail.mailbox_server) is None:
        return None
    from automations.engine.mail.login import secret_for  # noqa: PLC0415 - only to look in it
    from automations.engine.mail.mailbox import Mailbox  # noqa: PLC0415 - as above
    from automations.engine.mail.tls import tls_context  # noqa: PLC0415 - as above

    return Mailbox(
        server,
        lambda: secret_for(mail, server, workspace.folder, os.environ),
        tls_context(mail.ca(workspace.folder)),
    )


def _check_templates(workspace: Workspace) -> tuple[Mistake, ...]:
    """Check every mail template, a rule's own template for each sheet that it is used with."""
    sheets: dict[str, list[str]] = {}
    for rule in workspace.rules:
        if rule.template and rule.about not in sheets.setdefault(rule.template, []):
            sheets[rule.template].append(rule.about)
    rounds = max(map(len, sheets.values()), default=1)
    composer = _composer(workspace, workspace.now())
    found: list[Mistake] = []
    for number in range(rounds):
        about = {name: used[min(number, len(used) - 1)] for name, used in sheets.items()}
        found += [one for one in composer.check_templates(about) if one not in found]
    return tuple(found)


def _build_empty(workspace: Workspace, name: str, path: Path) -> None:
    from automations.engine.sheets.builder import build_workbook  # noqa: PLC0415 - only for init

    sheets = workspace.schemas.of_workbook(name)
    owners = workspace.settings.addresses(sheets[0].owner_role) or (workspace.settings.coordinator,)
    build_workbook(path, sheets, workspace.schemas, {}, {}, workspace.words, owners[0])


def _build_example(folder: Path) -> None:
    from automations.engine.example import build_example  # noqa: PLC0415 - only for the demo
    from automations.engine.schemas import load_schemas  # noqa: PLC0415 - as above
    from automations.engine.workspace import SHIPPED  # noqa: PLC0415 - as above

    # The workbooks are Dordrecht's, whatever language the command line speaks.
    build_example(folder, load_schemas([SHIPPED / "sheets_schema"]), Words("nl"))


def _preview(workspace: Workspace, edition: Record, checked: Checked, now: datetime) -> Preview:
    from automations.engine.commands.world import Preview  # noqa: PLC0415 - only for newsletters
    from automations.engine.mail.preview import write_preview  # noqa: PLC0415 - as above
    from automations.newsletter import audience  # noqa: PLC0415 - as above

    who = audience(checked.register, edition, now.date(), workspace.settings)
    path = write_preview(
        _composer(workspace, now),
        edition,
        who.items,
        workspace.newsletters,
        today=now.date(),
        receivers=len(who.receivers),
    )
    titles = workspace.schemas.sheets
    return Preview(
        path,
        tuple((r.address, tuple(item.position for item in r.items)) for r in who.receivers),
        tuple((titles[one.row.sheet].title, one.row.row, one.reason) for one in who.left_out),
    )


def _report(
    workspace: Workspace, checked: Checked, period: Period, today: date, *, pdf: bool
) -> Any:  # noqa: ANN401 - see make_report
    from automations.engine.reporting import make_report  # noqa: PLC0415 - loads Word and Excel

    return make_report(
        checked.register,
        checked.findings,
        period,
        workspace.settings,
        workspace.words,
        workspace.templates("word"),
        workspace.reports,
        today,
        pdf=pdf,
    )


if __name__ == "__main__":
    sys.exit(main())
