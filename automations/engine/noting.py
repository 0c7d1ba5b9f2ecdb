"""A transport that notes which mails went how, by their numbers, for the log."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from automations.engine.ports import Claimed, InDoubtError, Session, Transport, TransportError

SENT, NOT_TAKEN, IN_DOUBT = "sent", "not-taken", "in-doubt"


class Noting:
    """Passes everything on to a transport; fulfils ports.Transport."""

    def __init__(self, transport: Transport) -> None:
        """Note what `transport` does."""
        self._transport = transport
        self._lock = threading.Lock()
        self._noted: dict[str, list[int]] = {}

    @property
    def name(self) -> str:
        """Return the transport's name."""
        return self._transport.name

    @property
    def repeatable(self) -> bool:
        """Say whether a second hand-over does no harm."""
        return self._transport.repeatable

    @property
    def lanes(self) -> int:
        """Return how many sessions at a time do good."""
        return self._transport.lanes

    def session(self) -> Session:
        """Return a new session."""
        return _Session(self._transport.session(), self)

    def note(self, how: str, message: Claimed) -> None:
        """Note how a mail went."""
        with self._lock:
            self._noted.setdefault(how, []).append(message.id)

    def taken(self) -> Mapping[str, Sequence[int]]:
        """Return what was noted since the last time."""
        with self._lock:
            noted, self._noted = self._noted, {}
        return noted


class _Session:
    def __init__(self, session: Session, noting: Noting) -> None:
        self._session = session
        self._noting = noting

    def offer(self, message: Claimed) -> None:
        try:
            self._session.offer(message)
        except TransportError:
            self._noting.note(NOT_TAKEN, message)
            raise

    def hand_over(self, message: Claimed) -> None:
        try:
            self._session.hand_over(message)
        except TransportError:
            self._noting.note(NOT_TAKEN, message)
            raise
        except InDoubtError:
            self._noting.note(IN_DOUBT, message)
            raise
        self._noting.note(SENT, message)

    def withdraw(self) -> None:
        self._session.withdraw()

    def close(self) -> None:
        self._session.close()
