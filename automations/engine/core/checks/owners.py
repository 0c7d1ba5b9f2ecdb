"""Who hears about a finding: the row's owner, else the linked organisation's, else a role."""

from __future__ import annotations

from typing import Any

from automations.engine.core.register import Record, Register
from automations.engine.core.schema import Schema, Schemas
from automations.engine.core.settings import Settings

_ORGANISATIONS = "organisations"


def role_owner(schema: Schema, settings: Settings) -> str | None:
    """Return the address that hears about a whole tab or file: the first of the sheet's role."""
    addresses = (
        settings.roles.get(schema.owner_role) or settings.roles.get("coordinator") or (None,)
    )
    return addresses[0]


def row_owner(
    record: Record | None, schema: Schema, register: Register, settings: Settings
) -> str | None:
    """Return the address that hears about a row; it need not be in the register's tables."""
    if record is not None:
        for path in _paths(schema):
            found = _follow(record, path, register)
            if isinstance(found, str) and found:
                return found
    return role_owner(schema, settings)


def owner_sheets(schema: Schema, schemas: Schemas) -> frozenset[str]:
    """Return the other sheets in which the owners of a sheet's rows stand, or the way to them."""
    found = set()
    for path in _paths(schema):
        here = schema.name
        for name in path.split("."):
            if name not in schemas.links[here]:
                break
            here, _ = schemas.links[here][name]
            found.add(here)
    return frozenset(found)


def _paths(schema: Schema) -> list[str]:
    """Return where the owner of a row is looked for, in that order."""
    paths = [] if schema.owner is None else [schema.owner]
    if not schema.sensitive:
        paths += [
            f"{column.reference.link}.owner"
            for column in schema.fields
            if column.reference and column.reference.sheet == _ORGANISATIONS and not column.many
        ]
    return paths


def _follow(record: Record, path: str, register: Register) -> Any:  # noqa: ANN401 - any column
    here: Any = record
    for name in path.split("."):
        if not isinstance(here, Record):
            return None
        here = here[name] if name in here.values else register.follow(here, name)
    return here
