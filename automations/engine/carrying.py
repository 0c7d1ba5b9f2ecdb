"""Carrying out what is no mail: the files that an automation asks for, among the reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from automations.engine.core.findings import Message
from automations.engine.core.intents import Document
from automations.engine.ports import Made

MakeDocument = Callable[[Mapping[str, object]], Made]


class CannotWriteError(Exception):
    """A file could not be written; `message` says which and why."""

    def __init__(self, file: str, why: str) -> None:
        """Name the file and the reason."""
        self.message = Message("documents.cannot-write", {"file": file, "why": why})
        super().__init__(self.message.id)


def write_documents(
    documents: Iterable[Document], makers: Mapping[str, MakeDocument], folder: Path
) -> tuple[list[Path], list[Exception]]:
    """Write files in `folder`; one that cannot be made or written does not stop the others."""
    written: list[Path] = []
    errors: list[Exception] = []
    for document in documents:
        try:
            written.append(_write(folder / document.name, makers[document.kind](document.about)))
        except OSError as error:
            errors.append(CannotWriteError(document.name, error.strerror or str(error)))
        except Exception as error:  # noqa: BLE001 - a template of the city's own may fail in any way
            errors.append(error)
    return written, errors


def _write(path: Path, made: Made) -> Path:
    """Write a file whole: nobody ever opens half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(made.content)
    beside.replace(path)
    return path
