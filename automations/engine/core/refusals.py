"""What a refusal means for a person, read from the mail server's answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Refusal = Literal["unknown", "full", "content", "policy", "given-up", "other"]

_ENHANCED = re.compile(r"(?<![\d.])[245]\.(\d{1,3}\.\d{1,3})(?![\d.])")
_BY_STATUS: dict[str, Refusal] = {
    "1.1": "unknown",  # bad destination mailbox address
    "1.2": "unknown",  # bad destination system address
    "1.3": "unknown",  # bad destination mailbox address syntax
    "1.6": "unknown",  # destination mailbox has moved
    "1.10": "unknown",  # recipient address has null MX (RFC 7505)
    "2.1": "unknown",  # mailbox disabled, not accepting messages
    "2.2": "full",  # mailbox full
}
_BY_CODE: dict[int, Refusal] = {550: "unknown", 551: "unknown", 552: "full", 553: "unknown"}


@dataclass(frozen=True, slots=True)
class Refused:
    """The last mail to an address, when it was refused for good."""

    kind: Refusal
    on: date  # the local day of the refusal
    number: int  # of the mail in the outbox


def refusal_kind(code: int | None, fault: str | None, said: str) -> Refusal:
    """Tell what kind of refusal this is: an enhanced status says more than the reply code.

    `code` is the reply code, `fault` what the refusal is about ("address" or "content"), and `said`
    the server's words. Enhanced status codes: RFC 3463; reply codes: RFC 5321, 4.2.3. A temporary
    code on a refusal, or nobody's fault, means that it was given up after days of trying.
    """
    if fault is None or (code is not None and code < 500):  # noqa: PLR2004 - from here on final
        return "given-up"
    if fault == "content":
        return "content"
    if status := enhanced_status(said):
        if status.startswith("7."):
            return "policy"
        if known := _BY_STATUS.get(status):
            return known
    return _BY_CODE.get(code or 0, "other")


def enhanced_status(said: str) -> str | None:
    """Return subject and detail of an enhanced status code (RFC 3463): "1.1" of "5.1.1 Unknown"."""
    found = _ENHANCED.search(said)
    return found[1] if found else None
