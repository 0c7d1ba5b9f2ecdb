"""The reading process: whatever happens to it, the service goes on and says what is wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from textwrap import dedent

import pytest
import xlsxwriter

from automations.engine.core.grid import Unreadable, Workbook
from automations.engine.sheets.guarded import GuardedSource
from automations.engine.sheets.process import DiedError, ReadingProcess
from tests.raw_workbooks import parts_of, relations, row, save, save_sheet, sheet, strings, text

ROOT = Path(__file__).parents[2]
MEMORY = 700 << 20


@pytest.fixture(scope="module")
def small() -> bytes:
    """Return a workbook of one cell."""
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet("Things").write(0, 0, "Code")
    return content.getvalue()


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    """Return a process that stops soon and gets little memory."""
    process = ReadingProcess(memory=MEMORY, seconds=4)
    yield process
    process.stop()


def reason(process: ReadingProcess, content: bytes, then: str | None = None) -> str:
    """Read what cannot be read; return the reason."""
    with pytest.raises(DiedError) as found:
        process.read(content, then=then and f"tests.reading_functions:{then}")
    return found.value.reason


def test_a_function_of_ours_runs_over_the_tabs_inside_it(
    process: ReadingProcess, small: bytes
) -> None:
    """So that checking can go where the cells are; without one, the tabs themselves come back."""
    assert process.read(small) == [("Things", [["Code"]], False, [], 0)]
    function = "tests.reading_functions:titles"
    assert process.read(small, then=function, more="!") == ["Things!"]


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ("abort", "crash"),
        ("leave", "crash"),
        ("garbage", "crash"),
        ("raise_error", "crash"),
        ("hang", "slow"),
    ],
)
def test_whatever_ends_it_is_one_reason_and_the_next_workbook_is_read(
    process: ReadingProcess, small: bytes, then: str, why: str
) -> None:
    """An abort, a sudden end, nonsense for an answer, a mistake, and no answer in time."""
    started = time.monotonic()
    assert reason(process, small, then) == why
    assert time.monotonic() - started < 6
    assert process.read(small)


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="no limit of memory there")
def test_memory_is_limited(process: ReadingProcess, small: bytes) -> None:
    """What asks for more is refused, and the same process reads on."""
    assert reason(process, small, "eat") == "large"
    assert process.read(small)


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="no limit of memory there")
def test_a_workbook_that_makes_the_parser_abort_is_one_finding(tmp_path: Path) -> None:
    """Long texts in many cells: the library asks for more than there is, and dies of it."""
    rows = [
        f'<row r="{at}">'
        + "".join(f'<c r="{letter}{at}" t="s"><v>0</v></c>' for letter in "ABCDE")
        + "</row>"
        for at in range(1, 8001)
    ]
    to = relations(("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"))
    parts = {
        "xl/sharedStrings.xml": strings(f"<t>{'x' * 32_767}</t>"),
        "xl/_rels/workbook.xml.rels": to,
    }
    path, good = tmp_path / "things.xlsx", tmp_path / "good.xlsx"
    save(path, {**parts_of(sheet(*rows)), **parts})
    save_sheet(good, sheet(row(text("A1", "Code"))))
    source = GuardedSource(process=ReadingProcess(memory=MEMORY))
    found = source.read("programme", str(path))
    assert isinstance(found, Unreadable)
    assert found.reason in {"findings.unreadable-crash", "findings.unreadable-large"}
    assert isinstance(source.read("news", str(good)), Workbook)


def test_what_is_no_answer_is_no_workbook(
    tmp_path: Path, process: ReadingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should a workbook ever take the parser over, it can only say data, and that is looked at."""
    path = tmp_path / "things.xlsx"
    save_sheet(path, sheet(row(text("A1", "Code"))))
    read = process.read
    monkeypatch.setattr(
        process, "read", lambda content, **_: read(content, then="tests.reading_functions:lie")
    )
    found = GuardedSource(process=process).read("programme", str(path))
    assert isinstance(found, Unreadable)
    assert found.reason == "findings.unreadable-crash"


def test_what_a_library_prints_does_not_come_between(process: ReadingProcess, small: bytes) -> None:
    """Whichever way it prints."""
    for _ in range(3):
        assert process.read(small, then="tests.reading_functions:noisy") == 1


def test_it_knows_no_secrets(
    process: ReadingProcess, small: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads what others made, and is given nothing that it does not need."""
    monkeypatch.setenv("WERKBLAD_MAIL_PASSWORD", "geheim")
    known = process.read(small, then="tests.reading_functions:environment")
    assert "geheim" not in str(known)
    assert not {name for name in known if name.startswith("WERKBLAD")}


def test_one_process_serves_many_workbooks(process: ReadingProcess, small: bytes) -> None:
    """Also from several threads, each of which gets its own answer."""
    one = process.read(small, then="tests.reading_functions:number")
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(
                lambda at: process.read(small, then="tests.reading_functions:titles", more=str(at)),
                range(40),
            )
        )
    assert found == [[f"Things{at}"] for at in range(40)]
    assert process.read(small, then="tests.reading_functions:number") == one


def test_one_that_was_killed_between_two_workbooks_is_started_again(
    process: ReadingProcess, small: bytes
) -> None:
    """As the system does when memory runs out; nobody notices."""
    process.start()
    for _ in range(2):
        os.kill(process.read(small, then="tests.reading_functions:number"), signal.SIGTERM)
        time.sleep(0.2)
        assert process.read(small)


def test_one_that_does_not_start_is_a_mistake_of_the_installation(small: bytes) -> None:
    """No workbook is to blame; this is an error, not a finding."""
    process = ReadingProcess(program="automations.engine.sheets.no_such_module")
    with pytest.raises(RuntimeError, match="does not start"):
        process.read(small)


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
@pytest.mark.parametrize("end", ["sys.exit()", "os.kill(os.getpid(), 9)"])
def test_it_ends_when_the_service_ends(end: str) -> None:
    """Well or badly: nothing is left running."""
    program = dedent(f"""
        import os, sys
        from automations.engine.sheets.process import shared
        shared().start()
        print(shared().number, flush=True)
        {end}
        """)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    left = Path(f"/proc/{int(done.stdout)}")
    until = time.monotonic() + 10
    while left.exists() and "Z" not in left.joinpath("stat").read_text().split()[2]:
        assert time.monotonic() < until
        time.sleep(0.05)
