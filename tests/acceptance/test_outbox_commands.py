"""`outbox`: everything that became of a mail, in words with a remedy, and in JSON for scripts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from automations.engine.app import main
from automations.engine.commands.mail_words import STATES
from automations.engine.core.intents import Mail
from automations.engine.delivery import deliver
from automations.engine.ports import Claimed, Finished, Hold, InDoubtError, TransportError
from automations.engine.store.models import STATES as STORED_STATES
from automations.engine.store.store import open_store
from tests.transports import Direct

Run = Callable[..., tuple[int, Any]]
Say = Callable[..., tuple[int, str, str]]
NINE = datetime(2016, 10, 3, 7, tzinfo=UTC)  # 09:00 in Dordrecht
UNKNOWN = TransportError("5.1.1 No such user here", permanent=True, code=550)
FULL = TransportError("5.2.2 Mailbox full", permanent=True, code=552)
SPAM = TransportError("5.7.1 Looks like spam", permanent=True, code=554, fault="content")
BUSY = TransportError("4.7.1 Greylisted, try later", permanent=False, code=451)
SILENCE = InDoubtError("no answer in 60 seconds")


class Server(Direct):
    """Answers by receiver; takes whatever else comes."""

    def __init__(self, answers: Mapping[str, Exception]) -> None:
        """Have an answer to some addresses."""
        self.answers = answers

    def hand_over(self, message: Claimed) -> None:
        """Answer, or take it."""
        if answer := self.answers.get(message.to.partition("@")[0]):
            raise answer


def queue(workspace: Path, *to: str, hold: Hold | None = None) -> None:
    """Queue a mail to each name, at `post.example`."""
    with open_store(workspace / "service.db") as store:
        for name in to:
            address = f"{name}@post.example"
            mail = Mail((name,), address, "digest", {}, date(2016, 10, 3), automation="reminders")
            content = f"To: {address}\r\nSubject: Over {name}\r\n\r\nDag {name}.\r\n".encode()
            store.outbox.queue(
                [Finished(mail, f"<{name}@dordrecht.example>", f"Over {name}", content, NINE)],
                NINE,
                hold=hold,
            )


def send(workspace: Path, **answers: Exception) -> None:
    """Hand everything over that may leave, to a server with these answers."""
    with open_store(workspace / "service.db") as store:
        deliver(store.outbox, Server(answers), lambda: NINE, "test")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """Give a workspace that `init` made, where it is 3 October 2016."""
    folder = tmp_path_factory.mktemp("made") / "town"
    who = ["--organisation", "Dordrecht", "--network", "Netwerk"]
    code, _ = run("init", str(folder), *who, "--coordinator", "coordinator@dordrecht.example")
    assert code == 0
    with (folder / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("today: 2016-10-03\n")
    return folder


@pytest.fixture
def fresh(made: Path, tmp_path: Path) -> Path:
    """Give a copy of it in which nothing was sent yet."""
    return shutil.copytree(made, tmp_path / "town")


@pytest.fixture
def post(fresh: Path) -> Path:
    """Give a workspace with a mail in nearly every state: 1 sent, 2-4 refused, 5 again, 6 doubt."""
    queue(fresh, "aan", "weg", "vol", "spam", "later", "twijfel")
    send(fresh, weg=UNKNOWN, vol=FULL, spam=SPAM, later=BUSY, twijfel=SILENCE)
    queue(fresh, "vast", "ook-vast", hold=Hold("many", "Er gingen 8 mails uit, meer dan 5."))
    queue(fresh, "wacht")
    return fresh


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Give the function that runs a command for what a person reads: code, stdout, stderr."""

    def run(workspace: Path, *argv: str, lang: str = "nl") -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["-C", str(workspace), "outbox", *argv, "--lang", lang])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def states(run: Run, workspace: Path) -> dict[int, str]:
    """Return the state of every mail by its number."""
    _, listed = run("-C", str(workspace), "outbox")
    return {message["id"]: message["state"] for message in listed["messages"]}


def test_list_has_the_promised_keys_and_those_that_say_why(post: Path, run: Run) -> None:
    """The keys of INTERFACE first; then why it is held or refused, and what comes next."""
    code, listed = run("-C", str(post), "outbox", "list")
    assert code == 1
    by_number = {message["id"]: message for message in listed["messages"]}
    for message in by_number.values():
        assert list(message) == [
            *("id", "message_id", "key", "automation", "to", "subject", "state", "reason", "on"),
            *("changed", "hold", "fault", "code", "attempts", "next_attempt", "sent"),
            "own_rule",
        ]
    assert by_number[1]["sent"]
    assert [by_number[n]["state"] for n in (2, 3, 4)] == ["refused"] * 3
    assert [by_number[n]["fault"] for n in (2, 3, 4)] == ["address", "address", "content"]
    assert [by_number[n]["code"] for n in (2, 3, 4)] == [550, 552, 554]
    assert by_number[2]["reason"] == "5.1.1 No such user here"
    assert (by_number[5]["state"], by_number[5]["attempts"]) == ("retry", 1)
    assert datetime.fromisoformat(by_number[5]["next_attempt"]) > datetime.now(UTC)
    assert by_number[6]["state"] == "in-doubt"
    assert (by_number[7]["hold"], by_number[9]["hold"]) == ("many", None)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "nl",
            [
                "2  geweigerd         2016-10-03  weg@post.example  Over weg",
                "Het adres bestaat niet. De mailserver zei: 5.1.1 No such user here",
                "De mailbox van de ontvanger is vol. De mailserver zei: 5.2.2 Mailbox full",
                "De inhoud is geweigerd; met het adres is niets mis. De mailserver zei: 5.7.1",
                "Eén poging gedaan; de volgende na ",
                "6  in twijfel        2016-10-03  twijfel@post.example  Over twijfel",
                "Niemand weet of deze mail aankwam: sinds 3 oktober 2016, 09.00 uur.",
                "Tegengehouden (7-8): Er gingen 8 mails uit, meer dan 5.",
                "2 berichten wachten op u: run.py outbox list --state held, dan",
                "run.py outbox retry NUMMER",
                "run.py outbox settle NUMMER --as sent of --as retry",
            ],
        ),
        (
            "en",
            [
                "2  refused           2016-10-03  weg@post.example  Over weg",
                "The address does not exist. The mail server said: 5.1.1 No such user here",
                "The receiver's mailbox is full. The mail server said: 5.2.2 Mailbox full",
                "The content was refused; nothing is wrong with the address. The mail server",
                "One attempt made; the next after ",
                "6  in doubt          2016-10-03  twijfel@post.example  Over twijfel",
                "Nobody knows whether this mail arrived: since 3 October 2016, 09:00.",
                "Held (7-8): ",
                "2 messages wait for you",
                "run.py outbox retry NUMBER",
                "run.py outbox settle NUMBER --as sent or --as retry",
            ],
        ),
    ],
)
def test_list_says_in_words_what_became_of_each_mail(
    post: Path, say: Say, lang: str, said: list[str]
) -> None:
    """Why it was refused with the server's own words, when it is tried again, what is in doubt."""
    code, out, err = say(post, "list", lang=lang)
    assert (code, err) == (1, "")
    assert [line for line in said if line not in out] == []


def test_what_was_given_up_says_so(post: Path, say: Say) -> None:
    """A temporary answer on a refusal means that the days of trying are over."""
    queue(post, "moe")
    with open_store(post / "service.db") as store:
        (message,) = store.outbox.claim("test", NINE, 1, is_open=True)[:1]
    send(post)
    assert message.to
    late = TransportError("4.2.1 Try later", permanent=True, code=421)
    queue(post, "laat")
    send(post, laat=late)
    _, out, _ = say(post, "list", "--state", "refused")
    assert "Na vijf dagen proberen opgegeven. De mailserver zei: 4.2.1 Try later" in out


def test_a_server_cannot_write_to_the_terminal(post: Path, say: Say) -> None:
    """Control signs in its answer are left out, and the answer stays on one line."""
    queue(post, "hack")
    send(post, hack=TransportError("no\x1b[2J\r\nuser \u202ehere", permanent=True, code=550))
    _, out, _ = say(post, "list")
    assert "De mailserver zei: no [2J user here" in out


@pytest.mark.parametrize("state", STORED_STATES)
def test_list_takes_every_state_that_there_is(post: Path, run: Run, state: str) -> None:
    """And shows the mails in that state only; code 1 only where one of them needs a person."""
    code, listed = run("-C", str(post), "outbox", "list", "--state", state)
    assert {message["state"] for message in listed["messages"]} <= {state}
    assert code == (1 if state in {"held", "refused", "in-doubt"} else 0)
    assert state in STATES


def test_nothing_in_a_state_is_said_too(post: Path, say: Say) -> None:
    """An empty answer would leave a person in doubt."""
    assert say(post, "list", "--state", "expired")[:2] == (0, "Er is geen mail met deze stand.\n")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["list", "--state", "weg"], '"weg" is geen stand. Kies uit: waiting, held, claimed,'),
        (["list", "3"], "run.py outbox show 3"),
        (["approve", "--state", "held"], "--state hoort bij list"),
        (["retry", "2", "--as", "sent"], "--as hoort bij settle"),
        (["show"], "run.py outbox show 3"),
        (["show", "1", "2"], "run.py outbox show 3"),
        (["show", "99"], "Onbekend: 99. Bekijk de nummers met: run.py outbox list"),
        (["cancel"], "run.py outbox cancel 3 4"),
        (["settle", "--as", "sent"], "run.py outbox settle 3 4 --as sent"),
        (["cancel", "drie"], '"drie" is geen nummer'),
        (["cancel", "٣"], "is geen nummer"),
        (["cancel", "9" * 30], "is geen nummer"),
        (["cancel", "98", "99"], "Onbekend: 98-99."),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_type(
    post: Path, say: Say, run: Run, argv: list[str], said: str
) -> None:
    """Exit code 2, on stderr, and nothing changed."""
    before = states(run, post)
    code, out, err = say(post, *argv)
    assert (code, out) == (2, "")
    assert said in err
    assert states(run, post) == before


def test_without_a_store_there_is_no_mail(fresh: Path, say: Say) -> None:
    """Looking makes no store; a number is unknown."""
    assert say(fresh, "list")[:2] == (0, "Er is nog geen mail.\n")
    assert say(fresh, "approve")[0] == 0
    assert say(fresh, "approve", "1")[0] == 2
    assert not (fresh / "service.db").exists()


def test_show_says_where_it_stands_and_what_it_says(post: Path, say: Say, run: Run) -> None:
    """State, why, headers and text; as JSON with text and items."""
    code, out, _ = say(post, "show", "2")
    assert code == 0
    assert out.splitlines() == [
        "Stand: geweigerd",
        "Het adres bestaat niet. De mailserver zei: 5.1.1 No such user here",
        "",
        "To: weg@post.example",
        "Subject: Over weg",
        "",
        "Dag weg.",
    ]
    _, shown = run("-C", str(post), "outbox", "show", "2")
    assert (shown["id"], shown["text"].strip(), shown["items"]) == (2, "Dag weg.", [])


@pytest.mark.parametrize(
    ("argv", "changed", "becomes"),
    [
        (["approve"], [7, 8], "waiting"),
        (["approve", "8"], [8], "waiting"),
        (["retry"], [2, 3, 4, 5], "retry"),
        (["retry", "2", "5"], [2, 5], "retry"),
        (["cancel", "2", "5", "7", "9"], [2, 5, 7, 9], "cancelled"),
        (["settle", "6", "--as", "sent"], [6], "sent"),
        (["settle", "6", "--as", "retry"], [6], "retry"),
    ],
)
def test_a_person_decides(
    post: Path, run: Run, argv: list[str], changed: list[int], becomes: str
) -> None:
    """Only what was named changes, and the answer says what did."""
    before = states(run, post)
    code, done = run("-C", str(post), "outbox", *argv)
    assert code == 0
    # no tab had lost any rows, and no rule of the coordinator's own waited
    more = {"rows": False, "rules": [], "left": []} if argv[0] == "approve" else {}
    assert done == {"changed": changed, "not_changed": [], "unknown": [], **more}
    assert states(run, post) == before | dict.fromkeys(changed, becomes)


@pytest.mark.parametrize(
    ("argv", "changed", "alone", "said"),
    [
        (["approve", "7", "1", "99"], [7], [1, 99], "Niet veranderd: 1 (stand: verstuurd)."),
        (["retry", "2", "6"], [2], [6], "Twijfelgevallen: run.py outbox settle"),
        (["cancel", "1", "9"], [9], [1], "cancel schrapt wat nog niet weg is"),
        (["settle", "6", "2", "--as", "sent"], [6], [2], "settle is alleen voor wat in twijfel"),
        (["settle", "6", "99", "--as", "retry"], [6], [99], "Onbekend: 99."),
    ],
)
def test_what_stays_as_it_was_is_named_with_the_reason(
    post: Path, run: Run, say: Say, argv: list[str], changed: list[int], alone: list[int], said: str
) -> None:
    """Exit code 1: a person thought that it was otherwise."""
    twin = shutil.copytree(post, post.parent / "twin")
    code, out, _ = say(twin, *argv)
    assert code == 1
    assert said in out
    code, done = run("-C", str(post), "outbox", *argv)
    assert (code, done["changed"], done["not_changed"]) == (1, changed, alone)
    assert done["unknown"] == [number for number in alone if number == 99]


def test_nothing_in_doubt_is_ever_resent_by_itself(post: Path, run: Run) -> None:
    """Not by approve, not by retry, not by a run; only when a person says so."""
    run("-C", str(post), "outbox", "approve")
    run("-C", str(post), "outbox", "retry")
    send(post)
    assert states(run, post)[6] == "in-doubt"
    run("-C", str(post), "outbox", "settle", "6", "--as", "retry")
    send(post)
    assert states(run, post)[6] == "sent"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("nl", "config.yaml noemt geen mailbox. Zet onder mail een regel mailbox: imaps://"),
        ("en", "config.yaml names no mailbox. Add, under mail, a line mailbox: imaps://"),
    ],
)
def test_settle_without_a_mailbox_says_how_to_have_one(
    post: Path, say: Say, run: Run, lang: str, said: str
) -> None:
    """It names what is in doubt, and the two words that a person can give."""
    code, out, err = say(post, "settle", lang=lang)
    assert (code, out) == (2, "")
    assert "twijfel@post.example  Over twijfel" in err
    assert said in err
    assert "--as sent" in err
    assert "--as retry" in err
    assert states(run, post)[6] == "in-doubt"


def test_settle_with_nothing_in_doubt_needs_no_mailbox(fresh: Path, say: Say, run: Run) -> None:
    """There is nothing to look for."""
    queue(fresh, "aan")
    send(fresh)
    assert say(fresh, "settle")[:2] == (0, "Er is niets in twijfel.\n")
    _, done = run("-C", str(fresh), "outbox", "settle")
    assert done == {"changed": [], "not_changed": [], "unknown": [], "found": [], "in_doubt": []}


def test_every_action_gives_one_json_document(
    post: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On stdout, and nothing else there."""
    for argv in (
        *(["list"], ["show", "1"], ["approve"], ["retry"], ["cancel", "9"]),
        ["settle", "6", "--as", "sent"],
    ):
        main(["-C", str(post), "outbox", *argv, "--json"])
        assert isinstance(json.loads(capsys.readouterr().out), dict)
