# ruff: noqa: PTH120, PTH123, PTH208 - the help must start fast, and pathlib takes its time
"""The catalogues: every word for people, by language, from gettext files in `locale/`.

An entry's id is `<catalogue>.<name>`; each catalogue is one file per language, and a language is a
folder, so a third one needs no code. Values are put into words here too: dates, times and amounts.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

TYPE_CHECKING = False  # help must start fast: typing and pathlib would be a good part of its time
if TYPE_CHECKING:
    from typing import Any

    from automations.engine.core.findings import Message

LOCALE = f"{os.path.dirname(__file__)}/locale"


class MissingEntryError(LookupError):
    """A catalogue has no such entry; a test compares code and catalogues beforehand."""


class _Missing(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        raise MissingEntryError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 - gettext's signature
        raise MissingEntryError(msgid1)


class Words:
    """Everything the program says in one language: `words("commands.done", mails=3)`."""

    def __init__(self, language: str = "nl") -> None:
        """Choose a language; an unknown one gives Dutch."""
        self.language = language if language in languages() else "nl"
        self._catalogues: dict[str, gettext.NullTranslations] = {}

    def __call__(self, entry: str, /, count: int | None = None, **values: object) -> str:
        """Return an entry with its values filled in; `count` chooses the plural."""
        catalogue = self._catalogue(entry.partition(".")[0])
        if count is None:
            text = catalogue.gettext(entry)
        else:
            text = catalogue.ngettext(entry, entry, count)
            values.setdefault("count", count)
        return text.format_map({name: self.value(value) for name, value in values.items()})

    def message(self, message: Message) -> str:
        """Put a message into words."""
        if message.texts:
            text = message.texts.get(self.language) or next(iter(message.texts.values()))
            return text.format_map({k: self.value(v) for k, v in message.values.items()})
        return self(message.id, count=message.count, **message.values)

    def value(self, value: object) -> str:
        """Put a value into words: 3 oktober 2016, 13.00 uur, ja, 1.250,00."""
        if value is None:
            return ""
        for kind, form in _FORMS:  # a yes/no is an integer and a moment is a date: order matters
            if isinstance(value, kind):
                return form(self, value)
        message: Any = value
        return self.message(message) if hasattr(value, "texts") else str(value)

    def moment(self, moment: datetime) -> str:
        """Write a day with its time."""
        return self("values.moment", date=moment.date(), time=moment.time())

    def day(self, day: date) -> str:
        """Write a day in full, without the weekday."""
        month = self(f"values.month-{day.month}")
        return self("values.date", day=str(day.day), month=month, year=str(day.year))

    def hour(self, moment: time) -> str:
        """Write a time of day."""
        return self("values.time", hour=f"{moment.hour:02}", minute=f"{moment.minute:02}")

    def span(self, start: time, end: time) -> str:
        """Write from when until when, the unit once."""
        unit = self("mail.time-unit")
        first = self.value(start).removesuffix(unit).rstrip()
        return self("mail.span", start=first, end=self.value(end))

    def yes_no(self, value: object) -> str:
        """Write a yes or a no."""
        return self("values.yes" if value else "values.no")

    def listed(self, values: Iterable[object]) -> str:
        """Write several values with commas between."""
        return ", ".join(self.value(part) for part in values)

    def number(self, value: float | Decimal, places: int | None = None) -> str:
        """Write a number with the language's separators, as in 1.250,00."""
        text = f"{value:,.{places}f}" if places is not None else f"{value:,}"
        return text.translate(str.maketrans(",.", self("values.separators")))

    def weekday(self, day: date, *, short: bool = False) -> str:
        """Name the day of the week."""
        return self(f"values.weekday-{'short-' if short else ''}{day.isoweekday()}")

    def _catalogue(self, name: str) -> gettext.NullTranslations:
        if name not in self._catalogues:
            with open(f"{LOCALE}/{self.language}/LC_MESSAGES/{name}.mo", "rb") as file:
                catalogue = gettext.GNUTranslations(file)
            catalogue.add_fallback(_Missing())
            self._catalogues[name] = catalogue
        return self._catalogues[name]


_FORMS: tuple[tuple[type, Callable[[Words, Any], str]], ...] = (
    (bool, Words.yes_no),
    (datetime, Words.moment),
    (date, Words.day),
    (time, Words.hour),
    (float, Words.number),
    (Decimal, Words.number),
    (tuple, Words.listed),
    (list, Words.listed),
)


def languages() -> tuple[str, ...]:
    """Return the languages that there are catalogues for."""
    return tuple(sorted(name for name in os.listdir(LOCALE) if "." not in name))


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language of the system, when there are catalogues for it, else Dutch."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            wanted = environment[name].partition("_")[0].partition(".")[0].lower()
            return wanted if wanted in languages() else "nl"
    wanted = (locale.getlocale()[0] or "").partition("_")[0].lower()  # Windows sets no variable
    return wanted if wanted in languages() else "nl"
