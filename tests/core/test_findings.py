"""Findings as data: plain enough to go to another process and come back the same."""

from __future__ import annotations

import pickle
from types import MappingProxyType

import pytest

from automations.engine.core.findings import Finding, Message, Severity
from tests.text_tables import look


def test_a_message_comes_back_from_another_process_as_it_went() -> None:
    """Also with words from a schema file, which are read-only there."""
    says = MappingProxyType({"nl": "Meer dan {row}.", "en": "More than {row}."})
    inside = Message("values.month-6")
    message = Message("", MappingProxyType({"row": "3", "month": inside}), says, count=2)
    assert pickle.loads(pickle.dumps(message)) == message  # noqa: S301 - our own bytes


def test_what_a_check_finds_can_go_to_another_process() -> None:
    """A worker checks, and the service hears what it found."""
    checked = look(
        {
            "Acties": "Code | Actie | Start | Einddatum | Status\nA-01 | x | 31-6-2016 | x | klaar",
            "Budget": "Post | Begroot | Besteed\nB2016-01 | 10 | 20",
        }
    )
    assert len({found.code for found in checked.findings}) > 3
    assert pickle.loads(pickle.dumps(checked.findings)) == checked.findings  # noqa: S301 - our own


def test_a_code_that_scripts_do_not_know_is_refused() -> None:
    """The list of codes is a contract."""
    with pytest.raises(ValueError, match="unknown finding code: strange"):
        Finding("partners", "strange", Severity.ERROR, Message("findings.required"))
