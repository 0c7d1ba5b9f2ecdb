"""Pages of the handbook that are made from the program's own files, so that they stay true.

`python -m automations.engine.handbook` writes them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from automations.engine.core.column_words import column_notes
from automations.engine.core.findings import Severity
from automations.engine.core.schema import Field, Schema, Schemas
from automations.engine.schemas import load_schemas
from automations.engine.words import Words

_ROOT = Path(__file__).resolve().parents[2]
COLUMNS_PAGE = _ROOT / "docs" / "handleiding" / "kolommen.md"


def columns_page(schemas: Schemas, words: Words) -> str:
    """Describe every column of every sheet, in Markdown, one chapter per workbook."""
    lines = [f"# {words('schemas.page-title')}", "", words("schemas.page-intro")]
    file = ""
    for schema in schemas.sheets.values():
        if schema.file != file:
            file = schema.file
            lines += ["", f"## {file}"]
        lines += ["", *_sheet(schema, schemas, words)]
    return "\n".join(lines) + "\n"


def _sheet(schema: Schema, schemas: Schemas, words: Words) -> Iterator[str]:
    yield f"### {schema.title}"
    yield ""
    notes = [_plain(schema.description)]
    if schema.sensitive:
        notes.append(words("schemas.page-sensitive"))
    elif schema.personal:
        notes.append(words("schemas.page-personal"))
    yield " ".join([*notes, words("schemas.page-sheet", name=f"`{schema.name}`")])
    yield ""
    heads = [words(f"schemas.page-{name}") for name in ("column", "what", "rules", "name")]
    yield _row(heads)
    yield _row(["---"] * len(heads))
    for column in schema.fields:
        yield _row(_column(schema, column, schemas, words))
    checks = list(_checks(schema, words))
    if checks:
        yield ""
        yield words("schemas.page-checks")
        yield ""
        yield from checks


def _column(schema: Schema, column: Field, schemas: Schemas, words: Words) -> list[str]:
    title = f"**{_plain(column.title)}**"
    if column.aliases:
        title += " " + _plain(words("schemas.page-also", names=column.aliases))
    rules = [words.message(note) for note in column_notes(schema, column, schemas)]
    return [title, _plain(column.description), _plain(" ".join(rules)), f"`{column.name}`"]


def _checks(schema: Schema, words: Words) -> Iterator[str]:
    for names in schema.unique_together:
        titles = [schema[name].title for name in names]
        text = words("schemas.page-unique-together", columns=titles)
        yield _check(titles[0], Severity.ERROR, text, words)
    for same in schema.same:
        yield _check(schema[same.agree].title, same.severity, _said(same.says, words), words)
    for rule in schema.rules:
        yield _check(schema[rule.column].title, rule.severity, _said(rule.says, words), words)


def _said(says: Mapping[str, str], words: Words) -> str:
    return says.get(words.language) or next(iter(says.values()))


def _check(title: str, severity: Severity, text: str, words: Words) -> str:
    return f"- **{_plain(title)}** ({words(f'schemas.page-{severity.value}')}): {_plain(text)}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Keep Markdown's own signs as they are typed."""
    for sign in ("\\", "*", "_", "|", "<"):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


if __name__ == "__main__":
    COLUMNS_PAGE.parent.mkdir(parents=True, exist_ok=True)
    page = columns_page(load_schemas([_ROOT / "sheets_schema"]), Words("nl"))
    COLUMNS_PAGE.write_text(page, "utf-8")
