"""Half a minute in the life of the service, while all that surrounds it goes wrong.

Ten minutes of it, with every trouble at least three times, are `benchmarks/service.py`.
"""

from __future__ import annotations

import sys

import pytest

from benchmarks.service import TEN, measure

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="SIGKILL and SIGTERM are POSIX signals"
)


def test_the_right_mails_come_out_of_days_on_which_everything_goes_wrong() -> None:
    """Killed inside its slot, a workbook that is cut off, a server that hangs up, a wrong rule.

    What every owner must hear of is worked out from what was typed, and is told once.
    """
    outcome = measure(days=7, day_seconds=5.0)
    assert (outcome.kills, outcome.broken_files, outcome.server_faults) == (1, 1, 1)
    assert outcome.expected > 5
    assert outcome.done > 0
    assert (outcome.lost, outcome.doubled, outcome.wrong) == (0, 0, 0)
    assert (outcome.mails_twice, outcome.stuck) == (0, 0)
    assert outcome.in_doubt <= 3  # the one that was hung up on, and what a kill cut off
    assert outcome.slowest_stop < TEN
    assert outcome.typed_in_log == 0
    assert {"mistake", "not-reloaded", "reloaded", "mail-trouble"} <= outcome.log_events.keys()
    assert "no JSON" not in outcome.log_events
