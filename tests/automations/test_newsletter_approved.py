"""An approved edition: what was approved leaves, to nobody new, and a later change is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.approval import approval
from automations.engine.core.decision import Decision, Inputs, after, decide
from automations.engine.core.editions import CHANGED, STOPPED, editions_that
from automations.engine.core.guide import NETWORK_GUIDE
from automations.engine.core.intents import Frozen, History
from automations.engine.core.register import Register
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar
from automations.newsletter import newsletter
from tests.automations.test_newsletter import (
    EDITION,
    MONDAY,
    SETTINGS,
    contact,
    item,
    register,
)
from tests.registers import Row

AN, BO = contact("CP-001", "an@jw.example"), contact("CP-002", "bo@jw.example")
WEEK_BEFORE = date(2016, 9, 26)
DUE = MONDAY


def ask(
    full: Register, today: date, history: History, settings: Settings = SETTINGS
) -> tuple[Decision, History]:
    """Run the automation on one day, and remember what it did."""
    inputs = Inputs(full, (), today, history, (), Calendar(), settings)
    decision = decide([newsletter], inputs)
    assert not [one.error for one in decision.outcomes if one.error]
    return decision, after(history, decision)


def approved(full: Register, today: date = WEEK_BEFORE) -> History:
    """Let the service see an edition that the sheet calls goedgekeurd."""
    return ask(full, today, History())[1]


def receivers(decision: Decision) -> list[str]:
    """Return who is mailed."""
    return [mail.to for mail in decision.mails]


def reasons(decision: Decision) -> list[str]:
    """Return why rows were skipped, by entry."""
    return [one.reason.id.removeprefix("mail.newsletter-") for one in decision.skipped]


def edition(**changed: object) -> Row:
    """Make the edition with some of its cells changed."""
    return {**EDITION, **changed}


def test_what_the_sheet_approves_is_kept_the_day_it_is_seen_and_leaves_on_its_day() -> None:
    """Seen on 26 September, gone on 3 October, and each address once."""
    full = register(AN, BO)
    decision, history = ask(full, WEEK_BEFORE, History())
    assert receivers(decision) == []
    assert [one.by for one in history.editions.values()] == ["sheet"]
    assert sorted(history.editions["N2016-10"].addresses) == ["an@jw.example", "bo@jw.example"]
    decision, history = ask(full, DUE, history)
    assert receivers(decision) == ["an@jw.example", "bo@jw.example"]
    assert all(mail.frozen for mail in decision.mails)
    decision, history = ask(full, DUE, history)
    assert receivers(decision) == []
    assert history.editions == {}
    assert receivers(ask(full, DUE + timedelta(days=1), history)[0]) == []


def test_the_mail_of_the_day_brings_nothing_of_what_the_sheet_says_by_then() -> None:
    """Its bytes were kept: what it carries along is the approval, not the row."""
    history = approved(register(AN))
    decision, _ = ask(register(AN, edition=edition(subject="Anders")), DUE, history)
    (mail,) = decision.mails
    kept = mail.about["edition"]
    assert isinstance(kept, Frozen)
    assert kept.subject == "Nieuws"


@pytest.mark.parametrize(
    "changed",
    [
        {"edition": edition(subject="Anders")},
        {"edition": edition(introduction="Anders")},
        {"edition": edition(send_on=date(2016, 9, 30))},
        {"items": (item(1, title="Anders"),)},
        {"items": (item(1), item(2))},
        {"items": (item(1, "jongerenwerk"),)},
    ],
)
def test_a_change_after_the_approval_is_told_and_changes_nothing(changed: dict[str, Row]) -> None:
    """The coordinator hears it at once, and until it is undone or approved anew."""
    history = approved(register(AN))
    decision, history = ask(register(AN, **changed), WEEK_BEFORE, history)
    assert reasons(decision) == ["changed", "not-yet"]
    assert editions_that(CHANGED, history) == ("N2016-10",)
    assert receivers(ask(register(AN, **changed), DUE, history)[0]) == ["an@jw.example"]
    decision, history = ask(register(AN), WEEK_BEFORE, history)
    assert reasons(decision) == ["not-yet"]
    assert editions_that(CHANGED, history) == ()


def test_nobody_is_added_after_the_approval() -> None:
    """A contact of after the approval waits for the next edition."""
    history = approved(register(AN))
    decision, history = ask(register(AN, BO), DUE, history)
    assert receivers(decision) == ["an@jw.example"]
    for day in range(1, 8):
        decision, history = ask(register(AN, BO), DUE + timedelta(days=day), history)
        assert receivers(decision) == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"newsletter": False}, "declined"),
        ({"active_until": date(2016, 9, 30)}, "inactive"),
        ({"faults": ["newsletter"]}, "faulty-contact"),
        ({"email": "elders@jw.example"}, "not-listed"),
    ],
)
def test_who_left_or_wants_no_newsletter_any_more_is_taken_out_and_told(
    changed: Row, reason: str
) -> None:
    """Between the approval and the day: nobody gets what he should not get."""
    history = approved(register(AN, BO))
    decision, _ = ask(register({**AN, **changed}, BO), DUE, history)
    assert receivers(decision) == ["bo@jw.example"]
    assert reasons(decision) == [reason]


def test_a_colleague_who_has_no_role_any_more_is_taken_out() -> None:
    """An edition for colleagues goes to who is in config.yaml on its day."""
    full = register(edition=edition(kind="intern"))
    history = approved(full)
    less = replace(SETTINGS, roles={"coordinator": SETTINGS.roles["coordinator"]})
    assert receivers(ask(full, DUE, history, less)[0]) == ["coordinator@dordrecht.example"]


@pytest.mark.parametrize("status", ["concept", "vervallen"])
def test_an_approval_can_be_taken_back_in_the_sheet(status: str) -> None:
    """What was kept is forgotten; approved again, it is kept anew as it is then."""
    history = approved(register(AN))
    decision, history = ask(register(AN, edition=edition(status=status)), WEEK_BEFORE, history)
    assert receivers(decision) == []
    assert history.editions == {}
    _, history = ask(register(AN, BO, edition=edition(subject="Nieuw")), WEEK_BEFORE, history)
    assert history.editions["N2016-10"].subject == "Nieuw"
    assert len(history.editions["N2016-10"].addresses) == 2


def test_what_a_command_approved_goes_although_the_sheet_says_concept() -> None:
    """The service writes nothing in the sheet; vervallen stops it nevertheless."""
    concept = register(AN, edition=edition(status="concept"))
    made = approval(concept, concept.editions[0], WEEK_BEFORE, SETTINGS, History())
    decision = decide(
        [replace(newsletter, function=lambda: (made,))],
        Inputs(concept, (), WEEK_BEFORE, History(), (), Calendar(), SETTINGS),
    )
    history = after(History(), decision)
    assert receivers(ask(concept, DUE, history)[0]) == ["an@jw.example"]
    cancelled = register(AN, edition=edition(status="vervallen"))
    assert receivers(ask(cancelled, DUE, history)[0]) == []


def test_a_day_that_is_moved_later_is_waited_for_and_an_earlier_one_is_not_taken() -> None:
    """Mail that waits can still go; mail that went cannot be called back."""
    history = approved(register(AN))
    later = register(AN, edition=edition(send_on=date(2016, 10, 6)))
    assert receivers(ask(later, DUE, history)[0]) == []
    assert receivers(ask(later, date(2016, 10, 6), history)[0]) == ["an@jw.example"]
    earlier = register(AN, edition=edition(send_on=date(2016, 9, 28)))
    assert receivers(ask(earlier, date(2016, 9, 28), history)[0]) == []


@pytest.mark.parametrize("fault", ["status", "send_on"])
def test_a_cell_that_may_be_meant_to_stop_it_makes_it_wait(fault: str) -> None:
    """Nobody can tell what a cell with a mistake means; a mistake elsewhere changes nothing."""
    history = approved(register(AN))
    decision, history = ask(register(AN, edition=edition(faults=[fault])), DUE, history)
    assert receivers(decision) == []
    assert "faulty" in reasons(decision)
    assert receivers(ask(register(AN), DUE, history)[0]) == ["an@jw.example"]
    broken = register(AN, edition=edition(faults=["introduction"]))
    assert receivers(ask(broken, DUE, history)[0]) == ["an@jw.example"]


def test_an_edition_that_is_no_longer_in_the_tab_does_not_go() -> None:
    """Its row was deleted: that is a decision, and it is told."""
    history = approved(register(AN))
    gone = register(AN, edition=edition(edition_id="N2016-11", status="concept"), items=())
    decision, history = ask(gone, DUE, history)
    assert receivers(decision) == []
    assert "gone" in reasons(decision)
    assert history.editions == {}


def test_a_guide_with_somebody_who_no_longer_agrees_makes_the_edition_wait() -> None:
    """Bytes that were approved cannot be mended: it is approved anew, or does not go."""
    shareable = {**AN, "shareable": True}
    full = register(shareable, BO)
    history = approved(full)
    assert history.editions["N2016-10"].people == {"CP-001"}
    decision, _ = ask(register({**shareable, "shareable": False}, BO), DUE, history)
    assert receivers(decision) == []
    assert reasons(decision) == ["changed", "guide-withdrawn"]
    left = {**shareable, "active_until": date(2016, 9, 30)}
    assert receivers(ask(register(left, BO), DUE, history)[0]) == ["bo@jw.example"]


def test_two_editions_that_wait_bring_the_guide_once() -> None:
    """Whoever gets it with the one does not get it with the other."""
    second = edition(edition_id="N2016-11", send_on=date(2016, 10, 10))
    full = register(
        {**AN, "shareable": True},
        edition=EDITION,
        items=(item(1), {**item(1), "edition_id": "N2016-11"}),
    )
    both = Register(full.schemas, {**full.tables, "editions": register(edition=second).editions})
    history = approved(full)
    made = approval(both, both.editions[0], WEEK_BEFORE, SETTINGS, history)
    assert [mail.attachments for mail in made.mails] == [()]
    _, history = ask(full, DUE, history)
    assert [one.key for one in history.items if one.rule == NETWORK_GUIDE] == ["2016-10"]


def test_what_noticed_a_change_is_not_taken_for_a_rule() -> None:
    """It is remembered under a name that no rule may have."""
    history = approved(register(AN))
    _, history = ask(register(AN, edition=edition(subject="Anders")), WEEK_BEFORE, history)
    assert history.noticed == {(CHANGED, "N2016-10"): WEEK_BEFORE}


def test_an_edition_without_a_day_is_not_approved_and_its_column_is_named() -> None:
    """As where the whole column is gone: there is no error at the cell then."""
    decision, history = ask(register(AN, edition=edition(send_on=None)), DUE, History())
    assert (receivers(decision), history.editions) == ([], {})
    assert [one.reason.values["columns"] for one in decision.skipped] == [("Verzenden op",)]
    assert editions_that(STOPPED, history) == ("N2016-10",)


def test_what_was_the_matter_with_an_edition_that_is_gone_is_forgotten() -> None:
    """Its row was deleted before anything of it was kept."""
    _, history = ask(register(AN, items=(item(1, faults=["body"]),)), DUE, History())
    assert editions_that(STOPPED, history) == ("N2016-10",)
    gone = register(AN, edition=edition(edition_id="N2016-11", status="concept"), items=())
    assert ask(gone, DUE, history)[1].noticed == {}


PEOPLE = tuple(contact(f"CP-{n:03}", f"p{n}@jw.example") for n in range(1, 5))
CHANGES: dict[str, Row] = {
    "unsubscribed": {"newsletter": False},
    "left": {"active_until": date(2016, 9, 30)},
    "moved": {"email": "elders@jw.example"},
    "unreadable": {"faults": ["email"]},
    "promoted": {"job": "directeur"},
    "nothing": {},
}
STILL = {"promoted", "nothing"}  # changes after which somebody gets it as before


@given(
    became=st.lists(st.sampled_from(sorted(CHANGES)), min_size=3, max_size=3),
    newcomer=st.booleans(),
    subject=st.text(min_size=1, max_size=20),
    items=st.lists(st.sampled_from([(), ("jongerenwerk",), ("zorg",)]), max_size=3),
    late=st.integers(0, 7),
)
def test_whatever_changes_what_was_approved_goes_to_who_was_approved_and_may_still_get_it(
    became: list[str],
    newcomer: bool,  # noqa: FBT001 - made by hypothesis
    subject: str,
    items: list[tuple[str, ...]],
    late: int,
) -> None:
    """Nobody is added, nobody who left gets it, nobody gets it twice, and no word of it changes."""
    first, day = register(*PEOPLE[:3]), DUE + timedelta(days=late)
    history = approved(first)
    kept = history.editions["N2016-10"]
    people = [{**one, **CHANGES[how]} for one, how in zip(PEOPLE, became, strict=False)]
    later = register(
        *people,
        *PEOPLE[3:] if newcomer else (),
        edition=edition(subject=subject),
        items=tuple(item(number, *kinds) for number, kinds in enumerate(items, start=1)),
    )
    decision, history = ask(later, day, history)
    expected = [str(one["email"]) for one, how in zip(PEOPLE, became, strict=False) if how in STILL]
    assert receivers(decision) == expected
    assert all(mail.frozen and mail.about["edition"] == kept for mail in decision.mails)
    assert receivers(ask(later, day, history)[0]) == []
