"""config.yaml: one mistake or ten, all are reported at once, each with its line and remedy."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from automations.engine.config import read_config
from automations.engine.mail_config import Mail, Server
from automations.engine.words import Words
from automations.engine.yaml_files import FileError

SHIPPED = Path(__file__).parents[2]


def mistakes(folder: Path, text: str) -> dict[str, tuple[int | None, str]]:
    """Read `text` as a config.yaml and return its mistakes: key → line and Dutch words."""
    (folder / "config.yaml").write_text(text, "utf-8")
    with pytest.raises(FileError) as raised:
        read_config(folder)
    words = Words("nl")
    return {m.place: (m.line, words.message(m.message)) for m in raised.value.mistakes}


RIGHT = """\
organisation: Gemeente Dordrecht
network: Kennisnetwerk
people:
  coordinator: coordinator@dordrecht.example
workbooks:
  partners: workbooks/partnerregister.xlsx
mail:
  sender: "Gemeente Dordrecht <netwerk@dordrecht.example>"
"""


def test_the_shipped_file_is_thirty_lines_at_most_and_right() -> None:
    """Low configuration is the promise."""
    assert len((SHIPPED / "config.yaml").read_text("utf-8").splitlines()) <= 30
    config = read_config(SHIPPED)
    assert config.settings.coordinator == "coordinator@dordrecht.example"
    assert config.settings.window == (time(8), time(18))
    assert config.mail.via == "folder"


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    """A zone, a window and a folder for mail need no line."""
    (tmp_path / "config.yaml").write_text(RIGHT, "utf-8")
    config = read_config(tmp_path)
    assert config.zone.key == "Europe/Amsterdam"
    assert config.settings.hold_above == 200
    assert config.settings.retention_months == {"signals": 12, "contacts": 12}
    assert config.today is None


def test_today_fixes_the_day_of_a_whole_workspace(tmp_path: Path) -> None:
    """Later commands in a demo agree with the first."""
    (tmp_path / "config.yaml").write_text(RIGHT + "today: 2016-10-03\n", "utf-8")
    assert read_config(tmp_path).today == date(2016, 10, 3)


def test_every_mistake_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    """Nobody mends ten mistakes in ten runs."""
    found = mistakes(
        tmp_path,
        RIGHT.replace("coordinator@dordrecht.example", "coordinator")
        .replace("network: Kennisnetwerk\n", "netwerk: Kennisnetwerk\n")
        .replace("<netwerk@dordrecht.example>", "")
        + "timezone: Europe/Dordrecht\nhold_above: nul\ntoday: 2016-13-01\n",
    )
    assert found.keys() == {
        "network",
        "netwerk",
        "people.coordinator",
        "mail.sender",
        "timezone",
        "hold_above",
        "today",
    }
    assert found["netwerk"][0] == 2
    assert found["people.coordinator"] == (4, '"coordinator" is geen e-mailadres.')
    assert found["timezone"][0] == 9
    assert "2016-13-01" in found["today"][1]


@pytest.mark.parametrize(
    ("line", "key", "variable"),
    [
        ("  password: hunter2\n", "mail.password", "WERKBLAD_MAIL_PASSWORD"),
        ("  via: smtp://netwerk:hunter2@mail.example:587\n", "mail.via", "WERKBLAD_MAIL_PASSWORD"),
        ("  via: SMTP://netwerk:hun/ter2@mail.example\n", "mail.via", "WERKBLAD_MAIL_PASSWORD"),
        ("  via: smtps://a@b.example:hunter2@mail.example\n", "mail.via", "WERKBLAD_MAIL_PASSWORD"),
        ("  via: smtp://u:hunter2@mail.example:poort\n", "mail.via", "WERKBLAD_MAIL_PASSWORD"),
        ("  mailbox: imaps://u:hunter2@m.example\n", "mail.mailbox", "WERKBLAD_MAIL_PASSWORD"),
        (
            "  login: {microsoft: {tenant: t, client: c, secret: hunter2}}\n",
            "mail.login.microsoft.secret",
            "WERKBLAD_MICROSOFT_SECRET",
        ),
    ],
)
def test_a_secret_is_refused_and_never_repeated(
    tmp_path: Path, line: str, key: str, variable: str
) -> None:
    """A secret belongs in the environment, and its value in no message."""
    found = mistakes(tmp_path, RIGHT + line)
    assert variable in found[key][1]
    assert "ter2" not in str(found)


def read_mail(folder: Path, lines: str) -> Mail:
    """Read a config.yaml with more lines in its block about mail."""
    (folder / "config.yaml").write_text(RIGHT + lines, "utf-8")
    return read_config(folder).mail


@pytest.mark.parametrize(
    ("via", "expected"),
    [
        ("smtp://netwerk@mail.example", Server("smtp", "mail.example", 587, "netwerk")),
        ("smtp://netwerk@mail.example:2525", Server("smtp", "mail.example", 2525, "netwerk")),
        ("smtps://netwerk@mail.example", Server("smtps", "mail.example", 465, "netwerk")),
        ("smtps://a%40b.example@mail.example", Server("smtps", "mail.example", 465, "a@b.example")),
        ("smtps://a@b.example@mail.example", Server("smtps", "mail.example", 465, "a@b.example")),
        ("smtp+plain://relay", Server("smtp+plain", "relay", 25)),
        ("smtp+plain://[::1]:2525", Server("smtp+plain", "::1", 2525)),
    ],
)
def test_mail_goes_to_a_server_in_one_of_three_forms(
    tmp_path: Path, via: str, expected: Server
) -> None:
    """Each form has its usual port; the user may be a whole address."""
    mail = read_mail(tmp_path, f'  via: "{via}"\n')
    assert mail.server == expected
    assert expected.has_tls == (expected.scheme != "smtp+plain")


@pytest.mark.parametrize(
    ("via", "expected"),
    [
        ("mail.example", "zegt niet waar mail heen gaat"),
        ("smtp:mail.example", "zegt niet waar mail heen gaat"),
        ("http://netwerk@mail.example", "zegt niet waar mail heen gaat"),
        ("imaps://netwerk@mail.example", "zegt niet waar mail heen gaat"),
        ("smtp://netwerk@mail.example:99999", "zegt niet waar mail heen gaat"),
        ("smtp://netwerk@mail.example/Map", "zegt niet waar mail heen gaat"),
        ("smtp://netwerk@mail.example?tls=no", "zegt niet waar mail heen gaat"),
        ("smtp://netwerk@mail example", "zegt niet waar mail heen gaat"),
        ("smtp://net%0d%0awerk@mail.example", "zegt niet waar mail heen gaat"),
        ("smtp://[::1", "zegt niet waar mail heen gaat"),
        ("smtp://mail.example", "zegt niet wie inlogt"),
        ("smtps://mail.example", "zegt niet wie inlogt"),
        ("smtp+plain://netwerk@relay.example", "onversleuteld"),
    ],
)
def test_what_is_no_mail_server_is_refused_with_what_to_write(
    tmp_path: Path, via: str, expected: str
) -> None:
    """A password never goes unencrypted, and a server that asks for one is told who logs in."""
    key, (_, words) = next(iter(mistakes(tmp_path, RIGHT + f'  via: "{via}"\n').items()))
    assert key == "mail.via"
    assert expected in words


def test_what_is_left_out_about_mail_has_a_default(tmp_path: Path) -> None:
    """To a folder, with two connections, as fast as it goes, and no mailbox to look in."""
    mail = read_mail(tmp_path, "")
    assert mail.server is None
    assert mail.mailbox_server is None
    assert mail.ca(tmp_path) is None
    assert (mail.connections, mail.per_minute, mail.per_domain) == (2, None, None)


def test_everything_about_mail_can_be_said(tmp_path: Path) -> None:
    """A path begins in the workspace."""
    mail = read_mail(
        tmp_path,
        """\
  via: smtp://netwerk@smtp.office365.com
  login:
    microsoft: {tenant: dordrecht.example, client: 1-2-3}
  tls_ca: certificaten/ca.pem
  connections: 8
  per_minute: 30
  per_domain: 10
  copy_to: netwerk@dordrecht.example
  mailbox: imaps://netwerk@outlook.office365.com/Kopie%C3%ABn
""",
    )
    assert mail.ca(tmp_path) == tmp_path / "certificaten" / "ca.pem"
    assert mail.mailbox_server == Server(
        "imaps", "outlook.office365.com", 993, "netwerk", "Kopieën"
    )
    assert mail.login
    assert mail.login.microsoft
    assert mail.login.microsoft.authority == "https://login.microsoftonline.com"


@pytest.mark.parametrize(
    ("lines", "key", "expected"),
    [
        ("  login: {}\n", "mail.login", "Kies hier één manier"),
        ("  login: {command: [a], google: {key_file: b}}\n", "mail.login", "Kies hier één manier"),
        ("  login: {command: token.sh}\n", "mail.login.command", "een lijst"),
        ("  login: {command: []}\n", "mail.login.command", ""),
        (
            "  login: {microsoft: {tenant: t, client: c, authority: 'http://x.example'}}\n",
            "mail.login.microsoft.authority",
            "geen adres van een inlogserver",
        ),
        ("  mailbox: imap://netwerk@m.example\n", "mail.mailbox", "is geen mailbox"),
        ("  mailbox: imaps://m.example\n", "mail.mailbox", "is geen mailbox"),
        ("  copy_to: iedereen\n", "mail.copy_to", "geen e-mailadres"),
        ("  connections: 0\n", "mail.connections", "1"),
        ("  connections: 21\n", "mail.connections", "20"),
        ("  per_minute: 0\n", "mail.per_minute", "1"),
        ("  via: folder\n  verify: no\n", "mail.verify", "geen bekende instelling"),
    ],
)
def test_a_mistake_about_mail_is_reported_at_its_key(
    tmp_path: Path, lines: str, key: str, expected: str
) -> None:
    """With the remedy; and there is no setting that turns verification off."""
    found = mistakes(tmp_path, RIGHT + lines)
    assert found.keys() == {key}
    assert expected in found[key][1]


def test_the_signals_never_live_at_google(tmp_path: Path) -> None:
    """A Google link for that workbook is refused in its own words."""
    link = "  signals: https://docs.google.com/spreadsheets/d/abc\n"
    found = mistakes(tmp_path, RIGHT.replace("mail:\n", link + "mail:\n"))
    assert "nooit bij Google" in found["workbooks.signals"][1]


def test_a_doubled_key_is_reported_on_its_line(tmp_path: Path) -> None:
    """YAML would silently keep the last."""
    found = mistakes(tmp_path, RIGHT + "network: Ander netwerk\n")
    assert found["network"][0] == 9


def test_a_file_that_is_no_yaml_is_reported_with_its_line(tmp_path: Path) -> None:
    """The parser's place is passed on."""
    found = mistakes(tmp_path, RIGHT + "people: [open\n")
    assert found[""][0] is not None


def test_a_window_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    """Else no mail would ever leave."""
    found = mistakes(tmp_path, RIGHT + 'window: ["18:00", "08:00"]\n')
    assert "Het venster" in next(iter(found.values()))[1]


def test_the_holidays_of_schools_follow_the_region(tmp_path: Path) -> None:
    """The middle of the country unless it says otherwise; another region is a mistake."""
    (tmp_path / "config.yaml").write_text(RIGHT, "utf-8")
    middle = read_config(tmp_path).settings.school_holidays
    assert {date(2016, 10, 15), date(2016, 10, 23)} <= middle
    assert date(2016, 10, 24) not in middle
    (tmp_path / "config.yaml").write_text(RIGHT + "school_region: zuid\n", "utf-8")
    assert date(2016, 10, 24) in read_config(tmp_path).settings.school_holidays
    assert "school_region" in mistakes(tmp_path, RIGHT + "school_region: west\n")


def test_a_city_has_school_holidays_of_its_own(tmp_path: Path) -> None:
    """One near a known holiday takes its place, as when the autumn holiday is a week later."""
    own = "school_holidays: [[2016-10-22, 2016-10-30], [2031-05-01, 2031-05-04]]\n"
    (tmp_path / "config.yaml").write_text(RIGHT + own, "utf-8")
    days = read_config(tmp_path).settings.school_holidays
    assert date(2016, 10, 17) not in days
    assert {date(2016, 10, 30), date(2016, 12, 24), date(2031, 5, 4)} <= days
    found = mistakes(tmp_path, RIGHT + "school_holidays: [[2016-10-30, 2016-10-22]]\n")
    assert "vakantie" in next(iter(found.values()))[1]


def test_a_month_has_room_for_one_mail_at_least(tmp_path: Path) -> None:
    """Four unless the city says otherwise."""
    (tmp_path / "config.yaml").write_text(RIGHT, "utf-8")
    assert read_config(tmp_path).settings.monthly_cap == 4
    (tmp_path / "config.yaml").write_text(RIGHT + "monthly_cap: 2\n", "utf-8")
    assert read_config(tmp_path).settings.monthly_cap == 2
    assert "monthly_cap" in mistakes(tmp_path, RIGHT + "monthly_cap: 0\n")


def test_a_folder_without_config_says_how_to_make_one(tmp_path: Path) -> None:
    """The remedy is a command."""
    with pytest.raises(FileError) as raised:
        read_config(tmp_path)
    assert "run.py init" in Words("nl").message(raised.value.mistakes[0].message)
