"""How a mail in the outbox is told to people: one line, and why it is where it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from automations.engine.core.refusals import refusal_kind
from automations.engine.words import Words

STATES = (
    *("waiting", "held", "claimed", "handing-over", "sent", "retry", "refused", "in-doubt"),
    *("cancelled", "expired"),
)
NEEDS_A_PERSON_STATES = ("held", "refused", "in-doubt")
SERVICE = "commands.mail-said"
SAMPLES = 3  # mails of a new rule that are shown
FEW = 8  # numbers that are written out to be typed


@dataclass(frozen=True)
class Teller:
    """Puts mails into words; `zone` is that of the hours that it names."""

    words: Words
    zone: tzinfo

    def line(self, message: Any) -> str:  # noqa: ANN401 - the store's own class
        """Return the number, state, day, receiver and subject of a mail."""
        state = self.words(f"commands.state-{message.state}")
        subject = plain(message.subject)
        return f"{message.id:>5}  {state:<16}  {message.on}  {message.to}  {subject}"

    def why(self, message: Any) -> str | None:  # noqa: ANN401 - as above
        """Say why a mail is held, refused, in doubt or to be tried again; None for the others."""
        said = plain(message.reason or "")
        if message.state == "held":
            return said or None
        is_own = said and message.reply_code is None
        if message.state == "refused" and is_own and message.fault is not None:
            return said  # our own words say it all
        sentence = self._sentence(message)
        if sentence and said and not is_own:
            said = self.words(SERVICE, said=said)
        return f"{sentence} {said}".rstrip() if sentence else None

    def _sentence(self, message: Any) -> str | None:  # noqa: ANN401 - as above
        """Say what a state means for a mail, before the reason."""
        words = self.words
        if message.state == "refused":
            kind = refusal_kind(message.reply_code, message.fault, message.reason or "")
            return words(f"commands.refused-{kind}")
        if message.state == "in-doubt":
            return words("commands.in-doubt-since", at=self.moment(message.changed))
        if message.state == "retry" and message.next_attempt:
            at = self.moment(message.next_attempt)
            return words("commands.retry-at", count=message.attempts, at=at)
        return words("commands.retry-now") if message.state == "retry" else None

    def moment(self, moment: datetime) -> str:
        """Write a moment as the clock on the wall shows it."""
        return self.words.value(moment.astimezone(self.zone))


def plain(text: str) -> str:
    """Make one line that a terminal shows as it is: a server may answer with anything."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def listed(messages: Sequence[Any], teller: Teller) -> Iterator[str]:
    """Tell mails, each with why it is where it is, and in the end what a person can do.

    Why mails are held is told once for all that are held for the same reason.
    """
    held: dict[str, list[int]] = {}
    for message in messages:
        yield teller.line(message)
        why = teller.why(message)
        if why and message.state == "held":
            held.setdefault(why, []).append(message.id)
        elif why:
            yield f"{'':>5}  {why}"
    states = [message.state for message in messages]
    if any(state in states for state in NEEDS_A_PERSON_STATES):
        yield ""
    for why, numbers in held.items():
        yield teller.words("commands.held-because", numbers=spans(numbers), why=why)
    for state in NEEDS_A_PERSON_STATES:
        if count := states.count(state):
            yield teller.words(f"commands.needs-{state}", count=count)


@dataclass(frozen=True)
class WaitingRule:
    """A rule of the coordinator's own that waits for her, with its mails."""

    rule: str
    mails: Sequence[Any]  # as the store gives them

    @property
    def samples(self) -> Sequence[Any]:
        """The first few of its mails."""
        return self.mails[:SAMPLES]

    def line(self, words: Words) -> str:
        """Say what it would send, and what to do about it."""
        numbers = [mail.id for mail in self.mails]
        return words(
            "commands.needs-own-rule",
            count=len(numbers),
            rule=self.rule,
            samples="; ".join(f"{mail.to}: {plain(mail.subject)}" for mail in self.samples),
            first=str(numbers[0]),
            numbers=spans(numbers),
            numbers_typed=" ".join(map(str, numbers[:FEW])) + (" …" if len(numbers) > FEW else ""),
        )


def waiting_rules(messages: Sequence[Any]) -> Sequence[WaitingRule]:
    """Gather the mails that wait because the rule that made them is new, rule by rule."""
    found: dict[str, list[Any]] = {}
    for message in messages:
        if message.state == "held" and message.hold == "own-rule":
            found.setdefault(message.own_rule, []).append(message)
    return [WaitingRule(rule, mails) for rule, mails in found.items()]


def spans(numbers: Sequence[int]) -> str:
    """Write numbers short: 3-7, 9."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][-1] + 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return ", ".join("-".join(map(str, span)) for span in found)


def left_alone(
    messages: Sequence[Any], unknown: Sequence[int], action: str, words: Words
) -> Iterator[str]:
    """Say which mails an action did not change, and why."""
    by_state: dict[str, list[int]] = {}
    for message in messages:
        by_state.setdefault(message.state, []).append(message.id)
    for state, numbers in by_state.items():
        shown = words(f"commands.state-{state}")
        yield words("commands.outbox-not-changed", numbers=spans(numbers), state=shown)
    if by_state:
        yield words(f"commands.outbox-only-{action}")
    if unknown:
        yield words("commands.outbox-unknown", numbers=spans(unknown))
