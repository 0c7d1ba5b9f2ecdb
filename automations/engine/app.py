"""The composition root: wires the adapters to the commands. Nothing imports this module."""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
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
    from automations.engine.core.approved_reports import ApprovedData, ApprovedReport, Origin
    from automations.engine.core.checked import Checked
    from automations.engine.core.intents import Snapshot
    from automations.engine.core.periods import Period
    from automations.engine.core.register import Record
    from automations.engine.core.report import Report
    from automations.engine.documents.kinds import Documents
    from automations.engine.documents.seal import Seal
    from automations.engine.mail.compose import Composer, MakeDocument
    from automations.engine.mail.message import Attached
    from automations.engine.ports import Mailbox, Transport
    from automations.engine.snapshots.keeping import Kept
    from automations.engine.workspace import Workspace
    from automations.engine.yaml_files import Mistake

# Each command and the module that it lives in; only that one is imported.
_MODULES = {
    "demo": "making",
    "init": "making",
    "check": "checking",
    "plan": "foresight",
    "run": "running",
    "start": "service",
    "report": "documents",
    "newsletter": "newsletters",
    "rules": "documents",
    "outbox": "outbox",
    "restore": "restoring",
    "status": "looking",
    "doctor": "doctor",
}
DOCUMENTS = (
    "network_guide",
    "proof_of_attendance",
    "progress_word",
    "progress_excel",
    "approved_report",
)
PING_PATIENCE = 10.0  # seconds, for each answer
_READING = frozenset({"check", "plan", "run", "start", "report", "newsletter", "rules", "doctor"})


# What is imported and read at the start stays: looking through it for rubbish, again and again
# while it grows, takes a tenth of a short command.
COLLECT = (200_000, 20, 20)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 needs a person, 2 could not run."""
    argv = sys.argv[1:] if argv is None else argv
    gc.set_threshold(*COLLECT)
    # Nothing else has a say in what our files mean, and looking for it reads every package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
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
        read_ahead=source.read_ahead,
        open_store=_open_store,
        glance=_glance,
        glance_at_reports=_glance_at_reports,
        renderer=composer,
        documents=_documents,
        transport=_transport,
        mailbox=_mailbox,
        check_templates=_check_templates,
        build_empty=_build_empty,
        build_example=_build_example,
        preview=_preview,
        report=_report,
        check_report_template=_check_report_template,
        origin=_origin,
        read_seal=_read_seal,
        fetch=_fetch,
        keep=_keep,
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


def _glance(path: Path) -> Any:  # noqa: ANN401 - as above
    from automations.engine.store.glance import glance  # noqa: PLC0415 - only where it is enough

    return glance(path)


def _glance_at_reports(path: Path) -> Sequence[ApprovedReport] | None:
    from automations.engine.store.glance import glance_at_reports  # noqa: PLC0415 - as above

    return glance_at_reports(path)


class _FixedClock:
    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


def composer(workspace: Workspace, now: datetime) -> Composer:
    """Return what makes finished mails of what was decided, at that moment."""
    from automations.engine.mail.compose import Composer  # noqa: PLC0415 - only to send

    return Composer(
        workspace.templates("mail"),
        workspace.settings,
        workspace.words,
        workspace.config.mail.sender,
        clock=_FixedClock(now),
        is_working=workspace.calendar.is_working,
        schemas=workspace.schemas,
        documents=_documents(workspace, now),
    )


def _documents(workspace: Workspace, now: datetime) -> Mapping[str, MakeDocument]:
    """Return what makes the documents that go with mails; Word is loaded for the first of them."""

    @cache
    def documents() -> Documents:
        from automations.engine.documents.filling import Paper  # noqa: PLC0415 - loads Word
        from automations.engine.documents.kinds import Documents  # noqa: PLC0415 - as above

        folders = workspace.templates("word")
        paper = Paper(workspace.settings, workspace.words, folders, now.date(), seal)
        return Documents(paper)

    def seal(made: Report, content: bytes) -> bytes:
        from automations.engine.documents.seal import sealed  # noqa: PLC0415 - for a report only
        from automations.engine.reporting import data_of, seal_of  # noqa: PLC0415 - as above

        data = data_of(made, workspace.words)
        return sealed(content, seal_of(made, data, _origin(workspace, made.kind)))

    def make(kind: str, about: Mapping[str, object]) -> Attached:
        from automations.engine.mail.message import Attached  # noqa: PLC0415 - only to send

        return Attached(*documents().make(kind, about))

    return {kind: partial(make, kind) for kind in DOCUMENTS}


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


def _fetch(workspace: Workspace) -> Callable[[str], None]:
    """Return what asks for an address, and raises unless the answer is that all is well."""

    def fetch(address: str) -> None:
        from automations.engine.mail.https import session  # noqa: PLC0415 - only where one is pinged
        from automations.engine.mail.tls import tls_context  # noqa: PLC0415 - as above

        context = tls_context(workspace.config.mail.ca(workspace.folder))
        with session(context, PING_PATIENCE) as made:
            made.headers["User-Agent"] = "werkblad"
            with made.get(address, stream=True) as answer:
                answer.raise_for_status()

    return fetch


def _keep(workspace: Workspace, wanted: Snapshot) -> Kept:
    from automations.engine.snapshots.keeping import Means, keep  # noqa: PLC0415 - once a day

    return keep(workspace, wanted, Means(_bytes_of_workbook, _bytes_of_store))


def _bytes_of_workbook(path: Path) -> bytes:
    """Take a workbook as the reader does; raises NotTakenError."""
    from automations.engine.core.findings import Message  # noqa: PLC0415 - as above
    from automations.engine.sheets.snapshot import UntakenError, take  # noqa: PLC0415 - as above
    from automations.engine.snapshots.keeping import NotTakenError  # noqa: PLC0415 - as above

    try:
        return take(path).content
    except UntakenError as error:
        missing = error.reason == "missing"
        entry = "missing-workbook" if missing else f"unreadable-{error.reason}"
        raise NotTakenError(Message(f"findings.{entry}", {"file": path.name})) from error


def _bytes_of_store(path: Path) -> bytes:
    """Take the store as it is at one moment; raises NotTakenError."""
    from automations.engine.snapshots.keeping import NotTakenError  # noqa: PLC0415 - as above
    from automations.engine.store.backup import bytes_of  # noqa: PLC0415 - as above
    from automations.engine.store.records import StoreError  # noqa: PLC0415 - as above

    try:
        return bytes_of(path)
    except StoreError as error:
        raise NotTakenError(error.message) from error


def _check_templates(workspace: Workspace) -> tuple[Mistake, ...]:
    """Check every mail template, a rule's own template for each sheet that it is used with."""
    sheets: dict[str, list[str]] = {}
    for rule in workspace.rules:
        if rule.template and rule.about not in sheets.setdefault(rule.template, []):
            sheets[rule.template].append(rule.about)
    rounds = max(map(len, sheets.values()), default=1)
    mails = composer(workspace, workspace.now())
    found: list[Mistake] = []
    for number in range(rounds):
        about = {name: used[min(number, len(used) - 1)] for name, used in sheets.items()}
        found += [one for one in mails.check_templates(about) if one not in found]
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
    from automations.engine.core.audience import audience  # noqa: PLC0415 - as above
    from automations.engine.mail.preview import write_preview  # noqa: PLC0415 - as above

    who = audience(checked.register, edition, now.date(), workspace.settings)
    path = write_preview(
        composer(workspace, now),
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


def _report(  # noqa: PLR0913 - what, of when, from which look, and where to
    workspace: Workspace,
    checked: Checked,
    period: Period,
    today: date,
    *,
    kind: str,
    pdf: bool,
    published: Sequence[ApprovedData] = (),
    origin: Origin | None = None,
    folder: Path | None = None,
    approved_on: date | None = None,
    gaps_too: bool = True,
) -> Any:  # noqa: ANN401 - see make_report
    from automations.engine.reporting import make_report  # noqa: PLC0415 - loads Word and Excel

    return make_report(
        checked.register,
        checked.findings,
        period,
        workspace.settings,
        workspace.words,
        workspace.templates("word"),
        folder or workspace.reports,
        today,
        kind=kind,
        pdf=pdf,
        published=published,
        origin=origin or _origin(workspace, kind),
        approved_on=approved_on,
        gaps_too=gaps_too,
    )


def _check_report_template(workspace: Workspace, path: Path) -> Sequence[Any]:
    from automations.engine.documents.template_check import check_template  # noqa: PLC0415 - loads Word
    from automations.engine.documents.wording import LOCALES  # noqa: PLC0415 - as above

    return check_template(path, LOCALES[workspace.words.language])


def _origin(workspace: Workspace, kind: str) -> Origin:
    """Take the fingerprints of what a kind of report is made from, as it is at this moment."""
    from hashlib import sha256  # noqa: PLC0415 - only for reports

    from automations.engine.config import VERSION  # noqa: PLC0415 - only for reports
    from automations.engine.core.approved_reports import Origin  # noqa: PLC0415 - as above
    from automations.engine.reporting import template_print  # noqa: PLC0415 - as above
    from automations.engine.sheets.snapshot import UntakenError, take  # noqa: PLC0415 - as above

    def fingerprint(location: str) -> str:
        try:
            return sha256(take(workspace.folder / location).content).hexdigest()
        except UntakenError:
            return ""

    books = {name: fingerprint(location) for name, location in workspace.workbooks.items()}
    return Origin(books, template_print(workspace.templates("word"), kind), VERSION)


def _read_seal(path: Path) -> Seal | None:
    """Read what a Word or Excel file says of itself."""
    from automations.engine.documents.seal import read_seal  # noqa: PLC0415 - only for reports

    return read_seal(path)


if __name__ == "__main__":
    code = main()
    gc.freeze()  # nothing needs to be looked through once more: the process ends
    sys.exit(code)
