"""When a mail may leave: working days, inside the configured hours, in the configured zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def send_moment(  # noqa: PLR0913 - a moment hangs on all of these, and they come from three places
    on: date,
    now: datetime,
    *,
    window: tuple[time, time],
    zone: str,
    is_working: Callable[[date], bool],
    urgent: bool = False,
) -> datetime:
    """Return the first moment, in UTC, at which a mail that is due `on` may leave.

    `now` is any aware moment. What is due earlier than today leaves today; what falls outside the
    window or on a free day waits for the start of the next window. What is urgent and due leaves
    at once, whatever the hour.
    """
    local = now.astimezone(ZoneInfo(zone))
    if urgent and on <= local.date():
        return now.astimezone(UTC)
    opens, closes = window
    day = max(on, local.date())
    if day == local.date() and local.time() >= closes:
        day += timedelta(days=1)
    while not is_working(day):
        day += timedelta(days=1)
    start = datetime.combine(day, opens, ZoneInfo(zone))
    return max(start, local).astimezone(UTC)


def is_open(
    moment: datetime,
    *,
    window: tuple[time, time],
    zone: str,
    is_working: Callable[[date], bool],
) -> bool:
    """Tell whether `moment`, an aware one, lies in the window of a working day.

    A mail whose window passed while the service was off, or that is tried again, waits for it.
    """
    local = moment.astimezone(ZoneInfo(zone))
    opens, closes = window
    return is_working(local.date()) and opens <= local.time() < closes
