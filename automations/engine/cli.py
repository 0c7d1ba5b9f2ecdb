"""The command line: what can be typed, and how an answer is printed.

Importing this module costs only the standard library, so that `--help` answers at once and works
before anything is installed.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence

from automations.engine.words import Words, languages, system_language

TYPE_CHECKING = False  # help must start fast: typing and dataclasses would be a third of its time
if TYPE_CHECKING:
    from typing import Any, NoReturn

DONE, NEEDS_A_PERSON, COULD_NOT_RUN = 0, 1, 2
# What makes a terminal do something or turn its text around: controls, and changes of direction.
UNSHOWN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class Answer:
    """What a command has to say: `data` for scripts, `lines` for people, and the exit code."""

    def __init__(self, data: Any, lines: Sequence[str] = (), code: int = DONE) -> None:  # noqa: ANN401 - any JSON
        """Answer with `code` 0 (done), 1 (done, and something needs a person) or 2."""
        self.data = data
        self.lines = lines
        self.code = code


class CannotRunError(Exception):
    """A command that could not run; `lines` say what, where and what to do."""

    def __init__(self, *lines: str) -> None:
        """Say it, in the user's language."""
        super().__init__(*lines)
        self.lines = lines


class _Command:
    def __init__(
        self, name: str, arguments: Sequence[tuple[Sequence[str], dict[str, Any]]] = ()
    ) -> None:
        self.name = name
        self.arguments = arguments


def _arguments(words: Words) -> tuple[_Command, ...]:
    def option(*names: str, **settings: Any) -> tuple[Sequence[str], dict[str, Any]]:  # noqa: ANN401 - argparse's
        return names, settings

    def helped(entry: str) -> str:
        return words(f"commands.help-{entry}")

    return (
        _Command("demo", [option("folder", nargs="?", default="demo", help=helped("demo-folder"))]),
        _Command(
            "init",
            [
                option("folder", nargs="?", help=helped("init-folder")),
                option("--organisation", help=helped("init-organisation")),
                option("--network", help=helped("init-network")),
                option("--coordinator", help=helped("init-coordinator")),
            ],
        ),
        _Command(
            "check", [option("sheets", nargs="*", metavar="SHEET", help=helped("check-sheets"))]
        ),
        _Command(
            "plan",
            [
                option("--days", type=int, default=7, help=helped("plan-days")),
                option("--diff", action="store_true", help=helped("plan-diff")),
            ],
        ),
        _Command(
            "run",
            [
                option("names", nargs="*", metavar="AUTOMATION", help=helped("run-names")),
                option("--go-live", action="store_true", help=helped("run-go-live")),
                option("--rehearse", action="store_true", help=helped("run-rehearse")),
            ],
        ),
        _Command(
            "start",
            [
                option("--tick", type=float, default=30.0, help=helped("start-tick")),
                option("--log-format", metavar="text|json", help=helped("start-log-format")),
                option("--log-file", metavar="FILE", help=helped("start-log-file")),
            ],
        ),
        _Command(
            "report",
            [
                option(
                    "action",
                    nargs="?",
                    choices=["make", "approve", "send", "verify", "template"],
                    default="make",
                    help=f"{helped('report-action')}; {words('template.help-action')}",
                ),
                option(
                    "--check",
                    nargs="?",
                    const="",
                    metavar="FILE",
                    help=words("template.help-check"),
                ),
                option(
                    "--write",
                    nargs="?",
                    const="",
                    metavar="FILE",
                    help=words("template.help-write"),
                ),
                option("file", nargs="?", metavar="FILE", help=words("record.help-file")),
                option("--period", help=helped("report-period")),
                option(
                    "--kind",
                    choices=["voortgang", "netwerk", "trainingen", "financiën"],
                    default="voortgang",
                    help=helped("report-kind"),
                ),
                option("--with-gaps", action="store_true", help=words("record.help-with-gaps")),
            ],
        ),
        _Command(
            "newsletter",
            [
                option(
                    "action",
                    choices=["preview", "test", "approve", "send"],
                    help=helped("newsletter-action"),
                ),
                option("edition", help=helped("newsletter-edition")),
            ],
        ),
        _Command(
            "outbox",
            [
                option(
                    "action",
                    nargs="?",
                    choices=["list", "show", "approve", "retry", "settle", "cancel"],
                    default="list",
                    help=helped("outbox-action"),
                ),
                option("messages", nargs="*", metavar="ID", help=helped("outbox-messages")),
                option("--state", help=helped("outbox-state")),
                option(
                    "--as", dest="settled_as", choices=["sent", "retry"], help=helped("outbox-as")
                ),
            ],
        ),
        _Command(
            "restore",
            [
                option("workbook", nargs="?", metavar="WORKBOOK", help=helped("restore-workbook")),
                option("--date", metavar="YYYY-MM-DD", help=helped("restore-date")),
            ],
        ),
        _Command("status"),
        _Command("doctor"),
        _Command("rules"),
        _Command("test", [option("rest", nargs=argparse.REMAINDER, help=helped("test-rest"))]),
    )


class _Parser(argparse.ArgumentParser):
    """Speaks the user's language where argparse would speak English."""

    words: Words

    def format_usage(self) -> str:
        """Return the usage line."""
        return super().format_usage().replace("usage: ", self.words("commands.usage"), 1)

    def format_help(self) -> str:
        """Return the whole help."""
        return super().format_help().replace("usage: ", self.words("commands.usage"), 1)

    def error(self, message: str) -> NoReturn:
        """Say what was not understood, and where help is; ends with 2."""
        self.exit(COULD_NOT_RUN, self.words("commands.usage-error", message=message) + "\n")


def build_parser(words: Words) -> argparse.ArgumentParser:
    """Describe everything that can be typed, in the language of `words`."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group(words("commands.everywhere"))
    group.add_argument("-C", dest="workspace", metavar="DIR", help=words("commands.help-C"))
    group.add_argument("--json", action="store_true", help=words("commands.help-json"))
    group.add_argument("--today", metavar="YYYY-MM-DD", help=words("commands.help-today"))
    group.add_argument("--now", metavar="ISO", help=words("commands.help-now"))
    group.add_argument("--lang", choices=languages(), help=words("commands.help-lang"))
    group.add_argument("-v", "--verbose", action="store_true", help=words("commands.help-verbose"))
    group.add_argument("-h", "--help", action="help", help=words("commands.help-help"))
    parser: argparse.ArgumentParser = type("Parser", (_Parser,), {"words": words})(
        prog="run.py",
        description=words("commands.about"),
        epilog=words("commands.epilog"),
        parents=[common],
        add_help=False,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title=words("commands.commands")
    )
    for command in _arguments(words):
        about = words(f"commands.about-{command.name}")
        one = commands.add_parser(
            command.name,
            help=about,
            description=about,
            parents=[common],
            add_help=False,
            allow_abbrev=False,
        )
        for names, settings in command.arguments:
            one.add_argument(*names, **settings)
    return parser


def chosen_language(argv: Sequence[str]) -> str:
    """Return what `--lang` says, else the system's language, else Dutch."""
    for index, word in enumerate(argv):
        if word == "--lang" and index + 1 < len(argv):
            return argv[index + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return system_language()


def help_only(argv: Sequence[str]) -> int | None:
    """Print the help when that is all that is asked for, and return the exit code; else None."""
    asks = not argv or any(word in ("-h", "--help") for word in argv)
    if not asks or "test" in argv[:1]:
        return None
    parser = build_parser(Words(chosen_language(argv)))
    if not argv:
        parser.print_help()
        return DONE
    try:
        parser.parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else COULD_NOT_RUN
    return None


def show(answer: Answer, *, as_json: bool) -> int:
    """Print an answer and return its exit code."""
    if as_json:
        import json  # noqa: PLC0415 - help must start fast

        text = json.dumps(answer.data, ensure_ascii=False, indent=2, default=str)
        sys.stdout.write(UNSHOWN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n")
    else:
        sys.stdout.writelines(printable(line.rstrip()) + "\n" for line in answer.lines)
    return answer.code


def printable(text: str) -> str:
    """Show what stands in a cell, a mail or an answer of a server, and let it do nothing."""
    return UNSHOWN.sub("\ufffd", text)
