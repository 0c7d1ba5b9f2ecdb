"""Reports on record: finding the draft that may be approved, keeping it, and knowing it again.

The store holds the truth, with the bytes of every approved file. What lies in `reports/approved` is
a copy for people: it is written before the approval is kept, under a name that nobody looks at, so
that a full disk or a folder without rights approves nothing; and it gets its own name after that. A
copy that is missing is put back from the store.
"""

from __future__ import annotations

import getpass
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from automations.engine.approving import CannotWriteError
from automations.engine.core.approved_reports import (
    APPROVED,
    DRAFT,
    ApprovedFile,
    ApprovedReport,
    Origin,
)
from automations.engine.core.findings import Message
from automations.engine.core.periods import Period
from automations.engine.core.report import KINDS

FOLDER = "approved"
SORTS = {"word": "docx", "excel": "xlsx"}  # what every draft has
_STAGING = ".new-"
_READ_ONLY = 0o444
_ABANDONED = 86_400.0  # seconds


class Seal(Protocol):
    """What a file says of itself."""

    kind: str
    period: str
    state: str
    made_on: date
    figures: str
    origin: Origin
    whole: bool


ReadSeal = Callable[[Path], Seal | None]


class CannotApproveError(Exception):
    """There is nothing that may be approved; `message` says why and what to do."""

    def __init__(self, message: Message) -> None:
        """Carry the message."""
        super().__init__(message.id)
        self.message = message


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that lies among the reports: its files by sort, and what both say of themselves."""

    files: Mapping[str, Path]
    seal: Seal


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is: approved, draft, edited, or unknown.

    `report` is the approved report that it is, or claims to come from; `claims` the state that an
    edited or unknown file says it had.
    """

    state: str
    report: ApprovedReport | None = None
    period: str | None = None
    kind: str | None = None
    claims: str | None = None


def find_draft(folder: Path, kind: str, period: Period, read_seal: ReadSeal) -> Draft:
    """Return the newest draft of a period, also one that was made on its day.

    Raises CannotApproveError where there is none, or where a file is not as it was made.
    """
    stem = f"{KINDS[kind].file}-{period.code}"
    day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
    firsts = [folder / f"{stem}.docx", *sorted(folder.glob(f"{stem}-{day}.docx"))]
    pairs = [
        {sort: first.with_suffix(f".{end}") for sort, end in SORTS.items()} for first in firsts
    ]
    found = [pair for pair in pairs if all(path.is_file() for path in pair.values())]
    if not found:
        raise CannotApproveError(Message("record.no-draft", {"period": period.code}))
    newest = max(found, key=lambda pair: _made_on(pair["word"], firsts[0], read_seal))
    return _judged(newest, kind, period, read_seal)


def _made_on(path: Path, latest: Path, read_seal: ReadSeal) -> date:
    """Return the day on which a draft was made; one that does not say is the newest.

    Unless it is one of an earlier day, as its name says: then it is nobody's business any more.
    """
    seal = read_seal(path)
    if seal is None:
        return date.max if path == latest else date.min
    return seal.made_on


def _judged(files: Mapping[str, Path], kind: str, period: Period, read_seal: ReadSeal) -> Draft:
    """Return a draft whose files are as they were made, at the same time and of the same."""
    seals = []
    for path in files.values():
        values = {"file": path.name, "period": period.code}
        seal = read_seal(path)
        if seal is None:
            raise CannotApproveError(Message("record.no-seal", values))
        if not seal.whole or (seal.kind, seal.period, seal.state) != (kind, period.code, DRAFT):
            raise CannotApproveError(Message("record.edited-draft", values))
        seals.append(seal)
    first, *others = seals
    same = (first.figures, first.origin, first.made_on)
    if any((one.figures, one.origin, one.made_on) != same for one in others):
        raise CannotApproveError(Message("record.not-a-pair", {"period": period.code}))
    return Draft(files, first)


def changed_since(draft: Draft, origin: Origin) -> tuple[str, ...]:
    """Name what is another than when a draft was made: workbooks, `template`, `program`."""
    then = draft.seal.origin
    names = sorted(then.workbooks.keys() | origin.workbooks.keys())
    changed = [name for name in names if then.workbooks.get(name) != origin.workbooks.get(name)]
    changed += ["template"] if then.template != origin.template else []
    changed += ["program"] if then.program != origin.program else []
    return tuple(changed)


@contextmanager
def staged(reports: Path) -> Iterator[Path]:
    """Give a folder beside the approved files that is gone afterwards, whatever happens.

    What a process that was killed left behind is cleared away with it, once it is a day old. Raises
    CannotWriteError.
    """
    folder = reports / FOLDER
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        place = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Clear away what nobody can be working on any more."""
    for left in folder.glob(f"{_STAGING}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Say in words why something could not be written."""
    try:
        yield
    except OSError as error:
        name = Path(error.filename).name if error.filename else place.name
        raise CannotWriteError(name, error.strerror or str(error)) from error


def taken(made: Mapping[str, Path | None]) -> tuple[ApprovedFile, ...]:
    """Return the files of a report as they are kept."""
    files = []
    for sort, path in made.items():
        if path is not None:
            content = path.read_bytes()
            files.append(ApprovedFile(sort, path.name, sha256(content).hexdigest(), content))
    return tuple(files)


def others(reports: Path, files: Iterable[ApprovedFile]) -> tuple[Path, ...]:
    """Return the files that lie where an approved one has to be, and are not that one."""
    places = ((reports / FOLDER / file.name, file.sha256) for file in files)
    return tuple(path for path, mine in places if path.exists() and fingerprint(path) != mine)


def put_in_place(reports: Path, files: Iterable[ApprovedFile]) -> None:
    """Write the approved files that are not there, read-only; one that is there is never touched.

    Raises CannotWriteError.
    """
    folder = reports / FOLDER
    for file in files:
        path = folder / file.name
        if not path.exists():
            with writing(path):
                folder.mkdir(parents=True, exist_ok=True)
                _put(path, file.content)


def missing(reports: Path, report: ApprovedReport) -> bool:
    """Tell whether a copy of an approved file is not there any more."""
    return any(not (reports / FOLDER / file.name).exists() for file in report.files)


def _put(path: Path, content: bytes) -> None:
    """Write a file whole and read-only, under a name that nothing has yet."""
    handle, name = tempfile.mkstemp(prefix=_STAGING, dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_READ_ONLY)
        try:
            os.link(part, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            part.rename(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; raises OSError."""
    with path.open("rb") as file:
        whole = sha256()
        while piece := file.read(1 << 20):
            whole.update(piece)
    return whole.hexdigest()


def account() -> str:
    """Name the user of this computer; nothing where the system does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def verify(path: Path, approved: Sequence[ApprovedReport], read_seal: ReadSeal) -> Verdict:
    """Say what a file is, by its bytes; raises OSError."""
    mine = fingerprint(path)
    for report in approved:
        if any(file.sha256 == mine for file in report.files):
            return Verdict(APPROVED, report, report.period, report.kind, APPROVED)
    seal = read_seal(path)
    if seal is None:
        return Verdict("unknown")
    same = (one for one in approved if (one.kind, one.period) == (seal.kind, seal.period))
    state = "edited" if not seal.whole else DRAFT if seal.state == DRAFT else "unknown"
    return Verdict(state, next(same, None), seal.period, seal.kind, seal.state)
