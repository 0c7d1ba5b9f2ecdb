"""The seal of a report: it tells every edit, stays out of the way, and trusts no file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from docx import Document

from automations.engine.core.approved_reports import Origin
from automations.engine.documents.seal import Seal, read_seal, sealed

ORIGIN = Origin({"partners": "a" * 64, 'raar & <"naam">': "", "signals": "c" * 64}, "b" * 64, "0.1")
SEAL = Seal("voortgang", "2016-H1", "draft", date(2016, 10, 3), "d" * 64, ORIGIN, whole=True)


def word() -> bytes:
    """Make a Word file."""
    made = io.BytesIO()
    document = Document()
    document.add_paragraph("Vijf signalen")
    document.save(made)
    return made.getvalue()


def excel(*, classified: bool = False) -> bytes:
    """Make an Excel file, with a property of the city's own where that is asked for."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.add_worksheet().write(0, 0, 5)
    if classified:
        book.set_custom_property("Rubricering", "intern & <vertrouwelijk>")
        book.set_custom_property("Versie", 3)
    book.close()
    return made.getvalue()


@pytest.fixture(params=["docx", "xlsx", "with properties"])
def content(request: pytest.FixtureRequest) -> bytes:
    """Give each kind of file."""
    made = {"docx": word, "xlsx": excel, "with properties": lambda: excel(classified=True)}
    return made[request.param]()


def test_a_seal_comes_back_as_it_was_put_in(content: bytes, tmp_path: Path) -> None:
    """The same file gives the same bytes, and what was not sealed has no seal."""
    path = tmp_path / "file"
    path.write_bytes(content)
    assert read_seal(path) is None
    path.write_bytes(sealed(content, SEAL))
    assert read_seal(path) == SEAL
    assert sealed(content, SEAL) == path.read_bytes()


def test_sealing_anew_replaces_the_seal(content: bytes, tmp_path: Path) -> None:
    """There is one, and it is the last."""
    path = tmp_path / "file"
    other = replace(SEAL, state="approved", origin=replace(ORIGIN, workbooks={"news": "e" * 64}))
    path.write_bytes(sealed(sealed(content, SEAL), other))
    assert read_seal(path) == other
    assert path.read_bytes() == sealed(content, other)


def test_properties_of_the_citys_own_stay(tmp_path: Path) -> None:
    """A label that an office puts on its templates is read by other programs."""
    path = tmp_path / "file.xlsx"
    path.write_bytes(sealed(excel(classified=True), SEAL))
    found = {one.name: one.value for one in openpyxl.load_workbook(path).custom_doc_props.props}
    assert found["Rubricering"] == "intern & <vertrouwelijk>"
    assert found["Versie"] == 3
    assert found["Werkblad.Period"] == "2016-H1"


@pytest.mark.parametrize("make", [word, excel])
def test_any_change_in_any_part_shows(make: object, tmp_path: Path) -> None:
    """A byte more, a part more, a part less, or a property of the seal itself."""
    path = tmp_path / "file"
    whole = sealed(make(), SEAL)  # type: ignore[operator]
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        names = package.namelist()
    changes = [(name, b" ") for name in names if name != "docProps/custom.xml"]
    for name, more in [*changes, ("extra.xml", b"<x/>")]:
        path.write_bytes(_rewritten(whole, name, lambda old, more=more: old + more))  # type: ignore[misc]
        seal = read_seal(path)
        assert seal is not None, name
        assert not seal.whole, name
    turned = _rewritten(
        whole, "docProps/custom.xml", lambda old: old.replace(b"draft", b"approved")
    )
    path.write_bytes(turned)
    seal = read_seal(path)
    assert seal is not None
    assert (seal.state, seal.whole) == ("approved", False)


def _rewritten(content: bytes, name: str, change: object) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for one in old.namelist():
            new.writestr(one, change(old.read(one)) if one == name else old.read(one))  # type: ignore[operator]
        if name not in old.namelist():
            new.writestr(name, change(b""))  # type: ignore[operator]
    return made.getvalue()


@pytest.mark.parametrize(
    "properties",
    [
        b"",
        b"<Properties",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><Properties>&a;</Properties>",
        b"<Properties>" + b" " * 1_000_001 + b"</Properties>",
    ],
)
def test_a_file_from_anywhere_has_no_seal_and_does_no_harm(
    properties: bytes, tmp_path: Path
) -> None:
    """No zip, a broken one, or properties that are none."""
    path = tmp_path / "file.docx"
    path.write_bytes(_rewritten(sealed(word(), SEAL), "docProps/custom.xml", lambda _: properties))
    assert read_seal(path) is None
    path.write_bytes(path.read_bytes()[:-40])
    assert read_seal(path) is None
    path.write_bytes(b"")
    assert read_seal(path) is None


@pytest.mark.parametrize(("old", "new"), [(b"2016-H1", b"2016-X9"), (b"2016-10-03", b"morgen")])
def test_a_seal_that_says_nonsense_is_none(old: bytes, new: bytes, tmp_path: Path) -> None:
    """Somebody made it up."""
    path = tmp_path / "file.docx"
    whole = sealed(word(), SEAL)
    path.write_bytes(_rewritten(whole, "docProps/custom.xml", lambda text: text.replace(old, new)))
    assert read_seal(path) is None
