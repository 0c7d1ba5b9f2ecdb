"""What a cell may hold in practice: read in silence, or refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.cells import Failure, as_text, clean, fold, quotation
from automations.engine.core.findings import CODES
from automations.engine.core.grid import Cell, ErrorValue, NoStoredValue
from automations.engine.core.moments import read_date, read_time, two_ways
from automations.engine.core.numbers import read_decimal, read_integer, read_money, read_yes_no
from automations.engine.core.schema import Field, Kind
from automations.engine.core.values import Reader, reader
from automations.engine.words import Words
from tests.text_tables import CODE, column

DAY = date(2016, 3, 12)
CELLS = st.one_of(
    st.none(),
    st.text(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.builds(ErrorValue, st.text()),
    st.just(NoStoredValue()),
    st.from_regex(r"[0-9€., :/-]{1,12}( uur| mrt 2016)?", fullmatch=True),
)


def _why(value: object) -> str:
    assert isinstance(value, Failure)
    return value.id.removeprefix("findings.")


def _suggested(value: object) -> str:
    assert isinstance(value, Failure)
    assert value.suggestion is not None
    return Words("nl").message(value.suggestion)


@pytest.mark.parametrize(
    "cell",
    [
        *("12-3-2016", "12/03/16", "12 mrt 2016", "12 maart 2016", "2016-03-12", "12.3.2016"),
        *("12 mrt. 2016", "12-mrt-16", "12 MAART 2016", " 12-03-2016\u00a0", "12\u200b-3-2016"),
        *("2016-03-12 00:00:00", "12-3-2016 0:00", "2016/3/12", "12 - 3 - 2016"),
        *(
            datetime.fromisoformat("2016-03-12"),
            datetime.fromisoformat("2016-03-12 13:30"),
            date(2016, 3, 12),
        ),
    ],
)
def test_a_date_is_read_day_month_year(cell: Cell) -> None:
    """Excel dates, Dutch habits and ISO mean the same day."""
    assert read_date(cell) == DAY


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("z.s.m.", "type-date"),
        ("maart 2016", "type-date"),
        ("mei", "type-date"),
        ("12", "type-date"),
        (True, "type-date"),
        (2016, "type-date"),
        ("12 mars 2016", "type-date"),
        ("31-06-2016", "type-date-day"),
        ("0-6-2016", "type-date-day"),
        ("29-2-2015", "type-date-february"),
        ("2016-13-01", "type-date-month"),
        ("14-13-2016", "type-date-month"),
        ("5-45-2016", "type-date-month"),
        ("31-13-0016", "type-date-year"),
        ("12-3-2500", "type-date-year"),
        ("10-13-2016", "type-date-month-first"),
    ],
)
def test_a_date_that_cannot_exist_is_refused_with_its_reason(cell: Cell, why: str) -> None:
    """It is never bent into a date that does exist."""
    assert _why(read_date(cell)) == why


def test_a_bare_number_is_no_date_but_its_date_is_suggested() -> None:
    """Excel shows a date that lost its format as a number of days."""
    assert _suggested(read_date(42500)) == "Bedoelde u 10-05-2016?"
    assert read_date(17).suggestion is None
    assert read_date(10**9).suggestion is None


def test_an_impossible_day_is_explained_in_one_sentence() -> None:
    """The message names the month and how many days it has."""
    failure = read_date("31-06-2016")
    text = Words("nl")(failure.id, value='"31-06-2016"', **failure.told)
    assert text == '"31-06-2016" bestaat niet: juni heeft 30 dagen.'


@pytest.mark.parametrize(
    ("cell", "both"),
    [
        ("3-4-2016", (date(2016, 4, 3), date(2016, 3, 4))),
        ("3-4-16", (date(2016, 4, 3), date(2016, 3, 4))),
        ("4-4-2016", None),
        ("13-4-2016", None),
        ("0-4-2016", None),
        ("3-4-3016", None),
        ("3 april 2016", None),
        ("2016-04-03", None),
        (datetime.fromisoformat("2016-04-03"), None),
        (None, None),
    ],
)
def test_only_a_text_date_with_two_readings_can_be_doubted(
    cell: Cell, both: tuple[date, date] | None
) -> None:
    """Excel dates, ISO dates and named months have one reading."""
    assert two_ways(cell) == both


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["%d-%m-%Y", "%Y-%m-%d"]))
def test_a_written_date_reads_back(day: date, form: str) -> None:
    """Writing a date in an accepted form and reading it is the identity."""
    assert read_date(day.strftime(form)) == day


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_two_digits_are_a_year_of_our_time(day: date) -> None:
    """69 is 2069 and 70 is 1970."""
    assert read_date(f"{day:%d/%m/%y}") == day


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("13:00", time(13)),
        ("13.00", time(13)),
        ("13.00 uur", time(13)),
        ("13:00 uur", time(13)),
        ("13u30", time(13, 30)),
        ("13 uur", time(13)),
        ("9:05", time(9, 5)),
        ("13:00:00", time(13)),
        (time(13), time(13)),
        (time(12, 59, 59, 999_000), time(13)),
        (datetime.fromisoformat("1899-12-30 13:30"), time(13, 30)),
        (0.5416666667, time(13)),
        (0, time(0)),
    ],
)
def test_a_time_is_read_to_the_minute(cell: Cell, moment: time) -> None:
    """Clock notations, Excel times and parts of a day mean the same time."""
    assert read_time(cell) == moment


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("25:00", "type-time-range"),
        ("13:60", "type-time-range"),
        ("13", "type-time"),
        (13, "type-time"),
        (1.5, "type-time"),
        (-0.5, "type-time"),
        (True, "type-time"),
        ("'s middags", "type-time"),
    ],
)
def test_what_is_no_time_is_refused(cell: Cell, why: str) -> None:
    """A bare number could be an hour or a day; neither is guessed."""
    assert _why(read_time(cell)) == why


@given(st.integers(0, 24 * 60 - 1))
def test_a_written_time_reads_back(minutes: int) -> None:
    """As text, and as the part of a day that Excel stores."""
    moment = time(minutes // 60, minutes % 60)
    assert read_time(f"{moment:%H:%M}") == read_time(minutes / 1440) == moment


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("€ 1.250,00", "1250.00"),
        ("1250", "1250.00"),
        ("1.250", "1250.00"),
        ("€ 1.250,-", "1250.00"),
        ("1250,5", "1250.50"),
        ("1250.50", "1250.50"),
        ("EUR 50", "50.00"),
        ("50 euro", "50.00"),
        ("€ -50,00", "-50.00"),
        ("-€ 50", "-50.00"),
        ("\u2212 50", "-50.00"),
        ("+50", "50.00"),
        ("1.250.000,10", "1250000.10"),
        (1250, "1250.00"),
        (0.1 + 0.2, "0.30"),
    ],
)
def test_an_amount_is_read_with_dutch_separators(cell: Cell, amount: object) -> None:
    """Euro signs, thousands dots and a decimal comma are understood in silence."""
    assert read_money(cell) == Decimal(amount)


@pytest.mark.parametrize(
    ("read", "cell", "suggestion"),
    [
        (read_money, "1,250.00", "Bedoelde u 1.250,00?"),
        (read_money, "1,250", "Bedoelde u 1.250 of 1,250?"),
        (read_integer, "1,250", "Bedoelde u 1.250 of 1,250?"),
        (read_decimal, "1.250", "Bedoelde u 1250 of 1,250?"),
    ],
)
def test_a_number_with_two_readings_is_a_failure_and_not_a_choice(
    read: Reader, cell: Cell, suggestion: str
) -> None:
    """English separators in a Dutch sheet are asked about."""
    assert _suggested(read(cell)) == suggestion


@pytest.mark.parametrize(
    ("cell", "number"), [("12", 12), ("12.0", 12), ("12,0", 12), (12.0, 12), ("1.250", 1250)]
)
def test_a_whole_number_may_have_a_zero_behind_the_comma(cell: Cell, number: float) -> None:
    """Spreadsheets store 12 as 12.0."""
    value = read_integer(cell)
    assert value == number
    assert type(value) is int


@pytest.mark.parametrize("cell", ["12,5", 12.5, "twaalf", True, float("nan"), float("inf"), "1e5"])
def test_what_is_not_whole_is_refused(cell: Cell) -> None:
    """Nothing is rounded."""
    assert _why(read_integer(cell)) == "type-integer"


@pytest.mark.parametrize(
    ("cell", "number"), [("7,5", 7.5), ("7.5", 7.5), (7.5, 7.5), (7, 7.0), ("1.250,5", 1250.5)]
)
def test_a_decimal_takes_comma_and_point(cell: Cell, number: float) -> None:
    """`1.5` is one and a half, and never fifteen."""
    assert read_decimal(cell) == number


@given(st.decimals(0, 10**9, places=2))
def test_a_written_amount_reads_back(amount: object) -> None:
    """Written the Dutch way, with thousands dots and a comma."""
    text = f"€ {amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert read_money(text) == amount


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        *((word, True) for word in ("ja", "J", " x ", "WAAR", "1", 1, 1.0, True)),
        *((word, False) for word in ("nee", "N", "onwaar", "0", 0, False)),
    ],
)
def test_ja_and_nee_have_many_notations(cell: Cell, answer: object) -> None:
    """Words, crosses, digits and Excel's booleans."""
    assert read_yes_no(cell) is answer


def test_what_is_neither_ja_nor_nee_is_refused() -> None:
    """Nothing is taken for nee."""
    assert _why(read_yes_no("misschien")) == "type-yes-no"


@pytest.mark.parametrize("cell", ["A-03", "a-03", " A - 03 ", "A-03\u200b", "A -03"])
def test_a_code_may_be_in_the_wrong_case_or_have_blanks(cell: Cell) -> None:
    """The code itself is kept."""
    assert reader(CODE)(cell) == "A-03"


@pytest.mark.parametrize("cell", ["A03", "A_03", "A\u201303", "A-3", "A-O3", "A - 3"])
def test_a_code_that_is_nearly_right_is_suggested_and_not_used(cell: Cell) -> None:
    """A hyphen or a zero too few is a finding, with the code that was probably meant."""
    failure = reader(CODE)(cell)
    assert _why(failure) == "pattern"
    assert _suggested(failure) == "Bedoelde u A-03?"


@pytest.mark.parametrize("cell", ["T16-07", "t2016-7", "T16-7"])
def test_a_century_that_was_left_out_is_suggested(cell: Cell) -> None:
    """Codes with a year have four digits of it."""
    failure = reader(replace(CODE, pattern=r"^T\d{4}-\d{2}$"))(cell)
    assert _suggested(failure) == "Bedoelde u T2016-07?"


@pytest.mark.parametrize("cell", ["actie", "B-03", "03-A", 42649])
def test_a_code_that_is_nothing_like_one_gets_no_suggestion(cell: Cell) -> None:
    """Only what can be told is suggested."""
    assert reader(CODE)(cell).suggestion is None


def test_a_pattern_without_example_has_its_own_sentence() -> None:
    """A message never says `as ` and then nothing."""
    assert _why(reader(replace(CODE, example=""))("x")) == "pattern-no-example"


def test_a_number_in_a_text_column_is_the_text_that_was_typed() -> None:
    """Never `31612345678.0`."""
    read = reader(column("text"))
    assert [read(cell) for cell in (12.0, 3.5, True, False)] == ["12", "3,5", "WAAR", "ONWAAR"]
    assert read(datetime.fromisoformat("2016-03-12")) == "12-03-2016"
    assert read(datetime.fromisoformat("2016-03-12 13:05")) == "12-03-2016 13:05"
    assert read(time(13, 5)) == "13:05"


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u2029", "\ud800", "\ufffe"]
)
def test_control_characters_are_refused(sign: str) -> None:
    """A cell's text goes into mails, documents and terminals."""
    assert _why(reader(column("text"))(f"a{sign}b")) == "type-control"


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("gewoon", ""),
        ("a\u200fb", ""),
        ("\u202egnp.exe", "\u202c"),
        ("\u202egnp.exe\u202c", ""),
        ("\u2067\u202bx", "\u202c\u2069"),
        ("\u2067\u202bx\u2069", ""),
        ("\u2067\u202bx\u2069\u202c", ""),
        ("\u202b\u2067x\u202c", "\u2069\u202c"),
        ("x\u202c\u2069", ""),
    ],
)
def test_a_change_of_writing_direction_ends_with_its_cell(typed: str, ends: str) -> None:
    """Else it would turn around the words behind it; what was typed stays, and may be as long."""
    read = reader(column("text", max_length=len(typed)))
    assert read(typed) == typed + ends


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("an@gemeente", "email-no-dot"),
        ("an.gemeente.nl", "email-no-at"),
        ("an @gemeente.nl", "email-blank"),
        ("an@a.nl; bo@a.nl", "email-several"),
        ("@gemeente.nl", "email"),
        ("an@gemeente..nl", "email"),
        ("Jan <an@gemeente.nl>", "email-blank"),
        (12, "email-no-at"),
    ],
)
def test_an_address_that_cannot_work_is_refused_with_its_reason(cell: Cell, why: str) -> None:
    """The reason names nothing of the address."""
    failure = reader(column("email", Kind.EMAIL))(cell)
    assert _why(failure) == why
    assert not failure.told


def test_an_address_is_kept_in_lower_case() -> None:
    """One address is one recipient, whoever typed it; example domains are addresses too."""
    assert reader(column("email", Kind.EMAIL))(" An@Dordrecht.Example ") == "an@dordrecht.example"


def test_the_one_address_in_a_cell_is_suggested() -> None:
    """`Naam <adres>` and `mailto:` come from mail programs."""
    read = reader(column("email", Kind.EMAIL))
    assert _suggested(read("Jan <An@gemeente.nl>")) == "Bedoelde u an@gemeente.nl?"
    assert _suggested(read("mailto:an@gemeente.nl")) == "Bedoelde u an@gemeente.nl?"
    assert read("<a@b..nl>").suggestion is None


def test_in_a_very_long_text_no_address_is_looked_for() -> None:
    """It would take seconds, and such a text is no address with something around it."""
    failure = reader(column("email", Kind.EMAIL))("a" * 32_000 + " an@gemeente.nl")
    assert (failure.code, failure.suggestion) == ("email", None)


@pytest.mark.parametrize(
    "cell",
    ["06-12345678", "06 12 34 56 78", "+31 6 12345678", "0031612345678", 612345678, 31612345678.0],
)
def test_a_dutch_phone_number_has_many_notations(cell: Cell) -> None:
    """Also as the number that Excel makes of it."""
    assert reader(column("phone", Kind.PHONE))(cell) == "+31612345678"


@pytest.mark.parametrize(
    "cell", ["bel me", "12", "0" * 50, "06-12345678 (niet op maandag of dinsdag)"]
)
def test_what_is_no_phone_number_is_refused(cell: Cell) -> None:
    """Without a suggestion: a number is not guessed."""
    assert _why(reader(column("phone", Kind.PHONE))(cell)) == "phone"


def test_a_foreign_number_keeps_its_country() -> None:
    """Dutch is only the default."""
    assert reader(column("phone", Kind.PHONE))("+32 2 555 12 34") == "+3225551234"


def test_a_link_is_https() -> None:
    """Anything else is refused; the https form is suggested."""
    read = reader(column("link", Kind.URL))
    assert read("https://www.dordrecht.nl/a?b=1") == "https://www.dordrecht.nl/a?b=1"
    assert _suggested(read("www.dordrecht.nl")) == "Bedoelde u https://www.dordrecht.nl?"
    assert _suggested(read("http://dordrecht.nl")) == "Bedoelde u https://dordrecht.nl?"


@pytest.mark.parametrize(
    "cell",
    [
        *("javascript:alert(1)", "ftp://dordrecht.nl", "https://", "https://[", "zie de site"),
        *("https://d.nl/\x9b2J", "https://d.nl/\u202egpj", "https://d.nl/a\u2028b"),
        *("https://u:p@dordrecht.nl", "https://dordrecht.nl/a b", 'https://d.nl/"onclick'),
    ],
)
def test_a_link_that_is_no_https_address_is_refused(cell: Cell) -> None:
    """Nothing that a mail program could run gets through."""
    failure = reader(column("link", Kind.URL))(cell)
    assert _why(failure) == "url"
    assert failure.suggestion is None


STATUS = column("status", enum=("gepland", "loopt", "in gesprek"))


def test_a_list_value_ignores_case_and_blanks() -> None:
    """The value of the list is kept."""
    assert reader(STATUS)(" In  Gesprek ") == "in gesprek"


def test_the_nearest_value_of_a_list_is_suggested() -> None:
    """Where one is near; the message names the list when it is short."""
    assert _suggested(reader(STATUS)("lopt")) == "Bedoelde u loopt?"
    assert reader(STATUS)("???").suggestion is None
    assert _why(reader(STATUS)("???")) == "list"
    long = replace(STATUS, enum=tuple(f"een lange waarde {n}" for n in range(9)))
    assert _why(reader(long)("???")) == "list-long"


def test_several_values_stand_with_a_semicolon_between() -> None:
    """Doubled ones count once, and a trailing semicolon is nothing."""
    read = reader(replace(STATUS, many=True))
    assert read("loopt; Gepland;loopt;") == ("loopt", "gepland")
    assert read(None) == ()
    assert _suggested(read("loopt, gepland")) == "Bedoelde u loopt; gepland?"
    assert _suggested(read("loopt; geplant")) == "Bedoelde u gepland?"


@pytest.mark.parametrize(
    ("field", "cell", "why"),
    [
        (column("n", Kind.INTEGER, minimum=0), -1, "minimum"),
        (column("n", Kind.DECIMAL, minimum=1, maximum=5), "5,5", "maximum"),
        (column("n", Kind.MONEY, minimum=0), "-€ 1", "minimum"),
        (column("n", max_length=5), "zes123", "length"),
        (column("n", Kind.INTEGER, maximum=5), "x", "type-integer"),
    ],
)
def test_a_value_out_of_bounds_is_refused(field: Field, cell: Cell, why: str) -> None:
    """Bounds are inclusive, and only judged where the value could be read."""
    assert _why(reader(field)(cell)) == why


def test_a_value_at_the_bound_is_fine() -> None:
    """A rating runs from 1 up to and including 5."""
    rating = reader(column("rating", Kind.DECIMAL, minimum=1, maximum=5, max_length=None))
    assert (rating(1), rating(5)) == (1.0, 5.0)
    assert reader(column("text", max_length=3))("abc") == "abc"


@pytest.mark.parametrize(
    ("field", "empty"),
    [
        (column("a"), None),
        (column("a", many=True), ()),
        (column("a", Kind.YES_NO, default=True), True),
        (column("a", Kind.YES_NO, default="nee"), False),
        (column("a", enum=("geen", "basis"), default="geen"), "geen"),
        (column("a", enum=("geen", "basis"), default="geen", many=True), ("geen",)),
    ],
)
def test_an_empty_cell_is_nothing_or_the_default(field: Field, empty: object) -> None:
    """Blanks of any kind are empty."""
    assert [reader(field)(cell) for cell in (None, "", "  \u00a0", "\u200b")] == [empty] * 4


def test_an_error_value_and_a_formula_without_outcome_are_told_apart_from_blanks() -> None:
    """A required column would otherwise seem merely empty."""
    read = reader(column("n", Kind.INTEGER))
    assert read(ErrorValue("#N/A")).code == "error-value"
    assert read(NoStoredValue()).code == "no-stored-value"


@pytest.mark.parametrize(
    ("error", "dutch"),
    [
        ("#N/A", "#N/B"),
        ("#DIV/0!", "#DEEL/0!"),
        ("#NAME?", "#NAAM?"),
        ("#VALUE!", "#WAARDE!"),
        ("#REF!", "#VERW!"),
        ("#NUM!", "#GETAL!"),
        ("#NULL!", "#LEEG!"),
        ("#SPILL!", "#SPILL!"),
        ("#A-VERY-LONG-ONE", "#A-VERY-LO"),
    ],
)
def test_an_error_value_is_named_as_dutch_excel_shows_it(error: str, dutch: str) -> None:
    """The file holds the English name; a colleague looks for what stands in the cell."""
    failure = reader(column("n"))(ErrorValue(error))
    assert Words("nl")(failure.id, **failure.known) == (
        f"In deze cel staat de foutmelding {dutch}. Typ de juiste waarde."
    )


@given(cell=CELLS, kind=st.sampled_from(list(Kind)), many=st.booleans())
def test_a_reader_never_raises_whatever_the_cell_holds(
    cell: Cell, kind: Kind, *, many: bool
) -> None:
    """A mistake of somebody who types is a value, with a code that scripts know."""
    value = reader(column("a", kind, many=many))(cell)
    assert not isinstance(value, Failure) or value.code in CODES


@given(CELLS)
def test_codes_lists_and_references_never_raise_either(cell: Cell) -> None:
    """The same for the readers of columns with a pattern or a list."""
    for field in (CODE, STATUS, replace(STATUS, many=True)):
        value = reader(field)(cell)
        assert not isinstance(value, Failure) or value.code in {
            *("pattern", "list", "type", "error-value", "no-stored-value")
        }


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """And folding forgets case and doubled blanks only."""
    assert clean(clean(text)) == clean(text)
    assert fold(f"  {fold(text)} ") == fold(fold(text))


@given(CELLS)
def test_what_a_message_repeats_is_one_short_line(cell: Cell) -> None:
    """Whatever stood in the cell."""
    line = quotation(as_text(cell))
    assert len(line) <= 40
    assert "\n" not in line
