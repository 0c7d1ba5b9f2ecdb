"""So many mails a minute, and so many to one domain."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.pace import MINUTE, Pace, Wait


def test_without_a_limit_there_is_always_room() -> None:
    """A city that sets nothing waits for nothing."""
    pace = Pace()
    assert all(pace.take("a@x.example", 0.0) is None for _ in range(1000))


def test_the_limit_of_a_minute_counts_everybody() -> None:
    """The third mail waits until the first one is a minute old."""
    pace = Pace(per_minute=2)
    assert pace.take("a@x.example", 0.0) is None
    assert pace.take("b@y.example", 10.0) is None
    assert pace.take("c@z.example", 15.0) == Wait(45.0, everybody=True)
    assert pace.take("c@z.example", 60.0) is None


def test_the_limit_of_a_domain_leaves_the_others_alone() -> None:
    """Domains are compared as mail does: without regard to capitals."""
    pace = Pace(per_domain=1)
    assert pace.take("a@x.example", 0.0) is None
    assert pace.take("b@X.EXAMPLE", 30.0) == Wait(30.0, everybody=False)
    assert pace.take("a@y.example", 30.0) is None
    assert pace.take("b@x.example", 60.0) is None


def test_a_mail_that_must_wait_for_its_domain_takes_no_room_from_others() -> None:
    """Nothing is counted that did not leave."""
    pace = Pace(per_minute=2, per_domain=1)
    assert pace.take("a@x.example", 0.0) is None
    assert pace.take("b@x.example", 0.0) == Wait(60.0, everybody=False)
    assert pace.take("a@y.example", 0.0) is None


@pytest.mark.parametrize("limit", [1, 3])
@given(
    steps=st.lists(
        st.tuples(st.floats(0, 40, allow_nan=False), st.sampled_from("xyz")), max_size=60
    )
)
def test_no_minute_ever_holds_more_than_the_limits(
    limit: int, steps: list[tuple[float, str]]
) -> None:
    """Whatever is asked when: in every span of 60 s at most the limit left, in all and by domain.

    And who waits as long as was said finds room.
    """
    pace, at, left = Pace(per_minute=2 * limit, per_domain=limit), 0.0, list[tuple[float, str]]()
    for step, domain in steps:
        at += step
        if wait := pace.take(f"a@{domain}.example", at):
            assert 0 < wait.seconds <= MINUTE
            at += wait.seconds + 1e-6
            if wait.everybody:
                wait = pace.take(f"a@{domain}.example", at)
                if wait is None:
                    left.append((at, domain))
                continue
            assert pace.take(f"a@{domain}.example", at) is None
        left.append((at, domain))
    for start, _ in left:
        within = [domain for moment, domain in left if start <= moment < start + MINUTE]
        assert len(within) <= 2 * limit
        assert max(Counter(within).values()) <= limit
