# ruff: noqa: RUF001 - signs that look like others are what some of these tests are about
"""The accepted ways to write a value: each reads back as it was meant, and nothing else is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from automations.engine.core.addresses import read_email, read_phone
from automations.engine.core.cells import Failure, fold, squeeze
from automations.engine.core.grid import Cell
from automations.engine.core.moments import FIRST_DAY, LAST_DAY, read_date, read_time
from automations.engine.core.numbers import read_decimal, read_integer, read_money, read_yes_no
from automations.engine.core.schema import Field, Kind
from automations.engine.core.values import Reader, reader
from automations.engine.words import Words
from tests.text_tables import CODE, column, look, places, schemas, things

WORDS = Words("nl")
MONTHS = [WORDS(f"values.month-{number}") for number in range(1, 13)]
SHORT = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
BLANKS = st.sampled_from(["", " ", "\u00a0", "\u200b", "\u202f ", "\u2003", "\ufeff", "\t"])
DAYS = st.dates(FIRST_DAY, LAST_DAY)
OUR_DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))

# Every accepted way to write a day in full, and with a year of two digits.
FULL: list[Callable[[date], str]] = [
    *(lambda day, sign=sign: f"{day.day}{sign}{day.month}{sign}{day:%Y}" for sign in "-/."),
    *(lambda day, sign=sign: f"{day:%d}{sign}{day:%m}{sign}{day:%Y}" for sign in "-/."),
    *(lambda day, sign=sign: f"{day:%Y}{sign}{day:%m}{sign}{day:%d}" for sign in "-/."),
    lambda day: f"{day.day} - {day.month} - {day:%Y}",
    lambda day: f"{day.day} {day.month} {day:%Y}",
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day:%Y}",
    lambda day: f"{day:%d} {SHORT[day.month - 1]} {day:%Y}",
    lambda day: f"{day.day} {SHORT[day.month - 1]}. {day:%Y}",
    lambda day: f"{day.day}-{SHORT[day.month - 1]}-{day:%Y}",
    lambda day: f"{day.day} {MONTHS[day.month - 1].upper()} {day:%Y}",
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
    lambda day: f"{day:%Y-%m-%d}T00:00:00",
    lambda day: f"{day.day}-{day.month}-{day:%Y} 0:00",
]
TWO_DIGITS: list[Callable[[date], str]] = [
    *(lambda day, sign=sign: f"{day.day}{sign}{day.month}{sign}{day:%y}" for sign in "-/."),
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day:%y}",
    lambda day: f"{day:%d}-{SHORT[day.month - 1]}-{day:%y}",
]


@given(DAYS, st.sampled_from(FULL), BLANKS, BLANKS)
def test_a_day_reads_back_in_every_accepted_way(
    day: date, write: Callable[[date], str], before: str, behind: str
) -> None:
    """Day first or ISO, in digits or with the month's name, and whatever blanks stand around it."""
    assert read_date(before + write(day) + behind) == day


@given(OUR_DAYS, st.sampled_from(TWO_DIGITS))
def test_a_day_with_a_short_year_reads_back(day: date, write: Callable[[date], str]) -> None:
    """Two digits are a year from 1970 to 2069."""
    assert read_date(write(day)) == day


@given(DAYS, st.times())
def test_an_excel_date_is_its_day(day: date, moment: time) -> None:
    """Also when a time stands with it."""
    assert read_date(day) == read_date(datetime.combine(day, moment)) == day


@pytest.mark.parametrize(
    "cell",
    [
        *(date(1, 1, 1), date(1899, 12, 31), date(2200, 1, 1), date(9999, 12, 31)),
        *(datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("9999-12-31 23:59")),
        *("1-1-1899", "31-12-2200", "1-1-0000", "1-1-9999"),
    ],
)
def test_a_day_out_of_this_world_is_refused(cell: Cell) -> None:
    """A number that somebody formatted as a date, or a slip of the finger."""
    assert _why(read_date(cell)) == "type-date-year"


@pytest.mark.parametrize(
    "text",
    [
        *("12-3/2016", "12.3-2016", "12-3 2016", "2016-03/12", "1 2 16", "12--3-2016", "12-3-216"),
        *(
            "-12-3-2016",
            "12-3-2016-",
            "12-3",
            "3-2016",
            "2016",
            "12 2016",
            "mei 2016",
            "12-3-20167",
        ),
        *("za 12 maart 2016", "12 march 2016", "1e maart 2016", "12 mrt '16", "12-3-2016 13:30"),
        *("20160312", "12032016", "1-3-2016 t/m 5-3-2016", "ca. 12-3-2016", "12-3-2016?"),
        *("\u0661\u0662-\u0663-\u0662\u0660\u0661\u0666", "１２-３-２０１６", "12-³-2016"),
    ],
)
def test_what_is_written_otherwise_is_no_date(text: str) -> None:
    """Not a part of it, not in other digits, and not nearly."""
    assert _why(read_date(text)) == "type-date"


@pytest.mark.parametrize(
    ("cell", "suggested"),
    [
        ("za 12 maart 2016", "12-03-2016"),
        ("1e maart 2016", "01-03-2016"),
        ("12 mrt ’16", "12-03-2016"),
        ("12 maart 2016, 13.00 uur", "12-03-2016"),
        ("ca. 12-3-2016?", "12-03-2016"),
        ("12-3-2016 13:30", "12-03-2016"),
        ("2016-03-12 13:30:00", "12-03-2016"),
        ("vóór 1 agustus 2016", "01-08-2016"),
        ("20160312", "12-03-2016"),
        (20160312, "12-03-2016"),
        (20160312.0, "12-03-2016"),
        ("42441", "12-03-2016"),
        (42441.5, "12-03-2016"),
        ("10-13-2016", "13-10-2016"),
        ("10-12-2016 of 12-12-2016", None),
        ("1-3-2016 t/m 5-3-2016", None),
        ("eind maart", None),
        ("31-6-2016, zie mail", None),
        ("20161399", None),
        ("31-6-2016", None),
        ("x" * 100 + " 12-3-2016", None),
        (-1, None),
    ],
)
def test_the_one_date_in_a_cell_is_suggested_in_the_accepted_form(
    cell: Cell, suggested: str | None
) -> None:
    """Where two could be meant, none is."""
    assert _suggested(read_date(cell)) == suggested


CLOCKS: list[Callable[[time], str]] = [
    lambda at: f"{at:%H:%M}",
    lambda at: f"{at.hour}:{at:%M}",
    lambda at: f"{at:%H.%M}",
    lambda at: f"{at.hour}.{at:%M} uur",
    lambda at: f"{at:%H:%M}  UUR",
    lambda at: f"{at.hour}u{at:%M}",
    lambda at: f"{at:%Hh%M}",
    lambda at: f"{at:%H:%M:%S}",
]


@given(st.integers(0, 24 * 60 - 1), st.sampled_from(CLOCKS), BLANKS)
def test_a_time_reads_back_in_every_accepted_way(
    minutes: int, write: Callable[[time], str], around: str
) -> None:
    """With a colon, a point, a `u` or an `h`, and `uur` behind it."""
    at = time(minutes // 60, minutes % 60)
    assert read_time(around + write(at) + around) == at


@given(st.integers(0, 24 * 60 * 60 - 1), st.integers(-400_000, 400_000))
def test_an_excel_time_is_the_minute_that_it_shows(second: int, off: int) -> None:
    """Fractions of a day are off by parts of a second; seconds are left out, and never carried."""
    micro = min(max(second * 1_000_000 + off, 0), 24 * 60 * 60 * 1_000_000 - 1)
    at = time(
        micro // 3_600_000_000, micro // 60_000_000 % 60, micro // 1_000_000 % 60, micro % 1_000_000
    )
    shown = time(second // 3600, second // 60 % 60)
    assert read_time(at) == read_time(datetime.combine(date(1899, 12, 30), at)) == shown
    assert read_time(micro / 86_400_000_000) == shown


@pytest.mark.parametrize(
    ("cell", "suggested"),
    [
        ("0930", "09:30"),
        ("930", "09:30"),
        (930, "09:30"),
        ("9", "09:00"),
        (13, "13:00"),
        (13.0, "13:00"),
        ("1:30 PM", "13:30"),
        ("9:30 a.m.", "09:30"),
        ("12:15 am", "00:15"),
        ("12 pm", "12:00"),
        ("2460", None),
        (2500, None),
        (1.5, None),
        ("13.00-15.00", None),
        ("half tien", None),
        ("٩:٣٠", None),
        (date(2016, 3, 12), None),
        (datetime.fromisoformat("2016-03-12"), None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
    ],
)
def test_what_is_no_time_is_refused_with_the_time_that_it_may_be(
    cell: Cell, suggested: str | None
) -> None:
    """A bare number could be an hour or a part of a day; a day by itself is not midnight."""
    failure = read_time(cell)
    assert _why(failure) == "type-time"
    assert _suggested(failure) == suggested


def test_a_time_that_stands_with_a_day_is_that_time() -> None:
    """As when a whole moment was typed."""
    assert read_time(datetime.fromisoformat("2016-03-12 13:30")) == time(13, 30)


AMOUNTS: list[Callable[[str, str], str]] = [
    lambda sign, digits: f"{sign}{digits}",
    lambda sign, digits: f"{sign} {digits}",
    lambda sign, digits: f"€ {sign}{digits}",
    lambda sign, digits: f"{sign}€{digits}",
    lambda sign, digits: f"{sign} € {digits}",
    lambda sign, digits: f"{sign}{digits} €",
    lambda sign, digits: f"{sign}{digits} euro",
    lambda sign, digits: f"EUR {sign}{digits}",
    lambda sign, digits: f"euro {sign}{digits}",
]


def _dutch(amount: Decimal, thousands: str) -> str:
    return f"{amount:,.2f}".replace(",", "_").replace(".", ",").replace("_", thousands)


@given(
    st.decimals(0, 10**12, places=2),
    st.sampled_from(["", "-", "+", "−"]),
    st.sampled_from([".", "", " ", "\u00a0"]),
    st.sampled_from(AMOUNTS),
    BLANKS,
)
def test_an_amount_reads_back_in_every_accepted_way(
    amount: Decimal, sign: str, thousands: str, write: Callable[[str, str], str], around: str
) -> None:
    """Euro before or behind, sign before or behind the euro, thousands with dots, blanks or not."""
    text = around + write(sign, _dutch(amount, thousands)) + around
    assert read_money(text) == (-amount if sign and sign in "-−" else amount)


@given(st.integers(0, 10**12), st.sampled_from(["{},-", "€ {},--", "{}.-", "{},–", "{},="]))
def test_a_round_amount_may_end_in_a_dash(euros: int, form: str) -> None:
    """As on a price tag."""
    assert read_money(form.format(euros)) == Decimal(euros)
    assert read_money(form.format(f"{euros:,}".replace(",", "."))) == Decimal(euros)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "--50",
            "+-50",
            "-+50",
            "-€ -50",
            "€ 50 euro",
            "€ € 50",
            "50-",
            "(50)",
            "€",
            "-",
            "50,-,-",
        ),
        *("1.25.0", "1.2500.00", "12.50,00", "1,2,3", "1.250.00", "12 13", "1 25", "1.250 000"),
        *("12,345.6,7", "100+50", "1e5", "0x10", "1_000", "ca. 900", "900 p.p.", "$ 50", "50%"),
        *("12,5555", "1.250,505", "1250,50,-", "5" * 60, "１２", "\u0661\u0662", "½", "²", "nan"),
        *("inf", "€ nan", "#50", "1'000", ",50", "50,", ".50"),
    ],
)
def test_what_is_written_otherwise_is_no_amount(text: str) -> None:
    """What was typed is not rounded, calculated, or taken from the words around it."""
    assert _why(read_money(text)) == "type-money"


@pytest.mark.parametrize(
    ("read", "cell", "suggested"),
    [
        (read_decimal, "-1.250", "-1250 of -1,250"),
        (read_decimal, "+1.250", "1250 of 1,250"),
        (read_decimal, "1.250", "1250 of 1,250"),
        (read_decimal, "1,250.5", "1.250,5"),
        (read_integer, "-1,250", "-1.250 of -1,250"),
        (read_money, "1,250", "1.250 of 1,250"),
        (read_money, "€ 12,555", "12.555 of 12,555"),
        (read_money, "-1,250.00", "-1.250,00"),
    ],
)
def test_a_number_with_two_readings_is_asked_about_with_its_sign(
    read: Reader, cell: Cell, suggested: str
) -> None:
    """Never chosen, however it is signed."""
    assert _suggested(read(cell)) == suggested


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (read_money, "1.250", Decimal(1250)),
        (read_money, "1.25", Decimal("1.25")),
        (read_money, "1,25", Decimal("1.25")),
        (read_decimal, "1.25", 1.25),
        (read_decimal, "1,25", 1.25),
        (read_decimal, "1,250", 1.25),
        (read_decimal, "1.250.000", 1_250_000.0),
        (read_integer, "1.250", 1250),
        (read_integer, "12,00", 12),
        (read_integer, "1 250", 1250),
        (read_integer, "007", 7),
    ],
)
def test_a_number_with_one_reading_is_read(read: Reader, cell: Cell, value: object) -> None:
    """`1.250` is no amount of three decimals, and no whole number of one and a quarter."""
    assert read(cell) == value


@given(st.integers(-(10**14), 10**14), st.sampled_from(["{}", "{}.0", "{},0", "{},00"]))
def test_a_whole_number_reads_back_in_every_accepted_way(number: int, form: str) -> None:
    """As text, with zeros behind, and as the float that spreadsheets store."""
    assert read_integer(form.format(number)) == read_integer(float(number)) == number


@pytest.mark.parametrize("cell", [10**16, -(10**16), 1e300, 10**400, float("nan"), float("-inf")])
def test_a_number_beyond_all_use_is_refused(cell: Cell) -> None:
    """Such a number is an accident, and would lose its last digits."""
    assert _why(read_integer(cell)) == "type-integer"
    assert _why(read_money(cell)) == "type-money"
    assert _why(read_decimal(cell)) == "type-decimal"


def test_zero_has_no_sign() -> None:
    """A report never says -0."""
    assert [str(read_money(cell)) for cell in ("-0", -0.0, 0)] == ["0.00"] * 3
    assert str(read_decimal(-0.0)) == str(read_decimal("-0")) == "0.0"


@given(
    st.sampled_from([(word, True) for word in ("ja", "j", "x", "waar", "1", "true")])
    | st.sampled_from([(word, False) for word in ("nee", "n", "onwaar", "0", "false")]),
    st.sampled_from([str.upper, str.lower, str.title]),
    BLANKS,
)
def test_ja_and_nee_read_back_in_every_accepted_way(
    word: tuple[str, bool], case: Callable[[str], str], around: str
) -> None:
    """In any case and with any blanks around."""
    assert read_yes_no(around + case(word[0]) + around) is word[1]


@pytest.mark.parametrize(
    ("cell", "suggested"),
    [
        ("Ja, graag", "ja"),
        ("jawel", "ja"),
        ("ja!", "ja"),
        ("yes", "ja"),
        ("✓", "ja"),
        ("nee hoor", "nee"),
        ("no", "nee"),
        ("nog niet", "nee"),
        ("ja/nee", None),
        ("ja, maar niet nu", None),
        ("misschien", None),
        ("-", None),
        (2, None),
        (0.5, None),
        ("１", None),
    ],
)
def test_what_is_neither_is_refused_with_what_it_seems_to_say(
    cell: Cell, suggested: str | None
) -> None:
    """It is still a finding: ja with a condition is no ja."""
    failure = read_yes_no(cell)
    assert _why(failure) == "type-yes-no"
    assert _suggested(failure) == suggested


@pytest.mark.parametrize("code", ["A-\u0660\u0663", "A-０３", "Ａ-03", "A-0\u00b2", "А-03"])
def test_a_code_in_other_digits_or_letters_is_not_taken_for_it(code: str) -> None:
    """It looks the same and is another one, so no reference would find it."""
    assert _why(reader(CODE)(code)) == "pattern"


def test_such_a_code_is_found_in_a_column_that_is_right_otherwise() -> None:
    """Where a whole column is looked at together, too."""
    table = "Code\n" + "".join(f"A-{number:03}\n" for number in range(200)) + "A-\u0660\u0663"
    assert places(look({"Things": table}, schemas(things()))) == [("A202", "pattern", "error")]


@pytest.mark.parametrize(
    "cell",
    [
        *("06 12345678 tst 12", "06-12345678 x12", "bel 06-12345678", "0800-GEMEENTE", -612345678),
        *("06-12345678 / 06-87654321", "\u0660\u0666١٢٣٤٥٦٧٨", "06 123 456 78;ext=1", "12-03-2016"),
        *("112", "", "+", "()", True, 1.5, date(2016, 3, 12)),
    ],
)
def test_a_phone_number_with_anything_else_is_refused(cell: Cell) -> None:
    """An extension or a second number would be lost in silence."""
    assert _why(read_phone(cell)) == "phone"


@pytest.mark.parametrize(
    "cell",
    ["+31 (0)6 12345678", "(06) 12 34 56 78", "06.12.34.56.78", "06–12345678", "tel:0612345678"],
)
def test_a_phone_number_has_the_signs_that_people_put_in_it(cell: str) -> None:
    """Brackets, points and every kind of dash."""
    assert read_phone(cell) == "+31612345678"


@pytest.mark.parametrize(
    ("cell", "suggested"),
    [
        ("an@gemeente,nl", "an@gemeente.nl"),
        ("an @gemeente.nl", "an@gemeente.nl"),
        ("an@gemeente.nl.", "an@gemeente.nl"),
        ("<an@gemeente.nl>", "an@gemeente.nl"),
        ("an@a.nl,bo@b.nl", None),
        ("an van den @gemeente.nl", None),
        ("an@gemeente", None),
    ],
)
def test_an_address_with_one_slip_is_suggested(cell: str, suggested: str | None) -> None:
    """Where one address can be meant."""
    assert _suggested(read_email(cell)) == suggested


READERS: list[tuple[Kind, re.Pattern[str]]] = [
    (
        Kind.DATE,
        re.compile(
            r"[0-9]{1,4}[-/. ]+([0-9]{1,2}|[a-z]{3,9}\.?)[-/. ]*[0-9]{1,4}( 0?0:00|[ t]00:00.*)?"
        ),
    ),
    (Kind.TIME, re.compile(r"[0-9]{1,2}([:.uh][0-9]{2}(:[0-9]{2}(\.0+)?)?)?( ?(u|uur|h))?")),
    (Kind.MONEY, re.compile(r"[-+−€euro .,0-9–—=]*[0-9][-+−€euro .,0-9–—=]*")),
    (Kind.INTEGER, re.compile(r"[-+−]? ?[0-9][0-9., ]*")),
    (Kind.DECIMAL, re.compile(r"[-+−]? ?[0-9][0-9., ]*")),
    (Kind.YES_NO, re.compile(r"ja|j|x|waar|1|true|nee|n|onwaar|0|false")),
]
TYPED = st.one_of(
    st.text(max_size=20),
    st.text("0123456789-/.,:€ uxjn\u0663３", max_size=14),
    st.from_regex(r"[0-9]{1,4}[-/. ][0-9a-z]{1,4}[-/. ][0-9]{1,4}", fullmatch=True),
    st.from_regex(r"[-+€ ]{0,3}[0-9]{1,3}[.,][0-9]{1,3}[.,]?[0-9]{0,3}[-€ ]{0,2}", fullmatch=True),
)


@pytest.mark.parametrize(("kind", "grammar"), READERS)
@given(text=TYPED)
@example(text="١٢-٣-٢٠١٦")
@example(text="12 13")
def test_nothing_is_read_that_is_not_in_the_grammar(
    kind: Kind, grammar: re.Pattern[str], text: str
) -> None:
    """The grammar is written here a second time, and coarser; what is read must be in it."""
    value = reader(column("a", kind))(text)
    refused = value is None or isinstance(value, Failure)
    assert refused or grammar.fullmatch(squeeze(text).lower())


@given(st.text("0123456789-/.,:€ ", max_size=20), st.sampled_from([kind for kind, _ in READERS]))
def test_what_is_read_from_text_reads_back_from_its_value(text: str, kind: Kind) -> None:
    """A value written out in full is the same value."""
    read = reader(column("a", kind))
    value = read(text)
    written = {
        Kind.DATE: lambda: f"{value:%d-%m-%Y}",
        Kind.TIME: lambda: f"{value:%H:%M}",
        Kind.YES_NO: lambda: "ja" if value else "nee",
        Kind.DECIMAL: lambda: f"{value:.12f}".replace(".", ","),
    }.get(kind, lambda: str(value).replace(".", ","))
    if value is not None and not isinstance(value, Failure):
        expected = pytest.approx(value) if kind is Kind.DECIMAL else value
        assert read(written()) == expected


@given(word=st.sampled_from(["gepland", "loopt", "in gesprek"]), around=BLANKS, upper=st.booleans())
def test_a_list_value_reads_back_in_any_case(word: str, around: str, *, upper: bool) -> None:
    """With blanks around it too."""
    status: Field = column("status", enum=("gepland", "loopt", "in gesprek"))
    typed = around + (word.upper() if upper else word) + around
    assert reader(status)(typed) == word
    assert fold(typed) == word


def _why(value: object) -> str:
    assert isinstance(value, Failure), value
    return value.id.removeprefix("findings.")


def _suggested(value: object) -> str | None:
    assert isinstance(value, Failure), value
    if value.suggestion is None:
        return None
    return WORDS.message(value.suggestion).removeprefix("Bedoelde u ").removesuffix("?")
