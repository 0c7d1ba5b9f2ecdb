"""What the coordinator reads on Monday, and what she does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from automations.engine.core.affairs import Affairs, WaitingMail
from automations.engine.core.editions import CHANGED, STOPPED
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.foresight import Foreseen
from automations.engine.core.intents import History, Mail
from automations.engine.core.workdays import Calendar
from automations.overview import coming_report, overview
from tests.mails import parsed, text_of
from tests.registers import register_of
from tests.reminding import COORDINATOR, SETTINGS

MONDAY = date(2016, 10, 3)
HELD = WaitingMail(31, "held", "an@partner.example", "Actie A-03: vandaag", sensitive=False)
SIGNAL = WaitingMail(32, "in-doubt", "handler@city.example", "S2016-004: nu", sensitive=True)
PLANNED = Foreseen(
    date(2016, 10, 5), "reminders", "action-due", "A-03", MONDAY, "0 days", "an@x.example", "Actie"
)
CONCEPT = {
    "edition_id": "N2016-10",
    "kind": "netwerk",
    "send_on": date(2016, 10, 11),
    "subject": "Herfst",
    "introduction": "Dag.",
    "status": "concept",
}
WRONG = Finding("programme", "required", Severity.ERROR, Message("findings.required"))


def told(
    affairs: Affairs | None = None,
    *,
    today: date = MONDAY,
    findings: tuple[Finding, ...] = (),
    history: History | None = None,
    editions: tuple[dict[str, object], ...] = (),
    consultations: tuple[dict[str, object], ...] = (),
) -> Mail:
    """Ask the automation for its one mail."""
    (mail,) = overview.function(
        register=register_of(editions=editions, consultations=consultations),
        findings=findings,
        today=today,
        history=history or History(),
        settings=SETTINGS,
        affairs=affairs or Affairs(),
        calendar=Calendar(),
    )
    return mail


def body(mail: Mail, kind: str = "plain") -> str:
    """Render it, and return its text on one line."""
    return " ".join(text_of(parsed(mail), kind).split())


def test_a_quiet_week_is_told_too() -> None:
    """So that a service that fell silent is noticed."""
    mail = told(Affairs(foreseen=()))
    assert mail.to == COORDINATOR
    assert "Niets. Alles loopt." in body(mail)
    assert "Er staat niets gepland." in body(mail)
    assert parsed(mail)["Subject"] == "Weekoverzicht: maandag 3 oktober 2016"


def test_before_the_first_run_it_does_not_claim_that_nothing_comes() -> None:
    """There is no plan yet to say so."""
    assert "niets gepland" not in body(told())


def test_one_goes_out_for_each_week() -> None:
    """Asked again on Tuesday it is the same mail, and next Monday another."""
    assert told().key == told(today=MONDAY + timedelta(days=1)).key
    assert told().key != told(today=MONDAY + timedelta(days=7)).key


def test_it_names_what_waits_and_the_command_that_decides() -> None:
    """Number, subject and receiver of each mail."""
    said = body(told(Affairs(waiting=(HELD,))))
    assert "Actie A-03: vandaag (nummer 31, tegengehouden, aan an@partner.example)" in said
    assert "run.py outbox approve" in said


def test_of_signals_it_tells_how_many_mails_wait_and_nothing_else() -> None:
    """No reference, no receiver: that is for the case handlers."""
    mail = told(Affairs(waiting=(SIGNAL,)))
    for kind in ("plain", "html"):
        said = body(mail, kind)
        assert "Over signalen wacht 1 bericht" in said
        assert "S2016-004" not in said
        assert "handler@city.example" not in said
    assert "S2016-004" not in str(mail.about)


def test_many_waiting_mails_are_counted_beyond_the_first_eight() -> None:
    """The mail stays readable."""
    many = tuple(replace(HELD, number=number) for number in range(40, 52))
    said = body(told(Affairs(waiting=many)))
    assert "nummer 47" in said
    assert "nummer 48" not in said
    assert "En nog 4 berichten." in said


def test_it_counts_what_comes_in_the_seven_days_from_today() -> None:
    """A digest of two items is one mail; what comes next week is left out."""
    other = replace(PLANNED, rule="question-unanswered", key="Q2016-001")
    late = replace(PLANNED, on=date(2016, 10, 10))
    said = body(told(Affairs(foreseen=(PLANNED, other, late))))
    assert "woensdag 5 oktober 2016: 1 mail aan 1 persoon" in said
    assert "10 oktober" not in said


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({}, True),
        ({"status": "goedgekeurd"}, False),
        ({"send_on": date(2016, 10, 18)}, False),
        ({"send_on": date(2016, 9, 30)}, False),
    ],
)
def test_an_edition_that_nobody_approved_wants_a_decision(
    more: dict[str, object], *, asked: bool
) -> None:
    """When it is to go out within two weeks."""
    said = body(told(editions=({**CONCEPT, **more},)))
    assert ("run.py newsletter approve N2016-10" in said) is asked


@pytest.mark.parametrize(
    ("held_on", "told_of"), [("2016-10-31", True), ("2016-11-14", False), ("2016-10-12", True)]
)
def test_the_report_of_the_coming_two_weeks_is_named(held_on: str, *, told_of: bool) -> None:
    """Ten working days before the CPO; also when that day has just been."""
    meeting = {"consultation_id": "V2016-018", "kind": "CPO", "status": "gepland"}
    text = body(told(consultations=({**meeting, "held_on": date.fromisoformat(held_on)},)))
    assert ("De voortgangsrapportage (eerste halfjaar 2016)" in text) is told_of
    assert ("Zonder tekst in het tabblad Toelichting: 8 hoofdstukken" in text) is told_of
    assert ("Niets. Alles loopt." in text) is not told_of


def test_without_overleggen_no_report_is_named() -> None:
    """An unreadable tab would give another day than it says."""
    assert coming_report(register_of(editions=()), date(2016, 1, 25), History(), Calendar()) is None


@pytest.mark.parametrize(
    ("what", "says"), [(CHANGED, "is gewijzigd"), (STOPPED, "kan zo niet weg")]
)
def test_an_edition_that_changed_or_cannot_go_is_named(what: str, says: str) -> None:
    """As the last run saw it, with what can be done."""
    text = body(told(history=History(noticed={(what, "N2016-10"): MONDAY})))
    assert f"Nieuwsbrief N2016-10 {says}" in text.replace("is goedgekeurd, maar ", "")
    assert "Niets. Alles loopt." not in text


def test_it_says_how_long_the_oldest_finding_is_open() -> None:
    """Counted from the day on which its owner first heard of it."""
    history = History(noticed={("check", "actions/A-03/title/required"): date(2016, 9, 21)})
    said = body(told(findings=(WRONG,), history=history))
    assert "1 fout en 0 aandachtspunten; wat het langst openstaat, al 12 dagen" in said
