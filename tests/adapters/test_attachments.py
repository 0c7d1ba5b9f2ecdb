"""Documents that go with a mail: real attachments, the same bytes every time, never too large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from automations.engine.core.intents import Attachment, Mail
from automations.engine.mail.compose import ATTACHED_AT_MOST, ComposeError, Composer
from automations.engine.mail.message import Attached, ControlCharacterError, file_name
from tests.mails import composer, digest

PDF = "application/pdf"


def bringing(*kinds: str) -> Mail:
    """Make a mail with documents of these kinds."""
    return replace(digest(), attachments=tuple(Attachment(kind, {"nr": kind}) for kind in kinds))


def making(content: bytes = b"%PDF", name: str = "gids.pdf") -> Composer:
    """Make a composer that knows two kinds of documents."""

    def make(about: Mapping[str, object]) -> Attached:
        return Attached(name, PDF, content + str(about["nr"]).encode())

    return composer(documents={"gids": make, "bewijs": make})


def read(made: Composer, mail: Mail) -> EmailMessage:
    """Read a mail as a mail program does."""
    message = message_from_bytes(made.render(mail).content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    defects = [*(d for part in message.walk() for d in part.defects)]
    assert defects == []
    return message


def test_a_document_is_a_part_of_its_own_after_the_two_alternatives() -> None:
    """A mail program shows the text and offers the files, with their type, name and bytes."""
    message = read(making(), bringing("gids", "bewijs"))
    assert [part.get_content_type() for part in message.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html"),
        *(PDF, PDF),
    ]
    first, second = message.iter_attachments()
    assert (first.get_content_disposition(), first.get_filename()) == ("attachment", "gids.pdf")
    assert (first.get_content(), second.get_content()) == (b"%PDFgids", b"%PDFbewijs")


def test_a_mail_without_documents_has_only_the_two_alternatives() -> None:
    """Nothing is wrapped that need not be."""
    assert read(making(), digest()).get_content_type() == "multipart/alternative"


def test_what_was_queued_is_what_leaves() -> None:
    """The same mail has the same bytes, in another process too, in lines that any server takes."""
    mail, content = bringing("gids"), bytes(range(256)) * 99
    one, two = making(content).render(mail), making(content).render(mail)
    assert one.content == two.content
    assert max(map(len, one.content.split(b"\r\n"))) < 998
    assert b"\n" not in one.content.replace(b"\r\n", b"")


def test_neither_boundary_begins_like_the_other() -> None:
    """A program that only compares beginnings would cut the mail in the wrong place."""
    message = read(making(), bringing("gids"))
    outer, inner = message.get_boundary(), message.get_payload(0).get_boundary()  # type: ignore[union-attr]
    assert not outer.startswith(inner)
    assert not inner.startswith(outer)


@pytest.mark.parametrize(
    "name",
    [
        "gids.docx",
        "Bewijs van deelname.docx",
        "Training: één «dag» & meer.docx",
        'met "aanhalingstekens" en \\.docx',
        "één " * 30 + "eind.docx",
        "日本語の名前" * 15 + ".docx",
        "it's 100% *.docx",
    ],
)
def test_a_name_comes_out_as_it_went_in(name: str) -> None:
    """RFC 2231: also with accents, quotes, per cent signs, and when it is long."""
    (part,) = read(making(name=name), bringing("gids")).iter_attachments()
    assert part.get_filename() == name


def test_only_a_name_that_needs_it_is_encoded() -> None:
    """A plain name stays readable for programs that know no RFC 2231."""
    assert file_name("gids 2016-10.docx") == 'filename="gids 2016-10.docx"'
    assert file_name("é.docx") == "filename*=utf-8''%C3%A9.docx"


def test_a_name_makes_no_header() -> None:
    """A control character in a name is refused, as in any header."""
    with pytest.raises(ControlCharacterError):
        file_name("a\r\nBcc: dief@kwaad.example")


def test_a_document_that_no_server_would_take_is_refused_with_both_sizes() -> None:
    """It fails before it is queued, and says what to do."""
    with pytest.raises(ComposeError) as refused:
        making(b"x" * ATTACHED_AT_MOST).render(bringing("gids"))
    assert "(gids.pdf), is 7,0 MB" in str(refused.value)
    assert "Maak plaatjes in het sjabloon kleiner" in str(refused.value)


def test_together_documents_may_not_be_too_large_either() -> None:
    """A server weighs the mail, not its parts."""
    half = b"x" * (ATTACHED_AT_MOST // 2 + 1)
    assert making(half).render(bringing("gids"))
    with pytest.raises(ComposeError):
        making(half).render(bringing("gids", "bewijs"))


def test_a_kind_that_does_not_exist_is_named_with_those_that_do() -> None:
    """A misspelt kind never leaves a mail without its document."""
    with pytest.raises(ComposeError, match=r"de soort bewjis.*Bekend: gids, bewijs"):
        making().render(bringing("bewjis"))
