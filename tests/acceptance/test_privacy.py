"""Canaries in whatever is sensitive, personal or free text, and a search of all that came out."""

from __future__ import annotations

import email
import email.policy
import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from docx import Document
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from automations.engine.app import main
from automations.engine.core.checks.remarks import Remark
from automations.engine.core.register import Table
from automations.engine.core.schema import Field, Kind, Schema
from tests.text_tables import shipped

Run = Callable[..., tuple[int, Any]]
ROOT = Path(__file__).parents[2]
ALLOWED = {  # what may reach the store and the case handlers' own mails: keys, dates, status words
    "Kenmerk",
    "Ontvangen op",
    "Status",
    "Beoordeeld op",
    "Overgedragen op",
    "Teruggegeven op",
    "Burgemeester geïnformeerd op",
    "Driehoek op",
    "Melder geïnformeerd op",
    "Volgende stap op",
    "Afgesloten op",
}


SENT_ALONG = {"report", "mails", "store"}  # as a file among the reports, and with a mail

# Where else personal and free text may come out, by column; anywhere else is a leak. What is gone
# from here is taken out of this table, so that it says what happens and no more.
PLACES = {
    "narratives.text": SENT_ALONG,  # it is written for the report, whose draft is mailed
    "actions.progress": SENT_ALONG,  # in it, delayed actions are told with their own words
    "contacts.email": {"mails", "store", "outbox list", "plan", "newsletter preview"},
    "participants.email": {"mails", "store", "outbox list", "plan"},
    # Part of the key by which a reminder is remembered; in mails, the proof of whoever it is about.
    "participants.name": {"store", "plan", "mails"},
    # The network guide, with only who agreed to stand in it: see test_network_guide.py.
    **dict.fromkeys(("contacts.name", "contacts.job", "contacts.phone"), SENT_ALONG),
}

NOT_OURS = {"workbooks", "sheets_schema"}  # what staff wrote, or this test in their place


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Go through every byte that the service wrote, unpacked and decoded."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.relative_to(folder).parts[0] in NOT_OURS:
            continue
        name, raw = path.relative_to(folder).as_posix(), path.read_bytes()
        yield name, raw
        yield from _unzipped(name, raw)
        if path.suffix == ".eml":
            yield from _parts(name, raw)
        if path.suffix == ".db":
            yield from _cells(name, path)


def _parts(name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    for part in mail.walk():
        yield name, str(dict(part.items())).encode()
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            yield name, content
            yield from _unzipped(name, content)


def _unzipped(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Open what is packed, and what is packed in it: a document has the workbooks of its charts."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                inside = archive.read(part)
                yield f"{name}:{part}", inside
                yield from _unzipped(f"{name}:{part}", inside)


def _cells(name: str, path: Path) -> Iterator[tuple[str, bytes]]:
    with closing(sqlite3.connect(path)) as store:
        tables = [
            row[0] for row in store.execute("select name from sqlite_master where type='table'")
        ]
        for table in tables:
            for row in store.execute(f'select * from "{table}"'):  # noqa: S608 - its own table names
                for value in row:
                    raw = value if isinstance(value, bytes) else str(value).encode()
                    yield f"{name}:{table}", raw
                    if isinstance(value, bytes) and value.startswith(b"From:"):
                        yield from _parts(name, value)


COMMANDS = (
    ["check"],
    ["check", "--json"],
    ["plan", "--days", "14", "-v"],
    ["plan", "--days", "14", "--json"],
    ["run", "-v"],
    ["run", "--json", "--today", "2016-10-04"],
    ["run", "network_guide"],
    ["report", "--period", "2016-H1"],
    ["report", "approve", "--period", "2016-H1"],
    ["report", "approve", "--period", "2016-H1", "--with-gaps", "--json"],
    ["report", "send", "--period", "2016-H1"],
    ["report", "verify", "reports/voortgangsrapportage-2016-H1.docx", "--json"],
    ["report", "--period", "2016-H2", "--json"],
    ["newsletter", "preview", "N2016-10"],
    ["status"],
    ["doctor"],
    ["outbox", "list"],
)


def everything(folder: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[tuple[str, bytes]]:
    """Run every command that looks at the workbooks, and go through all that came out."""
    for command in COMMANDS:
        main(["-C", str(folder), *command])
        printed = capfd.readouterr()
        yield f"$ {' '.join(command)}", (printed.out + printed.err).encode()
    yield from contents(folder)


def test_no_value_of_the_signals_workbook_comes_out(
    fresh: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Unique values in every cell that is no key, date or status word; none is found anywhere.

    They are faulty values, so this is about findings, suggestions, logs and reasons too; beside
    them stand a column, a tab and a note of the staff's own.
    """
    path = fresh / "workbooks" / "signalen.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Signalen"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    planted = 0
    for title, column in headers.items():
        if title not in ALLOWED:
            for row in range(2, sheet.max_row + 1):
                if sheet.cell(row, headers["Kenmerk"]).value:
                    sheet.cell(row, column).value = f"KANARIE{row}x{column}"
                    planted += 1
    extra = sheet.max_column + 1
    sheet.cell(1, extra).value = "KANARIEkop"
    sheet.cell(2, extra).value = "KANARIEcel"
    sheet.cell(3, 1).comment = Comment("KANARIEnotitie", "KANARIEauteur")
    book.create_sheet("KANARIEtab")["A1"] = "KANARIEblad"
    book.save(path)
    assert planted > 300
    found = {name for name, raw in everything(fresh, capfd) if b"KANARIE" in raw}
    assert found == set()


def test_no_right_value_of_the_signals_workbook_comes_out_either(
    fresh: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The same with values that are allowed, by a schema whose lists hold the canaries.

    Rows without an error go the whole way: into reminders, mails, the store and the report.
    """
    schema = yaml.safe_load((ROOT / "sheets_schema" / "signals.yaml").read_text("utf-8"))
    fields = {field["name"]: field for field in schema["fields"]}
    for name in ("source", "route"):
        fields[name]["constraints"]["enum"].append(f"KANARIE{name}")
    (fresh / "sheets_schema").mkdir()
    text = yaml.safe_dump(schema, allow_unicode=True, sort_keys=False)
    (fresh / "sheets_schema" / "signals.yaml").write_text(text, "utf-8")
    path = fresh / "workbooks" / "signalen.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Signalen"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, headers["Organisatie"]).value = None
        sheet.cell(row, headers["Bron"]).value = "KANARIEsource"
        if sheet.cell(row, headers["Beoordeeld op"]).value:
            sheet.cell(row, headers["Route"]).value = "KANARIEroute"
    book.save(path)
    found = {name for name, raw in everything(fresh, capfd) if b"KANARIE" in raw}
    assert found == set()


def _planted(folder: Path) -> dict[str, list[str]]:
    """Put a canary in every cell of a personal or free-text column; return them by column.

    In free text each stands beside a name, so that it gives a finding as well.
    """
    canaries: dict[str, list[str]] = {}
    for file in sorted({schema.file for schema in shipped().sheets.values()}):
        path = folder / "workbooks" / file
        book = openpyxl.load_workbook(path)
        for schema in shipped().sheets.values():
            if schema.file == file and not schema.sensitive:
                canaries |= _planted_in(book[schema.title], schema)
        book.save(path)
    return canaries


def _planted_in(sheet: Worksheet, schema: Schema) -> dict[str, list[str]]:
    planted = {}
    (header,) = [row for row in sheet.iter_rows() if row[0].value == schema.fields[0].title]
    headers = {cell.value: cell.column for cell in header}
    for field in schema.fields:
        if not (field.free_text or field.personal) or field.title not in headers:
            continue
        written = []
        for row in range(header[0].row + 1, sheet.max_row + 1):
            cell = sheet.cell(row, headers[field.title])
            if cell.value:
                canary, cell.value = _canary(schema, field, row)
                written.append(canary)
        planted[f"{schema.name}.{field.name}"] = written
    return planted


def _canary(schema: Schema, field: Field, row: int) -> tuple[str, str]:
    """Return what is searched for, and what is typed: something that the column takes."""
    word = f"kanarie{schema.name}{field.name}x{row}x".replace("_", "")
    if field.kind is Kind.EMAIL:
        return word, f"{word}@post.example"
    if field.kind is Kind.PHONE:
        return f"1333{row:04}", f"06-1333{row:04}"
    return word, f"Mevrouw De Vries: {word}" if field.free_text else word


def _place(name: str) -> str:
    """Name the kind of place that something came out at."""
    if name.startswith("$ "):
        return name[2:].partition(" -")[0].removesuffix(" N2016-10")
    top = name.partition("/")[0].partition(":")[0]
    return {"outbox": "mails", "service.db": "store", "reports": "report"}.get(top, name)


def _leaks(canaries: dict[str, list[str]], out: list[tuple[str, bytes]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, raw in out:
        low = raw.lower()
        for column, words in canaries.items():
            if any(word.encode() in low for word in words):
                found.setdefault(column, set()).add(_place(name))
    return found


def test_personal_data_and_free_text_come_out_only_where_a_table_allows_it(
    fresh: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every cell of every such column of every workbook has its own canary; the table is exact."""
    canaries = _planted(fresh)
    assert sum(map(len, canaries.values())) > 400
    free = [field for one in shipped().sheets.values() for field in one.fields if field.free_text]
    assert len([column for column in canaries if column.split(".")[1] in _names(free)]) == len(free)
    out = list(everything(fresh, capfd))
    assert b"de naam van een persoon" in dict(out)["$ check"]
    assert _leaks(canaries, out) == PLACES
    named = [name for name, raw in out if b"De Vries" in raw and not _is_report(name)]
    assert named == []


def _is_report(name: str) -> bool:
    """Tell whether something came out in the report: as a file, or in a mail with its draft."""
    return _place(name) == "report" or name.partition(":")[2].startswith(("word/", "xl/"))


def _names(fields: list[Field]) -> set[str]:
    return {field.name for field in fields}


def test_a_crash_shows_no_cell(
    fresh: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the mistake is among the rows, and its message is what they look like."""
    canaries = _planted(fresh)

    def stumble(table: Table, judge: object, **_: object) -> Iterator[Remark]:
        msg = f"{table!r} {list(table)!r} {judge!r}"
        raise RuntimeError(msg)

    module = import_module("automations.engine.core.checks.check")
    monkeypatch.setattr(module, "check_conditions", stumble)
    for command in (["check"], ["run", "-v"], ["check", "--json"]):
        assert main(["-C", str(fresh), *command]) != 0
    printed = capfd.readouterr()
    assert "row" in printed.out + printed.err
    assert _leaks(canaries, [("crash", (printed.out + printed.err).encode())]) == {}
    assert _leaks(canaries, list(contents(fresh))) == {}


def test_a_signal_with_personal_data_in_it_is_used_for_nothing(fresh: Path, run: Run) -> None:
    """Its row is held: no reminder and no figure is about it, and its canary is nowhere."""
    path = fresh / "workbooks" / "signalen.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Signalen"]
    headers = {cell.value: cell.column for cell in sheet[1]}
    rows = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value]
    keys = {str(sheet.cell(row, 1).value) for row in rows}
    assert keys & _reminded(fresh, run)
    for row in rows:
        sheet.cell(row, headers["Bron"]).value = f"mevrouw De Kanarie{row}, 06-1333{row:04}"
    book.save(path)
    assert keys & _reminded(fresh, run) == set()
    _, checked = run("-C", str(fresh), "check")
    found = [one for one in checked["findings"] if one["code"] == "personal-data"]
    assert [one["row"] for one in found] == rows
    assert {one["severity"] for one in found} == {"error"}
    _, report = run("-C", str(fresh), "report", "--period", "2016-H1")
    (received,) = [one for one in report["figures"] if one["id"] == "signals-received"]
    assert (received["value"], received["suppressed"], received["complete"]) == (None, False, False)
    assert "Kanarie" not in f"{checked} {report}"
    shown = Document(str(fresh / report["files"]["word"]))
    rows_of = [[cell.text for cell in row.cells] for one in shown.tables for row in one.rows]
    assert [received["label"], "niet bekend", "niet bekend", "niet alles geteld"] in rows_of
    said = "\n".join(paragraph.text for paragraph in shown.paragraphs)
    assert "Hoeveel signalen er binnenkwamen is niet bekend" in said


def _reminded(folder: Path, run: Run) -> set[str]:
    """Return the keys of the rows that something goes out about."""
    _, plan = run("-C", str(folder), "plan", "--days", "14")
    return {str(item["key"]) for message in plan["messages"] for item in message["items"]}
