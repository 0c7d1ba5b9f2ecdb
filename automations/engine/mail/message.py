"""A mail as the bytes that leave: a standard message with two alternatives, the same every time."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256

from email_validator import EmailNotValidError, validate_email

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
SUBJECT_LENGTH = 78
WORD_BYTES = 45  # what an encoded word of at most 75 characters can hold


class _AsWritten(EmailPolicy):
    """Headers leave as they were set.

    The package's own folding starts long values on a line of their own, and reads an encoded word
    in a text as if the text were encoded; ours are short, and encoded here.
    """

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        if any(line[:1] not in {" ", "\t"} for line in re.split(r"[\r\n]+", value)[1:]):
            raise ControlCharacterError
        return name, value

    def header_max_count(self, name: str) -> int:  # noqa: ARG002 - the base's signature
        return 1

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 - the base's signature
        return value


AS_WRITTEN = _AsWritten(linesep="\r\n", refold_source="none")


class BadAddressError(ValueError):
    """An address that no mail can be sent to or from."""


class ControlCharacterError(ValueError):
    """A control character where a header's value should be."""


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


def message_id(key: tuple[str, ...], domain: str) -> str:
    """Make the Message-ID of a key: the same key always gives the same one."""
    digest = sha256("\x1f".join(part.replace("\x1f", "\x1f\x1f") for part in key).encode())
    return f"<{digest.hexdigest()[:40]}@{domain}>"


@lru_cache(maxsize=4096)
def address(text: str) -> Address:
    """Read one bare address; raises BadAddressError or ControlCharacterError."""
    if CONTROL.search(text):
        raise ControlCharacterError
    try:
        valid = validate_email(text, check_deliverability=False)
        if valid.ascii_email is None:  # its local part would need SMTPUTF8 all the way
            raise BadAddressError(text)
        return Address(addr_spec=valid.ascii_email)
    except (EmailNotValidError, HeaderParseError, ValueError) as error:
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
    return "\r\n ".join(words)


def _encoded_word(chunk: bytes) -> str:
    return f"=?utf-8?b?{binascii.b2a_base64(chunk, newline=False).decode()}?="


def build(content: Content) -> tuple[str, bytes]:
    """Return a Message-ID and the message's bytes, with CRLF.

    Raises BadAddressError or ControlCharacterError.
    """
    sender = sender_address(content.sender)
    identity = message_id(content.key, sender.domain)
    message = EmailMessage(policy=AS_WRITTEN)
    message["From"] = _mailbox(sender)
    message["To"] = address(content.to).addr_spec
    message["Reply-To"] = address(content.reply_to).addr_spec
    message["Subject"] = encoded(header_text(content.subject))
    message["Date"] = format_datetime(content.date)
    message["Message-ID"] = identity
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # "All" would suppress bounces too
    message["Content-Language"] = content.language
    if content.unsubscribe:
        message["List-Unsubscribe"] = f"<{content.unsubscribe}>"
    if content.list_id:
        message["List-Id"] = f"<{content.list_id}>"
    # "=_" cannot stand in quoted-printable text, so no body can hold the boundary
    boundary = f"=_{sha256(identity.encode()).hexdigest()[:32]}"
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = f'multipart/alternative; boundary="{boundary}"'
    message.set_payload([_part("plain", content.text), _part("html", content.html)])
    return identity, message.as_bytes()


def _mailbox(sender: Address) -> str:
    """Write an address with its display name."""
    if not sender.display_name or sender.display_name.isascii():
        return str(sender)
    return f"{encoded(sender.display_name)} <{sender.addr_spec}>"


def _part(subtype: str, text: str) -> EmailMessage:
    """Make one alternative; binascii writes quoted-printable far faster than the email package."""
    clean = CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    part = EmailMessage(policy=AS_WRITTEN)
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(binascii.b2a_qp(clean.encode()).decode("ascii"))
    return part
