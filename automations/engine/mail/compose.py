"""Composing: a mail as plain data becomes the bytes that will leave, frozen before it is queued."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote
from zoneinfo import ZoneInfo

from automations.engine.core.findings import Message
from automations.engine.core.intents import Attachment, Mail
from automations.engine.core.schema import Schemas
from automations.engine.core.settings import Settings
from automations.engine.core.windows import send_moment
from automations.engine.mail.message import (
    SUBJECT_LENGTH,
    Attached,
    BadAddressError,
    Content,
    ControlCharacterError,
    build,
    header_text,
    sender_address,
)
from automations.engine.mail.template_check import check_templates
from automations.engine.mail.templates import ComposeError, Templates, shorten
from automations.engine.ports import Clock, Finished
from automations.engine.words import Words
from automations.engine.yaml_files import Mistake

__all__ = ["ComposeError", "Composer"]

ATTACHED_AT_MOST = 7_000_000  # bytes of a document: servers refuse mails beyond some ten million
MakeDocument = Callable[[Mapping[str, object]], Attached]
NO_DOCUMENTS: Mapping[str, MakeDocument] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Service:
    address: str
    domain: str


class Composer:
    """Renders mails from the templates of some folders; fulfils ports.Renderer."""

    def __init__(  # noqa: PLR0913 - the one place where all that a mail needs comes together
        self,
        template_folders: Sequence[Path],
        settings: Settings,
        words: Words,
        sender: str,
        *,
        clock: Clock,
        is_working: Callable[[date], bool],
        schemas: Schemas | None = None,
        documents: Mapping[str, MakeDocument] = NO_DOCUMENTS,
    ) -> None:
        """Take templates from `template_folders`, a later one replacing files of an earlier one.

        `words` speaks the language of the mails; `schemas` give tabs and files their titles;
        `documents` makes what goes with mails, by its kind.
        """
        self._templates = Templates(template_folders, words, schemas)
        self._settings = settings
        self.words = words
        self._sender = sender
        self._clock = clock
        self._is_working = is_working
        self._schemas = schemas
        self._documents = documents

    def render(self, mail: Mail) -> Finished:
        """Make the bytes of `mail`, the same for the same moment; raises ComposeError."""
        attached = self._attached(mail.attachments)
        if not attached:
            mail = replace(mail, attachments=())
        context = self._context(mail)
        subject = self._subject(mail, context)
        context["subject"] = subject
        leaves = send_moment(
            mail.on,
            self._clock.now(),
            window=self._settings.window,
            zone=self._settings.timezone,
            is_working=self._is_working,
            urgent=mail.urgent,
        )
        content = Content(
            key=mail.key,
            sender=self._sender,
            to=mail.to,
            reply_to=self._reply_to(mail),
            subject=subject,
            text=_tidy(self._templates.render(mail.template, "txt", context)),
            html=self._templates.render(mail.template, "mjml", context),
            language=self.words.language,
            date=leaves.astimezone(ZoneInfo(self._settings.timezone)).replace(microsecond=0),
            unsubscribe=self._unsubscribe if mail.newsletter else None,
            list_id=f"nieuwsbrief.{self._service.domain}" if mail.newsletter else None,
            attachments=attached,
        )
        try:
            identity, frozen = build(content)
        except BadAddressError as error:
            raise self._error("mail.bad-address", address=str(error)) from error
        except ControlCharacterError as error:
            raise self._error("mail.control-character") from error
        return Finished(mail, identity, subject, frozen, leaves)

    def _attached(self, attachments: Sequence[Attachment]) -> tuple[Attached, ...]:
        """Make the documents that go with a mail, or none where they are too large and optional.

        Raises ComposeError when they are too large and not optional.
        """
        made = tuple(map(self._made, attachments))
        total = sum(len(one.content) for one in made)
        if total > ATTACHED_AT_MOST and all(one.optional for one in attachments):
            return ()
        if total > ATTACHED_AT_MOST:
            names = tuple(one.name for one in made)
            size, most = self.words.number(total / 1e6, 1), ATTACHED_AT_MOST // 10**6
            raise self._error("mail.attachment-large", names=names, size=size, most=most)
        return made

    def _made(self, attachment: Attachment) -> Attached:
        make = self._documents.get(attachment.kind)
        if make is None:
            known = ", ".join(self._documents) or "–"
            raise self._error("mail.no-attachments", kind=attachment.kind, known=known)
        return make(attachment.about)

    def subject(self, mail: Mail) -> str:
        """Return only the subject of `mail`, for a list of what would go out."""
        return self._subject(mail, self._context(mail))

    def page(self, mail: Mail) -> tuple[str, str]:
        """Return what `mail` says, as HTML and as text, without anything about a receiver."""
        context = self._context(mail) | {"to": "", "archive": True}
        context["subject"] = self._subject(mail, context)
        html, text = (
            self._templates.render(mail.template, kind, context) for kind in ("mjml", "txt")
        )
        return html, _tidy(text)

    def html(self, mail: Mail, **extra: object) -> str:
        """Return only the HTML of `mail`; `extra` replaces what templates are given."""
        context = self._context(mail) | extra
        context["subject"] = self._subject(mail, context)
        return self._templates.render(mail.template, "mjml", context)

    def check_templates(self, about: Mapping[str, str] | None = None) -> tuple[Mistake, ...]:
        """Return every mistake in every template, by file and line.

        `about` names the sheet of the row that a rule's own template is about.
        """
        return check_templates(self._templates, self._schemas, about or {})

    @cached_property
    def _service(self) -> _Service:
        try:
            sender = sender_address(self._sender)
        except (BadAddressError, ControlCharacterError) as error:
            raise self._error("mail.bad-sender", address=self._sender) from error
        return _Service(sender.addr_spec, sender.domain)

    @property
    def _unsubscribe(self) -> str:
        subject = quote(self.words("mail.unsubscribe-subject"))
        return f"mailto:{self._service.address}?subject={subject}"

    def _context(self, mail: Mail) -> dict[str, object]:
        settings = self._settings
        today = self._clock.now().astimezone(ZoneInfo(settings.timezone)).date()
        return {
            "organisation": settings.organisation,
            "network": settings.network,
            "phone": settings.phone,
            "coordinator": settings.coordinator,
            "language": self.words.language,
            "to": mail.to,
            "colleague": self._is_colleague(mail.to),
            "first": mail.first,
            "attached": tuple(one.kind for one in mail.attachments),
            "today": max(mail.on, today),
            "service": self._service.address,
            "unsubscribe": self._unsubscribe,
            "preview": None,
            "archive": False,  # a copy for everybody to read
        } | dict(mail.about)

    def _is_colleague(self, to: str) -> bool:
        """Tell whether `to` works for the organisation itself, and so may hear of rows."""
        domain = to.rpartition("@")[2].lower()
        listed = any(to in addresses for addresses in self._settings.roles.values())
        return listed or domain == self._service.domain.lower()

    def _subject(self, mail: Mail, context: Mapping[str, object]) -> str:
        rendered = self._templates.render(mail.template, "subject", context)
        try:
            return shorten(header_text(rendered), SUBJECT_LENGTH)
        except ControlCharacterError as error:
            raise self._error("mail.control-character") from error

    def _reply_to(self, mail: Mail) -> str:
        return mail.reply_to or self._settings.coordinator

    def _error(self, entry: str, **values: object) -> ComposeError:
        return ComposeError(Message(entry, values), self.words)


def _tidy(text: str) -> str:
    """Take out trailing blanks and doubled blank lines, which template tags leave behind."""
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"
