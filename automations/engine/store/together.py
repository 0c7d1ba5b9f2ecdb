"""Commits that threads share: while one is under way, those that come wait for the next, together.

A commit costs a wait for the disk, however much is in it. Alone, a thread notices nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Asked(Generic[Ask, Answer]):
    what: Ask
    answers: Sequence[Answer] = ()  # one, once it is there
    error: BaseException | None = None
    woken: threading.Event | None = None  # of who has to wait: it is done, or it is its turn

    @property
    def is_done(self) -> bool:
        return bool(self.answers) or self.error is not None


class Together(Generic[Ask, Answer]):
    """Lets one thread do at once what several ask; each gets its own answer, or the error."""

    def __init__(self, do: Callable[[Sequence[Ask]], Sequence[Answer]]) -> None:
        """Have `do` called for all that is asked, never twice at a time; an answer for each."""
        self._do = do
        self._lock = threading.Lock()
        self._asked: list[_Asked[Ask, Answer]] = []
        self._is_led = False

    def ask(self, what: Ask) -> Answer:
        """Ask, and wait for the answer; raises what the doing of it raised."""
        mine: _Asked[Ask, Answer] = _Asked(what)
        with self._lock:
            self._asked.append(mine)
            if self._is_led:
                mine.woken = threading.Event()
            self._is_led = True
        if mine.woken:
            mine.woken.wait()
        if not mine.is_done:
            self._lead()
        if mine.error:
            raise mine.error
        return mine.answers[0]

    def _lead(self) -> None:
        """Do all that was asked so far, and leave what came meanwhile to the first who waits."""
        with self._lock:
            asked, self._asked = self._asked, []
        try:
            for one, answer in zip(asked, self._do([one.what for one in asked]), strict=True):
                one.answers = (answer,)
        except BaseException as error:  # noqa: BLE001 - raised again in every thread that asked
            for one in asked:
                one.error = error
        with self._lock:
            following = self._asked[:1]
            self._is_led = bool(following)
        for one in (*following, *asked):
            if one.woken:
                one.woken.set()
