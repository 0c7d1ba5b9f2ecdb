"""Owners hear of mistakes in their rows: new ones, those that stay open, and what was mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from automations.check import check
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.intents import Alert, History, Mended, Noticed
from automations.engine.core.workdays import Calendar
from tests.registers import register_of, shipped_schemas
from tests.reminding import COORDINATOR, SETTINGS

AN = "an@city.example"
MONDAY = date(2016, 10, 3)
TUESDAY = date(2016, 10, 4)
MESSAGE = Message("findings.required", {"column": "Actie"})
SHEETS = shipped_schemas().sheets
REGISTER = register_of(**dict.fromkeys(SHEETS, ()))


def finding(**more: object) -> Finding:
    """Return a finding in an action of An's."""
    values: dict[str, object] = {
        "workbook": "programme",
        "code": "required",
        "severity": Severity.ERROR,
        "message": MESSAGE,
        "sheet": "actions",
        "tab": "Acties",
        "row": 7,
        "cell": "C7",
        "field": "title",
        "key": "A-03",
        "owner": AN,
        **more,
    }
    return Finding(**values)  # type: ignore[arg-type]


def asked(
    *findings: Finding, history: History | None = None, today: date = MONDAY
) -> list[Alert | Mended | Noticed]:
    """Ask the automation."""
    return list(
        check.function(
            findings=findings,
            register=REGISTER,
            today=today,
            history=history or History(),
            settings=SETTINGS,
            calendar=Calendar(),
        )
    )


def alerts(*findings: Finding, history: History | None = None, today: date = MONDAY) -> list[Alert]:
    """Ask the automation what is to be told."""
    found = asked(*findings, history=history, today=today)
    return [one for one in found if isinstance(one, Alert) and not one.rides]


def live(history: History, today: date, *findings: Finding) -> tuple[History, list[str]]:
    """Let one day pass: what is told is remembered; return it in words as well."""
    found = asked(*findings, history=history, today=today)
    noticed = dict(history.noticed)
    for one in found:
        if isinstance(one, Noticed):
            noticed.pop((one.rule, one.key), None)
            if one.since is not None:
                noticed[one.rule, one.key] = one.since
    told = [one for one in found if isinstance(one, Alert) and not one.rides]
    thanks = [one for one in found if isinstance(one, Mended)]
    items = history.items | {one.item for one in (*told, *thanks)}
    words = [f"open {one.days}" if one.days else "new" for one in told] + ["mended"] * len(thanks)
    return History(frozenset(items), noticed), words


def test_the_owner_of_a_row_hears_of_its_mistake_at_once_and_then_weekly() -> None:
    """While it is open, four times; in between it is only counted in a mail that goes anyway."""
    history, said = History(), {}
    for ahead in range(60):
        day = MONDAY + timedelta(days=ahead)
        history, words = live(history, day, finding())
        if words:
            said[ahead] = words
    assert said == {0: ["new"], 7: ["open 7"], 14: ["open 14"], 21: ["open 21"], 28: ["open 28"]}
    (rides,) = asked(finding(), history=history, today=MONDAY + timedelta(days=60))
    assert isinstance(rides, Alert)
    assert (rides.rides, rides.days) == (True, 60)


def test_a_finding_is_known_by_key_column_and_code() -> None:
    """And goes to the owner of the row."""
    (first,) = alerts(finding())
    assert (first.item.recipient, first.item.key) == (AN, "actions/A-03/title/required")
    assert first.item.anchor == MONDAY


def test_who_heard_of_a_mistake_is_thanked_once_when_it_is_mended() -> None:
    """And when it comes back it is new."""
    history, words = live(History(), MONDAY, finding())
    assert words == ["new"]
    history, words = live(history, TUESDAY)
    assert words == ["mended"]
    history, words = live(history, TUESDAY + timedelta(days=1))
    assert words == []
    assert not history.noticed
    history, words = live(history, TUESDAY + timedelta(days=2), finding())
    assert words == ["new"]


def test_a_thank_you_that_finds_no_mail_in_two_weeks_is_dropped() -> None:
    """It never causes a mail of its own, and nothing is remembered for ever."""
    told = asked(finding())[-1]
    assert isinstance(told, Alert)
    noticed = {("check-mended", told.item.key): MONDAY}
    history = History(frozenset({told.item}), noticed)
    (thanks,) = asked(history=history, today=MONDAY + timedelta(days=14))
    assert isinstance(thanks, Mended)
    late = asked(history=history, today=MONDAY + timedelta(days=15))
    assert late == [Noticed("check-mended", told.item.key, None)]


def test_what_nobody_heard_of_is_not_thanked_for() -> None:
    """Its mail was cancelled, or its owner changed meanwhile."""
    (first, _) = asked(finding())
    assert isinstance(first, Noticed)
    found = asked(history=History(noticed={("check", first.key): MONDAY}), today=TUESDAY)
    assert found == [Noticed("check", first.key, None)]


def test_a_tab_that_cannot_be_read_has_mended_nothing() -> None:
    """Nor has one that refers to it; nobody knows."""
    (first, alert) = asked(finding(code="reference"))
    assert isinstance(first, Noticed)
    assert isinstance(alert, Alert)
    history = History(frozenset({alert.item}), {("check", first.key): MONDAY})
    readable = [name for name in SHEETS if name != "organisations"]
    unreadable = register_of(**dict.fromkeys(readable, ()))
    found = check.function(
        findings=(),
        register=unreadable,
        today=TUESDAY,
        history=history,
        settings=SETTINGS,
        calendar=Calendar(),
    )
    assert list(found) == []


@pytest.mark.parametrize(("severity", "told"), [("error", 1), ("warning", 1), ("notice", 0)])
def test_notices_are_not_mailed(severity: str, told: int) -> None:
    """They are for who looks."""
    assert len(alerts(finding(severity=Severity(severity)))) == told


def test_what_has_no_owner_goes_to_the_coordinator() -> None:
    """A missing workbook, for example."""
    whole = finding(sheet=None, tab=None, row=None, cell=None, field=None, key=None, owner=None)
    (alert,) = alerts(whole)
    assert (alert.item.recipient, alert.item.key) == (COORDINATOR, "programme///required")


def test_findings_about_signals_go_to_every_case_handler_apart() -> None:
    """Also when the workbook as a whole cannot be read."""
    for sheet in ("signals", None):
        found = alerts(finding(workbook="signals", sheet=sheet, owner=COORDINATOR))
        assert [one.item.recipient for one in found] == [
            "handler@city.example",
            "second@city.example",
        ]
        assert all(one.sensitive for one in found)


@pytest.mark.parametrize("code", ["missing-workbook", "unreadable-workbook", "missing-tab"])
def test_the_coordinator_hears_of_every_workbook_and_tab_that_cannot_be_read(code: str) -> None:
    """Whoever owns it: what needs it stands still. It tells nothing about a signal."""
    whole = finding(code=code, sheet=None, row=None, cell=None, field=None, key=None)
    assert [one.item.recipient for one in alerts(whole)] == [AN, COORDINATOR]
    assert len(alerts(replace(whole, owner=COORDINATOR))) == 1
    found = alerts(replace(whole, workbook="signals"))
    assert [(one.item.recipient, one.sensitive) for one in found] == [
        ("handler@city.example", True),
        ("second@city.example", True),
        (COORDINATOR, False),
    ]


def test_the_name_of_a_finding_tells_nothing_about_a_person() -> None:
    """A participant's key holds name and address; what is remembered does not."""
    key = "T2016-02 / bo@partner.example / Bo"
    (alert,) = alerts(finding(sheet="participants", workbook="training", key=key, field="status"))
    assert "bo" not in alert.item.key.lower().replace("workbook", "")
    assert alert.item.key.startswith("participants/")
    (other,) = alerts(finding(sheet="participants", key=f"{key}2", field="status"))
    assert alert.item.key != other.item.key


def test_a_row_without_a_key_is_known_by_its_number() -> None:
    """There is nothing else to know it by."""
    (alert,) = alerts(finding(key=None, field="action_id", code="blank-key"))
    assert alert.item.key == "actions/7/action_id/blank-key"
