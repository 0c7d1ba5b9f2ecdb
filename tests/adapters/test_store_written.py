"""Who was written to, as the store remembers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from automations.engine.core.findings import Message
from automations.engine.core.intents import Mail
from automations.engine.delivery import deliver
from automations.engine.ports import Finished, Hold, TransportError
from automations.engine.store.store import Store
from tests.transports import Direct

NOW = datetime(2016, 10, 3, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))


class Refusing(Direct):
    """A server that knows nobody whose address begins with a b."""

    name = "smtp"

    def hand_over(self, message: object) -> None:
        """Refuse for good, or take it."""
        to: str = message.to  # type: ignore[attr-defined]
        if to.startswith("b"):
            text = Message("transport.refused")
            raise TransportError(text, permanent=True)


def finished(to: str, number: int = 1) -> Finished:
    """Finish a mail that may leave at once."""
    intent = Mail(("card", to, str(number)), to, "card", {}, date(2016, 10, 3))
    return Finished(intent, f"<{to}-{number}>", "Onderwerp", b"x", NOW)


def test_it_knows_who_was_written_to_and_through_what(stores: Callable[[], Store]) -> None:
    """What waits counts too; what was refused reached nobody, what was cancelled neither."""
    store = stores()
    store.outbox.queue([finished("An@JW.example"), finished("bo@jw.example")], NOW)
    assert store.history().written == {("an@jw.example", ""), ("bo@jw.example", "")}
    deliver(store.outbox, Refusing(), lambda: NOW, "one")
    assert store.history().written == {("an@jw.example", "smtp")}
    held = Hold("many", "Te veel")
    store.outbox.queue([replace(finished("cas@jw.example"))], NOW, hold=held)
    assert ("cas@jw.example", "") in store.history().written
    (number,) = [one.id for one in store.outbox.list() if one.to == "cas@jw.example"]
    store.outbox.cancel([number], NOW)
    assert store.history().written == {("an@jw.example", "smtp")}
