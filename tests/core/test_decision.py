"""Deciding what goes out: automations are asked by name, joined into digests, and stop no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from automations.engine.api import (
    Alert,
    Finding,
    History,
    Item,
    Mail,
    Message,
    Noticed,
    Register,
    Settings,
    Severity,
    Skipped,
)
from automations.engine.core.automation import Automation, automation
from automations.engine.core.decision import Decision, Inputs, Outcome, after, decide
from automations.engine.core.workdays import Calendar
from tests.registers import register_of

TODAY = date(2016, 10, 3)
SETTINGS = Settings(
    organisation="Gemeente Dordrecht",
    network="Netwerk",
    roles={"coordinator": ("coordinator@dordrecht.example",)},
)


def inputs(history: History | None = None) -> Inputs:
    """Give what automations may ask for, with one organisation."""
    return Inputs(
        register=register_of(organisations=[{"organisation_id": "ORG-01", "name": "MEE"}]),
        findings=(),
        today=TODAY,
        history=history or History(),
        rules=(),
        calendar=Calendar(frozenset()),
        settings=SETTINGS,
    )


def card(number: int = 1) -> Mail:
    """Make a mail without items of its own."""
    return Mail(("card", str(number)), "coordinator@dordrecht.example", "card", {}, TODAY)


@automation(every="working day 08:00", inputs=["organisations"])
def cards(register: Register, today: date, settings: Settings) -> Iterator[Mail]:
    """Send a card for every organisation.

    Only the first paragraph is its page.
    """
    assert settings is SETTINGS
    assert today == TODAY
    for number, _ in enumerate(register.organisations, start=1):
        yield card(number)


@automation(every="working day 08:00")
def broken() -> Iterator[Mail]:
    """Raise halfway."""
    yield card()
    msg = "halfway"
    raise ValueError(msg)


@automation(every="day 09:00")
def noting() -> Iterator[Skipped | Noticed | Alert]:
    """Give the other kinds of intents."""
    yield Skipped(TODAY, "r", "organisations", 2, Message("rules.x"))
    yield Noticed("r", "ORG-01", TODAY)
    yield Alert(
        Item("check", "ORG-01", None, "", "coordinator@dordrecht.example"),
        Finding("partners", "rule", Severity.ERROR, Message("findings.x"), tab="Organisaties"),
    )


def test_an_automation_is_given_what_its_parameters_name() -> None:
    """The registry keeps no list; the signature says it."""
    decision = decide([cards], inputs())
    assert [mail.key for mail in decision.mails] == [("card", "1")]
    assert decision.mails[0].automation == "cards"


def test_a_mail_without_items_gets_one_so_that_it_goes_out_once_ever() -> None:
    """Once it is in the history it is not decided again."""
    first = decide([cards], inputs())
    item = Item("cards", "card / 1", None, "", "coordinator@dordrecht.example")
    assert first.mails[0].items == (item,)
    again = decide([cards], inputs(after(History(), first)))
    assert again.mails == ()


def test_an_automation_that_raises_yields_nothing_and_stops_no_other() -> None:
    """Half of its mails would be worse than none: it is tried again whole."""
    decision = decide([broken, cards], inputs())
    assert [outcome.automation for outcome in decision.outcomes] == ["broken", "cards"]
    assert isinstance(decision.outcomes[0].error, ValueError)
    assert decision.outcomes[0].mails == ()
    assert len(decision.outcomes[1].mails) == 1


@automation(every="day 09:00", inputs=["organisations", "trainings"])
def invitations(register: Register) -> Iterator[Mail]:
    """Need two sheets, one of which cannot be read."""
    yield card(len(register.trainings))


def test_an_automation_without_a_sheet_that_it_needs_says_so_and_stops_no_other() -> None:
    """It would take an unreadable tab for an empty one; the tab is named instead."""
    decision = decide([invitations, cards], inputs())
    skipped = [(one.rule, one.sheet, one.row, one.reason.id) for one in decision.skipped]
    assert skipped == [("invitations", "trainings", 0, "rules.input-unreadable")]
    assert [mail.automation for mail in decision.mails] == ["cards"]
    assert [outcome.error for outcome in decision.outcomes] == [None, None]


def test_a_sheet_that_does_not_exist_is_the_mistake_of_that_automation_alone() -> None:
    """A misspelt input is an error that names it, and the others go on."""
    misspelt = automation(every="day 09:00", inputs=["trainingen"])(invitations.function)
    decision = decide([misspelt, cards], inputs())
    assert [type(outcome.error) for outcome in decision.outcomes] == [KeyError, type(None)]
    assert "trainingen" in str(decision.outcomes[0].error)


def test_alerts_become_the_digest_of_their_automation() -> None:
    """What is joined counts for the automation of its first item."""
    decision = decide([noting, cards], inputs())
    mails = {outcome.automation: outcome.mails for outcome in decision.outcomes}
    assert [mail.template for mail in mails["noting"]] == ["digest"]
    assert mails["noting"][0].automation == "noting"
    assert [skipped.row for skipped in decision.skipped] == [2]


def test_the_history_after_a_decision_knows_items_digests_and_what_was_noticed() -> None:
    """So that tomorrow's plan is tomorrow's run."""
    history = after(History(), decide([noting], inputs()))
    assert {item.rule for item in history.items} == {"check"}
    assert history.noticed == {("r", "ORG-01"): TODAY}
    assert history.digests == {("coordinator@dordrecht.example", "digest", TODAY)}
    lapsed = Decision((Outcome("noting", noticed=(Noticed("r", "ORG-01", None),)),))
    assert after(history, lapsed).noticed == {}


def test_an_automations_page_is_the_first_paragraph_of_its_docstring() -> None:
    """The handbook takes it from there."""
    assert isinstance(cards, Automation)
    assert cards.about == "Send a card for every organisation."
    assert Automation("bare", "day 09:00", lambda: ()).about == ""
