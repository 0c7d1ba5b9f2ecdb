"""How the service is, put together at each tick and written where people and monitors look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from automations.engine.core.findings import Message
from automations.engine.core.slots import next_slot
from automations.engine.events import tell, without_addresses
from automations.engine.health import Trouble, write_health
from automations.engine.locking import Holder
from automations.engine.notifying import Pinger
from automations.engine.outgoing import Outgoing, trouble_of
from automations.engine.ports import TOO_LONG, SlotLook
from automations.engine.scheduler import ATTEMPTS, Clockwork, Duties
from automations.engine.words import Words

AT_WORK = 5.0  # seconds from which on a delivery is worth a remark


@dataclass
class Wellbeing:
    """What is known of one service; `status` is one line about it."""

    words: Words
    folder: Path
    version: str
    me: Holder
    tick_seconds: float
    ticks: int = 0
    status: str = ""
    _since: datetime | None = None  # from when the configuration in use is
    _mistakes: Sequence[str] = ()
    _last: dict[str, object] = field(default_factory=dict)  # as it was written
    _told: tuple[Trouble, ...] | None = None

    def configured(self, since: datetime, mistakes: Sequence[str]) -> None:
        """Note which configuration is in use, and what is wrong with a newer one."""
        self._since, self._mistakes = since, tuple(mistakes)

    def write(  # noqa: PLR0913, PLR0917 - all that there is to tell about
        self,
        clockwork: Clockwork,
        store: Any,  # noqa: ANN401 - naming its class loads SQLAlchemy
        outgoing: Outgoing,
        pinger: Pinger,
        machine: datetime,
        now: datetime,
    ) -> bool:
        """Write how things are; tell whether all is well."""
        self.ticks += 1
        duties = clockwork.duties()
        looks: Mapping[str, SlotLook] = {}
        runs: Mapping[str, Any] = {}
        found: list[Trouble] = []
        try:
            looks, runs = store.slots.latest(), store.runs.last()
            found += self._of_mail(store, outgoing)
        except Exception as error:  # noqa: BLE001 - then that is what is wrong
            message = getattr(error, "message", None)
            clockwork.trouble = message if isinstance(message, Message) else type(error).__name__
        if clockwork.trouble is not None:
            why = self.words.value(clockwork.trouble)
            found.insert(0, Trouble("store", self.words("serving.trouble-store", why=why)))
        zone = duties.zone
        by_job = {
            job.name: [one.name for one in chosen] for job, chosen in _chosen(outgoing, duties)
        }
        for look in looks.values():
            if look.job in by_job:
                found += self._of_job(look, by_job[look.job], zone)
        if clockwork.is_stuck and clockwork.delivering:
            seconds = clockwork.delivering.seconds
            minutes = int(seconds // 60)
            found.append(
                Trouble("delivery", self.words("serving.trouble-delivery", minutes=minutes))
            )
            if "delivery" not in [one.code for one in self._told or ()]:
                tell("delivery-stuck", seconds=round(seconds))
        if self._mistakes and self._since:
            text = self.words(
                "serving.trouble-configuration",
                since=self._since,
                mistakes=" ".join(self._mistakes),
            )
            found.append(Trouble("configuration", text))
        self._last = self._about(machine) | {
            "ticks": self.ticks,
            "jobs": [
                {
                    "job": job.name,
                    "automations": by_job[job.name],
                    **_slot_json(looks.get(job.name), zone),
                    "next": next_slot(job.every, now, zone, duties.is_working),
                }
                for job in duties.jobs
            ],
            "automations": [
                {
                    "automation": name,
                    "last": run.started.astimezone(zone),
                    "status": run.status,
                    "messages": run.messages,
                }
                for name, run in runs.items()
            ],
            "in_hand": [
                {"job": turn.what, "seconds": round(turn.seconds), "given_up": turn.over.is_set()}
                for turn in (clockwork.running, clockwork.delivering, *clockwork.given_up)
                if turn and turn.is_alive and (turn.slot or turn.seconds > AT_WORK)
            ],
            "ping": {"last": pinger.last, "error": pinger.error},
        }
        self._put(tuple(found), machine)
        return not found

    def write_late(self, seconds: float) -> None:
        """Write that the thread that ticks is held up; the time of its last tick stays."""
        text = self.words("serving.trouble-late", minutes=int(seconds // 60))
        late = {"code": "late", "text": text}
        write_health(self.folder, self._last | {"state": "troubled", "why": [late]})

    def write_stopped(self, machine: datetime) -> None:
        """Write that the service has left."""
        with suppress(OSError):
            write_health(
                self.folder, self._last | self._about(machine) | {"state": "stopped", "why": []}
            )

    def _put(self, found: tuple[Trouble, ...], machine: datetime) -> None:
        found = tuple(replace(one, text=without_addresses(one.text)) for one in found)
        self.status = " ".join(one.text for one in found) or f"well, {machine:%H:%M:%S} UTC"
        state = "troubled" if found else "well"
        self._last |= {
            "state": state,
            "why": [{"code": one.code, "text": one.text} for one in found],
        }
        codes = tuple(one.code for one in found)
        if codes != tuple(one.code for one in self._told or ()):
            if found:
                tell("troubled", why=self.status)
            else:
                tell("well")
        self._told = found
        try:
            write_health(self.folder, self._last)
        except OSError as error:  # a reader on Windows may have it open: the next tick writes it
            tell("failed", job="service.health", error=error.strerror or type(error).__name__)

    def _about(self, machine: datetime) -> dict[str, object]:
        return {
            "version": self.version,
            "host": self.me.host,
            "pid": self.me.pid,
            "holder": self.me.holder,
            "since": self.me.since,
            "tick": machine,
            "tick_seconds": self.tick_seconds,
            "configuration": {"since": self._since, "mistakes": list(self._mistakes)},
        }

    def _of_mail(self, store: Any, outgoing: Outgoing) -> list[Trouble]:  # noqa: ANN401 - as above
        found = []
        if trouble := trouble_of(store):
            why = self.words.message(trouble.message)
            found.append(Trouble("mail", self.words("serving.trouble-mail", why=why)))
        closed = outgoing.closed(store)
        if closed and closed.kind == "restored":
            why = self.words.message(closed.message)
            found.append(Trouble("restored", self.words("serving.trouble-restored", why=why)))
        return found

    def _of_job(self, look: SlotLook, automations: Sequence[str], zone: Any) -> list[Trouble]:  # noqa: ANN401 - tzinfo
        if look.state != "failed":
            return []
        due = look.due.astimezone(zone)
        code = "job"
        if look.error == TOO_LONG:
            code = "job-too-long"
        elif look.attempts >= ATTEMPTS:
            code = "job-given-up"
        text = self.words(
            f"serving.trouble-{code}",
            job=look.job,
            due=due,
            error=look.error,
            attempt=look.attempts,
            attempts=ATTEMPTS,
            again=look.until.astimezone(zone) if look.until else None,
            automations=" ".join(automations),
        )
        return [Trouble(code, text)]


def _chosen(outgoing: Outgoing, duties: Duties) -> list[tuple[Any, list[Any]]]:
    """Say which automations each job runs."""
    automations = outgoing.workspace.automations
    return [(job, [one for one in automations if one.every == job.every]) for job in duties.jobs]


def _slot_json(look: SlotLook | None, zone: Any) -> dict[str, object]:  # noqa: ANN401 - tzinfo
    """Write a job's last slot; `state` is `never`, `running`, `done`, `retry` or `given-up`."""
    if look is None:
        return {"state": "never"}
    state = look.state
    if state == "failed":
        state = "given-up" if look.attempts >= ATTEMPTS else "retry"
    again = look.until.astimezone(zone) if state == "retry" and look.until else None
    return {
        "state": state,
        "due": look.due.astimezone(zone),
        "attempts": look.attempts,
        "error": look.error,
        "again": again,
    }
