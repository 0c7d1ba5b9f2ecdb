"""The example: Dordrecht in the autumn of 2016, as text that is easy to edit, and its mistakes."""

from automations.engine.example.build import build_example

__all__ = ["build_example"]
