"""Writing the example's workspace: six workbooks and a config.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from automations.engine.core.checks.references import label_column
from automations.engine.core.schema import Schema, Schemas
from automations.engine.example.data import HERE, Rows, read_rows
from automations.engine.example.mistakes import plant, read_mistakes
from automations.engine.sheets.builder import build_workbook
from automations.engine.words import Words

CONFIG = HERE / "config.yaml"


def build_example(folder: Path, schemas: Schemas, words: Words, *, mistakes: bool = True) -> None:
    """Write the example's workbooks and config.yaml in `folder`, with or without its mistakes."""
    text = CONFIG.read_text("utf-8")
    config = yaml.safe_load(text)
    clean = read_rows(schemas)
    rows, planted = plant(read_mistakes() if mistakes else (), clean, schemas)
    references = _references(clean, schemas)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(text, "utf-8")
    for workbook, location in config["workbooks"].items():
        path = folder / location
        path.parent.mkdir(parents=True, exist_ok=True)
        sheets = planted.of_workbook(workbook)
        owner = _owner(sheets[0], config["people"])
        build_workbook(path, sheets, planted, rows, references, words, owner)


def _owner(schema: Schema, people: Mapping[str, str | Sequence[str]]) -> str:
    """Return whom the guide of a workbook names: the first of its sheets' role."""
    addresses = people[schema.owner_role]
    return addresses if isinstance(addresses, str) else addresses[0]


def _references(rows: Rows, schemas: Schemas) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return what drop-downs offer: the codes and names of every sheet that has both."""
    offered = {}
    for name, schema in schemas.sheets.items():
        label = label_column(schema)
        if label is not None and len(schema.primary_key) == 1:
            key = schema.primary_key[0]
            offered[name] = [(str(row[key]), str(row[label.name])) for row in rows.get(name, ())]
    return offered
