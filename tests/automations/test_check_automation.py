"""Owners hear of mistakes in their rows, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from automations.check import check
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.intents import Alert, History
from tests.registers import register_of
from tests.reminding import COORDINATOR, SETTINGS

AN = "an@city.example"
MESSAGE = Message("findings.required", {"column": "Actie"})
REGISTER = register_of()


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


def alerts(*findings: Finding, history: History | None = None) -> list[Alert]:
    """Ask the automation."""
    asked = check.function(
        findings=findings, register=REGISTER, history=history or History(), settings=SETTINGS
    )
    return [one for one in asked if isinstance(one, Alert)]


def test_the_owner_of_a_row_hears_of_its_mistake_once() -> None:
    """The row's key, the column and the code are what it is known by."""
    (first,) = alerts(finding())
    assert (first.item.recipient, first.item.key) == (AN, "actions/A-03/title/required")
    assert alerts(finding(), history=History(frozenset({first.item}))) == []


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
