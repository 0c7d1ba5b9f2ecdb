"""The documents that a rule may send along, and what each of them shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from automations.engine.core.expressions import Path


@dataclass(frozen=True, slots=True)
class Attachable:
    """A kind of document: the sheet of the row that it is about, and the columns that it shows.

    A row with an error in one of these gets no document, and so no mail, until it is mended.
    """

    about: str
    shows: frozenset[Path]


ATTACHABLE: Mapping[str, Attachable] = MappingProxyType(
    {
        "proof_of_attendance": Attachable(
            "participants",
            frozenset(
                {
                    ("name",),
                    *(("training", name) for name in ("title", "held_on", "valid_months")),
                    *(("training", name) for name in ("starts_at", "ends_at", "location")),
                    ("training", "organiser", "name"),
                    ("training", "trainer_organisation", "name"),
                }
            ),
        )
    }
)
