"""A workspace: a folder with a config.yaml, and everything that its files say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from automations.engine.config import Config, read_config
from automations.engine.core.automation import Automation
from automations.engine.core.findings import Message
from automations.engine.core.rules import Rule
from automations.engine.core.schema import Schemas
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar
from automations.engine.registry import load_automations
from automations.engine.rule_files import load_rules
from automations.engine.schemas import load_schemas
from automations.engine.words import Words
from automations.engine.yaml_files import Document, FileError

SHIPPED = Path(__file__).parents[2]  # templates, schemas and rules that come with the program


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
        return template_folders(self.folder, kind)

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


def open_workspace(folder: Path) -> Workspace:
    """Read config.yaml, schemas, rules and automations; raises FileError with every mistake."""
    config = read_config(folder)
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
    rules = load_rules(
        [SHIPPED / "automations" / "rules", *_folders(folder, "rules", shipped=False)],
        schemas,
        words,
        config.settings,
    )
    return Workspace(
        folder=folder,
        config=config,
        schemas=schemas,
        rules=rules,
        automations=load_automations(),
        words=words,
        calendar=Calendar(config.settings.free_days),
    )


def _folders(folder: Path, name: str, *, shipped: bool = True) -> list[Path]:
    own = folder / name
    first = [SHIPPED / name] if shipped else []
    return [*first, own] if own.is_dir() and own != SHIPPED / name else first
