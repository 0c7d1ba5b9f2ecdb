"""Rules of the coordinator's own, from a row in the workbook to the mail: she looks first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from automations.engine.app import main
from automations.engine.store.store import open_store
from tests.mails import in_folder, text_of

Run = Callable[..., tuple[int, Any]]
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (("--today", f"2016-10-0{day}") for day in (3, 4, 5, 6))
RULE = {
    "Regel": "actie-loopt",
    "Over tabblad": "Acties",
    "Kolom 1": "Status",
    "Is 1": "is",
    "Waarde 1": "loopt",
    "Peildatum": "Start",
    "Versturen": "op de dag",
    "Aan": "Eigenaar",
    "Onderwerp": "Begonnen: {Actie}",
    "Tekst": "Vandaag begint **{Actie}**.\n\n- Einddatum: {Einddatum}",
    "Actief": "ja",
}
ACTIONS = {
    "A-91": ("Persmap", "an@dordrecht.example", "2016-10-03"),
    "A-92": ("Wijkavond", "bo@dordrecht.example", "2016-10-03"),
    "A-93": ("Folder", "an@dordrecht.example", "2016-10-04"),
    "A-94": ("Website", "an@dordrecht.example", "2016-10-05"),
    "A-95": ("Podcast", "an@dordrecht.example", "2016-10-06"),
}


def edit(folder: Path, workbook: str, tab: str, key: str, values: Mapping[str, object]) -> None:
    """Write cells by their header in the row with that key; a new row where there is none."""
    path = folder / "workbooks" / workbook
    book = load_workbook(path)
    sheet = book[tab]
    heads = {cell.value: cell.column for cell in sheet[1]}
    rows = [cell.row for cell in sheet["A"] if cell.value in (key, None)]
    for header, value in {sheet.cell(1, 1).value: key, **values}.items():
        sheet.cell(rows[0] if rows else sheet.max_row + 1, heads[header]).value = value
        rows = rows or [sheet.max_row]
    book.save(path)


def clear(folder: Path) -> None:
    """Take the example's own rules out."""
    path = folder / "workbooks/beheer.xlsx"
    book = load_workbook(path)
    for row in book["Herinneringsregels"].iter_rows(min_row=2):
        for cell in row:
            cell.value = None
    book.save(path)


def set_rule(folder: Path, **changes: str | None) -> None:
    """Write the rule, with those changes to it by header."""
    named = {title.replace("_", " "): value for title, value in changes.items()}
    edit(folder, "beheer.xlsx", "Herinneringsregels", RULE["Regel"], {**RULE, **named})


@pytest.fixture
def town(fresh: Path) -> Path:
    """Give a workspace in which nothing ran, with a few actions more and the rule."""
    for key, (title, owner, start) in ACTIONS.items():
        row = {"Pijler": "sturing en organisatie", "Actie": title, "Eigenaar": owner}
        more = {"Start": start, "Einddatum": "2017-03-31", "Status": "loopt", "Voortgang": "x"}
        edit(fresh, "actieplan.xlsx", "Acties", key, {**row, **more, "Beoogd resultaat": "x"})
    clear(fresh)
    set_rule(fresh)
    return fresh


def own(folder: Path, run: Run, *state: str) -> list[tuple[str, str, str]]:
    """Return state, receiver and subject of the mails of the rule, in the outbox's order."""
    _, listed = run("-C", str(folder), "outbox", "list")
    return [
        (one["state"], one["to"].partition("@")[0], one["subject"])
        for one in listed["messages"]
        if one["own_rule"] and (not state or one["state"] in state)
    ]


def held(folder: Path, run: Run) -> dict[str, int]:
    """Return the numbers of the held mails of the rule by receiver."""
    _, listed = run("-C", str(folder), "outbox", "list", "--state", "held")
    return {one["to"].partition("@")[0]: one["id"] for one in listed["messages"]}


def test_a_new_rule_waits_alone_with_count_and_samples_and_everything_else_goes(
    town: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plan says so before, the run, the outbox and the status say so after."""
    _, plan = run("-C", str(town), "plan", "--days", "1", *MONDAY)
    waits = [one for one in plan["messages"] if one["held"]]
    assert [(one["hold"], one["to"][:2], one["subject"]) for one in waits] == [
        ("own-rule", "an", "Begonnen: Persmap"),
        ("own-rule", "bo", "Begonnen: Wijkavond"),
    ]
    _, ran = run("-C", str(town), "run", *MONDAY)
    (hold,) = ran["holds"]
    assert (hold["kind"], hold["reason"]) == (
        "own-rule",
        (
            "De eigen regel actie-loopt is nieuw of veranderd en wil 2 mails sturen, zoals "
            "an@dordrecht.example: Begonnen: Persmap; bo@dordrecht.example: Begonnen: Wijkavond."
        ),
    )
    assert ran["delivery"]["held"] == 2
    assert ran["delivery"]["sent"] == len(plan["messages"]) - 2 > 0
    assert {(one["to"], one["subject"]) for one in plan["messages"] if not one["held"]} == {
        (mail["To"], mail["Subject"]) for mail in in_folder(town).values()
    }
    _, status = run("-C", str(town), "status", *MONDAY)
    numbers = sorted(held(town, run).values())
    assert status["own_rules"] == [
        {
            "rule": "actie-loopt",
            "mails": numbers,
            "samples": [
                {"to": "an@dordrecht.example", "subject": "Begonnen: Persmap"},
                {"to": "bo@dordrecht.example", "subject": "Begonnen: Wijkavond"},
            ],
        }
    ]
    assert status["needs_a_person"]["own-rule"] == 2
    main(["-C", str(town), "outbox", "show", str(numbers[0]), "--lang", "nl"])
    shown = capsys.readouterr().out
    assert "De eigen regel actie-loopt is nieuw of veranderd en wil 2 mails sturen." in shown
    assert f"Goedkeuren: run.py outbox approve {numbers[0]} {numbers[1]}" in shown
    main(["-C", str(town), "outbox", "list", "--state", "held", "--lang", "nl"])
    assert "De eigen regel actie-loopt" in capsys.readouterr().out


def test_once_approved_its_next_words_join_the_digest(town: Path, run: Run) -> None:
    """One of its mails is enough; another that waited still is a decision of its own."""
    run("-C", str(town), "run", *MONDAY)
    numbers = held(town, run)
    _, done = run("-C", str(town), "outbox", "approve", str(numbers["an"]), *MONDAY)
    assert (done["changed"], done["rules"], done["left"]) == (
        [numbers["an"]],
        ["actie-loopt"],
        [numbers["bo"]],
    )
    run("-C", str(town), "outbox", "cancel", str(numbers["bo"]), *MONDAY)
    _, ran = run("-C", str(town), "run", *TUESDAY)
    assert ran["holds"] == []
    assert own(town, run) == [
        ("sent", "an", "Begonnen: Persmap"),
        ("cancelled", "bo", "Begonnen: Wijkavond"),
    ]
    texts = [text_of(mail) for mail in in_folder(town).values() if mail["To"][:2] == "an"]
    assert [text for text in texts if "– Begonnen: Folder\n\n  Vandaag begint Folder." in text]
    run("-C", str(town), "run", *WEDNESDAY)
    texts = [text_of(mail) for mail in in_folder(town).values()]
    assert not [text for text in texts if "Wijkavond" in text]  # dropped is dropped


def test_its_mail_shows_the_markdown_of_the_text(town: Path, run: Run) -> None:
    """In HTML as HTML, in plain text as tidy text."""
    run("-C", str(town), "run", *MONDAY)
    run("-C", str(town), "outbox", "approve", *MONDAY)
    run("-C", str(town), "run", *MONDAY)
    (mail,) = [one for one in in_folder(town).values() if one["Subject"] == "Begonnen: Persmap"]
    assert "Vandaag begint Persmap.\n\n– Einddatum: 31 maart 2017" in text_of(mail)
    assert "<strong>Persmap</strong>" in text_of(mail, "html")


def test_a_rule_that_is_edited_waits_again_and_never_says_a_thing_twice(
    town: Path, run: Run
) -> None:
    """What left, left. What waited in the old words is withdrawn and stands ready in the new."""
    run("-C", str(town), "run", *MONDAY)
    numbers = held(town, run)
    run("-C", str(town), "outbox", "approve", str(numbers["an"]), *MONDAY)
    set_rule(town, Onderwerp="Nu begonnen: {Actie}")
    _, plan = run("-C", str(town), "plan", "--days", "1", *TUESDAY)
    assert [(one["hold"], one["subject"]) for one in plan["messages"] if one["held"]] == [
        ("own-rule", "Nu begonnen: Folder"),
        ("own-rule", "Nu begonnen: Wijkavond"),
    ]
    _, ran = run("-C", str(town), "run", *TUESDAY)
    assert [one["kind"] for one in ran["holds"]] == ["own-rule"]
    assert own(town, run) == [
        ("sent", "an", "Begonnen: Persmap"),
        ("cancelled", "bo", "Begonnen: Wijkavond"),
        ("held", "an", "Nu begonnen: Folder"),
        ("held", "bo", "Nu begonnen: Wijkavond"),
    ]
    _, shown = run("-C", str(town), "outbox", "show", str(numbers["bo"]))
    assert shown["reason"].startswith("Ingetrokken: de eigen regel is daarna veranderd")
    run("-C", str(town), "outbox", "approve", *TUESDAY)
    _, ran = run("-C", str(town), "run", *WEDNESDAY)
    assert ran["holds"] == []
    said = [text_of(mail) for mail in in_folder(town).values()]
    assert [sum(f"begint {title}" in text for text in said) for title in ("Persmap", "Folder")] == [
        1,
        1,
    ]


def test_there_and_back_on_one_day_loses_nothing(town: Path, run: Run) -> None:
    """An edit that is taken back brings the first mails back, under numbers of their own."""
    run("-C", str(town), "run", *MONDAY)
    set_rule(town, Onderwerp="Anders: {Actie}")
    run("-C", str(town), "run", "reminders", *MONDAY)
    set_rule(town)
    run("-C", str(town), "run", "reminders", *MONDAY)
    assert own(town, run, "held") == [
        ("held", "an", "Begonnen: Persmap"),
        ("held", "bo", "Begonnen: Wijkavond"),
    ]
    set_rule(town, Actief="nee")
    run("-C", str(town), "run", "reminders", *MONDAY)
    assert own(town, run, "held") == []
    _, listed = run("-C", str(town), "outbox", "list", "--state", "cancelled")
    assert len({one["message_id"] for one in listed["messages"]}) == 6


def test_a_row_with_a_mistake_does_nothing_and_says_so(town: Path, run: Run) -> None:
    """At its cell in the check, and among the rows that were skipped; what waits stays."""
    run("-C", str(town), "run", *MONDAY)
    set_rule(town, Waarde_1="lopt")
    _, checked = run("-C", str(town), "check", "Herinneringsregels", *TUESDAY)
    assert [(one["cell"][:1], one["code"]) for one in checked["findings"]] == [("E", "list")]
    _, plan = run("-C", str(town), "plan", "--days", "1", *TUESDAY)
    assert [(one["rule"], one["reason"]) for one in plan["skipped"] if one["sheet"] == "rules"] == [
        (
            "actie-loopt",
            'De regel doet niets: er is iets mis met "Waarde 1". Zie de opmerking bij die cel.',
        )
    ]
    run("-C", str(town), "run", *TUESDAY)
    assert [one[2] for one in own(town, run, "held")] == [
        "Begonnen: Persmap",
        "Begonnen: Wijkavond",
    ]
    _, rules = run("-C", str(town), "rules", *TUESDAY)
    assert [one["rule"] for one in rules["not_running"]] == ["actie-loopt"]


def test_rules_lists_them_under_a_heading_of_their_own(
    town: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """As one sentence each, like the rules that ship."""
    _, listed = run("-C", str(town), "rules", *MONDAY)
    assert [one["rule"] for one in listed["rules"] if one["origin"] == "tab"] == ["actie-loopt"]
    main(["-C", str(town), "rules", "--lang", "nl", *MONDAY])
    lines = capsys.readouterr().out.splitlines()
    place = lines.index("eigen regels, uit het tabblad Herinneringsregels")
    assert lines[place + 1] == (
        '  actie-loopt: op "Start" gaat er bericht over een rij in Acties naar de eigenaar van de '
        'rij, zolang geldt: "Status" is loopt.'
    )


@pytest.mark.parametrize("name", ["check", "reminders", "newsletter", "action-due", "check-mended"])
def test_no_rule_has_a_name_under_which_something_else_is_remembered(
    town: Path, run: Run, name: str
) -> None:
    """Their items could not be told apart."""
    edit(town, "beheer.xlsx", "Herinneringsregels", RULE["Regel"], {"Regel": name})
    _, checked = run("-C", str(town), "check", "Herinneringsregels", *MONDAY)
    assert [(one["cell"][:1], one["code"]) for one in checked["findings"]] == [("A", "unique")]


def test_a_plan_of_days_is_what_the_runs_of_these_days_do(town: Path, run: Run) -> None:
    """Own rules that were not looked at are held on each of them."""
    _, plan = run("-C", str(town), "plan", "--days", "4", *MONDAY)
    foreseen = [
        (one["to"].partition("@")[0], one["subject"])
        for one in plan["messages"]
        if one["hold"] == "own-rule"
    ]
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY):
        run("-C", str(town), "run", *day)
    assert [one[1:] for one in own(town, run, "held")] == foreseen
    assert len(foreseen) == 5


def test_what_is_kept_of_a_hold_names_nobody_else(town: Path, run: Run) -> None:
    """The reason is kept with each mail; whoever is forgotten must not stand in another's."""
    run("-C", str(town), "run", *MONDAY)
    with open_store(town / "service.db") as store:
        reasons = [one.reason or "" for one in store.outbox.list(["held"])]
    assert len(reasons) == 2
    assert not [reason for reason in reasons if "@" in reason or "Persmap" in reason]
