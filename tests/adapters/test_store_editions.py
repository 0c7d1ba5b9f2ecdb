"""Approved editions in the store: whole or not at all, and forgotten with their mails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from automations.engine.approving import Kept, NotKeptError
from automations.engine.core.editions import NEWSLETTER
from automations.engine.core.guide import NETWORK_GUIDE
from automations.engine.core.intents import Freeze, Item, Mail
from automations.engine.ports import Finished
from automations.engine.store.models import edition_mails
from automations.engine.store.store import Store
from tests.mails import COMPOSER, edition

NOW = datetime(2016, 10, 3, 8, tzinfo=UTC)
DAY = date(2016, 10, 11)
AN, BO = "an@jw.example", "bo@jw.example"


@pytest.fixture
def store(stores: Callable[[], Store]) -> Store:
    """Open a new store."""
    return stores()


def mail(to: str, code: str = "N2016-10", *, guide: bool = False) -> Mail:
    """Make a mail of an edition."""
    items = [Item(NEWSLETTER, code, DAY, "", to)]
    if guide:
        items.append(Item(NETWORK_GUIDE, "2016-10", None, "", to))
    return Mail((NEWSLETTER, code, to), to, NEWSLETTER, {}, DAY, items=tuple(items), frozen=True)


def finished(one: Mail, content: bytes = b"From: x\r\n\r\nDag") -> Finished:
    """Finish it."""
    return Finished(one, f"<{one.key[1]}-{one.to}>", "Nieuws", content, NOW)


def freeze(*mails: Mail, code: str = "N2016-10") -> Freeze:
    """Approve an edition."""
    archive = Mail(("newsletter-archive", code), "", NEWSLETTER, {}, DAY)
    people = frozenset({"CP-001"})
    return Freeze(
        code, "netwerk", "command", NOW.date(), DAY, "f" * 64, "Nieuws", mails, archive, people
    )


def keep(store: Store, *mails: Mail, content: bytes = b"x", code: str = "N2016-10") -> None:
    """Keep an approval."""
    parts = [[finished(one, content)] for one in mails]
    store.editions.approve(freeze(*mails, code=code), parts, ("<p>", "p"), NOW)


def kept_mails(store: Store) -> int:
    """Count the mails of all approvals, whole or not."""
    with store.editions._database.read() as connection:  # noqa: SLF001 - nothing else counts them
        return connection.execute(select(func.count()).select_from(edition_mails)).scalar_one()


def test_an_approval_comes_back_as_it_was_kept(store: Store) -> None:
    """With who gets it, what goes along, and the page that anybody may see."""
    keep(store, mail(AN, guide=True), mail(BO))
    frozen = store.history().editions["N2016-10"]
    assert frozen == store.editions.all()["N2016-10"]
    assert dict(frozen.addresses) == {AN: "2016-10", BO: ""}
    assert (frozen.on, frozen.day) == (NOW.date(), DAY)
    assert (frozen.by, frozen.kind) == ("command", "netwerk")
    assert (frozen.people, frozen.at_once) == ({"CP-001"}, False)
    assert store.editions.page("N2016-10") == ("<p>", "p")
    assert store.editions.finished(mail(AN)) == finished(mail(AN), b"x")
    assert store.editions.finished(mail("cas@jw.example")) is None
    assert store.editions.finished(mail(AN, "N2016-11")) is None


def test_an_approval_replaces_the_one_before_and_no_other(store: Store) -> None:
    """Its mails go with it; those of another edition stay."""
    keep(store, mail(AN), mail(BO), content=b"first")
    keep(store, mail(AN, "N2016-11"), code="N2016-11")
    keep(store, mail(AN), content=b"second")
    assert dict(store.editions.all()["N2016-10"].addresses) == {AN: ""}
    again = store.editions.finished(mail(AN))
    assert again is not None
    assert again.content == b"second"
    assert kept_mails(store) == 2
    store.editions.forget("N2016-10")
    assert list(store.editions.all()) == ["N2016-11"]
    assert kept_mails(store) == 1


def test_an_approval_that_breaks_off_leaves_the_one_before(store: Store) -> None:
    """Part of its mails were kept when the disk, or the process, gave way."""
    keep(store, mail(AN), content=b"first")

    def parts() -> Iterator[Sequence[Finished]]:
        yield [finished(mail(AN), b"second")]
        raise OSError(28, "disk full")

    with pytest.raises(OSError, match="disk full"):
        store.editions.approve(freeze(mail(AN), mail(BO)), parts(), ("", ""), NOW)
    left = store.editions.finished(mail(AN))
    assert left is not None
    assert left.content == b"first"
    assert dict(store.editions.all()["N2016-10"].addresses) == {AN: ""}
    later = NOW + timedelta(hours=2)
    store.editions.approve(freeze(mail(BO)), [[finished(mail(BO))]], ("", ""), later)
    assert kept_mails(store) == 1  # what was left behind is cleared away


def test_an_edition_that_is_hurried_keeps_what_it_says(store: Store) -> None:
    """Only its day changes."""
    keep(store, mail(AN))
    store.editions.hurry("N2016-10", date(2016, 10, 5))
    frozen = store.editions.all()["N2016-10"]
    assert (frozen.day, frozen.at_once) == (date(2016, 10, 5), True)
    assert dict(frozen.addresses) == {AN: ""}


def test_mail_that_was_approved_is_never_made_anew(store: Store) -> None:
    """When its bytes are gone, as after another approval, it does not leave."""
    keep(store, mail(AN))
    renderer = Kept(store.editions, COMPOSER, NOW)
    about = {"edition": store.editions.all()["N2016-10"], "items": (), "contact": None}
    asked = replace(mail(AN), about=about)
    assert renderer.render(asked).content == b"x"
    store.editions.forget("N2016-10")
    with pytest.raises(NotKeptError):
        renderer.render(asked)
    record, items = edition()
    whole = replace(asked, about={"edition": record, "items": items, "contact": None})
    assert renderer.render(whole).subject == "Nieuws"  # in a rehearsal, before it is kept


def test_mails_that_are_taken_out_of_the_outbox_may_be_said_anew(store: Store) -> None:
    """In one commit: cancelled, and nothing remembered of who was told what."""
    store.outbox.queue([finished(mail(AN)), finished(mail(BO))], NOW)
    first = next(one.id for one in store.outbox.list() if one.to == AN)
    assert store.outbox.take_out([first], NOW, "Opnieuw") == [first]
    assert {one.recipient for one in store.history().items} == {BO}
    assert store.outbox.queue([finished(mail(AN), b"y"), finished(mail(BO))], NOW) == 1
    states = [(one.to, one.state) for one in store.outbox.list()]
    assert states == [(AN, "cancelled"), (BO, "waiting"), (AN, "waiting")]
