"""The registry of figures and tables: each declared once, in the module of its chapter."""

from __future__ import annotations

from automations.engine.core.figures import casework, expertise, finance, governance, stability
from automations.engine.core.figures.registry import FigureSpec, TableSpec

_MODULES = (stability, expertise, casework, governance, finance)

FIGURES: tuple[FigureSpec, ...] = tuple(
    declared
    for module in _MODULES
    for declared in vars(module).values()
    if isinstance(declared, FigureSpec)
)
TABLES: tuple[TableSpec, ...] = tuple(
    declared
    for module in _MODULES
    for declared in vars(module).values()
    if isinstance(declared, TableSpec)
)

__all__ = ["FIGURES", "TABLES"]
