"""The report in a few true sentences, and change in words: what the board reads on page one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from automations.engine.core.figures.compute import Figure
from automations.engine.core.figures.registry import Number, Unit
from automations.engine.core.findings import Message


def change(figure: Figure) -> Message | None:
    """Say how the figure differs from what it is compared with; None where that is not known."""
    if figure.value is None or figure.previous is None:
        return None
    difference = _exact(figure.value) - _exact(figure.previous)
    if not difference:
        return Message("report.change-same")
    size = _plain(abs(difference), figure.unit)
    direction = "more" if difference > 0 else "less"
    plural = 1 if size == 1 else 2
    return Message(f"report.change-{figure.unit}-{direction}", {"difference": size}, count=plural)


def story(figures: Mapping[str, Figure]) -> tuple[Message, ...]:
    """Tell what the key figures say; a sentence whose figures are not known is left out."""
    told = (_network, _focal, _trained, _actions, _signals, _not_all_signals)
    sentences = (tell(figures) for tell in told)
    return tuple(sentence for sentence in sentences if sentence is not None)


def _network(figures: Mapping[str, Figure]) -> Message | None:
    joined = figures["organisations-joined"]
    now, then = joined.value, joined.previous
    if now is None or then is None:
        return None
    if now == then:
        return Message("report.story-network-same", {"now": now}, count=int(now))
    direction = "grew" if now > then else "shrank"
    return Message(f"report.story-network-{direction}", {"now": now, "then": then}, count=int(now))


def _focal(figures: Mapping[str, Figure]) -> Message | None:
    covered, joined = figures["organisations-trained-focal"].value, _value(figures, "joined")
    if covered is None or not joined:
        return None
    if covered == joined:
        return Message("report.story-focal-all")
    values = {"covered": covered, "joined": joined}
    return Message("report.story-focal", values, count=int(covered))


def _value(figures: Mapping[str, Figure], name: str) -> Number | None:
    return figures[f"organisations-{name}"].value


def _trained(figures: Mapping[str, Figure]) -> Message | None:
    staff, people = figures["frontline-staff"].value, figures["staff-trained"]
    percent = figures["staff-trained-share"].value
    if not staff or people.value is None or percent is None:
        return None
    values = {"staff": staff, "people": people.value, "percent": percent}
    if people.previous is None:
        return Message("report.story-trained", values, count=int(people.value))
    difference = int(people.value) - int(people.previous)
    values["difference"] = abs(difference)
    direction = "more" if difference > 0 else "less" if difference else "same"
    return Message(f"report.story-trained-{direction}", values, count=int(people.value))


def _actions(figures: Mapping[str, Figure]) -> Message | None:
    on_schedule, overdue = figures["actions-on-schedule"].value, figures["actions-delayed"].value
    if not on_schedule and not overdue:
        return None
    good, late = int(on_schedule or 0), int(overdue or 0)
    values = {"good": good, "all": good + late, "late": late}
    if not late:
        return Message("report.story-actions-good", values, count=good)
    return Message("report.story-actions", values, count=late)


def _signals(figures: Mapping[str, Figure]) -> Message | None:
    signals = figures["signals-received"]
    if signals.unknown:
        return Message("report.story-signals-unknown")
    if signals.suppressed:
        return Message("report.story-signals-hidden")
    if signals.value is None:
        return None
    return Message("report.story-signals", {"signals": signals.value}, count=int(signals.value))


def _not_all_signals(figures: Mapping[str, Figure]) -> Message | None:
    """Say that signals could not be counted: a row with a mistake or a name in it is not used."""
    signals = figures["signals-received"]
    if signals.complete or signals.unknown:
        return None
    return Message("report.story-signals-not-all")


def _exact(value: Number) -> Decimal:
    return Decimal(str(value))


def _plain(size: Decimal, unit: Unit) -> Number:
    """Take the form in which a difference is written: whole where it is whole."""
    if size == size.to_integral_value():
        return int(size)
    return size.quantize(Decimal("0.01")) if unit is Unit.EURO else size.normalize()
