"""Composing: a mail as data becomes the bytes that leave."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string, policy
from pathlib import Path

import pytest

from automations.engine.core.digest import NO_FINDINGS
from automations.engine.core.intents import Mail
from automations.engine.mail.compose import ComposeError
from automations.engine.mail.preview import write_preview
from tests.mails import (
    COLLEAGUE,
    COMPOSER,
    MONDAY,
    OUTSIDER,
    REGISTER,
    Elements,
    alone,
    composer,
    digest,
    edition,
    every_mail,
    finding,
    newsletter,
    parsed,
    reminder,
    text_of,
)


@pytest.mark.parametrize("kind", list(every_mail("x")))
def test_every_mail_parses_without_a_defect(kind: str) -> None:
    """Both alternatives are there, in UTF-8, and the reader has no complaint."""
    message = parsed(every_mail("Één woord")[kind])
    defects = [
        *(defect for part in message.walk() for defect in part.defects),
        *(defect for value in message.values() for defect in value.defects),
    ]
    assert defects == []
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]
    assert "Één woord" in text_of(message)
    assert "Één woord" in text_of(message, "html")


def test_the_headers_say_who_writes_and_that_a_machine_does() -> None:
    """One recipient, an answer goes to the owner, no automatic answers, a local date."""
    mail = Mail(
        ("k",), COLLEAGUE, "digest", digest().about, MONDAY, reply_to="ro@dordrecht.example"
    )
    message = parsed(mail)
    assert {name: str(message[name]) for name in message if name != "Message-ID"} == {
        "From": "Gemeente Dordrecht <netwerk@dordrecht.example>",
        "To": "an@dordrecht.example",
        "Reply-To": "ro@dordrecht.example",
        "Subject": "Actie A-03: 3 dagen te laat",
        "Date": "Mon, 03 Oct 2016 09:00:00 +0200",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "nl",
        "MIME-Version": "1.0",
        "Content-Type": str(message["Content-Type"]),
    }


def test_without_an_owner_an_answer_goes_to_the_coordinator() -> None:
    """Reply-To is never empty."""
    assert str(parsed(digest())["Reply-To"]) == "coordinator@dordrecht.example"


def test_only_a_newsletter_can_be_unsubscribed_from() -> None:
    """List-Unsubscribe is a mailto to the service itself."""
    message = parsed(newsletter())
    assert str(message["List-Unsubscribe"]) == (
        "<mailto:netwerk@dordrecht.example?subject=Afmelden%20nieuwsbrief>"
    )
    assert str(message["List-Id"]) == "<nieuwsbrief.dordrecht.example>"
    assert "List-Unsubscribe" not in parsed(digest())


def test_the_same_mail_gives_the_same_bytes() -> None:
    """Also from another process's composer: boundary and Message-ID come from the key."""
    mail = digest(findings=(finding("fout"),))
    assert composer().render(mail) == COMPOSER.render(mail)


def test_the_message_id_comes_from_the_key_and_nothing_else() -> None:
    """The same key on another day is the same mail; another key never is."""
    first = COMPOSER.render(digest()).message_id
    assert composer(at="2016-10-04 10:00").render(digest(reminder("anders"))).message_id == first
    assert re.fullmatch(r"<[0-9a-f]{40}@dordrecht\.example>", first)
    others = {COMPOSER.render(digest(key=str(number))).message_id for number in range(50)}
    assert len(others - {first}) == 49


def test_parts_of_a_key_cannot_be_moved_from_one_to_the_other() -> None:
    """("a", "bc") is another mail than ("ab", "c")."""
    one = Mail(("a", "bc"), COLLEAGUE, "digest", digest().about, MONDAY)
    two = Mail(("ab", "c"), COLLEAGUE, "digest", digest().about, MONDAY)
    assert COMPOSER.render(one).message_id != COMPOSER.render(two).message_id


def test_a_mail_made_in_the_evening_leaves_and_is_dated_in_the_morning() -> None:
    """Monday 21:00 waits for Tuesday 08:00."""
    finished = composer(at="2016-10-03 21:00").render(digest())
    assert finished.not_before == datetime(2016, 10, 4, 6, tzinfo=UTC)
    assert b"Date: Tue, 04 Oct 2016 08:00:00 +0200" in finished.content


def test_the_subject_says_what_it_is_about_and_how_much_more_there_is() -> None:
    """The first headline, and the number of the other things."""
    one, fault = reminder(), finding("fout")
    assert COMPOSER.subject(digest(one)) == "Actie A-03: 3 dagen te laat"
    assert COMPOSER.subject(digest(one, one)) == "Actie A-03: 3 dagen te laat, en nog 1 ding"
    assert COMPOSER.subject(digest(one, findings=(fault, fault))).endswith(", en nog 2 dingen")


def test_after_a_question_the_count_is_a_sentence_of_its_own() -> None:
    """Not "Kloppen uw gegevens nog?, en nog 1 ding"."""
    question = reminder(headline="Kloppen uw gegevens nog?")
    assert COMPOSER.subject(digest(question, reminder())) == (
        "Kloppen uw gegevens nog? En nog 1 ding"
    )


def test_a_digest_of_findings_alone_asks_whether_the_sheet_is_right() -> None:
    """No reminder, two findings."""
    both = (finding("a"), finding("b"))
    about = {**NO_FINDINGS, "reminders": (), "findings": both, "days": (0, 0), "today": MONDAY}
    mail = Mail(("k",), COLLEAGUE, "digest", about, MONDAY)
    assert COMPOSER.subject(mail) == "Klopt dit in de lijst? 2 opmerkingen"
    assert "Nu aan de beurt" not in text_of(parsed(mail), "html")


def test_a_long_headline_is_cut_at_a_word_and_the_count_stays() -> None:
    """At most 78 characters."""
    long = reminder(headline="Een dialooggesprek met bewoners " * 5)
    subject = COMPOSER.subject(digest(long, long))
    assert subject == "Een dialooggesprek met bewoners Een dialooggesprek…, en nog 1 ding"


def test_a_sender_with_an_accent_is_read_as_written() -> None:
    """The display name is encoded."""
    by = composer(sender="Coördinatie Dordrecht <netwerk@dordrecht.example>")
    assert parsed(digest(), by)["From"].addresses[0].display_name == "Coördinatie Dordrecht"


@pytest.mark.parametrize("sender", ["Gemeente Dordrecht", "Team <coördinatie@dordrecht.example>"])
def test_a_sender_that_is_no_address_is_a_mistake_in_the_configuration(sender: str) -> None:
    """It names config.yaml; what not every server can send from is none either."""
    with pytest.raises(ComposeError, match=r"config\.yaml"):
        composer(sender=sender).render(digest())


def test_a_receiver_that_is_not_ascii_stands_in_the_header_as_it_is() -> None:
    """In UTF-8 (RFC 6532), and nothing else of the mail does; the rest is encoded as ever."""
    content = COMPOSER.render(digest(reminder(headline="Één"), to="jörg@dordrecht.example")).content
    message = message_from_string(content.decode(), policy=policy.SMTPUTF8)
    (to,) = message["To"].addresses
    assert (to.addr_spec, str(message["Subject"])) == ("jörg@dordrecht.example", "Één")
    assert {name for name, value in message.items() if value.defects} <= {"To"}
    beside = [line for line in content.split(b"\r\n") if not line.isascii()]
    assert beside == ["To: jörg@dordrecht.example".encode()]


def test_a_domain_that_is_not_ascii_is_written_as_every_server_knows_it() -> None:
    """Also where what stands before it is not ASCII."""
    for name in ("jan", "jörg"):
        line = f"\r\nTo: {name}@xn--n-9faa.example\r\n"
        assert line.encode() in COMPOSER.render(digest(to=f"{name}@één.example")).content


@pytest.mark.parametrize("to", ["jörg", "jörg@@dordrecht.example", "j\nörg@dordrecht.example"])
def test_what_is_no_address_is_not_let_through_for_its_accents(to: str) -> None:
    """It is refused as ever."""
    with pytest.raises(ComposeError):
        COMPOSER.render(digest(to=to))


def test_an_answer_needs_an_address_that_everybody_can_write_to() -> None:
    """A receiver's own mail program may not know SMTPUTF8."""
    mail = Mail(("k",), COLLEAGUE, "digest", digest().about, MONDAY, reply_to="jörg@d.example")
    with pytest.raises(ComposeError, match="jörg@d"):
        COMPOSER.render(mail)


@pytest.mark.parametrize("kind", list(every_mail("x")))
def test_the_email_package_would_write_the_same_bytes(kind: str) -> None:
    """What it reads of a mail, it writes as it stands."""
    content = COMPOSER.render(every_mail("=?utf-8?q?Één?= \t\n.\n" + "é" * 80)[kind]).content
    kept = policy.default.clone(linesep="\r\n", refold_source="none")
    assert message_from_bytes(content, policy=kept).as_bytes() == content


def test_a_colleague_sees_where_a_row_stands_and_a_partner_does_not() -> None:
    """The place in the municipality's own workbook is no use to somebody outside."""
    assert "actieplan.xlsx, tabblad Acties, rij 5" in text_of(parsed(digest()))
    assert "actieplan.xlsx" not in text_of(parsed(digest(to=OUTSIDER)))


@pytest.mark.parametrize("kind", list(every_mail("x")))
def test_only_a_first_mail_says_what_is_kept_and_how_to_change_it(kind: str) -> None:
    """In both alternatives, whatever the mail is about."""
    mail = every_mail("x")[kind]
    for first in (True, False):
        message = parsed(replace(mail, first=first))
        for part in ("plain", "html"):
            assert ("Wij bewaren van u" in text_of(message, part)) is first


@pytest.mark.parametrize("kind", list(every_mail("x")))
def test_every_mail_ends_with_whom_to_call_and_a_warning(kind: str) -> None:
    """Why you get this, the coordinator's number, and the line about names and signals."""
    message = parsed(every_mail("x")[kind])
    for part in ("plain", "html"):
        words = text_of(message, part)
        assert "U krijgt d" in words
        assert "078 - 555 01 23" in words
        assert "Zet geen namen of signalen in een mail; bel." in words


def test_a_finding_names_its_place_and_its_remedy() -> None:
    """File, tab, cell and column as the spreadsheet shows them."""
    fault = finding('"31-06-2016" bestaat niet.', "Bedoelde u 30 juni 2016?")
    assert (
        "actieplan.xlsx\n\n"
        '\N{EN DASH} Acties, cel H7 (Einddatum): "31-06-2016" bestaat niet. '
        "Bedoelde u 30 juni 2016?\n"
    ) in text_of(parsed(digest(findings=(fault,))))


def test_the_signals_digest_says_nothing_in_its_subject_or_preview() -> None:
    """What a phone shows on its lock screen is neutral."""
    secret = reminder("S2016-031 (nieuw) wacht op beoordeling.", "S2016-031")
    message = parsed(alone("signal_digest", secret))
    assert message["Subject"] == "Uw werkvoorraad: 1 punt"
    assert text_of(message, "html").count("S2016-031") == 1
    assert "signalen.xlsx" not in text_of(message)


def test_a_training_reminder_says_when_where_and_who_waits() -> None:
    """Scene: three days before."""
    row = REGISTER.participants[0]
    message = parsed(alone("training_reminder", reminder("Over drie dagen.", about=row)))
    assert message["Subject"] == "Donderdag 6 oktober, 13.00 uur: Basistraining radicalisering"
    body = text_of(message)
    assert "Wanneer: donderdag 6 oktober 2016, 13.00\u201317.00 uur" in body
    assert "Waar:    Stadskantoor, zaal 2.11" in body
    assert "(1 mens wacht)" in body


def test_an_item_without_a_link_has_no_button() -> None:
    """And one with a link has it in both alternatives."""
    record, items = edition(link=None, link_text=None)
    mail = newsletter()
    without = Mail(
        mail.key, mail.to, mail.template, {**mail.about, "edition": record, "items": items}, MONDAY
    )
    assert "https://" not in text_of(parsed(without))
    assert "https://dordrecht.example/a?b=1&c=2" in text_of(parsed(mail))
    assert ("href", "https://dordrecht.example/a?b=1&c=2") in Elements(
        text_of(parsed(mail), "html")
    ).attributes


def test_a_preview_shows_everything_and_nobody(tmp_path: Path) -> None:
    """All items with their audience, how many get it, and no address but the service's own."""
    record, items = edition(audience=("zorg", "wonen"))
    path = write_preview(COMPOSER, record, items, tmp_path, today=MONDAY, receivers=23)
    assert path == tmp_path / "N2016-10-voorbeeld.html"
    html = path.read_text(encoding="utf-8")
    assert "Status: goedgekeurd. Gaat op 3 oktober 2016 naar 23 adressen." in html
    assert "Alleen voor: zorg, wonen" in html
    assert set(re.findall(r"[\w.]+@[\w.]+\w", html)) == {"netwerk@dordrecht.example"}
