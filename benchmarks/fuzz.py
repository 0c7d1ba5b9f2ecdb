"""Damage workbooks in every way and check them: nothing may raise, hang, die or outgrow its limit.

The example's workbooks, and some of other programs, are mutated: bytes flipped, cut off, spliced
with another file, filled with zeros, and the XML inside the zip edited (values, addresses, tags,
attributes, whole stretches). Each takes the place of the example's partner register and goes
through what `check` does, with one source for all of them, as in the service.

    python benchmarks/fuzz.py                 # 2,000 workbooks
    python benchmarks/fuzz.py --count 150 --json
    python benchmarks/fuzz.py --check         # exit code 1 when a promise is broken

What must come out: 0 that raised, 0 over 10 seconds, 0 after which a sound workbook was not read,
and a reading process that stayed below its limit of memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import openpyxl  # noqa: E402 - after the path to the project

from automations.engine.core.checked import Context  # noqa: E402 - as above
from automations.engine.core.checks import check  # noqa: E402 - as above
from automations.engine.core.checks.again import Again  # noqa: E402 - as above
from automations.engine.core.grid import Unreadable, Workbook  # noqa: E402 - as above
from automations.engine.example import build_example  # noqa: E402 - as above
from automations.engine.schemas import load_schemas  # noqa: E402 - as above
from automations.engine.sheets import limits  # noqa: E402 - as above
from automations.engine.sheets.guarded import GuardedSource  # noqa: E402 - as above
from automations.engine.sheets.process import ReadingProcess  # noqa: E402 - as above
from automations.engine.words import Words  # noqa: E402 - as above
from automations.engine.workspace import open_workspace  # noqa: E402 - as above

TOO_LONG = 10.0
SOUND_EVERY = 25
VICTIM = "partners"
Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]
NASTY = (
    b"",
    b" ",
    b"e",
    b"s",
    b"str",
    b"7",
    b"42646",
    b"A1",
    b"ZZ9",
    b"2016-13-45",
    b"hidden",
    b"true",
    b"-1",
    b"0",
    b"1E400",
    b"NaN",
    b"99999999999999999999",
    b"4294967296",
    b"XFD1048576",
    b"A0",
    b"\xff\xfe",
    b"&#0;",
    b"&xxe;",
    b"<",
    b"]]>",
    b"<!DOCTYPE x>",
    b"_xD800_",
    b"x" * 40_000,
)
WELL_FORMED = tuple(one for one in NASTY if not re.search(rb"[<&\xff]|]]>", one))
ELEMENT = re.compile(
    rb"<(row|c|v|f|t|si|is|sheet|xf|numFmt|Relationship|comment|mergeCell|definedName)\b"
    rb"[^<>]*(?:/>|>.*?</\1>)",
    re.DOTALL,
)


@dataclass
class Fuzzed:
    """What came out of one run."""

    count: int = 0
    raised: int = 0
    too_long: int = 0
    dead: int = 0
    restarts: int = 0
    longest_s: float = 0.0
    median_ms: float = 0.0
    peak_mb: int = 0
    limit_mb: int = limits.MEMORY >> 20
    outcomes: Counter[str] = field(default_factory=Counter)
    first_trace: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether every promise was kept."""
        return not (self.raised or self.too_long or self.dead) and self.peak_mb < self.limit_mb


def flip(chance: random.Random, content: bytes, _: Sequence[bytes]) -> bytes:
    """Change some bytes, anywhere."""
    changed = bytearray(content)
    for _once in range(chance.choice((1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(chance: random.Random, content: bytes, _: Sequence[bytes]) -> bytes:
    """Cut the file off."""
    return content[: chance.randrange(len(content))]


def splice(chance: random.Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Put the begin of one file before the end of another."""
    other = chance.choice(others)
    return content[: chance.randrange(len(content))] + other[chance.randrange(len(other)) :]


def blank(chance: random.Random, content: bytes, _: Sequence[bytes]) -> bytes:
    """Fill a stretch with zeros, as a file that was not synchronised to its end."""
    start = chance.randrange(len(content))
    end = min(len(content), start + chance.choice((16, 512, 4096, len(content))))
    return content[:start] + b"\0" * (end - start) + content[end:]


def edit(chance: random.Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Change the XML of one part, and pack it well again."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    likely = [name for name in parts if name.endswith((".xml", ".rels"))]
    sheets = [name for name in likely if "worksheets/sheet" in name or name == "content.xml"]
    for _once in range(chance.choice((1, 1, 2, 5))):
        name = chance.choice(sheets if chance.random() < 0.6 and sheets else likely)  # noqa: PLR2004 - more often
        parts[name] = chance.choice(EDITS)(chance, parts[name], others)
    if chance.random() < 0.05:  # noqa: PLR2004 - now and then
        parts.pop(chance.choice(likely))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return packed.getvalue()


def value(chance: random.Random, part: bytes, _: Sequence[bytes]) -> bytes:
    """Put something nasty in the place of an attribute's value or a text."""
    found = list(re.finditer(rb'="([^"]*)"|>([^<]+)<', part))
    if not found:
        return part
    one = chance.choice(found)
    start, end = one.span(1 if one[1] is not None else 2)
    nasty = NASTY if chance.random() < 0.1 else WELL_FORMED  # noqa: PLR2004 - a tenth breaks it
    return part[:start] + chance.choice(nasty) + part[end:]


def element(chance: random.Random, part: bytes, _: Sequence[bytes]) -> bytes:
    """Take an element away, write it twice, or put it where another begins."""
    found = list(ELEMENT.finditer(part))
    if not found:
        return part
    one, other = chance.choice(found), chance.choice(found)
    what = chance.randrange(3)
    if what == 0:
        return part[: one.start()] + part[one.end() :]
    at = one.end() if what == 1 else other.start()
    return part[:at] + one[0] + part[at:]


def tag(chance: random.Random, part: bytes, _: Sequence[bytes]) -> bytes:
    """Take a tag away, write it twice, or put it elsewhere."""
    found = list(re.finditer(rb"<[^>]+>", part))
    if not found:
        return part
    one, other = chance.choice(found), chance.choice(found)
    what = chance.randrange(3)
    if what == 0:
        return part[: one.start()] + part[one.end() :]
    at = one.end() if what == 1 else other.end()
    return part[:at] + one[0] + part[at:]


def stretch(chance: random.Random, part: bytes, _: Sequence[bytes]) -> bytes:
    """Repeat, drop or move a stretch."""
    start, end = sorted(chance.randrange(len(part) + 1) for _once in range(2))
    middle = part[start:end]
    return part[:start] + middle * chance.choice((0, 2, 3)) + part[end:]


def kind(chance: random.Random, part: bytes, _: Sequence[bytes]) -> bytes:
    """Say of all cells that they are of another kind, or have another format."""
    old, new = chance.choice(((b't="s"', b't="n"'), (b't="s"', b't="e"'), (b"<v>", b"<v>-")))
    return part.replace(old, new) if chance.random() < 0.5 else part.replace(old, new, 3)  # noqa: PLR2004 - either way


EDITS: tuple[Mutation, ...] = (
    *(value, value, value, value, element, element, element, kind, kind, tag, stretch, flip),
)
MUTATIONS: tuple[Mutation, ...] = (edit, edit, edit, flip, cut, splice, blank)


def seeds(folder: Path) -> list[bytes]:
    """Return the workbooks to damage: the example's, and one as openpyxl writes it."""
    made = [path.read_bytes() for path in sorted((folder / "workbooks").glob("*.xlsx"))]
    book = openpyxl.Workbook()
    book.active.title = "Organisaties"
    book.active.append(["Code", "Organisatie", "Aangesloten op", "Eerstelijns medewerkers"])
    for at in range(1, 30):
        book.active.append([f"ORG-{at:02}", f"Naam {at}", "=TODAY()", at])
    saved = BytesIO()
    book.save(saved)
    return [*made, saved.getvalue()]


def peak_of(process: ReadingProcess) -> int:
    """Return the most memory in MB that the reading process had, where the system tells."""
    try:
        lines = Path(f"/proc/{process.number}/status").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return (
        max((int(line.split()[1]) for line in lines if line.startswith("VmPeak")), default=0) >> 10
    )


def fuzz(folder: Path, count: int, seed: int, say: Callable[[int], None]) -> Fuzzed:
    """Check `count` damaged workbooks in a workspace that is made in `folder`."""
    build_example(folder, load_schemas([ROOT / "sheets_schema"]), Words("nl"))
    workspace, words = open_workspace(folder), Words("nl")
    process = ReadingProcess()
    source, again = GuardedSource(process=process), Again()
    victim = workspace.folder / workspace.workbooks[VICTIM]
    sound, given = victim.read_bytes(), seeds(folder)
    context = Context(workspace.now().date(), workspace.settings)
    result, durations = Fuzzed(), []
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret

    def look(content: bytes, number: int) -> Workbook | Unreadable:
        victim.write_bytes(content)
        os.utime(victim, (1e9 + number, 1e9 + number))  # nobody is saving it
        read = {
            name: source.read(name, str(workspace.folder / location))
            for name, location in workspace.workbooks.items()
        }
        for one in check(read, workspace.schemas, context, again).findings:
            words.message(one.message)
        return read[VICTIM]

    for number in range(count):
        before, owner = time.perf_counter(), process.number
        try:
            read = look(chance.choice(MUTATIONS)(chance, chance.choice(given), given), number)
        except Exception:  # noqa: BLE001 - that is what this is looking for
            result.raised += 1
            result.first_trace = result.first_trace or traceback.format_exc()
        else:
            result.outcomes[read.reason if isinstance(read, Unreadable) else "read"] += 1
        durations.append(time.perf_counter() - before)
        result.too_long += durations[-1] > TOO_LONG
        result.restarts += owner not in {0, process.number}
        result.peak_mb = max(result.peak_mb, peak_of(process))
        if number % SOUND_EVERY == 0:
            result.dead += not isinstance(look(sound, -number - 1), Workbook)
            say(number)
    result.count, result.longest_s = count, round(max(durations), 2)
    result.median_ms = round(1000 * sorted(durations)[len(durations) // 2], 1)
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and return 1 when a promise is broken and `--check` was given."""
    parser = argparse.ArgumentParser(description="Check damaged workbooks.")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args(arguments)

    def say(number: int) -> None:
        if not args.json and sys.stderr.isatty():
            sys.stderr.write(f"\r{number}/{args.count}")

    with tempfile.TemporaryDirectory() as folder:
        result = fuzz(Path(folder), args.count, args.seed, say)
    told = asdict(result)
    if args.json:
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        for name, figure in told.items():
            if name != "outcomes" and figure != "":
                sys.stdout.write(f"{name:<12} {figure}\n")
        for reason, times in result.outcomes.most_common():
            sys.stdout.write(f"  {times:>6}  {reason}\n")
    return 1 if args.check and not result.holds else 0


if __name__ == "__main__":
    sys.exit(main())
