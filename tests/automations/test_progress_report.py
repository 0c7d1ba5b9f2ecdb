"""The draft of the progress report: when it is made, for whom, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from automations.engine.core.decision import Decision, Inputs, after, decide
from automations.engine.core.intents import History
from automations.engine.core.register import Register
from automations.engine.core.report_due import REPORT_DUE
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar
from automations.progress_report import progress_report
from tests.mails import parsed, text_of
from tests.registers import Row, register_of
from tests.reminding import COORDINATOR, SETTINGS

CPO = {"consultation_id": "O2016-09", "kind": "CPO", "status": "gepland"}
HELD_ON = date(2016, 10, 20)
DUE = date(2016, 10, 6)
CALENDAR = Calendar()


def request(kind: str = "voortgang", **more: object) -> Row:
    """Make a row of Rapportaanvragen with a yes."""
    return {
        "requested_on": date(2016, 10, 3),
        "period": "2016-H1",
        "kind": kind,
        "requested_by": "zorg@city.example",
        "make": True,
        **more,
    }


def register(*requests: Row, held_on: date = HELD_ON, texts: tuple[str, ...] = ()) -> Register:
    """Make a register with one meeting of the board ahead."""
    return register_of(
        consultations=[{**CPO, "held_on": held_on}],
        report_requests=requests,
        narratives=[
            {"period": "2016-H1", "chapter": chapter, "text": "Tekst"} for chapter in texts
        ],
    )


def ask(
    full: Register,
    today: date,
    history: History | None = None,
    settings: Settings = SETTINGS,
) -> tuple[Decision, History]:
    """Run the automation on one day, and remember what it did."""
    before = history or History()
    inputs = Inputs(full, (), today, before, (), CALENDAR, settings)
    decision = decide([progress_report], inputs)
    assert not [one.error for one in decision.outcomes if one.error]
    return decision, after(before, decision)


def days(full: Register, start: date, number: int) -> list[tuple[date, str]]:
    """Run day after day: the day and the receiver of each mail."""
    history, found = History(), []
    for ahead in range(number):
        today = start + timedelta(days=ahead)
        decision, history = ask(full, today, history)
        found += [(today, mail.to) for mail in decision.mails]
    return found


def said(decision: Decision) -> str:
    """Render the one mail without its files, and return its text on one line."""
    (mail,) = decision.mails
    return " ".join(text_of(parsed(replace(mail, attachments=()))).split())


def test_it_goes_to_the_coordinator_on_the_day_it_is_due_and_once() -> None:
    """Ten working days before the CPO; also when that meeting moves afterwards."""
    assert days(register(), date(2016, 10, 3), 16) == [(DUE, COORDINATOR)]
    _, history = ask(register(), DUE)
    moved = register(held_on=date(2016, 11, 3))
    decision, _ = ask(moved, date(2016, 10, 20), history)
    assert (decision.mails, decision.documents) == ((), ())


@pytest.mark.parametrize(("late", "goes"), [(7, True), (15, False)])
def test_a_service_that_was_off_catches_up_for_a_week(late: int, *, goes: bool) -> None:
    """Without a meeting it is due twenty working days after the first one of January."""
    nothing = register_of(report_requests=[], consultations=[])
    due = date(2016, 2, 1)
    assert ask(nothing, due)[0].mails != ()
    assert ask(nothing, due - timedelta(days=1))[0].mails == ()
    assert bool(ask(nothing, due + timedelta(days=late))[0].mails) is goes


def test_the_files_are_written_and_brought_by_the_mail_that_waits_for_them() -> None:
    """Word and Excel: no mail tells of a file that could not be written."""
    decision, _ = ask(register(), DUE)
    (mail,) = decision.mails
    assert [one.name for one in decision.documents] == [
        "voortgangsrapportage-2016-H1-2016-10-06.docx",
        "voortgangsrapportage-2016-H1-2016-10-06.xlsx",
    ]
    assert all(mail.key[: len(one.key)] == one.key for one in decision.documents)
    assert [one.kind for one in mail.attachments] == ["progress_word", "progress_excel"]


def test_it_says_which_chapters_have_no_text_yet() -> None:
    """And where to write them; it says that it is a draft, and who did not get it."""
    text = said(ask(register(texts=("samenvatting", "financiën")), DUE)[0])
    assert "Nog zonder tekst".upper() in text
    assert "– vooruitblik" in text
    assert "– samenvatting" not in text
    assert "Het bestuur heeft het niet gekregen." in text


def test_a_yes_in_rapportaanvragen_is_made_once_for_each_row() -> None:
    """For the colleague who asked; another day, period or kind is another row."""
    quiet = date(2016, 9, 30)
    first, second = request(), request(period="2016-Q2")
    decision, history = ask(register(first), quiet)
    assert [mail.to for mail in decision.mails] == ["zorg@city.example"]
    assert ask(register(first), quiet, history)[0].mails == ()
    decision, _ = ask(register(first, second), quiet, history)
    assert [one.name for one in decision.documents][:1] == [
        "voortgangsrapportage-2016-Q2-2016-09-30.docx"
    ]


def test_a_nee_makes_nothing() -> None:
    """Neither does an empty cell."""
    full = register(request(make=False), request(make=None, period="2016-Q2"))
    decision, _ = ask(full, date(2016, 9, 30))
    assert (decision.mails, decision.documents, decision.skipped) == ((), (), ())


def test_what_a_partner_asks_for_goes_to_the_coordinator() -> None:
    """A draft is for colleagues; the mail names who asked."""
    partner = request(requested_by="an@partner.example")
    decision, _ = ask(register(partner), date(2016, 9, 30))
    assert [mail.to for mail in decision.mails] == [COORDINATOR]
    assert "aangevraagd door an@partner.example" in said(decision)


def test_what_the_board_asks_for_goes_to_the_coordinator_too() -> None:
    """It gets what was approved, and no draft; however its address is written."""
    board = replace(SETTINGS, roles={**SETTINGS.roles, "board": ("CPO@city.example",)})
    asks = register(request(requested_by="cpo@city.example"))
    decision, _ = ask(asks, date(2016, 9, 30), settings=board)
    assert [mail.to for mail in decision.mails] == [COORDINATOR]
    text = said(decision)
    assert "aangevraagd door cpo@city.example" in text
    assert "run.py report approve --period 2016-H1" in text


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (request(faults=["period"]), "documents.request-faulty"),
        (request(faults=["make"]), "documents.request-faulty"),
        (request(requested_on=date(2016, 8, 1)), "documents.request-stale"),
    ],
)
def test_a_row_that_is_not_made_is_named_with_the_reason(row: Row, reason: str) -> None:
    """A mistake in it, or a yes of long ago that nobody means today."""
    decision, _ = ask(register(row), date(2016, 9, 30))
    assert (decision.mails, decision.documents) == ((), ())
    assert [one.reason.id for one in decision.skipped] == [reason]


def test_another_kind_of_report_is_made_and_called_by_its_name() -> None:
    """It has no chapters of which a text could be missing."""
    quiet = date(2016, 9, 30)
    decision, history = ask(register(request("netwerk")), quiet)
    assert [mail.to for mail in decision.mails] == ["zorg@city.example"]
    assert "U vroeg op" in said(decision)
    assert "de netwerkrapportage (eerste halfjaar 2016)" in said(decision)
    assert "NOG ZONDER TEKST" not in said(decision)
    assert [one.name for one in decision.documents] == [
        "netwerkrapportage-2016-H1-2016-09-30.docx",
        "netwerkrapportage-2016-H1-2016-09-30.xlsx",
    ]
    assert ask(register(request("netwerk")), quiet, history)[0].mails == ()


def test_the_day_on_which_it_is_due_is_remembered_and_follows_the_meeting() -> None:
    """So that `status` can name it without opening a workbook."""
    _, history = ask(register(), date(2016, 9, 30))
    assert history.noticed == {(REPORT_DUE, "2016-H1"): DUE}
    assert ask(register(), date(2016, 9, 30), history)[0].noticed == ()
    _, history = ask(register(held_on=date(2016, 11, 3)), date(2016, 9, 30), history)
    assert history.noticed == {(REPORT_DUE, "2016-H1"): date(2016, 10, 20)}
    _, history = ask(register(held_on=date(2017, 5, 22)), date(2016, 9, 30), history)
    assert history.noticed == {(REPORT_DUE, "2016-H2"): date(2017, 5, 8)}


def test_without_overleggen_no_day_is_guessed() -> None:
    """An unreadable tab would give another day than it says; requests are made all the same."""
    full = register_of(report_requests=[request()])
    decision, _ = ask(full, date(2016, 1, 29))
    assert [mail.to for mail in decision.mails] == ["zorg@city.example"]
    decision, _ = ask(register_of(consultations=[]), date(2016, 1, 4))
    assert [one.reason.id for one in decision.skipped] == ["rules.input-unreadable"]
