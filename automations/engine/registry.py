"""Finding automations by their place: every module of the package `automations`."""

from __future__ import annotations

import importlib
import pkgutil

import automations
from automations.engine.core.automation import Automation


def load_automations() -> tuple[Automation, ...]:
    """Import every module beside `engine` and return what they declare, by name."""
    found = {
        value.name: value
        for module in pkgutil.iter_modules(automations.__path__)
        if not module.ispkg
        for value in vars(importlib.import_module(f"automations.{module.name}")).values()
        if isinstance(value, Automation)
    }
    return tuple(found[name] for name in sorted(found))
