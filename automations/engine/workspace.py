"""A workspace: a folder with a config.yaml, and everything that its files say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from automations.engine.config import Config, read_config
from automations.engine.core.editions import CHANGED, STOPPED
from automations.engine.core.findings import Message
from automations.engine.core.report_due import REPORT_DUE
from automations.engine.core.rules import MENDED, Rule
from automations.engine.core.schema import Schemas
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar
from automations.engine.schemas import load_schemas
from automations.engine.words import Words
from automations.engine.yaml_files import Document, FileError, read_yaml

if TYPE_CHECKING:
    from automations.engine.core.automation import Automation

SHIPPED = Path(__file__).parents[2]  # templates, schemas and rules that come with the program
# What an automation tells is remembered under its own name, so that no rule may have that.
_TAKEN = frozenset(path.stem for path in (SHIPPED / "automations").glob("[a-z]*.py"))
_TAKEN |= {MENDED, CHANGED, STOPPED, REPORT_DUE}


@dataclass(frozen=True)
class Workspace:
    """Everything that was read at the start; the workbooks themselves are looked at later."""

    folder: Path
    config: Config
    schemas: Schemas
    rules: tuple[Rule, ...]
    automations: tuple[Automation, ...]
    words: Words  # the language of what partners, staff and the board get
    calendar: Calendar
    rule_names: frozenset[str] = frozenset()  # also where the rules themselves were not read
    templates_at: Path | None = None  # a copy that is used in their place, as by the service

    @property
    def settings(self) -> Settings:
        """The part of config.yaml that decisions depend on."""
        return self.config.settings

    @property
    def workbooks(self) -> Mapping[str, str]:
        """Each workbook's key and location, in the order of the schemas and then of config.yaml."""
        return self.config.workbooks

    @property
    def outbox(self) -> Path:
        """Where mails go while mail goes to a folder."""
        return self.folder / "outbox"

    @property
    def reports(self) -> Path:
        """Where reports go."""
        return self.folder / "reports"

    @property
    def newsletters(self) -> Path:
        """Where previews of newsletters go."""
        return self.folder / "newsletters"

    @property
    def store(self) -> Path:
        """The store's file."""
        return self.folder / "service.db"

    def templates(self, kind: str) -> tuple[Path, ...]:
        """Return the folders with templates of that kind, the shipped one first."""
        if self.templates_at is None:
            return template_folders(self.folder, kind)
        folders = (self.templates_at / part / kind for part in ("shipped", "own"))
        return tuple(folder for folder in folders if folder.is_dir())

    def now(self, today: date | None = None) -> datetime:
        """Return this moment in the configured zone; a fixed day means 09:00."""
        fixed = today or self.config.today
        if fixed is None:
            return datetime.now(self.config.zone)
        return datetime(fixed.year, fixed.month, fixed.day, 9, tzinfo=self.config.zone)

    def relative(self, path: Path) -> str:
        """Write a path as people and scripts see it: from the workspace, with slashes."""
        return path.relative_to(self.folder).as_posix()


def template_folders(folder: Path, kind: str) -> tuple[Path, ...]:
    """Return the shipped folder of templates and, where there is one, the workspace's own."""
    return tuple(_folders(folder, f"templates/{kind}"))


def open_workspace(
    folder: Path,
    *,
    decides: bool = True,
    configured: Callable[[Config], None] = lambda _: None,
) -> Workspace:
    """Read config.yaml, schemas, rules and automations; raises FileError with every mistake.

    What only looks at workbooks and decides nothing (`decides=False`) gets no automations, and of
    the rules their names: compiling them takes as long as checking the sheets. `configured` is
    called as soon as config.yaml was read.
    """
    config = read_config(folder)
    configured(config)
    words = Words(config.settings.language)
    schemas = load_schemas(_folders(folder, "sheets_schema"))
    without = sorted(
        {schema.workbook for schema in schemas.sheets.values()} - config.workbooks.keys()
    )
    if without:
        document = Document("config.yaml", None, {})
        raise FileError(
            [
                document.mistake(("workbooks", name), Message("files.no-workbook", {"key": name}))
                for name in without
            ]
        )
    places = [SHIPPED / "automations" / "rules", *_folders(folder, "rules", shipped=False)]
    rules: tuple[Rule, ...] = ()
    automations: tuple[Automation, ...] = ()
    if decides:
        from automations.engine.registry import load_automations  # noqa: PLC0415 - see above
        from automations.engine.rule_files import load_rules  # noqa: PLC0415 - see above

        rules = load_rules(places, schemas, words, config.settings)
        automations = load_automations()
    return Workspace(
        folder=folder,
        config=config,
        schemas=schemas,
        rules=rules,
        automations=automations,
        words=words,
        calendar=Calendar(config.settings.free_days),
        rule_names=_TAKEN | (frozenset(rule.name for rule in rules) or _rule_names(places)),
    )


def _rule_names(folders: Sequence[Path]) -> frozenset[str]:
    """Return the names of the rules in files; a file that cannot be read is told of elsewhere."""
    names: set[str] = set()
    for path in (path for folder in folders for path in folder.glob("*.yaml")):
        with suppress(FileError):
            data = read_yaml(path, path.name).data
            names |= {str(name) for name in data} if isinstance(data, dict) else set()
    return frozenset(names)


def _folders(folder: Path, name: str, *, shipped: bool = True) -> list[Path]:
    own = folder / name
    first = [SHIPPED / name] if shipped else []
    return [*first, own] if own.is_dir() and own != SHIPPED / name else first
