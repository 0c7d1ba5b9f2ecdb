"""What the service logs: events with stable names, as text for people or as JSON for machines.

An event has the fields that stand in its sentence, and no others: numbers, moments, names of
automations and of our own files. Never what stands in a cell, and no name or address of a partner.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from logging import DEBUG, ERROR, INFO, WARNING
from pathlib import Path

from automations.engine.cli import printable

FORMATS = ("text", "json")
FILE_SIZE, FILES = 5 << 20, 5  # bytes of a log file, and how many older ones are kept

log = logging.getLogger("werkblad")

_ADDRESS = re.compile(r"""[^\s<>"',;:()\[\]{}]+@[^\s<>"',;:()\[\]{}]+""")


@dataclass(frozen=True, slots=True)
class Event:
    """How grave it is, and its sentence; what stands in braces are its fields."""

    level: int
    text: str
    about: str  # its line in the manual


EVENTS = {
    "started": Event(
        INFO,
        "started in {folder}: version {version}, process {pid}; {jobs}",
        "the service holds the workspace and begins to tick",
    ),
    "not-started": Event(ERROR, "not started: {why}", "it could not run: why, and what to do"),
    "stopping": Event(INFO, "asked to stop", "SIGTERM or Ctrl-C: what is in hand is finished"),
    "stopped": Event(INFO, "stopped", "all is finished, the workspace is free"),
    "left-behind": Event(
        WARNING,
        "{job}: left behind after {seconds} s; the next process does it again",
        "work that did not end within the grace of a stop",
    ),
    "lost-workspace": Event(
        ERROR,
        "stopped: {host}, process {pid}, runs the service in this workspace now",
        "this machine was away for so long that another one took over",
    ),
    "slot-begun": Event(
        INFO, "{job}: slot of {due}, attempt {attempt}", "a job runs the slot that is due"
    ),
    "slot-done": Event(INFO, "{job}: done in {seconds} s", "the slot is done, for ever"),
    "slot-failed": Event(
        ERROR,
        "{job}: attempt {attempt} failed after {seconds} s: {error}; again in {again_minutes} min",
        "the job raised; it is tried again after a growing wait",
    ),
    "slot-given-up": Event(
        ERROR,
        "{job}: failed {attempt} times: {error}; left alone until its next slot",
        "no attempts are left: a person must look",
    ),
    "slot-too-long": Event(
        ERROR,
        "{job}: given up after {seconds} s; not run again before it has ended",
        "the job passed its limit; the others go on",
    ),
    "slot-ended-late": Event(
        WARNING, "{job}: ended at last, after {seconds} s", "the job may run again"
    ),
    "ran": Event(
        INFO,
        "{automation}: {status}, {messages} mails, {skipped} rows left out, {seconds} s",
        "one automation of a job: `done`, `failed` or `held`",
    ),
    "unreadable": Event(
        WARNING,
        "{workbook}: {code}; what needs it stands still until it is mended",
        "a workbook or a tab is missing or cannot be read, by its key and its finding code",
    ),
    "held": Event(WARNING, "held: {why}", "mails wait for a person"),
    "delivered": Event(
        INFO,
        "delivery: {sent} sent ({numbers}), {waiting} waiting, {held} held, {retry} to retry, "
        "{refused} refused, {in_doubt} in doubt; {seconds} s",
        "what left, by the numbers of `outbox list`; the counts are those of the outbox afterwards",
    ),
    "not-taken": Event(
        WARNING, "not taken: {numbers}", "mails that the server refused, now or for good"
    ),
    "in-doubt": Event(
        WARNING, "in doubt: {numbers}", "mails of which nobody knows whether they arrived"
    ),
    "closed": Event(WARNING, "nothing leaves: {why}", "not live yet, or a store that was put back"),
    "mail-trouble": Event(
        WARNING, "nothing leaves: {why}; again at {again}", "the mail server cannot be used"
    ),
    "mail-well": Event(INFO, "mail leaves again", "the mail server is back"),
    "delivery-stuck": Event(
        ERROR,
        "a delivery takes {seconds} s; no other one can begin. Restart the service",
        "most often a network share that does not answer",
    ),
    "late": Event(
        ERROR,
        "no tick for {seconds} s: something holds up the service",
        "a network share or a store that does not answer",
    ),
    "reloaded": Event(
        INFO, "reloaded: {files}", "changed files were read and are in use from here on"
    ),
    "mistake": Event(
        ERROR, "{file}, line {line}, {key}: {why}", "a mistake in a changed file, once for each"
    ),
    "not-reloaded": Event(
        ERROR,
        "{mistakes} mistakes; the configuration of {since} stays in use",
        "changed files have mistakes, which are logged before this",
    ),
    "troubled": Event(WARNING, "troubled: {why}", "the state in `service.health` changed"),
    "well": Event(INFO, "all is well", "the state in `service.health` changed"),
    "ping-failed": Event(
        WARNING, "the ping to {host} failed: {error}", "the dead man's switch could not be reached"
    ),
    "pinged": Event(DEBUG, "pinged {host}", "the dead man's switch was told"),
    "failed": Event(
        ERROR, "{job} failed: {error}", "a step of the service that is tried again at the next tick"
    ),
}


def tell(event: str, **fields: object) -> None:
    """Log an event; its fields are those of its sentence."""
    known = EVENTS[event]
    if log.isEnabledFor(known.level):
        text = known.text.format_map(fields)
        log.log(known.level, "%s", text, extra={"event": event, "fields": fields})


def without_addresses(text: str) -> str:
    """Take e-mail addresses out of a text: a mail server repeats whom it does not want."""
    return _ADDRESS.sub("(address)", text)


class Text(logging.Formatter):
    """Time, level and sentence, for people."""

    def __init__(self) -> None:
        """Take the format of all our logs."""
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; a message of ours stays on its lines and does nothing to a terminal."""
        return without_addresses(printable(super().format(record)))

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """Write where an error was raised, and not its text, which may quote a cell."""
        return _places(ei)


class Json(Text):
    """One JSON object on each line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        written: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "note"),
            **getattr(record, "fields", {}),
            "message": record.getMessage(),
        }
        if record.exc_info:
            written["trace"] = _places(record.exc_info)
        told = {
            name: without_addresses(value) if isinstance(value, str) else value
            for name, value in written.items()
        }
        return json.dumps(told, default=str)


def _places(ei: object) -> str:
    kind, error, trace = ei if isinstance(ei, tuple) else (None, None, None)
    lines = "".join(traceback.format_tb(trace)) if trace else ""
    return f"{lines}{kind.__name__ if kind else type(error).__name__}"


def log_to(form: str, file: Path | None, *, verbose: bool) -> None:
    """Log as `form` says, on stderr, or in a file that begins anew when it has grown.

    Raises OSError when the file cannot be written.
    """
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if file is not None:
        from logging.handlers import RotatingFileHandler  # noqa: PLC0415 - only where there is a file

        handler = RotatingFileHandler(file, maxBytes=FILE_SIZE, backupCount=FILES, encoding="utf-8")
    handler.setFormatter(Json() if form == "json" else Text())
    for old in log.handlers:
        old.close()
    log.handlers = [handler]
    log.propagate = False
    log.setLevel(DEBUG if verbose else INFO)
