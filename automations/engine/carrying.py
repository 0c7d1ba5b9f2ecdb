"""Carrying out what is no mail: files that an automation asks for, approvals, the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from automations.engine.approving import CannotWriteError, Editions, keep, let_go, write_whole
from automations.engine.core.decision import Outcome
from automations.engine.core.intents import Document, Mail
from automations.engine.ports import Made, Renderer
from automations.engine.workspace import Workspace

MakeDocument = Callable[[Mapping[str, object]], Made]


@dataclass(frozen=True)
class Means:
    """What is needed to carry out what is no mail."""

    editions: Editions
    renderer: Renderer
    makers: Mapping[str, MakeDocument]
    workspace: Workspace
    now: datetime


@dataclass(frozen=True)
class Carried:
    """What was carried out: the mails that may be queued now, files, and what failed."""

    mails: tuple[Mail, ...]
    written: tuple[Path, ...] = ()
    errors: tuple[Exception, ...] = ()


def before_mails(outcome: Outcome, means: Means) -> Carried:
    """Keep approvals and write documents; what one of these lacks, no mail tells of.

    A mail tells of a document whose key its own begins with.
    """
    errors: list[Exception] = []
    unkept: set[str] = set()
    for freeze in outcome.freezes:
        try:
            keep(freeze, means.editions, means.renderer, means.now)
        except Exception as error:  # noqa: BLE001 - a template of the city's own may fail in any way
            errors.append(error)
            unkept.add(freeze.edition)
    folder = means.workspace.reports
    written, failed = write_documents(outcome.documents, means.makers, folder)
    mails = tuple(
        mail
        for mail in outcome.mails
        if not (mail.frozen and mail.key[1] in unkept)
        and not any(mail.key[: len(key)] == key for key in failed)
    )
    return Carried(mails, tuple(written), (*errors, *failed.values()))


def after_mails(outcome: Outcome, means: Means) -> Carried:
    """Put in the archive what leaves now, and forget approvals that are over."""
    workspace = means.workspace
    written, errors = let_go(
        outcome.thaws, outcome.mails, means.editions, workspace.newsletters, workspace.words
    )
    return Carried(outcome.mails, tuple(written), tuple(errors))


def write_documents(
    documents: Iterable[Document], makers: Mapping[str, MakeDocument], folder: Path
) -> tuple[list[Path], dict[tuple[str, ...], Exception]]:
    """Write files in `folder`, and return them and what failed, by the document's key.

    One that cannot be made or written does not stop the others.
    """
    written: list[Path] = []
    errors: dict[tuple[str, ...], Exception] = {}
    for document in documents:
        path = folder / document.name
        try:
            made = makers[document.kind](document.about)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, made.content)
            written.append(path)
        except OSError as error:
            errors[document.key] = CannotWriteError(document.name, error.strerror or str(error))
        except Exception as error:  # noqa: BLE001 - a template of the city's own may fail in any way
            errors[document.key] = error
    return written, errors
