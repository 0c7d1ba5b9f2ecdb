"""Proof of attendance: one page that says who attended which training, and until when it counts."""

from __future__ import annotations

import re
from datetime import time

from automations.engine.core.findings import Message
from automations.engine.core.register import Record
from automations.engine.core.workdays import add_months
from automations.engine.documents.filling import Paper, fill, one_line
from automations.engine.documents.wording import capital, clipped
from automations.engine.words import Words

TEMPLATE = "bewijs_van_deelname.docx"
NAME_LENGTH = 60  # of a training in the file's name
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\s]+')  # what Windows, or anybody, stumbles on


def proof_of_attendance(participant: Record, paper: Paper) -> bytes:
    """Fill in the proof of somebody who was there; raises TemplateMissingError."""
    training, words = participant.training, paper.words
    organiser = training.organiser or training.trainer_organisation
    shown = {
        "name": one_line(participant.name),
        "title": one_line(training.title),
        "day": f"{words.weekday(training.held_on)} {words.value(training.held_on)}",
        "hours": hours(training.starts_at, training.ends_at, words),
        "location": one_line(training.location),
        "organiser": one_line(organiser.name if organiser else paper.settings.organisation),
        "validity": capital(words.message(validity(training))),
    }
    title = words("documents.proof-title", training=shown["title"])
    return fill(TEMPLATE, shown, title, paper)


def proof_name(training: Record, words: Words) -> str:
    """Name the file by its training, so that somebody who keeps several can tell them apart."""
    title = " ".join(_NOT_IN_NAMES.sub(" ", training.title).split())
    title = clipped(title, NAME_LENGTH).rstrip(" .")
    return words("documents.proof-name", training=title, day=training.held_on.isoformat())


def validity(training: Record) -> Message:
    """Say until when a training counts; on that day itself it does not any more."""
    if training.valid_months is None:
        return Message("documents.valid-always")
    until = add_months(training.held_on, training.valid_months)
    return Message("documents.valid-until", {"until": until})


def hours(starts_at: time | None, ends_at: time | None, words: Words) -> str:
    """Write from when until when it was, and how long that is; nothing where it is not known."""
    if starts_at is None or ends_at is None:
        return ""
    minutes = 60 * (ends_at.hour - starts_at.hour) + ends_at.minute - starts_at.minute
    whole, rest = divmod(minutes, 60)
    entry = "documents.hours-minutes" if rest else "documents.hours-whole"
    long = words(entry if whole else "documents.minutes", hours=whole, minutes=rest)
    return words("documents.hours", span=words.span(starts_at, ends_at), long=long)
