"""A workspace that was off for a long time, or is edited meanwhile: nobody is surprised by mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from automations.engine.app import main
from automations.engine.core.intents import Item
from automations.engine.store.store import open_store
from automations.engine.workspace import open_workspace
from tests import sink as sinks
from tests.registers import ROOT
from tests.sink import Sink

Run = Callable[..., tuple[int, Any]]
YEAR_LATER = date(2017, 10, 3)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Run a mail server that takes everything."""
    with sinks.running() as running:
        yield running


def send_to(workspace: Path, via: str) -> None:
    """Let `mail.via` of a workspace name a server."""
    config = workspace / "config.yaml"
    text = re.sub(r"(?m)^  via:.*$", f"  via: {via}", config.read_text("utf-8"))
    config.write_text(text, "utf-8")


def listed(run: Run, workspace: Path) -> list[dict[str, Any]]:
    """Return every mail in the outbox."""
    messages: list[dict[str, Any]] = run("-C", str(workspace), "outbox", "list")[1]["messages"]
    return messages


def items(workspace: Path, numbers: Collection[int] | None = None) -> list[Item]:
    """Return what some mails say, or all."""
    with open_store(workspace / "service.db") as store:
        if numbers is None:
            numbers = [one.id for one in store.outbox.list()]
        shown = [store.outbox.show(number) for number in numbers]
        return [part.item for one in shown if one for part in one.items]


def workspace_rules(workspace: Path) -> set[str]:
    """Return the names of the rules in files."""
    return {rule.name for rule in open_workspace(workspace).rules}


def test_a_year_off_is_not_made_up_for(fresh: Path, run: Run) -> None:
    """What goes out then was due in the last week, or still holds on that day."""
    run("-C", str(fresh), "run", "--today", "2016-10-03")
    before = {one["id"] for one in listed(run, fresh)}
    _, ran = run("-C", str(fresh), "run", "--today", YEAR_LATER.isoformat())
    assert 0 < ran["delivery"]["sent"] < 20  # of one day, and not of 250
    new = [one for one in listed(run, fresh) if one["id"] not in before]
    assert {one["automation"] for one in new} <= {"check", "reminders", "overview"}
    for item in items(fresh, {one["id"] for one in new}):
        if item.rule in workspace_rules(fresh) and item.anchor:
            days = timedelta(days=int(item.offset.split()[0]))  # of working days it is the least
            assert YEAR_LATER - timedelta(days=14) <= item.anchor + days <= YEAR_LATER, item


def test_what_was_ready_when_the_service_stopped_waits_for_a_decision_a_year_later(
    fresh: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was finished at night; that it left for the folder in the morning is not what happened."""
    _, night = run("-C", str(fresh), "run", "--now", "2016-10-03T20:00")
    ready = {one["id"]: one["state"] for one in listed(run, fresh) if one["state"] == "waiting"}
    assert night["delivery"]["waiting"] == len(ready) > 20
    _, ran = run("-C", str(fresh), "run", "--now", "2017-10-03T09:00")
    now = {one["id"]: one for one in listed(run, fresh)}
    assert {now[number]["state"] for number in ready} == {"held", "expired"}
    late = [number for number in ready if now[number]["state"] == "held"]
    assert {now[number]["hold"] for number in late} == {"late"}
    assert ran["delivery"]["sent"] == sum(one["on"] >= "2017" for one in now.values())
    # Everything at once does not mean these; each by its number does.
    assert not {*late} & {*run("-C", str(fresh), "outbox", "approve")[1]["changed"]}
    capsys.readouterr()
    main(["-C", str(fresh), "outbox", "approve", "--lang", "nl"])
    assert f"{len(late)} mails die te lang bleven liggen" in capsys.readouterr().out
    first, second, *_ = late
    run("-C", str(fresh), "outbox", "approve", str(first), "--now", "2017-10-03T09:05")
    run("-C", str(fresh), "outbox", "cancel", str(second), "--now", "2017-10-03T09:05")
    run("-C", str(fresh), "run", "--now", "2017-10-03T09:10")
    states = {one["id"]: one["state"] for one in listed(run, fresh)}
    assert (states[first], states[second]) == ("sent", "cancelled")


@pytest.mark.parametrize(
    ("again", "is_late"),
    [("2016-10-10T09:00", False), ("2016-10-11T08:30", False), ("2016-10-14T09:00", True)],
)
def test_what_waited_for_a_week_leaves_as_it_was(
    fresh: Path, run: Run, again: str, *, is_late: bool
) -> None:
    """A reminder is caught up with for a week; so is a mail.

    A newsletter is of its own day, which is the one before these reminders could leave.
    """
    run("-C", str(fresh), "run", "--now", "2016-10-03T20:00")
    run("-C", str(fresh), "run", "--now", again)
    reminders = [one for one in listed(run, fresh) if one["automation"] == "reminders"]
    assert ("late" in {one["hold"] for one in reminders}) == is_late


def test_a_long_closing_at_christmas_is_no_pause(fresh: Path, run: Run) -> None:
    """What was ready before eleven free days leaves after them: nobody could have sent it."""
    days = [date(2016, 12, 23) + timedelta(days=ahead) for ahead in range(11)]
    config = fresh / "config.yaml"
    free = ", ".join(day.isoformat() for day in days)
    config.write_text(f"{config.read_text('utf-8')}free_days: [{free}]\n", "utf-8")
    run("-C", str(fresh), "run", "--now", "2016-12-22T17:00")
    before = {one["state"] for one in listed(run, fresh)}
    assert "sent" in before
    run("-C", str(fresh), "run", "--now", "2017-01-03T09:00")
    assert "late" not in {one["hold"] for one in listed(run, fresh)}


def test_going_live_after_weeks_asks_about_what_is_of_weeks_ago(
    fresh: Path, sink: Sink, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who tries for a month, and then goes live, mails about today."""
    send_to(fresh, sink.via)
    run("-C", str(fresh), "run", "--today", "2016-10-03")
    old = {one["id"] for one in listed(run, fresh)}
    capsys.readouterr()
    main(["-C", str(fresh), "run", "--go-live", "--today", "2016-11-01", "--lang", "nl"])
    said = capsys.readouterr().out
    now = {one["id"]: one for one in listed(run, fresh)}
    assert {now[number]["state"] for number in old} <= {"held", "expired"}
    late = [number for number in old if now[number]["hold"] == "late"]
    assert late
    assert f"{len([n for n in late if now[n]['state'] == 'held'])} mails wachtten" in said
    assert {one["on"] for one in now.values() if one["state"] == "sent"} == {"2016-11-01"}


def test_a_rule_in_a_file_that_is_edited_does_not_say_again_what_it_said(
    fresh: Path, run: Run
) -> None:
    """Other words, other conditions, and a day that came before the one that was said."""
    run("-C", str(fresh), "run", "--today", "2016-10-03")
    said = told(fresh, "action-due")
    assert said
    shipped = yaml.safe_load((ROOT / "automations/rules/programme.yaml").read_text("utf-8"))
    rule = shipped["action-due"]
    rule["says"] = "Nieuwe woorden over {title}."
    rule["headline"] = "Nieuwe woorden"
    (fresh / "rules").mkdir()
    own = fresh / "rules" / "programme.yaml"
    own.write_text(yaml.safe_dump({"action-due": rule}, allow_unicode=True), "utf-8")
    run("-C", str(fresh), "run", "--today", "2016-10-03")
    assert told(fresh, "action-due") == said
    # Each moment a day earlier: what was said stands for what would have come before it.
    rule["send"] = [_earlier(offset) for offset in rule["send"]]
    own.write_text(yaml.safe_dump({"action-due": rule}, allow_unicode=True), "utf-8")
    run("-C", str(fresh), "run", "--today", "2016-10-04")
    again = [
        item
        for item in told(fresh, "action-due") - said
        if any(replace(item, offset=other.offset) == other for other in said)
    ]
    assert again == []


def _earlier(offset: str) -> str:
    if offset.startswith("every"):
        return offset
    number, _, unit = offset.partition(" ")
    return f"{int(number) - 1} {unit or 'days'}"


def told(workspace: Path, rule: str) -> set[Item]:
    """Return what a rule said: of which row, date and moment, to whom."""
    return {item for item in items(workspace) if item.rule == rule}
