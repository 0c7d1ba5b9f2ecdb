"""Cell text stays text: naughty strings in every text column, everything run, and what came out.

A workspace with harmless words in the same cells runs beside them. What differs between the two is
what a cell has brought about: a header, a recipient, an element, a formula; or text that is gone.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from automations.engine.app import main
from automations.engine.core.schema import Field, Kind, Schema
from tests import naughty, sink
from tests.mails import text_of
from tests.naughty import OBEYED, Page, Place, Planted, is_text, is_whole, markers_in
from tests.registers import shipped_schemas

Run = Callable[..., tuple[int, Any]]
DAYS = ("2016-10-03", "2016-10-05", "2016-10-11", "2016-10-17", "2017-01-16")
EDITIONS = ("N2016-09", "N2016-10", "N2016-11")
PERIODS = ("2016-H1", "2016-H2")
HEADERS = {
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type"),
}
OF_NEWSLETTERS = {"List-Unsubscribe", "List-Id"}
OF_MARKDOWN = {
    *("p", "em", "strong", "ul", "ol", "li", "a", "h3", "blockquote", "code", "pre", "br", "hr"),
}
SHOWN = 4  # mails of each workspace
NEVER_SAID = {
    "rules"
}  # the coordinator's own rules: they have tests of their own, and are off here


@dataclass
class World:
    """A workspace in which everything ran, and what came out of it."""

    folder: Path
    planted: list[Planted]
    mails: list[tuple[tuple[str, ...], EmailMessage, bytes]] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)
    json: dict[str, Any] = field(default_factory=dict)
    errors: str = ""
    codes: dict[str, int] = field(default_factory=dict)

    def __call__(self, *argv: str) -> None:
        """Run a command and keep what it prints for people."""
        self.printed[" ".join(argv)] = self._run(*argv)

    def both(self, *argv: str) -> None:
        """Run a command that only looks, for people and for scripts."""
        self(*argv)
        text = self._run(*argv, "--json")
        self.printed[" ".join([*argv, "--json"])] = text
        self.json[" ".join(argv)] = json.loads(text)

    def _run(self, *argv: str) -> str:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["-C", str(self.folder), *argv, "--lang", "nl"])
        self.codes[" ".join(argv)] = code
        self.errors += err.getvalue()
        return out.getvalue()

    def text_in(self, marker: str) -> Planted:
        """Return what was planted with a marker."""
        return next(one for one in self.planted if one.text.endswith(marker))


def wanted(schema: Schema, column: Field) -> bool:
    """Choose every column of plain text and of Markdown that may go out."""
    return is_text(column) and schema.name not in NEVER_SAID


def markers() -> Iterator[str]:
    """Make markers, the same for every workspace."""
    return (f"zq{number:05d}" for number in count())


def copy_of(demo: Path, folder: Path) -> Path:
    """Copy the example: later newsletters approved, a post overspent, the own rules off."""
    shutil.copytree(demo / "workbooks", folder / "workbooks")
    shutil.copy(demo / "config.yaml", folder)
    for file, tab, column, value in (
        ("nieuwsbrief.xlsx", "Edities", "Status", "goedgekeurd"),
        ("actieplan.xlsx", "Budget", "Besteed", 999_999),
        ("beheer.xlsx", "Herinneringsregels", "Actief", "nee"),
    ):
        book = openpyxl.load_workbook(folder / "workbooks" / file)
        sheet = book[tab]
        index = {cell.value: cell.column for cell in sheet[1]}[column]
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, index).value not in {None, "vervallen"}:
                sheet.cell(row, index).value = value
        book.save(folder / "workbooks" / file)
    return folder


def everything(world: World, *, go_live: bool = False) -> None:
    """Run what makes mails and documents, day after day; what is held is approved."""
    world.both("check")
    for number, day in enumerate(DAYS):
        if day == DAYS[-1]:
            world("outbox", "approve", "--today", day)
        world("run", "-v", "--today", day, *(["--go-live"] if go_live and not number else []))
    for edition in EDITIONS:
        world("newsletter", "preview", edition)
    for period in PERIODS:
        world("report", "--period", period)


def looked_at(world: World) -> None:
    """Run what only looks, for people and for scripts."""
    world.both("outbox", "list")
    messages = world.json["outbox list"]["messages"]
    for message in messages[:: len(messages) // SHOWN]:
        world.both("outbox", "show", str(message["id"]))
    for command in ("status", "rules"):
        world.both(command)


def without_a_server(world: World) -> None:
    """Run what would ask a mail server, and look ahead from the first day."""
    world.both("plan", "-v", "--days", "2", "--today", DAYS[0])
    world.both("doctor")


def in_folder(world: World) -> None:
    """Take the mails from the folder; there, the receiver is who stands in the mail."""
    for path in sorted((world.folder / "outbox").rglob("*.eml")):
        raw = path.read_bytes()
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        world.mails.append(((str(message["To"]),), message, raw))


@pytest.fixture(scope="module")
def base(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give the workspace with harmless words."""
    return made(demo, tmp_path_factory.mktemp("base"), naughty.harmless(markers()), look=False)


@pytest.fixture(scope="module")
def first(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give a workspace with naughty strings whose mail goes to the folder."""
    return made(demo, tmp_path_factory.mktemp("first"), naughty.naughty(0, markers()))


@pytest.fixture(scope="module")
def second(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give one with the strings in other cells, whose mail goes to a server."""
    folder = tmp_path_factory.mktemp("second")
    return made(demo, folder, naughty.naughty(1, markers()), go_live=True)


def made(
    demo: Path, folder: Path, write: naughty.Write, *, go_live: bool = False, look: bool = True
) -> World:
    """Make a workspace, and run everything in it."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setenv("PATH", "")  # no LibreOffice: a PDF holds what the Word document holds
        world = World(folder, [])
        copy_of(demo, folder)
        world.planted += naughty.plant(folder, write, wanted)
        if go_live:
            server = stack.enter_context(sink.running())
            config = folder / "config.yaml"
            text = re.sub(r"(?m)^  via:.*$", f"  via: {server.via}", config.read_text("utf-8"))
            config.write_text(text, "utf-8")
        everything(world, go_live=go_live)
        if look:
            looked_at(world)
        if look and not go_live:
            without_a_server(world)
        if go_live:
            both = zip(server.envelopes, server.contents, strict=True)
            world.mails += [(to, mail, raw) for (to, mail), raw in both]
        else:
            in_folder(world)
    return world


@pytest.fixture(params=["first", "second"])
def world(request: pytest.FixtureRequest) -> World:
    """Give each of the two with naughty strings."""
    found: World = request.getfixturevalue(request.param)
    return found


def kind_of(message: EmailMessage) -> str:
    """Tell newsletters from other mails."""
    return "newsletter" if "List-Id" in message else "other"


def test_every_string_stood_in_every_text_column_of_every_sheet(
    first: World, second: World
) -> None:
    """Each within the length that its column allows, and each with a marker of its own."""
    used: defaultdict[str, set[str]] = defaultdict(set)
    for one in (*first.planted, *second.planted):
        used[one.place.name] |= one.used
        longest = one.place.column.max_length
        assert longest is None or len(one.text) <= longest
    assert set(used) == {
        f"{schema.name}.{column.name}"
        for schema in shipped_schemas().sheets.values()
        for column in schema.fields
        if wanted(schema, column)
    }
    assert {name: set(naughty.STRINGS) - strings for name, strings in used.items()} == {
        name: set() for name in used
    }
    assert all(len(strings & set(naughty.LEADS)) >= 2 for strings in used.values())
    longest_ones = [one for one in first.planted if len(one.text) == one.place.column.max_length]
    assert len(longest_ones) > 20


def test_nearly_every_rule_said_something(base: World, world: World) -> None:
    """Else it would not have been looked at; and a string makes no rule say more or less."""
    assert said_by(world) == said_by(base)
    rules = {rule["rule"] for rule in world.json["rules"]["rules"]}
    assert len(rules & set(said_by(base))) > 14
    assert {"check", "newsletter"} <= set(said_by(base))
    assert len(world.mails) == len(base.mails) > 100


def said_by(world: World) -> Counter[str]:
    """Count what was said, by rule, in the service's own memory."""
    with closing(sqlite3.connect(world.folder / "service.db")) as store:
        return Counter(rule for (rule,) in store.execute("select rule from message_item"))


def test_no_command_fails(base: World, world: World) -> None:
    """Each ends in 0 or 1, and none has anything to say on the error stream."""
    assert set(world.codes.values()) <= {0, 1}
    assert {name: world.codes[name] for name in base.codes if name in world.codes} == {
        name: code for name, code in base.codes.items() if name in world.codes
    }
    assert "Traceback" not in world.errors
    assert not [line for line in world.errors.splitlines() if "ERROR" in line or "fail" in line]


def test_no_finding_is_about_a_naughty_string(base: World, world: World) -> None:
    """All of them are text, and as long as allowed; free text has an address in both."""
    places = [
        {(one["tab"], one["cell"], one["code"]) for one in found.json["check"]["findings"]}
        for found in (base, world)
    ]
    assert places[0] == places[1]


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE_NAME = re.compile(r'[^\\/:*?"<>|\x00-\x1f]{5,120}\.(docx|xlsx)')


def test_every_mail_has_the_known_headers_each_once(world: World) -> None:
    """On the bytes, and as the email package reads them; there are two alternatives, of text.

    Around those of a mail with documents there is a part for each, with a name for any system.
    """
    for _, message, raw in world.mails:
        head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        names = re.findall(rb"(?m)^([^\s:]+):", head)
        newsletter = kind_of(message) == "newsletter"
        assert Counter(name.decode() for name in names) == Counter(
            HEADERS | (OF_NEWSLETTERS if newsletter else set())
        )
        assert len(names) == len(re.findall(rb"(?m)^\S", head))
        parts = [part.get_content_type() for part in message.walk()]
        alternatives = ["multipart/alternative", "text/plain", "text/html"]
        with_files = ["multipart/mixed", *alternatives]
        assert parts in (alternatives, [*with_files, DOCX], [*with_files, DOCX, XLSX])
        for one in message.iter_attachments():
            assert SAFE_NAME.fullmatch(one.get_filename())
        for part in message.walk():
            assert part.defects == []
            assert all(value.defects == () for value in part.values())


def test_every_mail_has_one_receiver_whom_the_example_mails_to(base: World, world: World) -> None:
    """In the header and in the envelope; nobody gets more or fewer than without the strings."""
    assert {to for to, _, _ in world.mails} <= {to for to, _, _ in base.mails}
    assert Counter(to for to, _, _ in world.mails) == Counter(to for to, _, _ in base.mails)
    for to, message, _ in world.mails:
        assert to == (str(message["To"]),)
        assert len(message["To"].addresses) == 1
        assert str(message["To"]).endswith(".example")


def test_text_from_a_cell_stands_in_no_header_but_the_subject(world: World) -> None:
    """There on one line, and in at most 78 characters."""
    for _, message, _ in world.mails:
        subject = str(message["Subject"])
        assert len(subject) <= 78
        assert subject == " ".join(subject.split())
        assert not naughty.RAW.search(subject)
        for name, value in message.items():
            if name != "Subject":
                assert not markers_in(str(value))
                assert "kwaad" not in str(value)
                assert str(value).isprintable()


def test_no_text_is_lost_in_a_mail(base: World, world: World) -> None:
    """What somebody hears of is the same in both alternatives, and stands there whole."""
    said = [
        Counter((to, *sorted(markers_in(text_of(mail)))) for to, mail, _ in one.mails)
        for one in (base, world)
    ]
    assert said[0] == said[1]
    seen = set()
    for _, message, _ in world.mails:
        plain, html = text_of(message), Page(text_of(message, "html")).text
        assert markers_in(plain) <= markers_in(html)
        for marker in markers_in(plain):
            planted = world.text_in(marker)
            seen.add(planted.place.name)
            assert is_whole(planted, plain), planted.place
            assert is_whole(planted, html), planted.place
    assert {"trainings.title", "items.body", "actions.title", "organisations.name"} <= seen


def test_no_element_comes_out_of_a_cell(base: World, world: World) -> None:
    """Mails have the elements, attributes and comments that they have with harmless words.

    A newsletter may have those of Markdown besides, in what Markdown columns say.
    """
    shapes = {shape_of(message) for _, message, _ in base.mails}
    for _, message, _ in world.mails:
        assert shape_of(message) in shapes


def shape_of(message: EmailMessage) -> tuple[naughty.Element, ...]:
    """Return the elements of a mail in order, without what text and Markdown may add."""
    return shape(text_of(message, "html"), markdown=kind_of(message) == "newsletter")


def shape(html: str, *, markdown: bool) -> tuple[naughty.Element, ...]:
    """Return elements in order; what Markdown may add must have no other attributes than its."""
    elements = Page(html).elements
    for tag, attributes in elements:
        names = dict(attributes)
        assert not [name for name in names if name.startswith("on") or name == "src"], tag
        assert tag not in {"script", "img", "iframe", "link", "form", "object", "base"}
        link = names.get("href") or ""
        assert not link or link.startswith(("https://", "mailto:", "tel:"))
        if "kwaad" in link:
            assert markdown
            assert (tag, names) == ("a", {"href": naughty.EVIL})
    allowed = OF_MARKDOWN if markdown else {"br"}
    return tuple(
        (tag, tuple(pair for pair in attributes if pair[0] != "aria-label"))  # the subject
        for tag, attributes in elements
        if tag not in allowed
    )


def test_a_preview_holds_what_its_mail_would(base: World, world: World) -> None:
    """The same elements as with harmless words, and the same text, whole."""
    for edition in EDITIONS:
        pages = [
            (one.folder / "newsletters" / f"{edition}-voorbeeld.html").read_text("utf-8")
            for one in (base, world)
        ]
        assert shape(pages[0], markdown=True) == shape(pages[1], markdown=True)
        text = Page(pages[1]).text
        assert markers_in(text) == markers_in(Page(pages[0]).text) != frozenset()
        assert all(is_whole(world.text_in(marker), text) for marker in markers_in(text))
        assert not naughty.RAW.search(pages[1])


@pytest.mark.parametrize("period", PERIODS)
def test_nothing_in_a_report_is_more_than_text(base: World, world: World, period: str) -> None:
    """No formula, no field, no link; and all text that stands there with harmless words."""
    for read, suffix in ((naughty.word, "docx"), (naughty.excel, "xlsx")):
        plain, found = (
            read(one.folder / "reports" / f"voortgangsrapportage-{period}.{suffix}")
            for one in (base, world)
        )
        assert found.active == plain.active
        assert not any(markers_in(one) or "kwaad" in one for one in found.active)
        assert "MERGEFIELD" not in found.parts
        assert not naughty.RAW.search(found.parts)
        assert markers_in(found.text) == markers_in(plain.text)
        assert all(is_whole(world.text_in(one), found.text) for one in markers_in(found.text))
    assert markers_in(
        naughty.word(base.folder / f"reports/voortgangsrapportage-{period}.docx").text
    )


def test_the_terminal_gets_nothing_that_it_would_obey(world: World) -> None:
    """No control character and no change of direction, in text, JSON or log."""
    for name, text in (*world.printed.items(), ("errors", world.errors)):
        assert not OBEYED.search(text), name
    assert any(markers_in(text) for text in world.printed.values())
    shown = [one for name, one in world.json.items() if name.startswith("outbox show")]
    assert any("\u202e" in one["text"] for one in shown)  # a script gets what was written


# What is no text, too long, or no address: the other way, by which nothing gets through.


def refusable(_: Schema, column: Field) -> bool:
    """Choose every column of text, and of addresses of people and pages."""
    return is_text(column) or column.kind in {Kind.EMAIL, Kind.PHONE, Kind.URL}


def refused_strings(numbers: Iterator[str]) -> naughty.Write:
    """Write into every second cell of a column what must be refused there, in turn."""

    def write(place: Place) -> Planted | None:
        if place.nth % 2:
            return None
        turn, marker = place.nth // 2, next(numbers)
        if not is_text(place.column):
            shapes = (
                f"{marker}@kwaad.example\r\nBcc: dief@kwaad.example",
                f"{marker}@kwaad.example, dief@kwaad.example",
                f"javascript:{marker}@kwaad.example",
                f"<{marker}@kwaad.example>",
                f"{{{{7*7}}}} {marker}@kwaad.example",
                f"=cmd|{marker} @kwaad.example",
                f"https://kwaad.example/\x9b\u202e{marker} \x1b[31m",
                f"{marker}\x00@kwaad.example",
            )
            return Planted(place, shapes[turn % len(shapes)], frozenset({place.column.kind}))
        if place.column.max_length and not turn % 3:
            return Planted(place, "x " * (naughty.TOO_LONG // 2) + marker, frozenset({"length"}))
        control = naughty.CONTROLS[turn % len(naughty.CONTROLS)]
        return Planted(place, f"tekst {control} tekst {marker}", frozenset({"type"}))

    return write


@pytest.fixture(scope="module")
def refused(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give a workspace with cells that must be refused, in which everything ran."""
    folder = tmp_path_factory.mktemp("refused")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        world = World(folder, [])
        copy_of(demo, folder)
        world.planted += naughty.plant(folder, refused_strings(markers()), refusable)
        world.both("check")
        world.both("plan", "-v", "--days", "1")
        for day in DAYS[:2]:
            world("run", "-v", "--today", day)
        world("newsletter", "preview", EDITIONS[0])
        world("report", "--period", PERIODS[1])
        world.both("outbox", "list")
        for message in world.json["outbox list"]["messages"][::9]:
            world.both("outbox", "show", str(message["id"]))
        in_folder(world)
    return world


def test_what_is_no_text_too_long_or_no_address_is_a_finding_at_its_cell(refused: World) -> None:
    """Control characters, 10,000 characters, and all that is no address."""
    found: dict[tuple[str, str], set[str]] = {}
    for finding in refused.json["check"]["findings"]:  # of personal data there is one beside it
        found.setdefault((finding["sheet"], finding["cell"]), set()).add(finding["code"])
    wrong = [
        (one.place, one.text[:40], codes)
        for one in refused.planted
        if not (codes := found.get((one.place.schema.name, one.place.cell), set()))
        & {*one.used, "list"}
    ]
    assert wrong == []
    kinds = Counter(kind for one in refused.planted for kind in one.used)
    assert set(kinds) == {"length", "type", Kind.EMAIL, Kind.PHONE, Kind.URL}
    assert kinds["length"] > 30
    assert kinds["type"] > 100


def test_nothing_of_a_refused_cell_leaves_raw(base: World, refused: World) -> None:
    """No receiver, header, document, page, line or log gets what was refused."""
    assert set(refused.codes.values()) <= {0, 1}
    assert "Traceback" not in refused.errors
    assert {to for to, _, _ in refused.mails} <= {to for to, _, _ in base.mails}
    assert len(refused.mails) > 20  # of the newsletter none: a cell of it was refused
    for _, message, raw in refused.mails:
        assert not naughty.RAW.search(raw.decode())
        for part in message.walk():
            assert part.defects == []
            assert not [value for value in part.values() if not str(value).isprintable()]
            assert not part.is_multipart() or not markers_in(str(dict(part.items())))
        for kind in ("plain", "html"):
            assert not naughty.RAW.search(text_of(message, kind))
    for name in (*refused.printed, "errors"):
        assert not OBEYED.search(refused.printed.get(name, refused.errors)), name
    reports = refused.folder / "reports" / f"voortgangsrapportage-{PERIODS[1]}"
    for document in (
        naughty.word(reports.with_suffix(".docx")),
        naughty.excel(reports.with_suffix(".xlsx")),
    ):
        assert not naughty.RAW.search(document.parts)
        assert not markers_in(document.text)
    page = refused.folder / "newsletters" / f"{EDITIONS[0]}-voorbeeld.html"
    assert not naughty.RAW.search(page.read_text("utf-8"))


# Templates and rules: checked when the service starts, and run where there is nothing to reach.


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        (
            "templates/mail/newsletter.txt.j2",
            "\n{{ edition.subjekt }}",
            "newsletter.txt.j2 regel 2",
        ),
        ("templates/mail/digest.txt.j2", "{{ range(9) }}", "digest.txt.j2 regel 1"),
        ("templates/mail/digest.txt.j2", "{{ lipsum() }}", "digest.txt.j2 regel 1"),
        ("templates/mail/digest.txt.j2", "{{ self }}", "digest.txt.j2 regel 1"),
        ("templates/mail/digest.txt.j2", "{{ cycler.__init__ }}", "digest.txt.j2 regel 1"),
        ("rules/own.yaml", "staus == 'loopt'", "own.yaml regel 4"),
        ("rules/own.yaml", "title.__class__", "own.yaml regel 4"),
        ("rules/own.yaml", "''.__class__.__mro__", "own.yaml regel 4"),
        ("rules/own.yaml", "range(9)", "own.yaml regel 4"),
        ("rules/own.yaml", "lipsum.__globals__", "own.yaml regel 4"),
    ],
)
def test_a_misspelt_or_forbidden_name_is_a_finding_when_the_service_starts(
    fresh: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    text: str,
    place: str,
) -> None:
    """With file, line and words; `start` does not begin, and nothing has been sent."""
    monkeypatch.setattr("automations.engine.commands.service.stop_on_signals", lambda: None)
    path = fresh / file
    path.parent.mkdir(parents=True)
    rule = f"""
own-rule:
  about: actions
  when: "{text}"
  anchor: due_on
  send: [0 days]
  to: owner
  headline: "{{title}}"
  says: "{{title}}"
"""
    path.write_text(rule if path.suffix == ".yaml" else text, "utf-8")
    assert main(["-C", str(fresh), "start", "--lang", "nl"]) == 2
    said = capsys.readouterr().err
    assert place in said
    assert "Traceback" not in said
    assert not (fresh / "outbox").exists()


def test_a_mail_goes_to_whom_the_intent_names_whatever_a_template_says(
    fresh: Path, run: Run
) -> None:
    """A template makes a subject and two bodies; it has no way to name a receiver."""
    folder = fresh / "templates" / "mail"
    folder.mkdir(parents=True)
    (folder / "newsletter.subject.j2").write_text(
        "Nieuws\nTo: dief@kwaad.example\nBcc: dief@kwaad.example\n"
        "{% set to = 'dief@kwaad.example' %}",
        "utf-8",
    )
    assert run("-C", str(fresh), "run", "newsletter")[1]["delivery"]["sent"] == 20
    for path in (fresh / "outbox").rglob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert set(message) == HEADERS | OF_NEWSLETTERS
        assert "kwaad" not in str(message["To"])
        assert message["Subject"].startswith("Nieuws To: dief")
