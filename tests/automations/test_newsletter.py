"""The newsletter: who gets an edition, when, and which items."""

from __future__ import annotations

from datetime import date

import pytest

from automations.engine.core.audience import audience
from automations.engine.core.intents import History, Mail, Skipped
from automations.engine.core.register import Register
from automations.engine.core.settings import Settings
from automations.newsletter import newsletter
from tests.registers import Row, register_of

MONDAY = date(2016, 10, 3)
SETTINGS = Settings(
    organisation="Gemeente Dordrecht",
    network="Kennis- en Signaleringsnetwerk",
    roles={
        "coordinator": ("coordinator@dordrecht.example",),
        "case_handlers": ("dossier@dordrecht.example", "Coordinator@dordrecht.example"),
        "board": ("cpo@dordrecht.example",),
    },
)
YOUTH = {
    "organisation_id": "ORG-01",
    "name": "Jongerenwerk",
    "kind": "jongerenwerk",
    "status": "aangesloten",
}
CARE = {**YOUTH, "organisation_id": "ORG-02", "name": "Wijkteams", "kind": "zorg"}
EDITION = {
    "edition_id": "N2016-10",
    "kind": "netwerk",
    "send_on": MONDAY,
    "subject": "Nieuws",
    "introduction": "Beste collega's",
    "status": "goedgekeurd",
}


def contact(code: str, email: str, organisation: str = "ORG-01", **more: object) -> Row:
    """Make an active contact."""
    return {
        "contact_id": code,
        "organisation_id": organisation,
        "name": "Aandachtsfunctionaris",
        "email": email,
        "active_from": date(2016, 1, 1),
        **more,
    }


def item(position: int, *audience: str, **more: object) -> Row:
    """Make an item of the edition."""
    return {
        "edition_id": "N2016-10",
        "position": position,
        "title": f"Bericht {position}",
        "body": "Tekst",
        "audience": audience,
        **more,
    }


def register(
    *contacts: Row,
    edition: Row = EDITION,
    items: tuple[Row, ...] = (item(1),),
    organisations: tuple[Row, ...] = (YOUTH, CARE),
) -> Register:
    """Make a register with one edition."""
    return register_of(
        organisations=organisations, contacts=contacts, editions=[edition], items=items
    )


def sent(
    register: Register, today: date = MONDAY, history: History | None = None
) -> dict[str, list[int]]:
    """Run the automation: each address with the positions of the items it gets."""
    return {
        mail.to: [one.position for one in mail.about["items"]]
        for mail in newsletter.function(register, today, SETTINGS, history or History())
        if isinstance(mail, Mail)
    }


def reasons(register: Register, today: date = MONDAY) -> set[tuple[str, int, str]]:
    """Run the automation: sheet, row and entry of each row that was skipped."""
    return {
        (row.sheet, row.row, row.reason.id.removeprefix("mail.newsletter-"))
        for row in newsletter.function(register, today, SETTINGS, History())
        if isinstance(row, Skipped)
    }


def test_an_approved_edition_goes_to_every_active_contact() -> None:
    """One mail each, with an item that makes it go out once, and a List-Unsubscribe."""
    full = register(
        contact("CP-001", "a@jw.example"), contact("CP-002", "b@zorg.example", "ORG-02")
    )
    assert sent(full) == {"a@jw.example": [1], "b@zorg.example": [1]}
    made = newsletter.function(full, MONDAY, SETTINGS, History())
    mail = next(one for one in made if isinstance(one, Mail))
    assert mail.key == ("newsletter", "N2016-10", "a@jw.example")
    assert [(one.rule, one.key, one.recipient) for one in mail.items] == [
        ("newsletter", "N2016-10", "a@jw.example")
    ]
    assert mail.newsletter


@pytest.mark.parametrize(
    ("today", "goes"),
    [("2016-10-02", False), ("2016-10-03", True), ("2016-10-10", True), ("2016-10-11", False)],
)
def test_an_edition_goes_on_its_day_or_up_to_a_week_later(today: str, *, goes: bool) -> None:
    """Never before its day; a service that was off catches up for seven days."""
    day = date.fromisoformat(today)
    assert bool(sent(register(contact("CP-001", "a@jw.example")), day)) is goes


@pytest.mark.parametrize(
    ("edition", "today", "reason"),
    [
        ({"status": "concept"}, MONDAY, "not-approved"),
        ({}, date(2016, 9, 28), "not-yet"),
        ({}, date(2016, 10, 11), "too-late"),
        ({"faults": ["subject"]}, MONDAY, "faulty"),
        ({"faults": ["send_on"]}, MONDAY, "faulty"),
    ],
)
def test_an_edition_that_stays_is_named_with_its_reason(
    edition: Row, today: date, reason: str
) -> None:
    """Almost is shown in the plan: concept, later, too late, or a mistake in the row."""
    full = register(contact("CP-001", "a@jw.example"), edition={**EDITION, **edition})
    assert sent(full, today) == {}
    assert reasons(full, today) == {("editions", 2, reason)}


def test_nothing_is_said_about_a_cancelled_or_an_old_edition() -> None:
    """Vervallen, or two months old: nobody can do anything with a remark."""
    cancelled = register(edition={**EDITION, "status": "vervallen"})
    assert reasons(cancelled) == set()
    assert reasons(register(), date(2016, 12, 5)) == set()


def test_an_edition_that_was_sent_is_not_called_too_late() -> None:
    """The history knows it went out."""
    full = register(contact("CP-001", "a@jw.example"))
    made = newsletter.function(full, MONDAY, SETTINGS, History())
    mails = [one for one in made if isinstance(one, Mail)]
    history = History(items=frozenset(mails[0].items))
    assert list(newsletter.function(full, date(2016, 10, 20), SETTINGS, history)) == []


def test_each_item_goes_only_to_its_audience() -> None:
    """An item for jongerenwerk does not reach the wijkteams; the order is that of Volgorde."""
    full = register(
        contact("CP-001", "a@jw.example"),
        contact("CP-002", "b@zorg.example", "ORG-02"),
        items=(item(3), item(1, "jongerenwerk"), item(2, "zorg", "onderwijs")),
    )
    assert sent(full) == {"a@jw.example": [1, 3], "b@zorg.example": [2, 3]}


def test_nobody_gets_an_empty_edition() -> None:
    """Everything is for jongerenwerk, so the wijkteams get nothing, and it is said why."""
    full = register(contact("CP-001", "b@zorg.example", "ORG-02"), items=(item(1, "jongerenwerk"),))
    assert sent(full) == {}
    assert reasons(full) == {("contacts", 2, "nothing")}


def test_an_address_gets_one_mail_with_the_items_of_all_its_organisations() -> None:
    """Somebody who is a contact twice is not mailed twice; capitals make no difference."""
    full = register(
        contact("CP-001", "zelfde@partner.example"),
        contact("CP-002", "Zelfde@Partner.example", "ORG-02"),
        items=(item(1, "jongerenwerk"), item(2, "zorg"), item(3, "wonen")),
    )
    assert sent(full) == {"zelfde@partner.example": [1, 2]}
    assert reasons(full) == {("contacts", 3, "same-address")}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"newsletter": False}, "declined"),
        ({"active_until": date(2016, 9, 30)}, "inactive"),
        ({"active_from": date(2016, 10, 4)}, "inactive"),
        ({"faults": ["email"]}, "faulty-contact"),
        ({"faults": ["newsletter"]}, "faulty-contact"),
    ],
)
def test_a_contact_that_gets_nothing_is_named_with_the_reason(changed: Row, reason: str) -> None:
    """No newsletter wanted, not active today, or a mistake in the row."""
    full = register({**contact("CP-001", "a@jw.example"), **changed})
    assert sent(full) == {}
    assert reasons(full) == {("contacts", 2, reason)}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"newsletter": False}, "organisation-declined"),
        ({"status": "gestopt"}, "inactive"),
        ({"faults": ["newsletter"]}, "faulty-contact"),
    ],
)
def test_the_organisation_overrules_its_contacts(changed: Row, reason: str) -> None:
    """The contact said ja, the organisation said nee."""
    full = register(
        contact("CP-001", "a@jw.example", newsletter=True), organisations=({**YOUTH, **changed},)
    )
    assert sent(full) == {}
    assert reasons(full) == {("contacts", 2, reason)}


def test_an_item_with_a_mistake_keeps_its_edition_until_it_is_mended() -> None:
    """The link cannot be read: half an edition cannot be called back and sent whole."""
    an = contact("CP-001", "a@jw.example")
    full = register(an, items=(item(1, faults=["link", "title"]), item(2)))
    assert sent(full) == {}
    assert reasons(full) == {("items", 2, "faulty")}
    (told,) = (
        one
        for one in newsletter.function(full, MONDAY, SETTINGS, History())
        if isinstance(one, Skipped)
    )
    assert told.reason.values["columns"] == ("Titel", "Link")
    assert sent(register(an, items=(item(1), item(2)))) == {"a@jw.example": [1, 2]}


def test_an_edition_for_colleagues_goes_to_everybody_with_a_role() -> None:
    """Intern: each address of config.yaml once, and only what is for the municipality."""
    full = register(
        contact("CP-001", "a@jw.example"),
        edition={**EDITION, "kind": "intern"},
        items=(item(1), item(2, "gemeente"), item(3, "jongerenwerk")),
    )
    assert sent(full) == {
        "coordinator@dordrecht.example": [1, 2],
        "dossier@dordrecht.example": [1, 2],
        "cpo@dordrecht.example": [1, 2],
    }


def test_the_audience_is_what_the_automation_sends() -> None:
    """The preview shows receivers, items and who is left out, also of a concept."""
    full = register(
        contact("CP-001", "a@jw.example"),
        contact("CP-002", "b@jw.example", newsletter=False),
        edition={**EDITION, "status": "concept"},
    )
    who = audience(full, full.editions[0], MONDAY, SETTINGS)
    assert [(one.address, one.contact.key, len(one.items)) for one in who.receivers] == [
        ("a@jw.example", "CP-001", 1)
    ]
    assert [one.position for one in who.items] == [1]
    assert [(one.row.key, one.reason.id) for one in who.left_out] == [
        ("CP-002", "mail.newsletter-declined")
    ]
