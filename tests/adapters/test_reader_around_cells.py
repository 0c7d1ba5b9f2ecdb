"""What stands around the cells: a closed workbook may have none of it, so all of it is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from automations.engine.core.grid import Tab, Workbook
from automations.engine.sheets.guarded import GuardedSource
from tests.raw_workbooks import (
    HEAD,
    MAIN,
    parts_of,
    relations,
    row,
    save,
    sheet,
    text,
    workbook,
)

PLAIN = sheet(row(text("A1", "Code")))
RELS = "xl/worksheets/_rels/sheet1.xml.rels"
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<v:shape><x:ClientData ObjectType="Note"/></v:shape>'
    '<v:shape><v:textbox>Jan Jansen</v:textbox><x:ClientData ObjectType="Shape"/></v:shape></xml>'
)
THREADED = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
    'threadedcomments"><threadedComment ref="B7" id="{1}"><text>Jan</text></threadedComment>'
    "</ThreadedComments>"
)
COMMENTS = (
    f'{HEAD}<comments xmlns="{MAIN}"><commentList><comment ref="B7"/><comment ref="A1"/>'
    "</commentList></comments>"
)
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def tabs(path: Path) -> tuple[Tab, ...]:
    """Read what was written."""
    found = GuardedSource().read("signals", str(path))
    assert isinstance(found, Workbook), found
    return found.tabs


def test_notes_and_comments_of_every_kind_are_seen_once(tmp_path: Path) -> None:
    """The old notes, and the threads of today, which keep an old note for other programs."""
    path = tmp_path / "signalen.xlsx"
    to = relations(
        ("comments", "../comments1.xml"), ("threadedComment", "/xl/threadedComments/one.xml")
    )
    more = {RELS: to, "xl/comments1.xml": COMMENTS, "xl/threadedComments/one.xml": THREADED}
    save(path, {**parts_of(PLAIN), **more})
    (tab,) = tabs(path)
    assert (tab.notes, tab.boxes) == (("B7", "A1"), 0)


def test_an_old_text_box_is_seen_and_the_frame_of_a_note_is_none(tmp_path: Path) -> None:
    """Both stand in the same part."""
    path = tmp_path / "signalen.xlsx"
    more = {RELS: relations(("vmlDrawing", "../drawings/vml1.vml")), "xl/drawings/vml1.vml": VML}
    save(path, {**parts_of(PLAIN), **more})
    assert tabs(path)[0].boxes == 1


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_tab_is_told_from_a_visible_one(tmp_path: Path, state: str) -> None:
    """Also where only a program can show it again."""
    path = tmp_path / "signalen.xlsx"
    to = relations(("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml"))
    more = {
        "xl/workbook.xml": workbook("Open", "Dicht", state={"Dicht": state}),
        "xl/_rels/workbook.xml.rels": to,
        "xl/worksheets/sheet2.xml": PLAIN,
    }
    save(path, {**parts_of(PLAIN), **more})
    assert [(tab.title, tab.hidden) for tab in tabs(path)] == [("Open", False), ("Dicht", True)]


def test_libreoffices_own_kind_is_read_with_all_around_its_cells(tmp_path: Path) -> None:
    """Hidden tabs, notes, boxes, blanks and lines inside a text, and every kind of value."""
    names = " ".join(
        f'xmlns:{short}="{ODF}:{name}:1.0"'
        for short, name in {
            **{one: one for one in ("office", "table", "text", "style")},
            "draw": "drawing",
        }.items()
    )
    cells = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>Jan</text:p>'
        "</office:annotation><text:p>een<text:s text:c='2'/>twee</text:p><text:p>drie</text:p>"
        "</table:table-cell>"
        '<table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell office:value-type="float" office:value="12"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT13H30M00S"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT36H00M00S"/>'
        '<table:table-cell office:value-type="date" office:date-value="2016-10-03T13:30:00"/>'
    )
    body = (
        f"{HEAD}<office:document-content {names}><office:automatic-styles>"
        '<style:style style:name="dicht"><style:table-properties table:display="false"/>'
        "</style:style></office:automatic-styles><office:body><office:spreadsheet>"
        '<table:table table:name="Open"><table:shapes><draw:frame><draw:text-box><text:p>Piet'
        "</text:p></draw:text-box></draw:frame></table:shapes>"
        '<table:table-row table:number-rows-repeated="2"/>'
        f"<table:table-row>{cells}</table:table-row></table:table>"
        '<table:table table:name="Dicht" table:style-name="dicht"><table:table-row/></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "signalen.ods"
    save(path, {"content.xml": body})
    visible, hidden = tabs(path)
    assert (visible.notes, visible.boxes, visible.hidden) == (("A3",), 1, False)
    assert [str(cell) for cell in visible.rows[2]] == [
        *("een  twee\ndrie", "None", "None", "12", "True"),
        *("13:30:00", "1.5", "2016-10-03 13:30:00"),
    ]
    assert (hidden.title, hidden.hidden, hidden.rows) == ("Dicht", True, ())
