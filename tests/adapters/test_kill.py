"""The promise of the outbox: who is killed at random loses nothing and sends nothing twice.

The full count, 500 kills while 5,000 mails go out, is `benchmarks/kill.py`; this is it, smaller.
"""

from __future__ import annotations

import sys

import pytest

from benchmarks.kill import WAYS, measure

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")


@pytest.mark.parametrize("way", WAYS)
def test_whoever_is_killed_nothing_is_lost_and_nothing_goes_out_twice(way: str) -> None:
    """A hundred kills: of one service, of two on one store, or of the mail server.

    What was cut off inside its hand-over is in doubt, at most one for each kill and connection.
    """
    outcome = measure(way, mails=600, kills=100)
    assert outcome.kills >= 90, "the mails were gone before the kills were"
    assert (outcome.lost, outcome.doubled) == (0, 0)
    assert outcome.in_doubt <= outcome.kills * outcome.connections
    assert outcome.sent + outcome.in_doubt == outcome.mails
