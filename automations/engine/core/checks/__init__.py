"""Checking workbooks against schemas: findings for people, linked records for the program."""

from automations.engine.core.checks.check import check
from automations.engine.core.checks.references import label_column

__all__ = ["check", "label_column"]
