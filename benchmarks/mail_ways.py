# ruff: noqa: E402 - the project is found beside this folder first
"""The ways to send the same mails that `mail.py` compares; each says how many seconds it took.

The mails are digests as the demo sends them: three reminders, a sender with a name, each mail to
another receiver. The others are given finished texts, or finished bytes; only our own way begins
with data.
"""

from __future__ import annotations

import logging
import os
import smtplib
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import cssutils
import django.conf
import yagmail
from django.core.mail import EmailMultiAlternatives, get_connection

from automations.engine.core.findings import Message
from automations.engine.core.intents import Item, Mail, Reminder
from automations.engine.core.register import Record
from automations.engine.core.settings import Settings
from automations.engine.delivery import deliver
from automations.engine.mail.compose import Composer
from automations.engine.mail.smtp import SmtpTransport
from automations.engine.mail.tls import tls_context
from automations.engine.mail_config import Server
from automations.engine.schemas import load_schemas
from automations.engine.store.store import Store, open_store
from automations.engine.words import Words

HOST = "127.0.0.1"
SENDER = "netwerk@dordrecht.example"
NOW = datetime(2016, 10, 3, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
REMINDERS = 3  # in one mail
PART = 500  # mails that are rendered before they are queued
_MILLIONS = count(1_000_000, 1_000_000)  # so that no receiver was seen in an earlier round


@dataclass(frozen=True, slots=True)
class Text:
    """A finished mail: its parts, and the same in bytes."""

    to: str
    subject: str
    plain: str
    html: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of our own way, by step."""

    render: float
    queue: float
    deliver: float

    @property
    def whole(self) -> float:
        """Return them together."""
        return self.render + self.queue + self.deliver


class _Clock:
    def now(self) -> datetime:
        return NOW


def composer() -> Composer:
    """Return the service's own composer, with the templates that ship."""
    settings = Settings(
        organisation="Gemeente Dordrecht",
        network="Kennis- en Signaleringsnetwerk Radicalisering",
        roles={"coordinator": ("coordinator@dordrecht.example",)},
        phone="078 - 555 01 23",
    )
    return Composer(
        [ROOT / "templates" / "mail"],
        settings,
        Words("nl"),
        f"Gemeente Dordrecht <{SENDER}>",
        clock=_Clock(),
        is_working=lambda day: day.isoweekday() < 6,  # noqa: PLR2004 - Saturday
        schemas=load_schemas([ROOT / "sheets_schema"]),
    )


def mails(start: int, stop: int) -> Iterator[Mail]:
    """Make digests, each to another receiver about other rows."""
    for number in range(start, stop):
        to = f"aandacht{number}@partner{number % 50}.example"
        due = tuple(_reminder(to, number, place) for place in range(REMINDERS))
        yield Mail(
            key=("digest", str(number), to),
            to=to,
            template="digest",
            about={"reminders": due, "findings": (), "today": NOW.date()},
            on=NOW.date(),
            automation="reminders",
            items=tuple(one.item for one in due),
            reasons=tuple((one.sheet, one.row, one.reason) for one in due),
            reply_to="wijken@dordrecht.example",
        )


def _reminder(to: str, number: int, place: int) -> Reminder:
    code = f"A-{number}-{place}"
    anchor = date(2016, 9, 30)
    values = {"date": anchor, "days": 3, "rule": "action-due"}
    return Reminder(
        item=Item("action-due", code, anchor, "0 days", to),
        sheet="actions",
        row=number + place,
        sentence=(
            f"De actie {code}, Persmap voor één loket, moest op 30 september 2016 klaar zijn. "
            "Is dat gelukt? Zet dan de status op klaar; anders horen wij vóór 10 oktober graag wat "
            "er nog nodig is."
        ),
        headline=f"Actie {code}: 3 dagen te laat",
        reason=Message("story.due", values),
        on=NOW.date(),
        about=Record("actions", number + place, code, {}),
        family="programme",
    )


def texts(number: int) -> Sequence[Text]:
    """Finish mails for those that begin with a text or with bytes."""
    by = composer()
    return [_text(mail.to, by.render(mail).content) for mail in mails(0, number)]


def _text(to: str, content: bytes) -> Text:
    message = message_from_bytes(content, policy=policy.default)
    plain, html = (str(part.get_content()) for part in message.iter_parts())
    return Text(to, str(message["Subject"]), plain, html, content)


def raw(port: int, finished: Sequence[Text]) -> float:
    """Send bytes with smtplib, over one connection."""
    started = time.perf_counter()
    with smtplib.SMTP(HOST, port) as server:
        for one in finished:
            server.sendmail(SENDER, [one.to], one.content)
    return time.perf_counter() - started


def with_yagmail(port: int, finished: Sequence[Text], *, html: bool) -> float:
    """Send texts as yagmail's README does: a client first, and then `send` for each mail.

    Nobody logs in and nothing is encrypted, which spares it more than it spares the others: it
    does both again for each mail. `html` gives it what we send; the line ends are taken out, else
    it makes each a `<br>`, in style sheets too. Otherwise it gets the plain text alone.
    """
    cssutils.log.setLevel(logging.CRITICAL)  # it has a lot to say about style sheets
    started = time.perf_counter()
    client = yagmail.SMTP(
        SENDER, "", HOST, port, smtp_ssl=False, smtp_starttls=False, smtp_skip_login=True
    )
    client.set_logging(None)
    for one in finished:
        client.send(one.to, one.subject, one.html.replace("\n", " ") if html else one.plain)
    client.close()
    return time.perf_counter() - started


def with_django(port: int, finished: Sequence[Text]) -> float:
    """Send texts with Django, over one connection."""
    if not django.conf.settings.configured:
        django.conf.settings.configure(DEFAULT_CHARSET="utf-8", EMAIL_USE_LOCALTIME=True)
    started = time.perf_counter()
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend", host=HOST, port=port)
    messages = []
    for one in finished:
        message = EmailMultiAlternatives(one.subject, one.plain, SENDER, [one.to])
        message.attach_alternative(one.html, "text/html")
        messages.append(message)
    sent = connection.send_messages(messages)
    _must_be(sent, len(finished))
    return time.perf_counter() - started


def ours(port: int, number: int, *, lanes: int = 1) -> Times:
    """Render mails, queue them in a new store on the disk, and hand them over."""
    with _new_store() as store:
        by = composer()
        by.render(next(mails(0, 1)))  # styles are inlined once per template, not per mail
        render = queue = 0.0
        first_number = next(_MILLIONS)
        for start in range(0, number, PART):
            due = list(mails(first_number + start, first_number + min(start + PART, number)))
            started = time.perf_counter()
            finished = [by.render(mail) for mail in due]
            rendered = time.perf_counter()
            _must_be(store.outbox.queue(finished, NOW), len(finished))
            queue += time.perf_counter() - rendered
            render += rendered - started
        return Times(render, queue, hand_over(store, port, number, lanes=lanes))


def first() -> float:
    """Return the seconds of a template's first mail, in which its styles are inlined."""
    by = composer()
    started = time.perf_counter()
    by.render(next(mails(0, 1)))
    return time.perf_counter() - started


def forced(times: int = 100) -> list[float]:
    """Return the seconds that this disk takes for a page that is forced to it, as in a commit."""
    found = []
    with TemporaryFile() as file:
        for _ in range(times):
            started = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            found.append(time.perf_counter() - started)
    return found


def over_lanes(port: int, number: int, *, lanes: int) -> float:
    """Return the seconds of the hand-over alone, over so many connections."""
    with _new_store() as store:
        by = composer()
        store.outbox.queue([by.render(mail) for mail in mails(0, number)], NOW)
        return hand_over(store, port, number, lanes=lanes)


def hand_over(store: Store, port: int, number: int, *, lanes: int) -> float:
    """Hand over what waits, and return the seconds."""
    context = tls_context(None)  # made once, and nothing is encrypted here
    transport = SmtpTransport(
        Server("smtp+plain", HOST, port),
        lambda: None,
        context=lambda: context,
        sender=SENDER,
        words=Words("nl"),
        lanes=lanes,
    )
    started = time.perf_counter()
    counts = deliver(store.outbox, transport, lambda: NOW, "benchmark")
    took = time.perf_counter() - started
    _must_be(counts.sent, number)
    return took


@contextmanager
def _new_store() -> Iterator[Store]:
    with TemporaryDirectory() as folder, open_store(Path(folder) / "service.db") as store:
        yield store


def _must_be(found: int, wanted: int) -> None:
    if found != wanted:
        message = f"{found} mails instead of {wanted}"
        raise RuntimeError(message)
