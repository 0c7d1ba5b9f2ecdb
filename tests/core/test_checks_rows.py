"""Rows: keys, what is required, references, rules over columns and rows, and owners."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from automations.engine.core.checks import check, label_column
from automations.engine.core.expressions import compile_expression
from automations.engine.core.findings import Severity
from automations.engine.core.grid import ErrorValue, NoStoredValue, Unreadable
from automations.engine.core.schema import Condition, Field, Kind, Reference, RowRule, SameRule
from tests.text_tables import CODE, column, context, look, places, said, schemas, things, workbooks


def _when(source: str, severity: Severity = Severity.ERROR) -> Condition:
    return Condition(compile_expression(source), severity)


def test_blank_rows_between_are_skipped_and_rows_keep_their_number() -> None:
    """Staff leave lines open; the spreadsheet's numbering holds."""
    known = schemas(things(column("title", required=True)))
    checked = look({"Things": "Code | Title\nA-01 | x\n | \n \u00a0 | \nA-02 |"}, known)
    assert places(checked) == [("B5", "required", "error")]
    assert [record.row for record in checked.register.things] == [2, 5]
    assert (checked.sheets[0].rows, checked.sheets[0].valid) == (2, 1)


def test_a_default_fills_what_is_required() -> None:
    """An empty cell then stands for the default."""
    known = schemas(things(column("done", Kind.YES_NO, default=False, required=True), column("x")))
    checked = look({"Things": "Code | Done | X\nA-01 | | x"}, known)
    assert checked.findings == ()
    assert checked.register.things[0].done is False


def test_a_key_that_is_everywhere_names_only_some_rows() -> None:
    """A column that was filled to the bottom gives a message for each row, and each is short."""
    table = "Code\n" + "A-01\n" * 5000
    found = look({"Things": table}, schemas(things())).findings
    assert len(found) == 5000
    assert "de rijen 2, 3, 4, 5, 6, …." in said(found[-1:])[0]
    assert "de rijen 3, 4, 5, 6, 7, …." in said(found[:1])[0]


def test_a_mistake_that_is_made_everywhere_is_suggested_everywhere() -> None:
    """The same wrong code in many rows has one right one; of very many, the first are helped."""
    table = "Code | Other\n" + "A-01 | A-71\n" * 300
    found = look({"Others": OTHER_ROWS, "Things": table}, _linked()).findings
    assert {text.count("Bedoelde u A-17") for text in said(found) if "A-71" in text} == {1}
    other = "Code | Other\n" + "".join(f"A-01 | zomaar {number}\n" for number in range(300))
    assert len(places(look({"Others": OTHER_ROWS, "Things": other}, _linked()), "reference")) == 300


def test_a_row_without_code_is_no_record_and_gets_the_next_free_code() -> None:
    """Past the highest in use; each such row another one."""
    table = """
        Code | Title
        A-16 | x
             | y
        A-02 | z
             | w
        """
    checked = look({"Things": table}, schemas(things(column("title"))))
    assert places(checked) == [("A3", "blank-key", "error"), ("A5", "blank-key", "error")]
    assert [text.split(". ", 1)[1] for text in said(checked.findings)] == [
        "Vul dat in. De eerste vrije code is A-17.",
        "Vul dat in. De eerste vrije code is A-18.",
    ]
    assert [record.key for record in checked.register.things] == ["A-16", "A-02"]


@pytest.mark.parametrize(
    ("key", "table", "code"),
    [
        (CODE, "Code | On\n | 1-1-2016", "A-01"),
        (CODE, "Code | On\nA-999 | 1-1-2016\n | 1-1-2016", None),
        (replace(CODE, example=""), "Code | On\n | 1-1-2016", None),
        (replace(CODE, pattern=None), "Code | On\nA-01 | 1-1-2016\n | 1-1-2016", None),
        (
            replace(CODE, pattern=r"^T\d{4}-\d{2}$", example="T2016-01"),
            "Code | On\nT2015-07 | 1-5-2015\nT2016-03 | 1-5-2016\n | 2-5-2015",
            "T2015-08",
        ),
        (
            replace(CODE, pattern=r"^T\d{4}-\d{2}$", example="T2015-01"),
            "Code | On\nT2015-07 | 1-5-2015\n | z.s.m.",
            "T2016-01",
        ),
    ],
)
def test_the_next_free_code_fits_the_pattern(key: Field, table: str, code: str | None) -> None:
    """A year in it is that of the row's date, else this year; none is made where none fits."""
    known = schemas(things(fields=(key, column("on", Kind.DATE))))
    (found,) = [f for f in look({"Things": table}, known).findings if f.code == "blank-key"]
    assert (found.suggestion.values["code"] if found.suggestion else None) == code


def test_a_doubled_code_is_reported_at_both_rows_and_leads_to_neither() -> None:
    """Each names the other, and the next free code; the rows stay, without a code."""
    checked = look({"Things": "Code\nA-01\na-01\nA-02"}, schemas(things()))
    assert places(checked) == [("A2", "unique", "error"), ("A3", "unique", "error")]
    assert said(checked.findings)[0] == (
        '"A-01" staat ook in rij 3. Pas één van de twee aan, of verwijder de dubbele regel. '
        "De eerste vrije code is A-03."
    )
    table = checked.register.things
    assert list(table.by_key) == ["A-02"]
    assert [(r.key, r.code, r.faults) for r in table] == [
        ("A-01", None, {"code"}),
        ("A-01", None, {"code"}),
        ("A-02", "A-02", frozenset()),
    ]


def test_a_code_that_is_there_three_times_names_both_other_rows() -> None:
    """In words that fit more than one."""
    found = look({"Things": "Code\nA-01\nA-01\nA-01"}, schemas(things())).findings
    assert said(found)[1].startswith('"A-01" staat ook in de rijen 2, 4.')


def test_a_key_of_several_columns_is_judged_as_a_whole() -> None:
    """At its first column; a row that lacks a part of it is no record."""
    known = schemas(
        things(
            fields=(column("period", required=True), column("position", Kind.INTEGER)),
            primary_key=("period", "position"),
        ),
        things(name="empty", title="Empty"),
    )
    table = """
        Period | Position
        H1     | 1
        H1     | 2
        h1     | 2
        H2     |
               |
        """
    checked = look({"Things": table}, known)
    assert places(checked) == [
        ("A3", "unique", "error"),
        ("A4", "unique", "error"),
        ("B5", "required", "error"),
    ]
    assert [r.key for r in checked.register.things] == ["H1 / 1", "H1 / 2", "h1 / 2"]


def test_a_row_without_any_part_of_its_key_is_one_finding() -> None:
    """Not one for each part."""
    known = schemas(things(fields=(column("a"), column("b"), column("c")), primary_key=("a", "b")))
    checked = look({"Things": "A | B | C\n | | x"}, known)
    assert places(checked) == [("A2", "blank-key", "error")]


def test_a_code_that_is_wrong_in_itself_still_names_its_row() -> None:
    """Such a row can be referred to; the code's column is a fault."""
    checked = look({"Things": "Code | X\nB-1 | x"}, schemas(things(column("x"))))
    (record,) = checked.register.things
    assert (record.key, record.code, record.faults) == ("B-1", None, {"code"})
    assert checked.register.things.by_key["B-1"] is record
    assert checked.findings[0].key == "B-1"


def test_a_unique_column_ignores_case_and_blanks() -> None:
    """Empty ones are not the same as each other."""
    known = schemas(things(column("name", unique=True)))
    checked = look({"Things": "Code | Name\nA-01 | MEE\nA-02 | mee\nA-03 |\nA-04 |"}, known)
    assert places(checked) == [("B2", "unique", "error"), ("B3", "unique", "error")]
    assert checked.findings[0].suggestion is None


def test_columns_that_are_unique_together_may_each_repeat() -> None:
    """The finding is at the first of them, and only where all are filled."""
    known = schemas(things(column("a"), column("b"), unique_together=(("b", "a"),)))
    table = "Code | A | B\nA-01 | x | y\nA-02 | x | z\nA-03 | X | y\nA-04 | x |\nA-05 | x |"
    assert places(look({"Things": table}, known)) == [
        ("C2", "unique", "error"),
        ("C4", "unique", "error"),
    ]


def test_dates_that_are_the_key_are_compared_as_days() -> None:
    """However they were typed."""
    known = schemas(things(fields=(column("on", Kind.DATE),), primary_key=("on",)))
    checked = look({"Things": "On\n3-10-2016\n3 okt 2016"}, known)
    assert {code for _, code, _ in places(checked)} == {"unique"}
    assert checked.register.things[0].key == "2016-10-03"


def test_rows_that_share_an_address_should_agree_on_its_name() -> None:
    """A warning at each row that differs from the first."""
    same = SameRule("one-name", ("email",), "name", {"nl": "Rij {row} noemt iemand anders."})
    known = schemas(things(column("email"), column("name"), same=(same,)))
    table = "Code | Email | Name\nA-01 | a@x | An\nA-02 | A@x | an\nA-03 | a@x | Bo\nA-04 | a@x |"
    checked = look({"Things": table}, known)
    assert places(checked) == [("C4", "rule", "warning")]
    assert said(checked.findings) == ["Rij 2 noemt iemand anders."]


def test_ambiguous_dates_are_doubted_where_the_column_has_a_month_first_one() -> None:
    """Dates with one reading stay; a column without a month-first date is not doubted."""
    table = """
        Code | Start      | End
        A-01 | 10-13-2016 | 3-4-2016
        A-02 | 3-4-2016   |
        A-03 | 3 apr 2016 |
        A-04 | 4-4-2016   |
        A-05 | excel      |
        """
    known = schemas(things(column("start", Kind.DATE), column("end", Kind.DATE)))
    checked = look({"Things": table}, known, cells={"excel": date(2016, 4, 3)})
    assert places(checked) == [("B2", "type", "error"), ("B3", "ambiguous-date", "error")]
    assert said(checked.findings)[1].endswith("Bedoelde u 3 april 2016 of 4 maart 2016?")
    assert [r.start for r in checked.register.things][1:3] == [None, date(2016, 4, 3)]


def test_error_values_and_formulas_without_outcome_are_told_from_blanks() -> None:
    """A required column is not called empty there."""
    known = schemas(things(column("n", Kind.INTEGER, required=True)))
    cells = {"#N/A": ErrorValue("#N/A"), "=1": NoStoredValue()}
    checked = look({"Things": "Code | N\nA-01 | #N/A\nA-02 | =1"}, known, cells=cells)
    assert places(checked) == [("B2", "error-value", "error"), ("B3", "no-stored-value", "error")]
    assert checked.register.things[0].faults == {"n"}


def test_what_asks_for_a_column_is_named_with_what_stands_there() -> None:
    """A colleague sees at once why; a value that must not be told is left out."""
    columns = (
        column("status", enum=("open", "klaar")),
        column("note"),
        column("on", required_when=(_when('status == "klaar"'), _when("note is not none"))),
        column("by", required_when=(_when('status == "klaar" and note is not none'),)),
    )
    table = """
        Code | Status | Note | On | By
        A-01 | klaar  |      |    |
        A-02 | open   | x    |    |
        A-03 | klaar  | x    | y  |
        """
    assert said(look({"Things": table}, schemas(things(*columns))).findings) == [
        "Status is klaar. Vul dan ook in: On.",
        "Note is ingevuld. Vul dan ook in: On.",
        "Status is klaar en Note is ingevuld. Vul dan ook in: By.",
    ]
    assert said(look({"Things": table}, schemas(things(*columns, sensitive=True))).findings) == [
        "Vul ook in: On. Dat hoort bij wat er staat bij Status.",
        "Vul ook in: On. Dat hoort bij wat er staat bij Note.",
        "Vul ook in: By. Dat hoort bij wat er staat bij Status en Note.",
    ]


def test_required_when_asks_only_where_the_condition_holds() -> None:
    """A condition over an empty column does not hold; an empty column is no fault."""
    known = schemas(
        things(column("status"), column("on", required_when=(_when('status == "klaar"'),)))
    )
    checked = look({"Things": "Code | Status | On\nA-01 | klaar |\nA-02 | |\nA-03 | x |"}, known)
    assert places(checked) == [("C2", "required", "error")]
    assert checked.register.things[0].faults == frozenset()


def test_the_worst_condition_decides_how_bad_an_empty_column_is() -> None:
    """One finding for the cell, whatever asks for it; none beside the plain one.

    What must be filled is `required`; what had better be filled is a `rule`.
    """
    notice, warning = _when("true", Severity.NOTICE), _when("status is none", Severity.WARNING)
    known = schemas(
        things(
            column("status"),
            column("a", required_when=(notice, warning)),
            column("b", required_when=(warning, _when("true"))),
            column("c", required=True, required_when=(_when("true"),)),
        )
    )
    checked = look({"Things": "Code | Status | A | B | C\nA-01 | | | |"}, known)
    assert places(checked) == [
        ("C2", "rule", "warning"),
        ("D2", "required", "error"),
        ("E2", "required", "error"),
    ]


ENDS = RowRule(
    "ends-after-start",
    compile_expression("ends >= starts"),
    "ends",
    {"nl": "Dit is vóór {starts}; {title}.", "en": "This is before {starts}; {title}."},
)


def _spans(*rules: RowRule, **title: bool) -> object:
    fields = (column("title", **title), column("starts", Kind.DATE), column("ends", Kind.DATE))
    return schemas(things(*fields, rules=rules))


def test_a_rule_is_judged_where_its_columns_are_filled_and_right() -> None:
    """An error of a rule keeps its column from being used."""
    table = """
        Code | Title | Starts     | Ends
        A-01 | x     | 2-10-2016  | 1-10-2016
        A-02 | x     | 2-10-2016  | 2-10-2016
        A-03 | x     | 2-10-2016  |
        A-04 | x     | 31-06-2016 | 1-10-2016
        A-05 | x     | 2-10-2016  | z.s.m.
        """
    checked = look({"Things": table}, _spans(ENDS))
    assert places(checked, "rule") == [("D2", "rule", "error")]
    assert said(checked.findings)[0] == "Dit is vóór 2 oktober 2016; x."
    first = checked.register.things[0]
    assert (first.ends, first.faults) == (None, {"ends"})


def test_a_rules_sentence_never_repeats_a_personal_column() -> None:
    """Nor a name that is no column at all."""
    checked = look(
        {"Things": "Code | Title | Starts | Ends\nA-01 | Jan | 2-10-2016 | 1-10-2016"},
        _spans(ENDS, personal=True),
    )
    assert said(checked.findings) == ["Dit is vóór 2 oktober 2016; …."]
    (text,) = said(checked.findings, "en")
    assert text.startswith("This is before ")
    assert text.endswith("; ….")


def test_a_rule_may_have_a_condition_a_severity_and_a_code() -> None:
    """A warning is no fault: the value stays in use."""
    rule = replace(
        ENDS,
        must=compile_expression("ends <= today"),
        when=compile_expression('title == "klaar"'),
        severity=Severity.WARNING,
        code="maximum",
    )
    table = "Code | Title | Starts | Ends\nA-01 | klaar | | 4-10-2016\nA-02 | x | | 4-10-2016"
    checked = look({"Things": table}, _spans(rule))
    assert places(checked) == [("D2", "maximum", "warning")]
    assert checked.register.things[0].ends == date(2016, 10, 4)


def test_a_condition_that_compares_something_empty_inside_is_not_judged() -> None:
    """Neither broken nor kept."""
    rules = (
        replace(ENDS, must=compile_expression("[starts, ends]|max <= today and (not starts)")),
        replace(ENDS, must=compile_expression("starts is none and starts.year > 2000")),
    )
    checked = look({"Things": "Code | Title | Starts | Ends\nA-01 | | | 4-10-2016"}, _spans(*rules))
    assert checked.findings == ()


TO_OTHERS = Reference("others", "code", "other", "things")
OTHERS = things(
    column("name"),
    column("kind"),
    column("owner", Kind.EMAIL),
    name="others",
    title="Others",
    workbook="partners",
)
OTHER_ROWS = """
    Code | Name             | Kind      | Owner
    A-01 | MEE              | welzijn   | an@x.example
    A-17 | Vluchtelingenwerk| welzijn   |
    A-18 | School           | onderwijs | bo@x.example
    A-19 | Dubbel           | welzijn   |
    A-20 | dubbel           | welzijn   |
    B-33 | Fout             | welzijn   |
    """


def _linked(reference: Reference = TO_OTHERS, **more: object) -> object:
    fields = {"fields": (CODE, column("other", reference=reference, **more))}
    return schemas(OTHERS, things(**fields))


@pytest.mark.parametrize(
    "typed",
    [
        *("A-01", "a-01", "A - 01", "MEE", " mee ", "A-01 \u2013 MEE", "A-01 - iets anders"),
        *("A-01\u2014 MEE", "a-01 \u2013 Een heel - ander"),
    ],
)
def test_a_reference_is_a_code_a_name_or_both(typed: str) -> None:
    """The record holds the code and leads to the row."""
    checked = look({"Others": OTHER_ROWS, "Things": f"Code | Other\nA-01 | {typed}"}, _linked())
    assert places(checked, "reference") == []
    (record,) = checked.register.things
    assert record.code == "A-01"
    assert record["other"] == "A-01"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("A-71", '"A-71" staat niet in Others. Bedoelde u A-17 (Vluchtelingenwerk)?'),
        ("A-0", '"A-0" staat niet in Others. Kies iets uit de lijst, of zet het eerst in Others.'),
        (
            "A-0122",
            '"A-0122" staat niet in Others. Kies iets uit de lijst, of zet het eerst in Others.',
        ),
        ("A-10", '"A-10" staat niet in Others. Bedoelde u A-01 (MEE)?'),
        (
            "A-12",
            '"A-12" staat niet in Others. Kies iets uit de lijst, of zet het eerst in Others.',
        ),
        ("Vluchtelingwerk", "Bedoelde u A-17 (Vluchtelingenwerk)?"),
        ("Dubbel", '"Dubbel" staat meer dan één keer in Others. Typ hier de code.'),
        (
            "dubbell",
            '"dubbell" staat niet in Others. Kies iets uit de lijst, of zet het eerst in Others.',
        ),
        ("?", '"?" staat niet in Others. Kies iets uit de lijst, of zet het eerst in Others.'),
    ],
)
def test_what_is_not_there_is_reported_with_the_row_that_was_probably_meant(
    typed: str, text: str
) -> None:
    """Where more than one could be meant, none is suggested."""
    checked = look({"Others": OTHER_ROWS, "Things": f"Code | Other\nA-01 | {typed}"}, _linked())
    (found,) = [found for found in checked.findings if found.sheet == "things"]
    assert (found.cell, found.code, found.severity) == ("B2", "reference", "error")
    assert said([found])[0].endswith(text)
    assert checked.register.things[0].faults == {"other"}


def test_a_row_with_a_wrong_code_can_be_referred_to() -> None:
    """Its own finding is enough; a doubled code counts as there too, and leads nowhere."""
    table = "Code | Other\nA-01 | B-33\nA-02 | A-21"
    others = OTHER_ROWS + "    A-21 | Een |||\n    A-21 | Twee |||"
    checked = look({"Others": others, "Things": table}, _linked())
    assert places(checked, "reference") == []
    assert [record.other for record in checked.register.things] == ["B-33", "A-21"]


def test_in_a_sensitive_sheet_a_wrong_reference_still_comes_with_advice() -> None:
    """What was meant would tell what was typed; what to do does not."""
    sensitive = replace(_linked()["things"], sensitive=True)
    known = schemas(_linked()["others"], sensitive)
    checked = look({"Others": OTHER_ROWS, "Things": "Code | Other\nA-01 | A-71"}, known)
    assert said([found for found in checked.findings if found.sheet == "things"]) == [
        "Deze waarde staat niet in Others. Kies iets uit de lijst, of zet het eerst in Others."
    ]


def test_several_references_are_each_looked_up() -> None:
    """One finding for the cell; doubled ones count once."""
    table = "Code | Other\nA-01 | A-01; MEE; A-18\nA-02 | A-01; A-99; A-98"
    checked = look({"Others": OTHER_ROWS, "Things": table}, _linked(many=True))
    assert places(checked, "reference") == [("B3", "reference", "error")]
    assert said([f for f in checked.findings if f.code == "reference"])[0].startswith('"A-99"')
    assert [record["other"] for record in checked.register.things] == [("A-01", "A-18"), ()]


def test_a_reference_may_be_narrowed_to_some_rows() -> None:
    """A row that is there, but not of that kind, is told apart."""
    school = replace(TO_OTHERS, where=compile_expression('kind == "onderwijs"'))
    table = "Code | Other\nA-01 | A-18\nA-02 | A-01"
    checked = look({"Others": OTHER_ROWS, "Things": table}, _linked(school))
    (found,) = [found for found in checked.findings if found.sheet == "things"]
    assert (found.cell, found.code) == ("B3", "reference")
    assert said([found]) == [
        '"A-01" staat wel in Others, maar past niet in deze kolom. Kies een andere.'
    ]


def test_a_narrowed_reference_is_not_judged_by_a_column_that_cannot_be_read() -> None:
    """The mistake is in the other row, and is reported there."""
    school = replace(TO_OTHERS, where=compile_expression('kind == "onderwijs"'))
    others = "Code | Name | Kind | Owner\nA-01 | x | #N/A |"
    cells = {"#N/A": ErrorValue("#N/A")}
    tables = {"Others": others, "Things": "Code | Other\nA-01 | A-01"}
    assert places(look(tables, _linked(school), cells=cells), "reference") == []


@pytest.mark.parametrize(
    ("typed", "kept"), [("a-01", "A-01"), ("A-01 \u2013 MEE", "A-01"), ("MEE", None)]
)
def test_a_reference_to_a_sheet_that_cannot_be_read_is_no_finding(
    typed: str, kept: str | None
) -> None:
    """A code is kept; a name cannot be looked up, and nothing is built on it."""
    known = _linked()
    books = workbooks({"Things": f"Code | Other\nA-01 | {typed}"}, known)
    books["partners"] = Unreadable("partners", "p.xlsx", "missing-workbook", "findings.x")
    checked = check(books, known, context())
    assert places(checked) == [(None, "missing-workbook", "error")]
    (record,) = checked.register.things
    assert record["other"] == kept
    assert record.faults == (frozenset() if kept else {"other"})


def test_a_person_is_suggested_by_code_alone() -> None:
    """The name in the other sheet is personal; an unnamed row has no name to add."""
    people = replace(OTHERS, fields=(CODE, column("name", personal=True)))
    known = schemas(people, things(column("other", reference=TO_OTHERS)))
    tables = {"Others": "Code | Name\nA-17 | Jan", "Things": "Code | Other\nA-01 | A-71"}
    assert said(look(tables, known).findings) == ['"A-71" staat niet in Others. Bedoelde u A-17?']
    tables["Others"] = "Code | Name | Kind | Owner\nA-17 | | x |"
    found = look(tables, _linked()).findings
    assert said(found)[-1] == '"A-71" staat niet in Others. Bedoelde u A-17?'


def test_the_column_that_names_a_row_is_its_name_or_title() -> None:
    """What a reference may say instead of a code."""
    assert label_column(OTHERS) is OTHERS["name"]
    assert label_column(things(column("subject"))).name == "subject"  # type: ignore[union-attr]
    assert label_column(things()) is None


ACROSS = RowRule(
    "kind", compile_expression('other.kind == "welzijn"'), "code", {"nl": "Alleen welzijn."}
)
COUNT = RowRule("few", compile_expression("things|length < 2"), "name", {"nl": "Te veel."})


def test_a_rule_may_follow_links_both_ways() -> None:
    """A row that leads nowhere is not judged, an empty list of rows back is."""
    known = schemas(
        replace(OTHERS, rules=(COUNT,)),
        things(column("link", reference=replace(TO_OTHERS, link="other")), rules=(ACROSS,)),
    )
    table = """
        Code | Link
        A-01 | A-01
        A-02 | A-18
        A-03 |
        A-04 | A-01
        A-05 | nergens
        """
    checked = look({"Others": OTHER_ROWS, "Things": table}, known)
    assert places(checked, "rule") == [("B2", "rule", "error"), ("A3", "rule", "error")]


def test_a_rule_over_a_sheet_that_cannot_be_read_is_not_judged() -> None:
    """Nobody is told that rows are missing when it is the file that is."""
    few = replace(COUNT, must=compile_expression("things|length > 0"))
    known = schemas(replace(OTHERS, rules=(few,)), things(column("other", reference=TO_OTHERS)))
    books = workbooks({"Others": OTHER_ROWS}, known)
    assert places(check(books, known, context()), "rule") != []
    del books["programme"]
    assert places(check(books, known, context()), "rule") == []


def test_a_link_to_a_doubled_row_leaves_a_rule_unjudged() -> None:
    """Which of the two it is, nobody knows."""
    known = schemas(OTHERS, things(column("link", reference=TO_OTHERS), rules=(ACROSS,)))
    others = "Code | Name | Kind | Owner\nA-01 | x | a |\nA-01 | y | b |"
    checked = look({"Others": others, "Things": "Code | Link\nA-01 | A-01"}, known)
    assert places(checked, "rule") == []


def test_only_addresses_of_a_role_are_allowed_where_the_schema_says_so() -> None:
    """In any case of letters."""
    known = schemas(things(column("handler", Kind.EMAIL, one_of_role="case_handlers")))
    table = """
        Code | Handler
        A-01 | Tweede@Dordrecht.example
        A-02 | iemand@dordrecht.example
        A-03 | geen adres
        """
    checked = look({"Things": table}, known)
    assert places(checked) == [("B3", "list", "error"), ("B4", "email", "error")]
    assert said(checked.findings)[0] == (
        "Dit adres is niet van een dossierhouder. Kies een dossierhouder, of vraag de coördinator "
        "om dit adres toe te voegen."
    )


def test_another_role_is_not_called_by_a_name_that_nobody_knows() -> None:
    """Names of config.yaml mean nothing to who types in a sheet."""
    known = schemas(things(column("reader", Kind.EMAIL, one_of_role="press_office")))
    checked = look({"Things": "Code | Reader\nA-01 | iemand@dordrecht.example"}, known)
    assert said(checked.findings) == [
        (
            "Dit adres staat niet bij de mensen die hier mogen staan. Vraag de coördinator om "
            "het toe te voegen."
        )
    ]


def test_a_finding_goes_to_the_rows_owner_else_the_organisations_else_the_role() -> None:
    """An owner that cannot be read is no owner."""
    reference = Reference("organisations", "code", "organisation", "things")
    organisations = replace(OTHERS, name="organisations", title="Organisaties")
    known = schemas(
        organisations,
        things(
            column("owner", Kind.EMAIL),
            column("organisation_id", reference=reference),
            column("n", Kind.INTEGER),
            owner="owner",
        ),
    )
    table = """
        Code | Owner        | Organisation_id | N
        A-01 | zo@x.example | A-01            | x
        A-02 |              | A-01            | x
        A-03 |              | A-17            | x
        A-04 |              |                 | x
             | zo@x.example |                 |
        """
    checked = look({"Organisaties": OTHER_ROWS, "Things": table}, known)
    assert [found.owner for found in checked.findings if found.sheet == "things"] == [
        "zo@x.example",
        "an@x.example",
        "coordinator@dordrecht.example",
        "coordinator@dordrecht.example",
        "zo@x.example",
    ]


def test_an_owner_is_found_over_links() -> None:
    """A path that leads nowhere ends at the role."""
    known = schemas(
        OTHERS,
        things(column("link", reference=TO_OTHERS), column("n", Kind.INTEGER), owner="other.owner"),
    )
    table = "Code | Link | N\nA-01 | A-18 | x\nA-02 | | x"
    checked = look({"Others": OTHER_ROWS, "Things": table}, known)
    assert [f.owner for f in checked.findings if f.code == "type"] == [
        "bo@x.example",
        "coordinator@dordrecht.example",
    ]


@pytest.mark.parametrize(
    ("personal", "sensitive"), [({"personal": True}, {}), ({}, {"sensitive": True})]
)
def test_no_finding_repeats_a_personal_or_sensitive_cell(
    personal: dict[str, bool], sensitive: dict[str, bool]
) -> None:
    """Neither in its message nor in its suggestion, whatever is wrong with the cell."""
    kinds = (Kind.DATE, Kind.TIME, Kind.INTEGER, Kind.MONEY, Kind.YES_NO, Kind.EMAIL, Kind.URL)
    fields = [
        *(column(f"k{n}", kind, **personal) for n, kind in enumerate(kinds)),
        column("kd", Kind.DATE, **personal),
        column("list", enum=("geheim19", "ander"), **personal),
        column("code2", pattern=r"^A-\d{2}$", example="A-01", **personal),
        column("long", max_length=5, **personal),
        column("double", unique=True, **personal),
        column("ref", reference=TO_OTHERS, **personal),
    ]
    known = schemas(OTHERS, things(*fields, **sensitive))
    header = " | ".join(["Code", *(field.title for field in fields)])
    values = (
        "geheim17 | geheim17 | geheim17 | 1,217.00 | geheim17 | Jan <geheim17@x.nl> | x.geheim17"
    )
    more = "31-06-1917 | geheim17 | B17 | geheim17 | geheim17 | geheim17"
    table = f"{header}\nA-01 | {values} | {more}\nA-02 {'|' * 11} | geheim17 |"
    checked = look({"Others": OTHER_ROWS, "Things": table}, known)
    found = [one for one in checked.findings if one.sheet == "things"]
    assert len({one.field for one in found}) == len(fields)
    for text in (*said(found), *said(found, "en")):
        assert "17" not in text
        assert "geheim" not in text.replace("geheim19, ander", "")
        assert "juni" not in text


def test_the_same_findings_repeat_the_cell_where_it_is_nobodys() -> None:
    """In quotes, so that a colleague finds it."""
    checked = look({"Things": "Code | On\nA-01 | z.s.m."}, schemas(things(column("on", Kind.DATE))))
    assert said(checked.findings) == ['"z.s.m." is geen datum. Schrijf een datum als 12-3-2016.']
    assert said(checked.findings, "en") == ['"z.s.m." is not a date. Write a date as 12-3-2016.']


RULES_HEADER = (
    "Regel|Over tabblad|Kolom 1|Is 1|Waarde 1|Peildatum|Versturen|Aan|Onderwerp|Tekst|Actief"
)


@pytest.mark.parametrize(
    ("rule", "cell", "text"),
    [
        ("Acties|Status|is|loopt|Einddatum|op de dag|Eigenaar", None, ""),
        ("acties|due_on|leeg||einddatum|op de dag|eigenaar", None, ""),
        ("Acties|Actie|is|wat dan ook|Start|op de dag|case_handlers", None, ""),
        ("Acties|Stadus|is|loopt|Einddatum|op de dag|Eigenaar", "C2", "Status?"),
        ("Acties|Status|is|lopt|Einddatum|op de dag|Eigenaar", "E2", "loopt?"),
        ("Acties|Status|is|loopt|Titel|op de dag|Eigenaar", "F2", "lijst."),
        ("Acties|Status|is|loopt|Status|op de dag|Eigenaar", "F2", "lijst."),
        ("Acties|Status|is|loopt|Einddatum|op de dag|Actie", "H2", "lijst."),
    ],
)
def test_a_rule_of_the_coordinators_own_names_columns_of_its_tab(
    rule: str, cell: str | None, text: str
) -> None:
    """A column, a date column, an e-mail column or role, or a value of that column's list."""
    table = f"{RULES_HEADER}\nmijn-regel|{rule}|Let op|Let op|ja"
    checked = look({"Herinneringsregels": table})
    found = [one for one in checked.findings if one.code == "list"]
    assert [(one.cell, one.severity) for one in found] == ([(cell, "error")] if cell else [])
    assert all(one.endswith(text) for one in said(found))


def test_a_rule_about_no_known_tab_is_one_finding() -> None:
    """Its columns cannot be judged then."""
    table = f"{RULES_HEADER}\nmijn-regel|Iets|Stand|is|x|y|op de dag|z|Let op|Let op|ja"
    checked = look({"Herinneringsregels": table})
    assert [one.cell for one in checked.findings if one.code == "list"] == ["B2"]


def test_whether_contacts_are_active_is_not_judged_by_one_that_cannot_be_read() -> None:
    """An organisation is not said to lack a focal person because of a typing mistake."""
    organisations = "Code|Organisatie|Soort|Status\nORG-01|MEE|welzijn|aangesloten"
    contacts = (
        "Code|Organisatie|Naam|Rol|E-mail|Actief vanaf|Actief tot\n"
        "CP-001|ORG-01|Functie|aandachtsfunctionaris|a@x.example|{since}|"
    )

    def coverage(since: str) -> list[str]:
        tables = {
            "Organisaties": organisations,
            "Aandachtsfunctionarissen": contacts.format(since=since),
        }
        found = [one for one in look(tables).findings if one.code == "coverage"]
        return [str(one.severity) for one in found]

    assert coverage("1-1-2016") == ["notice"]
    assert coverage("4-10-2016") == ["warning", "notice"]
    assert coverage("vorig jaar") == []


def test_a_condition_may_ask_for_the_row_itself() -> None:
    """Its number and key are names too."""
    rule = RowRule("key", compile_expression('key != "A-02"'), "code", {"nl": "Niet die."})
    checked = look(
        {"Things": "Code | X\nA-01 | x\nA-02 | x"}, schemas(things(column("x"), rules=(rule,)))
    )
    assert places(checked) == [("A3", "rule", "error")]


def test_two_columns_may_refer_to_one_sheet() -> None:
    """Its rows are looked through once."""
    also = replace(TO_OTHERS, link="second", backlink="seconds")
    fields = (CODE, column("a", reference=TO_OTHERS), column("b", reference=TO_OTHERS))
    known = schemas(OTHERS, things(fields=(*fields, column("c", reference=also))))
    table = "Code | A | B | C\nA-01 | MEE | A-18 | school"
    (record,) = look({"Others": OTHER_ROWS, "Things": table}, known).register.things
    assert (record.a, record.b, record.c) == ("A-01", "A-18", "A-18")


def test_a_missing_reference_column_is_not_resolved() -> None:
    """And a target whose code column is missing cannot be asked."""
    tables = {"Others": OTHER_ROWS, "Things": "Code\nA-01"}
    assert places(look(tables, _linked()), "reference") == []
    tables = {"Others": "Name | Kind\nMEE | x", "Things": "Code | Other\nA-01 | A-01\nA-02 | MEE"}
    checked = look(tables, _linked())
    assert places(checked, "reference") == []
    assert [record["other"] for record in checked.register.things] == ["A-01", None]


def test_rows_that_share_a_name_with_a_nearly_right_one_are_not_suggested() -> None:
    """A row of no name at all is no candidate either."""
    others = "Code | Name | Kind | Owner\nA-01 | | x |\nA-02 | School | x |"
    checked = look({"Others": others, "Things": "Code | Other\nA-01 | Schol"}, _linked())
    assert said(checked.findings)[-1].endswith("Bedoelde u A-02 (School)?")


def test_a_rule_may_look_inside_a_value_and_a_row_without_code_is_no_target() -> None:
    """The year of a date; a row that has no code cannot be referred to, by name either."""
    rule = replace(ENDS, must=compile_expression("ends.year > 2015"))
    checked = look({"Things": "Code | Title | Starts | Ends\nA-01 | x | | 1-10-2015"}, _spans(rule))
    assert [found.cell for found in checked.findings] == ["D2"]
    others = "Code | Name | Kind | Owner\n | MEE | x |"
    checked = look({"Others": others, "Things": "Code | Other\nA-01 | MEE"}, _linked())
    assert [found.code for found in checked.findings] == ["blank-key", "reference"]
