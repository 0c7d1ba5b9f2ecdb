"""What an automation is: a pure function, and when it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from automations.engine.core.intents import Intent

Function = Callable[..., Iterable[Intent]]
LIMIT = timedelta(minutes=10)  # after which the service gives a run up


@dataclass(frozen=True)
class Automation:
    """A pure function of what it names as its parameters, and when it runs.

    It may ask for `register`, `today`, `history`, `findings`, `rules`, `calendar`, `settings` and
    `affairs`.
    """

    name: str
    every: str
    function: Function
    inputs: tuple[str, ...] = field(default=())  # the sheets it cannot do without
    limit: timedelta = LIMIT

    @property
    def about(self) -> str:
        """The first paragraph of its docstring: its page in the handbook."""
        return (self.function.__doc__ or "").strip().split("\n\n")[0]


def automation(
    every: str, inputs: Sequence[str] = (), limit: timedelta = LIMIT
) -> Callable[[Function], Automation]:
    """Declare an automation: `every` is as in `working day 08:00`, `monday 08:00`, `day 07:30`.

    One that is made `on request` only runs when somebody names it.

    `limit` is how long a run of it may take; what runs at the same time has the longest of all.
    """

    def declare(function: Function) -> Automation:
        return Automation(function.__name__, every, function, tuple(inputs), limit)

    return declare
