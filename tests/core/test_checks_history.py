"""Signals between two looks: forward only, and no row goes before its time."""

from __future__ import annotations

from datetime import date

import pytest

from automations.engine.core.checked import SignalLook
from automations.engine.core.checks import check
from automations.engine.core.grid import Unreadable
from tests.text_tables import context, look, places, said, schemas, shipped, things, workbooks

HANDLER = "dossierhouder@dordrecht.example"
SIGNAL = """
    Kenmerk   | Ontvangen op | Bron    | Behandelaar | Status   | Teruggegeven op | Afgesloten op
    S2016-001 | 1-9-2016     | politie |             | {status} | {returned}      | {closed}
    """


def _seen(status: str | None, closed: date | None = None) -> SignalLook:
    return SignalLook(date(2016, 9, 1), status, None, closed)


def _changes(
    now: str, before: SignalLook, returned: str = "", closed: str = ""
) -> list[tuple[str | None, str, str]]:
    table = SIGNAL.format(status=now, returned=returned, closed=closed)
    checked = look({"Signalen": table}, on=context(before={"S2016-001": before}))
    return places(checked, "changed-history")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("nieuw", "nieuw"),
        ("nieuw", "in beoordeling"),
        ("nieuw", "afgesloten"),
        ("in behandeling", "overgedragen"),
        ("afgesloten", "ingetrokken"),
        (None, "nieuw"),
        ("woord van vroeger", "nieuw"),
    ],
)
def test_a_status_may_move_forward(before: str | None, now: str) -> None:
    """Over steps too; withdrawn may follow anything."""
    assert _changes(now, _seen(before), closed="2-10-2016") == []


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("in beoordeling", "nieuw"),
        ("afgesloten", "in behandeling"),
        ("overgedragen", "in behandeling"),
        ("ingetrokken", "nieuw"),
        ("nieuw", ""),
    ],
)
def test_a_status_may_not_go_back(before: str, now: str) -> None:
    """A warning at the status, for the handler."""
    assert _changes(now, _seen(before)) == [("E2", "changed-history", "warning")]


def test_a_transferred_signal_may_come_back_when_it_was_returned() -> None:
    """The date of return tells that it is no slip."""
    assert _changes("in behandeling", _seen("overgedragen"), returned="20-9-2016") == []


def test_the_date_of_receipt_may_not_change() -> None:
    """A warning at the date, that does not say what it was."""
    table = SIGNAL.format(status="nieuw", returned="", closed="")
    before = SignalLook(date(2016, 8, 31), "nieuw", None, None)
    checked = look({"Signalen": table}, on=context(before={"S2016-001": before}))
    (found,) = [one for one in checked.findings if one.code == "changed-history"]
    assert (found.cell, found.owner, found.key) == ("B2", HANDLER, "S2016-001")
    assert said([found]) == [
        (
            "De ontvangstdatum van dit signaal is veranderd sinds de vorige keer. "
            "Klopt dat? Zet hem anders terug."
        )
    ]


def test_a_cell_that_cannot_be_read_is_compared_with_what_was_known() -> None:
    """Its own finding is enough, and what was known stays remembered."""
    table = SIGNAL.format(status="nieuw", returned="", closed="").replace("1-9-2016  ", "31-6-2016")
    checked = look({"Signalen": table}, on=context(before={"S2016-001": _seen("nieuw")}))
    assert places(checked, "changed-history") == []
    assert checked.signals["S2016-001"] == _seen("nieuw")


@pytest.mark.parametrize(
    ("before", "warned"),
    [
        (_seen("nieuw"), True),
        (_seen("afgesloten", date(2016, 1, 31)), True),
        (_seen("afgesloten", date(2014, 10, 3)), False),
        (_seen("afgesloten", date(2014, 10, 4)), True),
        (_seen("ingetrokken", date(2016, 9, 4)), True),
        (_seen("ingetrokken", date(2016, 9, 3)), False),
        (_seen("ingetrokken"), True),
    ],
)
def test_a_signal_may_not_vanish_before_its_retention_is_over(
    before: SignalLook, *, warned: bool
) -> None:
    """24 months after closing here, 30 days after withdrawal; the tab is named, not the signal."""
    checked = look({}, on=context(before={"S2014-001": before}))
    assert [(f.code, f.row, f.key, f.owner) for f in checked.findings] == (
        [("changed-history", None, "S2014-001", HANDLER)] if warned else []
    )
    assert not any("S2014" in text for text in said(checked.findings))


def test_retention_ends_on_the_last_day_of_a_short_month() -> None:
    """Closed on 29 February, over on 28 February two years later."""
    before = {"S2016-001": _seen("afgesloten", date(2016, 2, 29))}
    assert look({}, on=context(date(2018, 2, 28), before)).findings == ()
    assert look({}, on=context(date(2018, 2, 27), before)).findings != ()


def test_what_is_remembered_of_a_signal_is_dates_and_status_only() -> None:
    """A signal whose row is gone is forgotten with it."""
    table = SIGNAL.format(status="afgesloten", returned="20-9-2016", closed="2-10-2016")
    checked = look({"Signalen": table}, on=context(before={"S2016-009": _seen("nieuw")}))
    assert checked.signals == {
        "S2016-001": SignalLook(
            date(2016, 9, 1), "afgesloten", date(2016, 9, 20), date(2016, 10, 2)
        )
    }


def test_a_doubled_signal_is_compared_when_it_is_single_again() -> None:
    """Until then what was known stays remembered, and it has not vanished."""
    table = SIGNAL.format(status="nieuw", returned="", closed="")
    table += table.splitlines()[2]
    before = {"S2016-001": _seen("in behandeling")}
    checked = look({"Signalen": table}, on=context(before=before))
    assert places(checked, "changed-history") == []
    assert checked.signals == before


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (SIGNAL.replace("S2016-001", "S2016-O01"), "pattern"),
        (SIGNAL.replace("S2016-001", "         "), "blank-key"),
        (SIGNAL.replace("Kenmerk ", "Nummer "), "missing-column"),
    ],
)
def test_a_signal_whose_code_cannot_be_read_has_not_vanished(table: str, code: str) -> None:
    """The row is there; its own finding is enough, and what was known stays remembered."""
    before = {"S2016-001": _seen("in behandeling")}
    table = table.format(status="nieuw", returned="", closed="")
    checked = look({"Signalen": table}, on=context(before=before))
    assert code in {found.code for found in checked.findings}
    assert places(checked, "changed-history") == []
    assert checked.signals["S2016-001"] == before["S2016-001"]


def test_a_signal_has_vanished_when_more_are_missing_than_cannot_be_read() -> None:
    """Which of them it is cannot be told, so all are named to the handlers."""
    table = SIGNAL.replace("S2016-001", "S2016-O01").format(status="nieuw", returned="", closed="")
    before = {f"S2016-00{number}": _seen("nieuw") for number in (1, 2)}
    checked = look({"Signalen": table}, on=context(before=before))
    assert [found.key for found in checked.findings if found.code == "changed-history"] == [
        "S2016-001",
        "S2016-002",
    ]


def test_nothing_is_compared_or_forgotten_while_the_workbook_cannot_be_read() -> None:
    """Signals have not vanished when the file has."""
    books = workbooks({}, shipped())
    books["signals"] = Unreadable("signals", "s.xlsx", "missing-workbook", "findings.x")
    before = {"S2016-001": _seen("nieuw")}
    checked = check(books, shipped(), context(before=before))
    assert places(checked) == [(None, "missing-workbook", "error")]
    assert checked.findings[0].owner == HANDLER
    assert checked.signals == before


def test_a_workspace_without_signals_remembers_what_it_was_given() -> None:
    """The sheet is not known there."""
    before = {"S2016-001": _seen("nieuw")}
    assert look({}, schemas(things()), on=context(before=before)).signals == before
