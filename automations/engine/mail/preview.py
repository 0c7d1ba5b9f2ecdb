"""A newsletter as a page to look at before it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from automations.engine.core.intents import Mail
from automations.engine.core.register import Record
from automations.engine.mail.compose import Composer
from automations.engine.mail.folder import write_whole


def write_preview(  # noqa: PLR0913 - an edition, where and when it is shown, and how many get it
    composer: Composer,
    edition: Record,
    items: Sequence[Record],
    folder: Path,
    *,
    today: date,
    receivers: int,
) -> Path:
    """Write `<folder>/<edition>-voorbeeld.html`: all `items`, and nothing about anybody.

    Above it stands to how many addresses it goes, `receivers`. Raises ComposeError or OSError.
    """
    mail = Mail(
        key=("newsletter-preview", edition.key),
        to="",
        template="newsletter",
        about={"edition": edition, "items": tuple(items), "contact": None},
        on=today,
        newsletter=True,
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{edition.key}-voorbeeld.html"  # the edition's own name is the archive's
    note = composer.words(
        "mail.preview-note", count=receivers, status=edition.status, day=edition.send_on
    )
    write_whole(path, composer.html(mail, preview=note).encode())
    return path
