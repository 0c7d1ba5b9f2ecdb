"""What a spreadsheet asks of those who type: drop-downs, and limits with a friendly word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from automations.engine.core.schema import Field, Kind
from automations.engine.words import Words

_MESSAGE = 255  # the longest message that a spreadsheet program accepts, and the longest title
_TITLE = 32
_SINCE = date(1990, 1, 1)  # an earlier date in this network is a slip of the pen


def validation(column: Field, source: str | None, words: Words) -> Mapping[str, object] | None:
    """Return XlsxWriter's options for a column; None where anything may be typed.

    Lists are strict. References and whatever else may be typed in more than one way only offer, so
    that nothing right is refused; the check judges those.
    """
    if source is not None:
        offer = {"validate": "list", "source": source}
        strict = column.reference is None and column.offers is None
        return {**offer, **(_refusal(column, words, "list") if strict else _lenient())}
    if column.many or column.reference is not None:
        return _prompt(column, words)
    return _limits(column, words)


def _lenient() -> dict[str, object]:
    return {"show_error": False}


def _prompt(column: Field, words: Words) -> dict[str, object]:
    """Say beside the cell what may stand in it, and refuse nothing."""
    text = column.description
    if column.enum:
        text = words("schemas.prompt-several", choices=", ".join(column.enum))
    return {
        "validate": "any",
        "input_title": column.title[:_TITLE],
        "input_message": _cut(text),
        **_lenient(),
    }


def _limits(column: Field, words: Words) -> dict[str, object] | None:
    limits = _bounds(column)
    if limits is None:
        return None
    what = "text" if limits["validate"] == "length" else column.kind.value
    return {**limits, **_refusal(column, words, what)}


def _bounds(column: Field) -> dict[str, Any] | None:
    low, high = column.minimum, column.maximum
    if column.kind is Kind.DATE:
        return {"validate": "date", "criteria": ">=", "value": _SINCE}
    if column.kind is Kind.TIME:
        day = {"minimum": time(0), "maximum": time(23, 59, 59)}
        return {"validate": "time", "criteria": "between", **day}
    if column.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY):
        kind = "integer" if column.kind is Kind.INTEGER else "decimal"
        span = {"minimum": -1e9 if low is None else low, "maximum": 1e9 if high is None else high}
        return {"validate": kind, "criteria": "between", **span}
    if column.max_length is not None:
        return {"validate": "length", "criteria": "<=", "value": column.max_length}
    return None


def _refusal(column: Field, words: Words, what: str) -> dict[str, object]:
    low = "" if column.minimum is None else f"{column.minimum:g}"
    high = "" if column.maximum is None else f"{column.maximum:g}"
    length = str(column.max_length or "")
    refused = words(f"schemas.refused-{what}", column=column.title, length=length)
    bounds = words("schemas.refused-bounds", low=low, high=high) if low and high else ""
    if low and not high:
        bounds = words("schemas.refused-minimum", low=low)
    return {
        "error_title": column.title[:_TITLE],
        "error_message": _cut(refused + bounds),
        "error_type": "stop",
    }


def _cut(text: str) -> str:
    return text if len(text) <= _MESSAGE else text[: _MESSAGE - 1] + "…"
