"""The seal of a report: what it was made from, inside the file, and whether it is as it was made.

It stands in the custom properties of Word and Excel files, where Word shows it under Properties.
Its last property is a fingerprint of all the rest, so that an edit shows. It protects from
mistakes, not from forgery: only the service's own memory knows what was approved.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from automations.engine.core.approved_reports import Origin
from automations.engine.core.periods import parse_period

PREFIX = "Werkblad."
_CONTENT = f"{PREFIX}Content"
_WORKBOOK = f"{PREFIX}Workbook."
_PART, _TYPES, _RELATIONS = "docProps/custom.xml", "[Content_Types].xml", "_rels/.rels"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # what every custom property has as its format
_FIRST = 2  # the lowest number that a custom property may have
_MOST = 1_000_000  # bytes of custom properties that are read of a file from anywhere
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Seal:
    """What a file says of itself, and `whole`: nothing in it was changed since it was made."""

    kind: str
    period: str
    state: str
    made_on: date
    figures: str
    origin: Origin
    whole: bool


def sealed(content: bytes, seal: Seal) -> bytes:
    """Return a Word or Excel file with `seal` in it; properties that it has already stay."""
    values = _values(seal)
    parts, kept = io.BytesIO(), []
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(parts, "w") as new:
        names = set(old.namelist())
        if _PART in names:
            kept = [
                (name, ET.tostring(value, "unicode"))
                for name, value in _read(old)
                if not name.startswith(PREFIX)
            ]
        for info in old.infolist():
            text = old.read(info)
            if info.filename == _TYPES and _PART not in names:
                override = f'<Override PartName="/{_PART}" ContentType="{_TYPE}"/></Types>'
                text = text.replace(b"</Types>", override.encode())
            if info.filename == _RELATIONS and _PART not in names:
                relation = f'<Relationship Id="rIdSeal" Type="{_RELATION}" Target="{_PART}"/>'
                text = text.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
            if info.filename != _PART:
                new.writestr(info, text)
        values[_CONTENT] = _fingerprint(new, values)
        properties = [*kept, *((name, _text(value)) for name, value in values.items())]
        part = zipfile.ZipInfo(_PART, _EPOCH)
        part.compress_type = zipfile.ZIP_DEFLATED
        part.create_system = 0
        new.writestr(part, _written(properties))
    return parts.getvalue()


def read_seal(path: Path) -> Seal | None:
    """Return the seal of a file; None where it has none. Raises OSError."""
    try:
        with zipfile.ZipFile(path) as package:
            found = {
                name: value.text or "" for name, value in _read(package) if name.startswith(PREFIX)
            }
            content = found.pop(_CONTENT, "")
            seal = _seal(found, whole=content == _fingerprint(package, found))
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, ET.ParseError):
        return None
    return seal


def _values(seal: Seal) -> dict[str, str]:
    values = {
        "Kind": seal.kind,
        "Period": seal.period,
        "State": seal.state,
        "MadeOn": seal.made_on.isoformat(),
        "Program": seal.origin.program,
        "Template": seal.origin.template,
        "Figures": seal.figures,
    }
    books = {f"{_WORKBOOK}{name}": value for name, value in sorted(seal.origin.workbooks.items())}
    return {f"{PREFIX}{name}": value for name, value in values.items()} | books


def _seal(found: Mapping[str, str], *, whole: bool) -> Seal:
    """Read what `_values` wrote; raises KeyError and ValueError."""
    books = {
        name.removeprefix(_WORKBOOK): value
        for name, value in found.items()
        if name.startswith(_WORKBOOK)
    }
    origin = Origin(MappingProxyType(books), found[f"{PREFIX}Template"], found[f"{PREFIX}Program"])
    return Seal(
        found[f"{PREFIX}Kind"],
        parse_period(found[f"{PREFIX}Period"]).code,
        found[f"{PREFIX}State"],
        date.fromisoformat(found[f"{PREFIX}MadeOn"]),
        found[f"{PREFIX}Figures"],
        origin,
        whole,
    )


def _fingerprint(package: zipfile.ZipFile, values: Mapping[str, str]) -> str:
    """Take every part but the properties, in order of name, and the seal's own properties.

    The zip's own checksums and lengths would not do: they can be met by chance or on purpose.
    """
    whole = sha256()
    for info in sorted(package.infolist(), key=lambda one: one.filename):
        if info.filename != _PART:
            part = sha256()
            with package.open(info) as file:
                while piece := file.read(1 << 20):
                    part.update(piece)
            whole.update(f"{info.filename}\0{part.hexdigest()}\n".encode())
    for name, value in sorted(values.items()):
        whole.update(f"{name}\0{value}\n".encode())
    return whole.hexdigest()


def _read(package: zipfile.ZipFile) -> list[tuple[str, ET.Element]]:
    """Return the custom properties of a package: each name, and its value.

    Raises KeyError without any, and ValueError where they are none of a report's.
    """
    with package.open(_PART) as file:
        text = file.read(_MOST + 1)
    if len(text) > _MOST or b"<!DOCTYPE" in text:
        raise ValueError(_PART)
    properties = ET.fromstring(text).iter(f"{{{_PROPERTIES}}}property")  # noqa: S314 - no declarations in it
    return [(one.get("name", ""), value) for one in properties for value in one]


def _text(value: str) -> str:
    return f'<vt:lpwstr xmlns:vt="{_VALUES}">{escape(value)}</vt:lpwstr>'


def _written(properties: list[tuple[str, str]]) -> str:
    lines = "".join(
        f'<property fmtid="{_FORMAT}" pid="{number}" name={quoteattr(name)}>{value}</property>'
        for number, (name, value) in enumerate(properties, _FIRST)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<Properties xmlns="{_PROPERTIES}">{lines}</Properties>'
