"""A workspace with a mail server: what doctor, status, check and the coordinator's mail say."""

from __future__ import annotations

import json
import re
import shutil
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from imapclient import IMAPClient
from openpyxl import load_workbook

from automations.engine.app import main
from tests import dovecot as dovecots
from tests import sink as sinks
from tests.dovecot import free_port
from tests.sink import Sink
from tests.text_tables import TODAY

Run = Callable[..., tuple[int, Any]]
TUESDAY = ("--today", "2016-10-04")


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Run a mail server that takes everything, unless a test says otherwise."""
    with sinks.running() as running:
        yield running


@pytest.fixture
def town(fresh: Path, sink: Sink) -> Path:
    """Give the example with a mail server, in which nothing ran yet."""
    send_to(fresh, sink.via)
    return fresh


def send_to(workspace: Path, via: str, **more: object) -> None:
    """Let the block about mail of a workspace name a server, and say more."""
    config = workspace / "config.yaml"
    lines = [f"  via: {via}", *(f"  {key}: {value}" for key, value in more.items())]
    text = re.sub(r"(?m)^  via:.*$", "\n".join(lines), config.read_text("utf-8"))
    config.write_text(text, "utf-8")


def examined(run: Run, workspace: Path, name: str) -> list[dict[str, Any]]:
    """Return what `doctor` says of one thing."""
    _, found = run("-C", str(workspace), "doctor")
    return [one for one in found["examined"] if one["name"] == name]


def test_doctor_sends_the_coordinator_a_mail(town: Path, sink: Sink, run: Run) -> None:
    """One receiver, and nothing of it is kept in the outbox; each time another mail."""
    plain, sent = examined(run, town, "mail")
    assert plain["well"]
    assert "zonder versleuteling" in plain["message"]
    assert sent["well"]
    assert "proefmail" in sent["message"]
    assert [to for to, _ in sink.envelopes] == [("coordinator@dordrecht.example",)]
    assert sink.envelopes[0][1]["Subject"] == "Proefmail van Werkblad"
    assert not (town / "service.db").exists()
    examined(run, town, "mail")
    assert len(set(sink.identities)) == 2


def test_doctor_tells_of_a_server_that_is_away(town: Path, run: Run) -> None:
    """With what to look at in config.yaml, and exit code 1."""
    send_to(town, f"smtp+plain://127.0.0.1:{free_port()}")
    code, _ = run("-C", str(town), "doctor")
    assert code == 1
    (_, away) = examined(run, town, "mail")
    assert not away["well"]
    assert "niet te bereiken" in away["remedy"]
    assert "mail.via" in away["remedy"]


def test_doctor_tells_of_a_password_that_is_missing(town: Path, run: Run) -> None:
    """And where it belongs."""
    send_to(town, f"smtps://netwerk@127.0.0.1:{free_port()}")
    (missing,) = examined(run, town, "mail")
    assert not missing["well"]
    assert "WERKBLAD_MAIL_PASSWORD" in missing["remedy"]


def test_doctor_tells_of_a_test_mail_that_is_refused(town: Path, sink: Sink, run: Run) -> None:
    """In the server's words, with what to look at."""
    sink.answers["coordinator@dordrecht.example"] = "550 5.1.1 Who is that"
    (_, refused) = examined(run, town, "mail")
    assert not refused["well"]
    assert "Who is that" in refused["message"]
    assert "people.coordinator" in refused["remedy"]


def test_doctor_tells_of_a_ca_file_that_is_missing(
    town: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path is easily mistyped."""
    monkeypatch.setenv("WERKBLAD_MAIL_PASSWORD", "hunter2")
    send_to(town, f"smtps://netwerk@127.0.0.1:{free_port()}", tls_ca="nergens.pem")
    (broken,) = examined(run, town, "mail")
    assert "nergens.pem" in broken["remedy"]


def test_doctor_refuses_a_day_that_stands_still_where_mail_leaves(town: Path, run: Run) -> None:
    """In an example it is meant; over a mail server nothing would ever be due again."""
    (clock,) = examined(run, town, "clock")
    assert not clock["well"]
    assert "today" in clock["remedy"]
    send_to(town, "folder")
    (clock,) = examined(run, town, "clock")
    assert clock["well"]


def test_a_refused_address_is_a_finding_at_its_cell_until_it_is_mended(
    town: Path, sink: Sink, run: Run
) -> None:
    """What was refused is named; with another address in the cell the finding is gone."""
    workbook = load_workbook(town / "workbooks/partnerregister.xlsx")
    tab = workbook["Aandachtsfunctionarissen"]
    header = next(row for row in tab.iter_rows() if any(c.value == "E-mail" for c in row))
    (column,) = [c.column for c in header if c.value == "E-mail"]
    _, plan = run("-C", str(town), "plan", "--days", "1")
    contacts = {
        str(tab.cell(row, column).value).lower(): tab.cell(row, column)
        for row in range(header[0].row + 1, tab.max_row + 1)
    }
    told = next(message["to"] for message in plan["messages"] if message["to"] in contacts)
    cell = contacts[told]
    sink.answers[told] = "550 5.1.1 No such user"
    run("-C", str(town), "run", "--go-live")
    _, listed = run("-C", str(town), "outbox", "list", "--state", "refused")
    assert {message["to"] for message in listed["messages"]} == {told}

    _, found = run("-C", str(town), "check")
    refused = [one for one in found["findings"] if one["code"] == "undeliverable"]
    (finding,) = [one for one in refused if one["sheet"] == "contacts"]
    assert (finding["cell"], finding["severity"]) == (cell.coordinate, "error")
    assert told not in json.dumps(refused)

    cell.value = "nieuw@dordrecht.example"
    workbook.save(town / "workbooks/partnerregister.xlsx")
    _, found = run("-C", str(town), "check")
    assert not [
        one
        for one in found["findings"]
        if (one["code"], one["sheet"]) == ("undeliverable", "contacts")
    ]


def test_a_server_that_is_away_is_told_with_its_remedy_and_loses_nothing(
    town: Path, sink: Sink, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """`run` and `status` say why nothing leaves, since when, and what to do; then it all goes."""
    run("-C", str(town), "run", "--go-live", "--today", "2016-10-03")
    already = len(sink.envelopes)
    send_to(town, f"smtp+plain://127.0.0.1:{free_port()}")
    code, ran = run("-C", str(town), "run", *TUESDAY)
    waits = ran["delivery"]["waiting"]
    assert code == 1
    assert waits > 0
    assert "niet te bereiken" in ran["trouble"]
    code, status = run("-C", str(town), "status")
    assert code == 1
    assert status["trouble"]["attempts"] == 1
    assert main(["-C", str(town), "status", "--lang", "nl"]) == 1
    said = capsys.readouterr().out
    assert "Er gaat nu geen mail weg, sinds" in said
    assert "mail.via" in said
    send_to(town, sink.via)
    _, ran = run("-C", str(town), "run", *TUESDAY)
    assert (ran["delivery"]["sent"], ran["trouble"]) == (waits, None)
    assert len(sink.envelopes) == already + waits
    assert len(set(sink.identities)) == len(sink.identities)
    assert run("-C", str(town), "status")[1]["trouble"] is None


def test_the_coordinator_is_mailed_once_a_day_what_is_held_and_why(
    town: Path, sink: Sink, run: Run
) -> None:
    """That mail is not held itself; it says what to type when it is right, and when it is not."""
    run("-C", str(town), "run", "--go-live", "--today", "2016-09-30")
    with (town / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("hold_above: 1\n")
    sink.envelopes.clear()
    _, ran = run("-C", str(town), "run", *TUESDAY)
    assert ran["holds"][0]["kind"] == "many"
    assert ran["delivery"]["sent"] == 1
    run("-C", str(town), "run", *TUESDAY)
    ((to, mail),) = sink.envelopes
    assert to == ("coordinator@dordrecht.example",)
    assert mail["Subject"].endswith("berichten wachten op u")
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "boven 1 kijkt eerst een mens" in text
    assert "run.py outbox approve" in text
    assert "run.py outbox cancel" in text


def test_a_tab_that_lost_rows_holds_the_run_until_a_person_says_it_is_right(
    town: Path, sink: Sink, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """`approve` takes the rows of now for right, also for the runs that follow."""
    run("-C", str(town), "run", "--go-live", "--today", "2016-09-30")
    path = town / "workbooks/actieplan.xlsx"
    original = path.with_suffix(".right")
    shutil.copy(path, original)
    workbook = load_workbook(path)
    workbook["Acties"].delete_rows(6, 12)
    workbook.save(path)
    sink.envelopes.clear()
    _, ran = run("-C", str(town), "run", *TUESDAY)
    held = [hold["kind"] for hold in ran["holds"]]
    assert held == ["rows", "own-rule", "own-rule"]  # the example's own rules are new, too
    assert "Acties" in ran["holds"][0]["reason"]
    assert {to[0] for to, _ in sink.envelopes} == {"coordinator@dordrecht.example"}
    assert main(["-C", str(town), "run", "--today", "2016-10-05", "--lang", "nl"]) == 1
    assert "Klopt het niet? Zet de regels terug" in capsys.readouterr().out
    _, approved = run("-C", str(town), "outbox", "approve", "--today", "2016-10-05")
    assert approved["rows"] is True
    _, ran = run("-C", str(town), "run", "--today", "2016-10-05")
    assert ran["holds"] == []
    assert ran["delivery"]["sent"] >= len(approved["changed"])


def test_a_new_rule_that_would_mail_half_of_the_network_is_held_at_its_first_run(
    town: Path, sink: Sink, run: Run
) -> None:
    """A rule with a mistake in it is seen by one person, not by thirty organisations."""
    run("-C", str(town), "run", "--go-live", "--today", "2016-09-30")
    (town / "rules").mkdir()
    (town / "rules/own.yaml").write_text(
        "iedereen:\n  about: contacts\n  anchor: today\n  send: [0 days]\n  to: [email]\n"
        '  headline: "Dag"\n  says: "Dag {name}."\n',
        "utf-8",
    )
    sink.envelopes.clear()
    _, ran = run("-C", str(town), "run", *TUESDAY)
    held = [hold["kind"] for hold in ran["holds"]]
    assert held == ["first-run", "own-rule", "own-rule"]  # the example's own rules are new, too
    assert "iedereen" in ran["holds"][0]["reason"]
    assert len(sink.envelopes) == 1  # to the coordinator
    run("-C", str(town), "outbox", "approve")
    _, ran = run("-C", str(town), "run", "--today", "2016-10-05")
    assert ran["holds"] == []
    assert len(sink.envelopes) > TODAY.month  # it went out, and is no first run any more


def test_a_limit_per_minute_puts_nothing_at_risk(town: Path, sink: Sink, run: Run) -> None:
    """What waits for room is neither lost nor an attempt; the run waits for it."""
    send_to(town, sink.via, per_minute=100000, per_domain=100000, connections=3)
    _, ran = run("-C", str(town), "run", "--go-live", "--today", "2016-10-03")
    assert ran["delivery"]["sent"] == len(sink.envelopes) > 3
    assert ran["delivery"]["waiting"] == ran["delivery"]["retry"] == 0


def test_a_copy_goes_to_the_own_mailbox_unseen(town: Path, sink: Sink, run: Run) -> None:
    """Each mail has one receiver in its header, and the copy in the envelope alone."""
    send_to(town, sink.via, copy_to="archief@dordrecht.example")
    run("-C", str(town), "run", "--go-live", "--today", "2016-10-03")
    assert sink.envelopes
    for to, message in sink.envelopes:
        assert to[1:] == ("archief@dordrecht.example",)
        assert message["To"] == to[0]
        assert "archief" not in message.as_string()


def test_what_is_in_doubt_is_looked_up_in_the_own_mailbox(
    town: Path, sink: Sink, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies there was sent; what does not stays in doubt, and nothing is sent again."""
    monkeypatch.setenv("WERKBLAD_MAILBOX_PASSWORD", "hunter2")
    ca, user = trustme.CA(), "netwerk@dordrecht.example"
    ca.cert_pem.write_to_path(town / "ca.pem")
    with dovecots.running(ca, {user: "hunter2"}) as dovecot:
        box = f"imaps://{user}@localhost:{dovecot.imaps}"
        send_to(town, sink.via, tls_ca="ca.pem", mailbox=box, copy_to=user)
        assert [one["well"] for one in examined(run, town, "mailbox")] == [True]
        sink.envelopes.clear()
        sink.silent = True
        _, ran = run("-C", str(town), "run", "--go-live")
        assert ran["delivery"]["in_doubt"] > 1
        sink.silent = False
        taken = sink.envelopes[0][1]
        with IMAPClient("localhost", dovecot.imaps, ssl_context=_trusting(ca)) as client:
            client.plain_login(user, "hunter2")
            client.append("INBOX", taken.as_bytes())
        code, settled = run("-C", str(town), "outbox", "settle")
    assert code == 1  # what is left in doubt wants a person
    assert [one["folder"] for one in settled["found"]] == ["INBOX"]
    assert len(settled["in_doubt"]) == ran["delivery"]["in_doubt"] - 1
    _, listed = run("-C", str(town), "outbox", "list")
    states = {message["message_id"]: message["state"] for message in listed["messages"]}
    assert states[taken["Message-ID"]] == "sent"
    already = set(sink.identities)
    run("-C", str(town), "run")
    assert len(set(sink.identities)) == len(sink.identities)
    doubtful = {name for name, state in states.items() if state == "in-doubt"}
    assert doubtful.isdisjoint(set(sink.identities) - already)


def _trusting(ca: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    ca.configure_trust(context)
    return context
