"""The network guide: made when somebody asks, and twice a year with the newsletter."""

from __future__ import annotations

from datetime import date

from automations.engine.core.guide import NETWORK_GUIDE, Guide
from automations.engine.core.intents import Document, History, Mail, Skipped
from automations.engine.core.register import Register
from automations.network_guide import network_guide
from automations.newsletter import newsletter
from tests.registers import Row, register_of
from tests.reminding import SETTINGS

OCTOBER = date(2016, 10, 3)
ORGANISATIONS = [
    {
        "organisation_id": "ORG-01",
        "name": "Jongerenwerk",
        "kind": "jongerenwerk",
        "status": "aangesloten",
        "newsletter": True,
    }
]
AN, BO = "an@jw.example", "bo@jw.example"


def contact(number: int, email: str, **more: object) -> Row:
    """Make an active contact who agreed to stand in the guide."""
    return {
        "contact_id": f"CP-{number:03}",
        "organisation_id": "ORG-01",
        "name": f"Contact {number}",
        "email": email,
        "active_from": date(2016, 1, 1),
        "shareable": True,
        "newsletter": True,
        **more,
    }


def edition(send_on: date, kind: str = "netwerk") -> Row:
    """Make an approved edition."""
    return {
        "edition_id": f"N{send_on:%Y-%m}",
        "kind": kind,
        "send_on": send_on,
        "subject": "Nieuws",
        "introduction": "Dag",
        "status": "goedgekeurd",
    }


def register(*contacts: Row, editions: tuple[Row, ...] = ()) -> Register:
    """Make a register with editions of one item each."""
    return register_of(
        organisations=ORGANISATIONS,
        contacts=contacts,
        editions=editions,
        items=[
            {"edition_id": one["edition_id"], "position": 1, "title": "Bericht", "body": "Tekst"}
            for one in editions
        ],
    )


def mails(
    *contacts: Row, editions: tuple[Row, ...], today: date, history: History | None = None
) -> list[Mail]:
    """Run the newsletter."""
    made = newsletter.function(
        register(*contacts, editions=editions), today, SETTINGS, history or History()
    )
    return [one for one in made if isinstance(one, Mail)]


def with_guide(
    *contacts: Row, editions: tuple[Row, ...], days: list[date]
) -> list[tuple[str, str]]:
    """Run the newsletter day after day: the edition and the receiver of each mail with a guide."""
    history, found = History(), list[tuple[str, str]]()
    for today in days:
        sent = mails(*contacts, editions=editions, today=today, history=history)
        new = [mail for mail in sent if history.items.isdisjoint(mail.items)]
        found += [(mail.key[1], mail.to) for mail in new if mail.attachments]
        history = History(history.items | {item for mail in new for item in mail.items})
    return found


def test_asked_for_it_is_a_file_named_after_the_day() -> None:
    """Among the reports, as Word."""
    made = list(network_guide.function(register(contact(1, AN)), OCTOBER))
    (document,) = made
    assert isinstance(document, Document)
    assert (document.kind, document.name) == ("network_guide", "netwerkgids-2016-10-03.docx")


def test_without_anybody_in_it_there_is_none_and_that_is_said() -> None:
    """An empty guide would look like a broken one."""
    made = list(network_guide.function(register(contact(1, AN, shareable=False)), OCTOBER))
    assert [(type(one), one.reason.id) for one in made] == [(Skipped, "documents.guide-nobody")]


def test_who_is_left_out_because_of_an_error_is_named() -> None:
    """The others stand in it."""
    rows = (contact(1, AN), contact(2, BO, faults=["name"]))
    document, skipped = network_guide.function(register(*rows), OCTOBER)
    assert isinstance(document, Document)
    assert (skipped.sheet, skipped.row, skipped.reason.id) == (
        ("contacts", 3, "documents.guide-faulty")
    )


def test_it_comes_with_the_first_edition_from_april_and_from_october_and_with_no_other() -> None:
    """Twice a year, on days that anybody can foresee."""
    days = [date(2016, month, 7) for month in (2, 3, 4, 6, 9, 10, 11, 12)]
    editions = tuple(edition(day) for day in days)
    found = with_guide(contact(1, AN), editions=editions, days=days)
    assert found == [("N2016-02", AN), ("N2016-04", AN), ("N2016-10", AN)]


def test_somebody_who_joined_later_gets_it_with_the_first_edition_of_theirs() -> None:
    """Once each half year for each contact."""
    days = [date(2016, 10, 7), date(2016, 11, 7)]
    late = contact(2, BO, active_from=date(2016, 11, 1))
    editions = tuple(edition(day) for day in days)
    found = with_guide(contact(1, AN), late, editions=editions, days=days)
    assert found == [("N2016-10", AN), ("N2016-11", BO)]


def test_two_editions_of_one_day_bring_one_guide() -> None:
    """The second one is not lost for it."""
    editions = (edition(OCTOBER), {**edition(OCTOBER), "edition_id": "N2016-11"})
    sent = mails(contact(1, AN), editions=editions, today=OCTOBER)
    assert [bool(mail.attachments) for mail in sent] == [True, False]
    assert len({item for mail in sent for item in mail.items}) == 3


def test_an_edition_for_colleagues_brings_none() -> None:
    """They have the register itself."""
    sent = mails(contact(1, AN), editions=(edition(OCTOBER, "intern"),), today=OCTOBER)
    assert sent
    assert not any(mail.attachments for mail in sent)


def test_a_network_in_which_nobody_agreed_gets_a_newsletter_without_it() -> None:
    """And nothing is remembered, so that it still comes this half year once somebody agrees."""
    one = contact(1, AN, shareable=False)
    (mail,) = mails(one, editions=(edition(OCTOBER),), today=OCTOBER)
    assert mail.attachments == ()
    assert [item.rule for item in mail.items] == ["newsletter"]


def test_what_goes_along_holds_only_who_agreed() -> None:
    """Whoever reads the newsletter."""
    rows = (contact(1, AN), contact(2, BO, shareable=False))
    sent = mails(*rows, editions=(edition(OCTOBER),), today=OCTOBER)
    assert [mail.to for mail in sent] == [AN, BO]
    for mail in sent:
        made = mail.attachments[0].about["guide"]
        assert isinstance(made, Guide)
        assert [one.name for group in made.groups for one in group.people] == ["Contact 1"]
        assert NETWORK_GUIDE in {item.rule for item in mail.items}
        assert len(mail.reasons) == len(mail.items)
