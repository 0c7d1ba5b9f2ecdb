"""Approving a newsletter: byte for byte what leaves, once to each address, whatever breaks off."""

from __future__ import annotations

import asyncio
import email
import email.policy
import multiprocessing
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from automations.engine.app import main
from automations.engine.core.intents import Mail
from automations.engine.store.store import open_store
from tests import sink as sinks
from tests.acceptance.test_mail_server import send_to
from tests.sink import Sink

Run = Callable[..., tuple[int, Any]]
EDITION = "N2016-10"
LINK = "http://dordrecht.example/netwerk/agenda"  # planted: a link without a lock
BEFORE, DUE, AFTER = "2016-10-04", "2016-10-11", "2016-10-12"


@pytest.fixture
def place(fresh: Path) -> Path:
    """Give a workspace in which nothing but N2016-10 is still to go, without its mistake."""
    change(fresh, "nieuwsbrief.xlsx", "Berichten", LINK, "Link", LINK.replace("http", "https"))
    change(fresh, "nieuwsbrief.xlsx", "Edities", "N2016-11", "Status", "vervallen")
    change(fresh, "nieuwsbrief.xlsx", "Edities", "N2016-09", "Status", "vervallen")
    return fresh


@pytest.fixture
def server() -> Iterator[Sink]:
    """Run a mail server that takes everything."""
    with sinks.running() as running:
        yield running


@pytest.fixture
def live(place: Path, server: Sink, run: Run) -> Path:
    """Let that workspace send its mail to the server, with an approved edition that waits."""
    send_to(place, server.via)
    run("-C", str(place), "run", "--go-live", "--today", "2016-10-03")
    run("-C", str(place), "newsletter", "approve", EDITION, "--today", BEFORE)
    server.envelopes.clear()
    server.contents.clear()
    return place


def change(folder: Path, file: str, tab: str, key: str, column: str, value: object) -> None:
    """Type a value in one cell, as staff do."""
    path = folder / "workbooks" / file
    book = openpyxl.load_workbook(path)
    sheet = book[tab]
    head = next(row for row in sheet.iter_rows() if column in [cell.value for cell in row])
    place = next(cell.column for cell in head if cell.value == column)
    row = next(
        row[0].row
        for row in sheet.iter_rows(min_row=head[0].row + 1)
        if key in [cell.value for cell in row]
    )
    sheet.cell(row, place).value = value  # type: ignore[assignment]
    book.save(path)


def approved(folder: Path) -> Mapping[str, bytes]:
    """Return the bytes that were approved, by address."""
    with open_store(folder / "service.db") as store:
        frozen = store.editions.all()[EDITION]
        found = {}
        for to in frozen.addresses:
            mail = Mail(("newsletter", EDITION, to), to, "newsletter", {}, frozen.day, frozen=True)
            finished = store.editions.finished(mail)
            assert finished is not None
            found[to] = finished.content
    return found


def sent(folder: Path) -> Mapping[str, bytes]:
    """Return what left, by address; nobody may be in it twice."""
    found: dict[str, bytes] = {}
    for path in sorted((folder / "outbox").rglob("*.eml")):
        content = path.read_bytes()
        mail = parsed(content)
        if "List-Id" in mail:
            assert mail["To"] not in found
            found[mail["To"]] = content
    return found


def parsed(content: bytes) -> EmailMessage:
    """Read a mail."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def needs(run: Run, folder: Path) -> list[str]:
    """Return the kinds of things that `status` says need a person."""
    return [one["code"] for one in run("-C", str(folder), "status", "--today", BEFORE)[1]["needs"]]


def test_what_was_approved_is_byte_for_byte_what_leaves(place: Path, run: Run) -> None:
    """The subject is changed, an item is changed, a contact leaves and another one comes."""
    where = ("-C", str(place))
    code, answer = run(*where, "newsletter", "approve", EDITION, "--today", BEFORE)
    assert (code, answer["day"], len(answer["receivers"])) == (0, DUE, 20)
    kept = approved(place)
    change(place, "nieuwsbrief.xlsx", "Edities", EDITION, "Onderwerp", "Heel iets anders")
    change(
        place, "partnerregister.xlsx", "Aandachtsfunctionarissen", "CP-001", "Nieuwsbrief", "nee"
    )
    change(place, "partnerregister.xlsx", "Aandachtsfunctionarissen", "CP-003", "Nieuwsbrief", "ja")
    gone = "aandacht@contourdetwern.example"
    code, told = run(*where, "run", "newsletter", "--today", DUE)
    assert told["delivery"]["sent"] == 19
    assert sent(place) == {to: content for to, content in kept.items() if to != gone}
    run(*where, "run", "newsletter", "--today", AFTER)
    assert len(sent(place)) == 19


def test_a_change_after_approval_is_told_in_status_plan_and_overview(place: Path, run: Run) -> None:
    """Each says how to approve it anew; doing so makes an end of it."""
    where = ("-C", str(place))
    run(*where, "newsletter", "approve", EDITION, "--today", BEFORE)
    run(*where, "run", "newsletter", "--today", BEFORE)
    assert "changed-edition" not in needs(run, place)
    change(place, "nieuwsbrief.xlsx", "Edities", EDITION, "Onderwerp", "Heel iets anders")
    run(*where, "run", "newsletter", "--today", BEFORE)
    assert "changed-edition" in needs(run, place)
    _, plan = run(*where, "plan", "--today", BEFORE)
    reasons = [row["reason"] for row in plan["skipped"]]
    assert any("gewijzigd" in one and f"newsletter approve {EDITION}" in one for one in reasons)
    run(*where, "run", "overview", "--today", BEFORE)
    overview = [
        parsed(path.read_bytes())
        for path in (place / "outbox").rglob("*.eml")
        if "Weekoverzicht" in parsed(path.read_bytes())["Subject"]
    ]
    body = overview[0].get_body(("plain",))
    assert body is not None
    assert f"Nieuwsbrief {EDITION} is gewijzigd" in body.get_content()
    run(*where, "newsletter", "approve", EDITION, "--today", BEFORE)
    assert "changed-edition" not in needs(run, place)
    subjects = {parsed(content)["Subject"] for content in approved(place).values()}
    assert subjects == {"Heel iets anders"}


def test_approving_anew_replaces_what_lies_in_the_outbox_and_has_not_left(
    place: Path, run: Run
) -> None:
    """Held for a person on its day: the new version goes, and the old one never does."""
    config = place / "config.yaml"
    config.write_text(config.read_text("utf-8") + "\nhold_above: 5\n", "utf-8")
    where = ("-C", str(place))
    run(*where, "newsletter", "approve", EDITION, "--today", BEFORE)
    _, told = run(*where, "run", "newsletter", "--today", DUE)
    assert told["delivery"]["held"] == 20
    change(place, "nieuwsbrief.xlsx", "Edities", EDITION, "Onderwerp", "De betere versie")
    _, answer = run(*where, "newsletter", "approve", EDITION, "--today", DUE)
    assert len(answer["replaced"]) == 20
    kept = approved(place)
    run(*where, "run", "newsletter", "--today", DUE)
    run(*where, "outbox", "approve", "--today", DUE)
    run(*where, "run", "newsletter", "--today", DUE)
    assert sent(place) == kept
    assert {parsed(one)["Subject"] for one in kept.values()} == {"De betere versie"}


def test_what_the_sheet_approves_is_kept_when_it_is_first_seen(place: Path, run: Run) -> None:
    """That is how staff approve; what they type afterwards is for another approval."""
    where = ("-C", str(place))
    change(place, "nieuwsbrief.xlsx", "Edities", EDITION, "Status", "goedgekeurd")
    run(*where, "run", "newsletter", "--today", BEFORE)
    kept = approved(place)
    assert len(kept) == 20
    change(place, "nieuwsbrief.xlsx", "Edities", EDITION, "Inleiding", "Iets anders.")
    run(*where, "run", "newsletter", "--today", DUE)
    assert sent(place) == kept


def test_a_test_goes_to_the_coordinator_only_and_is_not_remembered(place: Path, run: Run) -> None:
    """It says that it is one, and changes nothing of who gets the edition."""
    code, answer = run("-C", str(place), "newsletter", "test", EDITION, "--today", BEFORE)
    assert (code, answer["to"]) == (0, "coordinator@dordrecht.example")
    (path,) = (place / "outbox").rglob("*.eml")
    mail = parsed(path.read_bytes())
    assert mail["To"] == "coordinator@dordrecht.example"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Voorbeeld. Status: concept" in body.get_content()
    assert not (place / "service.db").exists()


def test_an_approved_edition_can_be_sent_now_with_the_date_of_now(place: Path, run: Run) -> None:
    """Ahead of its day; apart from the header Date it is what was approved."""
    where = ("-C", str(place))
    assert main([*where, "newsletter", "send", EDITION, "--today", BEFORE]) == 2
    run(*where, "newsletter", "approve", EDITION, "--today", BEFORE)
    kept = approved(place)
    _, told = run(*where, "newsletter", "send", EDITION, "--today", BEFORE)
    assert told["delivery"]["sent"] == 20
    gone = sent(place)
    assert {parsed(one)["Date"].datetime.date().isoformat() for one in gone.values()} == {BEFORE}
    assert {to: undated(one) for to, one in gone.items()} == {
        to: undated(one) for to, one in kept.items()
    }
    run(*where, "run", "newsletter", "--today", DUE)
    assert len(sent(place)) == 20
    assert main([*where, "newsletter", "approve", EDITION, "--today", DUE]) == 2


def undated(content: bytes) -> bytes:
    """Take the header Date out."""
    return re.sub(rb"^Date: [^\r\n]*", b"", content, count=1, flags=re.MULTILINE)


def test_an_edition_with_a_mistake_in_its_rows_is_refused_with_the_cell(
    place: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Approved in the sheet it does not go either, until the cell is mended; `status` says so."""
    where, link = ("-C", str(place)), LINK.replace("http", "https")
    change(place, "nieuwsbrief.xlsx", "Berichten", link, "Link", LINK)
    assert main([*where, "newsletter", "approve", EDITION, "--today", BEFORE, "--lang", "nl"]) == 2
    assert f"Editie {EDITION} is niet goedgekeurd" in (said := capsys.readouterr().err)
    assert "Berichten E15" in said
    change(place, "nieuwsbrief.xlsx", "Edities", EDITION, "Status", "goedgekeurd")
    run(*where, "run", "newsletter", "--today", DUE)
    assert sent(place) == {}
    assert "stopped-edition" in needs(run, place)
    change(place, "nieuwsbrief.xlsx", "Berichten", LINK, "Link", link)
    run(*where, "run", "newsletter", "--today", AFTER)
    assert len(sent(place)) == 20
    assert "stopped-edition" not in needs(run, place)


def test_approving_twice_says_so_and_what_differs(place: Path, run: Run) -> None:
    """When it was approved before, and who is new since, or is taken out."""
    where = ("-C", str(place))
    _, answer = run(*where, "newsletter", "approve", EDITION, "--today", "2016-10-03")
    assert answer["before"] is None
    _, answer = run(*where, "newsletter", "approve", EDITION, "--today", BEFORE)
    same = {"on": "2016-10-03", "text_changed": False, "added": [], "removed": []}
    assert answer["before"] == same
    for code, said in (("CP-001", "nee"), ("CP-003", "ja")):
        change(place, "partnerregister.xlsx", "Aandachtsfunctionarissen", code, "Nieuwsbrief", said)
    _, answer = run(*where, "newsletter", "approve", EDITION, "--today", BEFORE)
    assert answer["before"]["removed"] == ["aandacht@contourdetwern.example"]
    assert [len(answer["before"]["added"]), answer["before"]["text_changed"]] == [1, False]
    shown = run(*where, "status", "--today", BEFORE)[1]["editions"]
    approved_now = {"edition": EDITION, "approved_on": BEFORE, "by": "command", "day": DUE}
    assert shown == [approved_now | {"receivers": 20}]


def test_an_edition_with_a_mistake_or_from_half_a_list_is_not_approved(
    place: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each refusal says what is wrong; nothing is kept."""
    where = ("-C", str(place))
    run(*where, "run", "check", "--today", BEFORE)
    path = place / "workbooks" / "partnerregister.xlsx"
    book = openpyxl.load_workbook(path)
    book["Aandachtsfunctionarissen"].delete_rows(12, 15)
    whole = path.read_bytes()
    book.save(path)
    assert main([*where, "newsletter", "approve", EDITION, "--today", BEFORE]) == 2
    assert "Aandachtsfunctionarissen" in capsys.readouterr().err
    path.write_bytes(whole)
    change(place, "nieuwsbrief.xlsx", "Edities", EDITION, "Verzenden op", "binnenkort")
    assert main([*where, "newsletter", "approve", EDITION, "--today", BEFORE]) == 2
    assert "Edities C" in capsys.readouterr().err
    with open_store(place / "service.db") as store:
        assert store.editions.all() == {}


def test_a_template_that_fails_approves_nothing_and_leaves_the_approval_before(
    place: Path, run: Run
) -> None:
    """Half an edition is never kept."""
    where = ("-C", str(place))
    run(*where, "newsletter", "approve", EDITION, "--today", BEFORE)
    kept = approved(place)
    own = place / "templates" / "mail"
    own.mkdir(parents=True)
    broken = '{% if to == "aandacht@davinci.example" %}{{ edition.nonsense }}{% endif %}x'
    (own / "newsletter.txt.j2").write_text(broken, "utf-8")
    assert main([*where, "newsletter", "approve", EDITION, "--today", BEFORE]) == 2
    assert approved(place) == kept


def test_the_archive_holds_what_left_and_nobody(place: Path, run: Run) -> None:
    """No receiver, no contact; the index names each edition; the preview lies beside it."""
    where = ("-C", str(place))
    run(*where, "newsletter", "approve", EDITION, "--today", BEFORE)
    assert not (place / "newsletters" / f"{EDITION}.html").exists()
    run(*where, "run", "newsletter", "--today", DUE)
    folder = place / "newsletters"
    assert {path.name for path in folder.iterdir()} == {
        f"{EDITION}.html",
        f"{EDITION}.txt",
        "index.html",
    }
    said = "\n".join(path.read_text("utf-8") for path in folder.iterdir())
    book = openpyxl.load_workbook(place / "workbooks" / "partnerregister.xlsx")
    rows = list(book["Aandachtsfunctionarissen"].iter_rows(min_row=2, values_only=True))
    for row in rows:
        for value in row:
            if isinstance(value, str) and ("@" in value or value.startswith(("+31", "078"))):
                assert value not in said
    assert set(re.findall(r"[\w.]+@[\w.]+", said)) <= {"coordinator@dordrecht.example"}
    assert f'href="{EDITION}.html"' in (folder / "index.html").read_text("utf-8")
    assert "Terugblik op de basistraining" in (folder / f"{EDITION}.txt").read_text("utf-8")


def test_an_archive_that_cannot_be_written_stops_no_mail_and_is_tried_again(
    place: Path, run: Run
) -> None:
    """A file stands where the folder should be: a failure that is told, and mended next time."""
    where = ("-C", str(place))
    run(*where, "newsletter", "approve", EDITION, "--today", BEFORE)
    (place / "newsletters").write_text("in de weg", "utf-8")
    _, told = run(*where, "run", "newsletter", "--today", DUE)
    assert told["delivery"]["sent"] == 20
    assert told["ran"][0]["status"] == "failed"
    assert "failed-automation" in needs(run, place)
    (place / "newsletters").unlink()
    _, told = run(*where, "run", "newsletter", "--today", AFTER)
    assert told["ran"][0]["status"] == "done"
    assert (place / "newsletters" / f"{EDITION}.html").exists()
    assert len(sent(place)) == 20


def _work(folder: str, *words: str) -> None:
    sys.stdout = sys.stderr = open("/dev/null", "w", encoding="utf-8")  # noqa: PTH123, SIM115 - a child's
    main(["-C", folder, *words])


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_whoever_is_killed_each_address_gets_what_was_approved_once(place: Path, run: Run) -> None:
    """Killed while approving and while sending, again and again, at random moments.

    The server takes each mail by its name only once, as a folder does; the outbox holds one mail
    for each address, and what left are the bytes that were approved last.
    """
    chance = random.Random(2016)  # noqa: S311 - moments, not secrets
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["automations.engine.app", "automations.engine.commands.newsletters"]
    )
    approving = ("newsletter", "approve", EDITION, "--today", BEFORE)
    sending = ("run", "newsletter", "--today", DUE)

    def kill(words: tuple[str, ...], times: int) -> None:
        for _ in range(times):
            child = context.Process(target=_work, args=(str(place), *words))
            child.start()
            time.sleep(chance.uniform(0.2, 1.2))
            child.kill()
            child.join()

    kill(approving, 6)
    run("-C", str(place), *approving)
    kept = approved(place)
    change(place, "nieuwsbrief.xlsx", "Edities", EDITION, "Onderwerp", "Heel iets anders")
    kill(sending, 8)
    run("-C", str(place), *sending)
    with open_store(place / "service.db") as store:
        mine = [one for one in store.outbox.list() if one.key[0] == "newsletter"]
        assert sorted(one.to for one in mine) == sorted(kept)
        contents = {one.to: shown.content for one in mine if (shown := store.outbox.show(one.id))}
    assert contents == kept


def test_a_mail_server_gets_what_was_approved_and_each_item_only_its_audience(
    live: Path, server: Sink, run: Run
) -> None:
    """Whatever the sheet says by then: over the wire, one receiver each, to leave by one mail."""
    kept = approved(live)
    change(live, "nieuwsbrief.xlsx", "Berichten", "Nieuw aanbod voor mentoren", "Doelgroep", "zorg")
    change(live, "nieuwsbrief.xlsx", "Edities", EDITION, "Onderwerp", "Heel iets anders")
    _, told = run("-C", str(live), "run", "newsletter", "--today", DUE)
    assert told["delivery"]["sent"] == 20
    assert [to for to, _ in server.envelopes] == [(to,) for to in server.receivers]
    arrived = dict(zip(server.receivers, server.contents, strict=True))
    assert len(server.receivers) == 20
    assert {to: one.rstrip() for to, one in arrived.items()} == {
        to: one.rstrip() for to, one in kept.items()
    }
    schools = {to for (to,), mail in server.envelopes if "Nieuw aanbod voor mentoren" in said(mail)}
    book = openpyxl.load_workbook(live / "workbooks" / "partnerregister.xlsx")
    kinds = {row[0]: row[2] for row in book["Organisaties"].iter_rows(min_row=2, values_only=True)}
    heads, *contacts = book["Aandachtsfunctionarissen"].iter_rows(values_only=True)
    where, address = heads.index("Organisatie"), heads.index("E-mail")
    teaches = {
        str(row[address]).strip().lower()
        for row in contacts
        if row[where] and kinds.get(str(row[where])[:6]) == "onderwijs"
    }
    assert schools
    assert schools == teaches & set(arrived)
    assert all("mailto:" in mail["List-Unsubscribe"] for _, mail in server.envelopes)


def said(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_test_mail_leaves_over_the_mail_server_to_the_coordinator_only(
    live: Path, server: Sink, run: Run
) -> None:
    """Each time that it is asked for; the approval and the outbox do not know of it."""
    before = approved(live)
    for _ in range(2):
        run("-C", str(live), "newsletter", "test", EDITION, "--today", BEFORE)
    assert server.receivers == ["coordinator@dordrecht.example"] * 2
    assert len(set(server.identities)) == 2
    assert approved(live) == before
    server.answers["coordinator@dordrecht.example"] = "550 Unknown"
    assert main(["-C", str(live), "newsletter", "test", EDITION, "--today", BEFORE]) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_run_that_is_killed_among_its_mails_sends_none_twice_over_a_mail_server(
    live: Path, server: Sink, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed when some arrived; at most those in hand are in doubt, and no other is lost."""
    take = Sink.handle_DATA

    async def take_slowly(sink: Sink, to: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(0.05)
        return await take(sink, to, session, envelope)

    monkeypatch.setattr(Sink, "handle_DATA", take_slowly)
    everybody = set(approved(live))
    context = multiprocessing.get_context("forkserver")
    child = context.Process(target=_work, args=(str(live), "run", "newsletter", "--today", DUE))
    child.start()
    end = time.monotonic() + 60
    while len(server.envelopes) < 5 and time.monotonic() < end:
        time.sleep(0.001)
    child.kill()
    child.join()
    assert 5 <= len(server.envelopes) < 20
    moment = datetime(2016, 10, 11, 8, tzinfo=UTC)
    later = datetime.now(UTC) + timedelta(minutes=10)  # what was claimed by who was killed is free
    with open_store(live / "service.db", clock=lambda: later) as store:
        store.outbox.claim("nobody", moment)
        store.outbox.release("nobody", moment)
    run("-C", str(live), "run", "newsletter", "--today", DUE)
    _, listed = run("-C", str(live), "outbox", "list", "--today", DUE)
    doubted = {one["to"] for one in listed["messages"] if one["state"] == "in-doubt"}
    assert max(Counter(server.receivers).values()) == 1
    assert len(doubted) <= 2  # one for each connection
    assert set(server.receivers) | doubted == everybody
