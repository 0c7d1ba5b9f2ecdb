"""Which personal data belongs in a column, and which does not: an address in one for addresses."""

from __future__ import annotations

from collections.abc import Mapping

from automations.engine.core.privacy import PersonalKind, Searcher
from automations.engine.core.schema import Field, Kind

Kinds = frozenset[PersonalKind]

_NOTHING: Kinds = frozenset()
_AT_HOME: Mapping[Kind, Kinds] = {
    Kind.EMAIL: frozenset({PersonalKind.EMAIL, PersonalKind.LINK, PersonalKind.NAME}),
    Kind.PHONE: frozenset({PersonalKind.PHONE}),
    Kind.URL: frozenset({PersonalKind.LINK}),
}
_SEARCH = Searcher()


def strange_in(column: Field, kinds: Kinds) -> Kinds:
    """Return those of the kinds that were found in a cell that do not belong in its column."""
    return kinds - _AT_HOME.get(column.kind, _NOTHING)


def is_about_somebody(text: str) -> bool:
    """Tell whether a message must not repeat a text that belongs to no column: a header, a file."""
    return bool(_SEARCH(text))


def tells_of_somebody(column: Field, text: str) -> bool:
    """Tell whether a message must not repeat what stands in a cell of a column."""
    return bool(strange_in(column, _SEARCH(text)))
