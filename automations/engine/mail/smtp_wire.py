"""What goes over the line: addresses as the envelope has them, and a mail as DATA wants it."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email


def envelope(address: str) -> str:
    """Write a domain as the envelope has it, in ASCII (RFC 5891); the part before the @ stays."""
    user, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return address
    return f"{user}@{found.ascii_domain}"


def has_half_line_ends(content: bytes) -> bool:
    """Tell whether a CR or LF stands alone; counting is ten times as fast as searching."""
    return not content.count(b"\r\n") == content.count(b"\r") == content.count(b"\n")


def with_final_dot(content: bytes) -> bytes:
    """Write a mail as DATA wants it: leading dots doubled, and a dot of its own in the end."""
    doubled = content.replace(b"\n.", b"\n..")
    if doubled.startswith(b"."):
        doubled = b"." + doubled
    return doubled + (b".\r\n" if doubled.endswith(b"\r\n") else b"\r\n.\r\n")
