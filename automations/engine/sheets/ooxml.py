"""What stands around the cells of an Excel workbook: tabs, hiding, notes, boxes, texts, formats."""

from __future__ import annotations

import re
from typing import NamedTuple

from automations.engine.sheets import limits
from automations.engine.sheets.package import Package, RefusedError, elements, parse_xml

_BOX = re.compile(rb"<(?:\w+:)?(?:twoCellAnchor|oneCellAnchor|absoluteAnchor)[\s>]")
_VML_BOX = re.compile(rb"""<(?:\w+:)?ClientData\s[^>]*ObjectType=["'](?!Note["'])""")
_NOTE = frozenset({"comment", "threadedComment"})
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how XML holds a character that it cannot hold
_BUILT_IN = {**dict.fromkeys((*range(14, 23), 45, 47), "date"), 46: "span"}
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NO_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_TEXTS_BEGIN = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*encoding=["']utf-8["'][^<>]*>\s*)?"""
    rb"<sst\b[^<>]*>(?=<si>)",
    re.IGNORECASE,
)
_TEXTS_END = re.compile(rb"</t></si></sst>\s*\Z")
_BETWEEN_TEXTS, _TAGS = b"</t></si><si><t>", 4
# What a parser refuses or reads otherwise than it stands there, entities apart.
_CONTROLS = bytes(sign for sign in range(32) if sign not in b"\t\n")
_NO_TEXT = (b"]]>", "\ufffe".encode(), "\uffff".encode())
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


class SheetPart(NamedTuple):
    """One tab as the workbook lists it; `part` is None where it holds no cells."""

    title: str
    part: str | None
    hidden: bool
    notes: tuple[str, ...]
    boxes: int


class Book(NamedTuple):
    """A workbook without its cells."""

    sheets: tuple[SheetPart, ...]
    strings: str | None  # the part with the shared texts
    styles: str | None
    from_1904: bool


def read_book(package: Package) -> Book:
    """Read everything but the cells; raises RefusedError."""
    main = next((to for kind, to in package.relations("").values() if kind == "officeDocument"), "")
    main = main or "xl/workbook.xml"
    if main not in package or main.endswith(".bin"):
        raise RefusedError("other")
    relations = package.relations(main)
    found = list(elements(package.part(main)))
    if found[0][0] != "workbook":
        raise RefusedError("other")
    sheets, from_1904, listed = [], False, False
    for name, attributes in found:
        if name == "workbookPr":
            from_1904 = attributes.get("date1904", "0") in {"1", "true", "on"}
        if name == "sheet" and listed:
            sheets.append(_sheet(attributes, relations.get(attributes.get("id", "")), package))
        listed = name == "sheets" or (listed and name == "sheet")
    if not sheets:
        raise RefusedError("damaged")
    if len(sheets) > limits.TABS:
        raise RefusedError("large")
    parts = {kind: part for kind, part in relations.values() if part in package}
    return Book(tuple(sheets), parts.get("sharedStrings"), parts.get("styles"), from_1904)


def _sheet(attributes: dict[str, str], to: tuple[str, str] | None, package: Package) -> SheetPart:
    title = attributes.get("name", "")
    hidden = attributes.get("state", "visible") != "visible"
    if to is None or to[1] not in package:
        raise RefusedError("damaged")
    kind, part = to
    notes: dict[str, None] = {}
    boxes = 0
    for about, other in package.relations(part).values():
        if other not in package:
            continue
        if about in {"comments", "threadedComment"}:
            notes |= dict.fromkeys(_notes(package.part(other)))
        elif about == "drawing":
            boxes += len(_BOX.findall(package.part(other)))
        elif about == "vmlDrawing":
            boxes += len(_VML_BOX.findall(package.part(other)))
    return SheetPart(title, part if kind == "worksheet" else None, hidden, tuple(notes), boxes)


def _notes(content: bytes) -> list[str]:
    places = [given.get("ref", "") for name, given in elements(content) if name in _NOTE]
    if not all(re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", place) for place in places):
        raise RefusedError("damaged")
    return places


def read_texts(content: bytes) -> list[str]:
    """Return the shared texts; what only says how a text is pronounced is left out."""
    usual = usual_texts(content)
    return parsed_texts(content) if usual is None else usual


def parsed_texts(content: bytes) -> list[str]:
    """Return the shared texts, however they are written; raises RefusedError."""
    texts: list[str] = []
    parts: list[str] = []
    inside = {"t": 0, "rPh": 0}

    def start(name: str, _: dict[str, str]) -> None:
        if name in inside:
            inside[name] += 1

    def end(name: str) -> None:
        if name in inside:
            inside[name] -= 1
        elif name == "si":
            texts.append(unescaped("".join(parts)))
            parts.clear()

    def text(data: str) -> None:
        if inside["t"] and not inside["rPh"]:
            parts.append(data)

    parse_xml(content, start, end, text)
    return texts


def usual_texts(content: bytes) -> list[str] | None:
    """Return the shared texts where all are written in the usual way, at the speed of C."""
    begin, end = _TEXTS_BEGIN.match(content), _TEXTS_END.search(content, max(0, len(content) - 99))
    if begin is None or end is None:
        return None
    body = content[begin.end() : end.start()].replace(b' xml:space="preserve">', b">")
    # No tag but theirs: those between texts, and two before the first.
    between = body.count(_BETWEEN_TEXTS)
    if not body.startswith(b"<si><t>") or body.count(b"<") != _TAGS * between + 2:
        return None
    if len(body.translate(None, _CONTROLS)) < len(body) or any(map(body.__contains__, _NO_TEXT)):
        return None
    entities = sum(body.count(entity.encode()) for entity, _ in _ENTITIES) if b"&" in body else 0
    if entities != body.count(b"&"):
        return None
    try:
        texts = body[len(b"<si><t>") :].decode().split(_BETWEEN_TEXTS.decode())
    except ValueError:
        return None
    if entities:
        for entity, sign in _ENTITIES:
            texts = [text.replace(entity, sign) if "&" in text else text for text in texts]
    return [unescaped(text) for text in texts] if b"_x" in body else texts


def read_formats(content: bytes) -> list[str]:
    """Return per cell format what its numbers are: "date", "span" or "" for a plain number."""
    custom: dict[int, str] = {}
    kinds: list[str] = []
    inside = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            custom[_number(attributes.get("numFmtId"))] = kind_of_format(code)
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            kinds.append(str(_number(attributes.get("numFmtId", "0"))))

    def end(name: str) -> None:
        if name == "cellXfs":
            inside[0] = False

    parse_xml(content, start, end)
    known = {**_BUILT_IN, **custom}
    return [known.get(int(kind), "") for kind in kinds]


def kind_of_format(code: str) -> str:
    """Tell what numbers in a format are; only its part for positive numbers counts."""
    code = code.partition(";")[0]
    if _SPAN.search(code):
        return "span"
    return "date" if re.search("[dmyhs]", _NO_FORMAT.sub("", code), re.IGNORECASE) else ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else -1


def unescaped(text: str) -> str:
    """Read `_x000D_` as the character that it stands for (ISO/IEC 29500-1, 22.9.2.19).

    Half of a pair is no character: it becomes the sign for one that could not be read.
    """
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
