"""Telling the coordinator, once a day and by mail, what is held and why."""

from __future__ import annotations

import logging
from datetime import datetime

from automations.engine.core.holds import is_about_rows
from automations.engine.core.intents import Mail
from automations.engine.ports import Outbox
from automations.engine.runner import RunResult, Shell, place_of
from automations.engine.workspace import Workspace

log = logging.getLogger("werkblad")

WAITING = "waiting"  # the template of the mail about what is held


def tell(
    workspace: Workspace, outbox: Outbox, shell: Shell, result: RunResult, now: datetime
) -> None:
    """Mail the coordinator what waits; that mail is not held itself."""
    waits = outbox.counts()
    mail = Mail(
        key=(WAITING, now.date().isoformat()),
        to=workspace.settings.coordinator,
        template=WAITING,
        about={
            "reasons": tuple(held.message for held in result.holds),
            "about_rows": is_about_rows(result.holds),
            "only_own": all(held.kind == "own-rule" for held in result.holds),
            "held": waits["held"],
            "refused": waits["refused"],
            "in_doubt": waits["in-doubt"],
        },
        on=now.date(),
        automation=WAITING,
    )
    try:
        finished = shell.renderer.render(mail)
    except Exception as error:  # noqa: BLE001 - a template of the city's own may fail in any way
        log.error("%s failed: %s", WAITING, place_of(error))  # noqa: TRY400 - words, no traceback
        return
    outbox.queue([finished], now)
