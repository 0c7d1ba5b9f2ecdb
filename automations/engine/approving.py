"""Approved editions of the newsletter: kept as they are, let go on their day, and archived."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Protocol

from automations.engine.core.findings import Message
from automations.engine.core.intents import Freeze, Frozen, Mail, Thaw
from automations.engine.ports import Finished, Renderer
from automations.engine.words import Words

AT_ONCE = 200  # mails that are made before they are kept: their bytes take memory
INDEX = "index.html"
_DATE = re.compile(rb"^Date: [^\r\n]*", re.MULTILINE)
_EDITION = re.compile(r"N\d{4}-\d{2}")


class Editions(Protocol):
    """What was approved, and to whom it goes."""

    def approve(
        self,
        freeze: Freeze,
        parts: Iterable[Sequence[Finished]],
        page: tuple[str, str],
        now: datetime,
    ) -> None:
        """Keep the mails of an approval; the edition has it once the last part is there."""

    def hurry(self, edition: str, day: date) -> None:
        """Let an approved edition go on `day`, whatever the sheet says."""

    def all(self) -> Mapping[str, Frozen]:
        """Return every approved edition, by its code."""

    def finished(self, mail: Mail) -> Finished | None:
        """Return a mail as it was approved; None where it was not."""

    def page(self, edition: str) -> tuple[str, str] | None:
        """Return an approved edition as anybody may see it: as HTML, and as text."""

    def forget(self, edition: str) -> None:
        """Forget an approval and its mails."""


class CannotWriteError(Exception):
    """A file could not be written; `message` says which and why."""

    def __init__(self, file: str, why: str) -> None:
        """Name the file and the reason."""
        self.message = Message("documents.cannot-write", {"file": file, "why": why})
        super().__init__(self.message.id)


class NotKeptError(Exception):
    """What was approved is not there any more; `message` says so."""

    def __init__(self, edition: str) -> None:
        """Name the edition."""
        self.message = Message("mail.newsletter-not-kept", {"edition": edition})
        super().__init__(self.message.id)


class Kept(Renderer):
    """Renders mails, and gives those that a person approved as they were then."""

    def __init__(self, editions: Editions | None, renderer: Renderer, now: datetime) -> None:
        """Look for what was approved in `editions`; without them nothing was."""
        self._editions, self._renderer, self._now = editions, renderer, now

    def render(self, mail: Mail) -> Finished:
        """Return the bytes of `mail`, made now or when it was approved."""
        found = self._editions.finished(mail) if mail.frozen and self._editions else None
        shown = mail.about.get("edition")
        if found is None:
            if isinstance(shown, Frozen):  # another process approved it anew, or took it back
                raise NotKeptError(shown.edition)
            return self._renderer.render(mail)
        if isinstance(shown, Frozen) and shown.at_once:  # its date lies in the days to come
            dated = b"Date: " + format_datetime(self._now.replace(microsecond=0)).encode()
            found = replace(found, content=_DATE.sub(dated, found.content, count=1))
        return replace(found, not_before=min(found.not_before, self._now))

    def subject(self, mail: Mail) -> str:
        """Return only the subject of `mail`."""
        return self._renderer.subject(mail)

    def page(self, mail: Mail) -> tuple[str, str]:
        """Return what `mail` says, without anything about a receiver."""
        return self._renderer.page(mail)


def keep(freeze: Freeze, editions: Editions, renderer: Renderer, now: datetime) -> None:
    """Make every mail of an approval now, and keep it; what cannot be made approves nothing."""
    page = renderer.page(freeze.archive)
    editions.approve(freeze, _parts(freeze.mails, renderer), page, now)


def _parts(mails: Sequence[Mail], renderer: Renderer) -> Iterator[Sequence[Finished]]:
    for start in range(0, len(mails), AT_ONCE):
        yield [renderer.render(mail) for mail in mails[start : start + AT_ONCE]]


def let_go(
    thaws: Iterable[Thaw],
    mails: Iterable[Mail],
    editions: Editions,
    folder: Path,
    words: Words,
) -> tuple[list[Path], list[Exception]]:
    """Put the editions that left in the archive, and forget the approvals that are over.

    One whose copy cannot be written is kept, so that the next run tries again.
    """
    written: list[Path] = []
    errors: list[Exception] = []
    over = {thaw.edition: thaw for thaw in thaws}
    leaving = {mail.key[1] for mail in mails if mail.frozen}
    for edition in sorted(leaving | {one.edition for one in over.values() if one.left}):
        try:
            written += _archive(edition, editions, folder, words)
        except OSError as error:
            errors.append(CannotWriteError(f"{edition}.html", error.strerror or str(error)))
            over.pop(edition, None)
    for edition in over:
        editions.forget(edition)
    return written, errors


def _archive(edition: str, editions: Editions, folder: Path, words: Words) -> Iterator[Path]:
    """Write an edition as anybody may see it, and the list of all of them."""
    page = editions.page(edition)
    if page is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    changed = False
    for kind, text in zip(("html", "txt"), page, strict=True):
        path = folder / f"{edition}.{kind}"
        if not path.exists() or path.read_text("utf-8") != text:
            write_whole(path, text.encode())
            changed = True
    if changed:
        write_whole(folder / INDEX, _index(folder, words).encode())
        yield folder / f"{edition}.html"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole: nobody ever opens half of it."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)


def _index(folder: Path, words: Words) -> str:
    """List every edition in the archive, the newest first, by the first line of its text."""
    pages = sorted(folder.glob("N*.txt"), key=lambda path: path.name, reverse=True)
    lines = [
        f'<li><a href="{path.stem}.html">{escape(_first_line(path))}</a> ({path.stem})</li>'
        for path in pages
        if _EDITION.fullmatch(path.stem)
    ]
    title = escape(words("mail.archive-title"))
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{words.language}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title></head>",
            '<body style="font-family:sans-serif;line-height:1.6;max-width:40em;margin:2em auto">',
            f"<h1>{title}</h1>",
            "<ul>",
            *lines,
            "</ul>",
            "</body></html>",
            "",
        )
    )


def _first_line(path: Path) -> str:
    return next(iter(path.read_text("utf-8").splitlines()), path.stem)
