"""The statements that change a message's state, built once: building costs more than running."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Boolean, Date, Text, bindparam, case, func, or_, select, update

from automations.engine.store.models import CLAIMED, FREE, Moment, counters, messages

_c = messages.c
_now = bindparam("at", type_=Moment())
_machine = bindparam("machine", type_=Moment())
_holder = bindparam("holder", type_=Text())
_today = bindparam("today", type_=Date())
_lease = bindparam("lease", type_=Moment())

# What comes back is as it was before: a message that was tried is still to be tried again.
_back = case((_c.attempts > 0, "retry"), else_="waiting")
_given_back: Mapping[str, object] = {
    "state": _back,
    "changed_at": _now,
    "claimed_by": None,
    "claimed_until": None,
}

# The urgent or the other messages that may leave now, early ones first. SQLite locks its whole
# store and knows no locked rows; a database that does skips what another process is claiming.
_free = (
    select(_c.id)
    .where(FREE, _c.not_before <= _now)
    .where(or_(_c.next_attempt_at.is_(None), _c.next_attempt_at <= _machine))
    .where(or_(_c.expires.is_(None), _c.expires >= _today))
    .where(_c.urgent == bindparam("is_urgent", type_=Boolean()))
    .order_by(_c.not_before, _c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("free")  # looked up once: inside IN, PostgreSQL may do so again and claim more
)
CLAIM = (
    update(messages)
    .where(_c.id.in_(select(_free.c.id)))
    .values(state="claimed", claimed_by=_holder, claimed_until=_lease, changed_at=_now)
    .returning(
        *(_c.id, _c.message_id, _c.recipient, _c.created_at, _c.attempts, _c.tried_since),
        *(_c.urgent, _c.not_before),
    )
)

# Just before the bytes go. It finds nothing when the claim was lost meanwhile.
BEGIN = (
    update(messages)
    .where(_c.id == bindparam("number"), _c.claimed_by == _holder, _c.state == "claimed")
    .values(state="handing-over", handing_over_at=_now, changed_at=_now, claimed_until=_lease)
    .values(attempts=_c.attempts + 1, transport=bindparam("via"))
    .values(tried_since=func.coalesce(_c.tried_since, _machine))
    .returning(_c.id)
)

# For what surely did not go after all.
UNDO = (
    update(messages)
    .where(_c.id == bindparam("number"), _c.claimed_by == _holder, _c.state == "handing-over")
    .values(state="claimed", handing_over_at=None, attempts=_c.attempts - 1)
    .values(transport=case((_c.attempts > 1, _c.transport), else_=None))
    .values(tried_since=bindparam("since", type_=Moment()))
)

# The commits after which bytes may go.
_hand_overs = counters.c.name == "hand-overs"
COUNT = update(counters).where(_hand_overs).values(number=counters.c.number + 1)
COUNT = COUNT.returning(counters.c.number)
COUNTED = select(counters.c.number).where(_hand_overs)
CATCH_UP = update(counters).where(_hand_overs, counters.c.number < bindparam("reached"))
CATCH_UP = CATCH_UP.values(number=bindparam("reached"))

# How a hand-over ended; also late, when others took its holder for dead. One that is refused before
# it began counts as an attempt too.
_early = _c.state == "claimed"
END = (
    update(messages)
    .where(_c.id == bindparam("number"), _c.claimed_by == _holder)
    .where(or_(_early, _c.state == "handing-over", _c.state == "in-doubt"))  # IN is slower to send
    .values(state=bindparam("ended"), changed_at=_now, claimed_by=None, claimed_until=None)
    .values(reason=bindparam("why"), reply_code=bindparam("code"), fault=bindparam("fault"))
    .values(attempts=case((_early, _c.attempts + 1), else_=_c.attempts))
    .values(transport=case((_early, bindparam("via", type_=Text())), else_=_c.transport))
    .values(tried_since=func.coalesce(_c.tried_since, _machine))
    .values(next_attempt_at=bindparam("next", type_=Moment()))
    .values(sent_at=func.coalesce(bindparam("sent", type_=Moment()), _c.sent_at))
)

POSTPONE = (
    update(messages)
    .where(_c.id == bindparam("number"), _c.claimed_by == _holder, _c.state == "claimed")
    .values(_given_back)
    .values(next_attempt_at=bindparam("next", type_=Moment()))
)
RELEASE = update(messages).where(_c.state == "claimed", _c.claimed_by == _holder)
RELEASE = RELEASE.values(_given_back)

# What dead processes claimed. A hand-over that was broken off is in doubt, and its holder stays
# named: should it be slow and not dead, it can still say how it ended.
_dead = update(messages).where(CLAIMED, _c.claimed_until <= _machine)
_broken_off = _dead.where(_c.state == "handing-over")
AGAIN = _broken_off.where(_c.transport == bindparam("redo"))
AGAIN = AGAIN.values(_given_back).values(next_attempt_at=None)
DOUBT = _broken_off.values(state="in-doubt", changed_at=_now, claimed_until=None)
DOUBT = DOUBT.values(reason=None, reply_code=None, fault=None)  # those of an earlier attempt
RECLAIM = _dead.where(_c.state == "claimed").values(_given_back)
EXPIRE = (
    update(messages)
    .where(_c.expires < _today, _c.state.in_(("waiting", "held", "retry")))
    .values(state="expired", changed_at=_now)
)
