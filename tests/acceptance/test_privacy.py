"""Sensitive stays inside: canaries in the signals workbook, and a search of all that came out."""

from __future__ import annotations

import email
import email.policy
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.comments import Comment

from automations.engine.app import main

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


NOT_OURS = {"workbooks", "sheets_schema"}  # what staff wrote, or this test in their place


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Go through every byte that the service wrote, unpacked and decoded."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.relative_to(folder).parts[0] in NOT_OURS:
            continue
        name, raw = path.relative_to(folder).as_posix(), path.read_bytes()
        yield name, raw
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{name}:{part}", archive.read(part)) for part in archive.namelist())
        if path.suffix == ".eml":
            yield from _parts(name, raw)
        if path.suffix == ".db":
            yield from _cells(name, path)


def _parts(name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    for part in mail.walk():
        yield name, str(dict(part.items())).encode()
        if not part.is_multipart():
            yield name, part.get_payload(decode=True)


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


def everything(folder: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[tuple[str, bytes]]:
    """Run every command that looks at the signals, and go through all that came out."""
    for command in (
        ["check"],
        ["check", "--json"],
        ["plan", "--days", "14", "-v"],
        ["plan", "--days", "14", "--json"],
        ["run", "-v"],
        ["run", "--json", "--today", "2016-10-04"],
        ["report", "--period", "2016-H1"],
        ["report", "--period", "2016-H2", "--json"],
        ["newsletter", "preview", "N2016-10"],
        ["status"],
        ["doctor"],
        ["outbox", "list"],
    ):
        main(["-C", str(folder), *command])
    printed = capfd.readouterr()
    yield "stdout", printed.out.encode()
    yield "stderr", printed.err.encode()
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
