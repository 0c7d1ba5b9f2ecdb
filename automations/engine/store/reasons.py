"""Messages as text and back, so that what was kept can be put into any language later."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from automations.engine.core.findings import Message

# A kind of value, its name, and how its text is read; a moment is a date too, so it comes first.
KINDS: tuple[tuple[type, str, Callable[[str], object]], ...] = (
    (datetime, "moment", datetime.fromisoformat),
    (date, "date", date.fromisoformat),
    (time, "time", time.fromisoformat),
    (Decimal, "decimal", Decimal),
)


def write(message: Message) -> str:
    """Write a message with its values; a value of an unknown kind is kept as its text."""
    return json.dumps(_fields(message), ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Message:
    """Read a message back."""
    return _message(json.loads(text))


def _fields(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "values": {name: _plain(value) for name, value in message.values.items()},
        "texts": dict(message.texts),
        "count": message.count,
    }


def _message(fields: Mapping[str, Any]) -> Message:
    values = {name: _value(plain) for name, plain in fields["values"].items()}
    return Message(fields["id"], values, fields["texts"], fields["count"])


def _plain(value: object) -> object:
    """Return what JSON can hold; what it has no word for says its kind."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Message):
        return {"message": _fields(value)}
    if isinstance(value, tuple | list):
        return {"list": [_plain(part) for part in value]}
    name = next((name for kind, name, _ in KINDS if isinstance(value, kind)), None)
    return {name: str(value)} if name else str(value)


def _value(plain: Any) -> object:  # noqa: ANN401 - what JSON gives
    if not isinstance(plain, dict):
        return plain
    ((name, held),) = plain.items()
    if name == "message":
        return _message(held)
    if name == "list":
        return tuple(_value(part) for part in held)
    return next(parse for _, kind, parse in KINDS if kind == name)(held)
