"""Mails in a real outbox, handed over to a real server, for tests of what lies between."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from email.utils import parseaddr
from pathlib import Path

from automations.engine.core.intents import Mail as Intent
from automations.engine.delivery import Counts, deliver
from automations.engine.mail.login import secret_for
from automations.engine.mail.smtp import SmtpTransport
from automations.engine.mail.tls import tls_context
from automations.engine.mail_config import Mail
from automations.engine.ports import Finished
from automations.engine.store.store import Store
from automations.engine.words import Words

SENDER = "netwerk@dordrecht.example"
NOW = datetime(2016, 10, 3, 9, tzinfo=UTC)


def settings(via: str, **other: object) -> Mail:
    """Return the `mail:` block of a config.yaml; the own CA is in `ca.pem` unless said."""
    return Mail.model_validate({"sender": SENDER, "via": via, "tls_ca": "ca.pem"} | other)


def queue(store: Store, number: int = 3, *, first: int = 0) -> list[str]:
    """Queue mails to as many receivers, and return their Message-IDs."""
    identities = []
    for one in range(first, first + number):
        to, identity = f"partner{one}@dordrecht.example", f"<{one}@werkblad.dordrecht.example>"
        head = (f"From: {SENDER}", f"To: {to}", f"Message-ID: {identity}", "Subject: Proef")
        content = "\r\n".join([*head, "", "Dag.", ""])
        intent = Intent((identity,), to, "digest", {}, date(2016, 10, 3))
        finished = Finished(intent, identity, "Proef", content.encode(), NOW)
        store.outbox.queue([finished], NOW)
        identities.append(identity)
    return identities


def transport(mail: Mail, folder: Path, **environ: str) -> SmtpTransport:
    """Return the transport that a workspace in `folder` with these settings has."""
    server = mail.server
    assert server is not None
    return SmtpTransport(
        server,
        lambda: secret_for(mail, server, folder, dict(os.environ) | environ),
        context=lambda: tls_context(mail.ca(folder)),
        sender=parseaddr(mail.sender)[1],
        copy_to=mail.copy_to,
        lanes=mail.connections,
        words=Words("nl"),
    )


def hand_over(store: Store, mail: Mail, folder: Path, **environ: str) -> Counts:
    """Hand over what waits."""
    return deliver(store.outbox, transport(mail, folder, **environ), lambda: NOW, "test")


def trouble(counts: Counts) -> str:
    """Return in Dutch why nothing left; as much as there was still waits, without an attempt."""
    assert counts.sent == 0
    assert counts.trouble is not None
    assert (counts.retry, counts.refused, counts.in_doubt) == (0, 0, 0)
    return Words("nl").message(counts.trouble)
