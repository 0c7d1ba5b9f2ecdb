"""The repository as a whole: what it promises in its files about themselves."""

from __future__ import annotations

import ast
import email
import email.policy
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import docx
import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from automations.engine.cli import build_parser
from automations.engine.words import Words

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "automations/engine/locale"
CATALOGUES = sorted(path.stem for path in LOCALE.glob("nl/LC_MESSAGES/*.po"))
LANGUAGES = sorted(path.name for path in LOCALE.iterdir() if path.is_dir())
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
PLACEHOLDER = re.compile(r"\{\w*\}")


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file of the repository, also those that are yet to be committed."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("only git knows which files belong to the repository")
    command = [git, "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard"]
    names = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Yield each text file of the repository: its name and what stands in it."""
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(ROOT)), content.decode()


@cache
def source(name: str) -> Catalog:
    """Read the catalogue `language/name` as translators edit it."""
    language, _, stem = name.partition("/")
    with (LOCALE / language / "LC_MESSAGES" / f"{stem}.po").open("rb") as file:
        return read_po(file, locale=language)


def entries(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """Return the entries of a catalogue: id → the singular, or all plurals."""
    found = {}
    for message in catalogue:
        if message.id:
            plural = not isinstance(message.id, str)
            entry = message.id[0] if plural else message.id
            found[entry] = tuple(message.string) if plural else (message.string,)
    return found


def test_the_project_never_speaks_smtp_by_itself() -> None:
    """Mail is handed over by a library that a transport wraps; nothing imports smtplib."""
    for path in ROOT.glob("automations/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert "smtplib" not in {name.name for name in node.names}, path
            if isinstance(node, ast.ImportFrom):
                assert node.module != "smtplib", path


def test_no_file_names_a_machine_or_a_registry() -> None:
    """A clone works on any machine, with whatever index its owner has set."""
    machine = re.compile(r"(?<![\w.~}-])/(?:root|work|home|tmp|opt)/")
    registry = re.compile(r"pypi\.or[g]|pythonhoste[d]|registry\.npm[j]s")
    found = [
        (name, number)
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if machine.search(line) or registry.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_line_of_a_lock_is_hashed_and_names_no_index(name: str) -> None:
    """Nothing else than these very files can be installed, from wherever they come."""
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    for requirement in text.replace("\\\n", " ").splitlines():
        assert re.match(r"[\w.-]+==\S+ (.*)--hash=sha256:[0-9a-f]{64}", requirement), requirement


def test_the_lock_for_tests_holds_the_lock_to_run() -> None:
    """So once the tests ran, nothing more is installed to run."""
    to_run = set((ROOT / "requirements.lock").read_text("utf-8").splitlines())
    to_test = set((ROOT / "requirements-dev.lock").read_text("utf-8").splitlines())
    assert to_run <= to_test


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_dependency_is_locked(lock: str) -> None:
    """What pyproject.toml asks for, the lock pins."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = list(project["dependencies"])
    if lock == "requirements-dev.lock":
        wanted += project["optional-dependencies"]["dev"]
    pinned = {
        line.partition("==")[0].lower()
        for line in (ROOT / lock).read_text("utf-8").splitlines()
        if "==" in line
    }
    assert {re.split(r"[>=<\[]", one)[0].lower() for one in wanted} <= pinned


def test_the_first_screen_of_the_readme_shows_the_two_commands() -> None:
    """Who looks at the page knows what to type."""
    first = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:75])
    assert "python3 run.py demo" in first
    assert "python3 run.py test" in first


def test_the_readme_lists_every_command() -> None:
    """A command that is not explained does not exist for most people."""
    readme = (ROOT / "README.md").read_text("utf-8")
    usage = build_parser(Words("en")).format_help()
    commands = re.findall(r"^    (\w+) ", usage, re.MULTILINE)
    assert "demo" in commands
    assert [name for name in commands if f"| `{name}" not in readme] == []


def test_the_readme_shows_the_shipped_configuration() -> None:
    """Line by line, so that it cannot fall behind."""
    assert (ROOT / "config.yaml").read_text("utf-8") in (ROOT / "README.md").read_text("utf-8")


def test_what_the_readme_shows_is_what_the_demo_makes(demo: Path) -> None:
    """The quoted mail and the quoted lines of the report, word for word."""
    readme = (ROOT / "README.md").read_text("utf-8")
    quotes = re.findall(r"(?:^> .*\n|^>\n)+", readme, re.MULTILINE)
    mail, report = (_plain(quote) for quote in quotes)
    made = [_digest_of(path) for path in (demo / "outbox").rglob("*.eml")]
    subject, *sentences = mail
    (text,) = (text for found, text in made if found == subject)
    assert [line for line in sentences if line.upper() not in text.upper()] == []
    document = docx.Document(str(next((demo / "reports").glob("*-2016-H1.docx"))))
    told = " ".join(paragraph.text for paragraph in document.paragraphs)
    first, *lines = report
    assert first.lower().split(", ")[1] in told.lower()
    assert [line for line in lines if line not in told] == []


def _plain(quote: str) -> list[str]:
    """Return the sentences of a Markdown quote."""
    blocks = re.split(r"^>[ ]?$|(?<=\*\*)\n", quote, flags=re.MULTILINE)
    texts = [re.sub(r"^> |\*\*|– ", "", block, flags=re.MULTILINE) for block in blocks]
    joined = [" ".join(text.split()) for text in texts]
    return [part for text in joined if text for part in re.split(r"(?<=\.) (?=[A-Z0-9])", text)]


def _digest_of(path: Path) -> tuple[str, str]:
    """Return a mail's subject, and its text on one line."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    text = message.get_body(("plain",))
    assert text is not None
    return message["Subject"], " ".join(text.get_content().split())


def test_links_in_the_documentation_lead_somewhere() -> None:
    """Each relative link names a file that is there, and a heading that is in it."""
    broken = []
    for path in tracked():
        if path.suffix != ".md":
            continue
        for link in LINK.finditer(path.read_text("utf-8")):
            target, _, heading = (link[1] or link[2]).partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            file = path.parent / target if target else path
            if not file.exists() or (heading and heading not in headings(file)):
                broken.append((path.name, link[0]))
    assert broken == []


def headings(path: Path) -> set[str]:
    """Return the names under which the headings of a page can be linked to."""
    titles = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_decision_is_in_the_list() -> None:
    """The list of decisions links to each of them."""
    folder = ROOT / "docs/decisions"
    listed = (folder / "README.md").read_text("utf-8")
    records = {path.name for path in folder.glob("0*.md")}
    assert records
    assert {name for name in records if f"({name})" not in listed} == set()


def test_publiccode_yml_says_what_the_standard_asks() -> None:
    """Version 0.4 of the standard: its required keys, and the lengths that it allows."""
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert described["publiccodeYmlVersion"] == "0.4"
    assert described["softwareVersion"] == project["version"]
    assert described["legal"]["license"] == project["license"]
    for key in ("name", "url", "platforms", "categories", "developmentStatus", "softwareType"):
        assert described[key], key
    assert described["maintenance"]["type"] == "community"
    assert described["maintenance"]["contacts"][0]["name"]
    assert described["localisation"]["availableLanguages"] == ["nl", "en"]
    for words in described["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in words["features"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CATALOGUES)
def test_a_compiled_catalogue_is_that_of_its_source(name: str, language: str) -> None:
    """After an edit: `pybabel compile -d automations/engine/locale -D NAME`."""
    with (LOCALE / language / "LC_MESSAGES" / f"{name}.mo").open("rb") as file:
        compiled = entries(read_mo(file))
    assert compiled == entries(source(f"{language}/{name}"))


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "nl"])
@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_is_complete_in_every_language(name: str, language: str) -> None:
    """The same entries, none empty, each with the same values in braces."""
    dutch, other = entries(source(f"nl/{name}")), entries(source(f"{language}/{name}"))
    assert dutch.keys() == other.keys()
    for entry, strings in dutch.items():
        assert all(strings), entry
        assert all(other[entry]), entry
        assert _values(strings) == _values(other[entry]), entry
        assert len(strings) == len(other[entry]), entry


def _values(strings: tuple[str, ...]) -> set[str]:
    return {value for string in strings for value in PLACEHOLDER.findall(string)}


@cache
def used() -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids that code and templates name, and the beginnings of those they assemble."""
    name = rf"(?:{'|'.join(CATALOGUES)})"
    whole, begun = set(), set()
    for path in ROOT.glob("templates/**/*.j2"):
        whole |= set(re.findall(rf"[\"']({name}\.[\w-]+)[\"']", path.read_text("utf-8")))
    for path in [*ROOT.glob("automations/**/*.py"), ROOT / "run.py"]:
        for text, goes_on in strings(ast.parse(path.read_text("utf-8"))):
            if re.fullmatch(rf"{name}\.[\w-]*", text) and text != "service.db":
                (begun if goes_on else whole).add(text)
    return frozenset(whole), frozenset(begun)


def strings(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Yield the texts of a module, and whether each goes on with a value (an f-string's start)."""
    starts = {
        id(node.values[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and len(node.values) > 1
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, id(node) in starts


def test_every_word_that_the_code_asks_for_is_in_the_catalogues() -> None:
    """An id is written out whole, or is a beginning that at least one entry has."""
    known = {entry for name in CATALOGUES for entry in entries(source(f"nl/{name}"))}
    whole, begun = used()
    assert {entry for entry in whole if entry not in known} == set()
    assert {part for part in begun if not any(entry.startswith(part) for entry in known)} == set()


@pytest.mark.parametrize("name", CATALOGUES)
def test_the_catalogues_hold_nothing_that_nobody_asks_for(name: str) -> None:
    """What is not used any more goes, so that translators do no work for nothing."""
    whole, begun = used()
    left = {
        entry
        for entry in entries(source(f"nl/{name}"))
        if entry not in whole and not any(entry.startswith(part) for part in begun)
    }
    assert left == set()
