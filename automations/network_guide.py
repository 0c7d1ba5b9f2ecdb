"""The network guide: who is who in the network, and whom to call in case of doubt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from automations.engine.api import (
    ON_REQUEST,
    Document,
    Message,
    Register,
    Skipped,
    automation,
)
from automations.engine.core.guide import NETWORK_GUIDE, guide, unclear


@automation(every=ON_REQUEST, inputs=["contacts", "organisations"])
def network_guide(register: Register, today: date) -> Iterator[Document | Skipped]:
    """Write who is who in the network, with only the contacts who agreed to stand in it, as Word.

    It is made when somebody asks for it. Twice a year each contact gets it with the newsletter: the
    first one from April, and the first one from October.
    """
    made = guide(register, today)
    if made.groups:
        yield Document(
            (NETWORK_GUIDE, today.isoformat()),
            NETWORK_GUIDE,
            f"netwerkgids-{today}.docx",
            {"guide": made},
        )
    else:
        reason = Message("documents.guide-nobody")
        yield Skipped(today, NETWORK_GUIDE, "contacts", 0, reason)
    for contact in unclear(register, today):
        reason = Message("documents.guide-faulty", {"contact": contact.key})
        yield Skipped(today, NETWORK_GUIDE, "contacts", contact.row, reason)
