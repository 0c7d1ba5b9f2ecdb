"""The progress report: its draft, on the day it is due and when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from automations.engine.api import (
    Attachment,
    Document,
    Finding,
    History,
    Item,
    Mail,
    Message,
    Noticed,
    Record,
    Register,
    Settings,
    Severity,
    Skipped,
    automation,
)
from automations.engine.core.periods import Period, parse_period
from automations.engine.core.report import KINDS, PROGRESS, missing_chapters
from automations.engine.core.report_due import REPORT_DUE, report_due
from automations.engine.core.workdays import Calendar

NAME = "progress_report"
FILES = (("progress_word", "docx"), ("progress_excel", "xlsx"))
REQUEST = frozenset({"requested_on", "period", "kind", "make"})
STALE = timedelta(days=31)  # an older yes is not meant for today


@automation(every="working day 08:30")
def progress_report(  # noqa: PLR0913, PLR0917 - what it depends on, by name
    register: Register,
    findings: tuple[Finding, ...],
    today: date,
    history: History,
    settings: Settings,
    calendar: Calendar,
) -> Iterator[Document | Mail | Noticed | Skipped]:
    """Make the draft of the progress report on the day it is due, and when somebody asks for it.

    Due it is for the coordinator. Who asks with a yes in Rapportaanvragen gets it as well, once for
    each row, when that is a colleague; what a partner or the board asks for goes to the
    coordinator. Nothing goes to the board: it gets what was approved.
    """
    maker = _Maker(register, findings, today, history, settings)
    if register.consultations.readable:
        yield from _coming(*report_due(register, today, calendar), history)
        if (due := _due(register, today, calendar, settings)) is not None:
            yield from maker.due(*due)
    requests = register.report_requests
    if not requests.readable:
        unreadable = Message("rules.input-unreadable", {"tab": requests.schema.title})
        yield Skipped(today, NAME, "report_requests", 0, unreadable)
        return
    for row in requests:
        yield from maker.request(row)


def _coming(period: Period, due: date, history: History) -> Iterator[Noticed]:
    """Remember when the next one is due, so that it is seen without opening a workbook."""
    known = {key: day for (rule, key), day in history.noticed.items() if rule == REPORT_DUE}
    if known != {period.code: due}:
        yield from (Noticed(REPORT_DUE, key, None) for key in known)
        yield Noticed(REPORT_DUE, period.code, due)


def _due(
    register: Register, today: date, calendar: Calendar, settings: Settings
) -> tuple[Period, date] | None:
    """Return the period whose report is due by now, and since when; a week later it is too late."""
    for days in range(settings.catch_up_days + 1):
        day = today - timedelta(days=days)
        period, due = report_due(register, day, calendar)
        if due <= day:
            return period, due
    return None


class _Maker:
    """Makes a day's drafts, and the mails that bring them."""

    def __init__(
        self,
        register: Register,
        findings: tuple[Finding, ...],
        today: date,
        history: History,
        settings: Settings,
    ) -> None:
        self._register, self._findings, self._today = register, findings, today
        self._history, self._settings = history, settings
        self._made = {item.key for item in history.items if item.rule == NAME}

    def due(self, period: Period, due: date) -> Iterator[Document | Mail]:
        """Make the draft that is due, once for each period."""
        if period.code not in self._made:
            reason = Message("documents.report-due", {"period": period.code, "day": due})
            why = ("consultations", 0, reason)
            yield from self._draft(period.code, period, self._settings.coordinator, why, due=due)

    def request(self, row: Record) -> Iterator[Document | Mail | Skipped]:
        """Make what a row asks for, or say why not."""
        if row.key in self._made or (row.make is not True and "make" not in row.faults):
            return
        if row.faults & REQUEST:
            yield self._skipped(row, Message("documents.request-faulty"))
        elif row.requested_on < self._today - STALE:
            yield self._skipped(row, Message("documents.request-stale"))
        else:
            reason = Message("documents.report-asked", {"day": row.requested_on})
            why = ("report_requests", row.row, reason)
            yield from self._draft(row.key, parse_period(row.period), self._to(row), why, row=row)

    def _draft(  # noqa: PLR0913 - of what, for whom, and why
        self,
        key: str,
        period: Period,
        to: str,
        why: tuple[str, int, Message],
        *,
        row: Record | None = None,
        due: date | None = None,
    ) -> Iterator[Document | Mail]:
        """Write the draft, and mail it; the mail goes once its files are there."""
        kind = KINDS[PROGRESS if row is None else row.kind]
        about = {
            "register": self._register,
            "findings": self._findings,
            "period": period,
            "today": self._today,
            "kind": kind.name,
            "published": self._history.reports,
        }
        name = f"{kind.file}-{period.code}-{self._today}"
        documents = [Document((NAME, key), one, f"{name}.{end}", about) for one, end in FILES]
        yield from documents
        yield Mail(
            key=(NAME, key, to),
            to=to,
            template=NAME,
            about={
                "title": kind.title,
                "period": period.label,
                "code": period.code,
                "due": due,
                "asked": row and row.requested_on,
                "by": self._somebody_else(row),
                "missing": missing_chapters(self._register, period)
                if kind.name == PROGRESS
                else (),
                "errors": sum(one.severity == Severity.ERROR for one in self._findings),
                "files": tuple(one.name for one in documents),
            },
            on=self._today,
            items=(Item(NAME, key, None, "", to),),
            reasons=(why,),
            attachments=tuple(Attachment(one, about, optional=True) for one, _ in FILES),
        )

    def _to(self, row: Record) -> str:
        """Return who gets what a row asks for: a draft is for colleagues, not for the board."""
        asks: str | None = row.requested_by
        board = {address.lower() for address in self._settings.roles.get("board", ())}
        if asks is None or asks.lower() in board or not self._settings.is_colleague(asks):
            return self._settings.coordinator
        return asks

    def _somebody_else(self, row: Record | None) -> str | None:
        """Name who asked, where somebody else gets it."""
        if row is None or row.requested_by is None or row.requested_by == self._to(row):
            return None
        asked: str = row.requested_by
        return asked

    def _skipped(self, row: Record, reason: Message) -> Skipped:
        return Skipped(self._today, NAME, "report_requests", row.row, reason)
