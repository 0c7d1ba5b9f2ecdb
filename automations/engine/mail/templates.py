"""The mail templates: found, compiled once, and filled in without ever trusting what fills them.

A mail is a trio of files: `NAME.subject.j2`, `NAME.txt.j2` and `NAME.mjml.j2`. The MJML keeps its
Jinja tags while it is compiled to HTML, which happens once for each template; tags between MJML
elements stand in `<mj-raw>`, and a tag holds no `<` or `&`. `<mj-include path="_part.mjml.j2" />`
puts in a part; text templates use Jinja's own include.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import cached_property
from pathlib import Path

import mrml
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from automations.engine.core.cells import balanced
from automations.engine.core.findings import Message
from automations.engine.core.schema import Schemas
from automations.engine.core.workdays import add_months
from automations.engine.mail.markdown import markdown_html, markdown_text
from automations.engine.words import Words

PARTS = ("subject", "txt", "mjml")
NO_FONTS = mrml.RenderOptions(fonts={})  # else naming Roboto has every mail load it from Google
# `A-03`, `S2016-041`, `2016-H1`, `€ 24.000,00`, `6 oktober`: what should not end a line halfway.
_WHOLE = re.compile(
    r"(\b[A-Z]{1,4}(?:20\d\d)?-\d{2,4}\b|\b20\d\d-H[12]\b|€ -?[\d.,]*\d"
    r"|\b\d{1,2} [a-z]{3,9}(?= 20\d\d\b))"
)
_KEPT = Markup('<span style="white-space:nowrap">{}</span>')
INCLUDE = re.compile(r'<mj-include\s+path="([^"]+)"\s*/>')


class ComposeError(Exception):
    """A mail that cannot be made. `message` says why, in words for the coordinator."""

    def __init__(self, message: Message, words: Words) -> None:
        """Keep the message as data, beside its words."""
        super().__init__(words.message(message))
        self.message = message


class Templates:
    """The templates of some folders; a later folder replaces files of an earlier one by name."""

    def __init__(
        self, folders: Sequence[Path], words: Words, schemas: Schemas | None = None
    ) -> None:
        """Look in `folders`; those that do not exist are passed over."""
        self.words = words
        self._folders = tuple(folder for folder in reversed(folders) if folder.is_dir())
        self._schemas = schemas
        self._compiled: dict[tuple[str, str], Template] = {}

    @cached_property
    def files(self) -> Mapping[str, Path]:
        """Every template file by its name."""
        found: dict[str, Path] = {}
        for folder in self._folders:
            for path in sorted(folder.glob("*.j2")):
                found.setdefault(path.name, path)
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the mails that there are templates for."""
        stems = {name.split(".")[0] for name in self.files}
        return tuple(sorted(stem for stem in stems if not stem.startswith("_")))

    def render(self, name: str, part: str, context: Mapping[str, object]) -> str:
        """Fill in one part of a mail; raises ComposeError."""
        try:
            return self._template(name, part).render(context)
        except (TemplateError, TypeError, ValueError, AttributeError, OSError) as error:
            values = {"file": f"{name}.{part}.j2", "reason": str(error)}
            raise ComposeError(Message("mail.template-fails", values), self.words) from error

    def source(self, file: str) -> str:
        """Return a template's source as it stands; raises FileNotFoundError."""
        if file not in self.files:
            raise FileNotFoundError(file)
        return self.files[file].read_text(encoding="utf-8")

    def html_source(self, name: str) -> str:
        """Compile a mail's MJML to HTML that still holds its Jinja tags; raises OSError."""
        mjml = self._with_parts(f"{name}.mjml.j2")
        html = str(mrml.to_html(mjml, render_options=NO_FONTS).content)
        return re.sub(r"\n\s+", "\n", html)  # the indentation of the source is no use to anybody

    def _with_parts(self, file: str, *around: str) -> str:
        """Put the parts that a template names in their places, and theirs; raises OSError."""
        if file in around:  # it would hold itself, without end
            raise FileNotFoundError(file)
        parts = (*around, file)
        return INCLUDE.sub(lambda found: self._with_parts(found[1], *parts), self.source(file))

    def _template(self, name: str, part: str) -> Template:
        if (name, part) not in self._compiled:
            environment = self.environment(html=part == "mjml")
            self._compiled[name, part] = (
                environment.from_string(self.html_source(name))
                if part == "mjml"
                else environment.get_template(f"{name}.{part}.j2")
            )
        return self._compiled[name, part]

    @cached_property
    def _environments(self) -> Mapping[bool, ImmutableSandboxedEnvironment]:
        return {html: self._environment(html=html) for html in (True, False)}

    def environment(self, *, html: bool) -> ImmutableSandboxedEnvironment:
        """Return the sandbox in which templates run; only that for HTML escapes."""
        return self._environments[html]

    def _environment(self, *, html: bool) -> ImmutableSandboxedEnvironment:
        environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in self._folders]),
            undefined=StrictUndefined,
            autoescape=html,
            finalize=self._in_words,
            trim_blocks=not html,
            lstrip_blocks=not html,
            keep_trailing_newline=False,
            auto_reload=False,  # a look at the disk for each mail that includes a part
        )
        environment.globals.clear()
        environment.filters.update(
            value=self.words.value,
            message=self.words.message,
            date=self._date,
            day=self._day,
            weekday=self.words.weekday,
            until=self._until,
            months_on=add_months,
            lines=_lines if html else str,
            markdown=lambda text: markdown_html(text or ""),
            plain=lambda text: markdown_text(text or ""),
            tel=lambda phone: re.sub(r"[^\d+]", "", phone),
            shorten=lambda text, length: balanced(shorten(text, length)),
            tab=lambda sheet: self._schemas[sheet].title if self._schemas else sheet,
            file=lambda sheet: self._schemas[sheet].file if self._schemas else sheet,
            workbook=self._workbook,
        )
        return environment

    def _workbook(self, name: str) -> str:
        """Name a workbook's file, where `name` is its key in config.yaml."""
        sheets = self._schemas.of_workbook(name) if self._schemas else ()
        return sheets[0].file if sheets else name

    def _in_words(self, value: object) -> object:
        return value if isinstance(value, str) else self.words.value(value)

    def _date(self, day: date) -> str:
        return f"{self.words.weekday(day)} {self.words.value(day)}"

    def _day(self, day: date) -> str:
        month = self.words(f"values.month-{day.month}")
        return self.words(
            "mail.day", weekday=self.words.weekday(day), day=str(day.day), month=month
        )

    def _until(self, start: time, end: time | None) -> str:
        """Write a span of time, the unit once."""
        return self.words.value(start) if end is None else self.words.span(start, end)


def shorten(text: str, length: int) -> str:
    """Cut `text` at a word so that it has at most `length` characters, … included."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    at_word = cut.rpartition(" ")[0].rstrip(" ,;:.-\N{EN DASH}(")
    return (at_word if len(at_word) > length // 2 else cut) + "…"


def _lines(text: str) -> Markup:
    """Keep the line breaks of plain text, and break no code, amount or day of a month."""
    return Markup("<br>").join(map(_unbroken, str(text).splitlines()))


def _unbroken(line: str) -> Markup:
    """Put what is read as one word in a span that stays on one line, so that it copies as typed."""
    pieces = _WHOLE.split(line)  # every second one is such a word
    return Markup().join(
        _KEPT.format(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces)
    )
