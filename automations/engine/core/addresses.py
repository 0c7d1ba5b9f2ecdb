"""E-mail addresses, phone numbers and links as people type them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from automations.engine.core.cells import Failure, as_text, squeeze
from automations.engine.core.findings import Message
from automations.engine.core.grid import Cell
from automations.engine.core.moments import meant

_INSIDE = re.compile(r"[^\s<>;,:]+@[^\s<>;,:]+\.[^\s<>;,:]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Digits and what stands between them, so that no word or extension is left out of what is read.
_PHONE = re.compile(r"(?:tel:)?\+?(?:\([0-9+ ]+\)|[0-9])(?:[ ./-]*(?:\([0-9 ]+\)|[0-9]))*")
_DASHES = str.maketrans(dict.fromkeys("–—‐‑−", "-"))  # noqa: RUF001 - as Word makes them
_LONGEST_PHONE = 40
_LONGEST_EMAIL = 320  # characters in which an address is looked for


def read_email(cell: Cell) -> str | Failure:
    """Read one e-mail address, in lower case; whether it exists is not asked."""
    text = as_text(cell)
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except (EmailNotValidError, ValueError):  # UnicodeError is a ValueError
        return Failure("email", f"findings.{_email_reason(text)}", suggestion=_inside(text))


def _email_reason(text: str) -> str:
    user, at, domain = text.partition("@")
    if not at:
        return "email-no-at"
    if "@" in domain or ";" in text or "," in text:
        return "email-several"
    if any(blank in text for blank in " \n\t"):
        return "email-blank"
    if user and domain and "." not in domain:
        return "email-no-dot"
    return "email"


def _inside(text: str) -> Message | None:
    """Find the one address in `Naam <adres>`, `mailto:adres`, or with a wrong blank or comma."""
    if len(text) > _LONGEST_EMAIL:  # searching it would take seconds
        return None
    found = _INSIDE.findall(text)
    if not found and len(text.split()) <= 2:  # noqa: PLR2004 - in two parts by one blank
        found = _INSIDE.findall("".join(text.replace(",", ".").split()))
    if len(found) != 1 or text.count("@") != 1:
        return None
    try:
        address = validate_email(found[0].rstrip("."), check_deliverability=False).normalized
    except (EmailNotValidError, ValueError):
        return None
    return meant(address.lower())


def read_phone(cell: Cell) -> str | Failure:
    """Read a phone number, Dutch unless it says otherwise, as E.164."""
    text = squeeze(as_text(cell)).translate(_DASHES)
    if len(text) > _LONGEST_PHONE or not _PHONE.fullmatch(text):
        return Failure("phone", "findings.phone")
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        return Failure("phone", "findings.phone")
    if not phonenumbers.is_valid_number(number):
        return Failure("phone", "findings.phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_url(cell: Cell) -> str | Failure:
    """Read a link; only https."""
    text = as_text(cell)
    if not _is_https(text):
        bare = re.sub(r"^(?:http|https)?:?/*", "", text, flags=re.IGNORECASE)
        better = f"https://{bare}"
        likely = "." in bare and not _SCHEME.match(bare) and _is_https(better)
        return Failure("url", "findings.url", suggestion=meant(better) if likely else None)
    return text


def _is_https(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and "." in host.strip(".")
        and text.isprintable()
        and not re.search(r"[\s<>\"\\^`{|}]", text)
        and parts.username is None
    )
