"""What waits for a rule of the coordinator's own: how it is told, approved, and put in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from automations.engine.core.findings import Message
from automations.engine.core.intents import Item, Mail
from automations.engine.outgoing import LIVE, UNTIL_LIVE, Approved, Outgoing, approve
from automations.engine.own import queue
from automations.engine.ports import Finished, Hold
from automations.engine.store.mark import Line, Mark
from automations.engine.store.store import Store, open_store
from automations.engine.workspace import SHIPPED, Workspace, open_workspace
from tests.clocks import Machine
from tests.mails import COMPOSER, MONDAY, parsed, text_of
from tests.transports import Direct

NOW = datetime(2016, 10, 3, 9, tzinfo=UTC)
AN, BO = "an@city.example", "bo@city.example"
NONE = {"folder": 0, "late": 0}  # of what wants a decision of its own


def mail(to: str, rule: str = "", meaning: str = "") -> Finished:
    """Finish a mail, of a new rule where one is named."""
    item = Item(rule or "action-due", to, date(2016, 10, 3), "0 days", to)
    made = Mail((rule, to), to, "digest", {}, date(2016, 10, 3), items=(item,), unseen=meaning)
    return Finished(made, f"<{rule}{to}>", "Dag", b"x", NOW)


@pytest.fixture
def store(tmp_path: Path, machine: Machine) -> Iterator[Store]:
    """Open a store with a free mail, and some that wait for a person."""
    with open_store(tmp_path / "service.db", clock=machine) as opened:
        yield opened


def queued(store: Store, hold: Hold | None = None) -> None:
    """Queue one ordinary mail, two of a rule and one of another one."""
    mails = [mail(AN), mail(AN, "een", "x"), mail(BO, "een", "x"), mail(AN, "twee", "y")]
    queue(store.outbox, mails, hold, {"een": "Een is nieuw.", "twee": "Twee is nieuw."}, NOW)


def told(store: Store) -> list[tuple[int, str, str | None, str | None]]:
    """Return number, state, kind of hold and reason of each mail."""
    return [(one.id, one.state, one.hold, one.reason) for one in store.outbox.list()]


def test_only_the_mails_of_the_rule_wait_each_with_its_own_reason(store: Store) -> None:
    """Whatever else is due goes on."""
    queued(store)
    assert told(store) == [
        (1, "waiting", None, None),
        (2, "held", "own-rule", "Een is nieuw."),
        (3, "held", "own-rule", "Een is nieuw."),
        (4, "held", "own-rule", "Twee is nieuw."),
    ]


def test_what_holds_the_whole_run_holds_them_too_and_is_told_behind(store: Store) -> None:
    """And it is not by its end that they go: going live approves no rule."""
    queued(store, Hold("not-live", "Nog niet live."))
    assert told(store)[:2] == [
        (1, "held", "not-live", "Nog niet live."),
        (2, "held", "own-rule", "Een is nieuw. Nog niet live."),
    ]
    assert store.outbox.approve(None, NOW, UNTIL_LIVE) == [1]


def test_one_mail_approves_its_rule_and_no_other_mail_goes_unasked(store: Store) -> None:
    """Whoever names a number decides about that one."""
    queued(store)
    assert approve(store, [2], NOW) == Approved([2], NONE, rows=False, rules=["een"], left=[3])
    assert store.history().approved == {("een", "x")}
    assert approve(store, [1], NOW) == Approved([], NONE, rows=False, rules=[], left=[])


def test_without_numbers_everything_that_waits_goes_and_every_rule_is_approved(
    store: Store,
) -> None:
    """As for all that a run holds."""
    queued(store)
    found = approve(store, [], NOW)
    assert (found.changed, found.rules, found.left) == ([2, 3, 4], ["een", "twee"], [])
    assert store.history().approved == {("een", "x"), ("twee", "y")}


def test_dropping_a_mail_approves_nothing(store: Store) -> None:
    """The rule waits for its next one."""
    queued(store)
    assert store.outbox.cancel([2, 3, 4], NOW) == [2, 3, 4]
    assert store.history().approved == frozenset()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give a workspace that sends to a server."""
    text = (SHIPPED / "config.yaml").read_text("utf-8")
    text = re.sub(r"(?m)^  via:.*$", "  via: smtp+plain://mail.example", text)
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    return open_workspace(tmp_path)


class Server(Direct):
    """A mail server that nobody asks anything."""

    name = "smtp"


def test_in_a_store_that_was_put_back_what_may_have_been_approved_is_in_doubt(
    workspace: Workspace, machine: Machine
) -> None:
    """A person looks whether it left; it is not sent a second time."""
    with open_store(workspace.store, clock=machine) as opened:
        opened.notes.put(LIVE, "yes")
        queued(opened)
    mark = Mark(workspace.store)
    mark.make_ready()
    mark.put(Line(7, datetime(2016, 10, 3, 12, tzinfo=UTC)))
    mark.close()
    with open_store(workspace.store, clock=machine) as opened:
        live = Outgoing(workspace, Server(), machine).go_live(opened, NOW)
        assert live is not None
        assert live.doubted == [2, 3, 4]
        assert [one.state for one in opened.outbox.list(["in-doubt"])] == ["in-doubt"] * 3


@pytest.mark.parametrize(
    ("only_own", "words", "not_words"),
    [
        (True, "Alle andere berichten gaan gewoon door.", "Schrap wat niet weg moet"),
        (False, "maar nog niet verstuurd", "Alle andere berichten"),
    ],
)
def test_the_coordinator_is_told_what_waits_and_that_the_rest_does_not(
    only_own: bool,  # noqa: FBT001 - a column of the table
    words: str,
    not_words: str,
) -> None:
    """With the rule, the number of mails and a few of them."""
    values = {"rule": "een", "samples": f"{AN}: Dag; {BO}: Dag"}
    about = {
        "reasons": (Message("guards.own-rule-samples", values, count=2),),
        "about_rows": False,
        "only_own": only_own,
        "held": 2,
        "refused": 0,
        "in_doubt": 0,
    }
    found = parsed(Mail(("waiting", "1"), AN, "waiting", about, MONDAY), COMPOSER)
    for kind in ("plain", "html"):
        text = " ".join(text_of(found, kind).split())
        assert words in text
        assert not_words not in text
        assert "De eigen regel een is nieuw of veranderd en wil 2 mails sturen" in text
    assert found["Subject"] == "2 berichten wachten op u"
