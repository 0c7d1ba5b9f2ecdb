"""When a rule of the coordinator's own is sent: what can be read, and what is proposed instead."""

from __future__ import annotations

import pytest

from automations.engine.core.rules import Offset
from automations.engine.core.sending import Moments, Unread, read_moments


def test_the_example_of_the_data_dictionary_is_read() -> None:
    """Days before, the day itself, working days after, and again and again."""
    assert read_moments("14 dagen ervoor; op de dag; 5 werkdagen erna; daarna elke 7 dagen") == (
        Moments((Offset(-14), Offset(0), Offset(5, working=True)), Offset(7))
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1 dag ervoor", Moments((Offset(-1),))),
        (" OP DE DAG ;", Moments((Offset(0),))),
        ("0 werkdagen erna", Moments((Offset(0),))),
        ("3\u00a0werkdagen  ervoor", Moments((Offset(-3, working=True),))),
        ("op de dag; daarna elke werkdag", Moments((Offset(0),), Offset(1, working=True))),
    ],
)
def test_case_blanks_and_singulars_make_no_difference(typed: str, read: Moments) -> None:
    """A moment is read as it is said."""
    assert read_moments(typed) == read


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("2 weken ervoor", "14 dagen ervoor"),
        ("een week van tevoren", "7 dagen ervoor"),
        ("3 dagen na", "3 dagen erna"),
        ("één werkdag later", "1 werkdag erna"),
        ("op de dag zelf", "op de dag"),
        ("5 dagen eerder", "5 dagen ervoor"),
        ("elke week", "daarna elke 7 dagen"),
        ("daarna elke 2 weken", "daarna elke 14 dagen"),
        ("op tijd", ""),
        ("3 dagen", ""),
        ("dagen ervoor", ""),
        ("999 weken ervoor", ""),
        ("daarna elke 0 dagen", ""),
        ("daarna elke 7 dagen ervoor", ""),
        ("99999999999 dagen erna", ""),
    ],
)
def test_what_cannot_be_read_comes_with_what_was_probably_meant(typed: str, better: str) -> None:
    """Nothing is guessed: the other way to write it is only proposed."""
    assert read_moments(f"op de dag; {typed}") == Unread(typed, better)


@pytest.mark.parametrize(
    "typed",
    [
        "daarna elke 7 dagen",
        "daarna elke 7 dagen; op de dag",
        "op de dag; daarna elke 7 dagen; 9 dagen erna",
        "op de dag; daarna elke 7 dagen; daarna elke dag",
        ";",
    ],
)
def test_repeating_comes_last_and_after_another_moment(typed: str) -> None:
    """Something must be sent before it can be sent again."""
    assert read_moments(typed) == Unread()
