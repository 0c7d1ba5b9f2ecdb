"""Narratives in Markdown, as the paragraphs and lists that a document is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": False}).disable("image")  # else its address is lost


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: `kind` is paragraph, heading, bullet, number or quote."""

    kind: str
    runs: tuple[Run, ...]
    number: int = 0  # its place in a numbered list
    first: bool = False  # it begins a list

    @property
    def text(self) -> str:
        """Return the text without its looks."""
        return "".join(run.text for run in self.runs)


def blocks(text: str) -> tuple[Block, ...]:
    """Turn Markdown into paragraphs; HTML stays the text that it is."""
    return tuple(_blocks(_PARSER.parse(text)))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    kinds: list[str] = []
    numbers: list[int] = []
    begins = False
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "blockquote_open":
                kinds.append("bullet" if token.type.startswith("bullet") else "quote")
                numbers.append(0)
                begins = True
            case "ordered_list_open":
                kinds.append("number")
                begins = True
                numbers.append(int(token.attrGet("start") or 1) - 1)
            case "bullet_list_close" | "ordered_list_close" | "blockquote_close":
                kinds.pop()
                numbers.pop()
            case "list_item_open":
                numbers[-1] += 1
            case "heading_open":
                kinds.append("heading")
                numbers.append(0)
            case "heading_close":
                kinds.pop()
                numbers.pop()
            case "inline":
                kind = kinds[-1] if kinds else "paragraph"
                first, begins = begins, False
                yield Block(kind, tuple(_runs(token)), numbers[-1] if numbers else 0, first)
            case "code_block" | "fence":
                yield Block("paragraph", (Run(token.content.rstrip("\n")),))


def _runs(inline: Token) -> Iterator[Run]:
    bold = italic = 0
    link: str | None = None
    for token in inline.children or ():
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                link = str(token.attrGet("href"))
            case "link_close":
                if link:  # on paper an address must be readable
                    yield Run(f" ({link})", bold > 0, italic > 0)
            case "softbreak":
                yield Run(" ", bold > 0, italic > 0)
            case "hardbreak":
                yield Run("\n", bold > 0, italic > 0)
            case _:
                yield Run(token.content, bold > 0, italic > 0)
