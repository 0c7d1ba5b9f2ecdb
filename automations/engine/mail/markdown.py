"""Markdown columns as HTML and as tidy plain text; nothing in them can be HTML, image or script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

SAFE = ("https://", "mailto:")
DASH = "\N{EN DASH} "


class _Reader(MarkdownIt):
    """CommonMark without HTML and images; a link that is not safe stays the text it was."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "linkify": False})
        self.disable("image")

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name that markdown-it calls
        return url.strip().lower().startswith(SAFE)


_READER = _Reader()


@lru_cache(maxsize=512)
def markdown_html(text: str) -> Markup:
    """Render Markdown as HTML that is safe to put into a mail; every heading becomes an h3."""
    tokens = _READER.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3"
    html = _READER.renderer.render(tokens, _READER.options, {})
    return Markup(html.strip())  # noqa: S704 - markdown-it has escaped the text, HTML is off


@lru_cache(maxsize=512)
def markdown_text(text: str) -> str:
    """Render Markdown as plain text: lists with dashes, a link's address behind its words."""
    page = _Page()
    for token in _READER.parse(text):
        page.add(token)
    return page.text


class _Page:
    """Collects blocks of text, indented as deep as their list."""

    def __init__(self) -> None:
        self.text = ""
        self._counters: list[int | None] = []  # one for each open list: its next number
        self._marker = ""
        self._joined = False  # the next item stands right under what comes before it
        self._quotes = 0

    def add(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._open_list(None)
            case "ordered_list_open":
                self._open_list(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._counters.pop()
            case "list_item_open":
                self._marker = self._next_marker()
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "inline":
                self._block(_inline(token.children or ()))
            case "fence" | "code_block":
                self._block(token.content.rstrip("\n"))
            case "hr":
                self._block("* * *")

    def _open_list(self, number: int | None) -> None:
        self._joined = bool(self._counters)
        self._counters.append(number)

    def _next_marker(self) -> str:
        number = self._counters[-1]
        if number is None:
            return DASH
        self._counters[-1] = number + 1
        return f"{number}. "

    def _block(self, text: str) -> None:
        margin = "> " * self._quotes + "  " * len(self._counters)
        first = margin[: len(margin) - 2] + self._marker if self._marker else margin
        if self.text:
            self.text += "\n" if self._marker and self._joined else "\n\n"
        self.text += first + text.replace("\n", "\n" + margin)
        self._joined = bool(self._marker)
        self._marker = ""


def _inline(tokens: Sequence[Token]) -> str:
    text, links = "", list[tuple[str, int]]()
    for token in tokens:
        match token.type:
            case "softbreak":
                text += " "
            case "hardbreak":
                text += "\n"
            case "link_open":
                links.append((str(token.attrGet("href") or ""), len(text)))
            case "link_close":
                address, start = links.pop()
                if text[start:] not in {address, address.removeprefix("mailto:")}:
                    text += f" ({address.removeprefix('mailto:')})"
            case _:
                text += token.content
    return text
