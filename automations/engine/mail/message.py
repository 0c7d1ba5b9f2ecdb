"""A mail as the bytes that leave: a standard message with two alternatives, the same every time.

It is written here, and not by the email package, which takes longer for it than the server does;
tests have the package read it back.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
NEW_LINE = re.compile(r"[\r\n]")
PLAIN = re.compile(r"([a-z0-9]{1,20}(?:[._+-][a-z0-9]{1,20}){0,2})@([a-z0-9.-]+)")  # 64 at most
PLAIN_NAME = re.compile(r"[A-Za-z0-9 ._(),+-]{1,50}")  # of a file
NAME_SIGNS = "._-+"  # beside letters and digits, in the name of any file
NAME_PIECE = re.compile(r"(?:%[0-9A-F]{2}|[^%]){1,20}")  # at most 60 signs, no sign cut in half
SUBJECT_LENGTH = 78
WORD_BYTES = 45  # what an encoded word of at most 75 characters can hold
FOLD = "\r\n "
LINES = 1024  # lines of bodies that are kept as they leave: most stand in every mail of a template


class BadAddressError(ValueError):
    """An address that no mail can be sent to or from."""


class ControlCharacterError(ValueError):
    """A control character where a header's value should be."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, before it is put into bytes."""

    key: tuple[str, ...]
    sender: str  # with or without a display name
    to: str
    reply_to: str
    subject: str
    text: str
    html: str
    language: str
    date: datetime  # in the zone that the Date header shows
    unsubscribe: str | None = None  # a mailto address
    list_id: str | None = None
    attachments: tuple[Attached, ...] = ()


def message_id(key: tuple[str, ...], domain: str) -> str:
    """Make the Message-ID of a key: the same key always gives the same one."""
    digest = sha256("\x1f".join(part.replace("\x1f", "\x1f\x1f") for part in key).encode())
    return f"<{digest.hexdigest()[:40]}@{domain}>"


@lru_cache(maxsize=4096)
def address(text: str) -> Address:
    """Read one bare address; raises BadAddressError or ControlCharacterError."""
    valid = _valid(text)
    if valid.ascii_local_part is None:  # a mail from there would need SMTPUTF8, whoever gets it
        raise BadAddressError(text)
    return Address(username=valid.ascii_local_part, domain=valid.ascii_domain)


def receiver(text: str) -> str:
    """Read a receiver's address; what is before the @ need not be ASCII.

    Raises BadAddressError or ControlCharacterError. Receivers are many and their domains are few,
    so in a plain address only the domain is looked at closely, once.
    """
    plain = PLAIN.fullmatch(text)
    if plain and (domain := _domain(plain[2])):
        return f"{plain[1]}@{domain}"
    valid = _valid(text)
    return Address(username=valid.local_part, domain=valid.ascii_domain).addr_spec


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str | None:
    """Return a domain as servers know it; None where it is none, or too long to go with any."""
    try:
        valid = _valid(f"{'x' * 64}@{domain}")
    except BadAddressError:
        return None
    return valid.ascii_domain


def _valid(text: str) -> ValidatedEmail:
    if CONTROL.search(text):
        raise ControlCharacterError
    try:
        return validate_email(text, check_deliverability=False)
    except (EmailNotValidError, ValueError) as error:
        raise BadAddressError(text) from error


def sender_address(text: str) -> Address:
    """Read an address that may have a display name: `Gemeente <netwerk@dordrecht.example>`."""
    name, opening, rest = text.rpartition("<")
    if not opening:
        return address(text)
    plain = address(rest.strip().removesuffix(">"))
    return Address(header_text(name).strip("\"'"), plain.username, plain.domain)


def header_text(text: str) -> str:
    """Make one line of a text: blanks joined; raises ControlCharacterError for what is no text."""
    line = " ".join(text.split())
    if CONTROL.search(line):
        raise ControlCharacterError
    return line


def encoded(text: str) -> str:
    """Write a header's text as RFC 2047 wants it, where plain ASCII would not do."""
    if text.isascii() and "=?" not in text:
        return text
    words, chunk = list[str](), b""
    for character in text:
        more = character.encode()
        if len(chunk) + len(more) > WORD_BYTES:
            words.append(_encoded_word(chunk))
            chunk = b""
        chunk += more
    words.append(_encoded_word(chunk))
    return FOLD.join(words)


def _encoded_word(chunk: bytes) -> str:
    return f"=?utf-8?b?{binascii.b2a_base64(chunk, newline=False).decode()}?="


def build(content: Content) -> tuple[str, bytes]:
    """Return a Message-ID and the message's bytes, with CRLF.

    A receiver that is not ASCII stands in the header as UTF-8 (RFC 6532), and needs a transport
    with SMTPUTF8. Raises BadAddressError or ControlCharacterError.
    """
    sender = sender_address(content.sender)
    identity = message_id(content.key, sender.domain)
    # "=_" can stand in no encoded text, so no body can hold a boundary; none begins like the other
    digest = sha256(identity.encode()).hexdigest()
    boundary, around = f"=_{digest[:32]}", f"=_{digest[32:]}"
    headers = {
        "From": _mailbox(sender),
        "To": receiver(content.to),
        "Reply-To": address(content.reply_to).addr_spec,
        "Subject": encoded(header_text(content.subject)),
        "Date": format_datetime(content.date),
        "Message-ID": identity,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",  # "All" would suppress bounces too
        "Content-Language": content.language,
    }
    if content.unsubscribe:
        headers["List-Unsubscribe"] = f"<{content.unsubscribe}>"
    if content.list_id:
        headers["List-Id"] = f"<{content.list_id}>"
    headers["MIME-Version"] = "1.0"
    alternative = f'multipart/alternative; boundary="{boundary}"'
    headers["Content-Type"] = (
        f'multipart/mixed; boundary="{around}"' if content.attachments else alternative
    )
    line = f"--{boundary}".encode()
    body: tuple[bytes, ...] = (
        line,
        _part("plain", content.text),
        line,
        _part("html", content.html),
        line + b"--",
        b"",
    )
    if content.attachments:
        outer = f"--{around}".encode()
        attached = (part for one in content.attachments for part in (outer, _attached(one)))
        inner = (outer, f"Content-Type: {alternative}".encode(), b"")
        body = (*inner, *body, *attached, outer + b"--", b"")
    return identity, b"\r\n".join(
        (*(_header(name, value) for name, value in headers.items()), b"", *body)
    )


def _attached(one: Attached) -> bytes:
    """Write a file as a part of its own, in lines of 76 signs."""
    head = (
        f"Content-Type: {one.media_type}",
        f"Content-Disposition: attachment;{FOLD}{file_name(one.name)}",
        "Content-Transfer-Encoding: base64",
        "",
    )
    lines = base64.encodebytes(one.content).rstrip().replace(b"\n", b"\r\n")
    return "\r\n".join((*head, "")).encode("ascii") + lines


def file_name(name: str) -> str:
    """Write the name of a file as a parameter, as RFC 2231 wants it where plain ASCII would not do.

    Raises ControlCharacterError.
    """
    if CONTROL.search(name) or NEW_LINE.search(name):
        raise ControlCharacterError
    if PLAIN_NAME.fullmatch(name):
        return f'filename="{name}"'
    written = f"utf-8''{quote(name, safe=NAME_SIGNS)}"
    pieces = NAME_PIECE.findall(written)
    if len(pieces) == 1:
        return f"filename*={written}"
    return f";{FOLD}".join(f"filename*{number}*={piece}" for number, piece in enumerate(pieces))


def _header(name: str, value: str) -> bytes:
    """Write one header, folded where `encoded` folds; nothing else in it may begin a line."""
    if CONTROL.search(value) or NEW_LINE.search(value.replace(FOLD, " ")):
        raise ControlCharacterError
    return f"{name}: {value}".encode("utf-8" if name == "To" else "ascii")


def _mailbox(sender: Address) -> str:
    """Write an address with its display name."""
    if not sender.display_name or sender.display_name.isascii():
        return str(sender)
    return f"{encoded(sender.display_name)} <{sender.addr_spec}>"


def _part(subtype: str, text: str) -> bytes:
    """Write one alternative."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    *lines, rest = text.split("\n")
    head = (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + b"".join(map(_line, lines)) + _quoted(rest)


@lru_cache(maxsize=LINES)
def _line(line: str) -> bytes:
    return _quoted(line, "\n")


def _quoted(text: str, end: str = "") -> bytes:
    """Write text as quoted-printable; binascii is far faster at it than the email package."""
    clean = text if text.isprintable() else CONTROL.sub("\ufffd", text)
    return binascii.b2a_qp((clean + end).encode()).replace(b"\n", b"\r\n")
