"""How the service is, for `status`: what its health file says, in words and for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from automations.engine.health import read_health
from automations.engine.words import Words


@dataclass(frozen=True)
class ServiceSeen:
    """`data` for scripts, `lines` for people, and whether a person must look."""

    data: Mapping[str, object]
    lines: tuple[str, ...]
    needs_a_person: bool


def service_seen(
    folder: Path, zone: tzinfo, words: Words, machine: datetime | None = None
) -> ServiceSeen:
    """Tell how the service of a workspace is, as of `machine`, the time of the machine's clock.

    That it never ran or was stopped needs nobody: some let their own scheduler call `run`.
    """
    seen = read_health(folder, machine or datetime.now(UTC))
    troubles = seen.troubles if seen.state in {"troubled", "silent"} else ()
    since = _moment(seen.data.get("since"), zone)
    tick = seen.ticked.astimezone(zone) if seen.ticked else None
    first = words(
        f"serving.seen-{'well' if seen.state == 'troubled' else seen.state}",
        host=seen.data.get("host"),
        pid=str(seen.data.get("pid")),
        since=since,
        tick=tick,
    )
    lines = [first, *(words("serving.seen-trouble", text=one.text) for one in troubles)]
    data: dict[str, object] = {
        "state": seen.state,
        **{name: seen.data.get(name) for name in ("host", "pid", "version")},
        "since": _iso(since),
        "last_tick": _iso(tick),
        "troubles": [{"code": one.code, "message": one.text} for one in troubles],
        "configuration": seen.data.get("configuration"),
        "jobs": seen.data.get("jobs", []),
        "in_hand": seen.data.get("in_hand", []) if seen.state != "stopped" else [],
        "ping": seen.data.get("ping"),
    }
    return ServiceSeen(data, tuple(lines), seen.state in {"troubled", "silent"})


def _moment(text: object, zone: tzinfo) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(zone)
    except ValueError:
        return None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
