"""The zip of a workbook: sizes are looked at before anything is unpacked, and no part has a DTD."""

from __future__ import annotations

import posixpath
import re
import struct
import zlib
from contextlib import contextmanager
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from automations.engine.sheets import limits

TYPE_CHECKING = False  # the reading process must start fast
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import Any

_XML = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_WIDE_DTD = re.compile(rb"<\0!\0[DE]|\0<\0!\0[DE]")
_ENCRYPTED = 0x1
_KEPT = 4 << 20  # bytes of a part that is kept, as it is asked for more than once
_ROW = b'<row r="'
_BESIDE = (  # parts that say nothing of a cell
    *("docprops/", "customxml/", "xl/worksheets/", "xl/drawings/", "xl/theme/", "xl/charts/"),
    *("xl/tables/", "xl/comments", "xl/threadedcomments/", "xl/persons/", "xl/externallinks/"),
    *("xl/pivot", "xl/calcchain", "xl/querytables/"),
)

Relations = dict[str, tuple[str, str]]  # by id: the last word of its type, and the part


class RefusedError(Exception):
    """The file is not read; `reason` is the end of a catalogue entry, `findings.unreadable-…`."""

    def __init__(self, reason: str) -> None:
        """Carry the reason."""
        super().__init__(reason)
        self.reason = reason


class Package:
    """The parts of a workbook, by name. Names are found whatever their case, as the standard says.

    Raises RefusedError for a zip that is none, is cut off, or unpacks to too much.
    """

    def __init__(self, content: bytes) -> None:
        """Read the directory and look at every size in it."""
        try:
            self._zip = ZipFile(BytesIO(content))
        except (BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
            raise RefusedError("half" if b"PK\x05\x06" not in content else "damaged") from error
        self._parts = _checked(self._zip.infolist(), len(content))
        self._read: dict[str, bytes] = {}
        self._declaring: set[str] = set()
        self._seen: set[str] = set()

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a part."""
        return name.casefold() in self._parts

    def part(self, name: str) -> bytes:
        """Unpack a part; raises RefusedError where it is damaged, missing or holds a DTD."""
        info = self._parts.get(name.casefold())
        if info is None:
            raise RefusedError("damaged")
        if info.filename not in self._read:
            with _refusing():
                content = self._zip.read(info)
            self._look_for_dtd(info, content)
            self._seen.add(info.filename)
            if len(content) > _KEPT:
                return content
            self._read[info.filename] = content
        return self._read[info.filename]

    def pieces(self, name: str, size: int) -> Iterator[tuple[bytes, bool]]:
        """Unpack a part piece by piece, each with whether it is the last; raises RefusedError.

        Every piece but the last ends where a row begins, and none holds a DTD.
        """
        info = self._parts[name.casefold()]
        rest = b""
        with _refusing(), self._zip.open(info) as file:
            while piece := file.read(max(size, len(rest))):  # twice as much where no row ends
                known, rest = max(len(rest) - len(_ROW), 1), rest + piece
                at = rest.rfind(_ROW, known)
                if at > 0:
                    self._look_for_dtd(info, rest[:at])
                    yield rest[:at], False
                    rest = rest[at:]
        self._look_for_dtd(info, rest)
        self._seen.add(info.filename)
        yield rest, True

    def size(self, name: str) -> int:
        """Return how many bytes a part unpacks to, as the zip says."""
        info = self._parts.get(name.casefold())
        return 0 if info is None else info.file_size

    def written(self, name: str) -> str:
        """Return the name of a part as the zip has it."""
        return self._parts[name.casefold()].filename

    def _look_for_dtd(self, info: ZipInfo, content: bytes) -> None:
        # One sign is looked for much faster than two.
        if b"!" in content and b"<!" in content:
            self._declaring.add(info.filename.casefold())
            if _DTD.search(content):
                raise RefusedError("dtd")
        if b"\0" in content[:100] and _WIDE_DTD.search(content):
            raise RefusedError("dtd")

    def is_bare(self, name: str) -> bool:
        """Tell whether a part that was unpacked has no comments and nothing else with `<!`."""
        return name.casefold() not in self._declaring

    def check_all(self) -> None:
        """Unpack every part that is XML and small, so that no DTD hides in one we do not need."""
        for name, info in self._parts.items():
            if _XML.search(name) and info.file_size <= _KEPT:
                self.part(name)

    def check_rest(self) -> None:
        """Unpack the larger ones too, where reading did not."""
        for name, info in self._parts.items():
            large = _KEPT < info.file_size <= limits.RATIO_FROM
            if _XML.search(name) and large and info.filename not in self._seen:
                self.part(name)

    def around(self, sheets: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield what a reader needs beside the parts of sheets: names as written, and contents."""
        but = {name.casefold() for name in sheets}
        for name, info in self._parts.items():
            if _XML.search(name) and name not in but and not name.startswith(_BESIDE):
                yield info.filename, self.part(name)

    def relations(self, part: str) -> Relations:
        """Return what a part refers to inside the package; "" is the package itself."""
        folder, _, file = part.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels".lstrip("/")
        found: Relations = {}
        if rels not in self:
            return found
        for name, attributes in elements(self.part(rels)):
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = _unquoted(attributes.get("Target", ""))
                where = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, where)
        return found


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse what cannot be unpacked."""
    try:
        yield
    except (BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise RefusedError("damaged") from error
    except (OSError, ValueError, RuntimeError, struct.error) as error:
        raise RefusedError("damaged") from error


def _unquoted(target: str) -> str:
    """Return a part's name as the zip has it; few are written with % signs."""
    if "%" not in target:
        return target
    from urllib.parse import unquote  # noqa: PLC0415 - takes its time, and is seldom needed

    return unquote(target)


def _checked(infos: list[ZipInfo], size: int) -> dict[str, ZipInfo]:
    """Return the parts by folded name, or refuse a zip that nobody's program makes."""
    parts = {info.filename.replace("\\", "/").casefold().lstrip("/"): info for info in infos}
    whole = sum(info.file_size for info in infos)
    if len(infos) > limits.PARTS or whole > limits.UNPACKED or _is_bomb(whole, size):
        raise RefusedError("bomb")
    if len(parts) != len(infos) or any(info.flag_bits & _ENCRYPTED for info in infos):
        raise RefusedError("damaged")
    if any(_is_bomb(info.file_size, info.compress_size) for info in infos):
        raise RefusedError("bomb")
    return parts


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > limits.RATIO_FROM and unpacked > limits.RATIO * max(packed, 1)


def parse_xml(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through a part; names come without their namespace. Raises RefusedError."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse_dtd
    local = str.rpartition

    def started(name: str, attributes: dict[str, str]) -> None:
        start(local(name, "}")[2], attributes)

    parser.StartElementHandler = started
    if end is not None:
        finish = end

        def ended(name: str) -> None:
            finish(local(name, "}")[2])

        parser.EndElementHandler = ended
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the parser takes no names
    except expat.ExpatError as error:
        raise RefusedError("damaged") from error
    except (ValueError, LookupError) as error:  # an encoding that does not exist
        raise RefusedError("damaged") from error


def _refuse_dtd(*_: Any) -> None:  # noqa: ANN401 - whatever it declares
    raise RefusedError("dtd")


def elements(content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Return every element of a small part: its name and attributes, without namespaces."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name, {key.rpartition("}")[2]: value for key, value in attributes.items()}))

    parse_xml(content, start)
    return iter(found)
