"""Every mail that the service can send, with the example's data, to look at.

`python -m tests.gallery FOLDER` writes an index and, for each mail, a page with it at the width of
a telephone and of a desk, and its plain text. Add `--pictures` for Chromium's pictures of each, in
light and in dark.
"""

from __future__ import annotations

import html
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from automations.engine.app import composer, main
from automations.engine.core.affairs import Affairs, WaitingMail
from automations.engine.core.checked import Checked
from automations.engine.core.decision import decide
from automations.engine.core.digest import digest
from automations.engine.core.due import due
from automations.engine.core.findings import Message
from automations.engine.core.foresight import Foreseen
from automations.engine.core.intents import History, Mail, Noticed, Reminder
from automations.engine.core.periods import parse_period
from automations.engine.core.rules import Rule
from automations.engine.looker import look
from automations.engine.runner import NothingYet, inputs
from automations.engine.sheets.guarded import GuardedSource
from automations.engine.workspace import Workspace, open_workspace
from tests.browser import WIDTHS, Scheme, browse, frames

TODAY = date(2016, 10, 3)
SPAN = 300  # days before and after today on which a rule is asked for something to say
HOLDS = (8, 60)  # days that a condition already holds, for what waits for that
LOST = {"tab": "Deelnemers", "file": "trainingen.xlsx", "workbook": "training", "before": 26}
PICTURE = {320: 1700, 700: 1400}  # how high a picture is, by its width


@dataclass(frozen=True)
class Shown:
    """One mail of the gallery: what it is of, and how it leaves."""

    name: str
    of: str  # a rule or an automation
    template: str
    message: EmailMessage

    @cached_property
    def html(self) -> str:
        """Its HTML."""
        return self._body("html")

    @cached_property
    def text(self) -> str:
        """Its plain text."""
        return self._body("plain").replace("\r\n", "\n")

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.message["Subject"])

    @property
    def files(self) -> tuple[str, ...]:
        """The names of what goes with it."""
        return tuple(str(part.get_filename()) for part in self.message.iter_attachments())

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content())


@dataclass(frozen=True)
class Example:
    """The example as it was read and checked, for mails to be made of."""

    workspace: Workspace
    checked: Checked

    def mails(self) -> Iterator[tuple[str, str, Mail]]:
        """Make every mail: its name, what it is of, and the mail."""
        for rule, mail in self._of_rules():
            yield f"regel-{rule}", rule, mail
        for mail in self._of_automations():
            yield _name(mail), mail.automation, mail
        yield from self._of_the_service()

    def _of_rules(self) -> Iterator[tuple[str, Mail]]:
        """Let every rule say one thing, on the day nearest to today on which it has one to say."""
        left = {rule.name: rule for rule in self.workspace.rules}
        for day in _outwards(self.workspace):
            for one in self._said(tuple(left.values()), day):
                if left.pop(one.item.rule, None):
                    mails = digest([one], [], day, History(), self.workspace.settings)
                    yield one.item.rule, next(mail for mail in mails if isinstance(mail, Mail))

    def _said(self, rules: Sequence[Rule], day: date) -> Iterator[Reminder]:
        """Ask rules on one day, also as if what they notice then holds for some time."""
        nothing = History()
        noticed = [one for one in self._asked(rules, day, nothing) if isinstance(one, Noticed)]
        pasts = (
            {(one.rule, one.key): day - timedelta(days=days) for one in noticed} for days in HOLDS
        )
        for history in (nothing, *(History(noticed=past) for past in pasts)):
            for one in self._asked(rules, day, history):
                if isinstance(one, Reminder):
                    yield one

    def _asked(self, rules: Sequence[Rule], day: date, history: History) -> Iterator[object]:
        ws = self.workspace
        return due(rules, self.checked.register, day, history, ws.settings, ws.calendar)

    def _of_automations(self) -> Iterator[Mail]:
        """Take one mail of each kind that the automations send, on a Monday after a busy week."""
        ws = self.workspace
        asked = inputs(ws, self.checked, TODAY, History(), BUSY)
        seen = set[tuple[str, str, bool]]()
        for mail in decide(ws.automations, asked).mails:
            place = (mail.automation, mail.template, mail.first)
            if mail.template != "urgent" and place not in seen:
                seen.add(place)
                yield mail

    def _of_the_service(self) -> Iterator[tuple[str, str, Mail]]:
        """Make the mails that no automation asks for: that mail waits, and that mail works."""
        to, on = self.workspace.settings.coordinator, TODAY
        reasons = (
            Message("guards.many", {"mails": 240, "limit": 200}),
            Message("guards.rows", LOST, count=9),
        )
        about = {"reasons": reasons, "about_rows": True, "only_own": False}
        about |= {"held": 240, "refused": 2, "in_doubt": 1}
        yield "dienst-wacht", "waiting", Mail(("waiting",), to, "waiting", about, on)
        moment = datetime.combine(on, time(9), self.workspace.config.zone)
        tried = {"via": "smtps://mail.dordrecht.example", "now": moment}
        yield "dienst-proef", "doctor", Mail(("test",), to, "test_mail", tried, on)
        board = self.workspace.settings.addresses("board")[0]
        names = tuple(f"voortgangsrapportage-2016-H1.{end}" for end in ("docx", "xlsx", "pdf"))
        approved = {"period": parse_period("2016-H1").label, "approved_on": on, "files": names}
        yield "rapport-bestuur", "report", Mail(("r",), board, "report_approved", approved, on)


BUSY = Affairs(
    sent={"reminders": 14, "newsletter": 41, "check": 3},
    waiting=tuple(
        WaitingMail(number, state, f"contact{number}@partner.example", "Een onderwerp", sensitive)
        for number, state, sensitive in (
            *((12, "held", False), (13, "refused", False)),
            *((14, "in-doubt", False), (15, "held", True)),
        )
    ),
    foreseen=tuple(
        Foreseen(
            TODAY + timedelta(days=number),
            *("reminders", "action-due", f"A-{number:02}", None, "0 days"),
            f"collega{number}@dordrecht.example",
            f"Actie A-{number:02}: vandaag",
        )
        for number in range(5)
    ),
)


def gallery(folder: Path) -> tuple[Shown, ...]:
    """Make every mail from the example, which is built in `folder` where it is not there yet."""
    if not (folder / "config.yaml").exists():
        with redirect_stdout(StringIO()):
            main(["demo", str(folder), "--lang", "nl"])
    workspace = open_workspace(folder)
    checked = look(workspace, GuardedSource(lambda _: None), TODAY, NothingYet())
    shown = []
    for name, of, mail in Example(workspace, checked).mails():
        moment = datetime.combine(mail.on, time(9), workspace.config.zone)
        content = composer(workspace, moment).render(mail).content
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        shown.append(Shown(name, of, mail.template, message))
    return tuple(sorted(shown, key=lambda one: one.name))


def write(shown: Sequence[Shown], folder: Path) -> Path:
    """Write the index and a page for each mail; return the index."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for one in shown:
        (folder / f"{one.name}.txt").write_text(one.text, "utf-8")
        (folder / f"{one.name}.html").write_text(_page(one), "utf-8")
        cells = (one.of, one.template, one.subject, ", ".join(one.files))
        rows.append(
            f'<tr><td><a href="{one.name}.html">{one.name}</a></td>'
            + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
            + "</tr>"
        )
    index = folder / "index.html"
    heads = "".join(f"<th>{head}</th>" for head in ("Mail", "Van", "Sjabloon", "Onderwerp", "Mee"))
    index.write_text(_around("Mails", f"<table><tr>{heads}</tr>{''.join(rows)}</table>"), "utf-8")
    return index


def pictures(shown: Sequence[Shown], folder: Path) -> None:
    """Have Chromium draw every mail, in light and in dark, at each width."""
    schemes: tuple[Scheme, ...] = ("light", "dark")
    with TemporaryDirectory() as work:
        for one in shown:
            for scheme in schemes:
                page = Path(work) / f"{one.name}-{scheme}.html"
                drawn = "".join(
                    frames({one.name: one.html}, width).replace('height="900"', f'height="{high}"')
                    for width, high in PICTURE.items()
                )
                page.write_text(f"<!doctype html><meta charset=utf-8>{drawn}", "utf-8")
                to = folder / f"{one.name}-{scheme}.png"
                size = f"{sum(PICTURE) + 40},{max(PICTURE.values())}"
                how = (f"--screenshot={to}", f"--window-size={size}", "--virtual-time-budget=5000")
                browse(page, Path(work), scheme, *how)


def _page(one: Shown) -> str:
    drawn = "".join(frames({f"{one.name} {width}": one.html}, width) for width in WIDTHS)
    text = html.escape(one.text)
    head = f"<p><a href='index.html'>Alle mails</a> · <strong>{html.escape(one.subject)}</strong>"
    files = html.escape(", ".join(one.files))
    return _around(one.name, f"{head} {files}</p><div>{drawn}</div><pre>{text}</pre>")


def _around(title: str, inside: str) -> str:
    return (
        f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:15px system-ui;margin:24px}td,th{padding:4px 12px;text-align:left}"
        "pre{white-space:pre-wrap;max-width:72ch}</style>"
        f"<h1>{title}</h1>{inside}"
    )


def _outwards(workspace: Workspace) -> Iterator[date]:
    """Go through the working days, the nearest to today first."""
    for away in range(SPAN):
        for day in dict.fromkeys((TODAY + timedelta(days=away), TODAY - timedelta(days=away))):
            if workspace.calendar.is_working(day):
                yield day


def _name(mail: Mail) -> str:
    first = "-eerste" if mail.first else ""
    return f"automatisering-{mail.automation}-{mail.template}{first}"


if __name__ == "__main__":
    to = Path(sys.argv[1])
    with TemporaryDirectory() as demo:
        made = gallery(Path(demo) / "demo")
    sys.stdout.write(f"{write(made, to)}\n")
    if "--pictures" in sys.argv:
        pictures(made, to)
