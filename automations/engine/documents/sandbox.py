"""What fills templates: Jinja's sandbox, in which text from cells is text."""

from __future__ import annotations

from functools import cache, lru_cache
from html import escape
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

_NO_FILE = DocxTemplate(None)  # what is made ready does not depend on the file
_COMPILED = 64  # parts of templates that are kept compiled


class _Remembering(ImmutableSandboxedEnvironment):
    """Compiles the text of a template once: that takes longer than filling it."""

    @lru_cache(maxsize=_COMPILED)  # noqa: B019 - there is one environment, and it stays
    def _compiled(self, source: str) -> Template:
        return super().from_string(source)

    def from_string(self, source: Any, *_: object, **__: object) -> Template:  # noqa: ANN401 - Jinja's
        """Return the compiled template."""
        return self._compiled(source)


class Remembered(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A Word template whose parts are made ready for Jinja once."""

    def patch_xml(self, src_xml: str) -> str:
        """Return a part in which what stands between braces is whole."""
        return _patched(src_xml)


@lru_cache(maxsize=_COMPILED)
def _patched(source: str) -> str:
    made: str = DocxTemplate.patch_xml(_NO_FILE, source)
    return made


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Return what fills templates: text from cells is text, whatever a template does with it."""
    made = _Remembering(autoescape=True, undefined=StrictUndefined, finalize=as_typed)
    made.globals.clear()
    return made


def as_typed(value: object) -> object:
    """Write text so that it comes out as typed.

    Beside what XML asks for, braces become references: docxtpl gives `{_{` a meaning of its own.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = escape(value).replace("{", "&#123;").replace("}", "&#125;")
    return Markup(text)  # noqa: S704 - escaped on the line above
