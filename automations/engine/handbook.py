"""Pages of the handbook that are made from the program's own files, so that they stay true.

`python -m automations.engine.handbook` writes them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from automations.engine.core.column_words import column_notes
from automations.engine.core.describe import describe
from automations.engine.core.figures import FIGURES
from automations.engine.core.figures.registry import Chapter, Compare, FigureSpec, Sort
from automations.engine.core.findings import Severity
from automations.engine.core.grid import column_letter
from automations.engine.core.rules import Rule
from automations.engine.core.schema import Field, Schema, Schemas
from automations.engine.finding_pages import FILES, SECTIONS, Example, Page, Table, pages
from automations.engine.rule_files import load_rules
from automations.engine.schemas import load_schemas
from automations.engine.words import Words

_ROOT = Path(__file__).resolve().parents[2]
COLUMNS_PAGE = _ROOT / "docs" / "handleiding" / "kolommen.md"
FINDINGS = _ROOT / "docs" / "handleiding" / "bevindingen"
FIGURES_PAGE = _ROOT / "docs" / "handleiding" / "cijfers.md"
RULES = _ROOT / "automations" / "rules"
RULES_PAGE = _ROOT / "docs" / "handleiding" / "herinneringen.md"
_FAMILIES = {
    "network": "Het netwerk",
    "training": "Trainingen",
    "programme": "Acties, dialooggesprekken en scholen",
    "governance": "Overleg, vragen, nieuwsbrief en geld",
    "signals": "Signalen",
}


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


def rules_page(rules: Sequence[Rule], schemas: Schemas, words: Words) -> str:
    """Read every rule that ships back as a sentence, in Markdown, one chapter per family."""
    opening = (
        "Dit zijn de herinneringen die Werkblad kent, elk als één zin. `python3 run.py rules` laat "
        "ze ook zien, met [die van uzelf](eigen-herinneringen.md) erbij. Wat iemand dan leest, "
        "staat in [Welke mails krijg ik?](mails.md)."
    )
    lines = ["# Welke herinneringen zijn er?", "", opening]
    for family, title in _FAMILIES.items():
        lines += ["", f"## {title}", ""]
        for rule in rules:
            if rule.family == family:
                sentence = describe(rule, words, schemas).removeprefix(f"{rule.name}: ")
                lines.append(f"- `{rule.name}`: {_plain(sentence)}")
    return "\n".join(lines) + "\n"


def figures_page(schemas: Schemas, words: Words) -> str:
    """Say of every figure of the reports what it means and where it comes from, in Markdown."""
    opening = (
        "Dit zijn de cijfers die Werkblad uitrekent. Ze staan in [het rapport](rapport.md), in "
        "Word en in Excel, en in `python3 run.py report --json`. *Gedaan* zegt wat er gebeurde, "
        "*bereikt* wat ervan kwam. Hieronder staat ook welke tabbladen worden geteld."
    )
    lines = ["# Wat betekenen de cijfers?", "", opening]
    for chapter in Chapter:
        figures = [one for one in FIGURES if one.chapter is chapter]
        if figures:
            lines += ["", f"## {words(f'report.chapter-{chapter}')}", ""]
            lines += [_row(["Cijfer", "Betekenis", "Soort", "Ernaast", "Tabbladen"])]
            lines += [_row(["---"] * 5), *(_figure(one, schemas, words) for one in figures)]
    return "\n".join(lines) + "\n"


_SORTS = {Sort.OUTPUT: "gedaan", Sort.OUTCOME: "bereikt"}
_BESIDE = {
    Compare.PREVIOUS: "de periode ervoor",
    Compare.YEAR: "een jaar eerder",
    Compare.NOTHING: "niets: alleen de stand van nu is bekend",
}


def _figure(figure: FigureSpec, schemas: Schemas, words: Words) -> str:
    label = f"**{_plain(words(f'report.figure-{figure.id}'))}** `{figure.id}`"
    tabs = ", ".join(_plain(schemas[name].title) for name in figure.sources)
    definition = _plain(words(f"report.definition-{figure.id}"))
    return _row([label, definition, _SORTS[figure.sort], _BESIDE[figure.compare], tabs])


def findings_pages() -> dict[str, str]:
    """Return every page about findings by file name: one for each code, and a list of them."""
    every = pages()
    rows = [_row([f"[`{page.code}`]({page.code}.md)", _plain(page.title)]) for page in every]
    heads = [_row(["Code", "Wat is er?"]), _row(["---", "---"])]
    opening = (
        "Elke opmerking van Werkblad heeft een code. Met `python3 run.py check -v` staat die "
        "achter de opmerking. Hieronder leest u per code wat ze betekent en wat u doet."
    )
    index = ["# Wat betekent deze opmerking?", "", opening, "", *heads, *rows]
    found = {f"{page.code}.md": finding_page(page) for page in every}
    return {"README.md": "\n".join(index) + "\n", **found}


def finding_page(page: Page) -> str:
    """Write the page of one code in Markdown."""
    wrong, right, remedy = SECTIONS
    lines = [f"# {page.title}", "", f"Code: `{page.code}` · [alle codes](README.md)", ""]
    lines += [page.meaning, "", f"## {wrong}", *_examples(page.wrong)]
    lines += ["", f"## {right}", *_examples(page.right)]
    lines += ["", f"## {remedy}", "", page.remedy]
    return "\n".join(lines) + "\n"


def _examples(parts: Sequence[str | Example]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield from ("", part)
            continue
        for note in part.notes:
            yield from ("", note)
        for table in part.tables:
            yield from ("", f"{table.title}:", "", *_shown(table))
        if part.lines:
            yield from ("", "Werkblad zegt:", "", "```text", *part.lines, "```")
        else:
            yield from ("", "Werkblad zegt hier niets over.")


def _shown(table: Table) -> Iterator[str]:
    """Show a tab as a spreadsheet does, with letters above and numbers beside it."""
    if table.title == FILES:
        yield from (f"- {_plain(file)}" for (file,) in table.rows)
        return
    width = max(map(len, table.rows))
    yield _row(["", *map(column_letter, range(width))])
    yield _row(["---"] * (width + 1))
    for number, cells in enumerate(table.rows, 1):
        texts = [f"**{_plain(cell)}**" if number == 1 and cell else _plain(cell) for cell in cells]
        yield _row([str(number), *texts, *[""] * (width - len(cells))])


if __name__ == "__main__":
    COLUMNS_PAGE.parent.mkdir(parents=True, exist_ok=True)
    shipped, dutch = load_schemas([_ROOT / "sheets_schema"]), Words("nl")
    COLUMNS_PAGE.write_text(columns_page(shipped, dutch), "utf-8")
    rules = load_rules([RULES], shipped, dutch)
    RULES_PAGE.write_text(rules_page(rules, shipped, dutch), "utf-8")
    FIGURES_PAGE.write_text(figures_page(shipped, dutch), "utf-8")
    FINDINGS.mkdir(exist_ok=True)
    for name, page in findings_pages().items():
        (FINDINGS / name).write_text(page, "utf-8")
